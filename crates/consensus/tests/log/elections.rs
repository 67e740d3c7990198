use consensus::io::Role;

use crate::harness::{Cluster, ELECTION_TICKS_MAX, ELECTION_TICKS_MIN, voter};

#[test]
fn one_node_alone_leads() {
    let (mut cluster, leader) = Cluster::with_leader(&[1], 1);
    assert_eq!(leader, voter(1));
    cluster.write_commands(10);
}

#[test]
fn three_nodes_elect_one_in_about_an_election_timeout() {
    for seed in 0..50 {
        let mut cluster = Cluster::new(&[1, 2, 3], seed);
        cluster.wait_for_leader();
        assert!(cluster.now < 4 * ELECTION_TICKS_MAX as u64, "seed {seed}: {} steps", cluster.now);
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let run = |seed| {
        let mut cluster = Cluster::new(&[1, 2, 3, 4, 5], seed);
        cluster.weather.lose = 20;
        cluster.weather.delay_max = 5;
        cluster.run(500);
        (cluster.leader(), cluster.kinds.clone(), cluster.nodes.values().map(|n| n.status()).collect::<Vec<_>>())
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn the_others_elect_a_new_leader_when_it_dies() {
    let (mut cluster, first) = Cluster::with_leader(&[1, 2, 3], 3);
    cluster.write_commands(5);
    cluster.crash(first);
    let steps = cluster.wait("another leader", |cluster| cluster.leader().is_some_and(|leader| leader != first));
    assert!(steps >= ELECTION_TICKS_MIN as u64 - 5);
    cluster.write_commands(5);
}

/// The connection reset tells the followers that the leader is dead: they need not wait for the timeout.
#[test]
fn a_hastened_election_takes_a_few_ticks() {
    let mut slow = 0;
    for seed in 0..100 {
        let nodes: &[u32] = if seed % 2 == 0 { &[1, 2, 3] } else { &[1, 2, 3, 4, 5] };
        let (mut cluster, first) = Cluster::with_leader(nodes, seed);
        cluster.write_commands(3);
        cluster.wait_until_all_applied();
        cluster.crash(first);
        // What it sent before arrives before the reset of the connection.
        cluster.step();
        let others: Vec<_> = cluster.nodes.keys().copied().filter(|id| *id != first).collect();
        for (i, id) in others.into_iter().enumerate() {
            cluster.node(id).log().hasten_election();
            // The others notice a moment later.
            if i == 0 && seed % 3 == 0 {
                cluster.step();
            }
        }
        let steps = cluster.wait("another leader", |cluster| cluster.leader().is_some());
        assert!(steps < 3 * ELECTION_TICKS_MAX as u64, "seed {seed}");
        slow += usize::from(steps > 15);
    }
    assert!(slow <= 2, "{slow} of 100 elections took long");
}

/// A node that is cut off and comes back does not depose a leader that the others hear (Raft thesis 9.6).
#[test]
fn a_node_that_comes_back_does_not_disturb() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 4);
    let away = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    let term = cluster.node(leader).status().term;
    cluster.isolate(away);
    cluster.run(20 * ELECTION_TICKS_MAX);
    cluster.write_commands(3);
    cluster.heal();
    cluster.wait_until_all_applied();
    cluster.run(3 * ELECTION_TICKS_MAX);
    assert!(cluster.node(leader).leads());
    assert_eq!(cluster.node(leader).status().term, term);
    assert_eq!(cluster.node(away).status().leader, Some(leader));
}

/// A false alarm: the follower thinks the leader is gone, the others still hear it.
#[test]
fn hastening_in_error_changes_nothing() {
    for seed in 0..20 {
        let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], seed);
        let term = cluster.node(leader).status().term;
        let alarmed = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
        cluster.node(alarmed).log().hasten_election();
        cluster.run(4 * ELECTION_TICKS_MAX);
        assert_eq!(cluster.leader(), Some(leader));
        assert_eq!(cluster.node(leader).status().term, term);
        assert_eq!(cluster.node(alarmed).status().leader, Some(leader));
    }
}

#[test]
fn a_leader_without_a_quorum_steps_down() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 5);
    cluster.isolate(leader);
    let steps = cluster.wait("step-down", |cluster| cluster.node(leader).status().role != Role::Leader);
    assert!(steps <= 2 * ELECTION_TICKS_MIN as u64 + 2, "{steps}");
    assert!(cluster.node(leader).log().propose("late".into()).is_err());
    let other = cluster.wait_for_leader();
    assert_ne!(other, leader);
    cluster.heal();
    cluster.write_commands(1);
    cluster.wait_until_all_applied();
}

#[test]
fn leadership_is_handed_over() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 6);
    cluster.write_commands(10);
    let to = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    cluster.node(leader).log().propose("just before".into()).unwrap();
    cluster.node(leader).log().transfer_leader(to);
    assert!(cluster.node(leader).log().propose("during".into()).is_err());
    let steps = cluster.wait("the other to lead", |cluster| cluster.leader() == Some(to));
    assert!(steps < 15, "{steps}");
    cluster.write_commands(3);
}

#[test]
fn a_handover_to_a_dead_node_ends_by_itself() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 6);
    let to = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    cluster.crash(to);
    cluster.node(leader).log().transfer_leader(to);
    cluster.run(2 * ELECTION_TICKS_MIN);
    assert_eq!(cluster.leader(), Some(leader));
    cluster.write_commands(3);
}

/// `Status::term` is what the lease rules count on: it must be on disk.
#[test]
fn the_term_in_the_status_is_on_disk() {
    let mut cluster = Cluster::new(&[1, 2, 3], 9);
    cluster.weather.slow_disk = 80;
    cluster.weather.lose = 10;
    for _ in 0..600 {
        cluster.step();
        for node in cluster.nodes.values() {
            assert_eq!(node.status().term, node.disk.vote.term);
        }
    }
}
