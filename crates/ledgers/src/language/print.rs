//! A checked expression as text again: in code, or in Chinese names. Both read back to it.

use super::tree::{Aggregate, Arithmetic, Bucket, Comparator};
use super::typed::{Column, ColumnName, Node, SourcePlan, Typed};
use super::words::{BUCKETS, FUNCTIONS, Function, KEYWORDS, Keyword, MODES};
use crate::{Catalogue, LedgerDefinition};

/// In which words an expression is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Codes: `count(facility@end where kind = '公房')`.
    Code,
    /// Chinese names: `计数(设施设备@期末 其中 类别 = '公房')`.
    Chinese,
}

/// How tightly the parts of an expression hold together; what is looser is put in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Primary,
}

/// Prints an expression that was checked against the same definitions; `about` is the ledger of
/// the record that it speaks about, none for a formula.
pub fn print(
    catalogue: &Catalogue,
    typed: &Typed,
    about: Option<&LedgerDefinition>,
    spelling: Spelling,
) -> String {
    let mut printer =
        Printer { catalogue, frames: about.into_iter().collect(), spelling, text: String::new() };
    printer.expr(typed, Tightness::Or);
    printer.text
}

struct Printer<'a> {
    catalogue: &'a Catalogue,
    frames: Vec<&'a LedgerDefinition>,
    spelling: Spelling,
    text: String,
}

fn tightness(node: &Node) -> Tightness {
    match node {
        Node::Or(_) => Tightness::Or,
        Node::And(_) => Tightness::And,
        Node::Not(_) => Tightness::Not,
        Node::Compare(..) | Node::In(..) | Node::IsNull { .. } => Tightness::Comparison,
        Node::Arithmetic(Arithmetic::Plus | Arithmetic::Minus, ..) => Tightness::Sum,
        Node::Arithmetic(Arithmetic::Times | Arithmetic::Over, ..) => Tightness::Product,
        Node::Number(_)
        | Node::Text(_)
        | Node::Day(_)
        | Node::Truth(_)
        | Node::PeriodStart
        | Node::PeriodEnd
        | Node::PeriodDays
        | Node::Column(_)
        | Node::List(_)
        | Node::InPeriod(_)
        | Node::Aggregate(..)
        | Node::Exists(_)
        | Node::Each { .. }
        | Node::Per { .. }
        | Node::Fold(..)
        | Node::Percent(..)
        | Node::Least(_)
        | Node::Reference(_)
        | Node::Covered { .. }
        | Node::Area(_)
        | Node::TopTwo(_)
        | Node::Same(_) => Tightness::Primary,
    }
}

