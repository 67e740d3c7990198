//! The owner of an address becomes another program again and again, and a client does not notice.

use crate::cluster::{Served, check_one_owner, served};
use lab::quorate::Address;
use lab::{Process, monotonic_ns};
use std::collections::BTreeSet;

/// Hand-overs in a row. More: `QUORATE_HAND_OVERS=100`.
const TIMES: u32 = 10;

fn times() -> u32 {
    std::env::var("QUORATE_HAND_OVERS").ok().and_then(|times| times.parse().ok()).unwrap_or(TIMES)
}

/// Hosts and applications: all that must stay the same.
fn hosted(served: &Served, node: &str) -> Vec<u32> {
    let of_host = |process: &Process| !served.cluster.is_service(process);
    served
        .lab
        .node(node)
        .processes()
        .into_iter()
        .filter(|process| of_host(process))
        .map(|process| process.pid)
        .collect()
}

/// How many requests the client has made since then, and how many of them were never answered.
fn missed(served: &Served, from_ns: u64) -> (u64, u64) {
    let answers = served.probe.answers();
    let of_client = |answer: &&lab::Answer| answer.stream == lab::Stream::Client && answer.sent_ns >= from_ns;
    let answered: BTreeSet<u64> = answers.iter().filter(of_client).map(|answer| answer.sequence).collect();
    let (first, last) = (answered.first().copied().unwrap_or(0), answered.last().copied().unwrap_or(0));
    (last - first + 1, last - first + 1 - answered.len() as u64)
}

fn hand_over(served: &Served, node: &str) {
    served.cluster.json(&served.lab, node, &["node", "hand-over"]).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_owner_of_an_address_hands_over_under_a_client_that_misses_nothing() {
    let Some(served) = served(None, Address::Resource) else { return };
    let owner = served.settle_with_leader(true);
    let before = hosted(&served, &owner);
    let from = monotonic_ns();
    for time in 1..=times() {
        let begun = monotonic_ns();
        hand_over(&served, &owner);
        let seen = served.seen_since(begun);
        assert_eq!(seen.path(), owner, "hand-over {time}: {seen:?}");
    }
    let seen = served.seen_since(from);
    check_one_owner(&seen);
    assert_eq!(seen.path(), owner, "one owner, all the time: {seen:?}");
    let (asked, missed) = missed(&served, from);
    eprintln!("{} hand-overs: longest gap {:.0} ms, {missed} of {asked} answers missed", times(), seen.longest_gap_ms);
    assert_eq!(missed, 0, "of {asked} answers, each to a request of its own");
    assert!(before.iter().all(|pid| hosted(&served, &owner).contains(pid)), "what the host runs is the same");
    assert_eq!(served.settle(), owner);
}

#[test]
fn a_node_that_dies_right_after_it_handed_over_is_taken_over_from() {
    let Some(served) = served(None, Address::Resource) else { return };
    let owner = served.settle();
    hand_over(&served, &owner);
    let kill = |owner: &str| served.lab.node(owner).kill_at_once(|process| served.cluster.is_service(process));
    let seen = served.strike(&owner, kill, |node| node != owner);
    check_one_owner(&seen);
    eprintln!("after the death of a successor: {:.0} ms", seen.longest_gap_ms);
}
