//! Which records a figure was put together of, and why others were not: each part of what is asked
//! of a record, answered by the database itself.

use super::columns::{
    CURRENT, ENDED, EVIDENCE, RECORD, STATE, UNIT, VALID_FROM, VALID_TO, column, table,
};
use super::compile::{Compiler, counting};
use super::listing::{StoredRecord, read, select};
use crate::conditions::within;
use crate::trail::Acting;
use crate::{RecordId, Store, StoreError};
use ledgers::language::{SourcePlan, Typed};
use ledgers::{Catalogue, LedgerDefinition, RecordKind};
use procedure::{Action, ObjectState};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{Condition, ConnectionTrait, QueryResult};
use vocabulary::Period;

/// The state of a row that a plan demands and nobody filled in.
const EXPECTED: &str = "expected";
/// How many there are.
const TOTAL: &str = "total";
/// How many of them are complete.
const COMPLETE: &str = "complete";

/// The records of a source over a period.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// All ledgers.
    pub catalogue: &'a Catalogue,
    /// What is asked of a record.
    pub source: &'a SourcePlan,
    /// The period.
    pub period: Period,
}

/// On which side of a figure a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It counts.
    Counted,
    /// It belongs to the period and does not count.
    LeftOut,
}

/// A record, and how it answers each part of what is asked. Unknown, where a field is empty, does
/// not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The record.
    pub record: StoredRecord,
    /// Whether its state counts.
    pub state: bool,
    /// Whether it is there by time.
    pub time: bool,
    /// The parts of the condition, in the order of [`Typed::conjuncts`].
    pub parts: Vec<Option<bool>>,
}

impl Explained {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.state && self.time && self.parts.iter().all(|part| *part == Some(true))
    }
}

/// One page of explained records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedPage {
    /// The records, newest first.
    pub records: Vec<Explained>,
    /// How many there are in all.
    pub total: u64,
}

impl Store {
    /// The records on one side of a figure, in the scope of the actor.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn explained_records(
        &self,
        acting: &Acting,
        asked: Asked<'_>,
        side: Side,
        (limit, offset): (u64, u64),
    ) -> Result<ExplainedPage, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut question = Question::of(asked, acting)?;
        question.on_side(side)?;
        let view = self.connections().snapshot().await?;
        let count = question.count();
        let total = view.query_one(&count).await?;
        let total: i64 = total.map_or(Ok(0), |row| row.try_get("", TOTAL))?;
        let page = question.page()?.limit(limit).offset(offset).take();
        let rows = view.query_all(&page).await?;
        let records = rows.iter().map(|row| question.answer(row)).collect::<Result<_, _>>()?;
        Ok(ExplainedPage { records, total: total.try_into().unwrap_or_default() })
    }

    /// How many of the records of a figure are filled in and have the evidence that their ledger
    /// asks for, and how many there are.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn completeness(
        &self,
        acting: &Acting,
        asked: Asked<'_>,
    ) -> Result<(u64, u64), StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut question = Question::of(asked, acting)?;
        question.on_side(Side::Counted)?;
        let complete: SimpleExpr = Expr::case(question.complete(), 1).finally(0).into();
        let count = question.count().expr_as(complete.sum().cast_as("text"), COMPLETE).take();
        let row = self.connections().reads().query_one(&count).await?;
        let Some(row) = row else { return Ok((0, 0)) };
        let total: i64 = row.try_get("", TOTAL)?;
        let complete: Option<String> = row.try_get("", COMPLETE)?;
        let complete = complete.and_then(|text| text.parse().ok()).unwrap_or_default();
        Ok((complete, total.try_into().unwrap_or_default()))
    }

    /// How each entry of one record answers, the newest first.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn explained_record(
        &self,
        acting: &Acting,
        asked: Asked<'_>,
        record: RecordId,
    ) -> Result<Vec<Explained>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut question = Question::of(asked, acting)?;
        let its = question.own(RECORD).eq(record.to_string());
        question.wanted = question.wanted.add(its);
        let page = question.page()?;
        let rows = self.connections().reads().query_all(&page).await?;
        rows.iter().map(|row| question.answer(row)).collect()
    }
}

/// A question about the records of a source while it is written.
struct Question<'a> {
    ledger: &'a LedgerDefinition,
    asked: Asked<'a>,
    compiler: Compiler<'a>,
    alias: String,
    wanted: Condition,
}

impl<'a> Question<'a> {
    fn of(asked: Asked<'a>, acting: &Acting) -> Result<Self, StoreError> {
        let ledger = asked.catalogue.ledger(asked.source.ledger.as_str());
        let ledger = ledger.ok_or(StoreError::Missing)?;
        let mut compiler = Compiler::new(asked.catalogue, asked.period);
        let alias = compiler.enter();
        let unit = Expr::col((alias.clone(), UNIT));
        let wanted = Condition::all()
            .add(Expr::col((alias.clone(), CURRENT)).eq(true))
            .add(within(&acting.actor.scope, &unit));
        Ok(Self { ledger, asked, compiler, alias, wanted })
    }

