//! Shows the warnings of the services: their logs go to files, so that a service can write to the end when `dev` is killed.

use super::supervisor::Happening;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc;

const INTERVAL: Duration = Duration::from_millis(250);

/// An older log is kept beside a new one when it has grown to this.
const LOG_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Follows one log.
pub(super) struct LogTail {
    name: String,
    path: PathBuf,
    read_to: u64,
    /// The begin of a line whose end is not written yet.
    partial: Vec<u8>,
    last: String,
}

impl LogTail {
    /// From the present end of the log on.
    pub(super) fn new(name: &str, path: PathBuf) -> LogTail {
        let size = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
        let read_to = if size > LOG_BYTES_MAX && std::fs::rename(&path, path.with_extension("log.old")).is_ok() {
            0
        } else {
            size
        };
        LogTail { name: name.to_owned(), path, read_to, partial: Vec::new(), last: String::new() }
    }

    pub(super) async fn run(mut self, tell: mpsc::UnboundedSender<Happening>) {
        loop {
            tokio::time::sleep(INTERVAL).await;
            for line in self.new_warnings() {
                if tell.send(Happening::Line(line)).is_err() {
                    return;
                }
            }
        }
    }

    fn new_warnings(&mut self) -> Vec<String> {
        // A log that cannot be read now is read the next time.
        if self.read_more().is_err() {
            return Vec::new();
        }
        let Some(end) = self.partial.iter().rposition(|byte| *byte == b'\n') else { return Vec::new() };
        let lines: Vec<u8> = self.partial.drain(..=end).collect();
        let lines = String::from_utf8_lossy(&lines).into_owned();
        let mut warnings = Vec::new();
        for warning in lines.lines().filter_map(warning_of) {
            // The same again and again is told once.
            if warning != self.last {
                self.last = warning.to_owned();
                warnings.push(format!("{}: {warning}", self.name));
            }
        }
        warnings
    }

    fn read_more(&mut self) -> std::io::Result<()> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.read_to))?;
        self.read_to += file.read_to_end(&mut self.partial)? as u64;
        Ok(())
    }
}

/// What follows the level, when a line of the log is a warning or an error: `TIME WARN text`.
fn warning_of(line: &str) -> Option<&str> {
    let (_time, rest) = line.split_once(' ')?;
    let (level, text) = rest.trim_start().split_once(' ')?;
    matches!(level, "WARN" | "ERROR").then(|| text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn only_warnings_and_errors_are_shown() {
        assert_eq!(warning_of("2026-01-31T12:00:00.000001Z  WARN no quorum"), Some("no quorum"));
        assert_eq!(warning_of("2026-01-31T12:00:00.000001Z ERROR disk: full"), Some("disk: full"));
        assert_eq!(warning_of("2026-01-31T12:00:00.000001Z  INFO WARN is a word"), None);
        assert_eq!(warning_of(""), None);
    }

    #[test]
    fn a_line_is_shown_when_it_is_complete_and_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("service.log");
        let mut log = File::create(&path).unwrap();
        writeln!(log, "T  WARN old").unwrap();
        let mut tail = LogTail::new("n1", path);
        write!(log, "T  WARN new ").unwrap();
        assert_eq!(tail.new_warnings(), Vec::<String>::new());
        writeln!(log, "one\nT  WARN new one\nT  INFO fine").unwrap();
        assert_eq!(tail.new_warnings(), ["n1: new one"]);
    }
}
