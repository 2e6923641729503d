//! What must hold of a definition before any expression in it is read.

use crate::rules::faults::Faults;
use ledgers::{ExpectedPlan, FieldDefinition, FieldKind, LedgerDefinition, Name, RecordKind};
use std::collections::BTreeSet;

/// What every record carries besides the fields of its ledger; a field may not take the name.
const COMMON: [&str; 15] = [
    "id",
    "org_id",
    "project_ids",
    "state",
    "version",
    "valid_from",
    "valid_to",
    "source",
    "evidence",
    "created_by",
    "created_at",
    "reviewed_by",
    "reviewed_at",
    "remark",
    "secret_level",
];
/// The same in the Chinese of formulas.
const COMMON_LABELS: [&str; 2] = ["本记录", "佐证数"];
/// Longer texts belong into an attached file.
const CHARACTERS_MAX: u32 = 4_000;
/// An exact number holds no more decimals beside its whole part.
const DIGITS_MAX: u8 = 9;

/// What does not hold of one ledger.
pub(super) fn faults_of(ledger: &LedgerDefinition) -> Vec<String> {
    let mut faults = Faults::default();
    head(ledger, &mut faults);
    fields(ledger, &mut faults);
    name_lists(ledger, &mut faults);
    times(ledger, &mut faults);
    checks_and_evidence(ledger, &mut faults);
    plan(ledger, &mut faults);
    faults.into_inner()
}

/// What does not hold between ledgers.
pub(super) fn faults_between(ledgers: &[LedgerDefinition]) -> Vec<String> {
    let mut faults = Faults::default();
    let codes: BTreeSet<&Name> = ledgers.iter().map(|ledger| &ledger.code).collect();
    for (at, ledger) in ledgers.iter().enumerate() {
        for other in ledgers.iter().skip(at.saturating_add(1)) {
            if ledger.code == other.code {
                faults.tell(format!("两个台账的代码都是“{}”，请分别命名", ledger.code));
            }
            if ledger.label == other.label {
                faults.tell(format!("两个台账的名称都是“{}”，请分别命名", ledger.label));
            }
        }
        for field in &ledger.fields {
            if let FieldKind::Reference { ledger: target }
            | FieldKind::References { ledger: target } = &field.kind
                && !codes.contains(target)
            {
                faults.tell(format!(
                    "台账“{}”的字段“{}”引用的台账“{target}”不存在，请先建立该台账",
                    ledger.label, field.label
                ));
            }
        }
        if let Some(plan) = &ledger.expected
            && !codes.contains(&plan.subjects)
        {
            faults.tell(format!("台账“{}”应做计划的台账“{}”不存在", ledger.label, plan.subjects));
        }
    }
    faults.into_inner()
}

fn head(ledger: &LedgerDefinition, faults: &mut Faults) {
    for (what, text) in
        [("名称", &ledger.label), ("用途", &ledger.purpose), ("责任股室", &ledger.owner)]
    {
        if text.trim().is_empty() {
            faults.tell(format!("{what}为空，请填写"));
        }
    }
    if !names_in_formulas(&ledger.label) {
        faults.tell("名称只能用汉字、字母、数字和下划线，且不以数字开头，以便写入公式");
    }
    if ledger.version == 0 || ledger.retention_years == 0 {
        faults.tell("版本和保存年限应大于零");
    }
}

