use crate::harness::{Cluster, ELECTION_TICKS_MIN};

/// A read that begins after a write was acknowledged sees it, on every node.
#[test]
fn reads_see_every_acknowledged_write() {
    let (mut cluster, _) = Cluster::with_leader(&[1, 2, 3], 1);
    let ids: Vec<_> = cluster.nodes.keys().copied().collect();
    for ticket in 0..60 {
        cluster.write_commands(1);
        let at_least = cluster.commit_max;
        let id = ids[ticket as usize % 3];
        cluster.node(id).log().read(ticket);
        cluster.wait("an answer", |cluster| cluster.node(id).answered.iter().any(|(t, _)| *t == ticket));
        let (_, index) = *cluster.node(id).answered.last().unwrap();
        assert!(index >= at_least, "{index} < {at_least}");
    }
}

/// The old leader does not know yet that it was replaced: it must not answer.
#[test]
fn a_leader_that_was_cut_off_answers_no_read() {
    for seed in 0..20 {
        let (mut cluster, old) = Cluster::with_leader(&[1, 2, 3], seed);
        cluster.write_commands(1);
        cluster.isolate(old);
        cluster.node(old).log().read(1);
        cluster.wait("another leader", |cluster| cluster.leader().is_some_and(|leader| leader != old));
        cluster.write_commands(1);
        let written = cluster.commit_max;
        cluster.node(old).log().read(2);
        cluster.wait("both to fail", |cluster| cluster.node(old).failed.len() == 2);
        assert_eq!(cluster.node(old).answered, []);
        cluster.heal();
        cluster.run(2 * ELECTION_TICKS_MIN);
        cluster.node(old).log().read(3);
        cluster.wait("an answer", |cluster| !cluster.node(old).answered.is_empty());
        assert!(cluster.node(old).answered[0].1 >= written);
    }
}

#[test]
fn without_a_leader_a_read_fails_at_once() {
    let mut cluster = Cluster::new(&[1, 2, 3], 1);
    let id = *cluster.nodes.keys().next().unwrap();
    cluster.node(id).log().read(9);
    let ready = cluster.node(id).log().ready();
    assert_eq!(ready.failed_reads, [9]);
}

#[test]
fn a_read_that_gets_no_answer_fails_after_an_election_timeout() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 2);
    cluster.run(20);
    let follower = *cluster.nodes.keys().find(|id| **id != leader).unwrap();
    // One way: the follower still hears the leader.
    cluster.cut.insert((follower, leader));
    cluster.node(follower).log().read(5);
    let steps = cluster.wait("failure", |cluster| cluster.node(follower).failed == [5]);
    assert_eq!(steps, ELECTION_TICKS_MIN as u64);
}

/// A new leader cannot answer before it committed an entry of its own term (Raft 8); the question waits for that.
#[test]
fn a_read_at_a_new_leader_waits_for_its_first_commit() {
    let (mut cluster, first) = Cluster::with_leader(&[1, 2, 3], 3);
    cluster.write_commands(5);
    cluster.crash(first);
    let leads = |cluster: &mut Cluster| cluster.nodes.values().find(|node| node.leads()).map(|node| node.id);
    cluster.wait("a new leader", |cluster| leads(cluster).is_some());
    let leader = leads(&mut cluster).unwrap();
    assert!(!cluster.node(leader).status().own_term_committed);
    let written = cluster.commit_max;
    cluster.node(leader).log().read(1);
    cluster.wait("an answer", |cluster| !cluster.node(leader).answered.is_empty());
    assert!(cluster.node(leader).answered[0].1 > written);
    assert_eq!(cluster.node(leader).failed, []);
}

/// A busy disk does not hold up the answer to a heartbeat, which promises nothing about entries.
#[test]
fn reads_do_not_wait_for_the_followers_disks() {
    let (mut cluster, leader) = Cluster::with_leader(&[1, 2, 3], 4);
    cluster.run(20);
    cluster.weather.slow_disk = 100;
    cluster.node(leader).log().propose("stuck".into()).unwrap();
    cluster.run(3);
    cluster.node(leader).log().read(1);
    let steps = cluster.wait("an answer", |cluster| !cluster.node(leader).answered.is_empty());
    assert!(steps <= 4, "{steps}");
}
