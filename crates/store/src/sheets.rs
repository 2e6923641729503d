//! 目标表: target sheets, their versions, and the list over all of them.

use crate::conditions::{begins, holds, within};
use crate::documents::parse_id;
use crate::entities::{sheet, sheet_version};
use crate::sheet_changes::{columns_of, unit_of};
use crate::trail::Acting;
use crate::{DocumentId, Draft, SheetId, Store, StoreError, Timestamp, content};
use goals::TargetSheet;
use pinyin::ToPinyin;
use procedure::{Action, ObjectState, Scope};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    QueryTrait,
};
use vocabulary::Money;

/// A sheet in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetSummary {
    /// Its key.
    pub id: SheetId,
    /// Its document.
    pub document: DocumentId,
    /// Position in the document, from 1.
    pub position: i32,
    /// 预算年度.
    pub fiscal_year: i32,
    /// 单位编码; the department's where none is filed.
    pub unit_code: String,
    /// 项目编码; empty when none is filed.
    pub project_code: String,
    /// 项目名称.
    pub project_name: String,
    /// Budget total; nothing when none is readable.
    pub budget: Option<Money>,
    /// Indicator rows.
    pub indicators: i32,
    /// Open 强制 issues.
    pub errors: i32,
    /// Open 提示 issues.
    pub warnings: i32,
    /// Open 参考 issues.
    pub infos: i32,
    /// Number of the current version.
    pub version: i32,
    /// When the current version was made.
    pub updated_at: Timestamp,
}

/// How a version came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Read from a document.
    Import,
    /// Typed in.
    Edit,
    /// A proposed repair was accepted.
    Repair,
    /// An old version was brought back.
    Restore,
}

impl Origin {
    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Import => "导入",
            Self::Edit => "在线修改",
            Self::Repair => "采纳修改建议",
            Self::Restore => "恢复旧版",
        }
    }

    /// The word in the store and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Edit => "edit",
            Self::Repair => "repair",
            Self::Restore => "restore",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Import, Self::Edit, Self::Repair, Self::Restore]
            .into_iter()
            .find(|origin| origin.code() == code)
    }
}

/// One version of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionSummary {
    /// From 1.
    pub number: i32,
    /// How it came to be.
    pub origin: Origin,
    /// When.
    pub at: Timestamp,
    /// Who, by name.
    pub by: String,
    /// The reason given, or the import.
    pub note: String,
}

/// A sheet with its current content.
#[derive(Clone, Debug)]
pub struct StoredSheet {
    /// As in lists.
    pub summary: SheetSummary,
    /// Its current state.
    pub sheet: TargetSheet,
    /// Every version, newest first.
    pub versions: Vec<VersionSummary>,
    /// What the actor has not saved yet.
    pub draft: Option<Draft>,
}

/// Which sheets are wanted, over all documents.
#[derive(Clone, Debug, Default)]
pub struct SheetFilter {
    /// Of one year.
    pub fiscal_year: Option<i32>,
    /// Units whose code begins so.
    pub unit_code: String,
    /// Part of code, name or pinyin initials.
    pub words: String,
    /// Only sheets with open 强制 issues.
    pub with_errors: bool,
    /// Only after this one, in order of keys.
    pub after: Option<SheetId>,
    /// At most so many.
    pub limit: u64,
}

/// Where a stored sheet stands.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) id: SheetId,
    pub(crate) version: i32,
    pub(crate) position: i32,
}

/// What a search compares: code, name and the initials of its pinyin, in lower case.
pub fn search_key(code: &str, name: &str) -> String {
    let initials: String = name
        .chars()
        .filter_map(|c| match c.to_pinyin() {
            Some(pinyin) => pinyin.plain().chars().next(),
            None => c.is_ascii_alphanumeric().then_some(c),
        })
        .collect();
    folded(&format!("{code} {name} {initials}"))
}

/// As a person may type it: in narrow letters, of lower case.
fn folded(text: &str) -> String {
    vocabulary::fold_width(text).to_lowercase()
}

