//! Never two copies: an application records each moment that it lives, with a child of its own, while every process that
//! keeps it in its place is killed or stopped in turn.
//!
//! What is asserted strictly is order: one life after the other, and epochs that grow with the owners. Times are printed;
//! bench/failover measures them.

mod support;

use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::recorder::{Life, lives};
use support::{DEADLINE, DevRun, kill, wait_until};

/// Beats every 5 ms, and so does its child, which is in the same process group and does not end by itself.
/// `$$` names the application in both, so that a child that outlives it makes its life longer.
const PROGRAM: &str = r#"#!/bin/bash
exec 3<> <(:)
beat() {
    while :; do
        now=$EPOCHREALTIME
        echo "$QUORATE_NODE $QUORATE_GROUP_EPOCH $$ ${now/[.,]/}" >> "$1"
        read -r -t 0.005 -u 3
    done
}
beat "$1.child" &
beat "$1"
"#;

const GROUP: &str = "Record";

/// What is demanded is 2 s on an idle machine; a busy one gets this many times as long.
const BUSY_MACHINE: u32 = 10;
const RECOVERY: Duration = Duration::from_secs(2 * BUSY_MACHINE as u64);

/// What happens to the owner of the group.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fault {
    KillService,
    KillHost,
    KillServiceAndHost,
    KillServiceHostAndGuard,
    /// For less than the lease.
    StopServiceForAMoment,
    /// Until another node has the group.
    StopServiceForLong,
    KillApplication,
    KillChild,
    Move,
}

const FAULTS: [Fault; 9] = [
    Fault::KillService,
    Fault::KillHost,
    Fault::KillServiceAndHost,
    Fault::KillServiceHostAndGuard,
    Fault::StopServiceForAMoment,
    Fault::StopServiceForLong,
    Fault::KillApplication,
    Fault::KillChild,
    Fault::Move,
];

impl Fault {
    /// The group has to be another node's afterwards.
    fn moves(self) -> bool {
        !matches!(self, Fault::KillHost | Fault::StopServiceForAMoment | Fault::KillApplication | Fault::KillChild)
    }

    /// The same life goes on, unless the machine is so slow that the lease ends.
    fn leaves_it_alone(self) -> bool {
        matches!(self, Fault::StopServiceForAMoment | Fault::KillChild)
    }
}

struct Recorded {
    dev: DevRun,
    record: PathBuf,
    child_record: PathBuf,
}

impl Recorded {
    fn start(dir: &Path) -> Recorded {
        let dev = DevRun::start(dir, &["--no-demo"]);
        let (program, record) = (dir.join("recorder.sh"), dir.join("record"));
        std::fs::write(&program, PROGRAM).unwrap();
        dev.json(&["group", "create", GROUP]);
        // Many faults in a row are what is tested, and not what the thresholds make of them.
        dev.json(&["group", "set", GROUP, "FailoverThreshold=1000"]);
        dev.json(&["resource", "create", "Recorder", "--group", GROUP, "--type", "Generic Application"]);
        let command_line = format!("CommandLine=/bin/bash '{}' '{}'", program.display(), record.display());
        dev.json(&["resource", "set", "Recorder", "--private", &command_line, "CurrentDirectory=/"]);
        dev.json(&["resource", "set", "Recorder", "RestartThreshold=1000", "RestartDelay=0"]);
        assert_eq!(dev.json(&["group", "online", GROUP])["state"], "Online");
        let child_record = dir.join("record.child");
        let recorded = Recorded { dev, record, child_record };
        recorded.lives_after(0);
        recorded
    }

    /// The present life, which began after this many others, and beats together with its child.
    fn lives_after(&self, before: usize) -> Life {
        wait_until("the application lives with its child", RECOVERY, || {
            let all = lives(&self.record);
            let last = all.last().filter(|_| all.len() > before)?;
            lives(&self.child_record).iter().any(|child| child.pid == last.pid).then(|| last.clone())
        })
    }

    /// All nodes are up, and the group is online.
    fn settle(&self) -> String {
        wait_until("all nodes are up", DEADLINE, || {
            let nodes = self.dev.try_json(&["node", "list"])?;
            nodes.as_array()?.iter().all(|node| node["state"] == "Up").then_some(())
        });
        wait_until("the group is online", DEADLINE, || self.dev.owner(GROUP))
    }

    /// Pids of the node's resource host and of its guard.
    fn host_and_guard(&self, node: &str) -> (u32, u32) {
        let socket = self.dev.dir.join(format!("node{}/quorate.sock", node.trim_start_matches('n')));
        wait_until("the node has a host with a guard", DEADLINE, || {
            let output = support::run(&["--cluster", socket.to_str()?, "-o", "json", "status"]);
            let status: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
            let host = u32::try_from(status["resource_host_pid"].as_u64()?).ok()?;
            let guard =
                children(host).into_iter().find(|pid| argument(*pid, 1).as_deref() == Some("resource-guard"))?;
            Some((host, guard))
        })
    }

    /// Does it to the owner. Answers what is to be continued later.
    fn inflict(&self, fault: Fault, owner: &str, life: &Life) -> Option<u32> {
        let service = self.dev.service_pid(owner);
        let (host, guard) = self.host_and_guard(owner);
        match fault {
            Fault::KillService => kill(service, Signal::KILL),
            Fault::KillHost => kill(host, Signal::KILL),
            Fault::KillServiceAndHost => [host, service].into_iter().for_each(|pid| kill(pid, Signal::KILL)),
            Fault::KillServiceHostAndGuard => {
                [guard, host, service].into_iter().for_each(|pid| kill(pid, Signal::KILL));
            }
            Fault::StopServiceForAMoment | Fault::StopServiceForLong => {
                kill(service, Signal::STOP);
                return Some(service);
            }
            Fault::KillApplication => kill(life.pid, Signal::KILL),
            Fault::KillChild => children(life.pid).into_iter().for_each(|pid| kill(pid, Signal::KILL)),
            Fault::Move => drop(self.dev.json(&["group", "move", GROUP])),
        }
        None
    }
}

