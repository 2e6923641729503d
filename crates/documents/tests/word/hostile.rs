//! Broken and hostile packages: refused in words, quickly, without a crash.

use documents::{Limits, ReadError};
use fixtures::SAMPLE_DOCX;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Read as _;

use crate::package::{document, docx, p, read, tbl, tc, tr, with_main_part, zipped};

fn is_broken(bytes: &[u8]) -> bool {
    matches!(read(bytes), Err(ReadError::Broken(_)))
}

fn is_too_large(bytes: &[u8], limits: &Limits) -> bool {
    matches!(documents::read(bytes, limits), Err(ReadError::TooLarge(_)))
}

fn sample_xml() -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(SAMPLE_DOCX)).unwrap();
    let mut xml = Vec::new();
    archive.by_name("word/document.xml").unwrap().read_to_end(&mut xml).unwrap();
    xml
}

#[test]
fn a_main_part_that_is_not_well_formed_is_broken() {
    let whole = document(&p("绩效"));
    let cases: Vec<(&str, String)> = vec![
        ("cut within the text", whole.split_at(whole.len() - 40).0.to_owned()),
        ("cut within a tag", whole.split_at(whole.len() - 3).0.to_owned()),
        ("tags do not pair", whole.replace("</w:r>", "</w:x>")),
        ("an end too many", whole.replace("</w:p>", "</w:p></w:p>")),
        ("an end is missing", whole.replace("</w:r>", "")),
        ("two roots", whole.clone() + "<a/>"),
        ("text after the root", whole.clone() + "x"),
        ("an unknown entity", whole.replace("绩效", "&nbsp;")),
        ("an entity without end", whole.replace("绩效", "a & b")),
        ("a reference to nothing", whole.replace("绩效", "&#xFFFFFFFF;")),
        ("a control character", whole.replace("绩效", "&#1;")),
        ("an open comment", whole.replace("绩效", "<!-- ")),
        ("another encoding", whole.replace("UTF-8", "GBK")),
        ("no body", whole.replace("w:body", "w:corpus")),
        ("a type declaration", whole.replace("?><w:", "?><!DOCTYPE w><w:")),
        ("nothing", String::new()),
        ("blanks", "   ".to_owned()),
    ];
    for (what, xml) in cases {
        assert!(is_broken(&with_main_part(xml.as_bytes())), "{what}");
    }
    let mut not_text = whole.into_bytes();
    let at = not_text.windows(3).position(|w| w == "绩".as_bytes()).unwrap();
    not_text[at] = 0xff;
    assert!(is_broken(&with_main_part(&not_text)), "not UTF-8");
}

#[test]
fn entities_that_multiply_are_refused() {
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"哈哈\">");
    for level in 1..30 {
        let before = format!("&a{};", level - 1).repeat(10);
        write!(laughs, "<!ENTITY a{level} \"{before}\">").unwrap();
    }
    laughs += "]>";
    laughs += document(&p("&a29;")).split_once("?>").unwrap().1;
    let refused = read(&with_main_part(laughs.as_bytes())).unwrap_err();
    assert!(refused.to_string().contains("DTD"), "{refused}");
}

#[test]
fn a_file_that_expands_too_far_is_refused() {
    let blanks = document(&p(&" ".repeat(8 << 20)));
    assert!(is_too_large(&docx(&p(&" ".repeat(8 << 20))), &Limits::default()), "by ratio");
    let whole =
        Limits { word_expanded_bytes: 1 << 20, expansion_ratio: usize::MAX, ..Limits::default() };
    assert!(is_too_large(&with_main_part(blanks.as_bytes()), &whole), "by size");
}

