use consensus::io::{VoterChange, Voters};

use crate::harness::{Cluster, voter};

#[test]
fn a_follower_that_is_far_behind_gets_a_snapshot_and_the_rest() {
    for seed in 0..20 {
        let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], seed);
        let away = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
        cluster.crash(away);
        cluster.write_commands(300);
        let ids: Vec<_> = cluster.nodes.keys().copied().filter(|id| *id != away).collect();
        for id in ids {
            cluster.take_snapshot(id);
        }
        cluster.write_commands(20);
        cluster.start(away);
        cluster.wait_until_all_applied();
        assert_eq!(cluster.node(away).installs, 1);
        assert_eq!(cluster.nodes[&away].state, cluster.nodes[&leader].state);
        // And it can vote and lead with what it has.
        cluster.node(leader).log().transfer_leader(away);
        cluster.wait("it to lead", |cluster| cluster.leader() == Some(away));
        cluster.crash(away);
        cluster.start(away);
        cluster.write_commands(3);
        cluster.wait_until_all_applied();
    }
}

#[test]
fn a_lost_snapshot_is_sent_again() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 1);
    let away = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    cluster.crash(away);
    cluster.write_commands(100);
    cluster.take_snapshot(leader);
    cluster.snapshots_lost = true;
    cluster.start(away);
    cluster.run(100);
    assert_eq!(cluster.node(away).installs, 0);
    cluster.snapshots_lost = false;
    cluster.wait_until_all_applied();
    assert_eq!(cluster.node(away).installs, 1);
}

/// The transport never told what became of the snapshot, but that the connection broke.
#[test]
fn a_broken_connection_fails_a_snapshot_under_way() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 2);
    let away = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    cluster.crash(away);
    cluster.write_commands(100);
    cluster.take_snapshot(leader);
    cluster.run(50);
    cluster.start(away);
    cluster.wait("a snapshot to be sent", |cluster| cluster.kinds.contains_key(&7));
    cluster.crash(away);
    cluster.node(leader).log().report_unreachable(away);
    cluster.start(away);
    cluster.wait_until_all_applied();
}

/// The caller is asked for a snapshot when there is none to send, and it is not kept in memory for ever.
#[test]
fn a_snapshot_is_wanted_offered_and_let_go() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 3);
    cluster.write_commands(10);
    cluster.take_snapshot(leader);
    cluster.run(2000);
    cluster.add(4, Voters::default());
    cluster.node(leader).log().propose_change(VoterChange::AddLearner(voter(4))).unwrap();
    cluster.run(100);
    cluster.wait_until_all_applied();
    assert_eq!(cluster.node(voter(4)).installs, 1);
}

/// The state is replaced only when the snapshot is on disk, and nothing is acknowledged before.
#[test]
fn a_snapshot_is_installed_after_it_is_on_disk() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 4);
    let away = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    cluster.crash(away);
    cluster.write_commands(100);
    cluster.take_snapshot(leader);
    cluster.weather.slow_disk = 100;
    cluster.start(away);
    cluster.wait("the batch", |cluster| cluster.node(away).writing.iter().any(|batch| batch.snapshot.is_some()));
    cluster.run(200);
    assert_eq!(cluster.node(away).installs, 0);
    assert!(cluster.node(away).state.index < 10);
    cluster.weather.slow_disk = 0;
    cluster.wait_until_all_applied();
    assert_eq!(cluster.node(away).installs, 1);
}
