//! The tables of control codes are whole, and their page is made of them.

use clusapi::control::code::{Answering, CODES, Code};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

/// As the metadata has them.
const METADATA: &str = include_str!(concat!(env!("OUT_DIR"), "/sys.rs"));
/// Constants of that prefix that are no codes of objects.
const NO_CODES: &[&str] =
    &["CLUSCTL_ACCESS_", "CLUSCTL_CONTROL_", "CLUSCTL_FUNCTION_", "CLUSCTL_GET_", "CLUSCTL_OBJECT_"];

/// The codes of the metadata, by their names without the prefix.
fn published() -> BTreeMap<&'static str, u32> {
    let lines = METADATA.split(';').filter_map(|line| line.trim().strip_prefix("pub const CLUSCTL_"));
    let read = |line: &'static str| {
        let (name, rest) = line.split_once(':')?;
        let (kind, value) = rest.split_once('=')?;
        let value = value.trim().strip_suffix("i32")?.parse::<i32>().ok()?;
        kind.trim().ends_with("_CODES").then_some((name, value.cast_unsigned()))
    };
    lines.filter_map(read).collect()
}

fn rows() -> impl Iterator<Item = (u32, &'static Code)> {
    CODES.iter().flat_map(|codes| codes.codes.iter().map(|code| (codes.number, code)))
}

#[test]
fn every_code_of_the_original_is_in_the_tables_with_its_value() {
    let published = published();
    assert!(published.len() > 250, "{}", published.len());
    let known: BTreeSet<(&str, u32)> = rows().map(|(_, code)| (code.name, code.value)).collect();
    let is_code = |name: &str| !NO_CODES.iter().any(|prefix| format!("CLUSCTL_{name}").starts_with(prefix));
    let missing: Vec<_> = published
        .iter()
        .filter(|(name, value)| is_code(name) && !known.contains(&(**name, **value)))
        .map(|(name, value)| format!("{name} {value:#010X}"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let names: BTreeSet<&str> = known.iter().map(|(name, _)| *name).collect();
    assert!(published.keys().all(|name| names.contains(name) || !is_code(name)));
}

#[test]
fn a_code_has_the_number_of_its_object() {
    // The original's own exceptions (control-codes 5).
    let elsewhere = |code: &Code| code.name.starts_with("GROUP_GET_PROVIDER_") || code.value == 0x0940_2DDD;
    for (number, code) in rows().filter(|(_, code)| !elsewhere(code)) {
        assert_eq!(code.value >> 24, number, "{}", code.name);
    }
}

#[test]
fn a_code_is_answered_in_one_way() {
    for codes in CODES {
        for code in codes.codes {
            let same = codes.codes.iter().filter(|other| other.value == code.value);
            let answered = same.filter(|other| matches!(other.answer, Answering::By(_))).count();
            assert!(answered <= 1, "{}", code.name);
        }
    }
}

#[test]
fn what_changes_something_needs_full_access() {
    let needing: Vec<&str> = rows().filter(|(_, code)| code.needs_all()).map(|(_, code)| code.name).collect();
    assert!(needing.contains(&"GROUP_SET_COMMON_PROPERTIES") && needing.contains(&"RESOURCE_SET_MAINTENANCE_MODE"));
    assert!(needing.contains(&"CLUSTER_SHUTDOWN"));
    assert!(needing.iter().all(|name| !name.contains("_GET_COMMON_") && !name.contains("VALIDATE_COMMON")));
}

#[test]
fn the_page_of_codes_is_that_of_the_tables() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/control-codes.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/control-codes.md is not that of crates/clusapi/src/control: ./fix");
}

fn page() -> String {
    let is_answered = |code: &Code| matches!(code.answer, Answering::By(_));
    let answered = rows().filter(|(_, code)| is_answered(code)).count();
    let mut page = format!(
        "# Control codes of the C interface\n\n\
         Made from the tables in `crates/clusapi/src/control/`, which have every code of the original: {answered} of {} are answered. One that\n\
         is not, one of another kind of object and one that nobody knows are ERROR_INVALID_FUNCTION (1). All access: through a handle\n\
         for reading the code is ERROR_ACCESS_DENIED (5).\n",
        rows().count()
    );
    for codes in CODES {
        writeln!(
            page,
            "\n## {} ({})\n\n| CLUSCTL_ | value | access | answer |\n| --- | --- | --- | --- |",
            codes.of, codes.number
        )
        .expect("a String takes all");
        for code in codes.codes {
            let access = if code.needs_all() { "all" } else { "read" };
            let answer = match code.answer {
                Answering::By(_) => "answered".to_owned(),
                Answering::Not(why) => format!("not supported: {why}"),
            };
            writeln!(page, "| {} | 0x{:08X} | {access} | {answer} |", code.name, code.value)
                .expect("a String takes all");
        }
    }
    page
}
