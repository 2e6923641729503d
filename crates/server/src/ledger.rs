//! `chengxiao ledger`: records of a ledger in and out.

use crate::Outcome;
use crate::arguments::{
    LedgerCommand, LedgerExpect, LedgerExport, LedgerImport, LedgerTemplate, TableFormat,
};
use crate::files::{self, Beside};
use crate::keeping::{open, told};
use crate::serve::block_on;
use crate::web::now;
use crate::work::book::Book;
use crate::work::expecting::expect_rows;
use crate::work::records::{RecordTable, all_records, day_of, every_record, take_table};
use crate::work::whole_ledger::whole_ledger;
use documents::write::{LedgerFormat, ledger_template};
use ledgers::LedgerDefinition;
use std::fmt::Write;
use std::path::Path;
use store::{Acting, Store, StoreError};
use vocabulary::{Day, FiscalYear, Period};

/// Faults that are told; more say how many more.
const FAULTS_TOLD: usize = 200;

pub(crate) fn run(command: &LedgerCommand) -> Outcome {
    match command {
        LedgerCommand::Import(options) => import(options),
        LedgerCommand::Export(options) => told(block_on(export(options))),
        LedgerCommand::Expect(options) => told(block_on(expect(options))),
        LedgerCommand::Template(options) => told(block_on(empty(options))),
    }
}

fn import(options: &LedgerImport) -> Outcome {
    let named = |problem: String| format!("{}：{problem}", options.file.display());
    let bytes = match files::bytes_of(&options.file) {
        Ok(bytes) => bytes,
        Err(failure) => return Outcome { output: String::new(), failures: vec![failure] },
    };
    let taken = block_on(async {
        let store = open(&options.store.places()).await?;
        let book = Book::open(&store, now()).await?;
        let ledger = ledger(&book, &options.ledger)?;
        let acting = account(&store, &options.account).await?;
        let table = RecordTable {
            bytes: bytes.into(),
            unit_code: &options.unit,
            today: today()?,
            only_check: options.check,
            good_rows: options.good_rows,
            client_key: None,
        };
        take_table((&store, &book), &acting, ledger, &table).await
    });
    let taken = match taken {
        Ok(taken) => taken,
        Err(failure) => return Outcome { output: String::new(), failures: vec![named(failure)] },
    };
    let done = if options.check { "可以登记" } else { "已登记" };
    let held = match taken.held {
        0 => String::new(),
        held => format!("，其中{held}条疑似重复，核对前不计入统计"),
    };
    let output = format!("{done}{}条{held}\n", taken.entered);
    let untold = taken.faults.len().saturating_sub(FAULTS_TOLD);
    let more = untold.saturating_add(taken.more_faults);
    let mut failures: Vec<String> = taken.faults.into_iter().take(FAULTS_TOLD).map(named).collect();
    if more > 0 {
        failures.push(named(format!("还有{more}处问题未列出")));
    }
    Outcome { output, failures }
}

async fn export(options: &LedgerExport) -> Result<String, StoreError> {
    let store = open(&options.store.places()).await?;
    let book = Book::open(&store, now()).await?;
    let ledger = ledger(&book, &options.ledger)?;
    let as_of = match &options.as_of {
        None => today()?,
        Some(day) => Day::parse(day).map_err(|error| StoreError::Invalid(error.to_string()))?,
    };
    let acting = Acting::looking(now());
    if options.whole {
        let (bytes, count) = whole_ledger(&store, &acting, ledger).await?;
        files::save(&options.out, &bytes).map_err(StoreError::Invalid)?;
        return Ok(format!("已把{count}条记录写到{}\n", options.out.display()));
    }
    let mut beside = Beside::create(&options.out).map_err(StoreError::Invalid)?;
    let out = (format(options.format, &options.out), beside.file());
    let wanted = (ledger, &every_record(as_of));
    let (_, count) = all_records((&store, &book), &acting, wanted, out).await?;
    beside.finish(Ok(())).map_err(StoreError::Invalid)?;
    Ok(format!("已把{count}条记录写到{}\n", options.out.display()))
}

