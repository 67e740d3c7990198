//! Batches on their way to disk, and the messages that wait for them (Raft 5.2, 5.3: persist before answering).

use std::collections::VecDeque;

use crate::io::{Message, Snapshot};

struct InFlight {
    /// `Persist::number`.
    number: u64,
    /// The engine's number of the latest of its batches that this one stands for.
    engine_number: u64,
    /// The term, if the batch has a new term or vote in it.
    vote_term: Option<u64>,
    snapshot: Option<Snapshot>,
    messages: Vec<Message>,
}

/// What became true with a batch on disk.
#[derive(Default)]
pub(crate) struct Persisted {
    pub(crate) engine_number: u64,
    pub(crate) term: Option<u64>,
    pub(crate) snapshot: Option<Snapshot>,
}

/// How long a message waits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// Acknowledges what is in flight.
    ForAll,
    /// Promises nothing but its term: an append by the leader (Raft thesis 10.2.1), an answer to a heartbeat.
    ForVote,
}

#[derive(Default)]
pub(crate) struct Outbox {
    last_number: u64,
    in_flight: VecDeque<InFlight>,
    released: Vec<Message>,
}

impl Outbox {
    pub(crate) fn is_settled(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// A new batch; returns its number.
    pub(crate) fn start(&mut self, engine_number: u64, vote_term: Option<u64>, snapshot: Option<Snapshot>) -> u64 {
        self.last_number += 1;
        let number = self.last_number;
        self.in_flight.push_back(InFlight { number, engine_number, vote_term, snapshot, messages: Vec::new() });
        number
    }

    /// A batch of the engine with nothing to write in it: done when those before it are. False: it is done now.
    pub(crate) fn join(&mut self, engine_number: u64) -> bool {
        let Some(last) = self.in_flight.back_mut() else { return false };
        last.engine_number = engine_number;
        true
    }

    pub(crate) fn send(&mut self, message: Message, wait: Wait) {
        let waits = match wait {
            Wait::ForAll => !self.in_flight.is_empty(),
            Wait::ForVote => self.in_flight.iter().any(|batch| batch.vote_term.is_some()),
        };
        match self.in_flight.back_mut().filter(|_| waits) {
            Some(last) => last.messages.push(message),
            None => self.released.push(message),
        }
    }

    pub(crate) fn take_released(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.released)
    }

    pub(crate) fn persisted(&mut self, number: u64) -> Option<Persisted> {
        let mut all = None;
        while self.in_flight.front().is_some_and(|batch| batch.number <= number) {
            let batch = self.in_flight.pop_front()?;
            let all = all.get_or_insert_with(Persisted::default);
            all.engine_number = batch.engine_number;
            all.term = batch.vote_term.or(all.term);
            all.snapshot = batch.snapshot.or(all.snapshot.take());
            self.released.extend(batch.messages);
        }
        all
    }
}
