//! Backups of the cluster database, and bringing a cluster back to one.

use crate::Client;
use crate::request::not_understood;
use bytes::Bytes;
use model::fold::{equals, fold};
use model::hive::{Key, join};
use model::security::part;
use model::{Hive, Refusal, Value, Win32Code};
use proto::MESSAGE_BYTES_MAX;
use proto::backup::{Backup, decode_backup};
use proto::client::BackupRequest;
use proto::command::types::BatchStep;
use std::collections::BTreeSet;

/// Bytes of values that go into one batch. A restoration that needs less is done as a whole or not at all.
const BATCH_BYTES: usize = MESSAGE_BYTES_MAX / 4;

/// What is not brought back: who the nodes are, which keys they have, and what this version has no objects for.
const LEFT_ALONE: &[&str] =
    &["Nodes", "Cryptography", "Networks", "NetworkInterfaces", "Quorum", "Checkpoints", "Dependencies"];
/// Keys of whose keys each is an object.
const CLASSES: &[&str] = &["Groups", "Resources", "ResourceTypes", "GroupSets", "AffinityRules", "FaultDomains"];
/// Values of the root that say what the cluster is, and not how it is set.
const IDENTITY: &[&str] = &[
    "ClusterName",
    "ClusterInstanceID",
    "ClusterNameResource",
    "ClusterGroup",
    "AvailableStorage",
    "ClusterFunctionalLevel",
    "ClusterUpgradeVersion",
    "UpgradeInProgress",
];
/// Values of objects that follow from what happens to them.
const FACTS: &[&str] = &["PersistentState", "DefaultOwner", "Deleting", "MaintenanceMode"];
/// The private property of the cluster that holds its health faults.
const HEALTH: &str = model::health::PROPERTY;

/// What bringing back did, or found that it cannot do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Restored {
    /// Values that were set or deleted.
    pub values: usize,
    /// Keys outside of objects that were made or deleted.
    pub keys: usize,
    /// Objects that the backup has and the cluster has not: they are not made again.
    pub missing: Vec<String>,
    /// Objects that were made since: they stay as they are.
    pub made_since: Vec<String>,
}

impl Client {
    /// The bytes of a file that holds the configuration of one moment, checked.
    pub async fn backup(&self) -> Result<Vec<u8>, Refusal> {
        let mut chunks = self.call(|mut rpc| async move { rpc.backup(BackupRequest {}).await }).await?;
        let mut file = Vec::new();
        while let Some(chunk) = chunks.message().await.map_err(|status| self.refusal(&status))? {
            file.extend_from_slice(&chunk.data);
        }
        read(&file)?;
        Ok(file)
    }

    /// Brings what the cluster and the backup both have back to what it was: properties, and all keys outside of objects. Nothing is
    /// started, stopped, made or deleted for it, so that nothing can run twice. Where objects were made or deleted since, only with
    /// `force`: those are then left alone.
    ///
    /// Refused with ERROR_INVALID_DATA for what is no sound backup, ERROR_INVALID_PARAMETER for one of another cluster,
    /// ERROR_INVALID_STATE for one whose objects are others, and as the state refuses a batch, such as ERROR_ACCESS_DENIED where the structure
    /// of an object has changed (names, owners, dependencies).
    pub async fn restore(&self, file: &[u8], force: bool) -> Result<Restored, Refusal> {
        let (target, present) = (read(file)?, read(&self.backup().await?)?);
        if target.instance != present.instance {
            let message = format!("This is a backup of another cluster, {}", target.cluster_name);
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message).next("quorate cluster show"));
        }
        let plan = Plan::new(&present.hive, &target.hive);
        let done = &plan.done;
        if !force && (!done.missing.is_empty() || !done.made_since.is_empty()) {
            let list = |names: &[String]| if names.is_empty() { "nothing".into() } else { names.join(", ") };
            let message = format!(
                "The backup has {} that the cluster no longer has, and lacks {} that was made since; with force what both have is brought back",
                list(&done.missing),
                list(&done.made_since)
            );
            let refusal = Refusal::new(Win32Code::ERROR_INVALID_STATE, message);
            return Err(refusal.next("quorate cluster restore FILE --force"));
        }
        for steps in plan.batches {
            self.batch("", steps).await?;
        }
        for (path, descriptor) in plan.security {
            self.set_key_security(&path, descriptor, part::ALL).await?;
        }
        Ok(plan.done)
    }
}

