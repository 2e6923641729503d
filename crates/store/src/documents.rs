//! 文件: the document of a department and year, its imports, and its current state.

use crate::entities::{document, revision, sheet};
use crate::issues::Reviewed;
use crate::sheets::{NewSheet, Placed};
use crate::trail::{Acting, Deed, Work};
use crate::{BlobDigest, DocumentId, SheetId, Store, StoreError, Timestamp, content, ids};
use goals::{Document, FormKind, TargetSheet};
use procedure::{Action, ObjectState, Scope};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveValue, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::BTreeMap;
use vocabulary::{FiscalYear, Issue, Money};

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentSummary {
    /// Its key.
    pub id: DocumentId,
    /// 部门编码, `333`.
    pub department_code: String,
    /// 部门名称.
    pub department_name: String,
    /// 预算年度.
    pub fiscal_year: FiscalYear,
    /// Its title in lists.
    pub title: String,
    /// Which form.
    pub form: FormKind,
    /// Number of the newest import, from 1.
    pub revision: i32,
    /// Grows with every change.
    pub version: i64,
    /// Target sheets.
    pub sheets: i32,
    /// Indicator rows.
    pub indicators: i32,
    /// Sum of the budget totals.
    pub total: Money,
    /// Open 强制 issues.
    pub errors: i32,
    /// Open 提示 issues.
    pub warnings: i32,
    /// Open 参考 issues.
    pub infos: i32,
    /// Issues decided on.
    pub decided: i32,
    /// Newest import.
    pub imported_at: Timestamp,
    /// Who imported last, by name.
    pub imported_by: String,
}

/// One import of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// From 1.
    pub number: i32,
    /// As uploaded.
    pub file_name: String,
    /// The original file.
    pub digest: BlobDigest,
    /// When.
    pub imported_at: Timestamp,
    /// Who, by name.
    pub imported_by: String,
}

/// A document with its current content, narrowed to the scope.
#[derive(Clone, Debug)]
pub struct StoredDocument {
    /// As in lists.
    pub summary: DocumentSummary,
    /// Its current state; of the sheets, those in the scope.
    pub document: Document,
    /// Keys of the sheets, in the order of `document.sheets`.
    pub sheet_ids: Vec<SheetId>,
    /// Every import, oldest first.
    pub revisions: Vec<Revision>,
    /// Whether the whole document lies in the scope, the department part with it.
    pub whole: bool,
}

/// Which documents are wanted.
#[derive(Clone, Debug, Default)]
pub struct DocumentFilter {
    /// Of one year.
    pub fiscal_year: Option<FiscalYear>,
    /// Code of the department.
    pub department_code: Option<String>,
    /// Part of the title or department.
    pub words: String,
}

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

