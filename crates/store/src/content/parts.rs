//! Amounts, plan entries, execution lines and indicator rows.

use super::text::{PlaceShape, TextShape, confidence, confidence_mark};
use budget::{ExecutionLine, FiledAmount, FundingSource, PlanEntry};
use indicators::{Comparison, Damage, Extra, IndicatorRow, Target};
use serde::{Deserialize, Serialize};
use vocabulary::{AmountUnit, Checkpoint, Decimal, FiledText, Money, Percent};

pub(super) fn amount_unit_word(unit: AmountUnit) -> &'static str {
    match unit {
        AmountUnit::Yuan => "yuan",
        AmountUnit::WanYuan => "wan",
    }
}

pub(super) fn amount_unit(word: &str) -> Option<AmountUnit> {
    match word {
        "yuan" => Some(AmountUnit::Yuan),
        "wan" => Some(AmountUnit::WanYuan),
        _ => None,
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct AmountShape {
    raw: TextShape,
    fen: Option<i64>,
    stray: bool,
}

impl AmountShape {
    pub(super) fn of(amount: &FiledAmount) -> Self {
        Self {
            raw: TextShape::of(&amount.raw),
            fen: amount.money.map(Money::fen),
            stray: amount.stray_mark,
        }
    }

    pub(super) fn back(self) -> Option<FiledAmount> {
        Some(FiledAmount {
            raw: self.raw.back()?,
            money: self.fen.map(Money::from_fen),
            stray_mark: self.stray,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct PlanShape {
    month: u8,
    raw: Option<TextShape>,
    hundredths: Option<u16>,
}

impl PlanShape {
    pub(super) fn of(entry: &PlanEntry) -> Self {
        Self {
            month: entry.checkpoint.month(),
            raw: TextShape::maybe(entry.raw.as_ref()),
            hundredths: entry.percent.map(Percent::hundredths),
        }
    }

    pub(super) fn back(self) -> Option<PlanEntry> {
        let percent = match self.hundredths {
            None => None,
            Some(hundredths) => Some(Percent::try_from(Decimal::new(hundredths.into(), 2)).ok()?),
        };
        Some(PlanEntry {
            checkpoint: Checkpoint::end_of_month(self.month).ok()?,
            raw: super::back(self.raw)?,
            percent,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SourceShape {
    Total,
    Fiscal,
    CarriedOver,
    Other,
    Named(String),
}

#[derive(Serialize, Deserialize)]
pub(super) struct ExecutionShape {
    source: SourceShape,
    initial: Option<AmountShape>,
    adjusted: Option<AmountShape>,
    spent: Option<AmountShape>,
    weight: Option<TextShape>,
    rate: Option<TextShape>,
    score: Option<TextShape>,
}

impl ExecutionShape {
    pub(super) fn of(line: &ExecutionLine) -> Self {
        Self {
            source: match &line.source {
                FundingSource::Total => SourceShape::Total,
                FundingSource::Fiscal => SourceShape::Fiscal,
                FundingSource::CarriedOver => SourceShape::CarriedOver,
                FundingSource::Other => SourceShape::Other,
                FundingSource::Named(name) => SourceShape::Named(name.clone()),
            },
            initial: line.initial.as_ref().map(AmountShape::of),
            adjusted: line.adjusted.as_ref().map(AmountShape::of),
            spent: line.spent.as_ref().map(AmountShape::of),
            weight: TextShape::maybe(line.weight.as_ref()),
            rate: TextShape::maybe(line.rate.as_ref()),
            score: TextShape::maybe(line.score.as_ref()),
        }
    }

    pub(super) fn back(self) -> Option<ExecutionLine> {
        let amount = |shape: Option<AmountShape>| match shape {
            None => Some(None),
            Some(shape) => shape.back().map(Some),
        };
        Some(ExecutionLine {
            source: match self.source {
                SourceShape::Total => FundingSource::Total,
                SourceShape::Fiscal => FundingSource::Fiscal,
                SourceShape::CarriedOver => FundingSource::CarriedOver,
                SourceShape::Other => FundingSource::Other,
                SourceShape::Named(name) => FundingSource::Named(name),
            },
            initial: amount(self.initial)?,
            adjusted: amount(self.adjusted)?,
            spent: amount(self.spent)?,
            weight: super::back(self.weight)?,
            rate: super::back(self.rate)?,
            score: super::back(self.score)?,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DamageShape {
    Doubled(String),
    NotSeparable,
    Misread,
    NotFilledIn,
}

#[derive(Serialize, Deserialize)]
struct TargetShape {
    raw: String,
    sign: Option<String>,
    value: Option<String>,
    upper: Option<String>,
    unit: Option<String>,
    damage: Option<DamageShape>,
}

const COMPARISONS: [Comparison; 7] = [
    Comparison::AtLeast,
    Comparison::MoreThan,
    Comparison::Equal,
    Comparison::AtMost,
    Comparison::LessThan,
    Comparison::Range,
    Comparison::Qualitative,
];

impl TargetShape {
    fn of(target: &Target) -> Self {
        Self {
            raw: target.raw.clone(),
            sign: target.comparison.map(|comparison| comparison.sign().to_owned()),
            value: target.value.map(|value| value.to_string()),
            upper: target.upper.map(|value| value.to_string()),
            unit: target.unit.clone(),
            damage: target.damage.as_ref().map(|damage| match damage {
                Damage::DoubledNumber { likely } => DamageShape::Doubled(likely.to_string()),
                Damage::NotSeparable => DamageShape::NotSeparable,
                Damage::Misread => DamageShape::Misread,
                Damage::NotFilledIn => DamageShape::NotFilledIn,
            }),
        }
    }

    fn back(self) -> Option<Target> {
        let comparison = match self.sign {
            None => None,
            Some(sign) => Some(COMPARISONS.into_iter().find(|known| known.sign() == sign)?),
        };
        let damage = match self.damage {
            None => None,
            Some(DamageShape::Doubled(likely)) => {
                Some(Damage::DoubledNumber { likely: likely.parse().ok()? })
            }
            Some(DamageShape::NotSeparable) => Some(Damage::NotSeparable),
            Some(DamageShape::Misread) => Some(Damage::Misread),
            Some(DamageShape::NotFilledIn) => Some(Damage::NotFilledIn),
        };
        Some(Target {
            raw: self.raw,
            comparison,
            value: decimal(self.value)?,
            upper: decimal(self.upper)?,
            unit: self.unit,
            damage,
        })
    }
}

#[expect(clippy::option_option, reason = "absent and unreadable are two things")]
fn decimal(text: Option<String>) -> Option<Option<Decimal>> {
    match text {
        None => Some(None),
        Some(text) => text.parse().ok().map(Some),
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct RowShape {
    level1: Option<TextShape>,
    level2: Option<TextShape>,
    name: Option<TextShape>,
    definition: Option<TextShape>,
    target: TargetShape,
    target_at: Option<PlaceShape>,
    basis: Option<TextShape>,
    weight: Option<TextShape>,
    actual: Option<TextShape>,
    score: Option<TextShape>,
    reason: Option<TextShape>,
    extra: Vec<(String, TextShape)>,
    at: PlaceShape,
    confidence: char,
}

impl RowShape {
    pub(super) fn of(row: &IndicatorRow) -> Self {
        let text = |text: &Option<FiledText>| TextShape::maybe(text.as_ref());
        Self {
            level1: text(&row.level1),
            level2: text(&row.level2),
            name: text(&row.name),
            definition: text(&row.definition),
            target: TargetShape::of(&row.target),
            target_at: row.target_at.map(PlaceShape::of),
            basis: text(&row.basis),
            weight: text(&row.weight),
            actual: text(&row.actual),
            score: text(&row.score),
            reason: text(&row.reason),
            extra: row
                .extra
                .iter()
                .map(|extra| (extra.label.clone(), TextShape::of(&extra.text)))
                .collect(),
            at: PlaceShape::of(row.at),
            confidence: confidence_mark(row.confidence),
        }
    }

    pub(super) fn back(self) -> Option<IndicatorRow> {
        let extra = self
            .extra
            .into_iter()
            .map(|(label, text)| Some(Extra { label, text: text.back()? }))
            .collect::<Option<_>>()?;
        Some(IndicatorRow {
            level1: super::back(self.level1)?,
            level2: super::back(self.level2)?,
            name: super::back(self.name)?,
            definition: super::back(self.definition)?,
            target: self.target.back()?,
            target_at: self.target_at.map(PlaceShape::back),
            basis: super::back(self.basis)?,
            weight: super::back(self.weight)?,
            actual: super::back(self.actual)?,
            score: super::back(self.score)?,
            reason: super::back(self.reason)?,
            extra,
            at: self.at.back(),
            confidence: confidence(self.confidence)?,
        })
    }
}
