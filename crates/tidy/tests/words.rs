//! The project speaks of itself, in its own words (docs/glossary.md).

/// Names that say nothing of what a module is for.
const EMPTY_NAMES: &[&str] = &["manager", "util", "utils", "common", "misc", "helper", "helpers"];

#[test]
fn no_module_has_an_empty_name() {
    let mut wrong = Vec::new();
    for path in tidy::rust_sources() {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("").to_lowercase();
        if EMPTY_NAMES.contains(&stem.as_str()) {
            wrong.push(format!("{}: the name says nothing of what it is for", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_unfinished_marks_and_no_fixed_sleeps_in_tests() {
    // Written in two parts, so that this file does not find itself.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimplemented", "!(")];
    let mut wrong = Vec::new();
    for path in tidy::rust_sources() {
        let (file, text) = tidy::read(&path);
        for (number, line) in text.lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(**mark)) {
                wrong.push(format!("{file}:{}: {mark}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
