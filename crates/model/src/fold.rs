//! Case folding as names are compared by the original: character by character, by simple upper case.
//!
//! A character whose upper case is several characters (`ß`) stands for itself, so folding never changes the number of
//! characters. The order of folded names is the order of their code points; it is the order of every listing, and must
//! be the same on every node. The upper case comes from the Unicode tables of the Rust release; a later release only
//! adds characters that were not assigned before, never changes one.

use equivalent::{Comparable, Equivalent};
use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A name in the form in which names are compared and ordered: as its text is.
#[derive(Clone, PartialEq, Eq)]
pub struct Folded {
    /// Settles most comparisons without following the pointer.
    prefix: Prefix,
    text: Arc<str>,
}

/// The first bytes of a text as numbers that order as they do; zeros stand behind a shorter text. Two words: names that people
/// give begin alike ("Web 1", "Web 2"), and a comparison that has to follow the pointer waits for the memory.
type Prefix = [u64; 2];

impl Folded {
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Folds a name into a key of its own.
pub fn fold(name: &str) -> Folded {
    let text = fold_text(name);
    Folded { prefix: prefix(text.as_bytes()), text: Arc::from(text) }
}

/// A folded name to look a key up with; takes no memory for names of ordinary length.
pub struct Probe<'a> {
    prefix: Prefix,
    text: ProbeText<'a>,
}

enum ProbeText<'a> {
    Short { bytes: [u8; SHORT_BYTES], length: usize },
    Long(Cow<'a, str>),
}

/// Enough for a GUID and for the name of every property.
const SHORT_BYTES: usize = 56;

impl Probe<'_> {
    pub fn new(name: &str) -> Probe<'_> {
        if name.len() > SHORT_BYTES || !name.is_ascii() {
            let text = fold_text(name);
            return Probe { prefix: prefix(text.as_bytes()), text: ProbeText::Long(text) };
        }
        let mut bytes = [0; SHORT_BYTES];
        bytes[..name.len()].copy_from_slice(name.as_bytes());
        bytes.make_ascii_uppercase();
        Probe { prefix: prefix(&bytes), text: ProbeText::Short { bytes, length: name.len() } }
    }

    fn as_bytes(&self) -> &[u8] {
        match &self.text {
            ProbeText::Short { bytes, length } => &bytes[..*length],
            ProbeText::Long(text) => text.as_bytes(),
        }
    }
}

impl Equivalent<Folded> for Probe<'_> {
    fn equivalent(&self, key: &Folded) -> bool {
        self.compare(key) == Ordering::Equal
    }
}

impl Comparable<Folded> for Probe<'_> {
    fn compare(&self, key: &Folded) -> Ordering {
        self.prefix.cmp(&key.prefix).then_with(|| compare_rest(self.as_bytes(), key.text.as_bytes()))
    }
}

impl Ord for Folded {
    fn cmp(&self, other: &Folded) -> Ordering {
        self.prefix.cmp(&other.prefix).then_with(|| compare_rest(self.text.as_bytes(), other.text.as_bytes()))
    }
}

impl PartialOrd for Folded {
    fn partial_cmp(&self, other: &Folded) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Folded {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// So that a map of folded names can be asked with [`fold_text`].
impl Borrow<str> for Folded {
    fn borrow(&self) -> &str {
        &self.text
    }
}

fn prefix(text: &[u8]) -> Prefix {
    let mut first = [[0; size_of::<u64>()]; 2];
    let length = text.len().min(size_of::<Prefix>());
    first.as_flattened_mut()[..length].copy_from_slice(&text[..length]);
    first.map(u64::from_be_bytes)
}

/// Compares texts of one prefix. Where the prefix holds both whole, nothing has to be read: zeros that are theirs make the
/// longer one.
fn compare_rest(a: &[u8], b: &[u8]) -> Ordering {
    match a.len().max(b.len()) <= size_of::<Prefix>() {
        true => a.len().cmp(&b.len()),
        false => a.cmp(b),
    }
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

impl Deref for Folded {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
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

        #[test]
        fn keys_order_as_their_texts_and_probes_as_keys(a in "[a-bA-Bä\\x00]{0,70}", b in "[a-bA-Bä\\x00]{0,70}", same in 0usize..70) {
            let b: String = a.chars().take(same).chain(b.chars()).collect();
            let (x, y) = (fold(&a), fold(&b));
            prop_assert_eq!(x.cmp(&y), x.as_str().cmp(y.as_str()));
            prop_assert_eq!(Probe::new(&a).compare(&y), x.cmp(&y));
            prop_assert_eq!(Probe::new(&a).equivalent(&y), x == y);
        }
    }
}
