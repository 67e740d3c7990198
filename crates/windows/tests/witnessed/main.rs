//! Every function of clusapi and ntlanman is called by a test against living services: with success, and for each error that it is
//! documented to answer (`documented.txt`), apart from what `not_provoked.txt` names with its reason, which names nothing that is provoked.
//!
//! The other test programs of this package leave what they called. Cargo runs them before this one; those that it did not run, because
//! this one alone was asked for, are run from here.

#![cfg(not(windows))]

#[path = "../services/calls.rs"]
#[allow(dead_code, reason = "the other test programs use the rest")]
mod calls;

use calls::Calls;
use clusapi::table::AREAS;
use model::Win32Code;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The test programs that call.
const PROGRAMS: &[&str] = &["access", "backup", "clusapi", "eviction", "failures", "lifecycle"];

/// Functions whose only answer is an error: as the original's, or until there are shared volumes.
const ALWAYS_REFUSED: &[&str] = &[
    "AddResourceToClusterSharedVolumes",
    "ClusterSharedVolumeSetSnapshotState",
    "ClusterPrepareSharedVolumeForBackup",
    "ClusterClearBackupStateForSharedVolume",
    "RemoveResourceFromClusterSharedVolumes",
    "SetClusterNetworkPriorityOrder",
    "SetClusterServiceAccountPassword",
];

#[test]
fn every_function_is_called_by_a_test() {
    let calls = all_calls();
    let documented = documented();
    let built: BTreeSet<&str> = AREAS.iter().flat_map(|area| area.built).copied().collect();
    let mut missing = Vec::new();
    for name in documented.keys().filter(|name| built.contains(name.as_str())) {
        let codes = calls.get(name).cloned().unwrap_or_default();
        if !codes.contains(&0) && !ALWAYS_REFUSED.contains(&name.as_str()) {
            missing.push(format!("{name} is never called with success"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_documented_error_is_provoked_by_a_test() {
    let calls = all_calls();
    let built: BTreeSet<&str> = AREAS.iter().flat_map(|area| area.built).copied().collect();
    let (excused, depends) = (
        not_provoked(|heading| !heading.starts_with(SHOWN_WHERE)),
        not_provoked(|heading| heading.starts_with(SHOWN_WHERE)),
    );
    let (mut wrong, mut stale, mut seen, mut all) = (Vec::new(), Vec::new(), 0, 0);
    for (name, errors) in documented().iter().filter(|(name, _)| built.contains(name.as_str())) {
        for error in errors {
            let code = Win32Code::named(error).unwrap_or_else(|| panic!("{error} is no code")).number();
            let provoked = calls.get(name).is_some_and(|codes| codes.contains(&code));
            let pair = (name.clone(), error.clone());
            all += 1;
            seen += usize::from(provoked);
            match (provoked, excused.contains(&pair)) {
                (false, false) if !depends.contains(&pair) => wrong.push(format!("{name} {error}")),
                (true, true) => stale.push(format!("{name} {error}")),
                _ => {}
            }
        }
    }
    println!("{seen} of {all} documented errors are provoked");
    assert!(wrong.is_empty(), "{} of {all} are neither provoked nor excused:\n{}", wrong.len(), wrong.join("\n"));
    assert!(stale.is_empty(), "these are provoked and need no excuse:\n{}", stale.join("\n"));
}

fn all_calls() -> Calls {
    static CALLS: std::sync::LazyLock<Calls> = std::sync::LazyLock::new(|| {
        let mut all = Calls::new();
        for program in PROGRAMS {
            let left = calls::left(program).unwrap_or_else(|| {
                run(program);
                calls::left(program).expect("it leaves what it called")
            });
            for (function, codes) in left {
                all.entry(function).or_default().extend(codes);
            }
        }
        all
    });
    CALLS.clone()
}

fn run(program: &str) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--quiet", "--package", "quorate-windows", "--test", program]).env(calls::RUN, calls::run());
    assert!(cargo.status().expect("cargo runs").success(), "{program} failed");
}

/// By function.
fn documented() -> BTreeMap<String, Vec<String>> {
    let lines = include_str!("documented.txt").lines().filter(|line| !line.starts_with('#'));
    let words = lines.map(|line| line.split(' ').map(str::to_owned));
    words.map(|mut words| (words.next().expect("a name"), words.collect())).collect()
}

/// How the heading begins of what some machines cannot show.
const SHOWN_WHERE: &str = "# Shown where";

/// `FUNCTION ERROR` under headings that say why: those under the headings that are meant.
fn not_provoked(meant: impl Fn(&str) -> bool) -> BTreeSet<(String, String)> {
    let paragraphs = include_str!("not_provoked.txt").split("\n\n").filter(|paragraph| meant(paragraph));
    let lines = paragraphs.flat_map(str::lines).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pairs = lines.map(|line| line.split_once(' ').expect("a function and an error"));
    pairs.map(|(function, error)| (function.to_owned(), error.to_owned())).collect()
}
