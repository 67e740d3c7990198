//! Generates what the functions look like from the C side, from the metadata that windows-bindgen carries: `sys.rs` with types,
//! constants and a pointer type for each function; `not_built.rs` with a definition for each function that answers
//! ERROR_CALL_NOT_IMPLEMENTED (which of those are used is said in `src/table.rs`); and `bare_calls.rs`, with which tests call every
//! function with nothing in its arguments.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The major version of the library's interface.
const SONAME: &str = "libclusapi.so.0";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=bindings.txt");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,{SONAME}");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let generated = generate(&out.join("metadata.rs"));
    let (types, functions) = take_apart(&generated);
    let layouts = layouts(&types);
    std::fs::write(out.join("sys.rs"), types + &layouts).expect("cargo's folder can be written");
    std::fs::write(out.join("not_built.rs"), not_built(&functions)).expect("cargo's folder can be written");
    std::fs::write(out.join("bare_calls.rs"), bare_calls(&functions)).expect("cargo's folder can be written");
}

fn generate(file: &Path) -> String {
    let names = std::fs::read_to_string("bindings.txt").expect("it is beside this file");
    let names = names.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let path = file.to_str().expect("cargo's folders have names of text");
    let options = ["--in", "default", "--out", path, "--sys", "--sys-fn-ptrs", "--no-deps", "--flat", "--no-allow"];
    let options = options.into_iter().chain(["--no-comment", "--filter"]);
    let warnings = windows_bindgen::bindgen(options.chain(names));
    assert!(warnings.is_empty(), "something is missing in the bindings:\n{warnings}");
    std::fs::read_to_string(file).expect("it was just written")
}

/// Name, size and alignment of every structure, for the header's assertions.
fn layouts(types: &str) -> String {
    let words: Vec<&str> = types.split_whitespace().collect();
    let named = words.windows(3).filter(|words| words[0] == "pub" && ["struct", "union"].contains(&words[1]));
    let rows: String = named
        .map(|words| {
            let name = words[2].trim_end_matches('{');
            format!("({name:?}, size_of::<{name}>(), align_of::<{name}>()),")
        })
        .collect();
    format!(
        "/// Name, size and alignment of every structure.\npub const LAYOUTS: &[(&str, usize, usize)] = &[{rows}];\n"
    )
}

/// A function of the original's libraries.
struct Function<'a> {
    library: &'a str,
    name: &'a str,
    /// `name : type, ...`
    arguments: &'a str,
    /// Empty for none.
    result: &'a str,
}

/// The declarations, which would only be in the way of the definitions, apart from the rest.
fn take_apart(generated: &str) -> (String, Vec<Function<'_>>) {
    let mut parts = generated.split("windows_link::link!(");
    let mut types = parts.next().expect("a split has a first part").to_owned();
    let mut functions = Vec::new();
    for part in parts {
        let (declaration, rest) = part.split_once(");").expect("a declaration ends");
        types.push_str(rest);
        functions.push(read(declaration));
    }
    (types, functions)
}

/// `"clusapi.dll" "system" fn Name(argument : Type) -> Result`
fn read(declaration: &str) -> Function<'_> {
    let mut quoted = declaration.split('"');
    let library = quoted.nth(1).expect("a library").trim_end_matches(".dll");
    let (_, signature) = declaration.split_once(" fn ").expect("a function");
    let (name, rest) = signature.split_once('(').expect("arguments");
    let (arguments, result) = rest.rsplit_once(')').expect("arguments end");
    Function { library, name, arguments, result: result.trim().trim_start_matches("->").trim() }
}

