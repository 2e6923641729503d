//! `chengxiao measure`: the indicators of filed sheets, measured from the records.

use crate::Outcome as CommandOutcome;
use crate::arguments::MeasureOptions;
use crate::keeping::{open, told};
use crate::serve::block_on;
use crate::web::now;
use crate::work::book::Book;
use crate::work::measuring::{MeasuredRow, MeasuredValue, measure_sheet};
use indicators::{Outcome, Versions};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use store::{Acting, SheetFilter, Store, StoreError, StoredSheet};
use vocabulary::{Day, Period, Ratio};

/// Decimals of a printed value.
const DIGITS: u32 = 2;
/// Sheets asked for at a time.
const SHEETS: u64 = 200;

pub(crate) fn run(options: &MeasureOptions) -> CommandOutcome {
    told(block_on(async {
        let asked = Asked {
            as_of: options.as_of.as_deref(),
            from: options.from.as_deref(),
            period: options.period.as_deref(),
        };
        let period = asked.period()?;
        let store = open(&options.store.places()).await?;
        let book = Book::open(&store, now()).await?;
        let sheets = sheets(&store, options.project.as_deref()).await?;
        let mut rows = Vec::new();
        for sheet in &sheets {
            for row in measure_sheet(&store, &book, sheet, period).await? {
                rows.push((sheet, row));
            }
        }
        Ok(if options.json { as_json(&rows, period) } else { as_table(&rows) })
    }))
}

/// The period as it was typed.
struct Asked<'a> {
    as_of: Option<&'a str>,
    from: Option<&'a str>,
    period: Option<&'a str>,
}

impl Asked<'_> {
    /// The named period, else from a day to a day, else from the beginning of the year to a day.
    fn period(&self) -> Result<Period, StoreError> {
        if let Some(name) = self.period {
            return Period::parse(name).map_err(|error| StoreError::Invalid(error.to_string()));
        }
        let day = |text: Option<&str>| {
            let day = text.map(Day::parse).transpose();
            day.map_err(|error| StoreError::Invalid(error.to_string()))
        };
        let end = day(self.as_of)?.ok_or_else(|| StoreError::Invalid("请给出截止日期".into()))?;
        match day(self.from)? {
            Some(from) => {
                Period::new(from, end).map_err(|error| StoreError::Invalid(error.to_string()))
            }
            None => Period::year_to(end)
                .ok_or_else(|| StoreError::Invalid("日期超出可测算的年份".into())),
        }
    }
}

/// The sheets of the store in the order of their documents, all or those of a project.
///
/// # Errors
/// When there are none, or the database fails.
pub(crate) async fn sheets(
    store: &Store,
    project: Option<&str>,
) -> Result<Vec<StoredSheet>, StoreError> {
    let acting = Acting::looking(now());
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let wanted = SheetFilter { after, limit: SHEETS, ..SheetFilter::default() };
        let page = store.sheets(&acting, &wanted).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for summary in page {
            if project.is_none_or(|code| code == summary.project_code) {
                found.push(store.sheet(&acting, summary.id).await?);
            }
        }
    }
    if found.is_empty() {
        let problem = project.map_or_else(
            || "库中还没有目标表，请先导入".to_owned(),
            |code| format!("没有项目编码为“{code}”的目标表"),
        );
        return Err(StoreError::Invalid(problem));
    }
    found.sort_by_key(|sheet| (sheet.summary.document, sheet.summary.position));
    Ok(found)
}

type Rows<'a> = [(&'a StoredSheet, MeasuredRow<'a>)];

fn as_json(rows: &Rows<'_>, period: Period) -> String {
    let rows: Vec<Value> = rows
        .iter()
        .map(|(sheet, row)| {
            json!({
                "project": sheet.summary.project_code,
                "row": row.number,
                "name": row.name,
                "indicator": row.entry.map(|entry| entry.definition.code.as_str()),
                "target": row.target.raw,
                "literal": row.literal.as_ref().map(value_json),
                "corrected": row.corrected.as_ref().map(value_json),
            })
        })
        .collect();
    let whole = json!({
        "from": period.start().to_string(),
        "as_of": period.end().to_string(),
        "rows": rows,
    });
    format!("{whole:#}\n")
}

