//! Whatever arrives, in whatever order and with whatever numbers: no panic, no busy loop, and no lease that this node did
//! not ask for.

use membership::input::{ConsensusView, Input, Member, MembersView, OwnLease};
use membership::message::{Grant, Heartbeat, Message, Round, RoundAck};
use membership::output::Output;
use membership::timing::MAX_LEASE_MS;
use membership::{Config, Machine};
use model::{BootTime, Epoch, GroupId, Guid, Incarnation, NodeId, ReleaseCause, Released};
use proptest::prelude::*;

const ME: NodeId = NodeId(1);
const LIFE: Incarnation = Incarnation(11);

/// Mostly plausible, sometimes absurd.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![6 => 0..6u64, 1 => Just(u64::MAX), 1 => Just(u64::MAX - 1), 1 => any::<u64>()]
}

fn node() -> impl Strategy<Value = NodeId> {
    prop_oneof![8 => (0..6u32).prop_map(NodeId), 1 => any::<u32>().prop_map(NodeId)]
}

fn incarnation() -> impl Strategy<Value = Incarnation> {
    prop_oneof![4 => (10..16u64).prop_map(Incarnation), 1 => any::<u64>().prop_map(Incarnation)]
}

fn instant() -> impl Strategy<Value = BootTime> {
    prop_oneof![number().prop_map(BootTime), (0..3_000u64).prop_map(|ms| BootTime(0).plus_ms(ms))]
}

fn message() -> impl Strategy<Value = Message> {
    prop_oneof![
        (incarnation(), number(), instant(), number()).prop_map(
            |(incarnation, number, sent, term)| Message::Heartbeat(Heartbeat { incarnation, number, sent, term })
        ),
        (number(), number()).prop_map(|(term, number)| Message::Round(Round { term, number })),
        (number(), number(), number()).prop_map(|(term, number, age)| Message::RoundAck(RoundAck {
            term,
            number,
            lower_ack_age_ns: age
        })),
        (number(), incarnation(), number(), instant(), number(), number()).prop_map(
            |(term, incarnation, number, sent, lease_ms, commit_index)| Message::Grant(Grant {
                term,
                incarnation,
                number,
                sent,
                lease_ms,
                commit_index
            })
        ),
        (node(), incarnation(), 0..3usize).prop_map(|(node, incarnation, groups)| Message::Released(Released {
            node,
            incarnation,
            cause: ReleaseCause::LeaseEnded,
            groups: vec![(GroupId(Guid([7; 16])), Epoch(u64::MAX)); groups],
        })),
    ]
}

fn view() -> impl Strategy<Value = ConsensusView> {
    (number(), any::<bool>(), any::<bool>(), number(), prop::collection::vec(node(), 0..6)).prop_map(
        |(term, leading, own_term_applied, commit_index, voters)| ConsensusView {
            term,
            leading,
            own_term_applied,
            commit_index,
            voters,
        },
    )
}

fn members() -> impl Strategy<Value = MembersView> {
    let member = (node(), prop::option::of(incarnation())).prop_map(|(node, active)| Member { node, active });
    let me = Just(Member { node: ME, active: Some(LIFE) });
    let lengths = prop_oneof![3 => Just((250, 1_000, 1_000)), 1 => (number(), number(), number())];
    let own = (node(), number(), number()).prop_map(|(node, lease_ms, longest_lease_ms)| OwnLease {
        node,
        lease_ms,
        longest_lease_ms,
    });
    let own = prop::collection::vec(own, 0..3);
    (prop::collection::vec(prop_oneof![4 => member, 1 => me], 0..6), lengths, own).prop_map(
        |(members, (delay_ms, lease_ms, longest_lease_ms), own_leases)| MembersView {
            members,
            delay_ms,
            lease_ms,
            longest_lease_ms,
            own_leases,
        },
    )
}

