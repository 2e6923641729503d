//! The real program, serving from a folder of its own, and a clerk who speaks HTTP to it by hand.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const EDGE: &str = "edge-of-a-part";

/// The demonstration, serving.
pub(crate) struct Program {
    child: Child,
    address: String,
    folder: TempDir,
    cookie: String,
    csrf: String,
}

/// What was answered, and how long it took.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) took: Duration,
}

impl Program {
    /// Starts it and signs a clerk in.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_chengxiao"))
            .args(["demo", "--rows", "0", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let words = BufReader::new(child.stdout.take().unwrap());
        let opened = words.lines().map(Result::unwrap).find(|line| line.contains("http://"));
        let address = opened.unwrap().split_once("http://").unwrap().1.trim().to_owned();
        let mut program =
            Self { child, address, folder, cookie: String::new(), csrf: String::new() };
        program.sign_in();
        program
    }

    fn sign_in(&mut self) {
        let kind = "application/x-www-form-urlencoded";
        let form = b"account=zhang&password=Demo-2026";
        let answer = self.ask("POST", "/login", &[("content-type", kind)], form);
        assert_eq!(answer.status, 303, "{}", answer.text);
        let cookie = answer.text.split_once("chengxiao_session=").unwrap().1;
        let end = cookie.find(';').unwrap();
        self.cookie = format!("chengxiao_session={}", &cookie[..end]);
        let page = self.ask("GET", "/api", &[], b"").text;
        let token = page.split_once("name=\"csrf\" content=\"").unwrap().1;
        self.csrf = token[..token.find('"').unwrap()].to_owned();
    }

    /// Asks with the session of the clerk.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: &[u8],
    ) -> Answered {
        let begun = Instant::now();
        let length = body.len().to_string();
        let own = [
            ("host", self.address.as_str()),
            ("connection", "close"),
            ("cookie", &self.cookie),
            ("x-csrf-token", &self.csrf),
            ("content-length", &length),
        ];
        let is_given = |name: &str| more.iter().any(|(given, _)| *given == name);
        let own = own.iter().filter(|(name, _)| !is_given(name));
        let lines: Vec<String> =
            own.chain(more).map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {path} HTTP/1.1\r\n{}\r\n", lines.concat());
        let mut line = TcpStream::connect(&self.address).unwrap();
        line.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        line.write_all(head.as_bytes()).unwrap();
        // The other side may answer and go before it has read everything.
        let _cut_off = line.write_all(body);
        let mut bytes = Vec::new();
        let _reset = line.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
        Answered { status: status.unwrap_or(0), text, took: begun.elapsed() }
    }

    /// Sends a file as a form does.
    pub(crate) fn send(&self, path: &str, name: &str, bytes: &[u8]) -> Answered {
        let mut body = format!(
            "--{EDGE}\r\ncontent-disposition: form-data; name=\"fiscal_year\"\r\n\r\n2022\r\n--{EDGE}\
             \r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        self.ask("POST", path, &[("content-type", &kind)], &body)
    }

    /// Everything that it keeps or left behind, apart from the database that grows by itself.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        collect(self.folder.path(), &mut found);
        found.retain(|path| !path.to_string_lossy().contains("chengxiao.sqlite"));
        found.sort();
        found
    }

    /// What the pages know: documents and jobs.
    pub(crate) fn stored(&self) -> String {
        let lists = ["/api/v1/documents", "/api/v1/jobs"];
        let bodies = lists.map(|list| self.ask("GET", list, &[], b"").text);
        bodies.map(|text| text.split_once("\r\n\r\n").unwrap().1.to_owned()).join("\n")
    }

    /// Begins to watch the most memory it holds, in KiB; nothing where the system cannot tell.
    pub(crate) fn memory(&self) -> Option<u64> {
        let folder = format!("/proc/{}", self.child.id());
        std::fs::write(format!("{folder}/clear_refs"), "5").ok()?;
        self.most_memory()
    }

    /// The most memory that it held since, in KiB.
    pub(crate) fn most_memory(&self) -> Option<u64> {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}
