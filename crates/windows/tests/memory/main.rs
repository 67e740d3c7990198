//! The programs in C that look for what handles leave behind, and for threads that get into each other's way, in a small measure.
//! `crates/windows/test-memory` runs them in a large one, under tools that see more.

#![cfg(not(windows))]

#[path = "../services/mod.rs"]
mod services;

use services::Services;
use services::programs::{LANGUAGES, compile, libraries};
use std::collections::BTreeSet;
use std::process::Command;

const THREADS: &str = "32";

/// What a program prints.
fn run(name: &str, source: &str, arguments: &[&str]) -> String {
    let libraries = libraries(&format!("{name}-libraries"));
    let program = compile(source, &libraries, LANGUAGES[0]);
    let services = Services::found(name, 3);
    let mut program = Command::new(program);
    program.env("LD_LIBRARY_PATH", &libraries).arg(&services.dir).args(arguments);
    let output = program.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{source}: {}: {said}", output.status);
    String::from_utf8(output.stdout).expect("text")
}

/// The types of handles in the header.
fn kinds() -> BTreeSet<&'static str> {
    let header = include_str!("../../../clusapi/include/clusapi.h");
    let types = header.lines().filter_map(|line| line.strip_prefix("typedef ptrdiff_t ")?.strip_suffix(';'));
    types.chain(["HKEY", "HANDLE"]).collect()
}

#[test]
fn handles_of_every_kind_leave_nothing_behind() {
    let printed = run("memory-handles", "handles.c", &["20"]);
    let tried: BTreeSet<&str> = printed.split_whitespace().collect();
    let missing: Vec<_> = kinds().into_iter().filter(|kind| !tried.contains(kind)).collect();
    assert!(tried.len() > missing.len() && missing.is_empty(), "{missing:?} are kinds that handles.c does not know");
}

#[test]
fn threads_share_a_connection_and_its_handles() {
    assert_eq!(run("memory-threads", "hammer.c", &[THREADS, "1"]), format!("{THREADS} threads\n"));
}
