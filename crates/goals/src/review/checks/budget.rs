//! 预算与支出计划: amounts, purpose, payment plan, codes and the columns of the form.

use crate::FormKind;
use crate::review::context::{Context, SheetView};
use crate::review::field::Field;
use crate::review::found::{Found, Spot};
use crate::review::rules::WordList;
use crate::review::wording::{bare, is_shortened};
use budget::{FiledAmount, PlanEntry, PlanFault, check_plan};
use std::collections::BTreeMap;
use vocabulary::{AmountUnit, Percent, ProjectCode, fold_width, is_blank};

/// R03: cells of the payment plan left blank; once a sheet.
pub(super) fn plan_has_blanks(context: &Context<'_>) -> Vec<Found> {
    each_sheet(context, |sheet| {
        let blanks: Vec<String> = sheet
            .sheet
            .payment_plan
            .iter()
            .filter(|entry| entry.raw.is_none())
            .map(|entry| entry.checkpoint.to_string())
            .collect();
        (!blanks.is_empty())
            .then(|| plan_spot(sheet).issue(format!("资金支出计划的{}没有填写", blanks.join("、"))))
    })
}

/// R04: a plan that falls, exceeds the whole, or does not reach it.
pub(super) fn plan_does_not_reach_whole(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        for fault in check_plan(&sheet.sheet.payment_plan) {
            let (month, said) = match fault {
                PlanFault::Falls(month) => (month, "低于前一时点，累计进度不应下降"),
                PlanFault::DoesNotReachWhole(month) => (month, "不是100%，年底应支出完毕"),
                PlanFault::NotAShare(month) => (month, "不是0到100之间的百分数"),
            };
            let entry = sheet.sheet.payment_plan.iter().find(|entry| entry.checkpoint == month);
            let spot = match entry.and_then(|entry| entry.raw.as_ref()) {
                Some(raw) => sheet.spot(Field::PaymentPlan, raw),
                None => plan_spot(sheet),
            };
            found.push(spot.issue(format!("资金支出计划{month}的累计比例{said}")));
        }
    }
    found
}

/// R05: all money planned for the last checkpoint.
pub(super) fn all_paid_at_the_end(context: &Context<'_>) -> Vec<Found> {
    each_sheet(context, |sheet| {
        let (last, earlier) = sheet.sheet.payment_plan.split_last()?;
        let nothing = |entry: &PlanEntry| entry.percent.unwrap_or(Percent::NONE) == Percent::NONE;
        let readable = |entry: &PlanEntry| entry.raw.is_none() || entry.percent.is_some();
        let at_the_end = !earlier.is_empty()
            && last.percent == Some(Percent::WHOLE)
            && earlier.iter().all(|entry| nothing(entry) && readable(entry));
        let raw = last.raw.as_ref()?;
        at_the_end.then(|| {
            sheet.spot(Field::PaymentPlan, raw).issue(format!(
                "全部资金都安排在{}支出，前{}个时点没有进度",
                last.checkpoint,
                earlier.len()
            ))
        })
    })
}

/// R06: the plan splits the year evenly instead of following the work.
pub(super) fn plan_is_split_evenly(context: &Context<'_>) -> Vec<Found> {
    each_sheet(context, |sheet| {
        let plan = &sheet.sheet.payment_plan;
        let step = u16::try_from(plan.len())
            .ok()
            .and_then(|parts| Percent::WHOLE.hundredths().checked_div(parts))?;
        let even = plan.len() > 2
            && (1_u16..).zip(plan).all(|(nth, entry)| {
                entry.percent.map(Percent::hundredths) == nth.checked_mul(step)
            });
        even.then(|| {
            let shares: Vec<String> = plan
                .iter()
                .filter_map(|entry| entry.percent)
                .map(|percent| percent.to_decimal().normalize().to_string())
                .collect();
            plan_spot(sheet)
                .issue(format!("资金支出计划按{}平均分摊，没有结合项目实际进度", shares.join("/")))
        })
    })
}

