//! 填表说明: what each column of an empty table wants.

use crate::write::layout::Align;
use crate::write::xlsx::{List, ListColumn, Value};
use ledgers::language::{Checker, Scope, Spelling, parse, print};
use ledgers::{Catalogue, FieldDefinition, FieldKind, LedgerDefinition, TableColumn};

/// What stands above the list.
const RULES: &str = "第一行为列名，请勿改动；自第二行起每行一条记录；带*的列必须填写；空行自动略过。\
                     导入时逐格检查，问题一次列全，无误后一并登记。";

/// The list of columns of a ledger.
pub(super) fn guide(
    catalogue: &Catalogue,
    ledger: &LedgerDefinition,
    columns: &[TableColumn<'_>],
) -> List {
    let heads = [
        ("列名", 2400, Align::Left),
        ("是否必填", 1400, Align::Centre),
        ("填写内容", 3200, Align::Left),
        ("计量单位", 1300, Align::Centre),
        ("可选项", 4200, Align::Left),
        ("说明", 4800, Align::Left),
        ("示例", 3000, Align::Left),
    ];
    let about = About { catalogue, ledger };
    List {
        name: "填表说明".to_owned(),
        heading: format!("“{}”填表说明", ledger.label),
        remark: Some(RULES.to_owned()),
        columns: heads.map(ListColumn::plain).into(),
        rows: columns.iter().map(|column| about.row(*column)).collect(),
        totals: false,
    }
}

/// What is said of the columns that every table has.
pub(super) fn explanation(column: TableColumn<'_>) -> &'static str {
    match column {
        TableColumn::Unit => "记录所属单位的编码，如 333002；留空的，按导入时指定的单位登记",
        TableColumn::ValidFrom => "从哪一天起按此情况计算；留空的，为登记当天",
        TableColumn::Remark => "系统提示与常情不符而确属实情的，请在此说明",
        TableColumn::Field(_) => "",
    }
}

struct About<'a> {
    catalogue: &'a Catalogue,
    ledger: &'a LedgerDefinition,
}

impl About<'_> {
    fn row(&self, column: TableColumn<'_>) -> Vec<Value> {
        let (needed, content, options, words, example) = match column {
            TableColumn::Unit => {
                ("选填", "单位编码".to_owned(), String::new(), explanation(column), "333002".into())
            }
            TableColumn::ValidFrom => {
                ("选填", "日期".to_owned(), String::new(), explanation(column), DAY.to_owned())
            }
            TableColumn::Remark => {
                ("选填", "文字".to_owned(), String::new(), explanation(column), String::new())
            }
            TableColumn::Field(field) => return self.of_field(column, field),
        };
        let unit = column.measure();
        [column.label(), needed, &content, unit, &options, words, &example]
            .map(|text| Value::Text(text.to_owned()))
            .into()
    }

    fn of_field(&self, column: TableColumn<'_>, field: &FieldDefinition) -> Vec<Value> {
        let needed = match (field.required, &field.applies_when) {
            (true, None) => "必填",
            (true, Some(_)) => "适用时必填",
            (false, _) => "选填",
        };
        let options = if let FieldKind::Choice { options, .. } = &field.kind {
            options.join("、")
        } else {
            String::new()
        };
        let texts = [
            column.label().to_owned(),
            needed.to_owned(),
            self.content(field),
            column.measure().to_owned(),
            options,
            self.words(field),
            self.example(field),
        ];
        texts.map(Value::Text).into()
    }

    fn content(&self, field: &FieldDefinition) -> String {
        match &field.kind {
            FieldKind::Text { characters_max } => format!("文字，最多{characters_max}个字"),
            FieldKind::Integer { .. } => "整数".to_owned(),
            FieldKind::Decimal { digits, .. } => format!("数字，最多{digits}位小数"),
            FieldKind::Money => "金额，最多两位小数".to_owned(),
            FieldKind::Day => "日期".to_owned(),
            FieldKind::Moment => "日期和时间".to_owned(),
            FieldKind::Choice { open: false, .. } => "从可选项中选择一项".to_owned(),
            FieldKind::Choice { open: true, .. } => "从可选项中选择一项，也可另填".to_owned(),
            FieldKind::YesNo => "是或否".to_owned(),
            FieldKind::Point => "位置，按“经度,纬度”填写".to_owned(),
            FieldKind::Line => "线路，依次填写各点位置，以空格隔开".to_owned(),
            FieldKind::Outline => "范围，依次填写各角点位置，以空格隔开".to_owned(),
            FieldKind::Person => "姓名".to_owned(),
            FieldKind::Reference { ledger } => self.reference(ledger.as_str()),
            FieldKind::References { ledger } => {
                format!("{}，可填多个，以顿号隔开", self.reference(ledger.as_str()))
            }
            FieldKind::File | FieldKind::Computed { .. } => String::new(),
        }
    }

    /// How a record of another ledger is named: by the fields of its key.
    fn reference(&self, code: &str) -> String {
        let Some(target) = self.catalogue.ledger(code) else { return String::new() };
        let keys = target.key.iter().filter_map(|name| target.field(name.as_str()));
        let keys: Vec<&str> = keys.map(|field| field.label.as_str()).collect();
        format!("台账“{}”中的记录，填写其“{}”", target.label, keys.join("/"))
    }

    /// The hint, and when the field is to be filled.
    fn words(&self, field: &FieldDefinition) -> String {
        let hint = field.hint.clone();
        let applies = field.applies_when.as_deref().and_then(|text| self.in_chinese(text));
        let applies = applies.map(|condition| format!("仅在 {condition} 时填写"));
        [hint, applies].into_iter().flatten().collect::<Vec<_>>().join("；")
    }

    fn in_chinese(&self, expression: &str) -> Option<String> {
        let parsed = parse(expression).ok()?;
        let scope = Scope::Record(self.ledger);
        let typed = Checker::check_truth(self.catalogue, &parsed, scope).ok()?;
        Some(print(self.catalogue, &typed, Some(self.ledger), Spelling::Chinese))
    }

    fn example(&self, field: &FieldDefinition) -> String {
        let (FieldKind::Reference { ledger } | FieldKind::References { ledger }) = &field.kind
        else {
            return example(field, self.ledger.key.contains(&field.code));
        };
        let Some(target) = self.catalogue.ledger(ledger.as_str()) else { return String::new() };
        let keys = target.key.iter().filter_map(|name| target.field(name.as_str()));
        keys.map(|key| example(key, true)).collect::<Vec<_>>().join("/")
    }
}

const DAY: &str = "2026-06-30";

/// What a person could write. A text that is no part of a key has no example: it would only be
/// copied.
fn example(field: &FieldDefinition, is_key: bool) -> String {
    let text = match &field.kind {
        FieldKind::Text { .. } if is_key => "2026-001",
        FieldKind::Text { .. } | FieldKind::File | FieldKind::Computed { .. } => "",
        FieldKind::Integer { .. } => "12",
        FieldKind::Decimal { .. } => "12.5",
        FieldKind::Money => "12500.00",
        FieldKind::Day => DAY,
        FieldKind::Moment => "2026-06-30 09:30",
        FieldKind::Choice { options, .. } => options.first().map_or("", String::as_str),
        FieldKind::YesNo => "是",
        FieldKind::Point => "119.4863,39.8251",
        FieldKind::Line => "119.4863,39.8251 119.4871,39.8260",
        FieldKind::Outline => "119.4863,39.8251 119.4871,39.8260 119.4880,39.8247",
        FieldKind::Person => "张三",
        FieldKind::Reference { .. } | FieldKind::References { .. } => "A-01",
    };
    text.to_owned()
}
