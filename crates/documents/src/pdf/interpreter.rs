//! Draws a page without paper: keeps what is written and the straight lines ruled.

use super::container::{Container, PageEntry};
use super::font::Font;
use super::geometry::{Glyph, Matrix, Point, Rule};
use super::lexer::{Lexer, Token};
use super::path::Path;
use crate::ReadError;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Forms within forms.
const FORM_DEPTH: usize = 12;
/// Saved graphics states; deeper ones are only counted.
const SAVED_STATES: usize = 512;
/// Operands kept for one operator; the longest operator of interest takes six.
const OPERANDS: usize = 64;

/// Fonts already read, by their object number.
pub(super) type Fonts = BTreeMap<ObjectId, Rc<Font>>;

/// What stands on a page.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// Width of the page as shown.
    pub(super) width: f64,
    /// Height of the page as shown.
    pub(super) height: f64,
    /// Characters in the order of drawing.
    pub(super) glyphs: Vec<Glyph>,
    /// Horizontal lines.
    pub(super) horizontal: Vec<Rule>,
    /// Vertical lines.
    pub(super) vertical: Vec<Rule>,
    /// Whether a picture is drawn.
    pub(super) has_image: bool,
    /// Characters whose meaning the file does not give.
    pub(super) unknown_characters: usize,
    /// Characters set invisibly, as text recognition lays them under a scan.
    pub(super) invisible_characters: usize,
}

/// The graphics state, as far as it matters for text and lines.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    render_mode: f64,
}

#[derive(Debug)]
enum Operand {
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Operand>),
}

/// Reads one page.
///
/// # Errors
/// When its content goes beyond a limit.
pub(super) fn draw(
    file: &Container,
    page: PageEntry,
    fonts: &mut Fonts,
) -> Result<Drawing, ReadError> {
    let Some(dictionary) = file.page(page) else {
        return Ok(Drawing::default());
    };
    let (matrix, width, height) = upright(file, dictionary);
    let mut interpreter = Interpreter {
        file,
        fonts,
        drawing: Drawing { width, height, ..Drawing::default() },
        state: State::new(matrix),
        text_matrix: Matrix::IDENTITY,
        line_matrix: Matrix::IDENTITY,
        path: Path::default(),
        text_object: 0,
    };
    let resources = file.inherited(dictionary, b"Resources").as_dict().ok();
    let content = file.content(page)?;
    interpreter.run(&content, resources, 0)?;
    Ok(interpreter.drawing)
}

/// The matrix that sets a page upright with its top left corner at the origin and y downwards,
/// and the size it then has.
fn upright(file: &Container, page: &Dictionary) -> (Matrix, f64, f64) {
    let corners = |key: &[u8]| -> Option<[f64; 4]> {
        let list = file.inherited(page, key).as_array().ok()?;
        let numbers: Vec<f64> = list
            .iter()
            .filter_map(|object| super::container::number(file.resolve(object)))
            .collect();
        match *numbers {
            [x0, y0, x1, y1] => Some([x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)]),
            _ => None,
        }
    };
    // A4, where a damaged file does not give the size.
    let [left, bottom, right, top] =
        corners(b"CropBox").or_else(|| corners(b"MediaBox")).unwrap_or([0.0, 0.0, 595.0, 842.0]);
    let (width, height) = (right - left, top - bottom);
    let turned = super::container::number(file.inherited(page, b"Rotate")).unwrap_or(0.0);
    let turned = turned.rem_euclid(360.0);
    let (numbers, sideways) = if (turned - 90.0).abs() < 1.0 {
        ([0.0, 1.0, 1.0, 0.0, 0.0, 0.0], true)
    } else if (turned - 180.0).abs() < 1.0 {
        ([-1.0, 0.0, 0.0, 1.0, width, 0.0], false)
    } else if (turned - 270.0).abs() < 1.0 {
        ([0.0, -1.0, -1.0, 0.0, height, width], true)
    } else {
        ([1.0, 0.0, 0.0, -1.0, 0.0, height], false)
    };
    let matrix = Matrix::moving(-left, -bottom).then(Matrix::of(&numbers).unwrap_or_default());
    if sideways { (matrix, height, width) } else { (matrix, width, height) }
}

impl State {
    fn new(matrix: Matrix) -> Self {
        Self {
            matrix,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            render_mode: 0.0,
        }
    }
}

struct Interpreter<'a> {
    file: &'a Container,
    fonts: &'a mut Fonts,
    drawing: Drawing,
    state: State,
    text_matrix: Matrix,
    line_matrix: Matrix,
    path: Path,
    text_object: u32,
}

