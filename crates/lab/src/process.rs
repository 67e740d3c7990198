//! Processes of a node, seen from the host.

use rustix::process::{Pid, Signal, kill_process};
use std::fs;

/// A process inside a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Process {
    /// As the host numbers it.
    pub pid: u32,
    /// As the node itself numbers it.
    pub pid_inside: u32,
    /// At most 15 bytes (`proc_pid_comm(5)`).
    pub name: String,
    /// The command line, program first.
    pub arguments: Vec<String>,
}

impl Process {
    /// The process may be gone.
    pub fn signal(&self, signal: Signal) {
        if let Some(pid) = Pid::from_raw(self.pid.cast_signed()) {
            let _ = kill_process(pid, signal);
        }
    }
}

/// Everything in the pid namespace of `first`, without `first` itself and what is only on its way in.
pub(crate) fn beside(first: u32) -> Vec<Process> {
    let Ok(namespace) = fs::read_link(format!("/proc/{first}/ns/pid")) else { return Vec::new() };
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| *pid != first)
        .filter(|pid| fs::read_link(format!("/proc/{pid}/ns/pid")).is_ok_and(|other| other == namespace))
        .filter_map(read)
        .filter(|process| process.name != "nsenter")
        .collect()
}

fn read(pid: u32) -> Option<Process> {
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?.trim_end().to_owned();
    let command_line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let arguments = command_line.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned());
    let mut arguments: Vec<String> = arguments.collect();
    // Each word ends with a zero byte, so that the last piece is none.
    arguments.pop();
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    // A zombie holds no resource any more.
    if status.lines().any(|line| line.starts_with("State:\tZ")) {
        return None;
    }
    let numbers = status.lines().find_map(|line| line.strip_prefix("NSpid:"))?;
    let pid_inside = numbers.split_whitespace().last()?.parse().ok()?;
    Some(Process { pid, pid_inside, name, arguments })
}
