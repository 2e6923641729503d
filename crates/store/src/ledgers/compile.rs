//! A checked expression over ledgers as SQL that both databases understand alike.

use super::columns::{
    CURRENT, ENDED, EVIDENCE, RECORD, STATE, VALID_FROM, VALID_TO, column, table,
};
use crate::StoreError;
use ledgers::language::{
    Arithmetic, Column, ColumnName, Comparator, Mode, Node, REFERENCE_LEDGER, SourcePlan, Type,
    Typed,
};
use ledgers::{Catalogue, LedgerDefinition, RecordKind};
use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use std::cmp::max;
use vocabulary::{Decimal, Period};

/// Fields of the ledger of 基准数.
const REFERENCE_KEY: &str = "f_key";
const REFERENCE_VALUE: &str = "f_value";

/// Writes expressions as SQL, for one period.
pub(crate) struct Compiler<'a> {
    catalogue: &'a Catalogue,
    period: Period,
    /// The tables of the records in reach by their names in the statement, the nearest last.
    frames: Vec<String>,
    named: usize,
}

/// Whether the state of a record is one that counts.
pub(crate) fn counting(ledger: &LedgerDefinition, alias: &str) -> Expr {
    let states: Vec<String> = ledger.workflow.counting().map(ToString::to_string).collect();
    Expr::col((alias.to_owned(), STATE)).is_in(states)
}

