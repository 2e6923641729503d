//! `chengxiao ledger`: records of a ledger in and out.

use crate::Outcome;
use crate::arguments::{LedgerCommand, LedgerExport, LedgerImport, LedgerTemplate};
use crate::files;
use crate::keeping::{open, told};
use crate::serve::block_on;
use crate::web::now;
use crate::work::book::Book;
use crate::work::records::{RecordTable, all_records, day_of, take_table, template};
use ledgers::LedgerDefinition;
use std::path::Path;
use store::{Acting, Store, StoreError};
use vocabulary::Day;

/// Faults that are told; more say how many more.
const FAULTS_TOLD: usize = 200;

pub(crate) fn run(command: &LedgerCommand) -> Outcome {
    match command {
        LedgerCommand::Import(options) => import(options),
        LedgerCommand::Export(options) => told(block_on(export(options))),
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
            bytes: &bytes,
            unit_code: &options.unit,
            today: today()?,
            only_check: options.check,
            good_rows: options.good_rows,
        };
        take_table((&store, &book), &acting, ledger, &table).await
    });
    let taken = match taken {
        Ok(taken) => taken,
        Err(failure) => return Outcome { output: String::new(), failures: vec![named(failure)] },
    };
    let done = if options.check { "可以登记" } else { "已登记" };
    let output = format!("{done}{}条\n", taken.entered);
    let more = taken.faults.len().saturating_sub(FAULTS_TOLD);
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
    let (bytes, count) = all_records((&store, &book), &acting, ledger, as_of).await?;
    save(&options.out, &bytes)?;
    Ok(format!("已把{count}条记录写到{}\n", options.out.display()))
}

async fn empty(options: &LedgerTemplate) -> Result<String, StoreError> {
    let store = open(&options.store.places()).await?;
    let book = Book::open(&store, now()).await?;
    let ledger = ledger(&book, &options.ledger)?;
    save(&options.out, &template(ledger))?;
    Ok(format!("已把台账“{}”的空表写到{}\n", ledger.label, options.out.display()))
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    files::save(path, bytes).map_err(StoreError::Invalid)
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
