//! Values that are not for everybody, shown to one who asks with a reason.

use super::columns::{ENTRY, column, table};
use super::entering::place;
use super::listing::{StoredRecord, history};
use crate::trail::{Acting, Deed};
use crate::{RecordId, Store, StoreError};
use ledgers::{Cell, FieldDefinition, LedgerDefinition, Name};
use procedure::{Action, ObjectState};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use std::collections::BTreeMap;

impl Store {
    /// The whole value of a field that is shown masked. Who asked, and why, is put into the trail
    /// before it is given.
    ///
    /// # Errors
    /// When the record is missing, the actor may not, no reason is given, the key is not that of
    /// this installation, or the database fails.
    pub async fn reveal(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        (record, field): (RecordId, &FieldDefinition),
        reason: &str,
    ) -> Result<String, StoreError> {
        if reason.trim().is_empty() {
            return Err(StoreError::Invalid("查看完整内容需要说明用途，请填写后再提交".into()));
        }
        let work = self.work().await?;
        let entries = history(&work.tx, acting, ledger, record).await?;
        let newest = entries.last().ok_or(StoreError::Missing)?;
        acting.may(Action::Edit, ObjectState::Open { unit_code: &newest.unit_code })?;
        let mut cells = self.hidden_cells(&work.tx, ledger, newest).await?;
        let Some(Cell::Text(text)) = cells.remove(&field.code) else {
            return Err(StoreError::Missing);
        };
        let deed = Deed {
            action: "record.reveal",
            object_kind: "record",
            object_id: record.to_string(),
            change: format!("查看“{}”的“{}”全文", ledger.label, field.label),
            reason: reason.trim().to_owned(),
        };
        work.commit(acting, [deed]).await?;
        Ok(text)
    }

    /// The hidden values of an entry, opened.
    pub(super) async fn hidden_cells(
        &self,
        tx: &impl ConnectionTrait,
        ledger: &LedgerDefinition,
        entry: &StoredRecord,
    ) -> Result<BTreeMap<Name, Cell>, StoreError> {
        let hidden: Vec<&FieldDefinition> =
            ledger.fields.iter().filter(|field| field.sensitive).collect();
        if hidden.is_empty() {
            return Ok(BTreeMap::new());
        }
        let select = Query::select()
            .columns(hidden.iter().map(|field| column(&field.code)))
            .from(table(&ledger.code))
            .and_where(Expr::col(ENTRY).eq(entry.entry.clone()))
            .take();
        let row = tx.query_one(&select).await?.ok_or(StoreError::Missing)?;
        let mut cells = BTreeMap::new();
        for field in hidden {
            let kept: Option<String> = row.try_get("", &column(&field.code))?;
            let Some(kept) = kept else { continue };
            let text = self.secrets().show(&kept, &place(field, entry.record))?;
            cells.insert(field.code.clone(), Cell::Text(text));
        }
        Ok(cells)
    }
}
