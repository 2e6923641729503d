//! Chinese numerals.

/// Reads a whole Chinese numeral: `十`, `二十三`, `一百零五`, `三万二千`, `两`, `〇`. `None` for
/// anything else, also for a numeral with words around it and for numbers of a billion or more.
pub fn chinese_number(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let (mut total, mut section, mut digit) = (0_u64, 0_u64, None);
    for c in text.chars() {
        if let Some(value) = digit_value(c) {
            if digit.is_some_and(|pending| pending != 0) {
                return None;
            }
            digit = Some(value);
        } else {
            let unit = unit_value(c)?;
            if unit < 10_000 {
                section = section.checked_add(digit.take().unwrap_or(1).checked_mul(unit)?)?;
            } else {
                let sum = section.checked_add(digit.take().unwrap_or(0))?;
                total = total.checked_add(sum.checked_mul(unit)?)?;
                section = 0;
            }
        }
    }
    total.checked_add(section)?.checked_add(digit.unwrap_or(0))
}

fn digit_value(c: char) -> Option<u64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn unit_value(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' => 10_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numerals_are_read_and_anything_else_is_not() {
        let cases = [
            ("十", Some(10)),
            ("二十三", Some(23)),
            ("一百零五", Some(105)),
            ("三万二千", Some(32_000)),
            ("两", Some(2)),
            ("十万", Some(100_000)),
            ("三个", None),
            ("一二三", None),
            ("", None),
        ];
        for (text, number) in cases {
            assert_eq!(chinese_number(text), number, "{text}");
        }
    }
}
