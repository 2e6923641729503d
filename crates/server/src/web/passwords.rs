//! Passwords and random secrets.

use super::Problem;
use argon2::password_hash::phc::PasswordHash as Printed;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::http::StatusCode;
use std::fmt::Write;
use std::sync::Arc;
use store::PasswordHash;
use tokio::sync::Semaphore;

/// OWASP Password Storage Cheat Sheet: Argon2id with at least 19 MiB and two passes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes at a time: each takes its memory, and a flood of log-ins must not take all.
const AT_ONCE: usize = 2;
/// Longer is refused before it is hashed.
const BYTES_MAX: usize = 256;
/// 等保: at least eight characters of three kinds.
pub(super) const CHARACTERS_MIN: usize = 8;
const KINDS_MIN: usize = 3;

/// Hashes and checks passwords, a few at a time.
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    /// Checked when there is no such account, so that the answer takes as long.
    nobody: PasswordHash,
}

impl Passwords {
    /// Gets ready.
    pub(crate) fn new() -> Result<Self, Problem> {
        Ok(Self { turns: Arc::new(Semaphore::new(AT_ONCE)), nobody: hash(&random_secret()?)? })
    }

    /// The hash of a new password.
    pub(crate) async fn hash(&self, password: &str) -> Result<PasswordHash, Problem> {
        let password = short_enough(password)?;
        self.in_turn(move || hash(&password)).await
    }

    /// Whether a password is the one that was hashed; without a hash it takes as long and is not.
    pub(crate) async fn verify(
        &self,
        password: &str,
        stored: Option<&PasswordHash>,
    ) -> Result<bool, Problem> {
        let password = short_enough(password)?;
        let known = stored.is_some();
        let stored = stored.unwrap_or(&self.nobody).0.clone();
        let good = self
            .in_turn(move || {
                let printed = Printed::new(&stored).map_err(|_| Problem::fault())?;
                Ok(argon2()?.verify_password(password.as_bytes(), &printed).is_ok())
            })
            .await?;
        Ok(good && known)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Problem::fault())?;
        // The turn goes with the hash: a browser that hangs up must not free it before the hash
        // is done.
        let in_turn = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(in_turn).await.map_err(|_| Problem::fault())?
    }
}

/// What is wrong with a new password, in words; nothing when it is good.
pub(crate) fn weakness(password: &str, login: &str) -> Option<&'static str> {
    let kinds = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    if password.chars().count() < CHARACTERS_MIN {
        Some("密码至少8个字符")
    } else if kinds.iter().filter(|kind| **kind).count() < KINDS_MIN {
        Some("密码至少包含大写字母、小写字母、数字、其他符号中的三种")
    } else if !login.is_empty() && password.to_lowercase().contains(&login.to_lowercase()) {
        Some("密码不能包含登录名")
    } else {
        None
    }
}

/// 256 random bits, printed.
pub(crate) fn random_secret() -> Result<String, Problem> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| Problem::fault())?;
    Ok(hex(bytes))
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: impl IntoIterator<Item = u8>) -> String {
    bytes.into_iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ok = write!(text, "{byte:02x}");
        text
    })
}

/// A first password that a person can type: sixteen characters without look-alikes.
pub(crate) fn first_password() -> Result<String, Problem> {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| Problem::fault())?;
    let letters = bytes.iter().filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()));
    Ok(format!("{}-Cx7", letters.map(|letter| char::from(*letter)).collect::<String>()))
}

fn short_enough(password: &str) -> Result<String, Problem> {
    if password.len() > BYTES_MAX {
        return Err(
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY).saying("密码太长，请不超过80个字符")
        );
    }
    Ok(password.to_owned())
}

fn hash(password: &str) -> Result<PasswordHash, Problem> {
    let hashed = argon2()?.hash_password(password.as_bytes()).map_err(|_| Problem::fault())?;
    Ok(PasswordHash(hashed.to_string()))
}

fn argon2() -> Result<Argon2<'static>, Problem> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| Problem::fault())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_named() {
        assert_eq!(weakness("Ab1-", "li"), Some("密码至少8个字符"));
        assert!(weakness("abcdefgh1", "li").is_some());
        assert!(weakness("Zhang-2026", "zhang").is_some());
        assert_eq!(weakness("Budget-2026", "zhang"), None);
        assert_eq!(weakness(&first_password().unwrap(), "admin"), None);
    }

    #[tokio::test]
    async fn a_password_is_verified_and_a_long_one_refused_before_hashing() {
        let passwords = Passwords::new().unwrap();
        let stored = passwords.hash("Budget-2026").await.unwrap();
        assert!(stored.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify("Budget-2026", Some(&stored)).await.unwrap());
        assert!(!passwords.verify("Budget-2027", Some(&stored)).await.unwrap());
        assert!(!passwords.verify("Budget-2026", None).await.unwrap());
        assert!(passwords.hash(&"x".repeat(1 << 20)).await.is_err());
    }
    #[tokio::test]
    async fn a_client_that_hangs_up_does_not_free_the_turn_of_its_hash() {
        let passwords = Passwords::new().unwrap();
        let turns = Arc::clone(&passwords.turns);
        let (begun, waiting) = std::sync::mpsc::channel::<()>();
        let (go, told) = std::sync::mpsc::channel::<()>();
        let hanging = tokio::spawn(async move {
            let work = move || {
                begun.send(()).unwrap();
                told.recv().unwrap();
                Ok(())
            };
            passwords.in_turn(work).await
        });
        let waited = tokio::task::spawn_blocking(move || waiting.recv());
        waited.await.unwrap().unwrap();
        hanging.abort();
        assert!(hanging.await.unwrap_err().is_cancelled());
        assert_eq!(turns.available_permits(), AT_ONCE - 1);
        go.send(()).unwrap();
    }
}
