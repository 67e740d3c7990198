//! A closed loop: each client sends its next request when the last one is answered.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

pub type Failure = Box<dyn std::error::Error + Send + Sync>;
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

const WARM_UP: Duration = Duration::from_millis(500);
/// Connections shared by the clients, as an application's pool would.
const CONNECTIONS_MAX: usize = 16;
/// Keys written in turn.
pub const KEYS: usize = 1_000;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Work {
    /// Durable on a majority before it is answered.
    Write,
    /// Linearizable.
    Read,
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Work::Write => "write",
            Work::Read => "read",
        })
    }
}

/// A database under test.
pub trait Subject {
    fn name(&self) -> &'static str;
    /// Opens so many connections: to the leader for writes, to all nodes in turn for reads.
    fn connect(&self, work: Work, connections: usize) -> Answer<'_, Vec<Arc<dyn Connection>>>;
}

pub trait Connection: Send + Sync {
    fn write<'a>(&'a self, key: &'a str, value: &'a [u8]) -> Answer<'a, ()>;
    fn read<'a>(&'a self, key: &'a str) -> Answer<'a, ()>;
}

/// What one measurement gave.
#[derive(Clone, Debug)]
pub struct Measured {
    pub per_second: f64,
    pub median_ms: f64,
    pub p99_ms: f64,
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:8.0}/s  median {:.2} ms  99 % {:.2} ms", self.per_second, self.median_ms, self.p99_ms)
    }
}

pub async fn run(
    subject: &dyn Subject,
    work: Work,
    clients: usize,
    value_bytes: usize,
    duration: Duration,
) -> Result<Measured, Failure> {
    let connections = subject.connect(work, clients.min(CONNECTIONS_MAX)).await?;
    if work == Work::Read {
        for key in 0..KEYS {
            connections[0].write(&key_name(key), &vec![b'v'; value_bytes]).await?;
        }
    }
    let stop = Arc::new(AtomicBool::new(false));
    let begin = Instant::now() + WARM_UP;
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let connection = connections[client % connections.len()].clone();
            tokio::spawn(one_client(connection, work, client, value_bytes, begin, stop.clone()))
        })
        .collect();
    tokio::time::sleep_until((begin + duration).into()).await;
    stop.store(true, Ordering::Relaxed);
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await??);
    }
    latencies.sort_unstable();
    let at = |share: f64| latencies.get((latencies.len() as f64 * share) as usize).map_or(0.0, |us| *us as f64 / 1e3);
    Ok(Measured { per_second: latencies.len() as f64 / duration.as_secs_f64(), median_ms: at(0.5), p99_ms: at(0.99) })
}

/// The latencies in microseconds of what was begun after the warm-up.
async fn one_client(
    connection: Arc<dyn Connection>,
    work: Work,
    client: usize,
    value_bytes: usize,
    begin: Instant,
    stop: Arc<AtomicBool>,
) -> Result<Vec<u32>, Failure> {
    let value = vec![b'v'; value_bytes];
    let mut latencies = Vec::new();
    let mut turn = client * 7_919;
    while !stop.load(Ordering::Relaxed) {
        turn += 1;
        let key = key_name(turn % KEYS);
        let sent = Instant::now();
        match work {
            Work::Write => connection.write(&key, &value).await?,
            Work::Read => connection.read(&key).await?,
        }
        if sent >= begin {
            latencies.push(sent.elapsed().as_micros() as u32);
        }
    }
    Ok(latencies)
}

fn key_name(key: usize) -> String {
    format!("k{key:06}")
}
