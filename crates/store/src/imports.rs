//! 导入: a document taken in, matched with what is stored of it.

use crate::documents::{parse_id, small};
use crate::entities::{document, revision, sheet};
use crate::review::Reviewed;
use crate::sheet_changes::NewSheet;
use crate::sheets::Placed;
use crate::trail::{Acting, Deed, Work};
use crate::{
    BlobDigest, DocumentId, JobId, JobState, Store, StoreError, Timestamp, content, ids, jobs,
};
use goals::{Document, TargetSheet};
use procedure::{Action, ObjectState};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, VecDeque};
use vocabulary::{FiledText, FiscalYear, Issue, Money, matching_key};

/// A document about to be stored.
#[derive(Clone, Debug)]
pub struct ImportDraft<'a> {
    /// As read and recognised.
    pub document: &'a Document,
    /// What the review found in it.
    pub issues: &'a [Issue],
    /// Whose.
    pub department_code: String,
    /// Its name.
    pub department_name: String,
    /// For which year.
    pub fiscal_year: FiscalYear,
    /// As uploaded.
    pub file_name: String,
    /// The stored original.
    pub digest: BlobDigest,
}

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The document.
    pub id: DocumentId,
    /// Number of the import.
    pub revision: i32,
    /// Sheets that were not there before.
    pub added: usize,
    /// Sheets with other content than before.
    pub changed: usize,
    /// Sheets that are no longer there.
    pub removed: usize,
    /// Decisions that still hold.
    pub decisions_kept: usize,
}

/// What an import that a job does says of it at its end.
pub type JobWords = fn(&Imported) -> String;

impl Store {
    /// Stores an import: a new document, or a new revision of the one of the same department,
    /// year and form. Sheets are matched by project code, then by name; what did not change keeps
    /// its version, and decisions on findings that are still there are kept.
    ///
    /// # Errors
    /// When the actor may not import for that department, or the store fails; nothing is stored
    /// then.
    pub async fn import(
        &self,
        acting: &Acting,
        draft: &ImportDraft<'_>,
    ) -> Result<Imported, StoreError> {
        self.import_with(acting, draft, None).await
    }

    /// The same as the work of a job, which ends in the same change: stopped in between, the job
    /// never says that nothing was stored when something was.
    ///
    /// # Errors
    /// As [`Store::import`]; the job goes on then.
    pub async fn import_for_job(
        &self,
        acting: &Acting,
        draft: &ImportDraft<'_>,
        job: (JobId, JobWords),
    ) -> Result<Imported, StoreError> {
        self.import_with(acting, draft, Some(job)).await
    }

    async fn import_with(
        &self,
        acting: &Acting,
        draft: &ImportDraft<'_>,
        job: Option<(JobId, JobWords)>,
    ) -> Result<Imported, StoreError> {
        acting.may(Action::Import, ObjectState::Open { unit_code: &draft.department_code })?;
        let work = self.work().await?;
        self.check_year_open(&work.tx, draft.fiscal_year).await?;
        self.register_file(&work.tx, &draft.digest, acting.at).await?;
        let (id, revision) = open_document(&work, draft).await?;
        let (added, changed, removed) = self.take_sheets(&work, acting, id, draft).await?;
        let reviewed =
            Reviewed { document: id, unit_code: &draft.department_code, issues: draft.issues };
        let decisions_kept = self.replace_issues(&work.tx, reviewed).await?;
        store_revision(&work, acting, id, revision, draft).await?;
        refresh(&work.tx, id).await?;
        let done = Imported { id, revision, added, changed, removed, decisions_kept };
        let mut deeds = vec![deed(draft, &done)];
        if let Some((job, words)) = job {
            let words = words(&done);
            deeds.push(jobs::end(&work.tx, acting, job, (JobState::Done, &words, Some(id))).await?);
        }
        work.commit_content(acting, deeds).await?;
        Ok(done)
    }

    /// Matches the sheets of an import with those stored; returns how many were added, changed
    /// and removed.
    async fn take_sheets(
        &self,
        work: &Work,
        acting: &Acting,
        id: DocumentId,
        draft: &ImportDraft<'_>,
    ) -> Result<(usize, usize, usize), StoreError> {
        let stored = self.current_sheets(&work.tx, id, None).await?;
        let mut matches = Matches::of(stored, &draft.document.sheets);
        let (mut added, mut changed) = (0, 0);
        for (position, sheet) in draft.document.sheets.iter().enumerate() {
            let new = NewSheet {
                document: id,
                year: draft.fiscal_year,
                position: small(position + 1),
                department_code: &draft.department_code,
                sheet,
                note: format!("导入《{}》", draft.file_name),
                sealed_by: work.number()?,
            };
            match matches.found.remove(&position) {
                None => {
                    self.add_sheet(&work.tx, acting, &new).await?;
                    added += 1;
                }
                Some((placed, before)) => {
                    // The places may be others and the text the same: another format, a line more above.
                    let same = !goals::compare::sheets(&before, sheet).is_changed();
                    self.place_again(&work.tx, acting, (placed, same), &new).await?;
                    changed += usize::from(!same);
                }
            }
        }
        for (placed, _) in &matches.left {
            self.mark_removed(&work.tx, placed.id, acting.at).await?;
        }
        Ok((added, changed, matches.left.len()))
    }

