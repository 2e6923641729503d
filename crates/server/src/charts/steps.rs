//! Steps: how much must be paid in all by each checkpoint.

use super::svg::{Anchor, Area, Caption, Svg, along};

const WIDTH: i64 = 640;
const LEFT: i64 = 76;
const RIGHT: i64 = 16;
const TOP: i64 = 34;
const HEIGHT: i64 = 210;
const BELOW: i64 = 30;
const LINES: i64 = 4;

/// One checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// When.
    pub(crate) label: String,
    /// What must be paid in all by then, in 分.
    pub(crate) amount: i64,
    /// The amount in words.
    pub(crate) figure: String,
    /// Its share in words.
    pub(crate) share: String,
}

/// Columns of what was due before and what comes new, and a line at the whole.
#[derive(Clone, Debug)]
pub(crate) struct StepChart<'a> {
    /// Unique on its page.
    pub(crate) id: &'a str,
    /// Its title.
    pub(crate) title: &'a str,
    /// The checkpoints in order.
    pub(crate) steps: Vec<Step>,
    /// The whole, in 分.
    pub(crate) whole: i64,
    /// The marks of the scale from nothing to the whole: five figures.
    pub(crate) scale: Vec<String>,
}

impl StepChart<'_> {
    /// The chart as SVG.
    pub(crate) fn draw(&self) -> String {
        let said: Vec<String> = self
            .steps
            .iter()
            .map(|step| format!("{}累计{}，占{}", step.label, step.figure, step.share))
            .collect();
        let description = said.join("；");
        let caption = Caption { id: self.id, title: self.title, description: &description };
        let mut svg = Svg::new(WIDTH, TOP + HEIGHT + BELOW, caption);
        self.draw_scale(&mut svg);
        let count = i64::try_from(self.steps.len()).unwrap_or(1).max(1);
        let room = (WIDTH - LEFT - RIGHT) / count;
        let width = (room * 11 / 20).min(84);
        let mut before = 0;
        for (step, column) in self.steps.iter().zip(0_i64..) {
            let middle = LEFT + room * column + room / 2;
            draw_step(&mut svg, step, (before, self.whole), (middle, width));
            before = step.amount;
        }
        svg.rule("axis", (LEFT, TOP + HEIGHT), (WIDTH - RIGHT, TOP + HEIGHT));
        svg.finish()
    }

    fn draw_scale(&self, svg: &mut Svg) {
        for (mark, line) in self.scale.iter().zip(0..=LINES) {
            let y = TOP + HEIGHT - HEIGHT * line / LINES;
            let class = if line == LINES { "whole" } else { "grid" };
            svg.rule(class, (LEFT, y), (WIDTH - RIGHT, y));
            svg.text("scale", (LEFT - 8, y + 4), Anchor::End, mark);
        }
    }
}

fn draw_step(svg: &mut Svg, step: &Step, (before, whole): (i64, i64), (middle, width): (i64, i64)) {
    let ground = TOP + HEIGHT;
    let (paid, new) =
        (along(before.max(0), whole, HEIGHT), along(step.amount.max(before).max(0), whole, HEIGHT));
    let x = middle - width / 2;
    svg.area("bar dark", Area { x, y: ground - paid, width, height: paid });
    svg.area("bar light", Area { x, y: ground - new, width, height: new - paid });
    svg.text("figure", (middle, ground - new - 18), Anchor::Middle, &step.figure);
    svg.text("share", (middle, ground - new - 5), Anchor::Middle, &step.share);
    svg.text("label", (middle, ground + 19), Anchor::Middle, &step.label);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_due_before_stands_below_what_comes_new() {
        let step = |label: &str, amount| Step {
            label: label.into(),
            amount,
            figure: amount.to_string(),
            share: String::new(),
        };
        let chart = StepChart {
            id: "plan",
            title: "计划",
            steps: vec![step("6月底", 50), step("12月底", 100)],
            whole: 100,
            scale: Vec::new(),
        };
        let drawn = chart.draw();
        let half = HEIGHT / 2;
        let count = |class: &str| {
            let area = format!("class=\"{class}\"");
            let height = format!("height=\"{half}\"");
            drawn.lines().filter(|line| line.contains(&area) && line.contains(&height)).count()
        };
        assert_eq!((count("bar dark"), count("bar light")), (1, 2));
    }
}
