//! 文件: the document of a department and year, its imports, and its current state.

use crate::conditions::{begins, mentions, touches, within};
use crate::entities::{document, issue, revision, sheet};
use crate::trail::Acting;
use crate::{BlobDigest, DocumentId, IssueState, SheetId, Store, StoreError, Timestamp, content};
use goals::{Document, FormKind};
use procedure::{Action, ObjectState, Scope};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::BTreeMap;
use vocabulary::{FiscalYear, Money};

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
        let scope = &acting.actor.scope;
        let mut query = document::Entity::find().filter(touches(scope));
        if let Some(year) = wanted.fiscal_year {
            query = query.filter(document::Column::FiscalYear.eq(i32::from(year.number())));
        }
        if let Some(code) = &wanted.department_code {
            query = query.filter(document::Column::DepartmentCode.eq(code));
        }
        if !wanted.words.is_empty() {
            query = query.filter(
                Condition::any()
                    .add(mentions(Expr::col(document::Column::Title), &wanted.words))
                    .add(begins(Expr::col(document::Column::DepartmentCode), &wanted.words)),
            );
        }
        let reads = self.connections().reads();
        let rows = query
            .order_by_desc(document::Column::ImportedAtMs)
            .order_by_desc(document::Column::Id)
            .all(reads)
            .await?;
        let mut found = rows.into_iter().map(summary).collect::<Result<Vec<_>, _>>()?;
        narrow(reads, scope, &mut found).await?;
        Ok(found)
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
            document.notes.clear();
        }
        let mut sheet_ids = Vec::new();
        for (placed, sheet) in self.current_sheets(reads, id, Some(&acting.actor.scope)).await? {
            sheet_ids.push(placed.id);
            document.sheets.push(sheet);
        }
        let revisions = revisions(reads, id).await?;
        let mut summary = summary(row)?;
        narrow(reads, &acting.actor.scope, std::slice::from_mut(&mut summary)).await?;
        Ok(StoredDocument { summary, document, sheet_ids, revisions, whole })
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
                Ok(owner) => {
                    let mut owner = summary(owner)?;
                    narrow(reads, &acting.actor.scope, std::slice::from_mut(&mut owner)).await?;
                    found.push((owner, revision_of(row)?));
                }
                Err(StoreError::Missing) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }
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

/// Narrows the sums of documents that lie in the scope only in part to the sheets that do: what
/// other units plan and how many faults they have is theirs.
async fn narrow(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    found: &mut [DocumentSummary],
) -> Result<(), StoreError> {
    for document in found.iter_mut().filter(|found| !scope.covers(&found.department_code)) {
        let of_it = Condition::all()
            .add(sheet::Column::DocumentId.eq(document.id.to_string()))
            .add(sheet::Column::Removed.eq(false))
            .add(within(scope, &Expr::col((sheet::Entity, sheet::Column::UnitCode))));
        let rows = sheet::Entity::find().filter(of_it).all(connection).await?;
        document.sheets = small(rows.len());
        document.indicators = rows.iter().map(|row| row.indicators).sum();
        document.total = rows.iter().filter_map(|row| row.budget_fen.map(Money::from_fen)).sum();
        document.errors = rows.iter().map(|row| row.errors).sum();
        document.warnings = rows.iter().map(|row| row.warnings).sum();
        document.infos = rows.iter().map(|row| row.infos).sum();
        let decided = issue::Entity::find()
            .filter(issue::Column::DocumentId.eq(document.id.to_string()))
            .filter(issue::Column::State.ne(IssueState::Open.code()))
            .filter(within(scope, &Expr::col((issue::Entity, issue::Column::UnitCode))))
            .count(connection)
            .await?;
        document.decided = i32::try_from(decided).unwrap_or(i32::MAX);
    }
    Ok(())
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
