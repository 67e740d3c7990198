//! `quorate serve`: hands over to the service.

use crate::args::dev::{LogFormat, Serve};
use rustix::process::{Signal, getpid, kill_process};
use std::io::Read;
use std::process::ExitCode;

pub(crate) fn run(serve: &Serve) -> ExitCode {
    // Before anything reads the standard input.
    let inherited = match serve.successor.then(service::Inherited::take).transpose() {
        Ok(inherited) => inherited,
        Err(error) => {
            eprintln!("quorate: {error}");
            return ExitCode::FAILURE;
        }
    };
    if serve.stop_with_input {
        stop_when_input_ends();
    }
    let log_format = match serve.log_format {
        LogFormat::Human => service::LogFormat::Human,
        LogFormat::Json => service::LogFormat::Json,
    };
    let start = service::Start {
        settings: serve.settings.clone(),
        state_dir: serve.state_dir.clone(),
        socket: serve.socket.clone(),
        listen: serve.listen,
        ignore_persistent_state: serve.ignore_persistent_state,
    };
    service::run(&start, log_format, inherited)
}

/// Standard input is a pipe that `quorate dev` holds open for as long as it lives: its end is a request to stop, whatever
/// has happened to `dev`.
fn stop_when_input_ends() {
    std::thread::spawn(|| {
        let mut ignored = [0; 64];
        let mut input = std::io::stdin().lock();
        while !matches!(input.read(&mut ignored), Ok(0) | Err(_)) {}
        // The service takes this as it takes it from the service manager.
        let _ = kill_process(getpid(), Signal::INT);
    });
}
