//! What people write, and what is made of it.

use super::*;
use crate::{FieldDefinition, FieldKind, MeasureUnit, Name};
use proptest::prelude::*;

fn field(kind: FieldKind) -> FieldDefinition {
    FieldDefinition::blank(Name::parse("field").unwrap(), "字段", kind)
}

fn area() -> FieldKind {
    FieldKind::Decimal { digits: 2, unit: Some(MeasureUnit::new("㎡")) }
}

fn count() -> FieldKind {
    FieldKind::Integer { unit: Some(MeasureUnit::new("座")) }
}

fn choice(open: bool) -> FieldKind {
    FieldKind::Choice { options: vec!["可用".into(), "故障".into(), "待报废".into()], open }
}

fn read(kind: FieldKind, text: &str) -> Result<Option<Cell>, CellError> {
    read_cell(&field(kind), text)
}

#[test]
fn what_people_write_is_read_in_any_width_and_spelling() {
    let cases = [
        (area(), "12.5", Cell::Whole(1_250)),
        (area(), "１，２００．０５ ㎡", Cell::Whole(120_005)),
        (area(), "12平方米", Cell::Whole(1_200)),
        (area(), "-3", Cell::Whole(-300)),
        (area(), "12.500", Cell::Whole(1_250)),
        (count(), "1,024座", Cell::Whole(1_024)),
        (FieldKind::Money, "3000.5元", Cell::Whole(300_050)),
        (FieldKind::Day, "2026年6月30日", Cell::Whole(20_634)),
        (FieldKind::Moment, "1970-01-02 01:05", Cell::Whole(1_440 + 65)),
        (FieldKind::Moment, "1970/1/2T１：５", Cell::Whole(1_440 + 65)),
        (FieldKind::YesNo, "√", Cell::YesNo(true)),
        (FieldKind::YesNo, "无", Cell::YesNo(false)),
        (choice(false), " 可 用", Cell::Text("可用".into())),
        (choice(true), "新状态", Cell::Text("新状态".into())),
        (FieldKind::Point, "119.4863，39.8251", Cell::Text("119.4863,39.8251".into())),
        (FieldKind::Line, "119.10,39.1；119.2,39.2", Cell::Text("119.1,39.1 119.2,39.2".into())),
        (FieldKind::Text { characters_max: 4 }, " 两行\n字 ", Cell::Text("两行\n字".into())),
    ];
    for (kind, text, cell) in cases {
        assert_eq!(read(kind, text), Ok(Some(cell)), "{text}");
    }
    for blank in ["", "  ", "\u{3000}", "\u{200b}"] {
        assert_eq!(read(area(), blank), Ok(None));
    }
}

#[test]
fn what_does_not_fit_is_refused_in_words_and_never_put_right_in_silence() {
    let cases = [
        (area(), "十二", "“十二”不是数值，请填写数字（单位：㎡）"),
        (area(), "12.", "不是数值"),
        (area(), "1e5", "的单位是“e5”"),
        (area(), "12m", "的单位是“m”，此处应以“㎡”填写"),
        (area(), "12.345", "最多2位小数；系统不代为舍入"),
        (count(), "1.5", "应为整数"),
        (count(), "99999999999999999999", "过大"),
        (FieldKind::Money, "3万元", "的单位是“万元”，此处应以“元”填写，请换算后重填"),
        (FieldKind::Day, "2026-02-30", "这一天不存在"),
        (FieldKind::Moment, "2026-07-07", "不是时间，请写成 2026-07-07 10:00"),
        (FieldKind::Moment, "2026-07-07 24:00", "不是时间"),
        (FieldKind::YesNo, "可能", "请填“是”或“否”"),
        (choice(false), "可以用", "是否为“可用”；可选：可用、故障、待报废"),
        (FieldKind::Point, "39.8251,119.4863", "经度与纬度可能写反了"),
        (FieldKind::Point, "119.1,39.1 119.2,39.2", "应为一个位置"),
        (FieldKind::Outline, "119.1,39.1 119.2,39.2", "至少要3个位置"),
        (FieldKind::Point, "119.123456789,39.1", "最多7位"),
        (FieldKind::Text { characters_max: 2 }, "三个字", "共3个字，最多2个字"),
        (FieldKind::Text { characters_max: 9 }, "一\u{0}二", "控制字符（U+0000）"),
    ];
    for (kind, text, words) in cases {
        let error = read(kind, text).expect_err(text);
        assert!(error.message.contains(words), "{text}: {error}");
    }
    assert_eq!(
        read(FieldKind::Point, "39.8251,119.4863").unwrap_err().suggestion.as_deref(),
        Some("119.4863,39.8251")
    );
}

#[test]
fn what_is_sensitive_is_shown_in_part() {
    for (text, shown) in
        [("张三丰", "张**"), ("6222021234567890123", "6222***********0123"), ("李", "李")]
    {
        assert_eq!(masked(text), shown);
    }
}

proptest! {
    #[test]
    fn a_value_reads_back_from_its_print(number in any::<i64>(), day in -20_000_i64..40_000) {
        for kind in [area(), count(), FieldKind::Money] {
            let field = field(kind);
            let printed = print_cell(&field, &Cell::Whole(number));
            let again = read_cell(&field, &printed);
            prop_assert_eq!(again, Ok(Some(Cell::Whole(number))), "{}", printed);
        }
        for (kind, cell) in [(FieldKind::Day, day), (FieldKind::Moment, day * 1_440 + 77)] {
            let field = field(kind);
            let printed = print_cell(&field, &Cell::Whole(cell));
            let again = read_cell(&field, &printed);
            prop_assert_eq!(again, Ok(Some(Cell::Whole(cell))), "{}", printed);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        for kind in [area(), FieldKind::Day, FieldKind::Moment, FieldKind::Line, choice(false)] {
            let _either = read(kind, &text);
        }
    }
}
