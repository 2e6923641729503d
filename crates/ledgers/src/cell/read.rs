//! What people write to a value: a form, a pasted table, a workbook.

use super::Cell;
use crate::language::nearest;
use crate::{FieldDefinition, FieldKind, MeasureUnit};
use vocabulary::{Day, Decimal, fold_width, is_blank, matching_key};

/// Decimals of an amount in 元.
const YUAN_DIGITS: u8 = 2;
/// Characters of names of persons and references.
const NAME_CHARACTERS_MAX: usize = 200;
/// Ten-millionths of a degree: about a centimetre.
const DEGREE_DIGITS: u8 = 7;
/// Places of a line or outline.
const PLACES_MAX: usize = 10_000;
/// Minutes of a day.
const DAY_MINUTES: i64 = 1_440;

/// Why a text is no value of a field. Suited to stand beside the cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CellError {
    /// What is wrong and what to write.
    pub message: String,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

impl CellError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), suggestion: None }
    }
}

/// Reads the value of a field; none when nothing was written.
///
/// Nothing is rounded, cut or guessed: what does not fit is refused.
///
/// # Errors
/// When the text is no value of the field.
pub fn read_cell(field: &FieldDefinition, text: &str) -> Result<Option<Cell>, CellError> {
    if is_blank(text) {
        return Ok(None);
    }
    if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        let code = u32::from(control);
        return Err(CellError::new(format!("含有不可见的控制字符（U+{code:04X}），请删除后重填")));
    }
    let text = text.trim();
    let cell = match &field.kind {
        FieldKind::Text { characters_max } => plain(text, to_usize(*characters_max))?,
        FieldKind::Person | FieldKind::Reference { .. } | FieldKind::File => {
            plain(text, NAME_CHARACTERS_MAX)?
        }
        FieldKind::References { .. } => references(text)?,
        FieldKind::Integer { unit } => number(text, 0, unit.as_ref())?,
        FieldKind::Decimal { digits, unit } => number(text, *digits, unit.as_ref())?,
        FieldKind::Money => number(text, YUAN_DIGITS, Some(&MeasureUnit::new("元")))?,
        FieldKind::Day => day(text)?,
        FieldKind::Moment => moment(text)?,
        FieldKind::Choice { options, open } => choice(text, options, *open)?,
        FieldKind::YesNo => yes_no(text)?,
        FieldKind::Point => places(text, 1, 1)?,
        FieldKind::Line => places(text, 2, PLACES_MAX)?,
        FieldKind::Outline => places(text, 3, PLACES_MAX)?,
        FieldKind::Computed { .. } => {
            return Err(CellError::new("由系统计算，不需填写，请清空此格"));
        }
    };
    Ok(Some(cell))
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn plain(text: &str, characters_max: usize) -> Result<Cell, CellError> {
    let characters = text.chars().count();
    if characters > characters_max {
        let message = format!("共{characters}个字，最多{characters_max}个字，请精简");
        return Err(CellError::new(message));
    }
    Ok(Cell::Text(text.to_owned()))
}

