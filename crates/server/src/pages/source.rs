//! 原件对照: the recognised fields of a sheet beside the original, each with its origin.

mod fields;
mod original;
#[cfg(test)]
mod tests;

pub(crate) use fields::{FieldGroup, department_fields, sheet_fields};
pub(crate) use original::{CellMark, OriginalBlock, original_blocks};

use super::document_head::{DocumentHead, DocumentTab};
use super::documents as documents_page;
use super::figures::moment;
use super::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::import::recognised;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use documents::Source;
use documents::recognise::{ClaimKind, Recognised};
use goals::Document;
use procedure::Action;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::Revision;
use vocabulary::Place;

/// Which part of the document is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    /// 部门整体绩效目标.
    Department,
    /// A target sheet, from 1.
    Sheet(usize),
    /// The texts that found no field.
    Unplaced,
}

impl Selection {
    /// What a query names: a number, `0` for the department part, `unplaced`.
    pub(crate) fn read(words: Option<&str>, document: &Document) -> Self {
        let sheets = document.sheets.len();
        match words {
            Some("unplaced") if !document.unplaced.is_empty() => Self::Unplaced,
            Some("0") => Self::Department,
            Some(number) => match number.parse() {
                Ok(position) if (1..=sheets).contains(&position) => Self::Sheet(position),
                _ => Self::first(sheets),
            },
            None => Self::first(sheets),
        }
    }

    fn first(sheets: usize) -> Self {
        if sheets == 0 { Self::Department } else { Self::Sheet(1) }
    }

    /// How a query names it.
    pub(crate) fn code(self) -> String {
        match self {
            Self::Department => "0".into(),
            Self::Sheet(position) => position.to_string(),
            Self::Unplaced => "unplaced".into(),
        }
    }
}

/// A choice of a list, with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What the query holds.
    pub(crate) code: String,
    /// The words.
    pub(crate) label: String,
    /// Whether it is shown.
    pub(crate) current: bool,
}

/// A text that found no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnplacedLine {
    /// The text as printed.
    pub(crate) text: String,
    /// Where it stands, for people.
    pub(crate) place: String,
    /// Address of its place.
    pub(crate) href: String,
}

/// The recognised fields beside the original.
#[derive(Template)]
#[template(path = "source/page.html")]
pub(crate) struct SourcePage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Its document's head.
    pub(crate) head: DocumentHead,
    /// The file, as it was named.
    pub(crate) file_name: &'a str,
    /// Number of the revision shown.
    pub(crate) revision: i32,
    /// The revisions to choose from.
    pub(crate) revisions: Vec<Choice>,
    /// What is compared.
    pub(crate) comparison: Comparison,
}

/// What the page compares, worked out from the source.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    /// The parts to choose from.
    pub(crate) parts: Vec<Choice>,
    /// The recognised fields.
    pub(crate) groups: Vec<FieldGroup>,
    /// The blocks of the original that they came from.
    pub(crate) blocks: Vec<OriginalBlock>,
    /// Every text of the document that found no field.
    pub(crate) unplaced: Vec<UnplacedLine>,
    /// How many fields a person should look at.
    pub(crate) doubtful: usize,
}

impl Comparison {
    /// Works out what is shown for one part of a document.
    pub(crate) fn of(source: &Source, read: &Recognised, selection: Selection) -> Self {
        let document = &read.document;
        let mut groups = match selection {
            Selection::Department => department_fields(document),
            Selection::Sheet(position) => document
                .sheets
                .get(position.saturating_sub(1))
                .map(sheet_fields)
                .unwrap_or_default(),
            Selection::Unplaced => Vec::new(),
        };
        let fields = number_fields(&mut groups);
        let touched: Vec<Place> = match selection {
            Selection::Unplaced => document.unplaced.iter().map(|text| text.at).collect(),
            Selection::Department | Selection::Sheet(_) => fields.keys().copied().collect(),
        };
        let marks = read.claims.iter().map(|claim| (claim.at, mark(claim.what))).collect();
        let unplaced = document
            .unplaced
            .iter()
            .map(|text| UnplacedLine {
                text: text.text.clone(),
                place: text.at.to_string(),
                href: format!("?sheet=unplaced#{}", place_key(text.at)),
            })
            .collect();
        Self {
            parts: parts(read, selection),
            doubtful: groups.iter().flat_map(|group| &group.fields).filter(|f| f.doubtful).count(),
            blocks: original_blocks(source, &touched, &marks, &fields),
            groups,
            unplaced,
        }
    }
}

