//! What the checks look at: the document with its levels understood and its texts made comparable.

use super::business::Business;
use super::field::Field;
use super::found::Spot;
use super::rules::{ReviewRules, WordList};
use super::wording::bare;
use crate::{Document, FormKind, TargetSheet};
use indicators::{IndicatorRow, Level1, Level2};
use vocabulary::{Decimal, FiledText, fold_width, is_blank};

/// A document under review.
pub(crate) struct Context<'a> {
    pub(crate) document: &'a Document,
    pub(crate) previous: Option<&'a Document>,
    pub(crate) rules: &'a ReviewRules,
    pub(crate) sheets: Vec<SheetView<'a>>,
    pub(crate) business: Business,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        document: &'a Document,
        previous: Option<&'a Document>,
        rules: &'a ReviewRules,
    ) -> Self {
        let sheets: Vec<SheetView<'a>> = (1_u32..)
            .zip(&document.sheets)
            .map(|(number, sheet)| SheetView::new(number, sheet, rules))
            .collect();
        let business = Business::new(&sheets, rules);
        Self { document, previous, rules, sheets, business }
    }

    /// Every indicator row with its sheet.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&SheetView<'a>, &RowView<'a>)> {
        self.sheets.iter().flat_map(|sheet| sheet.rows.iter().map(move |row| (sheet, row)))
    }

    /// Every text outside the sheets.
    pub(crate) fn department_texts(&self) -> Vec<Spot<'a>> {
        let department = &self.document.department;
        let mut spots = Vec::new();
        let mut push = |field, filed: Option<&'a FiledText>| {
            spots.extend(filed.map(|filed| Spot::of_document(field, filed)));
        };
        push(Field::OverallGoal, department.overall_goal.as_ref());
        for section in &department.section_goals {
            push(Field::SectionGoal, section.goal.as_ref());
            push(Field::SectionIndicators, section.indicators.as_ref());
        }
        for safeguard in &department.safeguards {
            push(Field::Safeguards, Some(&safeguard.text));
        }
        spots
    }

    /// Running text: what found no field, fields without a field of ours, goals.
    pub(crate) fn running_texts(&self) -> Vec<Spot<'a>> {
        let mut spots: Vec<Spot<'a>> = self
            .document
            .unplaced
            .iter()
            .map(|filed| Spot::of_document(Field::Whole, filed))
            .collect();
        for sheet in &self.sheets {
            let fields = sheet.sheet.other_fields.iter();
            spots.extend(fields.map(|field| sheet.spot(Field::Other, &field.text)));
            spots.extend(sheet.sheet.goals.iter().map(|goal| sheet.spot(Field::Goals, goal)));
        }
        spots
    }
}

/// One sheet under review.
pub(crate) struct SheetView<'a> {
    /// Its number: the position in the document, from 1.
    pub(crate) number: u32,
    pub(crate) sheet: &'a TargetSheet,
    pub(crate) rows: Vec<RowView<'a>>,
    /// Whether the form has a column 绩效指标描述.
    pub(crate) has_definitions: bool,
    /// Whether the form has a column 指标值确定依据.
    pub(crate) has_bases: bool,
}

impl<'a> SheetView<'a> {
    fn new(number: u32, sheet: &'a TargetSheet, rules: &'a ReviewRules) -> Self {
        let hebei = sheet.form == FormKind::HebeiGoalSheet;
        let rows: Vec<RowView<'a>> = (1_u32..)
            .zip(&sheet.indicators)
            .map(|(row, indicator)| RowView::new(number, row, indicator, rules))
            .collect();
        Self {
            number,
            sheet,
            has_definitions: hebei || rows.iter().any(|row| !row.definition.is_empty()),
            has_bases: hebei || sheet.indicators.iter().any(|row| row.basis.is_some()),
            rows,
        }
    }

    /// The project's name, else the sheet's title.
    pub(crate) fn name(&self) -> &'a str {
        let name = self.sheet.project_name.as_ref();
        name.or(self.sheet.title.as_ref()).map_or("", |filed| filed.text.as_str())
    }

    /// `第13表“道路维修”`.
    pub(crate) fn mention(&self) -> String {
        format!("第{}表“{}”", self.number, self.name())
    }

    /// A field of the sheet.
    pub(crate) fn spot(&self, field: Field, filed: &'a FiledText) -> Spot<'a> {
        Spot { sheet: Some(self.number), row: None, field, at: Some(filed.at), text: &filed.text }
    }

    /// A field that is empty, or a table as a whole.
    pub(crate) fn empty_spot(&self, field: Field) -> Spot<'a> {
        let sheet = self.sheet;
        let nearest = if field == Field::PaymentPlan {
            sheet.payment_plan.iter().find_map(|entry| entry.raw.as_ref())
        } else if field <= Field::Goals {
            sheet.purpose.as_ref().or(sheet.goals.first())
        } else {
            None
        };
        let first_row = (field >= Field::IndicatorTable)
            .then(|| sheet.indicators.first().map(|row| row.at))
            .flatten();
        let name = sheet.title.as_ref().or(sheet.project_name.as_ref());
        Spot {
            sheet: Some(self.number),
            row: None,
            field,
            at: first_row.or(nearest.or(name).map(|filed| filed.at)),
            text: "",
        }
    }

    /// The goals, each text once: a goal filed twice is R20's matter.
    pub(crate) fn distinct_goals(&self) -> Vec<(&'a FiledText, String)> {
        let mut goals: Vec<(&'a FiledText, String)> = Vec::new();
        for goal in &self.sheet.goals {
            let key = bare(&goal.text);
            if !key.is_empty() && goals.iter().all(|(_, other)| *other != key) {
                goals.push((goal, key));
            }
        }
        goals
    }

    /// Whether the sheet's form sorts its indicators by levels.
    pub(crate) fn has_levels(&self) -> bool {
        self.rows.iter().any(|row| row.level1.is_some())
    }
}

