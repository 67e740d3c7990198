//! How a host lets go: by its lease, its service, its guard, and in order (leases 7 to 9).

use crate::support::{Host, Node, eventually, groups, runs, shell, signal, start, status};
use model::ReleaseCause;
use proto::host::Start;
use rustix::process::Signal;
use std::fs;
use std::time::{Duration, Instant};

/// A process with a child in its group and one in a session of its own; none of them ends when asked.
const STUBBORN: &str = "trap '' TERM HUP INT; sleep 1000 & echo $! > $D/child; \
                        (setsid sh -c 'echo $$ > '$D'/stray; exec sleep 1000') & echo $$ > $D/pid; \
                        while :; do sleep 0.01; done";

fn stubborn_pids(node: &Node) -> [i32; 3] {
    [node.number("pid"), node.number("child"), node.number("stray")]
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_survives_the_death_of_the_host() {
    for without_cgroups in [false, true] {
        let node = Node::new();
        let mut host = Host::start_in(&node, without_cgroups).await;
        host.bring_online(shell(&node, 1, 1, STUBBORN)).await;
        let pids = stubborn_pids(&node);
        let killed = Instant::now();
        host.kill();
        eventually("everything is gone", || pids.map(runs) == [false; 3]);
        assert!(killed.elapsed() < Duration::from_secs(1), "{:?}", killed.elapsed());
        node.expect_nothing_left();
        expect_no_cgroup_left(&node);
        node.peer.set_nonblocking(true).unwrap();
        assert!(node.peer.recv(&mut [0; 16]).is_err(), "nobody said Released");
    }
}

fn expect_no_cgroup_left(node: &Node) {
    for path in node.text("resource-host.cgroups").lines() {
        eventually("the cgroup is removed", || !fs::exists(path).unwrap());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn when_the_service_is_gone_the_peers_hear_that_everything_is() {
    for without_cgroups in [false, true] {
        let node = Node::new();
        let mut host = Host::start_in(&node, without_cgroups).await;
        host.bring_online(shell(&node, 1, 1, STUBBORN)).await;
        let pids = stubborn_pids(&node);
        let refused = Start { group: group_bytes(2), epoch: 9, ..start(2, 1, "No Such Type", &[]) };
        host.ask_start(refused).await;
        host.report(2).await;
        let earlier = Start { group: group_bytes(2), epoch: 8, ..start(3, 1, "Network Name", &[]) };
        host.ask_start(earlier).await;
        host.report(3).await;
        let closed = Instant::now();
        let mut child = host.close();
        let (signed, from) = node.released();
        assert_eq!(pids.map(runs), [false; 3], "Released is said when nothing is left");
        assert!(closed.elapsed() < Duration::from_millis(500), "{:?}", closed.elapsed());
        assert_eq!(signed.released.cause, ReleaseCause::ServiceDied);
        assert_eq!(signed.released.groups, groups(&[(1, 5), (2, 9)]));
        // Repeated until it is acknowledged, by who has it.
        assert_eq!(node.released().0, signed);
        node.peer.send_to(b"rwrong", from).unwrap();
        assert_eq!(node.released().0, signed);
        assert!(child.try_wait().unwrap().is_none());
        node.peer.send_to(&signed.acknowledgement(), from).unwrap();
        eventually("it ends when it was heard", || child.try_wait().unwrap().is_some());
        node.expect_nothing_left();
        expect_no_cgroup_left(&node);
    }
}

fn group_bytes(number: u8) -> bytes::Bytes {
    bytes::Bytes::copy_from_slice(&crate::support::group(number).0.0)
}

#[tokio::test(flavor = "current_thread")]
async fn at_the_end_of_the_lease_the_host_lets_go_by_itself() {
    let node = Node::new();
    let mut host = Host::start_without_lease(&node, false).await;
    let first = host.lease_ms(300);
    host.bring_online(shell(&node, 1, 1, STUBBORN)).await;
    let pids = stubborn_pids(&node);
    eventually("the first lease is half over", || resource_host::boot_now() > first.minus_ns(150_000_000));
    let until = host.lease_ms(400);
    let (signed, _) = node.released();
    let now = resource_host::boot_now();
    assert!(now >= until, "a renewal prolongs the lease");
    assert!(now.since_ns(until) < 500_000_000, "{} ms late", now.since_ns(until) / 1_000_000);
    assert_eq!(pids.map(runs), [false; 3]);
    assert_eq!(signed.released.cause, ReleaseCause::LeaseEnded);
    assert_eq!(host.last_word().await, signed);
    // Its end is final.
    host.lease_ms(60_000);
    host.ask_start(start(2, 1, "Network Name", &[])).await;
    let report = host.report(2).await;
    assert_eq!(status(&report), "failed, gone");
    assert!(report.message.contains("no lease"), "{report:?}");
    host.ask_finish().await;
    host.expect_exit(true);
    node.expect_nothing_left();
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_starts_without_a_lease() {
    let node = Node::new();
    let mut host = Host::start_without_lease(&node, false).await;
    host.ask_start(shell(&node, 1, 1, "echo x > $D/started; exec sleep 1000")).await;
    let report = host.report(1).await;
    assert_eq!((status(&report), report.code), ("failed, gone", 5052));
    // The attempt is used up, also when a lease comes.
    host.lease_ms(60_000);
    host.ask_start(shell(&node, 1, 1, "echo x > $D/started; exec sleep 1000")).await;
    assert_eq!(host.report(1).await, report);
    host.bring_online(start(1, 2, "Network Name", &[])).await;
    assert!(!node.file("started").exists());
}

#[tokio::test(flavor = "current_thread")]
async fn finish_stops_in_the_opposite_order_of_starting() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let noted = "trap 'echo $QUORATE_RESOURCE >> $D/order; exit 0' TERM; echo $$ > $D/pid-$QUORATE_ATTEMPT; \
                 while :; do sleep 0.01; done";
    for number in 1..=3 {
        host.bring_online(shell(&node, number, u64::from(number), noted)).await;
        node.number(&format!("pid-{number}"));
    }
    host.ask_finish().await;
    let signed = host.last_word().await;
    assert_eq!(signed.released.cause, ReleaseCause::Stopped);
    assert_eq!(node.text("order"), "resource 3\nresource 2\nresource 1\n");
    for number in 1..=3 {
        assert_eq!(status(&host.report(number).await), "offline");
    }
    assert_eq!(node.released().0, signed);
    host.ask_finish().await;
    host.expect_exit(true);
    node.expect_nothing_left();
}

#[tokio::test(flavor = "current_thread")]
async fn the_guard_acts_for_a_frozen_host_at_the_end_of_the_lease() {
    for without_cgroups in [false, true] {
        let node = Node::new();
        let mut host = Host::start_without_lease(&node, without_cgroups).await;
        let until = host.lease_ms(1_000);
        host.bring_online(shell(&node, 1, 1, STUBBORN)).await;
        let pids = stubborn_pids(&node);
        signal(host.pid(), Signal::STOP);
        eventually("everything is gone", || pids.map(runs) == [false; 3]);
        let now = resource_host::boot_now();
        assert!(now >= until, "not before the lease has ended");
        assert!(now.since_ns(until) < 500_000_000, "{} ms late", now.since_ns(until) / 1_000_000);
        host.expect_exit(false);
        node.expect_nothing_left();
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_guard_that_dies_is_replaced_and_knows_everything() {
    let node = Node::new();
    let mut host = Host::start_in(&node, true).await;
    host.bring_online(shell(&node, 1, 1, STUBBORN)).await;
    let pids = stubborn_pids(&node);
    let first = node.guard();
    signal(first, Signal::KILL);
    host.line("another one is started").await;
    eventually("another guard runs", || node.guard() != first);
    host.bring_online(start(2, 1, "Network Name", &[])).await;
    assert_eq!(pids.map(runs), [true; 3]);
    host.kill();
    eventually("everything is gone", || pids.map(runs) == [false; 3]);
    node.expect_nothing_left();
}

/// Whether the process has handlers for SIGHUP, SIGINT and SIGTERM.
fn catches_signals(pid: i32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
    let wanted = 1 << 0 | 1 << 1 | 1 << 14;
    u64::from_str_radix(caught.trim(), 16).unwrap() & wanted == wanted
}

#[tokio::test(flavor = "current_thread")]
async fn the_signals_of_a_terminal_end_neither_host_nor_guard() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let guard = node.guard();
    eventually("the guard has begun its watch", || catches_signals(guard));
    for kind in [Signal::INT, Signal::TERM, Signal::HUP] {
        signal(host.pid(), kind);
        signal(guard, kind);
    }
    host.bring_online(start(1, 1, "Network Name", &[])).await;
    assert!(runs(guard));
    let group = |pid| rustix::process::getpgid(rustix::process::Pid::from_raw(pid)).unwrap();
    assert_ne!(group(guard), group(host.pid()));
    assert_ne!(group(host.pid()), rustix::process::getpgrp());
}
