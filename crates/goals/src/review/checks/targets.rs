//! 指标值: operators, numbers, units and the basis of targets.

use crate::review::context::{Context, RowView, ends_with_word, is_empty_cell};
use crate::review::definition::ratio_wording;
use crate::review::field::Field;
use crate::review::found::Found;
use crate::review::rules::WordList;
use crate::review::wording::span_of;
use indicators::{Comparison, Damage, Level1, Level2};
use vocabulary::{Decimal, fold_width};

/// R01: no basis for the target.
pub(super) fn basis_is_blank(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (sheet, row) in context.rows() {
        if sheet.has_bases
            && !row.is_unused()
            && is_empty_cell(row.row.basis.as_ref(), context.rules)
        {
            found.push(row.spot(Field::TargetBasis).issue("没有填写指标值的确定依据"));
        }
    }
    found
}

/// R02: a basis that says nothing.
pub(super) fn basis_says_nothing(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let basis = row.row.basis.as_ref()?;
        let empty = context.rules.first_mentioned(WordList::UninformativeBasis, &basis.text)?;
        Some(
            row.spot(Field::TargetBasis)
                .issue(format!("“{}”没有说明依据哪个文件、标准或往年数据", basis.text.trim()))
                .at_span(span_of(&basis.text, empty)),
        )
    })
}

/// R50: a percentage whose digits are printed twice.
pub(super) fn number_is_printed_twice(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let target = &row.row.target;
        let Some(Damage::DoubledNumber { likely }) = target.damage else {
            return None;
        };
        let digits = format!("{likely}{likely}");
        let sign = target.comparison.map_or("", Comparison::sign);
        Some(
            row.spot(Field::TargetValue)
                .issue(format!("“{}”把数字印了两遍，可能是{likely}%", target.raw))
                .at_span(span_of(&target.raw, &digits))
                .mended(format!("{sign}{likely}%"))
                .advice("请核对原意后改正；未改正前按可能的读数计算并注明"),
        )
    })
}

/// R51: the operator said twice.
pub(super) fn operator_is_said_twice(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let target = &row.row.target;
        let raw = fold_width(target.raw.trim());
        let sign = raw.starts_with(['≥', '≤', '>', '<', '=']);
        let words = ["及以上", "或以上", "以上", "及以下", "或以下", "以下", "以内"];
        let word = words.iter().find(|word| raw.ends_with(*word)).filter(|_| sign)?;
        let issue = row
            .spot(Field::TargetValue)
            .issue(format!("已有比较符号，又写“{word}”，意思重复"))
            .at_span(span_of(&target.raw, word));
        Some(match (&target.damage, target.comparison, target.value_or_likely()) {
            (_, Some(comparison), Some(value)) => {
                let unit = target.unit.as_deref().unwrap_or_default();
                issue.mended(format!("{}{value}{unit}", comparison.sign()))
            }
            _ => issue,
        })
    })
}

/// R52: at least the whole of something that cannot be more.
pub(super) fn bounded_rate_is_at_least_the_whole(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    each_row(context, |row| {
        let target = &row.row.target;
        let bounded = row.is_percentage()
            && !rules.mentions(WordList::UnboundedRates, row.name)
            && (row.is_rate(rules) || ratio_wording(row.definition).is_some());
        let value = target.value.filter(|_| bounded)?;
        let spot = row.spot(Field::TargetValue);
        match target.comparison? {
            Comparison::AtLeast if value == Decimal::ONE_HUNDRED => {
                Some(spot.issue("这个比率最高就是100%，“≥100%”应写成“=100%”").mended("=100%"))
            }
            Comparison::MoreThan if value >= Decimal::ONE_HUNDRED => {
                Some(spot.issue(format!("这个比率不可能超过100%，“{}”永远达不到", target.raw)))
            }
            Comparison::AtLeast | Comparison::Equal | Comparison::Range
                if value > Decimal::ONE_HUNDRED =>
            {
                Some(spot.issue(format!("这个比率不可能超过100%，指标值却是“{}”", target.raw)))
            }
            Comparison::AtLeast
            | Comparison::MoreThan
            | Comparison::Equal
            | Comparison::AtMost
            | Comparison::LessThan
            | Comparison::Range
            | Comparison::Qualitative => None,
        }
    })
}

