//! Free space of the disk with the data: warned of before writes are refused.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Less free than this is warned of: room for some hundred documents and their backup.
const WARN_BELOW_BYTES: u64 = 1 << 30;

/// What was free when it was last looked at.
#[derive(Debug)]
pub(crate) struct DiskSpace {
    free: AtomicU64,
}

impl Default for DiskSpace {
    fn default() -> Self {
        Self { free: AtomicU64::new(u64::MAX) }
    }
}

impl DiskSpace {
    /// Looks again.
    pub(crate) fn look(&self, folder: &Path) {
        #[cfg(unix)]
        if let Ok(disk) = rustix::fs::statvfs(folder) {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            self.free.store(free, Ordering::Relaxed);
        }
        #[cfg(not(unix))]
        let _unknown = folder;
    }

    /// The words of the warning, when there is one.
    pub(crate) fn warning(&self) -> Option<String> {
        let free = self.free.load(Ordering::Relaxed);
        (free < WARN_BELOW_BYTES).then(|| {
            format!("数据磁盘只剩{}MB，请联系系统管理员清理空间，以免无法保存", free >> 20)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_warned_of_and_an_unknown_one_is_not() {
        let disk = DiskSpace::default();
        assert_eq!(disk.warning(), None);
        disk.free.store(300 << 20, Ordering::Relaxed);
        assert!(disk.warning().unwrap().contains("只剩300MB"));
    }

    #[cfg(unix)]
    #[test]
    fn the_free_space_of_a_folder_is_seen() {
        let disk = DiskSpace::default();
        disk.look(Path::new("/"));
        assert!(disk.free.load(Ordering::Relaxed) < u64::MAX);
    }
}
