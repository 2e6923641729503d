//! The words that may stand at a place of a formula, for the form's script.

use crate::web::{Answer, App, Door, Routes};
use axum::Json;
use axum::extract::{Query, State};
use ledgers::language::complete;
use procedure::Action;
use serde::{Deserialize, Serialize};

/// The route of the words.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/library/words", Door::Permits(Action::Read), words)
}

#[derive(Deserialize)]
struct Asked {
    /// The formula up to the place.
    text: String,
}

/// Words for the place at the end of the text.
#[derive(Serialize)]
struct Offered {
    /// The characters from which on a word takes the place of what is written.
    start: usize,
    words: Vec<Word>,
}

#[derive(Serialize)]
struct Word {
    text: String,
    kind: &'static str,
    hint: String,
}

async fn words(State(app): State<App>, Query(asked): Query<Asked>) -> Answer<Json<Offered>> {
    let book = app.book();
    let offers = complete(&book.catalogue, &asked.text, asked.text.chars().count());
    let word = |one: ledgers::language::Completion| Word {
        text: one.text,
        kind: one.kind.label(),
        hint: one.hint,
    };
    let words = offers.words.into_iter().map(word).collect();
    Ok(Json(Offered { start: offers.span.start, words }))
}
