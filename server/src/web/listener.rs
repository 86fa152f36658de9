//! The accept loop (SECURITY.md G1, ARCHITECTURE.md, decision 5). Every wait for a client has a timer,
//! the number of connections is limited, and a failed accept does not end the loop. `axum::serve` sets
//! no timers, so it is not used.
//!
//! HTTP/1 serves one request at a time per connection, so the limit of connections is also the limit of
//! requests in flight. A connection beyond it gets 503 at once.

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

/// How long requests in flight may take to finish after the first signal.
pub const DRAIN: Duration = Duration::from_secs(20);

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Every request in flight was answered.
    Drained,
    /// Some were aborted, because the time was over or a second signal arrived.
    Cut,
}

/// Futures that stop the server; see [`stop_signals`].
pub struct Stop<First, Second> {
    /// Stops accepting, and drains.
    pub first: First,
    /// Stops at once. Polled only while draining.
    pub second: Second,
    /// How long draining may take.
    pub drain: Duration,
}

/// Serves `service` on `listener` until `stop.first`, then lets requests in flight finish for
/// `stop.drain`, or until `stop.second`; returns when no connection is left. Each request has the
/// extensions [`PeerAddr`](super::client_ip::PeerAddr) and [`ClientIp`](super::client_ip::ClientIp).
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
    let admission = Admission::new(limits.connections, limits.per_ip);
    let shared = Arc::new(Shared { service, limits, trusted, hinted: Mutex::new(HashSet::new()) });
    let (phase, phase_of_connection) = watch::channel(Phase::Serving);
    let mut first = pin!(stop.first);
    let mut rejected = Rejected::default();
    loop {
        let accepted = tokio::select! {
            biased;
            () = first.as_mut() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let exempt = shared.trusted.contains(peer.ip());
                let Some(permit) = admission.admit(peer.ip(), exempt) else {
                    reject(stream);
                    rejected.count(peer);
                    continue;
                };
                // Without it, small replies are delayed.
                stream.set_nodelay(true).ok();
                let shared = shared.clone();
                tokio::spawn(connection::run(
                    stream,
                    peer,
                    shared,
                    phase_of_connection.clone(),
                    permit,
                ));
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
    drop((listener, phase_of_connection));
    phase.send_replace(Phase::Draining);
    let stopped = tokio::select! {
        biased;
        () = phase.closed() => Stopped::Drained,
        () = stop.second => Stopped::Cut,
        () = sleep(stop.drain) => Stopped::Cut,
    };
    phase.send_replace(Phase::Cut);
    // Dropping a connection takes one poll; a task that blocks its thread is not waited for.
    timeout(Duration::from_secs(1), phase.closed()).await.ok();
    stopped
}

/// Logs how many connections were rejected, at most once a minute.
#[derive(Default)]
struct Rejected {
    unlogged: u64,
    logged: Option<Instant>,
}

impl Rejected {
    fn count(&mut self, peer: SocketAddr) {
        self.unlogged += 1;
        if self.logged.is_none_or(|logged| logged.elapsed() >= Duration::from_mins(1)) {
            tracing::warn!(last = %peer.ip(), count = self.unlogged, "connections turned away: no place left");
            *self = Self { unlogged: 0, logged: Some(Instant::now()) };
        }
    }
}

/// Sends 503 if it fits into the socket's empty buffer, and closes the connection. The request is not
/// read, so its path is unknown: the body is one that programs can parse and people can read, with
/// CORS headers for any origin.
fn reject(stream: TcpStream) {
    const BODY: &str = r#"{"error":"temporarily_unavailable","error_description":"There are too many connections. Try again in a few seconds."}"#;
    let reply = format!(
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\n\
         access-control-allow-origin: *\r\naccess-control-expose-headers: retry-after\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    // Tokio has not polled this socket yet, so it would not write; the operating system does.
    if let Ok(mut stream) = stream.into_std() {
        let written = stream.write_all(reply.as_bytes());
        written.and_then(|()| stream.shutdown(std::net::Shutdown::Write)).ok();
    }
}

/// How long to wait after a failed accept: not at all when only that connection failed, else until
/// file descriptors or memory may be available again.
fn pause_after(error: &io::Error) -> Option<Duration> {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    let only_that_one = matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    );
    (!only_that_one).then_some(Duration::from_millis(500))
}

/// Raises the soft limit of open files to what `limits` may need, and returns the new limit, which the
/// hard limit may keep lower. Call it once, before serving.
///
/// # Errors
/// The system does not read or change the limit.
pub fn raise_open_files(limits: &Limits) -> io::Result<u64> {
    // Besides sockets: database readers, files, the runtime.
    let wanted = limits.connections as u64 + 512;
    let (soft, _) = rlimit::getrlimit(rlimit::Resource::NOFILE)?;
    if soft >= wanted { Ok(soft) } else { rlimit::increase_nofile_limit(wanted) }
}

/// Two futures that complete at the first and at the second SIGTERM or SIGINT.
///
/// # Errors
/// The signal handlers can't be installed.
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
        // Keeps the sender: dropping it would complete both futures.
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
