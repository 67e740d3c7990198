//! Rules 12 to 17: one incarnation has a longer lease while its service becomes another program.

use crate::bench::{Bench, L, START, answer, life, node};
use membership::input::{Input, OwnLease};
use membership::message::{Grant, Heartbeat, Message};
use membership::output::Output;
use membership::timing::{margin_ms, release_ms};
use membership::{Broken, Config, Machine};
use model::BootTime;

const H: u64 = 8_000;

/// What the state says of node 3 while it hands over.
fn hand_over(bench: &mut Bench, lease_ms: u64, longest_lease_ms: u64) {
    bench.members.own_leases = vec![OwnLease { node: node(3), lease_ms, longest_lease_ms }];
    bench.tell_members();
}

/// Node 2 renews and answers rounds, until node 3 is removed; how long that took.
fn waits_for_node_3(bench: &mut Bench, since: BootTime) -> u64 {
    while bench.downs().is_empty() {
        if bench.now.0.is_multiple_of(200_000_000) {
            bench.heartbeat(2, bench.now.0);
        }
        if bench.outputs.iter().any(|output| matches!(output, Output::Send { message: Message::Round(_), .. })) {
            bench.ack_latest(2);
        }
        bench.pass(10);
    }
    assert_eq!(bench.downs()[0].0, node(3));
    bench.now.since_ns(since) / 1_000_000
}

fn whole(lease_ms: u64) -> std::ops::Range<u64> {
    let due = lease_ms + margin_ms(lease_ms) + release_ms(lease_ms);
    due..due + 300
}

fn granted(bench: &mut Bench, from: u32, number: u64) -> Grant {
    bench.pass(20);
    bench.outputs.clear();
    bench.heartbeat(from, number);
    bench.ack_latest(2);
    let grants = bench.grants();
    grants.into_iter().find(|(to, _)| *to == node(from)).expect("it was granted").1
}

#[test]
fn only_the_incarnation_that_hands_over_is_granted_more_and_waited_for_longer() {
    let mut bench = Bench::new();
    bench.settle();
    hand_over(&mut bench, H, H);
    assert_eq!(granted(&mut bench, 2, 1).lease_ms, L);
    assert_eq!(granted(&mut bench, 3, 1).lease_ms, H);
    let since = bench.now;
    bench.outputs.clear();
    let waited = waits_for_node_3(&mut bench, since);
    assert!(whole(H).contains(&waited), "{waited} ms");
}

#[test]
fn after_it_the_usual_length_is_granted_and_the_longer_one_waited_for() {
    let mut bench = Bench::new();
    bench.settle();
    hand_over(&mut bench, H, H);
    assert_eq!(granted(&mut bench, 3, 1).lease_ms, H);
    let since = bench.now;
    hand_over(&mut bench, L, H);
    assert_eq!(granted(&mut bench, 3, 2).lease_ms, L);
    // Even when the state has forgotten the longer one, which by then nobody can hold: what this leader granted stands.
    bench.members.own_leases.clear();
    bench.tell_members();
    bench.outputs.clear();
    let waited = waits_for_node_3(&mut bench, since);
    assert!(whole(H).contains(&waited), "{waited} ms");
}

#[test]
fn a_new_leader_waits_for_what_an_earlier_one_may_have_granted() {
    let mut bench = Bench::new();
    hand_over(&mut bench, L, H);
    bench.lead(2);
    bench.apply_own_term();
    let round = bench.latest_round();
    bench.ack(2, round, 0);
    let since = bench.now;
    bench.outputs.clear();
    let waited = waits_for_node_3(&mut bench, since);
    assert!(whole(H).contains(&waited), "{waited} ms");
}

#[test]
fn the_fault_that_forgets_it_removes_too_early() {
    let mut bench = Bench::with(3, Broken { ignore_own_leases: true, ..Broken::default() });
    bench.settle();
    hand_over(&mut bench, H, H);
    granted(&mut bench, 3, 1);
    let since = bench.now;
    bench.outputs.clear();
    let waited = waits_for_node_3(&mut bench, since);
    assert!(whole(L).contains(&waited), "{waited} ms");
}

#[test]
fn an_own_lease_shorter_than_the_clusters_means_nothing() {
    let mut bench = Bench::new();
    bench.settle();
    hand_over(&mut bench, L / 4, L / 4);
    assert_eq!(granted(&mut bench, 3, 1).lease_ms, L);
}

/// For how long the host of a successor has its lease yet.
const INHERITED: u64 = 5 * L;

/// A machine that goes on where another program stopped, after heartbeat 70.
fn successor(broken: Broken) -> Bench {
    let mut bench = Bench::new();
    let lease_before = Some(START.plus_ms(INHERITED));
    let config = Config { sent_before: 70, lease_before, broken, ..Config::new(node(1), life(1), START) };
    bench.machine = Machine::new(config);
    bench.tell_members();
    bench.tell_consensus();
    bench
}

#[test]
fn a_successor_numbers_its_heartbeats_on_and_holds_nothing_before_one_is_answered() {
    let mut bench = successor(Broken::default());
    assert_eq!(bench.machine.lease(), None);
    bench.pass(300);
    let heartbeat = bench.last_heartbeat();
    assert!(heartbeat.number > 70);
    assert_eq!(bench.machine.last_sent(), heartbeat.number);
    bench.receive(2, Message::Grant(answer(heartbeat)));
    assert_eq!(bench.machine.lease(), Some((heartbeat.sent.plus_ms(L), 9)));
}

/// The host lets go when the lease that it has is over; what it was given afterwards would never run.
#[test]
fn a_successor_that_is_granted_nothing_ends_with_the_lease_that_it_inherited() {
    let mut bench = successor(Broken::default());
    bench.pass(INHERITED - 1);
    assert!(!bench.outputs.iter().any(|output| matches!(output, Output::LeaseEnded)));
    let heartbeat = bench.last_heartbeat();
    bench.pass(2);
    assert!(bench.outputs.iter().any(|output| matches!(output, Output::LeaseEnded)));
    bench.receive(2, Message::Grant(answer(heartbeat)));
    assert_eq!(bench.machine.lease(), None, "there is no way back");
}

#[test]
fn a_grant_for_what_the_predecessor_sent_is_ignored() {
    for broken in [Broken::default(), Broken { believe_predecessors_grant: true, ..Broken::default() }] {
        let mut bench = successor(broken);
        for number in [1, 69, 70] {
            let heartbeat = Heartbeat { incarnation: life(1), number, sent: BootTime(START.0 - 5), term: 1 };
            bench.receive(2, Message::Grant(answer(heartbeat)));
        }
        assert_eq!(bench.machine.lease().is_some(), broken.believe_predecessors_grant);
    }
}

#[test]
fn a_successor_counts_as_a_voter_that_was_restarted() {
    let mut bench = successor(Broken::default());
    bench.pass(500);
    bench.view.term = 7;
    bench.tell_consensus();
    bench.outputs.clear();
    bench.receive(2, Message::Round(membership::message::Round { term: 7, number: 1 }));
    let ack = bench.outputs.iter().find_map(|output| match output {
        Output::Send { message: Message::RoundAck(ack), .. } => Some(*ack),
        _ => None,
    });
    assert_eq!(ack.map(|ack| ack.lower_ack_age_ns / 1_000_000), Some(500));
    bench.input(Input::Wake);
}
