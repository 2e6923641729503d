//! Files in and out: the only place of the command line that touches the disk.

use documents::rules::FormLabels;
use documents::{Limits, read, recognise::recognise};
use goals::Document;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Reads a file and files its texts under their fields. The error is a sentence for people that
/// begins with the file's name.
pub(crate) fn open(path: &Path, labels: &FormLabels) -> Result<Document, String> {
    let bytes = bytes_of(path)?;
    let source =
        read(&bytes, &Limits::default()).map_err(|error| format!("{}：{error}", path.display()))?;
    Ok(recognise(&source, labels).document)
}

/// The bytes of a file, unless it is larger than any reader takes. The error is a sentence for
/// people that begins with the file's name.
pub(crate) fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let named = |problem: String| format!("{}：{problem}", path.display());
    let limits = Limits::default();
    let size = fs::metadata(path).map_err(|error| named(disk_problem(&error)))?.len();
    if usize::try_from(size).is_ok_and(|size| size > limits.file_bytes) {
        return Err(named(format!("文件大于{}MB，请拆分后再导入", limits.file_bytes >> 20)));
    }
    #[expect(clippy::disallowed_methods, reason = "the executable opens the files")]
    fs::read(path).map_err(|error| named(disk_problem(&error)))
}

/// Writes a whole file or nothing: beside the target first, then renamed over it.
pub(crate) fn save(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let mut beside = Beside::create(path)?;
    let written = beside.file().write_all(bytes);
    beside.finish(written)
}

/// A file that is written piece by piece beside its target, and takes its place when it is whole.
/// Dropped before that, it is removed.
pub(crate) struct Beside {
    target: PathBuf,
    path: PathBuf,
    file: BufWriter<File>,
    is_whole: bool,
}

impl Beside {
    /// Begins a file.
    pub(crate) fn create(target: &Path) -> Result<Self, String> {
        let mut path = target.as_os_str().to_owned();
        path.push(".part");
        let (target, path) = (target.to_owned(), PathBuf::from(path));
        let file = File::create(&path).map_err(|error| unwritten(&target, &error))?;
        Ok(Self { target, path, file: BufWriter::new(file), is_whole: false })
    }

    /// Where its content goes.
    pub(crate) fn file(&mut self) -> &mut BufWriter<File> {
        &mut self.file
    }

    /// Puts the file in the place of its target, if what was written to it last went well.
    pub(crate) fn finish(mut self, written: io::Result<()>) -> Result<(), String> {
        let put = written
            .and_then(|()| self.file.flush())
            .and_then(|()| fs::rename(&self.path, &self.target));
        put.map_err(|error| unwritten(&self.target, &error))?;
        self.is_whole = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.is_whole {
            // What is half-written is of no use; that it cannot be removed changes nothing.
            let _left = fs::remove_file(&self.path);
        }
    }
}

fn unwritten(target: &Path, error: &io::Error) -> String {
    format!("{}：无法写入，{}", target.display(), disk_problem(error))
}

fn disk_problem(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let known = [
        (ErrorKind::NotFound, "找不到文件或文件夹，请检查路径"),
        (ErrorKind::PermissionDenied, "没有访问权限"),
        (ErrorKind::IsADirectory, "这是文件夹，请选择文件"),
        (ErrorKind::StorageFull, "磁盘空间不足"),
        (ErrorKind::ReadOnlyFilesystem, "磁盘是只读的"),
    ];
    match known.into_iter().find(|(kind, _)| *kind == error.kind()) {
        Some((_, words)) => words.to_owned(),
        None => format!("读写出错（{error}）"),
    }
}
