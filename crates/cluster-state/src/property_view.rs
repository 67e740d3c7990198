//! Reading the configuration: typed objects, the hive, and the properties of an object with their values.

use crate::command::PropertyScope;
use crate::config::Config;
use crate::config::keys::Object;
use crate::state::State;
use model::hive::Key;
use model::property::{self, Access, Property, PropertyOf};
use model::{Hive, Refusal, ResourceId, Value, Win32Code};

/// One property of an object as it is now.
#[derive(Clone, PartialEq, Debug)]
pub struct PropertyView {
    pub name: String,
    pub value: Value,
    /// Nobody has set it.
    pub is_default: bool,
    pub access: Access,
    /// Its row, unless it is a private property that no table knows.
    pub row: Option<&'static Property>,
}

impl State {
    /// The typed objects.
    pub fn config(&self) -> &Config {
        &self.config
    }

    pub fn hive(&self) -> &Hive {
        &self.hive
    }

    /// Every property of an object in one scope, by name or id: those of the table in its order, then those that callers
    /// added, in the order of their names. `name` is not looked at for the cluster.
    pub fn properties(&self, kind: PropertyOf, name: &str, scope: PropertyScope) -> Result<Vec<PropertyView>, Refusal> {
        let object = self.resolve_object(kind, name)?;
        let path = match scope {
            PropertyScope::Common => object.path(),
            PropertyScope::Private => object.parameters_path(),
        };
        let key = self.hive.key(&path);
        let table = match scope {
            PropertyScope::Common => property::table(kind),
            PropertyScope::Private => self.private_table(&object).unwrap_or(&[]),
        };
        let mut listed: Vec<PropertyView> =
            table.iter().map(|row| self.property_of(&object, scope, key, row)).collect();
        if scope == PropertyScope::Private {
            let values = key.into_iter().flat_map(|key| key.values());
            for (name, value) in values.filter(|(name, _)| property::find(table, name).is_none()) {
                let (name, value) = (name.to_owned(), value.clone());
                listed.push(PropertyView { name, value, is_default: false, access: Access::ReadWrite, row: None });
            }
        }
        Ok(listed)
    }

