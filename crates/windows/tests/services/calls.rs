//! What the tests of this program called of the C interface, left for `tests/witnessed`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Once;

/// The codes that calls of each function ended with.
pub type Calls = BTreeMap<String, BTreeSet<u32>>;

/// Has the calls written when this process ends.
pub fn leave_at_the_end() {
    static ONCE: Once = Once::new();
    extern "C" fn leave() {
        let mut text = String::new();
        for (name, codes) in clusapi::witness::calls() {
            let codes: Vec<String> = codes.iter().map(u32::to_string).collect();
            let _ = writeln!(text, "{name} {}", codes.join(" "));
        }
        let file = folder().join(program());
        let _ = std::fs::create_dir_all(folder()).and_then(|()| std::fs::write(file, text));
    }
    // SAFETY: the function takes nothing, and does not unwind.
    ONCE.call_once(|| assert_eq!(unsafe { libc::atexit(leave) }, 0));
}

/// The name of this test program: its file is `name-hash`.
fn program() -> String {
    let file = std::env::current_exe().expect("a test is a program");
    let name = file.file_name().expect("it has a name").to_string_lossy().into_owned();
    name.rsplit_once('-').map_or(name.clone(), |(name, _)| name.to_owned())
}

/// What a program left that the same run of cargo started; none when it did not run.
pub fn left(program: &str) -> Option<Calls> {
    let mut calls = Calls::new();
    let text = std::fs::read_to_string(folder().join(program)).ok()?;
    for line in text.lines() {
        let mut words = line.split(' ');
        let codes = calls.entry(words.next().expect("a name").to_owned()).or_default();
        codes.extend(words.map(|code| code.parse::<u32>().expect("a code")));
    }
    Some(calls)
}

/// Its own for each run of cargo, which is the parent of all test programs, so that nothing of an earlier run counts.
fn folder() -> PathBuf {
    let run = std::env::var(RUN).unwrap_or_else(|_| {
        let parent = std::os::unix::process::parent_id();
        let stat = std::fs::read_to_string(format!("/proc/{parent}/stat")).unwrap_or_default();
        // proc(5): the 22nd field is when it started, and the second, in parentheses, may have blanks.
        let started = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(19)).unwrap_or_default();
        format!("{parent}-{started}")
    });
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("calls").join(run)
}

/// Names the run for programs whose parent is another cargo.
pub const RUN: &str = "QUORATE_TEST_RUN";

/// The name of this run.
pub fn run() -> String {
    folder().file_name().expect("it has one").to_string_lossy().into_owned()
}