/// What was proved before cannot be otherwise.
fn unproved(what: &str) -> StoreError {
    StoreError::Damaged(format!("公式未经核对：{what}"))
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, period: Period) -> Self {
        Self { catalogue, period, frames: Vec::new(), named: 0 }
    }

    pub(crate) fn catalogue(&self) -> &'a Catalogue {
        self.catalogue
    }

    /// The records of a source, with what is added about one of them; without columns yet.
    pub(crate) fn select(
        &mut self,
        source: &SourcePlan,
        add: impl FnOnce(&mut Self, &mut SelectStatement) -> Result<(), StoreError>,
    ) -> Result<SelectStatement, StoreError> {
        let ledger = self.ledger(source.ledger.as_str())?;
        let mut select = Query::select();
        let alias = self.enter();
        select.from_as(table(&ledger.code), alias.clone());
        select.cond_where(self.in_time(ledger, source.mode, &alias)?);
        if let Some(condition) = &source.condition {
            select.and_where(self.truth(condition)?);
        }
        add(self, &mut select)?;
        self.frames.pop();
        Ok(select)
    }

    /// Takes a record at hand and names its table.
    pub(crate) fn enter(&mut self) -> String {
        let alias = format!("t{}", self.named);
        self.named = self.named.saturating_add(1);
        self.frames.push(alias.clone());
        alias
    }

    /// The name of the table of the record at hand.
    pub(crate) fn at_hand(&self) -> Result<String, StoreError> {
        Ok(self.frame(0)?.to_owned())
    }

    fn ledger(&self, code: &str) -> Result<&'a LedgerDefinition, StoreError> {
        self.catalogue.ledger(code).ok_or_else(|| unproved(code))
    }

    /// Which records of a ledger a period looks at: those that count, by time.
    pub(crate) fn in_time(
        &self,
        ledger: &LedgerDefinition,
        mode: Mode,
        alias: &str,
    ) -> Result<Condition, StoreError> {
        let in_force = Expr::col((alias.to_owned(), CURRENT)).eq(true);
        Ok(Condition::all()
            .add(in_force)
            .add(counting(ledger, alias))
            .add(self.in_mode(ledger, mode, alias)?))
    }

    /// Which records a period looks at by time alone.
    pub(crate) fn in_mode(
        &self,
        ledger: &LedgerDefinition,
        mode: Mode,
        alias: &str,
    ) -> Result<Condition, StoreError> {
        let own = |name: &str| Expr::col((alias.to_owned(), name.to_owned()));
        let (start, end) = self.days();
        let mut all = Condition::all();
        if ledger.kind == RecordKind::Stock {
            all = all.add(own(VALID_FROM).lte(end));
            let lasting = Condition::any().add(own(VALID_TO).gte(end));
            let lasting =
                if mode == Mode::All { lasting.add(own(ENDED).eq(true)) } else { lasting };
            all = all.add(lasting);
        }
        all = all.add_option(self.is_due_if_demanded(ledger, alias));
        let times = &ledger.times;
        let day = |name: &Option<ledgers::Name>, what: &str| {
            name.as_ref().map(|name| own(&column(name))).ok_or_else(|| unproved(what))
        };
        Ok(match mode {
            Mode::End => all,
            Mode::All => match times.on.as_ref().or(times.opened.as_ref()) {
                Some(name) if ledger.kind != RecordKind::Stock => {
                    all.add(own(&column(name)).lte(end))
                }
                _ => all,
            },
            Mode::In => {
                let on = times.on.clone().or_else(|| times.opened.clone());
                all.add(day(&on, "期内")?.between(start, end))
            }
            Mode::Open => {
                let closed = day(&times.closed, "应办")?;
                let still = Condition::any().add(closed.clone().is_null()).add(closed.gte(start));
                all.add(day(&times.opened, "应办")?.lte(end)).add(still)
            }
            Mode::Due => all.add(day(&times.due, "到期")?.between(start, end)),
        })
    }

    /// That a row which a plan demands is due, when nobody filled it in: until its day is over it is
    /// no failure yet. Without a field for the deadline that day is its own.
    fn is_due_if_demanded(&self, ledger: &LedgerDefinition, alias: &str) -> Option<Condition> {
        let own = |name: String| Expr::col((alias.to_owned(), name));
        let (demanded, due) = (ledger.demanded()?, ledger.times.due.as_ref()?);
        ledger.expected.as_ref()?;
        let due = own(column(due));
        let filled = own(STATE.to_owned()).ne(demanded.code.to_string());
        let over = due.clone().is_null().or(due.lte(self.days().1));
        Some(Condition::any().add(filled).add(over))
    }

    fn days(&self) -> (i64, i64) {
        (self.period.start().number().into(), self.period.end().number().into())
    }

    fn frame(&self, outwards: usize) -> Result<&str, StoreError> {
        let at = self.frames.len().checked_sub(outwards.saturating_add(1));
        at.and_then(|at| self.frames.get(at))
            .map(String::as_str)
            .ok_or_else(|| unproved("外层记录"))
    }

    /// A condition.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the proof of types leaves no others")]
    pub(crate) fn truth(&mut self, typed: &Typed) -> Result<Expr, StoreError> {
        match &typed.node {
            Node::Truth(truth) => Ok(Expr::value(*truth).eq(true)),
            Node::Column(column) => Ok(self.column(column)?.eq(true)),
            Node::Not(of) => Ok(self.truth(of)?.not()),
            Node::And(parts) => self.joined(parts, true),
            Node::Or(parts) => self.joined(parts, false),
            Node::Compare(comparator, left, right) => self.compare(*comparator, left, right),
            Node::In(value, list) => self.is_in(value, list),
            Node::IsNull { of, negated } => {
                let of = if of.ty == Type::Truth { self.truth(of)? } else { self.value(of)? };
                Ok(if *negated { of.is_not_null() } else { of.is_null() })
            }
            Node::InPeriod(day) => {
                let (start, end) = self.days();
                Ok(self.value(day)?.between(start, end))
            }
            Node::Exists(source) => self.exists(source),
            other => Err(unproved(&format!("{other:?}"))),
        }
    }

    fn joined(&mut self, parts: &[Typed], every: bool) -> Result<Expr, StoreError> {
        let parts: Vec<Expr> =
            parts.iter().map(|part| self.truth(part)).collect::<Result<_, _>>()?;
        let joined =
            parts.into_iter().reduce(|one, two| if every { one.and(two) } else { one.or(two) });
        joined.ok_or_else(|| unproved("空条件"))
    }

    fn compare(
        &mut self,
        comparator: Comparator,
        left: &Typed,
        right: &Typed,
    ) -> Result<Expr, StoreError> {
        let (left, right) = if left.ty == Type::Truth {
            (self.truth(left)?, self.truth(right)?)
        } else {
            let digits = max(left.digits(), right.digits());
            (self.scaled(left, digits)?, self.scaled(right, digits)?)
        };
        Ok(match comparator {
            Comparator::Equal => left.eq(right),
            Comparator::Unequal => left.ne(right),
            Comparator::Less => left.lt(right),
            Comparator::LessOrEqual => left.lte(right),
            Comparator::Greater => left.gt(right),
            Comparator::GreaterOrEqual => left.gte(right),
        })
    }

    fn is_in(&mut self, value: &Typed, list: &Typed) -> Result<Expr, StoreError> {
        let digits = max(value.digits(), list.digits());
        let Node::List(items) = &list.node else { return Err(unproved("列表")) };
        let value = self.scaled(value, digits)?;
        let items: Vec<Expr> =
            items.iter().map(|item| self.scaled(item, digits)).collect::<Result<_, _>>()?;
        Ok(value.is_in(items))
    }

    /// A value in the smallest step of its own decimals.
    pub(crate) fn value(&mut self, typed: &Typed) -> Result<Expr, StoreError> {
        self.scaled(typed, typed.digits())
    }

    /// A value in the step of so many decimals, at least its own.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the proof of types leaves no others")]
    fn scaled(&mut self, typed: &Typed, digits: u8) -> Result<Expr, StoreError> {
        let own = match &typed.node {
            Node::Number(number) => return Ok(Expr::value(whole(*number, digits)?)),
            Node::Text(text) => return Ok(Expr::value(text.clone())),
            Node::Day(day) => return Ok(Expr::value(i64::from(day.number()))),
            Node::PeriodStart => return Ok(Expr::value(self.days().0)),
            Node::PeriodEnd => return Ok(Expr::value(self.days().1)),
            Node::PeriodDays => Expr::value(i64::from(self.period.days())),
            Node::Column(column) => self.column(column)?,
            Node::Reference(key) => self.reference(key),
            Node::Arithmetic(operation, left, right) => {
                return self.arithmetic(*operation, left, right, digits);
            }
            other => return Err(unproved(&format!("{other:?}"))),
        };
        times_ten(own, digits.saturating_sub(typed.digits()))
    }

    fn arithmetic(
        &mut self,
        operation: Arithmetic,
        left: &Typed,
        right: &Typed,
        digits: u8,
    ) -> Result<Expr, StoreError> {
        let own = max(left.digits(), right.digits());
        let (reckoned, step) = match operation {
            Arithmetic::Plus => (self.scaled(left, own)?.add(self.scaled(right, own)?), own),
            Arithmetic::Minus => (self.scaled(left, own)?.sub(self.scaled(right, own)?), own),
            Arithmetic::Times => {
                let step = left.digits().saturating_add(right.digits());
                (self.value(left)?.mul(self.value(right)?), step)
            }
            Arithmetic::Over => return Err(unproved("记录内的除法")),
        };
        times_ten(reckoned, digits.saturating_sub(step))
    }

    /// 基准数 on the last day, in its smallest step. What nobody has looked at does not count here
    /// either.
    pub(crate) fn reference(&self, key: &str) -> Expr {
        let end = self.days().1;
        let ledger = self.catalogue.ledger(REFERENCE_LEDGER);
        let counting = ledger.into_iter().flat_map(|ledger| ledger.workflow.counting());
        let counting: Vec<String> = counting.map(ToString::to_string).collect();
        let select = Query::select()
            .column(REFERENCE_VALUE)
            .from(format!("ledger_{REFERENCE_LEDGER}"))
            .and_where(Expr::col(REFERENCE_KEY).eq(key))
            .and_where(Expr::col(CURRENT).eq(true))
            .and_where(Expr::col(STATE).is_in(counting))
            .and_where(Expr::col(VALID_FROM).lte(end))
            .and_where(Expr::col(VALID_TO).gte(end))
            .take();
        Expr::SubQuery(None, Box::new(select.into()))
    }

    /// A field of the record at hand, or of one that it refers to as of the period's last day.
    fn column(&self, wanted: &Column) -> Result<Expr, StoreError> {
        let frame = self.frame(wanted.outwards)?;
        let name = match &wanted.name {
            ColumnName::Record => RECORD.to_owned(),
            ColumnName::Evidence => EVIDENCE.to_owned(),
            ColumnName::Field(name) => column(name),
        };
        let Some((first, rest)) = wanted.steps.split_first() else {
            return Ok(Expr::col((frame.to_owned(), name)));
        };
        let end = self.days().1;
        let mut referring = Expr::col((frame.to_owned(), column(&first.field)));
        let mut reached = first;
        // From the nearest to the farthest: each reference is looked up by the one before.
        for step in rest {
            referring = followed(reached.ledger.as_str(), referring, column(&step.field), end);
            reached = step;
        }
        Ok(followed(reached.ledger.as_str(), referring, name, end))
    }

    /// Whether there is such a record. What is equal to a field of the enclosing record becomes a
    /// semi-join, which is found once and not for every record again.
    fn exists(&mut self, source: &SourcePlan) -> Result<Expr, StoreError> {
        let Some((inner, outer, rest)) = source.condition.as_deref().and_then(joining) else {
            let select = self.select(source, |_, select| {
                select.expr(Expr::value(1));
                Ok(())
            })?;
            return Ok(Expr::exists(select));
        };
        let outward = Column { outwards: outer.outwards.saturating_sub(1), ..outer };
        let outward = self.column(&outward)?;
        let source = SourcePlan { condition: rest, ..source.clone() };
        let select = self.select(&source, |compiler, select| {
            let inner = compiler.column(&inner)?;
            select.expr(inner.clone()).and_where(inner.is_not_null());
            Ok(())
        })?;
        // Unknown is not in any list, and `not exists` must still hold of it.
        Ok(outward.clone().is_not_null().and(outward.in_subquery(select)))
    }
}

