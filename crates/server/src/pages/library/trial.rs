//! 公式试算: a formula read, explained and measured on the records, without keeping it.

use super::{ADDRESS, indicator};
use crate::pages::frame::{Frame, Section};
use crate::pages::ledgers::address as ledger_address;
use crate::pages::measured::{ValueView, figure};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::book::Book;
use crate::work::measuring::{MeasuredValue, measure_formula};
use crate::work::records::day_of;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Html;
use fields::LedgerView;
use indicators::{Direction, Formula, FormulaVariant, WhenNothing};
use procedure::Action;
use serde::Deserialize;
use store::Store;
use vocabulary::{Day, Period};

mod faults;
mod fields;

pub(super) use faults::{FormulaFault, mended};

/// The version of a formula that is not kept.
const UNSAVED: u32 = 0;

/// The page.
#[derive(Template)]
#[template(path = "library/try.html")]
pub(crate) struct TrialPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The formula as typed.
    pub(crate) formula: String,
    /// The day that is asked about.
    pub(crate) as_of: String,
    /// What is wrong with the day as typed.
    pub(crate) failure: Option<String>,
    /// What came of it; none before anything was tried.
    pub(crate) trial: Option<Trial>,
    /// The ledgers to look at: code, name, whether it is looked at.
    pub(crate) ledgers: Vec<(String, String, bool)>,
    /// The ledger that is looked at.
    pub(crate) ledger: Option<LedgerView>,
}

/// What came of a formula.
pub(crate) enum Trial {
    /// It does not hold.
    Faults(Vec<FormulaFault>),
    /// It was measured.
    Value(Box<TrialValue>),
}

/// A formula that was measured.
pub(crate) struct TrialValue {
    /// The value, or why there is none.
    pub(crate) value: ValueView,
    /// What it gives, in words.
    pub(crate) gives: String,
    /// In codes.
    pub(crate) code: String,
    /// The period that was looked at.
    pub(crate) period: Period,
    /// What it was made of: words and value.
    pub(crate) figures: Vec<(String, String)>,
    /// The ledgers that it reads: name and address.
    pub(crate) ledgers: Vec<(String, String)>,
}

/// The routes of the page.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Read);
    routes.get("/library/try", door, begin).post("/library/try", door, show)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Beginning {
    indicator: String,
    way: String,
}

/// The form as sent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    formula: String,
    as_of: String,
    ledger: String,
    /// The fault whose suggestion is to be taken.
    mend: Option<usize>,
    /// Whether only a ledger is to be looked at.
    look: Option<String>,
}

async fn begin(State(app): State<App>, visit: Visit, Query(beginning): Query<Beginning>) -> Answer {
    let book = app.book();
    let today = day_of(visit.acting.at).ok_or_else(Problem::fault)?;
    let mut sent = Sent { as_of: today.to_string(), ..Sent::default() };
    if !beginning.indicator.is_empty() {
        let ways = super::WayView::all(&book, indicator(&book, &beginning.indicator)?.newest());
        let way = ways.into_iter().find(|way| way.code == beginning.way);
        sent.formula = way.ok_or_else(Problem::missing)?.chinese;
    }
    let (_, html) = page(&app, &visit, sent).await?;
    Ok(html)
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Answer<(StatusCode, Html<String>)> {
    page(&app, &visit, sent).await
}

async fn page(app: &App, visit: &Visit, mut sent: Sent) -> Answer<(StatusCode, Html<String>)> {
    let book = app.book();
    if let Some(at) = sent.mend {
        sent.formula = mended(&book, &sent.formula, at);
    }
    let day = Day::parse(&sent.as_of);
    let failure = day.as_ref().err().map(ToString::to_string);
    let period = day.ok().and_then(Period::year_to);
    let written = !sent.formula.trim().is_empty() && sent.look.is_none();
    let trial = match period.filter(|_| written) {
        None => None,
        Some(period) => Some(Trial::of(&app.store, &book, &sent.formula, period).await?),
    };
    let status = match (&trial, &failure) {
        (Some(Trial::Faults(_)), _) | (_, Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let frame = visit.frame(app, "公式试算", Section::Library).await?.below("指标库", ADDRESS);
    let page = TrialPage {
        frame,
        as_of: sent.as_of,
        failure,
        trial,
        ledgers: book
            .catalogue
            .ledgers()
            .map(|one| {
                let code = one.code.to_string();
                let looked = code == sent.ledger;
                (code, one.label.clone(), looked)
            })
            .collect(),
        ledger: book.catalogue.ledger(&sent.ledger).map(LedgerView::of),
        formula: sent.formula,
    };
    Ok((status, Html(page.render()?)))
}

impl Trial {
    /// Reads a formula and measures it.
    pub(super) async fn of(store: &Store, book: &Book, text: &str, period: Period) -> Answer<Self> {
        let formula = match Formula::read(&book.catalogue, text) {
            Ok(formula) => formula,
            Err(error) => return Ok(Self::Faults(FormulaFault::all(text, &error))),
        };
        let gives = &formula.expression().ty;
        let variant = FormulaVariant {
            formula: text.to_owned(),
            unit: unit_of(gives),
            direction: Direction::Neutral,
            when_nothing: WhenNothing::NotApplicable,
        };
        let (measured, found) =
            measure_formula(store, book, ((&formula, UNSAVED), &variant), period).await?;
        let spelt = |spelling| formula.print(&book.catalogue, spelling);
        let figures = formula.leaves().iter().zip(&found);
        let figures = figures
            .map(|(leaf, found)| {
                let words = fields::words(book, leaf);
                (words, figure(leaf, found))
            })
            .collect();
        let read = formula.reach().ledgers.into_iter();
        let ledgers = read
            .filter_map(|name| book.catalogue.ledger(name.as_str()))
            .map(|ledger| (ledger.label.clone(), ledger_address(ledger)))
            .collect();
        let value = MeasuredValue { measured, met: None, found };
        Ok(Self::Value(Box::new(TrialValue {
            value: ValueView::of(&value, &variant, spelt(ledgers::language::Spelling::Chinese)),
            gives: gives.label(),
            code: spelt(ledgers::language::Spelling::Code),
            period,
            figures,
            ledgers,
        })))
    }
}

fn unit_of(gives: &ledgers::language::Type) -> String {
    if let ledgers::language::Type::Number(unit) = gives {
        return unit.label().to_owned();
    }
    String::new()
}
