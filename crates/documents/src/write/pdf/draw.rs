//! Pages into a PDF file.

use super::PAGE;
use super::flow::{Flow, Footer, Heading, Page, Placed};
use super::fonts::Fonts;
use super::glyphs::{Mark, Role, Typesetter};
use crate::write::WriteError;
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

/// A run of glyphs of one font.
#[derive(Debug)]
struct Run {
    role: Role,
    x: f32,
    text: String,
    glyphs: Vec<KrillaGlyph>,
    /// Marks with their distance from the left edge of the page.
    marks: Vec<(f32, Mark)>,
}

/// The runs of every line of every page, and of the page numbers.
#[derive(Debug, Default)]
pub(super) struct GlyphRuns {
    pages: Vec<Vec<Vec<Run>>>,
}

/// The lines of a mark in parts of the type size, from the lower left corner of its box.
fn mark_lines(mark: Mark) -> &'static [[(f32, f32); 2]] {
    match mark {
        Mark::Tick => &[[(0.22, 0.42), (0.42, 0.16)], [(0.42, 0.16), (0.80, 0.66)]],
        Mark::Cross => &[[(0.24, 0.12), (0.76, 0.64)], [(0.24, 0.64), (0.76, 0.12)]],
    }
}

impl GlyphRuns {
    /// Turns the texts of each page, with its footer as the last, into glyphs.
    pub(super) fn new(typesetter: &Typesetter, pages: &[Page], footers: &[Footer]) -> Self {
        Self {
            pages: pages
                .iter()
                .zip(footers)
                .map(|(page, footer)| {
                    let texts = page.texts.iter().chain(std::iter::once(footer));
                    texts.map(|placed| runs(typesetter, placed)).collect()
                })
                .collect(),
        }
    }
}

fn runs(typesetter: &Typesetter, placed: &Placed) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = placed.x;
    for c in placed.text.chars() {
        let Some(glyph) = typesetter.glyph(placed.setting.role, c) else {
            continue;
        };
        if runs.last().is_none_or(|run| run.role != glyph.role) {
            runs.push(Run {
                role: glyph.role,
                x,
                text: String::new(),
                glyphs: Vec::new(),
                marks: Vec::new(),
            });
        }
        if let Some(run) = runs.last_mut() {
            run.marks.extend(glyph.mark.map(|mark| (x, mark)));
            let start = run.text.len();
            run.text.push(glyph.text);
            run.glyphs.push(KrillaGlyph::new(
                GlyphId::new(glyph.id),
                glyph.advance,
                0.0,
                0.0,
                0.0,
                start..run.text.len(),
                None,
            ));
        }
        x += glyph.advance * placed.setting.size;
    }
    runs
}

/// Draws the pages with outline, page numbers and properties. There is no date in the file.
pub(super) fn draw(flow: &Flow, title: &str, fonts: &Fonts) -> Result<Vec<u8>, WriteError> {
    let mut document = Document::new_with(SerializeSettings::default());
    let settings = PageSettings::from_wh(PAGE.0, PAGE.1)
        .ok_or_else(|| WriteError::Package("PDF页面尺寸".to_owned()))?;
    for ((page, footer), runs) in flow.pages.iter().zip(&flow.footers).zip(&flow.glyphs.pages) {
        let mut sheet = document.start_page_with(settings.clone());
        let mut surface = sheet.surface();
        draw_lines(&mut surface, page.rules.iter().map(|rule| [rule.from, rule.to]), 0.5);
        surface.set_stroke(None);
        surface.set_fill(Some(Fill { paint: rgb::Color::new(0, 0, 0).into(), ..Fill::default() }));
        let texts = page.texts.iter().chain(std::iter::once(footer));
        for (placed, runs) in texts.clone().zip(runs) {
            for run in runs {
                let face = match run.role {
                    Role::Body => &fonts.body,
                    Role::Heading => &fonts.heading,
                };
                surface.draw_glyphs(
                    Point::from_xy(run.x, placed.y),
                    &run.glyphs,
                    face.font.clone(),
                    &run.text,
                    placed.setting.size,
                    false,
                );
            }
        }
        draw_lines(
            &mut surface,
            texts.zip(runs).flat_map(|(placed, runs)| marks(placed, runs)),
            0.9,
        );
        surface.finish();
        sheet.finish();
    }
    document.set_outline(outline(&flow.headings));
    document.set_metadata(Metadata::new().title(title.to_owned()).language("zh-CN".to_owned()));
    document.finish().map_err(|error| WriteError::Package(format!("PDF文件（{error:?}）")))
}

/// The lines of the marks of a text.
fn marks<'a>(placed: &'a Placed, runs: &'a [Run]) -> impl Iterator<Item = [(f32, f32); 2]> + 'a {
    let size = placed.setting.size;
    let at = move |x: f32, (across, up): (f32, f32)| (x + across * size, placed.y - up * size);
    runs.iter().flat_map(|run| &run.marks).flat_map(move |(x, mark)| {
        mark_lines(*mark).iter().map(move |[a, b]| [at(*x, *a), at(*x, *b)])
    })
}

fn draw_lines(surface: &mut Surface<'_>, lines: impl Iterator<Item = [(f32, f32); 2]>, width: f32) {
    let mut path = PathBuilder::new();
    for [from, to] in lines {
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: rgb::Color::new(0, 0, 0).into(),
            width,
            ..Stroke::default()
        }));
        surface.draw_path(&path);
    }
}

/// Headings of level 2 below the heading of level 1 before them.
fn outline(headings: &[Heading]) -> Outline {
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for heading in headings {
        let point = Point::from_xy(0.0, heading.y);
        let node = OutlineNode::new(heading.text.clone(), XyzDestination::new(heading.page, point));
        match (&mut open, heading.level) {
            (Some(parent), 2..) => parent.push_child(node),
            (None, 2..) => outline.push_child(node),
            (_, _) => {
                if let Some(done) = open.replace(node) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(done) = open {
        outline.push_child(done);
    }
    outline
}