    fn own(&self, name: &str) -> Expr {
        Expr::col((self.alias.clone(), name.to_owned()))
    }

    fn parts(&self) -> &'a [Typed] {
        self.asked.source.condition.as_deref().map_or(&[], Typed::conjuncts)
    }

    fn in_time(&self) -> Result<Condition, StoreError> {
        self.compiler.in_mode(self.ledger, self.asked.source.mode, &self.alias)
    }

    fn on_side(&mut self, side: Side) -> Result<(), StoreError> {
        let condition = self.asked.source.condition.as_deref();
        let condition = condition.map(|condition| self.compiler.truth(condition)).transpose()?;
        let counted = Condition::all()
            .add(counting(self.ledger, &self.alias))
            .add(self.in_time()?)
            .add_option(condition);
        let wanted = self.wanted.clone();
        self.wanted = match side {
            Side::Counted => wanted.add(counted),
            // What is unknown is not counted: not true is more than false.
            Side::LeftOut => {
                let counted: SimpleExpr = Expr::case(counted, 1).finally(0).into();
                wanted.add(self.of_the_period()).add(counted.eq(0))
            }
        };
        Ok(())
    }

    /// Records that one would look for in the period: else every record of other years would be
    /// told as left out.
    fn of_the_period(&self) -> Condition {
        let (start, end) = (self.asked.period.start(), self.asked.period.end());
        let (start, end) = (i64::from(start.number()), i64::from(end.number()));
        if self.ledger.kind == RecordKind::Stock {
            // As it was on the last day, or when it ended in the period: not once for each change.
            let ended = self.own(ENDED).eq(true).and(self.own(VALID_TO).gte(start));
            let last = Condition::any().add(self.own(VALID_TO).gte(end)).add(ended);
            return Condition::all().add(self.own(VALID_FROM).lte(end)).add(last);
        }
        let times = &self.ledger.times;
        let Some(day) = times.on.as_ref().or(times.opened.as_ref()) else {
            return Condition::all();
        };
        let day = self.own(&column(day));
        Condition::any().add(day.clone().is_null()).add(day.between(start, end))
    }

    /// Filled in, and with some evidence where the ledger asks for any. Which kinds, and whether
    /// they are needed of this very record, its own page says.
    fn complete(&self) -> Condition {
        let filled = self.own(STATE).ne(EXPECTED);
        let evidenced = self.own(EVIDENCE).gt(0);
        let asked = !self.ledger.evidence.needs.is_empty();
        Condition::all().add(filled).add_option(asked.then_some(evidenced))
    }

    fn count(&self) -> SelectStatement {
        Query::select()
            .expr_as(Expr::cust("COUNT(*)"), TOTAL)
            .from_as(table(&self.ledger.code), self.alias.clone())
            .cond_where(self.wanted.clone())
            .take()
    }

    /// The records with an answer for each part: 1, 0, or nothing when it is unknown.
    fn page(&mut self) -> Result<SelectStatement, StoreError> {
        let mut page = select(self.ledger);
        let in_time = self.in_time()?;
        let answers = [
            (Condition::all().add(counting(self.ledger, &self.alias)), "of_state".to_owned()),
            (in_time, "of_time".to_owned()),
        ];
        for (condition, name) in answers {
            page.expr_as(Expr::case(condition, 1).finally(0), name);
        }
        for (at, part) in self.parts().iter().enumerate() {
            let truth = self.compiler.truth(part)?;
            // What fails last is nearest: it is what one looks for among those left out.
            let holds: SimpleExpr = Expr::case(truth.clone(), 1).finally(0).into();
            page.order_by_expr(holds, Order::Desc);
            let answer = Expr::case(truth.clone(), 1)
                .case(truth.not(), 0)
                .finally(Expr::value(Option::<i32>::None));
            page.expr_as(answer, part_name(at));
        }
        page.cond_where(self.wanted.clone()).order_by((self.alias.clone(), RECORD), Order::Desc);
        Ok(page)
    }

    fn answer(&self, row: &QueryResult) -> Result<Explained, StoreError> {
        let truth = |name: &str| row.try_get::<i32>("", name).map(|answer| answer == 1);
        let part = |at: usize| {
            let answer = row.try_get::<Option<i32>>("", &part_name(at))?;
            Ok::<_, StoreError>(answer.map(|answer| answer == 1))
        };
        Ok(Explained {
            record: read(self.ledger, row)?,
            state: truth("of_state")?,
            time: truth("of_time")?,
            parts: (0..self.parts().len()).map(part).collect::<Result<_, _>>()?,
        })
    }
}

fn part_name(at: usize) -> String {
    format!("of_part_{at}")
}
