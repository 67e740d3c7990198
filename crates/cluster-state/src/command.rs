//! What the replicated log carries: requests of administrators, reports of nodes, and the passing of time.
//!
//! An object is named by its name or its id (a node, a group, a resource), resolved inside `apply`, so that a name means
//! the same object on every node.

mod network;

pub use crate::report::{ReportAges, ReportStatus, Reports, ResourceReport};
pub use crate::vault_command::VaultCommand;
pub use network::{ADAPTERS_MAX, ADDRESSES_MAX, Adapter, NetworkCommand};

use bytes::Bytes;
use model::{
    ClusterTime, Epoch, FaultDomainId, GroupId, GroupSetId, Guid, Incarnation, NodeId, Reason, ReleaseCause, RequestId,
    ResourceId, Value, Version, VersionRange, WallTime,
};

/// One entry of the log.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Last applied time plus the leader's monotonic time since; `apply` takes the maximum of it and what it knows.
    pub time: ClusterTime,
    pub wall: WallTime,
    /// Local time less UTC at `wall`, in seconds, in the leader's time zone: for the hours of failback windows (policies 7.6).
    pub zone_offset_s: i32,
    /// Requests of clients carry one; a request whose id was answered is not applied again.
    pub request: Option<RequestId>,
    /// Why a client asked for it, for the record of events.
    pub reason: Option<Reason>,
    pub command: Command,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// The first command of a cluster's life. Refused on a cluster that exists.
    Form(Form),
    Registry(RegistryCommand),
    Cluster(ClusterCommand),
    Node(NodeCommand),
    Group(GroupCommand),
    Resource(ResourceCommand),
    ResourceType(ResourceTypeCommand),
    GroupSet(GroupSetCommand),
    Affinity(AffinityCommand),
    FaultDomain(FaultDomainCommand),
    Vault(VaultCommand),
    Network(NetworkCommand),
    /// What a node's resource host saw, in batches.
    Reports(Reports),
    /// Time has passed: something in the state is due.
    Tick,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Form {
    pub cluster_name: String,
    /// Becomes ClusterInstanceID.
    pub instance: Guid,
    pub nodes: Vec<NewNode>,
    /// Ids for the core objects, in this order: `Cluster Group`, `Available Storage` (groups), `Cluster Name` (resource).
    pub cluster_group: GroupId,
    pub available_storage: GroupId,
    pub cluster_name_resource: ResourceId,
    /// The version of the rules by which the cluster begins.
    pub version: Version,
}

/// A node as it is added: Down until it joins.
#[derive(Clone, PartialEq, Debug)]
pub struct NewNode {
    pub id: NodeId,
    pub name: String,
    /// Generation of its storage (see [`model::VoterId`]). 0 has the cluster choose one that the node's id never had.
    pub storage: u32,
    /// `host:port` of the node-to-node service; heartbeats use the same number over UDP.
    pub address: String,
}

#[derive(Clone, PartialEq, Debug)]
pub enum RegistryCommand {
    /// Creates every missing key of `path`; an existing key is not an error.
    CreateKey {
        path: String,
    },
    /// Refused with ERROR_ACCESS_DENIED when the key has subkeys (object-model 15), unless `tree`.
    DeleteKey {
        path: String,
        tree: bool,
    },
    SetValue {
        path: String,
        name: String,
        value: Value,
    },
    /// A value that is not there is no error, unless `must_exist`: then it is ERROR_FILE_NOT_FOUND.
    DeleteValue {
        path: String,
        name: String,
        must_exist: bool,
    },
    /// `None` returns the key to its parent's descriptor. Else these parts ([`model::security::part`]) of the descriptor that
    /// holds for the key are replaced, and it has the result as its own.
    SetSecurity {
        path: String,
        descriptor: Option<Bytes>,
        parts: u32,
    },
    /// All or nothing (functions/registry-batch, "Execution").
    Batch {
        root: String,
        steps: Vec<BatchStep>,
    },
}

/// One command of a batch (CLUSTER_REG_COMMAND). Key paths are relative to the batch root; values act on the current key.
#[derive(Clone, PartialEq, Debug)]
pub enum BatchStep {
    SetValue { name: String, value: Value },
    CreateKey { path: String },
    DeleteKey { path: String },
    DeleteValue { name: String },
    ValueExists { name: String },
    ValueNotExists { name: String },
    ValueEquals { name: String, value: Value },
    ValueNotEquals { name: String, value: Value },
    ValueGreater { name: String, value: Value },
    ValueLess { name: String, value: Value },
    KeyExists { path: String },
    KeyNotExists { path: String },
}

/// Which of an object's property sets (properties, general rules).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PropertyScope {
    Common,
    Private,
}

