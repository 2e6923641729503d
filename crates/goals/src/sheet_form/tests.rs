use super::*;
use budget::{BudgetLines, FiledAmount, PlanEntry};
use indicators::{Extra, Target};
use proptest::prelude::*;
use vocabulary::{AmountUnit, Checkpoint, Confidence, Percent, Place};

fn cell(row: u32, column: u32) -> Place {
    Place::Cell { page: None, table: 1, row, column }
}

fn filed(text: &str, row: u32) -> Option<FiledText> {
    let at = cell(row, 1);
    (!text.is_empty()).then(|| FiledText { text: text.into(), at, confidence: Confidence::Likely })
}

fn row(number: u32, name: &str, target: &str) -> IndicatorRow {
    IndicatorRow {
        level1: filed("产出指标", number),
        level2: filed("质量指标", number),
        name: filed(name, number),
        definition: None,
        target: Target::parse(target),
        target_at: Some(cell(number, 5)),
        basis: None,
        weight: None,
        actual: None,
        score: None,
        reason: None,
        extra: vec![Extra {
            label: "指标方向性".into(),
            text: FiledText::certain(format!("正向{number}"), cell(number, 9)),
        }],
        at: cell(number, 3),
        confidence: Confidence::Likely,
    }
}

fn sheet() -> TargetSheet {
    let share = |month, text: &str| PlanEntry {
        checkpoint: Checkpoint::end_of_month(month).unwrap(),
        raw: filed(text, 4),
        percent: Percent::parse(text).ok(),
    };
    TargetSheet {
        project_code: filed("333-1301-JQN-0001", 2),
        project_name: filed("道路维修", 2),
        budget: BudgetLines {
            total: filed("21.4.", 3).map(|raw| FiledAmount::read(raw, AmountUnit::WanYuan)),
            ..BudgetLines::default()
        },
        payment_plan: vec![share(3, "25"), share(12, "100")],
        goals: filed("道路完好", 6).into_iter().chain(filed("道路畅通", 6)).collect(),
        indicators: vec![row(8, "道路完好率", "≥9595%及以上"), row(9, "群众满意度", "≥80%")],
        ..TargetSheet::default()
    }
}

fn edited(edit: impl FnOnce(&mut SheetForm)) -> TargetSheet {
    let base = sheet();
    let mut form = SheetForm::of(&base);
    edit(&mut form);
    form.onto(&base).unwrap()
}

#[test]
fn a_changed_target_is_entered_and_read_and_its_neighbours_keep_their_places() {
    let after = edited(|form| form.indicators[0].target = "≥95%".into());
    let before = sheet();
    let row = &after.indicators[0];
    assert_eq!(row.target.value, Some(95.into()));
    assert_eq!(row.target_at, Some(Place::Entered));
    assert_eq!((&row.name, row.at), (&before.indicators[0].name, cell(8, 3)));
    assert_eq!(after.indicators[1], before.indicators[1]);
}

#[test]
fn an_amount_typed_anew_goes_through_the_door_of_a_file() {
    let after = edited(|form| {
        form.budget_total = "21.40".into();
        form.budget_fiscal = "二十万".into();
    });
    let total = after.budget.total.unwrap();
    assert_eq!((total.money.unwrap().fen(), total.stray_mark), (21_400_000, false));
    assert_eq!(total.raw.at, Place::Entered);
    assert_eq!(after.budget.fiscal.unwrap().money, None, "no number is guessed");
}

#[test]
fn moved_rows_carry_the_columns_the_form_does_not_show() {
    let after = edited(|form| {
        form.indicators.reverse();
        form.indicators.insert(1, IndicatorCells { name: "新指标".into(), ..Default::default() });
    });
    let before = sheet();
    assert_eq!(after.indicators[0], before.indicators[1]);
    assert_eq!(after.indicators[2], before.indicators[0]);
    assert_eq!(after.indicators[1].at, Place::Entered);
    assert!(after.indicators[1].extra.is_empty());
}

