//! Generic Script.

use crate::support::{Host, Node, eventually, runs, start, status, text};
use model::Value;
use proto::host::Start;
use proto::log::resource_report::Status;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

/// A script that notes each call in `calls` and then does what `body` says; `$D` is the node's directory.
pub fn script(node: &Node, number: u8, attempt: u64, body: &str) -> Start {
    let path = node.file(&format!("script-{number}.sh"));
    let head = format!("#!/bin/sh\nD='{}'\necho $1 >> $D/calls\n", node.path().display());
    // A file that is open for writing cannot be run: write it beside and move it.
    let new = path.with_extension("new");
    fs::write(&new, format!("{head}{body}\n")).unwrap();
    fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(&new, &path).unwrap();
    let properties = [("ScriptFilepath", text(path.display().to_string())), ("Colour", Value::Dword(7))];
    start(number, attempt, "Generic Script", &properties)
}

pub fn calls(node: &Node) -> Vec<String> {
    node.text("calls").lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn a_script_is_called_in_order() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let body = "echo $QUORATE_PROPERTY_COLOUR > $D/colour; test -e $D/sick -a $1 = looks-alive && exit 1; exit 0";
    let start = Start { looks_alive_ms: 20, is_alive_ms: 3_600_000, ..script(&node, 1, 1, body) };
    host.bring_online(start).await;
    eventually("it is polled", || calls(&node).iter().filter(|call| *call == "looks-alive").count() >= 3);
    assert!(!calls(&node).contains(&"is-alive".to_owned()));
    // A bad cheap check alone does not fail it: the thorough one decides.
    fs::write(node.file("sick"), "").unwrap();
    eventually("the thorough check follows", || calls(&node).iter().filter(|call| *call == "is-alive").count() >= 2);
    fs::remove_file(node.file("sick")).unwrap();
    host.ask_stop(1, 1).await;
    assert_eq!(status(&host.report(1).await), "offline");
    let calls = calls(&node);
    assert_eq!(calls[..2], ["open", "online"]);
    assert_eq!(calls[calls.len() - 2..], ["offline", "close"]);
    assert_eq!(node.text("colour"), "7\n");
}

#[tokio::test(flavor = "current_thread")]
async fn the_last_line_of_standard_error_is_the_reason() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let body = "test $1 = online || exit 0; echo one >&2; echo 'the disk is missing' >&2; echo >&2; exit 4";
    host.ask_start(script(&node, 1, 1, body)).await;
    let report = host.report(1).await;
    assert!(status(&report).starts_with("failed"), "{report:?}");
    assert_eq!(report.message, "the disk is missing");
    if status(&report) == "failed" {
        assert_eq!(status(&host.report(1).await), "gone");
    }
    assert_eq!(calls(&node), ["open", "online", "terminate", "close"]);

    host.ask_start(script(&node, 2, 1, "test $1 = open && exit 9; exit 0")).await;
    let report = host.report(2).await;
    assert_eq!((status(&report), report.message.as_str()), ("failed, gone", "`open` ended with exit status 9"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_bad_thorough_check_fails_it() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let body = "test $1 = is-alive || exit 0; echo 'does not answer' >&2; exit 1";
    host.bring_online(Start { is_alive_ms: 30, ..script(&node, 1, 1, body) }).await;
    let report = host.report(1).await;
    assert!(status(&report).starts_with("failed"), "{report:?}");
    assert_eq!(report.message, "does not answer");
    eventually("it is terminated", || calls(&node).ends_with(&["terminate".to_owned(), "close".to_owned()]));
}

/// Each change is told once, and nothing of a lock is left when the attempt is over.
#[tokio::test(flavor = "current_thread")]
async fn a_script_locks_its_resource_and_gives_it_free() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let body = "test $1 = looks-alive || exit 0; test -e $D/busy && echo quorate:lock || echo quorate:unlock; exit 0";
    let start = Start { looks_alive_ms: 20, is_alive_ms: 3_600_000, ..script(&node, 1, 1, body) };
    host.bring_online(start).await;
    fs::write(node.file("busy"), "").unwrap();
    assert_eq!(status(&host.report(1).await), "locked");
    let polls = || calls(&node).len();
    let seen = polls();
    eventually("it is polled again", || polls() >= seen + 3);
    fs::remove_file(node.file("busy")).unwrap();
    assert_eq!(status(&host.report(1).await), "unlocked");
    host.ask_stop(1, 1).await;
    assert_eq!(status(&host.report(1).await), "offline");
}