impl Store {
    /// Documents in the scope, newest import first.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn documents(
        &self,
        acting: &Acting,
        wanted: &DocumentFilter,
    ) -> Result<Vec<DocumentSummary>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut query = document::Entity::find().filter(touches(&acting.actor.scope));
        if let Some(year) = wanted.fiscal_year {
            query = query.filter(document::Column::FiscalYear.eq(i32::from(year.number())));
        }
        if let Some(code) = &wanted.department_code {
            query = query.filter(document::Column::DepartmentCode.eq(code));
        }
        if !wanted.words.is_empty() {
            query = query.filter(
                Condition::any()
                    .add(document::Column::Title.contains(&wanted.words))
                    .add(document::Column::DepartmentCode.starts_with(&wanted.words)),
            );
        }
        let rows = query
            .order_by_desc(document::Column::ImportedAtMs)
            .all(self.connections().reads())
            .await?;
        rows.into_iter().map(summary).collect()
    }

    /// One document with its current content.
    ///
    /// # Errors
    /// When it is missing or out of scope, or the actor may not read.
    pub async fn document(
        &self,
        acting: &Acting,
        id: DocumentId,
    ) -> Result<StoredDocument, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let reads = self.connections().reads();
        let row = find(reads, &acting.actor.scope, id).await?;
        let whole = acting.actor.scope.covers(&row.department_code);
        let mut document = content::read_document(&row.content)?;
        if !whole {
            document.department = goals::DepartmentPart::default();
            document.unplaced.clear();
        }
        let mut sheet_ids = Vec::new();
        for (placed, sheet) in self.current_sheets(reads, id, Some(&acting.actor.scope)).await? {
            sheet_ids.push(placed.id);
            document.sheets.push(sheet);
        }
        let revisions = revisions(reads, id).await?;
        Ok(StoredDocument { summary: summary(row)?, document, sheet_ids, revisions, whole })
    }

    /// A document as one import read it, with the digest of its original.
    ///
    /// # Errors
    /// When it is missing or out of scope. The whole document has to be in the scope.
    pub async fn revision(
        &self,
        acting: &Acting,
        id: DocumentId,
        number: i32,
    ) -> Result<(Revision, Document), StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let reads = self.connections().reads();
        let owner = find(reads, &acting.actor.scope, id).await?;
        if !acting.actor.scope.covers(&owner.department_code) {
            return Err(StoreError::Missing);
        }
        let row = revision::Entity::find()
            .filter(revision::Column::DocumentId.eq(id.to_string()))
            .filter(revision::Column::Number.eq(number))
            .one(reads)
            .await?
            .ok_or(StoreError::Missing)?;
        let document = content::read_document(&row.content)?;
        Ok((revision_of(row)?, document))
    }

    /// Imports of the very same file in the scope, to be noticed before it is taken again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn imports_of(
        &self,
        acting: &Acting,
        digest: &BlobDigest,
    ) -> Result<Vec<(DocumentSummary, Revision)>, StoreError> {
        let reads = self.connections().reads();
        let rows = revision::Entity::find()
            .filter(revision::Column::Digest.eq(digest.as_str()))
            .all(reads)
            .await?;
        let mut found = Vec::new();
        for row in rows {
            let id = parse_id(&row.document_id)?;
            match find(reads, &acting.actor.scope, id).await {
                Ok(owner) => found.push((summary(owner)?, revision_of(row)?)),
                Err(StoreError::Missing) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

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
        refresh(&work.tx, id, draft.document, acting, Some(revision)).await?;
        let done = Imported { id, revision, added, changed, removed, decisions_kept };
        let deed = Deed {
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
        };
        work.commit(self, acting, [deed]).await?;
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
        let mut stored = self.current_sheets(&work.tx, id, None).await?;
        let (mut added, mut changed) = (0, 0);
        for (position, sheet) in (1_i32..).zip(&draft.document.sheets) {
            let new = NewSheet {
                document: id,
                year: draft.fiscal_year,
                position,
                department_code: &draft.department_code,
                sheet,
                note: format!("导入《{}》", draft.file_name),
            };
            match take_match(&mut stored, sheet) {
                None => {
                    self.add_sheet(&work.tx, acting, &new).await?;
                    added += 1;
                }
                Some((placed, before)) => {
                    let same = before == *sheet;
                    self.place_again(&work.tx, acting, placed, &new, same).await?;
                    changed += usize::from(!same);
                }
            }
        }
        let removed = stored.len();
        for (placed, _) in stored {
            self.mark_removed(&work.tx, placed.id, acting.at).await?;
        }
        Ok((added, changed, removed))
    }

    async fn register_file(
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

/// Takes the stored sheet that is the same project: by code, else by name.
fn take_match(
    stored: &mut Vec<(Placed, TargetSheet)>,
    sheet: &TargetSheet,
) -> Option<(Placed, TargetSheet)> {
    let key = |text: &Option<vocabulary::FiledText>| {
        text.as_ref().map(|text| vocabulary::matching_key(&text.text)).filter(|key| !key.is_empty())
    };
    let code = key(&sheet.project_code);
    let name = key(&sheet.project_name);
    let by_code =
        stored.iter().position(|(_, old)| code.is_some() && key(&old.project_code) == code);
    let position = by_code.or_else(|| {
        stored.iter().position(|(_, old)| {
            name.is_some()
                && key(&old.project_name) == name
                && (code.is_none() || key(&old.project_code).is_none())
        })
    })?;
    Some(stored.remove(position))
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
    format!("{}{}{}", draft.department_name, draft.fiscal_year, draft.document.form.label())
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
        content: ActiveValue::Set(content::write_revision(draft.document)?),
    };
    revision::Entity::insert(row).exec_without_returning(&work.tx).await?;
    Ok(())
}

/// Writes the sums of a document anew after a change; with the content and the import, when it
/// came by one.
pub(crate) async fn refresh(
    tx: &impl ConnectionTrait,
    id: DocumentId,
    document: &Document,
    acting: &Acting,
    revision: Option<i32>,
) -> Result<(), StoreError> {
    let totals: Money =
        document.sheets.iter().filter_map(|sheet| sheet.budget.total.as_ref()?.money).sum();
    let rows: usize = document.sheets.iter().map(|sheet| sheet.indicators.len()).sum();
    let mut update = document::Entity::update_many()
        .col_expr(document::Column::Version, Expr::col(document::Column::Version).add(1))
        .col_expr(document::Column::Sheets, Expr::value(small(document.sheets.len())))
        .col_expr(document::Column::Indicators, Expr::value(small(rows)))
        .col_expr(document::Column::TotalFen, Expr::value(totals.fen()))
        .filter(document::Column::Id.eq(id.to_string()));
    if let Some(revision) = revision {
        update = update
            .col_expr(document::Column::Revision, Expr::value(revision))
            .col_expr(document::Column::Content, Expr::value(content::write_document(document)?))
            .col_expr(document::Column::ImportedAtMs, Expr::value(acting.at))
            .col_expr(document::Column::ImportedBy, Expr::value(acting.name.clone()));
    }
    update.exec(tx).await?;
    Ok(())
}

/// The row of a document of which something lies in the scope.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: DocumentId,
) -> Result<document::Model, StoreError> {
    document::Entity::find_by_id(id.to_string())
        .filter(touches(scope))
        .one(connection)
        .await?
        .ok_or(StoreError::Missing)
}

async fn revisions(
    connection: &impl ConnectionTrait,
    id: DocumentId,
) -> Result<Vec<Revision>, StoreError> {
    let rows = revision::Entity::find()
        .filter(revision::Column::DocumentId.eq(id.to_string()))
        .order_by_asc(revision::Column::Number)
        .all(connection)
        .await?;
    rows.into_iter().map(revision_of).collect()
}

fn revision_of(row: revision::Model) -> Result<Revision, StoreError> {
    Ok(Revision {
        number: row.number,
        file_name: row.file_name,
        digest: BlobDigest::parse(&row.digest)
            .ok_or_else(|| StoreError::Damaged("原件摘要".into()))?,
        imported_at: row.imported_at_ms,
        imported_by: row.imported_by,
    })
}

/// The scope as a condition on the units of sheets and issues.
pub(crate) fn within(scope: &Scope, unit_code: &SimpleExpr) -> Condition {
    match scope {
        Scope::Everything => Condition::all(),
        Scope::Units(prefixes) => prefixes
            .iter()
            .filter(|prefix| !prefix.is_empty())
            .fold(Condition::any().add(Expr::value(1).eq(Expr::value(0))), |any, prefix| {
                any.add(unit_code.clone().like(format!("{}%", escaped(prefix))))
            }),
    }
}

/// Documents of which something lies in the scope: of a department inside it, or with the unit.
fn touches(scope: &Scope) -> Condition {
    let code: SimpleExpr = Expr::col((document::Entity, document::Column::DepartmentCode));
    let Scope::Units(prefixes) = scope else { return Condition::all() };
    let mut any = within(scope, &code);
    for prefix in prefixes.iter().filter(|prefix| !prefix.is_empty()) {
        // The unit 333002 sees the document of its department 333: there its own sheets only.
        let above: Vec<&str> =
            prefix.char_indices().skip(1).filter_map(|(end, _)| prefix.get(..end)).collect();
        any = any.add(code.clone().is_in(above));
    }
    any
}

/// Codes are digits; a percent sign in a scope must not widen it.
fn escaped(prefix: &str) -> String {
    prefix.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

fn summary(row: document::Model) -> Result<DocumentSummary, StoreError> {
    let damaged = || StoreError::Damaged("文件登记".into());
    let year = u16::try_from(row.fiscal_year).map_err(|_| damaged())?;
    Ok(DocumentSummary {
        id: parse_id(&row.id)?,
        department_code: row.department_code,
        department_name: row.department_name,
        fiscal_year: FiscalYear::new(year).map_err(|_| damaged())?,
        title: row.title,
        form: FormKind::from_code(&row.form).ok_or_else(damaged)?,
        revision: row.revision,
        version: row.version,
        sheets: row.sheets,
        indicators: row.indicators,
        total: Money::from_fen(row.total_fen),
        errors: row.errors,
        warnings: row.warnings,
        infos: row.infos,
        decided: row.decided,
        imported_at: row.imported_at_ms,
        imported_by: row.imported_by,
    })
}

pub(crate) fn parse_id<T: std::str::FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged("编号".into()))
}

pub(crate) fn small(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Positions of the sheets of a document that are there, by key.
pub(crate) async fn positions(
    connection: &impl ConnectionTrait,
    id: DocumentId,
) -> Result<BTreeMap<i32, (String, String)>, StoreError> {
    let rows: Vec<(i32, String, String)> = sheet::Entity::find()
        .select_only()
        .columns([sheet::Column::Position, sheet::Column::Id, sheet::Column::UnitCode])
        .filter(sheet::Column::DocumentId.eq(id.to_string()))
        .filter(sheet::Column::Removed.eq(false))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(position, id, unit)| (position, (id, unit))).collect())
}
