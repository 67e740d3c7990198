//! Rules 4 to 6 and 9: how a node leaves, by silence or by its last word.

use crate::bench::{Bench, L, START, last_word, life, node};
use membership::Broken;
use membership::input::Input;
use membership::message::Message;
use membership::output::Output;
use membership::timing::{margin_ms, release_ms};
use model::{Incarnation, NodeId};

/// Renewals of node 2 and answers to all rounds, every 10 ms.
fn run_with_node_2(bench: &mut Bench, ms: u64) {
    for step in 0..ms / 10 {
        if step % 20 == 0 {
            bench.heartbeat(2, bench.now.0);
        }
        if bench.outputs.iter().any(|output| matches!(output, Output::Send { message: Message::Round(_), .. })) {
            bench.ack_latest(2);
        }
        bench.pass(10);
    }
}

#[test]
fn a_silent_node_is_removed_after_lease_margin_and_release_time() {
    let mut bench = Bench::new();
    bench.settle();
    bench.pass(20);
    bench.heartbeat(3, 1);
    bench.ack_latest(2);
    let bound = bench.now;
    while bench.downs().is_empty() {
        run_with_node_2(&mut bench, 10);
    }
    assert_eq!(bench.downs(), [(node(3), life(3), false)]);
    let waited = bench.now.since_ns(bound) / 1_000_000;
    let due = L + margin_ms(L) + release_ms(L);
    // A round begins with the next renewal after the instant.
    assert!((due..due + 80).contains(&waited), "{waited} ms");
}

#[test]
fn a_removal_is_final_for_this_leadership_and_repeated_until_applied() {
    let mut bench = Bench::new();
    bench.settle();
    run_with_node_2(&mut bench, 2_000);
    let proposed = bench.downs().len();
    assert!((2..20).contains(&proposed), "{proposed} proposals");
    // It is heard again, too late; and even when it joins again a copy of the proposal may be on its way.
    bench.outputs.clear();
    for number in 1..20 {
        bench.heartbeat(3, number);
        run_with_node_2(&mut bench, 50);
    }
    bench.members.members[2].active = None;
    bench.tell_members();
    bench.members.members[2].active = Some(life(3));
    bench.outputs.clear();
    bench.tell_members();
    bench.heartbeat(3, 50);
    run_with_node_2(&mut bench, 200);
    assert!(bench.downs().contains(&(node(3), life(3), false)), "removed again, so that it learns of its end");
    assert!(bench.grants().iter().all(|(to, _)| *to != node(3)));

    bench.members.members[2].active = None;
    bench.tell_members();
    bench.outputs.clear();
    run_with_node_2(&mut bench, 500);
    assert_eq!(bench.downs().len(), 0, "the state shows it");
}

#[test]
fn a_removal_names_the_term_in_which_it_was_decided() {
    let mut bench = Bench::new();
    bench.settle();
    run_with_node_2(&mut bench, 2_000);
    assert!(bench.outputs.iter().any(|output| matches!(output, Output::ProposeDown { term: 2, .. })));
}

#[test]
fn a_new_leader_waits_for_what_earlier_ones_may_have_granted() {
    let mut bench = Bench::new();
    bench.pass(5_000);
    bench.lead(2);
    bench.apply_own_term();
    let settled = bench.now;
    // Node 2 acknowledged an earlier leader 300 ms ago; node 1 never did, in 5 s of its life.
    let round = bench.latest_round();
    bench.ack(2, round, 300);
    while bench.downs().is_empty() {
        run_with_node_2(&mut bench, 10);
    }
    let waited = bench.now.since_ns(settled) / 1_000_000;
    assert!((1_150..1_230).contains(&waited), "{waited} ms");
}

#[test]
fn a_voter_that_has_just_started_counts_as_if_it_had_just_acknowledged() {
    let mut bench = Bench::new();
    bench.pass(100);
    bench.lead(2);
    bench.apply_own_term();
    bench.ack_latest(2);
    while bench.downs().is_empty() {
        run_with_node_2(&mut bench, 10);
    }
    // This node itself is part of the quorum, and its life began 100 ms before it led.
    let waited = bench.now.since_ns(START) / 1_000_000;
    assert!((1_450..1_530).contains(&waited), "{waited} ms");
}

