//! Which rule has which cases. Every case cites in its first line what it shows: `# policies 5.2, 9.3: ...`, with the
//! numbers of `cases/rules.txt`, or another source by name (`leases`, `errors`, ...).
//!
//! Two pages come out of it: `docs/coverage.md`, rule by rule, and `docs/unconfirmed.md`, the rules that the original's
//! documents leave open with what was chosen. Rows depend on their own cases only, so that two branches that add cases for
//! different rules merge.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What a case may cite besides numbered rules.
const OTHER_SOURCES: &[&str] = &[
    "admin/registry",
    "blueprint",
    "decisions",
    "divergence",
    "errors",
    "functions/conventions",
    "functions/crypto-health-worker",
    "functions/group",
    "functions/registry",
    "functions/registry-batch",
    "functions/resource",
    "leases",
    "notifications",
    "object-model",
    "properties",
];

struct Rule {
    number: String,
    sentence: String,
    /// The original's documents leave it open.
    unconfirmed: bool,
}

/// A section of `rules.txt`: its heading, without the names of its folders, and its rules in order.
struct Section {
    heading: String,
    rules: Vec<Rule>,
}

/// Reads `rules.txt`; a number twice, or one that does not begin with that of its section, is an error.
fn sections(text: &str) -> Result<Vec<Section>, String> {
    let mut sections: Vec<Section> = Vec::new();
    let mut known = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with("# ") && !line.trim().is_empty()) {
        if let Some(heading) = line.strip_prefix("## ") {
            let heading = heading.split_once(": ").map_or(heading, |(heading, _)| heading);
            sections.push(Section { heading: heading.into(), rules: Vec::new() });
            continue;
        }
        let (number, sentence) = line.split_once("  ").ok_or_else(|| format!("rules.txt: no rule: {line}"))?;
        let section = sections.last_mut().ok_or_else(|| format!("rules.txt: {number} is in no section"))?;
        let of_section = section.heading.split(' ').next().unwrap_or("");
        if number.split('.').next() != Some(of_section) {
            return Err(format!("rules.txt: {number} stands in section {of_section}"));
        }
        if known.insert(number, ()).is_some() {
            return Err(format!("rules.txt: {number} twice; the next free number of the section is the one to take"));
        }
        let (sentence, unconfirmed) = match sentence.strip_suffix(" ?") {
            Some(sentence) => (sentence, true),
            None => (sentence, false),
        };
        section.rules.push(Rule { number: number.into(), sentence: sentence.into(), unconfirmed });
    }
    Ok(sections)
}

/// The numbered rules that a case cites in its first line.
fn cited(first_line: &str) -> Result<Vec<String>, String> {
    let head = first_line.strip_prefix("# ").and_then(|line| line.split_once(": "));
    let (head, _) = head.ok_or("the first line is `# policies <number>, ...: what is shown`")?;
    let mut numbers = Vec::new();
    let mut source = "";
    for part in head.split(", ") {
        let words = part.split_once(' ').unwrap_or((part, ""));
        let mut cited = part;
        if words.0 == "policies" || OTHER_SOURCES.contains(&words.0) {
            (source, cited) = words;
        }
        match source {
            "policies" if cited.split('.').count() == 2 => numbers.push(cited.to_owned()),
            "policies" => return Err(format!("\"{cited}\" is no number of rules.txt such as 5.2")),
            "" => {
                return Err(format!(
                    "\"{part}\" is nothing that a case can cite: policies, {}",
                    OTHER_SOURCES.join(", ")
                ));
            }
            _ => {}
        }
    }
    Ok(numbers)
}

