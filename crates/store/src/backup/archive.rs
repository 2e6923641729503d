//! The file of a backup: a ZIP with `manifest.json`, `tables/*.jsonl` and `files/*`.

use super::BackupReport;
use super::tables::{self, Tables};
use crate::blobs::Blobs;
use crate::database::migration_names;
use crate::disk::rename_into_place;
use crate::{BlobDigest, StoreError, Timestamp, hexadecimal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const PRODUCT: &str = "chengxiao";
/// Digits of the digest at the end of the file.
const DIGEST_DIGITS: usize = 64;
/// The same as a distance in the file.
const DIGEST_LENGTH: i64 = 64;

/// What a backup says of itself.
#[derive(Serialize, Deserialize)]
pub(super) struct Manifest {
    product: String,
    /// Names of the migrations, oldest first.
    schema: Vec<String>,
    made_at_ms: Timestamp,
    /// Rows and SHA-256 of every table.
    tables: BTreeMap<String, (u64, String)>,
    /// The original files.
    files: Vec<String>,
    /// Number of the last entry of the trail.
    trail: u64,
}

/// All that a manifest needs of a file's row, whatever else a schema has in it.
#[derive(Deserialize)]
struct FileRow {
    digest: String,
}

impl Manifest {
    /// Number of the last entry of the trail.
    pub(super) fn trail(&self) -> u64 {
        self.trail
    }

    pub(super) fn of(
        tables: &Tables,
        schema: Vec<String>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut files = Vec::new();
        for line in tables.get("blob").map_or(&[][..], Vec::as_slice) {
            let row: FileRow = serde_json::from_str(line)
                .map_err(|error| StoreError::Damaged(error.to_string()))?;
            files.push(row.digest);
        }
        let sums = tables.iter().map(|(name, lines)| (name.clone(), sum(lines))).collect();
        Ok(Self {
            product: PRODUCT.into(),
            schema,
            made_at_ms: now,
            tables: sums,
            files,
            trail: tables.get("audit_entry").map_or(0, |lines| length(lines.len())),
        })
    }

    /// Whether what came back is all that was said.
    pub(super) fn check(&self, report: &BackupReport) -> Result<(), StoreError> {
        let rows: u64 = self.tables.values().map(|(rows, _)| rows).sum();
        if rows == report.rows && self.trail == report.trail && self.files.len() == report.files {
            return Ok(());
        }
        Err(damaged("恢复的记录数与备份清单不一致"))
    }

    fn check_schema(&self) -> Result<(), StoreError> {
        if self.product != PRODUCT {
            return Err(damaged("不是成效的备份文件"));
        }
        let ours = migration_names();
        if let Some(newer) = self.schema.iter().find(|name| !ours.contains(name)) {
            return Err(StoreError::Newer(newer.clone()));
        }
        if self.schema != ours {
            return Err(StoreError::Invalid(
                "备份由较早版本的程序制作：请先用当时的版本恢复，再用新版本打开升级".into(),
            ));
        }
        Ok(())
    }
}

/// Writes the file beside its name and renames it when it is whole and on the disk.
pub(super) fn write(
    path: &Path,
    manifest: &Manifest,
    tables: &Tables,
    blobs: &Blobs,
) -> Result<BackupReport, StoreError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = Path::new(&beside);
    let written = write_archive(beside, manifest, tables, blobs);
    if let Err(error) = written {
        // Half a backup is of no use.
        let _left = fs::remove_file(beside);
        return Err(error);
    }
    rename_into_place(beside, path)?;
    Ok(BackupReport {
        rows: manifest.tables.values().map(|(rows, _)| rows).sum(),
        files: manifest.files.len(),
        trail: manifest.trail,
    })
}

fn write_archive(
    path: &Path,
    manifest: &Manifest,
    tables: &Tables,
    blobs: &Blobs,
) -> Result<(), StoreError> {
    let mut archive = ZipWriter::new(private(path)?);
    let options = SimpleFileOptions::default().large_file(true);
    let json = serde_json::to_string_pretty(manifest)
        .map_err(|error| StoreError::Damaged(error.to_string()))?;
    let mut entry = |name: &str, bytes: &[u8]| -> Result<(), StoreError> {
        archive.start_file(name, options).map_err(zip_error)?;
        Ok(archive.write_all(bytes)?)
    };
    entry("manifest.json", json.as_bytes())?;
    for (name, lines) in tables {
        entry(&format!("tables/{name}.jsonl"), joined(lines).as_bytes())?;
    }
    for name in &manifest.files {
        let digest = BlobDigest::parse(name).ok_or_else(|| damaged("原件摘要"))?;
        entry(&format!("files/{name}"), &blobs.get(&digest)?)?;
    }
    // The place of the digest, which is the very end of the file.
    archive.set_comment("0".repeat(DIGEST_DIGITS)).map_err(zip_error)?;
    let mut file = archive.finish().map_err(zip_error)?;
    let digest = digest_of(&mut file)?;
    file.seek(SeekFrom::End(-DIGEST_LENGTH))?;
    file.write_all(digest.as_bytes())?;
    Ok(file.sync_all()?)
}