#[test]
fn limits_are_kept() {
    let deep = |count: usize| {
        let open = "<w:tbl><w:tr><w:tc>".repeat(count);
        docx(&(open + &"<w:p/></w:tc></w:tr></w:tbl>".repeat(count)))
    };
    let wide = |properties: &str| docx(&tbl(&tr(&tc(properties, ""))));
    let rows = |count: usize| docx(&tbl(&tr(&(tc("", "") + &tc("", ""))).repeat(count)));
    let row_of = |properties: &str| {
        docx(&tbl(&format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", tc("", ""))))
    };
    let usual = Limits::default();
    let few = Limits { cells: 10, paragraphs: 3, archive_entries: 3, ..usual };
    assert!(read(&deep(64)).is_ok());
    assert!(is_too_large(&deep(65), &usual));
    assert!(is_too_large(&docx(&("<w:sdt>".repeat(300) + &"</w:sdt>".repeat(300))), &usual));
    assert!(read(&wide("<w:gridSpan w:val=\"1000\"/>")).is_ok());
    assert!(is_too_large(&wide("<w:gridSpan w:val=\"1001\"/>"), &usual));
    assert!(is_too_large(&row_of("<w:gridBefore w:val=\"4294967295\"/>"), &usual));
    assert!(is_too_large(&row_of("<w:gridAfter w:val=\"4294967295\"/>"), &usual));
    assert!(documents::read(&rows(5), &few).is_ok());
    assert!(is_too_large(&rows(6), &few));
    assert!(is_too_large(&docx(&p("段").repeat(4)), &few));
    assert!(is_too_large(
        &zipped(&[("word/document.xml", b"" as &[u8]), ("a", b""), ("b", b""), ("c", b"")]),
        &few
    ));
}

/// Flags and sizes of the last entry's directory record, which is the main part's.
fn directory_record(bytes: &[u8]) -> usize {
    bytes.windows(4).rposition(|at| at == b"PK\x01\x02").unwrap()
}

#[test]
fn archives_that_contradict_themselves_are_refused() {
    let sound = docx(&p("绩效"));
    let record = directory_record(&sound);
    let changed = |offset: usize, value: u8| {
        let mut bytes = sound.clone();
        bytes[record + offset] = value;
        bytes
    };
    assert_eq!(read(&changed(8, 1)), Err(ReadError::Encrypted));
    for (what, offset) in
        [("method", 10), ("checksum", 16), ("packed", 20), ("expanded", 24), ("place", 42)]
    {
        assert!(is_broken(&changed(offset, sound[record + offset] / 2 + 1)), "{what}");
    }
    let end = sound.windows(4).rposition(|at| at == b"PK\x05\x06").unwrap();
    let mut wide = sound.clone();
    wide[end + 10..end + 12].copy_from_slice(&[0xff, 0xff]);
    assert!(is_broken(&wide), "64-bit records announced but absent");
    let twice = zipped(&[("word/document.xml", b"" as &[u8]), ("WORD\\document.xml", b"")]);
    assert!(is_broken(&twice), "one name twice");
}

#[test]
fn a_64_bit_archive_is_read() {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().large_file(true);
    writer.start_file("word/document.xml", options).unwrap();
    writer.write_all(document(&p("绩效")).as_bytes()).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(crate::package::shown(&bytes), ["body 绩效"]);
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for length in (4..SAMPLE_DOCX.len()).step_by(97) {
        assert!(read(&SAMPLE_DOCX[..length]).is_err(), "{length}");
    }
}

#[expect(clippy::disallowed_methods, reason = "the time a hostile file takes is measured")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

#[test]
fn many_small_things_do_not_take_long() {
    let started = now();
    let mut declarations = String::new();
    for n in 0..100 {
        write!(declarations, " xmlns:n{n}=\"urn:{n}\"").unwrap();
    }
    let bodies = [
        "<w:tr/>".repeat(200_000),
        tbl(&("<w:tr><w:trPr><w:gridBefore w:val=\"900\"/></w:trPr><w:tc/></w:tr>".to_owned()
            + &"<w:tr/>".repeat(1_000))),
        format!("<n0:a{declarations}>{}</n0:a>", "<x:a/>".repeat(100_000)),
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>".to_owned()
            + &"<w:r><w:fldChar w:fldCharType=\"begin\"/><w:tab/></w:r>".repeat(2_000)
            + "</w:p>",
        format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "<![CDATA[a]]><!--b-->".repeat(100_000)),
    ];
    for body in bodies {
        drop(read(&docx(&body)));
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

fn changed(
    bytes: &mut Vec<u8>,
    changes: &[(prop::sample::Index, u8)],
    cut: Option<prop::sample::Index>,
) {
    for (at, value) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *value;
    }
    if let Some(at) = cut {
        bytes.truncate(at.index(bytes.len()));
    }
}

/// Bytes that mean something in XML hit more than chance does.
fn telling_byte() -> impl Strategy<Value = u8> {
    prop_oneof![any::<u8>(), prop::sample::select(b"<>/&;\"'=!?- \x00w:".to_vec())]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_package_never_stops_the_program(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut bytes = SAMPLE_DOCX.to_vec();
        changed(&mut bytes, &changes, cut);
        drop(read(&bytes));
    }

    #[test]
    fn a_damaged_main_part_never_stops_the_program(
        changes in prop::collection::vec((any::<prop::sample::Index>(), telling_byte()), 1..6),
        cut in prop::option::weighted(0.1, any::<prop::sample::Index>()),
    ) {
        let mut xml = sample_xml();
        changed(&mut xml, &changes, cut);
        drop(read(&with_main_part(&xml)));
    }

    /// Random trees of the elements that open and close things, in any order a writer could get
    /// wrong: whatever comes out, no two areas of a table overlap.
    #[test]
    fn any_order_of_elements_gives_sound_grids(steps in prop::collection::vec(0_usize..16, 0..200)) {
        let names = ["w:tbl", "w:tr", "w:tc", "w:p", "w:r", "w:t", "w:txbxContent", "w:trPr", "w:tcPr", "mc:AlternateContent", "mc:Choice", "w:del"];
        let mut xml = String::new();
        let mut open = Vec::new();
        for step in steps {
            match (names.get(step), step) {
                (Some(name), _) => { write!(xml, "<{name}>").unwrap(); open.push(*name); }
                (None, 12) => xml += "<w:gridSpan w:val=\"2\"/>",
                (None, 13) => xml += "<w:vMerge/><w:hMerge/>",
                _ => if let Some(name) = open.pop() { write!(xml, "</{name}>").unwrap(); },
            }
        }
        while let Some(name) = open.pop() { write!(xml, "</{name}>").unwrap(); }
        if let Ok(source) = read(&docx(&xml)) {
            crate::package::grids(&source).into_iter().for_each(crate::package::assert_no_overlap);
        }
    }
}
