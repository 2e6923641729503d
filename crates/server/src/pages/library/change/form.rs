//! The form of an indicator and the indicator that it says.

use super::FormFault;
use indicators::{
    Accumulation, Correction, Direction, FormulaVariant, IndicatorCode, IndicatorDefinition,
    ScoringRule, ServedRow, WhenNothing, WordingFault,
};
use serde::Deserialize;
use vocabulary::{Basis, Day};

/// Between the parts of a line of served rows, as printed; people paste others.
const BETWEEN: char = '｜';

/// What is in the form, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct IndicatorForm {
    /// 指标编码.
    pub(crate) code: String,
    /// 指标名称.
    pub(crate) name: String,
    /// 指标解释.
    pub(crate) definition: String,
    /// 项目.
    pub(crate) theme: String,
    /// 累计方式, its label.
    pub(crate) accumulation: String,
    /// 计分规则, its label.
    pub(crate) scoring: String,
    /// 依据.
    pub(crate) basis: String,
    /// 数据来源.
    pub(crate) sources: String,
    /// 取值方法.
    pub(crate) method: String,
    /// 佐证资料.
    pub(crate) evidence: String,
    /// 公布口径: the formula.
    pub(crate) formula: String,
    /// 计量单位.
    pub(crate) unit: String,
    /// 指标方向, its label.
    pub(crate) direction: String,
    /// Why no event is a full result; empty when there is no value then.
    pub(crate) full: String,
    /// 口径问题, its label; empty without a correction.
    pub(crate) fault: String,
    /// Why the published definition is at fault.
    pub(crate) fault_reason: String,
    /// 修正口径: the formula.
    pub(crate) corrected_formula: String,
    /// Its unit; the same when empty.
    pub(crate) corrected_unit: String,
    /// Its direction; the same when empty.
    pub(crate) corrected_direction: String,
    /// Why no event is a full result.
    pub(crate) corrected_full: String,
    /// The rows served, one a line.
    pub(crate) serves: String,
    /// 启用日期.
    pub(crate) in_force_from: String,
    /// 修订理由.
    pub(crate) reason: String,
    /// The version that is changed; empty of a new indicator.
    pub(crate) version: String,
    /// `check` or `save`.
    pub(crate) act: String,
    /// The fault of the published formula whose suggestion is taken.
    pub(crate) mend_literal: Option<usize>,
    /// The same of the corrected one.
    pub(crate) mend_corrected: Option<usize>,
}

/// Faults in the order of the form.
struct Reading(Vec<FormFault>);

impl Reading {
    fn tell(&mut self, (name, label): (&'static str, &'static str), message: impl Into<String>) {
        self.0.push(FormFault { name, label, message: message.into() });
    }

    fn needed(&mut self, field: (&'static str, &'static str), text: &str) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.tell(field, "请填写");
        }
        text.to_owned()
    }

    fn choice<T: Copy>(
        &mut self,
        field: (&'static str, &'static str),
        text: &str,
        (all, label): (&[T], impl Fn(T) -> &'static str),
    ) -> Option<T> {
        let found = all.iter().copied().find(|one| label(*one) == text);
        if found.is_none() {
            self.tell(field, "请选择");
        }
        found
    }
}

impl IndicatorForm {
    /// The form of a new indicator.
    pub(super) fn blank(today: Day) -> Self {
        Self {
            unit: "%".to_owned(),
            direction: Direction::HigherIsBetter.label().to_owned(),
            accumulation: Accumulation::Cumulative.label().to_owned(),
            scoring: ScoringRule::Ratio.label().to_owned(),
            in_force_from: today.to_string(),
            ..Self::default()
        }
    }

