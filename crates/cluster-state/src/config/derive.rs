//! Reading typed objects out of the hive.
//!
//! After a command only the objects whose keys it touched are read again; a snapshot is read whole. Reading never panics:
//! a hive that does not hold what an object needs is [`Damage`], which a command cannot cause and a snapshot can.

use super::keys::{self, Object};
use super::{ClusterConfig, Config, Demands, FailbackWindow, GroupConfig, NodeConfig, ResourceConfig, TypeConfig};
use model::builtin_types;
use model::dependency::{self, Expression};
use model::fold::{self, Folded, fold};
use model::hive::{Hive, Key};
use model::property::{self, PropertyOf};
use model::security::access::{self, AccessList};
use model::{GroupId, NodeId, ResourceId, Value};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Where the hive does not hold what an object needs, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Damage(pub String);

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Damage {}

/// 0xFFFFFFFF in a resource's poll interval: take the type's (properties 4).
const TAKE_THE_TYPES: u32 = u32::MAX;

impl Config {
    /// Reads every object.
    pub(crate) fn derive_all(hive: &Hive) -> Result<Config, Damage> {
        let mut config = Config::default();
        config.derive(hive, &Object::Cluster)?;
        for key in object_keys(hive, keys::NODES) {
            config.derive(hive, &Object::Node(NodeId(id_of(keys::NODES, key)?)))?;
        }
        for key in object_keys(hive, keys::RESOURCE_TYPES) {
            config.derive(hive, &Object::ResourceType(key.name().into()))?;
        }
        for key in object_keys(hive, keys::FAULT_DOMAINS) {
            config.derive(hive, &Object::FaultDomain(id_of(keys::FAULT_DOMAINS, key)?))?;
        }
        for key in object_keys(hive, keys::GROUPS) {
            config.derive(hive, &Object::Group(id_of(keys::GROUPS, key)?))?;
        }
        for key in object_keys(hive, keys::RESOURCES) {
            config.derive(hive, &Object::Resource(id_of(keys::RESOURCES, key)?))?;
        }
        for key in object_keys(hive, keys::GROUP_SETS) {
            config.derive(hive, &Object::GroupSet(id_of(keys::GROUP_SETS, key)?))?;
        }
        for key in object_keys(hive, keys::AFFINITY_RULES) {
            config.derive(hive, &Object::AffinityRule(key.name().into()))?;
        }
        for key in object_keys(hive, keys::NETWORKS) {
            config.derive(hive, &Object::Network(id_of(keys::NETWORKS, key)?))?;
        }
        for key in object_keys(hive, keys::NETWORK_INTERFACES) {
            config.derive(hive, &Object::NetInterface(id_of(keys::NETWORK_INTERFACES, key)?))?;
        }
        config.check_references()?;
        config.check_network_references()?;
        config.check_placement_references()?;
        Ok(config)
    }

    /// Reads one object again; one whose key is gone is forgotten.
    pub(crate) fn derive(&mut self, hive: &Hive, object: &Object) -> Result<(), Damage> {
        let path = object.path();
        let key = hive.key(&path).map(|key| Source { key, path: &path });
        match object {
            Object::Cluster => self.derive_cluster(key),
            Object::Node(id) => self.derive_node(*id, key),
            Object::ResourceType(name) => self.derive_type(hive, name, key),
            Object::Group(id) => self.derive_group(*id, key),
            Object::Resource(id) => self.derive_resource(*id, key),
            Object::GroupSet(id) => self.derive_group_set(*id, key),
            Object::AffinityRule(name) => self.derive_affinity_rule(name, key),
            Object::FaultDomain(id) => self.derive_fault_domain(*id, key),
            Object::Network(id) => self.derive_network(*id, key),
            Object::NetInterface(id) => self.derive_interface(*id, key),
        }
    }

