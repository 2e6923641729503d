//! Steps of a year that somebody wrote by hand.

use super::*;
use procedure::{Actor, Role, Scope};
use store::{DatabaseAddress, RecordFilter, StorePlaces};
use tempfile::TempDir;

fn acting(account: &str, role: Role) -> Acting {
    let scope = Scope::Units(vec!["333".into()]);
    let actor = Actor { account: account.into(), role, scope };
    Acting { actor, name: account.into(), address: String::new(), at: 1 }
}

async fn desk() -> (TempDir, Store, Book, Hands) {
    let folder = tempfile::tempdir().unwrap();
    let places = StorePlaces {
        data: folder.path().join("data"),
        keys: folder.path().join("keys"),
        database: DatabaseAddress::Embedded,
    };
    let store = Store::open(&places, 1).await.unwrap();
    let book = Book::open(&store, 1).await.unwrap();
    let hands = Hands {
        clerk: acting("zhang", Role::Preparer),
        reviewer: acting("li", Role::Reviewer),
        last_day: Day::new(2021, 12, 31).unwrap(),
    };
    (folder, store, book, hands)
}

/// A record from `code=text` pairs; a text is read as its field reads it.
fn row(book: &Book, ledger: &str, key: &str, pairs: &[(&str, &str)]) -> Generated {
    let definition = book.catalogue.ledger(ledger).unwrap();
    let mut cells = BTreeMap::new();
    let mut references = BTreeMap::new();
    for (code, text) in pairs {
        let field = definition.field(code).unwrap();
        if matches!(field.kind, FieldKind::Reference { .. }) {
            references.insert(field.code.clone(), (*text).to_owned());
        } else {
            cells.insert(field.code.clone(), ledgers::read_cell(field, text).unwrap().unwrap());
        }
    }
    Generated {
        ledger: definition.code.clone(),
        key: key.into(),
        unit_code: "333002".into(),
        state: None,
        evidence: 0,
        valid_from: Day::new(2021, 1, 1),
        entered_late_on: None,
        cells,
        references,
        remark: String::new(),
        left_out: Vec::new(),
    }
}

fn contact(book: &Book, number: &str) -> Generated {
    let pairs = [
        ("number", number),
        ("name", "某公司"),
        ("uscc", number),
        ("first_met", "2021-03-01"),
        ("channel", "展会"),
        ("stage", "结识"),
    ];
    row(book, "contact", number, &pairs)
}

fn follow_up(book: &Book, key: &str, contact: &str) -> Generated {
    let pairs = [
        ("contact_id", contact),
        ("followed_on", "2021-04-01"),
        ("way", "电话"),
        ("outcome", "已联系"),
    ];
    row(book, "follow_up", key, &pairs)
}

async fn fill(
    steps: impl IntoIterator<Item = Step>,
    desk: &(TempDir, Store, Book, Hands),
) -> Filled {
    let mut filling = Filling::new(&desk.1, &desk.2, &desk.3);
    for step in steps {
        filling.take(step).await.unwrap();
    }
    filling.finish().await.unwrap()
}

#[tokio::test]
async fn what_a_row_refers_to_is_entered_before_it() {
    let desk = desk().await;
    let book = &desk.2;
    let steps = [
        Step::Enter(contact(book, "KS-1")),
        Step::Enter(follow_up(book, "GJ-1", "KS-1")),
        Step::Enter(contact(book, "KS-2")),
        Step::Enter(follow_up(book, "GJ-2", "KS-2")),
    ];
    let filled = fill(steps, &desk).await;
    assert_eq!(filled.faults, Vec::<String>::new());
    assert_eq!(filled.records(), 4);
}

#[tokio::test]
async fn what_refers_to_nothing_is_told_and_the_rest_goes_on() {
    let desk = desk().await;
    let book = &desk.2;
    let steps = [Step::Enter(follow_up(book, "GJ-1", "KS-9")), Step::Enter(contact(book, "KS-1"))];
    let filled = fill(steps, &desk).await;
    assert_eq!(filled.faults, ["follow_up GJ-1：引用的记录“KS-9”不存在"]);
    assert_eq!(filled.records(), 1);
}

