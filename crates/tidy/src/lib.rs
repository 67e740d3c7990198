//! Checks on the repository itself: which crate may know which, how long files and functions get, which words are not used, and
//! that maps and generated pages are true. They run as tests, so `cargo test --workspace` holds them.
//!
//! Never here: anything a product crate uses.

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the crate is in the workspace")
}

/// Every Rust source of ours, relative to the root, in order.
pub fn rust_sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for top in ["crates", "bench"] {
        collect(&root().join(top), "rs", &mut found);
    }
    found
}

/// Every file with this ending below `folder`, in order; build output is left out.
pub fn files_below(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                collect(&path, ending, found);
            }
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
}

/// The text of a file, with a name for messages.
pub fn read(path: &Path) -> (String, String) {
    let name = path.strip_prefix(root()).unwrap_or(path).display().to_string();
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{name} cannot be read: {error}"));
    (name, text)
}
