//! The one program and its internal subcommands.

use std::io;
use std::path::PathBuf;

pub(crate) const HOST: &str = "resource-host";
pub(crate) const GUARD: &str = "resource-guard";
pub(crate) const EXEC: &str = "resource-exec";

/// The program that is installed now where this one was: another one after an upgrade.
pub fn installed_program() -> io::Result<PathBuf> {
    let path = std::env::current_exe()?;
    // The kernel writes `PATH (deleted)` for a replaced file.
    let replaced = path.to_str().and_then(|path| path.strip_suffix(" (deleted)"));
    Ok(replaced.map_or_else(|| path.clone(), PathBuf::from))
}

/// The program that runs now, even when an upgrade has replaced the file: host, guard and exec must be of one version.
pub(crate) fn own_program() -> io::Result<PathBuf> {
    let path = std::env::current_exe()?;
    Ok(if path.exists() { path } else { PathBuf::from("/proc/self/exe") })
}
