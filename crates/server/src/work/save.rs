//! 保存: a changed sheet with the review of the whole document, as one change.

use super::review::reviewed;
use crate::web::{Answer, App, Problem};
use goals::TargetSheet;
use goals::review::Review;
use store::{Acting, Origin, SheetChange, SheetId, StoredDocument, StoredSheet};

/// A sheet about to be saved.
pub(crate) struct Saving {
    /// The version it began from.
    pub(crate) base_version: i32,
    /// Its new content.
    pub(crate) content: TargetSheet,
    /// How it came to be.
    pub(crate) origin: Origin,
    /// The reason given.
    pub(crate) note: String,
}

/// Stores a changed sheet. The document is reviewed as a whole, because checks compare sheets
/// with each other.
pub(crate) async fn save_sheet(
    app: &App,
    acting: &Acting,
    stored: &StoredSheet,
    saving: Saving,
) -> Answer<Review> {
    // The whole document, also beyond the person's scope: the review needs all sheets.
    let whole = Acting { actor: whole_department(acting), ..acting.clone() };
    let owner = app.store.document(&whole, stored.summary.document).await?;
    let (document, found) =
        review_with(app, &whole, owner.clone(), stored.summary.id, saving.content.clone()).await?;
    let change = SheetChange {
        id: stored.summary.id,
        base_version: saving.base_version,
        content: &saving.content,
        origin: saving.origin,
        note: saving.note,
    };
    let state = (owner.summary.id, owner.summary.version, &document, found.issues.as_slice());
    app.store.save_sheets(acting, &[change], state).await?;
    Ok(found)
}

/// Reviews a document with another content of one sheet, without storing anything.
pub(crate) async fn check_sheet(
    app: &App,
    acting: &Acting,
    stored: &StoredSheet,
    content: TargetSheet,
) -> Answer<Review> {
    let whole = Acting { actor: whole_department(acting), ..acting.clone() };
    let owner = app.store.document(&whole, stored.summary.document).await?;
    let (_, found) = review_with(app, &whole, owner, stored.summary.id, content).await?;
    Ok(found)
}

async fn review_with(
    app: &App,
    acting: &Acting,
    owner: StoredDocument,
    id: SheetId,
    content: TargetSheet,
) -> Answer<(goals::Document, Review)> {
    let position =
        owner.sheet_ids.iter().position(|sheet| *sheet == id).ok_or_else(Problem::missing)?;
    let mut document = owner.document;
    if let Some(sheet) = document.sheets.get_mut(position) {
        *sheet = content;
    }
    let of = (owner.summary.department_code.as_str(), owner.summary.fiscal_year);
    reviewed(app, acting, document, of).await
}

/// For the review only: nothing of other units is shown or changed by it.
fn whole_department(acting: &Acting) -> procedure::Actor {
    procedure::Actor { scope: procedure::Scope::Everything, ..acting.actor.clone() }
}
