//! Maps that nobody checks drift: every crate, decision and case is where the documents say.

#[test]
fn the_architecture_names_every_crate_and_no_other() {
    let (_, text) = tidy::read(&tidy::root().join("ARCHITECTURE.md"));
    for entry in std::fs::read_dir(tidy::root().join("crates")).expect("crates") {
        let name = entry.expect("an entry").file_name().into_string().expect("a plain name");
        assert!(text.contains(&format!("`{name}`")), "ARCHITECTURE.md does not name the crate {name}");
    }
}

#[test]
fn every_decision_is_listed() {
    let (_, index) = tidy::read(&tidy::root().join("docs/decisions/README.md"));
    for path in tidy::files_below("docs/decisions", "md") {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name");
        assert!(name == "README.md" || index.contains(name), "docs/decisions/README.md does not list {name}");
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut wrong = Vec::new();
    let mut pages = tidy::files_below("docs", "md");
    pages.extend(
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|page| tidy::root().join(page)),
    );
    for page in pages {
        let (name, text) = tidy::read(&page);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap_or("");
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let folder = page.parent().expect("a page is in a folder");
            if !folder.join(target).exists() {
                wrong.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "links that lead nowhere:\n{}", wrong.join("\n"));
}
