//! Generates the bindings from the metadata that windows-bindgen carries.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../clusapi/bindings.txt");
    if std::env::var_os("CARGO_CFG_WINDOWS").is_some() {
        return;
    }
    let out = Path::new(&std::env::var_os("OUT_DIR").expect("cargo sets it")).join("bindings.rs");
    let names = std::fs::read_to_string("../clusapi/bindings.txt").expect("it is in this repository");
    let names = names.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let out = out.to_str().expect("cargo's folders have names of text");
    let options = ["--in", "default", "--out", out, "--no-deps", "--no-allow", "--no-comment", "--filter"];
    let warnings = windows_bindgen::bindgen(options.into_iter().chain(names));
    assert!(warnings.is_empty(), "something is missing in the bindings:\n{warnings}");
}
