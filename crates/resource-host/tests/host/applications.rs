//! Generic Application, and what every type gets from the host.

use crate::support::{
    Host, Node, application, arguments, eventually, passed_on_descriptors, runs, shell, start, status, text,
    with_property,
};
use model::Value;
use rustix::process::Signal;
use std::time::{Duration, Instant};

/// Writes its pid, and ends in order at SIGTERM.
const GENTLE: &str = "trap 'echo ending; exit 0' TERM; echo $$ > $D/pid; while :; do sleep 0.01; done";

#[tokio::test(flavor = "current_thread")]
async fn an_application_comes_online_and_goes_offline() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    host.bring_online(shell(&node, 1, 1, GENTLE)).await;
    let pid = node.number("pid");
    assert!(runs(pid));
    host.ask_stop(1, 1).await;
    let report = host.report(1).await;
    assert_eq!((status(&report), report.sequence), ("offline", 2));
    assert!(!runs(pid), "offline means that nothing is left");
    assert_eq!(host.line("ending").await.0, 1, "it had its time to end in order");
    // What is over is told again when it is asked about.
    host.ask_stop(1, 1).await;
    assert_eq!(host.report(1).await, report);
    host.ask_terminate(1, 9).await;
    assert_eq!(status(&host.report(1).await), "gone");
}

#[tokio::test(flavor = "current_thread")]
async fn what_ignores_sigterm_is_killed_with_all_its_processes() {
    for without_cgroups in [false, true] {
        let node = Node::new();
        let mut host = Host::start_in(&node, without_cgroups).await;
        let script = "trap '' TERM; sleep 1000 & echo $! > $D/child; (setsid sh -c \
                      'trap \"\" TERM; echo $$ > '$D'/stray; sleep 1000') & echo $$ > $D/pid; \
                      while :; do sleep 0.01; done";
        let start = with_property(shell(&node, 1, 1, script), "TerminateDelay", Value::Dword(100));
        host.bring_online(start).await;
        let pids = [node.number("pid"), node.number("child"), node.number("stray")];
        let asked = Instant::now();
        host.ask_stop(1, 1).await;
        assert_eq!(status(&host.report(1).await), "offline");
        assert!(asked.elapsed() >= Duration::from_millis(100), "SIGKILL comes after the delay");
        assert_eq!(pids.map(runs), [false; 3]);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn terminate_does_not_wait() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    host.bring_online(shell(&node, 1, 1, "trap '' TERM; echo $$ > $D/pid; while :; do sleep 0.01; done")).await;
    let pid = node.number("pid");
    host.ask_terminate(1, 1).await;
    assert_eq!(status(&host.report(1).await), "gone");
    assert!(!runs(pid));
}

#[tokio::test(flavor = "current_thread")]
async fn what_cannot_run_fails_with_the_reason() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let plain = node.file("plain");
    std::fs::write(&plain, "no program").unwrap();
    let missing_directory = with_property(application(9, 1, "true"), "CurrentDirectory", text("/no/such/directory"));
    let bad_environment = with_property(application(9, 1, "true"), "Environment", text("novalue"));
    let cases = [
        (application(9, 1, "/no/such/program --x"), 2, "`/no/such/program` cannot be run: No such file or directory"),
        (application(9, 1, &plain.display().to_string()), 5, "Permission denied"),
        (application(9, 1, "app 'open"), 5943, "without its other end"),
        (application(9, 1, ""), 5943, "empty"),
        (missing_directory, 5943, "/no/such/directory"),
        (bad_environment, 5943, "novalue"),
        (start(9, 1, "No Such Type", &[]), 5078, "No Such Type"),
    ];
    for (number, (mut start, code, reason)) in cases.into_iter().enumerate() {
        start.attempt = number as u64 + 1;
        host.ask_start(start).await;
        let report = host.report(9).await;
        assert_eq!((status(&report), report.code), ("failed, gone", code), "{report:?}");
        assert!(report.message.contains(reason), "{report:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_end_of_an_application_is_seen_at_once() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let mut fastest = Duration::MAX;
    for attempt in 1..=10 {
        let _ = std::fs::remove_file(node.file("pid"));
        host.bring_online(shell(&node, 1, attempt, "sleep 1000 & echo $$ > $D/pid; wait")).await;
        let pid = node.number("pid");
        let killed = Instant::now();
        crate::support::signal(pid, Signal::KILL);
        let report = host.report(1).await;
        fastest = fastest.min(killed.elapsed());
        assert_eq!((status(&report), report.attempt), ("failed, gone", attempt));
        assert_eq!(report.message, "the application was ended by signal 9 (SIGKILL)");
    }
    assert!(fastest < Duration::from_millis(100), "{fastest:?}");
    host.ask_start(shell(&node, 1, 11, "exit 3")).await;
    let report = host.report(1).await;
    let report = if status(&report) == "online" { host.report(1).await } else { report };
    assert_eq!(report.message, "the application ended with exit status 3");
}

#[tokio::test(flavor = "current_thread")]
async fn output_goes_to_the_log_by_lines() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let script = "echo one; echo two >&2; printf 'bad \\377 byte\\n'; head -c 20000 /dev/zero | tr '\\0' x; echo; \
                  printf last; echo $$ > $D/pid; exec sleep 1000";
    host.bring_online(shell(&node, 1, 1, script)).await;
    assert_eq!(host.line("one").await, (1, "one".to_owned()));
    assert_eq!(host.line("two").await, (2, "two".to_owned()));
    assert_eq!(host.line("bad").await.1, "bad \u{fffd} byte");
    assert_eq!(host.line("xxxxx").await.1.len(), 8 * 1024 + "…".len());
    node.number("pid");
    host.ask_terminate(1, 1).await;
    assert_eq!(host.line("last").await, (1, "last".to_owned()));
}

#[tokio::test(flavor = "current_thread")]
async fn a_flood_of_output_neither_blocks_nor_bloats_the_host() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    // Nobody reads the host's messages while this goes on.
    host.ask_start(application(1, 1, "/usr/bin/yes a line of a flood that does not end")).await;
    host.ask_start(shell(&node, 2, 1, GENTLE)).await;
    node.number("pid");
    let read_bytes = |pid: i32| {
        let io = std::fs::read_to_string(format!("/proc/{pid}/io")).unwrap();
        io.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse::<u64>().unwrap()
    };
    eventually("the host has read 5 MB", || read_bytes(host.pid()) > 5_000_000);
    let memory = std::fs::read_to_string(format!("/proc/{}/status", host.pid())).unwrap();
    let resident = memory.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let resident_kb: u64 = resident.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(resident_kb < 32_000, "{resident_kb} kB");
    host.ask_stop(2, 1).await;
    assert_eq!(status(&host.report(2).await), "online");
    assert_eq!(status(&host.report(2).await), "offline");
    let flood = host.lines.iter().filter(|(_, _, line)| line.contains("a line of a flood")).count();
    assert!(flood <= 5_000, "{flood} lines were sent");
    host.line("lines were left out").await;
}

