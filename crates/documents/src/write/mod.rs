//! Documents to Word, Excel, PDF and HTML.