    /// Notes a stored file among those that are kept, verified and backed up.
    pub(crate) async fn register_file(
        &self,
        tx: &impl ConnectionTrait,
        digest: &BlobDigest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        use crate::entities::blob;
        if blob::Entity::find_by_id(digest.as_str()).one(tx).await?.is_some() {
            return Ok(());
        }
        let size = self.file(digest).await?.len();
        let row = blob::ActiveModel {
            digest: ActiveValue::Set(digest.as_str().into()),
            size: ActiveValue::Set(i64::try_from(size).unwrap_or(i64::MAX)),
            created_at_ms: ActiveValue::Set(now),
        };
        blob::Entity::insert(row).exec_without_returning(tx).await?;
        Ok(())
    }
}

/// Which stored sheet each sheet of an import is.
struct Matches {
    /// By the position of the imported sheet, from 0.
    found: BTreeMap<usize, (Placed, TargetSheet)>,
    /// Stored sheets that the import does not have.
    left: Vec<(Placed, TargetSheet)>,
}

impl Matches {
    /// First every sheet by its project code, then by its name those of which one side has no
    /// code. Sheets of one key are matched in their order.
    fn of(stored: Vec<(Placed, TargetSheet)>, imported: &[TargetSheet]) -> Self {
        let mut left: BTreeMap<usize, _> = stored.into_iter().enumerate().collect();
        let mut found = BTreeMap::new();
        let mut by_code = Keys::default();
        for (position, (_, sheet)) in &left {
            by_code.add(key(sheet.project_code.as_ref()), *position);
        }
        for (position, sheet) in imported.iter().enumerate() {
            let same = by_code.take(key(sheet.project_code.as_ref()), |_| true);
            if let Some(sheet) = same.and_then(|same| left.remove(&same)) {
                found.insert(position, sheet);
            }
        }
        let mut by_name = Keys::default();
        for (position, (_, sheet)) in &left {
            by_name.add(key(sheet.project_name.as_ref()), *position);
        }
        for (position, sheet) in imported.iter().enumerate() {
            if found.contains_key(&position) {
                continue;
            }
            let without_code = key(sheet.project_code.as_ref()).is_none();
            let same = by_name.take(key(sheet.project_name.as_ref()), |stored| {
                without_code
                    || left
                        .get(&stored)
                        .is_some_and(|(_, old)| key(old.project_code.as_ref()).is_none())
            });
            if let Some(sheet) = same.and_then(|same| left.remove(&same)) {
                found.insert(position, sheet);
            }
        }
        // What names no project at all is taken in the order of the document.
        let mut nameless = left
            .iter()
            .filter(|(_, (_, sheet))| is_nameless(sheet))
            .map(|(position, _)| *position)
            .collect::<VecDeque<_>>();
        for (position, sheet) in imported.iter().enumerate() {
            if found.contains_key(&position) || !is_nameless(sheet) {
                continue;
            }
            if let Some(same) = nameless.pop_front().and_then(|same| left.remove(&same)) {
                found.insert(position, same);
            }
        }
        Self { found, left: left.into_values().collect() }
    }
}

fn is_nameless(sheet: &TargetSheet) -> bool {
    key(sheet.project_code.as_ref()).is_none() && key(sheet.project_name.as_ref()).is_none()
}

/// Positions of stored sheets by key, in their order.
#[derive(Default)]
struct Keys(BTreeMap<String, VecDeque<usize>>);

impl Keys {
    fn add(&mut self, key: Option<String>, position: usize) {
        if let Some(key) = key {
            self.0.entry(key).or_default().push_back(position);
        }
    }

    /// Takes the first of a key that will do.
    fn take(&mut self, key: Option<String>, will_do: impl Fn(usize) -> bool) -> Option<usize> {
        let positions = self.0.get_mut(&key?)?;
        let index = positions.iter().position(|position| will_do(*position))?;
        positions.remove(index)
    }
}

fn key(text: Option<&FiledText>) -> Option<String> {
    text.map(|text| matching_key(&text.text)).filter(|key| !key.is_empty())
}

fn deed(draft: &ImportDraft<'_>, done: &Imported) -> Deed {
    let Imported { id, revision, added, changed, removed, .. } = done;
    Deed {
        action: "document.import",
        object_kind: "document",
        object_id: id.to_string(),
        change: format!(
            "{} {} 第{revision}次导入《{}》（{}）：新增{added}表，变动{changed}表，减少{removed}表，问题{}处",
            draft.department_code,
            draft.fiscal_year,
            draft.file_name,
            draft.digest.as_str(),
            draft.issues.len(),
        ),
        reason: String::new(),
    }
}

