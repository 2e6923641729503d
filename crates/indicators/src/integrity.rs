//! 指标库检查: what an indicator of the library lacks, or says twice, in the manner of the
//! integrity checks of DHIS2: each rule counts, lists, says why, and what to do.

use crate::{Direction, Formula, IndicatorCode, IndicatorDefinition};
use ledgers::language::{NumberUnit, Type};
use ledgers::{Catalogue, Name};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::matching_key;

/// An indicator with its formulas, read.
#[derive(Clone, Copy, Debug)]
pub struct LibraryEntry<'a> {
    /// What it is.
    pub definition: &'a IndicatorDefinition,
    /// 公布口径.
    pub literal: &'a Formula,
    /// 修正口径.
    pub corrected: Option<&'a Formula>,
}

impl LibraryEntry<'_> {
    /// Every ledger that it reads.
    pub fn ledgers_read(&self) -> BTreeSet<Name> {
        let formulas = std::iter::once(self.literal).chain(self.corrected);
        formulas.flat_map(|formula| formula.reach().ledgers).collect()
    }
}

/// A row of a target sheet and the indicator that measures it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferringRow {
    /// Where it is, in words: `警报设施管理及新增警报器 第2行`.
    pub place: String,
    /// 三级指标 as printed.
    pub name: String,
    /// The indicator that serves it.
    pub indicator: Option<IndicatorCode>,
    /// Whether the target asks for at most so much; none when it has no such sign.
    pub at_most: Option<bool>,
}

/// 检查项.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IntegrityRule {
    /// A row of a sheet that nothing measures.
    RowWithoutIndicator,
    /// An indicator that no row of the library's documents promises.
    ServesNoRow,
    /// No regulation is named.
    NoBasis,
    /// None of the ledgers that it reads asks for evidence.
    NoEvidence,
    /// Two indicators count the same.
    SameFormula,
    /// Rows of one name are counted in different units.
    SameNameOtherUnit,
    /// The correction corrects nothing.
    CorrectionEqual,
    /// 正向 with a target of at most so much, or the other way round.
    DirectionAgainstTarget,
    /// The unit is % and the formula gives no share, or the other way round.
    UnitAgainstFormula,
    /// A ledger that no formula reads.
    LedgerUnread,
}

impl IntegrityRule {
    /// Every rule, the gravest first.
    pub const ALL: [Self; 10] = [
        Self::RowWithoutIndicator,
        Self::UnitAgainstFormula,
        Self::DirectionAgainstTarget,
        Self::CorrectionEqual,
        Self::SameFormula,
        Self::SameNameOtherUnit,
        Self::NoEvidence,
        Self::NoBasis,
        Self::ServesNoRow,
        Self::LedgerUnread,
    ];

    /// What is wrong, in short.
    pub fn label(self) -> &'static str {
        match self {
            Self::RowWithoutIndicator => "目标表中的指标没有对应的指标库指标",
            Self::ServesNoRow => "没有目标表引用的指标",
            Self::NoBasis => "未填写依据的指标",
            Self::NoEvidence => "所用台账均不要求佐证的指标",
            Self::SameFormula => "公式相同的指标",
            Self::SameNameOtherUnit => "同名而计量单位不同的指标",
            Self::CorrectionEqual => "修正口径与公布口径相同的指标",
            Self::DirectionAgainstTarget => "指标方向与指标值符号相反",
            Self::UnitAgainstFormula => "计量单位与公式结果不符的指标",
            Self::LedgerUnread => "没有指标使用的台账",
        }
    }

    /// Why it matters.
    pub fn why(self) -> &'static str {
        match self {
            Self::RowWithoutIndicator => "没有公式就没有测算值，年底只能手工填报。",
            Self::ServesNoRow => {
                "部门整体指标可以不对应项目；其他指标如不再使用，应停用，以免误用。"
            }
            Self::NoBasis => "评价和审计时需要说明指标从何而来。",
            Self::NoEvidence => "测算值无从核实。",
            Self::SameFormula => "同一事项只应有一个指标，改动一处时另一处会被遗漏。",
            Self::SameNameOtherUnit => "名称相同而单位不同的数值不能比较和汇总。",
            Self::CorrectionEqual => "修正口径没有改变任何内容，两列数值必然相同。",
            Self::DirectionAgainstTarget => "正向指标应写“≥”，反向指标应写“≤”，否则越差越达标。",
            Self::UnitAgainstFormula => "数值的单位与所标单位不同，会被误读。",
            Self::LedgerUnread => "登记的记录不影响任何指标；如属管理留存可保留。",
        }
    }

    /// What to do.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::RowWithoutIndicator => {
                "在指标库新增指标，或在已有指标的“对应的目标表行”中加上该行的名称和描述。"
            }
            Self::ServesNoRow => "核对是否仍需要；需要的，在“对应的目标表行”中写明。",
            Self::NoBasis => "修订指标，在“依据”中写明文件名称、文号和条款。",
            Self::NoEvidence => "请系统管理员在台账定义中增加佐证要求。",
            Self::SameFormula => "保留一个，把另一个的目标表行并入。",
            Self::SameNameOtherUnit => "修订其中一个的名称，或统一计量单位。",
            Self::CorrectionEqual => "写明真正的修正公式，或删去修正口径。",
            Self::DirectionAgainstTarget => "修订指标的方向，或请填报单位更正指标值。",
            Self::UnitAgainstFormula => "修订计量单位，或把公式改为占比。",
            Self::LedgerUnread => "为其编制指标，或确认只作留存。",
        }
    }
}

