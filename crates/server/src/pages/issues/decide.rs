//! 处理: the decision on an issue, from whichever page it was taken.

use crate::pages::sheet::Done;
use crate::web::{Answer, App, Door, Problem, Routes, Visit, own_address};
use crate::work::decide::{Deciding, decide};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use procedure::Action;
use serde::Deserialize;
use store::IssueState;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.post("/issues/{id}/decide", Door::Permits(Action::Decide), take)
}

#[derive(Deserialize)]
struct Sent {
    decision: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    back: String,
    /// `yes` when every issue that says the same is meant.
    #[serde(default)]
    equal: String,
}

async fn take(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Answer<Redirect> {
    let id = id.parse().map_err(|_| Problem::missing())?;
    let state = IssueState::from_code(&sent.decision)
        .ok_or_else(|| Problem::invalid("没有这种处理方式，请刷新页面后重试"))?;
    let with_equals = sent.equal == "yes";
    let deciding = Deciding { state, reason: sent.reason, with_equals };
    decide(&app, &visit.acting, id, &deciding).await?;
    let done = match state {
        IssueState::Open => "opened",
        IssueState::Repaired => "repaired",
        IssueState::Accepted | IssueState::Explained => "decided",
    };
    Ok(Redirect::to(&back_to(&sent.back, done)))
}

/// The address come from, saying what was done instead of what it said before.
fn back_to(back: &str, done: &str) -> String {
    let (path, query) = own_address(back).split_once('?').unwrap_or((own_address(back), ""));
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("done=")).collect();
    let address = Done::address(path, done);
    if kept.is_empty() { address } else { format!("{address}&{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::back_to;

    #[test]
    fn one_returns_to_where_one_was_and_never_to_another_site() {
        assert_eq!(back_to("/sheets/1", "decided"), "/sheets/1?done=decided");
        assert_eq!(
            back_to("/documents/1/issues?rule=R50&done=decided&page=2", "repaired"),
            "/documents/1/issues?done=repaired&rule=R50&page=2"
        );
        assert_eq!(back_to("https://example.org/", "decided"), "/?done=decided");
    }
}
