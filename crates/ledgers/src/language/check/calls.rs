//! Functions: what each is given, and what it gives.

use super::super::nearest::nearest;
use super::super::tree::{Aggregate, Argument, Bucket, Expr, ExprKind, Fold, Mode, Source, Word};
use super::super::typed::{Node, NumberUnit, SourcePlan, Type, Typed};
use super::super::words::{BUCKETS, FUNCTIONS, Function, bucket, function};
use super::super::{LanguageError, Span};
use super::Checker;
use crate::MeasureUnit;

/// A call and where it stands.
struct Call<'c> {
    name: &'c Word,
    arguments: &'c [Argument],
    span: Span,
}

impl Call<'_> {
    fn typed(&self, node: Node, ty: Type) -> Typed {
        Typed { node, ty, span: self.span }
    }
}

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &Word,
        arguments: &[Argument],
        span: Span,
    ) -> Option<Typed> {
        let Some(function) = function(&name.text) else {
            let names = FUNCTIONS.iter().flat_map(|(code, chinese, _)| [*code, *chinese]);
            let suggestion = nearest(&name.text, names).map(ToOwned::to_owned);
            let message = format!("没有名为“{}”的函数", name.text);
            self.errors.push(LanguageError::new(name.span, message).suggesting(suggestion));
            return None;
        };
        if self.in_record()
            && !matches!(function, Function::Exists | Function::InPeriod | Function::Reference)
        {
            let message = format!(
                "“{}”统计多条记录，不能写在一条记录的条件之内；查有无可用“存在”",
                name.text
            );
            self.error(name.span, message);
            return None;
        }
        let call = Call { name, arguments, span };
        match function {
            Function::Aggregate(aggregate) => self.aggregate(&call, aggregate),
            Function::Exists => {
                let [source] = self.exactly(&call, "台账")?;
                let source = self.source_of(source)?;
                Some(call.typed(Node::Exists(source), Type::Truth))
            }
            Function::Each => self.each(&call),
            Function::Per => self.per(&call),
            Function::Percent => self.percent(&call),
            Function::Least => self.least(&call),
            Function::Reference => {
                let key = self.only_text(&call)?;
                Some(call.typed(Node::Reference(key), Type::Number(NumberUnit::Any)))
            }
            Function::Days => {
                let [] = self.exactly(&call, "")?;
                Some(call.typed(Node::PeriodDays, Type::Number(NumberUnit::Days)))
            }
            Function::InPeriod => {
                let [day] = self.exactly(&call, "日期")?;
                let day = self.value_of(day, &Type::Day)?;
                Some(call.typed(Node::InPeriod(Box::new(day)), Type::Truth))
            }
            Function::Fold(fold) => self.fold(&call, fold),
            Function::Covered => self.covered(&call),
            Function::Area => {
                let zone = self.only_text(&call)?;
                Some(call.typed(Node::Area(zone), Type::Number(square_kilometres())))
            }
            Function::TopTwo => {
                let survey = self.only_text(&call)?;
                Some(call.typed(Node::TopTwo(survey), Type::Number(NumberUnit::Percent)))
            }
            Function::Same => {
                let code = self.only_text(&call)?;
                Some(call.typed(Node::Same(code), Type::Number(NumberUnit::Any)))
            }
        }
    }

    /// Exactly as many arguments as are taken.
    fn exactly<'c, const N: usize>(
        &mut self,
        call: &Call<'c>,
        takes: &str,
    ) -> Option<&'c [Argument; N]> {
        let found = <&[Argument; N]>::try_from(call.arguments).ok();
        if found.is_none() {
            let takes = if takes.is_empty() {
                "括号内不写内容".to_owned()
            } else {
                format!("括号内应为{takes}")
            };
            let message = format!("“{}”的{takes}，现有{}项", call.name.text, call.arguments.len());
            self.error(call.span, message);
        }
        found
    }

    /// Records: a ledger alone, or with `@` and `where`.
    fn source_of(&mut self, argument: &Argument) -> Option<SourcePlan> {
        match argument {
            Argument::Source(source, _) => self.source(source),
            Argument::Value(Expr { kind: ExprKind::Path(path), .. })
                if !path.outer && path.fields.len() == 1 =>
            {
                let ledger = path.fields.first()?.clone();
                self.source(&Source { ledger, mode: None, condition: None })
            }
            Argument::Value(other) => {
                self.error(other.span, "此处应为台账，如 设施设备@期末 其中 状态 = '可用'");
                None
            }
        }
    }

    fn expr_of<'c>(&mut self, argument: &'c Argument) -> Option<&'c Expr> {
        match argument {
            Argument::Value(expr) => Some(expr),
            Argument::Source(_, span) => {
                self.error(*span, "此处应为数值或字段，不是台账");
                None
            }
        }
    }

    fn value_of(&mut self, argument: &Argument, wanted: &Type) -> Option<Typed> {
        let expr = self.expr_of(argument)?;
        let typed = self.expr(expr)?;
        if typed.ty != *wanted {
            let message = format!("此处应为{}，得到的是{}", wanted.label(), typed.ty.label());
            self.error(typed.span, message);
            return None;
        }
        Some(typed)
    }

    fn number_of(&mut self, argument: &Argument) -> Option<(Typed, NumberUnit)> {
        let expr = self.expr_of(argument)?;
        let typed = self.expr(expr)?;
        let Type::Number(unit) = &typed.ty else {
            let hint = if matches!(typed.ty, Type::Vector(_)) {
                "，可先用“各项最小”等归并"
            } else {
                ""
            };
            let message = format!("此处应为数值，得到的是{}{hint}", typed.ty.label());
            self.error(typed.span, message);
            return None;
        };
        let unit = unit.clone();
        Some((typed, unit))
    }

    fn only_text(&mut self, call: &Call<'_>) -> Option<String> {
        let [argument] = self.exactly(call, "一个加引号的名称")?;
        match argument {
            Argument::Value(Expr { kind: ExprKind::Text(text), .. }) => Some(text.clone()),
            Argument::Value(_) | Argument::Source(..) => {
                self.error(call.span, format!("“{}”的括号内应为一个加引号的名称", call.name.text));
                None
            }
        }
    }

    fn aggregate(&mut self, call: &Call<'_>, aggregate: Aggregate) -> Option<Typed> {
        let (source, of) = match (aggregate, call.arguments) {
            (Aggregate::Count, [source]) => (source, None),
            (Aggregate::Count, _) => {
                let message = "“计数”的括号内只写台账；数不同的值用“不重复计数”";
                self.error(call.span, message);
                return None;
            }
            (_, [source, of]) => (source, Some(of)),
            _ => {
                let message = format!("“{}”的括号内应为台账和字段，中间用逗号分隔", call.name.text);
                self.error(call.span, message);
                return None;
            }
        };
        let source = self.source_of(source)?;
        let (of, ty) = self.aggregated(&source, aggregate, of, call.span)?;
        Some(call.typed(Node::Aggregate(aggregate, source, of), ty))
    }

    /// What is put together, and what that gives.
    fn aggregated(
        &mut self,
        source: &SourcePlan,
        aggregate: Aggregate,
        of: Option<&Argument>,
        span: Span,
    ) -> Option<(Option<Box<Typed>>, Type)> {
        let plain = Type::Number(NumberUnit::Plain);
        let Some(of) = of else { return Some((None, plain)) };
        let expr = self.expr_of(of)?;
        let ledger = self.catalogue.ledger(source.ledger.as_str())?;
        let typed = self.within(ledger, |checker| checker.expr(expr))?;
        let ty = match (aggregate, &typed.ty) {
            (Aggregate::Count | Aggregate::CountDistinct, _) => plain,
            (_, Type::Number(unit)) => Type::Number(unit.clone()),
            (Aggregate::Least | Aggregate::Greatest, Type::Day) => Type::Day,
            (_, other) => {
                self.error(span, format!("{}不能合计、平均或比大小", other.label()));
                return None;
            }
        };
        Some((Some(Box::new(typed)), ty))
    }

    /// `count()` or `max(attended)`, of the records of one key.
    fn inner(
        &mut self,
        source: &SourcePlan,
        argument: &Argument,
    ) -> Option<(Aggregate, Option<Box<Typed>>, Type)> {
        let expr = self.expr_of(argument)?;
        if let ExprKind::Call { name, arguments } = &expr.kind
            && let Some(Function::Aggregate(aggregate)) = function(&name.text)
            && (aggregate == Aggregate::Count) == arguments.is_empty()
            && arguments.len() <= 1
        {
            let (of, ty) = self.aggregated(source, aggregate, arguments.first(), expr.span)?;
            return Some((aggregate, of, ty));
        }
        self.error(expr.span, "此处应为每项的统计，如 计数() 或 最大值(到课人数)");
        None
    }

    fn each(&mut self, call: &Call<'_>) -> Option<Typed> {
        let [source, key, inner] = self.exactly(call, "台账、分项字段和每项的统计")?;
        let source = self.source_of(source)?;
        let ledger = self.catalogue.ledger(source.ledger.as_str())?;
        let key = self.expr_of(key)?;
        let key = self.within(ledger, |checker| checker.expr(key))?;
        let (aggregate, of, ty) = self.inner(&source, inner)?;
        let node = Node::Each { source, key: Box::new(key), aggregate, of };
        Some(call.typed(node, Type::Vector(Box::new(ty))))
    }

    fn per(&mut self, call: &Call<'_>) -> Option<Typed> {
        let [stretch, source, inner] = self.exactly(call, "日、周或月，台账，每期的统计")?;
        let bucket = self.bucket_of(stretch)?;
        let place = match source {
            Argument::Source(_, span) => *span,
            Argument::Value(expr) => expr.span,
        };
        let source = self.source_of(source)?;
        if source.mode != Mode::In {
            self.error(place, "逐日、逐周、逐月统计的台账应用“@期内”");
            return None;
        }
        let (aggregate, of, ty) = self.inner(&source, inner)?;
        let node = Node::Per { bucket, source, aggregate, of };
        Some(call.typed(node, Type::Vector(Box::new(ty))))
    }

    fn bucket_of(&mut self, argument: &Argument) -> Option<Bucket> {
        let expr = self.expr_of(argument)?;
        if let ExprKind::Path(path) = &expr.kind
            && let [word] = path.fields.as_slice()
            && let Some(bucket) = bucket(&word.text)
        {
            return Some(bucket);
        }
        let names: Vec<&str> = BUCKETS.iter().map(|(_, chinese, _)| *chinese).collect();
        self.error(expr.span, format!("此处应为{}", names.join("、")));
        None
    }

    fn percent(&mut self, call: &Call<'_>) -> Option<Typed> {
        let [numerator, denominator] = self.exactly(call, "分子和分母")?;
        let (numerator, denominator) = (self.number_of(numerator), self.number_of(denominator));
        let ((numerator, one), (denominator, two)) = (numerator?, denominator?);
        if one.common(&two).is_none() && !(one.is_bare() || two.is_bare()) {
            let message = format!("分子与分母的单位不同：“{}”与“{}”", one.label(), two.label());
            self.error(call.span, message);
            return None;
        }
        let node = Node::Percent(Box::new(numerator), Box::new(denominator));
        Some(call.typed(node, Type::Number(NumberUnit::Percent)))
    }

    fn least(&mut self, call: &Call<'_>) -> Option<Typed> {
        let parts: Vec<_> = call.arguments.iter().map(|part| self.number_of(part)).collect();
        let parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
        let mut unit = NumberUnit::Any;
        for (_, own) in &parts {
            let Some(common) = unit.common(own) else {
                self.error(call.span, "取小的各项单位应相同");
                return None;
            };
            unit = common;
        }
        if parts.len() < 2 {
            self.error(call.span, "“取小”至少要两项");
            return None;
        }
        let parts = parts.into_iter().map(|(typed, _)| typed).collect();
        Some(call.typed(Node::Least(parts), Type::Number(unit)))
    }

    fn fold(&mut self, call: &Call<'_>, fold: Fold) -> Option<Typed> {
        let [vector] = self.exactly(call, "逐项或逐期的统计")?;
        let expr = self.expr_of(vector)?;
        let typed = self.expr(expr)?;
        let Type::Vector(of) = &typed.ty else {
            self.error(typed.span, "此处应为逐项或逐期的统计");
            return None;
        };
        let ty = match (fold, &**of) {
            (Fold::Count, _) => Type::Number(NumberUnit::Plain),
            (_, Type::Number(unit)) => Type::Number(unit.clone()),
            (_, other) => {
                self.error(typed.span, format!("各项是{}，只能用“各项计数”", other.label()));
                return None;
            }
        };
        Some(call.typed(Node::Fold(fold, Box::new(typed)), ty))
    }

    fn covered(&mut self, call: &Call<'_>) -> Option<Typed> {
        let [source, radius, zone] = self.exactly(call, "台账、半径字段和区域")?;
        let source = self.source_of(source)?;
        let ledger = self.catalogue.ledger(source.ledger.as_str())?;
        let radius = self.within(ledger, |checker| checker.number_of(radius).map(|(r, _)| r))?;
        let Argument::Value(Expr { kind: ExprKind::Text(zone), .. }) = zone else {
            self.error(call.span, "“覆盖面积”的第三项应为加引号的区域名称");
            return None;
        };
        let node = Node::Covered { source, radius: Box::new(radius), zone: zone.clone() };
        Some(call.typed(node, Type::Number(square_kilometres())))
    }
}

fn square_kilometres() -> NumberUnit {
    NumberUnit::Of(MeasureUnit::new("km²"))
}
