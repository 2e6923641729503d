//! Bars side by side, the largest first: how large each project is.

use super::svg::{Anchor, Area, Caption, Svg, along, shortened};

const LABELS: i64 = 232;
const BARS: i64 = 400;
const FIGURES: i64 = 128;
const ROW: i64 = 25;
const BAR: i64 = 15;
const TOP: i64 = 6;
/// Characters of a label of 13 units that fit into its column.
const LABEL_CHARACTERS: usize = 17;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    /// What it stands for.
    pub(crate) label: String,
    /// Its size in 分; nothing when it is not known.
    pub(crate) size: Option<i64>,
    /// The part of the size drawn dark, in 分: 财政资金.
    pub(crate) dark: i64,
    /// Its size in words.
    pub(crate) figure: String,
}

/// Bars under each other.
#[derive(Clone, Debug)]
pub(crate) struct BarChart<'a> {
    /// Unique on its page.
    pub(crate) id: &'a str,
    /// Its title.
    pub(crate) title: &'a str,
    /// The bars.
    pub(crate) bars: Vec<Bar>,
}

impl BarChart<'_> {
    /// The chart as SVG.
    pub(crate) fn draw(&self) -> String {
        let rows = i64::try_from(self.bars.len()).unwrap_or(0);
        let height = TOP * 2 + ROW * rows;
        let said: Vec<String> =
            self.bars.iter().map(|bar| format!("{}{}", bar.label, bar.figure)).collect();
        let description = said.join("；");
        let caption = Caption { id: self.id, title: self.title, description: &description };
        let mut svg = Svg::new(LABELS + BARS + FIGURES, height, caption);
        let largest = self.bars.iter().filter_map(|bar| bar.size).max().unwrap_or(0);
        svg.rule("axis", (LABELS, 0), (LABELS, height));
        for (bar, row) in self.bars.iter().zip(0_i64..) {
            draw_bar(&mut svg, bar, TOP + row * ROW, largest);
        }
        svg.finish()
    }
}

fn draw_bar(svg: &mut Svg, bar: &Bar, top: i64, largest: i64) {
    let base = top + ROW / 2 + 4;
    let label = shortened(&bar.label, LABEL_CHARACTERS);
    svg.text("label", (LABELS - 8, base), Anchor::End, &label);
    let size = bar.size.unwrap_or(0).max(0);
    let (width, dark) = (along(size, largest, BARS), along(bar.dark.clamp(0, size), largest, BARS));
    let y = top + (ROW - BAR) / 2;
    svg.area("bar dark", Area { x: LABELS, y, width: dark, height: BAR });
    if width > dark {
        svg.area("bar light", Area { x: LABELS + dark, y, width: width - dark, height: BAR });
    }
    svg.text("figure", (LABELS + width + 6, base), Anchor::Start, &bar.figure);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_bar_fills_the_width_and_an_unknown_amount_has_none() {
        let bar = |label: &str, size| Bar {
            label: label.into(),
            size,
            dark: size.unwrap_or(0),
            figure: "54.00".into(),
        };
        let chart = BarChart {
            id: "size",
            title: "规模",
            bars: vec![bar("路", Some(200)), bar("桥", None)],
        };
        let drawn = chart.draw();
        assert!(drawn.contains(&format!("width=\"{BARS}\" height=\"{BAR}\"")));
        assert!(drawn.contains("width=\"0\""));
        assert!(drawn.contains("<desc id=\"size-desc\">路54.00；桥54.00</desc>"));
    }
}
