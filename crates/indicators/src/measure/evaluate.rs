//! From the figures of the leaves to the figure of the formula.

use super::{Figure, LeafValue, Missing, Share};
use crate::{Formula, is_leaf};
use ledgers::language::{Aggregate, Arithmetic, Bucket, Comparator, Fold, Node, Typed};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use vocabulary::{Day, Period, Ratio, RatioError};

pub(super) struct Evaluation<'a> {
    pub(super) formula: &'a Formula,
    pub(super) found: &'a [LeafValue],
    pub(super) period: Period,
    pub(super) shares: Vec<Share>,
}

/// The proof of types excludes what is answered with this.
const UNPROVED: Missing = Missing::TooLarge;

fn missing(error: RatioError) -> Missing {
    match error {
        RatioError::NothingToDivideBy => Missing::NoDenominator,
        RatioError::TooLarge => Missing::TooLarge,
    }
}

impl Evaluation<'_> {
    pub(super) fn figure(&mut self, typed: &Typed) -> Result<Figure, Missing> {
        if is_leaf(&typed.node) {
            return self.leaf(typed);
        }
        match &typed.node {
            Node::Number(number) => Ratio::decimal(*number).map(Figure::Number).map_err(missing),
            Node::Day(day) => Ok(Figure::Day(*day)),
            Node::Truth(truth) => Ok(Figure::Truth(*truth)),
            Node::PeriodStart => Ok(Figure::Day(self.period.start())),
            Node::PeriodEnd => Ok(Figure::Day(self.period.end())),
            Node::PeriodDays => Ok(Figure::Number(Ratio::whole(self.period.days().into()))),
            Node::Not(of) => Ok(Figure::Truth(!self.truth(of)?)),
            Node::And(parts) => self.all(parts, true),
            Node::Or(parts) => self.all(parts, false),
            Node::Compare(comparator, left, right) => self.compare(*comparator, left, right),
            Node::Arithmetic(operation, left, right) => self.arithmetic(*operation, left, right),
            Node::Percent(numerator, denominator) => self.percent(numerator, denominator),
            Node::Least(parts) => self.least(parts),
            Node::Fold(fold, vector) => self.fold(*fold, vector),
            Node::InPeriod(day) => {
                let day = self.day(day)?;
                Ok(Figure::Truth(self.period.start() <= day && day <= self.period.end()))
            }
            Node::Text(_)
            | Node::Column(_)
            | Node::List(_)
            | Node::In(..)
            | Node::IsNull { .. }
            | Node::Aggregate(..)
            | Node::Exists(_)
            | Node::Each { .. }
            | Node::Per { .. }
            | Node::Reference(_)
            | Node::Covered { .. }
            | Node::Area(_)
            | Node::TopTwo(_)
            | Node::Same(_) => Err(UNPROVED),
        }
    }

    fn leaf(&self, typed: &Typed) -> Result<Figure, Missing> {
        let at = self.formula.leaves().iter().position(|leaf| leaf == typed);
        let found = at.and_then(|at| self.found.get(at)).ok_or(UNPROVED)?;
        match found {
            LeafValue::Number(number) => number.map(Figure::Number).ok_or(Missing::NoRecords),
            LeafValue::Truth(truth) => Ok(Figure::Truth(*truth)),
            LeafValue::Day(day) => day.map(Figure::Day).ok_or(Missing::NoRecords),
            LeafValue::Each(numbers) => {
                Ok(Figure::Vector(numbers.iter().flatten().copied().map(Figure::Number).collect()))
            }
            LeafValue::Per(numbers) => self.per(typed, numbers),
            LeafValue::Missing(missing) => Err(missing.clone()),
        }
    }

    /// One figure for each stretch that lies wholly in the period, those without records too.
    fn per(&self, typed: &Typed, found: &[(Day, Option<Ratio>)]) -> Result<Figure, Missing> {
        let Node::Per { bucket, aggregate, .. } = &typed.node else { return Err(UNPROVED) };
        // Nothing happened is a count of 0, but has no mean and no greatest.
        let of_none = match aggregate {
            Aggregate::Count | Aggregate::CountDistinct | Aggregate::Sum => Some(Ratio::whole(0)),
            Aggregate::Average | Aggregate::Least | Aggregate::Greatest => None,
        };
        let found: BTreeMap<Day, Option<Ratio>> = found.iter().copied().collect();
        let stretches = stretches(*bucket, self.period);
        if stretches.is_empty() {
            return Err(Missing::NoBuckets);
        }
        let numbers = stretches.iter().map(|first| found.get(first).copied().flatten().or(of_none));
        Ok(Figure::Vector(numbers.flatten().map(Figure::Number).collect()))
    }

    fn number(&mut self, typed: &Typed) -> Result<Ratio, Missing> {
        match self.figure(typed)? {
            Figure::Number(number) => Ok(number),
            Figure::Truth(_) | Figure::Day(_) | Figure::Vector(_) => Err(UNPROVED),
        }
    }

    fn truth(&mut self, typed: &Typed) -> Result<bool, Missing> {
        match self.figure(typed)? {
            Figure::Truth(truth) => Ok(truth),
            Figure::Number(_) | Figure::Day(_) | Figure::Vector(_) => Err(UNPROVED),
        }
    }

    fn day(&mut self, typed: &Typed) -> Result<Day, Missing> {
        match self.figure(typed)? {
            Figure::Day(day) => Ok(day),
            Figure::Number(_) | Figure::Truth(_) | Figure::Vector(_) => Err(UNPROVED),
        }
    }

    /// All of them hold, or one of them; what is missing anywhere is missing as a whole.
    fn all(&mut self, parts: &[Typed], every: bool) -> Result<Figure, Missing> {
        let truths: Vec<bool> =
            parts.iter().map(|part| self.truth(part)).collect::<Result<_, _>>()?;
        let holds = if every { truths.iter().all(|t| *t) } else { truths.iter().any(|t| *t) };
        Ok(Figure::Truth(holds))
    }

    fn compare(
        &mut self,
        comparator: Comparator,
        left: &Typed,
        right: &Typed,
    ) -> Result<Figure, Missing> {
        let (left, right) = (self.figure(left)?, self.figure(right)?);
        if let Figure::Vector(values) = left {
            let truths = values.iter().map(|value| compared(comparator, value, &right));
            return Ok(Figure::Vector(truths.collect::<Result<_, _>>()?));
        }
        compared(comparator, &left, &right)
    }

    fn arithmetic(
        &mut self,
        operation: Arithmetic,
        left: &Typed,
        right: &Typed,
    ) -> Result<Figure, Missing> {
        let (left, right) = (self.figure(left)?, self.figure(right)?);
        match (left, right) {
            (Figure::Number(left), Figure::Number(right)) => {
                let number = match operation {
                    Arithmetic::Plus => left.plus(right),
                    Arithmetic::Minus => left.minus(right),
                    Arithmetic::Times => left.times(right),
                    Arithmetic::Over => left.over(right),
                };
                number.map(Figure::Number).map_err(missing)
            }
            (Figure::Day(left), Figure::Day(right)) => {
                let days = i128::from(left.number()).checked_sub(right.number().into());
                days.map(|days| Figure::Number(Ratio::whole(days))).ok_or(Missing::TooLarge)
            }
            (Figure::Day(day), Figure::Number(days)) => moved(day, operation, days),
            _ => Err(UNPROVED),
        }
    }

    fn percent(&mut self, numerator: &Typed, denominator: &Typed) -> Result<Figure, Missing> {
        let numerator = self.number(numerator)?;
        let denominator = self.number(denominator)?;
        self.shares.push(Share { numerator, denominator });
        let hundredfold = numerator.times(Ratio::whole(100)).map_err(missing)?;
        hundredfold.over(denominator).map(Figure::Number).map_err(missing)
    }

    fn least(&mut self, parts: &[Typed]) -> Result<Figure, Missing> {
        let numbers: Vec<Ratio> =
            parts.iter().map(|part| self.number(part)).collect::<Result<_, _>>()?;
        pick(&numbers, Ordering::Less).map(Figure::Number)
    }

    fn fold(&mut self, fold: Fold, vector: &Typed) -> Result<Figure, Missing> {
        let Figure::Vector(values) = self.figure(vector)? else { return Err(UNPROVED) };
        let mut numbers = Vec::new();
        let mut counted = 0_i128;
        for value in &values {
            match value {
                Figure::Number(number) => numbers.push(*number),
                Figure::Truth(false) => continue,
                Figure::Truth(true) | Figure::Day(_) => {}
                Figure::Vector(_) => return Err(UNPROVED),
            }
            counted = counted.saturating_add(1);
        }
        let number = match fold {
            Fold::Count => Ratio::whole(counted),
            Fold::Least => pick(&numbers, Ordering::Less)?,
            Fold::Sum => sum(&numbers)?,
            Fold::Average if numbers.is_empty() => return Err(Missing::NoRecords),
            Fold::Average => {
                let count = i128::try_from(numbers.len()).map_err(|_| Missing::TooLarge)?;
                sum(&numbers)?.over(Ratio::whole(count)).map_err(missing)?
            }
        };
        Ok(Figure::Number(number))
    }
}

