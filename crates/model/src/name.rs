//! Which names an object may have (object-model 2). Uniqueness is the business of who holds the objects.

use crate::code::Win32Code;
use crate::refusal::Refusal;

/// A DNS label has at most 63 characters (MAX_CLUSTERNAME_LENGTH).
const LABEL_CHARACTERS: usize = 63;

/// Bytes of a resource type's name in UTF-16.
const RESOURCE_TYPE_BYTES: usize = 514;

/// A DNS label. Refuses ERROR_INVALID_NAME, and RPC_S_STRING_TOO_LONG beyond 63 characters.
pub fn check_cluster_name(name: &str) -> Result<(), Refusal> {
    check_label("cluster", name)
}

/// A DNS label. Refuses ERROR_INVALID_NAME, and RPC_S_STRING_TOO_LONG beyond 63 characters.
pub fn check_node_name(name: &str) -> Result<(), Refusal> {
    check_label("node", name)
}

/// Any Unicode with at least one character that is not blank. Refuses ERROR_INVALID_NAME.
pub fn check_group_name(name: &str) -> Result<(), Refusal> {
    check_not_blank("group", name, BLANK)
}

/// The rule of groups. Refuses ERROR_INVALID_NAME.
pub fn check_resource_name(name: &str) -> Result<(), Refusal> {
    check_not_blank("resource", name, BLANK)
}

/// The rule of groups. Refuses ERROR_INVALID_NAME.
pub fn check_group_set_name(name: &str) -> Result<(), Refusal> {
    check_not_blank("group set", name, BLANK)
}

/// At least one character that is neither space nor NUL. Refuses ERROR_INVALID_NAME.
pub fn check_network_name(name: &str) -> Result<(), Refusal> {
    check_not_blank("network", name, &[' ', '\0'])
}

/// The rule of groups, no backslash at the start (the name is a key's name), and at most 514 bytes of UTF-16.
/// Refuses ERROR_INVALID_NAME and RPC_S_STRING_TOO_LONG.
pub fn check_resource_type_name(name: &str) -> Result<(), Refusal> {
    check_not_blank("resource type", name, BLANK)?;
    if name.starts_with('\\') {
        return Err(invalid("resource type", name, "it starts with a backslash"));
    }
    let bytes = name.encode_utf16().count() * 2;
    if bytes > RESOURCE_TYPE_BYTES {
        let message = format!(
            "A resource type's name has at most {RESOURCE_TYPE_BYTES} bytes in UTF-16; \"{}\" has {bytes}",
            shorten(name)
        );
        return Err(Refusal::new(Win32Code::RPC_S_STRING_TOO_LONG, message));
    }
    Ok(())
}

/// A name that is, or may be, the name of a key: the rule of groups, and no backslash. Refuses ERROR_INVALID_NAME.
pub fn check_key_name(kind: &str, name: &str) -> Result<(), Refusal> {
    check_not_blank(kind, name, BLANK)?;
    match name.contains('\\') {
        true => Err(invalid(kind, name, "it has a backslash")),
        false => Ok(()),
    }
}

/// The characters that do not make a name by themselves.
const BLANK: &[char] = &[' ', '\t', '\r', '\n', '\0'];

fn check_not_blank(kind: &str, name: &str, blank: &[char]) -> Result<(), Refusal> {
    if name.chars().all(|c| blank.contains(&c)) {
        return Err(invalid(kind, name, "it needs at least one character that is not blank"));
    }
    if name.contains('\0') {
        return Err(invalid(kind, name, "it contains a NUL"));
    }
    Ok(())
}

fn check_label(kind: &str, name: &str) -> Result<(), Refusal> {
    let characters = name.chars().count();
    if characters > LABEL_CHARACTERS {
        let message =
            format!("A {kind} name has at most {LABEL_CHARACTERS} characters; \"{}\" has {characters}", shorten(name));
        return Err(Refusal::new(Win32Code::RPC_S_STRING_TOO_LONG, message));
    }
    if name.is_empty() {
        return Err(invalid(kind, name, "it is empty"));
    }
    if let Some(c) = name.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
        return Err(invalid(kind, name, &format!("{c:?} is not a letter, a digit or a hyphen")));
    }
    if name.starts_with('-') || name.ends_with('-') {
        return Err(invalid(kind, name, "a hyphen stands at its start or end"));
    }
    Ok(())
}

fn invalid(kind: &str, name: &str, why: &str) -> Refusal {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let message = format!("\"{}\" cannot name {article} {kind}: {why}", shorten(name));
    Refusal::new(Win32Code::ERROR_INVALID_NAME, message)
}

/// A name as a sentence quotes it: cut when it is long, and without control characters, which would break the line.
pub fn shorten(name: &str) -> String {
    cut(name, 80)
}

/// The text as part of one line, cut after so many characters.
pub fn cut(text: &str, shown_characters: usize) -> String {
    if text.len() <= shown_characters && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut shown = String::new();
    for c in text.chars().take(shown_characters) {
        match c.is_control() {
            true => shown.extend(c.escape_debug()),
            false => shown.push(c),
        }
    }
    if text.chars().nth(shown_characters).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_name_is_one_short_line() {
        assert_eq!(shorten("a\\b \"Größe\""), "a\\b \"Größe\"");
        assert_eq!(shorten("a\nb\0"), "a\\nb\\0");
        assert_eq!(shorten(&"x".repeat(10_000)).chars().count(), 81);
    }

    fn code(result: Result<(), Refusal>) -> u32 {
        result.err().map_or(0, |refusal| refusal.code.number())
    }

    #[test]
    fn a_cluster_name_is_a_dns_label() {
        let longest = "a".repeat(63);
        for (name, expected) in [
            ("c1", 0),
            ("Cluster-1", 0),
            (longest.as_str(), 0),
            ("", 123),
            ("-a", 123),
            ("a-", 123),
            ("a.b", 123),
            ("a b", 123),
            ("ä", 123),
        ] {
            assert_eq!(code(check_cluster_name(name)), expected, "{name}");
            assert_eq!(code(check_node_name(name)), expected, "{name}");
        }
        assert_eq!(code(check_cluster_name(&"a".repeat(64))), 1743);
    }

    #[test]
    fn groups_resources_and_networks_take_any_name_that_shows() {
        for name in ["Web", " Web server ", "Größe 網路 🙂", "a\\b\"c]", &"x".repeat(255)] {
            assert_eq!(code(check_group_name(name)), 0, "{name}");
            assert_eq!(code(check_resource_name(name)), 0, "{name}");
            assert_eq!(code(check_network_name(name)), 0, "{name}");
        }
        for name in ["", " ", "\t\r\n ", "\0"] {
            assert_eq!(code(check_group_name(name)), 123, "{name:?}");
            assert_eq!(code(check_resource_name(name)), 123, "{name:?}");
        }
        assert_eq!(code(check_network_name("\t")), 0);
        assert_eq!(code(check_network_name(" ")), 123);
    }

    #[test]
    fn a_resource_type_name_is_also_a_key_name() {
        assert_eq!(code(check_resource_type_name("Generic Application")), 0);
        assert_eq!(code(check_resource_type_name("\\x")), 123);
        assert_eq!(code(check_resource_type_name(&"é".repeat(257))), 0);
        assert_eq!(code(check_resource_type_name(&"é".repeat(258))), 1743);
    }

    #[test]
    fn a_refusal_quotes_a_long_name_in_short() {
        let refusal = check_cluster_name(&"a".repeat(100_000)).unwrap_err();
        assert!(refusal.message.len() < 300, "{}", refusal.message.len());
    }
}