impl Store {
    /// Sheets in the scope over all documents, in the order they came.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn sheets(
        &self,
        acting: &Acting,
        wanted: &SheetFilter,
    ) -> Result<Vec<SheetSummary>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut query = sheet::Entity::find()
            .filter(sheet::Column::Removed.eq(false))
            .filter(within(&acting.actor.scope, &unit_code()));
        if let Some(year) = wanted.fiscal_year {
            query = query.filter(sheet::Column::FiscalYear.eq(year));
        }
        if !wanted.unit_code.is_empty() {
            query = query.filter(begins(unit_code(), &wanted.unit_code));
        }
        if !wanted.words.trim().is_empty() {
            let words = folded(wanted.words.trim());
            query = query.filter(holds(Expr::col(sheet::Column::Search), &words));
        }
        if wanted.with_errors {
            query = query.filter(sheet::Column::Errors.gt(0));
        }
        if let Some(after) = wanted.after {
            query = query.filter(sheet::Column::Id.gt(after.to_string()));
        }
        let page = query
            .order_by_asc(sheet::Column::Id)
            .limit(wanted.limit)
            .select_only()
            .columns(LISTED)
            .into_query();
        let rows = self.connections().reads().query_all(&page).await?;
        rows.iter().map(listed).collect()
    }

    /// The sheets of one document in the scope, in its order.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn sheets_of(
        &self,
        acting: &Acting,
        document: DocumentId,
    ) -> Result<Vec<SheetSummary>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let rows = sheet::Entity::find()
            .filter(sheet::Column::DocumentId.eq(document.to_string()))
            .filter(sheet::Column::Removed.eq(false))
            .filter(within(&acting.actor.scope, &unit_code()))
            .order_by_asc(sheet::Column::Position)
            .all(self.connections().reads())
            .await?;
        rows.into_iter().map(summary).collect()
    }

    /// One sheet with its versions and the actor's draft.
    ///
    /// # Errors
    /// When it is missing or out of scope, or the actor may not read.
    pub async fn sheet(&self, acting: &Acting, id: SheetId) -> Result<StoredSheet, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let reads = self.connections().reads();
        let row = sheet_row(reads, &acting.actor.scope, id).await?;
        let versions = sheet_version::Entity::find()
            .filter(sheet_version::Column::SheetId.eq(id.to_string()))
            .order_by_desc(sheet_version::Column::Number)
            .all(reads)
            .await?;
        let current = versions
            .iter()
            .find(|version| version.number == row.version)
            .ok_or_else(|| StoreError::Damaged("目标表的当前版本".into()))?;
        let sheet = content::read_sheet(&current.content)?;
        let draft = self.draft(acting, id).await?;
        let versions = versions.into_iter().map(version).collect::<Result<_, _>>()?;
        Ok(StoredSheet { summary: summary(row)?, sheet, versions, draft })
    }

    /// One version of a sheet.
    ///
    /// # Errors
    /// When it is missing or out of scope, or the actor may not read.
    pub async fn sheet_version(
        &self,
        acting: &Acting,
        id: SheetId,
        number: i32,
    ) -> Result<(VersionSummary, TargetSheet), StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let reads = self.connections().reads();
        sheet_row(reads, &acting.actor.scope, id).await?;
        let row = sheet_version::Entity::find()
            .filter(sheet_version::Column::SheetId.eq(id.to_string()))
            .filter(sheet_version::Column::Number.eq(number))
            .one(reads)
            .await?
            .ok_or(StoreError::Missing)?;
        let sheet = content::read_sheet(&row.content)?;
        Ok((version(row)?, sheet))
    }

    /// The sheets of a document with their content, in its order; narrowed to a scope if given.
    pub(crate) async fn current_sheets(
        &self,
        connection: &impl ConnectionTrait,
        document: DocumentId,
        scope: Option<&Scope>,
    ) -> Result<Vec<(Placed, TargetSheet)>, StoreError> {
        let mut query = sheet::Entity::find()
            .filter(sheet::Column::DocumentId.eq(document.to_string()))
            .filter(sheet::Column::Removed.eq(false));
        if let Some(scope) = scope {
            query = query.filter(within(scope, &unit_code()));
        }
        let rows: Vec<(String, i32, i32, String)> = query
            .select_only()
            .columns([sheet::Column::Id, sheet::Column::Version, sheet::Column::Position])
            .column(sheet_version::Column::Content)
            .join(
                sea_orm::JoinType::InnerJoin,
                sheet::Entity::belongs_to(sheet_version::Entity)
                    .from(sheet::Column::Id)
                    .to(sheet_version::Column::SheetId)
                    .into(),
            )
            .filter(
                Expr::col((sheet_version::Entity, sheet_version::Column::Number))
                    .equals((sheet::Entity, sheet::Column::Version)),
            )
            .order_by_asc(sheet::Column::Position)
            .into_tuple()
            .all(connection)
            .await?;
        rows.into_iter()
            .map(|(id, version, position, json)| {
                let placed = Placed { id: parse_id(&id)?, version, position };
                Ok((placed, content::read_sheet(&json)?))
            })
            .collect()
    }

    /// Checks that what lists and permission go by is what the current versions say.
    pub(crate) async fn verify_lists(
        &self,
        connection: &impl ConnectionTrait,
        document: DocumentId,
        department_code: &str,
    ) -> Result<(), StoreError> {
        let rows = sheet::Entity::find()
            .filter(sheet::Column::DocumentId.eq(document.to_string()))
            .filter(sheet::Column::Removed.eq(false))
            .order_by_asc(sheet::Column::Position)
            .all(connection)
            .await?;
        let current = self.current_sheets(connection, document, None).await?;
        if rows.len() != current.len() {
            return Err(StoreError::Damaged(format!("文件{document}有目标表缺少当前版本")));
        }
        for (row, (_, content)) in rows.into_iter().zip(current) {
            let wanted = columns_of(&content, unit_of(&content, department_code));
            let same = wanted.unit_code.as_ref() == &row.unit_code
                && wanted.project_code.as_ref() == &row.project_code
                && wanted.project_name.as_ref() == &row.project_name
                && wanted.budget_fen.as_ref() == &row.budget_fen
                && wanted.indicators.as_ref() == &row.indicators;
            if !same {
                return Err(StoreError::Damaged(format!("目标表{}的登记与其内容不符", row.id)));
            }
        }
        Ok(())
    }
}

