//! What a program understands of a running host and of a service's memory: asked before a service becomes that program, when
//! everything can still be left as it is.

use crate::{PROTOCOLS, VERSIONS, program};
use model::level::THIS_PROGRAM;
use model::{Version, VersionRange};
use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// A program that has not answered by then does not come up in time either.
const PATIENCE: Duration = Duration::from_secs(3);
const LOOK_PERIOD: Duration = Duration::from_millis(2);
/// Longer answers are of something else.
const ANSWER_BYTES_MAX: u64 = 4_096;
/// The words before the numbers.
const HOST_PROTOCOLS: &str = "host-protocols";
const MEMORY_FORMS: &str = "memory-forms";
const LEVELS: &str = "levels";

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Versions {
    pub host_protocols: Vec<u32>,
    pub memory_forms: Vec<u32>,
    /// Functional levels, major << 16 | minor.
    pub levels: VersionRange,
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |numbers: &[u32]| numbers.iter().map(|number| format!(" {number}")).collect::<String>();
        writeln!(f, "{HOST_PROTOCOLS}{}", words(&self.host_protocols))?;
        writeln!(f, "{MEMORY_FORMS}{}", words(&self.memory_forms))?;
        writeln!(f, "{LEVELS}{}", words(&[self.levels.lowest.as_dword(), self.levels.highest.as_dword()]))
    }
}

/// Of this program.
pub fn own() -> Versions {
    Versions { host_protocols: PROTOCOLS.to_vec(), memory_forms: vec![proto::handover::FORM], levels: THIS_PROGRAM }
}

/// The subcommand.
pub(crate) fn print() -> ExitCode {
    match io::stdout().write_all(own().to_string().as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Lines that this version does not know are left out.
fn read(answer: &str) -> Option<Versions> {
    let numbers = |word: &str| {
        let line = answer.lines().find_map(|line| line.strip_prefix(word))?;
        line.split_whitespace().map(|number| number.parse().ok()).collect::<Option<Vec<u32>>>()
    };
    let [lowest, highest] = numbers(LEVELS)?[..] else { return None };
    let levels = VersionRange { lowest: Version::from_dword(lowest), highest: Version::from_dword(highest) };
    Some(Versions { host_protocols: numbers(HOST_PROTOCOLS)?, memory_forms: numbers(MEMORY_FORMS)?, levels })
}

/// Runs the program at this path, and waits for its answer. An older one than the first that knows the question is an error.
pub fn ask(path: &Path) -> io::Result<Versions> {
    let mut command = Command::new(path);
    command.arg(program::HOST).arg(VERSIONS).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let begun = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if begun.elapsed() > PATIENCE => {
                child.kill()?;
                child.wait()?;
                return Err(io::ErrorKind::TimedOut.into());
            }
            None => std::thread::sleep(LOOK_PERIOD),
        }
    };
    let mut answer = String::new();
    if let Some(output) = child.stdout.take() {
        output.take(ANSWER_BYTES_MAX).read_to_string(&mut answer)?;
    }
    let unknown = || io::Error::other("it does not say what it understands of a running node");
    if status.success() { read(&answer).ok_or_else(unknown) } else { Err(unknown()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_says_of_itself_is_read_also_with_more_words() {
        assert_eq!(read(&own().to_string()), Some(own()));
        let later = "quorate 3\nhost-protocols 1 2\nmemory-forms 2\nlevels 65536 131073\nmore 7\n";
        let version = |level, revision| Version { level, revision };
        let levels = VersionRange { lowest: version(1, 0), highest: version(2, 1) };
        assert_eq!(read(later), Some(Versions { host_protocols: vec![1, 2], memory_forms: vec![2], levels }));
        let others =
            ["", "host-protocols 1\nmemory-forms 1\n", "host-protocols one\nmemory-forms 1\nlevels 65536 65536\n"];
        for other in others {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
