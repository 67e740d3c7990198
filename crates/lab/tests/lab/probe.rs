//! The probe sees what a client sees, and two owners when there are two.

use crate::{DEADLINE, PORT, echo};
use lab::{KernelAddresses, Lab, Node, Probe, monotonic_ns, outage, wait};
use std::time::Duration;

const ROLE: &str = "10.77.0.100";

/// Announces all its addresses: the kernel does so when the hardware address is set (`arp_notify`), even to what it was.
fn announce(node: &Node) {
    let script = format!(
        "echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_notify && ip link set eth0 address 02:00:00:00:4d:0{}",
        node.number()
    );
    node.run("sh", &["-c", &script]).unwrap();
}

fn take(node: &Node) {
    node.run("ip", &["addr", "add", &format!("{ROLE}/32"), "dev", "eth0"]).unwrap();
    announce(node);
}

fn release(node: &Node) {
    node.run("ip", &["addr", "del", &format!("{ROLE}/32"), "dev", "eth0"]).unwrap();
}

fn lab_with_a_role() -> Option<(Lab, Probe)> {
    let lab = Lab::new_or_skip()?;
    let target = format!("{ROLE}:{PORT}").parse().unwrap();
    for node in lab.nodes() {
        echo(node, &[target]);
    }
    take(lab.node("n1"));
    let probe = Probe::start(&lab, &[target]).unwrap();
    assert_eq!(probe.wait_for_owner(DEADLINE, |_| true).as_deref(), Some("n1"));
    Some((lab, probe))
}

/// Waits until the window from `from` has this length, and is recorded.
fn window(from_ns: u64, length: Duration) -> u64 {
    let to = from_ns + length.as_nanos() as u64;
    wait::until("the window is over", DEADLINE, || (monotonic_ns() > to + 50_000_000).then_some(to))
}

#[test]
fn a_moved_address_is_a_gap_of_the_time_it_was_nowhere() {
    let Some((lab, probe)) = lab_with_a_role() else { return };
    let kernel = KernelAddresses::watch(&lab, ROLE.parse().unwrap());
    let from = monotonic_ns();
    release(lab.node("n1"));
    let released = monotonic_ns();
    window(released, Duration::from_millis(300));
    let taking = monotonic_ns();
    take(lab.node("n2"));
    probe.wait_for_owner(DEADLINE, |node| node == "n2").expect("n2 answers");
    let to = window(monotonic_ns(), Duration::from_millis(300));

    let seen = outage(&probe.answers(), 0, from, to);
    assert_eq!(seen.path(), "n1>n2");
    assert_eq!((seen.dual_answers, seen.late_answers), (0, 0), "{seen:?}");
    let nowhere_ms = (taking - released) as f64 / 1e6;
    assert!(seen.longest_gap_ms >= nowhere_ms - 10.0, "{} < {nowhere_ms}", seen.longest_gap_ms);
    assert!(seen.longest_gap_ms < nowhere_ms + 2_000.0, "{} > {nowhere_ms}", seen.longest_gap_ms);
    assert!(!seen.down_at_end);
    let nodes: Vec<Vec<&str>> = kernel.changes().into_iter().map(|change| change.nodes).collect();
    assert_eq!(nodes, [vec!["n1"], vec![], vec!["n2"]]);
    assert_eq!(kernel.double_ms(from, to), 0);
}

#[test]
fn two_owners_are_seen_whichever_the_network_believes_in() {
    let Some((lab, probe)) = lab_with_a_role() else { return };
    let kernel = KernelAddresses::watch(&lab, ROLE.parse().unwrap());
    let from = monotonic_ns();
    // Nobody announces it: the client goes on with n1.
    lab.node("n2").run("ip", &["addr", "add", &format!("{ROLE}/32"), "dev", "eth0"]).unwrap();
    let both = monotonic_ns();
    window(both, Duration::from_millis(400));
    let ending = monotonic_ns();
    release(lab.node("n2"));
    let to = window(monotonic_ns(), Duration::from_millis(200));

    let answers = probe.answers();
    let by_client = answers.iter().filter(|answer| answer.stream == lab::Stream::Client);
    assert!(by_client.clone().all(|answer| answer.node == "n1"), "the client has heard of n1 only");
    let seen = outage(&answers, 0, from, to);
    let at_least_ms = (ending - both) as f64 / 1e6;
    assert!(seen.dual_ms >= at_least_ms - 20.0, "{} < {at_least_ms}", seen.dual_ms);
    assert!(seen.dual_ms <= (to - from) as f64 / 1e6);
    assert!(seen.dual_answers > 50, "{seen:?}");
    assert!(kernel.double_ms(from, to) as f64 >= at_least_ms - 20.0);
    // A client that did not see them is not disturbed.
    assert!(seen.longest_gap_ms < 200.0, "{seen:?}");
}

