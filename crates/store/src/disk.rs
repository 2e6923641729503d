//! Folders and files that outlive a power cut: a new name is on the disk only when the folder
//! that holds it has been flushed, however well the file itself was.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Makes a folder with those above it, each flushed into the one that holds it. A folder that is
/// there is flushed too: who made it may have been stopped before that.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        if let Some(above) = above(folder).filter(|above| !above.is_dir()) {
            make_folder(above)?;
        }
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    above(folder).map_or(Ok(()), flush_folder)
}

/// Flushes the names in a folder.
pub(crate) fn flush_folder(folder: &Path) -> io::Result<()> {
    // Only Unix opens folders as files; elsewhere the file system keeps its names by itself.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Gives a flushed file its name, replacing what had it.
pub(crate) fn rename_into_place(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    above(to).map_or(Ok(()), flush_folder)
}

/// The folder that holds a file or folder.
fn above(path: &Path) -> Option<&Path> {
    path.parent().map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above })
}
