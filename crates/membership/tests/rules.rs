//! One test per rule of docs/decisions/0002-leases.md, at the machine's boundary.

use membership::input::{ConsensusView, Input, Member, MembersView};
use membership::message::{Grant, Heartbeat, Message, Released, Round, RoundAck};
use membership::output::Output;
use membership::timing::{RELEASE_MS, margin_ms};
use membership::{Broken, Config, Machine};
use model::{BootTime, Incarnation, NodeId, ReleaseCause};

const L: u64 = 1_000;
const START: BootTime = BootTime(50_000_000_000);

/// A machine, its clock, and what it has said.
struct Bench {
    machine: Machine,
    now: BootTime,
    outputs: Vec<Output>,
    view: ConsensusView,
    members: MembersView,
}

fn node(number: u32) -> NodeId {
    NodeId(number)
}

/// The incarnation that the members view calls active.
fn life(number: u32) -> Incarnation {
    Incarnation(100 + u64::from(number))
}

impl Bench {
    /// Node 1 of three voters, all of them active.
    fn new() -> Bench {
        Bench::with(3, Broken::default())
    }

    fn with(nodes: u32, broken: Broken) -> Bench {
        let mut config = Config::new(node(1), life(1), START);
        config.broken = broken;
        let members = (1..=nodes).map(|number| Member { node: node(number), active: Some(life(number)) }).collect();
        let mut bench = Bench {
            machine: Machine::new(config),
            now: START,
            outputs: Vec::new(),
            view: ConsensusView { term: 1, voters: (1..=nodes).map(node).collect(), ..ConsensusView::default() },
            members: MembersView { members, delay_ms: 250, lease_ms: L, longest_lease_ms: L },
        };
        bench.tell_members();
        bench.tell_consensus();
        bench.outputs.clear();
        bench
    }

    fn input(&mut self, input: Input) {
        self.machine.handle(self.now, input, &mut self.outputs);
        assert!(self.machine.next_wake() > self.now, "busy loop");
    }

    fn tell_members(&mut self) {
        self.input(Input::Members(self.members.clone()));
    }

    fn tell_consensus(&mut self) {
        self.input(Input::Consensus(self.view.clone()));
    }

    fn receive(&mut self, from: u32, message: Message) {
        self.input(Input::Received { from: node(from), message });
    }

    /// Lets time pass, waking the machine whenever it asks for it, and not once more.
    fn pass(&mut self, ms: u64) {
        let end = self.now.plus_ms(ms);
        while self.machine.next_wake() <= end {
            self.now = self.machine.next_wake();
            self.input(Input::Wake);
        }
        self.now = end;
    }

    fn lead(&mut self, term: u64) {
        self.view = ConsensusView { term, leading: true, commit_index: 40 + term, ..self.view.clone() };
        self.tell_consensus();
    }

    fn apply_own_term(&mut self) {
        self.view.own_term_applied = true;
        self.tell_consensus();
    }

    /// Leads, and knows by node 2's answer that nobody granted anything for a long time.
    fn settle(&mut self) {
        self.lead(2);
        self.apply_own_term();
        self.ack_latest(2);
        self.outputs.clear();
    }

    fn latest_round(&self) -> Round {
        let sent = self.outputs.iter().rev().find_map(|output| match output {
            Output::Send { message: Message::Round(round), .. } => Some(*round),
            _ => None,
        });
        sent.expect("a round was sent")
    }

    fn rounds(&self, to: u32) -> Vec<u64> {
        let sent = self.outputs.iter().filter_map(|output| match output {
            Output::Send { to: receiver, message: Message::Round(round) } if *receiver == node(to) => {
                Some(round.number)
            }
            _ => None,
        });
        sent.collect()
    }

    fn ack(&mut self, from: u32, round: Round, age_ms: u64) {
        let ack = RoundAck { term: round.term, number: round.number, lower_ack_age_ns: age_ms * 1_000_000 };
        self.receive(from, Message::RoundAck(ack));
    }

    fn ack_latest(&mut self, from: u32) {
        let round = self.latest_round();
        self.ack(from, round, 3_600_000);
    }

    fn heartbeat(&mut self, from: u32, number: u64) {
        self.heartbeat_of(from, life(from), number);
    }

    fn heartbeat_of(&mut self, from: u32, incarnation: Incarnation, number: u64) {
        let heartbeat = Heartbeat { incarnation, number, sent: BootTime(7_000 + number), term: 1 };
        self.receive(from, Message::Heartbeat(heartbeat));
    }

    fn grants(&self) -> Vec<(NodeId, Grant)> {
        let grants = self.outputs.iter().filter_map(|output| match output {
            Output::Send { to, message: Message::Grant(grant) } => Some((*to, *grant)),
            _ => None,
        });
        grants.collect()
    }

    fn downs(&self) -> Vec<(NodeId, Incarnation, bool)> {
        let downs = self.outputs.iter().filter_map(|output| match output {
            Output::ProposeDown { node, incarnation, restarted, .. } => Some((*node, *incarnation, *restarted)),
            _ => None,
        });
        downs.collect()
    }

    fn releases(&self) -> usize {
        self.outputs.iter().filter(|output| matches!(output, Output::ProposeReleased(_))).count()
    }

    fn last_heartbeat(&self) -> Heartbeat {
        let sent = self.outputs.iter().rev().find_map(|output| match output {
            Output::Send { message: Message::Heartbeat(heartbeat), .. } => Some(*heartbeat),
            _ => None,
        });
        sent.expect("a heartbeat was sent")
    }

    fn heartbeats(&self, to: u32) -> usize {
        let to = node(to);
        let sent = |output: &&Output| matches!(output, Output::Send { to: receiver, message: Message::Heartbeat(_) } if *receiver == to);
        self.outputs.iter().filter(sent).count()
    }

    fn ended(&self) -> usize {
        self.outputs.iter().filter(|output| matches!(output, Output::LeaseEnded)).count()
    }

    /// A follower that has sent a heartbeat.
    fn follower() -> (Bench, Heartbeat) {
        let mut bench = Bench::new();
        bench.pass(300);
        let heartbeat = bench.last_heartbeat();
        (bench, heartbeat)
    }
}

fn answer(heartbeat: Heartbeat) -> Grant {
    let Heartbeat { incarnation, number, sent, .. } = heartbeat;
    Grant { term: 1, incarnation, number, sent, lease_ms: L, commit_index: 9 }
}

fn last_word(number: u32) -> Message {
    Message::Released(Released {
        node: node(number),
        incarnation: life(number),
        cause: ReleaseCause::ServiceDied,
        groups: Vec::new(),
    })
}

// Rule 1.

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

// Heartbeats.

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

// Rule 2.

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

// Rule 3.

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

// Rules 4 to 6.

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
    let due = L + margin_ms(L) + RELEASE_MS;
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
    assert!(bench.now.since_ns(bound) / 1_000_000 >= L + margin_ms(L) + RELEASE_MS);
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
    assert!(bench.now.since_ns(bound) / 1_000_000 >= 4 * L + margin_ms(4 * L) + RELEASE_MS);
}

// Rule 9.

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

// What is shown.

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
