//! How long somebody is waited for who does not take what was sent: whoever asks for large files
//! and never reads them would keep each of them in memory for ever.

use axum_server::accept::Accept;
use std::future::{Ready, ready};
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Not one piece of an answer taken within this time: nobody is there any more.
const STALLED: Duration = Duration::from_mins(1);

/// Accepts connections whose answers have to be taken.
#[derive(Clone, Copy)]
pub(crate) struct Patience(Duration);

impl Default for Patience {
    fn default() -> Self {
        Self(STALLED)
    }
}

impl<I, S> Accept<I, S> for Patience {
    type Stream = Patient<I>;
    type Service = S;
    type Future = Ready<Result<(Patient<I>, S)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        ready(Ok((Patient { stream, longest: self.0, waiting: None }, service)))
    }
}

/// A connection that is given up when nothing can be written to it for too long.
pub(crate) struct Patient<I> {
    stream: I,
    longest: Duration,
    /// Since the last piece was taken, while the next one is not.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<I> Patient<I> {
    fn judged<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<Result<T>>,
    ) -> Poll<Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let longest = self.longest;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(longest)));
        waiting.as_mut().poll(context).map(|()| Err(Error::from(ErrorKind::TimedOut)))
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Patient<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Patient<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judged(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.judged(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.judged(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.judged(context, shut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    const PIECE: usize = 64;
    const LONGEST: Duration = Duration::from_millis(500);

    #[tokio::test]
    async fn who_takes_nothing_any_more_is_given_up_and_who_is_slow_is_not() {
        let (ours, mut theirs) = duplex(PIECE);
        let (mut line, ()) = Patience(LONGEST).accept(ours, ()).await.unwrap();
        let sending = tokio::spawn(async move {
            let done = line.write_all(&[7; PIECE * 20]).await;
            (done.map_err(|error| error.kind()), line)
        });
        for _ in 0..8 {
            sleep(LONGEST / 4).await;
            theirs.read_exact(&mut [0; PIECE]).await.unwrap();
        }
        assert!(!sending.is_finished(), "twice as long in all");
        let (done, _) = sending.await.unwrap();
        assert_eq!(done, Err(ErrorKind::TimedOut));
    }
}
