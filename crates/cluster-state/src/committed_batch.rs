//! A batch of registry commands that was done, for who watches batches (functions/registry-batch, "Batch notifications").

use model::fold::fold;
use model::{Value, hive};

/// What was done, in order. Conditions are left out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CommittedBatch {
    commands: Vec<(String, BatchChange)>,
}

/// What was done to a key.
#[derive(Clone, PartialEq, Debug)]
pub enum BatchChange {
    CreateKey,
    /// With all below it; a key that was not there is told too.
    DeleteKey,
    SetValue {
        name: String,
        value: Value,
        old: Option<Value>,
    },
    DeleteValue {
        name: String,
        old: Option<Value>,
    },
}

/// A batch as it is told about one key: paths are relative to it, values are of the key that the last record named, at first of
/// that key itself.
#[derive(Clone, PartialEq, Debug)]
pub enum BatchRecord {
    CreateKey {
        path: String,
    },
    DeleteKey {
        path: String,
    },
    /// What the value was that the next record puts an end to.
    ValueDeleted {
        name: String,
        value: Value,
    },
    SetValue {
        name: String,
        value: Value,
    },
    DeleteValue {
        name: String,
    },
}

impl CommittedBatch {
    pub(crate) fn push(&mut self, key: String, change: BatchChange) {
        self.commands.push((key, change));
    }

    /// What of it happened at a key and below it; empty when nothing did. Where a value follows whose key the records before
    /// it do not name, one that names it is put in front.
    pub fn below(&self, root: &str) -> Vec<BatchRecord> {
        let mut records = Vec::new();
        let mut current = Some("");
        for (key, change) in &self.commands {
            let path = hive::below(key, root);
            match (change, path) {
                (BatchChange::CreateKey, Some(path)) => {
                    records.push(BatchRecord::CreateKey { path: path.into() });
                    current = Some(path);
                }
                // Of a key above the watched one too: with it went all that is watched.
                (BatchChange::DeleteKey, path) if path.is_some() || hive::below(root, key).is_some() => {
                    records.push(BatchRecord::DeleteKey { path: path.unwrap_or_default().into() });
                    current = None;
                }
                (BatchChange::SetValue { .. } | BatchChange::DeleteValue { .. }, Some(path)) => {
                    if current.is_none_or(|current| fold(current) != fold(path)) {
                        records.push(BatchRecord::CreateKey { path: path.into() });
                        current = Some(path);
                    }
                    records.extend(of_value(change));
                }
                _ => {}
            }
        }
        records
    }
}

fn of_value(change: &BatchChange) -> Vec<BatchRecord> {
    let (name, old, record) = match change {
        BatchChange::SetValue { name, value, old } => {
            (name, old, BatchRecord::SetValue { name: name.clone(), value: value.clone() })
        }
        BatchChange::DeleteValue { name, old } => (name, old, BatchRecord::DeleteValue { name: name.clone() }),
        BatchChange::CreateKey | BatchChange::DeleteKey => return Vec::new(),
    };
    let deleted = old.clone().map(|value| BatchRecord::ValueDeleted { name: name.clone(), value });
    deleted.into_iter().chain([record]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(commands: Vec<(&str, BatchChange)>) -> CommittedBatch {
        CommittedBatch { commands: commands.into_iter().map(|(key, change)| (key.into(), change)).collect() }
    }

    fn set(name: &str, number: u32, old: Option<u32>) -> BatchChange {
        BatchChange::SetValue { name: name.into(), value: Value::Dword(number), old: old.map(Value::Dword) }
    }

    #[test]
    fn the_example_of_the_reference() {
        let name = || "v".to_owned();
        let done = batch(vec![
            ("App", BatchChange::DeleteValue { name: name(), old: None }),
            ("App", set("v", 1, None)),
            ("App", set("v", 2, Some(1))),
            ("App", BatchChange::DeleteValue { name: name(), old: Some(Value::Dword(2)) }),
        ]);
        let deleted = |number| BatchRecord::ValueDeleted { name: name(), value: Value::Dword(number) };
        let set = |number| BatchRecord::SetValue { name: name(), value: Value::Dword(number) };
        let delete = || BatchRecord::DeleteValue { name: name() };
        assert_eq!(done.below("app"), [delete(), set(1), deleted(1), set(2), deleted(2), delete()]);
    }

    #[test]
    fn paths_are_told_from_the_watched_key_and_what_is_elsewhere_is_left_out() {
        let done = batch(vec![
            ("App\\Shop", set("a", 1, None)),
            ("App\\Other", BatchChange::CreateKey),
            ("App\\Other", set("b", 2, None)),
            ("App\\Shop", BatchChange::CreateKey),
            ("App\\Shop\\Deep", BatchChange::DeleteKey),
            ("Application", set("c", 3, None)),
        ]);
        let told = |record: &BatchRecord| match record {
            BatchRecord::CreateKey { path } => format!("create {path}"),
            BatchRecord::DeleteKey { path } => format!("delete {path}"),
            BatchRecord::SetValue { name, .. } => name.clone(),
            other => format!("{other:?}"),
        };
        let below = |root: &str| done.below(root).iter().map(told).collect::<Vec<_>>();
        assert_eq!(below("App\\Shop"), ["a", "create ", "delete Deep"]);
        let app = ["create Shop", "a", "create Other", "b", "create Shop", "delete Shop\\Deep"];
        assert_eq!(below("App"), app);
        assert_eq!(below("Nothing"), Vec::<String>::new());
        assert_eq!(below("App\\Shop\\Deep\\Below"), ["delete "], "what is watched went with a key above it");
        assert_eq!(below("")[0], "create App\\Shop");
    }
}
