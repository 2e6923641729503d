//! The fields of a document an issue may be about, in the order of the forms.

/// A field, by which an issue is placed and sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Whole,
    OverallGoal,
    SectionGoal,
    SectionIndicators,
    Safeguards,
    Title,
    ProjectCode,
    ProjectName,
    BudgetTotal,
    BudgetFiscal,
    BudgetOther,
    Purpose,
    PaymentPlan,
    Goals,
    Execution,
    IndicatorTable,
    Level1,
    Level2,
    Name,
    Definition,
    TargetValue,
    TargetBasis,
    Weight,
    Score,
    Reason,
    Other,
}

impl Field {
    /// The label for people.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Whole => "全文",
            Self::OverallGoal => "总体绩效目标",
            Self::SectionGoal => "分项绩效目标",
            Self::SectionIndicators => "分项绩效指标",
            Self::Safeguards => "工作保障措施",
            Self::Title => "表名",
            Self::ProjectCode => "项目编码",
            Self::ProjectName => "项目名称",
            Self::BudgetTotal => "预算数",
            Self::BudgetFiscal => "其中：财政资金",
            Self::BudgetOther => "其他资金",
            Self::Purpose => "资金用途",
            Self::PaymentPlan => "资金支出计划",
            Self::Goals => "绩效目标",
            Self::Execution => "预算执行",
            Self::IndicatorTable => "绩效指标",
            Self::Level1 => "一级指标",
            Self::Level2 => "二级指标",
            Self::Name => "三级指标",
            Self::Definition => "绩效指标描述",
            Self::TargetValue => "指标值",
            Self::TargetBasis => "指标值确定依据",
            Self::Weight => "分值",
            Self::Score => "得分",
            Self::Reason => "偏差原因分析及改进措施",
            Self::Other => "其他栏目",
        }
    }
}
