//! A disk that keeps what was flushed and, of the rest, what chance leaves.
//!
//! Stricter than the file systems in use: the name of a new file is lost unless its folder was
//! flushed, data and names that were not flushed are kept or lost in any combination, and a
//! write that was not flushed is torn between sectors. A rename is one act, as in every journal.

use crate::Fault;
use crate::dice::Dice;
use crate::trace::Event;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// The disk below one folder.
pub(crate) struct Disk {
    root: PathBuf,
    nodes: Vec<Node>,
    handles: BTreeMap<i64, Handle>,
    /// Of a flush under way: how much of the node's changes it covers.
    flushes: BTreeMap<u32, usize>,
    acts: usize,
}

struct Handle {
    node: usize,
    at: u64,
    append: bool,
}

/// A file or folder.
#[derive(Default)]
struct Node {
    /// A file's flushed bytes.
    bytes: Vec<u8>,
    /// A file's bytes not flushed, oldest first.
    writes: Vec<Write>,
    /// Its length as the process sees it.
    length: u64,
    is_folder: bool,
    /// A folder's flushed names.
    names: BTreeMap<String, usize>,
    /// Names as the process sees them.
    seen: BTreeMap<String, usize>,
    /// A folder's changes of names not flushed, oldest first.
    changes: Vec<Change>,
}

enum Write {
    Bytes(u64, Vec<u8>),
    Length(u64),
}

struct Change {
    /// Changes of one act are kept or lost together.
    act: usize,
    name: String,
    /// Nothing: the name is taken away.
    node: Option<usize>,
}

/// What chance leaves of what was not flushed, in hundredths.
#[derive(Clone, Copy)]
pub(crate) struct Luck(pub(crate) usize);

impl Disk {
    /// An empty folder.
    pub(crate) fn new(root: &Path) -> Self {
        let top = Node { is_folder: true, ..Node::default() };
        Self {
            root: root.to_owned(),
            nodes: vec![top],
            handles: BTreeMap::new(),
            flushes: BTreeMap::new(),
            acts: 0,
        }
    }

    /// Does what the process did.
    pub(crate) fn apply(&mut self, event: &Event) -> Result<(), Fault> {
        match event {
            Event::Open { file, handle, truncate, append } => {
                if let Some(node) = self.opened(file) {
                    if *truncate {
                        self.write(node, Write::Length(0));
                    }
                    self.handles.insert(*handle, Handle { node, at: 0, append: *append });
                } else {
                    self.handles.remove(handle);
                }
            }
            Event::Close { handle } => {
                self.handles.remove(handle);
            }
            Event::Write { handle, at, bytes } => self.written(*handle, *at, bytes),
            Event::Length { handle, length } => {
                if let Some(node) = self.handles.get(handle).map(|handle| handle.node) {
                    self.write(node, Write::Length(*length));
                }
            }
            Event::FlushBegun { handle, thread } => {
                if let Some(node) = self.handles.get(handle).and_then(|h| self.nodes.get(h.node)) {
                    self.flushes.insert(*thread, node.writes.len() + node.changes.len());
                }
            }
            Event::Flushed { handle, thread } => {
                let covered = self.flushes.remove(thread).unwrap_or(0);
                if let Some(node) = self.handles.get(handle).map(|handle| handle.node) {
                    self.flush(node, covered);
                }
            }
            Event::MakeFolder { folder } => {
                let made = self.add_node(Node { is_folder: true, ..Node::default() });
                self.name(folder, Some(made), None);
            }
            Event::Rename { from, to } => {
                let node = self.find(from).ok_or("a rename of what is not there")?;
                let act = self.name(from, None, None);
                self.name(to, Some(node), act);
            }
            Event::Remove { file } => {
                self.name(file, None, None);
            }
            Event::Told { .. } => {}
        }
        Ok(())
    }

    /// The node of a path below the root, made as a file when its folder is there.
    fn opened(&mut self, file: &Path) -> Option<usize> {
        if !file.starts_with(&self.root) {
            return None;
        }
        if let Some(node) = self.find(file) {
            return Some(node);
        }
        self.find(file.parent()?)?;
        let node = self.add_node(Node::default());
        self.name(file, Some(node), None);
        Some(node)
    }

    fn find(&self, path: &Path) -> Option<usize> {
        let mut at = 0;
        for part in path.strip_prefix(&self.root).ok()? {
            at = *self.nodes.get(at)?.seen.get(part.to_str()?)?;
        }
        Some(at)
    }

