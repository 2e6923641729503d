//! Ledgers, fields, and the way along references.

use super::super::nearest::nearest;
use super::super::tree::{Mode, Path, Source, Word};
use super::super::typed::{Column, ColumnName, Node, NumberUnit, SourcePlan, Step, Type, Typed};
use super::super::words::{MODES, mode};
use super::super::{LanguageError, Span, parse};
use super::Checker;
use crate::{ComputedKind, FieldDefinition, FieldKind, LedgerDefinition, RecordKind};

/// Decimals of an amount in 元.
const YUAN_DIGITS: u8 = 2;

impl<'a> Checker<'a> {
    /// A ledger by code or label.
    pub(super) fn ledger(&mut self, word: &Word) -> Option<&'a LedgerDefinition> {
        let found = self.catalogue.called(&word.text);
        if found.is_none() {
            let names = self.catalogue.ledgers().flat_map(|l| [l.code.as_str(), l.label.as_str()]);
            let suggestion = nearest(&word.text, names).map(ToOwned::to_owned);
            let message = format!("没有名为“{}”的台账", word.text);
            self.errors.push(LanguageError::new(word.span, message).suggesting(suggestion));
        }
        found
    }

    /// Records of a ledger; the condition speaks about one of them.
    pub(super) fn source(&mut self, source: &Source) -> Option<SourcePlan> {
        let ledger = self.ledger(&source.ledger)?;
        let mode = self.mode(ledger, source)?;
        let condition = match &source.condition {
            None => None,
            Some(condition) => {
                let typed = self.within(ledger, |checker| checker.truth(condition))?;
                Some(Box::new(typed))
            }
        };
        Some(SourcePlan { ledger: ledger.code.clone(), mode, condition })
    }

    /// Looks at something with a record of a ledger at hand.
    pub(super) fn within<T>(
        &mut self,
        ledger: &'a LedgerDefinition,
        look: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.frames.push(ledger);
        let seen = look(self);
        self.frames.pop();
        seen
    }

    fn mode(&mut self, ledger: &LedgerDefinition, source: &Source) -> Option<Mode> {
        let Some(word) = &source.mode else {
            let stock = ledger.kind == RecordKind::Stock;
            return Some(if stock { Mode::End } else { Mode::In });
        };
        let Some(mode) = mode(&word.text) else {
            let names = MODES.iter().flat_map(|(code, chinese, _)| [*code, *chinese]);
            let suggestion = nearest(&word.text, names).map(|name| format!("@{name}"));
            let message = format!("没有“@{}”这种时间口径", word.text);
            self.errors.push(LanguageError::new(word.span, message).suggesting(suggestion));
            return None;
        };
        if !mode.fits(ledger) {
            let fitting = if ledger.kind == RecordKind::Stock { "@期末" } else { "@期内" };
            let message = format!(
                "{}台账“{}”没有“@{}”这种时间口径，可用“{fitting}”或“@全部”",
                ledger.kind.label(),
                ledger.label,
                word.text
            );
            self.error(word.span, message);
            return None;
        }
        Some(mode)
    }

    /// A field of the record at hand or of the one enclosing it.
    pub(super) fn path(&mut self, path: &Path, span: Span) -> Option<Typed> {
        let outwards = usize::from(path.outer);
        let at = self.frames.len().checked_sub(outwards.saturating_add(1));
        let Some(ledger) = at.and_then(|at| self.frames.get(at).copied()) else {
            self.no_record(path, span);
            return None;
        };
        let (last, before) = path.fields.split_last()?;
        let mut ledger = ledger;
        let mut steps = Vec::new();
        for word in before {
            let field = self.field(ledger, word)?;
            let FieldKind::Reference { ledger: target } = &field.kind else {
                let message = format!("“{}”不引用其他台账，其后不能再跟“.”", field.label);
                self.error(word.span, message);
                return None;
            };
            steps.push(Step { field: field.code.clone(), ledger: target.clone() });
            ledger = self.catalogue.ledger(target.as_str())?;
        }
        let place = Place { ledger, outwards, steps };
        self.column(place, last, span)
    }

    fn no_record(&mut self, path: &Path, span: Span) {
        let name = path.fields.first().map_or("", |word| word.text.as_str());
        let message = if path.outer {
            "“$.”指外层的记录，此处没有外层记录".to_owned()
        } else if self.catalogue.called(name).is_some() {
            format!("“{name}”是台账，请放在计数、合计等函数的括号内")
        } else {
            format!("“{name}”不在任何台账之内，字段应写在“其中”之后")
        };
        self.error(span, message);
    }

    fn field(&mut self, ledger: &'a LedgerDefinition, word: &Word) -> Option<&'a FieldDefinition> {
        let found = ledger.field_called(&word.text);
        if found.is_none() {
            let names = ledger.fields.iter().flat_map(|f| [f.code.as_str(), f.label.as_str()]);
            let suggestion = nearest(&word.text, names).map(ToOwned::to_owned);
            let message = format!("台账“{}”没有字段“{}”", ledger.label, word.text);
            self.errors.push(LanguageError::new(word.span, message).suggesting(suggestion));
        }
        found
    }

    fn column(&mut self, place: Place<'a>, word: &Word, span: Span) -> Option<Typed> {
        let common = match word.text.as_str() {
            "id" | "本记录" => {
                Some((ColumnName::Record, Type::Record(place.ledger.code.clone())))
            }
            "evidence" | "佐证数" => {
                Some((ColumnName::Evidence, Type::Number(NumberUnit::Plain)))
            }
            _ => None,
        };
        if let Some((name, ty)) = common {
            return Some(place.typed(name, ty, 0, span));
        }
        let field = self.field(place.ledger, word)?;
        let name = ColumnName::Field(field.code.clone());
        let number = |unit: &Option<crate::MeasureUnit>| {
            Type::Number(unit.clone().map_or(NumberUnit::Plain, unit_of))
        };
        let (ty, digits) = match &field.kind {
            FieldKind::Text { .. } | FieldKind::Choice { .. } | FieldKind::Person => {
                (Type::Text, 0)
            }
            FieldKind::Integer { unit } => (number(unit), 0),
            FieldKind::Decimal { digits, unit } => (number(unit), *digits),
            FieldKind::Money => (Type::Number(NumberUnit::Yuan), YUAN_DIGITS),
            FieldKind::Day => (Type::Day, 0),
            FieldKind::Moment => (Type::Moment, 0),
            FieldKind::YesNo => (Type::Truth, 0),
            FieldKind::Point | FieldKind::Line | FieldKind::Outline => (Type::Place, 0),
            FieldKind::Reference { ledger } => (Type::Record(ledger.clone()), 0),
            FieldKind::References { ledger } => {
                (Type::List(Box::new(Type::Record(ledger.clone()))), 0)
            }
            FieldKind::File => (Type::Text, 0),
            FieldKind::Computed { .. } => return self.computed(&place, field, span),
        };
        Some(place.typed(name, ty, digits, span))
    }

    /// Puts the expression of a computed field in its place.
    fn computed(
        &mut self,
        place: &Place<'a>,
        field: &FieldDefinition,
        span: Span,
    ) -> Option<Typed> {
        let FieldKind::Computed { expression, gives } = &field.kind else { return None };
        let this = (place.ledger.code.clone(), field.code.clone());
        if self.computing.contains(&this) {
            self.error(span, format!("计算字段“{}”要用到它自己", field.label));
            return None;
        }
        let parsed = match parse(expression) {
            Ok(parsed) => parsed,
            Err(error) => {
                self.error(span, format!("计算字段“{}”的算式有误：{error}", field.label));
                return None;
            }
        };
        self.computing.push(this);
        let mut inner = Self {
            catalogue: self.catalogue,
            frames: vec![place.ledger],
            computing: self.computing.clone(),
            errors: Vec::new(),
        };
        let typed = inner.expr(&parsed);
        self.computing.pop();
        if let Some(first) = inner.errors.first() {
            self.error(span, format!("计算字段“{}”的算式有误：{first}", field.label));
        }
        let mut typed = typed.filter(|_| inner.errors.is_empty())?;
        if !gives_as_said(&typed.ty, gives) {
            let message =
                format!("计算字段“{}”得到的是{}，与定义不符", field.label, typed.ty.label());
            self.error(span, message);
            return None;
        }
        place.reach_from(&mut typed);
        typed.span = span;
        Some(typed)
    }
}

