//! Published pages of other places: what they say is filed, the rest is unplaced, nothing is lost.

use crate::grids;
use documents::recognise::Recognised;
use documents::{Limits, read};
use goals::FormKind;

fn recognised(bytes: &[u8]) -> Recognised {
    grids::recognised_source(&read(bytes, &Limits::default()).expect("the page is read"))
}

fn page(number: &str) -> Recognised {
    let pages = fixtures::pages();
    let (_, bytes) =
        pages.into_iter().find(|(name, _)| name.starts_with(number)).expect("the page");
    recognised(bytes)
}

#[test]
fn every_text_of_every_page_ends_in_one_place() {
    let pages = fixtures::pages();
    assert_eq!(pages.len(), 37);
    for (_, bytes) in pages {
        recognised(bytes);
    }
}

/// What was checked by eye against the page: every line of the outline.
#[test]
fn pages_are_filed_as_a_person_would_file_them() {
    for number in [
        "002", "003", "011", "013", "016", "017", "019", "020", "022", "026", "028", "029", "030",
        "032", "033", "034", "036",
    ] {
        insta::assert_snapshot!(format!("page_{number}"), grids::outline(&page(number)));
    }
}

#[test]
fn glued_text_is_never_taken_apart() {
    for number in ["001", "004", "006", "007", "010", "012", "015", "018", "021", "035"] {
        let document = page(number).document;
        assert_eq!(document.form, FormKind::Narrative, "{number}");
        assert!(document.sheets.is_empty(), "{number}");
        let said = document.notes.iter().any(|note| note.contains("文字粘连，无法可靠拆分"));
        assert!(said, "{number} {:?}", document.notes);
    }
}

#[test]
fn a_list_of_many_projects_gives_each_its_own_rows() {
    let document = page("011").document;
    assert_eq!(document.form, FormKind::IndicatorList);
    let of_project = |index: usize| {
        let sheet = &document.sheets[index];
        (sheet.project_name.as_ref().unwrap().text.as_str(), sheet.indicators.len())
    };
    assert_eq!(of_project(0), ("村组干部报酬", 8));
    assert_eq!(of_project(1), ("基层组织活动经费", 5));
    let weights: Vec<&str> = document.sheets[0]
        .indicators
        .iter()
        .map(|row| row.weight.as_ref().unwrap().text.as_str())
        .collect();
    assert_eq!(weights, ["10", "20", "10", "10", "10", "10", "10", "10"]);
    let total = document.sheets[0].budget.total.as_ref().unwrap().money.unwrap();
    assert_eq!(total.fen(), 330_984_000, "金额单位：元");
}
