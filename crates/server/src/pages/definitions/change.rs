//! Changing a definition, or making a ledger from a copied one: looked at first, then kept as the
//! next version.

use super::differences::{Difference, differences};
use super::entry::{above, section};
use super::{ADDRESS, address, ledger};
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::definitions::{Draft, KeptVersions, LookedAt, keep, look};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use documents::rules::{PlacedFault, write_ledger};
use ledgers::{LedgerDefinition, Name};
use procedure::Action;
use serde::Deserialize;
use store::StoreError;

/// The form of a definition.
#[derive(Template)]
#[template(path = "definitions/change.html")]
pub(crate) struct ChangePage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Where the form is sent.
    pub(crate) action: String,
    /// Back.
    pub(crate) back: String,
    /// What is in the form.
    pub(crate) form: &'a DefinitionForm,
    /// Whether it was sent to be looked at.
    pub(crate) looked: bool,
    /// What stands in the way of saving it.
    pub(crate) faults: Vec<PlacedFault>,
    /// What it says otherwise than the version before; none of a new ledger.
    pub(crate) differences: Option<Vec<Difference>>,
}

/// What the form says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DefinitionForm {
    /// The definition.
    pub(crate) text: String,
    /// The version that the change was begun from; empty of a new ledger.
    pub(crate) version: String,
    /// 修改理由.
    pub(crate) reason: String,
    /// `check` or `save`.
    pub(crate) act: String,
}

impl ChangePage<'_> {
    /// Lines of the text, for the height of its box.
    pub(crate) fn rows(&self) -> usize {
        self.form.text.lines().count().clamp(14, 26)
    }
}

/// The routes of changing.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::ManageSettings);
    routes
        .get("/ledgers/{ledger}/definition/change", door, begin)
        .post("/ledgers/{ledger}/definition/change", door, send)
        .get("/definitions/new", door, begin_new)
        .post("/definitions/new", door, send_new)
}

async fn begin(State(app): State<App>, visit: Visit, Path(code): Path<String>) -> Answer {
    let kept = versions(&app, &code).await?;
    let newest = kept.versions.last().ok_or_else(Problem::missing)?;
    let version = newest.version.to_string();
    let form = DefinitionForm { text: newest.text.clone(), version, ..DefinitionForm::default() };
    let place = Place::Of(code);
    page(&app, &visit, &place, (&form, None, &kept)).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Like {
    like: String,
}

async fn begin_new(State(app): State<App>, visit: Visit, Query(like): Query<Like>) -> Answer {
    let book = app.book();
    let copied = match like.like.as_str() {
        "" => book.catalogue.ledgers().next().ok_or_else(Problem::missing)?,
        code => ledger(&book, code)?,
    };
    let form = DefinitionForm { text: copy(copied), ..DefinitionForm::default() };
    let kept = KeptVersions { versions: Vec::new(), read: Vec::new() };
    page(&app, &visit, &Place::New, (&form, None, &kept)).await
}

/// The text of a ledger under names that are to be changed and are not taken.
fn copy(ledger: &LedgerDefinition) -> String {
    let mut copied = ledger.clone();
    copied.code = Name::parse(&format!("{}_copy", ledger.code)).unwrap_or(copied.code);
    copied.label = format!("{}副本", ledger.label);
    copied.version = 1;
    write_ledger(&copied)
}

async fn send(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Form(form): Form<DefinitionForm>,
) -> Answer<Response> {
    let kept = versions(&app, &code).await?;
    take(&app, &visit, &Place::Of(code), (&form, &kept)).await
}

async fn send_new(
    State(app): State<App>,
    visit: Visit,
    Form(form): Form<DefinitionForm>,
) -> Answer<Response> {
    let kept = KeptVersions { versions: Vec::new(), read: Vec::new() };
    take(&app, &visit, &Place::New, (&form, &kept)).await
}

async fn versions(app: &App, code: &str) -> Answer<KeptVersions> {
    ledger(&app.book(), code)?;
    Ok(KeptVersions::of(&app.store, code).await?)
}

/// What is changed.
enum Place {
    /// The ledger of this code.
    Of(String),
    /// A ledger that is not there yet.
    New,
}

async fn take(
    app: &App,
    visit: &Visit,
    place: &Place,
    (form, kept): (&DefinitionForm, &KeptVersions),
) -> Answer<Response> {
    let from = match place {
        Place::New => None,
        Place::Of(_) => Some(form.version.parse().map_err(|_| Problem::missing())?),
    };
    let draft = Draft { text: &form.text, from, kept };
    let mut looked = look(app, &draft).await?;
    if form.act != "save" {
        // Nothing was asked to be saved: what is found is the answer, and no refusal.
        return Ok(page(app, visit, place, (form, Some(looked), kept)).await?.into_response());
    }
    if form.reason.trim().is_empty() {
        looked.faults.push(PlacedFault { line: None, words: "请填写修改理由".to_owned() });
    }
    if let Some(definition) = looked.definition.as_ref().filter(|_| looked.faults.is_empty()) {
        let unchanged = kept.read.last().is_some_and(|before| same(definition, before));
        let saved = if unchanged {
            Err(StoreError::Invalid("与现行定义相同，没有需要保存的修改".into()))
        } else {
            keep(app, &visit.acting, &draft, (definition, &form.reason)).await
        };
        let words = match saved {
            Ok(()) => {
                let own = format!("{}?saved=yes", address(&definition.code));
                return Ok(Redirect::to(&own).into_response());
            }
            Err(StoreError::Changed { by, version, .. }) => {
                format!("{by}已在此前保存了第{version}版。请复制您的修改，重新打开本页后再改")
            }
            Err(StoreError::Invalid(words)) => words,
            Err(other) => return Err(other.into()),
        };
        looked.faults.push(PlacedFault { line: None, words });
    }
    let page = page(app, visit, place, (form, Some(looked), kept)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Whether two definitions differ in nothing but their number.
fn same(one: &LedgerDefinition, two: &LedgerDefinition) -> bool {
    *one == LedgerDefinition { version: one.version, ..two.clone() }
}

async fn page(
    app: &App,
    visit: &Visit,
    place: &Place,
    (form, looked, kept): (&DefinitionForm, Option<LookedAt>, &KeptVersions),
) -> Answer {
    let (title, action, back) = match place {
        Place::New => ("新建台账", format!("{ADDRESS}/new"), ADDRESS.to_owned()),
        Place::Of(code) => {
            let own = format!("/ledgers/{code}/definition");
            ("修改台账定义", format!("{own}/change"), own)
        }
    };
    let frame = match kept.read.last() {
        None => {
            let frame = visit.frame(app, title, Section::Definitions).await?;
            frame.below("台账定义", ADDRESS)
        }
        Some(before) => {
            let frame = above(visit.frame(app, title, section(visit)).await?, before);
            frame.below(format!("{}的定义", before.label), back.clone())
        }
    };
    let (definition, faults) = looked
        .as_ref()
        .map_or((None, Vec::new()), |one| (one.definition.as_ref(), one.faults.clone()));
    let page = ChangePage {
        frame,
        action,
        back,
        form,
        looked: looked.is_some(),
        faults,
        differences: kept.read.last().zip(definition).map(|(old, new)| differences(new, old)),
    };
    Ok(Html(page.render()?))
}
