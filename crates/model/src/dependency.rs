//! Dependency expressions: which providers a resource needs (policies 1); those of groups and group sets are simpler
//! ([`parse_all`]).
//!
//! The written form is an AND of OR sets: `[a] and ([b] or [c])`. A name stands in brackets, so it may contain anything
//! but `]`. Deeper nesting does not exist, and reading never recurses.

mod conjunction;

pub use conjunction::{parse_all, write_all};

use crate::code::Win32Code;
use crate::name::shorten;
use crate::refusal::Refusal;
use std::fmt;

/// An AND of OR sets: each set needs one of its members. No set is empty; no sets means no dependency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expression<T> {
    sets: Vec<Vec<T>>,
}

impl<T> Default for Expression<T> {
    fn default() -> Self {
        Expression { sets: Vec::new() }
    }
}

impl<T> Expression<T> {
    /// Empty sets are left out.
    pub fn from_sets(sets: impl IntoIterator<Item = Vec<T>>) -> Expression<T> {
        Expression { sets: sets.into_iter().filter(|set| !set.is_empty()).collect() }
    }

    pub fn sets(&self) -> &[Vec<T>] {
        &self.sets
    }

    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Every provider, in the order of the text.
    pub fn providers(&self) -> impl Iterator<Item = &T> {
        self.sets.iter().flatten()
    }

    /// Whether every set has a member for which the question is answered yes.
    pub fn satisfied(&self, mut is_good: impl FnMut(&T) -> bool) -> bool {
        self.sets.iter().all(|set| set.iter().any(&mut is_good))
    }

    /// The same expression over other names.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Expression<U> {
        Expression { sets: self.sets.into_iter().map(|set| set.into_iter().map(&mut change).collect()).collect() }
    }

    /// The same expression over other names, or the first error met.
    pub fn try_map<U, E>(self, mut change: impl FnMut(T) -> Result<U, E>) -> Result<Expression<U>, E> {
        let sets = self.sets.into_iter().map(|set| set.into_iter().map(&mut change).collect());
        Ok(Expression { sets: sets.collect::<Result<_, E>>()? })
    }
}

/// The canonical form: names in brackets, a set of several in parentheses; empty for no dependency.
impl<T: fmt::Display> fmt::Display for Expression<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, set) in self.sets.iter().enumerate() {
            if n > 0 {
                f.write_str(" and ")?;
            }
            let (open, close) = if set.len() > 1 { ("(", ")") } else { ("", "") };
            f.write_str(open)?;
            for (m, name) in set.iter().enumerate() {
                let or = if m > 0 { " or " } else { "" };
                write!(f, "{or}[{name}]")?;
            }
            f.write_str(close)?;
        }
        Ok(())
    }
}

/// Reads an expression over names or ids; the empty text has no dependency.
///
/// Besides the documented grammar it takes `[a] and [b]` without parentheses, the form that administrators write.
/// `[a] or [b] and [c]` is refused, because the grammar does not say which binds closer. Refuses
/// ERROR_INVALID_PARAMETER with the position, in characters from 1.
pub fn parse(text: &str) -> Result<Expression<String>, Refusal> {
    let mut reader = Reader { text, at: 0, braces: false };
    let mut sets: Vec<Vec<String>> = Vec::new();
    reader.skip_blanks();
    if reader.at == text.len() {
        return Ok(Expression { sets });
    }
    // What joins the terms outside parentheses: nothing yet, `and` or `or`.
    let mut joined_by = None;
    let mut last_was_group = false;
    loop {
        reader.skip_blanks();
        let (start, term) = (reader.at, reader.term()?);
        match joined_by {
            Some(Token::Or) if last_was_group || term.is_group => {
                return Err(reader.refuse(start, "parentheses cannot stand beside \"or\""));
            }
            Some(Token::Or) => sets.last_mut().expect("a term came before \"or\"").extend(term.names),
            _ => sets.push(term.names),
        }
        last_was_group = term.is_group;
        let (start, token) = reader.token()?;
        match token {
            Token::End => return Ok(Expression { sets }),
            Token::And | Token::Or if joined_by.is_none() => joined_by = Some(token),
            Token::And | Token::Or if joined_by.as_ref() == Some(&token) => {}
            Token::And | Token::Or => {
                return Err(reader.refuse(start, "\"and\" and \"or\" together need parentheses around each \"or\""));
            }
            _ => return Err(reader.refuse(start, "\"and\", \"or\" or the end was expected")),
        }
    }
}

/// One resource, or an OR set in parentheses.
struct Term {
    names: Vec<String>,
    is_group: bool,
}

#[derive(PartialEq)]
enum Token {
    Name(String),
    And,
    Or,
    Open,
    Close,
    OpenBrace,
    CloseBrace,
    End,
}

struct Reader<'a> {
    text: &'a str,
    /// In bytes, always at the start of a character.
    at: usize,
    /// Braces are known.
    braces: bool,
}

