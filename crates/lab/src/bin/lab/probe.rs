//! The client: a request to each target at each tick, and a line for each answer.
//!
//! Request: `<target's number> <sequence> <sent ns>`. Line: `<received ns> <request> <node> <epoch>`. Times are of CLOCK_MONOTONIC,
//! which all machines of the lab share.

use crate::wait_for_end_of_input;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::net::{SocketAddr, UdpSocket};

const ANSWER_BYTES_MAX: usize = 512;

pub fn run(file: &str, interval_us: &str, targets: &[&str]) -> io::Result<()> {
    std::thread::spawn(|| {
        wait_for_end_of_input();
        std::process::exit(0);
    });
    let interval_ns = interval_us.parse::<u64>().map_err(io::Error::other)? * 1_000;
    let targets = targets.iter().map(|target| target.parse().map_err(io::Error::other));
    let targets = targets.collect::<io::Result<Vec<SocketAddr>>>()?;
    let record = BufWriter::new(File::create(file)?);
    let sockets = ["0.0.0.0:0", "[::]:0"].map(|any| {
        let socket = UdpSocket::bind(any)?;
        socket.set_nonblocking(true)?;
        Ok::<UdpSocket, io::Error>(socket)
    });
    let [v4, v6] = sockets;
    Probe { v4: v4?, v6: v6?, targets, record, sequence: 0 }.run(interval_ns)
}

struct Probe {
    v4: UdpSocket,
    v6: UdpSocket,
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
            let mut ready = [PollFd::new(&self.v4, PollFlags::IN), PollFd::new(&self.v6, PollFlags::IN)];
            // Interrupted or not: the sockets are looked at.
            let _ = poll(&mut ready, Some(&timeout));
            self.take_answers()?;
        }
    }

    fn ask(&mut self, now: u64) {
        for (number, target) in self.targets.iter().enumerate() {
            let request = format!("{number} {} {now}", self.sequence);
            let socket = if target.is_ipv4() { &self.v4 } else { &self.v6 };
            // No route, no neighbour: a request without an answer.
            let _ = socket.send_to(request.as_bytes(), target);
        }
        self.sequence += 1;
    }

    fn take_answers(&mut self) -> io::Result<()> {
        let mut buffer = [0; ANSWER_BYTES_MAX];
        let mut taken = false;
        for socket in [&self.v4, &self.v6] {
            loop {
                match socket.recv_from(&mut buffer) {
                    // Only the target itself may answer for it.
                    Ok((bytes, from)) if self.targets.contains(&from) => {
                        write!(self.record, "{} ", now_ns())?;
                        self.record.write_all(&buffer[..bytes])?;
                        self.record.write_all(b"\n")?;
                        taken = true;
                    }
                    Ok(_) => {}
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(_) => {}
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
