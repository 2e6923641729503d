//! Tells the kind of a file by its first bytes and hands it to its reader.

use crate::{Limits, Source, pdf, spreadsheet, text, word};

/// Why a file was not read: what it is and what to do, in Chinese.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("文件是空的，请重新选择文件")]
    Empty,
    /// Beyond a limit; says which.
    #[error("文件超出处理上限：{0}。请拆分后再导入")]
    TooLarge(String),
    /// Protected by a password.
    #[error("文件设有打开密码，请在原软件中去除密码后再导入")]
    Encrypted,
    /// WPS's own formats.
    #[error("这是WPS专有格式（.wps/.et），请在WPS中另存为.docx或.xlsx后再导入")]
    WpsFormat,
    /// Pages without a text layer.
    #[error("这份PDF是扫描件，没有文字层。请导入原始的Word/Excel文件，或先做文字识别（OCR）")]
    ScannedPdf,
    /// A kind of file we do not read; says which.
    #[error("不支持的文件类型：{0}。可导入.docx、.doc、.xlsx、.xls、.pdf、.txt、.html文件")]
    Unsupported(String),
    /// Broken; says where.
    #[error("文件已损坏，无法读取：{0}。请用原软件打开并另存后再导入")]
    Broken(String),
    /// Needs a program that is not installed.
    #[error("{0}")]
    NeedsProgram(String),
}

const OLE_MAGIC: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Reads a file into paragraphs and tables. The kind is told by the bytes, not by the name.
///
/// # Errors
/// When the file is empty, of another kind, broken, protected, or beyond a limit.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > limits.file_bytes {
        return Err(ReadError::TooLarge(format!("文件大于{}MB", limits.file_bytes >> 20)));
    }
    if bytes.starts_with(b"PK") {
        return read_archive(bytes, limits);
    }
    if bytes.starts_with(OLE_MAGIC) {
        return read_compound_file(bytes, limits);
    }
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    if head.windows(5).any(|window| window == b"%PDF-") {
        return pdf::read(bytes, limits);
    }
    text::read(bytes, limits)
}

/// A zip archive: a Word file or a workbook.
fn read_archive(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    if word::is_docx(bytes) {
        word::read_docx(bytes, limits)
    } else if spreadsheet::is_xlsx(bytes) {
        spreadsheet::read_xlsx(bytes, limits)
    } else {
        Err(ReadError::Unsupported("压缩包中没有Word或Excel内容".into()))
    }
}

/// An OLE compound file: Word or Excel 97-2003, WPS, or an encrypted package.
fn read_compound_file(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    if spreadsheet::is_xls(bytes) {
        spreadsheet::read_xls(bytes, limits)
    } else {
        word::read_doc(bytes, limits)
    }
}
