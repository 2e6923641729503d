//! What is wrong with records that were just written: the checks of the definition, asked of the
//! database, so that a check, a filter and a formula have one meaning.

use super::columns::{CURRENT, RECORD, STATE, TRAIL, VALID_FROM, VALID_TO, column, table};
use super::compile::Compiler;
use super::entering::{Entering, RecordFault};
use crate::{RecordId, StoreError};
use ledgers::language::{Checker, Scope, parse};
use ledgers::{Check, FieldDefinition, Name};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{Condition, ConnectionTrait};
use std::collections::BTreeMap;
use vocabulary::Period;

/// Every fault of the records written under a number of the trail, in their order.
pub(crate) async fn find_faults(
    tx: &impl ConnectionTrait,
    entering: &Entering<'_>,
    ids: &[RecordId],
    (number, period): (i64, Period),
) -> Result<Vec<RecordFault>, StoreError> {
    let mut found = broken(tx, entering, (number, period)).await?;
    found.extend(doubles(tx, entering, number).await?);
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let rows: BTreeMap<RecordId, usize> =
        ids.iter().enumerate().map(|(row, id)| (*id, row)).collect();
    let in_row = |(record, fault): (String, RecordFault)| {
        let row = record.parse().ok().and_then(|id: RecordId| rows.get(&id).copied())?;
        Some(RecordFault { row, ..fault })
    };
    let mut faults: Vec<RecordFault> = found.into_iter().filter_map(in_row).collect();
    faults.sort();
    Ok(faults)
}

/// The records that break a check, each with the check as a fault of row 0: all checks are asked
/// at once, so that the records are gone through once.
async fn broken(
    tx: &impl ConnectionTrait,
    entering: &Entering<'_>,
    (number, period): (i64, Period),
) -> Result<Vec<(String, RecordFault)>, StoreError> {
    let mut checks = required(entering);
    checks.extend(entering.ledger.checks.iter().cloned());
    if checks.is_empty() {
        return Ok(Vec::new());
    }
    let mut compiler = Compiler::new(entering.catalogue, period);
    let alias = compiler.enter();
    let mut select = Query::select();
    select
        .column((alias.clone(), RECORD))
        .from_as(table(&entering.ledger.code), alias.clone())
        .and_where(Expr::col((alias, TRAIL)).eq(number));
    let mut any = Condition::any();
    for (at, check) in checks.iter().enumerate() {
        // Unknown is not false.
        let fails = holds(entering, &mut compiler, &check.expression)?.not();
        select.expr_as(fails.clone(), answer(at));
        any = any.add(fails);
    }
    let mut found = Vec::new();
    for row in tx.query_all(select.cond_where(any)).await? {
        let record: String = row.try_get("", RECORD)?;
        for (at, check) in checks.iter().enumerate() {
            if row.try_get::<Option<bool>>("", &answer(at))? == Some(true) {
                found.push((record.clone(), fault(check)));
            }
        }
    }
    Ok(found)
}

/// The name under which a statement answers whether a check fails.
fn answer(check: usize) -> String {
    format!("fails_{check}")
}

fn fault(check: &Check) -> RecordFault {
    RecordFault {
        row: 0,
        fields: check.fields.clone(),
        message: check.message.clone(),
        warning_only: check.warning_only,
    }
}

/// What has to be filled, as checks: always, or where the field applies.
fn required(entering: &Entering<'_>) -> Vec<Check> {
    let fields = entering.ledger.fields.iter().filter(|field| field.required);
    let check = |field: &FieldDefinition| Check {
        expression: match &field.applies_when {
            Some(applies) => format!("not ({applies}) or {} is not null", field.code),
            None => format!("{} is not null", field.code),
        },
        message: format!("请填写“{}”", field.label),
        fields: vec![field.code.clone()],
        warning_only: false,
        basis: None,
    };
    fields.map(check).collect()
}

/// An expression over the record at hand, as the database understands it.
fn holds(
    entering: &Entering<'_>,
    compiler: &mut Compiler<'_>,
    expression: &str,
) -> Result<Expr, StoreError> {
    let unproved = || StoreError::Damaged(format!("校验未经核对：{expression}"));
    let parsed = parse(expression).map_err(|_| unproved())?;
    let scope = Scope::Record(entering.ledger);
    let typed = Checker::check_truth(entering.catalogue, &parsed, scope).map_err(|_| unproved())?;
    compiler.truth(&typed)
}

/// Records whose key another valid record has, in the table or among those just written.
async fn doubles(
    tx: &impl ConnectionTrait,
    entering: &Entering<'_>,
    number: i64,
) -> Result<Vec<(String, RecordFault)>, StoreError> {
    let ledger = entering.ledger;
    if ledger.key.is_empty() {
        return Ok(Vec::new());
    }
    let own = |name: &str| Expr::col(("own", name.to_owned()));
    let other = |name: &str| Expr::col(("other", name.to_owned()));
    let counting: Vec<String> = ledger.workflow.counting().map(ToString::to_string).collect();
    let mut twin = Query::select();
    twin.expr(Expr::value(1))
        .from_as(table(&ledger.code), "other")
        .and_where(other(RECORD).ne(own(RECORD)))
        .and_where(other(CURRENT).eq(true))
        .and_where(other(STATE).is_in(counting))
        .and_where(other(VALID_FROM).lte(own(VALID_TO)))
        .and_where(other(VALID_TO).gte(own(VALID_FROM)));
    for field in &ledger.key {
        twin.and_where(other(&column(field)).eq(own(&column(field))));
    }
    let select = Query::select()
        .column(("own", RECORD))
        .from_as(table(&ledger.code), "own")
        .and_where(own(TRAIL).eq(number))
        .and_where(Expr::exists(twin))
        .take();
    let labels: Vec<&str> = ledger
        .key
        .iter()
        .filter_map(|name: &Name| Some(ledger.field(name.as_str())?.label.as_str()))
        .collect();
    let message = format!(
        "{}与另一条有效记录相同，请核对是否重复登记；如为同一事项，请更正原记录",
        labels.join("、")
    );
    let double = RecordFault { row: 0, fields: ledger.key.clone(), message, warning_only: false };
    let rows = tx.query_all(&select).await?;
    rows.iter().map(|row| Ok((row.try_get("", RECORD)?, double.clone()))).collect()
}
