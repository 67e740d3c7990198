//! Setting properties of any object (properties, general rules), by the property commands and through the registry.
//!
//! All changes of one request are checked before the first is made: the request is atomic for every kind of object.

use super::Draft;
use crate::apply::Apply;
use crate::command::{PropertyChange, PropertyScope};
use crate::config::keys::{self, Object};
use crate::config::{near_names, shorten};
use crate::outcome::Reply;
use crate::state::State;
use model::property::{self, Access, Property};
use model::security::{Descriptor, access};
use model::{Refusal, ResourceState, Value, Win32Code};

/// Common properties of a resource that its host reads when an attempt starts: a change acts at the next start.
const READ_AT_START: &[&str] = &["LooksAlivePollInterval", "IsAlivePollInterval", "DeadlockTimeout", "SeparateMonitor"];

impl Apply<'_> {
    pub(crate) fn set_properties(
        &mut self,
        object: Object,
        scope: PropertyScope,
        changes: &[PropertyChange],
    ) -> Result<Reply, Refusal> {
        self.check_not_deleting(&object)?;
        let mut draft = Draft::new(self.state);
        let mut changed = Vec::new();
        for change in changes {
            let name = self.state.check_property(&object, scope, &change.name, change.value.as_ref())?;
            if draft.change_property_to(&object, scope, &name, change.value.clone())? {
                changed.push(name);
            }
        }
        if changed.is_empty() {
            return Ok(Reply::Done);
        }
        self.state.check_rules(&mut draft)?;
        let reply = self.state.reply_of(&object, scope, &changed);
        self.commit_and_record(draft);
        Ok(reply)
    }
}

impl State {
    /// Whether a client may change the property so; answers the name under which the hive has it.
    pub(crate) fn check_property(
        &self,
        object: &Object,
        scope: PropertyScope,
        name: &str,
        value: Option<&Value>,
    ) -> Result<String, Refusal> {
        match scope {
            PropertyScope::Common => self.check_common(object, name, value),
            PropertyScope::Private => self.check_private(object, name, value),
        }
    }

    fn check_common(&self, object: &Object, name: &str, value: Option<&Value>) -> Result<String, Refusal> {
        let next = || self.next_properties(object, PropertyScope::Common);
        let table = property::table(object.kind());
        let Some(row) = property::find(table, name) else {
            let mut message = format!("{} has no common property \"{}\"", a_kind(object), shorten(name));
            if let Some(near) = near_names(name, table.iter().map(|row| row.name)) {
                message.push_str(&format!("; did you mean {near}?"));
            }
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message).next(next()));
        };
        if let Some(command) = self.changed_by(object, row.name) {
            let message = format!("{} is not changed as a property", row.name);
            return Err(Refusal::new(Win32Code::ERROR_RESOURCE_PROPERTY_UNCHANGEABLE, message).next(command));
        }
        check_row(row, value, next)?;
        if let Object::GroupSet(id) = object {
            self.check_set_property(*id, row.name, value)?;
        }
        match row.name {
            "PreferredSite" => self.check_preferred_site(value)?,
            keys::FAULT_DOMAIN_ID => self.check_fault_domain_id(value)?,
            keys::ROLE if matches!(object, Object::Network(_)) => self.check_role(value)?,
            access::PROPERTY => check_descriptor(value)?,
            _ => {}
        }
        Ok(row.name.into())
    }

    /// The command for what looks like a property but has rules of its own.
    fn changed_by(&self, object: &Object, name: &str) -> Option<String> {
        let renamed =
            matches!(object, Object::Group(_) | Object::Resource(_) | Object::Network(_)) && name == keys::NAME;
        match (object, name) {
            (Object::AffinityRule(_), "Groups") => Some(format!("{} GROUP", self.next_about("add", object))),
            (Object::FaultDomain(_), keys::NAME) => Some(format!("{} --name NAME", self.next_about("set", object))),
            (Object::FaultDomain(_), "Parent") => Some(format!("{} --parent NAME", self.next_about("set", object))),
            _ => renamed.then(|| format!("{} NAME", self.next_about("rename", object))),
        }
    }

    fn check_private(&self, object: &Object, name: &str, value: Option<&Value>) -> Result<String, Refusal> {
        if name.is_empty() {
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, "A property needs a name"));
        }
        let next = || self.next_properties(object, PropertyScope::Private);
        let row = self.private_table(object).and_then(|table| property::find(table, name));
        match row {
            Some(row) => check_row(row, value, next).map(|()| row.name.into()),
            // A property of the caller's own invention may be of any type (properties, general rules).
            None => Ok(name.into()),
        }
    }

    /// The private properties that the object's type defines.
    pub(crate) fn private_table(&self, object: &Object) -> Option<&'static [Property]> {
        match object {
            Object::Resource(id) => property::private_table(&self.config.resources.get(id)?.type_name),
            Object::ResourceType(name) => property::private_table(name),
            _ => None,
        }
    }

    fn reply_of(&self, object: &Object, scope: PropertyScope, changed: &[String]) -> Reply {
        let Object::Resource(id) = object else {
            return Reply::Done;
        };
        let running = self.runtime.resources.get(id).is_some_and(|resource| {
            matches!(
                resource.state,
                ResourceState::Online | ResourceState::OnlinePending | ResourceState::OfflinePending
            )
        });
        let at_start = |name: &String| READ_AT_START.contains(&name.as_str());
        match scope {
            PropertyScope::Private if running => Reply::Stored,
            PropertyScope::Common if running && changed.iter().any(at_start) => Reply::Stored,
            _ => Reply::Done,
        }
    }
}

fn check_row(row: &Property, value: Option<&Value>, next: impl FnOnce() -> String) -> Result<(), Refusal> {
    let result = match value {
        Some(value) => property::check(row, value),
        None if row.access == Access::ReadOnly => {
            let message = format!("{} is read-only", row.name);
            Err(Refusal::new(Win32Code::ERROR_RESOURCE_PROPERTY_UNCHANGEABLE, message))
        }
        None => Ok(()),
    };
    result.map_err(|mut refusal| {
        // A wrong vote has a code of its own (errors 2, "bad vote value").
        if row.name == "NodeWeight" && refusal.code == Win32Code::ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS {
            refusal.code = Win32Code::ERROR_CLUSTER_INVALID_NODE_WEIGHT;
        }
        if refusal.next.is_empty() { refusal.next(next()) } else { refusal }
    })
}

/// An empty one is none.
fn check_descriptor(value: Option<&Value>) -> Result<(), Refusal> {
    match value {
        Some(Value::Binary(bytes)) if !bytes.is_empty() => {
            let parsed = Descriptor::parse(bytes).map(drop);
            parsed.map_err(|refusal| Refusal {
                code: Win32Code::ERROR_CLUSTER_INVALID_SECURITY_DESCRIPTOR,
                ..refusal.next("quorate access list")
            })
        }
        _ => Ok(()),
    }
}

fn a_kind(object: &Object) -> &'static str {
    match object {
        Object::Cluster => "A cluster",
        Object::Node(_) => "A node",
        Object::Group(_) => "A group",
        Object::Resource(_) => "A resource",
        Object::ResourceType(_) => "A resource type",
        Object::GroupSet(_) => "A group set",
        Object::AffinityRule(_) => "An affinity rule",
        Object::FaultDomain(_) => "A fault domain",
        Object::Network(_) => "A network",
        Object::NetInterface(_) => "A network interface",
    }
}
