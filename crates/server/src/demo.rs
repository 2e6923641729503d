//! `chengxiao demo`: the published sample, imported and reviewed, with a year of records behind its
//! indicators and accounts to try.

use crate::Outcome;
use crate::arguments::DemoOptions;
use crate::generate::{Wanted, fill};
use crate::measure::sheets;
use crate::pages::login::DemonstrationAccount;
use crate::serve::{Opening, Reach, app, block_on, serve};
use crate::web::{Passwords, now};
use crate::work::book::Book;
use crate::work::filling::Hands;
use crate::work::import::{ImportOrder, KIND};
use crate::work::measuring::measure_sheet;
use crate::work::worker::work_off;
use procedure::{Actor, Role, Scope};
use std::fmt::Write;
use store::{Acting, JobOrder, NewAccount, Store, StoreError, StorePlaces};
use vocabulary::{Day, Period};

/// The sample of the demonstration, as published, in Word.
const SAMPLE: &[u8] = include_bytes!("../../../samples/beidaihe.docx");
/// Its department, by the codes of its sheets and its title.
const DEPARTMENT: (&str, &str) = ("333", "北戴河区住房和城乡建设局");
/// A year for the demonstration: the document names none.
const YEAR: u16 = 2021;
/// The seed of the year that the demonstration shows; `docs/demo.md` tells its problems.
const SEED: u64 = 2021;
/// 监控节点: the days on which the indicators are told.
const CHECKPOINTS: [(u32, u32); 4] = [(3, 31), (6, 30), (10, 31), (12, 31)];
/// In whose name records are entered, and in whose they are reviewed.
const HANDS: [&str; 2] = ["zhang", "li"];
/// The password of every demonstration account.
const PASSWORD: &str = "Demo-2026";

/// An account of the demonstration.
pub(crate) struct DemoAccount {
    login: &'static str,
    name: &'static str,
    role: Role,
    /// `*`, or the beginning of the codes of its units.
    scope: &'static str,
    duty: &'static str,
}

