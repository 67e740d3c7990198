//! Rule 1: the lease of this node, and the heartbeats that ask for it.

use crate::bench::{Bench, L, START, answer, life, node};
use membership::input::Input;
use membership::message::{Grant, Message, Round};
use membership::output::Output;
use membership::{Config, Machine};
use model::Incarnation;

#[test]
fn a_lease_runs_from_the_sending_of_its_renewal() {
    let (mut bench, heartbeat) = Bench::follower();
    bench.now = heartbeat.sent.plus_ms(40);
    bench.receive(2, Message::Grant(answer(heartbeat)));
    assert_eq!(bench.machine.lease(), Some((heartbeat.sent.plus_ms(L), 9)));
    assert!(bench.outputs.contains(&Output::Lease { until: heartbeat.sent.plus_ms(L), index: 9 }));
}

#[test]
fn a_grant_for_what_was_not_sent_is_ignored() {
    let (mut bench, heartbeat) = Bench::follower();
    let good = answer(heartbeat);
    for grant in [
        Grant { incarnation: Incarnation(5), ..good },
        Grant { number: heartbeat.number + 1, ..good },
        Grant { number: 0, ..good },
        Grant { sent: heartbeat.sent.plus_ms(1), ..good },
        Grant { lease_ms: 0, ..good },
    ] {
        bench.receive(2, Message::Grant(grant));
        assert_eq!(bench.machine.lease(), None, "{grant:?}");
    }
}

#[test]
fn a_grant_never_shortens_a_lease_nor_takes_its_index_back() {
    let (mut bench, heartbeat) = Bench::follower();
    bench.receive(2, Message::Grant(answer(heartbeat)));
    let held = bench.machine.lease();
    bench.receive(2, Message::Grant(Grant { lease_ms: L / 2, commit_index: 3, ..answer(heartbeat) }));
    assert_eq!(bench.machine.lease(), held);
}

#[test]
fn a_grant_that_comes_after_its_own_end_is_nothing() {
    let (mut bench, heartbeat) = Bench::follower();
    bench.now = heartbeat.sent.plus_ms(L);
    bench.receive(2, Message::Grant(answer(heartbeat)));
    assert_eq!((bench.machine.lease(), bench.ended()), (None, 0));
}

#[test]
fn an_ended_lease_never_comes_back_and_asks_for_nothing() {
    let (mut bench, heartbeat) = Bench::follower();
    bench.receive(2, Message::Grant(answer(heartbeat)));
    bench.pass(400);
    let later = bench.last_heartbeat();
    // The node stood still; the next grant was already in its socket.
    bench.now = heartbeat.sent.plus_ms(L);
    bench.receive(2, Message::Grant(answer(later)));
    assert_eq!((bench.machine.lease(), bench.ended()), (None, 1));
    bench.outputs.clear();
    bench.pass(5_000);
    assert_eq!((bench.heartbeats(2), bench.ended()), (0, 0));
}

#[test]
fn the_end_comes_on_time_without_any_message() {
    let (mut bench, heartbeat) = Bench::follower();
    bench.receive(2, Message::Grant(answer(heartbeat)));
    while bench.ended() == 0 {
        bench.now = bench.machine.next_wake();
        bench.input(Input::Wake);
    }
    assert_eq!(bench.now, heartbeat.sent.plus_ms(L));
}

#[test]
fn an_incarnation_that_the_state_no_longer_calls_active_has_ended() {
    let (mut bench, heartbeat) = Bench::follower();
    bench.receive(2, Message::Grant(answer(heartbeat)));
    bench.members.members[0].active = None;
    bench.tell_members();
    bench.tell_members();
    assert_eq!((bench.machine.lease(), bench.ended()), (None, 1));
}

#[test]
fn heartbeats_go_to_down_members_and_to_voters_that_are_no_members() {
    let mut bench = Bench::new();
    bench.members.members[2].active = None;
    bench.view.voters.push(node(9));
    bench.tell_members();
    bench.tell_consensus();
    bench.pass(1_000);
    assert_eq!([2, 3, 9].map(|to| bench.heartbeats(to)), [4, 4, 4]);
    assert_eq!(bench.heartbeats(1), 0);
}

#[test]
fn an_unanswered_renewal_of_a_held_lease_is_repeated_early() {
    let (mut bench, heartbeat) = Bench::follower();
    bench.receive(2, Message::Grant(answer(heartbeat)));
    bench.pass(250);
    bench.outputs.clear();
    bench.pass(250);
    assert_eq!(bench.heartbeats(2), 4);
    let newest = bench.last_heartbeat();
    bench.receive(2, Message::Grant(answer(newest)));
    bench.outputs.clear();
    bench.pass(190);
    assert_eq!(bench.heartbeats(2), 0);
}

/// The leader's state and this node's may be on two sides of a change of SameSubnetDelay, in either order.
#[test]
fn a_lease_is_kept_while_the_delay_changes() {
    // This node knows the longer delay, and the answer still gives the shorter lease.
    let (mut bench, _) = Bench::follower();
    bench.members.delay_ms = 2 * L;
    bench.tell_members();
    bench.input(Input::Wake);
    keep_lease(&mut bench, L);

    // The leader knows the shorter delay, and the lease that goes with it, before this node.
    let (mut bench, heartbeat) = Bench::follower();
    bench.receive(2, Message::Grant(answer(heartbeat)));
    keep_lease(&mut bench, 150);
}

/// Every heartbeat is answered after a moment, with such a lease: it never ends, and nobody is asked more often than needed.
fn keep_lease(bench: &mut Bench, lease_ms: u64) {
    let (begun, before) = (bench.now, bench.heartbeats(2));
    let mut answered = 0;
    while bench.now < begun.plus_ms(10 * L) {
        let newest = bench.last_heartbeat();
        if newest.number > answered {
            answered = newest.number;
            bench.now = bench.now.plus_ms(1);
            bench.receive(2, Message::Grant(Grant { lease_ms, ..answer(newest) }));
        }
        bench.now = bench.machine.next_wake();
        bench.input(Input::Wake);
        assert_eq!(bench.ended(), 0, "after {} ms", bench.now.since_ns(begun) / 1_000_000);
    }
    let sent = (bench.heartbeats(2) - before) as u64;
    assert!(sent <= 3 * 10 * L / lease_ms + 2, "{sent} heartbeats");
}

#[test]
fn a_heartbeat_goes_out_at_once_when_it_can_help() {
    let mut bench = Bench::new();
    bench.pass(50);
    bench.outputs.clear();
    bench.receive(2, Message::Round(Round { term: 5, number: 1 }));
    assert_eq!(bench.heartbeats(2), 1, "a new leader is heard");
    bench.pass(50);
    bench.outputs.clear();
    bench.receive(2, Message::Round(Round { term: 5, number: 2 }));
    assert_eq!(bench.heartbeats(2), 0, "it is new no more");

    let mut bench = Bench::new();
    bench.members.members[0].active = None;
    let mut bench = Bench { machine: Machine::new(Config::new(node(1), life(1), START)), ..bench };
    bench.tell_consensus();
    bench.tell_members();
    bench.pass(50);
    bench.outputs.clear();
    bench.members.members[0].active = Some(life(1));
    bench.tell_members();
    assert_eq!(bench.heartbeats(2), 1, "the state calls this incarnation active");
}