/// One indicator row under review.
pub(crate) struct RowView<'a> {
    /// The sheet's number.
    pub(crate) sheet: u32,
    /// The row's number in the sheet, from 1.
    pub(crate) number: u32,
    pub(crate) row: &'a IndicatorRow,
    pub(crate) level1: Option<Level1>,
    pub(crate) level2: Option<Level2>,
    /// The name without outer blanks; empty when there is none.
    pub(crate) name: &'a str,
    /// The definition without outer blanks; empty when there is none.
    pub(crate) definition: &'a str,
    /// The name as it is compared.
    pub(crate) name_key: String,
    /// The definition as it is compared.
    pub(crate) definition_key: String,
}

impl<'a> RowView<'a> {
    fn new(sheet: u32, number: u32, row: &'a IndicatorRow, rules: &ReviewRules) -> Self {
        let text = |filed: &'a Option<FiledText>| filed.as_ref().map_or("", |f| f.text.trim());
        let level2 = rules.taxonomy.level2(text(&row.level2));
        let level1 =
            rules.taxonomy.level1(text(&row.level1)).or_else(|| level2.map(Level2::level1));
        let (name, definition) = (text(&row.name), text(&row.definition));
        Self {
            sheet,
            number,
            row,
            level1,
            level2,
            name,
            definition,
            name_key: bare(name),
            definition_key: bare(definition),
        }
    }

    /// Whether it is filed as a satisfaction indicator, on either level.
    pub(crate) fn is_satisfaction(&self) -> bool {
        self.level1 == Some(Level1::Satisfaction)
            || self.level2 == Some(Level2::ServiceUserSatisfaction)
    }

    /// Whether the target is a percentage.
    pub(crate) fn is_percentage(&self) -> bool {
        self.row.target.unit.as_deref().is_some_and(|unit| {
            let unit = fold_width(unit);
            unit.starts_with('%') || unit == "百分比"
        })
    }

    /// Whether the name ends as the names of rates end.
    pub(crate) fn is_rate(&self, rules: &ReviewRules) -> bool {
        ends_with_word(&self.name_key, rules.words(WordList::RateEndings))
    }

    /// Whether nothing stands in the row but its levels: a line of the form left empty.
    pub(crate) fn is_unused(&self) -> bool {
        self.name.is_empty()
            && self.definition.is_empty()
            && is_blank(&self.row.target.raw)
            && self.row.weight.is_none()
    }

    /// A field of the row.
    pub(crate) fn spot(&self, field: Field) -> Spot<'a> {
        let row = self.row;
        let cells = [
            (Field::Level1, &row.level1),
            (Field::Level2, &row.level2),
            (Field::Name, &row.name),
            (Field::Definition, &row.definition),
            (Field::TargetBasis, &row.basis),
            (Field::Weight, &row.weight),
            (Field::Score, &row.score),
            (Field::Reason, &row.reason),
        ];
        let cell = cells.into_iter().find(|(label, _)| *label == field);
        let filed = cell.and_then(|(_, filed)| filed.as_ref());
        let (text, at) = if field == Field::TargetValue {
            (row.target.raw.as_str(), row.target_at)
        } else {
            (filed.map_or("", |f| f.text.as_str()), filed.map(|f| f.at))
        };
        Spot {
            sheet: Some(self.sheet),
            row: Some(self.number),
            field,
            at: at.or(Some(row.at)),
            text,
        }
    }
}

/// Whether a text ends with one of the words.
pub(crate) fn ends_with_word(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.ends_with(word.as_str()))
}

/// The number a cell says, its unit and thousands commas left out of account.
pub(crate) fn cell_number(text: &str) -> Option<Decimal> {
    let folded = fold_width(text.trim());
    let plain: String = folded
        .trim_end_matches(['%', '分'])
        .chars()
        .filter(|c| *c != ',' && !c.is_whitespace())
        .collect();
    plain.parse().ok()
}

/// Whether a cell shows nothing or a sign that stands for nothing (`/`, `—`, `无`).
pub(crate) fn is_empty_cell(filed: Option<&FiledText>, rules: &ReviewRules) -> bool {
    filed.is_none_or(|filed| {
        let text = filed.text.trim();
        is_blank(text) || rules.words(WordList::EmptyCells).iter().any(|sign| sign == text)
    })
}