/// One change of a property; `None` returns it to its default.
#[derive(Clone, PartialEq, Debug)]
pub struct PropertyChange {
    pub name: String,
    pub value: Option<Value>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum ClusterCommand {
    Rename {
        name: String,
    },
    SetProperties {
        scope: PropertyScope,
        changes: Vec<PropertyChange>,
    },
    /// CLUSCTL_CLUSTER_UPGRADE_CLUSTER_VERSION: 1 checks, 2 raises the functional level (policies 18.8 to 18.11).
    Upgrade {
        action: u32,
    },
    /// CLUSCTL_CLUSTER_CLEAR_UPGRADE_IN_PROGRESS (policies 18.12).
    ClearUpgrade,
    /// One with the same id is replaced.
    AddHealthFault(model::health::HealthFault),
    RemoveHealthFault {
        id: String,
    },
    /// CLUSCTL_CLUSTER_SHUTDOWN: every active node stops (policies 12.35).
    Shutdown,
    /// The cluster is over: nothing is changed any more, and every node forgets that it was one (policies 19.14).
    Destroy,
}

#[derive(Clone, PartialEq, Debug)]
pub enum NodeCommand {
    Add(NewNode),
    /// A node's service is ready to be a member. Accepted only while the node is Down: a join proves nothing about what
    /// an earlier incarnation left running.
    Join {
        node: NodeId,
        incarnation: Incarnation,
        release_key: Bytes,
        /// Of the program, for people.
        version: String,
        pid: u32,
        /// The versions of the rules that it can run (policies 18.2).
        versions: VersionRange,
        /// If the cluster starts with this node, nothing of it is brought online (policies 8.8).
        ignore_persistent_state: bool,
    },
    /// The leader's proof by waiting: lease, margin and release time have passed since the last possible grant.
    Down {
        node: NodeId,
        incarnation: Incarnation,
        cause: DownCause,
        /// How long the leader had not heard the node; 0 when it does not know. For people only.
        silent_ms: u32,
    },
    /// The resource host's own word, checked against the release key by who proposes it: everything it ran is gone and it
    /// will start nothing again. Ends the incarnation. `groups` are those it was told of, with their epochs.
    Released {
        node: NodeId,
        incarnation: Incarnation,
        cause: ReleaseCause,
        groups: Vec<(GroupId, Epoch)>,
    },
    /// The service of this incarnation is about to become another program, and wants leases of this length for that time
    /// (leases 12). `number` counts the hand-overs of the incarnation, from 1.
    HandOver {
        node: NodeId,
        incarnation: Incarnation,
        number: u32,
        lease_ms: u64,
    },
    /// It has, or it could not: its leases are of the usual length again (leases 17).
    HandedOver {
        node: NodeId,
        incarnation: Incarnation,
        number: u32,
        /// Of the program that runs now, and what it can run.
        version: String,
        versions: VersionRange,
    },
    Pause {
        node: String,
    },
    /// `failback`: CLUSTER_NODE_RESUME_FAILBACK_TYPE (policies 12).
    Resume {
        node: String,
        failback: u32,
    },
    /// Pauses the node and moves its groups away. `flags`: [`model::flags::DrainFlags`].
    Drain {
        node: String,
        target: Option<String>,
        flags: u32,
    },
    /// The node's service is about to stop: its groups are moved away, and it takes no more (DrainOnShutdown).
    Stopping {
        node: NodeId,
        incarnation: Incarnation,
    },
    /// What this life of the node has for adapters now, all of them: when it has joined, and when they change (policies 16).
    Adapters {
        node: NodeId,
        incarnation: Incarnation,
        adapters: Vec<Adapter>,
    },
    /// Ends the node's quarantine (policies 13).
    ClearQuarantine {
        node: String,
    },
    Evict {
        node: String,
    },
    SetProperties {
        node: String,
        scope: PropertyScope,
        changes: Vec<PropertyChange>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DownCause {
    /// No renewal was granted for so long that the lease must have ended.
    LeaseExpired,
    /// The same node is heard under a new incarnation and the old one's lease must have ended.
    Restarted,
}

#[derive(Clone, PartialEq, Debug)]
pub enum GroupCommand {
    Create {
        id: GroupId,
        name: String,
        group_type: u32,
        owner: NodeId,
    },
    /// `force` takes resources offline and deletes them with the group (policies 19).
    Delete {
        group: String,
        force: bool,
    },
    Rename {
        group: String,
        name: String,
    },
    SetPreferredOwners {
        group: String,
        nodes: Vec<String>,
    },
    SetProperties {
        group: String,
        scope: PropertyScope,
        changes: Vec<PropertyChange>,
    },
    /// `flags`: [`model::flags::OnlineGroupFlags`].
    Online {
        group: String,
        node: Option<String>,
        flags: u32,
    },
    /// `flags`: [`model::flags::OfflineGroupFlags`].
    Offline {
        group: String,
        flags: u32,
    },
    /// `flags`: [`model::flags::MoveFlags`]; `parameters`: by name of a resource type (policies 10).
    Move {
        group: String,
        node: Option<String>,
        flags: u32,
        parameters: Vec<(String, Value)>,
    },
    /// Ends a move that is under way or queued; `flags` are 0 (policies 10).
    Cancel {
        group: String,
        flags: u32,
    },
    /// What the group waits for when it starts (policies 11).
    Depend {
        group: String,
        change: GroupDependency,
    },
}

/// A change of what a group depends on.
#[derive(Clone, PartialEq, Debug)]
pub enum GroupDependency {
    /// The groups, as `[name] and [id]`; empty clears.
    Set {
        expression: String,
    },
    Add {
        provider: String,
    },
    Remove {
        provider: String,
    },
    /// A group depends on at most one set.
    AddSet {
        set: String,
    },
    RemoveSet {
        set: String,
    },
}

#[derive(Clone, PartialEq, Debug)]
pub enum ResourceCommand {
    Create {
        id: ResourceId,
        group: String,
        name: String,
        type_name: String,
        separate_monitor: bool,
    },
    Delete {
        resource: String,
    },
    Rename {
        resource: String,
        name: String,
    },
    SetProperties {
        resource: String,
        scope: PropertyScope,
        changes: Vec<PropertyChange>,
    },
    AddDependency {
        resource: String,
        provider: String,
    },
    RemoveDependency {
        resource: String,
        provider: String,
    },
    /// An AND of OR sets over `[name]` or `[id]`; empty clears (policies 1).
    SetDependencies {
        resource: String,
        expression: String,
    },
    AddPossibleOwner {
        resource: String,
        node: String,
    },
    RemovePossibleOwner {
        resource: String,
        node: String,
    },
    ChangeGroup {
        resource: String,
        group: String,
    },
    /// `flags`: [`model::flags::OnlineResourceFlags`].
    Online {
        resource: String,
        flags: u32,
    },
    /// `flags`: [`model::flags::OfflineResourceFlags`].
    Offline {
        resource: String,
        flags: u32,
    },
    /// Offline, then back to the persistent state, which stays as it is (policies 2).
    Restart {
        resource: String,
    },
    /// The administrator declares it failed: recovery runs as if it had failed (object-model 7).
    Fail {
        resource: String,
    },
    /// While it is on, the health of the resource does not count (object-model 7, maintenance mode).
    SetMaintenance {
        resource: String,
        on: bool,
    },
}

#[derive(Clone, PartialEq, Debug)]
pub enum ResourceTypeCommand {
    Create { name: String, display_name: String, dll_name: String, looks_alive_ms: u32, is_alive_ms: u32 },
    Delete { type_name: String },
    SetProperties { type_name: String, scope: PropertyScope, changes: Vec<PropertyChange> },
}

#[derive(Clone, PartialEq, Debug)]
pub enum GroupSetCommand {
    Create {
        id: GroupSetId,
        name: String,
    },
    /// Refused while something depends on it (policies 11.12).
    Delete {
        set: String,
    },
    Rename {
        set: String,
        name: String,
    },
    /// A group is in one set at most.
    AddGroup {
        set: String,
        group: String,
    },
    RemoveGroup {
        set: String,
        group: String,
    },
    /// A set whose groups are given fault and update domains (CreateClusterAvailabilitySet).
    CreateAvailabilitySet {
        id: GroupSetId,
        name: String,
        fault_domains: u32,
        update_domains: u32,
        reserve_spare_node: bool,
    },
    /// Into domains of an availability set, counted from 0.
    AddGroupToDomains {
        set: String,
        group: String,
        fault_domain: u32,
        update_domain: u32,
    },
    /// On a set of another cluster; who asks has seen that it is there.
    AddRemoteDependency {
        set: String,
        cluster: String,
        provider: String,
    },
    RemoveRemoteDependency {
        set: String,
        cluster: String,
        provider: String,
    },
    SetProperties {
        set: String,
        scope: PropertyScope,
        changes: Vec<PropertyChange>,
    },
    AddDependency {
        set: String,
        provider: String,
    },
    RemoveDependency {
        set: String,
        provider: String,
    },
    /// The sets, as `[id] and [name]`; empty clears.
    SetDependencies {
        set: String,
        expression: String,
    },
}

/// Affinity rules are named by their names only (object-model 11).
#[derive(Clone, PartialEq, Debug)]
pub enum AffinityCommand {
    Create {
        name: String,
        id: Guid,
        /// CLUS_AFFINITY_RULE_TYPE, 1 to 4.
        rule_type: u32,
        groups: Vec<String>,
        enabled: bool,
    },
    Delete {
        rule: String,
    },
    AddGroup {
        rule: String,
        group: String,
    },
    RemoveGroup {
        rule: String,
        group: String,
    },
    SetProperties {
        rule: String,
        scope: PropertyScope,
        changes: Vec<PropertyChange>,
    },
}

/// A fault domain is named by its name or id; a node, which is one too, by its name.
#[derive(Clone, PartialEq, Debug)]
pub enum FaultDomainCommand {
    Create {
        id: FaultDomainId,
        name: String,
        /// CLUSTER_FAULT_DOMAIN: 1000 site, 2000 rack, 3000 chassis.
        kind: u32,
        parent: Option<String>,
    },
    Remove {
        domain: String,
    },
    Rename {
        domain: String,
        name: String,
    },
    /// `None` takes it out of every other one.
    SetParent {
        domain: String,
        parent: Option<String>,
    },
    SetProperties {
        domain: String,
        scope: PropertyScope,
        changes: Vec<PropertyChange>,
    },
}
