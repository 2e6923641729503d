//! 办理进度: what a long piece of work does or did, in plain words.

use super::frame::Frame;
use askama::Template;
use store::JobState;

/// The class of the tag that tells a job's state.
pub(crate) fn state_class(state: JobState) -> &'static str {
    match state {
        JobState::Queued | JobState::Running => "going",
        JobState::Done => "done",
        JobState::Failed => "error",
        JobState::Interrupted => "warning",
    }
}

/// One job.
#[derive(Template)]
#[template(path = "jobs/page.html")]
pub(crate) struct JobPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The job.
    pub(crate) id: String,
    /// Name of the file.
    pub(crate) file_name: String,
    /// How it stands.
    pub(crate) state: JobState,
    /// Steps done.
    pub(crate) progress: u32,
    /// Steps in all.
    pub(crate) total: u32,
    /// What happens or happened.
    pub(crate) message: String,
    /// Who ordered it.
    pub(crate) by: String,
    /// When it was ordered, printed.
    pub(crate) created_at: String,
    /// When it ended, printed; empty before.
    pub(crate) ended_at: String,
    /// The document that came of it.
    pub(crate) document_id: Option<String>,
}

/// The steps of an import, in order; the job's progress counts them.
const STEPS: [&str; 4] = ["保存原件", "识别表格和文字", "按规则审核", "存入系统"];

/// A step as shown.
pub(crate) struct Step {
    /// The words.
    pub(crate) label: &'static str,
    /// `done`, `going` or `waiting`.
    pub(crate) class: &'static str,
    /// The same as a word.
    pub(crate) state: &'static str,
}

impl JobPage<'_> {
    /// The class of its tag.
    pub(crate) fn class(&self) -> &'static str {
        state_class(self.state)
    }

    /// The steps and how far they are.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let done = usize::try_from(self.progress).unwrap_or(usize::MAX);
        let of = |(position, label): (usize, &'static str)| {
            let (class, state) = match (self.state, position) {
                (JobState::Done, _) => ("done", "完成"),
                (_, position) if position < done => ("done", "完成"),
                (JobState::Running, position) if position == done => ("going", "进行中"),
                (JobState::Failed, position) if position == done => ("failure", "未成功"),
                (JobState::Interrupted, position) if position == done => ("failure", "中断"),
                _ => ("waiting", "未开始"),
            };
            Step { label, class, state }
        };
        STEPS.into_iter().enumerate().map(of).collect()
    }
}