#[tokio::test]
async fn a_planted_error_is_refused_and_a_row_without_one_is_told() {
    let desk = desk().await;
    let book = &desk.2;
    let mut nameless = contact(book, "KS-2");
    nameless.cells.retain(|code, _| code.as_str() != "name");
    let steps = [
        Step::Refused(nameless.clone()),
        Step::Refused(contact(book, "KS-3")),
        Step::Enter(nameless),
        Step::Enter(contact(book, "KS-4")),
    ];
    let filled = fill(steps, &desk).await;
    assert_eq!(filled.refused, 1);
    assert_eq!(filled.faulty, 2);
    assert!(filled.faults[0].contains("KS-3：应当拒绝的记录通过了校验"), "{filled:?}");
    assert!(filled.faults[1].contains("KS-2：请填写“客商名称”"), "{filled:?}");
    assert_eq!(filled.records(), 1, "what was looked at only is not kept");
}

#[tokio::test]
async fn a_double_that_is_explained_does_not_keep_out_what_it_doubles() {
    let desk = desk().await;
    let book = &desk.2;
    let mut double = contact(book, "KS-2");
    double
        .cells
        .extend(contact(book, "KS-1").cells.into_iter().filter(|(c, _)| c.as_str() == "uscc"));
    double.remark = "疑似重复登记".into();
    let filled = fill([Step::Enter(contact(book, "KS-1")), Step::Enter(double)], &desk).await;
    assert_eq!(filled.faults, Vec::<String>::new());
    assert_eq!(filled.records(), 2);
}

#[tokio::test]
async fn a_record_is_brought_to_its_state_changed_and_ended() {
    let desk = desk().await;
    let (store, book) = (&desk.1, &desk.2);
    let mut reviewed = contact(book, "KS-1");
    let state = book.catalogue.ledger("contact").unwrap().workflow.state("reviewed").unwrap();
    reviewed.state = Some(state.code.clone());
    let later = contact(book, "KS-1");
    let change = Change {
        ledger: later.ledger.clone(),
        key: "KS-1".into(),
        from: Day::new(2021, 6, 1).unwrap(),
        cells: later.cells,
        references: BTreeMap::new(),
        remark: "进入考察".into(),
    };
    let end = End {
        ledger: later.ledger,
        key: "KS-1".into(),
        last: Day::new(2021, 9, 30).unwrap(),
        reason: "企业注销".into(),
    };
    let steps = [Step::Enter(reviewed), Step::Change(change), Step::End(end)];
    let filled = fill(steps, &desk).await;
    assert_eq!(filled.faults, Vec::<String>::new());
    assert_eq!((filled.changed, filled.ended), (1, 1));
    let ledger = book.catalogue.ledger("contact").unwrap();
    let on = |day| async move {
        let filter = RecordFilter {
            condition: None,
            words: "",
            state: "reviewed",
            as_of: Day::parse(day).unwrap(),
            limit: 9,
            offset: 0,
        };
        let page = store.records(&desk_clerk(), &book.catalogue, ledger, &filter).await.unwrap();
        page.records.first().map(|record| record.number)
    };
    assert_eq!(on("2021-05-31").await, Some(1));
    assert_eq!(on("2021-06-01").await, Some(2));
    assert_eq!(on("2021-10-01").await, None);
}

fn desk_clerk() -> Acting {
    acting("zhang", Role::Preparer)
}

#[test]
fn the_shortest_way_through_a_workflow_is_taken() {
    let ledgers = documents::rules::shipped_ledgers().unwrap();
    let way = |code: &str, state: &str| -> Vec<(String, bool)> {
        let ledger = ledgers.iter().find(|ledger| ledger.code.as_str() == code).unwrap();
        let state = &ledger.workflow.state(state).unwrap().code;
        let way = super::way(&ledger.workflow, &ledger.entered().unwrap().code, state);
        way.into_iter().map(|(state, by_reviewer)| (state.to_string(), by_reviewer)).collect()
    };
    let closed = ("closed".to_owned(), false);
    assert_eq!(way("defect", "open"), []);
    assert_eq!(way("defect", "closed"), std::slice::from_ref(&closed));
    assert_eq!(way("defect", "reviewed"), [closed, ("reviewed".to_owned(), true)]);
    assert_eq!(way("ref_value", "reviewed"), [("reviewed".to_owned(), true)]);
    // A row of a plan is filled in by being entered.
    assert_eq!(way("clean_log", "registered"), []);
    assert_eq!(way("task", "registered"), [("registered".to_owned(), false)]);
}
