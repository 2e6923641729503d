//! 计入与未计入: what an indicator asks of a record, and how the record answers, in words.

use super::book::{Book, BookEntry};
use indicators::Formula;
use ledgers::LedgerDefinition;
use ledgers::language::{Mode, SourcePlan, Spelling, Typed, print};
use store::{Acting, Asked, Explained, RecordId, Store, StoreError};
use vocabulary::Period;

/// What an indicator makes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CountedBy {
    /// Its name.
    pub(crate) name: String,
    /// Which way of measuring: `公布口径`, `修正口径`.
    pub(crate) way: &'static str,
    /// What each of its figures makes of the record.
    pub(crate) figures: Vec<CountedIn>,
}

/// What a figure makes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CountedIn {
    /// The figure in Chinese words.
    pub(crate) figure: String,
    /// Whether the record counts in it.
    pub(crate) counts: bool,
    /// Why not.
    pub(crate) reasons: Vec<String>,
}

impl CountedBy {
    /// Whether the record has to do with the indicator: it counts in one of its figures. A siren
    /// has nothing to do with the rate of sound roads, though both are facilities.
    pub(crate) fn concerns(&self) -> bool {
        self.figures.iter().any(|figure| figure.counts)
    }
}

/// What every indicator that reads a ledger makes of one of its records over a period.
///
/// # Errors
/// When the actor may not read, or the database fails.
pub(crate) async fn counted_by(
    (store, book): (&Store, &Book),
    acting: &Acting,
    (ledger, record): (&LedgerDefinition, RecordId),
    period: Period,
) -> Result<Vec<CountedBy>, StoreError> {
    let mut all = Vec::new();
    for entry in book.library.iter().map(|indicator| indicator.on(period.end())) {
        for (way, formula) in ways(entry) {
            let mut figures = Vec::new();
            for leaf in formula.leaves() {
                let Some(source) = leaf.node.source().filter(|s| s.ledger == ledger.code) else {
                    continue;
                };
                let asked = Asked { catalogue: &book.catalogue, source, period };
                let answers = store.explained_record(acting, asked, record).await?;
                let Some(answer) = best(&answers) else { continue };
                figures.push(CountedIn {
                    figure: print(&book.catalogue, leaf, None, Spelling::Chinese),
                    counts: answer.counts(),
                    reasons: reasons(book, (ledger, source), answer, period),
                });
            }
            if !figures.is_empty() {
                let name = entry.definition.name.clone();
                all.push(CountedBy { name, way, figures });
            }
        }
    }
    Ok(all)
}

/// The ways of measuring of an indicator.
pub(crate) fn ways(entry: &BookEntry) -> Vec<(&'static str, &Formula)> {
    let mut ways = vec![("公布口径", &entry.literal)];
    ways.extend(entry.corrected.as_ref().map(|formula| ("修正口径", formula)));
    ways
}

/// Of the entries of one record the one that comes nearest: a record of stock has many, and only
/// one of them holds on the day.
fn best(answers: &[Explained]) -> Option<&Explained> {
    let score = |answer: &&Explained| {
        let parts = answer.parts.iter().filter(|part| **part == Some(true)).count();
        (answer.counts(), answer.time, answer.state, parts)
    };
    answers.iter().max_by_key(score)
}

/// Why a record does not count, in words; empty when it does.
pub(crate) fn reasons(
    book: &Book,
    (ledger, source): (&LedgerDefinition, &SourcePlan),
    answer: &Explained,
    period: Period,
) -> Vec<String> {
    let mut reasons = Vec::new();
    if !answer.state {
        let state = ledger.workflow.state(&answer.record.state);
        let label = state.map_or(answer.record.state.as_str(), |state| state.label.as_str());
        reasons.push(format!("状态为“{label}”，不计入统计"));
    }
    if !answer.time {
        reasons.push(out_of_time(source.mode, period));
    }
    for (part, truth) in parts(source).iter().zip(&answer.parts) {
        let words = print(&book.catalogue, part, Some(ledger), Spelling::Chinese);
        match truth {
            Some(true) => {}
            Some(false) => reasons.push(format!("不满足：{words}")),
            None => reasons.push(format!("所需字段未填，无法判断：{words}")),
        }
    }
    reasons
}

/// The parts of what a source asks, that all have to hold.
pub(crate) fn parts(source: &SourcePlan) -> &[Typed] {
    source.condition.as_deref().map_or(&[], Typed::conjuncts)
}

fn out_of_time(mode: Mode, period: Period) -> String {
    let (start, end) = (period.start(), period.end());
    match mode {
        Mode::End => format!("{end}当日不存在这样的记录"),
        Mode::In => format!("日期不在{start}至{end}之间"),
        Mode::Open => format!("不是{start}至{end}之间应办的事项"),
        Mode::Due => format!("期限不在{start}至{end}之间"),
        Mode::All => format!("发生在{end}之后"),
    }
}