async fn expect(options: &LedgerExpect) -> Result<String, StoreError> {
    let store = open(&options.store.places()).await?;
    let book = Book::open(&store, now()).await?;
    let only = options.ledger.as_deref().map(|name| ledger(&book, name)).transpose()?;
    if let Some(only) = only.filter(|only| only.expected.is_none()) {
        let label = &only.label;
        return Err(StoreError::Invalid(format!("台账“{label}”没有应做计划，不需要生成")));
    }
    let period = expected_period(options.year, options.until.as_deref(), today()?)?;
    let made = expect_rows(&store, &book.catalogue, (only, period), now()).await?;
    let mut text = String::new();
    for (ledger, count) in made {
        // Writing to a String cannot fail.
        let _ok = writeln!(text, "{}：生成应做记录{count}条（{period}）", ledger.label);
    }
    Ok(text)
}

/// The whole of a year, or from its beginning to a day; without either, this year to today.
fn expected_period(
    year: Option<u16>,
    until: Option<&str>,
    today: Day,
) -> Result<Period, StoreError> {
    let invalid = |text: String| StoreError::Invalid(text);
    let until = until.map(Day::parse).transpose().map_err(|error| invalid(error.to_string()))?;
    let Some(year) = year else {
        let period = Period::year_to(until.unwrap_or(today));
        return period.ok_or_else(|| invalid("日期超出可登记的年份".into()));
    };
    let year = FiscalYear::new(year).map_err(|error| invalid(error.to_string()))?;
    let whole = Period::year(year).ok_or_else(|| invalid("年份超出可登记的年份".into()))?;
    Period::new(whole.start(), until.unwrap_or(whole.end()))
        .map_err(|error| invalid(error.to_string()))
}

async fn empty(options: &LedgerTemplate) -> Result<String, StoreError> {
    let store = open(&options.store.places()).await?;
    let book = Book::open(&store, now()).await?;
    let ledger = ledger(&book, &options.ledger)?;
    let bytes = ledger_template(&book.catalogue, ledger, format(options.format, &options.out))
        .map_err(|error| StoreError::Invalid(error.to_string()))?;
    files::save(&options.out, &bytes).map_err(StoreError::Invalid)?;
    Ok(format!("已把台账“{}”的空表写到{}\n", ledger.label, options.out.display()))
}

/// The kind of file that was asked for; without a word, the one that its name says.
fn format(asked: Option<TableFormat>, path: &Path) -> LedgerFormat {
    let named = match path.extension().and_then(|ending| ending.to_str()) {
        Some(ending) if ending.eq_ignore_ascii_case("xlsx") => TableFormat::Xlsx,
        Some(ending) if ending.eq_ignore_ascii_case("parquet") => TableFormat::Parquet,
        _ => TableFormat::Csv,
    };
    match asked.unwrap_or(named) {
        TableFormat::Xlsx => LedgerFormat::Xlsx,
        TableFormat::Csv => LedgerFormat::Csv,
        TableFormat::Parquet => LedgerFormat::Parquet,
    }
}

fn ledger<'a>(book: &'a Book, name: &str) -> Result<&'a LedgerDefinition, StoreError> {
    book.catalogue.called(name).ok_or_else(|| {
        let labels: Vec<&str> = book.catalogue.ledgers().map(|one| one.label.as_str()).collect();
        StoreError::Invalid(format!("没有台账“{name}”，现有：{}", labels.join("、")))
    })
}

fn today() -> Result<Day, StoreError> {
    day_of(now()).ok_or_else(|| StoreError::Invalid("本机时间不对，请校准后再试".into()))
}

/// The person in whose name records are entered: nobody enters more than the pages let them.
async fn account(store: &Store, login: &str) -> Result<Acting, StoreError> {
    let found = store.log_in_of(login).await?.filter(|found| !found.account.disabled);
    let found =
        found.ok_or_else(|| StoreError::Invalid(format!("没有登录名为“{login}”的可用账号")))?;
    let actor = procedure::Actor {
        account: found.account.login,
        role: found.account.role,
        scope: found.account.scope,
    };
    Ok(Acting { actor, name: found.account.name, address: String::new(), at: now() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_made_for_a_year_or_from_its_beginning_to_a_day() {
        let today = Day::parse("2026-11-23").unwrap();
        for (year, until, period) in [
            (None, None, "2026-01-01至2026-11-23"),
            (None, Some("2021-03-31"), "2021-01-01至2021-03-31"),
            (Some(2021), None, "2021-01-01至2021-12-31"),
            (Some(2021), Some("2021-03-31"), "2021-01-01至2021-03-31"),
        ] {
            assert_eq!(expected_period(year, until, today).unwrap().to_string(), period);
        }
        for (year, until) in [(Some(1893), None), (Some(2022), Some("2021-03-31"))] {
            assert!(expected_period(year, until, today).is_err(), "{year:?} {until:?}");
        }
    }
}
