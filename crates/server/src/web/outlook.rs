//! 年度和单位: the switch in the header, kept in a cookie of its own; it narrows lists and gives
//! no right.

use super::sessions::cookie;
use super::{Answer, App, Door, Problem, Routes, Visit};
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Org, Store, Timestamp};
use vocabulary::FiscalYear;

const COOKIE: &str = "chengxiao_outlook";
const YEAR_SECONDS: u32 = 31_536_000;

/// How long the years and units of the switch may be behind the store.
const BELIEVED_MS: Timestamp = 5_000;

/// The years and units to choose from, which every page shows and hardly anything changes.
#[derive(Default)]
pub(crate) struct OutlookCache {
    known: Mutex<Option<(Timestamp, Arc<Choices>)>>,
}

/// What the switch offers, before it is narrowed to a person's scope.
pub(crate) struct Choices {
    /// The years, newest first.
    pub(crate) years: Vec<FiscalYear>,
    /// Departments and units.
    pub(crate) units: Vec<Org>,
}

impl OutlookCache {
    /// The choices of now, or of a few seconds ago.
    pub(crate) async fn choices(&self, store: &Store, at: Timestamp) -> Answer<Arc<Choices>> {
        let recalled = self.lock().clone();
        if let Some((asked_at, choices)) = recalled
            && (0..BELIEVED_MS).contains(&at.saturating_sub(asked_at))
        {
            return Ok(choices);
        }
        let years = store.years().await?.into_iter();
        let units = store.orgs().await?.into_iter();
        let choices = Arc::new(Choices {
            years: years
                .filter_map(|(year, _)| FiscalYear::new(u16::try_from(year).ok()?).ok())
                .collect(),
            units: units.filter(|org| matches!(org.kind.as_str(), "department" | "unit")).collect(),
        });
        *self.lock() = Some((at, Arc::clone(&choices)));
        Ok(choices)
    }

    /// Asks the store again next time: an import may have brought a year or unit.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Timestamp, Arc<Choices>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.post("/outlook", Door::SignedIn, switch)
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    year: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    back: String,
}

async fn switch(
    State(app): State<App>,
    _visit: Visit,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    let year: String = chosen.year.chars().filter(char::is_ascii_digit).take(4).collect();
    let unit: String = chosen.unit.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
    let secure = if app.secure { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={year}.{unit}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR_SECONDS}{secure}"
    );
    let mut response = Redirect::to(own_address(&chosen.back)).into_response();
    let value =
        HeaderValue::from_str(&cookie).map_err(|_| Problem::new(StatusCode::BAD_REQUEST))?;
    response.headers_mut().insert(header::SET_COOKIE, value);
    Ok(response)
}

/// The year and unit that were chosen.
pub(super) fn read(headers: &HeaderMap) -> (Option<FiscalYear>, Option<String>) {
    let Some((year, unit)) = cookie(headers, COOKIE).and_then(|value| value.split_once('.')) else {
        return (None, None);
    };
    let year = year.parse().ok().and_then(|year| FiscalYear::new(year).ok());
    (year, (!unit.is_empty()).then(|| unit.to_owned()))
}

/// An address within this site; anything else leads home.
pub(crate) fn own_address(address: &str) -> &str {
    let is_own = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        // Browsers take tabs and line ends out of an address: `/\t/x` would lead to `//x`.
        && address.bytes().all(|byte| byte.is_ascii_graphic());
    if is_own { address } else { "/" }
}

/// A text as part of an address.
pub(crate) fn encode(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes()
        .map(
            |byte| {
                if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_are_returned_to() {
        assert_eq!(own_address("/documents?q=1"), "/documents?q=1");
        for foreign in [
            "https://x.example",
            "//x.example",
            "/\\x.example",
            "/\t/x.example",
            "/\u{1}",
            "/ /x.example",
            "javascript:1",
            "",
        ] {
            assert_eq!(own_address(foreign), "/", "{foreign}");
        }
    }
}
