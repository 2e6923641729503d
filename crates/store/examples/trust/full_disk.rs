//! A4: the disk is full.

use crate::judge::{Acknowledged, Verdict, judge};
use crate::writer::{clerk, places};
use crate::{Effort, Fault, runtime};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use store::{Deed, Store, StoreError};

/// A small file system of its own; unmounted when it is dropped.
pub(crate) struct Mount {
    place: tempfile::TempDir,
}

impl Mount {
    /// Mounts one, if this user may: a file with ext4 where loop devices work, else memory.
    pub(crate) fn make(kilobytes: usize) -> Result<Option<Self>, Fault> {
        let mount = Self { place: tempfile::tempdir()? };
        std::fs::create_dir(mount.path())?;
        let image = mount.place.path().join("image");
        File::create(&image)?.set_len(u64::try_from(kilobytes)? * 1_024)?;
        let (image, at) = (image.display().to_string(), mount.path().display().to_string());
        let looped = works("mkfs.ext4", &["-q", "-F", "-m", "0", &image])
            && works("mount", &["-o", "loop", &image, &at]);
        let size = format!("size={kilobytes}k");
        if looped || works("mount", &["-t", "tmpfs", "-o", &size, "tmpfs", &at]) {
            return Ok(Some(mount));
        }
        Ok(None)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.place.path().join("mounted")
    }

    /// Makes it read-only or writable.
    pub(crate) fn remount(&self, how: &str) -> Result<(), Fault> {
        let at = self.path().display().to_string();
        if works("mount", &["-o", &format!("remount,{how}"), &at]) {
            return Ok(());
        }
        Err(format!("cannot be mounted {how}").into())
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Nothing to do about it when it is not mounted.
        let _unmounted = works("umount", &[&self.path().display().to_string()]);
    }
}

fn works(program: &str, words: &[&str]) -> bool {
    let quiet = |stdio: fn() -> Stdio| stdio();
    Command::new(program)
        .args(words)
        .stdout(quiet(Stdio::null))
        .stderr(quiet(Stdio::null))
        .status()
        .is_ok_and(|status| status.success())
}

pub(crate) fn check(effort: Effort) -> Result<String, Fault> {
    let Some(mount) = Mount::make(8_192)? else {
        return Ok("SKIPPED: this user may not mount a small file system".into());
    };
    let wanted = effort.of(60, 200);
    runtime()?.block_on(filled(&mount.path(), wanted))
}

/// Writes until the disk is full, then on, then frees it.
async fn filled(folder: &Path, wanted: usize) -> Result<String, Fault> {
    let store = Store::open(&places(folder), 1).await?;
    let mut acknowledged = Acknowledged::default();
    let mut tried = 0;
    write(&store, &mut tried, &mut acknowledged).await?;
    // The control: with room, nothing is refused.
    for _ in 0..20 {
        write(&store, &mut tried, &mut acknowledged).await?;
    }
    let filler = folder.join("filler");
    fill(&filler)?;
    let (mut refused, mut files) = (0, 0);
    while refused < wanted {
        match write(&store, &mut tried, &mut acknowledged).await {
            // There is room in the log until it has to grow.
            Ok(()) => {}
            Err(StoreError::DiskFull) => refused += 1,
            Err(other) => return Err(format!("refused with other words: {other:?}").into()),
        }
        if tried > 100_000 {
            return Err("the full disk takes everything".into());
        }
        let bytes = vec![u8::try_from(tried % 251)?; 65_536];
        match store.put_file(bytes).await {
            Err(StoreError::DiskFull) => files += 1,
            Ok(_) => {}
            Err(other) => return Err(format!("upload refused with other words: {other:?}").into()),
        }
        store.verify_trail().await?;
        if std::fs::read_dir(folder.join("data/files/incoming"))?.next().is_some() {
            return Err("a refused upload left a file behind".into());
        }
    }
    std::fs::remove_file(&filler)?;
    write(&store, &mut tried, &mut acknowledged)
        .await
        .map_err(|error| format!("the first write after there was room again failed: {error:?}"))?;
    store.close().await?;
    drop(store);
    match judge(folder, &acknowledged).await {
        (Verdict::Sound, _) => Ok(format!(
            "{refused} writes and {files} uploads refused on a full disk, every read answered, 0 \
             acknowledged lost, 0 files left behind, the first write after it succeeded without a \
             restart; control (with room): 0 of 21 refused"
        )),
        (verdict, _) => Err(format!("{verdict:?}").into()),
    }
}

async fn write(
    store: &Store,
    tried: &mut usize,
    acknowledged: &mut Acknowledged,
) -> Result<(), StoreError> {
    *tried += 1;
    let object_id = format!("full-{tried}");
    let deed = Deed {
        action: "document.export",
        object_kind: "document",
        object_id: object_id.clone(),
        change: "导出".repeat(200),
        reason: String::new(),
    };
    store.record(&clerk("100"), deed).await?;
    acknowledged.hear(&format!("ack record {object_id}"));
    Ok(())
}

/// Takes all room there is, to the last byte.
fn fill(filler: &Path) -> Result<(), Fault> {
    let mut file = File::create(filler)?;
    let mut piece = vec![7_u8; 1 << 16];
    while !piece.is_empty() {
        if file.write_all(&piece).is_err() {
            piece.truncate(piece.len() / 2);
        }
    }
    // Written back now, so that the file system has really given the room away.
    let _flushed = file.sync_all();
    Ok(())
}
