//! What `/proc` tells of processes (`proc(5)`). A process may be gone between two looks; then there is simply nothing.

use std::fs;
use std::io;

/// A process, from `/proc/PID/stat`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ProcessStat {
    pub(crate) pid: i32,
    /// Ended, and only waiting to be reaped.
    pub(crate) ended: bool,
    pub(crate) parent: i32,
    pub(crate) group: i32,
    /// In clock ticks since boot: with the pid it names a process for good.
    pub(crate) start_time: u64,
}

pub(crate) fn stat(pid: i32) -> Option<ProcessStat> {
    parse_stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// `pid (name) state ppid pgrp ...`; the name may contain anything, so the fields count from the last parenthesis.
fn parse_stat(text: &str) -> Option<ProcessStat> {
    let (pid, _) = text.split_once(' ')?;
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace();
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    let group = fields.next()?.parse().ok()?;
    // Field 22 of the line; the state is field 3.
    let start_time = fields.nth(16)?.parse().ok()?;
    Some(ProcessStat { pid: pid.parse().ok()?, ended: matches!(state, "Z" | "X" | "x"), parent, group, start_time })
}

/// Every process that can be seen.
pub(crate) fn all_pids() -> io::Result<Vec<i32>> {
    let mut pids = Vec::new();
    for entry in fs::read_dir("/proc")? {
        if let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) {
            pids.push(pid);
        }
    }
    Ok(pids)
}

/// The children of this process, ended ones included. Right only in a process of one thread, as a host is.
pub(crate) fn own_children() -> io::Result<Vec<i32>> {
    let own = rustix::process::getpid().as_raw_pid();
    match fs::read_to_string(format!("/proc/self/task/{own}/children")) {
        Ok(list) => Ok(list.split_ascii_whitespace().filter_map(|pid| pid.parse().ok()).collect()),
        // A kernel without CONFIG_PROC_CHILDREN.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(all_pids()?.into_iter().filter(|pid| stat(*pid).is_some_and(|process| process.parent == own)).collect())
        }
        Err(error) => Err(error),
    }
}

/// The variables a process was started with, each `NAME=VALUE`; empty for one that has ended or is not ours to see.
pub(crate) struct Environment(Vec<u8>);

impl Environment {
    pub(crate) fn of(pid: i32) -> Environment {
        Environment(fs::read(format!("/proc/{pid}/environ")).unwrap_or_default())
    }

    pub(crate) fn has(&self, name: &str, value: &[u8]) -> bool {
        self.get(name) == Some(value)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.split(|byte| *byte == 0).find_map(|variable| variable.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
    }
}

/// The words a process was started with.
pub(crate) fn arguments(pid: i32) -> Vec<Vec<u8>> {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    line.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_and_spaces_is_no_trouble() {
        let line = "42 (a) b (c) S 7 41 41 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 123456 9 8 7\n";
        let expected = ProcessStat { pid: 42, ended: false, parent: 7, group: 41, start_time: 123_456 };
        assert_eq!(parse_stat(line), Some(expected));
        assert_eq!(parse_stat("42 (x"), None);
        assert_eq!(parse_stat(""), None);
    }

    #[test]
    fn this_process_is_found() {
        let own = rustix::process::getpid().as_raw_pid();
        let stat = stat(own).unwrap();
        assert_eq!((stat.pid, stat.ended), (own, false));
        assert!(all_pids().unwrap().contains(&own));
        let path = std::env::var("PATH").unwrap();
        assert!(Environment::of(own).has("PATH", path.as_bytes()));
        assert!(!Environment::of(own).has("PAT", path.as_bytes()));
    }
}
