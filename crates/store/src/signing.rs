//! The signed heads of the trail, kept apart from the data.
//!
//! A chain proves that nothing inside it was changed; only a head kept elsewhere proves that its
//! end was not cut off or the whole rewritten (reliability E2).

use crate::{StoreError, Timestamp};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use procedure::{AuditHead, Digest};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

const KEY_FILE: &str = "trail-signing.key";
const HEADS_FILE: &str = "trail-heads.log";

/// A head that was signed at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: AuditHead,
    /// When it was signed.
    pub at: Timestamp,
}

/// The key and the log of signed heads, in a folder of their own.
pub(crate) struct Seal {
    folder: PathBuf,
    key: SigningKey,
}

impl Seal {
    /// Opens the folder; makes a key when there is none.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder)?;
        let path = folder.join(KEY_FILE);
        let key = match read_key(&path)? {
            Some(key) => key,
            None => make_key(&path)?,
        };
        Ok(Self { folder: folder.to_owned(), key: SigningKey::from_bytes(&key) })
    }

    /// Signs a head and appends it to the log, flushed.
    pub(crate) fn sign(&self, head: AuditHead, at: Timestamp) -> Result<(), StoreError> {
        let message = message(head, at);
        let signature = self.key.sign(message.as_bytes());
        let line = format!("{message} {}\n", hex(&signature.to_bytes()));
        let mut log =
            OpenOptions::new().append(true).create(true).open(self.folder.join(HEADS_FILE))?;
        log.write_all(line.as_bytes())?;
        log.sync_data()?;
        Ok(())
    }

    /// Every signed head, oldest first. A last line cut short by a power cut is passed over.
    ///
    /// # Errors
    /// When a whole line carries a signature that is not of our key.
    pub(crate) fn heads(&self) -> Result<Vec<SignedHead>, StoreError> {
        let mut text = String::new();
        match File::open(self.folder.join(HEADS_FILE)) {
            Ok(mut file) => file.read_to_string(&mut text)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let whole = text.rfind('\n').map_or("", |end| text.get(..end).unwrap_or(""));
        whole
            .lines()
            .enumerate()
            .map(|(line, text)| {
                read_line(text, &self.key.verifying_key()).ok_or_else(|| {
                    StoreError::Damaged(format!("签名的留痕末端第{}行无效", line + 1))
                })
            })
            .collect()
    }
}

fn message(head: AuditHead, at: Timestamp) -> String {
    format!("{} {} {at}", head.number, head.digest)
}

fn read_line(line: &str, key: &VerifyingKey) -> Option<SignedHead> {
    let (message, signature) = line.rsplit_once(' ')?;
    let signature = Signature::from_bytes(&bytes::<64>(signature)?);
    key.verify_strict(message.as_bytes(), &signature).ok()?;
    let mut fields = message.split(' ');
    let number = fields.next()?.parse().ok()?;
    let digest = Digest::from_hex(fields.next()?)?;
    let at = fields.next()?.parse().ok()?;
    Some(SignedHead { head: AuditHead { number, digest }, at })
}

fn read_key(path: &Path) -> Result<Option<[u8; 32]>, StoreError> {
    let mut text = String::new();
    match File::open(path) {
        Ok(mut file) => file.read_to_string(&mut text)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let key = bytes::<32>(text.trim());
    key.map(Some).ok_or_else(|| StoreError::Damaged("留痕签名密钥文件不完整".into()))
}

fn make_key(path: &Path) -> Result<[u8; 32], StoreError> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|_| StoreError::Damaged("系统没有随机数来源".into()))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(hex(&key).as_bytes())?;
    file.sync_all()?;
    Ok(key)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (position, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(position * 2..position * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(number: u64) -> AuditHead {
        AuditHead { number, digest: Digest::of(&number.to_be_bytes()) }
    }

    #[test]
    fn signed_heads_are_read_back_by_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open(folder.path()).unwrap();
        seal.sign(head(1), 10).unwrap();
        Seal::open(folder.path()).unwrap().sign(head(2), 20).unwrap();
        let heads = seal.heads().unwrap();
        assert_eq!(
            heads,
            [SignedHead { head: head(1), at: 10 }, SignedHead { head: head(2), at: 20 }]
        );
    }

    #[test]
    fn a_head_forged_or_signed_by_another_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open(folder.path()).unwrap();
        seal.sign(head(1), 10).unwrap();
        let log = folder.path().join(HEADS_FILE);
        #[expect(clippy::disallowed_methods, reason = "the test forges the log")]
        let honest = fs::read_to_string(&log).unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test forges the log")]
        fs::write(&log, honest.replacen('1', "2", 1)).unwrap();
        assert!(seal.heads().is_err());
        let other = tempfile::tempdir().unwrap();
        Seal::open(other.path()).unwrap().sign(head(1), 10).unwrap();
        fs::copy(other.path().join(HEADS_FILE), &log).unwrap();
        assert!(seal.heads().is_err());
    }

    #[test]
    fn a_line_cut_short_by_a_power_cut_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open(folder.path()).unwrap();
        seal.sign(head(1), 10).unwrap();
        let mut log = OpenOptions::new().append(true).open(folder.path().join(HEADS_FILE)).unwrap();
        log.write_all(b"2 abc").unwrap();
        assert_eq!(seal.heads().unwrap().len(), 1);
    }
}
