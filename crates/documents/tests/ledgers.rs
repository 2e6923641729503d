//! The shipped ledgers hold together, and so do the formulas of the indicators over them.

use documents::rules::{shipped_indicators, shipped_ledgers};
use indicators::{Formula, IndicatorDefinition};
use ledgers::Catalogue;
use ledgers::language::Spelling;

fn catalogue() -> Catalogue {
    Catalogue::new(shipped_ledgers().unwrap()).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>())
    })
}

/// Every formula of an indicator, with a name for messages.
fn formulas(indicator: &IndicatorDefinition) -> Vec<(String, &str)> {
    let literal = (format!("{} 公布口径", indicator.code), indicator.literal.formula.as_str());
    let corrected = indicator.corrected.iter().map(|correction| {
        (format!("{} 修正口径", indicator.code), correction.variant.formula.as_str())
    });
    std::iter::once(literal).chain(corrected).collect()
}

#[test]
fn every_expression_of_the_shipped_ledgers_holds_against_all_of_them() {
    assert!(catalogue().ledgers().count() > 50);
}

#[test]
fn every_formula_of_the_shipped_indicators_holds_and_reads_back_from_its_chinese() {
    let catalogue = catalogue();
    let mut faults = String::new();
    for indicator in shipped_indicators().unwrap() {
        for (name, text) in formulas(&indicator) {
            let formula = match Formula::read(&catalogue, text) {
                Ok(formula) => formula,
                Err(error) => {
                    for one in error.0 {
                        faults.push_str(&format!("{name}：{one}\n{text}\n"));
                    }
                    continue;
                }
            };
            let chinese = formula.print(&catalogue, Spelling::Chinese);
            let again = Formula::read(&catalogue, &chinese);
            assert_eq!(again, Ok(formula), "{name}: {chinese}");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
