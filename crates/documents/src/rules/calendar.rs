//! `rules/calendar.toml` to the working calendar, and the notice of a further year as text.

use super::faults::Faults;
use super::{RuleFileError, toml_faults};
use procedure::{DaysOff, HolidayNotice, SourceDocument, WorkingCalendar};
use serde::Deserialize;
use vocabulary::Day;

const FILE: &str = "rules/calendar.toml";
const TEXT: &str = include_str!("../../../../rules/calendar.toml");

/// The working calendar shipped with the program.
///
/// # Errors
/// When the shipped file is broken, which a test excludes.
pub fn shipped_calendar() -> Result<WorkingCalendar, RuleFileError> {
    read_calendar(FILE, TEXT)
}

/// Reads a whole calendar. `file` is its name in messages.
///
/// # Errors
/// Everything that is wrong with the text or with its notices, in words.
pub fn read_calendar(file: &str, text: &str) -> Result<WorkingCalendar, RuleFileError> {
    WorkingCalendar::new(read_holiday_notices(file, text)?).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        RuleFileError { file: file.to_owned(), problem: faults.join("；") }
    })
}

/// Reads the notices of one or more years, as an administrator imports them beside the shipped
/// ones; [`WorkingCalendar::with`] puts them together and checks them. `file` is the name of the
/// text in messages.
///
/// # Errors
/// Every day that is written wrongly or missing, and every item not known, in words.
pub fn read_holiday_notices(file: &str, text: &str) -> Result<Vec<HolidayNotice>, RuleFileError> {
    let refused = |problem: String| RuleFileError { file: file.to_owned(), problem };
    let entries: CalendarFile =
        toml::from_str(text).map_err(|error| refused(toml_faults::in_words(&error, text)))?;
    let mut notices = Vec::new();
    let mut faults = Vec::new();
    for entry in entries.notice {
        let year = entry.year;
        match entry.typed() {
            Ok(notice) => notices.push(notice),
            Err(own) => faults.extend(own.into_iter().map(|f| format!("{year}年：{f}"))),
        }
    }
    if faults.is_empty() { Ok(notices) } else { Err(refused(faults.join("；"))) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    notice: Vec<NoticeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeEntry {
    year: i32,
    title: String,
    number: String,
    issued_on: String,
    days_off: Vec<DaysOffEntry>,
    #[serde(default)]
    worked: Vec<String>,
    #[serde(default)]
    statutory: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DaysOffEntry {
    name: String,
    from: String,
    to: String,
}

impl NoticeEntry {
    /// The notice, or everything that is written wrongly.
    fn typed(self) -> Result<HolidayNotice, Vec<String>> {
        let mut faults = Faults::default();
        for (what, text) in [("标题", &self.title), ("文号", &self.number)] {
            if text.trim().is_empty() {
                faults.tell(format!("缺少通知的{what}，请填写"));
            }
        }
        let issued_on = day(&mut faults, "印发日期", &self.issued_on);
        let days_off: Vec<_> =
            self.days_off.into_iter().map(|entry| entry.typed(&mut faults)).collect();
        let worked = days(&mut faults, "调休上班日", &self.worked);
        let statutory = days(&mut faults, "法定节假日", &self.statutory);
        let notice = issued_on.zip(days_off.into_iter().collect()).map(|(issued_on, days_off)| {
            HolidayNotice {
                year: self.year,
                source: SourceDocument { title: self.title, number: self.number, issued_on },
                days_off,
                worked,
                statutory,
            }
        });
        faults.judge(notice)
    }
}

impl DaysOffEntry {
    fn typed(self, faults: &mut Faults) -> Option<DaysOff> {
        if self.name.trim().is_empty() {
            faults.tell("有一段放假没有名称，请填写节日名称");
        }
        let from = day(faults, &format!("“{}”起日", self.name), &self.from);
        let to = day(faults, &format!("“{}”止日", self.name), &self.to);
        from.zip(to).map(|(from, to)| DaysOff { name: self.name, from, to })
    }
}

/// The days that are written rightly; the others are told.
fn days(faults: &mut Faults, what: &str, texts: &[String]) -> Vec<Day> {
    texts.iter().filter_map(|text| day(faults, what, text)).collect()
}

fn day(faults: &mut Faults, what: &str, text: &str) -> Option<Day> {
    Day::parse(text).map_err(|error| faults.tell(format!("{what}：{error}"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn last_day_of(year: i32, month: u32) -> Day {
        Day::new(year, month, 1).unwrap().month_end()
    }

    /// Working days by month, as two independent published tables have them.
    const WORKDAYS: [(i32, [u32; 12], u32); 6] = [
        (2021, [20, 17, 23, 22, 19, 21, 22, 22, 22, 17, 22, 23], 250),
        (2022, [21, 16, 23, 21, 20, 21, 21, 23, 21, 18, 22, 22], 249),
        (2023, [18, 20, 23, 20, 21, 21, 21, 23, 20, 19, 22, 21], 249),
        (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22], 251),
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23], 248),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23], 248),
    ];

    #[test]
    fn the_shipped_years_have_the_working_days_of_every_month_and_year() {
        let calendar = shipped_calendar().unwrap();
        for (year, months, whole) in WORKDAYS {
            let mut before = last_day_of(year - 1, 12);
            for (month, expected) in (1..).zip(months) {
                let end = last_day_of(year, month);
                let counted = calendar.working_days_between(before, end).value;
                assert_eq!(counted, expected, "{year}-{month}");
                before = end;
            }
            let of_year = calendar.working_days_between(last_day_of(year - 1, 12), before);
            assert_eq!(of_year.value, whole, "{year}");
        }
    }

    #[test]
    fn the_shipped_years_have_a_notice_and_the_years_around_them_none() {
        let calendar = shipped_calendar().unwrap();
        let sources: Vec<String> = calendar.notices().map(|n| n.source.to_string()).collect();
        assert_eq!(sources.len(), WORKDAYS.len());
        assert_eq!(
            sources.first().unwrap(),
            "《国务院办公厅关于2021年部分节假日安排的通知》（国办发明电〔2020〕27号）"
        );
        for notice in calendar.notices() {
            // Each is issued in the last months of the year before.
            assert_eq!(notice.source.issued_on.year(), notice.year - 1);
            assert!(notice.source.title.contains(&notice.year.to_string()));
        }
        for (text, certain) in [("2020-12-28", false), ("2021-01-01", true), ("2027-01-01", false)]
        {
            assert_eq!(
                calendar.is_working_day(day(text)).certainty.is_certain(),
                certain,
                "{text}"
            );
        }
        assert!(calendar.version().starts_with("2021—2026年工作日历（"));
    }

    #[test]
    fn statutory_holidays_are_eleven_days_and_from_2025_thirteen() {
        let calendar = shipped_calendar().unwrap();
        for notice in calendar.notices() {
            let expected = if notice.year < 2025 { 11 } else { 13 };
            assert_eq!(notice.statutory.len(), expected, "{}", notice.year);
            assert!(notice.statutory.is_sorted(), "{}", notice.year);
        }
        assert_eq!(calendar.is_statutory_holiday(day("2025-05-02")), Some(true));
        assert_eq!(calendar.is_statutory_holiday(day("2024-05-02")), Some(false));
    }

    const FURTHER_YEAR: &str = "[[notice]]\nyear = 2027\ntitle = \"国务院办公厅关于2027年部分节假日安排的通知\"\n\
        number = \"国办发明电〔2026〕1号\"\nissued_on = \"2026-11-03\"\n\
        days_off = [{ name = \"元旦\", from = \"2027-01-01\", to = \"2027-01-03\" }]\n\
        worked = [\"2026年12月27日\"]\n";

    #[test]
    fn an_imported_year_makes_its_days_certain() {
        let shipped = shipped_calendar().unwrap();
        let notices = read_holiday_notices("2027.toml", FURTHER_YEAR).unwrap();
        let calendar = shipped.with(notices).unwrap();
        assert!(calendar.is_working_day(day("2027-01-04")).certainty.is_certain());
        assert!(calendar.is_working_day(day("2026-12-27")).value);
        assert_ne!(calendar.version(), shipped.version());
    }

    #[test]
    fn every_bad_day_of_a_text_is_told_with_its_place() {
        let text = FURTHER_YEAR
            .replace("2027-01-03", "2027-01-33")
            .replace("2026年12月27日", "下周六")
            .replace("国办发明电〔2026〕1号", " ");
        let error = read_holiday_notices("2027.toml", &text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "规则文件2027.toml有误：2027年：缺少通知的文号，请填写；\
             2027年：“元旦”止日：“2027-01-33”这一天不存在；\
             2027年：调休上班日：“下周六”不是日期，请写成 2026-06-30 或 2026年6月30日"
        );
    }

    #[test]
    fn faults_of_the_notices_name_the_file() {
        let text = FURTHER_YEAR.replace("2026年12月27日", "2027-01-02");
        let error = read_calendar("2027.toml", &text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "规则文件2027.toml有误：2027-01-02既列为“元旦”放假，又列为调休上班日，请核对通知"
        );
        let unknown = FURTHER_YEAR.replace("worked", "works");
        let error = read_calendar("2027.toml", &unknown).unwrap_err();
        assert_eq!(error.problem, "第7行：不认识的项目“works”，请核对拼写");
    }
}
