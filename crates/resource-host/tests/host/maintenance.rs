//! Attempts in maintenance mode.

use crate::scripts::{calls, script};
use crate::support::{Host, Node, eventually, start, status, text};
use proto::host::Start;
use std::fs;

/// Says what stands in `sick` when it is asked for its health.
const SICK: &str = "case $1 in *-alive) test -e $D/sick && cat $D/sick >&2 && exit 1;; esac; exit 0";

fn checks(node: &Node) -> usize {
    calls(node).iter().filter(|call| *call == "is-alive").count()
}

fn further_checks(node: &Node, number: usize) {
    let before = checks(node);
    eventually("it is polled on", || checks(node) >= before + number);
}

#[tokio::test(flavor = "current_thread")]
async fn bad_health_is_told_once_and_the_good_one_after_it() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    host.bring_online(Start { is_alive_ms: 30, looks_alive_ms: 20, ..script(&node, 1, 1, SICK) }).await;
    host.ask_maintain(1, 1, true).await;
    for sequence in [2, 4] {
        further_checks(&node, 2);
        fs::write(node.file("sick"), "it is being repaired\n").unwrap();
        let report = host.report(1).await;
        assert_eq!((status(&report), report.sequence), ("unhealthy", sequence));
        assert_eq!(report.message, "it is being repaired");
        further_checks(&node, 3);
        fs::remove_file(node.file("sick")).unwrap();
        let report = host.report(1).await;
        assert_eq!((status(&report), report.sequence), ("healthy", sequence + 1), "one report for many bad checks");
    }
    host.ask_stop(1, 1).await;
    assert_eq!(status(&host.report(1).await), "offline");
}

#[tokio::test(flavor = "current_thread")]
async fn when_it_is_cleared_the_next_bad_check_counts() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    fs::write(node.file("sick"), "does not answer\n").unwrap();
    let start = Start { is_alive_ms: 300, ..script(&node, 1, 1, SICK) };
    host.bring_online(start).await;
    host.ask_maintain(1, 1, true).await;
    // Of other attempts and resources nothing is known, and nothing is said.
    host.ask_maintain(1, 2, false).await;
    host.ask_maintain(2, 1, false).await;
    assert_eq!(status(&host.report(1).await), "unhealthy");
    further_checks(&node, 2);
    host.ask_maintain(1, 1, false).await;
    let report = host.report(1).await;
    assert!(status(&report).starts_with("failed"), "{report:?}");
    assert_eq!(report.message, "does not answer");
    if status(&report) == "failed" {
        assert_eq!(status(&host.report(1).await), "gone");
    }
    // A new attempt begins with health that counts.
    host.bring_online(Start { is_alive_ms: 300, ..script(&node, 1, 2, SICK) }).await;
    assert!(status(&host.report(1).await).starts_with("failed"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_check_that_hangs_is_cut_off_and_ignored() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let body = "test $1 = is-alive && sleep 1000; exit 0";
    host.bring_online(Start { is_alive_ms: 300, deadlock_timeout_ms: 300, ..script(&node, 1, 1, body) }).await;
    host.ask_maintain(1, 1, true).await;
    let report = host.report(1).await;
    assert_eq!(status(&report), "unhealthy");
    assert!(report.message.contains("DeadlockTimeout"), "{report:?}");
    further_checks(&node, 2);
    host.ask_terminate(1, 1).await;
    assert_eq!(status(&host.report(1).await), "gone");
}

#[tokio::test(flavor = "current_thread")]
async fn what_ends_by_itself_is_not_kept() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let line = format!("/bin/sh -c 'while ! test -e {}; do sleep 0.05; done; exit 3'", node.file("end").display());
    host.bring_online(start(1, 1, "Generic Application", &[("CommandLine", text(line))])).await;
    host.ask_maintain(1, 1, true).await;
    fs::write(node.file("end"), "").unwrap();
    let report = host.report(1).await;
    assert_eq!(
        (status(&report), report.message.as_str()),
        ("failed, gone", "the application ended with exit status 3")
    );
}
