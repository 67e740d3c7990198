//! What is refused before it costs the cluster anything. Everything here is refused by the state too, which decides; but a
//! command reaches the state through every node's disk, and a hundred clients with values of 10 MB must not keep the nodes
//! so busy that leases end.

use cluster_state::command::{
    BatchStep, ClusterCommand, Command, GroupCommand, NodeCommand, PropertyChange, RegistryCommand, ResourceCommand,
    ResourceTypeCommand,
};
use model::{Refusal, Value, hive};

/// Refuses a command with a value that no key can hold.
pub fn check_values(command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Registry(RegistryCommand::SetValue { name, value, .. }) => hive::check_value(name, value),
        Command::Registry(RegistryCommand::SetSecurity { descriptor: Some(descriptor), .. }) => {
            model::security::Descriptor::parse(descriptor).map(|_| ())
        }
        Command::Registry(RegistryCommand::Batch { steps, .. }) => {
            steps.iter().filter_map(value_of_step).try_for_each(|(name, value)| hive::check_value(name, value))
        }
        Command::Cluster(ClusterCommand::SetProperties { changes, .. })
        | Command::Node(NodeCommand::SetProperties { changes, .. })
        | Command::Group(GroupCommand::SetProperties { changes, .. })
        | Command::Resource(ResourceCommand::SetProperties { changes, .. })
        | Command::ResourceType(ResourceTypeCommand::SetProperties { changes, .. }) => check_changes(changes),
        _ => Ok(()),
    }
}

fn check_changes(changes: &[PropertyChange]) -> Result<(), Refusal> {
    let values = changes.iter().filter_map(|change| Some((&change.name, change.value.as_ref()?)));
    values.into_iter().try_for_each(|(name, value)| hive::check_value(name, value))
}

fn value_of_step(step: &BatchStep) -> Option<(&str, &Value)> {
    match step {
        BatchStep::SetValue { name, value }
        | BatchStep::ValueEquals { name, value }
        | BatchStep::ValueNotEquals { name, value }
        | BatchStep::ValueGreater { name, value }
        | BatchStep::ValueLess { name, value } => Some((name, value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cluster_state::command::PropertyScope;

    #[test]
    fn values_that_no_key_can_hold_are_found_wherever_they_stand() {
        let value = |bytes: usize| Value::Binary(vec![0; bytes].into());
        let commands = |bytes: usize| {
            let step = BatchStep::ValueEquals { name: "v".into(), value: value(bytes) };
            let change = PropertyChange { name: "Description".into(), value: Some(value(bytes)) };
            [
                Command::Registry(RegistryCommand::SetValue {
                    path: "p".into(),
                    name: "v".into(),
                    value: value(bytes),
                }),
                Command::Registry(RegistryCommand::Batch { root: String::new(), steps: vec![step] }),
                Command::Group(GroupCommand::SetProperties {
                    group: "g".into(),
                    scope: PropertyScope::Private,
                    changes: vec![change],
                }),
            ]
        };
        assert!(commands(hive::VALUE_BYTES).iter().all(|command| check_values(command).is_ok()));
        for command in commands(hive::VALUE_BYTES + 1) {
            assert_eq!(check_values(&command).unwrap_err().code.0, 87);
        }
        assert_eq!(check_values(&Command::Tick), Ok(()));
    }
}
