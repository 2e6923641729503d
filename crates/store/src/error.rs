//! What can go wrong with the store, in words for people.

use crate::Timestamp;
use crate::guarded::NUL_IN_TEXT;
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
    /// The disk did not read or write; nothing was acknowledged.
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
    #[error("数据库出错，本次修改没有保存；请稍后重试，仍不成功请联系管理员查看运行日志")]
    Database(#[source] DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if matches!(&error, DbErr::Custom(text) if text == NUL_IN_TEXT) {
            return Self::nul();
        }
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return Self::Busy;
        }
        match code_of(&error) {
            // Extended code of a shared-memory file that cannot grow.
            Some(Code::Sqlite(4874)) => Self::DiskFull,
            Some(Code::Sqlite(code)) => match code & 0xff {
                // SQLITE_BUSY, SQLITE_LOCKED.
                5 | 6 => Self::Busy,
                // SQLITE_READONLY.
                8 => Self::ReadOnly,
                // SQLITE_IOERR, _CORRUPT, _CANTOPEN, _NOTADB: a failing disk gives all of them,
                // and only `chengxiao verify` may speak of damage.
                10 | 11 | 14 | 26 => Self::DiskFault,
                // SQLITE_FULL.
                13 => Self::DiskFull,
                _ => Self::Database(error),
            },
            Some(Code::Shared(code)) => match code.as_str() {
                // Serialization, deadlock, lock not available.
                "40001" | "40P01" | "55P03" => Self::Busy,
                "25006" => Self::ReadOnly,
                "53100" => Self::DiskFull,
                "58030" => Self::DiskFault,
                // A character that the database's encoding does not have: NUL in UTF-8.
                "22021" => Self::nul(),
                _ => Self::Database(error),
            },
            None => Self::Database(error),
        }
    }
}

impl StoreError {
    /// A text with a NUL in it: refused alike on every database.
    pub(crate) fn nul() -> Self {
        Self::Invalid("内容中有不能保存的空字符（U+0000），请删除后重试".into())
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        // The kinds of the standard library are too many to name.
        if is_one_of(&error, &[io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded]) {
            Self::DiskFull
        } else if is_one_of(
            &error,
            &[io::ErrorKind::ReadOnlyFilesystem, io::ErrorKind::PermissionDenied],
        ) {
            Self::ReadOnly
        } else if error.kind() == io::ErrorKind::NotFound {
            Self::Missing
        } else {
            Self::DiskFault
        }
    }
}

fn is_one_of(error: &io::Error, kinds: &[io::ErrorKind]) -> bool {
    kinds.contains(&error.kind())
}

/// Whether the connection that gave this error may be in a bad way because of its disk.
pub(crate) fn is_of_the_disk(error: &DbErr) -> bool {
    match code_of(error) {
        Some(Code::Sqlite(code)) => matches!(code & 0xff, 10 | 11 | 13 | 14 | 26),
        Some(Code::Shared(_)) | None => false,
    }
}

/// The code of a database's error.
enum Code {
    /// The extended result code of SQLite.
    Sqlite(u32),
    /// The SQLSTATE of any other.
    Shared(String),
}

fn code_of(error: &DbErr) -> Option<Code> {
    let (DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))
    | DbErr::Conn(RuntimeErr::SqlxError(inner))) = error
    else {
        return None;
    };
    let sqlx::Error::Database(database) = inner.as_ref() else { return None };
    let code = database.code()?;
    if database.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        code.parse().ok().map(Code::Sqlite)
    } else {
        Some(Code::Shared(code.into_owned()))
    }
}
