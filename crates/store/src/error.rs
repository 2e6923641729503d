//! What can go wrong with the store, in words for people.

use crate::Timestamp;
use procedure::{ChainFault, Refusal};
use sea_orm::{DbErr, RuntimeErr, sqlx};
use std::io;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not permitted, or outside the scope.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No such thing, or not in the scope: the two are answered alike.
    #[error("没有找到，或不在您的授权范围内")]
    Missing,
    /// Somebody else changed it first.
    #[error("{by}已在此前保存了第{version}版，请对照后再保存")]
    Changed {
        /// Who, by name.
        by: String,
        /// When.
        at: Timestamp,
        /// The version that stands now.
        version: i32,
    },
    /// What was given cannot be taken; the text says what to do.
    #[error("{0}")]
    Invalid(String),
    /// The disk is full; nothing was saved.
    #[error("磁盘空间不足，本次修改没有保存；请联系管理员清理空间后重试，已有数据不受影响")]
    DiskFull,
    /// The disk did not read or write; nothing was saved.
    #[error("磁盘读写出错，本次修改没有保存；请稍后重试，仍不成功请联系管理员检查磁盘")]
    DiskFault,
    /// The disk is read only; nothing was saved.
    #[error("数据所在磁盘是只读的，本次修改没有保存；请联系管理员")]
    ReadOnly,
    /// Busy for too long.
    #[error("系统繁忙，本次修改没有保存，请稍后重试")]
    Busy,
    /// The database was made by a newer program.
    #[error("数据库由更新版本的程序建立（{0}），请升级程序后再打开；旧程序不会改动其中的数据")]
    Newer(String),
    /// The audit trail is broken.
    #[error(transparent)]
    Trail(#[from] ChainFault),
    /// Stored content does not read back: a fault of ours or of the disk.
    #[error("存储的内容无法读取（{0}），请运行 chengxiao verify 检查")]
    Damaged(String),
    /// Anything else of the database.
    #[error("数据库出错，本次修改没有保存")]
    Database(#[source] DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match sqlite_code(&error) {
            // SQLITE_BUSY, SQLITE_LOCKED; SQLITE_READONLY; SQLITE_IOERR; SQLITE_FULL.
            Some(5 | 6) => return Self::Busy,
            Some(8) => return Self::ReadOnly,
            Some(10) => return Self::DiskFault,
            Some(13) => return Self::DiskFull,
            _ => {}
        }
        match error {
            DbErr::ConnectionAcquire(_) => Self::Busy,
            other => Self::Database(other),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::DiskFault,
        }
    }
}

/// The primary result code of SQLite, without the extension in the higher bits.
fn sqlite_code(error: &DbErr) -> Option<u32> {
    let (DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))
    | DbErr::Conn(RuntimeErr::SqlxError(inner))) = error
    else {
        return None;
    };
    let sqlx::Error::Database(database) = inner.as_ref() else { return None };
    let sqlite = database.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
    let code: u32 = sqlx::error::DatabaseError::code(sqlite)?.parse().ok()?;
    Some(code & 0xff)
}
