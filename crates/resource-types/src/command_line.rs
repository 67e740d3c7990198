//! Splits a command line into words as a POSIX shell would, with nothing else of a shell: no variables, no patterns, no
//! redirection, no comments (POSIX.1-2024 Shell 2.2).

use std::fmt;

/// The command line cannot be split.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CommandLineError {
    Empty,
    /// This quote has no other end.
    OpenQuote(char),
    TrailingBackslash,
}

impl fmt::Display for CommandLineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandLineError::Empty => f.write_str("the command line is empty"),
            CommandLineError::OpenQuote(quote) => write!(f, "the command line has a {quote} without its other end"),
            CommandLineError::TrailingBackslash => f.write_str("the command line ends with a backslash"),
        }
    }
}

impl std::error::Error for CommandLineError {}

/// The program and its arguments: at least one word.
pub fn split_command_line(line: &str) -> Result<Vec<String>, CommandLineError> {
    let mut words = Vec::new();
    // `None` between words: quotes make a word even when it stays empty.
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match c {
            c if c.is_ascii_whitespace() => words.extend(word.take()),
            '\\' => {
                let next = characters.next().ok_or(CommandLineError::TrailingBackslash)?;
                let word = word.get_or_insert_default();
                // A backslash before a line's end joins the lines.
                if next != '\n' {
                    word.push(next);
                }
            }
            '\'' => single_quoted(&mut characters, word.get_or_insert_default())?,
            '"' => double_quoted(&mut characters, word.get_or_insert_default())?,
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if words.is_empty() { Err(CommandLineError::Empty) } else { Ok(words) }
}

fn single_quoted(characters: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), CommandLineError> {
    for c in characters {
        if c == '\'' {
            return Ok(());
        }
        word.push(c);
    }
    Err(CommandLineError::OpenQuote('\''))
}

/// Within double quotes a backslash is one only before `$`, a backquote, `"`, itself and a line's end.
fn double_quoted(characters: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), CommandLineError> {
    while let Some(c) = characters.next() {
        match c {
            '"' => return Ok(()),
            '\\' => match characters.next().ok_or(CommandLineError::OpenQuote('"'))? {
                '\n' => {}
                escaped @ ('$' | '`' | '"' | '\\') => word.push(escaped),
                other => word.extend(['\\', other]),
            },
            c => word.push(c),
        }
    }
    Err(CommandLineError::OpenQuote('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, words: &[&str]) {
        assert_eq!(split_command_line(line).unwrap(), words, "{line}");
    }

    #[test]
    fn words_quotes_and_backslashes() {
        check("/usr/bin/app", &["/usr/bin/app"]);
        check("  app\t--a   b\n", &["app", "--a", "b"]);
        check(r#"app 'one word' "two words" th"re"e"#, &["app", "one word", "two words", "three"]);
        check(r#"app '' """#, &["app", "", ""]);
        check(r"app one\ word \'x\' \\", &["app", "one word", "'x'", "\\"]);
        check(r#"app "a\"b\\c\d$e" '\n'"#, &["app", "a\"b\\c\\d$e", "\\n"]);
        check("app a\\\nb \"c\\\nd\"", &["app", "ab", "cd"]);
        check("app $HOME *.c #no ; | >x", &["app", "$HOME", "*.c", "#no", ";", "|", ">x"]);
        check("größe '日本 語'", &["größe", "日本 語"]);
    }

    #[test]
    fn what_cannot_be_split_is_refused() {
        assert_eq!(split_command_line(" \t"), Err(CommandLineError::Empty));
        assert_eq!(split_command_line("app 'x"), Err(CommandLineError::OpenQuote('\'')));
        assert_eq!(split_command_line("app \"x\\\""), Err(CommandLineError::OpenQuote('"')));
        assert_eq!(split_command_line("app \\"), Err(CommandLineError::TrailingBackslash));
    }
}
