//! The JSON of the command line and the API. The keys are a promise (`docs/cli.md`, `docs/api.md`);
//! the domain types are not serialised themselves, so that they stay free to change.

mod document;
mod issue;
mod sheet_form;
pub(crate) mod whole;

pub(crate) use document::{DocumentShape, SheetShape, document, sheet};
pub(crate) use issue::{IssueShape, issue};
pub(crate) use sheet_form::SheetFormShape;

use serde::Serialize;
use utoipa::ToSchema;
use vocabulary::Place;

/// Where a text stands; every number counts from 1.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Place)]
pub(crate) struct PlaceShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

impl From<Place> for PlaceShape {
    fn from(place: Place) -> Self {
        match place {
            Place::Paragraph { page, paragraph } => {
                Self { page, paragraph: Some(paragraph), table: None, row: None, column: None }
            }
            Place::Cell { page, table, row, column } => Self {
                page,
                paragraph: None,
                table: Some(table),
                row: Some(row),
                column: Some(column),
            },
            // An empty place: typed in, so in no document.
            Place::Entered => {
                Self { page: None, paragraph: None, table: None, row: None, column: None }
            }
        }
    }
}

/// JSON with a final line break. Serialising plain strings and numbers cannot fail; should it
/// ever, the empty array still is JSON.
pub(crate) fn to_json<T: Serialize>(shapes: &[T]) -> String {
    let mut json = serde_json::to_string_pretty(shapes).unwrap_or_else(|_| "[]".to_owned());
    json.push('\n');
    json
}
