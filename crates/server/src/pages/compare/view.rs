//! What a comparison shows: each side with its changed characters marked.

use goals::compare::{
    Change, DocumentComparison, FieldPair, Piece, RowPair, SheetComparison, SheetPair, characters,
};

/// A field on both sides.
#[derive(Clone, Debug)]
pub(crate) struct FieldView {
    /// Its label.
    pub(crate) label: String,
    /// What happened to it.
    pub(crate) change: Change,
    /// The earlier text, what was taken out of it marked.
    pub(crate) before: Vec<Piece>,
    /// The later text, what was put into it marked.
    pub(crate) after: Vec<Piece>,
}

/// An indicator row on both sides.
#[derive(Clone, Debug)]
pub(crate) struct RowView {
    /// `第2行`, `第2行（原第3行）`.
    pub(crate) label: String,
    /// What happened to it.
    pub(crate) change: Change,
    /// Whether it stands in another order.
    pub(crate) moved: bool,
    /// Its cells.
    pub(crate) fields: Vec<FieldView>,
}

/// A sheet on both sides.
#[derive(Clone, Debug)]
pub(crate) struct SheetPart {
    /// `3、道路维修`.
    pub(crate) label: String,
    /// 项目编码.
    pub(crate) code: String,
    /// What happened to it.
    pub(crate) change: Change,
    /// Whether it stands in another order.
    pub(crate) moved: bool,
    /// How many things are different in it.
    pub(crate) changes: usize,
    /// The fields outside the rows.
    pub(crate) fields: Vec<FieldView>,
    /// The rows.
    pub(crate) rows: Vec<RowView>,
}

impl FieldView {
    fn of(pair: &FieldPair) -> Self {
        let pieces = characters(&pair.before, &pair.after);
        let without = |unwanted: fn(&Piece) -> bool| {
            pieces.iter().filter(|piece| !unwanted(piece)).cloned().collect()
        };
        Self {
            label: pair.label.clone(),
            change: pair.change(),
            before: without(|piece| matches!(piece, Piece::Added(_))),
            after: without(|piece| matches!(piece, Piece::Removed(_))),
        }
    }
}

impl RowView {
    fn of(pair: &RowPair, all: bool) -> Self {
        let label = match (pair.before, pair.after) {
            (Some(before), Some(after)) if before != after => {
                format!("第{after}行（原第{before}行）")
            }
            (_, Some(after)) => format!("第{after}行"),
            (before, None) => format!("原第{}行", before.unwrap_or(0)),
        };
        let change = pair.change();
        // Of a changed row the name stays in sight, so that one knows which it is.
        let named = |field: &FieldView| field.label == "三级指标" && change == Change::Changed;
        let fields = pair.fields.iter().map(FieldView::of);
        let fields =
            fields.filter(|field| all || field.change != Change::Same || named(field)).collect();
        Self { label, change, moved: pair.moved, fields }
    }
}

impl SheetPart {
    /// Two versions of one sheet.
    pub(crate) fn of_versions(name: &str, comparison: &SheetComparison, all: bool) -> Self {
        let changes = comparison.changes();
        let rows = comparison.rows.iter().map(|row| RowView::of(row, all));
        Self {
            label: name.to_owned(),
            code: String::new(),
            change: if changes > 0 { Change::Changed } else { Change::Same },
            moved: false,
            changes,
            fields: fields(&comparison.fields, all),
            rows: rows.filter(|row| all || row.moved || row.change != Change::Same).collect(),
        }
    }

    fn of(pair: &SheetPair, all: bool) -> Self {
        let number = pair.after.or(pair.before).unwrap_or(0);
        let name = if pair.name.is_empty() { "（未填项目名称）" } else { &pair.name };
        Self {
            label: format!("{number}、{name}"),
            code: pair.code.clone(),
            change: pair.change(),
            moved: pair.moved,
            ..Self::of_versions(name, &pair.comparison, all)
        }
    }
}

/// Fields; only those that changed unless all are wanted.
pub(super) fn fields(pairs: &[FieldPair], all: bool) -> Vec<FieldView> {
    let wanted = pairs.iter().filter(|pair| {
        let empty = pair.before.is_empty() && pair.after.is_empty();
        if all { !empty } else { pair.change() != Change::Same }
    });
    wanted.map(FieldView::of).collect()
}

/// The sheets of two documents.
pub(super) fn parts(found: &DocumentComparison, all: bool) -> Vec<SheetPart> {
    let wanted =
        found.sheets.iter().filter(|pair| all || pair.moved || pair.change() != Change::Same);
    wanted.map(|pair| SheetPart::of(pair, all)).collect()
}
