//! The log: one line per event on standard error (SECURITY.md G6). Of a request, query string, body,
//! header values and IP address are not logged (three warnings name a peer or a host), and nothing that a caller sent can start a new line.

use std::{
    any::Any,
    io::{self, IsTerminal, Write},
    panic::AssertUnwindSafe,
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt;
use http::{HeaderName, HeaderValue, StatusCode};
use tracing::Instrument;
use tracing_subscriber::{
    EnvFilter, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

use super::{
    RequestIdSource, base64_128, headers::Class, log_format::LogFormat, refusal,
    request_id::RequestId,
};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Starts logging to standard error, of panics too. `filter` is a level or a list of `target=level`
/// (directives of `tracing_subscriber`). Call it once.
///
/// # Errors
/// One sentence, when the filter can't be parsed or logging was already started.
pub fn init(filter: &str, format: LogFormat) -> Result<(), String> {
    let levels = EnvFilter::try_new(filter).map_err(|error| {
        format!("log: `{filter}` cannot be read ({error}): write a level such as info, or info,hyper=debug")
    })?;
    let registry = tracing_subscriber::registry().with(levels);
    let lines = tracing_subscriber::fmt::layer().with_writer(OneLine(io::stderr));
    match format {
        LogFormat::Text => registry.with(lines.with_ansi(io::stderr().is_terminal())).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
    }
    .map_err(|error| format!("logging was already started: {error}"))?;
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, "panic: {}", reason(panic.payload()));
    }));
    Ok(())
}

fn reason(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or(payload.downcast_ref::<&str>().copied()).unwrap_or("of an unknown kind")
}

/// Middleware for the whole router, inside `Router::layer` so that the route is known:
/// `from_fn_with_state(random, telemetry::observe)`. Gives the request an ID, logs its status and its
/// duration, and turns a panic into a 500 that holds the ID and nothing else (SECURITY.md G4).
pub async fn observe(
    State(random): State<RequestIdSource>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId(base64_128(random()).into());
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let class = Class::of_path(request.uri().path());
    let span = tracing::info_span!("request", id = %id);
    async {
        let start = Instant::now();
        let reply = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        let mut response = reply.unwrap_or_else(|_| failure(class, &id));
        if let Ok(value) = HeaderValue::from_str(&id.0) {
            response.headers_mut().insert(X_REQUEST_ID, value);
        }
        tracing::info!(
            %method,
            route = route.as_ref().map_or("(none)", MatchedPath::as_str),
            status = response.status().as_u16(),
            micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
        response
    }
    .instrument(span)
    .await
}

/// The reply to a request whose handler panicked: its ID, and nothing about the cause.
fn failure(class: Class, id: &RequestId) -> Response {
    let sentence = format!("Something went wrong on our side. Request ID: {id}");
    refusal::public_reply(class, StatusCode::INTERNAL_SERVER_ERROR, sentence)
}

/// Writes each event as one line, whatever is in it. The subscriber writes a whole event at a time and
/// ends it with a line feed.
struct OneLine<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for OneLine<W> {
    type Writer = OneLine<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        OneLine(self.0.make_writer())
    }
}

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let line = event.strip_suffix(b"\n").unwrap_or(event);
        let _ = if line.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
            let escape = |byte: &u8| match byte {
                b'\r' => b"\\r".to_vec(),
                b'\n' => b"\\n".to_vec(),
                byte => vec![*byte],
            };
            let mut line: Vec<u8> = line.iter().flat_map(escape).collect();
            line.push(b'\n');
            self.0.write_all(&line)
        } else {
            self.0.write_all(event)
        };
        // Standard error may be closed (`configo serve 2>&1 | head -1`). On an error, the subscriber
        // would panic in the middle of a request.
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests;
