//! Whether this process is alone at a data folder, and that the folder can be written at all.

use crate::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held as long as the store is open; the system lets go of it when the process dies.
pub(crate) struct Presence {
    file: File,
}

impl Presence {
    /// Announces this process. The second value says whether it is the only one.
    pub(crate) fn announce(data: &Path) -> Result<(Self, bool), StoreError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(data.join("in-use.lock")).map_err(|error| {
            let error = StoreError::from(error);
            if !matches!(error, StoreError::ReadOnly) {
                return error;
            }
            StoreError::Invalid(format!(
                "数据目录{}不能写入：所在磁盘是只读的，或运行本程序的用户没有写入权限。\
                 数据没有改动，请改为可写后重新启动",
                data.display()
            ))
        })?;
        let alone = match file.try_lock() {
            Ok(()) => true,
            // A file system without locks cannot tell; then nothing of others is touched.
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        };
        Ok((Self { file }, alone))
    }

    /// Lets other processes in beside this one.
    pub(crate) fn share(&self) {
        // Without locks there is nobody to tell.
        let _shared = self.file.lock_shared();
    }
}
