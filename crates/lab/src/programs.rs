//! The programs of other people that the lab needs, and its own one.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Why there is no lab on this machine: one line that names what is missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Skip(pub String);

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Skip {}

/// Folders that are on no ordinary user's `PATH`, and hold `ip` and `nft` on Debian.
const SYSTEM_FOLDERS: &[&str] = &["/usr/sbin", "/sbin", "/usr/local/sbin"];

/// Where a program is.
pub(crate) fn find(name: &str) -> Result<PathBuf, Skip> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(SYSTEM_FOLDERS.iter().map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .ok_or_else(|| Skip(format!("the program {name} is missing")))
}

/// Runs a command to its end; what it printed, or what it complained of.
pub(crate) fn run(command: &mut Command) -> Result<String, Skip> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| Skip(format!("{command:?}: {error}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Skip(format!("{command:?}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim())))
}

/// The lab's own program (`lab hold`, `probe`, `echo`, `spawn`, `keep`).
///
/// Cargo gives the path of a binary only to the tests of its own package, so cargo is asked: it builds the program if it is
/// not built, which the tests of the whole workspace have done already. `QUORATE_LAB_TOOL` names another one, for a user who
/// may not write the target folder.
pub fn tool() -> Result<&'static Path, Skip> {
    static TOOL: OnceLock<Result<PathBuf, Skip>> = OnceLock::new();
    TOOL.get_or_init(|| match std::env::var_os("QUORATE_LAB_TOOL") {
        Some(path) => Ok(PathBuf::from(path)),
        None => build(),
    })
    .as_deref()
    .map_err(Clone::clone)
}

fn build() -> Result<PathBuf, Skip> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let messages = run(Command::new(cargo).args([
        "build",
        "--quiet",
        "--bin",
        "lab",
        "--message-format",
        "json",
        "--manifest-path",
        manifest,
    ]))?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "lab")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| Skip("cargo has not said where the program `lab` is".to_owned()))
}

/// `chrt` and its arguments, if this user may run something at a real-time priority.
pub(crate) fn permitted_real_time() -> &'static [&'static str] {
    static PREFIX: OnceLock<&'static [&'static str]> = OnceLock::new();
    PREFIX.get_or_init(|| {
        const CHRT: &[&str] = &["chrt", "--fifo", "6"];
        if run(Command::new(CHRT[0]).args(&CHRT[1..]).arg("true")).is_ok() { CHRT } else { &[] }
    })
}
