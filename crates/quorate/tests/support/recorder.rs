//! An application that records that it lives, so that two copies at one moment can be told afterwards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One life of the application.
#[derive(Clone, PartialEq, Debug)]
pub struct Life {
    pub node: String,
    pub epoch: u64,
    pub pid: u32,
    /// Microseconds since 1970: first and last sign of life.
    pub first_us: u64,
    pub last_us: u64,
}

/// A sign of life about every 5 ms; nothing in the loop starts another process.
const PROGRAM: &str = r#"#!/bin/bash
exec 3<> <(:)
while :; do
    now=$EPOCHREALTIME
    echo "$QUORATE_NODE $QUORATE_GROUP_EPOCH $$ ${now/[.,]/}" >> "$1"
    read -r -t 0.005 -u 3
done
"#;

/// Writes the program into the folder. Answers its command line and the file it records in.
pub fn write_program(dir: &Path) -> (String, PathBuf) {
    let program = dir.join("recorder.sh");
    let record = dir.join("record");
    std::fs::write(&program, PROGRAM).expect("the folder can be written");
    (format!("/bin/bash '{}' '{}'", program.display(), record.display()), record)
}

/// The lives recorded so far, in the order of their beginning. A last line that is not whole is left out.
pub fn lives(record: &Path) -> Vec<Life> {
    let text = std::fs::read_to_string(record).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut lives: BTreeMap<(u64, u32), Life> = BTreeMap::new();
    for line in whole.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [node, epoch, pid, at] = words[..] else { panic!("not a sign of life: {line}") };
        let epoch = epoch.parse().expect("an epoch");
        let (pid, at_us) = (pid.parse().expect("a pid"), at.parse().expect("a time"));
        let life = lives.entry((epoch, pid)).or_insert(Life {
            node: node.to_owned(),
            epoch,
            pid,
            first_us: at_us,
            last_us: at_us,
        });
        life.first_us = life.first_us.min(at_us);
        life.last_us = life.last_us.max(at_us);
    }
    let mut lives: Vec<Life> = lives.into_values().collect();
    lives.sort_by_key(|life| life.first_us);
    lives
}

/// No life begins before the one before it has ended, and epochs only grow.
pub fn check_one_at_a_time(lives: &[Life]) {
    for pair in lives.windows(2) {
        assert!(pair[0].last_us < pair[1].first_us, "two copies at one moment: {pair:?}");
        assert!(pair[0].epoch <= pair[1].epoch, "an epoch went back: {pair:?}");
    }
}