/// R53: a strict operator.
pub(super) fn operator_is_strict(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let target = &row.row.target;
        let value = target.value?;
        let (sign, closed) = match target.comparison? {
            Comparison::MoreThan => ("＞", "≥"),
            Comparison::LessThan => ("＜", "≤"),
            Comparison::AtLeast
            | Comparison::Equal
            | Comparison::AtMost
            | Comparison::Range
            | Comparison::Qualitative => return None,
        };
        let unit = target.unit.as_deref().unwrap_or_default();
        Some(
            row.spot(Field::TargetValue)
                .issue(format!(
                    "用了“{sign}”，恰好等于{value}{unit}时算没有完成，通常应为“{closed}”"
                ))
                .mended(format!("{closed}{value}{unit}")),
        )
    })
}

/// R54: a count valued in per cent, or a rate valued in pieces.
pub(super) fn unit_does_not_fit_the_name(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    each_row(context, |row| {
        let unit = row.row.target.unit.as_deref()?;
        let name = row.name_key.as_str();
        let is_count = ends_with_word(name, rules.words(WordList::CountEndings))
            && !ends_with_word(name, rules.words(WordList::CountEndingExceptions));
        let spot = row.spot(Field::TargetValue);
        if is_count && row.is_percentage() {
            return Some(
                spot.issue(format!(
                    "“{}”是个数，指标值“{}”却用百分号",
                    row.name, row.row.target.raw
                )),
            );
        }
        let counted = rules.words(WordList::CountUnits).iter().any(|count| count == unit);
        (row.is_rate(rules) && counted).then(|| {
            spot.issue(format!("“{}”是比率，指标值“{}”却用“{unit}”", row.name, row.row.target.raw))
        })
    })
}

/// R55: a number without a unit.
pub(super) fn number_has_no_unit(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let target = &row.row.target;
        let bare = target.value.is_some() && target.unit.as_deref().is_none_or(str::is_empty);
        // `满意度(%)` and `培训人数（人）` carry the unit in the name.
        let named = row.name.ends_with([')', '）']);
        (bare && !named).then(|| {
            row.spot(Field::TargetValue).issue(format!("指标值“{}”没有计量单位", target.raw))
        })
    })
}

/// R59: a count a week or month without the year's total.
pub(super) fn period_has_no_annual_total(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    each_row(context, |row| {
        let text = format!("{}{}{}", row.name, row.definition, row.row.target.raw);
        let limit =
            matches!(row.row.target.comparison, Some(Comparison::AtMost | Comparison::LessThan));
        let counted = row.row.target.value.is_some() && !row.is_percentage() && !limit;
        let period = rules.first_mentioned(WordList::Periods, &text)?;
        let annual = rules.mentions(WordList::AnnualWords, &text);
        (counted && !annual).then(|| {
            row.spot(Field::TargetValue).issue(format!(
                "只写了“{period}”的数量“{}”，没有全年合计，年底不便汇总",
                row.row.target.raw
            ))
        })
    })
}

/// R105: a target that cannot be read.
pub(super) fn target_is_unreadable(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let target = &row.row.target;
        let said = match target.damage.as_ref()? {
            Damage::DoubledNumber { .. } => return None,
            Damage::NotSeparable => "里有几个数字连在一起或并列，无法确定是哪一个",
            Damage::Misread => "像是识别错误（如“≥”被认成“2”）",
            Damage::NotFilledIn => "是没有填写的模板",
        };
        Some(row.spot(Field::TargetValue).issue(format!("指标值“{}”{said}", target.raw)))
    })
}

/// R210: an upper limit on an output that is to be reached.
pub(super) fn output_has_an_upper_limit(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    each_row(context, |row| {
        let target = &row.row.target;
        let upper = matches!(target.comparison, Some(Comparison::AtMost | Comparison::LessThan));
        let output = row.level1 == Some(Level1::Output)
            && matches!(row.level2, Some(Level2::Quantity) | None)
            && rules.mentions(WordList::OutputCounts, row.name)
            && !rules.mentions(WordList::LimitWords, row.name);
        let value = target.value.filter(|_| upper && output)?;
        let unit = target.unit.as_deref().unwrap_or_default();
        Some(
            row.spot(Field::TargetValue)
                .issue(format!(
                    "“{}”是要完成的数量，指标值“{}”却设了上限，一个不做也算完成",
                    row.name, target.raw
                ))
                .mended(format!("≥{value}{unit}")),
        )
    })
}

fn each_row(context: &Context<'_>, check: impl Fn(&RowView<'_>) -> Option<Found>) -> Vec<Found> {
    context.rows().filter_map(|(_, row)| check(row)).collect()
}