#[tokio::test(flavor = "current_thread")]
async fn an_application_knows_who_it_is_and_nothing_of_the_host() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let script = "env > $D/environment; readlink /proc/$$/fd/0 > $D/input; \
                  ulimit -n > $D/limit; pwd > $D/directory; echo $$ > $D/pid; exec sleep 1000";
    let start = with_property(
        shell(&node, 1, 1, script),
        "Environment",
        Value::MultiSz(vec!["COLOUR=dark blue".into(), "EMPTY=".into()]),
    );
    host.bring_online(start).await;
    let pid = node.number("pid");
    let environment = node.text("environment");
    let expected = [
        "QUORATE_GROUP_EPOCH=5".to_owned(),
        "QUORATE_GROUP=Web".to_owned(),
        format!("QUORATE_GROUP_ID={}", crate::support::group(1)),
        "QUORATE_RESOURCE=resource 1".to_owned(),
        format!("QUORATE_RESOURCE_ID={}", crate::support::resource(1)),
        "QUORATE_ATTEMPT=1".to_owned(),
        "QUORATE_NODE=n2".to_owned(),
        "QUORATE_NODE_ID=2".to_owned(),
        "QUORATE_CLUSTER=test".to_owned(),
        format!("QUORATE_NODE_DIR={}", node.path().display()),
        format!("QUORATE_INCARNATION={}", node.incarnation),
        "COLOUR=dark blue".to_owned(),
        "EMPTY=".to_owned(),
    ];
    for variable in expected {
        assert!(environment.lines().any(|line| line == variable), "{variable} in\n{environment}");
    }
    assert!(environment.contains("QUORATE_PROPERTY_COMMANDLINE=/bin/sh"));
    // What this test itself passes on is not the host's.
    let passed_on = passed_on_descriptors();
    let expected = |name: &String| ["0", "1", "2"].contains(&name.as_str()) || passed_on.contains(name);
    eventually("it is no shell any more", || arguments(pid)[0] == "sleep");
    // While it starts it has its libraries open.
    eventually("it has nothing else open", || {
        let descriptors = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
        descriptors.map(|entry| entry.unwrap().file_name().into_string().unwrap()).all(|name| expected(&name))
    });
    assert_eq!(node.text("input").trim(), "/dev/null");
    let own_limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    assert_eq!(node.text("limit").trim(), own_limit.map_or("unlimited".to_owned(), |limit| limit.to_string()));
    let directory = node.path().join("resources").join(crate::support::resource(1).to_string());
    assert_eq!(node.text("directory").trim(), directory.display().to_string());
}

