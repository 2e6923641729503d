//! Workbooks: .xlsx and .xls.

use crate::{Limits, ReadError, Source};

pub(crate) fn is_xlsx(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn is_xls(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn read_xlsx(_bytes: &[u8], _limits: &Limits) -> Result<Source, ReadError> {
    Err(ReadError::Empty)
}

pub(crate) fn read_xls(_bytes: &[u8], _limits: &Limits) -> Result<Source, ReadError> {
    Err(ReadError::Empty)
}
