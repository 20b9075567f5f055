//! The wire under a connection, where answers can be broken on their way out.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// What happens to the next bytes that are written.
pub(crate) enum Ending {
    /// They go out as they are.
    Plain,
    /// These go out in their place, and then the connection ends.
    Instead { bytes: Vec<u8>, sent: usize },
    /// Nothing goes out: the connection is reset.
    Reset,
    /// They go out one at a time, with this pause before each.
    Drip(Duration),
}

/// The handler's end of the tap.
#[derive(Clone)]
pub(crate) struct Handle(Arc<Mutex<Ending>>);

impl Handle {
    pub(crate) fn set(&self, ending: Ending) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = ending;
    }
}

pub(crate) struct Tap {
    stream: TcpStream,
    handle: Handle,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Tap {
    pub(crate) fn new(stream: TcpStream) -> (Self, Handle) {
        let handle = Handle(Arc::new(Mutex::new(Ending::Plain)));
        (Self { stream, handle: handle.clone(), pause: None }, handle)
    }
}

impl AsyncRead for Tap {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Tap {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let Self { stream, handle, pause } = self.get_mut();
        let mut ending = handle.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *ending {
            Ending::Plain => Pin::new(stream).poll_write(cx, buf),
            Ending::Instead { bytes, sent } => {
                while *sent < bytes.len() {
                    *sent += ready!(Pin::new(&mut *stream).poll_write(cx, &bytes[*sent..]))?;
                }
                Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
            }
            Ending::Reset => {
                // Without lingering, closing sends an RST; the error makes the server close at once.
                stream.set_zero_linger()?;
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            Ending::Drip(interval) => {
                let sleep = pause.get_or_insert_with(|| Box::pin(tokio::time::sleep(*interval)));
                ready!(sleep.as_mut().poll(cx));
                *pause = None;
                Pin::new(stream).poll_write(cx, &buf[..buf.len().min(1)])
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
