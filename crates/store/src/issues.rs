//! 问题: what the review of the current document found, and what people decided on it.

use crate::conditions::within;
use crate::documents::{find, parse_id, positions};
use crate::entities::{decision, issue, sheet};
use crate::review::count;
use crate::trail::{Acting, Deed};
use crate::{DocumentId, IssueId, SheetId, Store, StoreError, Timestamp};
use procedure::{Action, ObjectState};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::{RuleCode, Severity};

/// What became of an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IssueState {
    /// Nothing yet.
    Open,
    /// 接受: taken note of.
    Accepted,
    /// 已修改.
    Repaired,
    /// 已说明: stays as it is, for a reason.
    Explained,
}

impl IssueState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Repaired, Self::Explained];

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "未处理",
            Self::Accepted => "已接受",
            Self::Repaired => "已修改",
            Self::Explained => "已说明",
        }
    }

    /// The word in the store and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Repaired => "repaired",
            Self::Explained => "explained",
        }
    }

    /// The state of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// An issue with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredIssue {
    /// Its key; it stays while the issue stays.
    pub id: IssueId,
    /// Its document.
    pub document: DocumentId,
    /// Its sheet; nothing for the department part.
    pub sheet: Option<SheetId>,
    /// Position of the sheet, from 1.
    pub sheet_position: Option<u32>,
    /// Which check.
    pub rule: RuleCode,
    /// How much it weighs.
    pub severity: Severity,
    /// Indicator row, from 1.
    pub row: Option<u32>,
    /// Field by its label.
    pub field: String,
    /// The text found fault with.
    pub text: String,
    /// The characters at fault: start and end, in characters from 0.
    pub span: Option<(usize, usize)>,
    /// What is wrong.
    pub explanation: String,
    /// What to do.
    pub advice: Option<String>,
    /// The text proposed.
    pub proposal: Option<String>,
    /// The regulation it rests on.
    pub basis: String,
    /// Where it stands in the original, in words.
    pub place: Option<String>,
    /// What became of it.
    pub state: IssueState,
    /// The word given with the decision.
    pub reason: String,
    /// Who decided, by name.
    pub decided_by: String,
    /// When; nothing while open.
    pub decided_at: Option<Timestamp>,
}

/// Which issues of a document are wanted.
#[derive(Clone, Debug, Default)]
pub struct IssueFilter {
    /// Of one sheet.
    pub sheet: Option<SheetId>,
    /// Of one weight.
    pub severity: Option<Severity>,
    /// Of one check.
    pub rule: Option<RuleCode>,
    /// In one state.
    pub state: Option<IssueState>,
}

/// A decision on issues.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What becomes of them; `Open` takes a decision back.
    pub state: IssueState,
    /// The word given; needed for 说明.
    pub reason: String,
}

/// What is shown of an issue and never searched.
#[derive(Serialize, Deserialize)]
pub(crate) struct ContentShape {
    pub(crate) text: String,
    pub(crate) span: Option<(usize, usize)>,
    pub(crate) explanation: String,
    pub(crate) advice: Option<String>,
    pub(crate) proposal: Option<String>,
    pub(crate) basis: String,
    pub(crate) place: Option<String>,
}