/// Gives every field its number and tells which field a place belongs to first.
fn number_fields(groups: &mut [FieldGroup]) -> BTreeMap<Place, usize> {
    let mut first_at = BTreeMap::new();
    for (number, field) in groups.iter_mut().flat_map(|group| &mut group.fields).enumerate() {
        field.number = number + 1;
        if let Some(at) = field.at {
            first_at.entry(at).or_insert(field.number);
        }
    }
    first_at
}

fn parts(read: &Recognised, selection: Selection) -> Vec<Choice> {
    let choice = |part: Selection, label: String| Choice {
        code: part.code(),
        label,
        current: part == selection,
    };
    let mut parts = vec![choice(Selection::Department, "部门整体绩效目标".into())];
    parts.extend(read.document.sheets.iter().enumerate().map(|(index, sheet)| {
        let name =
            sheet.project_name.as_ref().map_or("（未填项目名称）", |name| &name.text);
        choice(Selection::Sheet(index + 1), format!("{}、{name}", index + 1))
    }));
    if !read.document.unplaced.is_empty() {
        let count = read.document.unplaced.len();
        parts.push(choice(Selection::Unplaced, format!("未归位文字（{count}处）")));
    }
    parts
}

fn mark(what: ClaimKind) -> CellMark {
    match what {
        ClaimKind::Label => CellMark::Label,
        ClaimKind::Field(_) => CellMark::Field,
        ClaimKind::Unplaced => CellMark::Unplaced,
    }
}

/// The name of a place within the page, to jump to: `t3r5c2`, `p12`.
pub(crate) fn place_key(at: Place) -> String {
    match at {
        Place::Cell { table, row, column, .. } => format!("t{table}r{row}c{column}"),
        Place::Paragraph { paragraph, .. } => format!("p{paragraph}"),
        // What a person typed stands nowhere in the original; nothing on the page has this name.
        Place::Entered => "entered".into(),
    }
}

/// The route of the comparison.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/documents/{id}/source", Door::Permits(Action::Read), show)
}

/// What to compare.
#[derive(Default, Deserialize)]
struct Wanted {
    revision: Option<String>,
    sheet: Option<String>,
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let id = documents_page::key(&id)?;
    let stored = app.store.document(&visit.acting, id).await?;
    let newest = stored.summary.revision;
    let number = match wanted.revision.as_deref() {
        None | Some("") => newest,
        Some(number) => number.parse().map_err(|_| Problem::missing())?,
    };
    let (revision, _) = app.store.revision(&visit.acting, id, number).await?;
    let bytes = app.store.file(&revision.digest).await?;
    // Read again: what is shown is what the program reads, not what it once stored.
    let read = recognised(&app, bytes).await?;
    let selection = Selection::read(wanted.sheet.as_deref(), &read.recognised.document);
    let comparison = Comparison::of(&read.source, &read.recognised, selection);
    let title = stored.summary.title.clone();
    let frame = visit
        .frame(&app, DocumentTab::Source.label(), Section::Documents)
        .await?
        .below("绩效目标文件", "/documents")
        .below(title, format!("/documents/{id}"));
    let mut revisions: Vec<_> = stored.revisions.iter().map(|r| choice(r, number)).collect();
    revisions.reverse();
    let page = SourcePage {
        frame,
        head: DocumentHead::of(&stored, DocumentTab::Source),
        file_name: &revision.file_name,
        revision: number,
        revisions,
        comparison,
    };
    Ok(Html(page.render()?))
}

fn choice(revision: &Revision, shown: i32) -> Choice {
    Choice {
        code: revision.number.to_string(),
        label: format!("第{}版 {}", revision.number, moment(revision.imported_at)),
        current: revision.number == shown,
    }
}
