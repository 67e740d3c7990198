//! What runs inside the namespaces of the lab. Not for users: the library starts it.

mod echo;
mod hold;
mod probe;
mod spawn;
mod wire;

use std::process::ExitCode;

const USAGE: &str = "\
lab hold switch FOLDER | node NAME FILES | client   keeps namespaces until standard input ends
lab spawn LOG PROGRAM [ARGUMENT..]                  starts a daemon and prints its pid
lab keep PROGRAM [ARGUMENT..]                       runs a service, again each time it ends with status 75
lab echo ADDRESS:PORT [ADDRESS:PORT..]              answers each request with `<request> <node> <epoch>`
lab probe FILE INTERVAL_US ADDRESS:PORT..|ADDRESS.. asks or pings, and records the answers, until standard input ends";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["hold", "switch", folder] => hold::switch(folder),
        ["hold", "node", name, files] => hold::node(name, files),
        ["hold", "client"] => hold::client(),
        ["spawn", log, program, ref arguments @ ..] => spawn::daemon(log, program, arguments),
        ["keep", program, ref arguments @ ..] => spawn::keep(program, arguments),
        ["echo", ref addresses @ ..] if !addresses.is_empty() => echo::run(addresses),
        ["probe", file, interval_us, ref targets @ ..] if !targets.is_empty() => probe::run(file, interval_us, targets),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lab {}: {error}", words[0]);
            ExitCode::FAILURE
        }
    }
}

/// Blocks until nobody holds the other end of standard input.
fn wait_for_end_of_input() {
    use std::io::Read;
    let mut input = std::io::stdin().lock();
    let mut ignored = [0; 64];
    while !matches!(input.read(&mut ignored), Ok(0) | Err(_)) {}
}
