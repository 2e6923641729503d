//! 暂存: what a person has typed and not saved yet. Nobody else sees it, and it is no version.

use crate::entities::draft;
use crate::sheets::sheet_row;
use crate::trail::{Acting, Deed};
use crate::{SheetId, Store, StoreError, Timestamp};
use procedure::{Action, ObjectState};
use sea_orm::{ActiveValue, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// An unsaved edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Of which sheet.
    pub sheet: SheetId,
    /// The form as sent, as JSON.
    pub form: String,
    /// The version it began from.
    pub base_version: i32,
    /// When it was kept.
    pub saved_at: Timestamp,
}

impl Store {
    /// Keeps a draft in the place of the one before.
    ///
    /// # Errors
    /// When the sheet is missing or out of scope, or the actor may not edit.
    pub async fn keep_draft(&self, acting: &Acting, kept: &Draft) -> Result<(), StoreError> {
        let work = self.work().await?;
        let row = sheet_row(&work.tx, &acting.actor.scope, kept.sheet).await?;
        acting.may(Action::Edit, ObjectState::Open { unit_code: &row.unit_code })?;
        let mine = own(acting, kept.sheet);
        let first = draft::Entity::find_by_id(mine.clone()).one(&work.tx).await?.is_none();
        draft::Entity::delete_by_id(mine.clone()).exec(&work.tx).await?;
        let (sheet_id, account_id) = mine;
        let row = draft::ActiveModel {
            sheet_id: ActiveValue::Set(sheet_id),
            account_id: ActiveValue::Set(account_id),
            content: ActiveValue::Set(kept.form.clone()),
            base_version: ActiveValue::Set(kept.base_version),
            saved_at_ms: ActiveValue::Set(kept.saved_at),
        };
        draft::Entity::insert(row).exec_without_returning(&work.tx).await?;
        if first {
            let change = format!("从第{}版开始修改", kept.base_version);
            work.commit(acting, [deed("draft.begin", kept.sheet, change)]).await
        } else {
            // The trail says that an edit began and what came of it, not every key stroke.
            work.tx.commit().await
        }
    }

    /// Throws the actor's draft of a sheet away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_draft(&self, acting: &Acting, sheet: SheetId) -> Result<(), StoreError> {
        let work = self.work().await?;
        let gone = draft::Entity::delete_by_id(own(acting, sheet)).exec(&work.tx).await?;
        if gone.rows_affected == 0 {
            return Ok(());
        }
        work.commit(acting, [deed("draft.drop", sheet, "放弃暂存".into())]).await
    }

    /// The actor's draft of a sheet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn draft(
        &self,
        acting: &Acting,
        sheet: SheetId,
    ) -> Result<Option<Draft>, StoreError> {
        let row =
            draft::Entity::find_by_id(own(acting, sheet)).one(self.connections().reads()).await?;
        row.map(read).transpose()
    }

    /// Every draft of the actor, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drafts(&self, acting: &Acting) -> Result<Vec<Draft>, StoreError> {
        let rows = draft::Entity::find()
            .filter(draft::Column::AccountId.eq(&acting.actor.account))
            .order_by_desc(draft::Column::SavedAtMs)
            .all(self.connections().reads())
            .await?;
        rows.into_iter().map(read).collect()
    }
}

fn own(acting: &Acting, sheet: SheetId) -> (String, String) {
    (sheet.to_string(), acting.actor.account.clone())
}

fn read(row: draft::Model) -> Result<Draft, StoreError> {
    Ok(Draft {
        sheet: crate::documents::parse_id(&row.sheet_id)?,
        form: row.content,
        base_version: row.base_version,
        saved_at: row.saved_at_ms,
    })
}

fn deed(action: &'static str, sheet: SheetId, change: String) -> Deed {
    Deed {
        action,
        object_kind: "sheet",
        object_id: sheet.to_string(),
        change,
        reason: String::new(),
    }
}