/// The row of a sheet in the scope.
pub(crate) async fn sheet_row(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: SheetId,
) -> Result<sheet::Model, StoreError> {
    sheet::Entity::find_by_id(id.to_string())
        .filter(sheet::Column::Removed.eq(false))
        .filter(within(scope, &unit_code()))
        .one(connection)
        .await?
        .ok_or(StoreError::Missing)
}

fn unit_code() -> SimpleExpr {
    Expr::col((sheet::Entity, sheet::Column::UnitCode))
}

/// What a list shows of a sheet. The list over all sheets is asked for most: it fetches no more
/// than this, and goes by position, which spares a search by name for every value.
const LISTED: [sheet::Column; 14] = [
    sheet::Column::Id,
    sheet::Column::DocumentId,
    sheet::Column::Position,
    sheet::Column::FiscalYear,
    sheet::Column::UnitCode,
    sheet::Column::ProjectCode,
    sheet::Column::ProjectName,
    sheet::Column::BudgetFen,
    sheet::Column::Indicators,
    sheet::Column::Errors,
    sheet::Column::Warnings,
    sheet::Column::Infos,
    sheet::Column::Version,
    sheet::Column::UpdatedAtMs,
];

/// A row of [`LISTED`].
fn listed(row: &QueryResult) -> Result<SheetSummary, StoreError> {
    let (id, document): (String, String) = (row.try_get_by(0)?, row.try_get_by(1)?);
    let budget: Option<i64> = row.try_get_by(7)?;
    Ok(SheetSummary {
        id: parse_id(&id)?,
        document: parse_id(&document)?,
        position: row.try_get_by(2)?,
        fiscal_year: row.try_get_by(3)?,
        unit_code: row.try_get_by(4)?,
        project_code: row.try_get_by(5)?,
        project_name: row.try_get_by(6)?,
        budget: budget.map(Money::from_fen),
        indicators: row.try_get_by(8)?,
        errors: row.try_get_by(9)?,
        warnings: row.try_get_by(10)?,
        infos: row.try_get_by(11)?,
        version: row.try_get_by(12)?,
        updated_at: row.try_get_by(13)?,
    })
}

fn summary(row: sheet::Model) -> Result<SheetSummary, StoreError> {
    Ok(SheetSummary {
        id: parse_id(&row.id)?,
        document: parse_id(&row.document_id)?,
        position: row.position,
        fiscal_year: row.fiscal_year,
        unit_code: row.unit_code,
        project_code: row.project_code,
        project_name: row.project_name,
        budget: row.budget_fen.map(Money::from_fen),
        indicators: row.indicators,
        errors: row.errors,
        warnings: row.warnings,
        infos: row.infos,
        version: row.version,
        updated_at: row.updated_at_ms,
    })
}

fn version(row: sheet_version::Model) -> Result<VersionSummary, StoreError> {
    Ok(VersionSummary {
        number: row.number,
        origin: Origin::from_code(&row.origin)
            .ok_or_else(|| StoreError::Damaged("版本来源".into()))?,
        at: row.at_ms,
        by: row.by,
        note: row.note,
    })
}

#[cfg(test)]
mod tests {
    use super::search_key;

    #[test]
    fn a_project_is_found_by_code_name_and_pinyin_initials() {
        let key = search_key("333-0401-JQN-X0VZ", "城区警报器维护");
        assert_eq!(key, "333-0401-jqn-x0vz 城区警报器维护 cqjbqwh");
    }
}
