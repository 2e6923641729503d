//! Pages into a PDF file.

use super::PAGE;
use super::flow::{Flow, Footer, Heading, Page, Placed};
use super::fonts::Fonts;
use super::glyphs::{Role, Typesetter};
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
}

/// The runs of every line of every page, and of the page numbers.
#[derive(Debug, Default)]
pub(super) struct GlyphRuns {
    pages: Vec<Vec<Vec<Run>>>,
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
            runs.push(Run { role: glyph.role, x, text: String::new(), glyphs: Vec::new() });
        }
        if let Some(run) = runs.last_mut() {
            let start = run.text.len();
            run.text.push(c);
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
        draw_rules(&mut surface, page);
        surface.set_stroke(None);
        surface.set_fill(Some(Fill { paint: rgb::Color::new(0, 0, 0).into(), ..Fill::default() }));
        let texts = page.texts.iter().chain(std::iter::once(footer));
        for (placed, runs) in texts.zip(runs) {
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
        surface.finish();
        sheet.finish();
    }
    document.set_outline(outline(&flow.headings));
    document.set_metadata(Metadata::new().title(title.to_owned()).language("zh-CN".to_owned()));
    document.finish().map_err(|error| WriteError::Package(format!("PDF文件（{error:?}）")))
}

fn draw_rules(surface: &mut Surface<'_>, page: &Page) {
    let mut path = PathBuilder::new();
    for rule in &page.rules {
        path.move_to(rule.from.0, rule.from.1);
        path.line_to(rule.to.0, rule.to.1);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: rgb::Color::new(0, 0, 0).into(),
            width: 0.5,
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
