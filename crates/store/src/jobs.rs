//! 任务: long work as rows, so that it survives the process; one process at a time holds a job.

use crate::conditions::within;
use crate::documents::parse_id;
use crate::entities::job;
use crate::trail::{Acting, Deed};
use crate::{DocumentId, JobId, Store, StoreError, Timestamp, requests};
use procedure::{Action, ObjectState};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

/// How long a job belongs to the process that took it without word from it.
const LEASE_MS: i64 = 60_000;
/// Jobs shown in a list.
const SHOWN_MAX: u64 = 50;

/// Where a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its turn.
    Queued,
    /// Under way.
    Running,
    /// Done.
    Done,
    /// Could not be done; the message says why.
    Failed,
    /// The program was stopped in the middle; nothing of it was stored.
    Interrupted,
}

impl JobState {
    const ALL: [Self; 5] =
        [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Interrupted];

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "排队中",
            Self::Running => "正在处理",
            Self::Done => "已完成",
            Self::Failed => "未成功",
            Self::Interrupted => "被中断",
        }
    }

    /// The word in the store and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }

    /// Whether it will not change any more by itself.
    pub fn ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Interrupted)
    }
}

/// A job to be ordered.
#[derive(Clone, Debug)]
pub struct JobOrder<'a> {
    /// `import`.
    pub kind: &'static str,
    /// The unit that permission goes by.
    pub unit_code: &'a str,
    /// What to do, as JSON.
    pub payload: String,
    /// The same for every retry of one order.
    pub client_key: Option<&'a str>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its key.
    pub id: JobId,
    /// `import`.
    pub kind: String,
    /// Where it is.
    pub state: JobState,
    /// What to do, as JSON.
    pub payload: String,
    /// Steps done.
    pub progress: i32,
    /// Steps in all.
    pub total: i32,
    /// What happens or happened, for people.
    pub message: String,
    /// The document that came of it.
    pub document: Option<DocumentId>,
    /// The account that ordered it.
    pub account: String,
    /// Its person's name.
    pub account_name: String,
    /// The unit that permission goes by.
    pub unit_code: String,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// When it ended; nothing before.
    pub ended_at: Option<Timestamp>,
}