impl Store {
    /// The issues of a document in the scope, in its order.
    ///
    /// # Errors
    /// When the document is missing or out of scope, or the actor may not read.
    pub async fn issues(
        &self,
        acting: &Acting,
        document: DocumentId,
        wanted: &IssueFilter,
    ) -> Result<Vec<StoredIssue>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let reads = self.connections().reads();
        find(reads, &acting.actor.scope, document).await?;
        let mut query = issue::Entity::find()
            .filter(issue::Column::DocumentId.eq(document.to_string()))
            .filter(within(&acting.actor.scope, &unit_code()));
        if let Some(sheet) = wanted.sheet {
            query = query.filter(issue::Column::SheetId.eq(sheet.to_string()));
        }
        if let Some(severity) = wanted.severity {
            query = query.filter(issue::Column::Severity.eq(severity.code()));
        }
        if let Some(rule) = wanted.rule {
            query = query.filter(issue::Column::Rule.eq(i32::from(rule.0)));
        }
        if let Some(state) = wanted.state {
            query = query.filter(issue::Column::State.eq(state.code()));
        }
        let rows = query.order_by_asc(issue::Column::Sequence).all(reads).await?;
        let places = positions(reads, document).await?;
        let by_sheet: BTreeMap<String, i32> =
            places.into_iter().map(|(position, (id, _))| (id, position)).collect();
        rows.into_iter().map(|row| stored(row, &by_sheet)).collect()
    }

    /// One issue in the scope.
    ///
    /// # Errors
    /// When it is missing or out of scope, or the actor may not read.
    pub async fn issue(&self, acting: &Acting, id: IssueId) -> Result<StoredIssue, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let reads = self.connections().reads();
        let row = issue::Entity::find_by_id(id.to_string())
            .filter(within(&acting.actor.scope, &unit_code()))
            .one(reads)
            .await?
            .ok_or(StoreError::Missing)?;
        let mut by_sheet = BTreeMap::new();
        if let Some(sheet) = &row.sheet_id {
            let position = sheet::Entity::find_by_id(sheet).one(reads).await?;
            by_sheet.insert(sheet.clone(), position.map_or(0, |sheet| sheet.position));
        }
        stored(row, &by_sheet)
    }

    /// Decides on issues of one document, all or none.
    ///
    /// # Errors
    /// When one is missing or out of scope, the actor may not decide, an explanation has no word,
    /// or the year is closed.
    pub async fn decide(
        &self,
        acting: &Acting,
        ids: &[IssueId],
        decided: &Decision,
    ) -> Result<(), StoreError> {
        if decided.state == IssueState::Explained && decided.reason.trim().is_empty() {
            return Err(StoreError::Invalid("请填写说明理由后再提交".into()));
        }
        let work = self.work().await?;
        let mut documents = Vec::new();
        let mut deeds = Vec::new();
        for id in ids {
            let row = issue::Entity::find_by_id(id.to_string())
                .filter(within(&acting.actor.scope, &unit_code()))
                .one(&work.tx)
                .await?
                .ok_or(StoreError::Missing)?;
            acting.may(Action::Decide, ObjectState::Open { unit_code: &row.unit_code })?;
            let owner: DocumentId = parse_id(&row.document_id)?;
            if !documents.contains(&owner) {
                documents.push(owner);
            }
            deeds.push(deed(&row, decided));
            self.decide_one(&work.tx, acting, row, decided).await?;
        }
        for document in documents {
            let owner = find(&work.tx, &acting.actor.scope, document).await?;
            let year = u16::try_from(owner.fiscal_year).ok();
            let year = year.and_then(|year| vocabulary::FiscalYear::new(year).ok());
            self.check_year_open(&work.tx, year.ok_or(StoreError::Missing)?).await?;
            count(&work.tx, document).await?;
        }
        work.commit(acting, deeds).await
    }

    async fn decide_one(
        &self,
        tx: &impl ConnectionTrait,
        acting: &Acting,
        row: issue::Model,
        decided: &Decision,
    ) -> Result<(), StoreError> {
        decision::Entity::delete_by_id((row.document_id.clone(), row.fingerprint.clone()))
            .exec(tx)
            .await?;
        let open = decided.state == IssueState::Open;
        let (reason, by, at) = if open {
            (String::new(), String::new(), 0)
        } else {
            (decided.reason.trim().to_owned(), acting.name.clone(), acting.at)
        };
        if !open {
            let kept = decision::ActiveModel {
                document_id: ActiveValue::Set(row.document_id),
                fingerprint: ActiveValue::Set(row.fingerprint),
                state: ActiveValue::Set(decided.state.code().into()),
                reason: ActiveValue::Set(reason.clone()),
                decided_by: ActiveValue::Set(by.clone()),
                decided_at_ms: ActiveValue::Set(at),
            };
            decision::Entity::insert(kept).exec_without_returning(tx).await?;
        }
        let shown = issue::ActiveModel {
            id: ActiveValue::Unchanged(row.id),
            state: ActiveValue::Set(decided.state.code().into()),
            reason: ActiveValue::Set(reason),
            decided_by: ActiveValue::Set(by),
            decided_at_ms: ActiveValue::Set(at),
            ..Default::default()
        };
        issue::Entity::update(shown).exec(tx).await?;
        Ok(())
    }
}

fn deed(row: &issue::Model, decided: &Decision) -> Deed {
    Deed {
        action: "issue.decide",
        object_kind: "issue",
        object_id: row.id.clone(),
        change: format!(
            "{} {}：{}→{}",
            RuleCode(u16::try_from(row.rule).unwrap_or(0)),
            row.field,
            IssueState::from_code(&row.state).map_or("", IssueState::label),
            decided.state.label()
        ),
        reason: decided.reason.clone(),
    }
}

fn unit_code() -> SimpleExpr {
    Expr::col((issue::Entity, issue::Column::UnitCode))
}

fn stored(row: issue::Model, by_sheet: &BTreeMap<String, i32>) -> Result<StoredIssue, StoreError> {
    let damaged = || StoreError::Damaged("问题登记".into());
    let shape: ContentShape = serde_json::from_str(&row.content).map_err(|_| damaged())?;
    let severity = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .find(|severity| severity.code() == row.severity)
        .ok_or_else(damaged)?;
    let position = row.sheet_id.as_ref().and_then(|sheet| by_sheet.get(sheet));
    Ok(StoredIssue {
        id: parse_id(&row.id)?,
        document: parse_id(&row.document_id)?,
        sheet: row.sheet_id.as_deref().map(parse_id).transpose()?,
        sheet_position: position.and_then(|position| u32::try_from(*position).ok()),
        rule: RuleCode(u16::try_from(row.rule).map_err(|_| damaged())?),
        severity,
        row: row.row.and_then(|row| u32::try_from(row).ok()),
        field: row.field,
        text: shape.text,
        span: shape.span,
        explanation: shape.explanation,
        advice: shape.advice,
        proposal: shape.proposal,
        basis: shape.basis,
        place: shape.place,
        state: IssueState::from_code(&row.state).ok_or_else(damaged)?,
        reason: row.reason,
        decided_by: row.decided_by,
        decided_at: (row.decided_at_ms > 0).then_some(row.decided_at_ms),
    })
}
