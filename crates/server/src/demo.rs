//! `chengxiao demo`: the published sample, imported and reviewed, with accounts to try.

use crate::Outcome;
use crate::arguments::DemoOptions;
use crate::pages::login::DemonstrationAccount;
use crate::serve::{Opening, block_on, serve};
use crate::web::{Passwords, now};
use crate::work::import::{ImportOrder, KIND};
use procedure::{Actor, Role, Scope};
use std::fmt::Write;
use store::{Acting, JobOrder, NewAccount, Store, StoreError, StorePlaces};

/// The sample of the demonstration, as published, in Word.
const SAMPLE: &[u8] = include_bytes!("../../../samples/beidaihe.docx");
/// Its department, by the codes of its sheets and its title.
const DEPARTMENT: (&str, &str) = ("333", "北戴河区住房和城乡建设局");
/// A year for the demonstration: the document names none.
const YEAR: u16 = 2021;
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
        add_accounts(&store).await?;
        order_sample(&store).await?;
    }
    let mut words = String::from("演示系统，仅供试用。演示账号（密码均为");
    // Writing to a String cannot fail.
    let _ok = writeln!(words, " {PASSWORD} ）：");
    for account in &ACCOUNTS {
        let _ok = writeln!(words, "  {:<8} {}", account.login, account.duty);
    }
    serve(store, &options.listen, Opening { demonstration: true, words }).await
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
