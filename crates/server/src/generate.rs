//! `chengxiao generate`: the made-up year of the demonstration, entered into the ledgers.

use crate::Outcome;
use crate::arguments::GenerateOptions;
use crate::demo;
use crate::demo_year::{Scale, Step, generate};
use crate::keeping::told;
use crate::serve::block_on;
use crate::web::now;
use crate::work::book::Book;
use crate::work::expecting::expect_rows;
use crate::work::filling::{Filled, Filling};
use ledgers::Catalogue;
use std::fmt::Write;
use store::{Acting, RecordFilter, Store, StoreError, Timestamp};
use vocabulary::{Day, Period};

/// How often is told how far it is.
const TOLD_EVERY_MS: Timestamp = 2_000;

/// What year is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// The same seed gives the same rows.
    pub(crate) seed: u64,
    /// At least so many rows; none for the whole year.
    pub(crate) rows: Option<usize>,
    /// How many districts in one; none to choose it by the rows.
    pub(crate) scale: Option<u16>,
}

pub(crate) fn run(options: &GenerateOptions) -> Outcome {
    let wanted = Wanted { seed: options.seed, rows: options.rows, scale: options.scale };
    told(block_on(async {
        let store = Store::open(&options.store.places(), now()).await?;
        if !store.has_accounts().await? {
            demo::prepare(&store).await?;
        }
        let book = Book::open(&store, now()).await?;
        refuse_used(&store, &book).await?;
        let summary = fill(&store, &book, wanted).await?;
        store.sign_head(now()).await?;
        store.close().await?;
        Ok(summary)
    }))
}

/// Made-up records must not come among real ones.
async fn refuse_used(store: &Store, book: &Book) -> Result<(), StoreError> {
    let real = store.accounts(&Acting::program(now())).await?;
    if real.iter().any(|account| !account.demonstration) {
        return Err(StoreError::Invalid(
            "数据目录中有正式账号，演示数据不能写入；请另用一个空的数据目录（--data）".into(),
        ));
    }
    if has_records(store, book).await? {
        return Err(StoreError::Invalid(
            "台账中已有记录，演示年度只生成一次；请另用一个空的数据目录（--data）".into(),
        ));
    }
    Ok(())
}

/// Whether anything was ever entered into a ledger.
async fn has_records(store: &Store, book: &Book) -> Result<bool, StoreError> {
    let acting = Acting::looking(now());
    let filter = RecordFilter {
        condition: None,
        words: "",
        state: "",
        as_of: demo::last_day()?,
        limit: 1,
        offset: 0,
    };
    for ledger in book.catalogue.ledgers() {
        if store.records(&acting, &book.catalogue, ledger, &filter).await?.total > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Enters the year and gives a summary; how far it is goes to standard error.
pub(crate) async fn fill(store: &Store, book: &Book, wanted: Wanted) -> Result<String, StoreError> {
    let hands = demo::hands(store).await?;
    let (scale, rows_max) = measure_out(&book.catalogue, wanted);
    let begun = now();
    let mut told = begun;
    let mut filling = Filling::new(store, book, &hands);
    let mut rows = 0_usize;
    for step in generate(&book.catalogue, wanted.seed, scale) {
        if matches!(step, Step::Enter(_)) {
            if rows_max.is_some_and(|most| rows >= most) {
                break;
            }
            rows += 1;
        }
        filling.take(step).await?;
        if now() - told >= TOLD_EVERY_MS {
            told = now();
            let (records, changes) = filling.so_far();
            crate::complain(&format!("已登记{records}条，变更{changes}次……"));
        }
    }
    let filled = filling.finish().await?;
    let mut text = summary(book, &filled, now() - begun);
    if rows_max.is_none() {
        // Of a part of the year most of what plans demand would be missing, by nobody's fault.
        text.push_str(&demanded(store, book, hands.last_day).await?);
    }
    Ok(text)
}

/// Has the plans enter what nobody filled in, and tells how much it was.
async fn demanded(store: &Store, book: &Book, last_day: Day) -> Result<String, StoreError> {
    let period = Period::year_to(last_day);
    let period = period.ok_or_else(|| StoreError::Invalid("演示年度不是年份".into()))?;
    let mut text = String::new();
    for (ledger, count) in expect_rows(store, &book.catalogue, (None, period), now()).await? {
        // Writing to a String cannot fail.
        let _ok = writeln!(text, "按计划应做而未登记：{}{count}条", ledger.label);
    }
    Ok(text)
}

/// How many districts it takes, and after how many rows to stop.
fn measure_out(catalogue: &Catalogue, wanted: Wanted) -> (Scale, Option<usize>) {
    let Some(rows) = wanted.rows else {
        return (Scale::times(wanted.scale.unwrap_or(1)), None);
    };
    if let Some(copies) = wanted.scale {
        return (Scale::times(copies), Some(rows));
    }
    let count = |scale| {
        let steps = generate(catalogue, wanted.seed, scale);
        steps.filter(|step| matches!(step, Step::Enter(_))).count()
    };
    let one = count(Scale::ONE);
    if rows <= one {
        return (Scale::ONE, Some(rows));
    }
    let more = count(Scale::times(2)).saturating_sub(one).max(1);
    let copies = rows.saturating_sub(one).div_ceil(more).saturating_add(1);
    // The last copy is made whole: it may differ a little from the second, so that with these
    // there are about as many as were asked for, and mostly a few more.
    (Scale::times(u16::try_from(copies).unwrap_or(u16::MAX)), None)
}

fn summary(book: &Book, filled: &Filled, took_ms: Timestamp) -> String {
    let mut text = String::new();
    for (name, count) in &filled.entered {
        let label = book.catalogue.ledger(name.as_str()).map_or(name.as_str(), |one| &one.label);
        // Writing to a String cannot fail.
        let _ok = writeln!(text, "  {label}：{count}条");
    }
    let _ok = writeln!(
        text,
        "演示年度已生成：记录{}条，变更{}次，终止{}次，按校验拒绝{}条，用时{}.{}秒",
        filled.records(),
        filled.changed,
        filled.ended,
        filled.refused,
        took_ms / 1_000,
        took_ms % 1_000 / 100,
    );
    if filled.evidence > 0 {
        let _ok = writeln!(text, "附佐证{}份（同一份演示文件）", filled.evidence);
    }
    if filled.faulty > 0 {
        let _ok = writeln!(text, "另有{}条与校验不符，未写入：", filled.faulty);
        for fault in &filled.faults {
            let _ok = writeln!(text, "  {fault}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Scale, Wanted, measure_out};
    use documents::rules::shipped_ledgers;
    use ledgers::Catalogue;

    #[test]
    fn so_many_rows_take_so_many_districts() {
        let catalogue = Catalogue::new(shipped_ledgers().unwrap()).unwrap();
        let out = |rows, scale| measure_out(&catalogue, Wanted { seed: 1, rows, scale });
        assert_eq!(out(None, None), (Scale::ONE, None));
        assert_eq!(out(None, Some(3)), (Scale::times(3), None));
        assert_eq!(out(Some(100), None), (Scale::ONE, Some(100)));
        assert_eq!(out(Some(100), Some(2)), (Scale::times(2), Some(100)));
        let (scale, rows) = out(Some(100_000), None);
        assert!((2..=3).contains(&scale.copies()), "{scale:?}");
        assert_eq!(rows, None);
    }
}