/// The processes that this one started and that still run.
fn children(pid: u32) -> Vec<u32> {
    let list = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect()
}

fn argument(pid: u32, index: usize) -> Option<String> {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    line.split(|byte| *byte == 0).nth(index).map(|word| String::from_utf8_lossy(word).into_owned())
}

/// One life after the other, no owner twice under one epoch, and an epoch for each owner.
fn check(lives: &[Life]) {
    for pair in lives.windows(2) {
        let (old, new) = (&pair[0], &pair[1]);
        assert!(old.last_us < new.first_us, "two copies at one moment: {pair:?}");
        assert!(old.epoch <= new.epoch, "an epoch went back: {pair:?}");
        assert!(old.node == new.node || old.epoch < new.epoch, "two owners under one epoch: {pair:?}");
    }
}

/// The lives of the application, each as long as its child's.
fn joined(record: &Path, child_record: &Path) -> Vec<Life> {
    let children = lives(child_record);
    let mut all = lives(record);
    for life in &mut all {
        let of_life = children.iter().filter(|child| (child.pid, child.epoch) == (life.pid, life.epoch));
        life.last_us = of_life.map(|child| child.last_us).fold(life.last_us, u64::max);
    }
    all
}

#[test]
fn lives_never_overlap_whatever_is_killed() {
    let seed = std::env::var("QUORATE_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or_else(|| fastrand::u64(..));
    eprintln!("QUORATE_TEST_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let dir = tempfile::tempdir().unwrap();
    let recorded = Recorded::start(dir.path());
    let mut faults = FAULTS.to_vec();
    random.shuffle(&mut faults);
    for fault in faults {
        let mut owner = recorded.settle();
        let target = format!("n{}", random.u32(1..=3));
        if target != owner {
            let before = lives(&recorded.record).len();
            assert_eq!(recorded.dev.json(&["group", "move", GROUP, &target])["owner"], target);
            recorded.lives_after(before);
            owner = target;
        }
        go_through(&recorded, fault, &owner);
        check(&lives(&recorded.record));
    }
    recorded.settle();
    check(&lives(&recorded.record));
}

/// One fault, until the group has recovered from it and the old life is known to be gone.
fn go_through(recorded: &Recorded, fault: Fault, owner: &str) {
    let before = lives(&recorded.record);
    let life = before.last().expect("it lives").clone();
    let (begun, begun_us) = (Instant::now(), now_us());
    let stopped = recorded.inflict(fault, owner, &life);
    let new = if fault.leaves_it_alone() {
        if stopped.is_some() {
            // The lease is 1 s.
            wait_until("a moment is over", DEADLINE, || (begun.elapsed() > Duration::from_millis(300)).then_some(()));
        }
        let beats = lives(&recorded.record).last().expect("it lives").last_us;
        let beats_on = || lives(&recorded.record).pop().filter(|life| life.last_us > beats);
        wait_until("the application beats on", DEADLINE, beats_on)
    } else {
        recorded.lives_after(before.len())
    };
    if let Some(pid) = stopped {
        kill(pid, Signal::CONT);
    }
    if fault.moves() {
        assert_ne!(new.node, owner, "{fault:?}");
    }
    let all = joined(&recorded.record, &recorded.child_record);
    let old = &all[before.len() - 1];
    if old.pid != new.pid {
        eprintln!(
            "{fault:?}: from {owner} (epoch {}) to {} (epoch {}), lives again after {} ms",
            old.epoch,
            new.node,
            new.epoch,
            (new.first_us.saturating_sub(begun_us)) / 1000
        );
        // With host and guard gone nobody is left to end a child at once; the next life of the service does.
        if fault != Fault::KillServiceHostAndGuard {
            check(&all);
        }
        wait_until("nothing of the old life is left", DEADLINE, || {
            let last = |life: &Life| {
                lives(&recorded.child_record).iter().find(|child| child.pid == life.pid).map(|child| child.last_us)
            };
            let (old_at, new_at) = (last(old)?, last(&new)?);
            (old_at < new_at && group_is_empty(old.pid)).then_some(())
        });
    } else {
        eprintln!("{fault:?}: the same life went on");
    }
}

/// The clock of the record.
fn now_us() -> u64 {
    let since = std::time::UNIX_EPOCH.elapsed().expect("the clock is after 1970");
    since.as_micros() as u64
}

/// No process of this process group is left, except ended ones that nobody has asked about.
fn group_is_empty(group: u32) -> bool {
    let entries = std::fs::read_dir("/proc").expect("/proc is there");
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    pids.filter_map(|pid| std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()).all(|stat| {
        // pid (name) state parent group ...
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        fields[0] == "Z" || fields.get(2).and_then(|field| field.parse().ok()) != Some(group)
    })
}

#[test]
#[should_panic(expected = "two copies at one moment")]
fn two_copies_would_be_seen() {
    let life =
        |node: &str, epoch, first_us| Life { node: node.to_owned(), epoch, pid: 1, first_us, last_us: first_us + 10 };
    check(&[life("n1", 1, 100), life("n2", 2, 111), life("n3", 3, 121)]);
}

#[test]
#[should_panic(expected = "two owners under one epoch")]
fn an_epoch_of_two_owners_would_be_seen() {
    let life = |node: &str, first_us| Life { node: node.to_owned(), epoch: 4, pid: 1, first_us, last_us: first_us };
    check(&[life("n1", 100), life("n2", 111)]);
}