/// Whether a text can stand in a formula without quotation marks.
fn names_in_formulas(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn fields(ledger: &LedgerDefinition, faults: &mut Faults) {
    if ledger.fields.is_empty() {
        faults.tell("没有字段，请至少设一个");
    }
    for (at, field) in ledger.fields.iter().enumerate() {
        for other in ledger.fields.iter().skip(at.saturating_add(1)) {
            if field.code == other.code {
                faults.tell(format!("两个字段的代码都是“{}”，请分别命名", field.code));
            }
            if field.label == other.label {
                faults.tell(format!("两个字段的名称都是“{}”，请分别命名", field.label));
            }
        }
        if let Some(fault) = fault_of_field(field) {
            faults.tell(format!("字段“{}”：{fault}", field.label));
        }
    }
}

fn fault_of_field(field: &FieldDefinition) -> Option<&'static str> {
    if COMMON.contains(&field.code.as_str()) || COMMON_LABELS.contains(&field.label.as_str()) {
        return Some("与每条记录都有的公共栏目同名，请另取名称");
    }
    if !names_in_formulas(&field.label) {
        return Some("名称只能用汉字、字母、数字和下划线，且不以数字开头，以便写入公式");
    }
    let computed = matches!(field.kind, FieldKind::Computed { .. });
    if computed && (field.required || field.sensitive) {
        return Some("计算字段不由人填写，不能设为必填或敏感");
    }
    if let FieldKind::Text { characters_max } = field.kind
        && !(1..=CHARACTERS_MAX).contains(&characters_max)
    {
        return Some("字数上限应在1至4000之间");
    }
    if let FieldKind::Decimal { digits, .. } = field.kind
        && !(1..=DIGITS_MAX).contains(&digits)
    {
        return Some("小数位数应在1至9之间；没有小数的请用整数型");
    }
    if let FieldKind::Choice { options, .. } = &field.kind {
        return fault_of_options(options);
    }
    None
}

fn fault_of_options(options: &[String]) -> Option<&'static str> {
    let distinct: BTreeSet<&str> = options.iter().map(|option| option.trim()).collect();
    if options.is_empty() {
        Some("没有选项，请至少列出一个")
    } else if distinct.contains("") {
        Some("有空白选项，请删去")
    } else if distinct.len() != options.len() {
        Some("有相同的选项，请删去重复的")
    } else {
        None
    }
}

fn name_lists(ledger: &LedgerDefinition, faults: &mut Faults) {
    if ledger.key.is_empty() {
        faults.tell("没有主键，请指定不重复的字段");
    }
    if ledger.title.is_empty() {
        faults.tell("没有标题字段，请指定列表中显示的字段");
    }
    for (what, names) in
        [("主键", &ledger.key), ("标题字段", &ledger.title), ("查重字段", &ledger.suspects)]
    {
        let distinct: BTreeSet<&Name> = names.iter().collect();
        if distinct.len() != names.len() {
            faults.tell(format!("{what}中有重复的字段"));
        }
        for name in names {
            let Some(field) = ledger.field(name.as_str()) else {
                faults.tell(format!("{what}中的字段“{name}”不存在"));
                continue;
            };
            let fits = if what == "标题字段" { shows(field) } else { compares(field) };
            if !fits {
                faults.tell(format!("{what}不能用字段“{}”，请另选", field.label));
            }
            if what == "主键" && (!field.required || field.sensitive) {
                faults.tell(format!("主键中的字段“{}”应为必填且不加密", field.label));
            }
        }
    }
}

/// Whether two values of the field can be told to be the same.
fn compares(field: &FieldDefinition) -> bool {
    matches!(
        field.kind,
        FieldKind::Text { .. }
            | FieldKind::Integer { .. }
            | FieldKind::Decimal { .. }
            | FieldKind::Money
            | FieldKind::Day
            | FieldKind::Choice { .. }
            | FieldKind::Person
            | FieldKind::Reference { .. }
    )
}

/// Whether the field can stand in the heading of a record.
fn shows(field: &FieldDefinition) -> bool {
    !field.sensitive && (compares(field) || field.kind == FieldKind::Moment)
}

fn times(ledger: &LedgerDefinition, faults: &mut Faults) {
    let times = &ledger.times;
    let given = [
        ("on", &times.on),
        ("opened", &times.opened),
        ("closed", &times.closed),
        ("due", &times.due),
    ];
    for (what, name) in given {
        let Some(name) = name else { continue };
        match ledger.field(name.as_str()) {
            None => faults.tell(format!("时间口径{what}的字段“{name}”不存在")),
            Some(field) if field.kind != FieldKind::Day => {
                faults.tell(format!("时间口径{what}的字段“{}”不是日期型", field.label));
            }
            Some(_) => {}
        }
        if !allowed(ledger.kind).contains(&what) {
            faults.tell(format!("{}类台账没有时间口径{what}，请删去", ledger.kind.label()));
        }
    }
    for what in needed(ledger.kind) {
        let name =
            given.iter().find(|(known, _)| known == what).and_then(|(_, name)| name.as_ref());
        match name {
            None => faults.tell(format!("{}类台账应指定时间口径{what}", ledger.kind.label())),
            // What is not closed yet has no day of closing; every other day must be there.
            Some(name) if *what != "closed" => {
                if let Some(field) = ledger.field(name.as_str()).filter(|field| !field.required) {
                    faults.tell(format!("时间口径{what}的字段“{}”应为必填", field.label));
                }
            }
            Some(_) => {}
        }
    }
}

