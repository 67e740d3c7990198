//! The frames between a service and its host: a big-endian u32 length, then one protobuf message.

use bytes::{Buf, Bytes, BytesMut};
use prost::Message;
use std::fmt;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Largest message, without its length.
pub const MESSAGE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Why the other side cannot be understood. The connection is of no more use.
#[derive(Debug)]
pub enum WireError {
    /// Longer than [`MESSAGE_BYTES_MAX`].
    TooLong(usize),
    /// The connection ended within a message.
    Truncated,
    Malformed(prost::DecodeError),
    Io(io::Error),
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WireError::TooLong(length) => write!(f, "a message of {length} bytes is longer than {MESSAGE_BYTES_MAX}"),
            WireError::Truncated => f.write_str("the connection ended within a message"),
            WireError::Malformed(error) => write!(f, "a message cannot be read: {error}"),
            WireError::Io(error) => write!(f, "the connection failed: {error}"),
        }
    }
}

impl std::error::Error for WireError {}

/// The message with its length in front. Panics when it is longer than [`MESSAGE_BYTES_MAX`], which no sender makes.
pub fn encode_frame(message: &impl Message) -> Bytes {
    let length = message.encoded_len();
    assert!(length <= MESSAGE_BYTES_MAX, "a message of {length} bytes was to be sent");
    let mut frame = BytesMut::with_capacity(4 + length);
    frame.extend_from_slice(&(length as u32).to_be_bytes());
    message.encode(&mut frame).expect("a growing buffer has room");
    frame.freeze()
}

/// Writes one message.
pub async fn write_message(to: &mut (impl AsyncWrite + Unpin), message: &impl Message) -> io::Result<()> {
    to.write_all(&encode_frame(message)).await
}

/// Reads messages one by one. [`FrameReader::next`] may be dropped and called again without losing anything.
pub struct FrameReader<R> {
    from: R,
    buffer: BytesMut,
}

impl<R: AsyncRead + Unpin> FrameReader<R> {
    pub fn new(from: R) -> FrameReader<R> {
        FrameReader { from, buffer: BytesMut::new() }
    }

    /// Goes on where another reader stopped, which had read this much and not understood it yet.
    pub fn continued(from: R, unread: &[u8]) -> FrameReader<R> {
        FrameReader { from, buffer: BytesMut::from(unread) }
    }

    /// For [`FrameReader::continued`].
    pub fn unread(&self) -> &[u8] {
        &self.buffer
    }

    /// The next message; `None` when the other side has closed between two messages.
    pub async fn next<M: Message + Default>(&mut self) -> Result<Option<M>, WireError> {
        loop {
            if let Some(frame) = self.take_frame()? {
                return M::decode(frame).map(Some).map_err(WireError::Malformed);
            }
            match self.from.read_buf(&mut self.buffer).await {
                Ok(0) if self.buffer.is_empty() => return Ok(None),
                Ok(0) => return Err(WireError::Truncated),
                Ok(_) => {}
                Err(error) => return Err(WireError::Io(error)),
            }
        }
    }

    fn take_frame(&mut self) -> Result<Option<Bytes>, WireError> {
        let Some(prefix) = self.buffer.first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_be_bytes(*prefix) as usize;
        if length > MESSAGE_BYTES_MAX {
            return Err(WireError::TooLong(length));
        }
        if self.buffer.len() < 4 + length {
            self.buffer.reserve(4 + length - self.buffer.len());
            return Ok(None);
        }
        self.buffer.advance(4);
        Ok(Some(self.buffer.split_to(length).freeze()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::host::{FromHost, Ready, from_host};

    fn ready(pid: u32) -> FromHost {
        FromHost { message: Some(from_host::Message::Ready(Ready { pid, protocol: 1 })) }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn messages_arrive_whole_however_they_are_cut() {
        let bytes: Vec<u8> = (1..=3).flat_map(|pid| encode_frame(&ready(pid)).to_vec()).collect();
        for cut in 0..bytes.len() {
            let (first, second) = bytes.split_at(cut);
            let mut reader = FrameReader::new(AsyncReadExt::chain(first, second));
            for pid in 1..=3 {
                assert_eq!(reader.next::<FromHost>().await.unwrap(), Some(ready(pid)));
            }
            assert!(reader.next::<FromHost>().await.unwrap().is_none());
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn another_reader_goes_on_wherever_one_stopped() {
        let bytes: Vec<u8> = (1..=3).flat_map(|pid| encode_frame(&ready(pid)).to_vec()).collect();
        for cut in 0..bytes.len() {
            let (mut near, far) = tokio::io::duplex(1_024);
            near.write_all(&bytes[..cut]).await.unwrap();
            let mut first = FrameReader::new(far);
            let mut read = 0;
            while let Ok(message) = tokio::time::timeout(std::time::Duration::ZERO, first.next::<FromHost>()).await {
                read += 1;
                assert_eq!(message.unwrap(), Some(ready(read)));
            }
            near.write_all(&bytes[cut..]).await.unwrap();
            let unread = first.unread().to_vec();
            let mut second = FrameReader::continued(first.from, &unread);
            for pid in read + 1..=3 {
                assert_eq!(second.next::<FromHost>().await.unwrap(), Some(ready(pid)), "cut at {cut}");
            }
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_is_no_message_is_an_error() {
        let whole = encode_frame(&ready(1));
        let mut truncated = FrameReader::new(&whole[..whole.len() - 1]);
        assert!(matches!(truncated.next::<FromHost>().await, Err(WireError::Truncated)));
        let mut oversized = FrameReader::new(&[0xff, 0xff, 0xff, 0xff, 0][..]);
        assert!(matches!(oversized.next::<FromHost>().await, Err(WireError::TooLong(0xffff_ffff))));
        let mut malformed = FrameReader::new(&[0, 0, 0, 2, 0xff, 0xff][..]);
        assert!(matches!(malformed.next::<FromHost>().await, Err(WireError::Malformed(_))));
    }
}
