//! What the edit page sends: drafts, checks, saves, and the way out of a conflict.

use crate::pages::figures::moment;
use crate::pages::sheet::{Done, key};
use crate::shapes::SheetFormShape;
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::decide::explain_found;
use crate::work::save::{Saving, check_sheet, save_sheet};
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::{Form, Json};
use goals::{FormConflict, SheetForm, TargetSheet};
use procedure::Action;
use serde::{Deserialize, Serialize};
use store::{Draft, Origin, StoredSheet, Timestamp};
use vocabulary::Issue;

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Edit);
    routes
        .post("/sheets/{id}/draft", door, draft)
        .post("/sheets/{id}/draft/drop", door, drop_draft)
        .post("/sheets/{id}/check", door, check)
        .post("/sheets/{id}/save", door, save)
        .post("/sheets/{id}/merge", door, merge)
        .post("/sheets/{id}/restore", door, restore)
}

/// The sheet, and what a form begun from `base_version` says of it.
async fn put_onto(
    app: &App,
    visit: &Visit,
    id: &str,
    shape: SheetFormShape,
) -> Answer<(StoredSheet, TargetSheet)> {
    let stored = app.store.sheet(&visit.acting, key(id)?).await?;
    let base_version = shape.base_version;
    let form = SheetForm::from(shape);
    let content = if base_version == stored.summary.version {
        form.onto(&stored.sheet)
    } else {
        let older = app.store.sheet_version(&visit.acting, stored.summary.id, base_version).await?;
        form.onto(&older.1)
    };
    Ok((stored, content.map_err(|refusal| Problem::invalid(refusal.to_string()))?))
}

#[derive(Serialize)]
struct Kept {
    /// Printed, day and minute.
    saved_at: String,
}

/// 暂存. The form is put onto its sheet first, so that no draft is kept that could not be saved.
async fn draft(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Json(shape): Json<SheetFormShape>,
) -> Answer<Json<Kept>> {
    let base_version = shape.base_version;
    let form = serde_json::to_string(&shape).map_err(|_| Problem::fault())?;
    let (stored, _) = put_onto(&app, &visit, &id, shape).await?;
    let kept = Draft { sheet: stored.summary.id, form, base_version, saved_at: visit.acting.at };
    app.store.keep_draft(&visit.acting, &kept).await?;
    Ok(Json(Kept { saved_at: moment(visit.acting.at) }))
}

