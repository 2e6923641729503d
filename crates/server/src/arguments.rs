//! The command line: a stable contract, described in `docs/cli.md`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 成效：全过程预算绩效管理
#[derive(Debug, Parser)]
#[command(name = "chengxiao", version, about, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 读取绩效文件，逐格登记，输出结构化目标
    Intake(IntakeOptions),
    /// 审核绩效文件，列出每处问题、依据和修改建议
    Review(ReviewOptions),
    /// 按公开表式重新输出Word、Excel、PDF或网页
    Report(ReportOptions),
}

#[derive(Debug, Args)]
pub(crate) struct IntakeOptions {
    /// 要读取的文件（.docx .doc .xlsx .xls .pdf .txt .html）
    #[arg(required = true, value_name = "文件")]
    pub(crate) files: Vec<PathBuf>,
    /// 输出JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewOptions {
    /// 要审核的文件
    #[arg(required = true, value_name = "文件")]
    pub(crate) files: Vec<PathBuf>,
    /// 输出JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// 同一部门上一年度的文件，用于查找照抄上年的文字
    #[arg(long, value_name = "文件")]
    pub(crate) previous: Option<PathBuf>,
    /// 把审核意见写成Word文件（只能审核一个文件）
    #[arg(long, value_name = "路径")]
    pub(crate) docx: Option<PathBuf>,
    /// 把审核意见写成Excel文件（只能审核一个文件）
    #[arg(long, value_name = "路径")]
    pub(crate) xlsx: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ReportOptions {
    /// 要输出的文件
    #[arg(value_name = "文件")]
    pub(crate) file: PathBuf,
    /// 输出格式
    #[arg(long)]
    pub(crate) to: ReportFormat,
    /// 写到哪里
    #[arg(long, value_name = "路径")]
    pub(crate) out: PathBuf,
}

/// 输出格式
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Word
    Docx,
    /// Excel
    Xlsx,
    /// PDF
    Pdf,
    /// 网页
    Html,
}
