//! 敏感信息: accounts, identity numbers and telephones, encrypted where they are kept
//! (reliability F3). What everybody sees of them, the masked form, stands beside, so that lists
//! need no key.

use crate::StoreError;
use crate::hexadecimal::hex;
use crate::keys::{key_of, random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ledgers::masked;
use std::path::Path;

const KEY_FILE: &str = "records.key";
/// What a kept value begins with.
const FORM: &str = "hidden1";
/// What stands between the parts of a kept value.
const BETWEEN: char = '\u{1f}';
/// Bytes that make each value's encryption another one.
const NONCE: usize = 24;

/// Hides values and shows them again, with the key of this installation.
pub(crate) struct Secrets {
    cipher: XChaCha20Poly1305,
}

impl Secrets {
    /// Opens the folder of the keys; makes a key when there is none.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        Ok(Self { cipher: XChaCha20Poly1305::new(&key_of(folder, KEY_FILE)?.into()) })
    }

    /// A value as it is kept. `place` is where: in any other place it does not open.
    pub(crate) fn hide(&self, text: &str, place: &str) -> Result<String, StoreError> {
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let hidden = self.cipher.encrypt(&XNonce::from(nonce), payload);
        let hidden = hidden.map_err(|_| StoreError::Damaged("敏感信息无法加密".into()))?;
        let parts = [FORM, &masked(text), &hex(&nonce), &hex(&hidden)];
        Ok(parts.join(&BETWEEN.to_string()))
    }

    /// The value of what is kept.
    pub(crate) fn show(&self, kept: &str, place: &str) -> Result<String, StoreError> {
        let damaged = || StoreError::Damaged("敏感信息无法解密，请核对密钥目录是否完整".into());
        let parts: Vec<&str> = kept.split(BETWEEN).collect();
        let [FORM, _, nonce, hidden] = parts.as_slice() else { return Err(damaged()) };
        let nonce: [u8; NONCE] = crate::hexadecimal::bytes(nonce).ok_or_else(damaged)?;
        let hidden = crate::hexadecimal::all_bytes(hidden).ok_or_else(damaged)?;
        let payload = Payload { msg: &hidden, aad: place.as_bytes() };
        let text = self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| damaged())?;
        String::from_utf8(text).map_err(|_| damaged())
    }
}

/// What everybody sees of a kept value.
pub(crate) fn shown_to_all(kept: &str) -> &str {
    let mut parts = kept.split(BETWEEN);
    if parts.next() == Some(FORM) { parts.next().unwrap_or_default() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_value_opens_with_its_key_in_its_place_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(folder.path()).unwrap();
        let kept = secrets.hide("6217000010001234567", "person/1/bank_account").unwrap();
        assert!(!kept.contains("6217000010001234567"));
        assert_eq!(shown_to_all(&kept), "6217***********4567");
        // The key is the same after a restart.
        let again = Secrets::open(folder.path()).unwrap();
        assert_eq!(again.show(&kept, "person/1/bank_account").unwrap(), "6217000010001234567");
        assert!(secrets.show(&kept, "person/2/bank_account").is_err());
        let other = tempfile::tempdir().unwrap();
        let other = Secrets::open(other.path()).unwrap();
        assert!(other.show(&kept, "person/1/bank_account").is_err());
    }

    #[test]
    fn the_same_value_is_hidden_otherwise_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(folder.path()).unwrap();
        assert_ne!(
            secrets.hide("13800000000", "a").unwrap(),
            secrets.hide("13800000000", "a").unwrap()
        );
    }

    #[test]
    fn what_was_never_hidden_does_not_open() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(folder.path()).unwrap();
        assert!(secrets.show("6217000010001234567", "a").is_err());
        assert!(secrets.show("", "a").is_err());
    }
}