/// R07: an amount that is no number; milder: one stray mark behind it.
pub(super) fn amount_is_unreadable(context: &Context<'_>) -> Vec<Found> {
    each_amount(context, |spot, amount| {
        let text = amount.raw.text.trim();
        match amount.money {
            Some(money) if amount.stray_mark => {
                let marked = text.chars().count().saturating_sub(1);
                let span = vocabulary::Span { start: marked, end: marked.saturating_add(1) };
                Some(
                    spot.issue(format!("金额“{text}”末尾多了一个符号，暂按{money}读取"))
                        .at_span(Some(span))
                        .mended(money.to_string())
                        .advice("删去多余的符号，核对金额")
                        .milder(),
                )
            }
            Some(_) => None,
            None if is_blank(text) => None,
            None => Some(spot.issue(format!("“{text}”不是金额，无法参加计算"))),
        }
    })
}

/// R08: the total is not the sum of its parts.
pub(super) fn budget_does_not_add_up(context: &Context<'_>) -> Vec<Found> {
    each_sheet(context, |sheet| {
        let lines = &sheet.sheet.budget;
        let filed = lines.total.as_ref()?;
        let (total, parts) = (filed.money?, lines.sum_of_parts()?);
        (total != parts).then(|| {
            sheet.spot(Field::BudgetTotal, &filed.raw).issue(format!(
                "预算数{total}万元，而财政资金与其他资金合计{parts}万元，两者不相等"
            ))
        })
    })
}

/// R09: an amount in 万元 without exactly two decimals.
pub(super) fn amount_lacks_two_decimals(context: &Context<'_>) -> Vec<Found> {
    each_amount(context, |spot, amount| {
        let money = amount.money.filter(|_| !amount.stray_mark)?;
        let text = fold_width(amount.raw.text.trim());
        let is_number = text.chars().all(|c| c.is_ascii_digit() || ".,-".contains(c));
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        (is_number && decimals != 2).then(|| {
            spot.issue(format!("金额“{text}”没有按万元保留两位小数")).mended(money.to_string())
        })
    })
}

/// R10: the purpose says no more than the project's name.
pub(super) fn purpose_repeats_the_name(context: &Context<'_>) -> Vec<Found> {
    each_sheet(context, |sheet| {
        let purpose = sheet.sheet.purpose.as_ref()?;
        let (said, name) = (bare(&purpose.text), bare(sheet.name()));
        (is_shortened(&said, &name) && !name.is_empty()).then(|| {
            let how = if said == name {
                "只是重复了项目名称"
            } else {
                "只是项目名称的简写"
            };
            sheet
                .spot(Field::Purpose, purpose)
                .issue(format!("资金用途“{}”{how}，看不出钱花在什么上", purpose.text))
        })
    })
}

/// R11: the money goes to something the project does not speak of.
pub(super) fn purpose_is_something_else(context: &Context<'_>) -> Vec<Found> {
    each_sheet(context, |sheet| {
        let rules = context.rules;
        let purpose = sheet.sheet.purpose.as_ref()?;
        let items: Vec<&str> = purpose
            .text
            .split(['、', '，', ',', '和', '；', ';', '。'])
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .collect();
        let is_cost = |item: &&str| rules.mentions(WordList::CostWords, item);
        let is_personnel = |item: &&str| rules.mentions(WordList::PersonnelWords, item);
        let spot = sheet.spot(Field::Purpose, purpose);
        if items.is_empty() {
            return None;
        }
        if items.iter().all(is_personnel) && !is_personnel(&sheet.name()) {
            return Some(spot.issue(format!(
                "资金用途只有“{}”，与项目“{}”及其目标不对应",
                purpose.text,
                sheet.name()
            )));
        }
        let words = context.business.words(&purpose.text);
        let mut about = context.business.name_words(sheet.number).to_vec();
        for text in sheet.sheet.goals.iter().map(|goal| goal.text.as_str()) {
            about.extend(context.business.words(text));
        }
        let strange = words.len() > 1
            && !about.is_empty()
            && words.iter().all(|word| !about.contains(word))
            && !items.iter().all(is_cost);
        strange.then(|| {
            spot.issue(format!(
                "资金用途所说的{}在项目名称和绩效目标中都没有出现",
                words.join("、")
            ))
        })
    })
}

