//! Wrong usage of the command line, in the form of every other error; and the texts that were asked for.

use crate::args::Format;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use clap::error::ErrorKind;
use std::process::ExitCode;

/// Prints what the parser has to say, and gives the exit status: 0 for help and version, 2 for an error.
pub(crate) fn answer(error: &clap::Error) -> ExitCode {
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked_for || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // Help that nobody can read any more (`| head`) is no failure.
        let _ = error.print();
        return if asked_for { Exit::Done.code() } else { Exit::Usage.code() };
    }
    let failure = in_our_words(&error.render().to_string());
    Output::from_environment(asked_format(std::env::args())).failure(&failure);
    failure.exit.code()
}

/// The parser's report as one sentence and the command whose help explains it.
fn in_our_words(report: &str) -> Failure {
    let (complaint, rest) = report.split_once("\n\nUsage:").unwrap_or((report, ""));
    let complaint = complaint.strip_prefix("error: ").unwrap_or(complaint);
    let complaint = complaint.split("\n\nFor more information").next().unwrap_or_default();
    let sentence = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
    let usage = rest.lines().next().unwrap_or_default();
    let command: Vec<&str> =
        usage.split_whitespace().take_while(|word| !word.starts_with(['<', '[', '-', '.'])).collect();
    let command = if command.is_empty() { "quorate".to_owned() } else { command.join(" ") };
    Failure::usage(sentence).next(format!("{command} --help"))
}

/// `-o json` on a command line that could not be parsed.
fn asked_format(arguments: impl Iterator<Item = String>) -> Format {
    let arguments: Vec<String> = arguments.collect();
    let together = ["-ojson", "-o=json", "--output=json"];
    let apart = arguments.windows(2).any(|pair| matches!(pair[0].as_str(), "-o" | "--output") && pair[1] == "json");
    let json = apart || arguments.iter().any(|argument| together.contains(&argument.as_str()));
    if json { Format::Json } else { Format::Human }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::Parser;

    fn complaint(line: &[&str]) -> Failure {
        in_our_words(&Cli::try_parse_from(line).unwrap_err().render().to_string())
    }

    #[test]
    fn a_missing_argument_names_the_command_that_explains_it() {
        let failure = complaint(&["quorate", "group", "show"]);
        assert_eq!(failure.exit, Exit::Usage);
        assert_eq!(failure.refusal.message, "the following required arguments were not provided: <GROUP>");
        assert_eq!(failure.refusal.next, "quorate group show --help");
    }

    #[test]
    fn an_unknown_word_keeps_the_tip() {
        let failure = complaint(&["quorate", "group", "mov", "Web"]);
        assert!(failure.refusal.message.contains("'move'"), "{}", failure.refusal.message);
        assert_eq!(failure.refusal.next, "quorate group --help");
    }

    #[test]
    fn the_format_is_found_on_a_line_that_does_not_parse() {
        let line = |words: &[&str]| asked_format(words.iter().map(|word| (*word).to_owned()));
        assert_eq!(line(&["quorate", "x", "-o", "json"]), Format::Json);
        assert_eq!(line(&["quorate", "--output=json", "x"]), Format::Json);
        assert_eq!(line(&["quorate", "x", "json"]), Format::Human);
    }
}
