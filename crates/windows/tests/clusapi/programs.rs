//! The same program in C and in C++, linked to the library by each of its names.

use crate::fixture::folder;
use crate::services::programs::{LANGUAGES, compile, libraries};
use std::process::Command;

#[test]
fn programs_in_c_and_cpp_manage_the_cluster() {
    let libraries = libraries("programs");
    for language in LANGUAGES {
        let name = format!("Of {}", language.1);
        let mut run = Command::new(compile("manage.c", &libraries, language));
        run.env("LD_LIBRARY_PATH", &libraries).args([&folder().to_string(), &name]);
        let output = run.output().expect("it runs");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).expect("text");
        assert!(printed.lines().any(|line| line == format!("0 {name}")), "{printed}");
    }
}
