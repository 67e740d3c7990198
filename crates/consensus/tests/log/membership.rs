use consensus::ChangeRefused;
use consensus::io::{Role, VoterChange, Voters};

use crate::harness::{Cluster, voter, voters};

fn change(cluster: &mut Cluster, change: VoterChange) {
    let leader = cluster.wait_for_leader();
    cluster.wait("the change to be taken", |cluster| match cluster.node(leader).log().propose_change(change) {
        Err(ChangeRefused::Pending) => false,
        result => {
            result.unwrap();
            true
        }
    });
    let is_applied = move |cluster: &mut Cluster| {
        let now = cluster.node(leader).status().voters;
        match change {
            VoterChange::AddLearner(id) => now.learners.contains(&id),
            VoterChange::AddVoter(id) => now.voters.contains(&id),
            VoterChange::Remove(id) => !now.voters.contains(&id) && !now.learners.contains(&id),
        }
    };
    cluster.wait("the change to be applied", is_applied);
}

#[test]
fn a_node_joins_as_a_learner_catches_up_and_votes() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 1);
    cluster.write_commands(50);
    cluster.add(4, Voters::default());
    cluster.run(100);
    assert_eq!(cluster.node(voter(4)).status().role, Role::Follower, "who is no member campaigns not");
    change(&mut cluster, VoterChange::AddLearner(voter(4)));
    cluster.wait_until_all_applied();
    assert_eq!(cluster.node(voter(4)).installs, 1, "the voters come with a snapshot");
    assert_eq!(cluster.node(voter(4)).status().voters, cluster.node(leader).status().voters);
    change(&mut cluster, VoterChange::AddVoter(voter(4)));
    assert_eq!(cluster.node(leader).status().voters, voters(&[1, 2, 3, 4]));
    let progress = cluster.node(leader).status().progress;
    assert_eq!(progress.len(), 3);
    // Three of four are needed now.
    cluster.wait_until_all_applied();
    let other = *cluster.nodes.keys().find(|id| **id != leader && **id != voter(4)).unwrap();
    cluster.crash(other);
    cluster.write_commands(3);
    cluster.crash(voter(4));
    cluster.run(200);
    assert_eq!(cluster.leader(), None);
}

#[test]
fn a_cluster_of_one_grows_to_five_and_shrinks_again() {
    let (mut cluster, _) = Cluster::with_leader(&[1], 2);
    for node in 2..=5 {
        cluster.add(node, Voters::default());
        change(&mut cluster, VoterChange::AddLearner(voter(node)));
        change(&mut cluster, VoterChange::AddVoter(voter(node)));
        cluster.write_commands(5);
    }
    cluster.wait_until_all_applied();
    for node in (2..=5).rev() {
        let leader = cluster.wait_for_leader();
        if leader == voter(node) {
            cluster.node(leader).log().transfer_leader(voter(1));
            cluster.wait("a handover", |cluster| cluster.leader() == Some(voter(1)));
        }
        change(&mut cluster, VoterChange::Remove(voter(node)));
        cluster.write_commands(5);
        cluster.crash(voter(node));
    }
    assert_eq!(cluster.node(voter(1)).status().voters, voters(&[1]));
}

#[test]
fn changes_that_make_no_sense_are_refused() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 3);
    cluster.run(20);
    let other = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    let mut ask = |id, change| cluster.node(id).log().propose_change(change);
    assert!(matches!(ask(other, VoterChange::Remove(leader)), Err(ChangeRefused::NotLeader(_))));
    assert_eq!(ask(leader, VoterChange::Remove(leader)), Err(ChangeRefused::Leading));
    assert_eq!(ask(leader, VoterChange::AddVoter(other)), Err(ChangeRefused::NothingToChange));
    assert_eq!(ask(leader, VoterChange::AddLearner(other)), Err(ChangeRefused::NothingToChange));
    assert_eq!(ask(leader, VoterChange::Remove(voter(9))), Err(ChangeRefused::NothingToChange));
    assert_eq!(ask(leader, VoterChange::AddLearner(voter(9))), Ok(()));
    // The engine would take this one, and silently make it an empty entry.
    assert_eq!(ask(leader, VoterChange::AddLearner(voter(8))), Err(ChangeRefused::Pending));
    cluster.run(20);
    assert_eq!(cluster.node(leader).status().voters.learners, [voter(9)]);
    let (mut alone, leader) = Cluster::with_leader(&[1], 4);
    assert_eq!(alone.node(leader).log().propose_change(VoterChange::Remove(leader)), Err(ChangeRefused::LastVoter));
}

#[test]
fn a_removed_node_neither_votes_nor_disturbs() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 5);
    cluster.run(20);
    let removed = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    cluster.isolate(removed);
    change(&mut cluster, VoterChange::Remove(removed));
    let term = cluster.node(leader).status().term;
    cluster.heal();
    cluster.run(500);
    assert_eq!(cluster.leader(), Some(leader));
    assert_eq!(cluster.node(leader).status().term, term);
}

/// It can come to this when the leadership moved while the removal was under way.
#[test]
fn a_leader_that_finds_itself_removed_steps_down() {
    for seed in 0..20 {
        let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], seed);
        cluster.run(20);
        let removed = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
        cluster.node(leader).log().propose_change(VoterChange::Remove(removed)).unwrap();
        cluster.node(leader).log().transfer_leader(removed);
        cluster.wait("the removal", |cluster| {
            cluster.leader().is_some_and(|leader| {
                let node = cluster.node(leader);
                leader != removed && !node.status().voters.voters.contains(&removed)
            })
        });
        cluster.run(50);
        assert!(!cluster.node(removed).leads());
        cluster.write_commands(3);
    }
}

/// The configuration comes from the snapshot and the changes after it, not from the founding list.
#[test]
fn the_voters_survive_a_restart() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 6);
    cluster.add(4, Voters::default());
    change(&mut cluster, VoterChange::AddLearner(voter(4)));
    change(&mut cluster, VoterChange::AddVoter(voter(4)));
    cluster.take_snapshot(leader);
    cluster.add(5, Voters::default());
    change(&mut cluster, VoterChange::AddLearner(voter(5)));
    cluster.wait_until_all_applied();
    let expected = cluster.node(leader).status().voters;
    let ids: Vec<_> = cluster.nodes.keys().copied().collect();
    for id in &ids {
        cluster.crash(*id);
    }
    for id in &ids {
        cluster.start(*id);
    }
    cluster.wait_for_leader();
    cluster.write_commands(1);
    cluster.wait_until_all_applied();
    for id in &ids {
        assert_eq!(cluster.node(*id).status().voters, expected, "{id:?}");
    }
}
