//! Hostile uploads change nothing and are told why (reliability C1 to C4, C8).

use super::expected::{BOUNDARY, FILE, upload};
use super::house::{Answered, CSRF, House};
use fixtures::{FORM_XLSX, SAMPLE_PDF};
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
const SPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

async fn sent(house: &House, path: &str, bytes: &[u8], name: &str) -> Answered {
    let session = house.session("preparer").await;
    let csrf = (!path.starts_with("/api")).then_some(CSRF);
    let body = upload(bytes, name, csrf);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let ask = house.ask("POST", path).by_session(&session).header("x-csrf-token", CSRF);
    ask.sending(&kind, body).go().await
}

/// A Word file with parts of its own.
fn word(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let all = [&[("[Content_Types].xml", TYPES.as_bytes())], parts].concat();
    for (name, content) in all {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn text_of(inner: &str, prolog: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?>{prolog}<w:document xmlns:w=\"{SPACE}\"><w:body><w:p><w:r>\
         <w:t>{inner}</w:t></w:r></w:p></w:body></w:document>"
    )
    .into_bytes()
}

fn files(folder: &Path) -> usize {
    let Ok(inside) = std::fs::read_dir(folder) else { return 0 };
    inside
        .map(|entry| {
            let path = entry.unwrap().path();
            let database = path.to_string_lossy().contains("chengxiao.sqlite");
            if path.is_dir() { files(&path) } else { usize::from(!database) }
        })
        .sum()
}

/// Sends a file to the page and to the API; both must refuse it and keep nothing.
async fn refused(house: &House, name: &str, bytes: &[u8]) {
    let kept = files(house.app.store.data_folder());
    let entries = house.entries().await;
    for path in ["/import", "/api/v1/import"] {
        let begun = Instant::now();
        let answer = sent(house, path, bytes, name).await;
        assert!(answer.status.is_client_error(), "{name} {path}: {}", answer.status);
        assert!(!answer.text.contains("root:"), "{name} {path}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{name} {path}: {:?}", begun.elapsed());
    }
    assert_eq!(files(house.app.store.data_folder()), kept, "{name} left a file behind");
    assert_eq!(house.entries().await, entries, "{name}");
}

#[tokio::test]
async fn bombs_and_entities_are_refused_quickly_and_leave_nothing() {
    let house = House::open().await;
    let blanks = vec![b' '; 96 << 20];
    refused(&house, "炸弹.docx", &word(&[("word/document.xml", &blanks)])).await;
    let names: Vec<String> = (0..5_000).map(|number| format!("word/{number}.xml")).collect();
    let many: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), b"<a/>".as_slice())).collect();
    refused(&house, "多件.docx", &word(&many)).await;
    let nine =
        |name: &str, of: &str| format!("<!ENTITY {name} \"{}\">", format!("&{of};").repeat(9));
    let names = ["b", "c", "d", "e", "f", "g", "h", "i"];
    let mut laughs = "<!ENTITY a \"哈哈哈哈\">".to_owned();
    for (index, name) in names.iter().enumerate() {
        let of = if index == 0 { "a" } else { names[index - 1] };
        laughs += &nine(name, of);
    }
    let laughs = text_of("&i;", &format!("<!DOCTYPE w [{laughs}]>"));
    refused(&house, "实体.docx", &word(&[("word/document.xml", &laughs)])).await;
    let outside = "<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let outside = text_of("&x;", outside);
    refused(&house, "外部.docx", &word(&[("word/document.xml", &outside)])).await;
    refused(&house, "空.docx", b"").await;
    refused(&house, "图.png", b"\x89PNG\r\n\x1a\n0000").await;
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_only_names() {
    let house = House::open().await;
    let before = files(house.app.store.data_folder());
    let good = text_of("年度目标", "");
    let slip: Vec<(&str, &[u8])> = vec![
        ("word/document.xml", &good),
        ("../../../escaped.txt", b"x"),
        ("/escaped.txt", b"x"),
        ("..\\escaped.txt", b"x"),
        ("CON", b"x"),
    ];
    let bytes = word(&slip);
    for name in ["../../escaped.docx", "/escaped.docx", "..\\\\escaped.docx", "CON"] {
        let answer = sent(&house, "/import", &bytes, name).await;
        assert!(answer.status.as_u16() < 500, "{name}");
    }
    let folder = house.app.store.data_folder();
    let escaped = [folder.join("escaped.txt"), folder.join("../escaped.txt")];
    assert!(escaped.iter().all(|path| !path.exists()));
    // One original under its digest, however often it came and under whatever name.
    assert!(files(folder) <= before + 1);
}

