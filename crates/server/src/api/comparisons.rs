//! 对比 of imports of a document and of versions of a sheet.

use super::received::{Asked, Keys, key, malformed};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use axum::Json;
use axum::extract::State;
use goals::compare::{self, DocumentComparison, FieldPair, RowPair, SheetComparison, SheetPair};
use procedure::Action;
use serde::{Deserialize, Serialize};
use store::{DocumentId, SheetId};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

/// One field on both sides; an empty text is an empty cell.
#[derive(Serialize, ToSchema)]
struct FieldDifference {
    /// The label of the form.
    label: String,
    /// `same`, `changed`, `added` or `removed`.
    change: &'static str,
    /// The text before.
    before: String,
    /// The text after.
    after: String,
}

/// One indicator row on both sides.
#[derive(Serialize, ToSchema)]
struct RowDifference {
    /// Its number before, from 1.
    before: Option<u32>,
    /// Its number after, from 1.
    after: Option<u32>,
    /// `same`, `changed`, `added` or `removed`.
    change: &'static str,
    /// Whether it stands in another order.
    moved: bool,
    /// Its cells, changed or not.
    fields: Vec<FieldDifference>,
}

/// Two states of a sheet.
#[derive(Serialize, ToSchema)]
struct SheetDifference {
    /// How many fields and rows are different.
    changes: usize,
    /// The fields outside the indicator rows.
    fields: Vec<FieldDifference>,
    /// The indicator rows.
    rows: Vec<RowDifference>,
}

/// One sheet of two imports.
#[derive(Serialize, ToSchema)]
struct SheetPairDifference {
    /// Its position before, from 1.
    before: Option<u32>,
    /// Its position after, from 1.
    after: Option<u32>,
    /// `same`, `changed`, `added` or `removed`.
    change: &'static str,
    /// Whether it stands in another order.
    moved: bool,
    /// 项目编码.
    project_code: String,
    /// 项目名称.
    project_name: String,
    /// What is different.
    difference: SheetDifference,
}

/// Two imports of a document.
#[derive(Serialize, ToSchema)]
struct DocumentDifference {
    /// The department part and the fiscal year.
    department: Vec<FieldDifference>,
    /// The sheets.
    sheets: Vec<SheetPairDifference>,
}

/// The two sides.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Sides {
    /// Number of the earlier import or version.
    #[param(minimum = 1)]
    from: i32,
    /// Number of the later one.
    #[param(minimum = 1)]
    to: i32,
}

impl Sides {
    fn checked(self) -> Answer<(i32, i32)> {
        let counted = self.from >= 1 && self.to >= 1;
        if counted {
            Ok((self.from, self.to))
        } else {
            Err(malformed("from、to 从1开始编号"))
        }
    }
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Read);
    routes.api(door, routes!(documents)).api(door, routes!(sheets))
}

fn field(pair: FieldPair) -> FieldDifference {
    let change = pair.change().code();
    FieldDifference { label: pair.label, change, before: pair.before, after: pair.after }
}

fn row(pair: RowPair) -> RowDifference {
    RowDifference {
        before: pair.before,
        after: pair.after,
        change: pair.change().code(),
        moved: pair.moved,
        fields: pair.fields.into_iter().map(field).collect(),
    }
}

fn sheet(compared: SheetComparison) -> SheetDifference {
    SheetDifference {
        changes: compared.changes(),
        fields: compared.fields.into_iter().map(field).collect(),
        rows: compared.rows.into_iter().map(row).collect(),
    }
}

fn sheet_pair(pair: SheetPair) -> SheetPairDifference {
    SheetPairDifference {
        before: pair.before,
        after: pair.after,
        change: pair.change().code(),
        moved: pair.moved,
        project_code: pair.code,
        project_name: pair.name,
        difference: sheet(pair.comparison),
    }
}

#[utoipa::path(get, path = "/api/v1/documents/{id}/compare", tag = "文件",
    operation_id = "compare_revisions", summary = "对比一份文件的两次导入",
    params(("id" = String, Path, format = "uuid"), Sides),
    responses((status = 200, description = "差异", body = DocumentDifference)))]
async fn documents(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Asked(sides): Asked<Sides>,
) -> Answer<Json<DocumentDifference>> {
    let id: DocumentId = key(&id)?;
    let (from, to) = sides.checked()?;
    let (_, before) = app.store.revision(&visit.acting, id, from).await?;
    let (_, after) = app.store.revision(&visit.acting, id, to).await?;
    let work = move || compare::documents(&before, &after);
    let compared = tokio::task::spawn_blocking(work).await.map_err(|_| Problem::fault())?;
    let DocumentComparison { department, sheets } = compared;
    Ok(Json(DocumentDifference {
        department: department.into_iter().map(field).collect(),
        sheets: sheets.into_iter().map(sheet_pair).collect(),
    }))
}

#[utoipa::path(get, path = "/api/v1/sheets/{id}/compare", tag = "目标表",
    operation_id = "compare_versions", summary = "对比一张目标表的两个版本",
    params(("id" = String, Path, format = "uuid"), Sides),
    responses((status = 200, description = "差异", body = SheetDifference)))]
async fn sheets(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Asked(sides): Asked<Sides>,
) -> Answer<Json<SheetDifference>> {
    let id: SheetId = key(&id)?;
    let (from, to) = sides.checked()?;
    let (_, before) = app.store.sheet_version(&visit.acting, id, from).await?;
    let (_, after) = app.store.sheet_version(&visit.acting, id, to).await?;
    let work = move || compare::sheets(&before, &after);
    let compared = tokio::task::spawn_blocking(work).await.map_err(|_| Problem::fault())?;
    Ok(Json(sheet(compared)))
}
