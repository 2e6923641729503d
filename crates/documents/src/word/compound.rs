//! What an OLE compound file holds, told by the names in its directory.

use std::io::Cursor;

use office_oxide::cfb::CfbReader;

use crate::ReadError;

/// Streams that tell a program, and how to answer a file of it. The first match counts.
const KINDS: &[(&str, Kind)] = &[
    ("EncryptedPackage", Kind::Encrypted),
    ("EncryptionInfo", Kind::Encrypted),
    ("WordDocument", Kind::Word),
    ("PowerPoint Document", Kind::Other("PowerPoint演示文稿")),
    ("Workbook", Kind::Other("无法识别的Excel工作簿")),
    ("Book", Kind::Other("无法识别的Excel工作簿")),
    ("__properties_version1.0", Kind::Other("Outlook邮件")),
    ("VisioDocument", Kind::Other("Visio绘图")),
    ("HwpSummaryInformation", Kind::Other("HWP文档")),
    // Kingsoft's own containers name their streams after the program; Microsoft Works, whose
    // files have the same extension, calls its main stream CONTENTS or MatOST.
    ("WpsCustomData", Kind::Wps),
    ("WPSDocument", Kind::Wps),
    ("WpsText", Kind::Wps),
    ("ETExtData", Kind::Wps),
    ("ETWorkbook", Kind::Wps),
    ("CONTENTS", Kind::Wps),
    ("MatOST", Kind::Wps),
];

/// The entry that holds all others.
const ROOT: &str = "Root Entry";

/// The kind of a compound file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A Word 97-2003 document.
    Word,
    /// A package that a password protects.
    Encrypted,
    /// WPS's own format.
    Wps,
    /// Another program's; its name for people.
    Other(&'static str),
}

/// Tells the kind of a compound file.
///
/// # Errors
/// Broken when its directory cannot be read.
pub(super) fn kind(bytes: &[u8]) -> Result<Kind, ReadError> {
    let reader = CfbReader::new(Cursor::new(bytes))
        .map_err(|_| ReadError::Broken("复合文件的目录有误".to_owned()))?;
    let names = || reader.entries().iter().map(|entry| entry.name.as_str());
    // A file that was cut short has lost its directory, which often stands at the end.
    if !names().any(|name| !name.is_empty() && name != ROOT) {
        return Err(ReadError::Broken("复合文件的目录有误".to_owned()));
    }
    let known =
        KINDS.iter().find(|(stream, _)| names().any(|name| name.eq_ignore_ascii_case(stream)));
    Ok(match known {
        Some((_, kind)) => *kind,
        None if names().any(|name| name.to_ascii_lowercase().starts_with("wps")) => Kind::Wps,
        None => Kind::Other("未知程序的复合文件"),
    })
}
