//! `chengxiao serve`: the server in a browser's reach, from start to graceful stop.

use crate::Outcome;
use crate::arguments::{ListenOptions, ServeOptions};
use crate::web::{
    App, AppParts, DiskSpace, FontShelf, Metrics, OutlookCache, Passwords, Patience, SessionCache,
    Throttle, first_password, now, service,
};
use crate::work::book::Book;
use crate::work::expecting::{demanded_by, expect_rows};
use crate::work::records::day_of;
use crate::work::worker::{self, Bell};
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use documents::Limits;
use documents::rules::{FormLabels, review_rules};
use procedure::{Role, Scope};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use store::{Acting, NewAccount, Store, StoreError, Timestamp};
use tokio::sync::watch;
use vocabulary::Day;

/// How long a connection may take to say what it wants, and stay idle before it does.
const HEADERS: Duration = Duration::from_secs(20);
/// How long requests under way are waited for at the stop.
const DRAIN: Duration = Duration::from_secs(10);
/// The end of the trail is signed, and old sessions and answers are swept, this often.
const HOUSEKEEPING: Duration = Duration::from_mins(1);
/// An uploaded file that was never imported is kept for a week.
const UPLOADS_MS: Timestamp = 7 * 24 * 60 * 60 * 1_000;
/// Answers to retries are remembered for a day.
const ANSWERS_MS: Timestamp = 24 * 60 * 60 * 1_000;

pub(crate) fn run(options: &ServeOptions) -> Outcome {
    let result = block_on(async {
        let store = Store::open(&options.store.places(), now()).await?;
        let first = first_administrator(&store).await?;
        serve(store, &options.listen, Opening { demonstration: false, words: first }).await
    });
    Outcome { output: String::new(), failures: result.err().into_iter().collect() }
}

/// What is said when the server is open.
pub(crate) struct Opening {
    /// Whether this is the demonstration.
    pub(crate) demonstration: bool,
    /// Words before the address: a first password, the demonstration accounts.
    pub(crate) words: String,
}

/// Runs on a runtime of its own; the error is a sentence for people.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("无法启动：{error}"))?;
    let done = runtime.block_on(work);
    done.map_err(|error| {
        if let StoreError::Database(cause) = &error {
            format!("{error}：{cause}")
        } else {
            error.to_string()
        }
    })
}

/// Serves until it is told to stop, then drains.
pub(crate) async fn serve(
    store: Store,
    listen: &ListenOptions,
    opening: Opening,
) -> Result<(), StoreError> {
    log_to_standard_error(&listen.log);
    let reach = Reach {
        demonstration: opening.demonstration,
        secure: listen.tls_cert.is_some() || listen.behind_proxy,
        behind_proxy: listen.behind_proxy,
    };
    let app = app(store.clone(), reach).await?;
    store.mark_interrupted(&Acting::program(now())).await?;
    if opening.demonstration {
        worker::work_off(&app).await?;
    }
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(worker::run(app.clone(), stopped.clone()));
    let housekeeper = tokio::spawn(keep_house(app.clone(), stopped));
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    tokio::spawn(announce(handle.clone(), listen.clone(), opening.words));
    let served = listen_on(listen, &app, handle).await;
    let _nobody_listens = stop.send(true);
    let _joined = tokio::join!(worker, housekeeper);
    store.sign_head(now()).await?;
    store.close().await?;
    served
}

/// How the program is reached.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reach {
    /// Whether this is the demonstration.
    pub(crate) demonstration: bool,
    /// Whether browsers come over TLS.
    pub(crate) secure: bool,
    /// Whether a proxy stands before it.
    pub(crate) behind_proxy: bool,
}

/// Everything that handlers and the worker need.
pub(crate) async fn app(store: Store, reach: Reach) -> Result<App, StoreError> {
    let rule_file = |error: documents::rules::RuleFileError| StoreError::Invalid(error.to_string());
    let settings = store.settings().await?;
    let disk = DiskSpace::default();
    disk.look(store.data_folder());
    Ok(App::new(AppParts {
        labels: FormLabels::shipped().map_err(rule_file)?,
        rules: review_rules().map_err(rule_file)?,
        limits: Limits::default(),
        book: RwLock::new(Arc::new(Book::open(&store, now()).await?)),
        passwords: Passwords::new().map_err(|problem| StoreError::Invalid(problem.text))?,
        sessions: SessionCache::default(),
        throttle: Throttle::default(),
        metrics: Metrics::default(),
        outlook: OutlookCache::default(),
        disk,
        bell: Bell::default(),
        settings: RwLock::new(settings),
        fonts: FontShelf::default(),
        demonstration: reach.demonstration,
        secure: reach.secure,
        behind_proxy: reach.behind_proxy,
        store,
    }))
}

