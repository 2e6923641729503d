//! What a changed definition would make unreadable of the records that are kept already.
//!
//! A table keeps whole numbers and texts: in what type, step and unit they are to be read, only the
//! definition says. So that may not change under records that were written before.

use super::columns::kept;
use ledgers::{FieldDefinition, FieldKind, LedgerDefinition, MeasureUnit};
use std::mem::discriminant;

/// What records kept under an earlier version forbid of a changed definition, in words with the
/// remedy; nothing when all of them stay readable.
pub fn unreadable(ledger: &LedgerDefinition, before: &LedgerDefinition) -> Vec<String> {
    let mut faults = Vec::new();
    if ledger.kind != before.kind {
        faults.push(format!(
            "台账“{}”已建立为{}，不能改为{}；请另建台账",
            before.label,
            before.kind.label(),
            ledger.kind.label()
        ));
    }
    for state in &before.workflow.states {
        if ledger.workflow.state(state.code.as_str()).is_none() {
            faults.push(format!(
                "办理流程“{}”没有状态“{}”，处于该状态的记录将无法办理；请沿用原流程“{}”",
                ledger.workflow.code, state.label, before.workflow.code
            ));
        }
    }
    for old in &before.fields {
        let new = ledger.field(old.code.as_str());
        if let Some(problem) = new.and_then(|new| problem(new, old)) {
            faults.push(format!(
                "字段“{}”已有记录，{problem}；请用新代码另建字段，原字段可以删去，已登记的值仍可查",
                old.label
            ));
        }
    }
    faults
}

fn problem(new: &FieldDefinition, old: &FieldDefinition) -> Option<&'static str> {
    if !same_family(&new.kind, &old.kind) || digits(&new.kind) != digits(&old.kind) {
        return Some("不能改变类型或小数位");
    }
    if target(&new.kind) != target(&old.kind) {
        return Some("不能改为引用另一台账");
    }
    // A unit may be given to numbers that had none, but five metres do not become five kilometres.
    if unit(&old.kind).is_some() && unit(&new.kind) != unit(&old.kind) {
        return Some("不能改变计量单位");
    }
    (new.sensitive != old.sensitive).then_some("不能改变是否敏感（加密方式不同）")
}

/// Whether what was written as one kind reads as the other. A choice is kept as the words chosen.
fn same_family(new: &FieldKind, old: &FieldKind) -> bool {
    let words = |kind: &FieldKind| {
        matches!(kind, FieldKind::Text { .. } | FieldKind::Choice { .. } | FieldKind::Person)
    };
    let nothing_kept = kept(new).is_none() && kept(old).is_none();
    nothing_kept || words(new) && words(old) || discriminant(new) == discriminant(old)
}

fn digits(kind: &FieldKind) -> Option<u8> {
    if let FieldKind::Decimal { digits, .. } = kind { Some(*digits) } else { None }
}

fn target(kind: &FieldKind) -> Option<&str> {
    if let FieldKind::Reference { ledger } | FieldKind::References { ledger } = kind {
        return Some(ledger.as_str());
    }
    None
}

fn unit(kind: &FieldKind) -> Option<&MeasureUnit> {
    if let FieldKind::Integer { unit } | FieldKind::Decimal { unit, .. } = kind {
        return unit.as_ref();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledgers::{Name, RecordKind};

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn ledger(kind: FieldKind) -> LedgerDefinition {
        let mut ledger = LedgerDefinition::blank(name("log"), "记录", RecordKind::Event);
        ledger.fields = vec![FieldDefinition::blank(name("a"), "甲", kind)];
        ledger
    }

    fn text() -> FieldKind {
        FieldKind::Text { characters_max: 9 }
    }

    fn metres(word: &str) -> FieldKind {
        FieldKind::Integer { unit: Some(MeasureUnit::new(word)) }
    }

    fn reference(to: &'static str) -> FieldKind {
        FieldKind::Reference { ledger: name(to) }
    }

    #[test]
    fn a_field_is_not_read_as_something_that_nobody_wrote() {
        let choice = FieldKind::Choice { options: vec!["好".into()], open: false };
        let cases = [
            (text(), choice.clone(), ""),
            (choice, text(), ""),
            (text(), reference("site"), "不能改变类型"),
            (reference("site"), reference("facility"), "不能改为引用另一台账"),
            (FieldKind::Integer { unit: None }, FieldKind::Money, "不能改变类型"),
            (FieldKind::Integer { unit: None }, FieldKind::Day, "不能改变类型"),
            (FieldKind::Integer { unit: None }, metres("m"), ""),
            (metres("m"), metres("km"), "不能改变计量单位"),
            (
                FieldKind::Decimal { digits: 2, unit: None },
                FieldKind::Decimal { digits: 3, unit: None },
                "小数位",
            ),
        ];
        for (old, new, told) in cases {
            let faults = unreadable(&ledger(new.clone()), &ledger(old.clone()));
            assert_eq!(faults.is_empty(), told.is_empty(), "{old:?} {new:?}: {faults:?}");
            assert!(faults.concat().contains(told), "{faults:?}");
        }
    }

    #[test]
    fn what_is_kept_in_the_clear_is_not_said_to_be_encrypted() {
        let mut hidden = ledger(text());
        hidden.fields[0].sensitive = true;
        assert!(unreadable(&hidden, &ledger(text())).concat().contains("不能改变是否敏感"));
    }

    #[test]
    fn a_field_may_go_and_another_come() {
        let mut other = ledger(FieldKind::Day);
        other.fields[0].code = name("b");
        assert_eq!(unreadable(&other, &ledger(text())), Vec::<String>::new());
    }

    #[test]
    fn a_state_that_records_are_in_stays() {
        let mut other = ledger(text());
        other.workflow.states[0].code = name("open");
        assert!(unreadable(&other, &ledger(text())).concat().contains("没有状态“已登记”"));
    }
}
