//! What waits to be sent to the service. Reports are never lost; lines of output are, when the service does not read.

use crate::wire::encode_frame;
use bytes::Bytes;
use proto::host::{FromHost, Log, Stream, from_host};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;

const LOG_BYTES_MAX: usize = 1024 * 1024;

#[derive(Default)]
pub(crate) struct Outbox {
    messages: RefCell<VecDeque<Bytes>>,
    logs: RefCell<VecDeque<Bytes>>,
    log_bytes: Cell<usize>,
    logs_left_out: Cell<u64>,
    closed: Cell<bool>,
    filled: Notify,
}

impl Outbox {
    pub(crate) fn send(&self, message: from_host::Message) {
        self.messages.borrow_mut().push_back(encode_frame(&FromHost { message: Some(message) }));
        self.filled.notify_one();
    }

    /// A line of an application, or of the host itself when `resource` is empty.
    pub(crate) fn log(&self, resource: &[u8], stream: Stream, line: &str) {
        if self.log_bytes.get() > LOG_BYTES_MAX {
            self.logs_left_out.set(self.logs_left_out.get() + 1);
            return;
        }
        let left_out = self.logs_left_out.take();
        if left_out > 0 {
            self.push_log(&[], Stream::Host, &format!("{left_out} lines were left out: they were not taken in time"));
        }
        self.push_log(resource, stream, line);
    }

    /// The host's own words.
    pub(crate) fn say(&self, line: &str) {
        self.log(&[], Stream::Host, line);
    }

    fn push_log(&self, resource: &[u8], stream: Stream, line: &str) {
        let log = Log { resource: Bytes::copy_from_slice(resource), stream: stream.into(), line: line.to_owned() };
        let frame = encode_frame(&FromHost { message: Some(from_host::Message::Log(log)) });
        self.log_bytes.set(self.log_bytes.get() + frame.len());
        self.logs.borrow_mut().push_back(frame);
        self.filled.notify_one();
    }

    fn next(&self) -> Option<Bytes> {
        if let Some(frame) = self.messages.borrow_mut().pop_front() {
            return Some(frame);
        }
        let frame = self.logs.borrow_mut().pop_front()?;
        self.log_bytes.set(self.log_bytes.get() - frame.len());
        Some(frame)
    }

    /// Nothing more will be sent: [`Outbox::deliver`] ends when it has sent what is there.
    pub(crate) fn close(&self) {
        self.closed.set(true);
        self.filled.notify_one();
    }

    /// Sends everything as it comes; ends when this is closed, or when the service cannot be reached any more.
    pub(crate) async fn deliver(&self, mut to: impl AsyncWrite + Unpin) {
        loop {
            while let Some(frame) = self.next() {
                if to.write_all(&frame).await.is_err() {
                    return;
                }
            }
            if self.closed.get() {
                return;
            }
            self.filled.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::FrameReader;

    #[tokio::test(flavor = "current_thread")]
    async fn a_service_that_does_not_read_costs_bounded_room() {
        let outbox = Outbox::default();
        let line = "x".repeat(1000);
        for _ in 0..10_000 {
            outbox.log(b"0123456789abcdef", Stream::Stdout, &line);
        }
        assert!(outbox.log_bytes.get() < LOG_BYTES_MAX + 2_000);
        let (mut near, far) = tokio::io::duplex(4096);
        let reading = async {
            let mut reader = FrameReader::new(far);
            let mut taken = 0;
            loop {
                let Some(FromHost { message: Some(from_host::Message::Log(log)) }) = reader.next().await.unwrap()
                else {
                    panic!("only lines were sent")
                };
                taken += 1;
                if taken == 100 {
                    outbox.log(&[], Stream::Host, "later");
                }
                if log.line.contains("were left out") {
                    return log.line;
                }
            }
        };
        let told = tokio::select! { () = outbox.deliver(&mut near) => panic!("ended"), told = reading => told };
        assert!(told.starts_with(|c: char| c.is_ascii_digit()), "{told}");
    }
}