    /// The form of an indicator, its formulas in Chinese.
    pub(super) fn of(
        definition: &IndicatorDefinition,
        (formula, corrected_formula): (String, Option<String>),
        today: Day,
    ) -> Self {
        let literal = &definition.literal;
        let correction = definition.corrected.as_ref();
        let own = |of: fn(&Correction) -> String| correction.map(of).unwrap_or_default();
        Self {
            code: definition.code.to_string(),
            name: definition.name.clone(),
            definition: definition.definition.clone(),
            theme: definition.theme.clone(),
            accumulation: definition.accumulation.label().to_owned(),
            scoring: definition.scoring.label().to_owned(),
            basis: definition.basis.as_ref().map(|one| one.as_str().to_owned()).unwrap_or_default(),
            sources: definition.sources.clone(),
            method: definition.method.clone(),
            evidence: definition.evidence.clone(),
            formula,
            unit: literal.unit.clone(),
            direction: literal.direction.label().to_owned(),
            full: reason_of(&literal.when_nothing),
            fault: own(|one| one.fault.label().to_owned()),
            fault_reason: own(|one| one.reason.clone()),
            corrected_formula: corrected_formula.unwrap_or_default(),
            corrected_unit: own(|one| one.variant.unit.clone()),
            corrected_direction: own(|one| one.variant.direction.label().to_owned()),
            corrected_full: own(|one| reason_of(&one.variant.when_nothing)),
            serves: definition.serves.iter().map(line).collect::<Vec<_>>().join("\n"),
            in_force_from: today.to_string(),
            version: definition.version.to_string(),
            ..Self::default()
        }
    }

    /// The version that is changed; none of a new indicator.
    pub(super) fn changes_version(&self) -> Option<i32> {
        self.version.parse().ok()
    }

    /// The indicator that the form says, and everything that is wrong with the form.
    pub(super) fn read(&self) -> (Option<IndicatorDefinition>, Vec<FormFault>) {
        let mut reading = Reading(Vec::new());
        let definition = self.definition(&mut reading);
        (definition, reading.0)
    }

    fn definition(&self, reading: &mut Reading) -> Option<IndicatorDefinition> {
        let code = IndicatorCode::parse(self.code.trim());
        let code = code.map_err(|error| reading.tell(("code", "指标编码"), error.to_string())).ok();
        let name = reading.needed(("name", "指标名称"), &self.name);
        let theme = reading.needed(("theme", "项目"), &self.theme);
        let definition = reading.needed(("definition", "指标解释"), &self.definition);
        let accumulation = reading.choice(
            ("accumulation", "累计方式"),
            &self.accumulation,
            (&Accumulation::ALL, Accumulation::label),
        );
        let scoring = reading.choice(
            ("scoring", "计分规则"),
            &self.scoring,
            (&ScoringRule::ALL, ScoringRule::label),
        );
        let sources = reading.needed(("sources", "数据来源"), &self.sources);
        let method = reading.needed(("method", "取值方法"), &self.method);
        let evidence = reading.needed(("evidence", "佐证资料"), &self.evidence);
        let literal = self.literal(reading);
        let corrected = self.corrected(literal.as_ref(), reading);
        let serves = self.served(reading);
        let from = Day::parse(self.in_force_from.trim());
        let from =
            from.map_err(|error| reading.tell(("in_force_from", "启用日期"), error.to_string()));
        let basis = self.basis.trim();
        Some(IndicatorDefinition {
            code: code?,
            name,
            definition,
            theme,
            accumulation: accumulation?,
            basis: (!basis.is_empty()).then(|| Basis::new(basis)),
            sources,
            method,
            evidence,
            scoring: scoring?,
            literal: literal?,
            corrected,
            serves,
            in_force_from: from.ok()?,
            version: 1,
        })
    }

    fn literal(&self, reading: &mut Reading) -> Option<FormulaVariant> {
        let formula = reading.needed(("formula", "计算公式"), &self.formula);
        let unit = reading.needed(("unit", "计量单位"), &self.unit);
        let direction = reading.choice(
            ("direction", "指标方向"),
            &self.direction,
            (&Direction::ALL, Direction::label),
        );
        let when_nothing = when_nothing(&self.full);
        Some(FormulaVariant { formula, unit, direction: direction?, when_nothing })
    }

