//! What the probe's records mean: how long nobody answered, who answered when, and whether two did.
//!
//! Pure: records in, figures out.
//!
//! An **owner** is a node under an epoch. It owns from the first to the last request that it answered, by the time of *sending*, on
//! whichever stream: so a slow answer makes nobody an owner for longer. Programs that know no epoch (0) own until they have not
//! answered for [`REST_NS`]. While two owners own, there is **dual** time.

use std::collections::BTreeMap;

/// An owner without an epoch that was silent for this long has ended; what it answers later is another ownership.
pub const REST_NS: u64 = 100_000_000;
/// A pause between two answers that is longer than this is lost time: three requests in a row.
pub const LOST_NS: u64 = 20_000_000;
/// An answer that took longer than this was kept somewhere.
pub const LATE_NS: u64 = 20_000_000;

/// Who asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stream {
    /// An ordinary client.
    Client,
    /// The client that reaches only the node of this number.
    Direct(u8),
}

/// One answered request. Times are of CLOCK_MONOTONIC.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub stream: Stream,
    /// Which of the probe's targets, from 0.
    pub target: usize,
    pub sequence: u64,
    pub sent_ns: u64,
    pub received_ns: u64,
    /// Empty when it is not known, which is so for an ordinary client's ping.
    pub node: String,
    pub epoch: u64,
}

/// From the first to the last request that this owner answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ownership {
    pub node: String,
    pub epoch: u64,
    pub from_ns: u64,
    pub to_ns: u64,
    /// When its first answer was received.
    pub known_ns: u64,
}

/// What happened to one target in a window.
#[derive(Clone, PartialEq, Debug)]
pub struct Outage {
    /// The longest time between two answers that the client received, the edges of the window included.
    pub longest_gap_ms: f64,
    /// Sum of the pauses longer than [`LOST_NS`].
    pub lost_ms: f64,
    /// Nobody answered the client in the last 200 ms of the window.
    pub down_at_end: bool,
    /// Time in the window in which two owned.
    pub dual_ms: f64,
    /// Answers received in the window from an owner, to requests that were sent when a later owner had begun to answer. 0 means
    /// that no two owned, not even for an instant.
    pub dual_answers: usize,
    /// Answers of an owner that arrived in the window, after [`LATE_NS`] or more, when a later owner had been heard: such as those that were
    /// stuck in a frozen program.
    pub late_answers: usize,
    /// Who answered in the window or just before it, in the order of their beginning.
    pub owners: Vec<Ownership>,
}

impl Outage {
    /// `n1>n2`, as far as anybody answered.
    pub fn path(&self) -> String {
        let mut names: Vec<&str> = self.owners.iter().map(|owner| owner.node.as_str()).collect();
        names.dedup();
        if names.is_empty() { "-".to_owned() } else { names.join(">") }
    }
}

/// When a node that is accepted first answered the client's request for this target, sent at `from_ns` or later (ns, the time of
/// receipt): for many addresses that come back one after the other.
pub fn first_answer(answers: &[Answer], target: usize, from_ns: u64, accept: impl Fn(&str) -> bool) -> Option<u64> {
    let is_it = |answer: &&Answer| {
        answer.stream == Stream::Client && answer.target == target && answer.sent_ns >= from_ns && accept(&answer.node)
    };
    answers.iter().filter(is_it).map(|answer| answer.received_ns).min()
}

/// The last request that this node answered before or at `to_ns`, on any stream (ns, the time of sending): for a gate, which has to
/// end the traffic by an instant.
pub fn last_request_answered(answers: &[Answer], target: usize, node: &str, to_ns: u64) -> Option<u64> {
    let is_it = |answer: &&Answer| answer.target == target && answer.node == node && answer.sent_ns <= to_ns;
    answers.iter().filter(is_it).map(|answer| answer.sent_ns).max()
}

