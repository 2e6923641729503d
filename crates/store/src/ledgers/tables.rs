//! Making the table of a ledger, and widening it when its definition grows.

use super::columns::{
    CORRECTS, CURRENT, DEFINITION, ENDED, ENTERED_AT, ENTERED_BY, ENTRY, EVIDENCE, Kept, NUMBER,
    ORIGIN, RECORD, REMARK, STATE, TRAIL, UNIT, VALID_FROM, VALID_TO, column, kept, table,
};
use crate::StoreError;
use crate::database::is_sqlite;
use ledgers::{FieldKind, LedgerDefinition, Name};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{ColumnDef, Index, Table};
use std::collections::BTreeSet;

/// What may be changed of an entry after it was written: where it stands among the others.
const CHANGEABLE: [&str; 5] = [CURRENT, STATE, VALID_TO, ENDED, EVIDENCE];

/// Makes the table of a ledger, or adds what its definition has more than the one before.
///
/// Columns are never taken away: old records stay readable. A field keeps its kind for ever,
/// which `before` is there to prove.
pub(crate) async fn shape(
    tx: &impl ConnectionTrait,
    ledger: &LedgerDefinition,
    before: Option<&LedgerDefinition>,
) -> Result<(), StoreError> {
    let Some(before) = before else {
        create(tx, ledger).await?;
        index(tx, ledger, &BTreeSet::new()).await?;
        return protect(tx, ledger).await;
    };
    refuse_other_kinds(ledger, before)?;
    for field in &ledger.fields {
        if before.field(field.code.as_str()).is_some() {
            continue;
        }
        if let Some(kept) = kept(&field.kind) {
            let statement = Table::alter()
                .table(table(&ledger.code))
                .add_column(definition(&column(&field.code), kept))
                .take();
            tx.execute(&statement).await?;
        }
    }
    index(tx, ledger, &indexed(before)).await?;
    unprotect(tx, ledger).await?;
    protect(tx, ledger).await
}

/// A field that was kept as one thing cannot become another: its old values would be lost.
fn refuse_other_kinds(
    ledger: &LedgerDefinition,
    before: &LedgerDefinition,
) -> Result<(), StoreError> {
    if ledger.kind != before.kind {
        return Err(StoreError::Invalid(format!(
            "台账“{}”已建立为{}，不能改为{}；请另建台账",
            before.label,
            before.kind.label(),
            ledger.kind.label()
        )));
    }
    let digits = |kind: &FieldKind| {
        if let FieldKind::Decimal { digits, .. } = kind { Some(*digits) } else { None }
    };
    for old in &before.fields {
        let Some(new) = ledger.field(old.code.as_str()) else { continue };
        if kept(&old.kind) != kept(&new.kind) || digits(&old.kind) != digits(&new.kind) {
            return Err(StoreError::Invalid(format!(
                "台账“{}”的字段“{}”已有记录，不能改变类型或小数位；请另建字段",
                before.label, old.label
            )));
        }
    }
    Ok(())
}

async fn create(tx: &impl ConnectionTrait, ledger: &LedgerDefinition) -> Result<(), StoreError> {
    let mut create = Table::create();
    create.table(table(&ledger.code));
    let mut entry = definition(ENTRY, Kept::Text);
    create.col(entry.not_null().primary_key());
    for (name, kept) in COMMON {
        create.col(definition(name, kept).not_null());
    }
    create.col(definition(CORRECTS, Kept::Text));
    for field in &ledger.fields {
        if let Some(kept) = kept(&field.kind) {
            create.col(definition(&column(&field.code), kept));
        }
    }
    tx.execute(&create).await?;
    Ok(())
}

