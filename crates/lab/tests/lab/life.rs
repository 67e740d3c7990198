//! Beginning and end.

use crate::{DEADLINE, echo, on_client_network, on_heartbeat_network, reaches};
use lab::{Lab, Privilege, wait};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// Everybody reaches everybody on the right network.
fn check_networks(lab: &Lab) {
    for number in 1..=3 {
        let node = &lab.nodes()[usize::from(number) - 1];
        let six = format!("[fd77::{number}]:{}", crate::PORT).parse().unwrap();
        echo(node, &[on_client_network(number), on_heartbeat_network(number), six]);
        wait::until("the client reaches the node", DEADLINE, || {
            reaches(lab, lab::CLIENT, on_client_network(number)).then_some(())
        });
        assert!(reaches(lab, lab::CLIENT, six));
        assert!(!reaches(lab, lab::CLIENT, on_heartbeat_network(number)), "the client is not on the heartbeat network");
    }
    for (from, to) in [("n1", 2), ("n2", 3), ("n3", 1)] {
        assert!(reaches(lab, from, on_client_network(to)));
        assert!(reaches(lab, from, on_heartbeat_network(to)));
    }
}

#[test]
fn two_labs_run_beside_each_other_and_leave_nothing() {
    let Some(one) = Lab::new_or_skip() else { return };
    let two = Lab::new_or_skip().expect("the first one could be made");
    check_networks(&one);
    check_networks(&two);
    let folders = [one.folder().to_owned(), two.folder().to_owned()];
    let pids: Vec<u32> = one.nodes().iter().chain(two.nodes()).filter_map(lab::Node::pid).collect();
    assert_eq!(pids.len(), 6);
    drop(one);
    assert!(reaches(&two, "n1", on_client_network(2)), "the other lab goes on");
    drop(two);
    for folder in folders {
        assert!(!folder.exists(), "{} is left", folder.display());
    }
    for pid in pids {
        assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists(), "process {pid} is left");
    }
}

#[test]
fn a_lab_needs_no_root() {
    match Lab::with(Privilege::UserNamespace) {
        Ok(lab) => {
            check_networks(&lab);
            let identity = lab.node("n1").run("sh", &["-c", "touch /etc/mine && hostname"]).unwrap();
            assert_eq!(identity.trim(), "n1");
            lab.power_off("n1");
            lab.power_on("n1");
            lab.node("n1").run("test", &["-e", "/etc/mine"]).unwrap();
        }
        Err(skip) if std::env::var_os("CI").is_none() => eprintln!("skipped: no user namespaces here: {skip}"),
        Err(skip) => panic!("CI skips nothing: {skip}"),
    }
}

#[test]
fn each_node_has_files_of_its_own_that_outlive_its_power() {
    let Some(lab) = Lab::new_or_skip() else { return };
    let write = "mkdir -p /etc/quorate /var/lib/quorate /var/log/quorate /run/quorate && \
                 touch /etc/quorate/a /var/lib/quorate/a /var/log/quorate/a /run/quorate/a";
    lab.node("n1").run("sh", &["-c", write]).unwrap();
    for folder in ["/etc", "/var/lib", "/var/log", "/run"] {
        let file = format!("{folder}/quorate/a");
        assert!(!std::path::Path::new(&file).exists(), "the host sees {file}");
        assert!(lab.node("n2").run("test", &["-e", &file]).is_err(), "n2 sees {file}");
        lab.node("n1").run("test", &["-e", &file]).unwrap();
    }
    lab.power_off("n1");
    lab.power_on("n1");
    for (folder, kept) in [("/etc", true), ("/var/lib", true), ("/var/log", true), ("/run", false)] {
        let file = format!("{folder}/quorate/a");
        assert_eq!(lab.node("n1").run("test", &["-e", &file]).is_ok(), kept, "{file}");
    }
}

const KILLED: &str = "QUORATE_LAB_TEST_KILLED";

/// Run by the test below in another process, and never ends by itself there.
#[test]
fn lab_that_is_killed() {
    if std::env::var_os(KILLED).is_none() {
        return;
    }
    let lab = Lab::new().unwrap();
    lab.node("n2").spawn("sleep", &["sleep", "1000"]);
    let sleep = lab.node("n2").processes().into_iter().find(|process| process.name == "sleep").unwrap();
    eprintln!("lab {} {} {}", lab.folder().display(), lab.node("n1").pid().unwrap(), sleep.pid);
    loop {
        std::thread::park();
    }
}

#[test]
fn a_test_that_is_killed_leaves_nothing() {
    if Lab::new_or_skip().is_none() {
        return;
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .process_group(0)
        .args(["--exact", "life::lab_that_is_killed", "--nocapture"])
        .env(KILLED, "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let line = lines.find(|line| line.starts_with("lab ")).expect("the lab is there");
    let words: Vec<&str> = line.split(' ').collect();
    let folder = std::path::Path::new(words[1]);
    let processes = [words[2], words[3]].map(|pid| std::path::PathBuf::from(format!("/proc/{pid}")));
    assert!(folder.exists() && processes.iter().all(|process| process.exists()));
    // The whole group, as a terminal does.
    let group = rustix::process::Pid::from_raw(child.id().cast_signed()).unwrap();
    rustix::process::kill_process_group(group, rustix::process::Signal::KILL).unwrap();
    child.wait().unwrap();
    wait::until("everything is gone", DEADLINE, || {
        (!folder.exists() && processes.iter().all(|process| !process.exists())).then_some(())
    });
}
