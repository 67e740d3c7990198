//! The values of a backup: which steps bring a hive back to them. What says how objects hang together is not among them: see
//! [`super::objects`].

use super::names;
use super::objects::CLASSES;
use bytes::Bytes;
use cluster_state::config::keys;
use model::fold::equals;
use model::hive::{Key, join};
use model::{Hive, Value};
use proto::MESSAGE_BYTES_MAX;
use proto::command::types::BatchStep;

/// Bytes of values that go into one batch.
const BATCH_BYTES: usize = MESSAGE_BYTES_MAX / 4;

/// What is not brought back: who the nodes are, which keys they have, and what this version has no objects for.
const LEFT_ALONE: &[&str] = &[keys::NODES, keys::VAULT, keys::NETWORKS, keys::NETWORK_INTERFACES];
/// Values of the root that say what the cluster is, and not how it is set.
const IDENTITY: &[&str] = &[
    keys::CLUSTER_NAME,
    keys::CLUSTER_INSTANCE_ID,
    keys::CLUSTER_NAME_RESOURCE,
    keys::CLUSTER_GROUP,
    keys::AVAILABLE_STORAGE,
    keys::FUNCTIONAL_LEVEL,
    keys::UPGRADE_VERSION,
    keys::UPGRADE_IN_PROGRESS,
];
/// The private property of the cluster that holds its health faults.
const HEALTH: &str = model::health::PROPERTY;

/// The way from one hive to another.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) batches: Vec<Vec<BatchStep>>,
    /// Keys whose own descriptors are others.
    pub(super) security: Vec<(String, Option<Bytes>)>,
    /// Values that the batches set or delete.
    pub(super) values: usize,
    /// Keys that they make or delete.
    pub(super) keys: usize,
    /// Bytes in the last batch.
    bytes: usize,
    /// The key that its last step acts on.
    current: Option<String>,
}

impl Plan {
    pub(super) fn new(present: &Hive, target: &Hive) -> Plan {
        let mut plan = Plan::default();
        let (present, target) = (present.root(), target.root());
        plan.changed_values("", Some(present), target, IDENTITY);
        for name in names(Some(present), Some(target)) {
            let (now, then) = (present.subkey(&name), target.subkey(&name));
            let is_in = |list: &[&str]| list.iter().any(|other| equals(other, &name));
            if is_in(LEFT_ALONE) || is_in(keys::RESERVED_CLASSES) {
                continue;
            }
            if let Some(class) = CLASSES.iter().find(|class| equals(class.key, &name)) {
                let both = now.into_iter().flat_map(Key::subkeys);
                let both = both.filter_map(|now| Some((now, then?.subkey(now.name())?)));
                both.for_each(|(now, then)| plan.object(&join(class.key, now.name()), class.structure, now, then));
            } else if equals(&name, "Parameters") {
                plan.properties(&name, now, then, &[HEALTH]);
            } else {
                plan.key(&name, now, then);
            }
        }
        plan
    }

    fn object(&mut self, path: &str, structure: &[&str], present: &Key, target: &Key) {
        self.changed_values(path, Some(present), target, structure);
        self.descriptor(path, Some(present), target);
        for name in names(Some(present), Some(target)) {
            let below = join(path, &name);
            let (now, then) = (present.subkey(&name), target.subkey(&name));
            match equals(&name, "Parameters") {
                true => self.properties(&below, now, then, &[]),
                false => self.key(&below, now, then),
            }
        }
    }

    /// The key of private properties, which are deleted one by one.
    fn properties(&mut self, path: &str, present: Option<&Key>, target: Option<&Key>, left: &[&str]) {
        match target {
            Some(target) => self.changed_values(path, present, target, left),
            None => {
                for (name, _) in present.iter().flat_map(|key| key.values()) {
                    if !left.iter().any(|other| equals(other, name)) {
                        self.value(path, BatchStep::DeleteValue { name: name.into() }, 0);
                    }
                }
            }
        }
    }

    /// A key outside of objects, with all below it.
    fn key(&mut self, path: &str, present: Option<&Key>, target: Option<&Key>) {
        let Some(target) = target else {
            self.keys += 1;
            self.current = None;
            self.step(BatchStep::DeleteKey { path: path.into() }, path.len());
            return;
        };
        if present.is_none() {
            self.keys += 1;
            self.enter(path);
        }
        self.changed_values(path, present, target, &[]);
        self.descriptor(path, present, target);
        for name in names(present, Some(target)) {
            let now = present.and_then(|key| key.subkey(&name));
            self.key(&join(path, &name), now, target.subkey(&name));
        }
    }

    fn changed_values(&mut self, path: &str, present: Option<&Key>, target: &Key, left: &[&str]) {
        let is_left = |name: &str| left.iter().any(|other| equals(other, name));
        let now = |name: &str| present.and_then(|key| key.value(name));
        for (name, value) in target.values().filter(|(name, value)| now(name) != Some(*value) && !is_left(name)) {
            let (size, value): (_, Value) = (value.size(), value.clone());
            self.value(path, BatchStep::SetValue { name: name.into(), value }, size);
        }
        let gone = present.iter().flat_map(|key| key.values()).filter(|(name, _)| target.value(name).is_none());
        for (name, _) in gone.filter(|(name, _)| !is_left(name)) {
            self.value(path, BatchStep::DeleteValue { name: name.into() }, 0);
        }
    }