#[test]
fn answers_that_were_stuck_in_a_frozen_program_are_seen() {
    let Some((lab, probe)) = lab_with_a_role() else { return };
    let from = monotonic_ns();
    lab.freeze("n1", |process| process.arguments.iter().any(|word| word == "echo"));
    take(lab.node("n2"));
    probe.wait_for_owner(DEADLINE, |node| node == "n2").expect("n2 answers");
    window(monotonic_ns(), Duration::from_millis(200));
    lab.thaw("n1");
    let to = window(monotonic_ns(), Duration::from_millis(300));
    let seen = outage(&probe.answers(), 0, from, to);
    assert!(seen.late_answers > 0, "{seen:?}");
    assert!(seen.dual_answers > 0, "n1 answers again, and n2 too: {seen:?}");
}

#[test]
fn the_kernel_answers_pings_while_all_programs_are_frozen() {
    let Some((lab, probe)) = lab_with_a_role() else { return };
    drop(probe);
    let six = "fd77::100".parse().unwrap();
    lab.node("n1").run("ip", &["addr", "add", "fd77::100/128", "dev", "eth0", "nodad"]).unwrap();
    let pings = Probe::start_pings(&lab, &[ROLE.parse().unwrap(), six], 5_000).unwrap();
    let answered_by = |node: &str, target: usize, from: u64| {
        pings.answers().iter().any(|answer| answer.node == node && answer.target == target && answer.sent_ns > from)
    };
    for target in [0, 1] {
        wait::until("n1 answers", DEADLINE, || answered_by("n1", target, 0).then_some(()));
    }
    lab.freeze("n1", |_| true);
    let from = monotonic_ns();
    for target in [0, 1] {
        wait::until("n1 answers", DEADLINE, || answered_by("n1", target, from).then_some(()));
    }
    // Two kernels that answer are seen too.
    take(lab.node("n2"));
    wait::until("n2 answers", DEADLINE, || answered_by("n2", 0, from).then_some(()));
    let to = window(monotonic_ns(), Duration::from_millis(200));
    let answers = pings.answers();
    let seen = outage(&answers, 0, from, to);
    assert!(seen.dual_ms > 150.0, "{seen:?}");
    assert!(lab::last_request_answered(&answers, 0, "n1", to).unwrap() > to - 50_000_000);
    assert!(lab::first_answer(&answers, 0, from, |_| true).is_some());
    let seen = outage(&answers, 1, from, to);
    assert_eq!((seen.dual_answers, seen.path().as_str()), (0, "n1"), "{seen:?}");
}

#[test]
fn a_hundred_addresses_are_told_apart() {
    let Some(lab) = Lab::new_or_skip() else { return };
    let addresses: Vec<std::net::SocketAddr> = (1..=100).map(|n| ([10, 77, 0, 100 + n], PORT).into()).collect();
    let node = lab.node("n2");
    let lines: String = addresses.iter().map(|address| format!("ip addr add {}/32 dev eth0\n", address.ip())).collect();
    echo(node, &addresses);
    let probe = Probe::start_every(&lab, &addresses, 20_000).unwrap();
    let from = monotonic_ns();
    node.run("sh", &["-c", &lines]).unwrap();
    let all = wait::until("all answer", DEADLINE, || {
        let answers = probe.answers();
        let first = |target| lab::first_answer(&answers, target, from, |node| node == "n2");
        (0..addresses.len()).map(first).collect::<Option<Vec<u64>>>()
    });
    assert!(all.iter().all(|at| *at > from));
}
