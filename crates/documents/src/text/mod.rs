//! Plain text in its layouts, HTML, and tables pasted from Word or Excel.

use crate::{Limits, ReadError, Source};

pub(crate) fn read(_bytes: &[u8], _limits: &Limits) -> Result<Source, ReadError> {
    Err(ReadError::Empty)
}