/// The window begins at a fault and ends when its consequences are over. `target` counts from 0.
pub fn outage(answers: &[Answer], target: usize, from_ns: u64, to_ns: u64) -> Outage {
    let of_target = || answers.iter().filter(move |answer| answer.target == target);
    let mut heard: Vec<u64> =
        of_target().filter(|answer| answer.stream == Stream::Client).map(|answer| answer.received_ns).collect();
    heard.sort_unstable();
    // The last answer before the fault is where the gap begins.
    let before = heard.iter().copied().filter(|at| *at < from_ns && at + REST_NS > from_ns).max();
    let inside = heard.iter().copied().filter(|at| (from_ns..=to_ns).contains(at));
    let points: Vec<u64> = [before.unwrap_or(from_ns)].into_iter().chain(inside).chain([to_ns]).collect();
    let pauses = || points.windows(2).map(|pair| pair[1] - pair[0]);
    let last = points[points.len() - 2];

    // Who owned is told by all that was ever received, or an answer that was stuck since long ago would look like a first one.
    let all: Vec<&Answer> = of_target().filter(|answer| answer.received_ns <= to_ns).collect();
    let mut owners = ownerships(&all);
    let inside = || all.iter().filter(|answer| answer.received_ns >= from_ns);
    let dual_answers = inside().filter(|answer| is_dual(answer, &owners)).count();
    let late_answers = inside().filter(|answer| is_late(answer, &owners)).count();
    let dual_ms = ms(double_ns(&owners, from_ns, to_ns));
    owners.retain(|owner| owner.to_ns + REST_NS >= from_ns);
    Outage {
        longest_gap_ms: ms(pauses().max().unwrap_or(0)),
        lost_ms: ms(pauses().filter(|pause| *pause > LOST_NS).sum()),
        down_at_end: last + 2 * REST_NS < to_ns,
        dual_ms,
        dual_answers,
        late_answers,
        owners,
    }
}

fn ms(ns: u64) -> f64 {
    ns as f64 / 1e6
}

fn ownerships(answers: &[&Answer]) -> Vec<Ownership> {
    let mut by_owner: BTreeMap<(&str, u64), Vec<&Answer>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| !answer.node.is_empty()) {
        by_owner.entry((&answer.node, answer.epoch)).or_default().push(answer);
    }
    let mut owners: Vec<Ownership> = Vec::new();
    for ((node, epoch), mut answers) in by_owner {
        answers.sort_by_key(|answer| answer.sent_ns);
        let first_of_this = owners.len();
        for answer in answers {
            match owners[first_of_this..].last_mut() {
                Some(owner) if epoch > 0 || answer.sent_ns <= owner.to_ns + REST_NS => {
                    owner.to_ns = answer.sent_ns;
                    owner.known_ns = owner.known_ns.min(answer.received_ns);
                }
                _ => owners.push(Ownership {
                    node: node.to_owned(),
                    epoch,
                    from_ns: answer.sent_ns,
                    to_ns: answer.sent_ns,
                    known_ns: answer.received_ns,
                }),
            }
        }
    }
    owners.sort_by(|a, b| (a.from_ns, a.epoch, &a.node).cmp(&(b.from_ns, b.epoch, &b.node)));
    owners
}

/// Time in the window covered by owners of more than one node.
fn double_ns(owners: &[Ownership], begin_ns: u64, end_ns: u64) -> u64 {
    let mut overlaps: Vec<(u64, u64)> = Vec::new();
    for (place, owner) in owners.iter().enumerate() {
        overlaps.extend(later(place, owners).map(|other| (other.from_ns, other.to_ns.min(owner.to_ns))));
    }
    overlaps.sort_unstable();
    let (mut counted_until, mut double) = (begin_ns, 0);
    for (from, to) in overlaps {
        let to = to.min(end_ns);
        double += to.saturating_sub(from.max(counted_until));
        counted_until = counted_until.max(to);
    }
    double
}

/// The ownership that the answer belongs to, as a place in the list.
fn place(answer: &Answer, owners: &[Ownership]) -> Option<usize> {
    owners.iter().position(|owner| {
        owner.node == answer.node
            && owner.epoch == answer.epoch
            && (owner.from_ns..=owner.to_ns).contains(&answer.sent_ns)
    })
}

/// Another process of the same node is another owner only by its epoch, and needs no gate: it is the same machine.
fn later(place: usize, owners: &[Ownership]) -> impl Iterator<Item = &Ownership> {
    owners[place + 1..].iter().filter(move |owner| owner.node != owners[place].node)
}

