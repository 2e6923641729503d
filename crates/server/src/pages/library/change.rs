//! Changing an indicator of the library, or adding one: looked at and measured first, then kept as
//! the next version.

mod form;

use super::trial::{Trial, mended};
use super::{ADDRESS, address, indicator};
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::book::Book;
use crate::work::records::day_of;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use documents::rules::write_indicator;
use form::IndicatorForm;
use indicators::{
    Accumulation, Direction, Formula, IndicatorDefinition, ScoringRule, WordingFault,
};
use ledgers::language::Spelling;
use procedure::Action;
use store::{IndicatorChange, IndicatorVersion, StoreError};
use vocabulary::{Day, Period};

/// The form of an indicator.
#[derive(Template)]
#[template(path = "library/change.html")]
pub(crate) struct ChangePage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Where the form is sent.
    pub(crate) action: String,
    /// Back.
    pub(crate) back: String,
    /// Whether the indicator is new.
    pub(crate) new: bool,
    /// What is in the form.
    pub(crate) form: IndicatorForm,
    /// What its lists offer.
    pub(crate) choices: Choices,
    /// What is wrong: the field's name in the form, its label, and the words.
    pub(crate) faults: Vec<FormFault>,
    /// What came of the published formula.
    pub(crate) literal: Option<Trial>,
    /// What came of the corrected one.
    pub(crate) corrected: Option<Trial>,
}

/// Something wrong with the form.
pub(crate) struct FormFault {
    /// The field's name; empty of the whole.
    pub(crate) name: &'static str,
    /// Its label.
    pub(crate) label: &'static str,
    /// What is wrong, and what to do.
    pub(crate) message: String,
}