#[test]
fn a_change_of_voters_counts_like_an_acknowledgement() {
    let after_change = |broken| {
        let mut bench = Bench::with(3, broken);
        bench.pass(5_000);
        // Voters 2 and 3 are replaced; the two quorums have nobody in common but this node, and need not have that.
        bench.view.voters = vec![node(1), node(4), node(5)];
        bench.tell_consensus();
        let changed = bench.now;
        bench.pass(100);
        bench.lead(2);
        bench.apply_own_term();
        bench.ack_latest(4);
        for _ in 0..400 {
            if bench.downs().is_empty() {
                bench.ack_latest(4);
                bench.pass(5);
            }
        }
        assert!(!bench.downs().is_empty());
        bench.now.since_ns(changed) / 1_000_000
    };
    assert!(after_change(Broken::default()) >= 1_450);
    assert!(after_change(Broken { ignore_voter_changes: true, ..Broken::default() }) < 300);
}

#[test]
fn a_newcomer_has_time_for_its_first_renewal() {
    let mut bench = Bench::new();
    bench.members.members[2].active = None;
    bench.tell_members();
    bench.settle();
    run_with_node_2(&mut bench, 10_000);
    bench.members.members[2].active = Some(life(3));
    bench.tell_members();
    run_with_node_2(&mut bench, 1_400);
    assert_eq!(bench.downs().len(), 0);
    run_with_node_2(&mut bench, 200);
    assert!(!bench.downs().is_empty());
}

#[test]
fn a_leader_that_stood_still_does_not_remove_who_asks() {
    let mut bench = Bench::new();
    bench.settle();
    run_with_node_2(&mut bench, 1_000);
    bench.now = bench.now.plus_ms(60_000);
    bench.outputs.clear();
    // Woken before its socket is read.
    bench.input(Input::Wake);
    assert_eq!(bench.downs().len(), 0, "no round was begun since");
    bench.heartbeat(2, u64::MAX / 2);
    bench.ack_latest(2);
    bench.pass(10);
    bench.ack_latest(2);
    let removed: Vec<NodeId> = bench.downs().iter().map(|(gone, _, _)| *gone).collect();
    assert_eq!(removed, [node(1), node(3)], "only those whose lease has ended in silence");
    assert!(bench.grants().iter().any(|(to, _)| *to == node(2)));
}

#[test]
fn a_restarted_node_is_removed_no_sooner_and_by_its_name() {
    let mut bench = Bench::new();
    bench.settle();
    bench.pass(20);
    bench.heartbeat(3, 1);
    bench.ack_latest(2);
    let bound = bench.now;
    while bench.downs().is_empty() {
        bench.heartbeat_of(3, Incarnation(999), bench.now.0);
        run_with_node_2(&mut bench, 10);
    }
    assert_eq!(bench.downs(), [(node(3), life(3), true)]);
    assert!(bench.now.since_ns(bound) / 1_000_000 >= L + margin_ms(L) + release_ms(L));
}

#[test]
fn a_lease_that_was_granted_longer_is_waited_for_longer() {
    let mut bench = Bench::new();
    bench.members.lease_ms = 4 * L;
    bench.members.longest_lease_ms = 4 * L;
    bench.tell_members();
    bench.settle();
    bench.pass(20);
    bench.heartbeat(3, 1);
    bench.ack_latest(2);
    let bound = bench.now;
    // L* as the state knows it should cover this; the leader's own memory does so too.
    bench.members.lease_ms = L;
    bench.members.longest_lease_ms = L;
    bench.tell_members();
    while bench.downs().is_empty() {
        run_with_node_2(&mut bench, 10);
    }
    assert!(bench.now.since_ns(bound) / 1_000_000 >= 4 * L + margin_ms(4 * L) + release_ms(4 * L));
}

#[test]
fn a_last_word_is_proposed_by_whoever_leads_until_it_is_applied() {
    let mut bench = Bench::new();
    bench.receive(3, last_word(3));
    bench.receive(2, last_word(3));
    bench.pass(1_000);
    assert_eq!(bench.releases(), 0, "a follower only remembers it");
    bench.lead(2);
    assert_eq!(bench.releases(), 1, "it needs no quorum and no waiting");
    bench.pass(350);
    assert_eq!(bench.releases(), 4);
    bench.members.members[2].active = None;
    bench.tell_members();
    bench.outputs.clear();
    bench.pass(1_000);
    bench.members.members[2].active = Some(Incarnation(7));
    bench.tell_members();
    bench.pass(1_000);
    assert_eq!(bench.releases(), 0);
}

#[test]
fn a_last_word_that_is_ahead_of_the_state_waits_for_it() {
    let mut bench = Bench::new();
    bench.members.members[2].active = None;
    bench.tell_members();
    bench.lead(2);
    bench.receive(3, last_word(3));
    bench.pass(500);
    assert_eq!(bench.releases(), 0);
    bench.members.members[2].active = Some(life(3));
    bench.tell_members();
    assert_eq!(bench.releases(), 1);
}
