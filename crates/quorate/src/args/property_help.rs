//! The property tables as help text, so that `set --help` is the reference.

use crate::args::HELP_COLUMNS;
use crate::value_text;
use model::builtin_types::BUILTIN_TYPES;
use model::property::{self, Access, DefaultValue, Property, PropertyOf, Range};
use std::fmt::Write;

/// Where the description of a property starts.
const INDENT: usize = 6;

/// The common properties of a kind of object.
pub(crate) fn of(kind: PropertyOf) -> String {
    let mut text = String::from("Properties:\n");
    list(&mut text, property::table(kind));
    text
}

/// The common properties of resources, and the private ones of each built-in type.
pub(crate) fn of_resource() -> String {
    let mut text = of(PropertyOf::Resource);
    for built_in in BUILTIN_TYPES {
        let Some(table) = property::private_table(built_in.name).filter(|table| !table.is_empty()) else { continue };
        let _ = write!(text, "\nPrivate properties (--private) of the type {}:\n", built_in.name);
        list(&mut text, table);
    }
    text
}

fn list(text: &mut String, table: &[Property]) {
    for property in table.iter().filter(|property| property.access == Access::ReadWrite) {
        let title = wrap(&format!("{} ({})", property.name, facts(property)), HELP_COLUMNS - INDENT);
        let meaning = wrap(property.meaning, HELP_COLUMNS - INDENT);
        for (number, line) in title.iter().chain(&meaning).enumerate() {
            let indent = if number == 0 { 2 } else { INDENT };
            let _ = writeln!(text, "{:indent$}{line}", "");
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
}

/// `DWORD, 0 to 600 s, default 60`.
fn facts(property: &Property) -> String {
    let mut facts = property.syntax.name().to_owned();
    if property.range != Range::Any {
        let _ = write!(facts, ", {}", property.range);
    }
    if !property.unit.is_empty() {
        let _ = write!(facts, " {}", property.unit);
    }
    if property.default != DefaultValue::Empty {
        let _ = write!(facts, ", default {}", value_text::show(&property::default_value(property)));
    }
    if property.required {
        facts.push_str(", required");
    }
    facts
}

/// Breaks a text at blanks.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
