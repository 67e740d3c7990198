//! Where words go: answers to stdout, notes and errors to stderr, in the form that was asked for.

use crate::args::Format;
use crate::failure::Failure;
use crate::render::Page;
use serde::Serialize;
use std::io::{IsTerminal, Write};

/// Columns of a table when stdout is no terminal.
const COLUMNS: u16 = 80;

/// How this run of the program writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    format: Format,
    page: Page,
    /// Colour on stderr.
    error_colour: bool,
    /// Notes and spinners are only for somebody who looks.
    pub(crate) error_terminal: bool,
}

impl Output {
    pub(crate) fn from_environment(format: Format) -> Output {
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let error_terminal = std::io::stderr().is_terminal();
        let columns = comfy_table::Table::new().width().unwrap_or(COLUMNS).max(COLUMNS);
        let page = Page { columns: usize::from(columns), colour: std::io::stdout().is_terminal() && !no_colour };
        Output { format, page, error_colour: error_terminal && !no_colour, error_terminal }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Writes an answer: the view as JSON, or what `render` makes of the page.
    pub(crate) fn answer<T: Serialize + ?Sized>(&self, view: &T, render: impl FnOnce(&Page) -> String) {
        if self.is_json() {
            self.json(view);
        } else {
            self.text(render(&self.page).trim_end_matches('\n'));
        }
    }

    /// One line of JSON of a stream, or one line of text.
    pub(crate) fn stream_item<T: Serialize + ?Sized>(&self, view: &T, render: impl FnOnce(&Page) -> String) {
        if self.is_json() {
            self.text(&serde_json::to_string(view).expect("views are plain objects"));
        } else {
            self.text(render(&self.page).trim_end_matches('\n'));
        }
    }

    fn json<T: Serialize + ?Sized>(&self, view: &T) {
        self.text(&serde_json::to_string_pretty(view).expect("views are plain objects"));
    }

    /// A reader that has gone away (`quorate events | head`) is no failure: there is nobody left to tell.
    pub(crate) fn text(&self, text: &str) {
        let mut stdout = std::io::stdout().lock();
        if writeln!(stdout, "{text}").and_then(|()| stdout.flush()).is_err() {
            std::process::exit(0);
        }
    }

    /// A line on stderr for people.
    pub(crate) fn note(&self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// One sentence, code and name, the next command.
    pub(crate) fn failure(&self, failure: &Failure) {
        let text = if self.is_json() {
            serde_json::to_string(&failure.view()).expect("views are plain objects")
        } else {
            failure_text(failure, self.error_colour)
        };
        self.note(&text);
    }
}

fn failure_text(failure: &Failure, colour: bool) -> String {
    let refusal = &failure.refusal;
    let (on, off) = if colour { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
    let sentence = refusal.message.trim_end_matches('.');
    let mut text = format!("{on}error:{off} {sentence}. ({} {})", refusal.code.number(), refusal.code.name());
    if !refusal.next.is_empty() {
        text.push_str("\nnext:  ");
        text.push_str(&refusal.next);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Win32Code;

    #[test]
    fn an_error_is_a_sentence_a_code_and_a_command() {
        let failure =
            Failure::refused(Win32Code::ERROR_GROUP_NOT_FOUND, "There is no group \"Wep\"").next("quorate group list");
        let expected = "error: There is no group \"Wep\". (5013 ERROR_GROUP_NOT_FOUND)\nnext:  quorate group list";
        assert_eq!(failure_text(&failure, false), expected);
    }

    #[test]
    fn an_error_without_a_next_command_has_one_line() {
        let failure = Failure::usage("Nothing to set.");
        assert_eq!(failure_text(&failure, false), "error: Nothing to set. (87 ERROR_INVALID_PARAMETER)");
    }
}
