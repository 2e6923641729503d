//! 资金: the size of the projects, what must be paid by when, and what occurs twice.

use super::document_head::{DocumentHead, DocumentTab};
use super::documents::key;
use super::frame::{Frame, Section};
use super::sheet_links::SheetLinks;
use crate::charts::{Bar, BarChart, Step, StepChart};
use crate::web::{Answer, App, Door, Routes, Visit};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use goals::money::{MoneyPicture, ProjectMoney, money_picture};
use procedure::Action;
use vocabulary::{Money, Percent};

/// The money of a document.
#[derive(Template)]
#[template(path = "money/page.html")]
pub(crate) struct MoneyPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Its head.
    pub(crate) head: DocumentHead,
    /// The amounts.
    pub(crate) picture: MoneyPicture,
    /// The sheets.
    pub(crate) links: SheetLinks,
    /// Whether the viewer sees the whole document.
    pub(crate) whole: bool,
}

impl MoneyPage<'_> {
    /// The projects as bars.
    pub(crate) fn size_chart(&self) -> String {
        let bar = |project: &ProjectMoney| Bar {
            label: project.name.clone(),
            size: project.total.map(Money::fen),
            dark: project.fiscal.map_or(0, Money::fen),
            figure: match (project.total, project.share) {
                (Some(total), Some(share)) => format!("{}（{share}）", self.frame.amount(&total)),
                (Some(total), None) => self.frame.amount(&total),
                (None, _) => "待确认".to_owned(),
            },
        };
        let title = format!("各项目预算规模（单位：{}）", self.frame.amounts.label());
        let bars = self.picture.projects.iter().map(bar).collect();
        BarChart { id: "size", title: &title, bars }.draw()
    }

    /// The plan as steps.
    pub(crate) fn plan_chart(&self) -> String {
        let title = format!("各时点应累计支出（单位：{}）", self.frame.amounts.label());
        let steps = self.picture.schedule.iter().map(|due| Step {
            label: due.by.to_string(),
            amount: due.amount.fen(),
            figure: self.frame.amount(&due.amount),
            share: due.share.to_string(),
        });
        let quarters = (0..=4_u16).filter_map(|quarter| {
            Percent::parse(&(quarter * 25).to_string())
                .ok()
                .map(|share| self.picture.total.share(share))
        });
        StepChart {
            id: "plan",
            title: &title,
            steps: steps.collect(),
            whole: self.picture.total.fen(),
            scale: quarters.map(|mark| self.frame.amount(&mark)).collect(),
        }
        .draw()
    }

    /// An amount, or that there is none.
    pub(crate) fn amount_or_dash(&self, money: Option<&Money>) -> String {
        money.map_or_else(|| "—".to_owned(), |money| self.frame.amount(money))
    }
}

/// The routes of the money page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/documents/{id}/money", Door::Permits(Action::Read), show)
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let id = key(&id)?;
    let stored = app.store.document(&visit.acting, id).await?;
    let sheets = app.store.sheets_of(&visit.acting, id).await?;
    let frame = visit.frame(&app, "资金", Section::Documents).await?;
    let head = DocumentHead::of(&stored, DocumentTab::Money);
    let page = MoneyPage {
        frame: frame
            .below("绩效目标文件", "/documents")
            .below(head.title.clone(), format!("/documents/{id}")),
        head,
        picture: money_picture(&stored.document.sheets),
        links: SheetLinks::new(&stored.sheet_ids, &sheets),
        whole: stored.whole,
    };
    Ok(Html(page.render()?))
}
