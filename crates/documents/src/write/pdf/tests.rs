//! What the pages of a PDF hold.

use super::flow::{Page, lay_out};
use super::fonts::Fonts;
use super::glyphs::{Role, Typesetter};
use super::lines::{Setting, break_lines};
use super::{BOTTOM, write};
use crate::rules::FormLabels;
use crate::write::layout::{Block, Drawn, DrawnCell, Paper, TextStyle, document_paper};
use crate::{Limits, read, recognise};
use goals::Document;

/// The fonts of the tests: `npm ci` in `packages`, or a Chinese font on the machine.
fn fonts() -> Fonts {
    Fonts::find().expect("no Chinese font: run npm ci in packages and build again")
}

fn sample() -> Document {
    let source = read(fixtures::SAMPLE_TXT, &Limits::default()).unwrap();
    recognise::recognise(&source, &FormLabels::shipped().unwrap()).document
}

fn table_paper(drawn: Drawn) -> Paper {
    Paper { title: "表".to_owned(), blocks: vec![Block::Table(drawn.finish())] }
}

fn pages(paper: &Paper) -> Vec<Page> {
    lay_out(paper, &Typesetter::new(&fonts(), paper)).pages
}

fn texts(page: &Page) -> Vec<&str> {
    page.texts.iter().map(|placed| placed.text.as_str()).collect()
}

#[test]
fn each_sheet_of_the_sample_stands_on_one_page() {
    let document = sample();
    let paper = document_paper(&document);
    let flow = lay_out(&paper, &Typesetter::new(&fonts(), &paper));
    let headings: Vec<(usize, &str)> = flow
        .headings
        .iter()
        .filter(|heading| heading.text.ends_with("绩效目标表"))
        .map(|heading| (heading.page, heading.text.as_str()))
        .collect();
    assert_eq!(headings.len(), 14);
    for (number, (page, text)) in headings.iter().enumerate() {
        assert_eq!(*page, headings[0].0 + number, "{text}");
    }
    assert_eq!(flow.pages.len(), headings[13].0 + 1);
}

#[test]
fn nothing_stands_outside_the_text_area() {
    let document = sample();
    for page in pages(&document_paper(&document)) {
        for placed in &page.texts {
            assert!(placed.y <= BOTTOM && placed.x >= super::LEFT, "{}", placed.text);
        }
    }
}

#[test]
fn the_names_of_columns_are_repeated_on_the_next_page() {
    let mut drawn = Drawn::new();
    drawn.column_names(vec![DrawnCell::new(0, 4000, "指标"), DrawnCell::new(4000, 9000, "描述")]);
    for number in 1..=60 {
        let text = format!("第{number}行");
        drawn.row(vec![DrawnCell::new(0, 4000, text), DrawnCell::new(4000, 9000, "完好率")]);
    }
    let pages = pages(&table_paper(drawn));
    assert!(pages.len() >= 2);
    for page in &pages {
        assert_eq!(texts(page)[..2], ["指标", "描述"]);
    }
    let rows = pages.iter().flat_map(texts).filter(|text| text.starts_with('第')).count();
    assert_eq!(rows, 60, "every row once");
}

#[test]
fn a_row_higher_than_a_page_goes_on_and_keeps_every_line() {
    let mut drawn = Drawn::new();
    let long = (1..=200).map(|line| format!("第{line}行")).collect::<Vec<_>>().join("\n");
    drawn.row(vec![
        DrawnCell::new(0, 2000, "一级").rows(2),
        DrawnCell::new(2000, 9000, long).left(),
    ]);
    drawn.row(vec![DrawnCell::new(2000, 9000, "末行")]);
    let pages = pages(&table_paper(drawn));
    assert!(pages.len() >= 4);
    let lines: Vec<&str> =
        pages.iter().flat_map(texts).filter(|text| text.starts_with('第')).collect();
    assert_eq!(lines.len(), 200);
    assert_eq!(lines[199], "第200行");
    let labels = pages.iter().flat_map(texts).filter(|text| *text == "一级").count();
    assert_eq!(labels, 1, "a merged label is printed once");
}

#[test]
fn no_line_begins_with_closing_punctuation() {
    let text = "确保房屋结构、设施设备基本完好，符合质量规范；“防汛”措施落实到位（含汛前、汛后）。";
    let paper = Paper { title: String::new(), blocks: vec![Block::text(TextStyle::Body, text)] };
    let typesetter = Typesetter::new(&fonts(), &paper);
    let setting = Setting { role: Role::Body, size: 10.0 };
    for characters in 4..20_u8 {
        let width = f32::from(characters) * 10.0;
        let lines = break_lines(&typesetter, text, setting, width, 0.0);
        assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<String>(), text);
        for line in lines {
            assert!(!line.text.starts_with(['、', '，', '；', '。', '”', '）']), "{}", line.text);
            assert!(!line.text.ends_with(['“', '（']), "{}", line.text);
            assert!(line.width <= width + 0.01, "{}", line.text);
        }
    }
}

#[test]
fn a_word_wider_than_its_column_is_broken() {
    let code = "333-0401-JQN-X0VZ333-0401-JQN-X0VZ";
    let paper = Paper { title: String::new(), blocks: vec![Block::text(TextStyle::Body, code)] };
    let typesetter = Typesetter::new(&fonts(), &paper);
    let setting = Setting { role: Role::Body, size: 10.0 };
    let lines = break_lines(&typesetter, code, setting, 40.0, 0.0);
    assert!(lines.len() > 3 && lines.iter().all(|line| line.width <= 40.0));
}

#[test]
fn a_character_no_font_has_is_shown_as_a_box_and_named() {
    let paper = Paper {
        title: String::new(),
        blocks: vec![Block::text(TextStyle::Body, "甲\u{10ffff}乙\u{200b}☑")],
    };
    let file = write(&paper, &fonts()).unwrap();
    assert_eq!(file.notes.len(), 1);
    assert!(file.notes[0].contains("U+10FFFF"), "{}", file.notes[0]);
    assert!(!file.notes[0].contains('☑'), "a ticked box is drawn");
    assert!(!file.notes[0].contains("U+200B"), "what shows nothing is not missed");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let paper = document_paper(&sample());
    assert_eq!(write(&paper, &fonts()).unwrap(), write(&paper, &fonts()).unwrap());
}
