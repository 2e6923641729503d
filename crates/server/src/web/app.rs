//! What all requests share.

use super::Problem;
use super::disk::DiskSpace;
use super::metrics::Metrics;
use super::outlook::OutlookCache;
use super::passwords::Passwords;
use super::sessions::SessionCache;
use super::throttle::Throttle;
use crate::work::worker::Bell;
use documents::Limits;
use documents::rules::FormLabels;
use documents::write::Fonts;
use goals::review::ReviewRules;
use std::sync::{Arc, OnceLock, RwLock};
use store::{Settings, Store};
use vocabulary::AmountUnit;

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
    pub(crate) fonts: OnceLock<Result<Fonts, String>>,
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

    /// The fonts of PDF files.
    pub(crate) fn fonts(&self) -> Result<&Fonts, Problem> {
        let found = self.fonts.get_or_init(|| Fonts::find().map_err(|error| error.to_string()));
        found.as_ref().map_err(Problem::invalid)
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