    fn derive_cluster(&mut self, source: Option<Source<'_>>) -> Result<(), Damage> {
        let Some(source) = source else {
            return Err(Damage("The hive has no root".into()));
        };
        let table = PropertyOf::Cluster;
        self.cluster = Arc::new(ClusterConfig {
            name: source.text(keys::CLUSTER_NAME)?.unwrap_or_default(),
            instance: source.parsed(keys::CLUSTER_INSTANCE_ID)?.unwrap_or_default(),
            same_subnet_delay_ms: source.number(table, "SameSubnetDelay")?,
            same_subnet_threshold: source.number(table, "SameSubnetThreshold")?,
            ignore_persistent_state_on_startup: source.flag(table, "IgnorePersistentStateOnStartup")?,
            minimum_preemptor_priority: source.number(table, "MinimumPreemptorPriority")?,
            minimum_never_preempt_priority: source.number(table, "MinimumNeverPreemptPriority")?,
            group_wait_delay_s: source.number(table, "ClusterGroupWaitDelay")?,
            disable_preferred_owner_randomization: source.flag(table, "DisableGroupPreferredOwnerRandomization")?,
            drain_on_shutdown: source.flag(table, "DrainOnShutdown")?,
            shutdown_timeout_min: source.number(table, "ShutdownTimeoutInMinutes")?,
            quarantine_threshold: source.number(table, "QuarantineThreshold")?,
            quarantine_duration_s: source.number(table, "QuarantineDuration")?,
            enforced_anti_affinity: source.flag(table, "ClusterEnforcedAntiAffinity")?,
            placement_options: source.number(table, "PlacementOptions")?,
            preferred_site: source.text("PreferredSite")?.unwrap_or_default(),
            cluster_group: source.parsed(keys::CLUSTER_GROUP)?,
            available_storage: source.parsed(keys::AVAILABLE_STORAGE)?,
            cluster_name_resource: source.parsed(keys::CLUSTER_NAME_RESOURCE)?,
            group_dependency_timeout_s: source.number(table, "GroupDependencyTimeout")?,
            add_evict_delay_s: source.number(table, "AddEvictDelay")?,
            version: source.version()?,
            upgrade_in_progress: source.dword(keys::UPGRADE_IN_PROGRESS)?.unwrap_or(0) != 0,
            default_network_role: source.number(table, "DefaultNetworkRole")?,
            forced_quorum: source.flag(table, keys::FIX_QUORUM)?,
            destroyed: source.dword(keys::DESTROYED)?.unwrap_or(0) != 0,
            access: source.access_list()?.map(Arc::new),
        });
        Ok(())
    }

    fn derive_node(&mut self, id: NodeId, source: Option<Source<'_>>) -> Result<(), Damage> {
        let old = self.nodes.get(&id).map(|node| fold(&node.name));
        let Some(source) = source else {
            self.nodes.remove(&id);
            forget_name(&mut self.node_names, old, &id);
            return Ok(());
        };
        let node = NodeConfig {
            id,
            name: source.required_text(keys::NODE_NAME)?,
            storage: source.dword(keys::STORAGE)?.unwrap_or(1),
            address: source.text(keys::ADDRESS)?.unwrap_or_default(),
            paused: source.dword(keys::PAUSED)?.unwrap_or(0) != 0,
            versions: source.version_range()?,
            fault_domain: source.optional_id(keys::FAULT_DOMAIN_ID)?,
            offered: source.needs(PropertyOf::Node, "MemoryOffered", "CpuOffered")?,
        };
        rename(&mut self.node_names, old, &node.name, id, &source)?;
        self.nodes.insert(id, Arc::new(node));
        Ok(())
    }

