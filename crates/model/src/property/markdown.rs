//! The tables as documentation.

use super::{Access, DefaultValue, Property, PropertyOf, Range, private_table, row, table};
use std::fmt::Write;

/// The common properties of a kind of object as a Markdown table.
pub fn markdown(kind: PropertyOf) -> String {
    render(table(kind))
}

/// The private properties of a resource type as a Markdown table; `None` for a type without a table.
pub fn private_markdown(type_name: &str) -> Option<String> {
    private_table(type_name).map(render)
}

fn render(table: &[Property]) -> String {
    let mut text = String::from("| Name | Syntax | Access | Default | Range | Level | Meaning |\n");
    text.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for property in table {
        let access = match property.access {
            Access::ReadWrite => "read, write",
            Access::ReadOnly => "read",
        };
        let cells = [
            property.name.to_owned(),
            property.syntax.name().to_owned(),
            access.to_owned(),
            with_unit(property, default(property)),
            with_unit(property, range(property)),
            property.level.to_string(),
            meaning(property),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        writeln!(text, "| {} |", cells.join(" | ")).expect("a String takes all text");
    }
    text
}

fn default(property: &Property) -> String {
    match property.default {
        DefaultValue::Number(number) => row::number(number),
        DefaultValue::Text(text) => text.to_owned(),
        DefaultValue::Empty => String::new(),
    }
}

fn range(property: &Property) -> String {
    match property.range {
        Range::Any => String::new(),
        range => range.to_string(),
    }
}

fn with_unit(property: &Property, cell: String) -> String {
    match cell.is_empty() || property.unit.is_empty() {
        true => cell,
        false => format!("{cell} {}", property.unit),
    }
}

fn meaning(property: &Property) -> String {
    let required = if property.required { "; must be set before the resource comes online" } else { "" };
    format!("{}{required}", property.meaning)
}
