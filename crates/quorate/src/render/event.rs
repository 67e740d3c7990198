//! Events. Their text is why they exist: it is wrapped, never cut.

use super::{Cell, Column, Page, table};
use crate::view::EventView;

/// `2026-01-31 12:00:00.123Z`.
const TIME_COLUMNS: usize = 24;

pub(crate) fn events_page(page: &Page, events: &[EventView]) -> String {
    if events.is_empty() {
        return "No events.\n".to_owned();
    }
    let columns = [Column::fixed("TIME (UTC)"), Column::name("OBJECT"), Column::name("WHAT HAPPENED")];
    table(page, &columns, &events.iter().map(row).collect::<Vec<_>>())
}

/// One event, on its own lines: rows of a stream cannot know how wide the next one is.
pub(crate) fn event_page(page: &Page, event: &EventView) -> String {
    let columns = [Column::fixed(""), Column::name(""), Column::name("")];
    let table = table(page, &columns, &[row(event)]);
    // The line of empty titles.
    table.split_once('\n').map_or(String::new(), |(_, rows)| rows.to_owned())
}

fn row(event: &EventView) -> Vec<Cell> {
    let mut text = event.text.trim_end_matches('.').to_owned();
    for candidate in &event.refused {
        text.push_str(&format!("; not {}: {}", candidate.node, candidate.reason.trim_end_matches('.')));
    }
    text.push_str(&course_in_words(event));
    if let Some(reason) = &event.reason {
        text.push_str(&format!("; reason: {reason}"));
    }
    let object = Cell::new(event.subject_name.as_deref().unwrap_or("-"));
    vec![Cell::new(short_time(&event.time)), object, Cell::coloured_as(&event.level, &text)]
}

/// `; 1512 ms after the last contact (lease end 1000, decided 1451, committed 1455, started 1455)`.
fn course_in_words(event: &EventView) -> String {
    let phases: Vec<(String, u32)> = event.phases.iter().map(|(phase, ms)| (phase.replace('_', " "), *ms)).collect();
    let [(first, _), between @ .., (_, total)] = phases.as_slice() else { return String::new() };
    let between: Vec<String> = between.iter().map(|(phase, ms)| format!("{phase} {ms}")).collect();
    let began = match first.as_str() {
        "last contact" => "the last contact",
        "requested" => "the request",
        _ => "the decision",
    };
    format!("; {total} ms after {began} ({})", between.join(", "))
}

/// RFC 3339 as people read it: no T, milliseconds.
fn short_time(time: &str) -> String {
    match time.parse::<jiff::Timestamp>() {
        Ok(time) => time.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
        Err(_) => time.chars().take(TIME_COLUMNS).collect(),
    }
}
