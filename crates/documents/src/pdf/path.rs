//! Paths: which of the lines and rectangles drawn are ruled lines along an axis.

use super::geometry::{Matrix, Point, Rule};

/// A filled rectangle no thicker than this is a ruled line, not a shaded area.
const THICKEST_RULE: f64 = 3.5;
/// Ends of a line this far off are still along the axis.
const SLANT: f64 = 0.75;
/// Lines shorter than this are corners and dots.
const SHORTEST_RULE: f64 = 1.0;
/// Points kept of one path; longer ones are drawings, not tables.
const POINTS: usize = 100_000;

/// The ruled lines of a painted path.
#[derive(Debug, Default)]
pub(super) struct Painted {
    pub(super) horizontal: Vec<Rule>,
    pub(super) vertical: Vec<Rule>,
}

/// The path under construction, in coordinates of the page.
#[derive(Debug, Default)]
pub(super) struct Path {
    figures: Vec<Vec<Point>>,
    points: usize,
}

impl Path {
    /// Carries out a path operator; a painting one gives the lines and empties the path.
    pub(super) fn operate(&mut self, word: &[u8], numbers: &[f64], matrix: Matrix) -> Painted {
        match (word, numbers) {
            (b"m", &[x, y, ..]) => self.start(matrix.apply(Point { x, y })),
            (b"l", &[x, y, ..]) => self.line(matrix.apply(Point { x, y })),
            // A curve is no ruled line; only its end matters for what follows.
            (b"c", &[_, _, _, _, x, y, ..]) | (b"v" | b"y", &[_, _, x, y, ..]) => {
                self.start(matrix.apply(Point { x, y }));
            }
            (b"h", _) => self.close(),
            (b"re", &[x, y, width, height, ..]) => {
                self.start(matrix.apply(Point { x, y }));
                for (x, y) in [(x + width, y), (x + width, y + height), (x, y + height)] {
                    self.line(matrix.apply(Point { x, y }));
                }
                self.close();
            }
            (b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*", _) => {
                if matches!(word, b"s" | b"b" | b"b*") {
                    self.close();
                }
                let painted = self.stroked();
                self.clear();
                return painted;
            }
            (b"f" | b"F" | b"f*", _) => {
                let painted = self.filled();
                self.clear();
                return painted;
            }
            // Ends a path that only clips.
            (b"n", _) => self.clear(),
            _ => {}
        }
        Painted::default()
    }

    fn start(&mut self, point: Point) {
        if self.points < POINTS {
            self.points += 1;
            self.figures.push(vec![point]);
        }
    }

    fn line(&mut self, point: Point) {
        if self.points < POINTS
            && let Some(figure) = self.figures.last_mut()
        {
            self.points += 1;
            figure.push(point);
        }
    }

    fn close(&mut self) {
        if let Some(figure) = self.figures.last_mut()
            && let Some(&first) = figure.first()
            && figure.last() != Some(&first)
        {
            figure.push(first);
        }
    }

    fn clear(&mut self) {
        self.figures.clear();
        self.points = 0;
    }

    fn stroked(&self) -> Painted {
        let mut painted = Painted::default();
        for figure in &self.figures {
            for pair in figure.windows(2) {
                if let [from, to] = *pair {
                    painted.add(from, to);
                }
            }
        }
        painted
    }

    /// A thin filled rectangle is a line along its middle.
    fn filled(&self) -> Painted {
        let mut painted = Painted::default();
        for figure in &self.figures {
            let (Some(&first), true) = (figure.first(), (4..=5).contains(&figure.len())) else {
                continue;
            };
            let start = (first, first);
            let (low, high) = figure.iter().fold(start, |(low, high), p| {
                (
                    Point { x: low.x.min(p.x), y: low.y.min(p.y) },
                    Point { x: high.x.max(p.x), y: high.y.max(p.y) },
                )
            });
            let (width, height) = (high.x - low.x, high.y - low.y);
            if height <= THICKEST_RULE && width > height {
                let y = f64::midpoint(low.y, high.y);
                painted.add(Point { x: low.x, y }, Point { x: high.x, y });
            } else if width <= THICKEST_RULE && height > width {
                let x = f64::midpoint(low.x, high.x);
                painted.add(Point { x, y: low.y }, Point { x, y: high.y });
            }
        }
        painted
    }
}

impl Painted {
    fn add(&mut self, from: Point, to: Point) {
        let (across, down) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        if down <= SLANT && across >= SHORTEST_RULE {
            self.horizontal.push(Rule {
                at: f64::midpoint(from.y, to.y),
                from: from.x.min(to.x),
                to: from.x.max(to.x),
            });
        } else if across <= SLANT && down >= SHORTEST_RULE {
            self.vertical.push(Rule {
                at: f64::midpoint(from.x, to.x),
                from: from.y.min(to.y),
                to: from.y.max(to.y),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(steps: &[(&[u8], &[f64])]) -> Painted {
        let mut path = Path::default();
        let mut all = Painted::default();
        for (word, numbers) in steps {
            let painted = path.operate(word, numbers, Matrix::IDENTITY);
            all.horizontal.extend(painted.horizontal);
            all.vertical.extend(painted.vertical);
        }
        all
    }

    #[test]
    fn lines_thin_rectangles_and_frames_are_rules_and_clips_are_not() {
        let line = drawn(&[(b"m", &[0.0, 5.0]), (b"l", &[80.0, 5.0]), (b"S", &[])]);
        assert_eq!((line.horizontal.len(), line.vertical.len()), (1, 0));
        let bar = drawn(&[(b"re", &[10.0, 0.0, 0.5, 90.0]), (b"f*", &[])]);
        assert_eq!((bar.horizontal.len(), bar.vertical.len()), (0, 1));
        let frame = drawn(&[(b"re", &[0.0, 0.0, 50.0, 20.0]), (b"S", &[])]);
        assert_eq!((frame.horizontal.len(), frame.vertical.len()), (2, 2));
        let shade = drawn(&[(b"re", &[0.0, 0.0, 50.0, 20.0]), (b"f", &[])]);
        assert_eq!((shade.horizontal.len(), shade.vertical.len()), (0, 0));
        let clip =
            drawn(&[(b"re", &[0.0, 0.0, 50.0, 20.0]), (b"W*", &[]), (b"n", &[]), (b"S", &[])]);
        assert_eq!((clip.horizontal.len(), clip.vertical.len()), (0, 0));
    }
}
