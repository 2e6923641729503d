//! 系统设置.

use super::frame::{Frame, Section, Tone};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, Redirect};
use procedure::Action;
use serde::Deserialize;
use vocabulary::{AmountUnit, FiscalYear};

/// The settings.
#[derive(Template)]
#[template(path = "settings/page.html")]
pub(crate) struct SettingsPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The form, as stored or typed.
    pub(crate) form: SettingsForm,
    /// Why it was not saved.
    pub(crate) failure: Option<&'a str>,
    /// The years with whether they are closed, the newest first.
    pub(crate) years: Vec<(i32, bool)>,
    /// Facts that are not settings: name and value.
    pub(crate) facts: Vec<(&'static str, String)>,
}

/// The settings as texts of the form.
#[derive(Clone, Debug)]
pub(crate) struct SettingsForm {
    /// The unit that amounts are shown in.
    pub(crate) amounts: AmountUnit,
    /// Name of the font of bodies in exports; empty for the embedded one.
    pub(crate) font: String,
    /// The largest upload, in MB.
    pub(crate) upload_megabytes: String,
    /// How long the trail and originals are kept, in months.
    pub(crate) retention_months: String,
}

impl SettingsPage<'_> {
    /// Whether amounts are shown in 万元.
    pub(crate) fn in_wan_yuan(&self) -> bool {
        self.form.amounts == AmountUnit::WanYuan
    }
}

/// The largest upload that can be chosen, in MB: the readers' own limit stands above it.
const UPLOAD_MEGABYTES: std::ops::RangeInclusive<u32> = 1..=64;
/// 网络安全法 第二十一条: logs are kept for six months at least.
const RETENTION_MONTHS: std::ops::RangeInclusive<u32> = 6..=600;
/// What is shipped.
const RETENTION_MONTHS_SHIPPED: &str = "12";

/// The routes of the settings.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::ManageSettings);
    routes.get("/settings", door, show).post("/settings", door, save).post(
        "/settings/years/{year}",
        door,
        close_year,
    )
}

/// The form as sent.
#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    amounts: String,
    #[serde(default)]
    font: String,
    #[serde(default)]
    upload_megabytes: String,
    #[serde(default)]
    retention_months: String,
}

async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let form = SettingsForm {
        amounts: app.amounts(),
        font: app.setting("font").unwrap_or_default(),
        upload_megabytes: (app.upload_bytes_max() >> 20).to_string(),
        retention_months: stored(&app, "retention_months", RETENTION_MONTHS_SHIPPED),
    };
    page(&app, &visit, form, Outcome::Shown).await
}

fn stored(app: &App, key: &str, shipped: &str) -> String {
    app.setting(key).unwrap_or_else(|| shipped.to_owned())
}

/// What the page says above the form.
enum Outcome {
    Shown,
    Saved,
    Refused(&'static str),
}

async fn page(app: &App, visit: &Visit, form: SettingsForm, outcome: Outcome) -> Answer {
    let mut frame = visit.frame(app, "系统设置", Section::Settings).await?;
    if matches!(outcome, Outcome::Saved) {
        frame = frame.saying(Tone::Done, "设置已保存，立即生效。");
    }
    let failure = match outcome {
        Outcome::Refused(words) => Some(words),
        Outcome::Shown | Outcome::Saved => None,
    };
    let head = app.store.trail_head().await?;
    let facts = vec![
        ("程序版本", env!("CARGO_PKG_VERSION").to_owned()),
        ("运行方式", if app.demonstration { "演示" } else { "正式" }.to_owned()),
        ("留痕条数", head.number.to_string()),
    ];
    let years = app.store.years().await?;
    Ok(Html(SettingsPage { frame, form, failure, years, facts }.render()?))
}

async fn save(
    State(app): State<App>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Answer<(StatusCode, Html<String>)> {
    let form = SettingsForm {
        amounts: if sent.amounts == "yuan" { AmountUnit::Yuan } else { AmountUnit::WanYuan },
        font: sent.font.trim().to_owned(),
        upload_megabytes: sent.upload_megabytes.trim().to_owned(),
        retention_months: sent.retention_months.trim().to_owned(),
    };
    let within = |text: &str, range: std::ops::RangeInclusive<u32>| {
        text.parse().is_ok_and(|number| range.contains(&number))
    };
    let refused = if !within(&form.upload_megabytes, UPLOAD_MEGABYTES) {
        Some("上传上限应为1至64之间的整数。")
    } else if !within(&form.retention_months, RETENTION_MONTHS) {
        Some("保存期限应为6至600之间的整数，不得少于6个月。")
    } else {
        None
    };
    if let Some(words) = refused {
        let page = page(&app, &visit, form, Outcome::Refused(words)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    let mut wanted = app.store.settings().await?;
    wanted.set("amounts", if form.amounts == AmountUnit::Yuan { "yuan" } else { "wan_yuan" });
    wanted.set("font", &form.font);
    wanted.set("upload_megabytes", &form.upload_megabytes);
    wanted.set("retention_months", &form.retention_months);
    app.store.keep_settings(&visit.acting, &wanted).await?;
    app.use_settings(wanted);
    Ok((StatusCode::OK, page(&app, &visit, form, Outcome::Saved).await?))
}

/// Whether a year is to be closed.
#[derive(Deserialize)]
struct Closing {
    closed: String,
}

async fn close_year(
    State(app): State<App>,
    visit: Visit,
    Path(year): Path<String>,
    Form(closing): Form<Closing>,
) -> Answer<Redirect> {
    let year = year.parse().ok().and_then(|year| FiscalYear::new(year).ok());
    let year = year.ok_or_else(Problem::missing)?;
    app.store.set_year_closed(&visit.acting, year, closing.closed == "yes").await?;
    Ok(Redirect::to("/settings"))
}
