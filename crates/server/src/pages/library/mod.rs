//! 指标库: the indicators, their formulas, trying one out, and checking the library as a whole.

mod change;
mod checks;
mod entry;
mod findings;
mod list;
mod suggest;
mod trial;

use crate::web::{Answer, Problem, Routes};
use crate::work::book::{Book, BookEntry, BookIndicator};
use indicators::{Formula, FormulaVariant, IndicatorCode, WhenNothing};
use ledgers::language::Spelling;

/// Where the library is.
const ADDRESS: &str = "/library";

/// The routes of the library.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = list::routes(routes);
    let routes = trial::routes(routes);
    let routes = suggest::routes(routes);
    let routes = checks::routes(routes);
    let routes = change::routes(routes);
    entry::routes(routes)
}

/// The address of an indicator.
pub(crate) fn address(code: &IndicatorCode) -> String {
    format!("{ADDRESS}/{code}")
}

/// An indicator by its code in an address.
fn indicator<'a>(book: &'a Book, code: &str) -> Answer<&'a BookIndicator> {
    book.indicator(code).ok_or_else(Problem::missing)
}

/// One way of measuring, for people.
pub(crate) struct WayView {
    /// `公布口径` or `修正口径`.
    pub(crate) label: &'static str,
    /// In an address: `literal` or `corrected`.
    pub(crate) code: &'static str,
    /// In Chinese names.
    pub(crate) chinese: String,
    /// In codes.
    pub(crate) formula: String,
    /// 计量单位.
    pub(crate) unit: String,
    /// 指标方向.
    pub(crate) direction: &'static str,
    /// What a share of nothing is.
    pub(crate) when_nothing: String,
}

impl WayView {
    /// The ways of a version, the published one first.
    fn all(book: &Book, entry: &BookEntry) -> Vec<Self> {
        let definition = &entry.definition;
        let literal = (("公布口径", "literal"), &definition.literal, &entry.literal);
        let corrected = definition.corrected.as_ref().zip(entry.corrected.as_ref());
        let corrected =
            corrected.map(|(one, formula)| (("修正口径", "corrected"), &one.variant, formula));
        let ways = std::iter::once(literal).chain(corrected);
        ways.map(|(named, variant, formula)| Self::of(book, named, (variant, formula))).collect()
    }

    fn of(
        book: &Book,
        (label, code): (&'static str, &'static str),
        (variant, formula): (&FormulaVariant, &Formula),
    ) -> Self {
        Self {
            label,
            code,
            chinese: formula.print(&book.catalogue, Spelling::Chinese),
            formula: formula.print(&book.catalogue, Spelling::Code),
            unit: variant.unit.clone(),
            direction: variant.direction.label(),
            when_nothing: match &variant.when_nothing {
                WhenNothing::NotApplicable => "不出值，说明原因".to_owned(),
                WhenNothing::Full { reason } => format!("按满分计（{reason}）"),
            },
        }
    }
}