/// A field of the record that another refers to.
fn followed(ledger: &str, referring: Expr, name: String, end: i64) -> Expr {
    let own = |column: &str| Expr::col((format!("ledger_{ledger}"), column.to_owned()));
    let select = Query::select()
        .column(name)
        .from(format!("ledger_{ledger}"))
        .and_where(own(RECORD).eq(referring))
        .and_where(own(CURRENT).eq(true))
        .and_where(own(VALID_FROM).lte(end))
        .and_where(own(VALID_TO).gte(end))
        .take();
    Expr::SubQuery(None, Box::new(select.into()))
}

/// The pair of fields by which a condition joins a record to the enclosing one, when that is all
/// it says of the enclosing one; and what else it says.
fn joining(condition: &Typed) -> Option<(Column, Column, Option<Box<Typed>>)> {
    let parts = if let Node::And(parts) = &condition.node {
        parts.as_slice()
    } else {
        std::slice::from_ref(condition)
    };
    let at = parts.iter().position(|part| pair(part).is_some())?;
    let (inner, outer) = pair(parts.get(at)?)?;
    let rest: Vec<Typed> = parts
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != at)
        .map(|(_, part)| part.clone())
        .collect();
    if rest.iter().any(|part| looks_outwards(part, 0)) {
        return None;
    }
    let rest = match <[Typed; 1]>::try_from(rest) {
        Ok([only]) => Some(Box::new(only)),
        Err(rest) if rest.is_empty() => None,
        Err(rest) => Some(Box::new(Typed { node: Node::And(rest), ..condition.clone() })),
    };
    Some((inner, outer, rest))
}