fn read(file: &[u8]) -> Result<Backup, Refusal> {
    decode_backup(file).map_err(|error| Refusal {
        message: format!("This is not a sound backup of a cluster database ({error})"),
        ..not_understood(&error)
    })
}

/// The way from one hive to another.
#[derive(Default)]
struct Plan {
    batches: Vec<Vec<BatchStep>>,
    /// Bytes in the last batch.
    bytes: usize,
    /// The key that its last step acts on.
    current: Option<String>,
    security: Vec<(String, Option<Bytes>)>,
    done: Restored,
}

impl Plan {
    fn new(present: &Hive, target: &Hive) -> Plan {
        let mut plan = Plan::default();
        let (present, target) = (present.root(), target.root());
        plan.values("", Some(present), target, IDENTITY);
        for name in names(Some(present), Some(target)) {
            let (now, then) = (present.subkey(&name), target.subkey(&name));
            let is_in = |list: &[&str]| list.iter().any(|other| equals(other, &name));
            if is_in(LEFT_ALONE) {
                continue;
            }
            if is_in(CLASSES) {
                plan.objects(&name, now, then);
            } else if equals(&name, "Parameters") {
                plan.properties(&name, now, then, &[HEALTH]);
            } else {
                plan.key(&name, now, then);
            }
        }
        plan
    }

    fn objects(&mut self, class: &str, present: Option<&Key>, target: Option<&Key>) {
        for name in names(present, target) {
            let of = |key: Option<&Key>| key.and_then(|key| key.subkey(&name)).cloned();
            match (of(present), of(target)) {
                (Some(now), Some(then)) => self.object(&join(class, &name), &now, &then),
                (Some(now), None) => self.done.made_since.push(title(class, &now)),
                (None, Some(then)) => self.done.missing.push(title(class, &then)),
                (None, None) => {}
            }
        }
    }

    fn object(&mut self, path: &str, present: &Key, target: &Key) {
        self.values(path, Some(present), target, FACTS);
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
            Some(target) => self.values(path, present, target, left),
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
            self.done.keys += 1;
            self.current = None;
            self.step(BatchStep::DeleteKey { path: path.into() }, path.len());
            return;
        };
        if present.is_none() {
            self.done.keys += 1;
            self.enter(path);
        }
        self.values(path, present, target, &[]);
        self.descriptor(path, present, target);
        for name in names(present, Some(target)) {
            let now = present.and_then(|key| key.subkey(&name));
            self.key(&join(path, &name), now, target.subkey(&name));
        }
    }

    fn values(&mut self, path: &str, present: Option<&Key>, target: &Key, left: &[&str]) {
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
        self.done.values += 1;
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

/// Of the keys below either, in the order in which a hive has them.
fn names(present: Option<&Key>, target: Option<&Key>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let both = target.into_iter().chain(present).flat_map(Key::subkeys).map(|key| key.name().to_owned());
    both.filter(|name| known.insert(fold(name))).collect()
}

/// An object for people: its kind and name.
fn title(class: &str, key: &Key) -> String {
    let name = match key.value("Name") {
        Some(Value::Sz(name)) => name,
        _ => key.name(),
    };
    format!("{} \"{name}\"", class.trim_end_matches('s'))
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
        assert_eq!(plan.done.missing, ["Group \"2\""]);
        assert_eq!(plan.done.made_since, ["Group \"3\""]);
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
        assert_eq!((again.batches.len(), again.done.values, again.done.keys), (0, 0, 0));
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