/// Which times a ledger of a kind may have. Stock has its validity instead of an end.
fn allowed(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Stock | RecordKind::Event | RecordKind::Line => &["on"],
        RecordKind::Case => &["on", "opened", "closed", "due"],
        RecordKind::Grid => &["on", "due"],
    }
}

/// Which times a ledger of a kind must have.
fn needed(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Stock | RecordKind::Line => &[],
        RecordKind::Event | RecordKind::Grid => &["on"],
        RecordKind::Case => &["opened", "closed"],
    }
}

fn checks_and_evidence(ledger: &LedgerDefinition, faults: &mut Faults) {
    for check in &ledger.checks {
        if check.expression.trim().is_empty() || check.message.trim().is_empty() {
            faults.tell("有一条校验缺少算式或提示语，请补齐");
        }
        if check.fields.is_empty() {
            faults.tell(format!("校验“{}”没有注明字段", check.message));
        }
        for name in check.fields.iter().filter(|name| ledger.field(name.as_str()).is_none()) {
            faults.tell(format!("校验“{}”注明的字段“{name}”不存在", check.message));
        }
    }
    for (at, need) in ledger.evidence.needs.iter().enumerate() {
        if need.kind.trim().is_empty() || need.count == 0 {
            faults.tell("佐证要求应写明种类，份数至少为1");
        }
        let twins = ledger.evidence.needs.iter().skip(at.saturating_add(1));
        if twins.into_iter().any(|other| other.kind == need.kind && other.when == need.when) {
            faults.tell(format!("佐证要求“{}”写了两次，请删去一处", need.kind));
        }
    }
}

fn plan(ledger: &LedgerDefinition, faults: &mut Faults) {
    let Some(plan) = &ledger.expected else { return };
    if ledger.kind != RecordKind::Grid {
        faults.tell(format!("{}类台账不能有应做计划", ledger.kind.label()));
    }
    match ledger.field(plan.subject_field.as_str()).map(|field| &field.kind) {
        Some(FieldKind::Reference { ledger }) if *ledger == plan.subjects => {}
        _ => faults.tell(format!(
            "应做计划的对象字段“{}”应引用台账“{}”",
            plan.subject_field, plan.subjects
        )),
    }
    if ledger.times.on.as_ref() != Some(&plan.day_field) {
        faults.tell(format!("应做计划的日期字段“{}”应与时间口径on相同", plan.day_field));
    }
    if let Some((name, values)) = &plan.each_of {
        let options = match ledger.field(name.as_str()).map(|field| &field.kind) {
            Some(FieldKind::Choice { options, .. }) => options.as_slice(),
            _ => &[],
        };
        if values.is_empty() || values.iter().any(|value| !options.contains(value)) {
            faults.tell(format!("应做计划逐项生成的值应是字段“{name}”的选项"));
        }
    }
    if let Some(due) = &plan.due
        && ledger.times.due.as_ref() != Some(&due.field)
    {
        faults.tell(format!("应做计划的期限字段“{}”应与时间口径due相同", due.field));
    }
    key_of_plan(ledger, plan, faults);
}

/// A row that is made from a plan has its key and its deadline filled, and nothing else.
fn key_of_plan(ledger: &LedgerDefinition, plan: &ExpectedPlan, faults: &mut Faults) {
    let filled: BTreeSet<&Name> = [&plan.subject_field, &plan.day_field]
        .into_iter()
        .chain(plan.each_of.iter().map(|(field, _)| field))
        .collect();
    if filled != ledger.key.iter().collect() {
        faults.tell("有应做计划的台账，主键应恰为对象字段、日期字段和逐项字段");
    }
}
