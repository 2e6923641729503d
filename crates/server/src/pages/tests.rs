//! What holds of every page, whatever the texts in it are.

use super::accounts::{AccountEditPage, AccountForm, AccountLine, AccountMark, AccountsPage};
use super::document_head::{DocumentHead, DocumentTab};
use super::documents::{DocumentLine, DocumentsPage, IssueCounts};
use super::documents::{OverviewPage, OverviewSheet, RevisionLine};
use super::frame::{Frame, Outlook, Section, Tone, UnitChoice, Viewer};
use super::help::HelpPage;
use super::import::{ImportCheckPage, ImportDoubt, ImportPage};
use super::jobs::JobPage;
use super::login::{DemonstrationAccount, LoginPage};
use super::password::PasswordPage;
use super::problem::{ProblemPage, words};
use super::settings::{SettingsForm, SettingsPage};
use super::sheets_list::{SheetLine, SheetsPage};
use super::source::{Choice, Comparison, Selection, SourcePage};
use super::trail::{TrailLine, TrailPage, TrailQuery, Verification};
use super::workbench::{DraftTask, Figures, ImportLine, UnitTask, WorkbenchPage};
use askama::Template;
use documents::recognise::recognise;
use documents::rules::FormLabels;
use documents::{Limits, read};
use procedure::{Actor, Role, Scope};
use store::JobState;
use vocabulary::{AmountUnit, FiscalYear, Money};

const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;";

fn year() -> FiscalYear {
    FiscalYear::new(2021).unwrap()
}

fn actor(role: Role) -> Actor {
    Actor { account: "zhang".into(), role, scope: Scope::Everything }
}

fn frame<'a>(actor: &'a Actor, text: &'a str) -> Frame<'a> {
    let mut frame = Frame::new(text, Section::Workbench).below(text, text).saying(Tone::Done, text);
    frame.viewer = Some(Viewer { name: text, actor });
    frame.csrf = text;
    frame.path = text;
    frame.outlook = Outlook {
        year: Some(year()),
        years: vec![year()],
        unit: Some(text.into()),
        units: vec![UnitChoice { code: text.into(), name: text.into() }],
    };
    frame
}

fn head(text: &str) -> DocumentHead {
    DocumentHead {
        id: "d".into(),
        title: text.into(),
        department_code: text.into(),
        department_name: text.into(),
        fiscal_year: year(),
        form: "绩效目标表（河北）",
        sheets: 1,
        indicators: 3,
        total: Money::from_fen(100),
        errors: 1,
        warnings: 2,
        revision: 2,
        whole: true,
        tab: DocumentTab::Overview,
    }
}

const COUNTS: IssueCounts = IssueCounts { errors: 1, warnings: 2, infos: 3 };

fn lists(actor: &Actor, text: &str) -> Vec<String> {
    let document = DocumentLine {
        id: "d".into(),
        department_code: text.into(),
        year: year(),
        title: text.into(),
        sheets: 1,
        indicators: 3,
        total: Money::from_fen(100),
        counts: COUNTS,
        revision: 1,
        imported_at: "2021-03-05 09:35".into(),
        imported_by: text.into(),
    };
    let sheet = SheetLine {
        id: "s".into(),
        document_id: "d".into(),
        year: 2021,
        unit_code: text.into(),
        project_code: text.into(),
        project_name: text.into(),
        budget: None,
        indicators: 3,
        counts: COUNTS,
        updated_at: "2021-03-05 09:35".into(),
    };
    let documents =
        DocumentsPage { frame: frame(actor, text), words: text, documents: vec![document] };
    let none = DocumentsPage { frame: frame(actor, text), words: text, documents: Vec::new() };
    let sheets = SheetsPage {
        frame: frame(actor, text),
        words: text,
        sheets: vec![sheet],
        next: Some(text.into()),
        start: Some(text.into()),
    };
    let no_sheets = SheetsPage {
        frame: frame(actor, text),
        words: text,
        sheets: Vec::new(),
        next: None,
        start: None,
    };
    vec![
        documents.render().unwrap(),
        none.render().unwrap(),
        sheets.render().unwrap(),
        no_sheets.render().unwrap(),
    ]
}

fn overview(actor: &Actor, text: &str) -> String {
    let sheet = OverviewSheet {
        id: "s".into(),
        position: 1,
        unit_code: text.into(),
        project_code: text.into(),
        project_name: text.into(),
        budget: Some(Money::from_fen(100)),
        indicators: 3,
        counts: COUNTS,
        version: 1,
    };
    let revision = RevisionLine {
        number: 1,
        file_name: text.into(),
        digest: "1c77".into(),
        imported_at: "2021-03-05 09:35".into(),
        imported_by: text.into(),
    };
    let page = OverviewPage {
        frame: frame(actor, text),
        head: head(text),
        sheets: vec![sheet],
        general: COUNTS,
        decided: 1,
        overall_goal: Some(text.into()),
        department_parts: (1, 1),
        unplaced: 2,
        notes: vec![text.into()],
        revisions: vec![revision],
        whole: true,
    };
    page.render().unwrap()
}