impl Store {
    /// Orders a job. A retry with the same client key orders nothing and gives the first one.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn order_job(
        &self,
        acting: &Acting,
        order: JobOrder<'_>,
    ) -> Result<JobId, StoreError> {
        acting.may(Action::Import, ObjectState::Open { unit_code: order.unit_code })?;
        let id = JobId::new();
        let work = self.work().await?;
        if let Some(key) = order.client_key {
            let first = requests::first_answer(&work.tx, acting, key, &id.to_string()).await?;
            if let Some(first) = first {
                return parse_id(&first);
            }
        }
        let JobOrder { kind, unit_code, payload, .. } = order;
        let row = job::ActiveModel {
            id: ActiveValue::Set(id.to_string()),
            kind: ActiveValue::Set(kind.into()),
            state: ActiveValue::Set(JobState::Queued.code().into()),
            payload: ActiveValue::Set(payload.clone()),
            progress: ActiveValue::Set(0),
            total: ActiveValue::Set(1),
            message: ActiveValue::Set("等待处理".into()),
            document_id: ActiveValue::Set(None),
            account_id: ActiveValue::Set(acting.actor.account.clone()),
            account_name: ActiveValue::Set(acting.name.clone()),
            unit_code: ActiveValue::Set(unit_code.into()),
            created_at_ms: ActiveValue::Set(acting.at),
            ended_at_ms: ActiveValue::Set(0),
            lease_until_ms: ActiveValue::Set(0),
        };
        job::Entity::insert(row).exec_without_returning(&work.tx).await?;
        let deed = Deed {
            action: "job.order",
            object_kind: "job",
            object_id: id.to_string(),
            change: payload,
            reason: String::new(),
        };
        work.commit(acting, [deed]).await?;
        Ok(id)
    }

    /// Takes the oldest job that waits, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_job(&self, now: Timestamp) -> Result<Option<Job>, StoreError> {
        // Asked without the write lock: mostly nothing waits.
        let waiting = job::Entity::find()
            .filter(job::Column::State.eq(JobState::Queued.code()))
            .order_by_asc(job::Column::Id)
            .one(self.connections().reads())
            .await?;
        let Some(row) = waiting else { return Ok(None) };
        let tx = self.connections().begin().await?;
        let taken = job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(JobState::Running.code()))
            .col_expr(job::Column::LeaseUntilMs, Expr::value(now.saturating_add(LEASE_MS)))
            .filter(job::Column::Id.eq(&row.id))
            .filter(job::Column::State.eq(JobState::Queued.code()))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        if taken.rows_affected == 0 {
            return Ok(None);
        }
        let mut job = read(row)?;
        job.state = JobState::Running;
        Ok(Some(job))
    }

    /// Tells how far a job is, and keeps holding it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_progress(
        &self,
        id: JobId,
        progress: (i32, i32),
        message: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let tx = self.connections().begin().await?;
        job::Entity::update_many()
            .col_expr(job::Column::Progress, Expr::value(progress.0))
            .col_expr(job::Column::Total, Expr::value(progress.1))
            .col_expr(job::Column::Message, Expr::value(message))
            .col_expr(job::Column::LeaseUntilMs, Expr::value(now.saturating_add(LEASE_MS)))
            .filter(job::Column::Id.eq(id.to_string()))
            .exec(&tx)
            .await?;
        tx.commit().await
    }

    /// Ends a job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_job(
        &self,
        acting: &Acting,
        id: JobId,
        ended: (JobState, &str, Option<DocumentId>),
    ) -> Result<(), StoreError> {
        let work = self.work().await?;
        let deed = end(&work.tx, acting, id, ended).await?;
        work.commit(acting, [deed]).await
    }

    /// At the start of the program: jobs that were under way and whose holder is gone say so.
    /// On the embedded database nobody else can hold one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_interrupted(&self, acting: &Acting) -> Result<u64, StoreError> {
        let work = self.work().await?;
        let mut stale = Condition::all().add(job::Column::State.eq(JobState::Running.code()));
        if !crate::database::is_sqlite(&work.tx) {
            stale = stale.add(job::Column::LeaseUntilMs.lt(acting.at));
        }
        let marked = job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(JobState::Interrupted.code()))
            .col_expr(job::Column::EndedAtMs, Expr::value(acting.at))
            .col_expr(
                job::Column::Message,
                Expr::value("程序在处理中停止，本次没有写入任何内容；原件已保存，可以重新处理"),
            )
            .filter(stale)
            .exec(&work.tx)
            .await?;
        if marked.rows_affected == 0 {
            return Ok(0);
        }
        let deed = Deed {
            action: "job.interrupted",
            object_kind: "job",
            object_id: String::new(),
            change: format!("{}个任务在处理中被中断", marked.rows_affected),
            reason: String::new(),
        };
        work.commit(acting, [deed]).await?;
        Ok(marked.rows_affected)
    }

    /// Removes jobs that ended before a time: what they did stays in the trail.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_jobs(&self, ended_before: Timestamp) -> Result<(), StoreError> {
        let tx = self.connections().begin().await?;
        job::Entity::delete_many()
            .filter(job::Column::EndedAtMs.gt(0))
            .filter(job::Column::EndedAtMs.lt(ended_before))
            .exec(&tx)
            .await?;
        tx.commit().await
    }

    /// Puts a failed or interrupted job back into the queue.
    ///
    /// # Errors
    /// When it is missing, out of scope or did not fail.
    pub async fn retry_job(&self, acting: &Acting, id: JobId) -> Result<(), StoreError> {
        let job = self.job(acting, id).await?;
        acting.may(Action::Import, ObjectState::Open { unit_code: &job.unit_code })?;
        let work = self.work().await?;
        let retried = job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(JobState::Queued.code()))
            .col_expr(job::Column::Progress, Expr::value(0))
            .col_expr(job::Column::EndedAtMs, Expr::value(0_i64))
            .col_expr(job::Column::Message, Expr::value("等待重新处理"))
            .filter(job::Column::Id.eq(id.to_string()))
            .filter(
                job::Column::State.is_in([JobState::Failed.code(), JobState::Interrupted.code()]),
            )
            .exec(&work.tx)
            .await?;
        if retried.rows_affected == 0 {
            return Err(StoreError::Invalid("只有未成功或被中断的任务可以重新处理".into()));
        }
        let deed = Deed {
            action: "job.retry",
            object_kind: "job",
            object_id: id.to_string(),
            change: "重新处理".into(),
            reason: String::new(),
        };
        work.commit(acting, [deed]).await
    }

    /// A job of the actor's, or in the scope.
    ///
    /// # Errors
    /// When it is missing or out of scope.
    pub async fn job(&self, acting: &Acting, id: JobId) -> Result<Job, StoreError> {
        let row = job::Entity::find_by_id(id.to_string())
            .filter(visible(acting))
            .one(self.connections().reads())
            .await?;
        read(row.ok_or(StoreError::Missing)?)
    }

    /// The newest jobs of the actor and in the scope.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, acting: &Acting) -> Result<Vec<Job>, StoreError> {
        let rows = job::Entity::find()
            .filter(visible(acting))
            .order_by_desc(job::Column::Id)
            .limit(SHOWN_MAX)
            .all(self.connections().reads())
            .await?;
        rows.into_iter().map(read).collect()
    }
}

/// Ends a job within a change; gives what the trail says of it.
pub(crate) async fn end(
    tx: &impl ConnectionTrait,
    acting: &Acting,
    id: JobId,
    (state, message, document): (JobState, &str, Option<DocumentId>),
) -> Result<Deed, StoreError> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(state.code()))
        .col_expr(job::Column::Message, Expr::value(message))
        .col_expr(job::Column::DocumentId, Expr::value(document.map(|id| id.to_string())))
        .col_expr(job::Column::EndedAtMs, Expr::value(acting.at))
        .col_expr(job::Column::Progress, Expr::col(job::Column::Total))
        .filter(job::Column::Id.eq(id.to_string()))
        .exec(tx)
        .await?;
    Ok(Deed {
        action: "job.end",
        object_kind: "job",
        object_id: id.to_string(),
        change: format!("{}：{message}", state.label()),
        reason: String::new(),
    })
}

fn visible(acting: &Acting) -> Condition {
    Condition::any()
        .add(job::Column::AccountId.eq(&acting.actor.account))
        .add(within(&acting.actor.scope, &Expr::col((job::Entity, job::Column::UnitCode))))
}

fn read(row: job::Model) -> Result<Job, StoreError> {
    let state = JobState::ALL
        .into_iter()
        .find(|state| state.code() == row.state)
        .ok_or_else(|| StoreError::Damaged("任务状态".into()))?;
    Ok(Job {
        id: parse_id(&row.id)?,
        kind: row.kind,
        state,
        payload: row.payload,
        progress: row.progress,
        total: row.total,
        message: row.message,
        document: row.document_id.as_deref().map(parse_id).transpose()?,
        account: row.account_id,
        account_name: row.account_name,
        unit_code: row.unit_code,
        created_at: row.created_at_ms,
        ended_at: (row.ended_at_ms > 0).then_some(row.ended_at_ms),
    })
}