    fn derive_group(&mut self, id: GroupId, source: Option<Source<'_>>) -> Result<(), Damage> {
        let old = self.groups.get(&id).cloned();
        let old_name = old.as_ref().map(|group| fold(&group.name));
        let resources = match &source {
            Some(source) => source.ids::<ResourceId>(keys::CONTAINS)?.unwrap_or_default(),
            None => Vec::new(),
        };
        if old.as_ref().is_none_or(|old| old.resources != resources) {
            for resource in old.iter().flat_map(|group| &group.resources) {
                if self.resource_groups.get(resource) == Some(&id) {
                    self.resource_groups.remove(resource);
                }
            }
            for resource in &resources {
                self.resource_groups.insert(*resource, id);
            }
        }
        let Some(source) = source else {
            self.groups.remove(&id);
            self.deleting.remove(&id);
            self.forget_classes(id, old.as_ref());
            forget_name(&mut self.group_names, old_name, &id);
            if let Some(old) = old {
                self.start_order.forget_group(&old);
            }
            return Ok(());
        };
        let table = PropertyOf::Group;
        let mut group = GroupConfig {
            id,
            name: source.required_text(keys::NAME)?,
            group_type: source.number(table, keys::GROUP_TYPE)?,
            preferred_owners: source.ids(keys::PREFERRED_OWNERS)?.unwrap_or_default(),
            resources,
            failback_window: source.failback_window()?,
            core: self.cluster.cluster_group == Some(id) || self.cluster.available_storage == Some(id),
            deleting: source.dword(keys::DELETING)?.unwrap_or(0) != 0,
            depends_on: source.group_providers()?,
            depends_on_set: source.parsed(keys::DEPENDS_ON_SET)?,
            anti_affinity: source.class_names()?,
            preferred_site: source.text("PreferredSite")?.unwrap_or_default(),
            // The numbers are read below.
            persistent_online: false,
            failover_threshold: 0,
            failover_period_hours: 0,
            priority: 0,
            failback_allowed: false,
            locked_from_moving: false,
            default_owner: None,
            cold_start: false,
            start_delay_ms: 0,
        };
        group.read_numbers(&source)?;
        if old.as_ref().is_none_or(|old| old.anti_affinity != group.anti_affinity) {
            self.forget_classes(id, old.as_ref());
            self.learn_classes(id, &group.anti_affinity);
        }
        rename(&mut self.group_names, old_name, &group.name, id, &source)?;
        if group.deleting != old.as_ref().is_some_and(|old| old.deleting) {
            match group.deleting {
                true => self.deleting.insert(id),
                false => self.deleting.remove(&id),
            };
        }
        self.start_order.change_group(old.as_deref(), &group);
        self.groups.insert(id, Arc::new(group));
        Ok(())
    }

    fn derive_resource(&mut self, id: ResourceId, source: Option<Source<'_>>) -> Result<(), Damage> {
        let before = self.resources.get(&id).cloned();
        let old = before.as_ref().map(|resource| fold(&resource.name));
        let Some(source) = source else {
            self.resources.remove(&id);
            self.change_demands(before.as_deref(), None);
            forget_name(&mut self.resource_names, old, &id);
            return Ok(());
        };
        let table = PropertyOf::Resource;
        let type_name = source.required_text(keys::TYPE)?;
        let of_type = self.types.get(&fold(&type_name)).cloned();
        let of_type = of_type.ok_or_else(|| source.damage(&format!("is of type \"{type_name}\", which is missing")))?;
        let group = self.resource_groups.get(&id).copied().ok_or_else(|| source.damage("is in no group"))?;
        let own_interval = |name, types: u32| -> Result<u32, Damage> {
            Ok(source.dword(name)?.filter(|own| *own != TAKE_THE_TYPES).unwrap_or(types))
        };
        let possible_owners = source.ids(keys::POSSIBLE_OWNERS)?;
        let restricted = possible_owners.is_some() || of_type.possible_owners.is_some();
        let needs = source.needs(table, "MemoryNeeded", "CpuNeeded")?;
        let mut resource = ResourceConfig {
            id,
            name: source.required_text(keys::NAME)?,
            type_name: of_type.name.clone(),
            of_type: Arc::clone(&of_type),
            group,
            possible_owners,
            demands: Demands { needs, restricted: restricted.into() },
            dependencies: source.dependencies()?,
            pending_timeout_ms: source.dword("PendingTimeout")?.unwrap_or(of_type.pending_timeout_ms),
            deadlock_timeout_ms: source.dword("DeadlockTimeout")?.unwrap_or(of_type.deadlock_timeout_ms),
            looks_alive_ms: own_interval("LooksAlivePollInterval", of_type.looks_alive_ms)?,
            is_alive_ms: own_interval("IsAlivePollInterval", of_type.is_alive_ms)?,
            in_maintenance: source.dword(keys::MAINTENANCE_MODE)?.unwrap_or(0) != 0,
            core: source.dword(keys::FLAGS)?.unwrap_or(0) & keys::FLAG_CORE != 0,
            // The numbers are read below.
            persistent_online: None,
            restart_action: 0,
            restart_threshold: 0,
            restart_period_ms: 0,
            restart_delay_ms: 0,
            retry_period_ms: 0,
            separate_monitor: false,
        };
        resource.read_numbers(&source)?;
        self.change_demands(before.as_deref(), Some(&resource));
        rename(&mut self.resource_names, old, &resource.name, id, &source)?;
        self.resources.insert(id, Arc::new(resource));
        Ok(())
    }

