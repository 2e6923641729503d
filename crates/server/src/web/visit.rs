//! Who is here: what every handler takes.

use super::sessions;
use super::{App, Problem, now};
use crate::pages::frame::{Frame, Notice, Outlook, Section, Tone, UnitChoice, Viewer};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{HeaderMap, Method, header, request::Parts};
use procedure::{Actor, Role, Scope};
use std::net::{IpAddr, SocketAddr};
use store::{Account, Acting, SessionDigest, SessionRecord};
use vocabulary::FiscalYear;

/// A person who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The account.
    pub(crate) account: Account,
}

/// What the request showed to say who it is.
#[derive(Clone, Debug)]
pub(crate) enum Who {
    /// Nothing that is good.
    Nobody,
    /// The cookie of a session.
    Browser(SessionRecord),
    /// A token of the API.
    Program,
}

/// One request: who, from where, on which year and unit.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// The person, when signed in.
    pub(crate) person: Option<Person>,
    /// How that is known.
    pub(crate) who: Who,
    /// What the store and the trail want to know.
    pub(crate) acting: Acting,
    /// The way of the request.
    pub(crate) method: Method,
    /// Its path, without the query.
    pub(crate) path: String,
    /// Path and query, to come back to.
    pub(crate) address: String,
    /// The year and unit lists are narrowed to.
    pub(crate) year: Option<FiscalYear>,
    /// The unit.
    pub(crate) unit: Option<String>,
}

impl Visit {
    /// Finds out who is here.
    pub(super) async fn of(app: &App, parts: &Parts) -> Result<Self, Problem> {
        let at = now();
        let (person, who) = identify(app, &parts.headers, at).await?;
        let actor = match &person {
            Some(person) => Actor {
                account: person.account.login.clone(),
                role: person.account.role,
                scope: person.account.scope.clone(),
            },
            None => nobody(),
        };
        let acting = Acting {
            name: person.as_ref().map_or(String::new(), |person| person.account.name.clone()),
            address: address_of(app, parts),
            actor,
            at,
        };
        let (year, unit) = super::outlook::read(&parts.headers);
        let path = parts.uri.path().to_owned();
        let address = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { person, who, acting, method: parts.method.clone(), path, address, year, unit })
    }

    /// The token that forms carry.
    pub(crate) fn csrf(&self) -> &str {
        match &self.who {
            Who::Browser(session) => &session.csrf,
            Who::Nobody | Who::Program => "",
        }
    }

    /// The frame of a page for this visit.
    pub(crate) async fn frame(
        &self,
        app: &App,
        title: impl Into<String>,
        section: Section,
    ) -> Result<Frame<'_>, Problem> {
        let mut frame = self.plain_frame(app, title, section);
        if self.person.is_some() {
            frame.outlook = self.outlook(app).await?;
        }
        Ok(frame)
    }

    /// The frame of a page that must not ask the store.
    pub(crate) fn plain_frame(
        &self,
        app: &App,
        title: impl Into<String>,
        section: Section,
    ) -> Frame<'_> {
        let mut frame = Frame::new(title, section);
        frame.viewer = self
            .person
            .as_ref()
            .map(|person| Viewer { name: &person.account.name, actor: &self.acting.actor });
        frame.path = &self.address;
        frame.csrf = self.csrf();
        frame.amounts = app.amounts();
        frame.demonstration = app.demonstration;
        if self.person.is_some()
            && let Some(warning) = app.disk.warning()
        {
            frame.notices.push(Notice::new(Tone::Caution, warning));
        }
        frame
    }

    async fn outlook(&self, app: &App) -> Result<Outlook, Problem> {
        let choices = app.outlook.choices(&app.store, self.acting.at).await?;
        let units = choices.units.iter().filter(|org| self.acting.actor.scope.covers(&org.code));
        Ok(Outlook {
            year: self.year,
            years: choices.years.clone(),
            unit: self.unit.clone(),
            units: units
                .map(|org| UnitChoice { code: org.code.clone(), name: org.name.clone() })
                .collect(),
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // The guard puts it there; a handler outside the guard cannot be declared.
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::fault)
    }
}

/// Somebody who may do nothing.
fn nobody() -> Actor {
    Actor { account: String::new(), role: Role::Viewer, scope: Scope::Units(Vec::new()) }
}

async fn identify(
    app: &App,
    headers: &HeaderMap,
    at: store::Timestamp,
) -> Result<(Option<Person>, Who), Problem> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    if let Some(token) = bearer {
        let account = app.store.account_of_token(&SessionDigest::of(token)).await?;
        return Ok(match account {
            Some(account) => (Some(Person { account }), Who::Program),
            None => (None, Who::Nobody),
        });
    }
    let Some(token) = sessions::token_of(headers) else { return Ok((None, Who::Nobody)) };
    match sessions::find(app, token, at).await? {
        Some((record, account)) => Ok((Some(Person { account }), Who::Browser(record))),
        None => Ok((None, Who::Nobody)),
    }
}

/// The address of the one who asks; behind a trusted proxy, what the proxy says.
fn address_of(app: &App, parts: &Parts) -> String {
    let forwarded = parts
        .headers
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|address| address.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_string());
    let direct = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(String::new(), |info| info.0.ip().to_string());
    if app.behind_proxy { forwarded.unwrap_or(direct) } else { direct }
}
