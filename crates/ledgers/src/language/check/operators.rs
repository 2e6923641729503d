//! Comparisons and arithmetic: what may be put beside what.

use super::super::nearest::nearest;
use super::super::tree::{Arithmetic, Comparator, Expr};
use super::super::typed::{ColumnName, Node, NumberUnit, Type, Typed};
use super::super::{LanguageError, Span};
use super::Checker;
use crate::FieldKind;

impl Checker<'_> {
    pub(super) fn compare(
        &mut self,
        comparator: Comparator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Typed> {
        let (left, right) = (self.expr(left), self.expr(right));
        let (left, right) = (left?, right?);
        let (left_type, is_vector) = of_each(&left.ty);
        let (right_type, right_vector) = of_each(&right.ty);
        if right_vector {
            self.error(right.span, "各项的值应写在比较符号的左边");
            return None;
        }
        self.comparable(&left_type, &right_type, span)?;
        let ordered = !matches!(comparator, Comparator::Equal | Comparator::Unequal);
        if ordered && !matches!(left_type, Type::Number(_) | Type::Day | Type::Moment) {
            self.error(span, format!("{}不分大小，只能用“=”和“!=”", left_type.label()));
            return None;
        }
        self.offered(&left, &right);
        self.offered(&right, &left);
        let ty = if is_vector { Type::Vector(Box::new(Type::Truth)) } else { Type::Truth };
        Some(Typed { node: Node::Compare(comparator, Box::new(left), Box::new(right)), ty, span })
    }

    /// Whether values of two types can be equal.
    fn comparable(&mut self, left: &Type, right: &Type, span: Span) -> Option<()> {
        let message = match (left, right) {
            (Type::Number(one), Type::Number(two)) => match one.common(two) {
                Some(_) => return Some(()),
                None => format!("单位不同，不能比较：“{}”与“{}”", one.label(), two.label()),
            },
            (Type::Place | Type::List(_) | Type::Vector(_), _) => {
                format!("{}不能比较", left.label())
            }
            (one, two) if one == two => return Some(()),
            _ => format!("{}不能与{}比较", left.label(), right.label()),
        };
        self.error(span, message);
        None
    }

    /// A text that is compared with a closed list must be in it.
    fn offered(&mut self, column: &Typed, constant: &Typed) {
        let constants = if let Node::List(items) = &constant.node {
            items.as_slice()
        } else {
            std::slice::from_ref(constant)
        };
        let Some(options) = self.options(column) else { return };
        for constant in constants {
            let Node::Text(text) = &constant.node else { continue };
            if options.iter().any(|option| option == text) {
                continue;
            }
            let meant = nearest(text, options.iter().map(String::as_str));
            let message = format!("“{text}”不在选项中，可选：{}", options.join("、"));
            let suggestion = meant.map(|meant| format!("'{meant}'"));
            self.errors.push(LanguageError::new(constant.span, message).suggesting(suggestion));
        }
    }

    /// The options of a field with a closed list.
    fn options(&self, typed: &Typed) -> Option<Vec<String>> {
        let Node::Column(column) = &typed.node else { return None };
        let ColumnName::Field(name) = &column.name else { return None };
        let ledger = if let Some(step) = column.steps.last() {
            self.catalogue.ledger(step.ledger.as_str())?
        } else {
            let at = self.frames.len().checked_sub(column.outwards.saturating_add(1))?;
            self.frames.get(at)?
        };
        let field = ledger.field(name.as_str())?;
        if let FieldKind::Choice { options, open: false } = &field.kind {
            Some(options.clone())
        } else {
            None
        }
    }

    pub(super) fn is_in(&mut self, value: &Expr, list: &Expr, span: Span) -> Option<Typed> {
        let (value, list) = (self.expr(value), self.expr(list));
        let (value, list) = (value?, list?);
        let Type::List(of) = &list.ty else {
            self.error(list.span, "“属于”之后应为列表，如 ['日常', '大修']");
            return None;
        };
        self.comparable(&value.ty, &of.clone(), span)?;
        self.offered(&value, &list);
        Some(Typed { node: Node::In(Box::new(value), Box::new(list)), ty: Type::Truth, span })
    }

    pub(super) fn arithmetic(
        &mut self,
        operation: Arithmetic,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Typed> {
        let (left, right) = (self.expr(left), self.expr(right));
        let (left, right) = (left?, right?);
        let found = match (&left.ty, &right.ty) {
            (Type::Number(one), Type::Number(two)) => self.numbers(operation, one, two),
            (Type::Day, Type::Day) if operation == Arithmetic::Minus => {
                Ok(Type::Number(NumberUnit::Days))
            }
            (Type::Day, Type::Number(unit))
                if matches!(operation, Arithmetic::Plus | Arithmetic::Minus)
                    && (unit.is_bare() || *unit == NumberUnit::Days) =>
            {
                Ok(Type::Day)
            }
            (one, two) => Err(format!("{}与{}不能相加减乘除", one.label(), two.label())),
        };
        match found {
            Ok(ty) => {
                let node = Node::Arithmetic(operation, Box::new(left), Box::new(right));
                Some(Typed { node, ty, span })
            }
            Err(message) => {
                self.error(span, message);
                None
            }
        }
    }

    fn numbers(
        &self,
        operation: Arithmetic,
        one: &NumberUnit,
        two: &NumberUnit,
    ) -> Result<Type, String> {
        let unit = match operation {
            Arithmetic::Plus | Arithmetic::Minus => one.common(two).ok_or_else(|| {
                format!("单位不同，不能相加减：“{}”与“{}”", one.label(), two.label())
            })?,
            Arithmetic::Times if one.is_bare() => two.clone(),
            Arithmetic::Times if two.is_bare() => one.clone(),
            Arithmetic::Times => {
                return Err(format!("“{}”与“{}”不能相乘", one.label(), two.label()));
            }
            // A share of two columns would have to be rounded in every record.
            Arithmetic::Over if self.in_record() => {
                return Err(
                    "一条记录之内不作除法，请改写为乘法，如 已投资 >= 0.25 * 总投资".to_owned()
                );
            }
            Arithmetic::Over if two.is_bare() => one.clone(),
            Arithmetic::Over if one.common(two).is_some() => NumberUnit::Plain,
            Arithmetic::Over => {
                return Err(format!("“{}”不能除以“{}”", one.label(), two.label()));
            }
        };
        Ok(Type::Number(unit))
    }
}

/// The type of one value, and whether there are several.
fn of_each(ty: &Type) -> (Type, bool) {
    if let Type::Vector(of) = ty { ((**of).clone(), true) } else { (ty.clone(), false) }
}
