//! Programs in C and C++, built against the library of the same build.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Has more arguments for the compilers, between blanks: what a library needs that is built for a tool.
const ARGUMENTS: &str = "QUORATE_TEST_CFLAGS";

/// The two languages: compiler, language and standard, and by which of its names the library is linked.
pub const LANGUAGES: [(&str, &str, &str, &str); 2] =
    [("gcc", "c", "-std=gnu11", "-lclusapi"), ("g++", "c++", "-std=gnu++17", "-lresutils")];

/// A folder with the library under each of its names; made anew.
pub fn libraries(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let test = std::env::current_exe().expect("a test is a program");
    let library = test.parent().expect("a folder").join("libclusapi.so");
    for name in ["libclusapi.so.0", "libclusapi.so", "libresutils.so", "libntlanman.so"] {
        std::os::unix::fs::symlink(&library, folder.join(name)).expect("linked");
    }
    folder
}

/// Builds `tests/c/<source>` as C or as C++, without a warning.
pub fn compile(source: &str, libraries: &Path, language: (&str, &str, &str, &str)) -> PathBuf {
    let (compiler, language, standard, link) = language;
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = libraries.join(format!("{source}-{compiler}"));
    let more = std::env::var(ARGUMENTS).unwrap_or_default();
    let mut build = Command::new(compiler);
    build.args([standard, "-Wall", "-Wextra", "-Werror", "-x", language, "-o"]).arg(&program);
    build.arg(here.join("tests/c").join(source)).arg("-I").arg(here.join("../clusapi/include"));
    let output =
        build.arg("-L").arg(libraries).arg(link).args(more.split_whitespace()).output().expect("a compiler is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}
