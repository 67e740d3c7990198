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
