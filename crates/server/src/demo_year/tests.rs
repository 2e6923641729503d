//! What holds of the whole year.

mod checks;
mod demanded;
mod planted;
mod volumes;

use super::*;
use checks::{Book, Record};
use documents::rules::shipped_ledgers;
use ledgers::{FieldDefinition, FieldKind, RecordKind};
use std::collections::BTreeSet;
use std::sync::LazyLock;

fn catalogue() -> Catalogue {
    Catalogue::new(shipped_ledgers().unwrap()).unwrap()
}

/// The year of seed 1, made once for all tests.
fn year() -> &'static [Step] {
    static STEPS: LazyLock<Vec<Step>> =
        LazyLock::new(|| generate(&catalogue(), 1, Scale::ONE).collect());
    &STEPS
}

/// The records that are entered.
fn entered(steps: &[Step]) -> impl Iterator<Item = &Generated> {
    steps.iter().filter_map(|step| match step {
        Step::Enter(row) => Some(row),
        Step::Refused(_) | Step::Change(_) | Step::End(_) => None,
    })
}

/// The text of a field; empty when there is none.
fn text<'r>(row: &'r Generated, field: &str) -> &'r str {
    match cell(row, field) {
        Some(Cell::Text(text)) => text,
        _ => "",
    }
}

fn whole(row: &Generated, field: &str) -> Option<i64> {
    match cell(row, field)? {
        Cell::Whole(number) => Some(*number),
        Cell::Text(_) | Cell::YesNo(_) => None,
    }
}

fn yes(row: &Generated, field: &str) -> Option<bool> {
    match cell(row, field)? {
        Cell::YesNo(is) => Some(*is),
        Cell::Text(_) | Cell::Whole(_) => None,
    }
}

fn day(row: &Generated, field: &str) -> Option<Day> {
    Day::from_number(i32::try_from(whole(row, field)?).unwrap())
}

fn cell<'r>(row: &'r Generated, field: &str) -> Option<&'r Cell> {
    row.cells.iter().find(|(code, _)| code.as_str() == field).map(|(_, cell)| cell)
}

/// What is wrong with the cells of a record by its definition alone.
fn faults(book: &Book<'_>, record: &Record) -> Vec<String> {
    let definition = book.definition(record);
    let filled = |field: &FieldDefinition| {
        record.cells.contains_key(&field.code) || record.references.contains_key(&field.code)
    };
    let missing = definition.fields.iter().filter(|field| field.required && !filled(field));
    let missing = missing.filter(|field| book.applies(field, record));
    let missing = missing.map(|field| format!("{} is missing", field.code));
    let idle = definition.fields.iter().filter(|field| filled(field));
    let idle = idle.filter(|field| !book.applies(field, record));
    let idle = idle.map(|field| format!("{} does not apply", field.code));
    let unfit = definition.fields.iter().filter_map(|field| {
        let cell = record.cells.get(&field.code)?;
        unfit(field, cell).map(|why| format!("{}: {cell:?} {why}", field.code))
    });
    missing.chain(idle).chain(unfit).collect()
}

fn unfit(field: &FieldDefinition, cell: &Cell) -> Option<&'static str> {
    match (&field.kind, cell) {
        (FieldKind::Text { characters_max }, Cell::Text(text)) => {
            let long = u32::try_from(text.chars().count()).unwrap() > *characters_max;
            (long || text.trim().is_empty()).then_some("is too long or empty")
        }
        (FieldKind::Choice { options, open }, Cell::Text(text)) => {
            (!open && !options.contains(text)).then_some("is not in the list")
        }
        (FieldKind::Day, Cell::Whole(number)) => {
            // 1950 to 2069.
            (!(-7_305..36_525).contains(number)).then_some("is no day of our time")
        }
        (FieldKind::Moment, Cell::Whole(minute)) => {
            (!(-7_305..36_525).contains(&(minute / 1_440))).then_some("is no moment of our time")
        }
        (FieldKind::Point, Cell::Text(text)) => {
            let degrees: Vec<f64> = text.split(',').map(|part| part.parse().unwrap()).collect();
            let inside = (119.3..119.6).contains(&degrees[0]) && (39.7..40.0).contains(&degrees[1]);
            (!inside).then_some("lies outside the district")
        }
        (FieldKind::Person, Cell::Text(_))
        | (
            FieldKind::Integer { .. } | FieldKind::Decimal { .. } | FieldKind::Money,
            Cell::Whole(_),
        )
        | (FieldKind::YesNo, Cell::YesNo(_)) => None,
        _ => Some("is of another kind than its field"),
    }
}

