//! 系统设置 and fiscal years.

use super::lists::Listed;
use super::received::{Keys, Sent, number};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::settings::Wanted;
use axum::Json;
use axum::extract::State;
use procedure::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use vocabulary::{AmountUnit, FiscalYear};

/// The unit that amounts are shown in.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ShownAmounts {
    /// 万元.
    WanYuan,
    /// 元.
    Yuan,
}

/// The settings.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The unit that amounts are shown in.
    amounts: ShownAmounts,
    /// Name of the font of bodies in exports; empty for the embedded one.
    font: String,
    /// The largest upload, in MB.
    #[schema(minimum = 1, maximum = 64)]
    #[serde(deserialize_with = "crate::shapes::whole::read")]
    upload_megabytes: u32,
    /// How long records of ended jobs are kept, in months. The trail is kept for ever.
    #[schema(minimum = 6, maximum = 600)]
    #[serde(deserialize_with = "crate::shapes::whole::read")]
    retention_months: u32,
}

/// A fiscal year.
#[derive(Serialize, ToSchema)]
struct YearLine {
    /// The year.
    year: i32,
    /// Whether it can only be read.
    closed: bool,
}

/// Whether a year is to be closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Closing {
    /// Whether it can only be read.
    closed: bool,
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::ManageSettings);
    routes
        .api(door, routes!(show))
        .api(door, routes!(keep))
        .api(door, routes!(years))
        .api(door, routes!(close))
}

fn current(app: &App) -> Settings {
    let number = |key: &str, shipped| {
        app.setting(key).and_then(|value| value.parse().ok()).unwrap_or(shipped)
    };
    let shipped_megabytes = u32::try_from(app.upload_bytes_max() >> 20).unwrap_or(1);
    Settings {
        amounts: match app.amounts() {
            AmountUnit::Yuan => ShownAmounts::Yuan,
            AmountUnit::WanYuan => ShownAmounts::WanYuan,
        },
        font: app.setting("font").unwrap_or_default(),
        upload_megabytes: number("upload_megabytes", shipped_megabytes),
        retention_months: number("retention_months", 12),
    }
}

#[utoipa::path(get, path = "/api/v1/settings", tag = "设置", operation_id = "settings",
    summary = "系统设置", responses((status = 200, description = "设置", body = Settings)))]
async fn show(State(app): State<App>) -> Json<Settings> {
    Json(current(&app))
}

#[utoipa::path(put, path = "/api/v1/settings", tag = "设置", operation_id = "keep_settings",
    summary = "修改系统设置，立即生效", request_body = Settings,
    responses((status = 200, description = "设置", body = Settings)))]
async fn keep(
    State(app): State<App>,
    visit: Visit,
    Sent(sent): Sent<Settings>,
) -> Answer<Json<Settings>> {
    let wanted = Wanted {
        amounts: match sent.amounts {
            ShownAmounts::Yuan => AmountUnit::Yuan,
            ShownAmounts::WanYuan => AmountUnit::WanYuan,
        },
        font: sent.font.trim(),
        upload_megabytes: &sent.upload_megabytes.to_string(),
        retention_months: &sent.retention_months.to_string(),
    };
    wanted.check().map_err(Problem::invalid)?;
    wanted.keep(&app, &visit).await?;
    Ok(Json(current(&app)))
}

#[utoipa::path(get, path = "/api/v1/years", tag = "设置", operation_id = "years",
    summary = "预算年度，最近的在前",
    responses((status = 200, description = "列表", body = Listed<YearLine>)))]
async fn years(State(app): State<App>) -> Answer<Json<Listed<YearLine>>> {
    let years = app.store.years().await?;
    let line = |(year, closed)| YearLine { year, closed };
    Ok(Json(Listed::whole(years.into_iter().map(line).collect())))
}

#[utoipa::path(put, path = "/api/v1/years/{year}", tag = "设置", operation_id = "close_year",
    summary = "关闭或重新打开预算年度", request_body = Closing,
    params(("year" = i32, Path, minimum = 1)),
    responses((status = 200, description = "年度", body = YearLine)))]
async fn close(
    State(app): State<App>,
    visit: Visit,
    Keys(year): Keys<String>,
    Sent(closing): Sent<Closing>,
) -> Answer<Json<YearLine>> {
    let year = u16::try_from(number(&year)?).map_err(|_| Problem::missing())?;
    let year = FiscalYear::new(year).map_err(|_| Problem::missing())?;
    app.store.set_year_closed(&visit.acting, year, closing.closed).await?;
    Ok(Json(YearLine { year: i32::from(year.number()), closed: closing.closed }))
}