/// Names of several records, kept in one text with a sign that none of them holds.
fn references(text: &str) -> Result<Cell, CellError> {
    let names: Vec<&str> = text
        .split(['、', '；', ';', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    plain(&names.join("、"), PLACES_MAX)
}

/// A number with at most so many decimals, in its smallest step. The field's own unit may follow.
fn number(text: &str, digits: u8, unit: Option<&MeasureUnit>) -> Result<Cell, CellError> {
    let key = matching_key(text).replace(',', "");
    let sign = key.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')));
    let (figure, found) = key.split_at(sign.unwrap_or(key.len()));
    let wanted = unit.map_or("", MeasureUnit::as_str);
    let figure = figure.strip_prefix('+').unwrap_or(figure);
    let parsed = figure.parse::<Decimal>().ok().filter(|_| !figure.ends_with('.'));
    let Some(parsed) = parsed else {
        let message = format!("“{text}”不是数值，请填写数字{}", of_unit(wanted));
        return Err(CellError::new(message));
    };
    if !found.is_empty() && !same_unit(found, wanted) {
        let message = if wanted.is_empty() {
            format!("“{text}”含有“{found}”，此处只填数字")
        } else {
            format!("“{text}”的单位是“{found}”，此处应以“{wanted}”填写，请换算后重填")
        };
        return Err(CellError::new(message));
    }
    let parsed = parsed.normalize();
    if parsed.scale() > u32::from(digits) {
        let most = if digits == 0 {
            "应为整数".to_owned()
        } else {
            format!("最多{digits}位小数")
        };
        return Err(CellError::new(format!("“{text}”的小数位过多，此处{most}；系统不代为舍入")));
    }
    let scaled = 10_i128
        .checked_pow(u32::from(digits).saturating_sub(parsed.scale()))
        .and_then(|factor| parsed.mantissa().checked_mul(factor))
        .and_then(|scaled| i64::try_from(scaled).ok());
    scaled.map(Cell::Whole).ok_or_else(|| CellError::new(format!("“{text}”过大，请核对")))
}

fn of_unit(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!("（单位：{unit}）") }
}

/// Whether a unit that was written is the field's own: `m2` and `平方米` are `㎡`.
fn same_unit(found: &str, wanted: &str) -> bool {
    let canonical = |unit: &str| -> String {
        match unit.to_lowercase().as_str() {
            "m2" | "m²" | "平方米" | "平米" | "㎡" => "㎡".to_owned(),
            "m3" | "m³" | "立方米" | "m³." => "m³".to_owned(),
            "km2" | "km²" | "平方公里" | "平方千米" => "km²".to_owned(),
            "m" | "米" => "m".to_owned(),
            "km" | "公里" | "千米" => "km".to_owned(),
            "天" | "日" => "天".to_owned(),
            other => other.to_owned(),
        }
    };
    canonical(found) == canonical(wanted)
}

fn day(text: &str) -> Result<Cell, CellError> {
    let day = Day::parse(text).map_err(|error| CellError::new(error.to_string()))?;
    Ok(Cell::Whole(day.number().into()))
}

/// `2026-07-07 10:00`, with `T` or `：` as well.
fn moment(text: &str) -> Result<Cell, CellError> {
    let wrong = || CellError::new(format!("“{text}”不是时间，请写成 2026-07-07 10:00"));
    let plain = fold_width(text).replace('T', " ");
    let (date, time) = plain.trim().rsplit_once(' ').ok_or_else(wrong)?;
    let day = Day::parse(date).map_err(|error| CellError::new(error.to_string()))?;
    let mut parts = time.split(':');
    let mut next = |most: i64| {
        let part = parts.next().filter(|part| (1..=2).contains(&part.len()));
        part.and_then(|part| part.parse::<i64>().ok()).filter(|part| (0..most).contains(part))
    };
    let (hour, minute) = (next(24).ok_or_else(wrong)?, next(60).ok_or_else(wrong)?);
    let minutes = i64::from(day.number())
        .checked_mul(DAY_MINUTES)
        .and_then(|minutes| minutes.checked_add(hour.checked_mul(60)?)?.checked_add(minute));
    minutes.map(Cell::Whole).ok_or_else(wrong)
}

fn choice(text: &str, options: &[String], open: bool) -> Result<Cell, CellError> {
    let key = matching_key(text);
    if let Some(option) = options.iter().find(|option| matching_key(option) == key) {
        return Ok(Cell::Text(option.clone()));
    }
    if open {
        return plain(text, NAME_CHARACTERS_MAX);
    }
    let suggestion = nearest(text, options.iter().map(String::as_str)).map(ToOwned::to_owned);
    let meant = suggestion.as_ref().map(|meant| format!("，是否为“{meant}”")).unwrap_or_default();
    let message = format!("“{text}”不在选项中{meant}；可选：{}", options.join("、"));
    Err(CellError { message, suggestion })
}

fn yes_no(text: &str) -> Result<Cell, CellError> {
    match matching_key(text).to_lowercase().as_str() {
        "是" | "有" | "√" | "✓" | "y" | "yes" | "true" | "1" => Ok(Cell::YesNo(true)),
        "否" | "无" | "×" | "✗" | "x" | "n" | "no" | "false" | "0" => Ok(Cell::YesNo(false)),
        _ => Err(CellError::new(format!("“{text}”不明确，请填“是”或“否”"))),
    }
}

/// Longitude and latitude in degrees, one place or several: `119.4863,39.8251 119.4871,39.8260`.
fn places(text: &str, least: usize, most: usize) -> Result<Cell, CellError> {
    let folded = fold_width(text).replace(['；', ';', '\n', '、'], " ");
    let mut places = Vec::new();
    for written in folded.split_whitespace() {
        places.push(place(written)?);
    }
    if places.len() < least || places.len() > most {
        let message = match least {
            1 => format!("应为一个位置，如 119.4863,39.8251，现有{}个", places.len()),
            _ => format!("至少要{least}个位置，最多{most}个，现有{}个", places.len()),
        };
        return Err(CellError::new(message));
    }
    Ok(Cell::Text(places.join(" ")))
}

fn place(written: &str) -> Result<String, CellError> {
    let wrong =
        || CellError::new(format!("“{written}”不是位置，请按“经度,纬度”填写，如 119.4863,39.8251"));
    let (longitude, latitude) = written.split_once(',').ok_or_else(wrong)?;
    let read = |text: &str| text.parse::<Decimal>().ok().filter(|degrees| degrees.scale() <= 20);
    let longitude = read(longitude).ok_or_else(wrong)?;
    let latitude = read(latitude).ok_or_else(wrong)?;
    let within = |degrees: Decimal, from: i64, to: i64| {
        degrees >= Decimal::from(from) && degrees <= Decimal::from(to)
    };
    // The mainland's extent, so that swapped numbers are noticed and not silently put right.
    if !within(longitude, 73, 136) || !within(latitude, 3, 54) {
        let mut error = CellError::new(format!(
            "“{written}”不在我国范围内：经度应在73至136度之间，纬度应在3至54度之间"
        ));
        if within(latitude, 73, 136) && within(longitude, 3, 54) {
            error.message.push_str("；经度与纬度可能写反了");
            error.suggestion = Some(format!("{latitude},{longitude}"));
        }
        return Err(error);
    }
    if longitude.scale().max(latitude.scale()) > u32::from(DEGREE_DIGITS) {
        return Err(CellError::new(format!("“{written}”的小数位过多，最多{DEGREE_DIGITS}位")));
    }
    Ok(format!("{},{}", longitude.normalize(), latitude.normalize()))
}