impl<'a> Interpreter<'a> {
    /// Carries out the operators of a page or of a form.
    fn run(
        &mut self,
        content: &[u8],
        resources: Option<&'a Dictionary>,
        depth: usize,
    ) -> Result<(), ReadError> {
        let mut lexer = Lexer::new(content);
        let mut operands = Vec::new();
        let mut lists: Vec<Vec<Operand>> = Vec::new();
        let mut saved: Vec<State> = Vec::new();
        let mut saved_too_deep = 0_usize;
        while let Some(token) = lexer.next_token() {
            let operand = match token {
                Token::Number(number) => Operand::Number(number),
                Token::Name(name) => Operand::Name(name),
                Token::Text(text) => Operand::Text(text),
                Token::ArrayOpen if lists.len() < OPERANDS => {
                    lists.push(Vec::new());
                    continue;
                }
                Token::ArrayClose => match lists.pop() {
                    Some(list) => Operand::Array(list),
                    None => continue,
                },
                Token::ArrayOpen | Token::GroupOpen | Token::GroupClose => continue,
                Token::Word(word) => {
                    self.file.spend(1)?;
                    lists.clear();
                    match word {
                        b"q" if saved.len() < SAVED_STATES => saved.push(self.state.clone()),
                        b"q" => saved_too_deep += 1,
                        b"Q" if saved_too_deep > 0 => saved_too_deep -= 1,
                        b"Q" => {
                            if let Some(state) = saved.pop() {
                                self.state = state;
                            }
                        }
                        b"ID" => lexer.skip_inline_image(),
                        b"Do" => self.draw_object(&operands, resources, depth)?,
                        b"Tf" => self.set_font(&operands, resources)?,
                        _ => self.operate(word, &operands)?,
                    }
                    operands.clear();
                    continue;
                }
            };
            match lists.last_mut() {
                Some(list) => list.push(operand),
                None if operands.len() < OPERANDS => operands.push(operand),
                None => {}
            }
        }
        Ok(())
    }