#[test]
fn a_row_named_twice_does_not_double_its_hidden_columns() {
    let after = edited(|form| form.indicators.push(form.indicators[0].clone()));
    assert_eq!(after.indicators.len(), 3);
    assert!(after.indicators[2].extra.is_empty());
}

#[test]
fn empty_new_rows_and_goals_are_left_out_and_an_emptied_checkpoint_stays() {
    let after = edited(|form| {
        form.goals.push("  ".into());
        form.indicators.push(IndicatorCells::default());
        form.plan[0].text = String::new();
        form.plan.remove(1);
    });
    let before = sheet();
    assert_eq!(after.goals, before.goals);
    assert_eq!(after.indicators, before.indicators);
    assert_eq!(after.payment_plan[0].raw, None);
    assert_eq!(after.payment_plan[1], before.payment_plan[1]);
}

#[test]
fn forms_beyond_bounds_are_refused_in_words() {
    let base = sheet();
    let mut form = SheetForm::of(&base);
    form.goals = vec!["目标".into(); SheetForm::ROWS_MAX + 1];
    let refusal = form.onto(&base).unwrap_err();
    assert_eq!(refusal.to_string(), "“绩效目标”超过500行，请拆分后再填报");
    form = SheetForm::of(&base);
    form.indicators[0].definition = "字".repeat(SheetForm::TEXT_MAX + 1);
    assert!(matches!(form.onto(&base), Err(FormRefusal::TextTooLong { .. })));
    form = SheetForm::of(&base);
    form.plan[0].month = 13;
    assert_eq!(form.onto(&base), Err(FormRefusal::NoSuchMonth(13)));
}

#[test]
fn typed_line_ends_and_control_characters_are_tidied() {
    let after = edited(|form| form.purpose = " 第一行\r\n第二行\u{0}\u{7} ".into());
    assert_eq!(after.purpose.unwrap().text, "第一行\n第二行");
}

prop_compose! {
    fn any_filed()(text in "[一-十0-9 \r\n%≥.]{0,6}", at in 0_u32..4) -> Option<FiledText> {
        (!text.is_empty()).then(|| FiledText::certain(text, cell(at, 1)))
    }
}

prop_compose! {
    fn any_row()(name in any_filed(), level in any_filed(), target in "[≥0-9%.]{0,5}", at in 0_u32..3, extra in any_filed()) -> IndicatorRow {
        let extra = extra.into_iter().map(|text| Extra { label: "列".into(), text }).collect();
        IndicatorRow { name, level1: level, extra, at: cell(at, 3), target: Target::parse(&target), ..row(1, "", "") }
    }
}

prop_compose! {
    fn any_sheet()(
        heads in prop::collection::vec(any_filed(), 5),
        goals in prop::collection::vec(any_filed(), 0..5),
        months in prop::collection::vec((1_u8..=12, any_filed()), 0..5),
        indicators in prop::collection::vec(any_row(), 0..6),
    ) -> TargetSheet {
        let head = |n: usize| heads[n].clone();
        TargetSheet {
            title: head(0),
            purpose: head(1),
            unit_code: head(2),
            budget: BudgetLines {
                total: head(3).map(|raw| FiledAmount::read(raw, AmountUnit::Yuan)),
                ..BudgetLines::default()
            },
            goals: goals.into_iter().flatten().collect(),
            payment_plan: months.into_iter().map(|(month, raw)| PlanEntry {
                checkpoint: Checkpoint::end_of_month(month).unwrap(),
                percent: raw.as_ref().and_then(|raw| Percent::parse(&raw.text).ok()),
                raw,
            }).collect(),
            indicators,
            ..TargetSheet::default()
        }
    }
}

proptest! {
    #[test]
    fn a_form_that_nobody_touched_gives_the_very_same_sheet(sheet in any_sheet()) {
        prop_assert_eq!(SheetForm::of(&sheet).onto(&sheet).unwrap(), sheet);
    }

    #[test]
    fn no_order_of_the_rows_loses_a_hidden_column(sheet in any_sheet(), by in 0_usize..6) {
        let mut form = SheetForm::of(&sheet);
        let rows = form.indicators.len();
        form.indicators.rotate_left(by.min(rows));
        let mut after = form.onto(&sheet).unwrap().indicators;
        after.rotate_right(by.min(rows));
        prop_assert_eq!(after, sheet.indicators);
    }
}

