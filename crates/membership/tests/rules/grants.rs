//! Rules 2 and 3: what a voter acknowledges, and when a leader grants.

use crate::bench::{Bench, L, START, life, node};
use membership::Broken;
use membership::input::Member;
use membership::message::{Message, Round};
use membership::output::Output;
use model::{BootTime, Incarnation, NodeId};

#[test]
fn a_voter_acknowledges_only_its_own_term_and_never_a_lower_one_again() {
    let mut bench = Bench::new();
    let acks = |bench: &mut Bench, term| {
        bench.outputs.clear();
        bench.receive(2, Message::Round(Round { term, number: 1 }));
        bench.outputs.iter().any(|output| matches!(output, Output::Send { message: Message::RoundAck(_), .. }))
    };
    bench.view.term = 5;
    bench.tell_consensus();
    assert!(!acks(&mut bench, 4));
    assert!(!acks(&mut bench, 6));
    assert!(acks(&mut bench, 5));
    // A view that went back would be a bug of the shell; the promise holds all the same.
    bench.view.term = 4;
    bench.tell_consensus();
    assert!(!acks(&mut bench, 4));
}

#[test]
fn an_acknowledgement_tells_the_age_of_the_last_one_of_a_lower_term() {
    let mut bench = Bench::new();
    let age = |bench: &mut Bench, term| {
        bench.outputs.clear();
        bench.view.term = term;
        bench.tell_consensus();
        bench.receive(2, Message::Round(Round { term, number: 1 }));
        let ack = bench.outputs.iter().find_map(|output| match output {
            Output::Send { message: Message::RoundAck(ack), .. } => Some(ack.lower_ack_age_ns / 1_000_000),
            _ => None,
        });
        ack.expect("it acknowledges")
    };
    bench.pass(70);
    assert_eq!(age(&mut bench, 3), 70, "the age of this life");
    bench.pass(30);
    assert_eq!(age(&mut bench, 3), 100);
    bench.pass(50);
    assert_eq!(age(&mut bench, 4), 50, "since the last of term 3");
    bench.pass(10);
    assert_eq!(age(&mut bench, 9), 10, "since the last of term 4");
}

#[test]
fn a_grant_waits_for_a_round_begun_after_its_renewal() {
    let mut bench = Bench::new();
    bench.settle();
    bench.pass(20);
    bench.heartbeat(2, 1);
    let first = bench.latest_round();
    bench.heartbeat(3, 1);
    bench.ack(2, first, 3_600_000);
    let granted: Vec<NodeId> = bench.grants().iter().map(|(to, _)| *to).collect();
    assert_eq!(granted, [node(2)], "node 3 renewed while the round was under way");
    bench.pass(10);
    bench.ack_latest(3);
    let (to, grant) = bench.grants()[1];
    assert_eq!((to, grant.number, grant.sent), (node(3), 1, BootTime(7_001)));
    assert_eq!((grant.term, grant.lease_ms, grant.commit_index), (2, L, 42));
}

#[test]
fn an_old_answer_serves_no_new_renewal_but_a_late_one_serves_what_came_before_its_round() {
    let mut bench = Bench::new();
    bench.settle();
    bench.pass(20);
    bench.heartbeat(2, 1);
    let first = bench.latest_round();
    bench.pass(110);
    let second = bench.latest_round();
    assert!(second.number > first.number, "overtaken");
    bench.heartbeat(3, 1);
    bench.ack(2, first, 3_600_000);
    assert_eq!(bench.grants().len(), 1, "the late answer to the first round serves node 2");
    bench.ack(2, second, 3_600_000);
    assert_eq!(bench.grants().len(), 1, "and the second began before node 3 renewed");
}

#[test]
fn rounds_are_sent_again_to_who_has_not_answered_and_share_renewals() {
    let mut bench = Bench::with(5, Broken::default());
    bench.lead(2);
    bench.apply_own_term();
    let first = bench.latest_round();
    bench.ack(2, first, 3_600_000);
    bench.outputs.clear();
    bench.pass(60);
    assert_eq!(bench.rounds(2), Vec::<u64>::new(), "it has answered");
    assert_eq!(bench.rounds(3), [first.number, first.number]);
    let answer = |bench: &mut Bench| {
        bench.ack_latest(2);
        bench.ack_latest(3);
    };
    answer(&mut bench);
    answer(&mut bench);
    bench.pass(100);
    let quiet = bench.latest_round().number;
    for number in 1..=5 {
        bench.heartbeat(2, number);
        bench.heartbeat(4, number);
        answer(&mut bench);
        bench.pass(1);
    }
    assert_eq!(bench.latest_round().number, quiet + 1, "one round begins per ten milliseconds");
}

