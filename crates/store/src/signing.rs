//! The signed heads of the trail, kept apart from the data.
//!
//! A chain proves that nothing inside it was changed; only a head kept elsewhere proves that its
//! end was not cut off or the whole rewritten (reliability E2).

use crate::disk::{flush_folder, make_folder};
use crate::hexadecimal::{bytes, hex};
use crate::keys::key_of;
use crate::{StoreError, Timestamp};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use procedure::{AuditHead, Digest};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const KEY_FILE: &str = "trail-signing.key";
const HEADS_FILE: &str = "trail-heads.log";
/// More than the last line and half of another take; a line has 220 bytes.
const END_LENGTH: u64 = 1_024;

/// The word before a head from which a restored backup went on.
const RESTORED: &str = "restored ";

/// A head that was signed at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: AuditHead,
    /// When it was signed.
    pub at: Timestamp,
    /// It is the end of a backup that was restored: what was signed beyond it was given up.
    pub restored: bool,
}

/// The key and the log of signed heads, in a folder of their own.
pub(crate) struct Seal {
    folder: PathBuf,
    key: SigningKey,
}

impl Seal {
    /// Opens the folder; makes a key when there is none.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        make_folder(folder)?;
        let key = key_of(folder, KEY_FILE)?;
        Ok(Self { folder: folder.to_owned(), key: SigningKey::from_bytes(&key) })
    }

    /// Signs a head and appends it to the log, flushed.
    pub(crate) fn sign(&self, signed: SignedHead) -> Result<(), StoreError> {
        let message = message(signed);
        let signature = self.key.sign(message.as_bytes());
        let line = format!("{message} {}\n", hex(&signature.to_bytes()));
        let mut options = OpenOptions::new();
        let mut log =
            options.append(true).read(true).create(true).open(self.folder.join(HEADS_FILE))?;
        // Half a line of a power cut would spoil the line appended to it.
        let (start, end) = self.end_of(&mut log)?;
        log.set_len(start.saturating_add(u64::try_from(end.len()).unwrap_or(u64::MAX)))?;
        log.write_all(line.as_bytes())?;
        log.sync_all()?;
        Ok(flush_folder(&self.folder)?)
    }

    /// The head signed last. Reads the end of the log only, however long it has become.
    pub(crate) fn last_head(&self) -> Result<Option<SignedHead>, StoreError> {
        let mut log = match File::open(self.folder.join(HEADS_FILE)) {
            Ok(log) => log,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let (_, end) = self.end_of(&mut log)?;
        Ok(end.lines().last().and_then(|line| read_line(line, &self.key.verifying_key())))
    }

    /// The last lines of the log without what a power cut left, and where they begin.
    fn end_of(&self, log: &mut File) -> Result<(u64, String), StoreError> {
        let length = log.metadata()?.len();
        let start = log.seek(SeekFrom::Start(length.saturating_sub(END_LENGTH)))?;
        let text = text_of(log)?;
        let sound = sound_part(&text, &self.key.verifying_key());
        Ok((start, sound.to_owned()))
    }

    /// Every signed head, in the order of signing. A last line cut short by a power cut is passed
    /// over.
    ///
    /// # Errors
    /// When a line carries a signature that is not of our key.
    pub(crate) fn heads(&self) -> Result<Vec<SignedHead>, StoreError> {
        let text = match File::open(self.folder.join(HEADS_FILE)) {
            Ok(mut file) => text_of(&mut file)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let key = self.key.verifying_key();
        sound_part(&text, &key)
            .lines()
            .enumerate()
            .map(|(line, text)| {
                read_line(text, &key).ok_or_else(|| {
                    StoreError::Damaged(format!("签名的留痕末端第{}行无效", line + 1))
                })
            })
            .collect()
    }
}

fn text_of(file: &mut File) -> Result<String, StoreError> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    // Bytes that are no text make a line that does not verify, which is all that matters.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The log without what a power cut left of its last line: no line end, or sectors of zeros.
fn sound_part<'a>(text: &'a str, key: &VerifyingKey) -> &'a str {
    let whole = text.rfind('\n').and_then(|end| text.get(..=end)).unwrap_or("");
    let last = whole.trim_end_matches('\n').rsplit('\n').next().unwrap_or("");
    if last.contains('\0') && read_line(last, key).is_none() {
        let end = whole.len().saturating_sub(last.len() + 1);
        return whole.get(..end).unwrap_or("");
    }
    whole
}

fn message(signed: SignedHead) -> String {
    let SignedHead { head, at, restored } = signed;
    format!("{}{} {} {at}", if restored { RESTORED } else { "" }, head.number, head.digest)
}

fn read_line(line: &str, key: &VerifyingKey) -> Option<SignedHead> {
    let (message, signature) = line.rsplit_once(' ')?;
    let signature = Signature::from_bytes(&bytes::<64>(signature)?);
    key.verify_strict(message.as_bytes(), &signature).ok()?;
    let head = message.strip_prefix(RESTORED);
    let mut fields = head.unwrap_or(message).split(' ');
    let number = fields.next()?.parse().ok()?;
    let digest = Digest::from_hex(fields.next()?)?;
    let at = fields.next()?.parse().ok()?;
    Some(SignedHead { head: AuditHead { number, digest }, at, restored: head.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn head(number: u64) -> SignedHead {
        let digest = Digest::of(&number.to_be_bytes());
        SignedHead { head: AuditHead { number, digest }, at: 10, restored: number == 2 }
    }

    #[test]
    fn signed_heads_are_read_back_by_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open(folder.path()).unwrap();
        seal.sign(head(1)).unwrap();
        Seal::open(folder.path()).unwrap().sign(head(2)).unwrap();
        assert_eq!(seal.heads().unwrap(), [head(1), head(2)]);
    }

    #[test]
    fn a_head_forged_or_signed_by_another_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open(folder.path()).unwrap();
        seal.sign(head(1)).unwrap();
        let log = folder.path().join(HEADS_FILE);
        #[expect(clippy::disallowed_methods, reason = "the test forges the log")]
        let honest = fs::read_to_string(&log).unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test forges the log")]
        fs::write(&log, honest.replacen('1', "2", 1)).unwrap();
        assert!(seal.heads().is_err());
        let other = tempfile::tempdir().unwrap();
        Seal::open(other.path()).unwrap().sign(head(1)).unwrap();
        fs::copy(other.path().join(HEADS_FILE), &log).unwrap();
        assert!(seal.heads().is_err());
    }

    #[test]
    fn a_line_cut_short_by_a_power_cut_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open(folder.path()).unwrap();
        seal.sign(head(1)).unwrap();
        let path = folder.path().join(HEADS_FILE);
        for half in [&b"2 abc"[..], b"2 ab\0\0\0\0\0\0c\n"] {
            let mut log = OpenOptions::new().append(true).open(&path).unwrap();
            log.write_all(half).unwrap();
            let before = seal.heads().unwrap().len();
            seal.sign(head(3)).unwrap();
            assert_eq!(seal.heads().unwrap().len(), before + 1);
        }
    }
}
