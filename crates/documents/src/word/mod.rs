//! Word files: .docx by our own scanner, .doc by `office_oxide`.

use crate::{Limits, ReadError, Source};

pub(crate) fn is_docx(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn read_docx(_bytes: &[u8], _limits: &Limits) -> Result<Source, ReadError> {
    Err(ReadError::Empty)
}

pub(crate) fn read_doc(_bytes: &[u8], _limits: &Limits) -> Result<Source, ReadError> {
    Err(ReadError::Empty)
}
