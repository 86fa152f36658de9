//! `configo serve`.

use std::{
    io::{self, IsTerminal},
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use authority::{
    Authority, DatabaseSettings, PostgresSettings, Settings,
    random::{OsRandom, Random as _},
};
use tokio::{net::TcpListener, task::JoinHandle, time::MissedTickBehavior};

use super::{
    failure::{Failure, chain},
    output::{link, print},
    settings::settings,
};
use crate::{
    config::Config,
    router::router,
    state::AppState,
    web::{
        RequestIdSource,
        base_url::BaseUrl,
        gate::Gate,
        listener::{
            DRAIN, Limits, Stop, Stopped, raise_open_files, serve as serve_connections,
            stop_signals,
        },
        telemetry,
    },
};

/// The interval at which a node takes over the time of the database that it shares.
const SET_CLOCK_EVERY: Duration = Duration::from_mins(1);
const SWEEP_EVERY: Duration = Duration::from_hours(1);
/// The interval at which last uses and refused requests are stored (ARCHITECTURE.md, decision 15).
const WRITE_USAGE_EVERY: Duration = Duration::from_secs(2);

/// The pauses between attempts to open the database.
const RETRY_FIRST: Duration = Duration::from_secs(1);
const RETRY_LAST: Duration = Duration::from_secs(3);
/// How often the log says that it waits for the database.
const SAY_WAITING_EVERY: Duration = Duration::from_secs(30);

/// Serves until a signal, then finishes the requests in flight. SQLite is opened before anything else;
/// a PostgreSQL server may come later.
pub(super) async fn serve(config: &Config) -> Result<(), Failure> {
    telemetry::init(&config.log, config.log_format).map_err(Failure::Usage)?;
    let settings = settings(config)?;
    let limits = Limits::default();
    if let Err(error) = raise_open_files(&limits) {
        tracing::warn!(%error, "the limit of open files can't be raised");
    }
    let (lock, opened) = match &settings.database {
        DatabaseSettings::Sqlite => {
            let lock = Authority::lock_data_dir(&config.data_dir)?;
            (Some(lock), Some(Authority::open(settings.clone()).await?))
        }
        DatabaseSettings::Postgres(server) => {
            warn_if_exposed(server)?;
            (None, None)
        }
    };
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        let listen = config.listen;
        Failure::Failed(format!("can't listen on {listen} ({error}): choose another with --listen"))
    })?;
    let base = config.base_url_for(listener.local_addr()?);
    let (first, second) = stop_signals()?;
    print(format_args!("listening on {base}"))?;
    warn_about_base(config, &base);

    let server = Server { config, base, gate: Gate::default() };
    let mut running = match opened {
        Some(authority) => Some(server.start(authority).await?),
        None => None,
    };
    let stop = Stop { first, second, drain: DRAIN };
    let trusted = config.trusted_proxies.clone();
    let gate = server.gate.clone();
    let mut serving = pin!(serve_connections(listener, gate, limits, trusted, stop));
    let mut stopped = None;
    if running.is_none() {
        tokio::select! {
            biased;
            ended = serving.as_mut() => stopped = Some(ended),
            started = server.start_later(settings) => running = Some(started?),
        }
    }
    let stopped = match stopped {
        Some(stopped) => stopped,
        None => serving.await,
    };
    if stopped == Stopped::Cut {
        tracing::warn!("stopped before every request was answered");
    }
    if let Some(running) = running {
        running.stop().await;
    }
    drop(lock);
    Ok(())
}

/// A server that listens, and what it needs to start.
struct Server<'a> {
    config: &'a Config,
    base: BaseUrl,
    gate: Gate,
}

/// A server that passes requests to its routes.
struct Running {
    authority: Authority,
    tasks: [JoinHandle<()>; 3],
}

