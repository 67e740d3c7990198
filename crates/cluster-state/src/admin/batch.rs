//! Batches of registry commands: all or nothing (functions/registry-batch, "Execution").

use super::Draft;
use crate::apply::Apply;
use crate::command::BatchStep;
use crate::committed_batch::{BatchChange, CommittedBatch};
use crate::state::State;
use model::hive::{Hive, join};
use model::{Refusal, Value, Win32Code};
use std::cmp::Ordering;

impl Apply<'_> {
    pub(super) fn apply_batch(&mut self, root: &str, steps: &[BatchStep]) -> Result<CommittedBatch, Refusal> {
        let mut draft = Draft::new(self.state);
        if draft.hive().key(root).is_none() {
            let message = format!("The cluster database has no key \"{}\"", crate::config::shorten(root));
            return Err(Refusal::new(Win32Code::ERROR_FILE_NOT_FOUND, message));
        }
        // Cleared by DELETE_KEY: there is no current key then.
        let mut current = Some(root.to_owned());
        let mut batch = CommittedBatch::default();
        for (index, step) in steps.iter().enumerate() {
            let before = (current.clone(), replaced(draft.hive(), current.as_deref(), step));
            let done = take_step(self.state, &mut draft, root, &mut current, step);
            done.map_err(|refusal| refusal.of_step(index))?;
            note(&mut batch, root, before, step);
        }
        self.state.check_rules(&mut draft)?;
        self.commit_and_record(draft);
        Ok(batch)
    }
}

/// The value that a step puts an end to.
fn replaced(hive: &Hive, current: Option<&str>, step: &BatchStep) -> Option<Value> {
    match step {
        BatchStep::SetValue { name, .. } | BatchStep::DeleteValue { name } => hive.value(current?, name).cloned(),
        _ => None,
    }
}

/// What a step did, as watchers of batches are told (functions/registry-batch, "Batch notifications"): conditions are not.
fn note(batch: &mut CommittedBatch, root: &str, before: (Option<String>, Option<Value>), step: &BatchStep) {
    let (key, old) = before;
    let change = match step {
        BatchStep::CreateKey { path } => return batch.push(absolute(root, path), BatchChange::CreateKey),
        BatchStep::DeleteKey { path } => return batch.push(absolute(root, path), BatchChange::DeleteKey),
        BatchStep::SetValue { name, value } => BatchChange::SetValue { name: name.clone(), value: value.clone(), old },
        BatchStep::DeleteValue { name } => BatchChange::DeleteValue { name: name.clone(), old },
        _ => return,
    };
    if let Some(key) = key {
        batch.push(key, change);
    }
}

fn take_step(
    state: &State,
    draft: &mut Draft,
    root: &str,
    current: &mut Option<String>,
    step: &BatchStep,
) -> Result<(), Refusal> {
    match step {
        BatchStep::CreateKey { path } => {
            let path = absolute(root, path);
            state.check_create_key(&path)?;
            draft.create_key(&path)?;
            *current = Some(path);
            Ok(())
        }
        BatchStep::DeleteKey { path } => {
            let path = absolute(root, path);
            *current = None;
            state.check_delete_key(&path)?;
            match draft.hive().key(&path) {
                Some(_) => draft.delete_key(&path, true),
                None => Ok(()),
            }
        }
        BatchStep::SetValue { name, value } => change_value(state, draft, key_of(current)?, name, Some(value)),
        BatchStep::DeleteValue { name } => change_value(state, draft, key_of(current)?, name, None),
        BatchStep::KeyExists { path } => holds(key_exists(draft.hive(), root, path), "the key does not exist"),
        BatchStep::KeyNotExists { path } => holds(!key_exists(draft.hive(), root, path), "the key exists"),
        condition => check_value_condition(draft.hive(), key_of(current)?, condition),
    }
}

fn key_exists(hive: &Hive, root: &str, path: &str) -> bool {
    hive.key(&absolute(root, path)).is_some()
}

fn absolute(root: &str, path: &str) -> String {
    match path.is_empty() {
        true => root.to_owned(),
        false => join(root, path),
    }
}

