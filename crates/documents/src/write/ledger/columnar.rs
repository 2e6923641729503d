//! Records as typed columns in Parquet: amounts exact, days as days, empty fields as nothing.
//!
//! ```text
//! rows ── Gathered per column ──> a row group each ROWS_OF_A_GROUP rows, flushed to the file
//! ```

use super::{LedgerRow, text, unwritten};
use crate::write::WriteError;
use ledgers::{Cell, FieldKind, LedgerDefinition, TableColumn};
use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::Result as Columnar;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

/// Rows that are kept in memory before they are written.
const ROWS_OF_A_GROUP: usize = 50_000;
/// Digits of a decimal that 64 bits hold, whatever the digits are.
const DECIMAL_DIGITS: i32 = 18;
/// The first number that has more of them.
const DECIMAL_END: i64 = 1_000_000_000_000_000_000;
/// Decimals of amounts.
const YUAN_DIGITS: u8 = 2;
const MINUTE_MILLISECONDS: i64 = 60_000;

/// A Parquet file of records being written.
pub(super) struct ColumnarFile<W: Write + Send> {
    file: SerializedFileWriter<W>,
    gathered: Vec<Gathered>,
    rows: usize,
}

/// The values of a column that are not written yet.
enum Gathered {
    Texts(Values<ByteArrayType>),
    Flags(Values<BoolType>),
    Days(Values<Int32Type>),
    Wholes(Values<Int64Type>),
    /// With so many decimals.
    Decimals(u8, Values<Int64Type>),
    /// Minutes, written as milliseconds.
    Moments(Values<Int64Type>),
}

/// Values with a level for each row: 1 where there is one, 0 where the field is empty.
struct Values<T: DataType> {
    values: Vec<T::T>,
    levels: Vec<i16>,
}

impl<T: DataType> Default for Values<T> {
    fn default() -> Self {
        Self { values: Vec::new(), levels: Vec::new() }
    }
}

