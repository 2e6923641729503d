//! The published sample gives one document, whichever of its formats is read.

use crate::grids;
use documents::recognise::{ClaimKind, Recognised};
use documents::{Limits, read};
use goals::FormKind;
use vocabulary::{Checkpoint, Confidence, Money};

fn sample(bytes: &[u8]) -> Recognised {
    let source = read(bytes, &Limits::default()).expect("the sample is read");
    grids::recognised_source(&source)
}

/// The document without places and confidence, which differ by format.
fn contents(recognised: &Recognised) -> String {
    let department = &recognised.document.department;
    let mut out: Vec<String> = department.overall_goal.iter().map(|g| g.text.clone()).collect();
    for section in &department.section_goals {
        out.push(section.section.text.clone());
        out.extend(section.goal.iter().map(|text| text.text.clone()));
        out.extend(section.indicators.iter().map(|text| text.text.clone()));
    }
    for safeguard in &department.safeguards {
        out.push(format!("{} / {}", safeguard.title.text, safeguard.text.text));
    }
    let outline = grids::outline(recognised).replace("  Certain ", "  ").replace("  Likely ", "  ");
    out.extend(outline.lines().filter(|line| !line.starts_with("note ")).map(str::to_owned));
    out.join("\n")
}

fn check_same(format: &str, bytes: &[u8], expected: &str) {
    let other = contents(&sample(bytes));
    for (line, (ours, theirs)) in (1..).zip(expected.lines().zip(other.lines())) {
        assert_eq!(ours, theirs, "{format} differs in line {line}");
    }
    assert_eq!(expected.lines().count(), other.lines().count(), "{format}");
}

fn of_text() -> String {
    contents(&sample(fixtures::SAMPLE_TXT))
}

#[test]
fn the_word_file_gives_the_same_document() {
    check_same("docx", fixtures::SAMPLE_DOCX, &of_text());
}

#[test]
fn the_word_97_file_gives_the_same_document() {
    check_same("doc", fixtures::SAMPLE_DOC, &of_text());
}

/// The PDF of the sample shows of the eighth form no more than title and unit: its page draws
/// nothing below them (no operator does; any other reader gets as little). All else is the same,
/// and the missing rest is said.
#[test]
fn the_pdf_gives_the_same_document_as_far_as_it_goes() {
    let mut missing = false;
    let expected: Vec<String> = of_text()
        .lines()
        .filter(|line| {
            if line.starts_with("sheet ") {
                missing = line.contains("人防宣传培训绩效目标表");
            }
            !missing || line.starts_with("sheet ") || line.starts_with("  unit")
        })
        .map(|line| line.replace("sheet hebei_goal_sheet 8 ", "sheet unknown 8 "))
        .collect();
    check_same("pdf", fixtures::SAMPLE_PDF, &expected.join("\n"));
    let notes = sample(fixtures::SAMPLE_PDF).document.notes;
    assert!(notes.iter().any(|note| note.contains("人防宣传培训")), "{notes:?}");
}

#[test]
fn the_sample_has_fourteen_sheets_and_fifty_two_indicators() {
    let document = sample(fixtures::SAMPLE_TXT).document;
    assert_eq!(document.form, FormKind::HebeiGoalSheet);
    assert_eq!(document.fiscal_year, None, "the sample names no year");
    assert_eq!(document.sheets.len(), 14);
    let indicators: usize = document.sheets.iter().map(|sheet| sheet.indicators.len()).sum();
    assert_eq!(indicators, 52);
    let budgets = document.sheets.iter().filter_map(|sheet| sheet.budget.total.as_ref()?.money);
    assert_eq!(budgets.sum::<Money>(), Money::from_fen(1_336_570_000));
    assert_eq!(document.unplaced, []);
    let numbers: Vec<u32> = document.sheets.iter().filter_map(|sheet| sheet.number).collect();
    assert_eq!(numbers, (1..=14).collect::<Vec<u32>>());
}

