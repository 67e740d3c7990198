//! Connections that raise no signal: who writes to a service that is gone gets an error, and not SIGPIPE too, which ends a program in C that
//! has not heard of it. The standard library and tokio leave that to the program, because a program in Rust ignores the signal from its start.

use rustix::net::{SendAncillaryBuffer, SendFlags, send, sendmsg};
use std::io::{Error, ErrorKind, IoSlice, Result as IoResult};
use std::os::fd::{AsFd, BorrowedFd};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::{TcpStream, UnixStream};

/// Linux takes no more in one call (IOV_MAX).
const SLICES_MAX: usize = 1_024;

/// Sends all of it from a thread that may be blocked.
pub(crate) fn send_all(socket: impl AsFd, mut bytes: &[u8]) -> IoResult<()> {
    while !bytes.is_empty() {
        match send(&socket, bytes, SendFlags::NOSIGNAL) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(sent) => bytes = &bytes[sent..],
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// What tokio's two kinds of streams have in common without a trait.
pub(crate) trait Stream: AsyncRead + AsyncWrite + AsFd + Unpin {
    fn writable(&self, context: &mut Context<'_>) -> Poll<IoResult<()>>;
    /// Forgets that it can be written to, when `write` would have to wait.
    fn try_write(&self, write: impl FnMut() -> IoResult<usize>) -> IoResult<usize>;
}

macro_rules! streams {
    ($($stream:ident)*) => {$(
        impl Stream for $stream {
            fn writable(&self, context: &mut Context<'_>) -> Poll<IoResult<()>> {
                self.poll_write_ready(context)
            }

            fn try_write(&self, write: impl FnMut() -> IoResult<usize>) -> IoResult<usize> {
                self.try_io(Interest::WRITABLE, write)
            }
        }
    )*};
}

streams! { TcpStream UnixStream }

/// A stream whose writes raise no signal.
pub(crate) struct Quiet<S>(pub(crate) S);

impl<S: Stream> Quiet<S> {
    fn poll_send(
        &self,
        context: &mut Context<'_>,
        send: impl Fn(BorrowedFd<'_>) -> rustix::io::Result<usize>,
    ) -> Poll<IoResult<usize>> {
        loop {
            ready!(self.0.writable(context))?;
            match self.0.try_write(|| send(self.0.as_fd()).map_err(Error::from)) {
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
                sent => return Poll::Ready(sent),
            }
        }
    }
}

impl<S: Stream> AsyncRead for Quiet<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl<S: Stream> AsyncWrite for Quiet<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<IoResult<usize>> {
        self.poll_send(context, |socket| send(socket, bytes, SendFlags::NOSIGNAL))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<IoResult<usize>> {
        let slices = &slices[..slices.len().min(SLICES_MAX)];
        self.poll_send(context, |socket| {
            sendmsg(socket, slices, &mut SendAncillaryBuffer::default(), SendFlags::NOSIGNAL)
        })
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use tokio::io::AsyncWriteExt;

    const BYTES: usize = 4_000_000;

    /// More than a socket holds, in one slice and in many, so that it has to wait.
    async fn arrives(stream: impl Stream, peer: impl Read + Send + 'static) {
        let reading = std::thread::spawn(move || {
            let mut peer = peer;
            let mut read = Vec::new();
            peer.read_to_end(&mut read).map(|_| read)
        });
        let bytes: Vec<u8> = (0..BYTES).map(|at| (at % 251) as u8).collect();
        let mut stream = Quiet(stream);
        stream.write_all(&bytes).await.expect("it is read");
        let mut slices: Vec<IoSlice<'_>> = bytes.chunks(1_000).map(IoSlice::new).collect();
        let mut slices = &mut slices[..];
        while !slices.is_empty() {
            let sent = stream.write_vectored(slices).await.expect("it is read");
            IoSlice::advance_slices(&mut slices, sent);
        }
        stream.shutdown().await.expect("it is open");
        let read = reading.join().expect("no panic").expect("all of it");
        assert!(read.len() == 2 * BYTES && read[..BYTES] == bytes && read[BYTES..] == bytes);
    }

    #[tokio::test]
    async fn all_that_is_written_arrives() {
        let (stream, peer) = std::os::unix::net::UnixStream::pair().expect("a pair");
        stream.set_nonblocking(true).expect("set");
        arrives(UnixStream::from_std(stream).expect("a stream"), peer).await;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let stream = TcpStream::connect(listener.local_addr().expect("bound")).await.expect("connected");
        arrives(stream, listener.accept().expect("connected").0).await;
    }

    #[tokio::test]
    async fn a_peer_that_is_gone_is_an_error() {
        let (stream, peer) = UnixStream::pair().expect("a pair");
        drop(peer);
        let mut stream = Quiet(stream);
        assert_eq!(stream.write_all(&[1]).await.map_err(|error| error.kind()), Err(ErrorKind::BrokenPipe));
        let slices = [IoSlice::new(&[1]), IoSlice::new(&[2])];
        assert_eq!(stream.write_vectored(&slices).await.map_err(|error| error.kind()), Err(ErrorKind::BrokenPipe));
        assert_eq!(send_all(&stream.0, &[1]).map_err(|error| error.kind()), Err(ErrorKind::BrokenPipe));
    }
}
