//! 系统设置.

use super::frame::Frame;
use askama::Template;
use vocabulary::AmountUnit;

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
