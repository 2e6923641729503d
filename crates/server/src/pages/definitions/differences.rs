//! What a changed definition says otherwise than the one before, and what becomes of the table and
//! of the records that are there.

use super::wording::{evidence, labels, plan, remarks, times, type_words};
use ledgers::{Check, FieldDefinition, LedgerDefinition};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// `新增`, `修改` or `删去`.
    pub(crate) act: &'static str,
    /// What: `字段“面积”`.
    pub(crate) part: String,
    /// What was and what is to be.
    pub(crate) words: String,
    /// What becomes of the table and the records.
    pub(crate) effect: &'static str,
}

/// No record is touched by most of what a definition says.
const FORMS_ONLY: &str = "今后登记和更正时按新规定，已有记录不变";

/// Every difference, in the order of the definition.
pub(super) fn differences(after: &LedgerDefinition, before: &LedgerDefinition) -> Vec<Difference> {
    let mut all = head(after, before);
    for field in &after.fields {
        match before.field(field.code.as_str()) {
            None => all.push(added(field)),
            Some(old) => all.extend(changed(field, old)),
        }
    }
    let gone = before.fields.iter().filter(|old| after.field(old.code.as_str()).is_none());
    all.extend(gone.map(removed));
    all.extend(checks(after, before));
    all
}

fn head(after: &LedgerDefinition, before: &LedgerDefinition) -> Vec<Difference> {
    let basis = |ledger: &LedgerDefinition| {
        ledger.basis.as_ref().map(|basis| basis.as_str().to_owned()).unwrap_or_default()
    };
    let needs = |ledger: &LedgerDefinition| {
        ledger
            .evidence
            .needs
            .iter()
            .map(|need| evidence(need, &str::to_owned))
            .collect::<Vec<_>>()
            .join("、")
    };
    let planned = |ledger: &LedgerDefinition| {
        ledger
            .expected
            .as_ref()
            .map(|one| plan(one, one.subjects.as_str(), &str::to_owned))
            .unwrap_or_default()
    };
    let years = |ledger: &LedgerDefinition| format!("{}年", ledger.retention_years);
    let order = |ledger: &LedgerDefinition| {
        let kept = |field: &&FieldDefinition| {
            after.field(field.code.as_str()).is_some()
                && before.field(field.code.as_str()).is_some()
        };
        let codes = ledger.fields.iter().filter(kept).map(|field| field.code.to_string());
        codes.collect::<Vec<_>>().join("、")
    };
    let rows: [PartRow<'_>; 13] = [
        ("名称", &|one| one.label.clone(), "页面和中文公式改用新名称，历史不变"),
        ("用途", &|one| one.purpose.clone(), "只改说明"),
        ("责任股室", &|one| one.owner.clone(), "只改说明"),
        ("办理流程", &|one| one.workflow.code.to_string(), "已有记录的状态不变"),
        ("主键", &|one| labels(one, &one.key), "今后按新主键查重；已有记录不重新查重"),
        ("标题字段", &|one| labels(one, &one.title), "列表改用新的标题"),
        ("查重字段", &|one| labels(one, &one.suspects), FORMS_ONLY),
        ("时间口径", &times, "指标按新口径取数，已有记录也按新口径"),
        ("佐证要求", &needs, "“有佐证”按新要求判断，已有记录也按新要求"),
        ("应做计划", &planned, "今后按新计划生成"),
        ("保存年限", &years, "已有记录也按新年限"),
        ("依据", &basis, "只改说明"),
        ("字段次序", &order, "只改表单次序"),
    ];
    rows.into_iter()
        .filter_map(|(part, read, effect)| {
            let words = from_to(&read(before), &read(after))?;
            Some(Difference { act: "修改", part: part.to_owned(), words, effect })
        })
        .collect()
}

/// A part of a definition, how it reads, and what a change of it means.
type PartRow<'a> = (&'a str, &'a dyn Fn(&LedgerDefinition) -> String, &'static str);

/// `甲 → 乙`, when the two differ.
fn from_to(before: &str, after: &str) -> Option<String> {
    let said = |text: &str| if text.is_empty() { "（无）".to_owned() } else { text.to_owned() };
    (before != after).then(|| format!("{} → {}", said(before), said(after)))
}

fn part(field: &FieldDefinition) -> String {
    format!("字段“{}”", field.label)
}

fn added(field: &FieldDefinition) -> Difference {
    let required = if field.required { "，必填" } else { "" };
    Difference {
        act: "新增",
        part: part(field),
        words: format!("{}，{}{required}", field.code, type_words(&field.kind)),
        effect: if field.required {
            "表中增加一列；已有记录此项为空，更正或变更时须补填"
        } else {
            "表中增加一列；已有记录此项为空"
        },
    }
}

fn removed(field: &FieldDefinition) -> Difference {
    Difference {
        act: "删去",
        part: part(field),
        words: field.code.to_string(),
        effect: "表单不再出现，列和已登记的值保留，在记录页“已停用的字段”中可查",
    }
}

fn changed(field: &FieldDefinition, old: &FieldDefinition) -> Option<Difference> {
    let required = |field: &FieldDefinition| if field.required { "必填" } else { "选填" };
    let told = |field: &FieldDefinition| remarks(field, &str::to_owned).join("；");
    let words: Vec<String> = [
        from_to(&old.label, &field.label),
        from_to(&type_words(&old.kind), &type_words(&field.kind)),
        from_to(required(old), required(field)),
        from_to(&told(old), &told(field)),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!words.is_empty()).then(|| Difference {
        act: "修改",
        part: part(old),
        words: words.join("；"),
        effect: FORMS_ONLY,
    })
}

fn checks(after: &LedgerDefinition, before: &LedgerDefinition) -> Vec<Difference> {
    let told = |check: &Check, act: &'static str| Difference {
        act,
        part: format!("校验“{}”", check.message),
        words: check.expression.clone(),
        effect: FORMS_ONLY,
    };
    let new = after.checks.iter().filter(|check| !before.checks.contains(check));
    let gone = before.checks.iter().filter(|check| !after.checks.contains(check));
    new.map(|check| told(check, "新增")).chain(gone.map(|check| told(check, "删去"))).collect()
}
