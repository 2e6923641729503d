//! 组织: region, department, units, sections; and the fiscal years.

use crate::entities::{org, year};
use crate::trail::{Acting, Deed};
use crate::{Store, StoreError};
use procedure::{Action, ObjectState, Refusal};
use sea_orm::{ActiveValue, ConnectionTrait, EntityTrait, QueryOrder};
use vocabulary::FiscalYear;

/// A region, department, unit or section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    /// `333`, `333002`.
    pub code: String,
    /// In full.
    pub name: String,
    /// `region`, `department`, `unit` or `section`.
    pub kind: String,
    /// Code of the one above.
    pub parent: Option<String>,
}

impl Store {
    /// Every org, by code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orgs(&self) -> Result<Vec<Org>, StoreError> {
        let rows =
            org::Entity::find().order_by_asc(org::Column::Code).all(self.connections().reads());
        let of = |row: org::Model| Org {
            code: row.code,
            name: row.name,
            kind: row.kind,
            parent: row.parent,
        };
        Ok(rows.await?.into_iter().map(of).collect())
    }

    /// Adds orgs that are not there yet and renames those that are; returns how many changed.
    ///
    /// # Errors
    /// When the actor may neither import nor manage settings, or the database fails.
    pub async fn keep_orgs(&self, acting: &Acting, orgs: &[Org]) -> Result<usize, StoreError> {
        if acting.may(Action::Import, ObjectState::Any).is_err() {
            acting.may(Action::ManageSettings, ObjectState::Any)?;
        }
        let known = self.orgs().await?;
        let news: Vec<&Org> = orgs.iter().filter(|org| !known.contains(org)).collect();
        if news.is_empty() {
            return Ok(0);
        }
        let work = self.work().await?;
        for org in &news {
            keep(&work.tx, org).await?;
        }
        let names: Vec<String> =
            news.iter().map(|org| format!("{} {}", org.code, org.name)).collect();
        let deed = Deed {
            action: "org.keep",
            object_kind: "org",
            object_id: news.first().map_or(String::new(), |org| org.code.clone()),
            change: names.join("；"),
            reason: String::new(),
        };
        work.commit(acting, [deed]).await?;
        Ok(news.len())
    }

    /// Every year that has a row, with whether it is closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn years(&self) -> Result<Vec<(i32, bool)>, StoreError> {
        let rows =
            year::Entity::find().order_by_desc(year::Column::Year).all(self.connections().reads());
        Ok(rows.await?.into_iter().map(|row| (row.year, row.closed)).collect())
    }

    /// Closes or opens a year.
    ///
    /// # Errors
    /// When the actor may not manage settings, or the database fails.
    pub async fn set_year_closed(
        &self,
        acting: &Acting,
        wanted: FiscalYear,
        closed: bool,
    ) -> Result<(), StoreError> {
        acting.may(Action::ManageSettings, ObjectState::Any)?;
        let work = self.work().await?;
        self.check_year_known(&work.tx, wanted).await?;
        let row = year::ActiveModel {
            year: ActiveValue::Unchanged(wanted.number().into()),
            closed: ActiveValue::Set(closed),
        };
        year::Entity::update(row).exec(&work.tx).await?;
        let deed = Deed {
            action: "year.close",
            object_kind: "year",
            object_id: wanted.number().to_string(),
            change: if closed { "关闭年度" } else { "重新打开年度" }.into(),
            reason: String::new(),
        };
        work.commit(acting, [deed]).await
    }

    /// Refuses a change in a closed year; a year met for the first time is opened.
    pub(crate) async fn check_year_open(
        &self,
        tx: &impl ConnectionTrait,
        wanted: FiscalYear,
    ) -> Result<(), StoreError> {
        if self.check_year_known(tx, wanted).await? {
            return Err(Refusal::YearClosed.into());
        }
        Ok(())
    }

    /// Whether a year is closed; adds its row when it is the first time.
    async fn check_year_known(
        &self,
        tx: &impl ConnectionTrait,
        wanted: FiscalYear,
    ) -> Result<bool, StoreError> {
        let number = i32::from(wanted.number());
        if let Some(row) = year::Entity::find_by_id(number).one(tx).await? {
            return Ok(row.closed);
        }
        let row =
            year::ActiveModel { year: ActiveValue::Set(number), closed: ActiveValue::Set(false) };
        year::Entity::insert(row).exec_without_returning(tx).await?;
        Ok(false)
    }
}

async fn keep(tx: &impl ConnectionTrait, org: &Org) -> Result<(), StoreError> {
    let known = org::Entity::find_by_id(&org.code).one(tx).await?.is_some();
    let row = org::ActiveModel {
        code: if known {
            ActiveValue::Unchanged(org.code.clone())
        } else {
            ActiveValue::Set(org.code.clone())
        },
        name: ActiveValue::Set(org.name.clone()),
        kind: ActiveValue::Set(org.kind.clone()),
        parent: ActiveValue::Set(org.parent.clone()),
    };
    if known {
        org::Entity::update(row).exec(tx).await?;
    } else {
        org::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}
