//! What a peer sends can be anything; the node may ignore it, but never stop.

use bytes::Bytes;
use consensus::Consensus;
use consensus::io::{EntryKind, LogEntry, Message, Snapshot, Voters};
use model::VoterId;
use proptest::prelude::*;

use crate::harness::{Cluster, voter, voters};

/// Mostly near what makes sense, where the mistakes are.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0u64..40, 1 => Just(u64::MAX), 1 => Just(u64::MAX / 2), 1 => any::<u64>()]
}

fn id() -> impl Strategy<Value = u64> {
    prop_oneof![8 => (1u32..6).prop_map(|node| voter(node).as_u64()), 1 => Just(0), 1 => any::<u64>()]
}

fn bytes() -> impl Strategy<Value = Bytes> {
    prop_oneof![
        4 => Just(Bytes::new()),
        1 => Just(Bytes::from_static(b"CampaignTransfer")),
        1 => prop::collection::vec(any::<u8>(), 24).prop_map(Bytes::from),
        1 => (1u8..4, 1u32..6).prop_map(|(what, node)| {
            let mut encoded = vec![what];
            encoded.extend(voter(node).as_u64().to_be_bytes());
            Bytes::from(encoded)
        }),
        1 => prop::collection::vec(any::<u8>(), 0..100).prop_map(Bytes::from),
    ]
}

fn entries() -> impl Strategy<Value = Vec<LogEntry>> {
    let kind = || prop_oneof![Just(EntryKind::Command), Just(EntryKind::Voters)];
    let entry = || (number(), number(), kind(), bytes());
    let wild = prop::collection::vec(entry(), 0..4).prop_map(|entries| {
        entries.into_iter().map(|(index, term, kind, data)| LogEntry { index, term, kind, data }).collect()
    });
    let tame = (1u64..30, 0u64..6, prop::collection::vec(entry(), 0..5)).prop_map(|(first, term, entries)| {
        let numbered = entries.into_iter().zip(first..);
        numbered.map(|((_, _, kind, data), index)| LogEntry { index, term, kind, data }).collect()
    });
    prop_oneof![wild, tame]
}

fn snapshot() -> impl Strategy<Value = Option<Snapshot>> {
    let ids = || prop::collection::vec(id().prop_map(VoterId::from_u64), 0..4);
    let wild = (number(), number(), ids(), ids(), ids()).prop_map(|(index, term, voters, learners, outgoing)| {
        Snapshot { index, term, voters: Voters { voters, learners, outgoing }, data: Bytes::from_static(b"?") }
    });
    let tame = (0u64..60, 0u64..8).prop_map(|(index, term)| Snapshot {
        index,
        term,
        voters: voters(&[1, 2, 3]),
        data: Bytes::from_static(b"?"),
    });
    prop_oneof![2 => Just(None), 1 => wild.prop_map(Some), 2 => tame.prop_map(Some)]
}

fn message() -> impl Strategy<Value = Message> {
    let head = (0u32..15, prop_oneof![9 => Just(voter(1).as_u64()), 1 => id()], id(), number(), number(), number());
    let tail = (number(), number(), number(), number(), any::<bool>(), any::<i64>());
    (head, tail, entries(), snapshot(), bytes()).prop_map(|(head, tail, entries, snapshot, context)| {
        let (kind, to, from, term, log_term, index) = head;
        let (commit, commit_term, request_snapshot, reject_hint, reject, priority) = tail;
        Message {
            kind,
            to,
            from,
            term,
            log_term,
            index,
            entries,
            commit,
            commit_term,
            snapshot,
            request_snapshot,
            reject,
            reject_hint,
            context,
            priority,
        }
    })
}

#[derive(Clone, Debug)]
enum Event {
    Message(Box<Message>),
    /// A message whose numbers fit what this node says of itself, changed here and there.
    Likely {
        kind: u32,
        from: u32,
        term: i64,
        index: i64,
        reject: bool,
        entries: u8,
    },
    Tick,
    Persist,
    Ready,
    Propose,
    Read,
    Compact,
    Offer,
    Hasten,
    Unreachable(u32),
}

fn event() -> impl Strategy<Value = Event> {
    let likely = (0u32..14, 1u32..5, -1i64..3, -3i64..4, any::<bool>(), 0u8..4);
    prop_oneof![
        6 => message().prop_map(|message| Event::Message(Box::new(message))),
        12 => likely.prop_map(|(kind, from, term, index, reject, entries)| {
            Event::Likely { kind, from, term, index, reject, entries }
        }),
        8 => Just(Event::Tick),
        6 => Just(Event::Ready),
        4 => Just(Event::Persist),
        2 => Just(Event::Propose),
        1 => Just(Event::Read),
        1 => Just(Event::Compact),
        1 => Just(Event::Offer),
        1 => Just(Event::Hasten),
        1 => (1u32..5).prop_map(Event::Unreachable),
    ]
}

struct Victim {
    log: Consensus,
    given: u64,
    applied: u64,
}

impl Victim {
    fn ready(&mut self) {
        let ready = self.log.ready();
        self.given = ready.persist.map_or(self.given, |batch| batch.number);
        self.applied = ready.install.map_or(self.applied, |snapshot| snapshot.index);
        self.applied = ready.committed.last().map_or(self.applied, |entry| entry.index);
    }