    /// Common properties of an object of the configuration, in the order of the rows.
    pub fn common_properties(&self, object: &Object, rows: &[&'static Property]) -> Vec<PropertyView> {
        let key = self.hive.key(&object.path());
        rows.iter().map(|row| self.property_of(object, PropertyScope::Common, key, row)).collect()
    }

    /// `key`: what holds the object's properties of this scope.
    fn property_of(
        &self,
        object: &Object,
        scope: PropertyScope,
        key: Option<&Key>,
        row: &'static Property,
    ) -> PropertyView {
        let computed = if scope == PropertyScope::Common { self.computed(object, row.name) } else { None };
        let stored = key.and_then(|key| key.value(row.name)).cloned();
        let is_default = stored.is_none() && (computed.is_none() || row.access == Access::ReadWrite);
        // What is read only is a fact; the hive may have it in another form.
        let known = if row.access == Access::ReadOnly { computed.or(stored) } else { stored.or(computed) };
        let value = known.unwrap_or_else(|| self.default_of(object, scope, row));
        PropertyView { name: row.name.into(), value, is_default, access: row.access, row: Some(row) }
    }

    /// Private properties as a resource host gets them, each resolved: set on the resource, else on the type, else the
    /// table's default (CMRP 3.1.1.9.1).
    pub fn resolved_private(&self, resource: ResourceId) -> Vec<(String, Value)> {
        let object = Object::Resource(resource);
        let Some(config) = self.config.resources.get(&resource) else {
            return Vec::new();
        };
        let own = self.hive.key(&object.parameters_path());
        let of_type = self.hive.key(&Object::ResourceType(config.type_name.clone()).parameters_path());
        let set = |name: &str| own.and_then(|key| key.value(name)).or_else(|| of_type.and_then(|key| key.value(name)));
        let table = property::private_table(&config.type_name).unwrap_or(&[]);
        let mut resolved: Vec<(String, Value)> = Vec::new();
        for row in table {
            let value = set(row.name).cloned().unwrap_or_else(|| property::default_value(row));
            resolved.push((row.name.into(), value));
        }
        let unknown = own.into_iter().chain(of_type).flat_map(|key| key.values());
        for (name, value) in unknown {
            if !resolved.iter().any(|(known, _)| model::fold::equals(known, name)) {
                resolved.push((name.into(), value.clone()));
            }
        }
        resolved
    }

    /// What holds when nothing is set: the type's value for a resource's private properties and its time limits, else the
    /// table's default.
    fn default_of(&self, object: &Object, scope: PropertyScope, row: &Property) -> Value {
        let from_type = || {
            let Object::Resource(id) = object else {
                return None;
            };
            let resource = self.config.resources.get(id)?;
            match (scope, row.name) {
                (PropertyScope::Common, "PendingTimeout") => Some(Value::Dword(resource.pending_timeout_ms)),
                (PropertyScope::Common, "DeadlockTimeout") => Some(Value::Dword(resource.deadlock_timeout_ms)),
                (PropertyScope::Common, _) => None,
                (PropertyScope::Private, name) => {
                    let of_type = Object::ResourceType(resource.type_name.clone());
                    self.hive.value(&of_type.parameters_path(), name).cloned()
                }
            }
        };
        from_type().unwrap_or_else(|| property::default_value(row))
    }

    /// Common properties that are facts rather than settings.
    fn computed(&self, object: &Object, name: &str) -> Option<Value> {
        let text = |text: &str| Some(Value::Sz(text.into()));
        match (object, name) {
            (Object::Node(id), "NodeName") => text(&self.config.node(*id).name),
            (Object::Node(id), "DynamicWeight") => {
                let weight = self.hive.value(&object.path(), "NodeWeight").cloned().unwrap_or(Value::Dword(1));
                Some(weight).filter(|_| self.config.nodes.contains_key(id))
            }
            (Object::Node(id), "StatusInformation") => Some(Value::Dword(self.node_status_information(*id))),
            (Object::Node(id), "NodeDrainStatus") => {
                Some(Value::Dword(self.drain_of(*id).map_or(0, |drain| drain.status as u32)))
            }
            (Object::Node(id), "NodeDrainTarget") => {
                let target = self.drain_of(*id).and_then(|drain| drain.target);
                Some(Value::Dword(target.map_or(u32::MAX, |target| target.0)))
            }
            (Object::Node(id), "DrainErrorCode") => {
                let error = self.drain_of(*id).and_then(|drain| drain.error);
                Some(Value::Dword(error.map_or(0, Win32Code::number)))
            }
            (Object::Resource(id), "StatusInformation") => Some(Value::Qword(self.resource_status_information(*id))),
            (Object::Node(id), "NodeFailbackStatus") => Some(Value::Dword(self.failback_status(*id))),
            (Object::Node(id), "FaultDomain") => Some(Value::MultiSz(self.config.fault_domain_path(*id))),
            (Object::AffinityRule(rule), "Name") => text(rule),
            (Object::AffinityRule(rule), "Groups") => {
                let rule = self.config.affinity_rules.get(&model::fold::fold(rule))?;
                let names = rule.groups.iter().map(|group| self.config.group(*group).name.clone());
                Some(Value::MultiSz(names.collect()))
            }
            (Object::FaultDomain(id), "Parent") => {
                let parent = self.config.fault_domains.get(id)?.parent?;
                text(&self.config.fault_domains.get(&parent)?.name)
            }
            (Object::Group(id), "Name") => text(&self.config.group(*id).name),
            (Object::Group(id), "GroupType") => Some(Value::Dword(self.config.group(*id).group_type)),
            (Object::Group(id), "StatusInformation") => Some(Value::Qword(self.group_status_information(*id))),
            (Object::Resource(id), "Name") => text(&self.config.resource(*id).name),
            (Object::Resource(id), "Type") => text(&self.config.resource(*id).type_name),
            (Object::Resource(id), "LastOperationStatusCode") => {
                let runtime = self.runtime.resources.get(id)?;
                Some(Value::Qword(runtime.status_code.into()))
            }
            (Object::Resource(id), "ResourceSpecificStatus") => text(&self.runtime.resources.get(id)?.status_text),
            (Object::GroupSet(id), "Name") => text(&self.config.group_set(*id).name),
            (Object::GroupSet(id), "StatusInformation") => Some(Value::Qword(self.group_set_status_information(*id))),
            (Object::Network(id), "Metric") => self.automatic_metric(*id),
            (Object::NetInterface(id), "Node") => text(&self.config.node(self.config.interfaces.get(id)?.node).name),
            (Object::NetInterface(id), "Network") => {
                let network = self.config.interfaces.get(id)?.network;
                text(&self.config.networks.get(&network)?.name)
            }
            (Object::Cluster, "ClusterFunctionalLevel") => Some(Value::Dword(self.version().level.into())),
            (Object::Cluster, "ClusterUpgradeVersion") => Some(Value::Dword(self.version().revision.into())),
            (Object::Cluster, "MixedMode") => Some(Value::Dword(self.is_mixed().into())),
            (Object::ResourceType(name), "Name") => {
                text(&self.config.types.get(&model::fold::fold(name))?.display_name)
            }
            _ => None,
        }
    }
}
