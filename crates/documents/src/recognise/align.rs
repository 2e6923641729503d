//! Which cell of a row stands under which heading.

use super::header::{Header, Slot, SlotKind};
use super::rows::{Cell, Row};
use crate::rules::{Column, FormLabels};

/// The cells of a row under their headings.
#[derive(Debug)]
pub(super) struct Aligned<'r, 'a> {
    /// Index of the slot, and the cell.
    pub(super) under: Vec<(usize, &'r Cell<'a>)>,
    /// By how many places the row has moved to the left, where columns do not hold.
    pub(super) shift: usize,
    /// Whether the alignment rests on guesswork.
    pub(super) doubtful: bool,
}

/// Which level a cell names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Level1,
    Level2,
}

/// Finds the heading of every filled cell; `None` when that is not safe.
pub(super) fn align<'r, 'a>(
    labels: &FormLabels,
    header: &Header,
    row: &'r Row<'a>,
    held: Option<&str>,
) -> Option<Aligned<'r, 'a>> {
    if header.columns_hold && level1_in_place(labels, header, row) {
        let under =
            row.filled().filter_map(|cell| Some((slot_over(header, cell)?, cell))).collect();
        return Some(Aligned { under, shift: 0, doubtful: false });
    }
    let mut aligned = by_anchor(labels, header, row, held)?;
    aligned.doubtful |= header.columns_hold || (header.is_list() && aligned.shift > 0);
    // A figure's column that holds no figure shows that a merged cell has vanished before it.
    for _ in 0..MOST_VANISHED {
        let Some(odd) = odd_figure(labels, header, &aligned) else {
            break;
        };
        aligned = moved_right(header, aligned, odd)?;
    }
    let safe =
        odd_figure(labels, header, &aligned).is_none() && plausible(labels, header, &aligned);
    safe.then_some(aligned)
}

/// How many merged figures may have vanished from one row: weight, score and their like.
const MOST_VANISHED: usize = 3;

fn slot_over(header: &Header, cell: &Cell<'_>) -> Option<usize> {
    header.slots.iter().position(|slot| slot.covers(cell.column))
}

/// Whether the first filled cell, if it names a first level, stands where first levels do.
fn level1_in_place(labels: &FormLabels, header: &Header, row: &Row<'_>) -> bool {
    let Some(first) = row.filled().next() else {
        return true;
    };
    let names_level1 = labels.taxonomy().level1(&first.key).is_some()
        && labels.taxonomy().level2(&first.key).is_none();
    let kind =
        slot_over(header, first).and_then(|slot| header.slots.get(slot)).map(|slot| slot.kind);
    !names_level1
        || !header.has(Column::Level1)
        || matches!(
            kind,
            Some(
                SlotKind::Column(Column::Level1 | Column::Level)
                    | SlotKind::Section
                    | SlotKind::List(_)
            )
        )
}

/// Aligns a row by the level it names, or by its name when the levels have vanished.
fn by_anchor<'r, 'a>(
    labels: &FormLabels,
    header: &Header,
    row: &'r Row<'a>,
    held: Option<&str>,
) -> Option<Aligned<'r, 'a>> {
    let level1 = ordinal_of(header, Column::Level1).or(ordinal_of(header, Column::Level));
    let level2 = ordinal_of(header, Column::Level2);
    let name = ordinal_of(header, Column::Name)?;
    let last_lead = level1.or(level2).unwrap_or(name);
    let first = row.cells.iter().position(|cell| !cell.is_blank())?;
    let found = row
        .cells
        .iter()
        .enumerate()
        .take(last_lead.max(level2.unwrap_or(0)).saturating_add(1))
        .find_map(|(index, cell)| Some((index, anchor_at(labels, row, (index, cell), held)?)));
    let (at, heading) = match found {
        Some((index, Anchor::Level1)) => (index, level1.or(level2)?),
        Some((index, Anchor::Level2)) => (index, level2.or(level1)?),
        None if header.is_list() => return None,
        // Empty cells before the first text are cells too: nothing has vanished.
        None if first > 0 => (0, header.slots.first().map_or(0, |slot| slot.ordinal)),
        None => (0, name),
    };
    // More cells before the level than headings: the row is of another table.
    let shift = heading.checked_sub(at)?;
    let mut under = Vec::new();
    for (index, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
        let ordinal = index.saturating_add(shift);
        let slot = header.slots.iter().position(|slot| slot.ordinal == ordinal);
        // What stands right of the last heading has none.
        let Some(slot) = slot else { continue };
        under.push((slot, cell));
    }
    Some(Aligned { under, shift, doubtful: false })
}

