//! Tables without lines. Widths are chosen here, wrapping and colour are done by comfy-table.

use super::text;
use comfy_table::{Attribute, Color, ColumnConstraint, ContentArrangement, Width};

/// Blanks between two columns.
const GAP: usize = 2;

/// The least that a free text is worth showing in.
const TEXT_COLUMNS_MIN: usize = 18;

/// What a table has to fit into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Page {
    pub(crate) columns: usize,
    pub(crate) colour: bool,
}

/// How a column gives way when the page is too narrow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// Numbers and fixed words: keeps its width.
    Fixed,
    /// Names: broken into lines.
    Name,
    /// Free text: cut with `…`.
    Text,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    title: &'static str,
    kind: Kind,
}

impl Column {
    pub(crate) fn fixed(title: &'static str) -> Column {
        Column { title, kind: Kind::Fixed }
    }

    pub(crate) fn name(title: &'static str) -> Column {
        Column { title, kind: Kind::Name }
    }

    pub(crate) fn text(title: &'static str) -> Column {
        Column { title, kind: Kind::Text }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    colour: Option<Color>,
}

impl Cell {
    pub(crate) fn new(content: impl AsRef<str>) -> Cell {
        Cell { text: text::printable(content.as_ref()).into_owned(), colour: None }
    }

    pub(crate) fn number(number: impl ToString) -> Cell {
        Cell { text: number.to_string(), colour: None }
    }

    /// A state in the colour of its kind: good, on its way, bad.
    pub(crate) fn state(state: &str) -> Cell {
        Cell::coloured_as(state, state)
    }

    /// A text in the colour of a state or of an event's level.
    pub(crate) fn coloured_as(state: &str, content: &str) -> Cell {
        let colour = match state {
            "Online" | "Up" => Some(Color::Green),
            "Failed" | "Down" | "Error" => Some(Color::Red),
            "Offline" | "Information" => None,
            _ => Some(Color::Yellow),
        };
        Cell { colour, ..Cell::new(content) }
    }
}

/// Rows under a line of titles. Columns that are empty in all rows and untitled take no room.
pub(crate) fn table(page: &Page, columns: &[Column], rows: &[Vec<Cell>]) -> String {
    let titles: Vec<Cell> = columns.iter().map(|column| Cell::new(column.title)).collect();
    let mut all: Vec<&[Cell]> = rows.iter().map(Vec::as_slice).collect();
    all.insert(0, &titles);
    draw(page, columns, &all, true)
}

/// Names of facts on the left, facts on the right; long ones go on below themselves.
pub(crate) fn facts(page: &Page, facts: &[(&str, Cell)]) -> String {
    let columns = [Column::fixed(""), Column::name("")];
    let rows: Vec<Vec<Cell>> = facts.iter().map(|(name, fact)| vec![Cell::new(name), fact.clone()]).collect();
    let rows: Vec<&[Cell]> = rows.iter().map(Vec::as_slice).collect();
    draw(page, &columns, &rows, false)
}

fn draw(page: &Page, columns: &[Column], rows: &[&[Cell]], titled: bool) -> String {
    let widths = plan_widths(page.columns, columns, rows);
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(page.columns).unwrap_or(u16::MAX));
    table.force_no_tty();
    if page.colour {
        table.enforce_styling();
    }
    for (number, row) in rows.iter().enumerate() {
        let cells = row.iter().enumerate().map(|(index, cell)| {
            let text = if columns[index].kind == Kind::Text {
                text::cut(&cell.text, widths[index])
            } else {
                cell.text.clone()
            };
            let drawn = comfy_table::Cell::new(text);
            let drawn = cell.colour.map_or(drawn.clone(), |colour| drawn.fg(colour));
            if titled && number == 0 { drawn.add_attribute(Attribute::Bold) } else { drawn }
        });
        table.add_row(cells);
    }
    for (index, width) in widths.iter().enumerate() {
        let gap = if index + 1 == widths.len() { 0 } else { GAP };
        let Some(column) = table.column_mut(index) else { continue };
        column.set_padding((0, u16::try_from(gap).unwrap_or(0)));
        let width = u16::try_from(width + gap).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Widths that fit the page together: texts give way first, then names, the widest first; fixed columns at last.
fn plan_widths(page_columns: usize, columns: &[Column], rows: &[&[Cell]]) -> Vec<usize> {
    let natural: Vec<usize> = (0..columns.len())
        .map(|index| {
            rows.iter().filter_map(|row| row.get(index)).map(|cell| text::width(&cell.text)).max().unwrap_or(0).max(1)
        })
        .collect();
    let available = page_columns.saturating_sub(GAP * columns.len().saturating_sub(1));
    let least = |index: usize| match columns[index].kind {
        Kind::Fixed => natural[index],
        Kind::Name => natural[index].min(columns[index].title.len().max(8)),
        Kind::Text => natural[index].min(TEXT_COLUMNS_MIN),
    };
    let mut widths = natural.clone();
    for kind in [Kind::Text, Kind::Name] {
        narrow(&mut widths, available, |index| (columns[index].kind == kind).then(|| least(index)));
    }
    narrow(&mut widths, available, |_| Some(1));
    widths
}

/// Takes columns from the widest that may still give one, until the sum fits or nobody can.
fn narrow(widths: &mut [usize], available: usize, least: impl Fn(usize) -> Option<usize>) {
    let mut sum: usize = widths.iter().sum();
    while sum > available {
        let widest = (0..widths.len())
            .filter(|index| least(*index).is_some_and(|least| widths[*index] > least))
            .max_by_key(|index| widths[*index]);
        let Some(widest) = widest else { return };
        widths[widest] -= 1;
        sum -= 1;
    }
}
