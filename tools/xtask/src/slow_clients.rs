//! C8: five hundred clients that send or take next to nothing, while others work.

use crate::demo::built_executable;
use crate::desk::{Desk, demonstration};
use crate::failure::Failure;
use crate::step::{cargo, command, run};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Half of them send a head a byte at a time, half never read what they asked for.
const HALF: usize = 250;
/// Requests of others that are timed.
const TIMED: usize = 1_000;
/// What others ask for.
const PAGE: &str = "/sheets";
/// Answers asked for at once by who never reads: more than the system keeps for a connection.
const UNREAD: usize = 2_000;
const LARGEST_ASSET: &str = "/assets/style.css";
/// Until everybody slow has been sent away: the program says twenty seconds and a minute.
const PATIENCE: Duration = Duration::from_secs(100);
/// Clients of the negative control, which ask as fast as they can.
const HURRIED: usize = 16;

/// Measures others alone, beside the slow, and beside many who are not slow.
pub(crate) fn check() -> Result<(), Failure> {
    run(&mut command(&cargo(), &["build", "--locked", "--package", "server"]))?;
    let folder = std::env::temp_dir().join(format!("xtask-slow-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let done = within(&folder);
    std::fs::remove_dir_all(&folder)?;
    done
}

fn within(folder: &Path) -> Result<(), Failure> {
    let program = built_executable("debug")?.display().to_string();
    let desk = Desk::open(&mut demonstration(&program, &folder.display().to_string()))?;
    slowest_of_a_hundred(&desk)?;
    let alone = slowest_of_a_hundred(&desk)?;
    let begun = Instant::now();
    let mut slow = Slow::come(&desk)?;
    // They have all been accepted, and what they asked for fills what the system keeps.
    std::thread::sleep(Duration::from_secs(2));
    let beside = slowest_of_a_hundred(&desk)?;
    let left = slow.wait_until_sent_away();
    let away = begun.elapsed();
    let pressed = beside_the_hurried(&desk)?;
    println!(
        "C8  {} slow clients, {TIMED} requests of others: p99 {} ms, alone {} ms; all but {left} \
         sent away after {} s. Control: {HURRIED} that hurry, p99 {} ms",
        HALF * 2,
        beside.as_millis(),
        alone.as_millis(),
        away.as_secs(),
        pressed.as_millis(),
    );
    if beside > alone * 2 {
        return Err(Failure::new("C8: others wait for the slow"));
    }
    if left > 0 {
        return Err(Failure::new("C8: the slow may stay for ever"));
    }
    if pressed <= alone * 2 {
        return Err(Failure::new("C8: the control was not noticed"));
    }
    match desk.stop()? {
        Some(0) => Ok(()),
        status => Err(Failure::new(format!("C8: the program ended with {status:?}"))),
    }
}

/// The 99th percentile of the time that a request takes, each on a connection of its own.
fn slowest_of_a_hundred(desk: &Desk) -> Result<Duration, Failure> {
    let mut times = Vec::with_capacity(TIMED);
    for _ in 0..TIMED {
        let begun = Instant::now();
        let answer = desk.get(PAGE)?;
        times.push(begun.elapsed());
        if answer.status != 200 {
            return Err(Failure::new(format!("{PAGE} answered {}", answer.status)));
        }
    }
    times.sort();
    times.get(TIMED * 99 / 100).copied().ok_or_else(|| Failure::new("nothing was timed"))
}

/// The slow, by what they are slow at.
struct Slow {
    speakers: Vec<TcpStream>,
    readers: Vec<TcpStream>,
}

impl Slow {
    fn come(desk: &Desk) -> Result<Self, Failure> {
        let begin = "GET / HTTP/1.1\r\nx-slow: ";
        let asked = desk.head("GET", LARGEST_ASSET, "").repeat(UNREAD);
        let speak = |_| connected(desk, begin);
        let ask = |_| connected(desk, &asked);
        let speakers = (0..HALF).map(speak).collect::<Result<_, _>>()?;
        let readers = (0..HALF).map(ask).collect::<Result<_, _>>()?;
        Ok(Self { speakers, readers })
    }

    /// Goes on sending a byte a second until the other side has closed every connection; gives
    /// the number of those that it did not close.
    fn wait_until_sent_away(&mut self) -> usize {
        let begun = Instant::now();
        while !(self.speakers.is_empty() && self.readers.is_empty()) && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_secs(1));
            self.speakers.retain_mut(|line| takes_more(line) && !has_ended(line));
            self.readers.retain_mut(takes_more);
        }
        self.speakers.len() + self.readers.len()
    }
}

fn connected(desk: &Desk, words: &str) -> Result<TcpStream, Failure> {
    let mut line = TcpStream::connect(desk.address())?;
    line.set_nonblocking(true)?;
    // As much as the other side takes: it stops reading when it cannot write.
    match line.write(words.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error.into()),
        Ok(_) | Err(_) => Ok(line),
    }
}

/// Whether a connection is still there to be written to.
fn takes_more(line: &mut TcpStream) -> bool {
    match line.write_all(b"a") {
        Ok(()) => true,
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    }
}

/// Whether the other side has said its last word.
fn has_ended(line: &mut TcpStream) -> bool {
    !matches!(line.read(&mut [0; 512]), Err(error) if error.kind() == ErrorKind::WouldBlock)
}

/// The same measure beside many who ask as fast as they can.
fn beside_the_hurried(desk: &Desk) -> Result<Duration, Failure> {
    let enough = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..HURRIED {
            let asked = || !enough.load(Ordering::Relaxed) && desk.get(PAGE).is_ok();
            scope.spawn(move || std::iter::repeat_with(asked).take_while(|asked| *asked).count());
        }
        let measured = slowest_of_a_hundred(desk);
        enough.store(true, Ordering::Relaxed);
        measured
    })
}