/// A generator that gives the same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }

    fn mutated(&mut self, seed: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.next(12) {
            let at = self.next(bytes.len());
            match self.next(4) {
                0 => bytes[at] ^= 1 << self.next(8),
                1 => bytes.truncate(at.max(1)),
                2 => bytes[at] = [0, 0xff, 0x7f, b'<'][self.next(4)],
                _ => {
                    let end = (at + self.next(64)).min(bytes.len());
                    bytes.drain(at..end);
                    bytes.push(b'>');
                }
            }
        }
        bytes
    }
}

#[tokio::test]
async fn a_thousand_damaged_files_are_answered_and_none_is_stored_half() {
    let house = House::open().await;
    let word = word(&[("word/document.xml", &text_of("绩效目标表", ""))]);
    let seeds = [
        (word.as_slice(), "a.docx"),
        (FORM_XLSX, "a.xlsx"),
        (SAMPLE_PDF, "a.pdf"),
        (FILE, "a.txt"),
    ];
    let session = house.session("preparer").await;
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let (mut numbers, mut taken) = (Numbers(20_260_101), 0);
    for round in 0..1_000 {
        let (seed, name) = seeds[round % seeds.len()];
        let body = upload(&numbers.mutated(seed), name, Some(CSRF));
        let ask = house.ask("POST", "/import").by_session(&session);
        let answer = ask.sending(&kind, body).go().await;
        let status = answer.status.as_u16();
        assert!([200, 413, 415, 422].contains(&status), "round {round} {name}: {status}");
        taken += u32::from(status == 200);
    }
    assert!(taken > 0, "some mutants can still be read");
    let jobs = house.app.store.jobs(&super::house::acting(procedure::Role::Preparer)).await;
    assert_eq!(jobs.unwrap().len(), 1, "only the job of the house itself");
    house.app.store.verify_trail().await.unwrap();
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_read() {
    let house = House::open().await;
    let session = house.session("preparer").await;
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    for path in ["/import", "/api/v1/import"] {
        let ask = house.ask("POST", path).by_session(&session).header("x-csrf-token", CSRF);
        let ask = ask.header("content-length", "9999999999").sending(&kind, "--");
        assert_eq!(ask.go().await.status.as_u16(), 413, "{path}");
    }
    let json = format!("{{\"label\":\"{}\"}}", "x".repeat(3 << 20));
    let ask = house.ask("POST", "/api/v1/tokens").by_session(&session).header("x-csrf-token", CSRF);
    let answer = ask.sending("application/json", json).go().await;
    assert_eq!(answer.status.as_u16(), 413, "{}", answer.text);
    let ask =
        house.ask("POST", "/login").sending("multipart/form-data; boundary=x", vec![b'x'; 1 << 20]);
    assert_eq!(ask.go().await.status.as_u16(), 413, "nobody sends a mebibyte before the log-in");
}

#[tokio::test]
async fn one_person_does_not_fill_the_queue() {
    let house = House::open().await;
    let (_, token) = house.bearer("preparer").await;
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let mut statuses = Vec::new();
    for number in 0..21 {
        let body = upload(FILE, "a.txt", None);
        let ask = house.ask("POST", "/api/v1/import").by_program(&token);
        let ask = ask.header("idempotency-key", &format!("key-{number}"));
        statuses.push(ask.sending(&kind, body).go().await.status.as_u16());
    }
    assert_eq!(statuses[..20], [202; 20]);
    assert_eq!(statuses[20], 429);
}
