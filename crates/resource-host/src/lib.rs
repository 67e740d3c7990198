//! The resource host: a process of its own that runs the resources of one node for one life of its service, and lets go
//! of them by itself when the service dies or the lease ends (docs/decisions/0002-leases.md, points 7 to 9).
//!
//! Three internal subcommands of the one program: `resource-host`, `resource-guard`, which ends everything if the host is
//! killed, and `resource-exec`, the first moments of an application. None of them needs root.
//!
//! Never here: policy (the cluster decides what runs where), and more threads than the main one and the `keeper`.
//!
//! For the service: [`launch`] starts a host, [`wire`] is its protocol, [`released`] its last word, [`remains`] cleans up
//! after an earlier life. To read the host itself start at `host`, then `monitor`, `process` and `children`, `addresses` and
//! `keeper`, then `letting_go` and `guard`.

mod addresses;
mod cgroup;
mod children;
mod clock;
pub mod exec;
pub mod guard;
mod guard_link;
mod host;
mod keeper;
pub mod launch;
mod lease;
mod letting_go;
mod monitor;
mod outbox;
mod output;
mod process;
mod procfs;
mod program;
mod readable;
pub mod released;
pub mod remains;
mod reporter;
mod start_message;
mod sweep;
pub mod urgent;
pub mod versions;
pub mod wire;

pub use clock::boot_now;
pub use host::run;
pub use program::installed_program;

use std::process::ExitCode;

/// The version of the protocol between a service and its host. A host stays as old as it is while its service becomes newer programs:
/// a service speaks every version of [`PROTOCOLS`].
pub const PROTOCOL: u32 = 1;
pub const PROTOCOLS: &[u32] = &[1];

/// Asks a program what it understands, without starting anything: see [`versions`].
pub const VERSIONS: &str = "--versions";

/// Runs the internal subcommand that this process was started for; `None` when it was started for something else. To be
/// called first thing in `main`: before threads, signal handlers and open files.
pub fn dispatch() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next()?.to_str()? {
        program::HOST if arguments.next().is_some_and(|argument| argument == VERSIONS) => Some(versions::print()),
        program::HOST => Some(host::run()),
        program::GUARD => Some(guard::run()),
        program::EXEC => Some(exec::run(arguments)),
        _ => None,
    }
}