    fn descriptor(&mut self, path: &str, present: Option<&Key>, target: &Key) {
        if present.and_then(Key::security) != target.security() {
            self.security.push((path.into(), target.security().cloned()));
        }
    }

    fn value(&mut self, path: &str, step: BatchStep, size: usize) {
        self.values += 1;
        if self.bytes + size > BATCH_BYTES {
            self.batches.push(Vec::new());
            (self.bytes, self.current) = (0, None);
        }
        self.enter(path);
        self.step(step, size);
    }

    /// Steps on values act on this key from here on.
    fn enter(&mut self, path: &str) {
        if self.current.as_deref() != Some(path) {
            self.step(BatchStep::CreateKey { path: path.into() }, path.len());
            self.current = Some(path.into());
        }
    }

    fn step(&mut self, step: BatchStep, size: usize) {
        const OF_A_STEP: usize = 64;
        self.bytes += size + OF_A_STEP;
        match self.batches.last_mut() {
            Some(batch) => batch.push(step),
            None => self.batches.push(vec![step]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::WallTime;

    const NOW: WallTime = WallTime(1);

    fn hive(values: &[(&str, &str, u32)]) -> Hive {
        let mut hive = Hive::new(NOW);
        for (path, name, number) in values {
            hive.create_key(path, NOW).expect("a key");
            hive.set_value(path, name, Value::Dword(*number), NOW).expect("a value");
        }
        hive
    }

    /// As the state does it.
    fn carry_out(mut hive: Hive, plan: &Plan) -> Hive {
        for batch in &plan.batches {
            let mut current = String::new();
            for step in batch.clone() {
                match step {
                    BatchStep::CreateKey { path } => {
                        hive.create_key(&path, NOW).expect("a key");
                        current = path;
                    }
                    BatchStep::DeleteKey { path } => hive.delete_key(&path, true, NOW).expect("there"),
                    BatchStep::SetValue { name, value } => {
                        hive.set_value(&current, &name, value, NOW).expect("a key");
                    }
                    BatchStep::DeleteValue { name } => drop(hive.delete_value(&current, &name, NOW).expect("a key")),
                    other => panic!("{other:?}"),
                }
            }
        }
        hive
    }

    #[test]
    fn what_both_have_is_brought_back_and_nothing_else_is_touched() {
        let then = hive(&[
            ("App", "a", 1),
            ("App\\Old", "b", 2),
            ("Groups\\1", "FailoverThreshold", 3),
            ("Groups\\1\\Parameters", "p", 4),
            ("Groups\\1", "PersistentState", 0),
            ("Groups\\2", "Priority", 5),
            ("Nodes\\1", "NodeWeight", 6),
            ("", "ClusterName", 7),
            ("", "SameSubnetDelay", 8),
        ]);
        let now = hive(&[
            ("App", "a", 10),
            ("App", "new", 10),
            ("App\\New\\Deep", "x", 10),
            ("Groups\\1", "FailoverThreshold", 10),
            ("Groups\\1\\Parameters", "q", 10),
            ("Groups\\1", "PersistentState", 1),
            ("Groups\\3", "Priority", 10),
            ("Nodes\\1", "NodeWeight", 10),
            ("", "ClusterName", 10),
        ]);
        let plan = Plan::new(&now, &then);
        let after = carry_out(now.clone(), &plan);
        let number = |path: &str, name: &str| match after.value(path, name) {
            Some(Value::Dword(number)) => Some(*number),
            _ => None,
        };
        assert_eq!((number("App", "a"), number("App", "new"), number("App\\Old", "b")), (Some(1), None, Some(2)));
        assert!(after.key("App\\New").is_none());
        assert_eq!(
            (number("Groups\\1", "FailoverThreshold"), number("Groups\\1", "PersistentState")),
            (Some(3), Some(1))
        );
        assert_eq!((number("Groups\\1\\Parameters", "p"), number("Groups\\1\\Parameters", "q")), (Some(4), None));
        assert_eq!((number("Groups\\3", "Priority"), after.key("Groups\\2").is_none()), (Some(10), true));
        assert_eq!((number("Nodes\\1", "NodeWeight"), number("", "ClusterName")), (Some(10), Some(10)));
        assert_eq!(number("", "SameSubnetDelay"), Some(8));
        let again = Plan::new(&after, &then);
        assert_eq!((again.batches.len(), again.values, again.keys), (0, 0, 0));
    }

    #[test]
    fn what_is_too_much_for_one_batch_goes_into_several() {
        let mut then = Hive::new(NOW);
        then.create_key("App", NOW).expect("a key");
        for number in 0..10_u8 {
            let value = Value::Binary(vec![number; 1 << 20].into());
            then.set_value("App", &number.to_string(), value, NOW).expect("a value");
        }
        let now = Hive::new(NOW);
        let plan = Plan::new(&now, &then);
        assert_eq!(plan.batches.len(), 4);
        assert_eq!(carry_out(now, &plan).key("App").map(Key::value_count), Some(10));
    }
}
