//! Reads an application's output and cuts it into lines. Whatever the application writes, the host keeps at most one
//! line of it and spends little time on it: a flood is read slowly, and then the application has to wait.

use resource_types::Stream;
use resource_types::process::LineReceiver;
use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Longer lines are cut: the rest up to their end is left out.
const LINE_BYTES_MAX: usize = 8 * 1024;
const READ_BYTES: usize = 16 * 1024;
/// At most so much is read in a period: 5 MB a second.
const PERIOD: Duration = Duration::from_millis(50);
const PERIOD_BYTES_MAX: usize = 256 * 1024;

/// Reads until nobody holds the other end any more.
pub(crate) fn receive_lines(pipe: OwnedFd, stream: Stream, receive_line: LineReceiver) -> io::Result<JoinHandle<()>> {
    let mut pipe = pipe::Receiver::from_owned_fd(pipe)?;
    Ok(tokio::task::spawn_local(async move {
        let mut cutter = LineCutter::default();
        let mut buffer = vec![0; READ_BYTES];
        let mut period_end = Instant::now() + PERIOD;
        let mut period_bytes = 0;
        // A pipe that cannot be read any more has ended.
        while let Ok(length @ 1..) = pipe.read(&mut buffer).await {
            cutter.take(&buffer[..length], &mut |line| receive_line(stream, line));
            period_bytes += length;
            if Instant::now() >= period_end {
                period_bytes = 0;
                period_end = Instant::now() + PERIOD;
            } else if period_bytes >= PERIOD_BYTES_MAX {
                tokio::time::sleep_until(period_end).await;
            }
        }
        cutter.finish(&mut |line| receive_line(stream, line));
    }))
}

#[derive(Default)]
struct LineCutter {
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    /// The line was too long.
    cut: bool,
}

impl LineCutter {
    fn take(&mut self, mut bytes: &[u8], receive: &mut dyn FnMut(&str)) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            self.append(&bytes[..end]);
            self.pass_on(receive);
            bytes = &bytes[end + 1..];
        }
        self.append(bytes);
    }

    /// A last line may lack its end.
    fn finish(&mut self, receive: &mut dyn FnMut(&str)) {
        if !self.line.is_empty() {
            self.pass_on(receive);
        }
    }

    fn append(&mut self, bytes: &[u8]) {
        let room = LINE_BYTES_MAX - self.line.len();
        self.cut |= bytes.len() > room;
        self.line.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn pass_on(&mut self, receive: &mut dyn FnMut(&str)) {
        let text = String::from_utf8_lossy(&self.line);
        if self.cut {
            receive(&format!("{text}…"));
        } else {
            receive(text.strip_suffix('\r').unwrap_or(&text));
        }
        self.line.clear();
        self.cut = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pieces: &[&[u8]], expected: &[&str]) {
        let mut lines = Vec::new();
        let mut cutter = LineCutter::default();
        for piece in pieces {
            cutter.take(piece, &mut |line| lines.push(line.to_owned()));
        }
        cutter.finish(&mut |line| lines.push(line.to_owned()));
        assert_eq!(lines, expected);
    }

    #[test]
    fn lines_are_cut_wherever_the_pieces_end() {
        check(&[b"one\ntwo\n"], &["one", "two"]);
        check(&[b"o", b"ne\n\nth", b"ree"], &["one", "", "three"]);
        check(&[b"dos\r\n", b"\xff\n"], &["dos", "\u{fffd}"]);
        check(&[], &[]);
    }

    #[test]
    fn a_long_line_is_cut_and_takes_no_more_room() {
        let long = vec![b'x'; LINE_BYTES_MAX + 1];
        let expected = format!("{}…", "x".repeat(LINE_BYTES_MAX));
        check(&[&long, &long, b"\nnext\n"], &[&expected, "next"]);
        let exact = "x".repeat(LINE_BYTES_MAX);
        check(&[exact.as_bytes(), b"\n"], &[&exact]);
    }
}
