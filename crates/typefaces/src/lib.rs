//! typefaces
