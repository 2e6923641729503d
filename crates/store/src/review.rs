//! The findings of a review put in the place of those of the review before.

use crate::documents::positions;
use crate::entities::{decision, document, issue, sheet};
use crate::issues::ContentShape;
use crate::{DocumentId, IssueId, IssueState, Store, StoreError, hexadecimal};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use vocabulary::Issue;

/// Rows written with one statement, well under the parameters a statement may have.
const BATCH: usize = 200;
/// Places in the order of issues that each sheet has for its own.
const SHEET_RANGE: i32 = 4_096;
/// Digits of a fingerprint: 128 bits.
const PRINT_DIGITS: usize = 32;

/// The issues of a document as the review gave them.
pub(crate) struct Reviewed<'a> {
    pub(crate) document: DocumentId,
    pub(crate) unit_code: &'a str,
    pub(crate) issues: &'a [Issue],
}

impl Store {
    /// Puts the findings of a new review in the place of the old: what is found again keeps its
    /// key and its decision, and only what differs is written. Returns how many decisions still
    /// hold.
    pub(crate) async fn replace_issues(
        &self,
        tx: &impl ConnectionTrait,
        reviewed: Reviewed<'_>,
    ) -> Result<usize, StoreError> {
        let document = reviewed.document.to_string();
        let mut old: BTreeMap<String, issue::Model> = issue::Entity::find()
            .filter(issue::Column::DocumentId.eq(&document))
            .all(tx)
            .await?
            .into_iter()
            .map(|row| (row.fingerprint.clone(), row))
            .collect();
        let decided: BTreeMap<String, decision::Model> = decision::Entity::find()
            .filter(decision::Column::DocumentId.eq(&document))
            .all(tx)
            .await?
            .into_iter()
            .map(|row| (row.fingerprint.clone(), row))
            .collect();
        let places = positions(tx, reviewed.document).await?;
        let mut found = Found { reviewed: &reviewed, places: &places, seen: BTreeMap::new() };
        let (mut added, mut changed, mut kept, mut sequence) = (Vec::new(), Vec::new(), 0, 0);
        for one in reviewed.issues {
            sequence = next_sequence(sequence, one);
            let mut row = found.row(one, sequence)?;
            if let Some(decided) = decided.get(&row.fingerprint) {
                kept += 1;
                row.state.clone_from(&decided.state);
                row.reason.clone_from(&decided.reason);
                row.decided_by.clone_from(&decided.decided_by);
                row.decided_at_ms = decided.decided_at_ms;
            }
            match old.remove(&row.fingerprint) {
                None => added.push(row),
                Some(before) => {
                    row.id.clone_from(&before.id);
                    if row != before {
                        changed.push(row);
                    }
                }
            }
        }
        let gone: Vec<String> =
            old.into_values().chain(changed.iter().cloned()).map(|row| row.id).collect();
        for batch in gone.chunks(BATCH) {
            let those = issue::Column::Id.is_in(batch.iter().map(String::as_str));
            issue::Entity::delete_many().filter(those).exec(tx).await?;
        }
        added.append(&mut changed);
        for batch in added.chunks(BATCH) {
            let rows = batch.iter().map(|row| row.clone().into_active_model().reset_all());
            issue::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        count(tx, reviewed.document).await?;
        Ok(kept)
    }
}

/// The place of an issue in the order of its document. Each sheet has a range of its own, so that
/// a finding more in one sheet does not move those of all sheets behind it.
fn next_sequence(before: i32, issue: &Issue) -> i32 {
    let sheet = issue.sheet.and_then(|sheet| i32::try_from(sheet).ok()).unwrap_or(0);
    sheet.saturating_mul(SHEET_RANGE).max(before.saturating_add(1))
}

/// Counts the issues of a document and its sheets anew.
pub(crate) async fn count(tx: &impl ConnectionTrait, id: DocumentId) -> Result<(), StoreError> {
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
    let rows = sheet::Entity::find()
        .filter(sheet::Column::DocumentId.eq(id.to_string()))
        .filter(sheet::Column::Removed.eq(false))
        .all(tx)
        .await?;
    let mut by_sheet: BTreeMap<&str, [i64; 3]> =
        rows.iter().map(|row| (row.id.as_str(), [0; 3])).collect();
    for (sheet, severity, found) in counted {
        let kind = match severity.as_str() {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        };
        let own = sheet.and_then(|sheet| by_sheet.get_mut(sheet.as_str()));
        for counts in [Some(&mut sums), own].into_iter().flatten() {
            if let Some(count) = counts.get_mut(kind) {
                *count += found;
            }
        }
    }
    for row in &rows {
        let counted = by_sheet.get(row.id.as_str()).copied().unwrap_or_default();
        if counted == [row.errors, row.warnings, row.infos].map(i64::from) {
            continue;
        }
        let [errors, warnings, infos] = counted;
        sheet::Entity::update_many()
            .col_expr(sheet::Column::Errors, Expr::value(errors))
            .col_expr(sheet::Column::Warnings, Expr::value(warnings))
            .col_expr(sheet::Column::Infos, Expr::value(infos))
            .filter(sheet::Column::Id.eq(&row.id))
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

/// The findings of one review as rows.
struct Found<'a> {
    reviewed: &'a Reviewed<'a>,
    /// Key and unit of each sheet by its position.
    places: &'a BTreeMap<i32, (String, String)>,
    /// How often each fingerprint came.
    seen: BTreeMap<String, u32>,
}

impl Found<'_> {
    fn row(&mut self, found: &Issue, sequence: i32) -> Result<issue::Model, StoreError> {
        let shape = ContentShape {
            text: found.text.clone(),
            span: found.span.map(|span| (span.start, span.end)),
            explanation: found.explanation.clone(),
            advice: found.repair.as_ref().map(|repair| repair.advice.clone()),
            proposal: found.repair.as_ref().and_then(|repair| repair.after.clone()),
            basis: found.basis.to_string(),
            place: found.at.map(|place| place.to_string()),
        };
        let json = serde_json::to_string(&shape)
            .map_err(|error| StoreError::Damaged(error.to_string()))?;
        let fingerprint = self.fingerprint(found);
        let sheet = self.sheet(found);
        let unit_code =
            sheet.map_or_else(|| self.reviewed.unit_code.to_owned(), |(_, unit)| unit.clone());
        Ok(issue::Model {
            id: IssueId::new().to_string(),
            document_id: self.reviewed.document.to_string(),
            sheet_id: sheet.map(|(id, _)| id.clone()),
            unit_code,
            sequence,
            fingerprint,
            rule: found.rule.0.into(),
            severity: found.severity.code().into(),
            row: found.row.and_then(|row| i32::try_from(row).ok()),
            field: found.field.into(),
            content: json,
            state: IssueState::Open.code().into(),
            reason: String::new(),
            decided_by: String::new(),
            decided_at_ms: 0,
        })
    }

    fn sheet(&self, found: &Issue) -> Option<&(String, String)> {
        self.places.get(&i32::try_from(found.sheet?).ok()?)
    }

    /// The same finding in the next review has the same: check, sheet, field and the text at
    /// fault, with a number where one review finds the same twice. Not the row: rows move.
    fn fingerprint(&mut self, found: &Issue) -> String {
        let mut hash = Sha256::new();
        let sheet = self.sheet(found).map_or("", |(id, _)| id.as_str());
        for part in [found.rule.to_string().as_str(), sheet, found.field, &found.text] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut print = hexadecimal::hex(&hash.finalize());
        print.truncate(PRINT_DIGITS);
        let times = self.seen.entry(print.clone()).or_insert(0);
        *times += 1;
        if *times == 1 { print } else { format!("{print}-{times}") }
    }
}