fn source(actor: &Actor, text: &str) -> String {
    let html = "<p>第一部分</p><table><tr><td>项目编码</td><td>333-0401-JQN-X0VZ</td>\
                <td>项目名称</td><td>道路&lt;script&gt;维修</td></tr></table>";
    let source = read(html.as_bytes(), &Limits::default()).unwrap();
    let read = recognise(&source, &FormLabels::shipped().unwrap());
    let selection = Selection::read(None, &read.document);
    let page = SourcePage {
        frame: frame(actor, text),
        head: head(text),
        file_name: text,
        revision: 2,
        revisions: vec![
            Choice { code: "2".into(), label: text.into(), current: true },
            Choice { code: "1".into(), label: text.into(), current: false },
        ],
        comparison: Comparison::of(&source, &read, selection),
    };
    page.render().unwrap()
}

fn import_line(state: JobState, text: &str) -> ImportLine {
    ImportLine {
        job_id: "j".into(),
        file_name: text.into(),
        state,
        message: text.into(),
        by: text.into(),
        at: "2021-03-05 09:35".into(),
        document_id: None,
    }
}

fn workbench(actor: &Actor, text: &str) -> String {
    let page = WorkbenchPage {
        frame: frame(actor, text),
        figures: Some(Figures { documents: 1, ..Figures::default() }),
        units: vec![UnitTask {
            unit_code: text.into(),
            unit_name: text.into(),
            year: 2021,
            sheets: 1,
            errors: 1,
            href: "/documents/d/issues".into(),
        }],
        units_cut: true,
        drafts: vec![DraftTask {
            sheet_id: "s".into(),
            project_code: text.into(),
            project_name: text.into(),
            saved_at: "2021-03-05 09:35".into(),
        }],
        failures: vec![import_line(JobState::Failed, text)],
        imports: vec![import_line(JobState::Interrupted, text)],
    };
    page.render().unwrap()
}

fn imports(actor: &Actor, text: &str) -> Vec<String> {
    let choose = ImportPage { frame: frame(actor, text), bytes_max: 1 << 20, failure: Some(text) };
    let doubt = ImportDoubt::SameFile { title: text.into(), href: "/".into(), at: text.into() };
    let check = ImportCheckPage {
        frame: frame(actor, text),
        upload: text.into(),
        order_key: text.into(),
        file_name: text.into(),
        size: 1,
        form: "文字材料",
        sheets: 0,
        indicators: 0,
        total: Money::ZERO,
        unplaced: 1,
        year: text.into(),
        department_code: text.into(),
        department_name: text.into(),
        replaces: Some((text.into(), 2)),
        doubts: vec![doubt, ImportDoubt::NoYear, ImportDoubt::NoDepartment, ImportDoubt::NoSheets],
        failure: Some(text),
    };
    let mut pages = vec![choose.render().unwrap(), check.render().unwrap()];
    for state in [JobState::Queued, JobState::Done, JobState::Failed, JobState::Interrupted] {
        let job = JobPage {
            frame: frame(actor, text),
            id: "j".into(),
            file_name: text.into(),
            state,
            progress: 1,
            total: 4,
            message: text.into(),
            by: text.into(),
            created_at: "2021-03-05 09:35".into(),
            ended_at: String::new(),
            document_id: Some("d".into()),
        };
        pages.push(job.render().unwrap());
    }
    pages
}

fn administration(actor: &Actor, text: &str) -> Vec<String> {
    let account = AccountLine {
        id: "a".into(),
        login: text.into(),
        name: text.into(),
        role: Role::Preparer,
        scope: text.into(),
        disabled: false,
        marks: vec![AccountMark::FirstPassword, AccountMark::LockedUntil(text.into())],
        created_at: text.into(),
        own: false,
    };
    let form = AccountForm {
        login: text.into(),
        name: text.into(),
        role: text.into(),
        scope: text.into(),
    };
    let accounts = AccountsPage {
        frame: frame(actor, text),
        accounts: vec![account.clone()],
        form: form.clone(),
        failure: Some(text),
        one_time: Some((text.into(), text.into())),
    };
    let edit = AccountEditPage { frame: frame(actor, text), account, form, failure: Some(text) };
    let settings = SettingsPage {
        frame: frame(actor, text),
        form: SettingsForm {
            amounts: AmountUnit::Yuan,
            font: text.into(),
            upload_megabytes: text.into(),
            retention_months: text.into(),
        },
        failure: Some(text),
        years: vec![(2021, true), (2022, false)],
        facts: vec![("程序版本", text.into())],
    };
    vec![
        accounts.render().unwrap(),
        edit.render().unwrap(),
        settings.render().unwrap(),
        trail(actor, text),
    ]
}