    /// The correction; none where nothing was written, and where it is not sound, which is told.
    fn corrected(
        &self,
        literal: Option<&FormulaVariant>,
        reading: &mut Reading,
    ) -> Option<Correction> {
        let texts = [&self.fault, &self.fault_reason, &self.corrected_formula];
        if texts.iter().all(|text| text.trim().is_empty()) {
            return None;
        }
        let fault = reading.choice(
            ("fault", "口径问题"),
            &self.fault,
            (&WordingFault::ALL, WordingFault::label),
        );
        let reason = reading.needed(("fault_reason", "问题说明"), &self.fault_reason);
        let formula = reading.needed(("corrected_formula", "修正公式"), &self.corrected_formula);
        let unit = self.corrected_unit.trim();
        let direction = if self.corrected_direction.is_empty() {
            literal.map(|literal| literal.direction)
        } else {
            reading.choice(
                ("corrected_direction", "修正口径的方向"),
                &self.corrected_direction,
                (&Direction::ALL, Direction::label),
            )
        };
        let unit = if unit.is_empty() { literal?.unit.clone() } else { unit.to_owned() };
        let when_nothing = when_nothing(&self.corrected_full);
        let variant = FormulaVariant { formula, unit, direction: direction?, when_nothing };
        Some(Correction { fault: fault?, reason, variant })
    }

    fn served(&self, reading: &mut Reading) -> Vec<ServedRow> {
        let mut rows = Vec::new();
        for (number, text) in (1_usize..).zip(self.serves.lines()) {
            if text.trim().is_empty() {
                continue;
            }
            match served(text) {
                Some(row) => rows.push(row),
                None => reading.tell(
                    ("serves", "对应的目标表行"),
                    format!("第{number}行应为“项目序号｜行号｜三级指标｜绩效指标描述”"),
                ),
            }
        }
        rows
    }
}

fn reason_of(when_nothing: &WhenNothing) -> String {
    match when_nothing {
        WhenNothing::NotApplicable => String::new(),
        WhenNothing::Full { reason } => reason.clone(),
    }
}

fn when_nothing(reason: &str) -> WhenNothing {
    match reason.trim() {
        "" => WhenNothing::NotApplicable,
        reason => WhenNothing::Full { reason: reason.to_owned() },
    }
}

fn line(row: &ServedRow) -> String {
    let (project, number) = (row.project.to_string(), row.row.to_string());
    [project.as_str(), &number, &row.name, &row.definition].join(&BETWEEN.to_string())
}

fn served(text: &str) -> Option<ServedRow> {
    let mut parts = text.splitn(4, [BETWEEN, '|', '\t']).map(str::trim);
    let (project, row) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let (name, definition) =
        (parts.next()?.to_owned(), parts.next().unwrap_or_default().to_owned());
    (!name.is_empty()).then_some(ServedRow { project, row, name, definition })
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::rules::shipped_indicators;

    #[test]
    fn a_form_says_the_indicator_that_it_was_made_of() {
        let today = Day::parse("2026-11-01").unwrap();
        for mut indicator in shipped_indicators().unwrap() {
            let formulas = (
                indicator.literal.formula.clone(),
                indicator.corrected.as_ref().map(|one| one.variant.formula.clone()),
            );
            let (read, faults) = IndicatorForm::of(&indicator, formulas, today).read();
            assert!(faults.is_empty(), "{}", indicator.code);
            indicator.in_force_from = today;
            assert_eq!(read, Some(indicator));
        }
    }

    #[test]
    fn everything_that_is_missing_is_told_at_its_field() {
        let today = Day::parse("2026-11-01").unwrap();
        let mut form = IndicatorForm::blank(today);
        form.fault_reason = "分母有误".into();
        form.serves = "1｜2｜完好率｜描述\n一｜2｜完好率".into();
        form.in_force_from = "2026-02-30".into();
        let (read, faults) = form.read();
        assert_eq!(read, None);
        let named: Vec<&str> = faults.iter().map(|fault| fault.name).collect();
        assert_eq!(
            named,
            [
                "code",
                "name",
                "theme",
                "definition",
                "sources",
                "method",
                "evidence",
                "formula",
                "fault",
                "corrected_formula",
                "serves",
                "in_force_from"
            ]
        );
        assert!(faults[10].message.starts_with("第2行应为"));
    }
}