    fn add_node(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Gives a name to a node or takes it away, as part of an act or as one of its own.
    fn name(&mut self, path: &Path, node: Option<usize>, act: Option<usize>) -> Option<usize> {
        let folder = self.find(path.parent()?)?;
        let name = path.file_name()?.to_str()?.to_owned();
        let act = act.unwrap_or_else(|| {
            self.acts += 1;
            self.acts
        });
        let folder = self.nodes.get_mut(folder)?;
        match node {
            Some(node) => folder.seen.insert(name.clone(), node),
            None => folder.seen.remove(&name),
        };
        folder.changes.push(Change { act, name, node });
        Some(act)
    }

    fn written(&mut self, handle: i64, at: Option<u64>, bytes: &[u8]) {
        let Some(handle) = self.handles.get_mut(&handle) else { return };
        let Some(length) = self.nodes.get(handle.node).map(|node| node.length) else { return };
        let start = at.unwrap_or(if handle.append { length } else { handle.at });
        if at.is_none() {
            handle.at = start + bytes.len() as u64;
        }
        let node = handle.node;
        self.write(node, Write::Bytes(start, bytes.to_vec()));
    }

    fn write(&mut self, node: usize, write: Write) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.length = match &write {
                Write::Bytes(at, bytes) => node.length.max(at + bytes.len() as u64),
                Write::Length(length) => *length,
            };
            node.writes.push(write);
        }
    }

    fn flush(&mut self, node: usize, covered: usize) {
        let mut acts = Vec::new();
        if let Some(node) = self.nodes.get_mut(node) {
            if node.is_folder {
                acts = node.changes.iter().take(covered).map(|change| change.act).collect();
            } else {
                for write in node.writes.drain(..covered.min(node.writes.len())) {
                    put(&mut node.bytes, &write, |_| true);
                }
            }
        }
        if acts.is_empty() {
            return;
        }
        // The other half of a rename is in the same entry of the journal.
        for folder in self.nodes.iter_mut().filter(|node| node.is_folder) {
            let names = &mut folder.names;
            folder.changes.retain(|change| {
                let flushed = acts.contains(&change.act);
                if flushed {
                    rename(names, change);
                }
                !flushed
            });
        }
    }

    /// Writes out what a power cut now would leave.
    pub(crate) fn cut(&self, into: &Path, luck: Luck, dice: &mut Dice) -> Result<(), Fault> {
        let kept: Vec<bool> = (0..=self.acts).map(|_| dice.chance(luck.0)).collect();
        self.write_folder(0, into, &kept, (luck, dice))
    }

    fn write_folder(
        &self,
        folder: usize,
        into: &Path,
        kept: &[bool],
        (luck, dice): (Luck, &mut Dice),
    ) -> Result<(), Fault> {
        let Some(folder) = self.nodes.get(folder) else { return Ok(()) };
        fs::create_dir_all(into)?;
        let mut names = folder.names.clone();
        for change in &folder.changes {
            if kept.get(change.act).copied().unwrap_or(false) {
                rename(&mut names, change);
            }
        }
        for (name, index) in names {
            let Some(node) = self.nodes.get(index) else { continue };
            let path = into.join(&name);
            if node.is_folder {
                self.write_folder(index, &path, kept, (luck, dice))?;
                continue;
            }
            let mut bytes = node.bytes.clone();
            for write in &node.writes {
                put(&mut bytes, write, |_| dice.chance(luck.0));
            }
            // Shared memory lies in a file for its name only: no restart reads what is in it.
            if !name.ends_with("-shm") {
                fs::write(path, bytes)?;
            }
        }
        Ok(())
    }
}

fn rename(names: &mut BTreeMap<String, usize>, change: &Change) {
    match change.node {
        Some(node) => names.insert(change.name.clone(), node),
        None => names.remove(&change.name),
    };
}

/// Puts those sectors of a write into a file that are kept.
fn put(file: &mut Vec<u8>, write: &Write, mut keep: impl FnMut(usize) -> bool) {
    match write {
        Write::Length(length) => {
            if keep(0) {
                file.resize(usize::try_from(*length).unwrap_or(0), 0);
            }
        }
        Write::Bytes(at, bytes) => {
            let mut start = usize::try_from(*at).unwrap_or(0);
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let (sector, after) = rest.split_at(rest.len().min(SECTOR - start % SECTOR));
                if keep(start) {
                    let end = start + sector.len();
                    file.resize(file.len().max(end), 0);
                    if let Some(place) = file.get_mut(start..end) {
                        place.copy_from_slice(sector);
                    }
                }
                start += sector.len();
                rest = after;
            }
        }
    }
}