/// What a rule found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An indicator, by its code.
    Indicator(IndicatorCode),
    /// A ledger.
    Ledger(Name),
    /// A row of a sheet, by its number in the rows that were given.
    Row(usize),
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrityFinding {
    /// Of what.
    pub rule: IntegrityRule,
    /// Where.
    pub subject: Subject,
    /// What stands there, in words; may be empty.
    pub detail: String,
}

/// Looks at a library against the ledgers and the rows of sheets; in the order of the rules.
pub fn integrity(
    catalogue: &Catalogue,
    library: &[LibraryEntry<'_>],
    rows: &[ReferringRow],
) -> Vec<IntegrityFinding> {
    let mut found = Vec::new();
    for entry in library {
        look_at(catalogue, *entry, &mut found);
    }
    same_formulas(library, &mut found);
    other_units(library, &mut found);
    unread(catalogue, library, &mut found);
    for (at, row) in rows.iter().enumerate() {
        look_at_row(library, (at, row), &mut found);
    }
    found.sort_by_key(|finding| IntegrityRule::ALL.iter().position(|rule| *rule == finding.rule));
    found
}

fn look_at(catalogue: &Catalogue, entry: LibraryEntry<'_>, found: &mut Vec<IntegrityFinding>) {
    let definition = entry.definition;
    let mut tell = |rule, detail: String| {
        found.push(IntegrityFinding { rule, subject: of(definition), detail });
    };
    if definition.basis.is_none() {
        tell(IntegrityRule::NoBasis, String::new());
    }
    if definition.serves.is_empty() {
        tell(IntegrityRule::ServesNoRow, definition.theme.clone());
    }
    let ledgers = entry.ledgers_read();
    let evidenced = |name: &Name| {
        let ledger = catalogue.ledger(name.as_str());
        ledger.is_some_and(|ledger| !ledger.evidence.needs.is_empty())
    };
    if !ledgers.is_empty() && !ledgers.iter().any(evidenced) {
        let labels = ledgers.iter().filter_map(|name| catalogue.ledger(name.as_str()));
        let labels: Vec<&str> = labels.map(|ledger| ledger.label.as_str()).collect();
        tell(IntegrityRule::NoEvidence, format!("使用台账：{}", labels.join("、")));
    }
    if entry.corrected.is_some_and(|corrected| corrected == entry.literal) {
        tell(IntegrityRule::CorrectionEqual, String::new());
    }
    let ways = [
        Some((&definition.literal, entry.literal)),
        definition.corrected.as_ref().map(|one| &one.variant).zip(entry.corrected),
    ];
    for (variant, formula) in ways.into_iter().flatten() {
        if let Type::Number(unit) = &formula.expression().ty
            && !goes_with(unit, &variant.unit)
        {
            let given = if unit.label().is_empty() { "个数" } else { unit.label() };
            tell(
                IntegrityRule::UnitAgainstFormula,
                format!("单位为“{}”，公式得到{given}", variant.unit),
            );
        }
    }
}

/// Whether a value counted in a unit may be printed with another: numbers of things take any
/// word but `%`.
fn goes_with(unit: &NumberUnit, printed: &str) -> bool {
    match unit {
        NumberUnit::Any => true,
        NumberUnit::Plain => printed != "%",
        NumberUnit::Percent => printed == "%",
        NumberUnit::Yuan | NumberUnit::Days | NumberUnit::Of(_) => {
            matching_key(unit.label()) == matching_key(printed)
        }
    }
}

fn same_formulas(library: &[LibraryEntry<'_>], found: &mut Vec<IntegrityFinding>) {
    for (at, entry) in library.iter().enumerate() {
        let same = library.iter().enumerate().filter(|(other, one)| {
            *other != at && one.literal.expression() == entry.literal.expression()
        });
        let names: Vec<&str> = same.map(|(_, one)| one.definition.name.as_str()).collect();
        if !names.is_empty() {
            found.push(IntegrityFinding {
                rule: IntegrityRule::SameFormula,
                subject: of(entry.definition),
                detail: format!("与{}相同", names.join("、")),
            });
        }
    }
}

fn other_units(library: &[LibraryEntry<'_>], found: &mut Vec<IntegrityFinding>) {
    let mut units: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for entry in library {
        for row in &entry.definition.serves {
            let unit = entry.definition.literal.unit.as_str();
            units.entry(matching_key(&row.name)).or_default().insert(unit);
        }
    }
    for entry in library {
        let several = entry.definition.serves.iter().find_map(|row| {
            let units = units.get(&matching_key(&row.name)).filter(|units| units.len() > 1)?;
            Some((row, units))
        });
        if let Some((row, units)) = several {
            let units: Vec<&str> = units.iter().copied().collect();
            found.push(IntegrityFinding {
                rule: IntegrityRule::SameNameOtherUnit,
                subject: of(entry.definition),
                detail: format!("“{}”的单位有：{}", row.name, units.join("、")),
            });
        }
    }
}

fn unread(catalogue: &Catalogue, library: &[LibraryEntry<'_>], found: &mut Vec<IntegrityFinding>) {
    let read: BTreeSet<Name> = library.iter().flat_map(LibraryEntry::ledgers_read).collect();
    for ledger in catalogue.ledgers().filter(|ledger| !read.contains(&ledger.code)) {
        found.push(IntegrityFinding {
            rule: IntegrityRule::LedgerUnread,
            subject: Subject::Ledger(ledger.code.clone()),
            detail: ledger.purpose.clone(),
        });
    }
}

fn look_at_row(
    library: &[LibraryEntry<'_>],
    (at, row): (usize, &ReferringRow),
    found: &mut Vec<IntegrityFinding>,
) {
    let Some(code) = &row.indicator else {
        found.push(IntegrityFinding {
            rule: IntegrityRule::RowWithoutIndicator,
            subject: Subject::Row(at),
            detail: row.name.clone(),
        });
        return;
    };
    let entry = library.iter().find(|entry| entry.definition.code == *code);
    let direction = entry.map(|entry| entry.definition.literal.direction);
    let against = matches!(
        (direction, row.at_most),
        (Some(Direction::HigherIsBetter), Some(true))
            | (Some(Direction::LowerIsBetter), Some(false))
    );
    if let Some(direction) = direction.filter(|_| against) {
        found.push(IntegrityFinding {
            rule: IntegrityRule::DirectionAgainstTarget,
            subject: Subject::Row(at),
            detail: format!("{}，指标方向为{}", row.name, direction.label()),
        });
    }
}

fn of(definition: &IndicatorDefinition) -> Subject {
    Subject::Indicator(definition.code.clone())
}

/// Indicators that need their own value, directly or by way of others: the codes of each ring, in
/// the order in which they need each other.
pub fn rings(needs: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<Vec<String>> {
    let mut rings: Vec<Vec<String>> = Vec::new();
    let mut done = BTreeSet::new();
    for code in needs.keys() {
        follow(needs, code, &mut Vec::new(), (&mut done, &mut rings));
    }
    rings
}

fn follow<'a>(
    needs: &BTreeMap<&'a str, BTreeSet<&'a str>>,
    code: &'a str,
    way: &mut Vec<&'a str>,
    (done, rings): (&mut BTreeSet<&'a str>, &mut Vec<Vec<String>>),
) {
    if let Some(at) = way.iter().position(|before| *before == code) {
        let ring = way.iter().skip(at).map(|code| (*code).to_owned()).collect();
        rings.push(ring);
        return;
    }
    if !done.insert(code) {
        return;
    }
    way.push(code);
    for next in needs.get(code).into_iter().flatten() {
        follow(needs, next, way, (&mut *done, &mut *rings));
    }
    way.pop();
}

#[cfg(test)]
mod tests;
