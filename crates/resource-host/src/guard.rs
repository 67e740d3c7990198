//! `quorate resource-guard`: the second process, which ends everything when the host cannot (leases 8).
//!
//! The host writes lines to its standard input: what runs, and until when it may. The guard acts in two cases:
//! - the pipe closes without `done`: the host was killed. Everything it ran is killed, until nothing is left;
//! - the lease has ended and the host does not say `done`: it is frozen. First what it ran, then the host itself.
//!
//! It never starts anything and never says Released.

use crate::cgroup::Cgroup;
use crate::clock::{boot_now, create_boot_timer, set_boot_timer};
use crate::procfs::{self, ProcessStat};
use crate::readable::watch;
use crate::sweep::Mark;
use address::journal;
use model::BootTime;
use resource_types::environment::{INCARNATION, NODE_DIR};
use rustix::process::{Pid, PidfdFlags, Signal, getpid, getppid, kill_process_group, pidfd_open, pidfd_send_signal};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::unix::pipe;
use tokio::signal::unix::{SignalKind, signal};

/// After the end of the lease: the host gets so long before the guard kills what it runs.
const HOST_PATIENCE_MS: u64 = 10;
/// After the end of the lease: the host gets so long to have let go before it is killed itself.
const HOST_LIFE_MS: u64 = 35;
const ROUND_MIN: Duration = Duration::from_millis(5);
const ROUND_MAX: Duration = Duration::from_secs(1);

/// A line from the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Line {
    /// Everything in this cgroup is the host's.
    Cgroup(PathBuf),
    /// A process group; its leader is the process of the same number that started then.
    Add {
        group: i32,
        start_time: u64,
    },
    /// Nothing is left of the group.
    Remove {
        group: i32,
    },
    Lease(BootTime),
    /// The host is awake and ends everything itself.
    LettingGo,
    /// Nothing is left at all.
    Done,
}

impl Line {
    pub(crate) fn encode(&self) -> String {
        match self {
            Line::Cgroup(path) => format!("cgroup {}\n", path.display()),
            Line::Add { group, start_time } => format!("add {group} {start_time}\n"),
            Line::Remove { group } => format!("remove {group}\n"),
            Line::Lease(until) => format!("lease {}\n", until.0),
            Line::LettingGo => "letting-go\n".to_owned(),
            Line::Done => "done\n".to_owned(),
        }
    }

    fn decode(line: &str) -> Option<Line> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "cgroup" => Some(Line::Cgroup(PathBuf::from(rest))),
            "add" => {
                let (group, start_time) = rest.split_once(' ')?;
                Some(Line::Add { group: group.parse().ok()?, start_time: start_time.parse().ok()? })
            }
            "remove" => Some(Line::Remove { group: rest.parse().ok()? }),
            "lease" => Some(Line::Lease(BootTime(rest.parse().ok()?))),
            "letting-go" => Some(Line::LettingGo),
            "done" => Some(Line::Done),
            _ => None,
        }
    }
}

