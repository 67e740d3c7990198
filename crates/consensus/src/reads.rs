//! Questions for a read index (Raft 6.4) that are out, so that each comes back: answered, or as failed.

use std::collections::BTreeMap;

use bytes::Bytes;
use model::VoterId;

/// What the engine carries to the leader and back. Node, life and ticket: an answer to an earlier life's question, late by
/// a restart, must not answer this one's.
const CONTEXT_BYTES: usize = 24;

pub(crate) struct Reads {
    me: u64,
    life: u64,
    /// Ticket to the tick it was asked at.
    asked: BTreeMap<u64, u64>,
    failed: Vec<u64>,
    now: u64,
    patience_ticks: u64,
}

impl Reads {
    pub(crate) fn new(me: VoterId, life: u64, patience_ticks: usize) -> Reads {
        let patience_ticks = patience_ticks as u64;
        Reads { me: me.as_u64(), life, asked: BTreeMap::new(), failed: Vec::new(), now: 0, patience_ticks }
    }

    pub(crate) fn is_context(context: &[u8]) -> bool {
        context.len() == CONTEXT_BYTES
    }

    pub(crate) fn ask(&mut self, ticket: u64) -> Bytes {
        self.asked.insert(ticket, self.now);
        let mut context = Vec::with_capacity(CONTEXT_BYTES);
        for part in [self.me, self.life, ticket] {
            context.extend_from_slice(&part.to_be_bytes());
        }
        context.into()
    }

    /// The ticket that is answered by this, if it is one of this life that is still waited for.
    pub(crate) fn answer(&mut self, context: &[u8]) -> Option<u64> {
        let mut parts = context.chunks_exact(8).map(|part| part.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)));
        if !Self::is_context(context) || parts.next() != Some(self.me) || parts.next() != Some(self.life) {
            return None;
        }
        let ticket = parts.next()?;
        self.asked.remove(&ticket).map(|_| ticket)
    }

    pub(crate) fn fail(&mut self, ticket: u64) {
        self.asked.remove(&ticket);
        self.failed.push(ticket);
    }

    pub(crate) fn fail_all(&mut self) {
        self.failed.extend(std::mem::take(&mut self.asked).into_keys());
    }

    pub(crate) fn tick(&mut self) {
        self.now += 1;
        let Some(oldest) = self.now.checked_sub(self.patience_ticks) else { return };
        let failed = &mut self.failed;
        self.asked.retain(|ticket, asked_at| {
            let keep = *asked_at > oldest;
            if !keep {
                failed.push(*ticket);
            }
            keep
        });
    }

    pub(crate) fn take_failed(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.failed)
    }
}
