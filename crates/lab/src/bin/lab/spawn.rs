//! Daemons inside a node.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// EX_TEMPFAIL (`sysexits.h(3head)`): the service wants another life.
const START_AGAIN: i32 = 75;

/// Starts it in a process group of its own and ends: its parent is then the node's pid 1.
pub fn daemon(log: &str, program: &str, arguments: &[&str]) -> io::Result<()> {
    crate::cgroup::enter_that_of_pid_1();
    let log = OpenOptions::new().create(true).append(true).open(log)?;
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .process_group(0)
        .spawn()
        .map_err(|error| io::Error::new(error.kind(), format!("{program}: {error}")))?;
    println!("{}", child.id());
    Ok(())
}

/// What a service manager does with a service that asks to be started again.
pub fn keep(program: &str, arguments: &[&str]) -> io::Result<()> {
    while Command::new(program).args(arguments).status()?.code() == Some(START_AGAIN) {}
    Ok(())
}