fn is_dual(answer: &Answer, owners: &[Ownership]) -> bool {
    let is_replaced = |owner: &Ownership| answer.sent_ns >= owner.from_ns && replaces_until(owner) >= answer.sent_ns;
    place(answer, owners).is_some_and(|place| later(place, owners).any(is_replaced))
}

fn is_late(answer: &Answer, owners: &[Ownership]) -> bool {
    let is_replaced =
        |owner: &Ownership| answer.received_ns > owner.known_ns && replaces_until(owner) >= answer.received_ns;
    answer.received_ns - answer.sent_ns >= LATE_NS
        && place(answer, owners).is_some_and(|place| later(place, owners).any(is_replaced))
}

/// An epoch is never taken back: its owner has replaced the earlier ones for good. Without epochs the earlier one is the owner
/// again when the later one has ended.
fn replaces_until(owner: &Ownership) -> u64 {
    if owner.epoch > 0 { u64::MAX } else { owner.to_ns }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;
    /// Far from zero, so that nothing before it is out of range.
    const T0: u64 = 10_000 * MS;

    /// Answers to requests sent every 5 ms from `from` up to, not including, `to` (ms after T0), each after 0.2 ms.
    fn answers(stream: Stream, node: &str, epoch: u64, from: u64, to: u64) -> Vec<Answer> {
        (from..to)
            .step_by(5)
            .map(|at| Answer {
                stream,
                target: 0,
                sequence: at,
                sent_ns: T0 + at * MS,
                received_ns: T0 + at * MS + MS / 5,
                node: node.to_owned(),
                epoch,
            })
            .collect()
    }

    fn client(node: &str, epoch: u64, from: u64, to: u64) -> Vec<Answer> {
        answers(Stream::Client, node, epoch, from, to)
    }

    fn see(answers: Vec<Vec<Answer>>, from: u64, to: u64) -> Outage {
        outage(&answers.concat(), 0, T0 + from * MS, T0 + to * MS)
    }

    #[test]
    fn a_clean_failover_has_one_gap_and_no_dual() {
        let seen = see(vec![client("n1", 1, 0, 1000), client("n2", 2, 1400, 3000)], 1000, 3000);
        // From the answer to 995 to the answer to 1400.
        assert!((seen.longest_gap_ms - 405.0).abs() < 0.01, "{seen:?}");
        assert!((seen.lost_ms - 405.0).abs() < 0.01);
        assert_eq!((seen.dual_answers, seen.late_answers, seen.dual_ms), (0, 0, 0.0));
        assert_eq!(seen.path(), "n1>n2");
        assert!(!seen.down_at_end);
    }

    #[test]
    fn two_that_answer_side_by_side_are_dual_though_the_client_hears_one() {
        let old = answers(Stream::Direct(1), "n1", 1, 0, 1500);
        let new = answers(Stream::Direct(2), "n2", 2, 1202, 3000);
        let seen = see(vec![client("n1", 1, 0, 1000), old, new, client("n2", 2, 1210, 3000)], 1000, 3000);
        // 1205, 1210, ... 1495 come from the old owner.
        assert_eq!(seen.dual_answers, 59, "{seen:?}");
        assert!((seen.dual_ms - 293.0).abs() < 0.01, "{seen:?}");
    }

    #[test]
    fn one_answer_of_the_old_owner_after_the_new_one_began_is_dual() {
        let seen =
            see(vec![client("n1", 1, 0, 1000), client("n2", 2, 1200, 3000), client("n1", 1, 2003, 2004)], 1000, 3000);
        assert_eq!(seen.dual_answers, 1);
        // Under one epoch it has owned all the time.
        assert!((seen.dual_ms - 803.0).abs() < 0.01, "{seen:?}");
        let seen =
            see(vec![client("n1", 0, 0, 1000), client("n2", 0, 1200, 3000), client("n1", 0, 2003, 2013)], 1000, 3000);
        // Without epochs it is a third owner, which began when the second one went on.
        assert!((seen.dual_ms - 5.0).abs() < 0.01, "{seen:?}");
        assert!(seen.dual_answers > 0);
    }

    #[test]
    fn one_that_answers_on_when_the_other_has_ended_is_the_owner_again_unless_epochs_say_no() {
        let both = |a, b| vec![client("n1", a, 0, 3000), answers(Stream::Direct(2), "n2", b, 502, 1000)];
        let seen = see(both(0, 0), 500, 1500);
        assert_eq!(seen.dual_answers, 99, "{seen:?}");
        assert_eq!(see(both(0, 0), 1500, 3000).dual_answers, 0);
        assert_eq!(see(both(1, 2), 1500, 3000).dual_answers, 300, "an old epoch still answers");
    }

    #[test]
    fn there_and_back_is_not_dual() {
        let epochs = |a, b, c| vec![client("n1", a, 0, 500), client("n2", b, 700, 1200), client("n1", c, 1400, 2000)];
        for seen in [see(epochs(1, 2, 3), 500, 2000), see(epochs(0, 0, 0), 500, 2000)] {
            assert_eq!((seen.dual_answers, seen.dual_ms), (0, 0.0), "{seen:?}");
            assert_eq!(seen.path(), "n1>n2>n1");
        }
    }

    #[test]
    fn what_was_stuck_in_a_frozen_program_is_late() {
        let mut stuck = answers(Stream::Direct(1), "n1", 1, 1000, 1050);
        for answer in &mut stuck {
            answer.received_ns = T0 + 2500 * MS;
        }
        let seen = see(vec![client("n1", 1, 0, 1000), client("n2", 2, 1200, 3000), stuck.clone()], 1000, 3000);
        assert_eq!((seen.dual_answers, seen.late_answers), (0, 10), "{seen:?}");
        // Nobody else has answered when they arrive: the program was slow, that is all.
        let seen = see(vec![client("n1", 1, 0, 1000), stuck], 1000, 3000);
        assert_eq!(seen.late_answers, 0);
    }

    #[test]
    fn what_thaws_in_a_later_window_is_seen_there() {
        let mut stuck = answers(Stream::Direct(1), "n1", 0, 1000, 1700);
        for answer in &mut stuck {
            answer.received_ns = T0 + 5000 * MS;
        }
        let rest = vec![client("n1", 0, 0, 1000), client("n2", 0, 1300, 6000)];
        let all = [rest, vec![stuck]].concat();
        let seen = see(all.clone(), 1000, 4000);
        assert_eq!((seen.dual_answers, seen.late_answers), (0, 0), "not received yet: {seen:?}");
        let seen = see(all, 4000, 6000);
        assert_eq!((seen.dual_answers, seen.late_answers), (80, 140), "{seen:?}");
        assert_eq!(seen.dual_ms, 0.0, "the requests were sent before the window");
        assert_eq!(seen.path(), "n2");
    }

    #[test]
    fn silence_to_the_end_is_a_gap_to_the_end() {
        let seen = see(vec![client("n1", 1, 0, 1000)], 1000, 3000);
        assert!(seen.down_at_end);
        assert!((seen.longest_gap_ms - 2004.8).abs() < 0.01, "{seen:?}");
        let seen = see(vec![], 1000, 3000);
        assert!((seen.longest_gap_ms - 2000.0).abs() < 0.01);
        assert_eq!(seen.path(), "-");
    }

    #[test]
    fn the_direct_streams_close_no_gap_of_the_client() {
        let direct = answers(Stream::Direct(2), "n2", 2, 1000, 3000);
        let seen = see(vec![client("n1", 1, 0, 1000), direct, client("n2", 2, 2000, 3000)], 1000, 3000);
        assert!((seen.longest_gap_ms - 1005.0).abs() < 0.01, "{seen:?}");
    }

    #[test]
    fn three_at_once_are_counted_once_and_other_targets_not_at_all() {
        let mut other = client("n3", 9, 0, 3000);
        other.iter_mut().for_each(|answer| answer.target = 1);
        let seen = see(
            vec![
                client("n1", 1, 0, 2000),
                answers(Stream::Direct(2), "n2", 2, 1000, 2000),
                answers(Stream::Direct(3), "n3", 3, 1500, 2000),
                other,
            ],
            0,
            3000,
        );
        assert!((seen.dual_ms - 995.0).abs() < 0.01, "{seen:?}");
    }

    #[test]
    fn the_window_cuts() {
        let both = || vec![client("n1", 0, 0, 1000), answers(Stream::Direct(2), "n2", 0, 500, 3000)];
        assert!(see(both(), 400, 3000).dual_answers > 0);
        assert_eq!(see(both(), 1500, 3000).dual_answers, 0);
    }
}
