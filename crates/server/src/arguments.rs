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
    /// 生成演示年度的台账记录，写入空的数据目录或演示系统
    Generate(GenerateOptions),
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
    /// 生成多少条台账演示记录：不给出时为一个区的全年记录，0为不生成
    #[arg(long, value_name = "条数")]
    pub(crate) rows: Option<usize>,
    #[command(flatten)]
    pub(crate) listen: ListenOptions,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct GenerateOptions {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// 至少生成多少条记录：少于一个区的全年记录时只取前面这些，多于时按倍数生成；不给出时为全年
    #[arg(long, value_name = "条数")]
    pub(crate) rows: Option<usize>,
    /// 随机种子：种子相同，记录相同
    #[arg(long, value_name = "种子", default_value_t = 1)]
    pub(crate) seed: u64,
    /// 按几个区的业务量生成
    #[arg(long, value_name = "倍数", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) scale: Option<u16>,
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
    /// 把记录写成 Excel 或 CSV 文件
    Export(LedgerExport),
    /// 按应做计划生成应做记录，已有的不重复生成
    Expect(LedgerExpect),
    /// 写一份空表，供填写；Excel空表带下拉选项和填表说明
    Template(LedgerTemplate),
}

/// The kinds of file that a table is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    Xlsx,
    Csv,
    /// 带类型的列存文件，供其他程序读取；只用于导出
    Parquet,
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
    /// 导出每条记录的每次登记，附状态、有效期和登记日期，供复算
    #[arg(long, conflicts_with = "as_of")]
    pub(crate) whole: bool,
    /// 台账的代码或名称
    #[arg(value_name = "台账")]
    pub(crate) ledger: String,
    /// 写到哪里
    #[arg(long, value_name = "路径")]
    pub(crate) out: PathBuf,
    /// 文件格式；不给出时，文件名以.xlsx结尾的为Excel，以.parquet结尾的为Parquet，其余为CSV
    #[arg(long, value_enum, value_name = "格式")]
    pub(crate) format: Option<TableFormat>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct LedgerExpect {
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// 生成哪一年的；不给出时为今年，生成到今天为止
    #[arg(long, value_name = "年份")]
    pub(crate) year: Option<u16>,
    /// 生成到哪一天为止
    #[arg(long, value_name = "日期")]
    pub(crate) until: Option<String>,
    /// 台账的代码或名称；不给出时为全部有应做计划的台账
    #[arg(value_name = "台账")]
    pub(crate) ledger: Option<String>,
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
    /// 文件格式；不给出时，文件名以.xlsx结尾的为Excel，其余为CSV
    #[arg(long, value_enum, value_name = "格式")]
    pub(crate) format: Option<TableFormat>,
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
    #[arg(long, value_name = "日期", required_unless_present = "period")]
    pub(crate) as_of: Option<String>,
    /// 起始日期，与截止日期一起给出；不给出时自当年1月1日起算
    #[arg(long, value_name = "日期", requires = "as_of")]
    pub(crate) from: Option<String>,
    /// 期间，如 2021、2021H1、2021Q2、2021-06
    #[arg(long, value_name = "期间", conflicts_with_all = ["as_of", "from"])]
    pub(crate) period: Option<String>,
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
