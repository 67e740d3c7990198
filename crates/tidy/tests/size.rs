//! A file has one subject, a function fits on a screen.

const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;

/// Tables that grow with what they list.
const TABLES: &[&str] = &["crates/model/src/code.rs"];

#[test]
fn files_and_functions_stay_short() {
    let mut wrong = Vec::new();
    for path in tidy::rust_sources() {
        let (file, text) = tidy::read(&path);
        if TABLES.contains(&file.as_str()) || file.contains("/property/tables") {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() > FILE_LINES_MAX {
            wrong.push(format!("{file} has {} lines, more than {FILE_LINES_MAX}", lines.len()));
        }
        for (start, length) in functions(&lines) {
            if length > FUNCTION_LINES_MAX {
                wrong.push(format!("{file}:{start}: a function of {length} lines, more than {FUNCTION_LINES_MAX}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where functions start (from 1) and how many lines they take. Formatted code closes a function at the indentation of its `fn`.
fn functions(lines: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let is_function =
            ["fn ", "pub fn ", "pub(crate) fn ", "async fn ", "pub async fn ", "pub(super) fn ", "const fn "]
                .iter()
                .any(|opening| code.starts_with(opening));
        if !is_function || code.ends_with(';') {
            continue;
        }
        let closing = format!("{}}}", &line[..line.len() - code.len()]);
        if let Some(length) = lines[start..].iter().position(|line| *line == closing) {
            found.push((start + 1, length + 1));
        }
    }
    found
}
