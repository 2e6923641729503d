//! 图表: charts drawn on the server as SVG, so that page, print and paper show the same.
//!
//! A chart carries its title and description for those who do not see it; colours come from the
//! style sheet by class, and what colour says is said by pattern and words as well.

mod bars;
mod steps;
mod svg;
mod trend;

pub(crate) use bars::{Bar, BarChart};
pub(crate) use steps::{Step, StepChart};
pub(crate) use trend::{TrendChart, TrendPoint};
