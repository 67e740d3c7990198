//! Policy cases: state and commands in, decisions and causes out (blueprint 10).
//!
//! A case is a text file `cases/<section>/<rule>.case`. Its lines are comments (`#`), steps, and what the state machine
//! answered to each step (`->`, written by the runner). Steps before the line `---` set the scene: they answer nothing and
//! must not be refused. The steps are listed in `cases/README.md`.
//!
//! The runner plays the steps again and compares the whole text. `UPDATE_CASES=1` writes it anew; read the difference
//! before committing it.

mod account;
mod command;
mod coverage;
mod invariants;
mod networks;
mod script;
mod sets;
mod words;
mod world;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

#[test]
fn every_case_plays_as_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let only = std::env::var("CASE").unwrap_or_default();
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.retain(|file| file.to_string_lossy().contains(&only));
    files.sort();
    assert!(!files.is_empty(), "no case found under {}", root.display());
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let play_some = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(failure) = play(&root, file, update) {
                failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(play_some)));
    });
    let mut failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    failures.sort();
    let (failed, all) = (failures.len(), files.len());
    assert!(
        failures.is_empty(),
        "{failed} of {all} cases differ (UPDATE_CASES=1 records):\n\n{}",
        failures.join("\n\n")
    );
}

/// What is wrong with the case, if anything is.
fn play(root: &Path, file: &Path, update: bool) -> Option<String> {
    let name = file.strip_prefix(root).unwrap_or(file).display().to_string();
    let recorded = fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"));
    match catch_unwind(AssertUnwindSafe(|| script::play(&recorded))) {
        Err(_) => Some(format!("{name}: panicked (see above)")),
        Ok(Err(problem)) => Some(format!("{name}: {problem}")),
        Ok(Ok(text)) if text == recorded => None,
        Ok(Ok(text)) if update => fs::write(file, text).err().map(|error| format!("{name}: {error}")),
        Ok(Ok(text)) => Some(format!("{name}:\n{}", difference(&recorded, &text))),
    }
}

#[test]
fn every_case_cites_its_rules_and_the_pages_say_so() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let read = |file: &Path| fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let name = |file: &Path| file.strip_prefix(&root).unwrap_or(file).with_extension("").display().to_string();
    let cases: Vec<(String, String)> = files.iter().map(|file| (name(file), read(file))).collect();
    let docs = root.join("../../../docs");
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let problems = coverage::check(&cases, &read(&root.join("rules.txt")), &docs, update);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "case") {
            files.push(path);
        }
    }
}

/// The lines that differ, from the first to the last of them.
fn difference(recorded: &str, played: &str) -> String {
    let (recorded, played): (Vec<&str>, Vec<&str>) = (recorded.lines().collect(), played.lines().collect());
    let same_start = recorded.iter().zip(&played).take_while(|(a, b)| a == b).count();
    let rest = recorded.len().min(played.len()) - same_start;
    let same_end = recorded.iter().rev().zip(played.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let context = recorded[same_start.saturating_sub(3)..same_start].iter().map(|line| format!("    {line}"));
    let was = recorded[same_start..recorded.len() - same_end].iter().map(|line| format!("  - {line}"));
    let is = played[same_start..played.len() - same_end].iter().map(|line| format!("  + {line}"));
    context.chain(was).chain(is).collect::<Vec<_>>().join("\n")
}
