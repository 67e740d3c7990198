//! Durable writes per second: the log beside a bare pwrite and fdatasync of the same bytes, and the time of a start.
//!
//! `cargo run --release -p storage --example storage_speed -- DIR` (an empty directory on the disk to measure)

use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bytes::Bytes;
use consensus::io::{EntryKind, LogEntry, Persist, Snapshot, Voters};
use model::{Guid, NodeId, VoterId};
use storage::{DiskLog, LogStore, SnapshotStore};

const CLUSTER: Guid = Guid([1; 16]);
const VOTER: VoterId = VoterId { node: NodeId(1), storage: 1 };
const ENTRY_BYTES: usize = 128;
const TIME: Duration = Duration::from_secs(6);

/// What it is called, and one write of it, given its number.
type Way = (&'static str, Box<dyn FnMut(u64)>);

/// In turn, so that what else the disk has to do hits all alike.
fn measure(entries: usize, mut ways: [Way; 3]) {
    let mut times = [const { Vec::new() }; 3];
    let start = Instant::now();
    while start.elapsed() < TIME {
        for ((_, write), times) in ways.iter_mut().zip(&mut times) {
            let begin = Instant::now();
            write(times.len() as u64);
            times.push(begin.elapsed());
        }
    }
    for ((what, _), times) in ways.iter().zip(&mut times) {
        let total: Duration = times.iter().sum();
        let rate = times.len() as f64 / total.as_secs_f64();
        times.sort_unstable();
        let at = |percent: usize| times[times.len() * percent / 100];
        println!(
            "{entries:>4} entries/batch  {what:<32} {rate:>8.0} batches/s {:>10.0} entries/s   p50 {:>9.1?}  p99 {:>9.1?}",
            rate * entries as f64,
            at(50),
            at(99)
        );
    }
}

fn batch(number: u64, first: u64, count: usize) -> Persist {
    let data = Bytes::from(vec![7; ENTRY_BYTES]);
    let entry = |index| LogEntry { index, term: 1, kind: EntryKind::Command, data: data.clone() };
    Persist { number, vote: None, snapshot: None, entries: (first..first + count as u64).map(entry).collect() }
}

/// Overwritten from the start again and again, if it has its length already.
fn bare(path: &Path, bytes: usize, length: u64) -> Box<dyn FnMut(u64)> {
    let file = std::fs::File::create(path).expect("the directory can be written");
    file.write_all_at(&vec![0; length as usize], 0).expect("the disk has space");
    file.sync_all().expect("the disk syncs");
    let record = vec![7; bytes];
    let turns = (length / bytes as u64).max(1);
    Box::new(move |i| {
        let at = if length > 0 { i % turns } else { i };
        file.write_all_at(&record, at * record.len() as u64).expect("the disk has space");
        file.sync_data().expect("the disk syncs");
    })
}

fn writes(directory: &Path) {
    for count in [1, 32, 256] {
        let bytes = 32 + 16 + (ENTRY_BYTES + 21) * count;
        let path = directory.join(format!("log-{count}"));
        let (mut log, _, _) = DiskLog::open(&path, CLUSTER, VOTER).and_then(DiskLog::load).expect("an empty log");
        measure(
            count,
            [
                ("pwrite, fdatasync, growing file", bare(&directory.join("growing"), bytes, 0)),
                ("pwrite, fdatasync, filled file", bare(&directory.join("filled"), bytes, 16 << 20)),
                (
                    "log",
                    Box::new(move |i| {
                        log.write(&[batch(i + 1, 2 + i * count as u64, count)]).expect("the disk works");
                    }),
                ),
            ],
        );
    }
}

fn start(directory: &Path) {
    let path = directory.join("start");
    let (mut log, mut snapshots, _) =
        DiskLog::open(&path, CLUSTER, VOTER).and_then(DiskLog::load).expect("an empty log");
    log.write(&[batch(1, 2, 100)]).expect("the disk works");
    let voters = Voters { voters: vec![VOTER], ..Voters::default() };
    let state = Snapshot { index: 100, term: 1, voters, data: Bytes::from(vec![3; 64 << 20]) };
    let begin = Instant::now();
    snapshots.save_snapshot(&state).expect("the disk works");
    println!("a snapshot of 64 MB saved in {:.1?}", begin.elapsed());
    (0..200).for_each(|i| log.write(&[batch(i + 2, 102 + i * 100, 100)]).expect("the disk works"));
    drop((log, snapshots));
    let begin = Instant::now();
    let (_, _, stored) = DiskLog::open(&path, CLUSTER, VOTER).and_then(DiskLog::load).expect("a good log");
    let entries = stored.entries.len();
    println!("started from it and {entries} entries in {:.1?}", begin.elapsed());
}

fn main() {
    let Some(directory) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("usage: storage_speed DIR");
        std::process::exit(2);
    };
    std::fs::create_dir_all(&directory).expect("the directory can be made");
    writes(&directory);
    start(&directory);
}
