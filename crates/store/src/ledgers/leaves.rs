//! The figures that formulas need of the ledgers, found by the database. This is the reference
//! that every other engine is compared with.

use super::columns::column;
use super::compile::Compiler;
use crate::{Store, StoreError, trail};
use indicators::{Formula, LeafValue, Missing};
use ledgers::Catalogue;
use ledgers::language::{
    Aggregate, Bucket, Node, REFERENCE_DIGITS, REFERENCE_LEDGER, SourcePlan, Type, Typed,
};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{ConnectionTrait, QueryResult};
use vocabulary::{Day, Period, Ratio};

/// Names of the columns of an answer.
const FIGURE: &str = "figure";
const HOW_MANY: &str = "how_many";
const KEY: &str = "key_of_row";

/// What was found of a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundLeaves {
    /// The figures, in the order of [`Formula::leaves`].
    pub leaves: Vec<LeafValue>,
    /// The number of the last entry of the trail in the view that they were found in.
    pub seen: u64,
}

impl Store {
    /// Finds the figures of a formula over a period, in the order of [`Formula::leaves`], all in
    /// one view of the tables.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_leaves(
        &self,
        catalogue: &Catalogue,
        formula: &Formula,
        period: Period,
    ) -> Result<FoundLeaves, StoreError> {
        let view = self.connections().snapshot().await?;
        let seen = trail::head(&view).await?.number;
        let mut leaves = Vec::new();
        for leaf in formula.leaves() {
            leaves.push(find(&view, catalogue, leaf, period).await?);
        }
        Ok(FoundLeaves { leaves, seen })
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a leaf of a formula is one of these")]
async fn find(
    view: &impl ConnectionTrait,
    catalogue: &Catalogue,
    leaf: &Typed,
    period: Period,
) -> Result<LeafValue, StoreError> {
    let mut compiler = Compiler::new(catalogue, period);
    match &leaf.node {
        Node::Aggregate(aggregate, source, of) => {
            let of = of.as_deref();
            let select = compiler
                .select(source, |compiler, select| put(compiler, select, *aggregate, of))?;
            let row = view.query_one(&select).await?;
            let row = row.ok_or_else(|| StoreError::Damaged("统计没有结果".into()))?;
            aggregated(&row, *aggregate, of)
        }
        Node::Exists(source) => {
            let select = compiler.select(source, |_, select| {
                select.expr(Expr::value(1)).limit(1);
                Ok(())
            })?;
            Ok(LeafValue::Truth(view.query_one(&select).await?.is_some()))
        }
        Node::Each { source, key, aggregate, of } => {
            let of = of.as_deref();
            let select = compiler.select(source, |compiler, select| {
                let key = compiler.value(key)?;
                select.and_where(key.clone().is_not_null());
                select.expr_as(key, KEY).add_group_by([Expr::col(KEY)]);
                put(compiler, select, *aggregate, of)
            })?;
            let rows = view.query_all(&select).await?;
            let numbers = rows.iter().map(|row| number(row, *aggregate, of));
            Ok(LeafValue::Each(numbers.collect::<Result<_, _>>()?))
        }
        Node::Per { bucket, source, aggregate, of } => {
            let of = of.as_deref();
            let select = compiler.select(source, |compiler, select| {
                let first = first_day(*bucket, source, compiler, period)?;
                // By its name: the same expression twice has other parameters the second time.
                select.expr_as(first, KEY).add_group_by([Expr::col(KEY)]);
                put(compiler, select, *aggregate, of)
            })?;
            per(&view.query_all(&select).await?, *aggregate, of)
        }
        Node::Reference(key) => reference(view, &compiler, key).await,
        Node::Covered { zone, .. } | Node::Area(zone) => {
            Ok(LeafValue::Missing(Missing::NoCoverage(zone.clone())))
        }
        Node::TopTwo(survey) => Ok(LeafValue::Missing(Missing::NoSurvey(survey.clone()))),
        Node::Same(code) => Ok(LeafValue::Missing(Missing::NoIndicator(code.clone()))),
        other => Err(StoreError::Damaged(format!("公式未经核对：{other:?}"))),
    }
}

/// Puts the figure of an aggregate into a statement.
fn put(
    compiler: &mut Compiler<'_>,
    select: &mut SelectStatement,
    aggregate: Aggregate,
    of: Option<&Typed>,
) -> Result<(), StoreError> {
    let of = of.map(|of| compiler.value(of)).transpose()?;
    let figure = match (aggregate, of) {
        (Aggregate::Count, _) | (Aggregate::CountDistinct, None) => Expr::cust("COUNT(*)"),
        (Aggregate::CountDistinct, Some(of)) => Func::count_distinct(of).into(),
        (Aggregate::Sum, Some(of)) => Func::sum(of).into(),
        (Aggregate::Average, Some(of)) => {
            let how_many: SimpleExpr = Func::count(of.clone()).into();
            select.expr_as(how_many.cast_as("text"), HOW_MANY);
            Func::sum(of).into()
        }
        (Aggregate::Least, Some(of)) => Func::min(of).into(),
        (Aggregate::Greatest, Some(of)) => Func::max(of).into(),
        (_, None) => return Err(StoreError::Damaged("公式未经核对：缺少字段".into())),
    };
    // As text: one of the two databases gives sums in a type of its own.
    select.expr_as(figure.cast_as("text"), FIGURE);
    Ok(())
}

fn aggregated(
    row: &QueryResult,
    aggregate: Aggregate,
    of: Option<&Typed>,
) -> Result<LeafValue, StoreError> {
    if of.is_some_and(|of| of.ty == Type::Day)
        && matches!(aggregate, Aggregate::Least | Aggregate::Greatest)
    {
        let day = whole(row, FIGURE)?.and_then(day_of);
        return Ok(LeafValue::Day(day));
    }
    number(row, aggregate, of).map(LeafValue::Number)
}

/// The number of a row; none when there was nothing to put together.
fn number(
    row: &QueryResult,
    aggregate: Aggregate,
    of: Option<&Typed>,
) -> Result<Option<Ratio>, StoreError> {
    let Some(figure) = whole(row, FIGURE)? else {
        // The sum of nothing is nothing; a mean of nothing is none.
        return Ok((aggregate == Aggregate::Sum).then_some(Ratio::whole(0)));
    };
    let counts = matches!(aggregate, Aggregate::Count | Aggregate::CountDistinct);
    let digits = if counts { 0 } else { of.map_or(0, Typed::digits) };
    let mut below = 10_i128.checked_pow(digits.into()).unwrap_or(1);
    if aggregate == Aggregate::Average {
        let how_many = whole(row, HOW_MANY)?.unwrap_or_default();
        below = below.saturating_mul(how_many);
    }
    Ok(Ratio::new(figure, below).ok())
}

fn per(
    rows: &[QueryResult],
    aggregate: Aggregate,
    of: Option<&Typed>,
) -> Result<LeafValue, StoreError> {
    let mut found = Vec::new();
    for row in rows {
        let first: i64 = row.try_get("", KEY)?;
        let first = day_of(first.into());
        let first = first.ok_or_else(|| StoreError::Damaged("日期超出范围".into()))?;
        found.push((first, number(row, aggregate, of)?));
    }
    Ok(LeafValue::Per(found))
}

fn whole(row: &QueryResult, name: &str) -> Result<Option<i128>, StoreError> {
    let text: Option<String> = row.try_get("", name)?;
    let unreadable = |_| StoreError::Damaged("统计结果不是整数".into());
    text.map(|text| text.parse().map_err(unreadable)).transpose()
}

fn day_of(number: i128) -> Option<Day> {
    i32::try_from(number).ok().and_then(Day::from_number)
}

/// The first day of the stretch of the calendar that a record lies in.
fn first_day(
    bucket: Bucket,
    source: &SourcePlan,
    compiler: &Compiler<'_>,
    period: Period,
) -> Result<Expr, StoreError> {
    let unproved = || StoreError::Damaged("公式未经核对：没有日期".into());
    let ledger = compiler.catalogue().ledger(source.ledger.as_str()).ok_or_else(unproved)?;
    let on = ledger.times.on.as_ref().or(ledger.times.opened.as_ref()).ok_or_else(unproved)?;
    let on = Expr::col((compiler.at_hand()?, column(on)));
    Ok(match bucket {
        Bucket::Day => on,
        // 1 January 1970 was a Thursday: three days after a Monday.
        Bucket::Week => on.clone().sub(on.add(3).modulo(7)),
        Bucket::Month => month_of(&on, period),
    })
}

/// The first of the month, by the months of the period.
fn month_of(on: &Expr, period: Period) -> Expr {
    let mut case = CaseStatement::new();
    let mut last = period.start().month_end();
    let mut first = period.start();
    while last < period.end() {
        let (from, to) = (i64::from(first.number()), i64::from(last.number()));
        case = case.case(on.clone().lte(to), Expr::value(from));
        let Some(next) = last.next() else { break };
        first = next;
        last = next.month_end();
    }
    case.finally(Expr::value(i64::from(first.number()))).into()
}

async fn reference(
    view: &impl ConnectionTrait,
    compiler: &Compiler<'_>,
    key: &str,
) -> Result<LeafValue, StoreError> {
    let none = || LeafValue::Missing(Missing::NoReference(key.to_owned()));
    if compiler.catalogue().ledger(REFERENCE_LEDGER).is_none() {
        return Ok(none());
    }
    let select = Query::select().expr_as(compiler.reference(key), FIGURE).take();
    let Some(row) = view.query_one(&select).await? else { return Ok(none()) };
    let value: Option<i64> = row.try_get("", FIGURE)?;
    let below = 10_i128.checked_pow(REFERENCE_DIGITS.into()).unwrap_or(1);
    let value = value.and_then(|value| Ratio::new(value.into(), below).ok());
    Ok(value.map_or_else(none, |value| LeafValue::Number(Some(value))))
}