fn not_built(functions: &[Function<'_>]) -> String {
    let mut arms = String::new();
    let mut names = String::new();
    for function in functions.iter().filter(|function| !["kernel32", "advapi32"].contains(&function.library)) {
        let Function { library, name, arguments, result } = function;
        let arrow = if result.is_empty() { "" } else { "-> " };
        let answer = refusal(name, result);
        let unused = arguments.split(',').filter_map(|argument| argument.split(':').next());
        let unused: String =
            unused.filter(|name| !name.trim().is_empty()).map(|name| format!("let _ = {name};")).collect();
        writeln!(
            arms,
            "({name}) => {{ #[unsafe(no_mangle)] pub unsafe extern \"system\" fn {name}({arguments}) {arrow}{result} \
             {{ {unused} {answer} }} }};"
        )
        .expect("a String takes all");
        writeln!(names, "({name:?}, {library:?}),").expect("a String takes all");
    }
    let declared = |function: &Function<'_>| {
        let Function { library, name, arguments, result } = function;
        format!("({library:?}, {name:?}, {arguments:?}, {result:?}),")
    };
    let declarations: String = functions.iter().map(declared).collect();
    format!(
        "macro_rules! not_built {{ {arms} }}\n\
         /// Every function of the original, and its library.\npub const FUNCTIONS: &[(&str, &str)] = &[{names}];\n\
         /// Library, name, arguments and result of every function that is declared, those of the system too.\n\
         pub const DECLARATIONS: &[(&str, &str, &str, &str)] = &[{declarations}];"
    )
}

/// Every function of the original, called with a handle of each kind that it takes, a text, a number, and nothing in its
/// other arguments.
fn bare_calls(functions: &[Function<'_>]) -> String {
    let (mut declarations, mut rows) = (String::new(), String::new());
    for function in functions.iter().filter(|function| !["kernel32", "advapi32"].contains(&function.library)) {
        let Function { name, arguments, result, .. } = function;
        let arrow = if result.is_empty() { "" } else { "-> " };
        writeln!(declarations, "fn {name}({arguments}) {arrow}{result};").expect("a String takes all");
        let types: Vec<&str> =
            arguments.split(',').filter_map(|argument| Some(argument.split_once(':')?.1.trim())).collect();
        let kinds: Vec<&str> = types.iter().copied().filter(|of| is_handle(of)).collect();
        let texts = types.contains(&"PCWSTR");
        let value = |of: &&str| match *of {
            kind if is_handle(kind) => format!("bare.handle({kind:?}) as _"),
            "PCWSTR" => "bare.text".to_owned(),
            "u32" => "bare.number".to_owned(),
            _ => "core::mem::zeroed()".to_owned(),
        };
        let values: Vec<String> = types.iter().map(value).collect();
        writeln!(
            rows,
            "BareCall {{ name: {name:?}, kinds: &{kinds:?}, texts: {texts}, call: |bare| {{ let _ = bare; unsafe {{ {name}({}) }}; }} }},",
            values.join(", ")
        )
        .expect("a String takes all");
    }
    format!(
        "unsafe extern \"system\" {{ {declarations} }}\n\
         /// One for each function of the original.\npub const BARE_CALLS: &[BareCall] = &[{rows}];"
    )
}

/// A type of handles that lead to an object through the table.
fn is_handle(name: &str) -> bool {
    name.starts_with('H')
        && name.bytes().all(|byte| byte.is_ascii_uppercase())
        && !["HANDLE", "HLOCAL", "HRESULT", "HSTRING"].contains(&name)
}

/// What a function returns that is not built yet, by its convention (conventions, "Return conventions").
fn refusal(name: &str, result: &str) -> &'static str {
    match result {
        "" => "crate::boundary::not_built();",
        "u32" if name.contains("EnumCount") => "crate::boundary::not_built(); 0",
        "u32" => "crate::boundary::not_built()",
        "i32" => "crate::boundary::not_built().cast_signed()",
        result if result.ends_with("_STATE") => "crate::boundary::not_built(); -1",
        result if result.starts_with('*') || ["PWSTR", "HKEY"].contains(&result) => {
            "crate::boundary::not_built(); core::ptr::null_mut()"
        }
        _ => "crate::boundary::not_built(); 0",
    }
}
