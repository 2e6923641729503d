//! Word files: .docx by our own scanner, .doc by `office_oxide`.
//!
//! ```text
//! package   which part is which                   doc        .doc through office_oxide
//! xml       events of a part, streamed            row_edges  its table borders, aligned
//! body      events -> paragraphs and tables       compound   what an OLE file holds
//! numbering, symbols, remarks                     sectors    where its bytes stand
