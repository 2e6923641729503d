//! 问题: what the review of the current document found, and what people decided on it.

use crate::documents::{find, parse_id, positions, small, within};
use crate::entities::{decision, document, issue, sheet};
use crate::trail::{Acting, Deed};
use crate::{DocumentId, IssueId, SheetId, Store, StoreError, Timestamp};
use procedure::{Action, ObjectState};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use vocabulary::{Issue, RuleCode, Severity};

/// Rows written with one statement, well under the parameters a statement may have.
const BATCH: usize = 200;

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

/// The issues of a document as the review gave them.
pub(crate) struct Reviewed<'a> {
    pub(crate) document: DocumentId,
    pub(crate) unit_code: &'a str,
    pub(crate) issues: &'a [Issue],
}

/// What is shown of an issue and never searched.
#[derive(Serialize, Deserialize)]
struct ContentShape {
    text: String,
    span: Option<(usize, usize)>,
    explanation: String,
    advice: Option<String>,
    proposal: Option<String>,
    basis: String,
    place: Option<String>,
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
        work.commit(self, acting, deeds).await
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

    /// Puts the findings of a new review in the place of the old: what is found again keeps its
    /// key and its decision. Returns how many decisions still hold.
    pub(crate) async fn replace_issues(
        &self,
        tx: &impl ConnectionTrait,
        reviewed: Reviewed<'_>,
    ) -> Result<usize, StoreError> {
        let document = reviewed.document.to_string();
        let mut old: BTreeMap<String, String> = issue::Entity::find()
            .select_only()
            .columns([issue::Column::Fingerprint, issue::Column::Id])
            .filter(issue::Column::DocumentId.eq(&document))
            .into_tuple::<(String, String)>()
            .all(tx)
            .await?
            .into_iter()
            .collect();
        let decided: BTreeMap<String, decision::Model> = decision::Entity::find()
            .filter(decision::Column::DocumentId.eq(&document))
            .all(tx)
            .await?
            .into_iter()
            .map(|row| (row.fingerprint.clone(), row))
            .collect();
        issue::Entity::delete_many()
            .filter(issue::Column::DocumentId.eq(&document))
            .exec(tx)
            .await?;
        let places = positions(tx, reviewed.document).await?;
        let mut rows = Vec::with_capacity(reviewed.issues.len());
        let mut seen = BTreeMap::new();
        let mut kept = 0;
        for (sequence, found) in reviewed.issues.iter().enumerate() {
            let mut row = row_of(&reviewed, found, &places)?;
            let print = fingerprint(found, &places, &mut seen);
            row.id =
                ActiveValue::Set(old.remove(&print).unwrap_or_else(|| IssueId::new().to_string()));
            row.sequence = ActiveValue::Set(small(sequence));
            if let Some(decided) = decided.get(&print) {
                kept += 1;
                row.state = ActiveValue::Set(decided.state.clone());
                row.reason = ActiveValue::Set(decided.reason.clone());
                row.decided_by = ActiveValue::Set(decided.decided_by.clone());
                row.decided_at_ms = ActiveValue::Set(decided.decided_at_ms);
            }
            row.fingerprint = ActiveValue::Set(print);
            rows.push(row);
        }
        for batch in rows.chunks(BATCH) {
            issue::Entity::insert_many(batch.to_vec()).exec_without_returning(tx).await?;
        }
        count(tx, reviewed.document).await?;
        Ok(kept)
    }
}