    fn likely(&mut self, kind: u32, from: u32, term: i64, index: i64, reject: bool, entries: u8) {
        let status = self.log.status();
        let index = status.last_index.saturating_add_signed(index);
        let term = status.term.saturating_add_signed(term);
        let log_term = self.log.term_at(index).unwrap_or(term);
        let entry = |i| LogEntry { index: index + i, term, kind: EntryKind::Command, data: Bytes::from_static(b"e") };
        self.log.step(Message {
            kind,
            to: voter(1).as_u64(),
            from: voter(from).as_u64(),
            term,
            log_term,
            index,
            entries: (1..=u64::from(entries)).map(entry).collect(),
            commit: status.commit_index + u64::from(entries),
            commit_term: log_term,
            reject,
            reject_hint: index,
            snapshot: Some(Snapshot { index, term: log_term, voters: voters(&[1, 2, 3]), data: Bytes::new() }),
            ..Message::default()
        });
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Message(message) => self.log.step(*message),
            Event::Likely { kind, from, term, index, reject, entries } => {
                self.likely(kind, from, term, index, reject, entries);
            }
            Event::Tick => (0..10).for_each(|_| self.log.tick()),
            Event::Ready => self.ready(),
            Event::Persist => {
                self.ready();
                self.log.persisted(self.given);
                self.ready();
                self.log.applied(self.applied);
            }
            Event::Propose => drop(self.log.propose(Bytes::from_static(b"p"))),
            Event::Read => self.log.read(self.given),
            Event::Compact => self.log.compact(self.applied),
            Event::Offer => {
                let (index, log) = (self.applied, &mut self.log);
                if let (Some(term), Some(voters)) = (log.term_at(index), log.voters_at(index)) {
                    log.offer_snapshot(Snapshot { index, term, voters, data: Bytes::from_static(b"s") });
                }
            }
            Event::Hasten => self.log.hasten_election(),
            Event::Unreachable(node) => self.log.report_unreachable(voter(node)),
        }
    }
}

fn victims() -> Vec<Victim> {
    let mut victims = Vec::new();
    // A leader, a follower and a node alone, each with a log; and one that is not yet a member.
    for (nodes, leads) in [(&[1u32, 2, 3][..], true), (&[1, 2, 3], false), (&[1], true)] {
        let (mut cluster, _) = Cluster::with_leader(nodes, 3);
        cluster.write_commands(10);
        let (me, other) = (voter(1), voter(2));
        let wanted = if leads { me } else { other };
        if cluster.leader() != Some(wanted) {
            let leader = cluster.leader().unwrap();
            cluster.node(leader).log().transfer_leader(wanted);
            cluster.wait("a handover", |cluster| cluster.leader() == Some(wanted));
        }
        cluster.wait_until_all_applied();
        let applied = cluster.node(me).state.index;
        let log = cluster.node(me).log.take().unwrap();
        victims.push(Victim { log, given: 0, applied });
    }
    let mut outside = Cluster::new(&[], 1);
    outside.add(1, Voters::default());
    let log = outside.node(voter(1)).log.take().unwrap();
    victims.push(Victim { log, given: 0, applied: 0 });
    victims
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_a_peer_sends_stops_the_node(events in prop::collection::vec(event(), 1..120)) {
        for mut victim in victims() {
            // Numbers of batches are not known from outside; take over where the cluster left.
            victim.log.persisted(u64::MAX);
            for event in &events {
                victim.handle(event.clone());
            }
        }
    }
}

/// The sharp cases by hand, so that none depends on luck.
#[test]
fn known_bad_messages_are_dropped() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 1);
    cluster.write_commands(5);
    cluster.wait_until_all_applied();
    let follower = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    let status = cluster.node(follower).status();
    let good = Message {
        kind: 1,
        to: follower.as_u64(),
        from: leader.as_u64(),
        term: status.term,
        log_term: cluster.node(follower).log().term_at(status.last_index).unwrap(),
        index: status.last_index,
        ..Message::default()
    };
    let entry = |index, term| LogEntry { index, term, kind: EntryKind::Command, data: Bytes::new() };
    let last = status.last_index;
    let bad = [
        Message { to: leader.as_u64(), from: follower.as_u64(), ..good.clone() },
        Message { term: 0, ..good.clone() },
        Message { log_term: 0, index: last + 10, entries: vec![entry(last + 11, 1)], ..good.clone() },
        Message { entries: vec![entry(last + 2, status.term)], ..good.clone() },
        Message { entries: vec![entry(last + 1, status.term + 1)], ..good.clone() },
        Message { kind: 8, commit: last + 1, ..good.clone() },
        Message { kind: 11, entries: vec![], term: 0, ..good.clone() },
        Message { kind: 12, entries: vec![], ..good.clone() },
        Message { kind: 7, ..good.clone() },
        Message { kind: 99, ..good.clone() },
        Message { kind: 0, ..good.clone() },
    ];
    for (i, message) in bad.into_iter().enumerate() {
        cluster.node(follower).log().step(message);
        let now = cluster.node(follower).status();
        assert_eq!((now.last_index, now.commit_index), (status.last_index, status.commit_index), "case {i}");
    }
    cluster.write_commands(5);
    cluster.wait_until_all_applied();
}
