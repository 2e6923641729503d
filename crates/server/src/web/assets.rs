//! Style sheets, scripts and drawings, embedded in the program.

use super::passwords::hex;
use super::{Door, Problem, Routes};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "assets/"]
struct Assets;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/assets/{*path}", Door::Open, asset)
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let file = Assets::get(&path).ok_or_else(Problem::missing)?;
    let hash = hex(file.metadata.sha256_hash().into_iter().take(8));
    let tag = format!("\"{hash}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known == Some(tag.as_str()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let kind = match path.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    // Asked again with the tag after an upgrade, so that old scripts never meet new pages.
    let set = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, tag),
    ];
    Ok((set, file.data.into_owned()).into_response())
}
