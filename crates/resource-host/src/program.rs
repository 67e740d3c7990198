//! The one program and its internal subcommands.

use std::io;
use std::path::PathBuf;

pub(crate) const HOST: &str = "resource-host";
pub(crate) const GUARD: &str = "resource-guard";
pub(crate) const EXEC: &str = "resource-exec";

/// The program that runs now, even when an upgrade has replaced the file: host, guard and exec must be of one version.
pub(crate) fn own_program() -> io::Result<PathBuf> {
    let path = std::env::current_exe()?;
    // The kernel writes `PATH (deleted)` for a replaced file.
    Ok(if path.exists() { path } else { PathBuf::from("/proc/self/exe") })
}