/// `field = $.field`, either way round.
fn pair(part: &Typed) -> Option<(Column, Column)> {
    let Node::Compare(Comparator::Equal, left, right) = &part.node else { return None };
    let (Node::Column(left), Node::Column(right)) = (&left.node, &right.node) else {
        return None;
    };
    if left.digits != right.digits {
        return None;
    }
    match (left.outwards, right.outwards) {
        (0, 1..) => Some((left.clone(), right.clone())),
        (1.., 0) => Some((right.clone(), left.clone())),
        _ => None,
    }
}

/// Whether an expression speaks about a record farther out than so many levels.
fn looks_outwards(typed: &Typed, levels: usize) -> bool {
    if let Node::Column(column) = &typed.node {
        return column.outwards > levels;
    }
    if let Node::Exists(source) = &typed.node {
        let deeper = levels.saturating_add(1);
        return source.condition.as_deref().is_some_and(|inner| looks_outwards(inner, deeper));
    }
    typed.node.parts().into_iter().any(|part| looks_outwards(part, levels))
}

/// A number in the step of so many decimals.
fn whole(number: Decimal, digits: u8) -> Result<i64, StoreError> {
    let too_large = || StoreError::Invalid(format!("公式中的数{number}过大，无法精确计算"));
    let missing = u32::from(digits).checked_sub(number.scale()).ok_or_else(too_large)?;
    let factor = 10_i128.checked_pow(missing).ok_or_else(too_large)?;
    let scaled = number.mantissa().checked_mul(factor).ok_or_else(too_large)?;
    i64::try_from(scaled).map_err(|_| too_large())
}

fn times_ten(expr: Expr, digits: u8) -> Result<Expr, StoreError> {
    if digits == 0 {
        return Ok(expr);
    }
    let factor = 10_i64.checked_pow(digits.into());
    let factor = factor.ok_or_else(|| StoreError::Invalid("公式的小数位过多".into()))?;
    Ok(expr.mul(factor))
}
