//! The command line: a stable contract, described in `docs/cli.md`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;
use store::{DatabaseAddress, StorePlaces};

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
    /// 启动服务，用浏览器办理
    Serve(ServeOptions),
    /// 启动演示：导入并审核公开样例，附演示账号
    Demo(DemoOptions),
    /// 备份全部数据和原件到一个文件（服务运行中也可以备份）
    Backup(BackupOptions),
    /// 把备份恢复到空的数据目录或数据库
    Restore(RestoreOptions),
    /// 核验留痕、版本和原件是否被改动
    Verify(StoreOptions),
    /// 台账记录的导入、导出和空表
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// 按台账记录测算各项指标
    Measure(MeasureOptions),
    /// 重置账号密码（系统管理员忘记密码时使用）
    ResetPassword(ResetOptions),
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

/// Where the data is.
#[derive(Clone, Debug, Args)]
pub(crate) struct StoreOptions {
    /// 数据目录
    #[arg(long, value_name = "目录")]
    pub(crate) data: PathBuf,
    /// 共用数据库地址（postgres://…）；不给出时使用数据目录中的内置数据库
    #[arg(long, value_name = "地址")]
    pub(crate) database: Option<String>,
    /// 留痕签名密钥目录，应与数据目录分开保管；不给出时为“数据目录.keys”
    #[arg(long, value_name = "目录")]
    pub(crate) keys: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ListenOptions {
    /// 监听地址
    #[arg(long, value_name = "地址:端口", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// TLS证书（PEM）
    #[arg(long, value_name = "文件", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// TLS私钥（PEM）
    #[arg(long, value_name = "文件", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// 前面有可信的反向代理：由它提供TLS并注明来访地址
    #[arg(long, conflicts_with = "tls_cert")]
    pub(crate) behind_proxy: bool,
    /// 日志级别：error warn info debug
    #[arg(long, value_name = "级别", default_value = "info")]
    pub(crate) log: String,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ServeOptions {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    #[command(flatten)]
    pub(crate) listen: ListenOptions,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct DemoOptions {
    /// 数据目录；不给出时使用临时目录，停止后删除
    #[arg(long, value_name = "目录")]
    pub(crate) data: Option<PathBuf>,
    /// 共用数据库地址（postgres://…）
    #[arg(long, value_name = "地址")]
    pub(crate) database: Option<String>,
    #[command(flatten)]
    pub(crate) listen: ListenOptions,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct BackupOptions {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// 备份文件，应尚不存在
    #[arg(long, value_name = "文件")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct RestoreOptions {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// 备份文件
    #[arg(long, value_name = "文件")]
    pub(crate) from: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// 从Excel或CSV文件登记记录，有一处问题则全部不登记
    Import(LedgerImport),
    /// 把记录写成CSV文件
    Export(LedgerExport),
    /// 写一份空表，供填写
    Template(LedgerTemplate),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct LedgerImport {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// 以哪个账号的名义登记（登录名）
    #[arg(long, value_name = "登录名")]
    pub(crate) account: String,
    /// 表中未填单位编码的记录属于哪个单位
    #[arg(long, value_name = "编码", default_value = "")]
    pub(crate) unit: String,
    /// 只检查，不登记
    #[arg(long)]
    pub(crate) check: bool,
    /// 登记没有问题的行，有问题的行留待修改
    #[arg(long, conflicts_with = "check")]
    pub(crate) good_rows: bool,
    /// 台账的代码或名称
    #[arg(value_name = "台账")]
    pub(crate) ledger: String,
    /// Excel或CSV文件，第一行为字段名称
    #[arg(value_name = "文件")]
    pub(crate) file: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct LedgerExport {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// 存量台账按哪一天的情况导出；不给出时为今天
    #[arg(long, value_name = "日期")]
    pub(crate) as_of: Option<String>,
    /// 台账的代码或名称
    #[arg(value_name = "台账")]
    pub(crate) ledger: String,
    /// 写到哪里
    #[arg(long, value_name = "路径")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct LedgerTemplate {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// 台账的代码或名称
    #[arg(value_name = "台账")]
    pub(crate) ledger: String,
    /// 写到哪里
    #[arg(long, value_name = "路径")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Debug, Args)]
#[group(id = "which", required = true, multiple = false, args = ["project", "all"])]
pub(crate) struct MeasureOptions {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// 项目编码
    #[arg(long, value_name = "编码")]
    pub(crate) project: Option<String>,
    /// 全部项目
    #[arg(long)]
    pub(crate) all: bool,
    /// 截止日期，自当年1月1日起算
    #[arg(long, value_name = "日期")]
    pub(crate) as_of: String,
    /// 输出JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ResetOptions {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// 登录名
    #[arg(value_name = "登录名")]
    pub(crate) login: String,
}

impl StoreOptions {
    /// Where everything is.
    pub(crate) fn places(&self) -> StorePlaces {
        let mut beside = self.data.as_os_str().to_owned();
        beside.push(".keys");
        StorePlaces {
            data: self.data.clone(),
            database: match &self.database {
                Some(url) => DatabaseAddress::Shared(url.clone()),
                None => DatabaseAddress::Embedded,
            },
            keys: self.keys.clone().unwrap_or_else(|| PathBuf::from(beside)),
        }
    }
}
