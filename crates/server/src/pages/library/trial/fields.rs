//! The fields of a ledger, to be looked up while a formula is written.

use crate::work::book::Book;
use ledgers::language::{Mode, Spelling, Typed, print};
use ledgers::{ComputedKind, FieldDefinition, FieldKind, LedgerDefinition, MeasureUnit};

/// A ledger with its fields.
pub(crate) struct LedgerView {
    /// 台账名称.
    pub(crate) label: String,
    /// What it is for.
    pub(crate) purpose: String,
    /// The ways of time that fit, `@期末`.
    pub(crate) modes: Vec<&'static str>,
    /// Name, code, what it holds.
    pub(crate) fields: Vec<(String, String, String)>,
}

impl LedgerView {
    pub(super) fn of(ledger: &LedgerDefinition) -> Self {
        let modes = [
            (Mode::End, "@期末"),
            (Mode::In, "@期内"),
            (Mode::Open, "@应办"),
            (Mode::Due, "@到期"),
            (Mode::All, "@全部"),
        ];
        Self {
            label: ledger.label.clone(),
            purpose: ledger.purpose.clone(),
            modes: modes
                .into_iter()
                .filter(|(mode, _)| mode.fits(ledger))
                .map(|(_, words)| words)
                .collect(),
            fields: ledger
                .fields
                .iter()
                .map(|field| (field.label.clone(), field.code.to_string(), holds(field)))
                .collect(),
        }
    }
}

/// What a field holds, in words.
fn holds(field: &FieldDefinition) -> String {
    let with = |word: &str, unit: Option<&str>| match unit {
        Some(unit) => format!("{word}（{unit}）"),
        None => word.to_owned(),
    };
    match &field.kind {
        FieldKind::Text { .. } => "文字".to_owned(),
        FieldKind::Integer { unit } => with("整数", unit.as_ref().map(MeasureUnit::as_str)),
        FieldKind::Decimal { unit, .. } => with("数值", unit.as_ref().map(MeasureUnit::as_str)),
        FieldKind::Money => "金额（元）".to_owned(),
        FieldKind::Day => "日期".to_owned(),
        FieldKind::Moment => "时间".to_owned(),
        FieldKind::Choice { options, .. } => format!("可选值：{}", options.join("、")),
        FieldKind::YesNo => "是否".to_owned(),
        FieldKind::Point | FieldKind::Line | FieldKind::Outline => "位置".to_owned(),
        FieldKind::Person => "人员姓名".to_owned(),
        FieldKind::Reference { ledger } => format!("引用台账{ledger}的一条记录"),
        FieldKind::References { ledger } => format!("引用台账{ledger}的多条记录"),
        FieldKind::File => "文件".to_owned(),
        FieldKind::Computed { gives, .. } => match gives {
            ComputedKind::YesNo => "自动计算：是否".to_owned(),
            ComputedKind::Number { unit, .. } => {
                with("自动计算：数值", unit.as_ref().map(MeasureUnit::as_str))
            }
            ComputedKind::Day => "自动计算：日期".to_owned(),
        },
    }
}

/// A figure of a formula in Chinese names.
pub(super) fn words(book: &Book, leaf: &Typed) -> String {
    print(&book.catalogue, leaf, None, Spelling::Chinese)
}
