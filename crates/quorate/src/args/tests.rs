use super::*;
use clap::CommandFactory;

#[test]
fn the_definition_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn a_time_has_a_unit_or_is_in_seconds() {
    assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
    assert_eq!(parse_duration("7"), Ok(Duration::from_secs(7)));
    assert_eq!(parse_duration("2m"), Ok(Duration::from_secs(120)));
    for bad in ["", "s", "-1", "3d", "1.5s"] {
        assert!(parse_duration(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_property_may_have_any_value_after_the_first_equals_sign() {
    let cli = Cli::try_parse_from(["quorate", "group", "set", "My Web", "--private", "Url=http://h/?a=b"]).unwrap();
    let Command::Group(group::GroupCommand::Set { group, set }) = cli.command else { panic!("not group set") };
    assert_eq!(group, "My Web");
    assert!(set.private);
    assert_eq!(set.assignments[0].name, "Url");
    assert_eq!(set.assignments[0].text.as_deref(), Some("http://h/?a=b"));
}

#[test]
fn global_options_stand_anywhere() {
    for line in [["quorate", "-o", "json", "node", "list"], ["quorate", "node", "list", "-o", "json"]] {
        assert_eq!(Cli::try_parse_from(line).unwrap().global.output, Format::Json);
    }
}

/// What a shell makes of a command whose words are quoted.
fn shell_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, None);
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match c {
            '\'' | '"' if quoted.is_none_or(|mark| mark == c) => {
                quoted = if quoted.is_none() { Some(c) } else { None };
                word.get_or_insert_default();
            }
            '\\' if quoted.is_none() => word.get_or_insert_default().extend(characters.next()),
            ' ' if quoted.is_none() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.into_iter().chain(word).collect()
}

fn recorded_next_commands() -> Vec<String> {
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../cluster-state/cases");
    let folders = std::fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let texts = files.map(|file| std::fs::read_to_string(file).unwrap()).collect::<Vec<_>>();
    let refusals = texts.iter().flat_map(|text| text.lines()).filter(|line| line.starts_with("-> refused "));
    refusals
        .map(|line| {
            let (_, next) = line.rsplit_once(" (next: ").unwrap_or_else(|| panic!("no next command: {line}"));
            next.trim_end_matches(')').to_owned()
        })
        .collect()
}

#[test]
fn every_command_that_a_refusal_names_can_be_typed() {
    let commands = recorded_next_commands();
    assert!(commands.len() > 100, "{} commands", commands.len());
    for command in commands {
        if let Err(error) = Cli::try_parse_from(shell_words(&command)) {
            panic!("{command}\n{error}");
        }
    }
}

#[test]
fn every_command_of_the_guides_can_be_typed() {
    let readme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    // `n1# quorate ...` on a machine, `quorate ...` anywhere, and what was built a moment ago.
    let commands = lines.filter_map(|line| {
        let line = line.split_once("# quorate ").map_or(line, |(machine, _)| &line[machine.len() + 2..]);
        let line = line.strip_prefix("target/release/").unwrap_or(line);
        line.starts_with("quorate ").then(|| line.split("  #").next().unwrap_or(line).trim_end())
    });
    let commands: Vec<&str> = commands.collect();
    assert!(commands.len() > 20, "{} commands", commands.len());
    for command in commands {
        if let Err(error) = Cli::try_parse_from(shell_words(command)) {
            panic!("{command}\n{error}");
        }
    }
}
