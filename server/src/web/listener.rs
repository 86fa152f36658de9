//! The accept loop (SECURITY.md G1, ARCHITECTURE.md, decision 5). It refuses to wait for anybody
//! without a timer, to hold more connections than it has places for, and to stop serving because
//! one accept failed. `axum::serve` sets no timers, so it is not used.
//!
//! HTTP/1 answers one request at a time per connection, so the cap on connections is also the
//! cap on requests in flight; what is over it gets 503 at once.

use std::{
    collections::HashSet,
    convert::Infallible,
    io::{self, Write},
    net::SocketAddr,
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{body::Body, response::Response};
use http::Request;
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::{Instant, sleep, timeout},
};
use tower::Service;

pub use self::limits::Limits;
use self::{
    admission::Admission,
    connection::{Phase, Shared},
};
use super::client_ip::TrustedProxies;

mod admission;
mod connection;
mod limits;
mod timed;

/// How long requests under way may take to finish after the first signal.
pub const DRAIN: Duration = Duration::from_secs(20);

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Every request under way was answered.
    Drained,
    /// Some were cut, because time was up or a second signal came.
    Cut,
}

/// When to stop; see [`stop_signals`].
pub struct Stop<First, Second> {
    /// Stop accepting and drain.
    pub first: First,
    /// Stop hard; only looked at while draining.
    pub second: Second,
    /// How long draining may take.
    pub drain: Duration,
}

/// Serves `service` on `listener` until `stop.first`, then lets requests under way finish for
/// `stop.drain`, or until `stop.second`; returns when no connection is left. Each request
/// carries [`PeerAddr`](super::client_ip::PeerAddr) and [`ClientIp`](super::client_ip::ClientIp).
pub async fn serve<S>(
    listener: TcpListener,
    service: S,
    limits: Limits,
    trusted: TrustedProxies,
    stop: Stop<impl Future<Output = ()>, impl Future<Output = ()>>,
) -> Stopped
where
    S: Service<Request<Body>, Response = Response, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
{
    let admission = Admission::new(limits.connections, limits.per_address);
    let shared = Arc::new(Shared { service, limits, trusted, hinted: Mutex::new(HashSet::new()) });
    let (phase, told) = watch::channel(Phase::Serving);
    let mut first = pin!(stop.first);
    let mut turned_away = TurnedAway::default();
    loop {
        let accepted = tokio::select! {
            biased;
            () = first.as_mut() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let exempt = shared.trusted.contains(peer.ip());
                let Some(place) = admission.admit(peer.ip(), exempt) else {
                    turn_away(stream);
                    turned_away.count(peer);
                    continue;
                };
                // Small replies leave at once; without it they are only later.
                stream.set_nodelay(true).ok();
                let shared = shared.clone();
                tokio::spawn(connection::run(stream, peer, shared, told.clone(), place));
            }
            Err(error) => {
                if let Some(pause) = pause_after(&error) {
                    tracing::error!(%error, "cannot accept connections; trying again in {pause:?}");
                    tokio::select! {
                        () = first.as_mut() => break,
                        () = sleep(pause) => {}
                    }
                }
            }
        }
    }
    drop((listener, told));
    phase.send_replace(Phase::Draining);
    let stopped = tokio::select! {
        biased;
        () = phase.closed() => Stopped::Drained,
        () = stop.second => Stopped::Cut,
        () = sleep(stop.drain) => Stopped::Cut,
    };
    phase.send_replace(Phase::Cut);
    // Dropping connections takes a poll each; one that blocks its thread is not waited for.
    timeout(Duration::from_secs(1), phase.closed()).await.ok();
    stopped
}

/// Tells how many were turned away, at most once a minute.
#[derive(Default)]
struct TurnedAway {
    untold: u64,
    told: Option<Instant>,
}

impl TurnedAway {
    fn count(&mut self, peer: SocketAddr) {
        self.untold += 1;
        if self.told.is_none_or(|told| told.elapsed() >= Duration::from_mins(1)) {
            tracing::warn!(last = %peer.ip(), count = self.untold, "connections turned away: no place left");
            *self = Self { untold: 0, told: Some(Instant::now()) };
        }
    }
}

/// 503, if it fits into the socket's empty buffer, and closed either way. Nothing was asked yet, so
/// the reply is at no endpoint: it is one that programs read, of any origin, and people too.
fn turn_away(stream: TcpStream) {
    const BODY: &str = r#"{"error":"temporarily_unavailable","error_description":"There are too many connections. Try again in a few seconds."}"#;
    let reply = format!(
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\n\
         access-control-allow-origin: *\r\naccess-control-expose-headers: retry-after\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    // The runtime has not polled this socket yet and would not let us write; the system does.
    if let Ok(mut stream) = stream.into_std() {
        let written = stream.write_all(reply.as_bytes());
        written.and_then(|()| stream.shutdown(std::net::Shutdown::Write)).ok();
    }
}

/// How long to wait after a failed accept: not at all when only that connection failed, else
/// until descriptors or memory may have come free.
fn pause_after(error: &io::Error) -> Option<Duration> {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    let only_that_one = matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    );
    (!only_that_one).then_some(Duration::from_millis(500))
}

/// Raises the soft limit of open files to what `limits` may need, and returns the limit in
/// effect, which the hard limit may keep lower. Call it once, before serving.
///
/// # Errors
/// When the system does not tell or change the limit.
pub fn raise_open_files(limits: &Limits) -> io::Result<u64> {
    // Besides sockets: database readers, files, the runtime.
    let wanted = limits.connections as u64 + 512;
    let (soft, _) = rlimit::getrlimit(rlimit::Resource::NOFILE)?;
    if soft >= wanted { Ok(soft) } else { rlimit::increase_nofile_limit(wanted) }
}

/// Two futures that end at the first and at the second SIGTERM or SIGINT.
///
/// # Errors
/// When the signals cannot be listened to.
pub fn stop_signals() -> io::Result<(impl Future<Output = ()>, impl Future<Output = ()>)> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (count, counted) = watch::channel(0_u8);
    tokio::spawn(async move {
        for nth in 1..=2 {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            count.send_replace(nth);
        }
        // Kept, so that nobody takes its end for a signal.
        std::future::pending::<()>().await;
    });
    let at = |nth| {
        let mut counted = counted.clone();
        async move {
            counted.wait_for(|count| *count >= nth).await.ok();
        }
    };
    Ok((at(1), at(2)))
}

#[cfg(test)]
mod tests;
