//! 原件: files named by their digest. A row never points to a file that is missing or short.

use crate::disk::{flush_folder, make_folder, rename_into_place};
use crate::{StoreError, hexadecimal};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// SHA-256 of a file, as 64 hexadecimal digits: its name and its check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlobDigest(String);

impl BlobDigest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(hexadecimal::hex(&Sha256::digest(bytes)))
    }

    /// Reads 64 lower-case hexadecimal digits; anything else is no name of a file of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let good = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        (text.len() == 64 && text.chars().all(good)).then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The folder `files` of the data folder.
#[derive(Clone, Debug)]
pub(crate) struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    pub(crate) fn open(data: &Path) -> Result<Self, StoreError> {
        let folder = data.join("files");
        make_folder(&folder.join("incoming"))?;
        Ok(Self { folder })
    }

    /// Stores bytes durably: written beside, flushed, renamed, and the folder flushed, so that
    /// after a power cut the file is whole or absent.
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<BlobDigest, StoreError> {
        let digest = BlobDigest::of(bytes);
        let target = self.path(&digest);
        // What is there is read, not only looked at: a damaged file is mended by the next upload.
        if self.get(&digest).is_ok() {
            // Another upload may have named it a moment ago without having flushed the name.
            self.flush_names(&target)?;
            return Ok(digest);
        }
        let incoming = self.folder.join("incoming").join(crate::ids::row_key());
        let stored = Self::write_through(&incoming, &target, bytes);
        if stored.is_err() {
            // What is half-written is of no use; the error of the write is what counts.
            let _left = fs::remove_file(&incoming);
        }
        stored?;
        Ok(digest)
    }

    fn write_through(incoming: &Path, target: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let mut file = File::create_new(incoming)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        make_folder(target.parent().ok_or(StoreError::Missing)?)?;
        Ok(rename_into_place(incoming, target)?)
    }

    fn flush_names(&self, target: &Path) -> io::Result<()> {
        target.parent().map_or(Ok(()), flush_folder)?;
        flush_folder(&self.folder)
    }

    /// The bytes, checked against their name.
    pub(crate) fn get(&self, digest: &BlobDigest) -> Result<Vec<u8>, StoreError> {
        #[expect(clippy::disallowed_methods, reason = "the store opens its own files")]
        let bytes = fs::read(self.path(digest))?;
        if BlobDigest::of(&bytes) == *digest {
            Ok(bytes)
        } else {
            Err(StoreError::Damaged(format!("原件{}的内容与其摘要不符", digest.as_str())))
        }
    }

    /// Takes back a file that no row was ever written for.
    pub(crate) fn remove(&self, digest: &BlobDigest) -> io::Result<()> {
        fs::remove_file(self.path(digest))
    }

    /// Removes what an interrupted upload left behind. Only at start, when nobody uploads.
    pub(crate) fn sweep(&self) -> io::Result<usize> {
        let mut swept = 0;
        for entry in fs::read_dir(self.folder.join("incoming"))? {
            fs::remove_file(entry?.path())?;
            swept += 1;
        }
        Ok(swept)
    }

    /// Files stored before a time.
    pub(crate) fn stored_before(&self, before: SystemTime) -> io::Result<Vec<BlobDigest>> {
        let mut found = Vec::new();
        for folder in fs::read_dir(&self.folder)? {
            let folder = folder?;
            if folder.file_name() == "incoming" || !folder.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let file = file?;
                let named = file.file_name().to_str().and_then(BlobDigest::parse);
                if let Some(digest) = named
                    && file.metadata()?.modified()? < before
                {
                    found.push(digest);
                }
            }
        }
        Ok(found)
    }

    fn path(&self, digest: &BlobDigest) -> PathBuf {
        let (first, _) = digest.0.split_at(2);
        self.folder.join(first).join(&digest.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_are_stored_once_and_read_back_checked() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let digest = blobs.put("绩效目标".as_bytes()).unwrap();
        assert_eq!(blobs.put("绩效目标".as_bytes()).unwrap(), digest);
        assert_eq!(blobs.get(&digest).unwrap(), "绩效目标".as_bytes());
        assert_eq!(blobs.sweep().unwrap(), 0);
    }

    #[test]
    fn a_flipped_bit_in_a_stored_file_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let digest = blobs.put(b"abc").unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test damages a file")]
        fs::write(blobs.path(&digest), b"abd").unwrap();
        assert!(matches!(blobs.get(&digest), Err(StoreError::Damaged(_))));
        blobs.put(b"abc").unwrap();
        assert_eq!(blobs.get(&digest).unwrap(), b"abc", "the next upload mends it");
    }

    #[test]
    fn a_name_that_is_no_digest_is_refused() {
        assert_eq!(BlobDigest::parse("../../etc/passwd"), None);
        assert_eq!(BlobDigest::parse(&"A".repeat(64)), None);
        assert!(BlobDigest::parse(&"a".repeat(64)).is_some());
    }
}