fn trail(actor: &Actor, text: &str) -> String {
    let line = TrailLine {
        number: 1,
        at: text.into(),
        actor: text.into(),
        role: "填报人",
        address: text.into(),
        action: "导入文件",
        object_kind: "文件",
        object: text.into(),
        change: text.into(),
        reason: text.into(),
        done: false,
        digest: "8e12".into(),
    };
    let query = TrailQuery {
        person: text.into(),
        from: text.into(),
        to: text.into(),
        action: text.into(),
        object: text.into(),
        before: text.into(),
    };
    let page = TrailPage {
        frame: frame(actor, text),
        query,
        entries: vec![line],
        verified: Some(Verification { entries: 1, at: text.into(), fault: Some(text.into()) }),
        next: Some(text.into()),
        start: Some(text.into()),
    };
    page.render().unwrap()
}

fn outside(text: &str) -> Vec<String> {
    let mut bare = Frame::new(text, Section::Outside);
    bare.demonstration = true;
    let accounts = [DemonstrationAccount { account: "tianbao", password: "p", duty: "填报人" }];
    let login = LoginPage {
        frame: bare.clone(),
        account: text,
        next: text,
        failure: Some(text),
        demonstration: &accounts,
    };
    let problem = ProblemPage { frame: bare, status: 404, text, request: Some(text) };
    vec![login.render().unwrap(), problem.render().unwrap()]
}

/// Every page of the desk with `text` wherever a text can stand.
fn every_page(text: &str) -> Vec<String> {
    let mut pages = outside(text);
    for role in Role::ALL {
        let actor = actor(role);
        pages.extend(lists(&actor, text));
        pages.push(overview(&actor, text));
        pages.push(source(&actor, text));
        pages.push(workbench(&actor, text));
        pages.extend(imports(&actor, text));
        pages.extend(administration(&actor, text));
        let password = PasswordPage {
            frame: frame(&actor, text),
            forced: true,
            characters_min: 8,
            failure: Some(text),
        };
        pages.push(password.render().unwrap());
        pages.push(HelpPage { frame: frame(&actor, text), version: text }.render().unwrap());
    }
    pages
}

/// The values of an attribute, in order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn no_text_becomes_markup_on_any_page() {
    for page in every_page(HOSTILE) {
        assert!(!page.contains("<script>"), "{page}");
        assert!(!page.contains("<img src=x"), "{page}");
        assert!(!page.contains("=\"\"'>"), "{page}");
    }
}

#[test]
fn no_page_holds_a_style_or_script_of_its_own() {
    for page in every_page("文") {
        assert!(!page.contains(" style=") && !page.contains("<style"), "{page}");
        assert!(!page.contains(" onclick=") && !page.contains(" onsubmit="), "{page}");
        assert!(!page.contains("http://") && !page.contains("https://"), "{page}");
        assert_eq!(page.matches("<script").count(), values(&page, "src").len() - images(&page));
    }
}

fn images(page: &str) -> usize {
    page.matches("<img ").count()
}

#[test]
fn every_page_has_one_first_heading_and_no_name_twice() {
    for page in every_page("文") {
        assert_eq!(page.matches("<h1").count(), 1, "{page}");
        let mut names = values(&page, "id");
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
    }
}

#[test]
fn every_label_points_at_a_field_of_its_page() {
    for page in every_page("文") {
        let names = values(&page, "id");
        for reference in ["for", "aria-labelledby", "aria-describedby", "aria-controls"] {
            for target in values(&page, reference) {
                assert!(names.contains(&target), "{reference} {target}");
            }
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    for page in every_page("文") {
        for form in page.split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            if form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\"")) {
                assert!(form.contains("name=\"csrf\""), "{form}");
            }
        }
    }
}

#[test]
fn buttons_are_shown_to_those_who_may_use_them() {
    let may_import = actor(Role::Preparer);
    let may_not = actor(Role::Viewer);
    assert!(overview(&may_import, "文").contains("href=\"/import\""));
    assert!(overview(&may_import, "文").contains("href=\"/sheets/s/edit\""));
    assert!(!overview(&may_not, "文").contains("href=\"/import\""));
    assert!(!overview(&may_not, "文").contains("/edit"));
    assert!(workbench(&may_import, "文").contains(">处理</a>"));
    assert!(!workbench(&may_not, "文").contains(">处理</a>"));
    let auditor = actor(Role::Auditor);
    assert!(trail(&auditor, "文").contains("操作留痕"));
}

#[test]
fn an_empty_list_says_what_to_do() {
    let preparer = actor(Role::Preparer);
    let mut frame = Frame::new("绩效目标文件", Section::Documents);
    frame.viewer = Some(Viewer { name: "张", actor: &preparer });
    let page = DocumentsPage { frame, words: "", documents: Vec::new() }.render().unwrap();
    assert!(page.contains("还没有绩效目标文件") && page.contains("href=\"/import\""));
    let narrowed = lists(&preparer, "道路").remove(1);
    assert!(narrowed.contains("没有符合条件的文件"));
    let search = lists(&preparer, "道路").remove(3);
    assert!(search.contains("没有找到“道路”"));
}

#[test]
fn no_problem_page_tells_a_path_or_a_query() {
    for status in [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503, 507] {
        let (title, text) = words(status);
        assert!(!title.is_empty() && text.ends_with('。'), "{status}");
        assert!(!text.contains('/') && !text.to_lowercase().contains("select"), "{status}");
    }
}
