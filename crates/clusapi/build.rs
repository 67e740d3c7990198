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

/// Calls of every function of the original: bare ones, and one for each text that a function writes.
fn bare_calls(functions: &[Function<'_>]) -> String {
    let (mut declarations, mut bare, mut writing) = (String::new(), String::new(), String::new());
    for function in functions.iter().filter(|function| !["kernel32", "advapi32"].contains(&function.library)) {
        let Function { name, arguments, result, .. } = function;
        let arrow = if result.is_empty() { "" } else { "-> " };
        writeln!(declarations, "fn {name}({arguments}) {arrow}{result};").expect("a String takes all");
        let arguments: Vec<(&str, &str)> = arguments
            .split(',')
            .filter_map(|one| one.split_once(':'))
            .map(|(of, kind)| (of.trim(), kind.trim()))
            .collect();
        let kinds: Vec<&str> = arguments.iter().map(|(_, of)| *of).filter(|of| is_handle(of)).collect();
        let call = |values: &[String]| format!("{{ let _ = bare; unsafe {{ {name}({}) }}; }}", values.join(", "));
        let values: Vec<String> = arguments.iter().map(|argument| bare_value(*argument)).collect();
        let row = call(&values);
        writeln!(bare, "BareCall {{ name: {name:?}, kinds: &{kinds:?}, call: |bare| {row} }},")
            .expect("a String takes all");
        for text in texts_written(&arguments) {
            let row = call(&values_around_a_text(&arguments, text));
            let argument = arguments[text].0;
            writeln!(
                writing,
                "WritingCall {{ name: {name:?}, argument: {argument:?}, call: |bare, buffer, length| {row} }},"
            )
            .expect("a String takes all");
        }
    }
    format!(
        "unsafe extern \"system\" {{ {declarations} }}\n\
         /// One for each function of the original.\npub const BARE_CALLS: &[BareCall] = &[{bare}];\n\
         /// One for each text that a function of the original writes.\npub const WRITING_CALLS: &[WritingCall] = &[{writing}];"
    )
}

/// What stands for an argument of a bare call.
fn bare_value((name, of): (&str, &str)) -> String {
    match of {
        kind if is_handle(kind) => format!("bare.handle({kind:?}) as _"),
        "PCWSTR" => format!("bare.text({name:?})"),
        "u32" => "bare.number".to_owned(),
        _ => "core::mem::zeroed()".to_owned(),
    }
}

/// The places of the buffers for text that have a length behind them.
fn texts_written(arguments: &[(&str, &str)]) -> Vec<usize> {
    let pairs = arguments.windows(2).enumerate();
    pairs.filter(|(_, pair)| pair[0].1 == "PWSTR" && pair[1].1 == "*mut u32").map(|(place, _)| place).collect()
}

/// The arguments of a call that wants one of the texts that a function writes, and of the others the length alone.
fn values_around_a_text(arguments: &[(&str, &str)], text: usize) -> Vec<String> {
    let value = |(place, argument): (usize, &(&str, &str))| {
        match argument.1 {
            _ if place == text => "buffer".to_owned(),
            _ if place == text + 1 => "length".to_owned(),
            "PWSTR" | "*mut u8" => "core::ptr::null_mut()".to_owned(),
            // It would have to say its size.
            "*mut CLUSTERVERSIONINFO" => "core::ptr::null_mut()".to_owned(),
            of if of.starts_with("*mut ") => "(&mut [0_u64; 64]).as_mut_ptr().cast()".to_owned(),
            _ => bare_value(*argument),
        }
    };
    arguments.iter().enumerate().map(value).collect()
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