fn value_json(value: &MeasuredValue) -> Value {
    let (status, reason) = status(&value.measured.outcome);
    let share = value.measured.share();
    json!({
        "status": status,
        "reason": reason,
        "value": value.measured.value().map(shown),
        "numerator": share.map(|share| shown(share.numerator)),
        "denominator": share.map(|share| shown(share.denominator)),
        "met": value.met,
        "versions": versions_json(&value.measured.versions),
    })
}

/// By what a value was measured: with these and the records up to the entry of the trail, it is
/// measured again.
fn versions_json(versions: &Versions) -> Value {
    let ledgers: BTreeMap<&str, u32> =
        versions.ledgers.iter().map(|(name, version)| (name.as_str(), *version)).collect();
    json!({
        "formula": versions.formula,
        "rules": versions.rules,
        "calendar": versions.calendar,
        "boundaries": versions.boundaries,
        "ledgers": ledgers,
        "trail": versions.seen,
    })
}

/// A word for programs, and the reason in words.
fn status(outcome: &Outcome) -> (&'static str, Option<String>) {
    match outcome {
        Outcome::Value(_) => ("value", None),
        Outcome::Truth(_) => ("truth", None),
        Outcome::FullWithoutEvents => ("full_without_events", None),
        Outcome::None(missing) => ("none", Some(missing.to_string())),
    }
}

fn shown(value: Ratio) -> String {
    value.rounded(DIGITS).map_or_else(|error| error.to_string(), |value| value.to_string())
}

fn as_table(rows: &Rows<'_>) -> String {
    let mut text = String::new();
    let mut project = "";
    for (sheet, row) in rows {
        if sheet.summary.project_code != project {
            project = &sheet.summary.project_code;
            // Writing to a String cannot fail.
            let _ok = writeln!(text, "{project} {}", sheet.summary.project_name);
        }
        let _ok = writeln!(
            text,
            "  {} {}（指标值{}）：{}{}",
            row.number,
            row.name,
            row.target.raw,
            words(row.literal.as_ref()),
            row.corrected
                .as_ref()
                .map(|value| format!("；修正口径：{}", words(Some(value))))
                .unwrap_or_default()
        );
    }
    text
}

fn words(value: Option<&MeasuredValue>) -> String {
    let Some(value) = value else { return "指标库中没有对应的指标".to_owned() };
    let met = match value.met {
        Some(true) => "，达标",
        Some(false) => "，未达标",
        None => "",
    };
    let shares = value
        .measured
        .share()
        .map(|share| format!("（{}/{}）", shown(share.numerator), shown(share.denominator)));
    let shares = shares.unwrap_or_default();
    match &value.measured.outcome {
        Outcome::Value(number) => format!("{}{shares}{met}", shown(*number)),
        Outcome::FullWithoutEvents => format!("本期没有发生，按满分计{met}"),
        Outcome::Truth(truth) => if *truth { "是" } else { "否" }.to_owned(),
        Outcome::None(missing) => missing.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_named_or_from_a_day_or_from_the_beginning_of_the_year() {
        for (as_of, from, period, expected) in [
            (Some("2021-06-30"), None, None, Some("2021-01-01至2021-06-30")),
            (Some("2021-06-30"), Some("2021-04-01"), None, Some("2021-04-01至2021-06-30")),
            (Some("2021-06-30"), Some("2020-07-01"), None, Some("2020-07-01至2021-06-30")),
            (None, None, Some("2021Q2"), Some("2021-04-01至2021-06-30")),
            (Some("2021-06-30"), Some("2021-07-01"), None, None),
            (Some("昨天"), None, None, None),
            (None, None, Some("上月"), None),
        ] {
            let found = Asked { as_of, from, period }.period().ok();
            assert_eq!(found.map(|period| period.to_string()).as_deref(), expected);
        }
    }
}