fn sum(numbers: &[Ratio]) -> Result<Ratio, Missing> {
    numbers.iter().try_fold(Ratio::whole(0), |sum, number| sum.plus(*number)).map_err(missing)
}

fn pick(numbers: &[Ratio], wanted: Ordering) -> Result<Ratio, Missing> {
    let mut picked: Option<Ratio> = None;
    for number in numbers {
        let better = match picked {
            None => true,
            Some(so_far) => number.partial_cmp(&so_far).ok_or(Missing::TooLarge)? == wanted,
        };
        if better {
            picked = Some(*number);
        }
    }
    picked.ok_or(Missing::NoRecords)
}

fn compared(comparator: Comparator, left: &Figure, right: &Figure) -> Result<Figure, Missing> {
    let ordering = match (left, right) {
        (Figure::Number(left), Figure::Number(right)) => {
            left.partial_cmp(right).ok_or(Missing::TooLarge)?
        }
        (Figure::Day(left), Figure::Day(right)) => left.cmp(right),
        (Figure::Truth(left), Figure::Truth(right)) => left.cmp(right),
        _ => return Err(UNPROVED),
    };
    Ok(Figure::Truth(match comparator {
        Comparator::Equal => ordering.is_eq(),
        Comparator::Unequal => ordering.is_ne(),
        Comparator::Less => ordering.is_lt(),
        Comparator::LessOrEqual => ordering.is_le(),
        Comparator::Greater => ordering.is_gt(),
        Comparator::GreaterOrEqual => ordering.is_ge(),
    }))
}

fn moved(day: Day, operation: Arithmetic, days: Ratio) -> Result<Figure, Missing> {
    let whole = u64::try_from(days.numerator()).ok().filter(|_| days.denominator() == 1);
    let whole = whole.ok_or(Missing::TooLarge)?;
    let moved = if operation == Arithmetic::Plus { day.plus(whole) } else { day.minus(whole) };
    moved.map(Figure::Day).ok_or(Missing::TooLarge)
}

/// The first days of the stretches that lie wholly in a period.
fn stretches(bucket: Bucket, period: Period) -> Vec<Day> {
    let mut firsts = Vec::new();
    let mut day = Some(period.start());
    while let Some(today) = day.filter(|today| *today <= period.end()) {
        let begins = match bucket {
            Bucket::Day => true,
            Bucket::Week => today.monday() == Some(today),
            Bucket::Month => today.day_of_month() == 1,
        };
        let last = match bucket {
            Bucket::Day => Some(today),
            Bucket::Week => today.plus(6),
            Bucket::Month => Some(today.month_end()),
        };
        if begins && last.is_some_and(|last| last <= period.end()) {
            firsts.push(today);
        }
        day = today.next();
    }
    firsts
}
