//! The zip archive that a Word or Excel file is.

use std::io::{Cursor, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// How hard the parts are pressed: beyond this a file gets a few hundredths smaller and takes a
/// third longer to write.
const COMPRESSION: i64 = 3;

/// Packs parts by name. Every entry bears the first day of the zip format, so that the same
/// document gives the same bytes.
pub(super) fn write(parts: &[(&str, &str)]) -> Result<Vec<u8>, ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(COMPRESSION))
        .last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}
