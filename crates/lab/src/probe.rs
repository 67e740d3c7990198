//! The client's probe: four streams of requests, one every 5 ms each.
//!
//! The client asks as every client does, through its neighbour table. The direct clients d1, d2, d3 have the hardware address of
//! one node each by heart, so that two nodes that would answer at one moment are both seen, whichever the network believes in.

use crate::lab::Lab;
use crate::outage::{Answer, Stream};
use crate::programs::{Skip, find, tool};
use crate::wait;
use crate::wiring::{NODES, client_mac};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

/// Time between two requests of one stream to one target.
const INTERVAL_US: u64 = 5_000;

/// Runs until it is dropped.
pub struct Probe {
    streams: Vec<(Stream, PathBuf, Child)>,
}

/// Now, on the clock that all records are made with.
pub fn monotonic_ns() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

impl Probe {
    /// Asks all these addresses. Returns at once; [`Probe::wait_for_owner`] waits for the first answers.
    pub fn start(lab: &Lab, targets: &[SocketAddr]) -> Result<Probe, Skip> {
        Probe::start_every(lab, targets, INTERVAL_US)
    }

    /// As [`Probe::start`] with another interval, for many targets.
    pub fn start_every(lab: &Lab, targets: &[SocketAddr], interval_us: u64) -> Result<Probe, Skip> {
        let targets: Vec<(IpAddr, String)> = targets.iter().map(|target| (target.ip(), target.to_string())).collect();
        Probe::start_streams(lab, &targets, interval_us)
    }

    /// Pings these addresses: the kernel answers, also when all programs of its machine are frozen. Who answered is known of
    /// the direct clients only.
    pub fn start_pings(lab: &Lab, targets: &[IpAddr], interval_us: u64) -> Result<Probe, Skip> {
        let targets: Vec<(IpAddr, String)> = targets.iter().map(|target| (*target, target.to_string())).collect();
        Probe::start_streams(lab, &targets, interval_us)
    }

    fn start_streams(lab: &Lab, targets: &[(IpAddr, String)], interval_us: u64) -> Result<Probe, Skip> {
        let mut streams = Vec::new();
        let direct = lab.direct_clients.iter().zip(1u8..).map(|(holder, number)| (Stream::Direct(number), holder));
        for (stream, holder) in [(Stream::Client, lab.client_holder())].into_iter().chain(direct) {
            if let Stream::Direct(number) = stream {
                let lines: String = targets
                    .iter()
                    .map(|(address, _)| {
                        format!("neigh replace {address} lladdr {} dev eth0 nud permanent\n", client_mac(number))
                    })
                    .collect();
                holder.ip(&lines)?;
            }
            let file = fresh_file(lab, stream);
            let mut command = match lab.real_time_prefix().split_first() {
                // Found in the host: a client shares its files.
                Some((chrt, arguments)) => {
                    let mut with = holder.command(find(chrt)?);
                    with.args(arguments).arg(tool()?);
                    with
                }
                None => holder.command(tool()?),
            };
            command.arg("probe").arg(&file).arg(interval_us.to_string());
            command.args(targets.iter().map(|(_, target)| target));
            // Kept open: its end is the probe's end.
            let child = command.stdin(Stdio::piped()).spawn().map_err(|error| Skip(error.to_string()))?;
            streams.push((stream, file, child));
        }
        Ok(Probe { streams })
    }

    /// Everything recorded so far, by the time of receipt.
    pub fn answers(&self) -> Vec<Answer> {
        let mut answers: Vec<Answer> = self.streams.iter().flat_map(|(stream, file, _)| read(*stream, file)).collect();
        answers.sort_by_key(|answer| answer.received_ns);
        answers
    }

    /// Who answered the client's latest request to this target, if that was in the last 100 ms.
    pub fn answering(&self, target: usize) -> Option<String> {
        const FRESH_NS: u64 = 100_000_000;
        let (stream, file, _) = &self.streams[0];
        let last = read(*stream, file).into_iter().rfind(|answer| answer.target == target)?;
        (monotonic_ns() < last.received_ns + FRESH_NS).then_some(last.node)
    }

    /// Waits until the client gets its answers from a node that is accepted.
    pub fn wait_for_owner(&self, deadline: Duration, accept: impl Fn(&str) -> bool) -> Option<String> {
        wait::within(deadline, || self.answering(0).filter(|node| accept(node)))
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        for (_, file, child) in &mut self.streams {
            let _ = child.kill();
            let _ = child.wait();
            let _ = std::fs::remove_file(file);
        }
    }
}

fn fresh_file(lab: &Lab, stream: Stream) -> PathBuf {
    let name = match stream {
        Stream::Client => "client".to_owned(),
        Stream::Direct(number) => crate::wiring::direct_client(number),
    };
    lab.folder().join(format!("probe-{name}-{}", uuid::Uuid::new_v4()))
}

/// Lines as `lab probe` writes them. A last line that is not whole is left out.
fn read(stream: Stream, file: &std::path::Path) -> Vec<Answer> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().filter_map(|line| parse(stream, line)).collect()
}

fn parse(stream: Stream, line: &str) -> Option<Answer> {
    let words: Vec<&str> = line.split(' ').collect();
    let [received, target, sequence, sent, node, epoch] = words[..] else { return None };
    let node = match (node, stream) {
        ("?", Stream::Direct(number)) => NODES[usize::from(number) - 1].to_owned(),
        ("?", Stream::Client) => String::new(),
        (named, _) => named.to_owned(),
    };
    Some(Answer {
        stream,
        target: target.parse().ok()?,
        sequence: sequence.parse().ok()?,
        sent_ns: sent.parse().ok()?,
        received_ns: received.parse().ok()?,
        node,
        epoch: epoch.parse().ok()?,
    })
}
