//! Expressions between groups, and between group sets: "and" only (policies 11.3 to 11.6).

use super::{Reader, Token};
use crate::refusal::Refusal;

/// Reads `[a] and [b]` over names or ids; the empty text has no dependency.
///
/// Parentheses and braces mean nothing, but each one has its other half. `kind` is what a name stands for, in the words of
/// the refusal. Refuses ERROR_INVALID_PARAMETER with the position, in characters from 1; how deep they nest is the user's
/// affair, so nothing here recurses.
pub fn parse_all(text: &str, kind: &str) -> Result<Vec<String>, Refusal> {
    let mut reader = Reader { text, at: 0, braces: true };
    let mut names = Vec::new();
    reader.skip_blanks();
    if reader.at == text.len() {
        return Ok(names);
    }
    let mut open: Vec<Token> = Vec::new();
    loop {
        // Where a name is expected.
        match reader.token()? {
            (_, token @ (Token::Open | Token::OpenBrace)) => {
                open.push(token);
                continue;
            }
            (_, Token::Name(name)) => names.push(name),
            (start, _) => return Err(reader.refuse(start, &format!("a {kind} in brackets was expected"))),
        }
        // Behind a name, until the next "and".
        loop {
            match reader.token()? {
                (_, Token::And) => break,
                (start, Token::Or) => {
                    return Err(
                        reader.refuse(start, &format!("a {kind} needs all that it depends on: \"or\" is not known"))
                    );
                }
                (_, Token::Close) if open.last() == Some(&Token::Open) => drop(open.pop()),
                (_, Token::CloseBrace) if open.last() == Some(&Token::OpenBrace) => drop(open.pop()),
                (_, Token::End) if open.is_empty() => return Ok(names),
                (start, Token::End) => return Err(reader.refuse(start, "a parenthesis or brace is not closed")),
                (start, Token::Close | Token::CloseBrace) => {
                    return Err(reader.refuse(start, "it closes what was not opened"));
                }
                (start, _) => return Err(reader.refuse(start, "\"and\" or the end was expected")),
            }
        }
    }
}

/// The canonical form.
pub fn write_all<T: std::fmt::Display>(names: &[T]) -> String {
    names.iter().map(|name| format!("[{name}]")).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Win32Code;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn reads_the_grammar_and_passes_parentheses_over() {
        let read = |text: &str| parse_all(text, "group").unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        assert_eq!(read(" \t"), Vec::<String>::new());
        for text in ["[a]", "([a])", "{[a]}", "(([a]))", "{ ( [a] ) }"] {
            assert_eq!(read(text), ["a"], "{text}");
        }
        for text in ["[a] and [b]", "{[a] and [b]}", "{[a]} AND [b]", "([a]) and ([b])", "[a]and([b])"] {
            assert_eq!(read(text), ["a", "b"], "{text}");
        }
        assert_eq!(read("{[a]} and [b] and [c {or} d]"), ["a", "b", "c {or} d"]);
    }

    #[test]
    fn refuses_the_rest_and_says_where() {
        for (text, position) in [
            ("a", 1),
            ("[a", 1),
            ("[]", 1),
            ("()", 2),
            ("{}", 2),
            ("[a] or [b]", 5),
            ("([a] or [b])", 6),
            ("[a] [b]", 5),
            ("[a] and", 8),
            ("[a] and and [b]", 9),
            ("([a]", 5),
            ("{[a])", 5),
            ("([a]}", 5),
            ("[a])", 4),
            ("and [a]", 1),
        ] {
            let refusal = parse_all(text, "group").expect_err(text);
            assert_eq!(refusal.code, Win32Code::ERROR_INVALID_PARAMETER, "{text}");
            assert!(refusal.message.contains(&format!("character {position}:")), "{text}: {refusal}");
        }
    }

    #[test]
    fn a_million_parentheses_are_no_burden() {
        let deep = 1_000_000;
        assert!(parse_all(&"(".repeat(deep), "group").is_err());
        let text = format!("{}[a]{}", "({".repeat(deep), "})".repeat(deep));
        assert_eq!(parse_all(&text, "group"), Ok(vec!["a".to_owned()]));
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(names in vec("[^\\]]{0,6}x", 0..5)) {
            prop_assert_eq!(parse_all(&write_all(&names), "group"), Ok(names));
        }

        #[test]
        fn reads_any_text_without_harm(text in "[\\[\\](){} aor&nd]{0,40}") {
            if let Ok(names) = parse_all(&text, "group") {
                prop_assert_eq!(parse_all(&write_all(&names), "group"), Ok(names));
            }
        }
    }
}
