//! What a process did to its disk, as strace saw it.

use crate::Fault;
use crate::writer::Order;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// One thing that a process did, in the order of their ends.
#[derive(Debug)]
pub(crate) enum Event {
    /// A file opened; made when it was not there, emptied when asked for.
    Open {
        file: PathBuf,
        handle: i64,
        truncate: bool,
        append: bool,
    },
    Close {
        handle: i64,
    },
    /// Bytes written at a place, or where the handle stands.
    Write {
        handle: i64,
        at: Option<u64>,
        bytes: Vec<u8>,
    },
    Length {
        handle: i64,
        length: u64,
    },
    /// A flush began: only what was written before is covered by it.
    FlushBegun {
        handle: i64,
        thread: u32,
    },
    Flushed {
        handle: i64,
        thread: u32,
    },
    MakeFolder {
        folder: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Remove {
        file: PathBuf,
    },
    /// A line told to the outside.
    Told {
        line: String,
    },
}

/// Calls that change a disk; everything else is not recorded.
const CALLS: &str = "trace=openat,open,creat,close,write,pwrite64,writev,pwritev,pwritev2,fsync,\
    fdatasync,sync_file_range,ftruncate,truncate,fallocate,rename,renameat,renameat2,unlink,\
    unlinkat,mkdir,mkdirat,dup,dup2,dup3,lseek,copy_file_range,sendfile,link,linkat";

/// Runs a writer to its end under strace.
pub(crate) fn record(order: &Order, log: &Path) -> Result<Vec<Event>, Fault> {
    let status = Command::new("strace")
        .args(["-f", "-qq", "-xx", "-s", "16777216", "-e", "signal=none", "-e", CALLS, "-o"])
        .arg(log)
        .arg(std::env::current_exe()?)
        .args(order.words())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("strace is needed (package strace): {error}"))?;
    if !status.success() {
        return Err(format!("the recorded writer ended with {status}").into());
    }
    let text = std::fs::read_to_string(log)?;
    read(&text)
}

/// Reads a log. A call that another thread interrupts is put together at its end.
fn read(text: &str) -> Result<Vec<Event>, Fault> {
    let mut begun: BTreeMap<u32, String> = BTreeMap::new();
    let mut events = Vec::new();
    for line in text.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let thread: u32 = thread.trim().parse()?;
        let call = call.trim_start();
        if let Some(start) = call.strip_suffix("<unfinished ...>") {
            if start.starts_with("fsync") || start.starts_with("fdatasync") {
                events.push(Event::FlushBegun { handle: handle(argument(start, 0))?, thread });
            }
            if start.starts_with("close(") {
                // The number may be given out again before the call has ended.
                events.push(Event::Close { handle: handle(argument(start, 0))? });
            }
            begun.insert(thread, start.to_owned());
            continue;
        }
        let resumed = call.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>"));
        let whole = if let Some((_, rest)) = resumed {
            let start = begun.remove(&thread).ok_or("an end without a beginning")?;
            if start.starts_with("close(") {
                continue;
            }
            start + rest
        } else {
            if call.starts_with("fsync") || call.starts_with("fdatasync") {
                events.push(Event::FlushBegun { handle: handle(argument(call, 0))?, thread });
            }
            call.to_owned()
        };
        events.extend(event(&whole, thread)?);
    }
    Ok(events)
}

/// The event of one whole call, if it succeeded and changes anything.
fn event(call: &str, thread: u32) -> Result<Option<Event>, Fault> {
    let Some((head, result)) = call.rsplit_once(" = ") else { return Ok(None) };
    let result: i64 = match result.split(' ').next().map(str::parse) {
        Some(Ok(result)) if result >= 0 => result,
        _ => return Ok(None),
    };
    let name = head.split('(').next().unwrap_or_default();
    let path = |index| -> Result<PathBuf, Fault> {
        Ok(String::from_utf8(bytes(argument(head, index))?)?.into())
    };
    Ok(Some(match name {
        "openat" => {
            let flags = argument(head, 2);
            Event::Open {
                file: path(1)?,
                handle: result,
                truncate: flags.contains("O_TRUNC"),
                append: flags.contains("O_APPEND"),
            }
        }
        "close" => Event::Close { handle: handle(argument(head, 0))? },
        "write" if argument(head, 0) == "1" => {
            let line = String::from_utf8(bytes(argument(head, 1))?)?.trim_end().to_owned();
            Event::Told { line }
        }
        "write" | "pwrite64" => {
            let mut written = bytes(argument(head, 1))?;
            written.truncate(usize::try_from(result)?);
            let at = if name == "write" { None } else { Some(argument(head, 3).parse()?) };
            Event::Write { handle: handle(argument(head, 0))?, at, bytes: written }
        }
        "ftruncate" => {
            let length = argument(head, 1).parse()?;
            Event::Length { handle: handle(argument(head, 0))?, length }
        }
        "fsync" | "fdatasync" => Event::Flushed { handle: handle(argument(head, 0))?, thread },
        "mkdir" => Event::MakeFolder { folder: path(0)? },
        "rename" => Event::Rename { from: path(0)?, to: path(1)? },
        "unlink" => Event::Remove { file: path(0)? },
        "lseek" => return Ok(None),
        // A call that is not modelled must not be passed over: the replay would prove nothing.
        other => return Err(format!("the replay does not know the call {other}").into()),
    }))
}

/// An argument of a call. Texts are all hexadecimal, so that no comma or bracket is in them.
fn argument(call: &str, index: usize) -> &str {
    let inner = call.split_once('(').map_or("", |(_, inner)| inner);
    let argument = inner.split(", ").nth(index).unwrap_or_default();
    argument.trim().trim_end_matches(')').trim()
}

fn handle(text: &str) -> Result<i64, Fault> {
    // Of a flush that begins, the result may stand behind it.
    let digits = text.split(')').next().unwrap_or_default();
    Ok(digits.parse().map_err(|_| format!("no handle: {text}"))?)
}

/// `"\x61\x62"` as bytes.
fn bytes(quoted: &str) -> Result<Vec<u8>, Fault> {
    let inner = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or_else(|| format!("not recorded whole: {quoted:.80}"))?;
    inner.split("\\x").skip(1).map(|digits| Ok(u8::from_str_radix(digits, 16)?)).collect()
}
