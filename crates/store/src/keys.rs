//! Keys in files of their own, made once and kept apart from the data.

use crate::StoreError;
use crate::disk::rename_into_place;
use crate::hexadecimal::{bytes, hex};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

/// The key in a file of a folder; made when there is none.
///
/// # Errors
/// When the file cannot be read or written, or holds something else.
pub(crate) fn key_of(folder: &Path, name: &str) -> Result<[u8; 32], StoreError> {
    let path = folder.join(name);
    match read(&path)? {
        Some(key) => Ok(key),
        None => make(folder, &path, name),
    }
}

fn read(path: &Path) -> Result<Option<[u8; 32]>, StoreError> {
    let mut text = String::new();
    match File::open(path) {
        Ok(mut file) => file.read_to_string(&mut text)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let key = bytes::<32>(text.trim());
    key.map(Some).ok_or_else(|| StoreError::Damaged("密钥文件不完整".into()))
}

fn make(folder: &Path, path: &Path, name: &str) -> Result<[u8; 32], StoreError> {
    let key = random()?;
    // Written beside and renamed: half a key would lock the program out for good.
    let beside = folder.join(format!("{name}.new"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(hex(&key).as_bytes())?;
    file.sync_all()?;
    rename_into_place(&beside, path)?;
    Ok(key)
}

/// Bytes of the system's random source.
///
/// # Errors
/// When the system has none.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Damaged("系统没有随机数来源".into()))?;
    Ok(bytes)
}