#[tokio::test(flavor = "current_thread")]
async fn an_attempt_is_started_at_most_once() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let counted = "echo start >> $D/starts; exec sleep 1000";
    host.bring_online(shell(&node, 1, 3, counted)).await;
    eventually("it has started", || node.text("starts") == "start\n");
    // Doubled and late messages.
    host.ask_start(shell(&node, 1, 3, counted)).await;
    host.ask_start(shell(&node, 1, 2, counted)).await;
    // A newer attempt has to wait for the end of this one; it was used up by asking.
    host.ask_start(shell(&node, 1, 4, counted)).await;
    let refused = host.report(1).await;
    assert_eq!((status(&refused), refused.attempt), ("failed, gone", 4));
    host.ask_terminate(1, 3).await;
    let gone = host.report(1).await;
    assert_eq!((status(&gone), gone.attempt), ("gone", 3));
    host.ask_start(shell(&node, 1, 3, counted)).await;
    assert_eq!(host.report(1).await, gone, "the last word of an attempt that is over");
    host.ask_start(shell(&node, 1, 4, counted)).await;
    host.bring_online(shell(&node, 1, 5, counted)).await;
    eventually("the fifth has started", || node.text("starts").lines().count() >= 2);
    assert_eq!(node.text("starts").lines().count(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn the_lives_of_an_application_do_not_overlap() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    let script = "trap 'echo end $QUORATE_ATTEMPT >> $D/lives; exit 0' TERM; \
                  echo start $QUORATE_ATTEMPT $QUORATE_GROUP_EPOCH $$ >> $D/lives; while :; do sleep 0.01; done";
    for attempt in 1..=5 {
        host.bring_online(shell(&node, 1, attempt, script)).await;
        eventually("it has started", || node.text("lives").contains(&format!("start {attempt} ")));
        host.ask_stop(1, attempt).await;
        assert_eq!(status(&host.report(1).await), "offline");
    }
    let lives = node.text("lives");
    let words: Vec<(&str, &str)> = lives
        .lines()
        .map(|line| line.split_once(' ').unwrap())
        .map(|(what, rest)| (what, rest.split(' ').next().unwrap()))
        .collect();
    let expected: Vec<(&str, &str)> =
        ["1", "2", "3", "4", "5"].into_iter().flat_map(|attempt| [("start", attempt), ("end", attempt)]).collect();
    assert_eq!(words, expected);
}

#[tokio::test(flavor = "current_thread")]
async fn a_network_name_is_held() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    host.bring_online(start(1, 1, "Network Name", &[("Name", text("cluster"))])).await;
    host.ask_stop(1, 1).await;
    assert_eq!(status(&host.report(1).await), "offline");
}

#[tokio::test(flavor = "current_thread")]
async fn a_hundred_applications_run_at_once() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    for number in 1..=100 {
        host.ask_start(application(number, 1, "/bin/sleep 1000")).await;
    }
    for number in 1..=100 {
        assert_eq!(status(&host.report(number).await), "online");
    }
    host.ask_finish().await;
    for number in 1..=100 {
        assert_eq!(status(&host.report(number).await), "offline");
    }
    host.last_word().await;
    node.expect_nothing_left_but(host.pid());
}
