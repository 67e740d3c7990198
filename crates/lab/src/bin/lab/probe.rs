//! The client: a request to each target at each tick, and a line for each answer.
//!
//! Request: `<target's number> <sequence> <sent ns>`. Line: `<received ns> <request> <node> <epoch>`, for an echo of the kernel `? 0`.
//! Times are of CLOCK_MONOTONIC, which all machines of the lab share.

use crate::wait_for_end_of_input;
use crate::wire::Wire;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::net::{IpAddr, SocketAddr};

/// `targets` are addresses with a port, to be asked by datagrams, or without one, to be pinged.
pub fn run(file: &str, interval_us: &str, targets: &[&str]) -> io::Result<()> {
    std::thread::spawn(|| {
        wait_for_end_of_input();
        std::process::exit(0);
    });
    let interval_ns = interval_us.parse::<u64>().map_err(io::Error::other)? * 1_000;
    let as_ping = targets.iter().all(|target| target.parse::<IpAddr>().is_ok());
    let parse = |target: &&str| match target.parse::<IpAddr>() {
        Ok(address) => Ok(SocketAddr::new(address, 0)),
        Err(_) => target.parse().map_err(io::Error::other),
    };
    let targets = targets.iter().map(parse).collect::<io::Result<Vec<SocketAddr>>>()?;
    let record = BufWriter::new(File::create(file)?);
    Probe { wires: Wire::open(as_ping)?, as_ping, targets, record, sequence: 0 }.run(interval_ns)
}

struct Probe {
    /// IPv4 and IPv6.
    wires: [Wire; 2],
    as_ping: bool,
    targets: Vec<SocketAddr>,
    record: BufWriter<File>,
    sequence: u64,
}

impl Probe {
    fn run(mut self, interval_ns: u64) -> io::Result<()> {
        let mut next = now_ns();
        loop {
            let now = now_ns();
            if now >= next {
                self.ask(now);
                // Ticks that were slept through are not made up for.
                next = (next + interval_ns).max(now_ns());
            }
            let wait = next.saturating_sub(now_ns());
            let timeout = Timespec { tv_sec: (wait / 1_000_000_000) as i64, tv_nsec: (wait % 1_000_000_000) as i64 };
            let mut ready = [0, 1].map(|wire: usize| PollFd::new(&self.wires[wire], PollFlags::IN));
            // Interrupted or not: the sockets are looked at.
            let _ = poll(&mut ready, Some(&timeout));
            self.take_answers()?;
        }
    }

    fn ask(&mut self, now: u64) {
        for (number, target) in self.targets.iter().enumerate() {
            self.wires[usize::from(target.is_ipv6())].send(*target, &format!("{number} {} {now}", self.sequence));
        }
        self.sequence += 1;
    }

    fn take_answers(&mut self) -> io::Result<()> {
        let mut taken = false;
        for wire in &self.wires {
            while let Some((from, answer)) = wire.receive() {
                // Only the target itself may answer for it.
                if self.targets.contains(&from) {
                    let who = if self.as_ping { " ? 0" } else { "" };
                    writeln!(self.record, "{} {answer}{who}", now_ns())?;
                    taken = true;
                }
            }
        }
        if taken { self.record.flush() } else { Ok(()) }
    }
}

fn now_ns() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}
