//! Definitions of ledgers are changed in the product, and records outlive the changes.

use super::expected::{definition, staff_text, wider};
use super::house::{Answered, CSRF, House};

const CHANGE: &str = "/ledgers/person/definition/change";

async fn send(house: &House, path: &str, form: &str) -> Answered {
    let session = house.session("administrator").await;
    let ask = house.ask("POST", path).by_session(&session);
    let body = format!("{form}&csrf={CSRF}");
    ask.sending("application/x-www-form-urlencoded", body).go().await
}

async fn seen(house: &House, who: &str, path: &str) -> String {
    let session = house.session(who).await;
    let answer = house.ask("GET", &house.filled(path, false)).by_session(&session).go().await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
    answer.text
}

/// A part of a page without its marks.
fn words(page: &str) -> String {
    page.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect()
}

#[tokio::test]
async fn a_changed_definition_is_in_force_at_once_and_old_records_stay_readable() {
    let house = House::open().await;
    let record = "/ledgers/{ledger}/records/{record}";
    assert!(!seen(&house, "preparer", "/ledgers/person/new").await.contains("学历"));
    let answer = send(&house, CHANGE, &definition(&wider(&staff_text()), "1")).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", words(&answer.text));
    assert!(seen(&house, "preparer", "/ledgers/person/new").await.contains("学历"));
    assert!(seen(&house, "viewer", record).await.contains("张三"));

    // What was entered in a field that is there no more is still shown.
    let without: Vec<String> = wider(&staff_text())
        .lines()
        .filter(|line| !line.contains("\"identity_no\""))
        .map(str::to_owned)
        .collect();
    let answer = send(&house, CHANGE, &definition(&without.join("\n"), "2")).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", words(&answer.text));
    assert!(!seen(&house, "preparer", "/ledgers/person/new").await.contains("身份证号"));
    let page = words(&seen(&house, "viewer", record).await);
    assert!(page.contains("已停用的字段") && page.contains("身份证号"), "{page}");

    let shown = words(&seen(&house, "auditor", "/ledgers/person/definition").await);
    for told in ["第3版", "系统管理员甲", "按新规定", "随程序提供", "学历"] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let first = words(&seen(&house, "auditor", "/ledgers/person/definition?version=1").await);
    assert!(first.contains("身份证号") && first.contains("已被后来的版本代替"), "{first}");
    let session = house.session("preparer").await;
    let path = house.filled("/ledgers/{ledger}/records/{record}/reveal", false);
    let form = format!("field=identity_no&reason=%E6%9F%A5%E9%87%8D&csrf={CSRF}");
    let ask = house.ask("POST", &path).by_session(&session);
    let shown = ask.sending("application/x-www-form-urlencoded", form).go().await;
    assert!(shown.text.contains("130304198001011234"), "{}", words(&shown.text));
    house.app.store.verify().await.unwrap();
}

#[tokio::test]
async fn every_fault_is_told_with_its_line_and_nothing_is_kept() {
    let house = House::open().await;
    let before = house.entries().await;
    let sound = staff_text();
    let line = |says: &str| sound.lines().position(|line| line.contains(says)).unwrap() + 1;
    let spoilt = [
        (
            "retention_years = 30",
            "retention_years = ",
            format!("第{}行：书写不合格式", line("retention_years")),
        ),
        (
            "characters = 60",
            "characters = 0",
            format!("第{}行：字段“合同编号”", line("\"合同编号\"")),
        ),
        ("leave_on >= entry_on", "leave_on >= entry", "校验“离岗日期早于到岗日期".to_owned()),
        ("code = \"person\"", "code = \"people\"", "代码不能改，应为“person”".to_owned()),
        (
            "code = \"cadre\", label = \"干部身份\", type = \"yes_no\"",
            "code = \"cadre\", label = \"干部身份\", type = \"day\"",
            "字段“干部身份”已有记录，不能改变类型或小数位".to_owned(),
        ),
        ("label = \"人员\"", "label = \"设施设备\"", "已有同名的台账".to_owned()),
        // Another ledger and the library read this field.
        ("code = \"entry_on\"", "code = \"came_on\"", "entry_on".to_owned()),
    ];
    for (from, to, told) in spoilt {
        assert!(sound.contains(from), "{from}: {sound}");
        let answer = send(&house, CHANGE, &definition(&sound.replacen(from, to, 1), "1")).await;
        let page = words(&answer.text);
        assert_eq!(answer.status.as_u16(), 422, "{to}: {page}");
        assert!(page.contains(&told), "{told}: {page}");
    }
    assert_eq!(house.entries().await, before);
}

#[tokio::test]
async fn a_definition_that_somebody_else_changed_meanwhile_is_not_overwritten() {
    let house = House::open().await;
    let wide = wider(&staff_text());
    assert_eq!(send(&house, CHANGE, &definition(&wide, "1")).await.status.as_u16(), 303);
    let mine = staff_text().replace("retention_years = 30", "retention_years = 20");
    let answer = send(&house, CHANGE, &definition(&mine, "1")).await;
    assert_eq!(answer.status.as_u16(), 422);
    let page = words(&answer.text);
    assert!(page.contains("系统管理员甲已在此前保存了第2版"), "{page}");
    let same = send(&house, CHANGE, &definition(&wide, "2")).await;
    assert!(words(&same.text).contains("与现行定义相同"));
}

#[tokio::test]
async fn a_check_shows_what_would_change_and_keeps_nothing() {
    let house = House::open().await;
    let before = house.entries().await;
    let text = wider(&staff_text()).replace("retention_years = 30", "retention_years = 20");
    let text = text.replace("label = \"岗位\"", "label = \"岗位名称\"");
    let form = definition(&text, "1").replace("act=%73%61%76%65", "act=check");
    let answer = send(&house, CHANGE, &form).await;
    assert_eq!(answer.status.as_u16(), 200);
    let page = words(&answer.text);
    for told in
        ["可以保存，现在还没有保存", "30年 → 20年", "字段“学历”", "表中增加一列", "岗位 → 岗位名称"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(house.entries().await, before);
}

#[tokio::test]
async fn a_ledger_is_begun_from_a_copied_definition() {
    let house = House::open().await;
    let form = seen(&house, "administrator", "/definitions/new?like=person").await;
    assert!(form.contains("person_copy") && form.contains("人员副本"));
    let taken = send(&house, "/definitions/new", &definition(&staff_text(), "")).await;
    assert!(words(&taken.text).contains("已有同名的台账"), "{}", words(&taken.text));
    let text = staff_text().replacen("\"person\"", "\"helper\"", 1).replacen(
        "\"人员\"",
        "\"临时人员\"",
        1,
    );
    let answer = send(&house, "/definitions/new", &definition(&text, "")).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", words(&answer.text));
    assert!(seen(&house, "preparer", "/ledgers/helper/new").await.contains("登记"));
    assert!(seen(&house, "viewer", "/ledgers").await.contains("临时人员"));
    house.app.store.verify().await.unwrap();
}