/// FNV-1a over what every fortieth step says.
fn digest(steps: &[Step]) -> u64 {
    steps.iter().step_by(40).fold(0xCBF2_9CE4_8422_2325, |digest, step| {
        let told = format!("{step:?}");
        told.bytes()
            .fold(digest, |digest, byte| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
    })
}

#[test]
fn the_same_seed_gives_the_same_rows_and_another_seed_gives_others() {
    let catalogue = catalogue();
    assert!(generate(&catalogue, 1, Scale::ONE).eq(year().iter().cloned()));
    assert!(generate(&catalogue, 2, Scale::ONE).ne(year().iter().cloned()));
}

#[test]
fn the_rows_of_the_demonstration_are_those_that_are_described() {
    // Whoever changes the year on purpose writes the new digest here, and looks at docs/demo.md.
    assert_eq!(digest(year()), 6_593_276_615_629_039_114);
}

#[test]
fn every_row_reads_against_its_definition_and_passes_its_checks() {
    let catalogue = catalogue();
    let steps = year();
    let mut book = Book::new(&catalogue, entered(steps).map(Record::of).collect());
    let mut unsound: BTreeMap<String, String> = BTreeMap::new();
    for step in steps {
        match step {
            Step::Enter(row) => {
                let record = Record::of(row);
                assert_eq!(row.left_out, Vec::<&str>::new(), "{}", row.ledger);
                let place = format!("{} {}", row.ledger, row.key);
                unsound.extend(told(&book, &record, (&place, &row.remark)));
                book.enter(&row.key, record);
            }
            Step::Refused(row) => {
                let failed = book.failed(&Record::of(row));
                assert!(failed.iter().any(|check| !check.warning_only), "{}", row.key);
            }
            Step::Change(change) => {
                let record = Record {
                    ledger: change.ledger.clone(),
                    cells: change.cells.clone(),
                    references: change.references.clone(),
                };
                let place = format!("{} {} from {}", change.ledger, change.key, change.from);
                unsound.extend(told(&book, &record, (&place, &change.remark)));
                book.keep(&change.key, record);
            }
            Step::End(_) => {}
        }
    }
    assert!(unsound.is_empty(), "{unsound:#?}");
}

/// What is wrong with a record, each kind of fault with a place where it occurs.
fn told(book: &Book<'_>, record: &Record, (place, remark): (&str, &str)) -> Vec<(String, String)> {
    let failed = book.failed(record).into_iter();
    let failed = failed.filter(|check| !check.warning_only || remark.is_empty());
    let failed = failed.map(|check| check.message.clone());
    let faults = faults(book, record).into_iter().chain(failed);
    faults.map(|fault| (format!("{}: {fault}", record.ledger), place.to_owned())).collect()
}

#[test]
fn references_name_an_earlier_record_of_the_ledger_that_they_are_for() {
    let catalogue = catalogue();
    let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
    for step in year() {
        let (ledger, key, references) = match step {
            Step::Enter(row) | Step::Refused(row) => (&row.ledger, &row.key, &row.references),
            Step::Change(change) => (&change.ledger, &change.key, &change.references),
            Step::End(end) => {
                assert!(known.contains(&(end.ledger.as_str(), end.key.as_str())), "{}", end.key);
                continue;
            }
        };
        let definition = catalogue.ledger(ledger.as_str()).unwrap();
        for (field, named) in references {
            let kind = &definition.field(field.as_str()).unwrap().kind;
            let (FieldKind::Reference { ledger: of } | FieldKind::References { ledger: of }) = kind
            else {
                panic!("{ledger} {field} is no reference")
            };
            for one in named.split('、') {
                let found = known.contains(&(of.as_str(), one));
                assert!(found, "{ledger} {key}: {field} names {one}");
            }
        }
        let here = (ledger.as_str(), key.as_str());
        match step {
            Step::Enter(_) => assert!(known.insert(here), "{key} twice"),
            Step::Change(_) => assert!(known.contains(&here), "{key}"),
            Step::Refused(_) | Step::End(_) => {}
        }
    }
}

#[test]
fn no_two_records_share_the_key_of_their_ledger() {
    let catalogue = catalogue();
    let steps = year();
    let mut keys: BTreeSet<(Name, Vec<String>)> = BTreeSet::new();
    for row in entered(steps) {
        let definition = catalogue.ledger(row.ledger.as_str()).unwrap();
        let key = definition.key.iter().map(|field| {
            let cell = row.cells.get(field).map(|cell| format!("{cell:?}"));
            cell.or_else(|| row.references.get(field).cloned()).unwrap_or_default()
        });
        let key: Vec<String> = key.collect();
        assert!(keys.insert((row.ledger.clone(), key.clone())), "{} {key:?}", row.ledger);
    }
}

#[test]
fn changes_of_a_record_come_in_the_order_of_their_days() {
    let catalogue = catalogue();
    let mut last: BTreeMap<(&str, &str), Day> = BTreeMap::new();
    for step in year() {
        match step {
            Step::Enter(row) => {
                let kind = catalogue.ledger(row.ledger.as_str()).unwrap().kind;
                let stock = kind == RecordKind::Stock;
                assert_eq!(stock, row.valid_from.is_some(), "{} {}", row.ledger, row.key);
                if let Some(from) = row.valid_from {
                    last.insert((row.ledger.as_str(), row.key.as_str()), from);
                }
            }
            Step::Change(change) => {
                let before =
                    last.insert((change.ledger.as_str(), change.key.as_str()), change.from);
                assert!(before.is_some_and(|day| day < change.from), "{}", change.key);
            }
            Step::End(end) => {
                let before = last.get(&(end.ledger.as_str(), end.key.as_str()));
                assert!(before.is_some_and(|day| *day <= end.last), "{}", end.key);
            }
            Step::Refused(_) => {}
        }
    }
}
