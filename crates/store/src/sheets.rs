//! 目标表: target sheets, their versions, and the list over all of them.

use crate::documents::{find, parse_id, refresh, small, within};
use crate::entities::{draft, sheet, sheet_version};
use crate::issues::Reviewed;
use crate::trail::{Acting, Deed};
use crate::{DocumentId, Draft, SheetId, Store, StoreError, Timestamp, content, ids};
use goals::{Document, TargetSheet};
use pinyin::ToPinyin;
use procedure::{Action, Digest, ObjectState, Scope};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use vocabulary::{FiscalYear, Issue, Money};

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

/// A changed sheet about to be stored.
#[derive(Clone, Debug)]
pub struct SheetChange<'a> {
    /// Which.
    pub id: SheetId,
    /// The version the change began from.
    pub base_version: i32,
    /// The new content.
    pub content: &'a TargetSheet,
    /// How it came to be.
    pub origin: Origin,
    /// The reason given.
    pub note: String,
}

/// Where a stored sheet stands.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) id: SheetId,
    pub(crate) version: i32,
}

/// A sheet of an import.
pub(crate) struct NewSheet<'a> {
    pub(crate) document: DocumentId,
    pub(crate) year: FiscalYear,
    pub(crate) position: i32,
    pub(crate) department_code: &'a str,
    pub(crate) sheet: &'a TargetSheet,
    pub(crate) note: String,
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
    format!("{code} {name} {initials}").to_lowercase()
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
            query = query.filter(sheet::Column::UnitCode.starts_with(&wanted.unit_code));
        }
        if !wanted.words.trim().is_empty() {
            let words = wanted.words.trim().to_lowercase();
            query = query.filter(sheet::Column::Search.contains(&words));
        }
        if wanted.with_errors {
            query = query.filter(sheet::Column::Errors.gt(0));
        }
        if let Some(after) = wanted.after {
            query = query.filter(sheet::Column::Id.gt(after.to_string()));
        }
        let rows = query
            .order_by_asc(sheet::Column::Id)
            .limit(wanted.limit)
            .all(self.connections().reads())
            .await?;
        rows.into_iter().map(summary).collect()
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

    /// Stores changed sheets of one document with the review of its new state. `document` is the
    /// whole document with the changes in it, `document_version` the one they were made on.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when a sheet or the document moved on meanwhile; nothing is stored
    /// then. Refused outside the scope, in a closed year and without the right to edit.
    pub async fn save_sheets(
        &self,
        acting: &Acting,
        changes: &[SheetChange<'_>],
        reviewed: (DocumentId, i64, &Document, &[Issue]),
    ) -> Result<(), StoreError> {
        let (id, document_version, document, issues) = reviewed;
        let work = self.work().await?;
        let owner = find(&work.tx, &acting.actor.scope, id).await?;
        if owner.version != document_version {
            return Err(self.who_changed(&work.tx, id).await?);
        }
        let year =
            u16::try_from(owner.fiscal_year).ok().and_then(|year| FiscalYear::new(year).ok());
        self.check_year_open(&work.tx, year.ok_or(StoreError::Missing)?).await?;
        let mut deeds = Vec::new();
        for change in changes {
            deeds.push(self.save_one(&work.tx, acting, change, &owner.department_code).await?);
        }
        let reviewed = Reviewed { document: id, unit_code: &owner.department_code, issues };
        self.replace_issues(&work.tx, reviewed).await?;
        refresh(&work.tx, id, document, acting, None).await?;
        work.commit(self, acting, deeds).await
    }

    async fn save_one(
        &self,
        tx: &impl ConnectionTrait,
        acting: &Acting,
        change: &SheetChange<'_>,
        department_code: &str,
    ) -> Result<Deed, StoreError> {
        let row = sheet_row(tx, &acting.actor.scope, change.id).await?;
        acting.may(Action::Edit, ObjectState::Open { unit_code: &row.unit_code })?;
        if row.version != change.base_version {
            return Err(changed_by(tx, change.id, row.version).await?);
        }
        let number = row.version + 1;
        let filed_unit = unit_of(change.content, department_code);
        // A sheet is not moved out of sight by typing another unit's code.
        acting.may(Action::Edit, ObjectState::Open { unit_code: &filed_unit })?;
        let made = Made {
            number,
            origin: change.origin,
            content: change.content,
            note: change.note.clone(),
        };
        add_version(tx, acting, change.id, &made).await?;
        let mut columns = columns_of(change.content, filed_unit);
        columns.id = ActiveValue::Unchanged(row.id);
        columns.version = ActiveValue::Set(number);
        columns.updated_at_ms = ActiveValue::Set(acting.at);
        sheet::Entity::update(columns).exec(tx).await?;
        draft::Entity::delete_many()
            .filter(draft::Column::SheetId.eq(change.id.to_string()))
            .filter(draft::Column::AccountId.eq(&acting.actor.account))
            .exec(tx)
            .await?;
        Ok(Deed {
            action: "sheet.save",
            object_kind: "sheet",
            object_id: change.id.to_string(),
            change: format!(
                "{} {}：第{}版→第{number}版（{}）",
                row.project_code,
                row.project_name,
                row.version,
                change.origin.label()
            ),
            reason: change.note.clone(),
        })
    }

    async fn who_changed(
        &self,
        tx: &impl ConnectionTrait,
        id: DocumentId,
    ) -> Result<StoreError, StoreError> {
        let newest = sheet::Entity::find()
            .filter(sheet::Column::DocumentId.eq(id.to_string()))
            .order_by_desc(sheet::Column::UpdatedAtMs)
            .one(tx)
            .await?
            .ok_or(StoreError::Missing)?;
        changed_by(tx, parse_id(&newest.id)?, newest.version).await
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
        let rows: Vec<(String, i32, String)> = query
            .select_only()
            .columns([sheet::Column::Id, sheet::Column::Version])
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
            .map(|(id, version, json)| {
                Ok((Placed { id: parse_id(&id)?, version }, content::read_sheet(&json)?))
            })
            .collect()
    }

    pub(crate) async fn add_sheet(
        &self,
        tx: &impl ConnectionTrait,
        acting: &Acting,
        new: &NewSheet<'_>,
    ) -> Result<(), StoreError> {
        let id = SheetId::new();
        let mut row = columns_of(new.sheet, unit_of(new.sheet, new.department_code));
        row.id = ActiveValue::Set(id.to_string());
        row.document_id = ActiveValue::Set(new.document.to_string());
        row.fiscal_year = ActiveValue::Set(new.year.number().into());
        row.position = ActiveValue::Set(new.position);
        row.version = ActiveValue::Set(1);
        row.removed = ActiveValue::Set(false);
        row.updated_at_ms = ActiveValue::Set(acting.at);
        (row.errors, row.warnings, row.infos) =
            (ActiveValue::Set(0), ActiveValue::Set(0), ActiveValue::Set(0));
        sheet::Entity::insert(row).exec_without_returning(tx).await?;
        add_version(tx, acting, id, &Made::imported(1, new)).await
    }

    /// Keeps a sheet that an import brings again, with a new version when it changed.
    pub(crate) async fn place_again(
        &self,
        tx: &impl ConnectionTrait,
        acting: &Acting,
        placed: Placed,
        new: &NewSheet<'_>,
        same: bool,
    ) -> Result<(), StoreError> {
        let mut row = columns_of(new.sheet, unit_of(new.sheet, new.department_code));
        row.id = ActiveValue::Unchanged(placed.id.to_string());
        row.position = ActiveValue::Set(new.position);
        if !same {
            let number = placed.version + 1;
            row.version = ActiveValue::Set(number);
            row.updated_at_ms = ActiveValue::Set(acting.at);
            add_version(tx, acting, placed.id, &Made::imported(number, new)).await?;
        }
        sheet::Entity::update(row).exec(tx).await?;
        Ok(())
    }

    pub(crate) async fn mark_removed(
        &self,
        tx: &impl ConnectionTrait,
        id: SheetId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sheet::Entity::update_many()
            .col_expr(sheet::Column::Removed, Expr::value(true))
            .col_expr(sheet::Column::UpdatedAtMs, Expr::value(now))
            .filter(sheet::Column::Id.eq(id.to_string()))
            .exec(tx)
            .await?;
        Ok(())
    }
}

