//! Whether a store holds everything that was acknowledged, whole.

use crate::Fault;
use crate::record_entry::Records;
use crate::writer::{clerk, places};
use procedure::{Actor, Role, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};
use store::{Acting, BlobDigest, Store, StoreError, TrailFilter};

/// What was acknowledged.
#[derive(Clone, Default)]
pub(crate) struct Acknowledged {
    /// Newest revision of each document.
    imports: BTreeMap<String, i32>,
    /// Newest version of each sheet.
    saves: BTreeMap<String, i32>,
    /// Newest decision on each issue.
    decisions: BTreeMap<String, u64>,
    files: BTreeSet<String>,
    /// Entries of the trail that stand alone.
    deeds: BTreeSet<String>,
    /// How many entries each record of the ledger has.
    records: BTreeMap<String, i64>,
    /// All of them.
    pub(crate) count: usize,
}

impl Acknowledged {
    /// Takes a line of a writer in; other lines are passed over.
    pub(crate) fn hear(&mut self, line: &str) {
        let mut words = line.split(' ');
        if words.next() != Some("ack") {
            return;
        }
        let [kind, one, two, three] = std::array::from_fn(|_| words.next().unwrap_or_default());
        self.count += 1;
        match kind {
            "import" => {
                self.imports.insert(one.into(), two.parse().unwrap_or(i32::MAX));
                self.files.insert(three.into());
            }
            "save" => {
                self.saves.insert(one.into(), two.parse().unwrap_or(i32::MAX));
            }
            "decide" => {
                self.decisions.insert(one.into(), two.parse().unwrap_or(u64::MAX));
            }
            "upload" => {
                self.files.insert(one.into());
            }
            "enter" => {
                self.records.insert(one.into(), two.parse().unwrap_or(i64::MAX));
                if !three.is_empty() {
                    self.files.insert(three.into());
                }
            }
            _ => {
                self.deeds.insert(one.into());
            }
        }
    }
}

/// What is wrong with a store after a crash.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Everything acknowledged is there and verifies.
    Sound,
    /// Something acknowledged is not there.
    Lost(String),
    /// It does not open, or what is there does not verify.
    Broken(String),
}

/// Opens the store and judges it; says how long opening took.
pub(crate) async fn judge(folder: &Path, wanted: &Acknowledged) -> (Verdict, Duration) {
    let started = Instant::now();
    let opened = Store::open(&places(folder), 1).await;
    let took = started.elapsed();
    let store = match opened {
        Ok(store) => store,
        Err(error) => return (Verdict::Broken(format!("does not open: {error:?}")), took),
    };
    let verdict = match store.verify().await {
        Err(error) => Verdict::Broken(format!("does not verify: {error:?}")),
        Ok(_) => match missing(&store, wanted).await {
            Ok(None) => Verdict::Sound,
            Ok(Some(lost)) => Verdict::Lost(lost),
            Err(error) => Verdict::Broken(error.to_string()),
        },
    };
    if let Err(error) = store.close().await {
        return (Verdict::Broken(format!("does not close: {error:?}")), took);
    }
    (verdict, took)
}

/// The first acknowledged thing that is not there.
async fn missing(store: &Store, wanted: &Acknowledged) -> Result<Option<String>, Fault> {
    let reader = Acting {
        actor: Actor { scope: Scope::Everything, role: Role::Auditor, ..clerk("").actor },
        ..clerk("")
    };
    for (id, revision) in &wanted.imports {
        if is_missing(store.revision(&reader, id.parse()?, *revision).await)? {
            return Ok(Some(format!("import {revision} of {id}")));
        }
    }
    for (id, version) in &wanted.saves {
        if is_missing(store.sheet_version(&reader, id.parse()?, *version).await)? {
            return Ok(Some(format!("version {version} of sheet {id}")));
        }
    }
    for (id, number) in &wanted.decisions {
        let kept = match store.issue(&reader, id.parse()?).await {
            Ok(issue) => issue.reason.parse().unwrap_or(0) >= *number,
            Err(error) => !is_missing::<()>(Err(error))?,
        };
        if !kept {
            return Ok(Some(format!("decision {number} on {id}")));
        }
    }
    for digest in &wanted.files {
        let digest = BlobDigest::parse(digest).ok_or("no digest")?;
        if is_missing(store.file(&digest).await)? {
            return Ok(Some(format!("file {}", digest.as_str())));
        }
    }
    let records = Records::new()?;
    for (record, entries) in &wanted.records {
        let lost = records.missing(store, &reader, (record.parse()?, *entries)).await?;
        if lost.is_some() {
            return Ok(lost);
        }
    }
    let filter = TrailFilter {
        action: "document.export".into(),
        limit: 1_000_000,
        ..TrailFilter::default()
    };
    let trail = store.trail(&reader, &filter).await?;
    let there: BTreeSet<&str> = trail.iter().map(|entry| entry.draft.object_id.as_str()).collect();
    let lost = wanted.deeds.iter().find(|deed| !there.contains(deed.as_str()));
    Ok(lost.map(|deed| format!("entry {deed} of the trail")))
}

fn is_missing<T>(answer: Result<T, StoreError>) -> Result<bool, StoreError> {
    match answer {
        Ok(_) => Ok(false),
        Err(StoreError::Missing) => Ok(true),
        Err(error) => Err(error),
    }
}
