//! Rows that a plan demands: entered before anybody does the work, and filled in afterwards.
//!
//! A row is known by its key. What stands in the table already, filled in or not, is not demanded a
//! second time; a log that is entered takes the place of the row that was demanded.

use super::columns::{
    CURRENT, ENTRY, EVIDENCE, FOREVER, Kept, NUMBER, RECORD, STATE, UNIT, column, kept, table,
};
use super::compile::Compiler;
use super::entering::{NewRecord, Standing, Written, insert, seal};
use crate::conditions::within;
use crate::trail::{Acting, Deed, Work};
use crate::{RecordId, Store, StoreError};
use ledgers::language::{Checker, Mode, Scope, SourcePlan, parse};
use ledgers::{Catalogue, Cell, ExpectedPlan, ExpectedRow, LedgerDefinition, Name, PlanSubject};
use procedure::{Action, ObjectState, WorkingCalendar};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Period};

/// Where rows of a plan say that they come from.
const ORIGIN: &str = "计划";

/// The values of the key fields, in the order of the key.
type Key = Vec<Option<Cell>>;

/// A plan that is carried out.
#[derive(Clone, Copy, Debug)]
pub struct Expecting<'a> {
    /// All ledgers.
    pub catalogue: &'a Catalogue,
    /// The ledger whose plan it is.
    pub ledger: &'a LedgerDefinition,
    /// Which days are worked.
    pub calendar: &'a WorkingCalendar,
    /// The days whose rows are demanded.
    pub period: Period,
}

/// A row that was demanded and that nobody filled in yet.
pub(super) struct Demanded {
    pub(super) record: RecordId,
    pub(super) entry: String,
    /// The entry after this one is the one that fills it in.
    pub(super) number: i64,
    pub(super) evidence: i64,
}

impl Store {
    /// Enters the rows that the plan of a ledger demands in a period and that are not there yet;
    /// gives how many they were, 0 for a ledger without a plan. Doing it again enters nothing.
    ///
    /// # Errors
    /// When the actor may not keep settings, or the database fails.
    pub async fn expect_rows(
        &self,
        acting: &Acting,
        expecting: Expecting<'_>,
    ) -> Result<usize, StoreError> {
        acting.may(Action::ManageSettings, ObjectState::Any)?;
        let (ledger, period) = (expecting.ledger, expecting.period);
        let Some(plan) = &ledger.expected else { return Ok(0) };
        let work = self.work().await?;
        let rows = missing_rows(&work, &expecting, plan).await?;
        if rows.is_empty() {
            // Dropped without a commit: nothing was to be done, so there is nothing to be told.
            return Ok(0);
        }
        let count = rows.len();
        let standings: Vec<Standing> = rows.iter().map(|_| demanded(ledger)).collect();
        let records: Vec<NewRecord> = rows.into_iter().map(as_record).collect();
        let number = work.number()?;
        let written = Written { acting, origin: ORIGIN, number, secrets: self.secrets() };
        insert(&work.tx, ledger, &written, &records, &standings).await?;
        let deed = Deed {
            action: "record.expect",
            object_kind: "ledger",
            object_id: ledger.code.to_string(),
            change: format!("按计划生成“{}”{count}条应做记录（{period}）", ledger.label),
            reason: String::new(),
        };
        seal(work, acting, ledger, [deed]).await?;
        Ok(count)
    }
}

/// What a plan demands in a period, without what the ledger has already.
async fn missing_rows(
    work: &Work,
    expecting: &Expecting<'_>,
    plan: &ExpectedPlan,
) -> Result<Vec<ExpectedRow>, StoreError> {
    let (ledger, calendar) = (expecting.ledger, expecting.calendar);
    let is_working = |day: Day| calendar.is_working_day(day).value;
    let standing = standing_keys(&work.tx, ledger, plan, expecting.period).await?;
    let mut missing = Vec::new();
    for day in plan.days(expecting.period, is_working) {
        let served = served(&work.tx, expecting.catalogue, plan, day).await?;
        let rows = plan.rows_on(day, &served, is_working);
        missing.extend(rows.into_iter().filter(|row| !standing.contains(&key(ledger, &row.cells))));
    }
    Ok(missing)
}

/// Those that a plan serves on a day.
async fn served(
    tx: &impl ConnectionTrait,
    catalogue: &Catalogue,
    plan: &ExpectedPlan,
    day: Day,
) -> Result<Vec<PlanSubject>, StoreError> {
    let unproved = || StoreError::Damaged(format!("应做计划未经核对：{:?}", plan.where_));
    let subjects = catalogue.ledger(plan.subjects.as_str()).ok_or_else(unproved)?;
    let condition = match &plan.where_ {
        None => None,
        Some(text) => {
            let parsed = parse(text).map_err(|_| unproved())?;
            let scope = Scope::Record(subjects);
            let typed = Checker::check_truth(catalogue, &parsed, scope).map_err(|_| unproved())?;
            Some(Box::new(typed))
        }
    };
    let source = SourcePlan { ledger: plan.subjects.clone(), mode: Mode::End, condition };
    let period =
        Period::year_to(day).ok_or_else(|| StoreError::Invalid("日期超出可登记的年份".into()))?;
    let select = Compiler::new(catalogue, period).select(&source, |compiler, select| {
        let alias = compiler.at_hand()?;
        for name in [RECORD, UNIT] {
            select.column((alias.clone(), name));
        }
        Ok(())
    })?;
    let rows = tx.query_all(&select).await?;
    let read = |row: &QueryResult| {
        Ok(PlanSubject { record: row.try_get("", RECORD)?, unit_code: row.try_get("", UNIT)? })
    };
    let mut served: Vec<PlanSubject> = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
    // Rows are written in an order that does not hang on the database.
    served.sort();
    Ok(served)
}

