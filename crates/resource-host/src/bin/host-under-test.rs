//! The internal subcommands alone: the program that this crate's tests start. In the product they are in `quorate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    resource_host::dispatch().unwrap_or(ExitCode::from(2))
}
