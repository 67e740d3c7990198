use consensus::io::{EntryKind, LogEntry, Snapshot, Stored, Vote, Voters};
use consensus::{Consensus, ConsensusError};

use crate::harness::{Cluster, config, voter, voters};

#[test]
fn everything_acknowledged_survives_a_restart_of_all() {
    for seed in 0..20 {
        let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], seed);
        cluster.write_commands(40);
        if seed % 2 == 0 {
            cluster.take_snapshot(leader);
            cluster.write_commands(5);
        }
        let committed = cluster.commit_max;
        let ids: Vec<_> = cluster.nodes.keys().copied().collect();
        for id in &ids {
            cluster.crash(*id);
        }
        for id in &ids {
            cluster.start(*id);
        }
        cluster.wait_for_leader();
        cluster.write_commands(1);
        assert!(cluster.commit_max > committed);
        cluster.wait_until_all_applied();
    }
}

#[test]
fn a_vote_is_remembered() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 1);
    cluster.run(10);
    let voted = cluster.nodes.values().filter(|node| node.disk.vote.voted_for == leader.as_u64()).count();
    assert!(voted >= 2, "{voted}");
}

fn entry(index: u64, term: u64) -> LogEntry {
    LogEntry { index, term, kind: EntryKind::Command, data: "x".into() }
}

fn snapshot(index: u64, term: u64) -> Option<Snapshot> {
    Some(Snapshot { index, term, voters: voters(&[1, 2, 3]), data: "state".into() })
}

fn open(stored: Stored) -> Result<Consensus, ConsensusError> {
    Consensus::new(config(voter(1), 1), voters(&[1, 2, 3]), stored)
}

#[test]
fn a_log_that_is_none_is_refused() {
    let vote = Vote { term: 3, voted_for: 0, commit: 0 };
    let refused = [
        Stored { vote, snapshot: None, entries: vec![entry(3, 2)] },
        Stored { vote, snapshot: None, entries: vec![entry(1, 1)] },
        Stored { vote, snapshot: None, entries: vec![entry(2, 2), entry(4, 2)] },
        Stored { vote, snapshot: None, entries: vec![entry(2, 2), entry(3, 1)] },
        Stored { vote, snapshot: None, entries: vec![entry(2, 4)] },
        Stored { vote: Vote { commit: 3, ..vote }, snapshot: None, entries: vec![entry(2, 2)] },
        Stored { vote, snapshot: snapshot(10, 2), entries: vec![entry(12, 2)] },
        Stored { vote, snapshot: snapshot(10, 2), entries: vec![entry(8, 2), entry(9, 2)] },
        Stored { vote, snapshot: snapshot(10, 2), entries: vec![entry(9, 1), entry(10, 1), entry(11, 3)] },
        Stored {
            vote,
            snapshot: None,
            entries: vec![LogEntry { kind: EntryKind::Voters, data: "what".into(), ..entry(2, 2) }],
        },
    ];
    for (i, stored) in refused.into_iter().enumerate() {
        assert!(matches!(open(stored), Err(ConsensusError::Stored(_))), "case {i}");
    }
    let never_founded = Stored { vote, snapshot: None, entries: vec![entry(2, 2)] };
    assert!(Consensus::new(config(voter(1), 1), Voters::default(), never_founded).is_err());
}

#[test]
fn a_log_may_begin_before_its_snapshot() {
    let vote = Vote { term: 3, voted_for: 0, commit: 9 };
    let entries = (5..=14).map(|index| entry(index, 2)).collect();
    let mut log = open(Stored { vote, snapshot: snapshot(10, 2), entries }).unwrap();
    let status = log.status();
    assert_eq!((status.commit_index, status.last_index, status.term), (10, 14, 3));
    assert_eq!(log.ready().committed, []);
    assert_eq!((log.term_at(4), log.term_at(6), log.term_at(14), log.term_at(15)), (None, Some(2), Some(2), None));
    assert_eq!(log.voters_at(10), Some(voters(&[1, 2, 3])));
    assert_eq!(log.voters_at(8), None);
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let good = config(voter(1), 1);
    let bad = [
        consensus::Config { heartbeat_ticks: 0, ..good.clone() },
        consensus::Config { heartbeat_ticks: good.election_ticks_min, ..good.clone() },
        consensus::Config { election_ticks_max: good.election_ticks_min, ..good.clone() },
        consensus::Config { max_inflight: 0, ..good.clone() },
    ];
    for config in bad {
        assert!(matches!(Consensus::new(config, voters(&[1]), Stored::default()), Err(ConsensusError::Config(_))));
    }
}
