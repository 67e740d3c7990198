//! How a change of properties reads in the history.

use crate::announce::mentioned;
use crate::command::PropertyScope;
use crate::config::keys::Object;
use crate::config::{cut, shorten};
use crate::state::State;
use model::Value;
use model::property;
use model::security::access::{self, AccessList};

/// Characters of a value that are shown.
const VALUE_SHOWN: usize = 60;

/// Characters of an access list that are shown.
const LIST_SHOWN: usize = 200;

/// Properties of one change that are named; a list may have thousands.
const PROPERTIES_SHOWN: usize = 8;

impl State {
    /// One sentence about what one request changed of one object, which has this name. `None`: not set any more.
    pub(super) fn properties_sentence(
        &self,
        object: &Object,
        object_name: &str,
        scope: PropertyScope,
        changed: &[(String, Option<Value>)],
    ) -> String {
        let of = mentioned(object, object_name);
        let to = |name: &str, value: &Option<Value>| match value {
            // Who was let in is worth more than a number of bytes.
            Some(Value::Binary(bytes)) if scope == PropertyScope::Common && name == access::PROPERTY => {
                let list = AccessList::of_property(bytes);
                Some(list.map_or_else(|| "nothing".into(), |list| cut(&list.to_string(), LIST_SHOWN)))
            }
            Some(value) => Some(value_text(value)),
            None => self.has_default(object, scope, name).then(|| "its default".to_owned()),
        };
        if let [(name, value)] = changed {
            let name_text = name_text(name);
            return match to(name, value) {
                Some(to) => format!("Property {name_text} of {of} was set to {to}."),
                None => format!("Property {name_text} of {of} was removed."),
            };
        }
        let shown = changed.iter().take(PROPERTIES_SHOWN).map(|(name, value)| match to(name, value) {
            Some(to) => format!("{} to {to}", name_text(name)),
            None => format!("{} removed", name_text(name)),
        });
        let mut parts: Vec<String> = shown.collect();
        if changed.len() > PROPERTIES_SHOWN {
            parts.push(format!("and {} more", changed.len() - PROPERTIES_SHOWN));
        }
        format!("Properties of {of} were changed: {}.", parts.join(", "))
    }

    fn has_default(&self, object: &Object, scope: PropertyScope, name: &str) -> bool {
        match scope {
            PropertyScope::Common => true,
            PropertyScope::Private => {
                self.private_table(object).is_some_and(|table| property::find(table, name).is_some())
            }
        }
    }
}

/// A name of the tables stands as it is; one that somebody invented may need quotes.
fn name_text(name: &str) -> String {
    match name.bytes().all(|c| c.is_ascii_alphanumeric()) {
        true => shorten(name),
        false => format!("\"{}\"", shorten(name)),
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Sz(text) | Value::ExpandSz(text) => format!("\"{}\"", cut(text, VALUE_SHOWN)),
        Value::Dword(number) => number.to_string(),
        Value::Qword(number) => number.to_string(),
        Value::MultiSz(list) if list.is_empty() => "an empty list".into(),
        Value::MultiSz(list) => format!("\"{}\"", cut(&list.join("\", \""), VALUE_SHOWN)),
        Value::Binary(bytes) => format!("{} of binary data", counted_bytes(bytes.len())),
    }
}

fn counted_bytes(count: usize) -> String {
    if count == 1 { "1 byte".into() } else { format!("{count} bytes") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_short_and_on_one_line() {
        let sz = |text: &str| value_text(&Value::Sz(text.into()));
        assert_eq!(sz("http://127.0.0.1:80/"), "\"http://127.0.0.1:80/\"");
        assert_eq!(sz("a\nb"), "\"a\\nb\"");
        assert_eq!(sz(&"x".repeat(10_000)).chars().count(), VALUE_SHOWN + 3);
        assert_eq!(value_text(&Value::Dword(7)), "7");
        assert_eq!(value_text(&Value::MultiSz(vec!["a".into(), "b".into()])), "\"a\", \"b\"");
        assert_eq!(value_text(&Value::MultiSz(Vec::new())), "an empty list");
        assert_eq!(value_text(&Value::Binary(vec![0; 3].into())), "3 bytes of binary data");
        assert_eq!(name_text("my\nown"), "\"my\\nown\"");
    }
}
