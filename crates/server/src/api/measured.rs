//! 指标测算: the rows of a sheet against the records of the ledgers.

use super::lists::Listed;
use super::received::{Asked, Keys, key, malformed};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::measuring::{MeasuredRow, MeasuredValue, measure_sheet};
use crate::work::records::day_of;
use axum::Json;
use axum::extract::State;
use indicators::{Outcome, Versions};
use procedure::Action;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use vocabulary::{Day, Period, Ratio};

/// Decimals of a value.
const DIGITS: u32 = 2;

/// A measured row of a sheet.
#[derive(Serialize, ToSchema)]
struct MeasuredLine {
    /// Its number in the sheet, from 1.
    row: usize,
    /// 三级指标 as printed.
    name: String,
    /// Code of the indicator in the library; null when there is none.
    indicator: Option<String>,
    /// 指标值 as printed.
    target: String,
    /// By the published definition.
    literal: Option<ValueShape>,
    /// By the corrected definition, where there is one.
    corrected: Option<ValueShape>,
}

/// A measured value, or why there is none.
#[derive(Serialize, ToSchema)]
struct ValueShape {
    /// The value, rounded half up to two decimals; `true` or `false` for yes and no.
    value: Option<String>,
    /// Why there is no value, or what it rests on.
    reason: Option<String>,
    /// 分子.
    numerator: Option<String>,
    /// 分母.
    denominator: Option<String>,
    /// Whether the target is reached; null when that cannot be said.
    met: Option<bool>,
    /// By what it was measured.
    versions: VersionsShape,
}

/// The versions of everything that a value rests on.
#[derive(Serialize, ToSchema)]
struct VersionsShape {
    /// Version of the indicator in the library.
    formula: u32,
    /// The rules of measuring.
    rules: String,
    /// The working calendar.
    calendar: String,
    /// The outline of each zone that was needed; null while none is registered.
    boundaries: BTreeMap<String, Option<String>>,
    /// Version of the definition of each ledger that was read.
    ledgers: BTreeMap<String, u32>,
    /// Number of the last entry of the trail that was seen.
    trail: u64,
}

/// The period that is asked about.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AskedPeriod {
    /// The last day of the period; today when not given.
    #[param(format = "date")]
    as_of: Option<String>,
    /// The first day; the first of its year when not given.
    #[param(format = "date")]
    from: Option<String>,
    /// The period by its name instead: `2021`, `2021H1`, `2021Q2`, `2021-06`.
    #[param(max_length = 20)]
    period: Option<String>,
}

impl AskedPeriod {
    fn period(&self, today: Day) -> Answer<Period> {
        let day = |text: &Option<String>| {
            let day = text.as_deref().map(Day::parse).transpose();
            day.map_err(|error| malformed(error.to_string()))
        };
        if let Some(name) = &self.period {
            if self.as_of.is_some() || self.from.is_some() {
                let problem = "期间（period）不能与起止日期（from、as_of）同时给出";
                return Err(Problem::invalid(problem));
            }
            return Period::parse(name).map_err(|error| Problem::invalid(error.to_string()));
        }
        let end = day(&self.as_of)?.unwrap_or(today);
        match day(&self.from)? {
            Some(from) => {
                Period::new(from, end).map_err(|error| Problem::invalid(error.to_string()))
            }
            None => Period::year_to(end).ok_or_else(|| malformed("日期超出可测算的年份")),
        }
    }
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(Door::Permits(Action::Read), routes!(measured))
}

#[utoipa::path(get, path = "/api/v1/sheets/{id}/measured", tag = "台账", operation_id = "measured",
    summary = "一张目标表各行按台账记录的测算值",
    params(("id" = String, Path, format = "uuid"), AskedPeriod),
    responses((status = 200, description = "列表", body = Listed<MeasuredLine>)))]
async fn measured(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Asked(asked): Asked<AskedPeriod>,
) -> Answer<Json<Listed<MeasuredLine>>> {
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    let today = day_of(visit.acting.at).ok_or_else(Problem::fault)?;
    let period = asked.period(today)?;
    let book = app.book();
    let rows = measure_sheet(&app.store, &book, &stored, period).await?;
    Ok(Json(Listed::whole(rows.iter().map(line).collect())))
}

fn line(row: &MeasuredRow<'_>) -> MeasuredLine {
    MeasuredLine {
        row: row.number,
        name: row.name.clone(),
        indicator: row.entry.map(|entry| entry.definition.code.to_string()),
        target: row.target.raw.clone(),
        literal: row.literal.as_ref().map(shape),
        corrected: row.corrected.as_ref().map(shape),
    }
}

fn shape(value: &MeasuredValue) -> ValueShape {
    let measured = &value.measured;
    let (shown_value, reason) = match &measured.outcome {
        Outcome::Value(number) => (Some(shown(*number)), None),
        Outcome::FullWithoutEvents => {
            (Some("100".to_owned()), Some("本期没有发生，按满分计".to_owned()))
        }
        Outcome::Truth(truth) => (Some(truth.to_string()), None),
        Outcome::None(missing) => (None, Some(missing.to_string())),
    };
    ValueShape {
        value: shown_value,
        reason,
        numerator: measured.share().map(|share| shown(share.numerator)),
        denominator: measured.share().map(|share| shown(share.denominator)),
        met: value.met,
        versions: versions(&measured.versions),
    }
}

fn versions(versions: &Versions) -> VersionsShape {
    let ledgers = versions.ledgers.iter();
    VersionsShape {
        formula: versions.formula,
        rules: versions.rules.clone(),
        calendar: versions.calendar.clone(),
        boundaries: versions.boundaries.clone(),
        ledgers: ledgers.map(|(name, version)| (name.to_string(), *version)).collect(),
        trail: versions.seen,
    }
}

fn shown(number: Ratio) -> String {
    number.rounded(DIGITS).map_or_else(|error| error.to_string(), |number| number.to_string())
}
