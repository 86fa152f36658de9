//! One connection: hyper's HTTP/1 with all timers set. HTTP/2 is not supported: hyper-util's detection
//! of the protocol reads the first bytes before any timer runs (SECURITY.md G1).

use std::{
    collections::HashSet,
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};

use axum::{body::Body, response::Response};
use http::{
    HeaderValue, Request, StatusCode,
    header::{CONNECTION, RETRY_AFTER},
    request::Parts,
};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{Instant, sleep_until},
};
use tower::{Service, ServiceExt};

use super::{
    admission::Permit,
    limits::Limits,
    timed::{TimedBody, TimedWrites},
};
use crate::web::{
    client_ip::{ClientIp, PeerAddr, TrustedPeer, TrustedProxies, says_forwarded},
    headers::Class,
    refusal,
};

/// The most peers that are warned about, each once. More than that are not one misconfigured proxy.
const HINTS: usize = 16;

/// What all connections do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Serving,
    /// Finish the request in flight, then close.
    Draining,
    /// Close now.
    Cut,
}

pub(super) struct Shared<S> {
    pub(super) service: S,
    pub(super) limits: Limits,
    pub(super) trusted: TrustedProxies,
    pub(super) hinted: Mutex<HashSet<IpAddr>>,
}

/// Serves `stream` until either side closes it, a limit is exceeded, or `phase` ends it.
pub(super) async fn run<S>(
    stream: TcpStream,
    peer: SocketAddr,
    shared: Arc<Shared<S>>,
    mut phase: watch::Receiver<Phase>,
    _permit: Permit,
) where
    S: Service<Request<Body>, Response = Response, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
{
    let limits = shared.limits;
    let socket = TokioIo::new(TimedWrites::new(limits.stall, stream));
    let service = service_fn(|request| answer(request, peer, &shared));
    let mut http = http1::Builder::new();
    // hyper's own refusal is an empty reply: it accepts twice as much, and `answer` sends the refusal.
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .max_header_size(2 * limits.header_bytes)
        .max_buf_size(2 * limits.header_bytes);
    let mut connection = pin!(http.serve_connection(socket, service));
    loop {
        let phase = tokio::select! {
            biased;
            changed = phase.changed() => changed.map_or(Phase::Cut, |()| *phase.borrow_and_update()),
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "connection ended early");
                }
                return;
            }
        };
        match phase {
            Phase::Serving => {}
            Phase::Draining => connection.as_mut().graceful_shutdown(),
            Phase::Cut => return,
        }
    }
}

async fn answer<S>(
    request: Request<Incoming>,
    peer: SocketAddr,
    shared: &Shared<S>,
) -> Result<Response, Infallible>
where
    S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone,
{
    let deadline = Instant::now() + shared.limits.request;
    let (mut parts, body) = request.into_parts();
    let class = Class::of_path(parts.uri.path());
    if let Some(status) = too_large(&parts, shared.limits.header_bytes) {
        let most = shared.limits.header_bytes / 1024;
        let sentence = format!("Address and headers are longer than {most} KiB. Send less.");
        return Ok(refusal::public_reply(class, status, sentence));
    }
    shared.hint(peer.ip(), &parts.headers);
    let client = shared.trusted.client(peer.ip(), &parts.headers);
    parts.extensions.insert(PeerAddr(peer));
    parts.extensions.insert(ClientIp(client));
    if shared.trusted.contains(peer.ip()) {
        parts.extensions.insert(TrustedPeer);
    }
    let (body, wanted) = if body.is_end_stream() {
        (Body::empty(), None)
    } else {
        let (body, wanted) = TimedBody::until(deadline, body);
        (Body::new(body), Some(wanted))
    };
    let reply = shared.service.clone().oneshot(Request::from_parts(parts, body));
    let mut reply = pin!(reply);
    tokio::select! {
        biased;
        // First, so that a stalled upload is answered here and not by a handler whose body fails.
        () = sleep_until(deadline) => {
            Ok(too_slow(class, wanted.is_some_and(|wanted| wanted.load(Ordering::Relaxed))))
        }
        reply = reply.as_mut() => reply.map(|reply| reply.map(|body| {
            // A body of known length is complete; a stream may stall.
            let streams = body.size_hint().exact().is_none();
            if streams { Body::new(TimedBody::each(shared.limits.stall, body)) } else { body }
        })),
    }
}

/// 414 where the request target alone is longer than a header block may be, 431 where the whole block is
/// (RFC 9110 §15.5.15, RFC 6585 §5).
fn too_large(parts: &Parts, most: usize) -> Option<StatusCode> {
    let target = parts.uri.path_and_query().map_or(0, |path| path.as_str().len());
    // `NAME: VALUE` and the end of the line, and the request line around the target.
    let lines: usize =
        parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let line = parts.method.as_str().len() + target + " HTTP/1.1\r\n\r\n ".len();
    if target > most {
        Some(StatusCode::URI_TOO_LONG)
    } else {
        (line + lines > most).then_some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    }
}

/// 408 where the client was too slow (RFC 9110 §15.5.9), else 503: a browser repeats a request after
/// 408, which would make an overloaded server slower.
fn too_slow(class: Class, caller: bool) -> Response {
    let (status, sentence) = if caller {
        (StatusCode::REQUEST_TIMEOUT, "The request took too long to arrive.")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "This took too long. Try again.")
    };
    let mut response = refusal::public_reply(class, status, sentence);
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    if !caller {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

impl<S> Shared<S> {
    /// Warns once about a peer that sends forwarding headers and is not trusted. Any client can cause
    /// it, so the advice is limited to the operator's own proxy.
    fn hint(&self, peer: IpAddr, headers: &http::HeaderMap) {
        let peer = peer.to_canonical();
        if !says_forwarded(headers) || self.trusted.contains(peer) {
            return;
        }
        let mut hinted = self.hinted.lock().unwrap_or_else(PoisonError::into_inner);
        if hinted.len() < HINTS && hinted.insert(peer) {
            tracing::warn!(
                %peer,
                "forwarding headers are ignored from here; if this is your own proxy, add: \
                 trusted_proxies = [\"{peer}\"]"
            );
        }
    }
}
