//! The definition of one ledger.

use super::wording::{evidence, in_chinese, labels, plan, remarks, states, times, type_words};
use super::{ADDRESS, address, ledger};
use crate::pages::figures::moment;
use crate::pages::frame::{Frame, Section, Tone};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::definitions::KeptVersions;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use ledgers::{Catalogue, Check, FieldDefinition, LedgerDefinition};
use procedure::Action;
use serde::Deserialize;
use store::DefinitionVersion;

/// The definition of one ledger.
#[derive(Template)]
#[template(path = "definitions/entry.html")]
pub(crate) struct DefinitionPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The version that is shown.
    pub(crate) ledger: &'a LedgerDefinition,
    /// Whether it is the newest.
    pub(crate) newest: bool,
    /// Names and values of what is said of the ledger as a whole.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// The fields.
    pub(crate) fields: Vec<FieldLine>,
    /// What must hold of a record, and how it is said in Chinese.
    pub(crate) checks: Vec<(&'a Check, String)>,
    /// Every version, newest first.
    pub(crate) versions: Vec<VersionLine>,
    /// The text of the version that is shown.
    pub(crate) text: &'a str,
    /// Whether the viewer may change it.
    pub(crate) may_change: bool,
}

/// A field.
pub(crate) struct FieldLine {
    /// 字段名称.
    pub(crate) label: String,
    /// 字段代码.
    pub(crate) code: String,
    /// Its type in words.
    pub(crate) type_words: String,
    /// Whether a record needs it.
    pub(crate) required: bool,
    /// Whether it is part of the key.
    pub(crate) key: bool,
    /// What else is said of it.
    pub(crate) remarks: Vec<String>,
}

/// A version.
pub(crate) struct VersionLine {
    /// Where it is.
    pub(crate) href: String,
    /// Its number.
    pub(crate) number: i32,
    /// Whether it is shown.
    pub(crate) current: bool,
    /// Who made it.
    pub(crate) by: String,
    /// When, printed.
    pub(crate) at: String,
    /// Why.
    pub(crate) reason: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    version: Option<i32>,
    saved: String,
}

/// The route of a definition. A definition says nothing of any record, and whoever is asked to fill
/// in a form may know what it asks.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/ledgers/{ledger}/definition", Door::SignedIn, show)
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let book = app.book();
    let catalogue = &book.catalogue;
    let current = ledger(&book, &code)?;
    let kept = KeptVersions::of(&app.store, &code).await?;
    let newest = kept.newest().ok_or_else(Problem::missing)?;
    let number = wanted.version.unwrap_or(newest);
    let mut versions = kept.versions.iter().zip(&kept.read);
    let (version, shown) =
        versions.find(|(version, _)| version.version == number).ok_or_else(Problem::missing)?;
    let frame = visit.frame(&app, format!("{}的定义", current.label), section(&visit)).await?;
    let mut frame = above(frame, current);
    if !wanted.saved.is_empty() {
        frame = frame.saying(Tone::Done, "已保存并启用，表单和列表即按新定义；已有记录仍可查。");
    }
    let page = DefinitionPage {
        may_change: frame.may(Action::ManageSettings),
        frame,
        newest: number == newest,
        facts: facts(catalogue, shown),
        fields: shown.fields.iter().map(|field| FieldLine::of(catalogue, shown, field)).collect(),
        checks: shown
            .checks
            .iter()
            .map(|check| (check, in_chinese(catalogue, shown, &check.expression)))
            .collect(),
        versions: kept
            .versions
            .iter()
            .rev()
            .map(|version| VersionLine::of(shown, version, number))
            .collect(),
        text: &version.text,
        ledger: shown,
    };
    Ok(Html(page.render()?))
}

/// The entry of the menu for whoever reads records, or for whoever keeps the definitions.
pub(super) fn section(visit: &Visit) -> Section {
    let reads = procedure::permit(&visit.acting.actor, Action::Read, procedure::ObjectState::Any);
    if reads.is_ok() { Section::Ledgers } else { Section::Definitions }
}

/// The steps before a page about one definition.
pub(super) fn above<'a>(frame: Frame<'a>, ledger: &LedgerDefinition) -> Frame<'a> {
    if frame.may_read() {
        let records = crate::pages::ledgers::address(ledger);
        frame.below("业务台账", "/ledgers").below(&ledger.label, records)
    } else {
        frame.below("台账定义", ADDRESS)
    }
}

fn facts(catalogue: &Catalogue, ledger: &LedgerDefinition) -> Vec<(&'static str, String)> {
    let said = |text: &str| in_chinese(catalogue, ledger, text);
    let needs = ledger.evidence.needs.iter().map(|need| evidence(need, &said));
    let needs = needs.collect::<Vec<_>>().join("、");
    let planned = ledger.expected.as_ref().and_then(|one| {
        let subjects = catalogue.ledger(one.subjects.as_str())?;
        Some(plan(one, &subjects.label, &|text| in_chinese(catalogue, subjects, text)))
    });
    let basis = ledger.basis.as_ref().map(|basis| basis.as_str().to_owned());
    let all = [
        ("台账代码", ledger.code.to_string()),
        ("责任股室", ledger.owner.clone()),
        ("性质", ledger.kind.label().to_owned()),
        ("主键", labels(ledger, &ledger.key)),
        ("标题字段", labels(ledger, &ledger.title)),
        ("查重字段", labels(ledger, &ledger.suspects)),
        ("时间口径", times(ledger)),
        ("记录状态", states(ledger)),
        ("佐证要求", needs),
        ("应做计划", planned.unwrap_or_default()),
        ("保存年限", format!("{}年", ledger.retention_years)),
        ("依据", basis.unwrap_or_default()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

impl FieldLine {
    fn of(catalogue: &Catalogue, ledger: &LedgerDefinition, field: &FieldDefinition) -> Self {
        Self {
            label: field.label.clone(),
            code: field.code.to_string(),
            type_words: type_words(&field.kind),
            required: field.required,
            key: ledger.key.contains(&field.code),
            remarks: remarks(field, &|text| in_chinese(catalogue, ledger, text)),
        }
    }
}

impl VersionLine {
    fn of(ledger: &LedgerDefinition, version: &DefinitionVersion, shown: i32) -> Self {
        Self {
            href: format!("{}?version={}", address(&ledger.code), version.version),
            number: version.version,
            current: version.version == shown,
            by: version.made_by.clone(),
            at: moment(version.made_at),
            reason: version.reason.clone(),
        }
    }
}
