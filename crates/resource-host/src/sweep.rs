//! Finds and ends processes by the mark in their environment, where kinship says nothing any more because a host died.

use crate::procfs::{Environment, all_pids};
use resource_types::environment::{INCARNATION, NODE_DIR};
use rustix::process::{Pid, PidfdFlags, Signal, getpid, pidfd_open, pidfd_send_signal};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What marks the processes of a node, or of one life of it.
pub(crate) struct Mark<'a> {
    pub(crate) node_dir: &'a Path,
    /// `None`: of any life.
    pub(crate) incarnation: Option<&'a str>,
}

impl Mark<'_> {
    pub(crate) fn is_on(&self, pid: i32) -> bool {
        let environment = Environment::of(pid);
        environment.has(NODE_DIR, self.node_dir.as_os_str().as_bytes())
            && self.incarnation.is_none_or(|incarnation| environment.has(INCARNATION, incarnation.as_bytes()))
    }

    /// Every marked process but this one.
    pub(crate) fn find(&self) -> io::Result<Vec<i32>> {
        let own = getpid().as_raw_pid();
        Ok(all_pids()?.into_iter().filter(|pid| *pid != own && self.is_on(*pid)).collect())
    }

    /// Kills a process if it (still) has the mark: the number may have passed to another process in between.
    pub(crate) fn kill(&self, pid: i32) {
        let Some(pid) = Pid::from_raw(pid) else { return };
        let Ok(handle) = pidfd_open(pid, PidfdFlags::empty()) else { return };
        if self.is_on(pid.as_raw_pid()) {
            // It may have ended by itself.
            let _ = pidfd_send_signal(&handle, Signal::KILL);
        }
    }
}