/// R12: the form has no year, weights or units; once a document.
pub(super) fn form_lacks_columns(context: &Context<'_>) -> Vec<Found> {
    let document = context.document;
    let Some(first) = context.sheets.first() else {
        return Vec::new();
    };
    let mut missing = Vec::new();
    if document.fiscal_year.is_none() {
        missing.push("预算年度");
    }
    let mut rows = context.rows().peekable();
    if rows.peek().is_some() && rows.all(|(_, row)| row.row.weight.is_none()) {
        missing.push("指标权重（分值）");
    }
    if first.sheet.form == FormKind::HebeiGoalSheet {
        missing.push("计量单位（单独一列）");
    }
    if missing.is_empty() {
        return Vec::new();
    }
    let spot = Spot { sheet: None, row: None, field: Field::Whole, at: None, text: "" };
    vec![spot.issue(format!("表式中没有{}", missing.join("、")))]
}

/// R13: a project code that is malformed, or used twice.
pub(super) fn project_code_is_wrong(context: &Context<'_>) -> Vec<Found> {
    let mut first_users: BTreeMap<&str, &SheetView<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let Some(code) = sheet.sheet.project_code.as_ref() else {
            continue;
        };
        let spot = sheet.spot(Field::ProjectCode, code);
        let text = code.text.trim();
        if let Err(error) = ProjectCode::parse(text) {
            found.push(spot.issue(error.to_string()));
        }
        match first_users.get(text) {
            Some(first) => {
                found.push(spot.issue(format!("项目编码“{text}”与{}相同", first.mention())));
            }
            None => {
                first_users.insert(text, sheet);
            }
        }
    }
    found
}

/// R14: the number before a title is not the sheet's place in the document.
pub(super) fn sheets_are_out_of_order(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut previous: Option<u32> = None;
    for sheet in &context.sheets {
        let (Some(number), Some(title)) = (sheet.sheet.number, sheet.sheet.title.as_ref()) else {
            continue;
        };
        let expected = previous.map_or(number, |before| before.saturating_add(1));
        if number != expected {
            found.push(
                sheet
                    .spot(Field::Title, title)
                    .issue(format!("表的编号是{number}，按顺序应为{expected}")),
            );
        }
        previous = Some(number);
    }
    found
}

fn each_sheet<'a>(
    context: &Context<'a>,
    check: impl Fn(&SheetView<'a>) -> Option<Found>,
) -> Vec<Found> {
    context.sheets.iter().filter_map(check).collect()
}

fn each_amount<'a>(
    context: &Context<'a>,
    check: impl Fn(Spot<'a>, &'a FiledAmount) -> Option<Found>,
) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let lines = &sheet.sheet.budget;
        // Amounts of forms in 元 are not written in 万元 with two decimals.
        if sheet.sheet.amount_unit != AmountUnit::WanYuan {
            continue;
        }
        for (field, amount) in [
            (Field::BudgetTotal, &lines.total),
            (Field::BudgetFiscal, &lines.fiscal),
            (Field::BudgetOther, &lines.other),
        ] {
            if let Some(amount) = amount {
                found.extend(check(sheet.spot(field, &amount.raw), amount));
            }
        }
    }
    found
}

fn plan_spot<'a>(sheet: &SheetView<'a>) -> Spot<'a> {
    let mut filled = sheet.sheet.payment_plan.iter().rev();
    match filled.find_map(|entry| entry.raw.as_ref()) {
        Some(raw) => Spot { text: "", ..sheet.spot(Field::PaymentPlan, raw) },
        None => sheet.empty_spot(Field::PaymentPlan),
    }
}
