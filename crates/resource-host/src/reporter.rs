//! Speaks for one attempt: numbered reports, progress at a bounded rate, lines of output at a bounded rate.

use crate::outbox::Outbox;
use bytes::Bytes;
use model::{Attempt, Epoch, ResourceId};
use proto::host::{self, from_host};
use proto::log::{Nothing, ResourceReport, resource_report};
use resource_types::{Failure, Reporter, Start, Stream};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// A longer reason is cut.
const MESSAGE_BYTES_MAX: usize = 1024;
/// Lines of one attempt: so many at once, then so many a second.
const LINES_AT_ONCE: u32 = 1_000;
const LINES_PER_SECOND: u32 = 100;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    Progress { checkpoint: u32 },
    Online,
    Offline,
    Failed { gone: bool },
    Gone,
    Locked { locked: bool },
    Health { good: bool },
}

impl Status {
    fn to_wire(self) -> resource_report::Status {
        match self {
            Status::Progress { checkpoint } => resource_report::Status::Progress(checkpoint),
            Status::Online => resource_report::Status::Online(Nothing {}),
            Status::Offline => resource_report::Status::Offline(Nothing {}),
            Status::Failed { gone } => resource_report::Status::Failed(gone),
            Status::Gone => resource_report::Status::Gone(Nothing {}),
            Status::Locked { locked } => resource_report::Status::Locked(locked),
            Status::Health { good } => resource_report::Status::Health(good),
        }
    }
}

pub(crate) struct AttemptReporter {
    outbox: Rc<Outbox>,
    resource: Bytes,
    epoch: u64,
    attempt: u64,
    sequence: Cell<u64>,
    checkpoint: Cell<u32>,
    progressed: Notify,
    last: RefCell<Option<ResourceReport>>,
    description: RefCell<String>,
    locked: Cell<bool>,
    lines: RefCell<LineAllowance>,
}

impl AttemptReporter {
    pub(crate) fn new(outbox: Rc<Outbox>, start: &Start) -> AttemptReporter {
        AttemptReporter::of(outbox, start.resource, start.epoch, start.attempt)
    }

    pub(crate) fn of(outbox: Rc<Outbox>, resource: ResourceId, epoch: Epoch, attempt: Attempt) -> AttemptReporter {
        AttemptReporter {
            outbox,
            resource: Bytes::copy_from_slice(&resource.0.0),
            epoch: epoch.0,
            attempt: attempt.0,
            sequence: Cell::new(0),
            checkpoint: Cell::new(0),
            progressed: Notify::new(),
            last: RefCell::new(None),
            description: RefCell::default(),
            locked: Cell::new(false),
            lines: RefCell::new(LineAllowance::full()),
        }
    }

    pub(crate) fn report(&self, status: Status) {
        let description = self.description.borrow();
        self.send(status, 0, if status == Status::Online { &description } else { "" });
    }

    pub(crate) fn report_failed(&self, failure: &Failure, gone: bool) {
        self.send(Status::Failed { gone }, failure.code.number(), &failure.message);
    }

    /// It stays online all the same.
    pub(crate) fn report_unhealthy(&self, failure: &Failure) {
        self.send(Status::Health { good: false }, failure.code.number(), &failure.message);
    }

    fn send(&self, status: Status, code: u32, message: &str) {
        self.sequence.set(self.sequence.get() + 1);
        let report = ResourceReport {
            resource: self.resource.clone(),
            epoch: self.epoch,
            attempt: self.attempt,
            sequence: self.sequence.get(),
            code,
            message: cut(message).to_owned(),
            seen_ms: 0,
            started_ms: 0,
            status: Some(status.to_wire()),
        };
        *self.last.borrow_mut() = Some(report.clone());
        self.outbox.send(from_host::Message::Report(report));
    }

    /// For a service that asks about what is over.
    pub(crate) fn repeat_last(&self) {
        if let Some(report) = self.last.borrow().clone() {
            self.outbox.send(from_host::Message::Report(report));
        }
    }

    /// Ends when the type has told progress since the last time.
    pub(crate) async fn progressed(&self) -> u32 {
        self.progressed.notified().await;
        self.checkpoint.get()
    }

    fn send_line(&self, stream: Stream, line: &str) {
        let stream = match stream {
            Stream::Host => host::Stream::Host,
            Stream::Stdout => host::Stream::Stdout,
            Stream::Stderr => host::Stream::Stderr,
        };
        self.outbox.log(&self.resource, stream, line);
    }
}

fn cut(message: &str) -> &str {
    let mut end = message.len().min(MESSAGE_BYTES_MAX);
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    &message[..end]
}

impl Reporter for AttemptReporter {
    fn progress(&self) {
        self.checkpoint.set(self.checkpoint.get().wrapping_add(1));
        self.progressed.notify_one();
    }

    fn describe(&self, text: &str) {
        text.clone_into(&mut self.description.borrow_mut());
    }

    fn lock(&self, locked: bool) {
        if self.locked.replace(locked) != locked {
            self.report(Status::Locked { locked });
        }
    }

    fn log(&self, stream: Stream, line: &str) {
        match self.lines.borrow_mut().take(Instant::now()) {
            Allowed::Yes { left_out: 0 } => {}
            Allowed::Yes { left_out } => self.send_line(Stream::Host, &format!("{left_out} lines were left out")),
            Allowed::No => return,
        }
        self.send_line(stream, line);
    }
}

/// How many lines may pass (a token bucket).
struct LineAllowance {
    left: u32,
    since: Instant,
    left_out: u64,
}

#[derive(PartialEq, Eq, Debug)]
enum Allowed {
    Yes { left_out: u64 },
    No,
}

impl LineAllowance {
    fn full() -> LineAllowance {
        LineAllowance { left: LINES_AT_ONCE, since: Instant::now(), left_out: 0 }
    }

    fn take(&mut self, now: Instant) -> Allowed {
        let earned = now.saturating_duration_since(self.since).as_millis() * u128::from(LINES_PER_SECOND) / 1000;
        if earned > 0 {
            self.left = LINES_AT_ONCE.min(self.left.saturating_add(u32::try_from(earned).unwrap_or(u32::MAX)));
            self.since = now;
        }
        // Enough at once that the words about what was left out do not outnumber the lines.
        let enough = if self.left_out > 0 { LINES_PER_SECOND } else { 1 };
        if self.left < enough {
            self.left_out += 1;
            return Allowed::No;
        }
        self.left -= 1;
        Allowed::Yes { left_out: std::mem::take(&mut self.left_out) }
    }
}

/// The least time between two progress reports of a pending call: a small part of what the cluster waits for.
pub(crate) fn progress_interval(pending_timeout: Option<Duration>) -> Duration {
    pending_timeout.map_or(Duration::from_secs(1), |timeout| (timeout / 4).min(Duration::from_secs(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn a_flood_of_lines_is_thinned_and_counted() {
        let begun = Instant::now();
        let mut allowance = LineAllowance { left: LINES_AT_ONCE, since: begun, left_out: 0 };
        for _ in 0..LINES_AT_ONCE {
            assert_eq!(allowance.take(begun), Allowed::Yes { left_out: 0 });
        }
        for _ in 0..500 {
            assert_eq!(allowance.take(begun), Allowed::No);
        }
        assert_eq!(allowance.take(begun + Duration::from_millis(500)), Allowed::No);
        let second = begun + Duration::from_secs(1);
        assert_eq!(allowance.take(second), Allowed::Yes { left_out: 501 });
        assert_eq!(allowance.take(second), Allowed::Yes { left_out: 0 });
    }
}
