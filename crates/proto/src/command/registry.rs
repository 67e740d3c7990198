//! Commands on the hive.

use super::value::{value_from_wire, value_to_wire};
use crate::error::{DecodeError, decode_all, required};
use crate::log as wire;
use cluster_state::command::{BatchStep, RegistryCommand};
use model::Value;
use wire::batch_step::Step;
use wire::registry_command::{Batch, Command as Wire, DeleteKey, Key, SetSecurity, SetValue, ValueName};

pub(super) fn to_wire(command: &RegistryCommand) -> wire::RegistryCommand {
    let command = match command {
        RegistryCommand::CreateKey { path } => Wire::CreateKey(Key { path: path.clone() }),
        RegistryCommand::DeleteKey { path, tree } => Wire::DeleteKey(DeleteKey { path: path.clone(), tree: *tree }),
        RegistryCommand::SetValue { path, name, value } => {
            Wire::SetValue(SetValue { path: path.clone(), name: name.clone(), value: Some(value_to_wire(value)) })
        }
        RegistryCommand::DeleteValue { path, name, must_exist } => {
            Wire::DeleteValue(ValueName { path: path.clone(), name: name.clone(), must_exist: *must_exist })
        }
        RegistryCommand::SetSecurity { path, descriptor, parts } => {
            Wire::SetSecurity(SetSecurity { path: path.clone(), descriptor: descriptor.clone(), parts: *parts })
        }
        RegistryCommand::Batch { root, steps } => {
            Wire::Batch(Batch { root: root.clone(), steps: steps.iter().map(step_to_wire).collect() })
        }
    };
    wire::RegistryCommand { command: Some(command) }
}

pub(super) fn from_wire(command: wire::RegistryCommand) -> Result<RegistryCommand, DecodeError> {
    Ok(match required(command.command, "registry.command")? {
        Wire::CreateKey(Key { path }) => RegistryCommand::CreateKey { path },
        Wire::DeleteKey(DeleteKey { path, tree }) => RegistryCommand::DeleteKey { path, tree },
        Wire::SetValue(SetValue { path, name, value }) => {
            RegistryCommand::SetValue { path, name, value: required_value(value)? }
        }
        Wire::DeleteValue(ValueName { path, name, must_exist }) => {
            RegistryCommand::DeleteValue { path, name, must_exist }
        }
        Wire::SetSecurity(SetSecurity { path, descriptor, parts }) => {
            // The whole descriptor, where it is not said.
            let parts = if parts == 0 { model::security::part::ALL } else { parts };
            RegistryCommand::SetSecurity { path, descriptor, parts }
        }
        Wire::Batch(Batch { root, steps }) => {
            RegistryCommand::Batch { root, steps: decode_all(steps, step_from_wire)? }
        }
    })
}

fn required_value(value: Option<wire::Value>) -> Result<Value, DecodeError> {
    value_from_wire(required(value, "value")?)
}

fn step_to_wire(step: &BatchStep) -> wire::BatchStep {
    let named =
        |name: &String, value: &Value| wire::NamedValue { name: name.clone(), value: Some(value_to_wire(value)) };
    let step = match step {
        BatchStep::SetValue { name, value } => Step::SetValue(named(name, value)),
        BatchStep::CreateKey { path } => Step::CreateKey(path.clone()),
        BatchStep::DeleteKey { path } => Step::DeleteKey(path.clone()),
        BatchStep::DeleteValue { name } => Step::DeleteValue(name.clone()),
        BatchStep::ValueExists { name } => Step::ValueExists(name.clone()),
        BatchStep::ValueNotExists { name } => Step::ValueNotExists(name.clone()),
        BatchStep::ValueEquals { name, value } => Step::ValueEquals(named(name, value)),
        BatchStep::ValueNotEquals { name, value } => Step::ValueNotEquals(named(name, value)),
        BatchStep::ValueGreater { name, value } => Step::ValueGreater(named(name, value)),
        BatchStep::ValueLess { name, value } => Step::ValueLess(named(name, value)),
        BatchStep::KeyExists { path } => Step::KeyExists(path.clone()),
        BatchStep::KeyNotExists { path } => Step::KeyNotExists(path.clone()),
    };
    wire::BatchStep { step: Some(step) }
}

fn step_from_wire(step: wire::BatchStep) -> Result<BatchStep, DecodeError> {
    let named = |named: wire::NamedValue| Ok::<_, DecodeError>((named.name, required_value(named.value)?));
    Ok(match required(step.step, "batch.step")? {
        Step::SetValue(wire) => named(wire).map(|(name, value)| BatchStep::SetValue { name, value })?,
        Step::CreateKey(path) => BatchStep::CreateKey { path },
        Step::DeleteKey(path) => BatchStep::DeleteKey { path },
        Step::DeleteValue(name) => BatchStep::DeleteValue { name },
        Step::ValueExists(name) => BatchStep::ValueExists { name },
        Step::ValueNotExists(name) => BatchStep::ValueNotExists { name },
        Step::ValueEquals(wire) => named(wire).map(|(name, value)| BatchStep::ValueEquals { name, value })?,
        Step::ValueNotEquals(wire) => named(wire).map(|(name, value)| BatchStep::ValueNotEquals { name, value })?,
        Step::ValueGreater(wire) => named(wire).map(|(name, value)| BatchStep::ValueGreater { name, value })?,
        Step::ValueLess(wire) => named(wire).map(|(name, value)| BatchStep::ValueLess { name, value })?,
        Step::KeyExists(path) => BatchStep::KeyExists { path },
        Step::KeyNotExists(path) => BatchStep::KeyNotExists { path },
    })
}
