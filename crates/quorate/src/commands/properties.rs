//! Properties, the same way for every kind of object.

use super::Session;
use crate::args::set::{Assignment, Properties, Set};
use crate::failure::Failure;
use crate::render;
use crate::value_text;
use crate::view::{DecodedProperty, PropertyView};
use client::Object;
use model::fold;
use model::property::{self, PropertyOf, Syntax};
use proto::command::types::{PropertyChange, PropertyScope};

fn scope_of(private: bool) -> PropertyScope {
    if private { PropertyScope::Private } else { PropertyScope::Common }
}

pub(super) async fn list(session: &Session<'_>, object: Object<'_>, which: Properties) -> Result<(), Failure> {
    let listed = session.client.properties(object, scope_of(which.private)).await?;
    let views: Vec<PropertyView> = listed.into_iter().map(|property| DecodedProperty::new(property).into()).collect();
    session.output.answer(&views, |page| render::property_list(page, &views));
    Ok(())
}

/// What `set` asks for, as the state machine takes it.
pub(super) async fn changes(
    session: &Session<'_>,
    object: Object<'_>,
    set: &Set,
) -> Result<(PropertyScope, Vec<PropertyChange>), Failure> {
    let scope = scope_of(set.private);
    let known = match scope {
        PropertyScope::Common => Known::Table(table_of(object)),
        PropertyScope::Private => {
            Known::Present(present_syntaxes(session, object).await?, set.syntax.map(|t| t.syntax()))
        }
    };
    let mut changes: Vec<PropertyChange> = Vec::new();
    for assignment in &set.assignments {
        if changes.iter().any(|change| fold::equals(&change.name, &assignment.name)) {
            continue;
        }
        changes.push(change(assignment, set, &known)?);
    }
    Ok((scope, changes))
}

fn change(assignment: &Assignment, set: &Set, known: &Known) -> Result<PropertyChange, Failure> {
    let name = &assignment.name;
    let mut texts = Vec::new();
    for same in set.assignments.iter().filter(|other| fold::equals(&other.name, name)) {
        match (&same.text, set.reset) {
            (None, true) => {}
            (Some(text), true) if text.is_empty() => {}
            (Some(_), true) => {
                return Err(Failure::usage(format!("--reset returns {name} to its default, so it takes no value")));
            }
            (Some(text), false) => texts.push(text.as_str()),
            (None, false) => {
                let message = format!("{name} needs a value: {name}=VALUE, or --reset for its default");
                return Err(Failure::usage(message));
            }
        }
    }
    let value = if set.reset { None } else { Some(value_text::parse(name, known.syntax_of(name), &texts)?) };
    Ok(PropertyChange { name: name.clone(), value })
}

/// Where the type of a property's value is known from.
enum Known {
    /// The table of the kind: common properties.
    Table(PropertyOf),
    /// What the object lists now, and the type for anything else: private properties.
    Present(Vec<(String, Syntax)>, Option<Syntax>),
}

impl Known {
    /// A name that nobody knows is sent as a text: the cluster says what it thinks of it.
    fn syntax_of(&self, name: &str) -> Syntax {
        match self {
            Known::Table(kind) => property::find(property::table(*kind), name).map_or(Syntax::Sz, |p| p.syntax),
            Known::Present(present, otherwise) => {
                let listed = present.iter().find(|(other, _)| fold::equals(other, name)).map(|(_, syntax)| *syntax);
                listed.or(*otherwise).unwrap_or(Syntax::Sz)
            }
        }
    }
}

async fn present_syntaxes(session: &Session<'_>, object: Object<'_>) -> Result<Vec<(String, Syntax)>, Failure> {
    let listed = session.client.properties(object, PropertyScope::Private).await?;
    Ok(listed
        .into_iter()
        .filter_map(|property| {
            let syntax = value_text::syntax_of(&property.syntax)?;
            Some((property.name, syntax))
        })
        .collect())
}

fn table_of(object: Object<'_>) -> PropertyOf {
    match object {
        Object::Cluster => PropertyOf::Cluster,
        Object::Node(_) => PropertyOf::Node,
        Object::Group(_) => PropertyOf::Group,
        Object::Resource(_) => PropertyOf::Resource,
        Object::ResourceType(_) => PropertyOf::ResourceType,
        Object::GroupSet(_) => PropertyOf::GroupSet,
        Object::AffinityRule(_) => PropertyOf::AffinityRule,
        Object::FaultDomain(_) => PropertyOf::FaultDomain,
        Object::Network(_) => PropertyOf::Network,
        Object::NetworkInterface(_) => PropertyOf::NetworkInterface,
    }
}

/// `Set Description and Priority of group Web`.
pub(super) fn sentence(set: &Set, object: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for assignment in &set.assignments {
        if !names.iter().any(|name| fold::equals(name, &assignment.name)) {
            names.push(&assignment.name);
        }
    }
    let verb = if set.reset { "Reset" } else { "Set" };
    format!("{verb} {} of {object}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Value;

    fn set(assignments: &[(&str, Option<&str>)], reset: bool) -> Set {
        let assignments = assignments
            .iter()
            .map(|(name, text)| Assignment { name: (*name).to_owned(), text: text.map(str::to_owned) })
            .collect();
        Set { assignments, private: false, reset, syntax: None }
    }

    fn value(set: &Set) -> Result<Option<Value>, Failure> {
        change(&set.assignments[0], set, &Known::Table(PropertyOf::Group)).map(|change| change.value)
    }

    #[test]
    fn the_table_says_how_a_value_is_read() {
        assert_eq!(value(&set(&[("priority", Some("3000"))], false)), Ok(Some(Value::Dword(3000))));
        assert_eq!(value(&set(&[("Description", Some("3000"))], false)), Ok(Some(Value::Sz("3000".into()))));
        let twice = set(&[("AntiAffinityClassNames", Some("a")), ("antiaffinityclassnames", Some("b"))], false);
        assert_eq!(value(&twice), Ok(Some(Value::MultiSz(vec!["a".into(), "b".into()]))));
    }

    #[test]
    fn an_empty_value_is_a_value_and_only_reset_returns_to_the_default() {
        assert_eq!(value(&set(&[("Description", Some(""))], false)), Ok(Some(Value::Sz(String::new()))));
        assert_eq!(value(&set(&[("Description", Some(""))], true)), Ok(None));
        assert_eq!(value(&set(&[("Description", None)], true)), Ok(None));
        assert!(value(&set(&[("Description", None)], false)).is_err());
        assert!(value(&set(&[("Description", Some("x"))], true)).is_err());
    }

    #[test]
    fn a_property_given_twice_is_named_once() {
        let twice = set(&[("A", Some("1")), ("a", Some("2")), ("B", Some("3"))], false);
        assert_eq!(sentence(&twice, "group Web"), "Set A, B of group Web");
    }
}
