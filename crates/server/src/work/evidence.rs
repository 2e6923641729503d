//! 佐证 files on their way in: looked at, stored, and kept for the next try of a form.

use super::import::safe_name;
use crate::web::{App, Problem};
use store::{BlobDigest, NewEvidence};

/// The largest file, in bytes: a scan of many pages.
const BYTES_MAX: usize = 20 << 20;
/// Files that one form may send.
const FILES_MAX: usize = 20;
/// Characters of a kind.
const KIND_CHARACTERS_MAX: usize = 40;
/// What stands between the parts of a kept file in a form.
const BETWEEN: char = '\u{1f}';

/// A file as a form sent it.
#[derive(Clone, Debug)]
pub(crate) struct SentFile {
    /// 佐证种类.
    pub(crate) kind: String,
    /// As it is called on the machine of the person.
    pub(crate) file_name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// A file that is stored, and waits for its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptFile {
    /// The stored bytes.
    digest: BlobDigest,
    /// How many.
    bytes: u64,
    /// What they are.
    media_type: &'static str,
    /// 佐证种类.
    pub(crate) kind: String,
    /// Its name.
    pub(crate) file_name: String,
}

impl KeptFile {
    /// As the form carries it to the next try.
    pub(crate) fn written(&self) -> String {
        let parts = [
            self.digest.as_str(),
            &self.bytes.to_string(),
            self.media_type,
            &self.kind,
            &self.file_name,
        ];
        parts.join(&BETWEEN.to_string())
    }

    /// A file that a form carried; none when it is no such thing.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.splitn(5, BETWEEN).collect();
        let [digest, bytes, media_type, kind, file_name] = parts.as_slice() else { return None };
        Some(Self {
            digest: BlobDigest::parse(digest)?,
            bytes: bytes.parse().ok()?,
            media_type: MEDIA.iter().find(|media| media.name == *media_type)?.name,
            kind: short(kind),
            file_name: safe_name(file_name),
        })
    }
}

/// Stores what was sent, beside what was kept before. When a file cannot be taken, the others are
/// kept for the next try.
///
/// # Errors
/// The first file that cannot be taken, with those that were.
pub(crate) async fn keep(
    app: &App,
    sent: &[SentFile],
    kept: Vec<KeptFile>,
) -> Result<Vec<KeptFile>, (Problem, Vec<KeptFile>)> {
    let mut files = kept;
    let mut refused = None;
    for file in sent {
        match keep_one(app, file).await {
            Ok(one) => files.push(one),
            Err(problem) => refused = refused.or(Some(problem)),
        }
    }
    if files.len() > FILES_MAX {
        files.truncate(FILES_MAX);
        let words = format!("一次最多附{FILES_MAX}个文件，其余请在保存后再附");
        refused = refused.or(Some(Problem::invalid(words)));
    }
    match refused {
        None => Ok(files),
        Some(problem) => Err((problem, files)),
    }
}

async fn keep_one(app: &App, file: &SentFile) -> Result<KeptFile, Problem> {
    let name = safe_name(&file.file_name);
    if file.bytes.len() > BYTES_MAX {
        let most = BYTES_MAX >> 20;
        return Err(Problem::invalid(format!("“{name}”超过{most}MB，请压缩或拆分后再附")));
    }
    let Some(media_type) = media_type(&file.bytes) else {
        let words =
            format!("“{name}”不是可附的文件：请用照片（JPG、PNG、WebP）、PDF、Word 或 Excel");
        return Err(Problem::invalid(words));
    };
    let digest = app.store.put_file(file.bytes.clone()).await?;
    Ok(KeptFile {
        digest,
        bytes: u64::try_from(file.bytes.len()).unwrap_or(u64::MAX),
        media_type,
        kind: if file.kind.trim().is_empty() { "其他".to_owned() } else { short(&file.kind) },
        file_name: name,
    })
}

fn short(kind: &str) -> String {
    kind.trim().chars().filter(|c| !c.is_control()).take(KIND_CHARACTERS_MAX).collect()
}

/// A kind of file that may be attached, and how its bytes begin.
struct Media {
    name: &'static str,
    first: &'static [u8],
    /// What stands further on, and where.
    further: Option<(usize, &'static [u8])>,
}

const fn media(name: &'static str, first: &'static [u8]) -> Media {
    Media { name, first, further: None }
}

const MEDIA: [Media; 7] = [
    media("image/jpeg", b"\xff\xd8\xff"),
    media("image/png", b"\x89PNG\r\n\x1a\n"),
    Media { name: "image/webp", first: b"RIFF", further: Some((8, b"WEBP")) },
    media("application/pdf", b"%PDF-"),
    media("application/zip", b"PK\x03\x04"),
    media("application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    media("image/tiff", b"II*\0"),
];

impl Media {
    fn is_of(&self, bytes: &[u8]) -> bool {
        let further = |(at, more): (usize, &[u8])| {
            bytes.get(at..).is_some_and(|bytes| bytes.starts_with(more))
        };
        bytes.starts_with(self.first) && self.further.is_none_or(further)
    }
}

/// What bytes are by what they begin with, whatever the file is called.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    MEDIA.iter().find(|media| media.is_of(bytes)).map(|media| media.name)
}

/// Files that are kept as the store takes them.
pub(crate) fn new_evidence(files: &[KeptFile]) -> Vec<NewEvidence> {
    let one = |file: &KeptFile| NewEvidence {
        digest: file.digest.clone(),
        bytes: file.bytes,
        kind: file.kind.clone(),
        file_name: file.file_name.clone(),
        media_type: file.media_type.to_owned(),
    };
    files.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say_and_not_what_it_is_called() {
        assert_eq!(media_type(b"\xff\xd8\xff\xe0rest"), Some("image/jpeg"));
        assert_eq!(media_type(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(media_type(b"RIFF\0\0\0\0WAVE"), None);
        assert_eq!(media_type(b"<script>alert(1)</script>"), None);
        assert_eq!(media_type(b""), None);
    }

    #[test]
    fn a_kept_file_comes_back_from_the_form_as_it_was() {
        let file = KeptFile {
            digest: BlobDigest::of(b"x"),
            bytes: 1,
            media_type: "image/png",
            kind: "照片".into(),
            file_name: "现场.png".into(),
        };
        assert_eq!(KeptFile::read(&file.written()), Some(file));
        assert_eq!(KeptFile::read("no such thing"), None);
    }
}
