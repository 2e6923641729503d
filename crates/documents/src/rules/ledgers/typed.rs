//! A ledger file to a definition: every word of it becomes a type, or is told.

use super::field::typed_fields;
use super::file::{CheckEntry, EvidenceEntry, ExpectedTable, LedgerFile, TimesTable};
use crate::rules::faults::Faults;
use ledgers::{
    Check, EvidenceNeed, EvidenceRule, ExpectedPlan, LedgerDefinition, PlanDue, PlanRhythm,
    RecordKind, TimeFields, Workflow,
};
use vocabulary::Basis;

/// Words of the kinds of records.
pub(super) const KINDS: [(&str, RecordKind); 5] = [
    ("stock", RecordKind::Stock),
    ("event", RecordKind::Event),
    ("case", RecordKind::Case),
    ("grid", RecordKind::Grid),
    ("line", RecordKind::Line),
];

/// Words of the rhythms of a plan.
pub(super) const RHYTHMS: [(&str, PlanRhythm); 4] = [
    ("every_day", PlanRhythm::EveryDay),
    ("every_working_day", PlanRhythm::EveryWorkingDay),
    ("every_week", PlanRhythm::EveryWeek),
    ("every_month", PlanRhythm::EveryMonth),
];

/// The definition that a file describes.
///
/// # Errors
/// Every word of it that is none.
pub(super) fn typed_ledger(
    file: LedgerFile,
    workflows: &[Workflow],
) -> Result<LedgerDefinition, Vec<String>> {
    let mut faults = Faults::default();
    let definition = definition(file, workflows, &mut faults);
    faults.judge(definition)
}

/// What could be made of the file; of use only when nothing was told.
fn definition(
    file: LedgerFile,
    workflows: &[Workflow],
    faults: &mut Faults,
) -> Option<LedgerDefinition> {
    let code = faults.name(&file.code);
    let kind = faults.word("记录类型", &file.kind, &KINDS);
    let workflow = named_workflow(&file.workflow, workflows, faults);
    let fields = typed_fields(file.fields, &file.groups, faults);
    let key = faults.names(&file.key);
    let title = faults.names(&file.title);
    let suspects = faults.names(&file.suspects);
    let times = times(&file.times, faults);
    let checks: Vec<_> = file.check.into_iter().map(|entry| check(entry, faults)).collect();
    let needs = file.evidence.into_iter().map(need).collect();
    let expected = file.expected.and_then(|table| expected(table, faults));
    Some(LedgerDefinition {
        code: code?,
        label: file.label,
        purpose: file.purpose,
        owner: file.owner,
        kind: kind?,
        version: file.version,
        fields: fields?,
        key: key?,
        title: title?,
        suspects: suspects?,
        times,
        workflow: workflow?,
        checks: checks.into_iter().collect::<Option<_>>()?,
        evidence: EvidenceRule { needs },
        expected,
        retention_years: file.retention_years,
        basis: file.basis.map(Basis::new),
    })
}

fn named_workflow(code: &str, workflows: &[Workflow], faults: &mut Faults) -> Option<Workflow> {
    let found = workflows.iter().find(|workflow| workflow.code.as_str() == code);
    if found.is_none() {
        let known: Vec<&str> = workflows.iter().map(|workflow| workflow.code.as_str()).collect();
        faults.tell(format!("办理流程“{code}”不存在，可用的有：{}", known.join("、")));
    }
    found.cloned()
}

fn times(table: &TimesTable, faults: &mut Faults) -> TimeFields {
    TimeFields {
        on: faults.name_if_any(table.on.as_ref()),
        opened: faults.name_if_any(table.opened.as_ref()),
        closed: faults.name_if_any(table.closed.as_ref()),
        due: faults.name_if_any(table.due.as_ref()),
    }
}

fn check(entry: CheckEntry, faults: &mut Faults) -> Option<Check> {
    Some(Check {
        fields: faults.names(&entry.fields)?,
        expression: entry.expression,
        message: entry.message,
        warning_only: entry.warning_only,
        basis: entry.basis.map(Basis::new),
    })
}

fn need(entry: EvidenceEntry) -> EvidenceNeed {
    EvidenceNeed { kind: entry.kind, count: entry.count, when: entry.when }
}

fn expected(table: ExpectedTable, faults: &mut Faults) -> Option<ExpectedPlan> {
    let subjects = faults.name(&table.subjects);
    let subject_field = faults.name(&table.subject_field);
    let day_field = faults.name(&table.day_field);
    let rhythm = faults.word("应做周期", &table.rhythm, &RHYTHMS);
    let each_of =
        table.each_of.and_then(|each| faults.name(&each.field).map(|field| (field, each.values)));
    let due = table.due.and_then(|due| {
        let field = faults.name(&due.field)?;
        Some(PlanDue { field, days: due.days, working_days: due.working_days })
    });
    Some(ExpectedPlan {
        subjects: subjects?,
        where_: table.condition,
        subject_field: subject_field?,
        day_field: day_field?,
        rhythm: rhythm?,
        each_of,
        due,
    })
}
