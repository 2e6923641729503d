//! Page numbers, and heads and feet that come again on every page.

use super::lines::Line;
use super::page::{Item, Page};
use std::collections::BTreeMap;

/// Only lines in this outer part of a page can be its head or foot.
const MARGIN: f64 = 0.12;
/// Lines at either end of a page that are looked at.
const OUTER_LINES: usize = 2;
/// Heads are set no larger than the text, apart from rounding.
const LARGER_THAN_TEXT: f64 = 1.06;

/// Takes page numbers and repeated heads and feet out of the pages. Gives each head or foot once,
/// with the page it first stands on.
pub(super) fn take_out(pages: &mut [Page]) -> Vec<(u32, Line)> {
    let numbered = numbering(pages);
    let repeated = repeated(pages);
    let mut heads: Vec<(u32, Line)> = Vec::new();
    for page in pages {
        let candidates = outer_lines(page);
        let number = page.number;
        let offset = numbered.as_ref();
        let mut index = 0;
        page.items.retain(|item| {
            let here = index;
            index += 1;
            let Item::Line(line) = item else { return true };
            if !candidates.contains(&here) {
                return true;
            }
            if let Some(read) = page_number(&line.text)
                && offset.is_some_and(|&offset| i64::from(read) - i64::from(number) == offset)
            {
                return false;
            }
            if repeated.contains_key(&line.text) {
                if heads.iter().all(|(_, known)| known.text != line.text) {
                    heads.push((number, line.clone()));
                }
                return false;
            }
            true
        });
    }
    heads
}

/// Positions of the lines of a page that may be a head or foot: in the margin, with no table
/// farther out.
fn outer_lines(page: &Page) -> Vec<usize> {
    let is_line = |at: &usize| matches!(page.items.get(*at), Some(Item::Line(_)));
    let count = page.items.len();
    let top = (0..count).take_while(is_line).take(OUTER_LINES).filter(|&at| {
        let item = page.items.get(at);
        item.is_some_and(|item| item.bottom() <= MARGIN * page.height)
    });
    let bottom = (0..count).rev().take_while(is_line).take(OUTER_LINES);
    let bottom = bottom.filter(|&at| {
        let item = page.items.get(at);
        item.is_some_and(|item| item.top() >= (1.0 - MARGIN) * page.height)
    });
    top.chain(bottom).collect()
}

fn outer(page: &Page) -> impl Iterator<Item = &Line> {
    outer_lines(page).into_iter().filter_map(|at| match page.items.get(at) {
        Some(Item::Line(line)) => Some(line),
        Some(Item::Table(_)) | None => None,
    })
}

/// What the printed page numbers are ahead of the counted ones; `None` without page numbers.
fn numbering(pages: &[Page]) -> Option<i64> {
    let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
    for page in pages {
        for read in outer(page).filter_map(|line| page_number(&line.text)) {
            *votes.entry(i64::from(read) - i64::from(page.number)).or_default() += 1;
        }
    }
    let (&offset, &count) = votes.iter().max_by_key(|&(_, count)| count)?;
    // A single number is a page number only when it says the truth about its page.
    (count >= 2 || offset == 0).then_some(offset)
}

/// The number of a line that is nothing but a page number: `3`, `- 3 -`, `第3页 共9页`, `3/9`.
fn page_number(text: &str) -> Option<u32> {
    let plain = |c: char| c.is_ascii_digit() || c.is_whitespace() || "-—–―－·第页共/".contains(c);
    if !text.chars().all(plain) {
        return None;
    }
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    (digits.len() <= 4).then(|| digits.parse().ok()).flatten()
}

/// Texts that stand at the head or foot of at least two pages and of most pages.
fn repeated(pages: &[Page]) -> BTreeMap<String, usize> {
    let mut sizes: Vec<f64> = pages
        .iter()
        .flat_map(|page| &page.items)
        .flat_map(|item| match item {
            Item::Line(line) => vec![line.size],
            Item::Table(table) => {
                let lines = table.cells.iter().flat_map(|cell| &cell.lines);
                lines.map(|line| line.size).collect()
            }
        })
        .collect();
    sizes.sort_by(f64::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        for line in outer(page) {
            // A title that is the same on every page of a set of forms is no running head.
            if line.size <= usual * LARGER_THAN_TEXT {
                *counts.entry(line.text.clone()).or_default() += 1;
            }
        }
    }
    let most = (pages.len() / 2 + 1).max(2);
    counts.retain(|_, count| *count >= most);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_told_from_text() {
        for (text, number) in [
            ("3", Some(3)),
            ("- 12 -", Some(12)),
            ("— 4 —", Some(4)),
            ("第3页 共9页", Some(3)),
            ("3/9", Some(3)),
            ("第3页表", None),
            ("62.54", None),
            ("2021年", None),
            ("——", None),
        ] {
            assert_eq!(page_number(text), number, "{text}");
        }
    }
}
