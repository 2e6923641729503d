//! I6: the program as an unprivileged user, in a network with nothing but itself, on disks that
//! are read-only but for its own folder, does its daily work.

use crate::demo::built_executable;
use crate::desk::{Desk, between, demonstration};
use crate::failure::Failure;
use crate::step::{cargo, command, run, works};
use std::fs;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The word by which this tool calls itself within the confinement.
pub(crate) const WITHIN: &str = "I6-within";
/// The user and group that own nothing.
const NOBODY: &str = "65534";
/// An address for documentation: nobody has it, and no route leads to it.
const ELSEWHERE: &str = "192.0.2.1:9";
/// The part of the system that processes need and nobody stores anything in.
const OF_THE_KERNEL: [&str; 3] = ["/proc", "/sys", "/dev"];
const SAMPLE: &str = "samples/beidaihe.docx";
const YEAR: u16 = 2023;
const UNIT: &str = "packaging/chengxiao.service";
/// In tenths; a unit that restricts nothing has 9.6.
const EXPOSURE: &str = "--threshold=15";

/// Confines the program and tries it; where this machine does not let us, says so.
pub(crate) fn check() -> Result<(), Failure> {
    unit()?;
    if let Some(why) = missing() {
        println!("I6  skipped: {why}");
        return Ok(());
    }
    run(&mut command(&cargo(), &["build", "--locked", "--package", "server"]))?;
    let place = std::env::temp_dir().join(format!("xtask-confined-{}", std::process::id()));
    fs::create_dir_all(place.join("data"))?;
    // A copy: the folder of the workspace may be closed to others.
    fs::copy(built_executable("debug")?, place.join("chengxiao"))?;
    let shown = place.display().to_string();
    run(&mut command("chown", &[NOBODY, &format!("{shown}/data")]))?;
    let this = std::env::current_exe()?.display().to_string();
    let words = ["--net", "--mount", "--", &this, "trust", WITHIN, &shown];
    let done = run(&mut command("unshare", &words));
    fs::remove_dir_all(&place)?;
    done
}

/// What systemd makes of our unit, without installing it.
fn unit() -> Result<(), Failure> {
    if !works("systemd-analyze", &["--version"]) {
        println!("I6  the unit was not judged: systemd-analyze is not installed");
        return Ok(());
    }
    let words = ["security", "--offline=true", "--no-pager", EXPOSURE, UNIT];
    if !works("systemd-analyze", &words) {
        let words = words.join(" ");
        return Err(Failure::new(format!("I6: {UNIT} allows too much: systemd-analyze {words}")));
    }
    println!("I6  {UNIT}: systemd finds it exposed by less than 1.5 of 10");
    Ok(())
}

/// What this machine lacks for the check.
fn missing() -> Option<String> {
    if !crate::postgres::is_root() {
        return Some("only root may make a network and mounts of its own".into());
    }
    for (program, words) in
        [("unshare", &["--version"][..]), ("setpriv", &["--version"]), ("ip", &["-V"])]
    {
        if !works(program, words) {
            return Some(format!("{program} is not installed (util-linux, iproute2)"));
        }
    }
    let allowed = works("unshare", &["--net", "--mount", "--", "mount", "--make-rprivate", "/"]);
    (!allowed).then(|| "this system does not let root make a network and mounts".into())
}

/// Within the network and the mounts of its own: takes away what is left, then works.
pub(crate) fn within(place: &str) -> Result<(), Failure> {
    let data = format!("{place}/data");
    run(&mut command("mount", &["--make-rprivate", "/"]))?;
    run(&mut command("mount", &["--bind", &data, &data]))?;
    let made_read_only = close_all_but(&data)?;
    run(&mut command("ip", &["link", "set", "lo", "up"]))?;
    expect_nothing_outside(place)?;
    let program = format!("{place}/chengxiao");
    let desk = Desk::open(&mut as_nobody(&demonstration(&program, &data)))?;
    let rights = rights_of(desk.process())?;
    let taken_out = work(&desk)?;
    let status = desk.stop()?;
    if status != Some(0) {
        return Err(Failure::new(format!("I6: the program ended with {status:?}")));
    }
    let verify = command(&program, &["verify", "--data", &format!("{data}/data")]);
    run(&mut as_nobody(&verify))?;
    run(&mut command("mount", &["-o", "remount,bind,ro", &data]))?;
    if Desk::open(&mut as_nobody(&demonstration(&program, &data))).is_ok() {
        return Err(Failure::new("I6: the control was not noticed: it served without a disk"));
    }
    println!(
        "I6  {rights}, {made_read_only} mounts read-only, no route: signed in, imported, took out \
         {taken_out} bytes, stopped in order, verified. Control: a write and a call to elsewhere \
         fail there, and with its own folder read-only it does not start"
    );
    Ok(())
}