async fn listen_on(
    listen: &ListenOptions,
    app: &App,
    handle: Handle<SocketAddr>,
) -> Result<(), StoreError> {
    let service = service(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = if let (Some(cert), Some(key)) = (&listen.tls_cert, &listen.tls_key) {
        // The error of a second installation says only that it is there already.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let config = RustlsConfig::from_pem_file(cert, key)
            .await
            .map_err(|error| StoreError::Invalid(format!("TLS证书或私钥无法使用：{error}")))?;
        let tls = RustlsAcceptor::new(one_protocol(&config)).acceptor(Patience::default());
        bounded(listen.listen).acceptor(tls).handle(handle).serve(service).await
    } else {
        let plain = bounded(listen.listen).acceptor(Patience::default());
        plain.handle(handle).serve(service).await
    };
    served.map_err(|error| {
        StoreError::Invalid(format!("无法监听{}：{error}；请换一个端口（--listen）", listen.listen))
    })
}

/// A server in which nobody keeps a connection without asking something. One protocol: of HTTP/2
/// no timeout ends a connection that is silent, and the pages are few files each.
fn bounded(address: SocketAddr) -> axum_server::Server<SocketAddr> {
    let mut server = axum_server::bind(address).http1_only().first_request_timeout(HEADERS);
    server.http_builder().http1().header_read_timeout(HEADERS);
    server
}

/// Offers browsers the protocol that is spoken, and no other.
fn one_protocol(config: &RustlsConfig) -> RustlsConfig {
    let mut offered = config.get_inner().as_ref().clone();
    offered.alpn_protocols = vec![b"http/1.1".to_vec()];
    RustlsConfig::from_config(Arc::new(offered))
}

async fn announce(handle: Handle<SocketAddr>, listen: ListenOptions, words: String) {
    let Some(address) = handle.listening().await else { return };
    let scheme = if listen.tls_cert.is_some() { "https" } else { "http" };
    // A closed standard output must not stop the server.
    let _closed = crate::say(&format!("{words}请用浏览器打开 {scheme}://{address}\n"));
}

async fn stop_on_signal(handle: Handle<SocketAddr>) {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            }
            Err(_) => drop(interrupted.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
    handle.graceful_shutdown(Some(DRAIN));
}

/// Signs the end of the trail and sweeps what is too old; once a day it enters the rows that plans
/// demand, the first time when the program starts.
async fn keep_house(app: App, mut stop: watch::Receiver<bool>) {
    let mut planned = None;
    loop {
        carry_out_plans(&app, &mut planned).await;
        tokio::select! {
            () = tokio::time::sleep(HOUSEKEEPING) => {}
            _ = stop.changed() => return,
        }
        watch_disk(&app);
        if let Err(error) = sweep(&app, now()).await {
            tracing::error!(%error, "housekeeping failed");
        }
    }
}

/// Enters what plans demand of a day that they were not carried out on yet. The made-up year of the
/// demonstration is over, and its rows are there.
async fn carry_out_plans(app: &App, planned: &mut Option<Day>) {
    let at = now();
    let Some(today) = day_of(at).filter(|today| *planned != Some(*today)) else { return };
    let Some(period) = demanded_by(today).filter(|_| !app.demonstration) else { return };
    match expect_rows(&app.store, &app.book().catalogue, (None, period), at).await {
        Ok(made) => {
            *planned = Some(today);
            for (ledger, count) in made {
                tracing::info!(ledger = %ledger.code, count, "rows of a plan were entered");
            }
        }
        Err(error) => tracing::error!(%error, "the plans of the ledgers could not be carried out"),
    }
}

fn watch_disk(app: &App) {
    app.disk.look(app.store.data_folder());
    if let Some(warning) = app.disk.warning() {
        tracing::warn!(warning, "little disk space is left");
    }
}

async fn sweep(app: &App, at: Timestamp) -> Result<(), StoreError> {
    app.store.sign_head(at).await?;
    app.sweep_sessions(at).await?;
    app.store.sweep_files(at.saturating_sub(UPLOADS_MS)).await?;
    app.store.sweep_jobs(at.saturating_sub(app.retention_ms())).await?;
    app.store.sweep_answers(at.saturating_sub(ANSWERS_MS)).await
}

/// Makes the first administrator, with a password for one use; gives the words that tell it.
pub(crate) async fn first_administrator(store: &Store) -> Result<String, StoreError> {
    if store.has_accounts().await? {
        return Ok(String::new());
    }
    let fault = |problem: crate::web::Problem| StoreError::Invalid(problem.text);
    let password = first_password().map_err(fault)?;
    let hash = Passwords::new().map_err(fault)?.hash(&password).await.map_err(fault)?;
    let account = NewAccount {
        login: "admin".into(),
        name: "系统管理员".into(),
        password: hash,
        role: Role::Administrator,
        scope: Scope::Everything,
        must_change: true,
        demonstration: false,
    };
    store.add_account(&Acting::program(now()), account).await?;
    Ok(format!("首次启动：登录名 admin，一次性密码 {password}（登录后须立即修改）\n"))
}

fn log_to_standard_error(level: &str) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_new(format!("warn,server={level}"))
        .unwrap_or_else(|_| EnvFilter::new("warn,server=info"));
    // A second subscriber in one process (tests) is not installed; the first goes on.
    let _installed = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
