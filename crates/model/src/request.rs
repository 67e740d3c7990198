//! What comes with a client's command: the id under which it is done once, and the reason in words.

use crate::id::RequestId;
use std::fmt;

/// Characters of a reason that are kept; the original publishes no length (conventions, "Reason strings").
pub const REASON_CHARACTERS: usize = 512;

/// Why somebody asked for a change, in his own words, for the record of events. Never empty, on one line, and at most
/// [`REASON_CHARACTERS`] long.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Reason(String);

impl Reason {
    /// Empty or blank is no reason. What is longer is cut, and what is no text on a line becomes a space: a reason never makes a
    /// request fail.
    pub fn new(text: &str) -> Option<Reason> {
        let on_a_line = |c: char| if c.is_control() { ' ' } else { c };
        let text: String = text.trim().chars().map(on_a_line).take(REASON_CHARACTERS).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| Reason(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A client's request, apart from its command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    pub id: RequestId,
    pub reason: Option<Reason>,
}

impl From<RequestId> for Request {
    /// Without a reason.
    fn from(id: RequestId) -> Request {
        Request { id, reason: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_short_line() {
        let read = |text: &str| Reason::new(text).map(|reason| reason.to_string());
        assert_eq!(read(" kernel\nupdate "), Some("kernel update".into()));
        for none in ["", " ", "\n\t"] {
            assert_eq!(read(none), None);
        }
        let long = "ü".repeat(REASON_CHARACTERS + 1);
        assert_eq!(read(&long).map(|text| text.chars().count()), Some(REASON_CHARACTERS));
    }

    #[test]
    fn what_was_read_is_read_again_as_it_is() {
        for text in ["kernel update".to_owned(), format!("{}{}x", "a".repeat(REASON_CHARACTERS - 2), "  ")] {
            let once = Reason::new(&text).expect("a reason");
            assert_eq!(Reason::new(once.as_str()), Some(once));
        }
    }
}
