//! Commands that can be pasted into a shell.

/// A word as a shell takes it.
pub(crate) fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:,@%=~".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !word.starts_with('~') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A next command: the words after `quorate`, quoted where a shell needs it.
pub(crate) fn quorate(words: &[&str]) -> String {
    words.iter().fold("quorate".to_owned(), |line, word| line + " " + &shell_word(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_the_shell_only_where_it_matters() {
        assert_eq!(shell_word("/home/a/.local-x"), "/home/a/.local-x");
        assert_eq!(shell_word("my dir"), "'my dir'");
        assert_eq!(shell_word("it's"), r"'it'\''s'");
        assert_eq!(shell_word(""), "''");
    }
}
