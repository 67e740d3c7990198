//! Commands that can be pasted into a shell.

pub(crate) use model::shell_word;

/// A next command: the words after `quorate`, quoted where a shell needs it.
pub(crate) fn quorate(words: &[&str]) -> String {
    words.iter().fold("quorate".to_owned(), |line, word| line + " " + &shell_word(word))
}