fn ordinal_of(header: &Header, column: Column) -> Option<usize> {
    let slot = header.position(column, 0)?;
    header.slots.get(slot).map(|slot| slot.ordinal)
}

/// The level a cell names. A label of both levels (`成本指标`, `满意度指标`) is the first when a
/// second one follows it, or when it carries points as the first level before it does.
fn anchor_at(
    labels: &FormLabels,
    row: &Row<'_>,
    (index, cell): (usize, &Cell<'_>),
    held: Option<&str>,
) -> Option<Anchor> {
    let taxonomy = labels.taxonomy();
    let is_level2 = |cell: &Cell<'_>| taxonomy.level2(&cell.key).is_some();
    match (taxonomy.level1(&cell.key), taxonomy.level2(&cell.key)) {
        (Some(_), None) => Some(Anchor::Level1),
        (None, Some(_)) => Some(Anchor::Level2),
        (Some(_), Some(_)) => {
            let next = row.cells.get(index.saturating_add(1));
            let has_points = |key: &str| key.ends_with("分)");
            let is_first = next.is_some_and(is_level2)
                || (has_points(&cell.key) && held.is_some_and(has_points));
            Some(if is_first { Anchor::Level1 } else { Anchor::Level2 })
        }
        (None, None) => None,
    }
}

fn cell_under<'r, 'a>(
    header: &Header,
    aligned: &Aligned<'r, 'a>,
    column: Column,
) -> Option<&'r Cell<'a>> {
    let slot = header.position(column, 0)?;
    aligned.under.iter().find(|(under, _)| *under == slot).map(|(_, cell)| *cell)
}

/// Whether the columns whose content is known hold it: an operator where operators stand, no
/// level where names stand.
fn plausible(labels: &FormLabels, header: &Header, aligned: &Aligned<'_, '_>) -> bool {
    let operator_ok = cell_under(header, aligned, Column::Operator)
        .is_none_or(|cell| labels.is_operator(&cell.key));
    let name_ok = cell_under(header, aligned, Column::Name).is_none_or(|cell| {
        let is_level = cell.key.ends_with("指标") && labels.taxonomy().level1(&cell.key).is_some();
        !labels.is_operator(&cell.key) && !is_level
    });
    operator_ok && name_ok
}

/// The first column of figures (分值, 得分) that holds no figure.
fn odd_figure(labels: &FormLabels, header: &Header, aligned: &Aligned<'_, '_>) -> Option<usize> {
    if header.columns_hold && !aligned.doubtful {
        return None;
    }
    aligned
        .under
        .iter()
        .find(|(slot, cell)| {
            let kind = header.slots.get(*slot).map(|slot| slot.kind);
            let of_figures = matches!(kind, Some(SlotKind::Column(Column::Weight | Column::Score)));
            of_figures && !labels.says_nothing(&cell.key) && !is_figure(&cell.key)
        })
        .map(|(slot, _)| *slot)
}

/// Whether a text is a number of points: `10`, `7.5分`, `(40-50)分`, `100%`.
fn is_figure(key: &str) -> bool {
    !key.is_empty()
        && key
            .trim_end_matches('分')
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '~' | '(' | ')' | '%' | '/'))
}

/// Moves the cells from a slot on by one place to the right; `None` when the last one has none.
fn moved_right<'r, 'a>(
    header: &Header,
    mut aligned: Aligned<'r, 'a>,
    from: usize,
) -> Option<Aligned<'r, 'a>> {
    for (slot, _) in &mut aligned.under {
        if *slot >= from {
            *slot = slot.saturating_add(1);
        }
        if *slot >= header.slots.len() {
            return None;
        }
    }
    aligned.doubtful = true;
    Some(aligned)
}

/// Whether the place of a slot exists in a row that has moved to the left by `shift`.
pub(super) fn is_left_out(slot: &Slot, shift: usize) -> bool {
    slot.ordinal < shift
}
