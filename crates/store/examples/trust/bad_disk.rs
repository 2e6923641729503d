//! A5: a flush of the disk fails. A6: the disk is read-only.

use crate::full_disk::Mount;
use crate::judge::{Acknowledged, Verdict, judge};
use crate::writer::{Order, places};
use crate::{Effort, Fault, runtime};
use std::path::Path;
use std::process::Command;
use store::Store;

/// Operations of the writer whose flushes fail.
const OPERATIONS: usize = 50;
/// What a person may be told; never that the data is damaged, for it is not.
const WORDS: [&str; 3] = [FAULT, "系统繁忙", "没有找到"];
const FAULT: &str = "磁盘读写出错";

/// A5: the k-th flush of every thread fails, for every k of the trace.
pub(crate) fn failing(effort: Effort) -> Result<String, Fault> {
    let mut points = 0;
    let mut refused = 0;
    let mut restarted = 0;
    let step = effort.of(9, 1);
    for call in ["fdatasync", "fsync"] {
        for k in (1..).step_by(step) {
            let told = with_failing_flush(call, k)?;
            if told.failures == 0 && told.ended_well {
                // Past the last flush of the trace: the control, in which nothing fails.
                break;
            }
            points += 1;
            refused += told.failures;
            restarted += usize::from(!told.ended_well);
        }
    }
    if points == 0 {
        return Err("no flush was made to fail".into());
    }
    Ok(format!(
        "a flush failing at each of {points} points of {OPERATIONS} operations (every {step}.): \
         {refused} refused in words of the disk, {restarted} starts refused and tried again, 0 \
         acknowledged lost, 0 corrupt, writing went on after each; control (no flush fails): 0 \
         refused"
    ))
}

/// What became of a writer with one bad flush.
struct Told {
    failures: usize,
    ended_well: bool,
}

fn with_failing_flush(call: &str, k: usize) -> Result<Told, Fault> {
    let place = tempfile::tempdir()?;
    let folder = place.path().join("store");
    std::fs::create_dir(&folder)?;
    let output = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"])
        .arg(format!("inject={call}:error=EIO:when={k}"))
        .arg(std::env::current_exe()?)
        .args(Order::new(&folder, 1, OPERATIONS).words())
        .output()
        .map_err(|error| format!("strace is needed (package strace): {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut acknowledged = Acknowledged::default();
    let mut told = Told { failures: 0, ended_well: output.status.success() };
    for line in said.lines() {
        acknowledged.hear(line);
        if let Some(words) = line.strip_prefix("fail ") {
            told.failures += 1;
            if !WORDS.iter().any(|known| words.contains(known)) {
                return Err(format!("{call} {k}: a person is told “{words}”").into());
            }
        }
    }
    // Each thread has a k-th flush of its own, so two may fail in a row; no more than that.
    let lines: Vec<&str> = said.lines().collect();
    let down = |three: &[&str]| three.iter().all(|line| line.contains(FAULT));
    if lines.windows(3).any(down) {
        return Err(format!("{call} {k}: the service did not come back").into());
    }
    match runtime()?.block_on(judge(&folder, &acknowledged)) {
        (Verdict::Sound, _) => Ok(told),
        (verdict, _) => Err(format!("{call} {k}: {verdict:?}").into()),
    }
}

/// A6: the folder cannot be written.
pub(crate) fn read_only(_effort: Effort) -> Result<String, Fault> {
    let Some(mount) = Mount::make(8_192)? else {
        return Ok("SKIPPED: this user may not mount a small file system".into());
    };
    let folder = mount.path();
    let runtime = runtime()?;
    let open = |folder: &Path| {
        runtime.block_on(async {
            let store = Store::open(&places(folder), 1).await?;
            store.close().await
        })
    };
    open(&folder)?;
    mount.remount("ro")?;
    let refused = open(&folder).err().ok_or("a read-only folder was opened")?.to_string();
    if !refused.contains("不能写入") || !refused.contains("请改为可写后重新启动") {
        return Err(format!("a person is told “{refused}”").into());
    }
    mount.remount("rw")?;
    open(&folder)?;
    Ok("a read-only folder is refused at the start with what to do; control (made writable \
        again): opened"
        .into())
}
