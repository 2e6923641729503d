//! 设置: checked and taken into use, by the page and the API alike.

use crate::web::{Answer, App, Visit};
use std::ops::RangeInclusive;
use vocabulary::AmountUnit;

/// The largest upload that can be chosen, in MB: the readers' own limit stands above it.
const UPLOAD_MEGABYTES: RangeInclusive<u32> = 1..=64;
/// 网络安全法 第二十一条: logs are kept for six months at least.
const RETENTION_MONTHS: RangeInclusive<u32> = 6..=600;
/// The longest name of a font, in characters.
const FONT_CHARACTERS_MAX: usize = 60;

/// The settings as typed.
pub(crate) struct Wanted<'a> {
    /// The unit that amounts are shown in.
    pub(crate) amounts: AmountUnit,
    /// Name of the font of bodies in exports; empty for the embedded one.
    pub(crate) font: &'a str,
    /// The largest upload, in MB.
    pub(crate) upload_megabytes: &'a str,
    /// How long records of ended jobs are kept, in months.
    pub(crate) retention_months: &'a str,
}

impl Wanted<'_> {
    /// What is wrong with them, in words.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        let within = |text: &str, range: RangeInclusive<u32>| {
            text.parse().is_ok_and(|number| range.contains(&number))
        };
        if !within(self.upload_megabytes, UPLOAD_MEGABYTES) {
            Err("上传上限应为1至64之间的整数。")
        } else if !within(self.retention_months, RETENTION_MONTHS) {
            Err("保存期限应为6至600之间的整数，不得少于6个月。")
        } else if self.font.chars().count() > FONT_CHARACTERS_MAX
            || self.font.chars().any(char::is_control)
        {
            Err("字体名称不超过60个字。")
        } else {
            Ok(())
        }
    }

    /// Stores them and takes them into use.
    pub(crate) async fn keep(&self, app: &App, visit: &Visit) -> Answer<()> {
        let mut wanted = app.store.settings().await?;
        wanted.set("amounts", if self.amounts == AmountUnit::Yuan { "yuan" } else { "wan_yuan" });
        wanted.set("font", self.font);
        wanted.set("upload_megabytes", self.upload_megabytes);
        wanted.set("retention_months", self.retention_months);
        app.store.keep_settings(&visit.acting, &wanted).await?;
        app.use_settings(wanted);
        Ok(())
    }
}
