//! Checks of a small library.

use super::*;
use crate::{
    Accumulation, Correction, FormulaVariant, ScoringRule, ServedRow, WhenNothing, WordingFault,
};
use ledgers::{EvidenceNeed, FieldDefinition, FieldKind, LedgerDefinition, RecordKind, TimeFields};
use vocabulary::{Basis, Day};

fn catalogue() -> Catalogue {
    let name = |text| Name::parse(text).unwrap();
    let mut log = LedgerDefinition::blank(name("log"), "巡查记录", RecordKind::Event);
    log.fields = vec![
        FieldDefinition::blank(name("day"), "日期", FieldKind::Day),
        FieldDefinition::blank(name("sound"), "完好", FieldKind::YesNo),
    ];
    log.times = TimeFields { on: Some(name("day")), ..TimeFields::default() };
    log.evidence.needs = vec![EvidenceNeed { kind: "照片".to_owned(), count: 1, when: None }];
    let mut bare = LedgerDefinition { code: name("visit"), label: "走访".into(), ..log.clone() };
    bare.evidence.needs.clear();
    let unread = LedgerDefinition { code: name("idle"), label: "备查".into(), ..bare.clone() };
    Catalogue::new([log, bare, unread]).unwrap()
}

fn variant(formula: &str, unit: &str) -> FormulaVariant {
    FormulaVariant {
        formula: formula.to_owned(),
        unit: unit.to_owned(),
        direction: Direction::HigherIsBetter,
        when_nothing: WhenNothing::NotApplicable,
    }
}

/// An indicator that nothing is wrong with.
fn sound(code: &str, formula: &str, row: &str) -> IndicatorDefinition {
    IndicatorDefinition {
        code: IndicatorCode::parse(code).unwrap(),
        name: format!("指标{code}"),
        definition: "解释".into(),
        theme: "项目".into(),
        accumulation: Accumulation::Cumulative,
        basis: Some(Basis::new("《办法》第三条")),
        sources: "台账".into(),
        method: "计数".into(),
        evidence: "照片".into(),
        scoring: ScoringRule::Ratio,
        literal: variant(formula, "%"),
        corrected: None,
        serves: vec![ServedRow {
            project: 1,
            row: 1,
            name: row.to_owned(),
            definition: "解释".into(),
        }],
        in_force_from: Day::parse("2026-01-01").unwrap(),
        version: 1,
    }
}

const SHARE: &str = "pct(count(log@in where sound), count(log@in))";

fn found(library: &[IndicatorDefinition], rows: &[ReferringRow]) -> Vec<(IntegrityRule, Subject)> {
    let catalogue = catalogue();
    let read = |text: &str| Formula::read(&catalogue, text).unwrap();
    let literals: Vec<Formula> = library.iter().map(|one| read(&one.literal.formula)).collect();
    let corrected: Vec<Option<Formula>> = library
        .iter()
        .map(|one| one.corrected.as_ref().map(|one| read(&one.variant.formula)))
        .collect();
    let entries: Vec<LibraryEntry<'_>> = library
        .iter()
        .zip(literals.iter().zip(&corrected))
        .map(|(definition, (literal, corrected))| LibraryEntry {
            definition,
            literal,
            corrected: corrected.as_ref(),
        })
        .collect();
    let found = integrity(&catalogue, &entries, rows);
    // Two of the three ledgers are there to be read or not.
    found
        .into_iter()
        .map(|finding| (finding.rule, finding.subject))
        .filter(|(rule, subject)| {
            *rule != IntegrityRule::LedgerUnread
                || !matches!(subject, Subject::Ledger(name) if name.as_str() == "visit")
        })
        .collect()
}

fn unread() -> (IntegrityRule, Subject) {
    (IntegrityRule::LedgerUnread, Subject::Ledger(Name::parse("idle").unwrap()))
}

fn indicator(code: &str) -> Subject {
    Subject::Indicator(IndicatorCode::parse(code).unwrap())
}

#[test]
fn each_fault_is_found_at_the_indicator_that_has_it() {
    let no_basis = IndicatorDefinition { basis: None, ..sound("a", SHARE, "完好率") };
    let serves_none = IndicatorDefinition { serves: vec![], ..sound("a", SHARE, "完好率") };
    let bare = sound("a", "pct(count(visit@in where sound), count(visit@in))", "走访率");
    let no_share = sound("a", "count(log@in where sound)", "完好率");
    let mut corrected = sound("a", SHARE, "完好率");
    corrected.corrected = Some(Correction {
        fault: WordingFault::Imprecise,
        reason: "理由".into(),
        variant: variant(&format!(" {SHARE} "), "%"),
    });
    let cases = [
        (no_basis, IntegrityRule::NoBasis),
        (serves_none, IntegrityRule::ServesNoRow),
        (bare, IntegrityRule::NoEvidence),
        (no_share, IntegrityRule::UnitAgainstFormula),
        (corrected, IntegrityRule::CorrectionEqual),
    ];
    assert_eq!(found(&[sound("b", SHARE, "完好率")], &[]), [unread()]);
    for (spoilt, rule) in cases {
        let found = found(&[spoilt], &[]);
        assert!(found.contains(&(rule, indicator("a"))), "{rule:?}: {found:?}");
    }
}

#[test]
fn two_indicators_of_one_formula_or_one_name_in_two_units_are_found_at_both() {
    let twice = [sound("a", SHARE, "完好率"), sound("b", &format!("{SHARE} "), "合格率")];
    let same = IntegrityRule::SameFormula;
    assert_eq!(found(&twice, &[]), [(same, indicator("a")), (same, indicator("b")), unread()]);
    let mut other = sound("b", "count(log@in)", "完好 率");
    other.literal.unit = "次".into();
    let units = IntegrityRule::SameNameOtherUnit;
    assert_eq!(
        found(&[sound("a", SHARE, "完好率"), other], &[]),
        [(units, indicator("a")), (units, indicator("b")), unread()]
    );
}

#[test]
fn a_row_without_an_indicator_or_with_a_sign_against_its_direction_is_found() {
    let library = [sound("a", SHARE, "完好率")];
    let row = |indicator: Option<&str>, at_most| ReferringRow {
        place: "项目 第1行".into(),
        name: "完好率".into(),
        indicator: indicator.map(|code| IndicatorCode::parse(code).unwrap()),
        at_most,
    };
    let rows = [row(Some("a"), Some(false)), row(None, None), row(Some("a"), Some(true))];
    assert_eq!(
        found(&library, &rows),
        [
            (IntegrityRule::RowWithoutIndicator, Subject::Row(1)),
            (IntegrityRule::DirectionAgainstTarget, Subject::Row(2)),
            unread(),
        ]
    );
}

#[test]
fn indicators_that_need_each_other_make_a_ring_and_a_chain_does_not() {
    let needs = |pairs: &[(&'static str, &[&'static str])]| {
        pairs.iter().map(|(code, of)| (*code, of.iter().copied().collect())).collect()
    };
    let chain = needs(&[("a", &["b"]), ("b", &["c", "gone"]), ("c", &[])]);
    assert_eq!(rings(&chain), Vec::<Vec<String>>::new());
    let ring = needs(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &["d"])]);
    assert_eq!(rings(&ring), [vec!["b", "c"], vec!["d"]]);
}
