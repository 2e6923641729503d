//! Words offered in expressions that are being written; `|` is the place.

use super::super::tests::catalogue;
use super::*;

fn offered(marked: &str) -> Vec<String> {
    let at = marked.chars().take_while(|c| *c != '|').count();
    let offers = complete(&catalogue(), &marked.replace('|', ""), at);
    offers.words.into_iter().map(|word| word.text).collect()
}

#[test]
fn what_fits_the_place_is_offered_and_what_does_not_is_not() {
    let cases: [(&str, &[&str], &[&str]); 14] = [
        ("|", &["计数(", "占比("], &["设施设备", "类别"]),
        ("计|", &["计数(", "合计("], &["存在("]),
        ("计数(|", &["设施设备"], &["类别", "计数("]),
        ("计数(设施|", &["设施设备"], &[]),
        ("计数(设施设备|", &[], &["设施设备"]),
        ("计数(设施设备 |", &["@期末", "其中"], &["且", "@期内"]),
        ("计数(设施设备@|", &["@期末", "@全部"], &["@期内", "@期初"]),
        ("计数(设施设备@期末 |", &["其中"], &["@期末"]),
        ("计数(设施设备@期末 其中 |", &["类别", "状态", "存在(", "佐证数"], &["计数("]),
        ("计数(设施设备@期末 其中 类别 |", &["属于", "不为空"], &["类别"]),
        ("计数(设施设备@期末 其中 类别 = |", &["'警报器'", "类别"], &[]),
        ("计数(设施设备@期末 其中 类别 属于 [|", &["'公房'"], &["类别"]),
        ("占比(计数(设施设备), |", &["计数("], &["设施设备"]),
        ("合计(设施设备@期末, |", &["面积"], &["设施设备"]),
    ];
    for (marked, wanted, unwanted) in cases {
        let offered = offered(marked);
        for word in wanted {
            assert!(offered.iter().any(|one| one == word), "{marked}: {word} not in {offered:?}");
        }
        for word in unwanted {
            assert!(!offered.iter().any(|one| one == word), "{marked}: {word} in {offered:?}");
        }
    }
}

#[test]
fn a_quotation_mark_that_is_open_offers_the_values_of_its_field() {
    assert_eq!(offered("计数(设施设备@期末 其中 类别 = '公|"), ["'公房'"]);
    assert_eq!(offered("计数(设施设备 其中 类别 属于 ['公房', '警|"), ["'警报器'"]);
    assert!(offered("计数(设施设备 其中 面积 = '|").is_empty());
}

#[test]
fn a_code_that_is_begun_offers_its_chinese_name_and_takes_its_place() {
    let offers = complete(&catalogue(), "count(faci", 10);
    assert_eq!(offers.span, Span { start: 6, end: 10 });
    assert_eq!(offers.words.first().map(|word| word.text.as_str()), Some("设施设备"));
}

#[test]
fn a_path_goes_on_with_the_fields_of_the_ledger_that_is_referred_to() {
    let fields = offered("计数(维修工单@期内 其中 设施.|");
    assert!(fields.contains(&"类别".to_owned()), "{fields:?}");
    let outer = "计数(设施设备 其中 存在(维修工单@全部 其中 设施 = $.|";
    assert!(offered(outer).contains(&"类别".to_owned()), "{:?}", offered(outer));
}

#[test]
fn what_is_taken_of_each_key_speaks_about_the_records_around_it() {
    let inner = offered("逐项(设施设备@期末, 类别, 合计(|");
    assert!(inner.contains(&"面积".to_owned()), "{inner:?}");
    assert!(!inner.contains(&"维修工单".to_owned()), "{inner:?}");
    assert!(offered("逐期(|").contains(&"月".to_owned()));
}

#[test]
fn a_text_that_cannot_be_read_offers_nothing() {
    for marked in ["计数(设施设备 # |", "99999999999999999999999999999999999999999999 |"] {
        assert!(offered(marked).is_empty(), "{marked}");
    }
}
