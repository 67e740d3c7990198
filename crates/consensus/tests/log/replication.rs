use bytes::Bytes;
use consensus::io::{EntryKind, Role};

use crate::harness::{Cluster, voter};

#[test]
fn every_node_applies_the_same_commands_in_order() {
    let (mut cluster, _) = Cluster::with_leader(&[1, 2, 3, 4, 5], 1);
    cluster.write_commands(300);
    cluster.wait_until_all_applied();
    let state = cluster.node(voter(1)).state;
    assert!(cluster.nodes.values().all(|node| node.state == state));
}

#[test]
fn a_follower_refuses_and_names_the_leader() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 2);
    let follower = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    let refused = cluster.node(follower).log().propose("no".into()).unwrap_err();
    assert_eq!(refused.leader, Some(leader));
}

/// Many proposals before one `ready` are one append message per follower and one batch for the disk.
#[test]
fn proposals_are_grouped() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 3);
    cluster.run(20);
    let log = cluster.node(leader).log();
    for i in 0..50 {
        log.propose(Bytes::from(format!("{i}"))).unwrap();
    }
    let ready = log.ready();
    assert_eq!(ready.messages.len(), 2);
    assert!(ready.messages.iter().all(|message| message.entries.len() == 50));
    assert_eq!(ready.persist.unwrap().entries.len(), 50);
}

/// Raft thesis 10.2.1: the followers write at the same time as the leader.
#[test]
fn the_leader_sends_before_its_own_disk_has_it_and_several_batches_are_in_flight() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 4);
    cluster.run(20);
    let log = cluster.node(leader).log();
    let mut numbers = Vec::new();
    for i in 0..5 {
        log.propose(Bytes::from(format!("{i}"))).unwrap();
        let ready = log.ready();
        numbers.push(ready.persist.unwrap().number);
        assert_eq!(ready.messages.len(), 2, "batch {i}");
    }
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
}

/// Raft 5.3: a follower answers only for what is on its disk.
#[test]
fn a_follower_answers_after_its_disk() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 5);
    cluster.run(20);
    let follower = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    cluster.node(leader).log().propose("x".into()).unwrap();
    let ready = cluster.node(leader).log().ready();
    let append = ready.messages.into_iter().find(|message| message.to == follower.as_u64()).unwrap();
    let log = cluster.node(follower).log();
    log.step(append);
    let ready = log.ready();
    assert_eq!(ready.messages, []);
    let number = ready.persist.unwrap().number;
    assert!(log.ready().is_empty());
    log.persisted(number);
    assert_eq!(log.ready().messages.len(), 1);
}

/// No commit without a quorum of disks.
#[test]
fn slow_disks_delay_but_lose_nothing() {
    for seed in 0..10 {
        let mut cluster = Cluster::new(&[1, 2, 3], seed);
        cluster.weather.slow_disk = 70;
        cluster.wait_for_leader();
        cluster.write_commands(100);
        cluster.wait_until_all_applied();
        for node in cluster.nodes.values() {
            let last = node.disk.entries.last().unwrap().index;
            assert!(last >= node.state.index, "applied {} with {last} on disk", node.state.index);
        }
    }
}

/// Entries of a leader that was cut off are replaced, in memory and on disk.
#[test]
fn uncommitted_entries_are_overwritten() {
    let (mut cluster, old) = Cluster::with_leader(&[1, 2, 3], 6);
    cluster.write_commands(3);
    cluster.isolate(old);
    for i in 0..5 {
        cluster.node(old).log().propose(Bytes::from(format!("lost {i}"))).unwrap();
    }
    cluster.wait("another leader", |cluster| cluster.leader().is_some_and(|leader| leader != old));
    cluster.write_commands(2);
    cluster.heal();
    cluster.wait_until_all_applied();
    assert_eq!(cluster.node(old).status().role, Role::Follower);
    cluster.crash(old);
    let entries = &cluster.node(old).disk.entries;
    assert!(entries.iter().all(|entry| !entry.data.starts_with(b"lost")));
    cluster.start(old);
    cluster.wait_until_all_applied();
}

#[test]
fn the_founding_voters_are_entry_one() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 7);
    let first = &cluster.node(leader).committed[0];
    assert_eq!((first.index, first.kind, first.data.len()), (1, EntryKind::Voters, 0));
    assert_eq!(cluster.node(leader).log().term_at(1), Some(1));
    assert_eq!(cluster.node(leader).log().voters_at(1).unwrap().voters.len(), 3);
    assert_eq!(cluster.node(leader).log().voters_at(1000), None);
}

#[test]
fn large_commands_go_through() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 8);
    let large = Bytes::from(vec![7u8; 100_000]);
    for _ in 0..20 {
        cluster.node(leader).log().propose(large.clone()).unwrap();
    }
    let goal = cluster.commit_max + 20;
    cluster.wait("the large commands", |cluster| cluster.commit_max >= goal);
    cluster.wait_until_all_applied();
    let log = cluster.node(leader).log();
    let last = log.status().last_index;
    assert!(log.entries_bytes_since(last - 20) >= 2_000_000);
    assert_eq!(log.entries_bytes_since(last), 0);
    log.compact(last - 5);
    assert!((500_000..600_000).contains(&log.entries_bytes_since(0)));
}
