//! Keys and values of the database.

use super::text::{cut, printable};
use super::{Cell, Column, Page, table};
use crate::view::{KeyView, TreeView, ValueView};
use serde_json::Value as Json;

/// Shown for the value without a name.
const UNNAMED: &str = "(unnamed)";

pub(crate) fn key_page(page: &Page, key: &KeyView) -> String {
    if key.keys.is_empty() && key.values.is_empty() {
        return "The key is empty.\n".to_owned();
    }
    let columns = [Column::name("NAME"), Column::fixed("TYPE"), Column::text("VALUE")];
    let keys = key.keys.iter().map(|name| vec![Cell::new(name), Cell::new("key"), Cell::new("")]);
    let values = key
        .values
        .iter()
        .map(|value| vec![Cell::new(name_of(value)), Cell::new(value.type_name), Cell::new(one_line(&value.value))]);
    table(page, &columns, &keys.chain(values).collect::<Vec<_>>())
}

/// The value alone, so that scripts can take it as it is; a list has a line for each item.
pub(crate) fn value_page(value: &ValueView) -> String {
    match &value.value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}

pub(crate) fn tree_page(page: &Page, tree: &TreeView) -> String {
    let mut text = String::new();
    add_key(page, tree, 0, &mut text);
    text
}

fn add_key(page: &Page, key: &TreeView, depth: usize, text: &mut String) {
    let mut add = |depth: usize, line: String| {
        let indent = "  ".repeat(depth);
        let room = page.columns.saturating_sub(indent.len()).max(1);
        text.push_str(&indent);
        text.push_str(&cut(&printable(&line), room));
        text.push('\n');
    };
    add(depth, format!("{}\\", key.name));
    for value in &key.values {
        add(depth + 1, format!("{} = {} {}", name_of(value), value.type_name, one_line(&value.value)));
    }
    for below in &key.keys {
        add_key(page, below, depth + 1, text);
    }
}

fn name_of(value: &ValueView) -> &str {
    if value.name.is_empty() { UNNAMED } else { &value.name }
}

fn one_line(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
