//! The host's side of the guard: starts it, tells it what runs, and notices its death.

use crate::guard::Line;
use crate::program;
use crate::readable::watch;
use model::Incarnation;
use resource_types::environment::{INCARNATION, NODE_DIR};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use tokio::io::unix::AsyncFd;

/// A running guard. Nothing here ever waits: a guard that does not read makes [`GuardLink::tell`] fail.
pub(crate) struct GuardLink {
    child: Child,
    pidfd: Rc<AsyncFd<OwnedFd>>,
    pipe: OwnedFd,
    /// Lines that had no room in the pipe; they only forget what is gone, so they may be late.
    late: VecDeque<Line>,
}

impl GuardLink {
    /// Must be called within the runtime, on the main thread.
    pub(crate) fn start(state_dir: &Path, incarnation: Incarnation) -> io::Result<GuardLink> {
        let mut child = Command::new(program::own_program()?)
            .arg(program::GUARD)
            .env(NODE_DIR, state_dir)
            .env(INCARNATION, incarnation.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()?;
        let pid = Pid::from_child(&child);
        let pidfd = Rc::new(watch(pidfd_open(pid, PidfdFlags::NONBLOCK)?)?);
        let pipe = OwnedFd::from(child.stdin.take().expect("stdin was asked to be a pipe"));
        rustix::io::ioctl_fionbio(&pipe, true)?;
        Ok(GuardLink { child, pidfd, pipe, late: VecDeque::new() })
    }

    pub(crate) fn pid(&self) -> i32 {
        self.child.id() as i32
    }

    /// Writes a line as a whole. Once written the guard gets it, even if the host dies now.
    pub(crate) fn tell(&mut self, line: &Line) -> io::Result<()> {
        while let Some(late) = self.late.front() {
            write_line(&self.pipe, late)?;
            self.late.pop_front();
        }
        write_line(&self.pipe, line)
    }

    /// As [`GuardLink::tell`], later if need be.
    pub(crate) fn tell_late(&mut self, line: Line) {
        if self.tell(&line).is_err() {
            self.late.push_back(line);
        }
    }

    /// Another end of the pipe, for renewals; lines are written as a whole, whoever writes them.
    pub(crate) fn pipe(&self) -> io::Result<OwnedFd> {
        self.pipe.try_clone()
    }

    /// Becomes readable when the guard has ended.
    pub(crate) fn pidfd(&self) -> Rc<AsyncFd<OwnedFd>> {
        Rc::clone(&self.pidfd)
    }

    /// Reaps a guard that has ended.
    pub(crate) fn reap(&mut self) {
        // An error means that there is nothing to reap.
        let _ = self.child.try_wait();
    }
}

/// The kernel writes up to PIPE_BUF (4096) bytes into a pipe as a whole or not at all (`pipe(7)`).
pub(crate) fn write_line(pipe: &OwnedFd, line: &Line) -> io::Result<()> {
    let text = line.encode();
    if text.len() > 4096 {
        return Err(Errno::NAMETOOLONG.into());
    }
    rustix::io::retry_on_intr(|| rustix::io::write(pipe, text.as_bytes()))?;
    Ok(())
}
