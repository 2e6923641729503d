//! PDF with a text layer: tables by their ruled lines.

use crate::{Limits, ReadError, Source};

pub(crate) fn read(_bytes: &[u8], _limits: &Limits) -> Result<Source, ReadError> {
    Err(ReadError::Empty)
}
