//! `configo serve`.

use std::{
    io::{self, IsTerminal},
    sync::Arc,
    time::{Duration, Instant},
};

use authority::{
    Authority,
    random::{OsRandom, Random as _},
};
use tokio::net::TcpListener;

use super::{
    failure::Failure,
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
        listener::{
            DRAIN, Limits, Stop, Stopped, raise_open_files, serve as serve_connections,
            stop_signals,
        },
        telemetry,
    },
};

const SWEEP_EVERY: Duration = Duration::from_hours(1);
/// The interval at which last uses and refused requests are stored (ARCHITECTURE.md, decision 15).
const WRITE_USAGE_EVERY: Duration = Duration::from_secs(2);

/// Serves until a signal, then finishes the requests in flight.
pub(super) async fn serve(config: &Config) -> Result<(), Failure> {
    telemetry::init(&config.log, config.log_format).map_err(Failure::Usage)?;
    let settings = settings(config)?;
    let session_absolute = settings.session.absolute;
    let limits = Limits::default();
    if let Err(error) = raise_open_files(&limits) {
        tracing::warn!(%error, "the limit of open files can't be raised");
    }
    let lock = Authority::lock_data_dir(&config.data_dir)?;
    let authority = Authority::open(settings).await?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        let listen = config.listen;
        Failure::Failed(format!("can't listen on {listen} ({error}): choose another with --listen"))
    })?;
    let base = config.base_url_for(listener.local_addr()?);
    let (first, second) = stop_signals()?;
    print(format_args!("listening on {base}"))?;
    if !base.is_https() && !base.is_loopback() {
        tracing::warn!(%base, "sessions cross the network unencrypted: put a TLS proxy in front and set CONFIGO_BASE_URL to https://…");
    }
    if config.base_url.is_none() && config.listen.ip().is_unspecified() {
        tracing::info!(%base, "browsers on other machines can't sign in: for them, set CONFIGO_BASE_URL to the address that they open");
    }
    greet(&authority, &base).await?;
    let sweeping = tokio::spawn(sweep(authority.clone()));
    let noting = tokio::spawn(write_pending(authority.clone()));

    let random: RequestIdSource = Arc::new(random);
    let now = Arc::new(Instant::now);
    let state =
        AppState::new(authority.clone(), base, session_absolute, config.limits, random, now);
    let stop = Stop { first, second, drain: DRAIN };
    let trusted = config.trusted_proxies.clone();
    let stopped = serve_connections(listener, router(state), limits, trusted, stop).await;

    sweeping.abort();
    noting.abort();
    if stopped == Stopped::Cut {
        tracing::warn!("stopped before every request was answered");
    }
    authority.close().await;
    drop(lock);
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

async fn sweep(authority: Authority) {
    let mut hours = tokio::time::interval(SWEEP_EVERY);
    loop {
        hours.tick().await;
        if let Err(error) = authority.sweep().await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "expired rows were not taken away"
            );
        }
    }
}

async fn write_pending(authority: Authority) {
    let mut moments = tokio::time::interval(WRITE_USAGE_EVERY);
    moments.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        moments.tick().await;
        if let Err(error) = authority.write_pending().await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "when applications were last used was not kept"
            );
        }
    }
}
