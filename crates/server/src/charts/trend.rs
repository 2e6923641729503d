//! A trend: how a value went from checkpoint to checkpoint, small enough for a cell of a table.

use super::svg::{Area, Caption, Svg, along};

const WIDTH: i64 = 96;
const HEIGHT: i64 = 28;
/// Room around the columns.
const EDGE: i64 = 4;
/// How high the lowest stands.
const HALF: i64 = (HEIGHT - EDGE) / 2;

/// A point of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrendPoint {
    /// When: `3月底`.
    pub(crate) label: String,
    /// The value in hundredths; none when there was none.
    pub(crate) value: Option<i64>,
    /// The value in words, or that there is none.
    pub(crate) figure: String,
}

/// Columns from the lowest value to the highest; a gap where there is no value.
#[derive(Clone, Debug)]
pub(crate) struct TrendChart<'a> {
    /// Unique on its page.
    pub(crate) id: &'a str,
    /// What it is of.
    pub(crate) title: &'a str,
    /// The points in the order of time.
    pub(crate) points: Vec<TrendPoint>,
}

impl TrendChart<'_> {
    /// The chart as SVG; nothing when no point has a value.
    pub(crate) fn draw(&self) -> Option<String> {
        let values: Vec<i64> = self.points.iter().filter_map(|point| point.value).collect();
        let (low, high) = (*values.iter().min()?, *values.iter().max()?);
        let said: Vec<String> =
            self.points.iter().map(|point| format!("{}{}", point.label, point.figure)).collect();
        let caption = Caption { id: self.id, title: self.title, description: &said.join("，") };
        let mut svg = Svg::new(WIDTH, HEIGHT, caption);
        let count = i64::try_from(self.points.len()).unwrap_or(1).max(1);
        let room = WIDTH / count;
        for (point, at) in self.points.iter().zip(0_i64..) {
            let Some(value) = point.value else { continue };
            // The lowest stands half as high as the highest: a small fall must not look like ruin.
            let tall = HALF + along(value - low, (high - low).max(1), HALF);
            let area = Area {
                x: at * room + EDGE / 2,
                y: HEIGHT - EDGE / 2 - tall,
                width: room - EDGE,
                height: tall,
            };
            svg.area(if at + 1 == count { "dark" } else { "light" }, area);
        }
        Some(svg.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(values: [Option<i64>; 3]) -> Option<String> {
        let point = |value: Option<i64>| TrendPoint {
            label: "3月底".into(),
            value,
            figure: value.map_or("无测算值".into(), |value| value.to_string()),
        };
        let points = values.into_iter().map(point).collect();
        TrendChart { id: "t", title: "完好率", points }.draw()
    }

    #[test]
    fn a_point_without_a_value_is_a_gap_and_not_a_nought() {
        let drawn = trend([Some(9_500), None, Some(9_600)]).unwrap();
        assert_eq!(drawn.matches("<rect").count(), 2);
        assert!(drawn.contains("无测算值"));
        assert_eq!(trend([None, None, None]), None);
    }

    #[test]
    fn equal_values_are_drawn_alike() {
        assert_eq!(trend([Some(5), Some(5), Some(5)]).unwrap().matches("height=\"12\"").count(), 3);
    }
}
