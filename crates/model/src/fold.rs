//! Case folding as names are compared by the original: character by character, by simple upper case.
//!
//! A character whose upper case is several characters (`ß`) stands for itself, so folding never changes the number of
//! characters. The order of folded names is the order of their code points; it is the order of every listing, and must
//! be the same on every node.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A name in the form in which names are compared and ordered.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folded(Arc<str>);

impl Folded {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For a text that is folded already.
    pub(crate) fn from_folded(folded: Cow<'_, str>) -> Folded {
        Folded(Arc::from(folded))
    }
}

/// Folds a name into a key of its own.
pub fn fold(name: &str) -> Folded {
    Folded(Arc::from(fold_text(name)))
}

/// Folds without making a key; borrows when the name is its own folded form.
pub fn fold_text(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return match name.bytes().any(|byte| byte.is_ascii_lowercase()) {
            true => Cow::Owned(name.to_ascii_uppercase()),
            false => Cow::Borrowed(name),
        };
    }
    Cow::Owned(name.chars().map(fold_char).collect())
}

/// Whether two names are one name.
pub fn equals(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().map(fold_char).eq(b.chars().map(fold_char))
}

fn fold_char(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

impl Borrow<str> for Folded {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Deref for Folded {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_character_with_a_longer_upper_case_stands_for_itself() {
        assert_eq!(fold("straße").as_str(), "STRAßE");
        assert!(!equals("straße", "STRASSE"));
        assert!(equals("Größe", "gRÖßE"));
        assert!(equals("σ", "ς"), "both small sigmas have one capital");
        assert!(equals("Cluster Name", "cluster NAME"));
        assert!(!equals("a", "b"));
    }

    proptest! {
        #[test]
        fn equal_names_have_equal_keys(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            prop_assert_eq!(equals(&a, &b), fold(&a) == fold(&b));
            prop_assert!(equals(&a, &fold(&a)));
            prop_assert_eq!(fold(&fold(&a)), fold(&a));
        }
    }
}