    /// Operators that need no resources.
    fn operate(&mut self, word: &[u8], operands: &[Operand]) -> Result<(), ReadError> {
        let numbers: Vec<f64> = operands
            .iter()
            .filter_map(|operand| match operand {
                Operand::Number(number) => Some(*number),
                Operand::Name(_) | Operand::Text(_) | Operand::Array(_) => None,
            })
            .collect();
        match word {
            b"Tj" | b"TJ" => self.show_operands(operands)?,
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show_operands(operands)?;
            }
            b"\"" => {
                if let [word_space, character_space, ..] = *numbers {
                    self.state.word_space = word_space;
                    self.state.character_space = character_space;
                }
                self.next_line(0.0, -self.state.leading);
                self.show_operands(operands)?;
            }
            b"cm" => {
                if let Some(matrix) = Matrix::of(&numbers) {
                    self.state.matrix = matrix.then(self.state.matrix);
                }
            }
            _ if self.text_operator(word, &numbers) => {}
            _ => {
                let painted = self.path.operate(word, &numbers, self.state.matrix);
                self.drawing.horizontal.extend(painted.horizontal);
                self.drawing.vertical.extend(painted.vertical);
            }
        }
        Ok(())
    }

    /// Operators that only set text state; `false` for any other.
    fn text_operator(&mut self, word: &[u8], numbers: &[f64]) -> bool {
        let first = numbers.first().copied().unwrap_or(0.0);
        let second = numbers.get(1).copied().unwrap_or(0.0);
        match word {
            b"BT" => {
                self.text_matrix = Matrix::IDENTITY;
                self.line_matrix = Matrix::IDENTITY;
                self.text_object = self.text_object.saturating_add(1);
            }
            b"Td" => self.next_line(first, second),
            b"TD" => {
                self.state.leading = -second;
                self.next_line(first, second);
            }
            b"Tm" => {
                if let Some(matrix) = Matrix::of(numbers) {
                    self.line_matrix = matrix;
                    self.text_matrix = matrix;
                }
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tc" => self.state.character_space = first,
            b"Tw" => self.state.word_space = first,
            b"Tz" => self.state.scale = first / 100.0,
            b"TL" => self.state.leading = first,
            b"Ts" => self.state.rise = first,
            b"Tr" => self.state.render_mode = first,
            _ => return false,
        }
        true
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = Matrix::moving(x, y).then(self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    fn set_font(
        &mut self,
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) -> Result<(), ReadError> {
        let [Operand::Name(name), Operand::Number(size), ..] = operands else {
            return Ok(());
        };
        self.state.size = *size;
        self.state.font = None;
        let Some(entry) = resources
            .and_then(|resources| self.file.dictionary(resources, b"Font"))
            .and_then(|fonts| fonts.get(name).ok())
        else {
            return Ok(());
        };
        let id = entry.as_reference().ok();
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            self.state.font = Some(Rc::clone(known));
        } else if let Ok(dictionary) = self.file.resolve(entry).as_dict() {
            let font = Rc::new(Font::read(self.file, dictionary)?);
            if let Some(id) = id {
                self.fonts.insert(id, Rc::clone(&font));
            }
            self.state.font = Some(font);
        }
        Ok(())
    }

    /// `Do`: a form is carried out in its place, a picture only noticed.
    fn draw_object(
        &mut self,
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
        depth: usize,
    ) -> Result<(), ReadError> {
        let [Operand::Name(name), ..] = operands else {
            return Ok(());
        };
        let Some(Object::Stream(stream)) = resources
            .and_then(|resources| self.file.dictionary(resources, b"XObject"))
            .map(|objects| self.file.entry(objects, name))
        else {
            return Ok(());
        };
        match self.file.entry(&stream.dict, b"Subtype").as_name() {
            Ok(b"Image") => self.drawing.has_image = true,
            Ok(b"Form") if depth < FORM_DEPTH => {
                let content = self.file.expand(stream)?;
                let own = self.file.dictionary(&stream.dict, b"Resources");
                let outside = self.state.clone();
                let lines = (self.text_matrix, self.line_matrix);
                if let Some(matrix) = Matrix::of(&self.file.numbers(&stream.dict, b"Matrix")) {
                    self.state.matrix = matrix.then(self.state.matrix);
                }
                self.run(&content, own.or(resources), depth + 1)?;
                self.state = outside;
                (self.text_matrix, self.line_matrix) = lines;
            }
            _ => {}
        }
        Ok(())
    }

    fn show_operands(&mut self, operands: &[Operand]) -> Result<(), ReadError> {
        for operand in operands {
            match operand {
                Operand::Text(text) => self.show(text)?,
                Operand::Array(parts) => {
                    for part in parts {
                        match part {
                            Operand::Text(text) => self.show(text)?,
                            Operand::Number(back) => {
                                let distance = -back / 1000.0 * self.state.size;
                                self.advance(distance);
                            }
                            Operand::Name(_) | Operand::Array(_) => {}
                        }
                    }
                }
                Operand::Number(_) | Operand::Name(_) => {}
            }
        }
        Ok(())
    }

    /// Moves on by a distance of text space along the direction of writing.
    fn advance(&mut self, distance: f64) {
        let vertical = self.state.font.as_ref().is_some_and(|font| font.vertical);
        let step = if vertical {
            Matrix::moving(0.0, distance)
        } else {
            Matrix::moving(distance * self.state.scale, 0.0)
        };
        self.text_matrix = step.then(self.text_matrix);
    }

    fn show(&mut self, text: &[u8]) -> Result<(), ReadError> {
        let Some(font) = self.state.font.clone() else {
            return Ok(());
        };
        self.file.spend(text.len())?;
        for shown in font.show(text) {
            let mut space = self.state.character_space;
            if shown.is_blank {
                space += self.state.word_space;
            }
            self.place(&shown.text, shown.width, font.vertical);
            if font.vertical {
                // Vertical writing moves down by one height, which is negative in text space.
                self.advance(-self.state.size + space);
            } else {
                self.advance(shown.width * self.state.size + space);
            }
        }
        Ok(())
    }

    /// Keeps the characters of one code where they stand.
    fn place(&mut self, text: &str, width: f64, vertical: bool) {
        let matrix = Matrix {
            a: self.state.size * self.state.scale,
            b: 0.0,
            c: 0.0,
            d: self.state.size,
            e: 0.0,
            f: self.state.rise,
        }
        .then(self.text_matrix)
        .then(self.state.matrix);
        let characters = text.chars().count().max(1);
        let step = u32::try_from(characters).map_or(width, |count| width / f64::from(count));
        if text.is_empty() {
            self.drawing.unknown_characters += 1;
        }
        if (self.state.render_mode - 3.0).abs() < 0.5 {
            self.drawing.invisible_characters += characters;
        }
        let upright = matrix.a > 0.0 && matrix.b.abs() < 0.05 * matrix.a && !vertical;
        let unknown = ['\u{fffd}'];
        let known = text.chars();
        let all = known.chain(unknown.into_iter().filter(|_| text.is_empty()));
        for (order, character) in (0_u32..).zip(all) {
            let start = f64::from(order) * step;
            let from = matrix.apply(Point { x: start, y: 0.0 });
            let to = matrix.apply(Point { x: start + step, y: 0.0 });
            let glyph = Glyph {
                character,
                left: from.x.min(to.x),
                right: from.x.max(to.x),
                baseline: f64::midpoint(from.y, to.y),
                size: matrix.c.hypot(matrix.d),
                turned: !upright,
                text_object: self.text_object,
            };
            if glyph.left.is_finite() && glyph.right.is_finite() && glyph.baseline.is_finite() {
                self.drawing.glyphs.push(glyph);
            }
        }
    }
}