fn key_of(current: &Option<String>) -> Result<&str, Refusal> {
    current.as_deref().ok_or_else(|| {
        let message = "there is no current key after a deleted key; create or open one first";
        Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message)
    })
}

fn change_value(
    state: &State,
    draft: &mut Draft,
    path: &str,
    name: &str,
    value: Option<&Value>,
) -> Result<(), Refusal> {
    let meaning = state.value_meaning(path, name, value)?;
    draft.change_meant(meaning, path, name, value)
}

fn check_value_condition(hive: &Hive, path: &str, condition: &BatchStep) -> Result<(), Refusal> {
    let of = |name: &str| hive.value(path, name);
    // A missing value and one of another type is not equal, not greater and not less.
    let order = |name: &str, value: &Value| of(name).and_then(|present| compare(present, value));
    match condition {
        BatchStep::ValueExists { name } => holds(of(name).is_some(), "the value does not exist"),
        BatchStep::ValueNotExists { name } => holds(of(name).is_none(), "the value exists"),
        BatchStep::ValueEquals { name, value } => {
            holds(order(name, value) == Some(Ordering::Equal), "the value is not equal")
        }
        BatchStep::ValueNotEquals { name, value } => {
            holds(order(name, value) != Some(Ordering::Equal), "the value is equal")
        }
        BatchStep::ValueGreater { name, value } => {
            holds(order(name, value) == Some(Ordering::Greater), "the value is not greater")
        }
        BatchStep::ValueLess { name, value } => {
            holds(order(name, value) == Some(Ordering::Less), "the value is not less")
        }
        step => panic!("{step:?} is no condition on a value"),
    }
}

fn holds(condition: bool, otherwise: &str) -> Result<(), Refusal> {
    match condition {
        true => Ok(()),
        false => Err(Refusal::new(
            Win32Code::ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED,
            format!("its condition does not hold: {otherwise}"),
        )),
    }
}

/// Numbers compare as unsigned, strings by UTF-16 code units with regard to case, bytes one by one; a shorter prefix is
/// less. Values of different types have no order.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Dword(a), Value::Dword(b)) => Some(a.cmp(b)),
        (Value::Qword(a), Value::Qword(b)) => Some(a.cmp(b)),
        (Value::Sz(a), Value::Sz(b)) | (Value::ExpandSz(a), Value::ExpandSz(b)) => {
            Some(a.encode_utf16().cmp(b.encode_utf16()))
        }
        (Value::Binary(a), Value::Binary(b)) => Some(a.cmp(b)),
        (Value::MultiSz(a), Value::MultiSz(b)) => {
            let units = |list: &[String]| list.iter().flat_map(|s| s.encode_utf16().chain([0])).collect::<Vec<u16>>();
            Some(units(a).cmp(&units(b)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_compare_only_with_values_of_their_type() {
        let sz = |text: &str| Value::Sz(text.into());
        assert_eq!(compare(&Value::Dword(2), &Value::Dword(10)), Some(Ordering::Less));
        assert_eq!(compare(&Value::Qword(u64::MAX), &Value::Qword(0)), Some(Ordering::Greater));
        assert_eq!(compare(&Value::Dword(1), &Value::Qword(1)), None);
        assert_eq!(compare(&sz("a"), &Value::ExpandSz("a".into())), None);
        assert_eq!(compare(&sz("a"), &sz("B")), Some(Ordering::Greater), "with regard to case");
        assert_eq!(compare(&sz("ab"), &sz("abc")), Some(Ordering::Less));
        // U+FF5E is one unit 0xFF5E, U+1F642 begins with 0xD83D: units order them otherwise than code points.
        assert_eq!(compare(&sz("\u{ff5e}"), &sz("\u{1f642}")), Some(Ordering::Greater));
        let multi = |list: &[&str]| Value::MultiSz(list.iter().map(|s| s.to_string()).collect());
        assert_eq!(compare(&multi(&["a", "b"]), &multi(&["a"])), Some(Ordering::Greater));
        assert_eq!(compare(&Value::Binary(vec![1].into()), &Value::Binary(vec![1, 0].into())), Some(Ordering::Less));
    }
}
