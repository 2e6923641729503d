//! Making the table of a ledger, and widening it when its definition grows.

use super::columns::{
    CORRECTS, CURRENT, DEFINITION, ENDED, ENTERED_AT, ENTERED_BY, ENTRY, EVIDENCE, Kept, NUMBER,
    ORIGIN, RECORD, REMARK, STATE, TRAIL, UNIT, VALID_FROM, VALID_TO, column, kept,
};
use crate::StoreError;
use crate::database::is_sqlite;
use ledgers::{FieldKind, LedgerDefinition, Name};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{ColumnDef, Index, Table};
use std::collections::{BTreeMap, BTreeSet};

/// What may be changed of an entry after it was written: where it stands among the others.
pub(super) const CHANGEABLE: [&str; 5] = [CURRENT, STATE, VALID_TO, ENDED, EVIDENCE];

/// The table of a ledger as data: what a backup needs to make it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct TableShape {
    /// The columns of the fields, and how each is kept.
    pub(crate) columns: BTreeMap<String, Kept>,
    /// The columns that are looked for.
    indexed: BTreeSet<String>,
}

impl TableShape {
    /// The table that a definition needs.
    pub(crate) fn of(ledger: &LedgerDefinition) -> Self {
        let kept = ledger
            .fields
            .iter()
            .filter_map(|field| Some((column(&field.code), kept(&field.kind)?)));
        Self { columns: kept.collect(), indexed: indexed(ledger).iter().map(column).collect() }
    }

    /// Makes the table of a ledger.
    pub(crate) async fn create(
        &self,
        tx: &impl ConnectionTrait,
        table: &str,
    ) -> Result<(), StoreError> {
        let mut create = Table::create();
        create.table(table.to_owned());
        let mut entry = definition(ENTRY, Kept::Text);
        create.col(entry.not_null().primary_key());
        for (name, kept) in COMMON {
            create.col(definition(name, kept).not_null());
        }
        create.col(definition(CORRECTS, Kept::Text));
        for (name, kept) in &self.columns {
            create.col(definition(name, *kept));
        }
        tx.execute(&create).await?;
        let common = [RECORD, UNIT, TRAIL].map(str::to_owned);
        self.index(tx, table, self.indexed.iter().chain(&common)).await?;
        self.protect(tx, table).await
    }

    /// Adds what a wider shape has more. Columns are never taken away: old records stay readable.
    pub(crate) async fn widen(
        &self,
        tx: &impl ConnectionTrait,
        table: &str,
        before: &Self,
    ) -> Result<(), StoreError> {
        for (name, kept) in &self.columns {
            if !before.columns.contains_key(name) {
                let mut column = definition(name, *kept);
                let statement =
                    Table::alter().table(table.to_owned()).add_column(&mut column).take();
                tx.execute(&statement).await?;
            }
        }
        self.index(tx, table, self.indexed.difference(&before.indexed)).await?;
        unprotect(tx, table).await?;
        self.protect(tx, table).await
    }

    /// This shape with everything that an older one had.
    pub(crate) fn with(mut self, before: &Self) -> Self {
        for (name, kept) in &before.columns {
            self.columns.entry(name.clone()).or_insert(*kept);
        }
        self.indexed.extend(before.indexed.iter().cloned());
        self
    }

    /// Every column of the table, what every ledger has first.
    pub(crate) fn all_columns(&self) -> impl Iterator<Item = (&str, Kept)> {
        [(ENTRY, Kept::Text), (CORRECTS, Kept::Text)]
            .into_iter()
            .chain(COMMON)
            .chain(self.columns.iter().map(|(name, kept)| (name.as_str(), *kept)))
    }

    async fn index(
        &self,
        tx: &impl ConnectionTrait,
        table: &str,
        columns: impl Iterator<Item = &String>,
    ) -> Result<(), StoreError> {
        for column in columns {
            let statement = Index::create()
                .name(format!("{table}_by_{column}"))
                .table(table.to_owned())
                .col(column.clone())
                .take();
            tx.execute(&statement).await?;
        }
        Ok(())
    }

    /// Has the database refuse to change what was entered or to take an entry away.
    async fn protect(&self, tx: &impl ConnectionTrait, table: &str) -> Result<(), StoreError> {
        let kept: Vec<&str> = self
            .all_columns()
            .map(|(name, _)| name)
            .filter(|name| !CHANGEABLE.contains(name))
            .collect();
        let kept = kept.join(", ");
        let statements = if is_sqlite(tx) {
            [(format!("UPDATE OF {kept}"), "kept"), ("DELETE".to_owned(), "stays")].map(
                |(act, name)| {
                    format!(
                        "CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} \
                         BEGIN SELECT RAISE(ABORT, 'append only'); END"
                    )
                },
            )
        } else {
            [
                (format!("UPDATE OF {kept} OR DELETE"), "kept", "ROW"),
                ("TRUNCATE".to_owned(), "stays", "STATEMENT"),
            ]
            .map(|(act, name, each)| {
                format!(
                    "CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} \
                     FOR EACH {each} EXECUTE FUNCTION chengxiao_append_only()"
                )
            })
        };
        for statement in statements {
            tx.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

/// A field that was kept as one thing cannot become another: its old values would be lost.
pub(crate) fn refuse_other_kinds(
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

async fn unprotect(tx: &impl ConnectionTrait, table: &str) -> Result<(), StoreError> {
    let on = if is_sqlite(tx) { String::new() } else { format!(" ON {table}") };
    for name in ["kept", "stays"] {
        tx.execute_unprepared(&format!("DROP TRIGGER {table}_{name}{on}")).await?;
    }
    Ok(())
}
