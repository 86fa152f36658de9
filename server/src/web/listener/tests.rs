//! The accept loop over real sockets, with short limits: timers are what is tested here.

use super::*;
use crate::web::client_ip::{ClientIp, PeerAddr, TrustedPeer};
use axum::{
    Extension, Router,
    routing::{get, post},
};
use std::{
    convert::identity,
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{Notify, oneshot},
    task::JoinHandle,
};

mod refusals;

const SHORT: Duration = Duration::from_millis(200);
/// Far beyond every limit under test.
const EVER: Duration = Duration::from_secs(8);

fn short() -> Limits {
    Limits { header: SHORT, request: SHORT, stall: SHORT, ..Limits::default() }
}

/// A server on a port of its own, and what stops it.
struct Running {
    address: std::net::SocketAddr,
    first: oneshot::Sender<()>,
    second: oneshot::Sender<()>,
    stopped: JoinHandle<Stopped>,
}

async fn start(router: Router, limits: Limits, trusted: &str, drain: Duration) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (first, stop_first) = oneshot::channel();
    let (second, stop_second) = oneshot::channel();
    let ended = |signal: oneshot::Receiver<()>| async {
        // A dropped sender is no signal.
        if signal.await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let trusted = figment::Figment::from(("list", trusted)).extract_inner("list").expect("a list");
    let stop = Stop { first: ended(stop_first), second: ended(stop_second), drain };
    let stopped = tokio::spawn(serve(listener, router, limits, trusted, stop));
    Running { address, first, second, stopped }
}

fn hello() -> Router {
    Router::new()
        .route("/", get(async || "hello"))
        .route("/echo", post(async |body: String| body))
        .route("/slow", get(async || sleep(EVER).await))
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a connection")
    }

    /// Sends `text` on a new connection and returns all that comes back until it is closed.
    async fn exchange(&self, text: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.expect("a write");
        rest(&mut stream).await
    }

    async fn assert_serves(&self) {
        let reply = self.exchange("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        assert!(reply.starts_with("HTTP/1.1 200 OK") && reply.ends_with("hello"), "{reply}");
    }
}

