//! A performance document: the department part and the target sheets.

use crate::TargetSheet;
use vocabulary::{FiledText, FiscalYear};

/// What kind of form a document or sheet is, by its labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormKind {
    /// 绩效目标表 as Hebei prints it (one six-column table a project).
    HebeiGoalSheet,
    /// 项目支出绩效目标申报表 (财预〔2015〕88号) and its local variants.
    GoalApplication,
    /// 项目支出绩效自评表 (财预〔2020〕10号) and its local variants.
    SelfEvaluation,
    /// One row an indicator, many projects in one table.
    IndicatorList,
    /// 部门（单位）整体支出绩效目标表 or 自评表.
    DepartmentWide,
    /// Text without a table that can be taken apart.
    Narrative,
    /// Nothing that we recognise.
    #[default]
    Unknown,
}

impl FormKind {
    /// Every form.
    pub const ALL: [Self; 7] = [
        Self::HebeiGoalSheet,
        Self::GoalApplication,
        Self::SelfEvaluation,
        Self::IndicatorList,
        Self::DepartmentWide,
        Self::Narrative,
        Self::Unknown,
    ];

    /// The form of a word in JSON.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::HebeiGoalSheet => "绩效目标表（河北）",
            Self::GoalApplication => "项目支出绩效目标申报表",
            Self::SelfEvaluation => "项目支出绩效自评表",
            Self::IndicatorList => "绩效目标清单表",
            Self::DepartmentWide => "部门整体支出绩效表",
            Self::Narrative => "文字材料",
            Self::Unknown => "未识别的表式",
        }
    }

    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::HebeiGoalSheet => "hebei_goal_sheet",
            Self::GoalApplication => "goal_application",
            Self::SelfEvaluation => "self_evaluation",
            Self::IndicatorList => "indicator_list",
            Self::DepartmentWide => "department_wide",
            Self::Narrative => "narrative",
            Self::Unknown => "unknown",
        }
    }
}

/// 分项绩效目标: the goal of one section (股室).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionGoal {
    /// The section's name without its list number, `产权交易股`.
    pub section: FiledText,
    /// The text after 绩效目标.
    pub goal: Option<FiledText>,
    /// The text after 绩效指标.
    pub indicators: Option<FiledText>,
}

/// 工作保障措施: one measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Safeguard {
    /// The measure's name, `加强组织领导`.
    pub title: FiledText,
    /// What will be done.
    pub text: FiledText,
}

/// 部门整体绩效目标: the first part of a department's document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepartmentPart {
    /// 总体绩效目标.
    pub overall_goal: Option<FiledText>,
    /// 分项绩效目标.
    pub section_goals: Vec<SectionGoal>,
    /// 工作保障措施.
    pub safeguards: Vec<Safeguard>,
}

/// A document as read: every text is in a field or in `unplaced`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The form of most of its sheets.
    pub form: FormKind,
    /// The year it is for, where it says so.
    pub fiscal_year: Option<FiscalYear>,
    /// The department part; empty when there is none.
    pub department: DepartmentPart,
    /// The target sheets in the order of the document.
    pub sheets: Vec<TargetSheet>,
    /// Every text that found no field.
    pub unplaced: Vec<FiledText>,
    /// What a person should know of the reading, in Chinese sentences.
    pub notes: Vec<String>,
}
