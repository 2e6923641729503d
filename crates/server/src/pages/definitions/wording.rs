//! The parts of a definition in the words of people.

use ledgers::language::{Checker, Scope, Spelling, parse, print};
use ledgers::{
    Catalogue, ComputedKind, EvidenceNeed, ExpectedPlan, FieldDefinition, FieldKind,
    LedgerDefinition, MeasureUnit, Name, PlanRhythm,
};

/// How an expression is said: as it is written in the definition, or in Chinese.
pub(super) type Said<'a> = &'a dyn Fn(&str) -> String;

/// An expression about the records of a ledger in Chinese; as it is written when it does not hold
/// against the ledgers of today, which an earlier version need not.
pub(super) fn in_chinese(catalogue: &Catalogue, about: &LedgerDefinition, text: &str) -> String {
    let typed = parse(text)
        .ok()
        .and_then(|expression| Checker::check(catalogue, &expression, Scope::Record(about)).ok());
    match typed {
        Some(typed) => print(catalogue, &typed, Some(about), Spelling::Chinese),
        None => text.to_owned(),
    }
}

/// The type of a field: `数值（2位小数，㎡）`.
pub(super) fn type_words(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text { characters_max } => format!("文字（不超过{characters_max}字）"),
        FieldKind::Integer { unit } => format!("整数{}", in_brackets([unit_words(unit.as_ref())])),
        FieldKind::Decimal { digits, unit } => {
            let decimals = format!("{digits}位小数");
            format!("数值{}", in_brackets([decimals, unit_words(unit.as_ref())]))
        }
        FieldKind::Money => "金额（元）".to_owned(),
        FieldKind::Day => "日期".to_owned(),
        FieldKind::Moment => "日期和时间".to_owned(),
        FieldKind::Choice { open: false, .. } => "选项".to_owned(),
        FieldKind::Choice { open: true, .. } => "选项（可另填）".to_owned(),
        FieldKind::YesNo => "是／否".to_owned(),
        FieldKind::Point => "位置".to_owned(),
        FieldKind::Line => "线路".to_owned(),
        FieldKind::Outline => "范围".to_owned(),
        FieldKind::Person => "人员姓名".to_owned(),
        FieldKind::Reference { ledger } => format!("引用台账 {ledger} 的一条记录"),
        FieldKind::References { ledger } => format!("引用台账 {ledger} 的若干条记录"),
        FieldKind::File => "附件".to_owned(),
        FieldKind::Computed { gives, .. } => match gives {
            ComputedKind::YesNo => "系统计算（是／否）".to_owned(),
            ComputedKind::Day => "系统计算（日期）".to_owned(),
            ComputedKind::Number { digits, unit } => {
                let decimals = format!("{digits}位小数");
                format!("系统计算{}", in_brackets([decimals, unit_words(unit.as_ref())]))
            }
        },
    }
}

fn unit_words(unit: Option<&MeasureUnit>) -> String {
    unit.map(|unit| unit.as_str().to_owned()).unwrap_or_default()
}

fn in_brackets<const N: usize>(parts: [String; N]) -> String {
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if said.is_empty() { String::new() } else { format!("（{}）", said.join("，")) }
}

/// What else is said of a field.
pub(super) fn remarks(field: &FieldDefinition, said: Said<'_>) -> Vec<String> {
    let mut all = Vec::new();
    if let FieldKind::Choice { options, .. } = &field.kind {
        all.push(format!("选项：{}", options.join("、")));
    }
    if let FieldKind::Computed { expression, .. } = &field.kind {
        all.push(format!("算式：{}", said(expression)));
    }
    all.extend(field.group.as_ref().map(|group| format!("分组：{group}")));
    all.extend(field.applies_when.as_ref().map(|when| format!("适用条件：{}", said(when))));
    if field.sensitive {
        all.push("敏感：加密保存，掩码显示".to_owned());
    }
    all.extend(field.hint.clone());
    all
}

/// Fields by their labels.
pub(super) fn labels(ledger: &LedgerDefinition, names: &[Name]) -> String {
    let label = |name: &Name| match ledger.field(name.as_str()) {
        Some(field) => field.label.clone(),
        None => name.to_string(),
    };
    names.iter().map(label).collect::<Vec<_>>().join("、")
}

/// 时间口径: which field is which day.
pub(super) fn times(ledger: &LedgerDefinition) -> String {
    let times = &ledger.times;
    let all = [
        ("发生", &times.on),
        ("立案", &times.opened),
        ("办结", &times.closed),
        ("到期", &times.due),
    ];
    let said = all.into_iter().filter_map(|(word, name)| {
        let name = name.as_ref()?;
        Some(format!("{word}按“{}”", labels(ledger, std::slice::from_ref(name))))
    });
    said.collect::<Vec<_>>().join("，")
}

/// 办理流程: its states.
pub(super) fn states(ledger: &LedgerDefinition) -> String {
    let label = |state: &ledgers::State| {
        let counts = if state.counts { "（计入指标）" } else { "" };
        format!("{}{counts}", state.label)
    };
    ledger.workflow.states.iter().map(label).collect::<Vec<_>>().join("、")
}

/// 佐证要求.
pub(super) fn evidence(need: &EvidenceNeed, said: Said<'_>) -> String {
    let when = need.when.as_ref().map(|when| format!("（当 {} 时）", said(when)));
    let when = when.unwrap_or_default();
    format!("{}至少{}份{when}", need.kind, need.count)
}

/// 应做计划; its condition is about the records of another ledger, whose name is given.
pub(super) fn plan(plan: &ExpectedPlan, subjects: &str, said: Said<'_>) -> String {
    let rhythm = match plan.rhythm {
        PlanRhythm::EveryDay => "每日",
        PlanRhythm::EveryWorkingDay => "每个工作日",
        PlanRhythm::EveryWeek => "每周",
        PlanRhythm::EveryMonth => "每月",
    };
    let which =
        plan.where_.as_ref().map(|which| format!("（{}）", said(which))).unwrap_or_default();
    let each = plan.each_of.as_ref().map(|(_, values)| format!("，逐项{}", values.join("、")));
    format!("对台账“{subjects}”的每条记录{which}{rhythm}生成一行{}", each.unwrap_or_default())
}