/// The row of the document of this department, year and form: the one that is there, or a new.
async fn open_document(
    work: &Work,
    draft: &ImportDraft<'_>,
) -> Result<(DocumentId, i32), StoreError> {
    let form = draft.document.form.code();
    let year = i32::from(draft.fiscal_year.number());
    let stored = document::Entity::find()
        .filter(document::Column::DepartmentCode.eq(&draft.department_code))
        .filter(document::Column::FiscalYear.eq(year))
        .filter(document::Column::Form.eq(form))
        .one(&work.tx)
        .await?;
    if let Some(row) = stored {
        return Ok((parse_id(&row.id)?, row.revision + 1));
    }
    let id = DocumentId::new();
    let row = document::ActiveModel {
        id: ActiveValue::Set(id.to_string()),
        department_code: ActiveValue::Set(draft.department_code.clone()),
        department_name: ActiveValue::Set(draft.department_name.clone()),
        fiscal_year: ActiveValue::Set(year),
        title: ActiveValue::Set(title(draft)),
        form: ActiveValue::Set(form.into()),
        revision: ActiveValue::Set(0),
        version: ActiveValue::Set(0),
        content: ActiveValue::Set(content::write_document(draft.document)?),
        sheets: ActiveValue::Set(0),
        indicators: ActiveValue::Set(0),
        total_fen: ActiveValue::Set(0),
        errors: ActiveValue::Set(0),
        warnings: ActiveValue::Set(0),
        infos: ActiveValue::Set(0),
        decided: ActiveValue::Set(0),
        imported_at_ms: ActiveValue::Set(0),
        imported_by: ActiveValue::Set(String::new()),
    };
    document::Entity::insert(row).exec_without_returning(&work.tx).await?;
    Ok((id, 1))
}

fn title(draft: &ImportDraft<'_>) -> String {
    let form = draft.document.form.label();
    // Which province's form it is belongs to the reading, not to the name of the document.
    let form = form.split_once('（').map_or(form, |(name, _)| name);
    format!("{}{}{form}", draft.department_name, draft.fiscal_year)
}

async fn store_revision(
    work: &Work,
    acting: &Acting,
    id: DocumentId,
    number: i32,
    draft: &ImportDraft<'_>,
) -> Result<(), StoreError> {
    let row = revision::ActiveModel {
        id: ActiveValue::Set(ids::row_key()),
        document_id: ActiveValue::Set(id.to_string()),
        number: ActiveValue::Set(number),
        file_name: ActiveValue::Set(draft.file_name.clone()),
        digest: ActiveValue::Set(draft.digest.as_str().into()),
        imported_at_ms: ActiveValue::Set(acting.at),
        imported_by: ActiveValue::Set(acting.name.clone()),
        sealed_by: ActiveValue::Set(work.number()?),
        content: ActiveValue::Set(content::write_revision(draft.document)?),
    };
    revision::Entity::insert(row).exec_without_returning(&work.tx).await?;
    let newest = document::ActiveModel {
        id: ActiveValue::Unchanged(id.to_string()),
        title: ActiveValue::Set(title(draft)),
        department_name: ActiveValue::Set(draft.department_name.clone()),
        revision: ActiveValue::Set(number),
        content: ActiveValue::Set(content::write_document(draft.document)?),
        imported_at_ms: ActiveValue::Set(acting.at),
        imported_by: ActiveValue::Set(acting.name.clone()),
        ..Default::default()
    };
    document::Entity::update(newest).exec(&work.tx).await?;
    Ok(())
}

/// Writes the sums of a document anew after a change, from its sheets.
pub(crate) async fn refresh(tx: &impl ConnectionTrait, id: DocumentId) -> Result<(), StoreError> {
    let rows = sheet::Entity::find()
        .filter(sheet::Column::DocumentId.eq(id.to_string()))
        .filter(sheet::Column::Removed.eq(false))
        .all(tx)
        .await?;
    let total: Money = rows.iter().filter_map(|row| row.budget_fen.map(Money::from_fen)).sum();
    let indicators: i32 = rows.iter().map(|row| row.indicators).sum();
    document::Entity::update_many()
        .col_expr(document::Column::Version, Expr::col(document::Column::Version).add(1))
        .col_expr(document::Column::Sheets, Expr::value(small(rows.len())))
        .col_expr(document::Column::Indicators, Expr::value(indicators))
        .col_expr(document::Column::TotalFen, Expr::value(total.fen()))
        .filter(document::Column::Id.eq(id.to_string()))
        .exec(tx)
        .await?;
    Ok(())
}
