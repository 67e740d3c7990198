//! docs/properties.md is made from the property tables: `UPDATE_DOCS=1` writes it anew.

use model::builtin_types::BUILTIN_TYPES;
use model::property::{PropertyOf, markdown, private_markdown};
use std::fmt::Write;

#[test]
fn the_page_of_properties_is_what_the_tables_say() {
    let mut page = String::from(
        "# Properties\n\nMade from the tables in `crates/model/src/property/`; change those, then run `./fix`. The same tables check \
         values and make\nthe help of `quorate ... set`. Set one with `quorate group set NAME Property=value`, a private one with \
         `--private`.\n",
    );
    for kind in PropertyOf::ALL {
        let _ = write!(page, "\n## {}\n\n{}", kind.name(), markdown(kind));
    }
    for built_in in BUILTIN_TYPES {
        if let Some(table) = private_markdown(built_in.name) {
            let _ = write!(page, "\n## Private properties of {}\n\n{table}", built_in.name);
        }
    }
    let path = tidy::root().join("docs/properties.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/properties.md is not what the tables say; ./fix writes it anew");
}
