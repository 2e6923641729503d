//! What the flat lists say: 汇总 and 指标清单.

use super::layout::Align;
use super::xlsx::{List, ListColumn, Value};
use budget::FiledAmount;
use goals::{Document, TargetSheet};
use indicators::{Comparison, IndicatorRow};
use vocabulary::{Decimal, FiledText};

/// The first words of a sheet that repeats what others say. Intake knows it by them and reads
/// the forms alone.
pub(crate) const DERIVED: &str = "本页由各项目表自动生成，供查阅，不作为导入依据";

fn text(filed: Option<&FiledText>) -> Value {
    Value::Text(filed.map(|filed| filed.text.clone()).unwrap_or_default())
}

/// An amount in 万元 whatever the form's unit, so that the column adds up.
fn amount(filed: Option<&FiledAmount>) -> Value {
    match filed {
        None => Value::Text(String::new()),
        Some(FiledAmount { money: Some(money), .. }) => Value::Amount(money.wan_yuan()),
        Some(FiledAmount { raw, .. }) => Value::Text(raw.text.clone()),
    }
}

/// 汇总: a row a project, amounts in 万元.
pub(super) fn summary(document: &Document) -> List {
    let mut columns = vec![
        ListColumn::plain(("序号", 800, Align::Centre)),
        ListColumn::plain(("项目编码", 2500, Align::Centre)),
        ListColumn::plain(("项目名称", 4200, Align::Left)),
        ListColumn::plain(("单位", 4200, Align::Left)),
    ];
    columns.extend(["预算数", "其中：财政资金", "其他资金"].map(|label| ListColumn {
        adds_up: true,
        ..ListColumn::plain((label, 1800, Align::Right))
    }));
    columns.push(ListColumn::plain(("指标数", 1000, Align::Centre)));
    let row = |(sheet, number): (&TargetSheet, u32)| {
        vec![
            Value::Number(number.into()),
            text(sheet.project_code.as_ref()),
            text(sheet.project_name.as_ref().or(sheet.title.as_ref())),
            text(sheet.unit_name.as_ref()),
            amount(sheet.budget.total.as_ref()),
            amount(sheet.budget.fiscal.as_ref()),
            amount(sheet.budget.other.as_ref()),
            Value::Number(sheet.indicators.len().into()),
        ]
    };
    List {
        name: "汇总".to_owned(),
        heading: "预算项目绩效目标汇总表".to_owned(),
        remark: Some(format!("{DERIVED}。单位：万元")),
        columns,
        rows: document.sheets.iter().zip(1..).map(row).collect(),
        totals: true,
    }
}

/// 指标清单: a row an indicator.
pub(super) fn indicator_list(document: &Document) -> List {
    let columns = INDICATOR_COLUMNS.into_iter().map(ListColumn::plain).collect();
    let rows = document
        .sheets
        .iter()
        .flat_map(|sheet| sheet.indicators.iter().map(move |row| (sheet, row)))
        .zip(1..)
        .map(|((sheet, row), number)| indicator_values(sheet, row, number))
        .collect();
    let list = List {
        name: "指标清单".to_owned(),
        heading: "绩效指标清单".to_owned(),
        remark: Some(DERIVED.to_owned()),
        columns,
        rows,
        totals: false,
    };
    without_empty_columns(list)
}

/// Leaves out what no row fills: half the columns speak of a self-evaluation only.
fn without_empty_columns(list: List) -> List {
    if list.rows.is_empty() {
        return list;
    }
    let empty = Value::Text(String::new());
    let is_filled: Vec<bool> = (0..list.columns.len())
        .map(|number| list.rows.iter().any(|row| row.get(number) != Some(&empty)))
        .collect();
    List {
        columns: filled(list.columns, &is_filled),
        rows: list.rows.into_iter().map(|row| filled(row, &is_filled)).collect(),
        ..list
    }
}

fn filled<T>(things: Vec<T>, is_filled: &[bool]) -> Vec<T> {
    things
        .into_iter()
        .zip(is_filled)
        .filter_map(|(thing, filled)| filled.then_some(thing))
        .collect()
}

/// Label, width and alignment of the columns of 指标清单 and of the CSV file.
pub(super) const INDICATOR_COLUMNS: [(&str, u32, Align); 17] = [
    ("序号", 800, Align::Centre),
    ("项目编码", 2500, Align::Centre),
    ("项目名称", 3000, Align::Left),
    ("一级指标", 1400, Align::Centre),
    ("二级指标", 1600, Align::Centre),
    ("三级指标", 2800, Align::Left),
    ("绩效指标描述", 4200, Align::Left),
    ("指标值", 1400, Align::Centre),
    ("计算符号", 1000, Align::Centre),
    ("数值", 1000, Align::Centre),
    ("上限", 800, Align::Centre),
    ("计量单位", 1000, Align::Centre),
    ("指标值确定依据", 2000, Align::Left),
    ("分值", 800, Align::Centre),
    ("实际完成值", 1400, Align::Centre),
    ("得分", 800, Align::Centre),
    ("偏差原因", 2400, Align::Left),
];

/// The cells of one indicator in the order of [`INDICATOR_COLUMNS`].
pub(super) fn indicator_values(sheet: &TargetSheet, row: &IndicatorRow, number: u32) -> Vec<Value> {
    let target = &row.target;
    let number_or_blank =
        |value: Option<Decimal>| value.map_or_else(|| Value::Text(String::new()), Value::Number);
    vec![
        Value::Number(number.into()),
        text(sheet.project_code.as_ref()),
        text(sheet.project_name.as_ref()),
        text(row.level1.as_ref()),
        text(row.level2.as_ref()),
        text(row.name.as_ref()),
        text(row.definition.as_ref()),
        Value::Text(target.raw.clone()),
        Value::Text(target.comparison.map_or("", comparison_word).to_owned()),
        number_or_blank(target.value),
        number_or_blank(target.upper),
        Value::Text(target.unit.clone().unwrap_or_default()),
        text(row.basis.as_ref()),
        text(row.weight.as_ref()),
        text(row.actual.as_ref()),
        text(row.score.as_ref()),
        text(row.reason.as_ref()),
    ]
}

/// The operator in the words of the forms.
fn comparison_word(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Range => "区间",
        Comparison::Qualitative => "定性",
        Comparison::AtLeast
        | Comparison::MoreThan
        | Comparison::Equal
        | Comparison::AtMost
        | Comparison::LessThan => comparison.sign(),
    }
}
