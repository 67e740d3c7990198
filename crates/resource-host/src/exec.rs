//! `quorate resource-exec`: the first moments of an application's process, between its creation and its program.
//!
//! Standard input is a socket to the host. The process asks the kernel to be killed with the host, enters its cgroup, and
//! waits for one byte: the host's word that the guard knows of it and that the lease is still held. Then it becomes the
//! application. The host sees the socket close when the program runs, or reads why it does not.

use crate::cgroup;
use rustix::process::{Resource, Rlimit, Signal, getppid, getrlimit, set_parent_process_death_signal, setrlimit};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};

/// Stands for "no cgroup" among the arguments.
pub(crate) const NO_CGROUP: &str = "-";
pub(crate) const GO: u8 = b'g';

/// The step at which it failed: the first byte of five; the others are the system's error number, little endian.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    Prepare = 1,
    EnterCgroup = 2,
    Run = 3,
}

/// What the host reads on the socket: nothing when the program runs.
pub(crate) fn decode_failure(bytes: &[u8]) -> Option<(Step, io::Error)> {
    let (step, number) = bytes.split_first()?;
    let number = i32::from_le_bytes(*number.first_chunk()?);
    let step = match step {
        2 => Step::EnterCgroup,
        3 => Step::Run,
        _ => Step::Prepare,
    };
    Some((step, io::Error::from_raw_os_error(number)))
}

/// Arguments: the host's pid, the soft limit of open files, the cgroup or `-`, then the program and its arguments.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let Ok(control) = io::stdin().as_fd().try_clone_to_owned() else { return ExitCode::FAILURE };
    let mut control = UnixStream::from(control);
    let (step, error) = become_application(&mut control, arguments);
    let mut failure = vec![step as u8];
    failure.extend_from_slice(&error.raw_os_error().unwrap_or(0).to_le_bytes());
    // The host may be gone; then nobody needs to know.
    let _ = control.write_all(&failure);
    ExitCode::FAILURE
}

/// Returns only when it failed.
fn become_application(control: &mut UnixStream, arguments: impl Iterator<Item = OsString>) -> (Step, io::Error) {
    let (limit, cgroup, words) = match prepare(arguments) {
        Ok(prepared) => prepared,
        Err(error) => return (Step::Prepare, error),
    };
    if cgroup != NO_CGROUP
        && let Err(error) = cgroup::enter(Path::new(&cgroup))
    {
        return (Step::EnterCgroup, error);
    }
    if let Err(error) = wait_for_go(control, limit) {
        return (Step::Prepare, error);
    }
    let Some((program, rest)) = words.split_first() else {
        return (Step::Prepare, io::Error::from(rustix::io::Errno::INVAL));
    };
    (Step::Run, Command::new(program).args(rest).exec())
}

type Prepared = (Option<u64>, OsString, Vec<OsString>);

fn prepare(mut arguments: impl Iterator<Item = OsString>) -> io::Result<Prepared> {
    let invalid = || io::Error::from(rustix::io::Errno::INVAL);
    let mut number = || arguments.next()?.to_str()?.parse::<i64>().ok();
    let host = number().ok_or_else(invalid)?;
    let limit = number().ok_or_else(invalid)?;
    let cgroup = arguments.next().ok_or_else(invalid)?;
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // The host may have died before that took effect; its child has another parent by now.
    if getppid().map(|pid| i64::from(pid.as_raw_pid())) != Some(host) {
        return Err(rustix::io::Errno::SRCH.into());
    }
    Ok((u64::try_from(limit).ok(), cgroup, arguments.collect()))
}

fn wait_for_go(control: &mut UnixStream, file_limit: Option<u64>) -> io::Result<()> {
    let mut go = [0];
    control.read_exact(&mut go)?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    // The host raised its own limit; programs that use select(2) need the usual one.
    setrlimit(Resource::Nofile, Rlimit { current: file_limit, ..getrlimit(Resource::Nofile) })?;
    // The service may be spared when memory runs out; its applications are not. Less protection may always be asked for.
    let _ = std::fs::write("/proc/self/oom_score_adj", "0");
    Ok(())
}
