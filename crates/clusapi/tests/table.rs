//! The table of functions is whole, and its page is made of it.

use clusapi::table::{AREAS, FUNCTIONS};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

#[test]
fn every_function_of_the_original_is_in_the_table_once() {
    let listed: Vec<&str> = AREAS.iter().flat_map(|area| area.built.iter().chain(area.not_built).copied()).collect();
    let wanted: BTreeSet<&str> = FUNCTIONS.iter().map(|(name, _)| *name).collect();
    assert_eq!(listed.len(), 405);
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), wanted);
    let count = |library| FUNCTIONS.iter().filter(|(_, of)| *of == library).count();
    assert_eq!([count("clusapi"), count("resutils"), count("ntlanman")], [280, 120, 5]);
}

#[test]
fn the_page_of_functions_is_that_of_the_table() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/functions.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/functions.md is not that of crates/clusapi/src/table.rs: ./fix");
}

fn page() -> String {
    let libraries: BTreeMap<&str, &str> = FUNCTIONS.iter().copied().collect();
    let built = |library: &str| {
        let all = AREAS.iter().flat_map(|area| area.built);
        all.filter(|name| libraries[*name] == library).count()
    };
    let mut page = String::from(
        "# Functions of the C interface\n\n\
         Made from `crates/clusapi/src/table.rs`. A function that is not built yet can be called: it answers\n\
         ERROR_CALL_NOT_IMPLEMENTED (120), or what its convention has in its place, and sets the last error.\n\n\
         | library | built | of |\n| --- | --- | --- |\n",
    );
    for (library, all) in [("clusapi", 280), ("resutils", 120), ("ntlanman", 5)] {
        writeln!(page, "| {library} | {} | {all} |", built(library)).expect("a String takes all");
    }
    for area in AREAS {
        writeln!(page, "\n## {}\n", area.name).expect("a String takes all");
        for (title, names) in [("Built", area.built), ("Not yet", area.not_built)] {
            if !names.is_empty() {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                writeln!(page, "{title}: {}.\n", names.join(", ")).expect("a String takes all");
            }
        }
        page.truncate(page.trim_end().len());
        page.push('\n');
    }
    page
}
