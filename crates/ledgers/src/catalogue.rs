//! All ledgers together.

use crate::language::{Checker, LanguageError, Scope, Type, parse};
use crate::{FieldKind, LedgerDefinition, Name};
use std::collections::BTreeMap;

/// What is wrong with a definition, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("台账“{ledger}”的{place}：{problem}")]
pub struct DefinitionFault {
    /// The ledger's label.
    pub ledger: String,
    /// The part of the definition: `字段“面积”`, `校验“…”`.
    pub place: String,
    /// What is wrong.
    pub problem: String,
}

/// 台账目录: every ledger, found by code or by label.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    ledgers: BTreeMap<Name, LedgerDefinition>,
}

impl Catalogue {
    /// Puts ledgers together.
    ///
    /// # Errors
    /// Everything that does not fit: two ledgers of one name, references to ledgers that are not
    /// there, expressions that do not hold against the definitions.
    pub fn new(
        definitions: impl IntoIterator<Item = LedgerDefinition>,
    ) -> Result<Self, Vec<DefinitionFault>> {
        let mut catalogue = Self::default();
        let mut faults = Vec::new();
        for ledger in definitions {
            if catalogue.called(&ledger.label).is_some()
                || catalogue.ledgers.contains_key(&ledger.code)
            {
                faults.push(fault(&ledger, "代码或名称", "已有同名的台账，请另取名称"));
            }
            catalogue.ledgers.insert(ledger.code.clone(), ledger);
        }
        for ledger in catalogue.ledgers.values() {
            catalogue.look_at_references(ledger, &mut faults);
        }
        // Expressions are looked at when the ledgers that they name are known to be there.
        if faults.is_empty() {
            for ledger in catalogue.ledgers.values() {
                catalogue.look_at_expressions(ledger, &mut faults);
            }
        }
        if faults.is_empty() { Ok(catalogue) } else { Err(faults) }
    }

    /// The ledgers in the order of their codes.
    pub fn ledgers(&self) -> impl Iterator<Item = &LedgerDefinition> {
        self.ledgers.values()
    }

    /// A ledger by its code.
    pub fn ledger(&self, code: &str) -> Option<&LedgerDefinition> {
        self.ledgers.values().find(|ledger| ledger.code.as_str() == code)
    }

    /// A ledger by its code or label.
    pub fn called(&self, name: &str) -> Option<&LedgerDefinition> {
        self.ledger(name).or_else(|| self.ledgers.values().find(|ledger| ledger.label == name))
    }

    fn look_at_references(&self, ledger: &LedgerDefinition, faults: &mut Vec<DefinitionFault>) {
        for field in &ledger.fields {
            if let FieldKind::Reference { ledger: target }
            | FieldKind::References { ledger: target } = &field.kind
                && !self.ledgers.contains_key(target)
            {
                let problem = format!("引用的台账“{target}”不存在，请先建立该台账");
                faults.push(fault(ledger, &format!("字段“{}”", field.label), problem));
            }
        }
        if let Some(plan) = &ledger.expected
            && !self.ledgers.contains_key(&plan.subjects)
        {
            let problem = format!("应做计划的台账“{}”不存在", plan.subjects);
            faults.push(fault(ledger, "应做计划", problem));
        }
    }

    fn look_at_expressions(&self, ledger: &LedgerDefinition, faults: &mut Vec<DefinitionFault>) {
        let mut look = |place: String, expression: &str, truth: bool| {
            if let Err(errors) = self.prove(ledger, expression, truth) {
                faults.extend(errors.iter().map(|error| fault(ledger, &place, error.to_string())));
            }
        };
        for field in &ledger.fields {
            let place = format!("字段“{}”", field.label);
            if let Some(condition) = &field.applies_when {
                look(place.clone(), condition, true);
            }
            if let FieldKind::Computed { .. } = &field.kind {
                look(place, field.code.as_str(), false);
            }
        }
        for check in &ledger.checks {
            look(format!("校验“{}”", check.message), &check.expression, true);
        }
        for need in &ledger.evidence.needs {
            if let Some(condition) = &need.when {
                look(format!("佐证要求“{}”", need.kind), condition, true);
            }
        }
        for step in &ledger.workflow.moves {
            if let Some(guard) = &step.guard {
                look(format!("办理“{}”", step.label), guard, true);
            }
        }
        if let Some(plan) = &ledger.expected
            && let Some(condition) = &plan.where_
            && let Some(subjects) = self.ledger(plan.subjects.as_str())
            && let Err(errors) = self.prove(subjects, condition, true)
        {
            let place = "应做计划";
            faults.extend(errors.iter().map(|error| fault(ledger, place, error.to_string())));
        }
    }

    /// Whether an expression holds against one record of a ledger.
    fn prove(
        &self,
        ledger: &LedgerDefinition,
        expression: &str,
        truth: bool,
    ) -> Result<Type, Vec<LanguageError>> {
        let parsed = parse(expression).map_err(|error| vec![error])?;
        let scope = Scope::Record(ledger);
        let typed = if truth {
            Checker::check_truth(self, &parsed, scope)
        } else {
            Checker::check(self, &parsed, scope)
        };
        typed.map(|typed| typed.ty)
    }
}

fn fault(ledger: &LedgerDefinition, place: &str, problem: impl Into<String>) -> DefinitionFault {
    DefinitionFault {
        ledger: ledger.label.clone(),
        place: place.to_owned(),
        problem: problem.into(),
    }
}