fn unit_of(unit: crate::MeasureUnit) -> NumberUnit {
    match unit.as_str() {
        "元" => NumberUnit::Yuan,
        "天" | "日" => NumberUnit::Days,
        "%" => NumberUnit::Percent,
        _ => NumberUnit::Of(unit),
    }
}

fn gives_as_said(ty: &Type, gives: &ComputedKind) -> bool {
    matches!(
        (ty, gives),
        (Type::Truth, ComputedKind::YesNo)
            | (Type::Number(_), ComputedKind::Number { .. })
            | (Type::Day, ComputedKind::Day)
    )
}

/// Where a field is looked for.
struct Place<'a> {
    ledger: &'a LedgerDefinition,
    outwards: usize,
    steps: Vec<Step>,
}

impl Place<'_> {
    fn typed(self, name: ColumnName, ty: Type, digits: u8, span: Span) -> Typed {
        let column = Column { outwards: self.outwards, steps: self.steps, name, digits };
        Typed { node: Node::Column(column), ty, span }
    }

    /// Moves an expression about a record of this ledger to where the record is reached from.
    fn reach_from(&self, typed: &mut Typed) {
        self.reach(typed, 0);
    }

    fn reach(&self, typed: &mut Typed, deep: usize) {
        if let Node::Column(column) = &mut typed.node
            && column.outwards == deep
        {
            column.outwards = column.outwards.saturating_add(self.outwards);
            column.steps.splice(0..0, self.steps.iter().cloned());
        }
        typed.node.for_each_part(&mut |part, deeper| {
            self.reach(part, deep.saturating_add(usize::from(deeper)));
        });
    }
}
