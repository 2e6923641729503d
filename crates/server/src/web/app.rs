//! What all requests share.

use super::Problem;
use super::disk::DiskSpace;
use super::metrics::Metrics;
use super::outlook::OutlookCache;
use super::passwords::Passwords;
use super::sessions::SessionCache;
use super::throttle::Throttle;
use crate::work::book::Book;
use crate::work::worker::Bell;
use documents::Limits;
use documents::rules::FormLabels;
use documents::write::{FontChoice, Fonts, FormStyle};
use goals::review::ReviewRules;
use std::sync::{Arc, OnceLock, RwLock};
use store::{Settings, Store};
use vocabulary::AmountUnit;

/// What is shipped; the law asks for six at least.
const RETENTION_MONTHS_SHIPPED: i64 = 12;
/// The longest month: a record is rather kept a day too long.
const MONTH_MS: i64 = 31 * 24 * 60 * 60 * 1_000;

/// The fonts of PDF files, by the choice of the settings.
#[derive(Default)]
pub(crate) struct FontShelf {
    embedded: OnceLock<Result<Fonts, String>>,
    office: OnceLock<Result<Fonts, String>>,
}

/// What all requests share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    parts: Arc<AppParts>,
}

/// The parts of [`App`].
pub(crate) struct AppParts {
    pub(crate) store: Store,
    pub(crate) labels: FormLabels,
    pub(crate) rules: ReviewRules,
    pub(crate) limits: Limits,
    /// The ledgers and indicators in force; renewed when an administrator changes them.
    pub(crate) book: RwLock<Arc<Book>>,
    pub(crate) passwords: Passwords,
    pub(crate) sessions: SessionCache,
    pub(crate) throttle: Throttle,
    pub(crate) metrics: Metrics,
    pub(crate) outlook: OutlookCache,
    pub(crate) disk: DiskSpace,
    /// Rung when a job was ordered.
    pub(crate) bell: Bell,
    /// As stored; renewed when an administrator changes them.
    pub(crate) settings: RwLock<Settings>,
    /// Found and unpacked with the first PDF, so that the start stays quick.
    pub(crate) fonts: FontShelf,
    /// Whether this is the demonstration.
    pub(crate) demonstration: bool,
    /// Whether browsers reach us by TLS, ours or a proxy's.
    pub(crate) secure: bool,
    /// Whether a proxy in front says who asks.
    pub(crate) behind_proxy: bool,
}

impl App {
    /// Shares the parts.
    pub(crate) fn new(parts: AppParts) -> Self {
        Self { parts: Arc::new(parts) }
    }

    /// The fonts of PDF files: the embedded ones, or the machine's when the office chose a font.
    pub(crate) fn fonts(&self) -> Result<&Fonts, Problem> {
        let (place, choice) = match self.office_font() {
            None => (&self.fonts.embedded, FontChoice::Embedded),
            Some(_) => (&self.fonts.office, FontChoice::Office),
        };
        let found = place.get_or_init(|| Fonts::choose(choice).map_err(|error| error.to_string()));
        found.as_ref().map_err(Problem::invalid)
    }

    /// The fonts that Word and Excel files ask for.
    pub(crate) fn form_style(&self) -> FormStyle {
        let mut style = FormStyle::default();
        if let Some(font) = self.office_font() {
            style.body_font = font;
        }
        style
    }

    fn office_font(&self) -> Option<String> {
        self.setting("font").filter(|font| !font.is_empty())
    }

    /// The unit that amounts are shown in.
    pub(crate) fn amounts(&self) -> AmountUnit {
        match self.setting("amounts").as_deref() {
            Some("yuan") => AmountUnit::Yuan,
            _ => AmountUnit::WanYuan,
        }
    }

    /// The value of a setting that was changed from what is shipped.
    pub(crate) fn setting(&self, key: &str) -> Option<String> {
        let settings = self.settings.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        settings.get(key).map(str::to_owned)
    }

    /// Takes settings into use.
    pub(crate) fn use_settings(&self, wanted: Settings) {
        *self.settings.write().unwrap_or_else(std::sync::PoisonError::into_inner) = wanted;
    }

    /// The ledgers and indicators in force. A request asks once, so that what it shows is of one
    /// piece while an administrator changes them.
    pub(crate) fn book(&self) -> Arc<Book> {
        Arc::clone(&self.book.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Takes ledgers and indicators into use.
    pub(crate) fn use_book(&self, wanted: Book) {
        *self.book.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(wanted);
    }

    /// How long the records of ended jobs are kept. The trail is kept for ever.
    pub(crate) fn retention_ms(&self) -> i64 {
        let months = self.setting("retention_months").and_then(|value| value.parse().ok());
        months.unwrap_or(RETENTION_MONTHS_SHIPPED).saturating_mul(MONTH_MS)
    }

    /// The largest file taken, in bytes.
    pub(crate) fn upload_bytes_max(&self) -> usize {
        let megabytes = self.setting("upload_megabytes").and_then(|value| value.parse().ok());
        megabytes
            .and_then(|megabytes: usize| megabytes.checked_mul(1 << 20))
            .map_or(self.limits.file_bytes, |bytes| bytes.min(self.limits.file_bytes))
    }
}

impl std::ops::Deref for App {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.parts
    }
}
