//! The log from outside: whole clusters in memory, under one seed, with a network and disks that behave as badly as asked.

mod harness;

mod chaos;
mod elections;
mod hostile;
mod membership;
mod reads;
mod replication;
mod restarts;
mod snapshots;
