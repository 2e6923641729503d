//! 修改目标表: the edit page of a sheet, and what its script sends.

mod send;

use super::figures::moment;
use super::frame::{Frame, Section};
use super::sheet::{SheetHead, key};
use crate::shapes::SheetFormShape;
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use goals::{FormKind, SheetForm};
use procedure::Action;
use store::StoredSheet;
use vocabulary::Checkpoint;

/// The edit page of a sheet.
#[derive(Template)]
#[template(path = "sheet/edit.html")]
pub(crate) struct EditPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The sheet.
    pub(crate) head: SheetHead,
    /// The texts, for the script: JSON of the draft or the current version.
    pub(crate) form: String,
    /// The single fields.
    pub(crate) fields: Vec<HeadField>,
    /// The cells of the payment plan.
    pub(crate) plan: Vec<PlanField>,
    /// The columns of the indicator table.
    pub(crate) columns: Vec<Column>,
    /// The unit amounts are typed in.
    pub(crate) unit: &'static str,
    /// When the draft that is shown was kept, printed.
    pub(crate) draft_at: Option<String>,
    /// Whether the draft began from an older version.
    pub(crate) draft_is_old: bool,
}

/// A single field of the form.
pub(crate) struct HeadField {
    /// Its key in the JSON.
    pub(crate) key: &'static str,
    /// Its label.
    pub(crate) label: &'static str,
    /// Whether it takes the whole width.
    pub(crate) wide: bool,
    /// Whether an empty one is a 强制 issue.
    pub(crate) required: bool,
}

/// A checkpoint of the plan.
pub(crate) struct PlanField {
    /// The month.
    pub(crate) month: u8,
    /// `3月底`.
    pub(crate) label: String,
}

/// A column of the indicator table.
pub(crate) struct Column {
    /// Its key in the JSON.
    pub(crate) key: &'static str,
    /// The label an issue names it by.
    pub(crate) label: &'static str,
}

/// The single fields in the order of the form.
const FIELDS: [(&str, &str, bool, bool); 9] = [
    ("title", "表名", true, false),
    ("unit_code", "单位编码", false, false),
    ("unit_name", "单位名称", false, false),
    ("project_code", "项目编码", false, true),
    ("project_name", "项目名称", false, true),
    ("budget_total", "预算数", false, true),
    ("budget_fiscal", "其中：财政资金", false, false),
    ("budget_other", "其他资金", false, false),
    ("purpose", "资金用途", true, false),
];
/// The columns of every form.
const COLUMNS: [(&str, &str); 6] = [
    ("level1", "一级指标"),
    ("level2", "二级指标"),
    ("name", "三级指标"),
    ("definition", "绩效指标描述"),
    ("target", "指标值"),
    ("basis", "指标值确定依据"),
];
/// The columns of a form with weights.
const WEIGHT: (&str, &str) = ("weight", "分值");
/// The columns of a self-evaluation.
const RESULTS: [(&str, &str); 3] =
    [("actual", "实际完成值"), ("score", "得分"), ("reason", "偏差原因分析及改进措施")];
/// The checkpoints of a sheet that has none of its own.
const MONTHS: [u8; 4] = [3, 6, 10, 12];

/// The routes of the edit page.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes.get("/sheets/{id}/edit", Door::Permits(Action::Edit), show);
    send::routes(routes)
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    let siblings = app.store.sheets_of(&visit.acting, stored.summary.document).await?;
    let head = SheetHead::of(&stored, &siblings);
    let shape = shown(&stored);
    let frame = visit.frame(&app, "修改", Section::Sheets).await?;
    let page = EditPage {
        frame: frame
            .below("绩效目标文件", "/documents")
            .below(format!("{}年文件", head.year), format!("/documents/{}", head.document))
            .below(head.name.clone(), format!("/sheets/{}", head.id)),
        fields: FIELDS
            .map(|(key, label, wide, required)| HeadField { key, label, wide, required })
            .into(),
        plan: plan_fields(&SheetForm::from(shape.clone())),
        columns: columns(&stored),
        unit: stored.sheet.amount_unit.label(),
        draft_at: stored.draft.as_ref().map(|draft| moment(draft.saved_at)),
        draft_is_old: shape.base_version != stored.summary.version,
        form: serde_json::to_string(&shape).map_err(|_| Problem::fault())?,
        head,
    };
    Ok(Html(page.render()?))
}

/// The viewer's draft where there is one that can be read, else the current version.
fn shown(stored: &StoredSheet) -> SheetFormShape {
    let draft = stored.draft.as_ref().and_then(|draft| serde_json::from_str(&draft.form).ok());
    draft
        .unwrap_or_else(|| SheetFormShape::of(SheetForm::of(&stored.sheet), stored.summary.version))
}

fn plan_fields(form: &SheetForm) -> Vec<PlanField> {
    let months: Vec<u8> = if form.plan.is_empty() {
        MONTHS.into()
    } else {
        form.plan.iter().map(|cell| cell.month).collect()
    };
    months
        .into_iter()
        .filter_map(|month| Checkpoint::end_of_month(month).ok())
        .map(|checkpoint| PlanField { month: checkpoint.month(), label: checkpoint.to_string() })
        .collect()
}

/// The columns of every form, and those this sheet fills or its form asks for.
fn columns(stored: &StoredSheet) -> Vec<Column> {
    let rows = &stored.sheet.indicators;
    let is_evaluation =
        matches!(stored.sheet.form, FormKind::SelfEvaluation | FormKind::DepartmentWide);
    let has_weights = is_evaluation || rows.iter().any(|row| row.weight.is_some());
    let has_results = is_evaluation
        || rows
            .iter()
            .any(|row| row.actual.is_some() || row.score.is_some() || row.reason.is_some());
    let weight = has_weights.then_some(WEIGHT);
    let results = if has_results { &RESULTS[..] } else { &[] };
    COLUMNS
        .into_iter()
        .chain(weight)
        .chain(results.iter().copied())
        .map(|(key, label)| Column { key, label })
        .collect()
}