#[tokio::test(flavor = "current_thread")]
async fn polling_can_be_off() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let off = 0xFFFF_FFFF;
    host.bring_online(Start { looks_alive_ms: off, is_alive_ms: off, ..script(&node, 1, 1, "exit 0") }).await;
    // Another resource is polled several times in the meantime.
    let polled = "test $1 = looks-alive && echo x >> $D/other; exit 0";
    host.bring_online(Start { looks_alive_ms: 10, ..script(&node, 2, 1, polled) }).await;
    eventually("the other is polled", || node.text("other").lines().count() >= 5);
    host.ask_stop(2, 1).await;
    assert_eq!(status(&host.report(2).await), "offline");
    host.ask_stop(1, 1).await;
    assert_eq!(status(&host.report(1).await), "offline");
    assert_eq!(calls(&node).iter().filter(|call| *call == "is-alive").count(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn lines_are_progress_and_keep_a_slow_online_alive() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let body = "test $1 = online || exit 0; for i in 1 2 3 4 5 6 7 8; do echo progress; sleep 0.1; done; exit 0";
    let begun = Instant::now();
    host.ask_start(Start { pending_timeout_ms: 400, ..script(&node, 1, 1, body) }).await;
    let mut checkpoints = Vec::new();
    loop {
        let report = host.report(1).await;
        match report.status.unwrap() {
            Status::Progress(checkpoint) => checkpoints.push(checkpoint),
            Status::Online(_) => break,
            other => panic!("{other:?} {}", report.message),
        }
    }
    assert!(begun.elapsed() > Duration::from_millis(700), "it took longer than the timeout of silence");
    assert!(checkpoints.len() >= 3 && checkpoints.is_sorted(), "{checkpoints:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn silence_while_pending_fails_it() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let body = "test $1 = online || exit 0; echo $$ > $D/pid; exec sleep 1000";
    host.ask_start(Start { pending_timeout_ms: 200, ..script(&node, 1, 1, body) }).await;
    let report = host.report(1).await;
    assert_eq!(report.code, 1460, "{report:?}");
    assert!(report.message.contains("PendingTimeout"));
    if status(&report) == "failed" {
        assert_eq!(status(&host.report(1).await), "gone");
    }
    assert!(!runs(node.number("pid")));
}

#[tokio::test(flavor = "current_thread")]
async fn a_call_that_hangs_is_killed_at_the_deadlock_timeout() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let body = "test $1 = is-alive || exit 0; sleep 1000 & echo $$ > $D/pid; wait";
    let start = Start { is_alive_ms: 10, deadlock_timeout_ms: 300, ..script(&node, 1, 1, body) };
    host.bring_online(start).await;
    let pid = node.number("pid");
    let report = host.report(1).await;
    assert_eq!(report.code, 5910, "{report:?}");
    assert!(report.message.contains("`is-alive`") && report.message.contains("DeadlockTimeout"));
    eventually("the call is gone", || !runs(pid));
    eventually("it was terminated", || calls(&node).ends_with(&["terminate".to_owned(), "close".to_owned()]));
    node.expect_only_host_and_guard(host.pid());
}

#[tokio::test(flavor = "current_thread")]
async fn a_stop_cuts_off_a_pending_online() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let body = "test $1 = online || exit 0; echo $$ > $D/pid; exec sleep 1000";
    host.ask_start(script(&node, 1, 1, body)).await;
    let pid = node.number("pid");
    host.ask_stop(1, 1).await;
    assert_eq!(status(&host.report(1).await), "offline");
    assert!(!runs(pid));
    assert_eq!(calls(&node), ["open", "online", "terminate", "close"]);
}

#[tokio::test(flavor = "current_thread")]
async fn what_online_leaves_running_belongs_to_the_resource() {
    for without_cgroups in [false, true] {
        let node = Node::new();
        let mut host = Host::start_in(&node, without_cgroups).await;
        let body = "test $1 = online || exit 0; sleep 1000 > /dev/null 2>&1 & echo $! > $D/same; \
                    setsid sh -c 'echo $$ > '$D'/own; exec sleep 1000' > /dev/null 2>&1 & exit 0";
        host.bring_online(Start { looks_alive_ms: 10, ..script(&node, 1, 1, body) }).await;
        let pids = [node.number("same"), node.number("own")];
        eventually("it is polled", || calls(&node).len() > 4);
        assert_eq!(pids.map(runs), [true; 2], "it runs on after `online` has returned");
        host.ask_stop(1, 1).await;
        assert_eq!(status(&host.report(1).await), "offline");
        assert_eq!(pids.map(runs), [false; 2]);
    }
}
