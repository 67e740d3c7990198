//! Numbers among the properties of groups and resources from which nothing else is derived. Where one of them changes, it
//! alone is read again: the rest of its object stays as it is, and so does every index.

use super::derive::{Damage, Source, default_number};
use super::keys::Object;
use super::{Config, GroupConfig, ResourceConfig};
use model::hive::Hive;
use model::property::PropertyOf;
use model::{NodeId, Value};
use std::sync::Arc;

/// ColdStartSetting (policies 8.5); 0 and 2 both permit the start.
const COLD_START_NEVER: u32 = 1;

/// What of an object follows a number.
enum Follows<T> {
    /// The number, or the default of the property tables.
    Always(fn(&mut T, u32)),
    /// The number, if there is one.
    Own(fn(&mut T, Option<u32>)),
}

use Follows::{Always, Own};

/// When a property is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Acts {
    /// Reconciliation or placement looks at it: whom it is about has to be looked at again.
    Now,
    /// What is under way with the group looks at it, or what others wait for; a group with nothing under way goes on as it is.
    UnderWay,
    /// Only what happens later asks for it: a failure, a start of the cluster, the start of an attempt.
    Later,
}

use Acts::{Later, Now, UnderWay};

/// By the names of the property tables.
type Numbers<T> = &'static [(&'static str, Acts, Follows<T>)];

const OF_GROUPS: Numbers<GroupConfig> = &[
    ("AutoFailbackType", Now, Always(|group, number| group.failback_allowed = number != 0)),
    ("ColdStartSetting", Later, Always(|group, number| group.cold_start = number != COLD_START_NEVER)),
    ("DefaultOwner", Now, Own(|group, number| group.default_owner = number.map(NodeId))),
    ("FailoverPeriod", Later, Always(|group, number| group.failover_period_hours = number)),
    ("FailoverThreshold", Later, Always(|group, number| group.failover_threshold = number)),
    ("GroupStartDelay", Later, Always(|group, number| group.start_delay_ms = number)),
    ("LockedFromMoving", Now, Always(|group, number| group.locked_from_moving = number != 0)),
    ("PersistentState", Now, Always(|group, number| group.persistent_online = number != 0)),
    ("Priority", UnderWay, Always(|group, number| group.priority = number)),
];

const OF_RESOURCES: Numbers<ResourceConfig> = &[
    ("PersistentState", Now, Own(|resource, number| resource.persistent_online = number.map(|number| number != 0))),
    ("RestartAction", Later, Always(|resource, number| resource.restart_action = number)),
    ("RestartDelay", Later, Always(|resource, number| resource.restart_delay_ms = number)),
    ("RestartPeriod", Later, Always(|resource, number| resource.restart_period_ms = number)),
    ("RestartThreshold", Later, Always(|resource, number| resource.restart_threshold = number)),
    ("RetryPeriodOnFailure", Later, Always(|resource, number| resource.retry_period_ms = number)),
    ("SeparateMonitor", Later, Always(|resource, number| resource.separate_monitor = number != 0)),
];

impl<T> Follows<T> {
    fn take(&self, object: &mut T, of: PropertyOf, name: &str, number: Option<u32>) {
        match self {
            Always(take) => take(object, number.unwrap_or_else(|| default_number(of, name))),
            Own(take) => take(object, number),
        }
    }
}

impl GroupConfig {
    pub(super) fn read_numbers(&mut self, source: &Source<'_>) -> Result<(), Damage> {
        read_all(self, OF_GROUPS, PropertyOf::Group, source)
    }
}

impl ResourceConfig {
    pub(super) fn read_numbers(&mut self, source: &Source<'_>) -> Result<(), Damage> {
        read_all(self, OF_RESOURCES, PropertyOf::Resource, source)
    }
}

fn read_all<T>(object: &mut T, numbers: Numbers<T>, of: PropertyOf, source: &Source<'_>) -> Result<(), Damage> {
    for (name, _, follows) in numbers {
        follows.take(object, of, name, source.dword(name)?);
    }
    Ok(())
}

/// When what follows one value of an object's key is looked at.
pub(crate) fn acts(object: &Object, name: &str) -> Acts {
    fn find<T>(numbers: Numbers<T>, name: &str) -> Acts {
        numbers.iter().find(|(known, ..)| *known == name).map_or(Now, |(_, acts, _)| *acts)
    }
    match object {
        Object::Group(_) => find(OF_GROUPS, name),
        Object::Resource(_) => find(OF_RESOURCES, name),
        _ => Now,
    }
}

impl Config {
    /// Follows the change of one value of an object's key, which the hive has already: `None` if it was removed.
    pub(crate) fn derive_value(
        &mut self,
        hive: &Hive,
        object: &Object,
        name: &str,
        value: Option<&Value>,
    ) -> Result<(), Damage> {
        let taken = match object {
            Object::Group(id) => take_one(self.groups.get_mut(id), OF_GROUPS, PropertyOf::Group, name, value),
            Object::Resource(id) => {
                take_one(self.resources.get_mut(id), OF_RESOURCES, PropertyOf::Resource, name, value)
            }
            _ => None,
        };
        if taken.is_some() { Ok(()) } else { self.derive(hive, object) }
    }
}

/// `None`: the value is not one of these numbers.
fn take_one<T: Clone>(
    object: Option<&mut Arc<T>>,
    numbers: Numbers<T>,
    of: PropertyOf,
    name: &str,
    value: Option<&Value>,
) -> Option<()> {
    let number = match value {
        None => None,
        Some(Value::Dword(number)) => Some(*number),
        Some(_) => return None,
    };
    let (name, _, follows) = numbers.iter().find(|(known, ..)| *known == name)?;
    follows.take(Arc::make_mut(object?), of, name, number);
    Some(())
}
