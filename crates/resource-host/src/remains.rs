//! The remains of earlier lives of a node: hosts, guards and applications that a service finds on its machine before it
//! joins (leases 10).

use crate::addresses::gate_name;
use crate::cgroup::{Cgroup, JOURNAL};
use crate::procfs;
use crate::program;
use crate::sweep::Mark;
use address::journal;
use rustix::process::{getpid, getppid};
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A guard that sees its host die ends the rest itself, knowing more than can be found here; it gets so long.
const GUARD_PATIENCE: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_PERIOD: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub enum RemainsError {
    /// These processes do not end.
    Left(Vec<i32>),
    Io(io::Error),
}

impl fmt::Display for RemainsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RemainsError::Left(pids) => {
                let pids: Vec<String> = pids.iter().map(ToString::to_string).collect();
                write!(f, "processes of an earlier life do not end: {}", pids.join(", "))
            }
            RemainsError::Io(error) => write!(f, "the remains of an earlier life cannot be looked for: {error}"),
        }
    }
}

impl std::error::Error for RemainsError {}

impl From<io::Error> for RemainsError {
    fn from(error: io::Error) -> RemainsError {
        RemainsError::Io(error)
    }
}

/// Kills every process of an earlier life of the node with this directory and waits until none is left, at most ten
/// seconds. Returns their pids. Blocks; a directory that does not exist has no remains.
///
/// Found are processes that carry the directory in their environment, and those in the cgroups of the journal. The
/// caller and the processes above it are never touched.
pub fn end(state_dir: &Path) -> Result<Vec<i32>, RemainsError> {
    let state_dir = match fs::canonicalize(state_dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mark = Mark { node_dir: &state_dir, incarnation: None };
    let journal = state_dir.join(JOURNAL);
    let cgroups = recorded_cgroups(&journal)?;
    let spared = own_line();
    let mut ended = BTreeSet::new();
    let begun = Instant::now();
    loop {
        let found: Vec<i32> = mark.find()?.into_iter().filter(|pid| !spared.contains(pid)).collect();
        if found.is_empty() && !cgroups.iter().any(Cgroup::populated) {
            break;
        }
        if begun.elapsed() > PATIENCE {
            return Err(RemainsError::Left(found));
        }
        for cgroup in &cgroups {
            // The next round tries again.
            let _ = cgroup.kill();
        }
        for pid in found {
            ended.insert(pid);
            if begun.elapsed() > GUARD_PATIENCE || !is_guard(pid) {
                mark.kill(pid);
            }
        }
        sleep(LOOK_PERIOD);
    }
    for cgroup in &cgroups {
        cgroup.remove()?;
    }
    end_addresses(&state_dir)?;
    match fs::remove_file(journal) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(ended.into_iter().collect()),
    }
}

/// Addresses that were put on by an earlier life, and then their gates, which shut by themselves long ago.
fn end_addresses(state_dir: &Path) -> io::Result<()> {
    if journal::is_empty(state_dir) {
        return Ok(());
    }
    journal::remove_noted(state_dir)?;
    gate::remove_remains(&gate_name(state_dir))?;
    journal::clear(state_dir)
}

fn recorded_cgroups(journal: &Path) -> io::Result<Vec<Cgroup>> {
    match fs::read_to_string(journal) {
        Ok(text) => Ok(text.lines().filter_map(recorded_cgroup).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// A line that a crash cut short names nothing of ours.
fn recorded_cgroup(line: &str) -> Option<Cgroup> {
    let path = PathBuf::from(line);
    let digits = path.file_name()?.to_str()?.strip_prefix("quorate-")?;
    let whole = digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| Cgroup::at(path))
}

fn is_guard(pid: i32) -> bool {
    procfs::arguments(pid).get(1).is_some_and(|argument| argument == program::GUARD.as_bytes())
}

/// This process and those above it.
fn own_line() -> BTreeSet<i32> {
    let mut line = BTreeSet::from([getpid().as_raw_pid()]);
    let mut next = getppid().map(|pid| pid.as_raw_pid());
    while let Some(pid) = next {
        if !line.insert(pid) {
            break;
        }
        next = procfs::stat(pid).map(|process| process.parent).filter(|parent| *parent > 0);
    }
    line
}
