//! What a ledger holds.

mod field;
mod name;
mod workflow;

pub use field::{ComputedKind, FieldDefinition, FieldKind, MeasureUnit};
pub use name::{Name, NameError};
pub use workflow::{State, StateMove, Workflow};

use vocabulary::Basis;

/// How the records of a ledger live in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    /// 存量: things that exist from a day to a day, and change in between.
    Stock,
    /// 事件: something that happened on one day.
    Event,
    /// 案件: received, accepted, decided, closed, with deadlines.
    Case,
    /// 应做: rows that a plan demands beforehand, then filled in.
    Grid,
    /// 明细: a part of a record of another ledger.
    Line,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Stock, Self::Event, Self::Case, Self::Grid, Self::Line];

    /// The kind in the words of the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::Stock => "存量",
            Self::Event => "事件",
            Self::Case => "办件",
            Self::Grid => "应做事项",
            Self::Line => "明细",
        }
    }
}

/// 时间口径: which fields say when a record counts. Each names a field of kind day.
///
/// The validity of stock is not among them: every record of stock carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeFields {
    /// The day of an event, of a row of a plan; the day a thing came to be known. Mode `@in`.
    pub on: Option<Name>,
    /// The day a case was opened. Mode `@open`, together with `closed`; `@in` when there is no `on`.
    pub opened: Option<Name>,
    /// The day a case was closed; empty while it is open.
    pub closed: Option<Name>,
    /// The day a case is to be closed by. Mode `@due`.
    pub due: Option<Name>,
}

/// 校验: what must hold of every record before it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// An expression over one record that must not be false. Unknown (an empty field) passes: that
    /// a field is there is said by [`FieldDefinition::required`].
    pub expression: String,
    /// What the person reads when it is false, and what to do.
    pub message: String,
    /// The fields that are marked.
    pub fields: Vec<Name>,
    /// Whether the record may be saved all the same, with a word of explanation (提示).
    pub warning_only: bool,
    /// The regulation behind it.
    pub basis: Option<Basis>,
}

/// One kind of evidence that a record needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceNeed {
    /// 佐证种类: `照片`, `验收单`.
    pub kind: String,
    /// How many at least.
    pub count: u16,
    /// When it is needed, as an expression over the record; always when there is none.
    pub when: Option<String>,
}

/// 佐证要求: what has to be attached, so that a record counts as evidenced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceRule {
    /// All of these are needed. Without any, a record counts as evidenced by itself.
    pub needs: Vec<EvidenceNeed>,
}

/// How often a plan demands a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanRhythm {
    /// Every day of the calendar.
    EveryDay,
    /// Every working day.
    EveryWorkingDay,
    /// Every week, on its Monday.
    EveryWeek,
    /// Every month, on its first day.
    EveryMonth,
}

/// 应办期限: by when a row of a plan has to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDue {
    /// The field of the row that takes the day.
    pub field: Name,
    /// So many days after the day of the row, which itself is not counted.
    pub days: u16,
    /// Whether only working days are counted, by the holiday notices.
    pub working_days: bool,
}

/// 应做计划: the rows that are expected, whether or not anybody fills them in.
///
/// For each record of the subject that exists on the day, one row with its key fields filled. What
/// nobody filled in is a failure, not an absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedPlan {
    /// The ledger of those that are to be served: ditch mouths, persons.
    pub subjects: Name,
    /// Which of them, as an expression over the subject; all when there is none.
    pub where_: Option<String>,
    /// The field of the row that names the subject.
    pub subject_field: Name,
    /// The field of the row that names the day.
    pub day_field: Name,
    /// How often.
    pub rhythm: PlanRhythm,
    /// Values of a further field, one row for each: `岗位工资`, `社保单位部分`.
    pub each_of: Option<(Name, Vec<String>)>,
    /// By when; on its own day when nothing is said.
    pub due: Option<PlanDue>,
}

/// 台账定义: a ledger as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerDefinition {
    /// Its name in formulas, tables and addresses: `facility`.
    pub code: Name,
    /// 台账名称: `设施设备`.
    pub label: String,
    /// What it is for, in a sentence that a clerk reads.
    pub purpose: String,
    /// 责任股室.
    pub owner: String,
    /// How its records live in time.
    pub kind: RecordKind,
    /// Counts up with every change. Records keep the number that they were written under.
    pub version: u32,
    /// The fields in the order of the form.
    pub fields: Vec<FieldDefinition>,
    /// 主键: the fields that no two valid records share.
    pub key: Vec<Name>,
    /// The fields that name a record in lists.
    pub title: Vec<Name>,
    /// Fields whose equality makes two records suspects of being one (疑似重复).
    pub suspects: Vec<Name>,
    /// When records count.
    pub times: TimeFields,
    /// The states of a record.
    pub workflow: Workflow,
    /// What must hold of every record.
    pub checks: Vec<Check>,
    /// What has to be attached.
    pub evidence: EvidenceRule,
    /// Rows that are expected; only of [`RecordKind::Grid`].
    pub expected: Option<ExpectedPlan>,
    /// 保存年限: how long records are kept after they ended.
    pub retention_years: u16,
    /// The regulation that demands the ledger.
    pub basis: Option<Basis>,
}

impl LedgerDefinition {
    /// A ledger with nothing in it yet, as an editor begins with: records count once entered.
    pub fn blank(code: Name, label: impl Into<String>, kind: RecordKind) -> Self {
        Self {
            code,
            label: label.into(),
            purpose: String::new(),
            owner: String::new(),
            kind,
            version: 1,
            fields: Vec::new(),
            key: Vec::new(),
            title: Vec::new(),
            suspects: Vec::new(),
            times: TimeFields::default(),
            workflow: Workflow::plain(),
            checks: Vec::new(),
            evidence: EvidenceRule::default(),
            expected: None,
            retention_years: 10,
            basis: None,
        }
    }

    /// A field by its code.
    pub fn field(&self, code: &str) -> Option<&FieldDefinition> {
        self.fields.iter().find(|field| field.code.as_str() == code)
    }

    /// A field by its code or by its label.
    pub fn field_called(&self, name: &str) -> Option<&FieldDefinition> {
        self.field(name).or_else(|| self.fields.iter().find(|field| field.label == name))
    }
}