impl Printer<'_> {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn in_chinese(&self) -> bool {
        self.spelling == Spelling::Chinese
    }

    fn keyword(&mut self, keyword: Keyword) {
        let in_chinese = self.in_chinese();
        let word = KEYWORDS
            .iter()
            .find(|(word, found)| *found == keyword && word.is_ascii() != in_chinese)
            .map_or("", |(word, _)| *word);
        self.put(word);
    }

    fn function(&mut self, function: Function) {
        let found = FUNCTIONS.iter().find(|(.., found)| *found == function);
        let (code, chinese) = found.map_or(("", ""), |(code, chinese, _)| (*code, *chinese));
        self.put(if self.in_chinese() { chinese } else { code });
        self.put("(");
    }

    fn quoted(&mut self, text: &str) {
        self.put("'");
        self.put(&text.replace('\'', "''"));
        self.put("'");
    }

    fn expr(&mut self, typed: &Typed, at_least: Tightness) {
        let own = tightness(&typed.node);
        if own < at_least {
            self.put("(");
            self.bare(typed);
            self.put(")");
        } else {
            self.bare(typed);
        }
    }

    fn bare(&mut self, typed: &Typed) {
        match &typed.node {
            Node::Number(number) => self.put(&number.to_string()),
            Node::Text(text) => self.quoted(text),
            Node::Day(day) => self.put(&day.to_string()),
            Node::Truth(true) => self.keyword(Keyword::True),
            Node::Truth(false) => self.keyword(Keyword::False),
            Node::PeriodStart => self.put(if self.in_chinese() { "@期初" } else { "@start" }),
            Node::PeriodEnd => self.put(if self.in_chinese() { "@期末" } else { "@end" }),
            Node::Column(column) => self.column(column),
            Node::List(items) => {
                self.put("[");
                self.separated(items);
                self.put("]");
            }
            Node::Not(of) => {
                self.keyword(Keyword::Not);
                self.put(" ");
                self.expr(of, Tightness::Not);
            }
            Node::And(parts) => self.joined(parts, Keyword::And, Tightness::Not),
            Node::Or(parts) => self.joined(parts, Keyword::Or, Tightness::And),
            Node::Compare(comparator, left, right) => self.compare(*comparator, left, right),
            Node::In(value, list) => self.is_in(value, list),
            Node::IsNull { of, negated } => self.is_null(of, *negated),
            Node::Arithmetic(operation, left, right) => self.arithmetic(*operation, left, right),
            Node::Aggregate(aggregate, source, of) => {
                self.over_records(Function::Aggregate(*aggregate), source, of.as_deref());
            }
            Node::Exists(source) => self.over_records(Function::Exists, source, None),
            Node::Each { source, key, aggregate, of } => {
                self.function(Function::Each);
                self.source(source);
                self.put(", ");
                self.about(source, |printer| printer.expr(key, Tightness::Or));
                self.inner(source, *aggregate, of.as_deref());
            }
            Node::Per { bucket, source, aggregate, of } => {
                self.function(Function::Per);
                self.bucket(*bucket);
                self.source(source);
                self.inner(source, *aggregate, of.as_deref());
            }
            Node::Covered { source, radius, zone } => {
                self.over_records(Function::Covered, source, Some(radius));
                self.text.pop();
                self.put(", ");
                self.quoted(zone);
                self.put(")");
            }
            Node::Percent(numerator, denominator) => {
                self.of_parts(Function::Percent, &[numerator, denominator]);
            }
            Node::Least(parts) => {
                let parts: Vec<&Typed> = parts.iter().collect();
                self.of_parts(Function::Least, &parts);
            }
            Node::Fold(fold, vector) => self.of_parts(Function::Fold(*fold), &[vector]),
            Node::InPeriod(day) => self.of_parts(Function::InPeriod, &[day]),
            Node::PeriodDays => self.of_parts(Function::Days, &[]),
            Node::Reference(key) => self.named(Function::Reference, key),
            Node::Area(zone) => self.named(Function::Area, zone),
            Node::TopTwo(survey) => self.named(Function::TopTwo, survey),
            Node::Same(code) => self.named(Function::Same, code),
        }
    }

    /// A function of records and what is taken of each.
    fn over_records(&mut self, function: Function, source: &SourcePlan, of: Option<&Typed>) {
        self.function(function);
        self.source(source);
        if let Some(of) = of {
            self.put(", ");
            self.about(source, |printer| printer.expr(of, Tightness::Or));
        }
        self.put(")");
    }

    /// A function of figures.
    fn of_parts(&mut self, function: Function, parts: &[&Typed]) {
        self.function(function);
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.put(", ");
            }
            self.expr(part, Tightness::Or);
        }
        self.put(")");
    }

    fn compare(&mut self, comparator: Comparator, left: &Typed, right: &Typed) {
        self.expr(left, Tightness::Sum);
        self.put(sign(comparator));
        self.expr(right, Tightness::Sum);
    }

    fn is_in(&mut self, value: &Typed, list: &Typed) {
        self.expr(value, Tightness::Sum);
        self.put(" ");
        self.keyword(Keyword::In);
        self.put(" ");
        self.expr(list, Tightness::Sum);
    }

    fn is_null(&mut self, of: &Typed, negated: bool) {
        self.expr(of, Tightness::Sum);
        self.put(match (self.in_chinese(), negated) {
            (true, false) => " 为空",
            (true, true) => " 不为空",
            (false, false) => " is null",
            (false, true) => " is not null",
        });
    }

    fn joined(&mut self, parts: &[Typed], word: Keyword, at_least: Tightness) {
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.put(" ");
                self.keyword(word);
                self.put(" ");
            }
            self.expr(part, at_least);
        }
    }

    fn separated(&mut self, items: &[Typed]) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.put(", ");
            }
            self.expr(item, Tightness::Or);
        }
    }

    fn arithmetic(&mut self, operation: Arithmetic, left: &Typed, right: &Typed) {
        let (sign, left_least, right_least) = match operation {
            Arithmetic::Plus => (" + ", Tightness::Sum, Tightness::Product),
            Arithmetic::Minus => (" - ", Tightness::Sum, Tightness::Product),
            Arithmetic::Times => (" * ", Tightness::Product, Tightness::Primary),
            Arithmetic::Over => (" / ", Tightness::Product, Tightness::Primary),
        };
        self.expr(left, left_least);
        self.put(sign);
        self.expr(right, right_least);
    }

    fn column(&mut self, column: &Column) {
        if column.outwards > 0 {
            self.put("$.");
        }
        let at = self.frames.len().checked_sub(column.outwards.saturating_add(1));
        let mut ledger = at.and_then(|at| self.frames.get(at).copied());
        for step in &column.steps {
            self.field(ledger, step.field.as_str());
            self.put(".");
            ledger = self.catalogue.ledger(step.ledger.as_str());
        }
        match &column.name {
            ColumnName::Record => self.put(if self.in_chinese() { "本记录" } else { "id" }),
            ColumnName::Evidence => {
                self.put(if self.in_chinese() { "佐证数" } else { "evidence" });
            }
            ColumnName::Field(name) => self.field(ledger, name.as_str()),
        }
    }

    fn field(&mut self, ledger: Option<&LedgerDefinition>, code: &str) {
        let field = ledger.and_then(|ledger| ledger.field(code));
        match field {
            Some(field) if self.in_chinese() => self.put(&field.label),
            _ => self.put(code),
        }
    }

    fn source(&mut self, source: &SourcePlan) {
        let ledger = self.catalogue.ledger(source.ledger.as_str());
        let label = ledger.map_or("", |ledger| ledger.label.as_str());
        self.put(if self.in_chinese() { label } else { source.ledger.as_str() });
        let mode = MODES.iter().find(|(.., mode)| *mode == source.mode);
        let (code, chinese) = mode.map_or(("", ""), |(code, chinese, _)| (*code, *chinese));
        self.put("@");
        self.put(if self.in_chinese() { chinese } else { code });
        if let Some(condition) = &source.condition {
            self.put(" ");
            self.keyword(Keyword::Where);
            self.put(" ");
            self.about(source, |printer| printer.expr(condition, Tightness::Or));
        }
    }

    /// Prints what speaks about a record of a source.
    fn about(&mut self, source: &SourcePlan, print: impl FnOnce(&mut Self)) {
        let ledger = self.catalogue.ledger(source.ledger.as_str());
        self.frames.extend(ledger);
        print(self);
        if ledger.is_some() {
            self.frames.pop();
        }
    }

    /// What is taken of the records of each key or stretch, and the end of the call.
    fn inner(&mut self, source: &SourcePlan, aggregate: Aggregate, of: Option<&Typed>) {
        self.put(", ");
        self.function(Function::Aggregate(aggregate));
        if let Some(of) = of {
            self.about(source, |printer| printer.expr(of, Tightness::Or));
        }
        self.put("))");
    }

    fn bucket(&mut self, bucket: Bucket) {
        let found = BUCKETS.iter().find(|(.., found)| *found == bucket);
        let (code, chinese) = found.map_or(("", ""), |(code, chinese, _)| (*code, *chinese));
        self.put(if self.in_chinese() { chinese } else { code });
        self.put(", ");
    }

    fn named(&mut self, function: Function, name: &str) {
        self.function(function);
        self.quoted(name);
        self.put(")");
    }
}

fn sign(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Equal => " = ",
        Comparator::Unequal => " != ",
        Comparator::Less => " < ",
        Comparator::LessOrEqual => " <= ",
        Comparator::Greater => " > ",
        Comparator::GreaterOrEqual => " >= ",
    }
}
