//! Timers for what a client can delay: the bytes that it sends, the bytes that it does not read, and a
//! reply that never ends.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

fn late(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, what)
}

/// A body that fails when its time is over.
pub(super) struct TimedBody<B> {
    body: B,
    timer: Pin<Box<Sleep>>,
    allowance: Allowance,
    wanted: Arc<AtomicBool>,
}

enum Allowance {
    /// One deadline for the whole body.
    Whole,
    /// Time for each frame, from the first poll that waits for it.
    Frame { each: Duration, waiting: bool },
}

impl<B> TimedBody<B> {
    /// All of `body` must arrive by `deadline`. The flag is true while the rest is awaited.
    pub(super) fn until(deadline: Instant, body: B) -> (Self, Arc<AtomicBool>) {
        let wanted = Arc::new(AtomicBool::new(true));
        let timer = Box::pin(sleep_until(deadline));
        (Self { body, timer, allowance: Allowance::Whole, wanted: wanted.clone() }, wanted)
    }

    /// No frame of `body` may take longer than `each`.
    pub(super) fn each(each: Duration, body: B) -> Self {
        let timer = Box::pin(sleep_until(Instant::now() + each));
        let allowance = Allowance::Frame { each, waiting: false };
        Self { body, timer, allowance, wanted: Arc::default() }
    }
}

impl<B> Drop for TimedBody<B> {
    fn drop(&mut self) {
        self.wanted.store(false, Ordering::Relaxed);
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for TimedBody<B>
where
    B::Error: Into<axum::BoxError>,
{
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            if let Allowance::Frame { waiting, .. } = &mut this.allowance {
                *waiting = false;
            }
            if frame.is_none() || this.body.is_end_stream() {
                this.wanted.store(false, Ordering::Relaxed);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        if let Allowance::Frame { each, waiting: waiting @ false } = &mut this.allowance {
            this.timer.as_mut().reset(Instant::now() + *each);
            *waiting = true;
        }
        ready!(this.timer.as_mut().poll(cx));
        Poll::Ready(Some(Err(late("the body took too long").into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A socket whose writes fail once the other end has read nothing for a while.
pub(super) struct TimedWrites<S> {
    socket: S,
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> TimedWrites<S> {
    pub(super) fn new(patience: Duration, socket: S) -> Self {
        Self { socket, patience, stalled: None }
    }

    fn or_late<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let timer =
            self.stalled.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + patience)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(late("the other end stopped reading")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for TimedWrites<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TimedWrites<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.or_late(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, slices);
        self.or_late(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.socket).poll_flush(cx);
        self.or_late(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.socket).poll_shutdown(cx);
        self.or_late(cx, shut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body as Whole;
    use http_body_util::BodyExt;
    use std::convert::Infallible;

    const SHORT: Duration = Duration::from_millis(50);

    fn stalling() -> Whole {
        let one = futures_util::stream::iter([Ok::<_, Infallible>("some")]);
        Whole::from_stream(futures_util::StreamExt::chain(one, futures_util::stream::pending()))
    }

    #[tokio::test]
    async fn a_stalled_body_ends_in_an_error_for_whoever_still_reads_it() {
        let (body, wanted) = TimedBody::until(Instant::now() + SHORT, stalling());
        assert!(wanted.load(Ordering::Relaxed));
        let error = body.collect().await.expect_err("no end");
        assert!(error.to_string().contains("too long"), "{error}");
        assert!(TimedBody::each(SHORT, stalling()).collect().await.is_err());
    }

    #[tokio::test]
    async fn a_body_that_was_read_or_dropped_is_not_awaited() {
        let far = Instant::now() + SHORT * 1_000;
        let (body, wanted) = TimedBody::until(far, Whole::from("all of it"));
        assert_eq!(body.collect().await.expect("a body").to_bytes(), "all of it");
        assert!(!wanted.load(Ordering::Relaxed));
        let (body, wanted) = TimedBody::until(far, stalling());
        drop(body);
        assert!(!wanted.load(Ordering::Relaxed));
    }

    #[tokio::test]
    async fn time_between_frames_counts_only_while_somebody_waits() {
        let frames = futures_util::stream::iter((0..3).map(|_| Ok::<_, Infallible>("a")));
        let mut body = TimedBody::each(SHORT, Whole::from_stream(frames));
        while let Some(frame) = body.frame().await {
            assert!(frame.is_ok());
            tokio::time::sleep(SHORT * 2).await;
        }
    }
}
