//! What comes in. Malformed input is told in our words, never in those of a library.

use crate::web::Problem;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use std::str::FromStr;

/// A sheet of five hundred rows of ordinary texts is far below.
const JSON_BYTES_MAX: usize = 2 << 20;
/// No shape of ours is half as deep.
const JSON_DEPTH_MAX: usize = 64;

/// A body of JSON with known keys only.
pub(super) struct Sent<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE)
                .saying("请以 Content-Type: application/json 提交"));
        }
        let bytes = to_bytes(request.into_body(), JSON_BYTES_MAX).await.map_err(|_| {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE).saying("提交的JSON过大，请不超过2MB")
        })?;
        if depth(&bytes) > JSON_DEPTH_MAX {
            return Err(malformed("JSON嵌套过深，请不超过64层"));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| malformed(explained(&error)))
    }
}

/// A query with known keys only.
pub(super) struct Asked<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        if query.contains("%00") {
            return Err(malformed("查询条件中有空字符，请删除后重试"));
        }
        serde_urlencoded::from_str(query)
            .map(Self)
            .map_err(|_| malformed("查询条件不符合接口说明，请核对条件的名称、类型和是否重复"))
    }
}

/// The request is not what the description asks for.
pub(super) fn malformed(words: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST).saying(words)
}

/// A key from a path; what is no key is the key of nothing.
pub(super) fn key<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::missing())
}

/// A number from a path, counted from 1.
pub(super) fn number(text: &str) -> Result<i32, Problem> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if plain { key(text) } else { Err(Problem::missing()) }
}

/// The parameters of a path as texts. One that is no text is answered like one that is no key.
pub(super) struct Keys<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Keys<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(keys)| Self(keys)).map_err(|_| Problem::missing())
    }
}

/// How deep lists and objects stand in each other, without reading them.
fn depth(json: &[u8]) -> usize {
    let (mut open, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                open += 1;
                deepest = deepest.max(open);
            }
            b']' | b'}' if !in_text => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Where and what, as far as it can be said without the library's words.
fn explained(error: &serde_json::Error) -> String {
    let place = format!("第{}行第{}个字节", error.line(), error.column());
    match error.classify() {
        Category::Syntax | Category::Eof | Category::Io => {
            format!("提交的不是完整的JSON（{place}）")
        }
        Category::Data => {
            let text = error.to_string();
            let quoted = text.split('`').nth(1).map(|name| name.chars().take(40).collect());
            let name: String = quoted.unwrap_or_default();
            let what = if text.starts_with("unknown field") {
                format!("没有“{name}”这个字段")
            } else if text.starts_with("missing field") {
                format!("缺少“{name}”字段")
            } else if text.starts_with("duplicate field") {
                format!("“{name}”字段重复")
            } else {
                "字段的类型或取值不对".to_owned()
            };
            format!("JSON不符合接口说明：{what}（{place}）")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_lists_and_objects_outside_of_texts() {
        assert_eq!(depth(b"{\"a\":[[1],\"[[[\\\"[\"]}"), 3);
        assert_eq!(depth("[".repeat(100).as_bytes()), 100);
    }

    #[test]
    fn only_plain_numbers_from_one_are_numbers_of_a_path() {
        assert_eq!(number("12").ok(), Some(12));
        for wrong in ["0", "01", "-1", "+1", "", "99999999999", "１"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }
}
