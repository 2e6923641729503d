//! 设置: what an administrator may choose.

use crate::entities::setting;
use crate::trail::{Acting, Deed};
use crate::{Store, StoreError};
use procedure::{Action, ObjectState};
use sea_orm::{ActiveValue, EntityTrait};
use std::collections::BTreeMap;

/// Every setting that was changed from what is shipped, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    /// The value of a code, if it was changed.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Chooses a value.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(key.into(), value.into());
    }
}

impl Store {
    /// The settings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let rows = setting::Entity::find().all(self.connections().reads()).await?;
        Ok(Settings(rows.into_iter().map(|row| (row.key, row.value)).collect()))
    }

    /// Stores settings; only those that differ are written and told in the trail.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn keep_settings(
        &self,
        acting: &Acting,
        wanted: &Settings,
    ) -> Result<(), StoreError> {
        acting.may(Action::ManageSettings, ObjectState::Any)?;
        let before = self.settings().await?;
        let changes: Vec<_> = wanted
            .0
            .iter()
            .filter(|(key, value)| before.get(key) != Some(value.as_str()))
            .collect();
        if changes.is_empty() {
            return Ok(());
        }
        let work = self.work().await?;
        let mut deeds = Vec::new();
        for (key, value) in changes {
            setting::Entity::delete_by_id(key).exec(&work.tx).await?;
            let row = setting::ActiveModel {
                key: ActiveValue::Set(key.clone()),
                value: ActiveValue::Set(value.clone()),
            };
            setting::Entity::insert(row).exec_without_returning(&work.tx).await?;
            deeds.push(Deed {
                action: "setting.change",
                object_kind: "setting",
                object_id: key.clone(),
                change: format!("{}→{value}", before.get(key).unwrap_or("（出厂值）")),
                reason: String::new(),
            });
        }
        work.commit(acting, deeds).await
    }
}