impl<W: Write + Send> ColumnarFile<W> {
    pub(super) fn begin(
        ledger: &LedgerDefinition,
        columns: &[TableColumn<'_>],
        out: W,
    ) -> Result<Self, WriteError> {
        let fields: Columnar<Vec<_>> =
            columns.iter().map(|column| field(*column).map(Arc::new)).collect();
        let schema = fields.and_then(|fields| {
            Type::group_type_builder(ledger.code.as_str()).with_fields(fields).build()
        });
        let properties = Arc::new(WriterProperties::builder().build());
        let file = SerializedFileWriter::new(out, Arc::new(schema.map_err(unwritten)?), properties);
        Ok(Self {
            file: file.map_err(unwritten)?,
            gathered: columns.iter().map(|column| Gathered::of(*column)).collect(),
            rows: 0,
        })
    }

    pub(super) fn row(
        &mut self,
        columns: &[TableColumn<'_>],
        row: &LedgerRow<'_>,
    ) -> Result<(), WriteError> {
        for (column, gathered) in columns.iter().zip(&mut self.gathered) {
            gathered.push(*column, row)?;
        }
        self.rows += 1;
        if self.rows == ROWS_OF_A_GROUP { self.write_group().map_err(unwritten) } else { Ok(()) }
    }

    fn write_group(&mut self) -> Columnar<()> {
        let mut group = self.file.next_row_group()?;
        for gathered in &mut self.gathered {
            let Some(column) = group.next_column()? else { break };
            gathered.write(column)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<W, WriteError> {
        if self.rows > 0 {
            self.write_group().map_err(unwritten)?;
        }
        self.file.into_inner().map_err(unwritten)
    }
}

impl Gathered {
    fn of(column: TableColumn<'_>) -> Self {
        match column {
            TableColumn::Unit | TableColumn::Remark => Self::Texts(Values::default()),
            TableColumn::ValidFrom => Self::Days(Values::default()),
            TableColumn::Field(field) => match &field.kind {
                FieldKind::Integer { .. } => Self::Wholes(Values::default()),
                FieldKind::Decimal { digits, .. } => Self::Decimals(*digits, Values::default()),
                FieldKind::Money => Self::Decimals(YUAN_DIGITS, Values::default()),
                FieldKind::Day => Self::Days(Values::default()),
                FieldKind::Moment => Self::Moments(Values::default()),
                FieldKind::YesNo => Self::Flags(Values::default()),
                FieldKind::Text { .. }
                | FieldKind::Choice { .. }
                | FieldKind::Point
                | FieldKind::Line
                | FieldKind::Outline
                | FieldKind::Person
                | FieldKind::Reference { .. }
                | FieldKind::References { .. }
                | FieldKind::File
                | FieldKind::Computed { .. } => Self::Texts(Values::default()),
            },
        }
    }

    fn push(&mut self, column: TableColumn<'_>, row: &LedgerRow<'_>) -> Result<(), WriteError> {
        let cell = match column {
            TableColumn::Field(field) => row.cells.get(&field.code),
            TableColumn::Unit | TableColumn::ValidFrom | TableColumn::Remark => None,
        };
        let whole = cell.and_then(|cell| match cell {
            Cell::Whole(whole) => Some(*whole),
            Cell::Text(_) | Cell::YesNo(_) => None,
        });
        match self {
            Self::Texts(values) => {
                let text = text(column, row);
                values.push((!text.is_empty()).then(|| ByteArray::from(text.into_bytes())));
            }
            Self::Flags(values) => values.push(cell.and_then(|cell| match cell {
                Cell::YesNo(flag) => Some(*flag),
                Cell::Text(_) | Cell::Whole(_) => None,
            })),
            Self::Days(values) => {
                let from = matches!(column, TableColumn::ValidFrom);
                let day = if from { row.valid_from.map(|day| day.number().into()) } else { whole };
                values.push(day.map(|day: i64| small(column, i32::try_from(day))).transpose()?);
            }
            Self::Wholes(values) => values.push(whole),
            Self::Decimals(_, values) => {
                let fits =
                    whole.is_none_or(|whole| (-DECIMAL_END < whole) && (whole < DECIMAL_END));
                values.push(if fits { whole } else { return Err(too_large(column)) });
            }
            Self::Moments(values) => {
                let moment = whole.map(|minutes| {
                    minutes.checked_mul(MINUTE_MILLISECONDS).ok_or_else(|| too_large(column))
                });
                values.push(moment.transpose()?);
            }
        }
        Ok(())
    }

    fn write(&mut self, column: SerializedColumnWriter<'_>) -> Columnar<()> {
        match self {
            Self::Texts(values) => values.write(column),
            Self::Flags(values) => values.write(column),
            Self::Days(values) => values.write(column),
            Self::Wholes(values) | Self::Decimals(_, values) | Self::Moments(values) => {
                values.write(column)
            }
        }
    }
}

impl<T: DataType> Values<T> {
    fn push(&mut self, value: Option<T::T>) {
        self.levels.push(i16::from(value.is_some()));
        self.values.extend(value);
    }

    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> Columnar<()> {
        column.typed::<T>().write_batch(&self.values, Some(&self.levels), None)?;
        self.values.clear();
        self.levels.clear();
        column.close()
    }
}

/// The type of a column: its name is that of the form.
fn field(column: TableColumn<'_>) -> Columnar<Type> {
    let of = |physical| {
        Type::primitive_type_builder(column.label(), physical).with_repetition(Repetition::OPTIONAL)
    };
    match Gathered::of(column) {
        Gathered::Texts(_) => {
            of(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build()
        }
        Gathered::Flags(_) => of(Physical::BOOLEAN).build(),
        Gathered::Days(_) => of(Physical::INT32).with_logical_type(Some(LogicalType::Date)).build(),
        Gathered::Wholes(_) => of(Physical::INT64).build(),
        Gathered::Decimals(digits, _) => {
            let scale = digits.into();
            let decimal = LogicalType::decimal(scale, DECIMAL_DIGITS);
            let whole = of(Physical::INT64).with_logical_type(Some(decimal));
            whole.with_precision(DECIMAL_DIGITS).with_scale(scale).build()
        }
        Gathered::Moments(_) => {
            // Not adjusted: Beijing time as written.
            let moment = LogicalType::timestamp(false, TimeUnit::MILLIS);
            of(Physical::INT64).with_logical_type(Some(moment)).build()
        }
    }
}

fn small<E>(column: TableColumn<'_>, day: Result<i32, E>) -> Result<i32, WriteError> {
    day.map_err(|_| too_large(column))
}

fn too_large(column: TableColumn<'_>) -> WriteError {
    WriteError::TooLarge(format!("“{}”列有超过{DECIMAL_DIGITS}位的数", column.label()))
}
