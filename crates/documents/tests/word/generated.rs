//! Files laid out like a published target form, every cell compared with what was put in.

use documents::CellGrid;

use crate::package::{docx, grids, p, read, tbl, tr};

/// A cell as it is to be read: text, columns, rows (0 for one that the cell above covers).
type Expected = (String, u32, u32);

/// A small generator of repeatable numbers; which ones does not matter.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn cell(text: &str) -> Expected {
    (text.to_owned(), 1, 1)
}

fn wide(text: &str, columns: u32) -> Expected {
    (text.to_owned(), columns, 1)
}

const HEADINGS: [&str; 6] =
    ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"];

fn project(dice: &mut Dice, number: u32) -> Vec<Vec<Expected>> {
    let budget = format!("{}.{:02}", dice.roll(900), dice.roll(100));
    let goals: Vec<String> = (1..=1 + dice.roll(3))
        .map(|n| {
            format!("{n}、确保设施设备基本完好 & 措施<落实>到位，避免出现人身和财产损失事故。")
        })
        .collect();
    let head = vec![wide("333002示例区住房和城乡建设局", 4), wide("单位：万元", 2)];
    let code = vec![
        cell("项目编码"),
        wide(&format!("333-{number:04}-JQN-X0VZ"), 2),
        cell("项目名称"),
        wide("道路维修经费", 2),
    ];
    let mut money = vec![("预算规模及资金用途".to_owned(), 1, 2)];
    money.extend(["预算数", &budget, "其中：财政资金", &budget, "其他资金"].map(cell));
    let mut plan = vec![("资金支出计划（%）".to_owned(), 2, 2)];
    plan.extend(["3月底", "6月底", "10月底", "12月底"].map(cell));
    let mut shares = vec![(String::new(), 2, 0)];
    shares.extend(["", "50.00", "", "100.00"].map(cell));
    let purpose = vec![(String::new(), 1, 0), wide("用于道路维修", 5)];
    let goal = vec![cell("绩效目标"), wide(&goals.join("\n"), 5)];
    let mut rows = vec![head, code, money, purpose, plan, shares, goal];
    rows.push(HEADINGS.map(cell).to_vec());
    for level in ["产出指标", "效果指标", "满意度指标"] {
        rows.extend(indicators(dice, level));
    }
    rows
}

fn indicators(dice: &mut Dice, level: &str) -> Vec<Vec<Expected>> {
    let count = u32::try_from(1 + dice.roll(3)).unwrap();
    (0..count)
        .map(|at| {
            let value = [">95%", "≥90%", "=100%", "<3次"][usize::try_from(dice.roll(4)).unwrap()];
            let first = if at == 0 { (level.to_owned(), 1, count) } else { (String::new(), 1, 0) };
            let mut row = vec![first];
            row.extend(["质量指标", "完好率", "已维修的数量占总量的比例。", value, ""].map(cell));
            row
        })
        .collect()
}

fn written(rows: &[Vec<Expected>]) -> String {
    let row = |cells: &Vec<Expected>| tr(&cells.iter().map(written_cell).collect::<String>());
    tbl(&rows.iter().map(row).collect::<String>())
}

fn written_cell((text, columns, height): &Expected) -> String {
    let merge = match height {
        0 => "<w:vMerge/>",
        1 => "",
        _ => "<w:vMerge w:val=\"restart\"/>",
    };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lines: String = escaped.split('\n').map(p).collect();
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"1500\" w:type=\"dxa\"/><w:gridSpan w:val=\"{columns}\"/>{merge}</w:tcPr>{lines}</w:tc>"
    )
}

fn assert_same(grid: &CellGrid, rows: &[Vec<Expected>]) {
    let mut read = grid.cells.iter();
    for (row, cells) in (1..).zip(rows) {
        let mut column = 1;
        for (text, columns, height) in cells {
            if *height > 0 {
                let cell = read.next().unwrap();
                assert_eq!(
                    (cell.row, cell.column, cell.row_span, cell.column_span, &cell.text),
                    (row, column, *height, *columns, text)
                );
            }
            column += columns;
        }
    }
    assert!(read.next().is_none());
    assert_eq!((grid.rows as usize, grid.columns), (rows.len(), 6));
}

#[test]
fn every_cell_span_and_break_of_a_hundred_forms_is_right() {
    let mut dice = Dice(2021);
    let forms: Vec<_> = (1..=100).map(|number| project(&mut dice, number)).collect();
    let body: String =
        forms.iter().map(|rows| p("绩效目标表") + &written(rows) + "<w:p/>").collect();
    let source = read(&docx(&body)).unwrap();
    let grids = grids(&source);
    assert_eq!(grids.len(), forms.len());
    assert_eq!(source.blocks.len(), 2 * forms.len());
    for (grid, rows) in grids.iter().zip(&forms) {
        assert_same(grid, rows);
    }
}
