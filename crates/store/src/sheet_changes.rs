//! What changes a target sheet: an edit, an import that brings it again or no longer.

use crate::documents::{find, positions, small};
use crate::entities::{document, draft, sheet, sheet_version};
use crate::imports::refresh;
use crate::review::Reviewed;
use crate::sheets::{Origin, Placed, search_key, sheet_row};
use crate::trail::{Acting, Deed, Work};
use crate::{DocumentId, SheetId, Store, StoreError, Timestamp, content, ids};
use goals::{Document, TargetSheet};
use procedure::{Action, Digest, ObjectState};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use vocabulary::{FiscalYear, Issue, Money};

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

/// A sheet of an import.
pub(crate) struct NewSheet<'a> {
    pub(crate) document: DocumentId,
    pub(crate) year: FiscalYear,
    pub(crate) position: i32,
    pub(crate) department_code: &'a str,
    pub(crate) sheet: &'a TargetSheet,
    pub(crate) note: String,
    /// Number of the entry of the trail.
    pub(crate) sealed_by: i64,
}

impl Store {
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
        if changes.is_empty() {
            return Err(StoreError::Invalid("没有要保存的修改".into()));
        }
        let work = self.work().await?;
        let owner = find(&work.tx, &acting.actor.scope, id).await?;
        if owner.version != document_version {
            return Err(who_changed(&work.tx, id, changes).await?);
        }
        let year =
            u16::try_from(owner.fiscal_year).ok().and_then(|year| FiscalYear::new(year).ok());
        self.check_year_open(&work.tx, year.ok_or(StoreError::Missing)?).await?;
        // A document narrowed to one unit would take the findings of all others away.
        if document.sheets.len() != positions(&work.tx, id).await?.len() {
            return Err(StoreError::Invalid("须以整份文件的审核结果保存，请重新打开后再试".into()));
        }
        let mut deeds = Vec::new();
        for change in changes {
            deeds.push(self.save_one(&work, acting, change, &owner).await?);
        }
        let reviewed = Reviewed { document: id, unit_code: &owner.department_code, issues };
        self.replace_issues(&work.tx, reviewed).await?;
        refresh(&work.tx, id).await?;
        work.commit_content(acting, deeds).await
    }

    async fn save_one(
        &self,
        work: &Work,
        acting: &Acting,
        change: &SheetChange<'_>,
        owner: &document::Model,
    ) -> Result<Deed, StoreError> {
        let tx = &work.tx;
        let row = sheet_row(tx, &acting.actor.scope, change.id).await?;
        if row.document_id != owner.id {
            return Err(StoreError::Missing);
        }
        acting.may(Action::Edit, ObjectState::Open { unit_code: &row.unit_code })?;
        if row.version != change.base_version {
            return Err(changed_by(tx, change.id, row.version).await?);
        }
        let number = row.version + 1;
        let filed_unit = unit_of(change.content, &owner.department_code);
        // A sheet is not moved out of sight by typing another unit's code.
        acting.may(Action::Edit, ObjectState::Open { unit_code: &filed_unit })?;
        let made = Made {
            number,
            origin: change.origin,
            content: change.content,
            note: change.note.clone(),
            sealed_by: work.number()?,
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
        (placed, same): (Placed, bool),
        new: &NewSheet<'_>,
    ) -> Result<(), StoreError> {
        let mut row = columns_of(new.sheet, unit_of(new.sheet, new.department_code));
        row.id = ActiveValue::Unchanged(placed.id.to_string());
        row.position = ActiveValue::Set(new.position);
        if same && placed.position == new.position {
            return Ok(());
        }
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
    sealed_by: i64,
}

impl<'a> Made<'a> {
    fn imported(number: i32, new: &NewSheet<'a>) -> Self {
        Self {
            number,
            origin: Origin::Import,
            content: new.sheet,
            note: new.note.clone(),
            sealed_by: new.sealed_by,
        }
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
        sealed_by: ActiveValue::Set(made.sealed_by),
        note: ActiveValue::Set(made.note.clone()),
    };
    sheet_version::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The columns that lists and permission go by, from the content.
pub(crate) fn columns_of(sheet: &TargetSheet, unit_code: String) -> sheet::ActiveModel {
    let text = |text: &Option<vocabulary::FiledText>| {
        text.as_ref().map_or_else(String::new, |text| text.text.clone())
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
pub(crate) fn unit_of(sheet: &TargetSheet, department_code: &str) -> String {
    sheet
        .unit_code
        .as_ref()
        .map(|code| code.text.trim())
        .filter(|code| code.starts_with(department_code))
        .unwrap_or(department_code)
        .to_owned()
}

/// Who was first: on one of the sheets to be saved, else on another of the document.
async fn who_changed(
    tx: &impl ConnectionTrait,
    id: DocumentId,
    changes: &[SheetChange<'_>],
) -> Result<StoreError, StoreError> {
    let rows =
        sheet::Entity::find().filter(sheet::Column::DocumentId.eq(id.to_string())).all(tx).await?;
    for change in changes {
        let of_it = rows.iter().find(|row| row.id == change.id.to_string());
        if let Some(row) = of_it.filter(|row| row.version != change.base_version) {
            return changed_by(tx, change.id, row.version).await;
        }
    }
    let keys = rows.iter().map(|row| row.id.as_str());
    let newest = sheet_version::Entity::find()
        .filter(sheet_version::Column::SheetId.is_in(keys))
        .order_by_desc(sheet_version::Column::SealedBy)
        .one(tx)
        .await?
        .ok_or(StoreError::Missing)?;
    Ok(StoreError::Changed { by: newest.by, at: newest.at_ms, version: newest.number })
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
