//! The library of indicators against the published document and against the ledgers.
#![expect(clippy::unwrap_used, reason = "a test fails loudly when its input is broken")]

use documents::rules::{shipped_indicators, shipped_ledgers};
use indicators::{Formula, FormulaVariant, IndicatorDefinition, WordingFault};
use ledgers::Catalogue;
use ledgers::language::{Spelling, Type};
use std::collections::{BTreeMap, BTreeSet};

fn library() -> Vec<IndicatorDefinition> {
    shipped_indicators().unwrap()
}

/// Measures that a row of the published document promises; the others are the department's own.
fn measures() -> Vec<IndicatorDefinition> {
    library().into_iter().filter(|indicator| !indicator.serves.is_empty()).collect()
}

fn sample() -> goals::Document {
    let source = documents::read(fixtures::SAMPLE_TXT, &documents::Limits::default()).unwrap();
    let labels = documents::rules::FormLabels::shipped().unwrap();
    documents::recognise::recognise(&source, &labels).document
}

/// Number of the row in the document: number of its project, name and definition as printed.
fn printed() -> BTreeMap<u16, (u16, String, String)> {
    let text = |filed: &Option<vocabulary::FiledText>| {
        filed.as_ref().map(|filed| filed.text.clone()).unwrap_or_default()
    };
    let document = sample();
    let rows = (1_u16..).zip(&document.sheets).flat_map(|(project, sheet)| {
        sheet.indicators.iter().map(move |row| (project, text(&row.name), text(&row.definition)))
    });
    (1_u16..).zip(rows).collect()
}

fn variants(indicator: &IndicatorDefinition) -> Vec<&FormulaVariant> {
    let corrected = indicator.corrected.as_ref().map(|correction| &correction.variant);
    std::iter::once(&indicator.literal).chain(corrected).collect()
}

#[test]
fn all_52_rows_of_the_published_document_are_served_exactly_once() {
    let mut served = BTreeMap::new();
    for row in measures().into_iter().flat_map(|indicator| indicator.serves) {
        let twice = served.insert(row.row, (row.project, row.name, row.definition));
        assert_eq!(twice, None, "row {}", row.row);
    }
    assert_eq!(served.len(), 52);
    assert_eq!(served, printed());
}

#[test]
fn the_rows_come_down_to_44_measures_of_different_formulas() {
    let measures = measures();
    assert_eq!(measures.len(), 44);
    let formulas: BTreeSet<&str> =
        measures.iter().map(|measure| measure.literal.formula.as_str()).collect();
    assert_eq!(formulas.len(), 44);
}

#[test]
fn a_measure_keeps_the_definition_that_its_rows_print() {
    for measure in measures() {
        for row in &measure.serves {
            assert_eq!(row.definition, measure.definition, "{}", measure.code);
        }
    }
}

#[test]
fn every_formula_holds_against_the_shipped_ledgers_and_reads_back_from_its_chinese() {
    let catalogue = Catalogue::new(shipped_ledgers().unwrap()).unwrap();
    for indicator in library() {
        for variant in variants(&indicator) {
            let formula = Formula::read(&catalogue, &variant.formula)
                .unwrap_or_else(|error| panic!("{}: {:?}", indicator.code, error.0));
            let Type::Number(unit) = &formula.expression().ty else {
                panic!("{} gives no number", indicator.code)
            };
            // A share is in hundredths; what is counted has the unit of the definition.
            assert_eq!(unit.label() == "%", variant.unit == "%", "{}", indicator.code);
            let chinese = formula.print(&catalogue, Spelling::Chinese);
            assert_eq!(Formula::read(&catalogue, &chinese), Ok(formula), "{chinese}");
        }
    }
}

#[test]
fn the_definitions_at_fault_have_a_correction_with_a_reason() {
    let at_fault: BTreeMap<String, WordingFault> = measures()
        .into_iter()
        .filter_map(|measure| Some((measure.code.to_string(), measure.corrected?.fault)))
        .collect();
    let grave: Vec<(&str, &str)> = at_fault
        .iter()
        .filter(|(_, fault)| **fault != WordingFault::Imprecise)
        .map(|(code, fault)| (code.as_str(), fault.label()))
        .collect();
    let expected = [
        ("defence_equipment_renewed", "导向有误"),
        ("gas_without_accident", "无法计量"),
        ("house_maintained", "导向有误"),
        ("landscape_faults_fixed", "导向有误"),
        ("law_publicity_reach", "无法计量"),
        ("new_contacts", "描述他项业务"),
        ("patrols_with_findings", "导向有误"),
        ("registration_qualified", "导向有误"),
        ("siren_renewed", "导向有误"),
    ];
    assert_eq!(grave, expected);
}

#[test]
fn every_shipped_indicator_file_is_in_the_library() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/indicators");
    let files = std::fs::read_dir(folder).unwrap().count();
    let themes: BTreeSet<String> = library().into_iter().map(|indicator| indicator.theme).collect();
    assert_eq!(files, themes.len());
}
