//! The zip archive that a Word or Excel file is.

use std::io::{self, Cursor, Seek, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// How hard the parts are pressed: beyond this a file gets a few hundredths smaller and takes a
/// third longer to write.
const COMPRESSION: i64 = 3;

/// An archive being written, part by part.
pub(super) struct Package<W: Write + Seek> {
    archive: ZipWriter<W>,
}

impl<W: Write + Seek> Package<W> {
    pub(super) fn new(out: W) -> Self {
        Self { archive: ZipWriter::new(out) }
    }

    /// Begins a part; what is written then goes into it. Every entry bears the first day of the
    /// zip format, so that the same document gives the same bytes.
    pub(super) fn begin(&mut self, name: &str) -> Result<(), ZipError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(COMPRESSION))
            .last_modified_time(DateTime::default());
        self.archive.start_file(name, options)
    }

    /// Writes on in the part that was begun.
    pub(super) fn write(&mut self, text: &str) -> io::Result<()> {
        self.archive.write_all(text.as_bytes())
    }

    /// Writes a whole part.
    pub(super) fn part(&mut self, name: &str, text: &str) -> Result<(), ZipError> {
        self.begin(name)?;
        Ok(self.write(text)?)
    }

    /// Closes the archive.
    pub(super) fn finish(self) -> Result<W, ZipError> {
        self.archive.finish()
    }
}

/// Packs parts by name.
pub(super) fn write(parts: &[(&str, &str)]) -> Result<Vec<u8>, ZipError> {
    let mut package = Package::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        package.part(name, text)?;
    }
    Ok(package.finish()?.into_inner())
}
