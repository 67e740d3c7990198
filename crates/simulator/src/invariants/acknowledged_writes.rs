//! No acknowledged write is lost: what was answered took effect at an index, with that answer, and every state from that index on
//! remembers it.

use super::{Invariant, name_of};
use crate::fact::{Fact, Scene};
use cluster_state::outcome::Reply;
use cluster_state::state::ANSWERS_KEPT;
use model::{Refusal, RequestId};
use std::collections::BTreeMap;

type Answer = Result<Reply, Refusal>;

#[derive(Default)]
pub(super) struct AcknowledgedWrites {
    /// Requests that took effect: at which index, and with which answer.
    effects: BTreeMap<RequestId, (u64, Answer)>,
    /// Those that were acknowledged, by index.
    acknowledged: BTreeMap<u64, RequestId>,
}

impl Invariant for AcknowledgedWrites {
    fn name(&self) -> &'static str {
        "acknowledged_writes"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        match fact {
            Fact::TookEffect { index, entry, outcome, .. } => {
                let (Some(request), Some(reply)) = (entry.request, &outcome.reply) else { return Ok(()) };
                let (first, answer) = self.effects.entry(request).or_insert_with(|| (*index, reply.clone()));
                if answer != reply {
                    return Err(format!("{request:?} was answered differently at {first} and, again, at {index}"));
                }
                Ok(())
            }
            Fact::Acknowledged { node, request, reply, index } => {
                let Some((effect, answer)) = self.effects.get(request) else {
                    return Err(format!("{} acknowledged {request:?}, which never took effect", name_of(*node)));
                };
                if effect > index || answer != *reply {
                    let node = name_of(*node);
                    return Err(format!(
                        "{node} at {index} acknowledged {request:?} with {reply:?}; it took effect at {effect} with {answer:?}"
                    ));
                }
                self.acknowledged.insert(*effect, *request);
                Ok(())
            }
            Fact::HasState { node, state, .. } => {
                let image = state.to_image();
                let remembered = self.acknowledged.range(..=state.index()).rev().take(ANSWERS_KEPT / 8);
                for (index, request) in remembered {
                    if image.answers.get(request) != self.effects.get(request).map(|(_, answer)| answer) {
                        let (node, at) = (name_of(*node), state.index());
                        return Err(format!("{node} at {at} does not remember {request:?}, acknowledged at {index}"));
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