/// Everything until the other end closes, by whatever means.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let closed = timeout(EVER, stream.read_to_end(&mut bytes)).await;
    assert!(closed.is_ok(), "still open after {EVER:?}: {}", String::from_utf8_lossy(&bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_connection_without_a_whole_header_is_closed() {
    let server = start(hello(), short(), "", SHORT).await;
    for sent in ["", "G", "GET / HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let begin = Instant::now();
        assert_eq!(server.exchange(sent).await, "", "{sent}");
        assert!(begin.elapsed() >= SHORT);
    }
    server.assert_serves().await;
}

#[tokio::test]
async fn a_slow_header_gets_no_more_time() {
    let server = start(hello(), short(), "", SHORT).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\n").await.expect("a write");
    let trickle = async {
        while stream.write_all(b"x-a: b\r\n").await.is_ok() {
            sleep(SHORT / 10).await;
        }
    };
    assert!(timeout(EVER, trickle).await.is_ok());
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_reply() {
    let server = start(hello(), short(), "", SHORT).await;
    let reply = server.exchange("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(reply.starts_with("HTTP/1.1 200 OK"), "{reply}");
}

#[tokio::test]
async fn a_header_block_over_the_limit_is_431() {
    let server = start(hello(), Limits::default(), "", SHORT).await;
    for (size, status) in [(31 * 1024, "200"), (33 * 1024, "431")] {
        let padding = "a".repeat(size);
        let request =
            format!("GET / HTTP/1.1\r\nhost: x\r\nx-a: {padding}\r\nconnection: close\r\n\r\n");
        let reply = server.exchange(&request).await;
        assert!(reply.starts_with(&format!("HTTP/1.1 {status}")), "{size}: {reply}");
    }
}

#[tokio::test]
async fn an_upload_that_stalls_or_trickles_is_408() {
    let server = start(hello(), short(), "", SHORT).await;
    let head = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n";
    let reply = server.exchange(&format!("{head}some")).await;
    assert!(reply.starts_with("HTTP/1.1 408"), "{reply}");
    let mut stream = server.connect().await;
    stream.write_all(head.as_bytes()).await.expect("a write");
    let (mut reader, mut writer) = stream.split();
    let trickle = async {
        while writer.write_all(b"a").await.is_ok() {
            sleep(SHORT / 20).await;
        }
    };
    let mut reply = [0; 12];
    let read = async { reader.read_exact(&mut reply).await.is_ok() };
    let read = tokio::select! { read = read => read, () = trickle => false };
    assert!(read && &reply == b"HTTP/1.1 408", "{}", String::from_utf8_lossy(&reply));
    server.assert_serves().await;
}

#[tokio::test]
async fn a_handler_that_takes_too_long_is_503_and_its_connection_ends() {
    let server = start(hello(), short(), "", SHORT).await;
    let reply = server.exchange("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(reply.starts_with("HTTP/1.1 503") && reply.contains("retry-after: "), "{reply}");
    assert!(reply.contains("nosniff") && reply.contains("no-store"), "{reply}");
}

#[tokio::test]
async fn a_client_that_stops_reading_is_disconnected() {
    struct OnDrop(Arc<Notify>);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let gone = Arc::new(Notify::new());
    let kept = gone.clone();
    let endless = move || {
        let alive = OnDrop(kept.clone());
        let chunks = futures_util::stream::repeat_with(move || {
            let _ = &alive;
            Ok::<_, Infallible>(bytes::Bytes::from_static(&[0; 16 * 1024]))
        });
        async { Body::from_stream(chunks) }
    };
    let server = start(Router::new().route("/", get(endless)), short(), "", SHORT).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("a write");
    timeout(EVER, gone.notified()).await.expect("the reply is dropped");
}

#[tokio::test]
async fn a_stream_that_dries_up_is_ended() {
    let dry = async || {
        let one = futures_util::stream::iter([Ok::<_, Infallible>("some")]);
        Body::from_stream(futures_util::StreamExt::chain(one, futures_util::stream::pending()))
    };
    let server = start(Router::new().route("/", get(dry)), short(), "", SHORT).await;
    let reply = server.exchange("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(reply.contains("some") && !reply.ends_with("0\r\n\r\n"), "{reply}");
}

#[tokio::test]
async fn a_thousand_idle_connections_leave_it_serving() {
    raise_open_files(&Limits { connections: 4096, ..short() }).expect("a limit");
    let limits = Limits { header: EVER, per_ip: 2_000, ..Limits::default() };
    let server = start(hello(), limits, "", SHORT).await;
    let mut idle = Vec::new();
    for _ in 0..1_000 {
        idle.push(server.connect().await);
    }
    server.assert_serves().await;
    drop(idle);
}

#[tokio::test]
async fn one_address_gets_so_many_connections_and_a_trusted_proxy_more() {
    for (trusted, status) in [("", "503"), ("127.0.0.1", "200")] {
        let limits = Limits { header: EVER, per_ip: 2, ..Limits::default() };
        let server = start(hello(), limits, trusted, SHORT).await;
        let held = [server.connect().await, server.connect().await];
        let mut third = server.connect().await;
        if trusted.is_empty() {
            let reply = rest(&mut third).await;
            assert!(reply.starts_with(&format!("HTTP/1.1 {status}")), "{reply}");
        } else {
            server.assert_serves().await;
        }
        drop((held, third));
        // Places come back once the server has noticed.
        let free = async {
            while !server
                .exchange("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                .await
                .contains("200 OK")
            {
                sleep(SHORT / 20).await;
            }
        };
        timeout(EVER, free).await.expect("a place");
    }
}

#[tokio::test]
async fn beyond_the_limit_connections_are_rejected() {
    let limits = Limits { header: EVER, connections: 3, ..Limits::default() };
    let server = start(hello(), limits, "127.0.0.1", SHORT).await;
    let _held = [server.connect().await, server.connect().await, server.connect().await];
    let reply = rest(&mut server.connect().await).await;
    assert!(reply.starts_with("HTTP/1.1 503") && reply.contains("retry-after: "), "{reply}");
}

#[tokio::test]
async fn requests_carry_the_peer_and_the_client() {
    let who = |Extension(PeerAddr(peer)): Extension<PeerAddr>,
               Extension(ClientIp(client)): Extension<ClientIp>,
               trusted: Option<Extension<TrustedPeer>>| async move {
        format!("{} {client} {}", peer.ip(), trusted.is_some())
    };
    for (trusted, expected) in
        [("", "127.0.0.1 127.0.0.1 false"), ("127.0.0.0/8", "127.0.0.1 203.0.113.7 true")]
    {
        let server = start(Router::new().route("/", get(who)), short(), trusted, SHORT).await;
        let request = "GET / HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.7\r\nconnection: close\r\n\r\n";
        let reply = server.exchange(request).await;
        assert!(reply.ends_with(expected), "{reply}");
    }
}

/// A route that signals when it was entered, and replies when it is signalled to.
fn gated() -> (Router, Arc<Notify>, Arc<Notify>) {
    let (entered, open) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (entered.clone(), open.clone());
    let gate = move || {
        let (tell, wait) = (tell.clone(), wait.clone());
        async move {
            tell.notify_one();
            wait.notified().await;
            "finished"
        }
    };
    (Router::new().route("/", get(gate)), entered, open)
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_stopping() {
    let (router, entered, open) = gated();
    let server = start(router, Limits::default(), "", EVER).await;
    let mut idle = server.connect().await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("a write");
    entered.notified().await;
    server.first.send(()).expect("running");
    assert_eq!(rest(&mut idle).await, "", "an idle connection is closed at once");
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody new");
    open.notify_one();
    let reply = rest(&mut busy).await;
    assert!(reply.starts_with("HTTP/1.1 200 OK") && reply.ends_with("finished"), "{reply}");
    assert_eq!(server.stopped.await.expect("no panic"), Stopped::Drained);
}

#[tokio::test]
async fn draining_ends_by_time_or_by_a_second_signal() {
    for (drain, twice) in [(SHORT, false), (EVER * 10, true)] {
        let (router, entered, _open) = gated();
        let limits = Limits { request: EVER * 10, ..Limits::default() };
        let server = start(router, limits, "", drain).await;
        let mut busy = server.connect().await;
        busy.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("a write");
        entered.notified().await;
        server.first.send(()).expect("running");
        if twice {
            server.second.send(()).expect("running");
        }
        assert_eq!(rest(&mut busy).await, "");
        assert_eq!(server.stopped.await.expect("no panic"), Stopped::Cut);
    }
}

#[tokio::test]
async fn a_panic_outside_the_handlers_ends_its_connection_only() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let fail = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        async { identity::<Option<()>>(None).expect("a reason") }
    };
    let server = start(hello().route("/fail", get(fail)), short(), "", SHORT).await;
    assert_eq!(server.exchange("GET /fail HTTP/1.1\r\nhost: x\r\n\r\n").await, "");
    assert_eq!(count.load(Ordering::Relaxed), 1);
    server.assert_serves().await;
}

#[tokio::test]
async fn the_first_and_the_second_signal_are_distinguished() {
    let (first, second) = stop_signals().expect("signals");
    let (mut first, mut second) = (pin!(first), pin!(second));
    let send = |name: &str| {
        let line = format!("kill -{name} {}", std::process::id());
        let sent = std::process::Command::new("sh").args(["-c", &line]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    };
    send("TERM");
    timeout(EVER, first.as_mut()).await.expect("the first signal");
    assert!(timeout(Duration::ZERO, second.as_mut()).await.is_err(), "one is not two");
    send("INT");
    timeout(EVER, second.as_mut()).await.expect("the second signal");
}

#[test]
fn accepting_pauses_only_when_the_system_is_out_of_something() {
    let out_of_files = io::Error::from_raw_os_error(24);
    assert!(pause_after(&out_of_files).is_some());
    assert!(pause_after(&io::ErrorKind::OutOfMemory.into()).is_some());
    assert!(pause_after(&io::ErrorKind::ConnectionAborted.into()).is_none());
}