async fn drop_draft(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Answer<Redirect> {
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    app.store.drop_draft(&visit.acting, stored.summary.id).await?;
    Ok(Redirect::to(&Done::address(&format!("/sheets/{id}"), "dropped")))
}

#[derive(Serialize)]
struct Checked {
    issues: Vec<FoundShape>,
}

/// An issue of the form as it stands in the browser.
#[derive(Serialize)]
struct FoundShape {
    rule: String,
    title: String,
    severity: &'static str,
    severity_label: &'static str,
    /// Whether it may stay as it is, with a word.
    may_stay: bool,
    row: Option<u32>,
    field: &'static str,
    text: String,
    explanation: String,
    advice: String,
    proposal: Option<String>,
    basis: String,
}

impl FoundShape {
    fn of(issue: Issue, app: &App) -> Self {
        let rule = app.rules.checks.get(&issue.rule);
        let (advice, proposal) =
            issue.repair.map_or((String::new(), None), |repair| (repair.advice, repair.after));
        Self {
            rule: issue.rule.to_string(),
            title: rule.map(|rule| rule.title.clone()).unwrap_or_default(),
            severity: issue.severity.code(),
            severity_label: issue.severity.label(),
            may_stay: issue.severity.may_stay(),
            row: issue.row,
            field: issue.field,
            text: issue.text,
            explanation: issue.explanation,
            advice,
            proposal,
            basis: issue.basis.to_string(),
        }
    }
}

async fn check(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Json(shape): Json<SheetFormShape>,
) -> Answer<Json<Checked>> {
    let (stored, content) = put_onto(&app, &visit, &id, shape).await?;
    let review = check_sheet(&app, &visit.acting, &stored, content).await?;
    let number = u32::try_from(stored.summary.position).ok();
    let issues = review.issues.into_iter().filter(|issue| issue.sheet == number);
    Ok(Json(Checked { issues: issues.map(|issue| FoundShape::of(issue, &app)).collect() }))
}

/// A form to be saved, with what was said to its issues.
#[derive(Deserialize)]
struct Sent {
    form: SheetFormShape,
    #[serde(default)]
    note: String,
    #[serde(default)]
    words: Vec<Word>,
}

/// A word to an issue that stays.
#[derive(Deserialize)]
struct Word {
    rule: String,
    #[serde(default)]
    row: Option<u32>,
    field: String,
    reason: String,
}

#[derive(Serialize)]
struct Saved {
    /// Where to go on.
    location: String,
    /// How many words could not be put to an issue.
    words_lost: usize,
}

/// Characters of a note.
const NOTE_MAX: usize = 500;

async fn save(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Json(sent): Json<Sent>,
) -> Answer<Json<Saved>> {
    let base_version = sent.form.base_version;
    let (stored, content) = put_onto(&app, &visit, &id, sent.form).await?;
    let note: String = sent.note.trim().chars().take(NOTE_MAX).collect();
    let saving = Saving { base_version, content, origin: Origin::Edit, note };
    save_sheet(&app, &visit.acting, &stored, saving).await?;
    let words = sent.words.into_iter().map(|word| (word.rule, word.row, word.field, word.reason));
    let words_lost = explain_found(&app, &visit.acting, &stored.summary, words.collect()).await?;
    let location = Done::address(&format!("/sheets/{id}"), "saved");
    Ok(Json(Saved { location, words_lost }))
}

/// A form put onto the version that somebody else saved meanwhile.
#[derive(Serialize)]
struct MergedShape {
    form: SheetFormShape,
    /// Who saved.
    by: String,
    /// When, printed.
    at: String,
    conflicts: Vec<ConflictShape>,
}

#[derive(Serialize)]
struct ConflictShape {
    field: &'static str,
    row: Option<u32>,
    mine: String,
    theirs: String,
}

impl From<FormConflict> for ConflictShape {
    fn from(conflict: FormConflict) -> Self {
        let FormConflict { field, row, mine, theirs } = conflict;
        Self { field, row, mine, theirs }
    }
}

async fn merge(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Json(shape): Json<SheetFormShape>,
) -> Answer<Json<MergedShape>> {
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    let base_version = shape.base_version;
    let base = app.store.sheet_version(&visit.acting, stored.summary.id, base_version).await?.1;
    let form = SheetForm::from(shape);
    // What could not be saved cannot be merged either.
    form.onto(&base).map_err(|refusal| Problem::invalid(refusal.to_string()))?;
    let merged = form.merged(&base, &stored.sheet);
    let newest = stored.versions.first();
    let (by, at): (String, Timestamp) =
        newest.map_or((String::new(), 0), |version| (version.by.clone(), version.at));
    Ok(Json(MergedShape {
        form: SheetFormShape::of(merged.form, stored.summary.version),
        by,
        at: moment(at),
        conflicts: merged.conflicts.into_iter().map(ConflictShape::from).collect(),
    }))
}

#[derive(Deserialize)]
struct Restoring {
    version: i32,
    base_version: i32,
}

/// Brings the content of an old version back as a new one.
async fn restore(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(wanted): Form<Restoring>,
) -> Answer<Redirect> {
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    let (_, content) =
        app.store.sheet_version(&visit.acting, stored.summary.id, wanted.version).await?;
    let saving = Saving {
        base_version: wanted.base_version,
        content,
        origin: Origin::Restore,
        note: format!("恢复第{}版的内容", wanted.version),
    };
    save_sheet(&app, &visit.acting, &stored, saving).await?;
    Ok(Redirect::to(&Done::address(&format!("/sheets/{id}"), "restored")))
}
