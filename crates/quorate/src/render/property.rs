//! Properties.

use super::{Cell, Column, Page, table};
use crate::view::PropertyView;
use serde_json::Value as Json;

pub(crate) fn property_list(page: &Page, properties: &[PropertyView]) -> String {
    if properties.is_empty() {
        return "No properties.\n".to_owned();
    }
    let columns = [Column::name("PROPERTY"), Column::name("VALUE"), Column::fixed("IS"), Column::text("MEANING")];
    let rows: Vec<Vec<Cell>> = properties
        .iter()
        .map(|property| {
            vec![
                Cell::new(&property.name),
                Cell::new(value_text(&property.value, property.unit.as_deref())),
                Cell::new(standing(property)),
                Cell::new(property.meaning.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    table(page, &columns, &rows)
}

fn standing(property: &PropertyView) -> &'static str {
    match (property.read_only, property.is_default) {
        (true, _) => "read only",
        (false, true) => "default",
        (false, false) => "set",
    }
}

fn value_text(value: &Json, unit: Option<&str>) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(", "),
        Json::Number(number) if number.as_u64() == Some(u64::from(u32::MAX)) => "0xFFFFFFFF".to_owned(),
        other => format!("{other} {}", unit.unwrap_or_default()).trim_end().to_owned(),
    }
}
