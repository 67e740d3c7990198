//! A refused request: an answer, not a failure of the program.

use crate::code::Win32Code;
use std::fmt;

/// Why a request was refused, in the form that reaches the user: the code of the original API, one sentence, and the
/// command to try next. A refusal changes nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    pub code: Win32Code,
    /// One sentence without a full stop at the end of it being required; names the object concerned.
    pub message: String,
    /// The next command to try, or empty.
    pub next: String,
}

impl Refusal {
    pub fn new(code: Win32Code, message: impl Into<String>) -> Refusal {
        Refusal { code, message: message.into(), next: String::new() }
    }

    #[must_use]
    pub fn next(mut self, command: impl Into<String>) -> Refusal {
        self.next = command.into();
        self
    }

    /// A refusal of one step of several, counted from 0, that were to be done together.
    #[must_use]
    pub fn of_step(mut self, step: usize) -> Refusal {
        self.message = format!("{STEP}{}{STEP_END}{}", step + 1, self.message);
        self
    }

    /// The step that was refused, counted from 0; `None` when it was not one step.
    pub fn step(&self) -> Option<usize> {
        let (number, _) = self.message.strip_prefix(STEP)?.split_once(STEP_END)?;
        number.parse::<usize>().ok()?.checked_sub(1)
    }
}

/// What the message of a refused step begins with; people count from 1.
const STEP: &str = "Command ";
const STEP_END: &str = " of the batch: ";

/// A text as one word of a command that is shown to somebody who may type it into a shell.
pub fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@%+,=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.message, self.code.number(), self.code.name())
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_step_is_found_again() {
        let refusal = Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, "it is wrong").of_step(2);
        assert_eq!((refusal.message.as_str(), refusal.step()), ("Command 3 of the batch: it is wrong", Some(2)));
        assert_eq!(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, "it is wrong").step(), None);
    }

    #[test]
    fn a_shell_reads_a_word_as_the_text() {
        for (text, word) in [
            ("Web", "Web"),
            ("Größe-2", "Größe-2"),
            ("Web Server", "'Web Server'"),
            ("Groups\\1", "'Groups\\1'"),
            ("$(reboot)", "'$(reboot)'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(text), word);
        }
    }
}
