//! 业务台账 home: every ledger by the section that keeps it.

use super::address;
use crate::pages::figures::moment;
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Routes, Visit};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use ledgers::LedgerDefinition;
use procedure::Action;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use store::LedgerCount;

/// Every ledger by the section that keeps it.
#[derive(Template)]
#[template(path = "ledgers/home.html")]
pub(crate) struct LedgersPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The sections.
    pub(crate) sections: Vec<OwnerSection>,
    /// How many ledgers there are.
    pub(crate) ledgers: usize,
    /// How many records.
    pub(crate) records: u64,
}

/// The ledgers of one section.
pub(crate) struct OwnerSection {
    /// 责任股室.
    pub(crate) owner: String,
    /// Its ledgers, fullest first.
    pub(crate) lines: Vec<LedgerLine>,
}

/// A ledger of the list.
pub(crate) struct LedgerLine {
    /// Where it is.
    pub(crate) href: String,
    /// Its name.
    pub(crate) label: String,
    /// What it is for.
    pub(crate) purpose: String,
    /// How its records live in time.
    pub(crate) kind: &'static str,
    /// How many records.
    pub(crate) records: u64,
    /// When the newest was written, printed.
    pub(crate) newest: String,
}

/// The route of the home page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/ledgers", Door::Permits(Action::Read), show)
}

async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let book = &*app.book();
    let counts = app.store.ledger_counts(&visit.acting, &book.catalogue).await?;
    let mut sections: BTreeMap<&str, Vec<LedgerLine>> = BTreeMap::new();
    for ledger in book.catalogue.ledgers() {
        let count = counts.get(&ledger.code).copied().unwrap_or_default();
        sections.entry(&ledger.owner).or_default().push(LedgerLine::of(ledger, count));
    }
    let page = LedgersPage {
        frame: visit.frame(&app, "业务台账", Section::Ledgers).await?,
        ledgers: book.catalogue.ledgers().count(),
        records: counts.values().map(|count| count.records).sum(),
        sections: sections
            .into_iter()
            .map(|(owner, mut lines)| {
                lines.sort_by_key(|line| Reverse(line.records));
                OwnerSection { owner: owner.to_owned(), lines }
            })
            .collect(),
    };
    Ok(Html(page.render()?))
}

impl LedgerLine {
    fn of(ledger: &LedgerDefinition, count: LedgerCount) -> Self {
        Self {
            href: address(ledger),
            label: ledger.label.clone(),
            purpose: ledger.purpose.clone(),
            kind: ledger.kind.label(),
            records: count.records,
            newest: count.newest_at.map(moment).unwrap_or_default(),
        }
    }
}
