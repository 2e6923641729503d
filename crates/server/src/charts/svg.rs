//! SVG written line by line, every text escaped.

use std::fmt::Write;

/// A drawing under way. Lengths are whole units of its own grid.
pub(super) struct Svg {
    out: String,
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// What a drawing says to those who do not see it; `id` is unique on its page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caption<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
}

impl Svg {
    /// A drawing of a size with its caption.
    pub(super) fn new(width: i64, height: i64, caption: Caption<'_>) -> Self {
        let Caption { id, title, description } = caption;
        let mut svg = Self { out: String::new() };
        svg.line(format_args!(
            "<svg class=\"chart\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" xmlns=\"http://www.w3.org/2000/svg\">"
        ));
        svg.line(format_args!("<title id=\"{id}-title\">{}</title>", escaped(title)));
        svg.line(format_args!("<desc id=\"{id}-desc\">{}</desc>", escaped(description)));
        svg
    }

    /// A filled rectangle.
    pub(super) fn area(&mut self, class: &str, area: Area) {
        let Area { x, y, width, height } = area;
        self.line(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        ));
    }

    /// A straight line.
    pub(super) fn rule(&mut self, class: &str, (x1, y1): (i64, i64), (x2, y2): (i64, i64)) {
        self.line(format_args!(
            "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"
        ));
    }

    /// A line of text.
    pub(super) fn text(&mut self, class: &str, (x, y): (i64, i64), anchor: Anchor, text: &str) {
        let (word, text) = (anchor.word(), escaped(text));
        self.line(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{word}\">{text}</text>"
        ));
    }

    /// The finished drawing.
    pub(super) fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }

    fn line(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _written = self.out.write_fmt(arguments);
        self.out.push('\n');
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// `part` of `whole` along a length, rounded to the nearest unit; nothing of nothing is nothing.
pub(super) fn along(part: i64, whole: i64, length: i64) -> i64 {
    let (part, whole, length) = (i128::from(part), i128::from(whole), i128::from(length));
    let Some(doubled) = (part * length * 2 + whole).checked_div(whole * 2) else { return 0 };
    i64::try_from(doubled).unwrap_or(0)
}

/// A text of at most so many characters, cut with an ellipsis.
pub(super) fn shortened(text: &str, characters_max: usize) -> String {
    if text.chars().count() <= characters_max {
        return text.to_owned();
    }
    text.chars().take(characters_max.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_markup_stays_a_name() {
        let caption = Caption { id: "a", title: "<script>", description: "\"&\"" };
        let mut svg = Svg::new(10, 10, caption);
        svg.text("label", (0, 0), Anchor::Start, "</text><script>");
        let drawn = svg.finish();
        assert!(!drawn.contains("<script>"));
        assert!(drawn.contains("&lt;/text&gt;&lt;script&gt;"));
    }

    #[test]
    fn lengths_are_in_proportion_and_nothing_divides_by_nothing() {
        assert_eq!(along(1, 3, 100), 33);
        assert_eq!(along(2, 3, 100), 67);
        assert_eq!(along(5, 0, 100), 0);
        assert_eq!(along(i64::MAX, i64::MAX, 400), 400);
    }
}