#[test]
fn a_proposal_goes_where_the_issue_found_its_text_and_nowhere_else() {
    let mut form = SheetForm::of(&sheet());
    let wanted = |field, row, before| Replacement { field, row, before, after: "≥95%" };
    assert_eq!(form.replace(wanted("指标值", Some(1), "≥9595%及以上")), Ok(()));
    assert_eq!(form.indicators[0].target, "≥95%");
    let again = form.replace(wanted("指标值", Some(1), "≥9595%及以上"));
    assert_eq!(again, Err(RepairRefusal::TextHasChanged));
    let outside = form.replace(wanted("总体绩效目标", None, ""));
    assert_eq!(outside, Err(RepairRefusal::NoSuchField));
    let no_row = form.replace(wanted("指标值", Some(9), ""));
    assert_eq!(no_row, Err(RepairRefusal::NoSuchField));
}

#[test]
fn of_several_goals_the_one_with_the_text_is_replaced() {
    let mut form = SheetForm::of(&sheet());
    let wanted =
        Replacement {
            field: "绩效目标", row: None, before: "道路畅通", after: "道路全年畅通"
        };
    form.replace(wanted).unwrap();
    assert_eq!(form.goals, ["道路完好", "道路全年畅通"]);
}

#[test]
fn what_only_one_of_two_changed_is_taken_and_both_texts_are_told_where_both_did() {
    let base = sheet();
    let theirs = edited(|form| {
        form.indicators[0].target = "≥95%".into();
        form.indicators[1].basis = "上年实际".into();
        form.indicators.push(IndicatorCells { name: "对方新增".into(), ..Default::default() });
        form.purpose = "维修".into();
    });
    let mut mine = SheetForm::of(&base);
    mine.indicators.swap(0, 1);
    mine.indicators[1].target = "≥96%".into();
    mine.goals[0] = "道路全年完好".into();
    let merged = mine.merged(&base, &theirs);
    let saved = merged.form.onto(&theirs).unwrap();
    assert_eq!(saved.purpose.unwrap().text, "维修");
    assert_eq!(saved.goals[0].text, "道路全年完好");
    let rows: Vec<(String, &str)> = saved
        .indicators
        .iter()
        .map(|row| (row.name.clone().unwrap().text, row.target.raw.as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            ("群众满意度".to_owned(), "≥80%"),
            ("道路完好率".to_owned(), "≥96%"),
            ("对方新增".to_owned(), ""),
        ]
    );
    assert_eq!(saved.indicators[0].basis.as_ref().unwrap().text, "上年实际");
    assert_eq!(saved.indicators[1].extra, base.indicators[0].extra);
    assert_eq!(
        merged.conflicts,
        [FormConflict {
            field: "指标值",
            row: Some(2),
            mine: "≥96%".into(),
            theirs: "≥95%".into()
        }]
    );
}

#[test]
fn a_row_taken_away_on_one_side_and_changed_on_the_other_stays_and_is_told() {
    let base = sheet();
    let without_first = edited(|form| drop(form.indicators.remove(0)));
    let mut mine = SheetForm::of(&base);
    mine.indicators[0].target = "≥96%".into();
    let merged = mine.merged(&base, &without_first);
    assert_eq!(merged.form.indicators.len(), 2);
    assert_eq!(merged.conflicts.len(), 1);
    let changed = edited(|form| form.indicators[0].target = "≥96%".into());
    let mut mine = SheetForm::of(&base);
    mine.indicators.remove(0);
    let merged = mine.merged(&base, &changed);
    assert_eq!(merged.form.indicators.len(), 2);
    assert_eq!(merged.conflicts[0].mine, "（您已删除该行）");
    let unchanged = SheetForm::of(&base).merged(&base, &without_first);
    assert_eq!((unchanged.form.indicators.len(), unchanged.conflicts.len()), (1, 0));
}