    fn derive_type(&mut self, hive: &Hive, name: &str, source: Option<Source<'_>>) -> Result<(), Damage> {
        let Some(source) = source else {
            self.types.remove(&fold(name));
            return Ok(());
        };
        let table = PropertyOf::ResourceType;
        let of_type = TypeConfig {
            name: source.key.name().into(),
            display_name: source.text(keys::NAME)?.unwrap_or_default(),
            dll_name: source.text(keys::DLL_NAME)?.unwrap_or_default(),
            looks_alive_ms: source.number(table, "LooksAlivePollInterval")?,
            is_alive_ms: source.number(table, "IsAlivePollInterval")?,
            pending_timeout_ms: source.number(table, "PendingTimeout")?,
            deadlock_timeout_ms: source.number(table, "DeadlockTimeout")?,
            possible_owners: source.ids(keys::POSSIBLE_OWNERS)?,
            characteristics: source.dword(keys::CHARACTERISTICS)?.unwrap_or(0)
                | builtin_types::find(name).map_or(0, |builtin| builtin.characteristics),
        };
        let previous = self.types.insert(fold(name), Arc::new(of_type));
        if previous.is_some() {
            self.derive_resources_of(hive, name)?;
        }
        Ok(())
    }

    /// Resources hold the values they take from their type.
    fn derive_resources_of(&mut self, hive: &Hive, type_name: &str) -> Result<(), Damage> {
        let of_the_type = |resource: &&Arc<ResourceConfig>| fold::equals(&resource.type_name, type_name);
        let ids: Vec<ResourceId> = self.resources.values().filter(of_the_type).map(|resource| resource.id).collect();
        ids.into_iter().try_for_each(|id| self.derive(hive, &Object::Resource(id)))
    }

    /// Every id that an object names is that of an object that exists, and dependencies stay inside one group.
    fn check_references(&self) -> Result<(), Damage> {
        for group in self.groups.values() {
            if let Some(resource) = group.resources.iter().find(|id| !self.resources.contains_key(*id)) {
                return Err(Damage(format!("Group \"{}\" lists resource {resource}, which is missing", group.name)));
            }
            if group.preferred_owners.iter().any(|node| !self.nodes.contains_key(node)) {
                return Err(Damage(format!("Group \"{}\" prefers a node that is missing", group.name)));
            }
        }
        let owners = self.resources.values().map(|resource| &resource.possible_owners);
        let owners = owners.chain(self.types.values().map(|of_type| &of_type.possible_owners));
        if owners.flatten().flatten().any(|node| !self.nodes.contains_key(node)) {
            return Err(Damage("A possible owner is a node that is missing".into()));
        }
        for resource in self.resources.values() {
            let here =
                |id: &ResourceId| self.resources.get(id).is_some_and(|provider| provider.group == resource.group);
            if !resource.dependencies.providers().all(here) {
                return Err(Damage(format!("\"{}\" depends on a resource that is not in its group", resource.name)));
            }
        }
        self.check_start_order()
    }
}

fn object_keys<'a>(hive: &'a Hive, class: &str) -> Vec<&'a Key> {
    hive.key(class).map(|key| key.subkeys().collect()).unwrap_or_default()
}

fn id_of<T: FromStr>(class: &str, key: &Key) -> Result<T, Damage> {
    key.name().parse().map_err(|_| Damage(format!("{class}\\{} is not the key of an object", key.name())))
}

pub(super) fn forget_name<Id: PartialEq + Clone>(names: &mut imbl::OrdMap<Folded, Id>, old: Option<Folded>, id: &Id) {
    if let Some(old) = old
        && names.get(&old) == Some(id)
    {
        names.remove(&old);
    }
}

/// Nothing to write for most changes: the name is what it was.
pub(super) fn rename<Id: PartialEq + Clone>(
    names: &mut imbl::OrdMap<Folded, Id>,
    old: Option<Folded>,
    name: &str,
    id: Id,
    source: &Source<'_>,
) -> Result<(), Damage> {
    let new = fold(name);
    if old.as_ref() == Some(&new) && names.get(&new) == Some(&id) {
        return Ok(());
    }
    forget_name(names, old, &id);
    match names.insert(new, id.clone()) {
        Some(other) if other != id => Err(source.damage(&format!("has the name \"{name}\", which another object has"))),
        _ => Ok(()),
    }
}

