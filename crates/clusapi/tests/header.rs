//! The header for C is that of the declarations which Rust is compiled against, compilers of C and C++ take it without a warning, and agree
//! about the size of every structure; and the library has what it declares.

use clusapi::sys::LAYOUTS;
use clusapi::table::{DECLARATIONS, FUNCTIONS};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const SYS: &str = include_str!(concat!(env!("OUT_DIR"), "/sys.rs"));

const BEGIN: &str = "\
/* Failover clustering for Linux: the C interface of clusapi, resutils and ntlanman.
 *
 * Generated: `./fix` makes it anew. Texts are UTF-16: write u\"...\" in C11 and C++11.
 * Link with -lclusapi, or ask pkg-config for clusapi. */";

/// A literal u"..." is of this type in both languages.
const CHARACTERS: &str = "
#ifdef __cplusplus
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif";

fn header_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("include/clusapi.h")
}

#[test]
fn the_header_is_that_of_the_declarations() {
    let header = header();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(header_path().parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(header_path(), &header).expect("the header can be written");
    }
    let written = std::fs::read_to_string(header_path()).unwrap_or_default();
    assert!(written == header, "crates/clusapi/include/clusapi.h is not that of the declarations: ./fix");
}

#[test]
fn compilers_take_the_header_and_agree_about_sizes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = String::from("#include <clusapi.h>\n#include <stddef.h>\n");
    for (name, _, _) in LAYOUTS {
        writeln!(program, "static size_t use_{name}({name} *p) {{ return p ? sizeof *p : 0; }}")
            .expect("a String takes all");
    }
    program.push_str("int main(void) { size_t all = 0;\n");
    for (name, _, _) in LAYOUTS {
        writeln!(program, "all += use_{name}(NULL);").expect("a String takes all");
    }
    program.push_str("return (int)all + (int)GetLastError(); }\n");
    for (compiler, language, standard) in [("gcc", "c", "-std=c11"), ("g++", "c++", "-std=c++17")] {
        let source = folder.path().join(format!("all.{language}"));
        std::fs::write(&source, &program).expect("written");
        let mut command = Command::new(compiler);
        command.args(["-x", language, standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-I"]);
        let output = command.arg(header_path().parent().expect("a folder")).arg(source).output().expect("a compiler");
        assert!(output.status.success(), "{compiler}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_library_has_every_symbol_and_its_name() {
    let test = std::env::current_exe().expect("a test is a program");
    let library = test.parent().expect("a folder").join("libclusapi.so");
    let run = |program: &str, options: &[&str]| {
        let output = Command::new(program).args(options).arg(&library).output().expect("binutils are there");
        assert!(output.status.success(), "{}: {}", library.display(), String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let table = run("nm", &["-D", "--defined-only"]);
    let defined: BTreeSet<&str> = table.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    let wanted: BTreeSet<&str> = FUNCTIONS.iter().map(|(name, _)| *name).collect();
    let missing: Vec<_> = wanted.difference(&defined).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let others: Vec<_> = defined.difference(&wanted).filter(|name| !name.starts_with("quorate_")).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(run("readelf", &["-d"]).contains("[libclusapi.so.0]"));
}

fn header() -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("lib.rs");
    std::fs::write(&source, declarations()).expect("written");
    let mut config = cbindgen::Config {
        language: cbindgen::Language::C,
        cpp_compat: true,
        include_guard: Some("CLUSAPI_H".to_owned()),
        header: Some(BEGIN.to_owned()),
        after_includes: Some(CHARACTERS.to_owned()),
        trailer: Some(trailer()),
        style: cbindgen::Style::Both,
        usize_is_size_t: true,
        line_length: 130,
        documentation: false,
        ..cbindgen::Config::default()
    };
    config.export.include = LAYOUTS.iter().map(|(name, _, _)| (*name).to_owned()).collect();
    let bindings = cbindgen::Builder::new().with_config(config).with_src(&source).generate().expect("it is read");
    let mut header = Vec::new();
    bindings.write(&mut header);
    String::from_utf8(header).expect("text")
}

/// Types as they are, and functions as definitions in C's calling convention, which is what cbindgen takes.
fn declarations() -> String {
    let mut source = SYS.replace("extern \"system\"", "extern \"C\"");
    for (units, characters) in [("*const u16", "*const WCHAR"), ("*mut u16", "*mut WCHAR"), ("[u16;", "[WCHAR;")] {
        source = source.replace(units, characters);
    }
    for (_, name, _, _) in DECLARATIONS {
        let begin = source.find(&format!("pub type {name} =")).expect("a pointer type for each function");
        let end = begin + source[begin..].find(';').expect("it ends");
        source.replace_range(begin..=end, "");
    }
    if let Some(layouts) = source.find("/// Name, size and alignment") {
        source.truncate(layouts);
    }
    for (library, name, arguments, result) in DECLARATIONS {
        let prefix = if is_system(library) { "quorate_" } else { "" };
        let arrow = if result.is_empty() { "" } else { "->" };
        writeln!(source, "#[no_mangle] pub extern \"C\" fn {prefix}{name}({arguments}) {arrow} {result} {{}}")
            .expect("a String takes all");
    }
    source.push_str("#[no_mangle] pub extern \"C\" fn quorate_ErrorName(code: u32) -> *const core::ffi::c_char {}\n");
    source.push_str("#[no_mangle] pub extern \"C\" fn quorate_EventDescriptor(object: HANDLE) -> i32 {}\n");
    source
}

fn is_system(library: &str) -> bool {
    ["kernel32", "advapi32"].contains(&library)
}

/// What cbindgen has no form for: texts, the system's own names, and the assertions.
fn trailer() -> String {
    let mut trailer = String::new();
    for text in SYS.split("pub const ").skip(1) {
        let Some((name, rest)) = text.split_once(':') else { continue };
        let Some((kind, value)) = rest.split_once('=') else { continue };
        let literal = value.trim_start().split_once("!(").and_then(|(of, rest)| Some((of, rest.split_once(')')?.0)));
        match (kind.trim(), literal) {
            ("PCWSTR", Some(("w", text))) => writeln!(trailer, "#define {name} u{text}"),
            ("PCSTR", Some(("s", text))) => writeln!(trailer, "#define {name} {text}"),
            _ => continue,
        }
        .expect("a String takes all");
    }
    trailer.push_str("\n/* The system's own functions have a prefix, so that they collide with nothing. */\n");
    for (_, name, _, _) in DECLARATIONS.iter().filter(|(library, _, _, _)| is_system(library)) {
        writeln!(trailer, "#define {name} quorate_{name}").expect("a String takes all");
    }
    trailer.push_str("\n#if UINTPTR_MAX == UINT64_MAX\n#ifdef __cplusplus\n#define CLUSAPI_ASSERT static_assert\n");
    trailer.push_str("#define CLUSAPI_ALIGNOF alignof\n#else\n#define CLUSAPI_ASSERT _Static_assert\n");
    trailer.push_str("#define CLUSAPI_ALIGNOF _Alignof\n#endif\n");
    for (name, size, align) in LAYOUTS {
        let condition = format!("sizeof({name}) == {size} && CLUSAPI_ALIGNOF({name}) == {align}");
        writeln!(trailer, "CLUSAPI_ASSERT({condition}, \"{name}\");").expect("a String takes all");
    }
    trailer.push_str("#endif");
    trailer
}
