//! Hostile uploads to the real program over HTTP (reliability C2 to C4, C8, D11): each is refused
//! in words, quickly, within memory, and leaves nothing behind.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "asks a real program, watches its memory, times its answers, stops at a surprise"
)]
#![expect(clippy::print_stdout, reason = "figures of docs/security.md")]

#[cfg(test)]
mod files;
#[cfg(test)]
mod program;

use files::Hostile;
use program::Program;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

/// Every way in for a file.
const DOORS: [&str; 2] = ["/import", "/api/v1/import"];
/// Longer is a hang. How long a refusal takes is measured in docs/security.md, on a quiet machine.
const REFUSAL: Duration = Duration::from_secs(10);
/// What refusing one file may take of memory, in KiB.
const MEMORY_KIB: u64 = 32 << 10;

/// Every one is refused at every door, and afterwards all is as before.
fn all_refused(program: &Program, hostile: &[Hostile]) {
    let before = (program.files(), program.stored());
    let mut most_grown = None;
    for (name, bytes) in hostile {
        for door in DOORS {
            let memory = program.memory();
            let answer = program.send(door, name, bytes);
            let text = &answer.text;
            assert!([400, 413, 415, 422].contains(&answer.status), "{name} {door}: {text}");
            assert!(answer.took < REFUSAL, "{name} {door}: {:?}", answer.took);
            let words = text.chars().filter(|c| ('一'..='鿿').contains(c)).count();
            assert!(words > 8, "{name} {door} is told why: {text}");
            for secret in ["root:", "/tmp", "panicked", "src/"] {
                assert!(!text.contains(secret), "{name} {door}: {text}");
            }
            if let (Some(before), Some(most)) = (memory, program.most_memory()) {
                let grown = most.saturating_sub(before);
                assert!(grown < MEMORY_KIB, "{name} {door} grew by {grown} KiB");
                most_grown = most_grown.max(Some(grown));
            }
        }
    }
    if let Some(grown) = most_grown {
        println!("{} files, {grown} KiB of memory at most for one", hostile.len());
    }
    assert_eq!(before, (program.files(), program.stored()));
}

/// A place that counts who calls.
fn listening() -> TcpListener {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    listener
}

fn nobody_called(listener: &TcpListener) -> bool {
    listener.accept().is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

#[test]
fn bombs_entities_strangers_and_cut_files_are_refused_and_leave_nothing() {
    let program = Program::start();
    let listener = listening();
    let address = listener.local_addr().unwrap().to_string();
    all_refused(&program, &files::bombs());
    all_refused(&program, &files::entities(&address));
    all_refused(&program, &files::strangers());
    all_refused(&program, &files::cut());
    assert!(nobody_called(&listener));
}

#[test]
fn the_same_files_without_what_is_hostile_are_taken_and_memory_is_watched() {
    let program = Program::start();
    for (name, bytes) in [("a.docx", fixtures::SAMPLE_DOCX), ("a.xlsx", fixtures::FORM_XLSX)] {
        let again = files::with_parts(bytes, &[]);
        assert_eq!(program.send("/import", name, &again).status, 200, "{name}");
        assert_eq!(program.send("/api/v1/import", name, &again).status, 202, "{name}");
    }
    let Some(before) = program.memory() else { return };
    let large = "年度目标按计划完成。\n".repeat(1 << 20);
    program.send("/import", "大.txt", large.as_bytes());
    let most = program.most_memory().unwrap_or_default();
    assert!(most - before > MEMORY_KIB, "a file of 31 MiB took {} KiB", most - before);
}

#[test]
fn names_within_a_file_lead_nowhere() {
    let program = Program::start();
    let before = program.files();
    let bytes = files::leading_elsewhere();
    let long = format!("{}.docx", "长".repeat(83));
    let names = ["../../../escaped.docx", "/etc/escaped.docx", "CON", "NUL.docx", "a\u{0}b", &long];
    for name in names {
        let answer = program.send("/import", name, &bytes);
        assert!([200, 400, 422].contains(&answer.status), "{name}: {}", answer.text);
    }
    let after = program.files();
    let new: Vec<_> = after.iter().filter(|path| !before.contains(path)).collect();
    // The original itself under its digest, once, whatever it was called.
    assert!(new.len() <= 1, "{new:?}");
    assert!(after.iter().all(|path| !path.to_string_lossy().contains("escaped")));
}

#[test]
fn what_a_file_wants_fetched_is_not_fetched() {
    let listener = listening();
    let address = listener.local_addr().unwrap().to_string();
    // The listener itself would notice.
    drop(std::net::TcpStream::connect(&address).unwrap());
    assert!(!nobody_called(&listener));
    let file = files::fetching(&address);
    let program = Program::start();
    assert_eq!(program.send("/import", "a.docx", &file).status, 200);
    assert_eq!(program.send("/api/v1/import", "a.docx", &file).status, 202);
    let job_ended = || program.stored().contains("\"fiscal_year\":2022");
    assert!((0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        job_ended()
    }));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.docx");
    std::fs::write(&path, &file).unwrap();
    for words in [&["intake"][..], &["review"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chengxiao"));
        assert!(command.args(words).arg(&path).output().unwrap().status.success());
    }
    assert!(nobody_called(&listener), "somebody called {address}");
}

#[test]
fn limits_of_requests_are_told_and_hurt_nobody() {
    let program = Program::start();
    let before = (program.files(), program.stored());
    let long = "x".repeat(512 << 10);
    let answer = program.ask("GET", "/", &[("x-long", &long)], b"");
    assert!([400, 431].contains(&answer.status), "{}", answer.status);
    let many: Vec<(&str, &str)> = (0..1_000).map(|_| ("x-many", "x")).collect();
    assert!([400, 431].contains(&program.ask("GET", "/", &many, b"").status));
    let address = format!("/{}", "a".repeat(100_000));
    assert!([400, 404, 414, 431].contains(&program.ask("GET", &address, &[], b"").status));
    let json = [("content-type", "application/json")];
    for depth in [65, 100_000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let answer = program.ask("POST", "/api/v1/tokens", &json, deep.as_bytes());
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert!(answer.text.contains("嵌套过深"));
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let fields = "a=1&".repeat(200_000);
    let answer = program.ask("POST", "/import/confirm", &form, fields.as_bytes());
    assert!((400..500).contains(&answer.status), "{}", answer.text);
    let part = "--e\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    let parts = format!("{}--e--\r\n", part.repeat(100_000));
    let kind = [("content-type", "multipart/form-data; boundary=e")];
    for door in DOORS {
        let answer = program.ask("POST", door, &kind, parts.as_bytes());
        assert!((400..500).contains(&answer.status), "{door}: {}", answer.text);
        assert!(answer.took < REFUSAL, "{door}: {:?}", answer.took);
        let stated = program.ask("POST", door, &[kind[0], ("content-length", "99999999999")], b"");
        assert!([400, 413].contains(&stated.status), "{door}: {}", stated.text);
    }
    assert_eq!(before, (program.files(), program.stored()));
}
