//! How fast the hive is: `cargo run --release -p model --example hive_speed`.
//!
//! Prints writes per second on a tree of 100,000 keys, with and without a snapshot being taken now and then, and the
//! time to build a hive of 64 MB of 64-byte values. Time is that of the processor, so that other programs on the machine
//! disturb less.

use model::hive::HiveBuilder;
use model::{Hive, Value, WallTime};
use std::time::Duration;

const GROUPS: u32 = 1_000;
const KEYS_PER_GROUP: u32 = 100;
const WRITES: u32 = 2_000_000;

fn main() {
    let mut hive = Hive::new(WallTime(0));
    // In an order that has nothing to do with the tree's; 7919 is a prime, so every key is written.
    let keys = GROUPS * KEYS_PER_GROUP;
    let paths: Vec<String> = (0..keys).map(|n| path(n * 7919 % keys)).collect();
    for path in &paths {
        hive.create_key(path, WallTime(0)).expect("the path is good");
    }
    write(&mut hive, &paths, None, "first and later writes");
    write(&mut hive, &paths, None, "later writes");
    write(&mut hive, &paths, Some(1_000), "a clone kept every 1,000 writes");
    write(&mut hive, &paths, Some(1), "a clone kept before every write");
    build();
}

fn path(n: u32) -> String {
    // GUID-like names, as those of groups and resources.
    let name = |n: u32| {
        let mixed = (u64::from(n) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        format!("{:08x}-{:04x}-4000-8000-{mixed:012.12x}", mixed as u32, mixed >> 48)
    };
    format!("Resources\\{}\\{}", name(n / KEYS_PER_GROUP), name(n))
}

fn write(hive: &mut Hive, paths: &[String], clone_every: Option<u32>, what: &str) {
    let mut kept = hive.clone();
    if clone_every.is_none() {
        drop(std::mem::replace(&mut kept, Hive::new(WallTime(0))));
    }
    let start = processor_time();
    for (n, path) in (0..WRITES).zip(paths.iter().cycle()) {
        if clone_every.is_some_and(|every| n % every == 0) {
            kept = hive.clone();
        }
        hive.set_value(path, "PersistentState", Value::Dword(n), WallTime(1)).expect("the key exists");
    }
    let seconds = (processor_time() - start).as_secs_f64();
    println!("{:>12.0} set_value/s  {what}", f64::from(WRITES) / seconds);
    drop(kept);
}

fn build() {
    const KEYS: u32 = 10_000;
    const VALUES_PER_KEY: u32 = 100;
    let value = || Value::Sz("x".repeat(64));
    let mut values: Vec<_> = (0..KEYS * VALUES_PER_KEY).map(|_| value()).collect();
    let start = processor_time();
    let mut builder = HiveBuilder::new(WallTime(0), None);
    builder.key("Keys", WallTime(0), None).expect("in order");
    for key in 0..KEYS {
        builder.key(&format!("Keys\\key{key:05}"), WallTime(0), None).expect("in order");
        for n in 0..VALUES_PER_KEY {
            builder.value(&format!("value{n:03}"), values.pop().expect("as many as needed")).expect("in order");
        }
    }
    let hive = builder.finish();
    println!("{:>12} ms to build 1,000,000 values of 64 bytes", (processor_time() - start).as_millis());
    let start = processor_time();
    let bytes: usize = hive.walk().flat_map(|(_, key)| key.values()).map(|(_, value)| value.size()).sum();
    println!("{:>12} ms to walk them ({bytes} bytes)", (processor_time() - start).as_millis());
}

/// What this thread has used so far.
fn processor_time() -> Duration {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").expect("this is Linux");
    let nanoseconds = statistics.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.expect("the first field is a number of nanoseconds"))
}
