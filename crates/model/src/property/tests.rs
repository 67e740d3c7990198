use super::*;

fn every_table() -> impl Iterator<Item = (&'static str, &'static [Property])> {
    PropertyOf::ALL.into_iter().map(|kind| (kind.name(), table(kind))).chain(tables::private::PRIVATE.iter().copied())
}

fn property(kind: PropertyOf, name: &str) -> &'static Property {
    find(table(kind), name).unwrap_or_else(|| panic!("{name} is not in the table"))
}

#[test]
fn every_row_is_sound() {
    for (owner, table) in every_table() {
        let folded: Vec<_> = table.iter().map(|property| fold::fold(property.name)).collect();
        let mut sorted = folded.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(folded.len(), sorted.len(), "{owner}: a name stands twice");
        for property in table {
            let name = property.name;
            let default = default_value(property);
            assert_eq!(default.type_name(), property.syntax.value_type_name(), "{owner} {name}");
            assert!(!property.meaning.is_empty() && property.level == 1, "{owner} {name}");
            let settable = Property { access: Access::ReadWrite, ..*property };
            assert_eq!(check(&settable, &default), Ok(()), "{owner} {name}: the default is out of range");
            assert!(
                matches!(property.syntax, Syntax::Dword | Syntax::Qword) || property.range == Range::Any,
                "{owner} {name}"
            );
        }
    }
}

#[test]
fn tables_are_in_the_order_of_their_names() {
    for (owner, table) in every_table() {
        let names: Vec<String> = table.iter().map(|property| property.name.to_lowercase()).collect();
        assert!(names.is_sorted(), "{owner}");
    }
}

#[test]
fn names_are_found_in_any_case() {
    assert_eq!(find(table(PropertyOf::Cluster), "samesubnetDELAY").unwrap().name, "SameSubnetDelay");
    assert_eq!(find(table(PropertyOf::Cluster), "NoSuchProperty"), None);
    assert!(private_table("generic application").is_some());
    assert!(private_table("Fax").is_none());
}

#[test]
fn a_refusal_names_the_property_the_value_and_the_range() {
    let delay = property(PropertyOf::Cluster, "SameSubnetDelay");
    for good in [50, 250, 1000, 2000] {
        assert_eq!(check(delay, &Value::Dword(good)), Ok(()));
    }
    let refusal = check(delay, &Value::Dword(2001)).unwrap_err();
    assert_eq!(refusal.code, Win32Code::ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS);
    assert_eq!(refusal.message, "SameSubnetDelay cannot be 2001: it takes 50 to 2000 ms");
    let failback = property(PropertyOf::Group, "AutoFailbackType");
    let refusal = check(failback, &Value::Dword(u32::MAX)).unwrap_err();
    assert_eq!(refusal.message, "AutoFailbackType cannot be 0xFFFFFFFF: it takes 0 (prevent) or 1 (allow)");
    let start = property(PropertyOf::Group, "FailbackWindowStart");
    assert_eq!(check(start, &Value::Dword(u32::MAX)), Ok(()));
    let refusal = check(start, &Value::Dword(24)).unwrap_err();
    assert_eq!(refusal.message, "FailbackWindowStart cannot be 24: it takes 0 to 23 or 0xFFFFFFFF (no window) h");
}

#[test]
fn a_wrong_syntax_and_a_read_only_property_are_refused() {
    let delay = property(PropertyOf::Cluster, "SameSubnetDelay");
    let refusal = check(delay, &Value::Sz("250".to_owned())).unwrap_err();
    assert_eq!(refusal.code, Win32Code::ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH);
    assert_eq!(refusal.message, "SameSubnetDelay is a DWORD, and the SZ \"250\" was given");
    assert_eq!(check(delay, &Value::Qword(250)).unwrap_err().code.number(), 5895);
    let name = property(PropertyOf::Group, "Name");
    assert_eq!(check(name, &Value::Sz("x".to_owned())).unwrap_err().code.number(), 5089);
}

#[test]
fn texts_that_the_encoding_has_no_place_for_are_refused() {
    let description = property(PropertyOf::Group, "Description");
    assert_eq!(check(description, &Value::Sz("a\0b".to_owned())).unwrap_err().code.number(), 5917);
    let classes = property(PropertyOf::Group, "AntiAffinityClassNames");
    assert_eq!(check(classes, &Value::MultiSz(vec![String::new()])).unwrap_err().code.number(), 5917);
    assert_eq!(check(classes, &Value::MultiSz(vec!["größe".to_owned()])), Ok(()));
}

#[test]
fn defaults_are_those_of_the_reference() {
    let number = |kind, name| default_value(property(kind, name));
    assert_eq!(number(PropertyOf::Group, "FailoverPeriod"), Value::Dword(6));
    assert_eq!(number(PropertyOf::Group, "FailoverThreshold"), Value::Dword(u32::MAX));
    assert_eq!(number(PropertyOf::Group, "Priority"), Value::Dword(2000));
    assert_eq!(number(PropertyOf::Resource, "PendingTimeout"), Value::Dword(180_000));
    assert_eq!(number(PropertyOf::Resource, "RestartThreshold"), Value::Dword(3));
    assert_eq!(number(PropertyOf::ResourceType, "LooksAlivePollInterval"), Value::Dword(5000));
    assert_eq!(number(PropertyOf::Cluster, "SameSubnetThreshold"), Value::Dword(4));
    assert_eq!(number(PropertyOf::Resource, "StatusInformation"), Value::Qword(0));
    assert_eq!(number(PropertyOf::Group, "AntiAffinityClassNames"), Value::MultiSz(vec![]));
}

#[test]
fn the_documentation_has_a_line_per_property() {
    for kind in PropertyOf::ALL {
        let text = markdown(kind);
        assert_eq!(text.lines().count(), table(kind).len() + 2);
        assert!(text.lines().all(|line| line.matches('|').count() == 8), "{text}");
    }
    let row =
        "| SameSubnetDelay | DWORD | read, write | 250 ms | 50 to 2000 ms | 1 | heartbeat interval in one subnet |";
    assert!(markdown(PropertyOf::Cluster).contains(row));
    let row = "| ScriptFilepath | SZ | read, write |  |  | 1 | the executable that is called; must be set before the";
    assert!(private_markdown("Generic Script").unwrap().contains(row));
}
