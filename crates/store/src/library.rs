//! 指标库: keeping the indicators, every version of each. What one means is read by the caller.

use crate::entities::indicator_version;
use crate::trail::{Acting, Deed, Work};
use crate::{Store, StoreError, Timestamp};
use procedure::{Action, ObjectState};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// A version of an indicator as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorVersion {
    /// 指标编码.
    pub code: String,
    /// From 1, counts up with every change.
    pub version: i32,
    /// The indicator as text.
    pub text: String,
    /// Why it was changed; empty of what was shipped.
    pub reason: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// By whom, by name.
    pub made_by: String,
}

/// The next version of an indicator, or a new one.
#[derive(Clone, Copy, Debug)]
pub struct IndicatorChange<'a> {
    /// 指标编码.
    pub code: &'a str,
    /// 指标名称, for the trail.
    pub name: &'a str,
    /// The indicator as text.
    pub text: &'a str,
    /// Why, in a sentence.
    pub reason: &'a str,
    /// The version that the change was made from; none of a new indicator.
    pub from: Option<i32>,
}

impl Store {
    /// Every version of every indicator, in the order of their codes, oldest version first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn indicator_versions(&self) -> Result<Vec<IndicatorVersion>, StoreError> {
        let rows = indicator_version::Entity::find()
            .order_by_asc(indicator_version::Column::Code)
            .order_by_asc(indicator_version::Column::Version)
            .all(self.connections().reads())
            .await?;
        Ok(rows.into_iter().map(read).collect())
    }

    /// Keeps indicators (code, text) that are not there yet; those that are there stay as people
    /// left them. All of them in one change; returns how many were new.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn add_indicators(
        &self,
        acting: &Acting,
        indicators: &[(String, String)],
    ) -> Result<usize, StoreError> {
        acting.may(Action::ManageSettings, ObjectState::Any)?;
        let there: BTreeSet<String> =
            self.indicator_versions().await?.into_iter().map(|stored| stored.code).collect();
        let new: Vec<_> = indicators.iter().filter(|(code, _)| !there.contains(code)).collect();
        if new.is_empty() {
            return Ok(0);
        }
        let work = self.work().await?;
        for (code, text) in &new {
            let change = IndicatorChange { code, name: "", text, reason: "", from: None };
            keep(&work, acting, (change, 1)).await?;
        }
        let change = format!("指标库加入随程序提供的指标{}个", new.len());
        work.commit(acting, [deed("", change, "")]).await?;
        Ok(new.len())
    }

    /// Keeps a new indicator, or the next version of one; returns the version. A text that is
    /// already the newest is left alone.
    ///
    /// # Errors
    /// When the actor may not, another change came first, the code of a new indicator is taken, or
    /// the database fails.
    pub async fn change_indicator(
        &self,
        acting: &Acting,
        change: IndicatorChange<'_>,
    ) -> Result<i32, StoreError> {
        acting.may(Action::ManageLibrary, ObjectState::Any)?;
        if change.reason.trim().is_empty() {
            return Err(StoreError::Invalid("请填写修订理由".into()));
        }
        let work = self.work().await?;
        let newest = newest_of(&work.tx, change.code).await?;
        let version = match (&newest, change.from) {
            (None, None) => 1,
            (None, Some(_)) => return Err(StoreError::Missing),
            (Some(newest), _) if newest.text == change.text => return Ok(newest.version),
            (Some(newest), Some(from)) if newest.version == from => from.saturating_add(1),
            (Some(newest), Some(_)) => {
                return Err(StoreError::Changed {
                    by: newest.made_by.clone(),
                    at: newest.made_at_ms,
                    version: newest.version,
                });
            }
            (Some(_), None) => {
                let told = format!("指标编码“{}”已被使用，请另取编码", change.code);
                return Err(StoreError::Invalid(told));
            }
        };
        keep(&work, acting, (change, version)).await?;
        let words = format!("指标“{}”第{version}版", change.name);
        work.commit(acting, [deed(change.code, words, change.reason.trim())]).await?;
        Ok(version)
    }
}

fn deed(code: &str, change: String, reason: &str) -> Deed {
    Deed {
        action: "indicator.define",
        object_kind: "indicator",
        object_id: code.to_owned(),
        change,
        reason: reason.to_owned(),
    }
}

async fn keep(
    work: &Work,
    acting: &Acting,
    (change, version): (IndicatorChange<'_>, i32),
) -> Result<(), StoreError> {
    let row = indicator_version::ActiveModel {
        code: ActiveValue::Set(change.code.to_owned()),
        version: ActiveValue::Set(version),
        text: ActiveValue::Set(change.text.to_owned()),
        reason: ActiveValue::Set(change.reason.trim().to_owned()),
        made_at_ms: ActiveValue::Set(acting.at),
        made_by: ActiveValue::Set(acting.name.clone()),
        sealed_by: ActiveValue::Set(work.number()?),
    };
    indicator_version::Entity::insert(row).exec_without_returning(&work.tx).await?;
    Ok(())
}

async fn newest_of(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<indicator_version::Model>, StoreError> {
    Ok(indicator_version::Entity::find()
        .filter(indicator_version::Column::Code.eq(code))
        .order_by_desc(indicator_version::Column::Version)
        .one(connection)
        .await?)
}

fn read(row: indicator_version::Model) -> IndicatorVersion {
    IndicatorVersion {
        code: row.code,
        version: row.version,
        text: row.text,
        reason: row.reason,
        made_at: row.made_at_ms,
        made_by: row.made_by,
    }
}
