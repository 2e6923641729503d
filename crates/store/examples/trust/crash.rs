//! A1: the process is killed at any moment.

use crate::dice::Dice;
use crate::judge::{Acknowledged, Verdict, judge};
use crate::writer::Order;
use crate::{Effort, Fault, runtime};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Kills in one folder, before a fresh one keeps verifying quick.
const KILLS_OF_A_FOLDER: usize = 10;
/// The limit of reliability A1.
const START_MAX: Duration = Duration::from_secs(2);

/// What a row of kills came to.
#[derive(Default)]
struct Tally {
    kills: usize,
    acknowledged: usize,
    lost: usize,
    slowest: Duration,
}

pub(crate) fn check(effort: Effort) -> Result<String, Fault> {
    let sound = row_of_kills(effort.of(40, 1_000), effort.seed, false)?;
    if sound.lost > 0 {
        return Err(format!("{} of {} kills lost something", sound.lost, sound.kills).into());
    }
    let control = row_of_kills(effort.of(20, 100), effort.seed + 1, true)?;
    if control.lost == 0 {
        return Err("the control, which acknowledges too early, lost nothing".into());
    }
    Ok(format!(
        "{} kills under 4 writers, {} acknowledged, 0 lost, 0 half-applied, every trail sound, \
         slowest start {} ms; control (acknowledged too early): lost in {} of {}",
        sound.kills,
        sound.acknowledged,
        sound.slowest.as_millis(),
        control.lost,
        control.kills
    ))
}

fn row_of_kills(kills: usize, seed: u64, early: bool) -> Result<Tally, Fault> {
    let mut dice = Dice::new(seed);
    let mut tally = Tally::default();
    let runtime = runtime()?;
    while tally.kills < kills {
        let folder = tempfile::tempdir()?;
        let mut acknowledged = Acknowledged::default();
        let heard_before = tally.acknowledged;
        for _ in 0..KILLS_OF_A_FOLDER.min(kills - tally.kills) {
            let order = Order { early, ..Order::new(folder.path(), 4, usize::MAX) };
            // Some are killed while they start, most while they write.
            let pause = Duration::from_millis(u64::try_from(5 + dice.throw(220))?);
            for line in killed_after(&order, pause)? {
                acknowledged.hear(&line);
            }
            tally.kills += 1;
            let (verdict, start) = runtime.block_on(judge(folder.path(), &acknowledged));
            tally.slowest = tally.slowest.max(start);
            match verdict {
                Verdict::Sound => {}
                Verdict::Lost(_) => {
                    tally.lost += 1;
                    // What was never written stays lost: the next kill is judged on its own.
                    acknowledged = Acknowledged::default();
                }
                Verdict::Broken(how) => return Err(format!("kill {}: {how}", tally.kills).into()),
            }
            if start > START_MAX {
                return Err(format!("kill {}: start took {start:?}", tally.kills).into());
            }
        }
        tally.acknowledged = heard_before + acknowledged.count;
    }
    Ok(tally)
}

/// Runs a writer, kills it with the signal that cannot be caught, and gives what it had told.
fn killed_after(order: &Order, pause: Duration) -> Result<Vec<String>, Fault> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(order.words())
        .stdout(Stdio::piped())
        .spawn()?;
    let told = child.stdout.take().ok_or("no output")?;
    let listener = std::thread::spawn(move || {
        // The last line may be cut short; only whole lines were told.
        let mut lines = Vec::new();
        let mut reader = BufReader::new(told);
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|length| length > 0) && line.ends_with('\n') {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        lines
    });
    std::thread::sleep(pause);
    child.kill()?;
    child.wait()?;
    listener.join().map_err(|_| "the listener stopped".into())
}