#[test]
fn the_department_part_has_its_sections_and_safeguards() {
    let department = sample(fixtures::SAMPLE_TXT).document.department;
    let overall = department.overall_goal.expect("an overall goal");
    assert!(overall.text.starts_with("认真贯彻落实") && overall.text.ends_with("更大的贡献。"));
    let sections: Vec<&str> =
        department.section_goals.iter().map(|goal| goal.section.text.as_str()).collect();
    assert_eq!(sections, ["产权交易股", "房产管理股", "人防办", "城乡建设股"]);
    for section in &department.section_goals {
        assert!(section.goal.is_some() && section.indicators.is_some());
    }
    let titles: Vec<&str> =
        department.safeguards.iter().map(|measure| measure.title.text.as_str()).collect();
    assert_eq!(
        titles,
        [
            "加强组织领导",
            "完善制度建设",
            "加强执行管理",
            "加强运行监控",
            "健全评价机制",
            "加强宣传培训调研"
        ]
    );
}

#[test]
fn a_sheet_holds_every_field_of_its_form() {
    let document = sample(fixtures::SAMPLE_DOCX).document;
    let sheet = &document.sheets[13];
    let text = |filed: &Option<vocabulary::FiledText>| filed.as_ref().map(|f| f.text.clone());
    assert_eq!(text(&sheet.title).as_deref(), Some("沿海沿河沟（口）保洁绩效目标表"));
    assert_eq!(text(&sheet.unit_code).as_deref(), Some("333006"));
    assert_eq!(text(&sheet.project_name).as_deref(), Some("沿海沿河沟（口）保洁"));
    assert_eq!(text(&sheet.purpose).as_deref(), Some("人员工资"));
    assert_eq!(sheet.budget.other, None, "an empty cell is nothing, not zero");
    let goals: Vec<&str> = sheet.goals.iter().map(|goal| goal.text.as_str()).collect();
    assert_eq!(goals.len(), 2);
    assert!(goals[0].starts_with("保证沟口内水质干净") && goals[0].ends_with("干净."));
    assert!(goals[1].ends_with("及时上报 。"), "kept as printed: {}", goals[1]);
    let row = sheet.indicators.last().expect("indicators");
    assert_eq!(row.target.raw, "≥9595%及以上");
    assert_eq!(text(&row.level1).as_deref(), Some("满意度指标"));
}

#[test]
fn an_empty_checkpoint_stays_empty_and_a_stray_mark_is_read_and_said() {
    let document = sample(fixtures::SAMPLE_DOCX).document;
    let plan = &document.sheets[0].payment_plan;
    let months: Vec<u8> = plan.iter().map(|entry| entry.checkpoint.month()).collect();
    assert_eq!(months, [3, 6, 10, 12]);
    assert_eq!(plan[0].checkpoint, Checkpoint::end_of_month(3).unwrap());
    assert_eq!(plan.iter().filter(|entry| entry.raw.is_some()).count(), 1);
    assert!(plan[3].percent.is_some());
    let fiscal = document.sheets[10].budget.fiscal.as_ref().expect("财政资金");
    assert!(fiscal.stray_mark);
    assert_eq!(
        (fiscal.raw.text.as_str(), fiscal.money.unwrap().to_string()),
        ("21.4.", "21.40".into())
    );
}

#[test]
fn a_level_filled_down_from_a_merged_cell_is_certain_and_from_an_empty_one_likely() {
    let level1 = |recognised: &Recognised| {
        let row = recognised.document.sheets[0].indicators[2].clone();
        let level1 = row.level1.expect("filled down");
        (level1.text, level1.confidence, row.confidence)
    };
    let merged = level1(&sample(fixtures::SAMPLE_DOCX));
    assert_eq!(merged, ("效果指标".into(), Confidence::Certain, Confidence::Certain));
    let empty = level1(&sample(fixtures::SAMPLE_TXT));
    assert_eq!(empty, ("效果指标".into(), Confidence::Likely, Confidence::Likely));
}

#[test]
fn the_account_names_the_field_of_every_cell() {
    let recognised = sample(fixtures::SAMPLE_DOCX);
    let count = |name: &'static str| {
        recognised.claims.iter().filter(|claim| claim.what == ClaimKind::Field(name)).count()
    };
    assert_eq!(count("项目名称"), 14);
    assert_eq!(count("三级指标"), 52);
    assert_eq!(count("指标值"), 52);
    assert!(recognised.claims.iter().all(|claim| claim.what != ClaimKind::Unplaced));
}
