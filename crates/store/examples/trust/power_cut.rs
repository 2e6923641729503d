//! A2 and A11: the power goes at any moment, and with it what was not flushed.
//!
//! `kill -9` does not show this: the system keeps what the process had written. Here everything
//! that a writer did to its disk is recorded, done again on a model of a disk up to a random
//! moment, and what the model has left is opened as a store.

use crate::dice::Dice;
use crate::disk_model::{Disk, Luck};
use crate::judge::{Acknowledged, Verdict, judge};
use crate::trace::{Event, record};
use crate::writer::Order;
use crate::{Effort, Fault, runtime};
use std::path::{Path, PathBuf};

const WRITERS: usize = 4;
/// Operations of each writer in one recording; together more than 500.
const OPERATIONS: usize = 150;
/// Threads that judge cuts.
const JUDGES: usize = 2;

/// What a row of cuts came to.
#[derive(Default)]
struct Tally {
    cuts: usize,
    /// Cuts after which something acknowledged was gone, or the store did not verify: where the
    /// tail is gone, the signed heads say so before anything is looked for.
    lost: usize,
    first: Option<String>,
}

pub(crate) fn check(effort: Effort) -> Result<String, Fault> {
    let cuts = effort.of(400, 10_000);
    let (operations, sound) = row_of_cuts(cuts, effort.seed, false)?;
    if let Some(first) = sound.first {
        return Err(format!("{} of {cuts} cuts lost something, first {first}", sound.lost).into());
    }
    let (_, control) = row_of_cuts(effort.of(100, 1_000), effort.seed, true)?;
    if control.lost * 2 < control.cuts {
        return Err(format!(
            "the control, which does not flush at every commit, lost in {} of {} cuts only",
            control.lost, control.cuts
        )
        .into());
    }
    Ok(format!(
        "{cuts} power cuts over a recording of {operations} acknowledged operations, 0 lost, \
         0 corrupt; control (synchronous=NORMAL): lost in {} of {}",
        control.lost, control.cuts
    ))
}

/// Records one writer and cuts it at random moments; gives the operations recorded.
fn row_of_cuts(cuts: usize, seed: u64, lax: bool) -> Result<(usize, Tally), Fault> {
    let place = tempfile::tempdir()?;
    let folder = place.path().join("store");
    std::fs::create_dir(&folder)?;
    let order = Order { lax, ..Order::new(&folder, WRITERS, OPERATIONS) };
    let events = record(&order, &place.path().join("trace"))?;
    let mut dice = Dice::new(seed);
    let mut moments: Vec<usize> = (0..cuts).map(|_| dice.throw(events.len() + 1)).collect();
    moments.sort_unstable();
    let operations = events
        .iter()
        .filter(|event| matches!(event, Event::Told { line } if line.starts_with("ack")))
        .count();
    let mut total = Tally::default();
    std::thread::scope(|scope| {
        let judges: Vec<_> = (0..JUDGES)
            .map(|number| {
                let own: Vec<usize> =
                    moments.iter().copied().skip(number).step_by(JUDGES).collect();
                let (events, folder) = (events.as_slice(), folder.clone());
                let dice = Dice::new(seed + 1 + number as u64);
                scope.spawn(move || replay(events, &folder, &own, dice))
            })
            .collect();
        for judge in judges {
            let part = judge.join().map_err(|_| "a judge stopped")??;
            total.cuts += part.cuts;
            total.lost += part.lost;
            total.first = total.first.take().or(part.first);
        }
        Ok::<(), Fault>(())
    })?;
    Ok((operations, total))
}

/// Plays a recording once and judges what each moment would leave.
fn replay(
    events: &[Event],
    folder: &Path,
    moments: &[usize],
    mut dice: Dice,
) -> Result<Tally, Fault> {
    let runtime = runtime()?;
    let mut disk = Disk::new(folder);
    let mut acknowledged = Acknowledged::default();
    let mut tally = Tally::default();
    let mut played = 0;
    for moment in moments {
        for event in events.iter().take(*moment).skip(played) {
            disk.apply(event)?;
            if let Event::Told { line } = event {
                acknowledged.hear(line);
            }
        }
        played = *moment;
        let left = tempfile::tempdir_in(quick_folder())?;
        // Nothing, everything, or any part of what was not flushed.
        let luck = match dice.throw(4) {
            0 => Luck(0),
            1 => Luck(100),
            _ => Luck(dice.throw(100)),
        };
        disk.cut(left.path(), luck, &mut dice)?;
        let (verdict, _) = runtime.block_on(judge(left.path(), &acknowledged));
        tally.cuts += 1;
        let found = match verdict {
            Verdict::Sound => continue,
            Verdict::Lost(what) | Verdict::Broken(what) => what,
        };
        tally.lost += 1;
        tally.first.get_or_insert_with(|| format!("at event {moment}: {found}"));
    }
    Ok(tally)
}

/// In memory where there is such a folder: nobody cuts the power of the judges.
fn quick_folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}
