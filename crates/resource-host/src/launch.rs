//! The service's side: starts a host and holds the two connections to it.

use crate::program;
use model::{BootTime, Incarnation};
use resource_types::environment::{INCARNATION, NODE_DIR};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A host that was just started: it waits for Hello.
pub struct Launched {
    /// To be waited for. It outlives the service: it sees the socket close.
    pub child: Child,
    /// Length-delimited [`proto::host::ToHost`] and [`proto::host::FromHost`]; see [`crate::wire`]. Non-blocking.
    pub socket: UnixStream,
    pub lease: LeaseSender,
}

/// Tells the host how long the node's lease runs.
pub struct LeaseSender(OwnedFd);

impl LeaseSender {
    /// The writing end of a running host's pipe, from a predecessor that was this process.
    pub fn of(pipe: OwnedFd) -> LeaseSender {
        LeaseSender(pipe)
    }

    pub fn try_clone(&self) -> io::Result<LeaseSender> {
        self.0.try_clone().map(LeaseSender)
    }

    pub fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }

    /// Never waits. A host that has not read the last few thousand renewals misses this one.
    pub fn send(&self, until: BootTime) -> io::Result<()> {
        match rustix::io::write(&self.0, &until.0.to_le_bytes()) {
            Ok(_) | Err(Errno::AGAIN) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Starts `quorate resource-host` from the program that runs now. `state_dir` must exist and be the same path as in Hello,
/// once it is made canonical, for [`crate::remains::end`] to find it later.
pub fn launch(state_dir: &Path, incarnation: Incarnation) -> io::Result<Launched> {
    launch_program(&program::own_program()?, state_dir, incarnation)
}

/// As [`launch`], for a program other than the caller's that understands the same subcommands.
pub fn launch_program(program: &Path, state_dir: &Path, incarnation: Incarnation) -> io::Result<Launched> {
    let state_dir: PathBuf = std::fs::canonicalize(state_dir)?;
    let (socket, theirs) = UnixStream::pair()?;
    socket.set_nonblocking(true)?;
    let (lease_reader, lease_writer) = pipe_with(PipeFlags::CLOEXEC)?;
    rustix::io::ioctl_fionbio(&lease_writer, true)?;
    let child = Command::new(program)
        .arg(program::HOST)
        .env(NODE_DIR, &state_dir)
        .env(INCARNATION, incarnation.to_string())
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .stdout(Stdio::from(lease_reader))
        .process_group(0)
        .spawn()?;
    Ok(Launched { child, socket, lease: LeaseSender(lease_writer) })
}
