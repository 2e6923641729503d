//! A clerk at a desk: the built program, serving its demonstration, asked over HTTP by hand, so
//! that nothing between us and the program forgives or retries anything.

use crate::failure::Failure;
use crate::step::{command, works};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const EDGE: &str = "edge-of-a-part";
const ACCOUNT: &str = "account=zhang&password=Demo-2026";
const PATIENCE: Duration = Duration::from_mins(1);

/// The program with a clerk signed in.
pub(crate) struct Desk {
    program: Child,
    address: String,
    cookie: String,
    csrf: String,
}

/// What was answered.
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// Heads and body as they came.
    pub(crate) text: String,
    /// Bytes of all of it.
    pub(crate) length: usize,
}

impl Desk {
    /// Starts the demonstration that the command says, and signs a clerk in.
    pub(crate) fn open(demonstration: &mut Command) -> Result<Self, Failure> {
        let mut program = demonstration.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let words = program.stdout.take().map(BufReader::new);
        let mut lines = words.into_iter().flat_map(BufRead::lines).map_while(Result::ok);
        let opened = lines.find(|line| line.contains("http://"));
        let address = opened.and_then(|line| Some(line.split_once("http://")?.1.trim().to_owned()));
        let address = address.ok_or_else(|| Failure::new("the program did not open"))?;
        let mut desk = Self { program, address, cookie: String::new(), csrf: String::new() };
        desk.sign_in()?;
        Ok(desk)
    }

    fn sign_in(&mut self) -> Result<(), Failure> {
        let kind = "application/x-www-form-urlencoded";
        let answer = self.ask("POST", "/login", kind, ACCOUNT.as_bytes())?;
        let cookie = between(&answer.text, "chengxiao_session=", ";");
        self.cookie = cookie.ok_or_else(|| Failure::new("the log-in was refused"))?;
        let page = self.get("/api")?.text;
        let csrf = between(&page, "name=\"csrf\" content=\"", "\"");
        self.csrf = csrf.ok_or_else(|| Failure::new("the page has no token"))?;
        Ok(())
    }

    /// The program's process.
    pub(crate) fn process(&self) -> u32 {
        self.program.id()
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The head of a request with the session of the clerk, up to where its body begins.
    pub(crate) fn head(&self, method: &str, path: &str, more: &str) -> String {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncookie: chengxiao_session={}\r\nx-csrf-token: \
             {}\r\n{more}\r\n",
            self.address, self.cookie, self.csrf
        )
    }

    /// Asks for a page.
    pub(crate) fn get(&self, path: &str) -> Result<Answer, Failure> {
        self.ask("GET", path, "", b"")
    }

    /// Sends a file to the API; gives the job.
    pub(crate) fn import(&self, name: &str, year: u16, bytes: &[u8]) -> Result<Answer, Failure> {
        let mut body = format!(
            "--{EDGE}\r\ncontent-disposition: form-data; name=\"fiscal_year\"\r\n\r\n{year}\r\n\
             --{EDGE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\
             \r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        self.ask("POST", "/api/v1/import", &format!("multipart/form-data; boundary={EDGE}"), &body)
    }

    fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer, Failure> {
        let more = format!(
            "connection: close\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n",
            body.len()
        );
        let mut line = TcpStream::connect(&self.address)?;
        line.set_read_timeout(Some(PATIENCE))?;
        line.write_all(self.head(method, path, &more).as_bytes())?;
        line.write_all(body)?;
        let mut bytes = Vec::new();
        line.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| Failure::new(format!("{path} gave no answer")))?;
        Ok(Answer { status, text, length: bytes.len() })
    }

    /// Tells the program to stop and gives its exit status.
    pub(crate) fn stop(mut self) -> Result<Option<i32>, Failure> {
        let process = self.process().to_string();
        if !works("kill", &["-TERM", &process]) {
            return Err(Failure::new("the program was gone already"));
        }
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.program.try_wait()? {
                return Ok(status.code());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(Failure::new("the program did not stop"))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // After an orderly stop there is nothing left to end.
        let _gone = self.program.kill();
        let _ended = self.program.wait();
    }
}

/// The first text between two others.
pub(crate) fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0.to_owned())
}

/// The demonstration of the built program in a folder, on a port that is free, with empty ledgers.
pub(crate) fn demonstration(program: &str, folder: &str) -> Command {
    command(program, &["demo", "--rows", "0", "--listen", "127.0.0.1:0", "--data", folder])
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn a_text_between_two_others_is_found_or_not() {
        assert_eq!(between("a=1; b", "a=", ";").as_deref(), Some("1"));
        assert_eq!(between("a=1", "a=", ";"), None);
    }
}