const fn account(
    login: &'static str,
    name: &'static str,
    (role, scope): (Role, &'static str),
    duty: &'static str,
) -> DemoAccount {
    DemoAccount { login, name, role, scope, duty }
}

const ACCOUNTS: [DemoAccount; 6] = [
    account("zhang", "张敏", (Role::Preparer, "333"), "填报人：导入、修改、处理问题（全局）"),
    account("renfang", "王建国", (Role::Preparer, "333002"), "填报人：只办理333002单位的项目"),
    account("li", "李华", (Role::Reviewer, "333"), "审核人：查看、导出、处理问题"),
    account("chen", "陈静", (Role::Viewer, "333"), "查阅人：查看、导出"),
    account("audit", "赵明", (Role::Auditor, "333"), "审计员：查看、导出、操作留痕"),
    account("admin", "系统管理员", (Role::Administrator, "*"), "系统管理员：账号、设置、操作留痕"),
];

/// The accounts as the log-in page shows them.
pub(crate) fn shown_accounts() -> Vec<DemonstrationAccount> {
    let shown = |account: &DemoAccount| DemonstrationAccount {
        account: account.login,
        password: PASSWORD,
        duty: account.duty,
    };
    ACCOUNTS.iter().map(shown).collect()
}

pub(crate) fn run(options: &DemoOptions) -> Outcome {
    let result = match &options.data {
        Some(folder) => block_on(open(options, folder)),
        None => tempfile::tempdir()
            .map_err(|error| format!("无法建立临时目录：{error}"))
            .and_then(|folder| block_on(open(options, folder.path()))),
    };
    Outcome { output: String::new(), failures: result.err().into_iter().collect() }
}

async fn open(options: &DemoOptions, folder: &std::path::Path) -> Result<(), StoreError> {
    let store_options = crate::arguments::StoreOptions {
        data: folder.join("data"),
        database: options.database.clone(),
        keys: None,
    };
    let places: StorePlaces = store_options.places();
    let store = Store::open(&places, now()).await?;
    if !store.has_accounts().await? {
        prepare(&store).await?;
        if options.rows != Some(0) {
            let wanted = Wanted { seed: SEED, rows: options.rows, scale: None };
            crate::complain("正在生成演示年度的台账记录……");
            let book = Book::open(&store, now()).await?;
            let mut told = fill(&store, &book, wanted).await?;
            told.push_str(&checkpoints(&store, &book).await?);
            crate::complain(&told);
        }
    }
    let mut words = String::from("演示系统，仅供试用。演示账号（密码均为");
    // Writing to a String cannot fail.
    let _ok = writeln!(words, " {PASSWORD} ）：");
    for account in &ACCOUNTS {
        let _ok = writeln!(words, "  {:<8} {}", account.login, account.duty);
    }
    serve(store, &options.listen, Opening { demonstration: true, words }).await
}

/// Makes the accounts of the demonstration and imports the published sample.
pub(crate) async fn prepare(store: &Store) -> Result<(), StoreError> {
    add_accounts(store).await?;
    order_sample(store).await?;
    let app = app(store.clone(), Reach { demonstration: true, ..Reach::default() }).await?;
    work_off(&app).await
}

/// The last day of the year that the demonstration shows.
pub(crate) fn last_day() -> Result<Day, StoreError> {
    Day::new(YEAR.into(), 12, 31).ok_or_else(|| StoreError::Invalid("演示年度不是年份".into()))
}

/// Those in whose names the year is entered.
pub(crate) async fn hands(store: &Store) -> Result<Hands, StoreError> {
    let [clerk, reviewer] = HANDS;
    Ok(Hands {
        clerk: in_the_name_of(store, clerk).await?,
        reviewer: in_the_name_of(store, reviewer).await?,
        last_day: last_day()?,
    })
}

async fn in_the_name_of(store: &Store, login: &str) -> Result<Acting, StoreError> {
    let missing = || StoreError::Invalid(format!("没有演示账号“{login}”，请另用一个空的数据目录"));
    let account = store.log_in_of(login).await?.ok_or_else(missing)?.account;
    let actor = Actor { account: account.login, role: account.role, scope: account.scope };
    Ok(Acting { actor, name: account.name, address: String::new(), at: now() })
}

/// How many of the filed indicators have a value at each checkpoint, and how many reach their
/// target, by the published definitions.
async fn checkpoints(store: &Store, book: &Book) -> Result<String, StoreError> {
    let sheets = sheets(store, None).await?;
    let mut text = String::new();
    for (month, day) in CHECKPOINTS {
        let period = Day::new(YEAR.into(), month, day).and_then(Period::year_to);
        let period = period.ok_or_else(|| StoreError::Invalid("监控节点不是日期".into()))?;
        let (mut all, mut valued, mut met) = (0_usize, 0_usize, 0_usize);
        for sheet in &sheets {
            for row in measure_sheet(store, book, sheet, period).await? {
                all += 1;
                let Some(value) = row.literal else { continue };
                valued += usize::from(value.measured.value().is_some());
                met += usize::from(value.met == Some(true));
            }
        }
        // Writing to a String cannot fail.
        let _ok = writeln!(text, "截至{}：{all}项指标中{valued}项有值，{met}项达标", period.end());
    }
    Ok(text)
}

async fn add_accounts(store: &Store) -> Result<(), StoreError> {
    let fault = |problem: crate::web::Problem| StoreError::Invalid(problem.text);
    let passwords = Passwords::new().map_err(fault)?;
    for account in &ACCOUNTS {
        let new = NewAccount {
            login: account.login.into(),
            name: account.name.into(),
            password: passwords.hash(PASSWORD).await.map_err(fault)?,
            role: account.role,
            scope: match account.scope {
                "*" => Scope::Everything,
                unit => Scope::Units(vec![unit.into()]),
            },
            must_change: false,
            demonstration: true,
        };
        store.add_account(&Acting::program(now()), new).await?;
    }
    Ok(())
}

/// Orders the import of the sample in the name of a clerk; it is done before the pages open.
async fn order_sample(store: &Store) -> Result<(), StoreError> {
    let (code, name) = DEPARTMENT;
    let acting = Acting {
        actor: Actor {
            account: "zhang".into(),
            role: Role::Preparer,
            scope: Scope::Units(vec![code.into()]),
        },
        name: "张敏".into(),
        address: String::new(),
        at: now(),
    };
    let wanted = ImportOrder {
        digest: store.put_file(SAMPLE.to_vec()).await?.as_str().to_owned(),
        file_name: "北戴河区住房和城乡建设局绩效目标.docx".into(),
        department_code: code.into(),
        department_name: name.into(),
        fiscal_year: YEAR,
    };
    let payload =
        serde_json::to_string(&wanted).map_err(|error| StoreError::Invalid(error.to_string()))?;
    let order = JobOrder { kind: KIND, unit_code: code, payload, client_key: None };
    store.order_job(&acting, order).await?;
    Ok(())
}