/// Checks the citations of the cases (name without ending, text), and that both pages say what they should; with `update`
/// the pages are written anew.
pub(crate) fn check(cases: &[(String, String)], rules: &str, docs: &Path, update: bool) -> Vec<String> {
    let sections = match sections(rules) {
        Ok(sections) => sections,
        Err(problem) => return vec![problem],
    };
    let rules = sections.iter().flat_map(|section| &section.rules);
    let mut cases_of: BTreeMap<&str, Vec<&str>> = rules.map(|rule| (rule.number.as_str(), Vec::new())).collect();
    let mut problems = Vec::new();
    for (name, text) in cases {
        match cited(text.lines().next().unwrap_or("")) {
            Err(problem) => problems.push(format!("{name}: {problem}")),
            Ok(numbers) => {
                for number in numbers {
                    match cases_of.get_mut(number.as_str()) {
                        Some(cases) => cases.push(name),
                        None => problems.push(format!("{name}: rules.txt has no rule {number}")),
                    }
                }
            }
        }
    }
    let without = cases_of.iter().filter(|(_, cases)| cases.is_empty()).map(|(number, _)| number);
    problems.extend(without.map(|number| format!("rule {number} has no case that cites it in its first line")));
    for (file, page) in [("coverage.md", coverage(&sections, &cases_of)), ("unconfirmed.md", unconfirmed(&sections))] {
        let path = docs.join(file);
        if update && let Err(error) = std::fs::write(&path, &page) {
            problems.push(format!("docs/{file}: {error}"));
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != page {
            problems.push(format!("docs/{file} is not what rules and cases say (UPDATE_CASES=1 writes it anew)"));
        }
    }
    problems
}

fn coverage(sections: &[Section], cases_of: &BTreeMap<&str, Vec<&str>>) -> String {
    let mut page = String::from(
        "# Rules and their cases\n\nMade from `crates/cluster-state/cases/`: its `rules.txt` and the first line of each case; change those, \
         then run `./fix`.\nSections have the numbers that the events cite in brackets.\n",
    );
    for section in sections {
        let _ = write!(page, "\n## {}\n\n| rule | | cases |\n| --- | --- | --- |\n", section.heading);
        for rule in &section.rules {
            let cases = &cases_of[rule.number.as_str()];
            let names: Vec<String> = cases.iter().map(|name| format!("`{name}`")).collect();
            let cases =
                if cases.is_empty() { "**none**".into() } else { format!("{}: {}", cases.len(), names.join(", ")) };
            let open = if rule.unconfirmed { " (unconfirmed)" } else { "" };
            let _ = writeln!(page, "| {} | {}{open} | {cases} |", rule.number, rule.sentence);
        }
    }
    page
}

fn unconfirmed(sections: &[Section]) -> String {
    let mut page = String::from(
        "# Rules that the original's documents leave open\n\nMade from `crates/cluster-state/cases/rules.txt`. Each line is what was chosen; \
         [coverage.md](coverage.md) names the cases that\nshow it.\n\n| rule | chosen |\n| --- | --- |\n",
    );
    for rule in sections.iter().flat_map(|section| &section.rules).filter(|rule| rule.unconfirmed) {
        let _ = writeln!(page, "| {} | {} |", rule.number, rule.sentence);
    }
    page
}

#[test]
fn citations_are_read() {
    assert_eq!(cited("# policies 5.2, 9.3: text"), Ok(vec!["5.2".into(), "9.3".into()]));
    assert_eq!(cited("# leases R0, 9, policies 6.6: text: more"), Ok(vec!["6.6".into()]));
    assert_eq!(cited("# policies 3.6, object-model 7: text"), Ok(vec!["3.6".into()]));
    assert!(
        cited("# policies 5: text").is_err() && cited("# nothing: text").is_err() && cited("# policies 5.2").is_err()
    );
}

#[test]
fn rules_are_numbered_once_and_by_section() {
    let heading = "## 1 Dependencies: 1-dependencies";
    let rules = sections(&format!("# comment\n{heading}\n1.1  One.\n1.2  Two. ?\n")).expect("two rules");
    assert_eq!((rules[0].heading.as_str(), rules[0].rules.len()), ("1 Dependencies", 2));
    assert!(rules[0].rules[1].unconfirmed && rules[0].rules[1].sentence == "Two.");
    assert!(sections(&format!("{heading}\n1.1  One.\n1.1  Two.\n")).is_err());
    assert!(sections(&format!("{heading}\n2.1  One.\n")).is_err());
}