/// The keys of all records of the days that are not given up: of these no row is demanded again.
async fn standing_keys(
    tx: &impl ConnectionTrait,
    ledger: &LedgerDefinition,
    plan: &ExpectedPlan,
    period: Period,
) -> Result<BTreeSet<Key>, StoreError> {
    let states = &ledger.workflow.states;
    let given_up = states.iter().filter(|state| ledger.is_given_up(state));
    let given_up: Vec<String> = given_up.map(|state| state.code.to_string()).collect();
    let days = (period.start().number().into(), period.end().number().into());
    let select = of_days(ledger, plan, days).and_where(Expr::col(STATE).is_not_in(given_up)).take();
    let rows = tx.query_all(&select).await?;
    rows.iter().map(|row| read_key(ledger, row)).collect()
}

/// The demanded rows that records fill in when they are entered, by their keys: those of the days
/// of the records, in the scope of the actor.
pub(super) async fn demanded_rows(
    tx: &impl ConnectionTrait,
    acting: &Acting,
    ledger: &LedgerDefinition,
    records: &[NewRecord],
) -> Result<BTreeMap<Key, Demanded>, StoreError> {
    let (Some(plan), Some(state)) = (&ledger.expected, ledger.demanded()) else {
        return Ok(BTreeMap::new());
    };
    let days = || {
        records.iter().filter_map(|record| match record.cells.get(&plan.day_field) {
            Some(Cell::Whole(day)) => Some(*day),
            _ => None,
        })
    };
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return Ok(BTreeMap::new());
    };
    let select = of_days(ledger, plan, (first, last))
        .columns([RECORD, ENTRY, NUMBER, EVIDENCE])
        .and_where(Expr::col(STATE).eq(state.code.to_string()))
        .cond_where(within(&acting.actor.scope, &Expr::col(UNIT)))
        .take();
    let mut found = BTreeMap::new();
    for row in tx.query_all(&select).await? {
        let record: String = row.try_get("", RECORD)?;
        let record = record.parse().map_err(|_| StoreError::Damaged("台账记录的编号".into()))?;
        let number: i64 = row.try_get("", NUMBER)?;
        let demanded = Demanded {
            record,
            entry: row.try_get("", ENTRY)?,
            number: number.saturating_add(1),
            evidence: row.try_get("", EVIDENCE)?,
        };
        found.insert(read_key(ledger, &row)?, demanded);
    }
    Ok(found)
}

/// Takes the entries of demanded rows out of force: those that fill them in come in their place.
pub(super) async fn take_place(
    tx: &impl ConnectionTrait,
    ledger: &LedgerDefinition,
    entries: &[String],
) -> Result<(), StoreError> {
    for some in entries.chunks(ENTRIES_AT_ONCE) {
        let update = Query::update()
            .table(table(&ledger.code))
            .value(CURRENT, false)
            .and_where(Expr::col(ENTRY).is_in(some.to_vec()))
            .take();
        tx.execute(&update).await?;
    }
    Ok(())
}

/// Entries named in one statement.
const ENTRIES_AT_ONCE: usize = 5_000;

/// The keys of the records in force whose day lies between two days, both among them.
fn of_days(
    ledger: &LedgerDefinition,
    plan: &ExpectedPlan,
    (first, last): (i64, i64),
) -> SelectStatement {
    Query::select()
        .columns(ledger.key.iter().map(column))
        .from(table(&ledger.code))
        .and_where(Expr::col(CURRENT).eq(true))
        .and_where(Expr::col(column(&plan.day_field)).between(first, last))
        .take()
}

/// The key of a record by its fields.
pub(super) fn key(ledger: &LedgerDefinition, cells: &BTreeMap<Name, Cell>) -> Key {
    ledger.key.iter().map(|field| cells.get(field).cloned()).collect()
}

fn read_key(ledger: &LedgerDefinition, row: &QueryResult) -> Result<Key, StoreError> {
    let cell = |name: &Name| {
        let field = ledger.field(name.as_str()).and_then(|field| kept(&field.kind));
        let name = column(name);
        Ok(match field {
            Some(Kept::Text) => row.try_get::<Option<String>>("", &name)?.map(Cell::Text),
            Some(Kept::Long) => row.try_get::<Option<i64>>("", &name)?.map(Cell::Whole),
            Some(Kept::YesNo) => row.try_get::<Option<bool>>("", &name)?.map(Cell::YesNo),
            None => None,
        })
    };
    ledger.key.iter().map(cell).collect()
}

/// Where a row stands that was just demanded.
fn demanded(ledger: &LedgerDefinition) -> Standing {
    let state = ledger.demanded().map_or_else(String::new, |state| state.code.to_string());
    Standing {
        record: RecordId::new(),
        number: 1,
        state,
        valid_from: 0,
        valid_to: FOREVER,
        ended: false,
        evidence: 0,
        corrects: None,
    }
}

fn as_record(row: ExpectedRow) -> NewRecord {
    NewRecord {
        unit_code: row.unit_code,
        valid_from: None,
        cells: row.cells,
        remark: String::new(),
    }
}
