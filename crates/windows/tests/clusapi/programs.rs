//! The same program in C and in C++, linked to the library by each of its names.

use crate::fixture::folder;
use std::path::Path;
use std::process::Command;

#[test]
fn programs_in_c_and_cpp_manage_the_cluster() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
    let _ = std::fs::remove_dir_all(&scratch);
    std::fs::create_dir_all(&scratch).expect("the folder can be made");
    let test = std::env::current_exe().expect("a test is a program");
    let library = test.parent().expect("a folder").join("libclusapi.so");
    for name in ["libclusapi.so.0", "libclusapi.so", "libresutils.so", "libntlanman.so"] {
        std::os::unix::fs::symlink(&library, scratch.join(name)).expect("linked");
    }
    for (compiler, language, standard, link) in
        [("gcc", "c", "-std=gnu11", "-lclusapi"), ("g++", "c++", "-std=gnu++17", "-lresutils")]
    {
        let program = scratch.join(compiler);
        let mut build = Command::new(compiler);
        build.args([standard, "-Wall", "-Wextra", "-Werror", "-x", language, "-o"]).arg(&program);
        build.arg(here.join("tests/c/manage.c")).arg("-I").arg(here.join("../clusapi/include"));
        let output = build.arg("-L").arg(&scratch).arg(link).output().expect("a compiler is there");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let name = format!("Of {language}");
        let mut run = Command::new(&program);
        let output =
            run.env("LD_LIBRARY_PATH", &scratch).args([&folder().to_string(), &name]).output().expect("it runs");
        assert!(output.status.success(), "{compiler}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).expect("text");
        assert!(printed.lines().any(|line| line == format!("0 {name}")), "{printed}");
    }
}
