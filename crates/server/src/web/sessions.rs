//! Sessions of browsers: a random token in a cookie, its digest in the store.

use super::passwords::random_secret;
use super::{App, Problem};
use axum::http::{HeaderMap, HeaderValue, header};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{Account, SessionDigest, SessionRecord, Timestamp};

/// Name of the cookie.
const COOKIE: &str = "chengxiao_session";
/// 等保: a session without a request ends after half an hour.
pub(super) const IDLE_MS: i64 = 30 * 60 * 1_000;
/// And in any case at the end of a working day.
pub(super) const ABSOLUTE_MS: i64 = 12 * 60 * 60 * 1_000;
/// How long this process may believe what the store said of a session: on a shared server
/// another process may end it.
const BELIEVED_MS: i64 = 1_000;
/// The store is told that a session is in use once a minute.
const TOUCH_MS: i64 = 60 * 1_000;
/// Sessions remembered at a time.
const REMEMBERED_MAX: usize = 10_000;

/// What the store said of sessions within the last second.
#[derive(Default)]
pub(crate) struct SessionCache {
    known: Mutex<BTreeMap<SessionDigest, Known>>,
}

#[derive(Clone)]
struct Known {
    record: SessionRecord,
    account: Account,
    asked_at: Timestamp,
}

impl SessionCache {
    /// Forgets everything: an account or session changed.
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn forget_one(&self, digest: &SessionDigest) {
        self.lock().remove(digest);
    }

    fn recall(&self, digest: &SessionDigest, at: Timestamp) -> Option<Known> {
        let known = self.lock();
        let found = known.get(digest)?;
        let age = at.saturating_sub(found.asked_at);
        (0..BELIEVED_MS).contains(&age).then(|| found.clone())
    }

    fn remember(&self, known: Known) {
        let mut all = self.lock();
        if all.len() >= REMEMBERED_MAX {
            all.clear();
        }
        all.insert(known.record.digest.clone(), known);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SessionDigest, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Removes sessions that are over.
    pub(crate) async fn sweep_sessions(&self, at: Timestamp) -> Result<(), store::StoreError> {
        let seen_before = at.saturating_sub(IDLE_MS);
        self.store.sweep_sessions(seen_before, at.saturating_sub(ABSOLUTE_MS)).await
    }
}

/// The token in the cookie.
pub(super) fn token_of(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The session of a token, if it is good now.
pub(super) async fn find(
    app: &App,
    token: &str,
    at: Timestamp,
) -> Result<Option<(SessionRecord, Account)>, Problem> {
    let digest = SessionDigest::of(token);
    let known = match app.sessions.recall(&digest, at) {
        Some(known) => known,
        None => match app.store.session(&digest).await? {
            None => return Ok(None),
            Some((record, account)) => {
                let known = Known { record, account, asked_at: at };
                app.sessions.remember(known.clone());
                known
            }
        },
    };
    let idle = at.saturating_sub(known.record.seen_at);
    let age = at.saturating_sub(known.record.created_at);
    if idle > IDLE_MS || age > ABSOLUTE_MS {
        return Ok(None);
    }
    if idle > TOUCH_MS {
        // On a full disk reading goes on; the session only ends earlier than it need.
        if let Err(error) = app.store.touch_session(&digest, at).await {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
        app.sessions.forget_one(&digest);
    }
    Ok(Some((known.record, known.account)))
}

/// Opens a session for an account; gives the cookie to set. The token is new at every log-in, so
/// that a token planted before is worth nothing.
pub(super) async fn open(
    app: &App,
    account: &Account,
    address: &str,
    at: Timestamp,
) -> Result<HeaderValue, Problem> {
    let token = random_secret()?;
    let record = SessionRecord {
        digest: SessionDigest::of(&token),
        account: account.id,
        csrf: random_secret()?,
        created_at: at,
        seen_at: at,
        address: address.to_owned(),
    };
    app.store.open_session(&record).await?;
    set_cookie(app, &token, ABSOLUTE_MS / 1_000)
}

/// The cookie that takes the session away.
pub(super) fn no_cookie(app: &App) -> Result<HeaderValue, Problem> {
    set_cookie(app, "", 0)
}

fn set_cookie(app: &App, value: &str, seconds: i64) -> Result<HeaderValue, Problem> {
    let secure = if app.secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(|_| Problem::fault())
}