/// Runs until the host is done, or gone and nothing of it left.
pub fn run() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.and_then(|runtime| runtime.block_on(Guard::watch_host())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

struct Guard {
    host: Option<(i32, OwnedFd)>,
    /// Start time of each group's leader.
    groups: BTreeMap<i32, u64>,
    cgroup: Option<Cgroup>,
    node_dir: PathBuf,
    incarnation: String,
    lease: Option<BootTime>,
    /// The host has begun to let go; it lives on after the lease to say its last word.
    letting_go: bool,
    timer: AsyncFd<OwnedFd>,
}

impl Guard {
    fn new() -> io::Result<Guard> {
        let host = getppid().and_then(|pid| Some((pid.as_raw_pid(), pidfd_open(pid, PidfdFlags::empty()).ok()?)));
        Ok(Guard {
            host,
            groups: BTreeMap::new(),
            cgroup: None,
            node_dir: std::env::var_os(NODE_DIR).unwrap_or_default().into(),
            incarnation: std::env::var(INCARNATION).unwrap_or_default(),
            lease: None,
            letting_go: false,
            timer: watch(create_boot_timer()?)?,
        })
    }

    async fn watch_host() -> io::Result<()> {
        // A handler that nobody listens to: the signals that end a terminal's processes do not end the guard.
        for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
            let _ = signal(kind)?;
        }
        let mut guard = Guard::new()?;
        let stdin = pipe::Receiver::from_owned_fd(io::stdin().as_fd().try_clone_to_owned()?)?;
        let mut lines = BufReader::new(stdin).lines();
        loop {
            tokio::select! {
                // A renewal that waits in the pipe comes before the end of the lease that it renews.
                biased;
                line = lines.next_line() => match line? {
                    Some(line) => {
                        if guard.take(&line)? {
                            return Ok(());
                        }
                    }
                    None => return guard.end_everything().await,
                },
                ready = guard.timer.readable() => {
                    ready?.clear_ready();
                    guard.handle_timer()?;
                }
            }
        }
    }

    /// Whether the host is done.
    fn take(&mut self, line: &str) -> io::Result<bool> {
        match Line::decode(line) {
            Some(Line::Cgroup(path)) => self.cgroup = Some(Cgroup::at(path)),
            Some(Line::Add { group, start_time }) => {
                self.groups.insert(group, start_time);
            }
            Some(Line::Remove { group }) => {
                self.groups.remove(&group);
            }
            // From two threads of the host: an older one may come later.
            Some(Line::Lease(until)) if self.lease >= Some(until) => {}
            Some(Line::Lease(until)) => {
                self.lease = Some(until);
                set_boot_timer(self.timer.get_ref(), until.plus_ms(HOST_PATIENCE_MS))?;
            }
            Some(Line::LettingGo) => self.letting_go = true,
            Some(Line::Done) => return Ok(true),
            // Host and guard are one program; a line that is not understood was cut by the host's death.
            None => {}
        }
        Ok(false)
    }

    /// A host that says it is letting go may be frozen before it has: at the lease's end what it ran is killed all the same
    /// (leases C6).
    fn handle_timer(&mut self) -> io::Result<()> {
        let Some(until) = self.lease else { return Ok(()) };
        let now = boot_now();
        if now >= until.plus_ms(HOST_LIFE_MS) {
            if self.letting_go {
                self.kill_round();
            } else {
                self.kill_host();
            }
        } else if now >= until.plus_ms(HOST_PATIENCE_MS) {
            self.kill_round();
            set_boot_timer(self.timer.get_ref(), until.plus_ms(HOST_LIFE_MS))?;
        }
        Ok(())
    }

    fn kill_host(&self) {
        if let Some((_, handle)) = &self.host {
            // It may be gone; then the pipe closes.
            let _ = pidfd_send_signal(handle, Signal::KILL);
        }
    }

    async fn end_everything(&mut self) -> io::Result<()> {
        // What the host was about to start may still become a child of nobody.
        self.kill_host();
        let mut pause = ROUND_MIN;
        while self.kill_round() {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(ROUND_MAX);
        }
        match &self.cgroup {
            Some(cgroup) => cgroup.remove(),
            None => Ok(()),
        }
    }

    /// Kills everything known and takes client addresses off; whether anything was there.
    fn kill_round(&mut self) -> bool {
        // Their gates are shut by now, or shut with the lease; what cannot be taken off is gone when its lifetime ends.
        let mut found = journal::remove_noted(&self.node_dir).is_ok_and(|removed| !removed.is_empty());
        if let Some(cgroup) = &self.cgroup
            && cgroup.populated()
        {
            found = true;
            // The next round tries again.
            let _ = cgroup.kill();
        }
        let processes: Vec<ProcessStat> =
            procfs::all_pids().unwrap_or_default().into_iter().filter_map(procfs::stat).collect();
        for group in self.living_groups(&processes) {
            found = true;
            if let Some(group) = Pid::from_raw(group) {
                let _ = kill_process_group(group, Signal::KILL);
            }
        }
        let mark = Mark { node_dir: &self.node_dir, incarnation: Some(&self.incarnation) };
        let host = self.host.as_ref().map(|(pid, _)| *pid);
        for process in processes.iter().filter(|process| !process.ended && Some(process.pid) != host) {
            if process.pid != getpid().as_raw_pid() && !self.incarnation.is_empty() && mark.is_on(process.pid) {
                found = true;
                mark.kill(process.pid);
            }
        }
        found
    }

    /// The groups that have a living member and are still those that were added.
    fn living_groups(&self, processes: &[ProcessStat]) -> BTreeSet<i32> {
        let mark = Mark { node_dir: &self.node_dir, incarnation: Some(&self.incarnation) };
        let leader = |group| processes.iter().find(|process| process.pid == group);
        processes
            .iter()
            .filter(|process| !process.ended)
            .filter(|process| match (self.groups.get(&process.group), leader(process.group)) {
                (None, _) => false,
                (Some(start_time), Some(leader)) => *start_time == leader.start_time,
                // The leader is gone, so the number may have passed on: the member itself has to prove it.
                (Some(_), None) => mark.is_on(process.pid),
            })
            .map(|process| process.group)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_written() {
        let lines = [
            Line::Cgroup(PathBuf::from("/sys/fs/cgroup/a b")),
            Line::Add { group: 17, start_time: 99 },
            Line::Remove { group: 17 },
            Line::Lease(BootTime(5)),
            Line::LettingGo,
            Line::Done,
        ];
        for line in lines {
            let text = line.encode();
            assert_eq!(Line::decode(text.strip_suffix('\n').unwrap()), Some(line));
        }
        assert_eq!(Line::decode("add 17"), None);
        assert_eq!(Line::decode("lea"), None);
    }
}
