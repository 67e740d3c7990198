//! What happened, in words: the last lines are kept for the report of a failure, all are printed on request.

use crate::clock::MS;
use std::collections::VecDeque;

const KEPT: usize = 40;

pub(crate) struct Trace {
    print: bool,
    last: VecDeque<String>,
    /// Over all lines: two runs of one seed must agree in it.
    hash: u64,
}

impl Trace {
    pub(crate) fn new(print: bool) -> Trace {
        Trace { print, last: VecDeque::new(), hash: 0xcbf2_9ce4_8422_2325 }
    }

    pub(crate) fn note(&mut self, now: u64, text: &str) {
        let line = format!("{:>10.3} ms  {text}", now as f64 / MS as f64);
        for byte in line.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        if self.print {
            println!("{line}");
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    pub(crate) fn last_lines(&self) -> Vec<String> {
        self.last.iter().cloned().collect()
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }
}
