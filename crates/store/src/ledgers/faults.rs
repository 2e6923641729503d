//! What is wrong with records that were just written: the checks of the definition, asked of the
//! database, so that a check, a filter and a formula have one meaning.

use super::columns::{CURRENT, RECORD, STATE, TRAIL, VALID_FROM, VALID_TO, column, table};
use super::compile::Compiler;
use super::entering::{Entering, RecordFault};
use crate::{RecordId, StoreError};
use ledgers::language::{Checker, Scope, parse};
use ledgers::{Check, FieldDefinition, Name};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use std::collections::BTreeMap;
use vocabulary::Period;

/// Every fault of the records written under a number of the trail, in their order.
pub(crate) async fn find_faults(
    tx: &impl ConnectionTrait,
    entering: &Entering<'_>,
    ids: &[RecordId],
    (number, period): (i64, Period),
) -> Result<Vec<RecordFault>, StoreError> {
    let rows: BTreeMap<String, usize> =
        ids.iter().enumerate().map(|(row, id)| (id.to_string(), row)).collect();
    let mut faults = Vec::new();
    for check in required(entering).iter().chain(&entering.ledger.checks) {
        let select = failing(entering, &check.expression, (number, period))?;
        for record in keys(tx, &select).await? {
            let Some(row) = rows.get(&record) else { continue };
            faults.push(RecordFault {
                row: *row,
                fields: check.fields.clone(),
                message: check.message.clone(),
                warning_only: check.warning_only,
            });
        }
    }
    faults.extend(doubles(tx, entering, number, &rows).await?);
    faults.sort();
    Ok(faults)
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

/// The records for which an expression is false; unknown is not false.
fn failing(
    entering: &Entering<'_>,
    expression: &str,
    (number, period): (i64, Period),
) -> Result<SelectStatement, StoreError> {
    let unproved = || StoreError::Damaged(format!("校验未经核对：{expression}"));
    let parsed = parse(expression).map_err(|_| unproved())?;
    let scope = Scope::Record(entering.ledger);
    let typed = Checker::check_truth(entering.catalogue, &parsed, scope).map_err(|_| unproved())?;
    let mut compiler = Compiler::new(entering.catalogue, period);
    let alias = compiler.enter();
    let holds = compiler.truth(&typed)?;
    Ok(Query::select()
        .column((alias.clone(), RECORD))
        .from_as(table(&entering.ledger.code), alias.clone())
        .and_where(Expr::col((alias, TRAIL)).eq(number))
        .and_where(holds.not())
        .take())
}

async fn keys(
    tx: &impl ConnectionTrait,
    select: &SelectStatement,
) -> Result<Vec<String>, StoreError> {
    let rows = tx.query_all(select).await?;
    Ok(rows.iter().map(|row| row.try_get("", RECORD)).collect::<Result<_, _>>()?)
}

/// Records whose key another valid record has, in the table or among those just written.
async fn doubles(
    tx: &impl ConnectionTrait,
    entering: &Entering<'_>,
    number: i64,
    rows: &BTreeMap<String, usize>,
) -> Result<Vec<RecordFault>, StoreError> {
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
    let found = keys(tx, &select).await?;
    let faults = found.iter().filter_map(|record| {
        Some(RecordFault {
            row: *rows.get(record)?,
            fields: ledger.key.clone(),
            message: message.clone(),
            warning_only: false,
        })
    });
    Ok(faults.collect())
}