/// What the lists of the form offer.
pub(crate) struct Choices {
    /// 指标方向.
    pub(crate) directions: [&'static str; 3],
    /// 累计方式.
    pub(crate) accumulations: [&'static str; 3],
    /// 计分规则.
    pub(crate) scorings: [&'static str; 6],
    /// 口径问题.
    pub(crate) faults: [&'static str; 4],
}

impl Choices {
    fn all() -> Self {
        Self {
            directions: Direction::ALL.map(Direction::label),
            accumulations: Accumulation::ALL.map(Accumulation::label),
            scorings: ScoringRule::ALL.map(ScoringRule::label),
            faults: WordingFault::ALL.map(WordingFault::label),
        }
    }
}

/// The routes of changing.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::ManageLibrary);
    routes
        .get("/library/new", door, begin_new)
        .post("/library/new", door, send_new)
        .get("/library/{code}/change", door, begin)
        .post("/library/{code}/change", door, send)
}

async fn begin_new(State(app): State<App>, visit: Visit) -> Answer {
    let form = IndicatorForm::blank(today(&visit)?);
    let (_, html) = Draft::new(None, form).page(&app, &visit).await?;
    Ok(html)
}

async fn begin(State(app): State<App>, visit: Visit, Path(code): Path<String>) -> Answer {
    let book = app.book();
    let entry = indicator(&book, &code)?.newest();
    let spelt = |formula: &Formula| formula.print(&book.catalogue, Spelling::Chinese);
    let formulas = (spelt(&entry.literal), entry.corrected.as_ref().map(spelt));
    let form = IndicatorForm::of(&entry.definition, formulas, today(&visit)?);
    let (_, html) = Draft::new(Some(code), form).page(&app, &visit).await?;
    Ok(html)
}

async fn send_new(
    State(app): State<App>,
    visit: Visit,
    Form(mut form): Form<IndicatorForm>,
) -> Answer<Response> {
    form.version.clear();
    take(&app, &visit, Draft::new(None, form)).await
}

async fn send(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Form(mut form): Form<IndicatorForm>,
) -> Answer<Response> {
    indicator(&app.book(), &code)?;
    form.code.clone_from(&code);
    take(&app, &visit, Draft::new(Some(code), form)).await
}

fn today(visit: &Visit) -> Answer<Day> {
    day_of(visit.acting.at).ok_or_else(Problem::fault)
}

/// An indicator that is being written.
struct Draft {
    /// The indicator that is changed; none of a new one.
    code: Option<String>,
    form: IndicatorForm,
    faults: Vec<FormFault>,
    literal: Option<Trial>,
    corrected: Option<Trial>,
}

async fn take(app: &App, visit: &Visit, mut draft: Draft) -> Answer<Response> {
    let book = app.book();
    draft.mend(&book);
    let definition = draft.look(app, visit, &book).await?;
    if let Some(definition) = definition.filter(|_| draft.form.act == "save" && draft.holds()) {
        match keep(app, visit, &book, (definition, &draft.form)).await {
            Ok(saved) => return Ok(Redirect::to(&saved).into_response()),
            Err(StoreError::Changed { by, version, .. }) => draft.tell(format!(
                "{by}已在此前保存了第{version}版。请复制您的修改，重新打开本指标后再填"
            )),
            Err(StoreError::Invalid(words)) => draft.tell(words),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(draft.page(app, visit).await?.into_response())
}

/// Proves the library with the indicator in it, keeps it, and takes it into use.
async fn keep(
    app: &App,
    visit: &Visit,
    book: &Book,
    (mut definition, form): (IndicatorDefinition, &IndicatorForm),
) -> Result<String, StoreError> {
    // Labels of ledgers and fields may change, their codes do not.
    in_code(book, &mut definition.literal.formula);
    if let Some(correction) = &mut definition.corrected {
        in_code(book, &mut correction.variant.formula);
    }
    let from = form.changes_version();
    let version = from.unwrap_or_default().saturating_add(1);
    definition.version = u32::try_from(version).unwrap_or_default();
    let text = write_indicator(&definition);
    let code = definition.code.to_string();
    let mut versions = app.store.indicator_versions().await?;
    versions.push(IndicatorVersion {
        code: code.clone(),
        version,
        text: text.clone(),
        reason: form.reason.clone(),
        made_at: visit.acting.at,
        made_by: visit.acting.name.clone(),
    });
    versions.sort_by(|one, two| (&one.code, one.version).cmp(&(&two.code, two.version)));
    Book::read(&app.store.ledger_definitions().await?, versions)?;
    let change = IndicatorChange {
        code: &code,
        name: &definition.name,
        text: &text,
        reason: &form.reason,
        from,
    };
    app.store.change_indicator(&visit.acting, change).await?;
    app.use_book(Book::kept(&app.store).await?);
    Ok(format!("{}?saved=yes", address(&definition.code)))
}

fn in_code(book: &Book, text: &mut String) {
    if let Ok(formula) = Formula::read(&book.catalogue, text) {
        *text = formula.print(&book.catalogue, Spelling::Code);
    }
}

impl Draft {
    fn new(code: Option<String>, form: IndicatorForm) -> Self {
        Self { code, form, faults: Vec::new(), literal: None, corrected: None }
    }

    fn tell(&mut self, message: String) {
        self.faults.push(FormFault { name: "", label: "", message });
    }

    /// Takes the suggestion that was asked for.
    fn mend(&mut self, book: &Book) {
        if let Some(at) = self.form.mend_literal.take() {
            self.form.formula = mended(book, &self.form.formula, at);
        }
        if let Some(at) = self.form.mend_corrected.take() {
            self.form.corrected_formula = mended(book, &self.form.corrected_formula, at);
        }
    }

    /// Reads the form and measures its formulas; the indicator when the form holds.
    async fn look(
        &mut self,
        app: &App,
        visit: &Visit,
        book: &Book,
    ) -> Answer<Option<IndicatorDefinition>> {
        let period = Period::year_to(today(visit)?).ok_or_else(Problem::fault)?;
        let store = &app.store;
        if !self.form.formula.trim().is_empty() {
            self.literal = Some(Trial::of(store, book, &self.form.formula, period).await?);
        }
        if !self.form.corrected_formula.trim().is_empty() {
            let trial = Trial::of(store, book, &self.form.corrected_formula, period).await?;
            self.corrected = Some(trial);
        }
        let (definition, faults) = self.form.read();
        self.faults = faults;
        if self.form.act == "save" && self.form.reason.trim().is_empty() {
            self.faults.push(FormFault {
                name: "reason",
                label: "修订理由",
                message: "请填写".to_owned(),
            });
        }
        Ok(definition)
    }

    fn holds(&self) -> bool {
        let sound = |trial: &Option<Trial>| !matches!(trial, Some(Trial::Faults(_)));
        self.faults.is_empty() && sound(&self.literal) && sound(&self.corrected)
    }

    async fn page(self, app: &App, visit: &Visit) -> Answer<(StatusCode, Html<String>)> {
        let status = if self.holds() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let title = if self.code.is_some() { "修订指标" } else { "新增指标" };
        let mut frame = visit.frame(app, title, Section::Library).await?;
        frame = frame.below("指标库", ADDRESS);
        let (action, back) = match &self.code {
            None => (format!("{ADDRESS}/new"), ADDRESS.to_owned()),
            Some(code) => {
                let own = format!("{ADDRESS}/{code}");
                frame = frame.below(self.form.name.clone(), own.clone());
                (format!("{own}/change"), own)
            }
        };
        let page = ChangePage {
            frame,
            action,
            back,
            new: self.code.is_none(),
            form: self.form,
            choices: Choices::all(),
            faults: self.faults,
            literal: self.literal,
            corrected: self.corrected,
        };
        Ok((status, Html(page.render()?)))
    }
}
