//! 字体: the open Chinese fonts that every output embeds, so that it looks the same on every
//! machine.
//!
//! ```text
//! packages/ (npm) -> build.rs packs -> in the executable -> serif(), sans() unpack once
//! ```
//!
//! Noto Serif SC and Noto Sans SC, OFL-1.1. Where npm has not run before the build both are
//! absent.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)
)]

use flate2::read::ZlibDecoder;
use std::io::Read;
use std::sync::{Arc, OnceLock};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The largest font we embed, unpacked.
const FONT_BYTES_MAX: u64 = 64 << 20;

/// A font file (TTF) shared without copying.
pub type FontFile = Arc<Vec<u8>>;

/// Noto Serif SC Regular for running text and tables, in the place of 宋体; `None` when it was
/// not there at build time.
pub fn serif() -> Option<FontFile> {
    static FONT: OnceLock<Option<FontFile>> = OnceLock::new();
    FONT.get_or_init(|| unpack(SERIF)).clone()
}

/// Noto Sans SC Medium for headings, in the place of 黑体; `None` when it was not there at build
/// time.
pub fn sans() -> Option<FontFile> {
    static FONT: OnceLock<Option<FontFile>> = OnceLock::new();
    FONT.get_or_init(|| unpack(SANS)).clone()
}

fn unpack(packed: Option<&[u8]>) -> Option<FontFile> {
    let mut font = Vec::new();
    ZlibDecoder::new(packed?).take(FONT_BYTES_MAX).read_to_end(&mut font).ok()?;
    Some(Arc::new(font))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_that_was_there_at_build_time_unpacks_to_a_font_file() {
        for (packed, font) in [(SERIF, serif()), (SANS, sans())] {
            assert_eq!(packed.is_some(), font.is_some());
            if let Some(font) = font {
                assert_eq!(font.get(..4), Some(&[0, 1, 0, 0][..]));
            }
        }
    }
}
