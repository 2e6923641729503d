//! Making the table of a ledger, and widening it when its definition grows.

use super::columns::{
    COLUMN_START, CORRECTS, CURRENT, DEFINITION, ENDED, ENTERED_AT, ENTERED_BY, ENTRY, EVIDENCE,
    Kept, NUMBER, ORIGIN, RECORD, REMARK, STATE, TRAIL, UNIT, VALID_FROM, VALID_TO, column, kept,
};
use crate::StoreError;
use crate::database::is_sqlite;
use ledgers::{FieldKind, LedgerDefinition, Name};
use procedure::Digest;
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
    /// The columns that are looked for; those that are looked for together with [`JOINED`] between
    /// them.
    indexed: BTreeSet<String>,
}

impl TableShape {
    /// The table that a definition needs.
    pub(crate) fn of(ledger: &LedgerDefinition) -> Self {
        let kept = ledger
            .fields
            .iter()
            .filter_map(|field| Some((column(&field.code), kept(&field.kind)?)));
        let mut columns: BTreeSet<String> = indexed(ledger).iter().map(column).collect();
        if ledger.key.len() > 1 {
            // A part of a key has few values (a kind, a month), and databases do not know which:
            // by one part alone, looking for doubles would go through half the table for each.
            let key: Vec<String> = ledger.key.iter().map(column).collect();
            columns.insert(key.join(JOINED));
        }
        let suspects: Vec<String> = ledger.suspects.iter().map(column).collect();
        if !suspects.is_empty() {
            // Every record that is entered is looked for in them, to find its double.
            columns.insert(suspects.join(JOINED));
        }
        Self { columns: kept.collect(), indexed: columns }
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
        // Sealing goes through the entries of one change page by page in their order.
        let sealed = [TRAIL, ENTRY].join(JOINED);
        let common = [RECORD.to_owned(), UNIT.to_owned(), sealed];
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

    /// This shape with everything that an older one had. Of a column that both have, the older one
    /// is what the table is made of.
    ///
    /// # Errors
    /// When the two keep a column differently.
    pub(crate) fn with(mut self, before: &Self) -> Result<Self, StoreError> {
        for (name, kept) in &before.columns {
            if self.columns.insert(name.clone(), *kept).is_some_and(|wanted| wanted != *kept) {
                return Err(StoreError::Invalid(format!(
                    "字段代码“{}”在以前的版本中用于另一类型，请另取代码",
                    name.trim_start_matches(COLUMN_START)
                )));
            }
        }
        self.indexed.extend(before.indexed.iter().cloned());
        Ok(self)
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
        for columns in columns {
            let mut index = Index::create();
            index.name(index_name(table, columns)).table(table.to_owned());
            for column in columns.split(JOINED) {
                index.col(column.to_owned());
            }
            tx.execute(&index).await?;
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

/// What stands between columns of one index.
const JOINED: &str = " ";

/// The name of an index. Several columns would make it longer than databases bear, and a part of
/// their digest tells them apart as well.
fn index_name(table: &str, columns: &str) -> String {
    if columns.contains(JOINED) {
        let digest: String = Digest::of(columns.as_bytes()).to_string().chars().take(8).collect();
        return format!("{table}_by_{digest}");
    }
    format!("{table}_by_{columns}")
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