/// Counts the issues of a document and its sheets anew.
async fn count(tx: &impl ConnectionTrait, id: DocumentId) -> Result<(), StoreError> {
    let counted: Vec<(Option<String>, String, i64)> = issue::Entity::find()
        .select_only()
        .columns([issue::Column::SheetId, issue::Column::Severity])
        .column_as(issue::Column::Id.count(), "found")
        .filter(issue::Column::DocumentId.eq(id.to_string()))
        .filter(issue::Column::State.eq(IssueState::Open.code()))
        .group_by(issue::Column::SheetId)
        .group_by(issue::Column::Severity)
        .into_tuple()
        .all(tx)
        .await?;
    let mut sums = [0_i64; 3];
    let mut by_sheet: BTreeMap<String, [i64; 3]> =
        positions(tx, id).await?.into_values().map(|(sheet, _)| (sheet, [0; 3])).collect();
    for (sheet, severity, found) in counted {
        let kind = match severity.as_str() {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        };
        let own = sheet.and_then(|sheet| by_sheet.get_mut(&sheet));
        for counts in [Some(&mut sums), own].into_iter().flatten() {
            if let Some(count) = counts.get_mut(kind) {
                *count += found;
            }
        }
    }
    for (sheet, [errors, warnings, infos]) in by_sheet {
        sheet::Entity::update_many()
            .col_expr(sheet::Column::Errors, Expr::value(errors))
            .col_expr(sheet::Column::Warnings, Expr::value(warnings))
            .col_expr(sheet::Column::Infos, Expr::value(infos))
            .filter(sheet::Column::Id.eq(sheet))
            .exec(tx)
            .await?;
    }
    let decided = issue::Entity::find()
        .filter(issue::Column::DocumentId.eq(id.to_string()))
        .filter(issue::Column::State.ne(IssueState::Open.code()))
        .count(tx)
        .await?;
    let [errors, warnings, infos] = sums;
    document::Entity::update_many()
        .col_expr(document::Column::Errors, Expr::value(errors))
        .col_expr(document::Column::Warnings, Expr::value(warnings))
        .col_expr(document::Column::Infos, Expr::value(infos))
        .col_expr(document::Column::Decided, Expr::value(i64::try_from(decided).unwrap_or(0)))
        .filter(document::Column::Id.eq(id.to_string()))
        .exec(tx)
        .await?;
    Ok(())
}

fn row_of(
    reviewed: &Reviewed<'_>,
    found: &Issue,
    places: &BTreeMap<i32, (String, String)>,
) -> Result<issue::ActiveModel, StoreError> {
    let shape = ContentShape {
        text: found.text.clone(),
        span: found.span.map(|span| (span.start, span.end)),
        explanation: found.explanation.clone(),
        advice: found.repair.as_ref().map(|repair| repair.advice.clone()),
        proposal: found.repair.as_ref().and_then(|repair| repair.after.clone()),
        basis: found.basis.to_string(),
        place: found.at.map(|place| place.to_string()),
    };
    let json =
        serde_json::to_string(&shape).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let sheet = placed(found, places);
    let number = |number: Option<u32>| number.and_then(|number| i32::try_from(number).ok());
    Ok(issue::ActiveModel {
        id: ActiveValue::NotSet,
        document_id: ActiveValue::Set(reviewed.document.to_string()),
        sheet_id: ActiveValue::Set(sheet.map(|(id, _)| id.clone())),
        unit_code: ActiveValue::Set(
            sheet.map_or_else(|| reviewed.unit_code.to_owned(), |(_, unit)| unit.clone()),
        ),
        sequence: ActiveValue::NotSet,
        fingerprint: ActiveValue::NotSet,
        rule: ActiveValue::Set(found.rule.0.into()),
        severity: ActiveValue::Set(found.severity.code().into()),
        row: ActiveValue::Set(number(found.row)),
        field: ActiveValue::Set(found.field.into()),
        content: ActiveValue::Set(json),
        state: ActiveValue::Set(IssueState::Open.code().into()),
        reason: ActiveValue::Set(String::new()),
        decided_by: ActiveValue::Set(String::new()),
        decided_at_ms: ActiveValue::Set(0),
    })
}

fn placed<'a>(
    found: &Issue,
    places: &'a BTreeMap<i32, (String, String)>,
) -> Option<&'a (String, String)> {
    places.get(&i32::try_from(found.sheet?).ok()?)
}

/// The same finding in the next review has the same: check, sheet, field and the text at fault,
/// with a number where one review finds the same twice. Not the row: rows move.
fn fingerprint(
    found: &Issue,
    places: &BTreeMap<i32, (String, String)>,
    seen: &mut BTreeMap<String, u32>,
) -> String {
    let mut hash = Sha256::new();
    let sheet = placed(found, places).map_or("", |(id, _)| id.as_str());
    for part in [found.rule.to_string().as_str(), sheet, found.field, &found.text] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let print: String = hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
    let times = seen.entry(print.clone()).or_insert(0);
    *times += 1;
    if *times == 1 { print } else { format!("{print}-{times}") }
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
