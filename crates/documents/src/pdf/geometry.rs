//! Points and matrices of a page. Measures are PDF points (1/72 inch); after the page's first
//! matrix is applied, y grows downwards as in reading.

/// An affine map, in PDF's order `a b c d e f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Default for Matrix {
    fn default() -> Self {
        Self::IDENTITY
    }
}

impl Matrix {
    /// Leaves every point where it is.
    pub(super) const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    /// A matrix of six numbers; `None` when there are fewer or one is not finite.
    pub(super) fn of(numbers: &[f64]) -> Option<Self> {
        let mut numbers = numbers.iter().copied().filter(|number| number.is_finite());
        Some(Self {
            a: numbers.next()?,
            b: numbers.next()?,
            c: numbers.next()?,
            d: numbers.next()?,
            e: numbers.next()?,
            f: numbers.next()?,
        })
    }

    /// Moves by `x`, `y`.
    pub(super) fn moving(x: f64, y: f64) -> Self {
        Self { e: x, f: y, ..Self::IDENTITY }
    }

    /// This map first, then `next`.
    pub(super) fn then(self, next: Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }

    /// Where a point comes to stand.
    pub(super) fn apply(self, point: Point) -> Point {
        Point {
            x: point.x * self.a + point.y * self.c + self.e,
            y: point.x * self.b + point.y * self.d + self.f,
        }
    }
}

/// A point of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A rectangle with its sides along the axes; `top` is the smaller y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// Whether another area lies inside, apart from `slack`.
    pub(super) fn encloses(&self, other: &Self, slack: f64) -> bool {
        other.left >= self.left - slack
            && other.right <= self.right + slack
            && other.top >= self.top - slack
            && other.bottom <= self.bottom + slack
    }

    /// Width times height.
    pub(super) fn size(&self) -> f64 {
        (self.right - self.left) * (self.bottom - self.top)
    }
}

/// A straight ruled line along an axis. Horizontal: `at` is its y, `from..to` its x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// One character as set on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    /// The character; U+FFFD when the file does not say which.
    pub(super) character: char,
    /// Left edge.
    pub(super) left: f64,
    /// Right edge: the left edge plus the width of the character.
    pub(super) right: f64,
    /// The line it stands on.
    pub(super) baseline: f64,
    /// Height of its font.
    pub(super) size: f64,
    /// Set downwards, upwards or at an angle: kept in the order of drawing.
    pub(super) turned: bool,
    /// Number of the text object it was drawn in, counted over the page.
    pub(super) text_object: u32,
}

impl Glyph {
    /// The middle of its body, by which it belongs to a cell.
    pub(super) fn centre(&self) -> Point {
        // A character's body reaches from about a fifth below the line to four fifths above.
        let rise = if self.turned { 0.0 } else { self.size * 0.32 };
        Point { x: f64::midpoint(self.left, self.right), y: self.baseline - rise }
    }
}
