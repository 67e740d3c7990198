//! The power fails at any moment, again and again: what was acknowledged is there, what is there was written, and the log
//! never takes its own torn end for damage.

use bytes::Bytes;
use consensus::io::{EntryKind, LogEntry, Persist, Snapshot, Stored, Vote, Voters};
use model::{Guid, NodeId, VoterId};
use proptest::prelude::*;
use storage::{MemoryLog, SnapshotStore};

const VOTER: VoterId = VoterId { node: NodeId(1), storage: 1 };

#[derive(Clone, Debug)]
enum Step {
    /// How many entries, of how many bytes, from how far back.
    Write {
        entries: u64,
        bytes: usize,
        back: u64,
    },
    Install {
        ahead: u64,
        bytes: usize,
    },
    Complete,
    Save {
        bytes: usize,
    },
    Kill,
    LosePower {
        seed: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0u64..8, 0usize..700, prop_oneof![4 => Just(0u64), 1 => 0u64..5]).prop_map(|(entries, bytes, back)| Step::Write { entries, bytes, back }),
        8 => Just(Step::Complete),
        2 => (0usize..3000).prop_map(|bytes| Step::Save { bytes }),
        1 => (1u64..50, 0usize..3000).prop_map(|(ahead, bytes)| Step::Install { ahead, bytes }),
        1 => Just(Step::Kill),
        2 => any::<u64>().prop_map(|seed| Step::LosePower { seed }),
    ]
}

/// What the log should hold, after each batch begun since the last completed write.
struct Model {
    states: Vec<Stored>,
    number: u64,
    term: u64,
}

impl Model {
    fn now(&self) -> &Stored {
        self.states.last().unwrap()
    }

    fn last_index(&self) -> u64 {
        let now = self.now();
        let snapshot = now.snapshot.as_ref().map_or(1, |snapshot| snapshot.index);
        now.entries.last().map_or(snapshot, |entry| entry.index)
    }

    fn batch(&mut self, vote: bool, snapshot: Option<Snapshot>, entries: Vec<LogEntry>) -> Persist {
        self.number += 1;
        self.term += 1;
        let vote = vote.then_some(Vote { term: self.term, voted_for: self.number, commit: 0 });
        let mut next = self.now().clone();
        if let Some(snapshot) = &snapshot {
            next.snapshot = Some(snapshot.clone());
            next.entries.clear();
        }
        next.vote = vote.unwrap_or(next.vote);
        if let Some(first) = entries.first() {
            next.entries.retain(|entry| entry.index < first.index);
            next.entries.extend(entries.iter().cloned());
        }
        self.states.push(next);
        Persist { number: self.number, vote, snapshot, entries }
    }
}

fn snapshot(index: u64, term: u64, bytes: usize) -> Snapshot {
    let voters = Voters { voters: vec![VOTER], ..Voters::default() };
    Snapshot { index, term, voters, data: Bytes::from(vec![index as u8; bytes]) }
}

/// The same, apart from what a snapshot covers: an own one may or may not be named yet, entries before it kept or not.
fn agrees(found: &Stored, expected: &Stored, own: &[Snapshot]) -> bool {
    let is_own = found.snapshot.as_ref().is_some_and(|snapshot| own.contains(snapshot));
    let newer = |snapshot: &Option<Snapshot>| snapshot.as_ref().map_or(0, |snapshot| snapshot.index);
    if found.vote != expected.vote || found.snapshot != expected.snapshot && !is_own {
        return false;
    }
    if newer(&found.snapshot) < newer(&expected.snapshot) {
        return false;
    }
    let covered = newer(&found.snapshot);
    let after = |stored: &Stored| -> Vec<LogEntry> {
        stored.entries.iter().filter(|entry| entry.index > covered).cloned().collect()
    };
    let kept = found.entries.iter().filter(|entry| entry.index <= covered);
    after(found) == after(expected) && kept.clone().all(|entry| expected.entries.contains(entry))
}

fn brief(stored: &Stored) -> String {
    let ends = |entry: Option<&LogEntry>| entry.map(|entry| (entry.index, entry.term));
    let snapshot = stored.snapshot.as_ref().map(|snapshot| (snapshot.index, snapshot.term));
    format!(
        "vote {:?} snapshot {snapshot:?} entries {:?}..{:?}",
        stored.vote,
        ends(stored.entries.first()),
        ends(stored.entries.last())
    )
}

fn run(steps: &[Step]) {
    let mut log = MemoryLog::new(Guid([1; 16]), VOTER);
    log.load().unwrap();
    let mut model = Model { states: vec![Stored::default()], number: 0, term: 0 };
    // Own snapshots of the present history.
    let mut own: Vec<Snapshot> = Vec::new();
    for (i, step) in steps.iter().enumerate() {
        match step {
            Step::Write { entries, bytes, back } => {
                let floor = own.iter().chain(&model.now().snapshot).map(|snapshot| snapshot.index).max().unwrap_or(1);
                let first = (model.last_index() + 1).saturating_sub(*back).max(floor + 1);
                let entry = |index| LogEntry {
                    index,
                    term: i as u64 + 1,
                    kind: EntryKind::Command,
                    data: Bytes::from(vec![i as u8; *bytes]),
                };
                let batch = model.batch(i % 3 == 0, None, (first..first + entries).map(entry).collect());
                log.begin_write(&[batch]).unwrap();
            }
            Step::Install { ahead, bytes } => {
                let snapshot = snapshot(model.last_index() + ahead, i as u64 + 1, *bytes);
                let batch = model.batch(true, Some(snapshot), vec![]);
                log.begin_write(&[batch]).unwrap();
            }
            Step::Complete => {
                log.complete_writes().unwrap();
                let now = model.now().clone();
                model.states = vec![now];
            }
            Step::Save { bytes } => {
                // Only what is on disk is applied, and only that goes into a snapshot.
                let durable = &model.states[0];
                if let Some(last) = durable.entries.last() {
                    let snapshot = snapshot(last.index, last.term, *bytes);
                    if model.states.iter().all(|state| state.entries.contains(last)) {
                        log.save_snapshot(&snapshot).unwrap();
                        own.push(snapshot);
                    }
                }
            }
            Step::Kill | Step::LosePower { .. } => {
                if let Step::LosePower { seed } = step {
                    let mut state = *seed | 1;
                    log.lose_power(&mut |end| {
                        state ^= state << 13;
                        state ^= state >> 7;
                        state ^= state << 17;
                        (state >> 11) % end
                    });
                }
                let found = log.load().unwrap_or_else(|error| panic!("step {i}: {error}"));
                let matching = model.states.iter().rfind(|state| agrees(&found, state, &own));
                let expected: Vec<String> = model.states.iter().map(brief).collect();
                assert!(matching.is_some(), "step {i}: {}, expected one of {expected:?}", brief(&found));
                model.states = vec![found];
                own.retain(|snapshot| Some(snapshot) == model.states[0].snapshot.as_ref());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_acknowledged_survives(steps in prop::collection::vec(step(), 1..80)) {
        run(&steps);
    }
}