#[derive(Clone, Debug)]
enum Step {
    Input(Input),
    /// A grant for the newest heartbeat, so that leases are really held.
    TrueGrant {
        lease_ms: u64,
        index: u64,
    },
    /// Answers to the leader's newest round, by everybody.
    TrueAcks {
        age: u64,
    },
    Pass {
        ms: u64,
    },
    NextWake,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (node(), message()).prop_map(|(from, message)| Step::Input(Input::Received { from, message })),
        1 => view().prop_map(|view| Step::Input(Input::Consensus(view))),
        1 => members().prop_map(|view| Step::Input(Input::Members(view))),
        2 => (prop_oneof![4 => Just(1_000), 1 => number()], number())
            .prop_map(|(lease_ms, index)| Step::TrueGrant { lease_ms, index }),
        2 => number().prop_map(|age| Step::TrueAcks { age }),
        2 => prop_oneof![8 => 0..400u64, 1 => 0..10_000_000_000u64].prop_map(|ms| Step::Pass { ms }),
        2 => Just(Step::NextWake),
    ]
}

/// What the machine was seen to do.
#[derive(Default)]
struct Seen {
    sent: Vec<Heartbeat>,
    round: Option<Round>,
    ended: bool,
    /// It was told that it leads, and may have granted itself a lease in memory.
    led: bool,
    /// The latest end that any grant for this incarnation could give.
    granted: BootTime,
}

impl Seen {
    fn note_input(&mut self, input: &Input) {
        match input {
            Input::Consensus(view) => self.led |= view.leading,
            Input::Received { message: Message::Grant(grant), .. } if grant.incarnation == LIFE => {
                let end = grant.sent.plus_ms(grant.lease_ms.min(MAX_LEASE_MS));
                self.granted = self.granted.max(end);
            }
            _ => {}
        }
    }
}

fn inputs_of(step: Step, seen: &Seen, now: &mut BootTime, machine: &Machine) -> Vec<Input> {
    let received = |from: u32, message| Input::Received { from: NodeId(from), message };
    match step {
        Step::Input(input) => vec![input],
        Step::TrueGrant { lease_ms, index } => {
            let grant = seen.sent.last().map(|heartbeat| Grant {
                term: 1,
                incarnation: LIFE,
                number: heartbeat.number,
                sent: heartbeat.sent,
                lease_ms,
                commit_index: index,
            });
            grant.map(|grant| received(2, Message::Grant(grant))).into_iter().collect()
        }
        Step::TrueAcks { age } => {
            let Some(Round { term, number }) = seen.round else { return Vec::new() };
            let ack = RoundAck { term, number, lower_ack_age_ns: age };
            (0..6).map(|from| received(from, Message::RoundAck(ack))).collect()
        }
        Step::Pass { ms } => {
            *now = now.plus_ms(ms);
            vec![Input::Wake]
        }
        Step::NextWake => {
            let wake = machine.next_wake();
            if wake == BootTime(u64::MAX) {
                return Vec::new();
            }
            *now = wake.max(*now);
            vec![Input::Wake]
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_breaks_the_machine(steps in prop::collection::vec(step(), 1..150)) {
        let mut machine = Machine::new(Config::new(ME, LIFE, BootTime(0)));
        let mut now = BootTime(0);
        let mut seen = Seen::default();
        for step in steps {
            for input in inputs_of(step, &seen, &mut now, &machine) {
                seen.note_input(&input);
                let mut outputs = Vec::new();
                machine.handle(now, input, &mut outputs);
                prop_assert!(outputs.len() < 500, "a flood of {} outputs", outputs.len());
                prop_assert!(machine.next_wake() > now, "a busy loop");
                for output in outputs {
                    check(&output, &mut seen, now)?;
                }
            }
        }
    }
}

fn check(output: &Output, seen: &mut Seen, now: BootTime) -> Result<(), TestCaseError> {
    match output {
        Output::Send { message: Message::Heartbeat(heartbeat), .. } => {
            if seen.sent.last() != Some(heartbeat) {
                seen.sent.push(*heartbeat);
            }
            prop_assert_eq!(heartbeat.sent, now);
            prop_assert!(!seen.ended, "an ended incarnation asks for a lease");
        }
        Output::Send { message: Message::Round(round), .. } => seen.round = Some(*round),
        Output::Lease { until, .. } => {
            prop_assert!(!seen.ended, "an ended incarnation got a lease");
            let latest = if seen.led { now.plus_ms(MAX_LEASE_MS) } else { seen.granted };
            prop_assert!(*until <= latest, "longer than anything granted");
            prop_assert!(*until > now);
        }
        Output::LeaseEnded => {
            prop_assert!(!seen.ended, "an end is told once");
            seen.ended = true;
        }
        _ => {}
    }
    Ok(())
}
