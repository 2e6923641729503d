//! Files in and out: the only place of the command line that touches the disk.

use documents::rules::FormLabels;
use documents::{Limits, read, recognise::recognise};
use goals::Document;
use std::fs;
use std::path::Path;

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
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = Path::new(&beside);
    #[expect(clippy::disallowed_methods, reason = "the executable writes the files")]
    let written = fs::write(beside, bytes).and_then(|()| fs::rename(beside, path));
    written.map_err(|error| {
        // What is half-written is of no use; that it cannot be removed changes nothing.
        let _left = fs::remove_file(beside);
        format!("{}：无法写入，{}", path.display(), disk_problem(&error))
    })
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