impl Server<'_> {
    async fn start(&self, authority: Authority) -> Result<Running, Failure> {
        let Self { config, base, gate } = self;
        let sweeping = repeat(
            &authority,
            SWEEP_EVERY,
            "expired rows were not taken away",
            |authority| async move { authority.sweep().await },
        );
        let writing = repeat(
            &authority,
            WRITE_USAGE_EVERY,
            "when applications were last used was not kept",
            |authority| async move { authority.write_pending().await },
        );
        let random: RequestIdSource = Arc::new(random);
        let now = Arc::new(Instant::now);
        let (session_absolute, limits) = (config.lifetimes.session_absolute(), config.limits);
        let state =
            AppState::new(authority.clone(), base.clone(), session_absolute, limits, random, now);
        gate.open(router(state));
        greet(&authority, base).await?;
        let setting_clock = repeat(
            &authority,
            SET_CLOCK_EVERY,
            "the time of the database could not be read",
            |authority| async move { authority.set_clock().await },
        );
        Ok(Running { authority, tasks: [sweeping, writing, setting_clock] })
    }

    /// Starts when the database can be opened.
    async fn start_later(&self, settings: Settings) -> Result<Running, Failure> {
        let mut pause = RETRY_FIRST;
        let mut said: Option<Instant> = None;
        let authority = loop {
            match Authority::open(settings.clone()).await {
                Ok(authority) => break authority,
                Err(error) if error.is_temporary() => {
                    if said.is_none_or(|said| said.elapsed() >= SAY_WAITING_EVERY) {
                        said = Some(Instant::now());
                        tracing::warn!(reason = chain(&error), "waiting for the database");
                    }
                }
                Err(error) => return Err(error.into()),
            }
            tokio::time::sleep(pause).await;
            pause = (pause + pause / 2).min(RETRY_LAST);
        };
        if said.is_some() {
            tracing::info!("the database is there");
        }
        self.start(authority).await
    }
}

impl Running {
    async fn stop(self) {
        for task in self.tasks {
            task.abort();
        }
        self.authority.close().await;
    }
}

fn warn_about_base(config: &Config, base: &BaseUrl) {
    if !base.is_https() && !base.is_loopback() {
        tracing::warn!(%base, "sessions cross the network unencrypted: put a TLS proxy in front and set CONFIGO_BASE_URL to https://…");
    }
    if config.base_url.is_none() && config.listen.ip().is_unspecified() {
        tracing::info!(%base, "browsers on other machines can't sign in: for them, set CONFIGO_BASE_URL to the address that they open");
    }
}

fn warn_if_exposed(server: &PostgresSettings) -> Result<(), Failure> {
    let server = Authority::database_server(server)?;
    if server.is_exposed {
        tracing::warn!(
            database = server.name,
            "whoever is between can read and change everything: add sslmode=verify-full to database_url, and sslrootcert=FILE for an authority of your own"
        );
    }
    Ok(())
}

fn random() -> u128 {
    let mut bytes = [0; 16];
    OsRandom.fill(&mut bytes);
    u128::from_ne_bytes(bytes)
}

/// Prints how to create the first account. The link is printed to a terminal only, never to a log.
async fn greet(authority: &Authority, base: &BaseUrl) -> Result<(), Failure> {
    if !authority.accounts().await?.is_empty() {
        return Ok(());
    }
    if !(io::stdout().is_terminal() && io::stderr().is_terminal()) {
        return print("There is no account yet: run `configo setup-link`.");
    }
    match authority.setup_link().await? {
        Some(token) => {
            print(format_args!("Make the first account: {}", link(base, "setup", &token)))
        }
        None => Ok(()),
    }
}

/// Does something again and again, first at once. A failure is logged, and tried again the next time.
fn repeat<F>(
    authority: &Authority,
    every: Duration,
    failure: &'static str,
    work: impl Fn(Authority) -> F + Send + 'static,
) -> JoinHandle<()>
where
    F: Future<Output = Result<(), authority::Error>> + Send,
{
    let authority = authority.clone();
    let mut times = tokio::time::interval(every);
    times.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tokio::spawn(async move {
        loop {
            times.tick().await;
            if let Err(error) = work(authority.clone()).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "{failure}");
            }
        }
    })
}