/// What every entry has, whatever the ledger.
const COMMON: [(&str, Kept); 15] = [
    (RECORD, Kept::Text),
    (NUMBER, Kept::Long),
    (CURRENT, Kept::YesNo),
    (STATE, Kept::Text),
    (UNIT, Kept::Text),
    (VALID_FROM, Kept::Long),
    (VALID_TO, Kept::Long),
    (ENDED, Kept::YesNo),
    (EVIDENCE, Kept::Long),
    (ORIGIN, Kept::Text),
    (REMARK, Kept::Text),
    (DEFINITION, Kept::Long),
    (ENTERED_BY, Kept::Text),
    (ENTERED_AT, Kept::Long),
    (TRAIL, Kept::Long),
];

fn definition(name: &str, kept: Kept) -> ColumnDef {
    let mut column = ColumnDef::new(name.to_owned());
    match kept {
        Kept::Text => column.text(),
        Kept::Long => column.big_integer(),
        Kept::YesNo => column.boolean(),
    };
    column
}

/// The fields that are looked for: keys, days, references.
fn indexed(ledger: &LedgerDefinition) -> BTreeSet<Name> {
    let times = &ledger.times;
    let days = [&times.on, &times.opened, &times.due].into_iter().flatten();
    let references =
        ledger.fields.iter().filter(|field| matches!(field.kind, FieldKind::Reference { .. }));
    days.chain(&ledger.key).chain(references.map(|field| &field.code)).cloned().collect()
}

async fn index(
    tx: &impl ConnectionTrait,
    ledger: &LedgerDefinition,
    before: &BTreeSet<Name>,
) -> Result<(), StoreError> {
    let table = table(&ledger.code);
    let mut wanted: Vec<String> = indexed(ledger).difference(before).map(column).collect();
    if before.is_empty() {
        wanted.extend([RECORD, UNIT, TRAIL].map(str::to_owned));
    }
    for column in wanted {
        let statement = Index::create()
            .name(format!("{table}_by_{column}"))
            .table(table.clone())
            .col(column)
            .if_not_exists()
            .take();
        tx.execute(&statement).await?;
    }
    Ok(())
}

/// Has the database refuse to change what was entered or to take an entry away.
async fn protect(tx: &impl ConnectionTrait, ledger: &LedgerDefinition) -> Result<(), StoreError> {
    let table = table(&ledger.code);
    let fields = ledger.fields.iter().filter(|field| kept(&field.kind).is_some());
    let common = COMMON.iter().map(|(name, _)| (*name).to_owned());
    let columns: Vec<String> = [ENTRY.to_owned(), CORRECTS.to_owned()]
        .into_iter()
        .chain(common.filter(|name| !CHANGEABLE.contains(&name.as_str())))
        .chain(fields.map(|field| column(&field.code)))
        .collect();
    let columns = columns.join(", ");
    let statements = if is_sqlite(tx) {
        [format!("UPDATE OF {columns}"), "DELETE".to_owned()]
            .into_iter()
            .zip(["kept", "stays"])
            .map(|(act, name)| {
                format!(
                    "CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} \
                     BEGIN SELECT RAISE(ABORT, 'append only'); END"
                )
            })
            .collect::<Vec<_>>()
    } else {
        [(format!("UPDATE OF {columns} OR DELETE"), "kept", "ROW")]
            .into_iter()
            .chain([("TRUNCATE".to_owned(), "stays", "STATEMENT")])
            .map(|(act, name, each)| {
                format!(
                    "CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} \
                     FOR EACH {each} EXECUTE FUNCTION chengxiao_append_only()"
                )
            })
            .collect()
    };
    for statement in statements {
        tx.execute_unprepared(&statement).await?;
    }
    Ok(())
}

async fn unprotect(tx: &impl ConnectionTrait, ledger: &LedgerDefinition) -> Result<(), StoreError> {
    let table = table(&ledger.code);
    let on = if is_sqlite(tx) { String::new() } else { format!(" ON {table}") };
    for name in ["kept", "stays"] {
        tx.execute_unprepared(&format!("DROP TRIGGER {table}_{name}{on}")).await?;
    }
    Ok(())
}