/// The key of one object, with its path for the words of [`Damage`].
pub(super) struct Source<'a> {
    pub(super) key: &'a Key,
    path: &'a str,
}

impl Source<'_> {
    pub(super) fn damage(&self, what: &str) -> Damage {
        Damage(format!("The object at \"{}\" {what}", self.path))
    }

    pub(super) fn wrong_type(&self, name: &str) -> Damage {
        self.damage(&format!("has a value {name} of a wrong type"))
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Damage> {
        match self.key.value(name) {
            None => Ok(None),
            Some(Value::Sz(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong_type(name)),
        }
    }

    pub(super) fn required_text(&self, name: &str) -> Result<String, Damage> {
        self.text(name)?.ok_or_else(|| self.damage(&format!("has no value {name}")))
    }

    pub(super) fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, Damage> {
        let text = self.text(name)?;
        text.map(|text| text.parse().map_err(|_| self.damage(&format!("has \"{text}\" in {name}")))).transpose()
    }

    pub(super) fn dword(&self, name: &str) -> Result<Option<u32>, Damage> {
        match self.key.value(name) {
            None => Ok(None),
            Some(Value::Dword(number)) => Ok(Some(*number)),
            Some(_) => Err(self.wrong_type(name)),
        }
    }

    /// A common property, or the default of its table.
    pub(super) fn number(&self, of: PropertyOf, name: &str) -> Result<u32, Damage> {
        if let Some(number) = self.dword(name)? {
            return Ok(number);
        }
        Ok(default_number(of, name))
    }

    pub(super) fn flag(&self, of: PropertyOf, name: &str) -> Result<bool, Damage> {
        Ok(self.number(of, name)? != 0)
    }

    /// Of the cluster's security descriptor.
    fn access_list(&self) -> Result<Option<AccessList>, Damage> {
        match self.key.value(access::PROPERTY) {
            None => Ok(None),
            Some(Value::Binary(bytes)) => Ok(AccessList::of_property(bytes)),
            Some(_) => Err(self.wrong_type(access::PROPERTY)),
        }
    }

    pub(super) fn ids<T: IdText>(&self, name: &str) -> Result<Option<Vec<T>>, Damage> {
        let list = match self.key.value(name) {
            None => return Ok(None),
            Some(Value::MultiSz(list)) => list,
            Some(_) => return Err(self.wrong_type(name)),
        };
        let ids = list.iter().map(|text| T::from_text(text)).collect::<Option<Vec<T>>>();
        ids.map(Some).ok_or_else(|| self.damage(&format!("has an entry in {name} that is no id")))
    }

    /// Both ends have to be hours of the day (policies 7.5).
    fn failback_window(&self) -> Result<Option<FailbackWindow>, Damage> {
        let hour = |name| Ok(self.dword(name)?.filter(|hour| *hour < 24));
        let (start, end) = (hour("FailbackWindowStart")?, hour("FailbackWindowEnd")?);
        Ok(start.zip(end).map(|(start, end)| FailbackWindow { start, end }))
    }

    pub(super) fn dependencies(&self) -> Result<Expression<ResourceId>, Damage> {
        let text = self.text(keys::DEPENDS_ON)?.unwrap_or_default();
        let damage = || self.damage(&format!("has \"{text}\" in {}", keys::DEPENDS_ON));
        let expression = dependency::parse(&text).map_err(|_| damage())?;
        expression.try_map(|id| id.parse()).map_err(|_| damage())
    }
}

/// What a DWORD among the common properties is when nobody has set it.
pub(super) fn default_number(of: PropertyOf, name: &str) -> u32 {
    let row = property::find(property::table(of), name);
    match row.map(property::default_value) {
        Some(Value::Dword(default)) => default,
        _ => panic!("the property tables have no DWORD {name} of {of:?}"),
    }
}

/// Ids as the hive writes them.
pub(super) trait IdText: Sized {
    fn from_text(text: &str) -> Option<Self>;
}

impl IdText for NodeId {
    fn from_text(text: &str) -> Option<NodeId> {
        text.parse().ok().map(NodeId)
    }
}

impl IdText for GroupId {
    fn from_text(text: &str) -> Option<GroupId> {
        text.parse().ok()
    }
}

impl IdText for ResourceId {
    fn from_text(text: &str) -> Option<ResourceId> {
        text.parse().ok()
    }
}