/// Makes every mount read-only but one; gives their number.
fn close_all_but(data: &str) -> Result<usize, Failure> {
    let mounts = fs::read_to_string("/proc/self/mounts")?;
    let points = mounts.lines().filter_map(|line| line.split(' ').nth(1));
    let mut closed = 0;
    for point in points.filter(|point| *point != data) {
        let of_the_kernel = OF_THE_KERNEL.iter().any(|start| point.starts_with(start));
        // What the kernel shows there is not ours to change, and nobody may write to it.
        if works("mount", &["-o", "remount,bind,ro", point]) {
            closed += 1;
        } else if !of_the_kernel {
            return Err(Failure::new(format!("I6: {point} could not be made read-only")));
        }
    }
    Ok(closed)
}

/// Nothing can be written and nobody can be called: the confinement itself is tried first.
fn expect_nothing_outside(place: &str) -> Result<(), Failure> {
    for folder in [place, "/tmp", "/var/tmp", "/"] {
        let probe = Path::new(folder).join("probe");
        match fs::write(&probe, b"") {
            Err(error) if error.kind() == ErrorKind::ReadOnlyFilesystem => {}
            other => return Err(Failure::new(format!("I6: writing into {folder}: {other:?}"))),
        }
    }
    match TcpStream::connect(ELSEWHERE) {
        Err(error) if error.kind() == ErrorKind::NetworkUnreachable => Ok(()),
        other => Err(Failure::new(format!("I6: calling {ELSEWHERE}: {other:?}"))),
    }
}

/// The same command by a user without any right.
fn as_nobody(wanted: &Command) -> Command {
    let mut command = command("setpriv", &["--reuid", NOBODY, "--regid", NOBODY]);
    command.args(["--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]);
    command.arg(wanted.get_program()).args(wanted.get_args()).current_dir("/");
    command
}

/// What the kernel says a process may do, or why that is too much.
fn rights_of(process: u32) -> Result<String, Failure> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let said = |name: &str| {
        let line = between(&status, name, "\n").unwrap_or_default();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let users = said("Uid:");
    let may = said("CapEff:");
    if users.split(' ').any(|user| user != NOBODY) || may.chars().any(|digit| digit != '0') {
        return Err(Failure::new(format!("I6: it runs as {users} with the rights {may}")));
    }
    Ok(format!("user {NOBODY} without capabilities"))
}

/// Imports the sample and takes it out again; gives the bytes taken out.
fn work(desk: &Desk) -> Result<usize, Failure> {
    let sample = fs::read(crate::step::root().join(SAMPLE))?;
    let ordered = desk.import("目标.docx", YEAR, &sample)?;
    let job = between(&ordered.text, "\"id\":\"", "\"");
    let job = job.ok_or_else(|| Failure::new(format!("I6: not imported: {}", ordered.text)))?;
    let mut document = None;
    for _ in 0..100 {
        let answer = desk.get(&format!("/api/v1/jobs/{job}"))?;
        document = between(&answer.text, "\"document_id\":\"", "\"");
        if document.is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let document = document.ok_or_else(|| {
        let words = desk.get(&format!("/api/v1/jobs/{job}")).map(|answer| answer.text);
        Failure::new(format!("I6: the import did not end: {}", words.unwrap_or_default()))
    })?;
    let mut length = 0;
    for kind in ["docx", "xlsx", "html", "csv", "review_docx"] {
        let answer = desk.get(&format!("/documents/{document}/export?to={kind}"))?;
        if answer.status != 200 {
            return Err(Failure::new(format!("I6: {kind} answered {}", answer.status)));
        }
        length += answer.length;
    }
    Ok(length)
}