/// A version about to be written.
struct Made<'a> {
    number: i32,
    origin: Origin,
    content: &'a TargetSheet,
    note: String,
}

impl<'a> Made<'a> {
    fn imported(number: i32, new: &NewSheet<'a>) -> Self {
        Self { number, origin: Origin::Import, content: new.sheet, note: new.note.clone() }
    }
}

async fn add_version(
    tx: &impl ConnectionTrait,
    acting: &Acting,
    id: SheetId,
    made: &Made<'_>,
) -> Result<(), StoreError> {
    let json = content::write_sheet(made.content)?;
    let row = sheet_version::ActiveModel {
        id: ActiveValue::Set(ids::row_key()),
        sheet_id: ActiveValue::Set(id.to_string()),
        number: ActiveValue::Set(made.number),
        origin: ActiveValue::Set(made.origin.code().into()),
        digest: ActiveValue::Set(Digest::of(json.as_bytes()).to_string()),
        content: ActiveValue::Set(json),
        at_ms: ActiveValue::Set(acting.at),
        by: ActiveValue::Set(acting.name.clone()),
        note: ActiveValue::Set(made.note.clone()),
    };
    sheet_version::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The columns that lists and permission go by, from the content.
fn columns_of(sheet: &TargetSheet, unit_code: String) -> sheet::ActiveModel {
    let text = |text: &Option<vocabulary::FiledText>| {
        text.as_ref().map_or(String::new(), |text| text.text.clone())
    };
    let (code, name) = (text(&sheet.project_code), text(&sheet.project_name));
    let money = sheet.budget.total.as_ref().and_then(|total| total.money);
    sheet::ActiveModel {
        unit_code: ActiveValue::Set(unit_code),
        search: ActiveValue::Set(search_key(&code, &name)),
        project_code: ActiveValue::Set(code),
        project_name: ActiveValue::Set(name),
        budget_fen: ActiveValue::Set(money.map(Money::fen)),
        indicators: ActiveValue::Set(small(sheet.indicators.len())),
        ..Default::default()
    }
}

/// The unit that permission goes by: the filed code where it is one of the department's.
fn unit_of(sheet: &TargetSheet, department_code: &str) -> String {
    sheet
        .unit_code
        .as_ref()
        .map(|code| code.text.trim())
        .filter(|code| code.starts_with(department_code))
        .unwrap_or(department_code)
        .to_owned()
}

async fn changed_by(
    tx: &impl ConnectionTrait,
    id: SheetId,
    version: i32,
) -> Result<StoreError, StoreError> {
    let row = sheet_version::Entity::find()
        .filter(sheet_version::Column::SheetId.eq(id.to_string()))
        .filter(sheet_version::Column::Number.eq(version))
        .one(tx)
        .await?
        .ok_or(StoreError::Missing)?;
    Ok(StoreError::Changed { by: row.by, at: row.at_ms, version })
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
