//! 版本对比: two versions of a sheet, or two states of a document, side by side.

mod view;

use super::document_head::{DocumentHead, DocumentTab};
use super::documents;
use super::figures::{count, moment};
use super::frame::{Frame, Section};
use super::sheet::{SheetHead, key};
use crate::web::{Answer, App, Door, Routes, Visit};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use goals::Document;
use goals::compare::{Change, sheets};
use procedure::Action;
use serde::Deserialize;
use store::{DocumentId, StoredDocument};
use view::{FieldView, SheetPart, fields, parts};

/// Two versions of a sheet.
#[derive(Template)]
#[template(path = "compare/sheet.html")]
pub(crate) struct SheetComparePage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The sheet.
    pub(crate) head: SheetHead,
    /// What to choose from and what is chosen.
    pub(crate) sides: Sides,
    /// What is different.
    pub(crate) part: SheetPart,
}

/// Two states of a document.
#[derive(Template)]
#[template(path = "compare/document.html")]
pub(crate) struct DocumentComparePage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Its head.
    pub(crate) head: DocumentHead,
    /// What to choose from and what is chosen.
    pub(crate) sides: Sides,
    /// The department part.
    pub(crate) department: Vec<FieldView>,
    /// The sheets.
    pub(crate) sheets: Vec<SheetPart>,
    /// How many sheets were changed, and how.
    pub(crate) counts: ChangeCounts,
    /// Whether the viewer sees the whole document; others have no revisions to compare.
    pub(crate) whole: bool,
}

/// How many sheets there are of each kind of change.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ChangeCounts {
    /// Other contents.
    pub(crate) changed: usize,
    /// New.
    pub(crate) added: usize,
    /// Gone.
    pub(crate) removed: usize,
    /// The same.
    pub(crate) same: usize,
}

/// What can be set side by side, and what is.
#[derive(Clone, Debug)]
pub(crate) struct Sides {
    /// The states to choose from, newest first.
    pub(crate) choices: Vec<SideChoice>,
    /// The word of the earlier side.
    pub(crate) from: String,
    /// The word of the later side.
    pub(crate) to: String,
    /// Whether what did not change is shown too.
    pub(crate) all: bool,
}

/// One state to choose.
#[derive(Clone, Debug)]
pub(crate) struct SideChoice {
    /// The word in addresses.
    pub(crate) code: String,
    /// The words for people.
    pub(crate) label: String,
}

impl Sides {
    fn label<'s>(&'s self, code: &'s str) -> &'s str {
        let found = self.choices.iter().find(|choice| choice.code == code);
        found.map_or(code, |choice| choice.label.as_str())
    }

    /// The earlier side in words.
    pub(crate) fn earlier_label(&self) -> &str {
        self.label(&self.from)
    }

    /// The later side in words.
    pub(crate) fn later_label(&self) -> &str {
        self.label(&self.to)
    }
}

/// What is asked for.
#[derive(Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    all: String,
}

impl Wanted {
    /// The words asked for where they can be chosen, else those given.
    fn sides(self, choices: Vec<SideChoice>, from: String, to: String) -> Sides {
        let known = |word: &str| choices.iter().any(|choice| choice.code == word);
        let from = if known(&self.from) { self.from } else { from };
        let to = if known(&self.to) { self.to } else { to };
        Sides { from, to, all: self.all == "yes", choices }
    }
}

/// The word for the document as it is now, with what was edited since its last import.
const CURRENT: &str = "current";

/// The routes of comparison.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/sheets/{id}/compare", Door::Permits(Action::Read), versions).get(
        "/documents/{id}/compare",
        Door::Permits(Action::Read),
        revisions,
    )
}

async fn versions(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let id = key(&id)?;
    let stored = app.store.sheet(&visit.acting, id).await?;
    let siblings = app.store.sheets_of(&visit.acting, stored.summary.document).await?;
    let current = stored.summary.version;
    let choices = stored.versions.iter().map(|version| SideChoice {
        code: version.number.to_string(),
        label: format!(
            "第{}版 {} {} {}",
            version.number,
            version.origin.label(),
            version.by,
            moment(version.at)
        ),
    });
    let before = current.saturating_sub(1).max(1).to_string();
    let sides = wanted.sides(choices.collect(), before, current.to_string());
    let number = |word: &str| word.parse().unwrap_or(current);
    let (_, earlier) = app.store.sheet_version(&visit.acting, id, number(&sides.from)).await?;
    let (_, later) = app.store.sheet_version(&visit.acting, id, number(&sides.to)).await?;
    let head = SheetHead::of(&stored, &siblings);
    let frame = visit.frame(&app, "版本对比", Section::Sheets).await?;
    let page = SheetComparePage {
        frame: frame
            .below("绩效目标文件", "/documents")
            .below(format!("{}年文件", head.year), format!("/documents/{}", head.document))
            .below(head.name.clone(), format!("/sheets/{id}")),
        part: SheetPart::of_versions(&head.name, &sheets(&earlier, &later), sides.all),
        head,
        sides,
    };
    Ok(Html(page.render()?))
}

async fn revisions(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let id = documents::key(&id)?;
    let stored = app.store.document(&visit.acting, id).await?;
    let sides = document_sides(wanted, &stored);
    let (earlier, later) = if stored.whole {
        (
            state_of(&app, &visit, id, (&stored, &sides.from)).await?,
            state_of(&app, &visit, id, (&stored, &sides.to)).await?,
        )
    } else {
        (Document::default(), Document::default())
    };
    let found = goals::compare::documents(&earlier, &later);
    let head = DocumentHead::of(&stored, DocumentTab::Compare);
    let frame = visit.frame(&app, "版本对比", Section::Documents).await?;
    let page = DocumentComparePage {
        frame: frame
            .below("绩效目标文件", "/documents")
            .below(head.title.clone(), format!("/documents/{id}")),
        department: fields(&found.department, sides.all),
        sheets: parts(&found, sides.all),
        counts: ChangeCounts {
            changed: found.count(Change::Changed),
            added: found.count(Change::Added),
            removed: found.count(Change::Removed),
            same: found.count(Change::Same),
        },
        whole: stored.whole,
        head,
        sides,
    };
    Ok(Html(page.render()?))
}

/// The imports and the present state. At first the newest import is shown beside the present, or
/// beside the import before it where there are several.
fn document_sides(wanted: Wanted, stored: &StoredDocument) -> Sides {
    let mut choices = vec![SideChoice {
        code: CURRENT.to_owned(),
        label: "当前内容（含在线修改）".to_owned(),
    }];
    choices.extend(stored.revisions.iter().rev().map(|revision| SideChoice {
        code: revision.number.to_string(),
        label: format!(
            "第{}次导入 {} {} {}",
            count(revision.number),
            revision.file_name,
            revision.imported_by,
            moment(revision.imported_at)
        ),
    }));
    let mut numbers = stored.revisions.iter().rev().map(|revision| revision.number.to_string());
    let (newest, before) = (numbers.next(), numbers.next());
    let (from, to) = match (before, newest) {
        (Some(before), Some(newest)) => (before, newest),
        (_, newest) => (newest.unwrap_or_else(|| CURRENT.to_owned()), CURRENT.to_owned()),
    };
    wanted.sides(choices, from, to)
}

async fn state_of(
    app: &App,
    visit: &Visit,
    id: DocumentId,
    (stored, word): (&StoredDocument, &str),
) -> Answer<Document> {
    match word.parse() {
        Ok(number) => Ok(app.store.revision(&visit.acting, id, number).await?.1),
        Err(_) => Ok(stored.document.clone()),
    }
}