/// A new file that only its owner reads: the hashes of passwords are in it.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// SHA-256 of a backup up to the digest at its end.
fn digest_of(file: &mut File) -> io::Result<String> {
    let length = file.metadata()?.len().saturating_sub(DIGEST_LENGTH.unsigned_abs());
    file.rewind()?;
    let mut hash = Sha256::new();
    let mut rest = file.take(length);
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = rest.read(&mut piece)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
    }
    Ok(hexadecimal::hex(&hash.finalize()))
}

/// Checks the digest at the end, so that no change of the file goes unseen, not even one in a
/// part of the ZIP that nobody reads.
fn check_whole(path: &Path) -> Result<File, StoreError> {
    if !path.is_file() {
        return Err(StoreError::Invalid(format!("找不到备份文件{}", path.display())));
    }
    let mut file = File::open(path)?;
    let digest = digest_of(&mut file)?;
    let mut end = Vec::new();
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(DIGEST_LENGTH.unsigned_abs())))?;
    file.read_to_end(&mut end)?;
    if end != digest.as_bytes() {
        return Err(damaged("文件不完整、被改动或不是成效的备份文件"));
    }
    file.rewind()?;
    Ok(file)
}

/// A backup as read: its manifest, tables and files, all checked against the manifest.
pub(super) type Opened = (Manifest, BTreeMap<String, Vec<String>>, Vec<(BlobDigest, Vec<u8>)>);

/// Reads and checks the whole file before anything is restored.
pub(super) fn open(path: &Path) -> Result<Opened, StoreError> {
    let mut archive =
        ZipArchive::new(check_whole(path)?).map_err(|_| damaged("文件不是成效的备份文件"))?;
    let manifest: Manifest = serde_json::from_slice(&read(&mut archive, "manifest.json")?)
        .map_err(|_| damaged("没有备份清单"))?;
    manifest.check_schema()?;
    let mut read_tables = BTreeMap::new();
    let ledgers = manifest.tables.keys().filter(|name| is_ledger(name)).cloned();
    for name in tables::names().into_iter().map(str::to_owned).chain(ledgers) {
        let bytes = read(&mut archive, &format!("tables/{name}.jsonl"))?;
        let text = String::from_utf8(bytes).map_err(|_| damaged("表的内容"))?;
        let lines: Vec<String> = text.lines().map(Into::into).collect();
        if manifest.tables.get(&name) != Some(&sum(&lines)) {
            return Err(damaged(&format!("表{name}的内容与清单不一致")));
        }
        read_tables.insert(name, lines);
    }
    let mut files = Vec::new();
    for name in &manifest.files {
        let digest = BlobDigest::parse(name).ok_or_else(|| damaged("原件摘要"))?;
        let bytes = read(&mut archive, &format!("files/{name}"))?;
        if BlobDigest::of(&bytes) != digest {
            return Err(damaged(&format!("原件{name}的内容与摘要不一致")));
        }
        files.push((digest, bytes));
    }
    Ok((manifest, read_tables, files))
}

/// Whether a table is that of a ledger. Its name becomes a path within the archive.
fn is_ledger(table: &str) -> bool {
    table
        .strip_prefix("ledger_")
        .is_some_and(|code| code != "definition" && ledgers::Name::parse(code).is_ok())
}

fn read(archive: &mut ZipArchive<File>, name: &str) -> Result<Vec<u8>, StoreError> {
    let mut entry = archive.by_name(name).map_err(|_| damaged(&format!("缺少{name}")))?;
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).map_err(|_| damaged(&format!("{name}无法读出")))?;
    Ok(bytes)
}

fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

fn sum(lines: &[String]) -> (u64, String) {
    (length(lines.len()), BlobDigest::of(joined(lines).as_bytes()).as_str().to_owned())
}

fn length(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn damaged(problem: &str) -> StoreError {
    StoreError::Invalid(format!("备份文件不能使用：{problem}。请换一份完整的备份"))
}

fn zip_error(error: zip::result::ZipError) -> StoreError {
    // Only what the disk says matters; a ZIP of ours has no other faults.
    if let zip::result::ZipError::Io(error) = error {
        return error.into();
    }
    StoreError::Damaged(error.to_string())
}