impl Reader<'_> {
    fn term(&mut self) -> Result<Term, Refusal> {
        match self.token()? {
            (_, Token::Name(name)) => Ok(Term { names: vec![name], is_group: false }),
            (_, Token::Open) => self.group(),
            (start, _) => Err(self.refuse(start, "a resource in brackets was expected")),
        }
    }

    /// The OR set after an opening parenthesis.
    fn group(&mut self) -> Result<Term, Refusal> {
        let mut names = Vec::new();
        loop {
            match self.token()? {
                (_, Token::Name(name)) => names.push(name),
                (start, Token::Open) => return Err(self.refuse(start, "parentheses cannot stand inside parentheses")),
                (start, _) => return Err(self.refuse(start, "a resource in brackets was expected")),
            }
            match self.token()? {
                (_, Token::Or) => {}
                (_, Token::Close) => return Ok(Term { names, is_group: true }),
                (start, Token::And) => return Err(self.refuse(start, "\"and\" cannot stand inside parentheses")),
                (start, _) => return Err(self.refuse(start, "\"or\" or a closing parenthesis was expected")),
            }
        }
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The next token and where it starts.
    fn token(&mut self) -> Result<(usize, Token), Refusal> {
        self.skip_blanks();
        let start = self.at;
        let rest = &self.text[start..];
        let (length, token) = match rest.chars().next() {
            None => (0, Token::End),
            Some('(') => (1, Token::Open),
            Some(')') => (1, Token::Close),
            Some('{') if self.braces => (1, Token::OpenBrace),
            Some('}') if self.braces => (1, Token::CloseBrace),
            Some('[') => {
                let end = rest.find(']').ok_or_else(|| self.refuse(start, "a closing bracket is missing"))?;
                if rest[1..end].trim().is_empty() {
                    return Err(self.refuse(start, "the brackets are empty"));
                }
                (end + 1, Token::Name(rest[1..end].to_owned()))
            }
            Some(_) => {
                let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
                match word {
                    word if word.eq_ignore_ascii_case("and") => (word.len(), Token::And),
                    word if word.eq_ignore_ascii_case("or") => (word.len(), Token::Or),
                    _ => {
                        return Err(
                            self.refuse(start, "only names in brackets, \"and\", \"or\" and parentheses are known")
                        );
                    }
                }
            }
        };
        self.at = start + length;
        Ok((start, token))
    }

    fn refuse(&self, at: usize, why: &str) -> Refusal {
        let position = self.text[..at].chars().count() + 1;
        let message = format!(
            "The dependency expression \"{}\" cannot be read at character {position}: {why}",
            shorten(self.text)
        );
        Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn sets(text: &str) -> Vec<Vec<String>> {
        parse(text).unwrap_or_else(|refusal| panic!("{text}: {refusal}")).sets().to_vec()
    }

    #[test]
    fn reads_the_grammar_and_what_administrators_write() {
        let (a, b, c) = ("a".to_owned(), "b".to_owned(), "c".to_owned());
        let both = vec![vec![a.clone()], vec![b.clone()]];
        let either = vec![vec![a.clone(), b.clone()]];
        let mixed = vec![vec![a.clone()], vec![b.clone(), c.clone()]];
        for (text, expected) in [
            ("", vec![]),
            (" \t", vec![]),
            ("[a]", vec![vec![a.clone()]]),
            ("([a])", vec![vec![a.clone()]]),
            ("[a] and [b]", both.clone()),
            ("([a]) and ([b])", both.clone()),
            ("([a]) AND [b]", both.clone()),
            ("[a]and[b]", both.clone()),
            ("[a] or [b]", either.clone()),
            (" ( [a]Or[b] ) ", either.clone()),
            ("[a] and ([b] or [c])", mixed.clone()),
            ("([a]) and ([b] or [c])", mixed.clone()),
        ] {
            assert_eq!(sets(text), expected, "{text}");
        }
        assert_eq!(sets("[a (or) [b and c]"), [["a (or) [b and c"]]);
        assert_eq!(parse("([a] or [b]) AND ([c])").unwrap().to_string(), "([a] or [b]) and [c]");
    }

    #[test]
    fn refuses_the_rest_and_says_where() {
        for (text, position) in [
            ("a", 1),
            ("[a", 1),
            ("[]", 1),
            ("[a] [b]", 5),
            ("[a] and", 8),
            ("and [a]", 1),
            ("[a] or [b] and [c]", 12),
            ("[a] and [b] or [c]", 13),
            ("([a] or [b]) or [c]", 17),
            ("[a] or ([b])", 8),
            ("([a] and [b])", 6),
            ("(([a]))", 2),
            ("()", 2),
            ("([a]", 5),
            ("[a])", 4),
            ("[a] andor [b]", 5),
            ("[ä] und [b]", 5),
        ] {
            let refusal = parse(text).expect_err(text);
            assert_eq!(refusal.code, Win32Code::ERROR_INVALID_PARAMETER, "{text}");
            assert!(refusal.message.contains(&format!("character {position}:")), "{text}: {refusal}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_without_recursion() {
        assert!(parse(&"(".repeat(1_000_000)).is_err());
    }

    #[test]
    fn is_satisfied_by_one_of_each_set() {
        let expression = parse("[a] and ([b] or [c])").unwrap();
        let with = |online: &[&str]| expression.satisfied(|name| online.contains(&name.as_str()));
        assert!(with(&["a", "c"]) && with(&["a", "b"]) && with(&["a", "b", "c"]));
        assert!(!with(&["a"]) && !with(&["b", "c"]) && !with(&[]));
        assert!(parse("").unwrap().satisfied(|_| false), "no dependency needs nothing");
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(sets in vec(vec("[^\\]]{0,6}x", 1..4), 0..5)) {
            let expression = Expression::from_sets(sets);
            prop_assert_eq!(parse(&expression.to_string()), Ok(expression));
        }

        #[test]
        fn reads_any_text_without_harm(text in "[\\[\\]() aor&nd]{0,40}") {
            if let Ok(expression) = parse(&text) {
                prop_assert_eq!(parse(&expression.to_string()), Ok(expression));
            }
        }
    }
}
