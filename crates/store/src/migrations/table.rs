//! A table of a migration as data, and the statements that make it.

use sea_orm_migration::prelude::*;

/// Kinds of columns that SQLite and every PostgreSQL-wire database have.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Number,
    Long,
    YesNo,
}

/// One column.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Part of the primary key.
    pub(super) key: bool,
    /// May be without a value.
    pub(super) optional: bool,
}

/// One index, named by its table and columns.
pub(super) struct Index {
    pub(super) columns: &'static [&'static str],
    pub(super) unique: bool,
}

/// One table.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [Column],
    pub(super) indexes: &'static [Index],
}

/// A column of the primary key.
pub(super) const fn key(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, key: true, optional: false }
}

/// A column that is always filled.
pub(super) const fn of(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, key: false, optional: false }
}

/// A column that may be empty.
pub(super) const fn maybe(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, key: false, optional: true }
}

/// An index that no two rows share.
pub(super) const fn unique(columns: &'static [&'static str]) -> Index {
    Index { columns, unique: true }
}

/// An index.
pub(super) const fn by(columns: &'static [&'static str]) -> Index {
    Index { columns, unique: false }
}

impl Table {
    /// Makes the table and its indexes.
    pub(super) async fn create(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let mut table = sea_orm_migration::prelude::Table::create();
        table.table(self.name);
        let mut primary = sea_orm_migration::prelude::Index::create();
        for column in self.columns {
            table.col(column.definition());
            if column.key {
                primary.col(column.name);
            }
        }
        table.primary_key(&mut primary);
        manager.create_table(table).await?;
        for index in self.indexes {
            manager.create_index(index.statement(self.name)).await?;
        }
        Ok(())
    }
}

impl Column {
    fn definition(&self) -> ColumnDef {
        let mut column = ColumnDef::new(self.name);
        match self.kind {
            Kind::Text => column.text(),
            Kind::Number => column.integer(),
            Kind::Long => column.big_integer(),
            Kind::YesNo => column.boolean(),
        };
        if !self.optional {
            column.not_null();
        }
        column
    }
}

impl Index {
    fn statement(&self, table: &'static str) -> IndexCreateStatement {
        let mut index = sea_orm_migration::prelude::Index::create();
        index.name(format!("{table}_by_{}", self.columns.join("_"))).table(table);
        for column in self.columns {
            index.col(*column);
        }
        if self.unique {
            index.unique();
        }
        index
    }
}