#[test]
fn a_fresh_leader_grants_nothing_and_removes_nobody() {
    let mut bench = Bench::new();
    bench.lead(2);
    bench.heartbeat(2, 1);
    for _ in 0..40 {
        bench.ack_latest(2);
        bench.pass(100);
    }
    assert_eq!((bench.grants().len(), bench.downs().len()), (0, 0), "no entry of its own term is applied");

    let mut bench = Bench::new();
    bench.lead(2);
    bench.apply_own_term();
    bench.heartbeat(2, 1);
    bench.pass(5_000);
    assert_eq!((bench.grants().len(), bench.downs().len()), (0, 0), "no quorum has answered");
}

#[test]
fn a_new_leader_answers_at_once_what_it_heard_as_a_follower() {
    let mut bench = Bench::new();
    bench.heartbeat(2, 7);
    bench.pass(100);
    bench.lead(2);
    bench.ack_latest(3);
    bench.apply_own_term();
    let (to, grant) = bench.grants()[0];
    assert_eq!((to, grant.number), (node(2), 7));
    assert!(bench.machine.lease().is_some(), "its own renewal too");
}

#[test]
fn the_leaders_own_lease_needs_a_quorum_like_any_other() {
    let mut bench = Bench::new();
    bench.settle();
    let (until, index) = bench.machine.lease().expect("granted with the round that settled it");
    assert_eq!((until, index), (START.plus_ms(L), 42));
    bench.pass(2_000);
    assert_eq!((bench.machine.lease(), bench.ended()), (None, 1), "nobody answers any more");
}

#[test]
fn a_single_voter_is_its_own_quorum() {
    let mut bench = Bench::with(1, Broken::default());
    bench.lead(2);
    bench.apply_own_term();
    assert!(bench.machine.lease().is_some());
    bench.pass(60_000);
    assert_eq!((bench.ended(), bench.downs().len()), (0, 0));
}

#[test]
fn a_member_without_a_vote_gets_leases_but_its_answers_do_not_count() {
    let mut bench = Bench::new();
    bench.members.members.push(Member { node: node(4), active: Some(life(4)) });
    bench.tell_members();
    bench.settle();
    bench.pass(20);
    bench.heartbeat(4, 1);
    bench.ack_latest(4);
    assert_eq!(bench.grants().len(), 0);
    bench.ack_latest(3);
    assert_eq!(bench.grants()[0].0, node(4));
}

#[test]
fn who_is_not_active_gets_no_grant() {
    let mut bench = Bench::new();
    bench.members.members[2].active = None;
    bench.tell_members();
    bench.settle();
    bench.pass(20);
    bench.heartbeat(3, 1);
    bench.heartbeat_of(2, Incarnation(77), 1);
    bench.pass(10);
    bench.heartbeat(2, 1);
    bench.ack_latest(2);
    let granted: Vec<_> = bench.grants().iter().map(|(to, grant)| (*to, grant.incarnation)).collect();
    assert_eq!(granted, [(node(2), life(2))]);
}

#[test]
fn contacts_and_the_last_quorum_are_known() {
    let mut bench = Bench::new();
    bench.settle();
    let confirmed = bench.machine.quorum_confirmed().expect("a round was completed");
    bench.pass(40);
    bench.heartbeat(3, 1);
    bench.heartbeat(8, 1);
    assert_eq!(bench.machine.contacts().keys().copied().collect::<Vec<_>>(), [node(2), node(3)]);
    assert_eq!(bench.machine.contacts()[&node(3)], bench.now);
    assert_eq!(bench.machine.quorum_confirmed(), Some(confirmed));
    bench.ack_latest(2);
    assert!(bench.machine.quorum_confirmed() > Some(confirmed));
}
