//! Fills a data folder for `bench/server`: one reviewed document, then many large ones, through
//! the store's own import, so that versions, search keys and the trail are as in real use.
//!
//! ```text
//! fill DATA SHEETS      login `clerk`, password as in PASSWORD
//! ```

use argon2::{Argon2, PasswordHasher};
use documents::rules::review_rules;
use fixtures::builder::{SheetBuilder, document};
use goals::Document;
use goals::review::review;
use procedure::{Actor, Role, Scope};
use std::error::Error;
use std::path::{Path, PathBuf};
use store::{
    Acting, DatabaseAddress, ImportDraft, NewAccount, PasswordHash, Store, StorePlaces, Timestamp,
};
use vocabulary::{FiledText, FiscalYear, Issue, Place};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The password of the account, known to `bench/server/run.py`.
const PASSWORD: &str = "Bench-2026";
/// Sheets of the first document, which fills the list page that is measured.
const FIRST: usize = 60;
/// Sheets of every other document.
const EACH: usize = 1_000;
/// Departments with a document for each of [`YEARS`].
const DEPARTMENTS: usize = 20;
const YEARS: std::ops::Range<u16> = 2021..2026;
/// A moment of 2025: the data is the same in every run.
const AT: Timestamp = 1_760_000_000_000;

const PLACES: [&str; 12] = [
    "城区",
    "老旧小区",
    "海滨路",
    "人防工程",
    "公租房",
    "污水处理厂",
    "联峰山",
    "开发区",
    "镇村",
    "机关大院",
    "供热管网",
    "直管公房",
];
const WORKS: [&str; 14] = [
    "警报器维护",
    "路灯电费",
    "维修改造补助资金",
    "安全监测",
    "绿化养护",
    "物业服务费",
    "设备购置",
    "信息系统运行维护",
    "宣传培训",
    "应急抢险物资储备",
    "质量检测",
    "租赁补贴",
    "环境整治",
    "规划编制费",
];

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, sheets] = arguments.as_slice() else { return Err("fill DATA SHEETS".into()) };
    let (data, sheets) = (PathBuf::from(data), sheets.parse()?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(fill(&data, sheets))
}

async fn fill(data: &Path, sheets: usize) -> Outcome<()> {
    let mut keys = data.as_os_str().to_owned();
    keys.push(".keys");
    let database = DatabaseAddress::Embedded;
    let places = StorePlaces { data: data.to_owned(), database, keys: keys.into() };
    let store = Store::open(&places, AT).await?;
    add_clerk(&store).await?;
    let first = content("100", 0..FIRST);
    let found = review(&first, None, &review_rules()?);
    import(&store, "100", YEARS.start, (&first, &found.issues)).await?;
    let mut begin = FIRST;
    for number in 0.. {
        if begin >= sheets {
            break;
        }
        let end = sheets.min(begin + EACH);
        let (department, year) = (format!("{}", 101 + number % DEPARTMENTS), year_of(number)?);
        import(&store, &department, year, (&content(&department, begin..end), &[])).await?;
        begin = end;
    }
    Ok(store.close().await?)
}

fn year_of(number: usize) -> Outcome<u16> {
    let year = YEARS.start + u16::try_from(number / DEPARTMENTS)?;
    if YEARS.contains(&year) { Ok(year) } else { Err("too many sheets for the years".into()) }
}

async fn add_clerk(store: &Store) -> Outcome<()> {
    let hash = Argon2::default().hash_password(PASSWORD.as_bytes());
    let account = NewAccount {
        login: "clerk".into(),
        name: "经办人".into(),
        password: PasswordHash(hash.map_err(|error| error.to_string())?.to_string()),
        role: Role::Preparer,
        scope: Scope::Everything,
        must_change: false,
        demonstration: false,
    };
    store.add_account(&Acting::program(AT), account).await?;
    Ok(())
}

async fn import(
    store: &Store,
    department: &str,
    year: u16,
    (document, issues): (&Document, &[Issue]),
) -> Outcome<()> {
    let actor = Actor { account: "clerk".into(), role: Role::Preparer, scope: Scope::Everything };
    let acting = Acting { actor, name: "经办人".into(), address: String::new(), at: AT };
    let digest = store.put_file(format!("{department} {year}").into_bytes()).await?;
    let draft = ImportDraft {
        document,
        issues,
        department_code: department.into(),
        department_name: format!("第{department}部门"),
        fiscal_year: FiscalYear::new(year)?,
        file_name: "绩效目标.docx".into(),
        digest,
    };
    store.import(&acting, &draft).await?;
    Ok(())
}

/// The sheets with these numbers, spread over nine units of the department.
fn content(department: &str, numbers: std::ops::Range<usize>) -> Document {
    let mut content = document(numbers.clone().map(|number| sheet(department, number)));
    for (sheet, number) in content.sheets.iter_mut().zip(numbers) {
        let unit = format!("{department}{:03}", number % 9 + 1);
        sheet.unit_code = Some(FiledText::certain(unit, Place::Entered));
    }
    content
}

fn sheet(department: &str, number: usize) -> SheetBuilder {
    let pick = |words: &[&'static str], by: usize| {
        words.get(number / by % words.len()).copied().unwrap_or_default()
    };
    let (place, work) = (pick(&PLACES, 1), pick(&WORKS, PLACES.len()));
    let budget = format!("{}.{:02}", number * 37 % 9_000 + 1, number * 13 % 100);
    let counted = u32::try_from(number).unwrap_or(u32::MAX);
    SheetBuilder::new(counted, &format!("{place}{work}（{number}）"))
        .code(&format!("{department}-{number:06}-JQN"))
        .budget(&budget, &budget, "")
        .goal(&format!("完成{place}{work}，保障正常运行"))
        .indicator(["产出指标", "数量指标", "完成数量", "实际完成的数量", "≥95%"])
        .indicator(["产出指标", "质量指标", "合格率", "合格数占总数的比例", "≥98%"])
        .indicator(["效果指标", "满意度指标", "群众满意度", "调查的满意人数占比", "≥90%"])
}
