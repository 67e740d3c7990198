//! What clients ask for: commands about what there is, drawn at random, some of them nonsense.

use crate::configuration;
use crate::random::Random;
use crate::world::World;
use cluster_state::State;
use cluster_state::command::{
    ClusterCommand, Command, GroupCommand, NodeCommand, PropertyChange, PropertyScope, RegistryCommand, ResourceCommand,
};
use model::{GroupId, ResourceId, Value};
use std::collections::VecDeque;

/// The least that the administrator makes of it: SameSubnetDelay 100 ms, SameSubnetThreshold 3.
pub(crate) const SHORTEST_LEASE_MS: u64 = 300;

const GROUPS_MAX: usize = 6;
const RESOURCES_MAX: usize = 4;
const GENERIC: &str = "Generic Application";

#[derive(Clone, Copy)]
enum Wish {
    Write,
    Batch,
    CreateGroup,
    DeleteGroup,
    AddResource,
    DeleteResource,
    GroupOnline,
    GroupOffline,
    MoveGroup,
    ResourceOnline,
    ResourceOffline,
    RestartResource,
    FailResource,
    ChangeGroup,
    Dependency,
    PossibleOwner,
    PreferredOwners,
    Lease,
    Pause,
    Resume,
    GroupProperty,
    ClusterProperty,
    Expression,
    Affinity,
    FaultDomain,
    GroupSet,
    GroupDependency,
    Cancel,
    Drain,
    Shutdown,
}

const WISHES: &[(u64, Wish)] = &[
    (20, Wish::Write),
    (2, Wish::Batch),
    (8, Wish::CreateGroup),
    (2, Wish::DeleteGroup),
    (3, Wish::AddResource),
    (1, Wish::DeleteResource),
    (6, Wish::GroupOnline),
    (2, Wish::GroupOffline),
    (10, Wish::MoveGroup),
    (4, Wish::ResourceOnline),
    (2, Wish::ResourceOffline),
    (3, Wish::RestartResource),
    (4, Wish::FailResource),
    (2, Wish::ChangeGroup),
    (2, Wish::Dependency),
    (3, Wish::Expression),
    (2, Wish::PossibleOwner),
    (1, Wish::PreferredOwners),
    (1, Wish::Lease),
    (1, Wish::Pause),
    (3, Wish::Resume),
    (6, Wish::GroupProperty),
    (2, Wish::ClusterProperty),
    (2, Wish::Affinity),
    (1, Wish::FaultDomain),
    (3, Wish::GroupSet),
    (2, Wish::GroupDependency),
    (1, Wish::Cancel),
    (1, Wish::Drain),
    (1, Wish::Shutdown),
];

/// The value that a client counts up.
pub(crate) fn counter_of(client: u32) -> (String, String) {
    ("Simulator".into(), format!("client-{client}"))
}

/// Draws names of what exists; sometimes of what does not.
pub(crate) struct Names<'a> {
    pub(crate) state: &'a State,
    pub(crate) random: &'a mut Random,
}

impl Names<'_> {
    pub(crate) fn pick(&mut self, names: Vec<String>) -> String {
        if names.is_empty() || self.random.chance(2) {
            return "nobody".into();
        }
        let position = self.random.below(names.len() as u64) as usize;
        names[position].clone()
    }

    /// The flags of a request: one of these.
    fn flags(&mut self, choice: &[u32]) -> u32 {
        self.random.pick(choice)
    }

    pub(crate) fn group(&mut self) -> String {
        self.pick(self.state.config().groups.values().map(|group| group.name.clone()).collect())
    }

    pub(crate) fn resource(&mut self) -> String {
        self.pick(self.state.config().resources.values().map(|resource| resource.name.clone()).collect())
    }

    pub(crate) fn node(&mut self) -> String {
        self.pick(self.state.config().nodes.values().map(|node| node.name.clone()).collect())
    }

    /// Two resources of one group, if there are two.
    fn pair(&mut self) -> (String, String) {
        let resource = self.resource();
        let Ok(id) = self.state.resolve_resource(&resource) else { return (resource, "nobody".into()) };
        let group = self.state.config().resources.get(&id).map(|resource| resource.group);
        let others =
            self.state.config().resources.values().filter(|other| Some(other.group) == group && other.id != id);
        let others = others.map(|other| other.name.clone()).collect();
        (resource, self.pick(others))
    }
}

impl World {
    pub(crate) fn draw_command(&mut self, client: usize) -> Command {
        if !self.witness.state().is_formed() {
            return self.write_counter(client);
        }
        let wish = self.random.weighted(WISHES);
        match wish {
            Wish::Write => self.write_counter(client),
            Wish::CreateGroup => self.create_group(client),
            Wish::AddResource => self.add_resource(client),
            wish => {
                let state = self.witness.state().clone();
                draw(wish, &mut Names { state: &state, random: &mut self.random })
            }
        }
    }

    fn write_counter(&mut self, client: usize) -> Command {
        let this = &mut self.clients[client];
        this.written += 1;
        let (path, name) = counter_of(this.number);
        let value = Value::Qword(this.written);
        let create = Command::Registry(RegistryCommand::CreateKey { path: path.clone() });
        let set = Command::Registry(RegistryCommand::SetValue { path, name, value });
        if this.written > 1 {
            return set;
        }
        this.plan.push_front(set);
        create
    }

    /// A group with resources that depend on each other, on its way online.
    fn create_group(&mut self, client: usize) -> Command {
        if self.witness.state().config().groups.len() >= GROUPS_MAX {
            return self.write_counter(client);
        }
        let number = self.new_number();
        let group = format!("group-{number}");
        let owners: Vec<model::NodeId> = self.computers.keys().copied().collect();
        let owner = self.random.pick(&owners);
        let count = self.random.between(1, 3);
        let names: Vec<String> = (0..count).map(|position| format!("resource-{number}-{position}")).collect();
        let mut plan = VecDeque::new();
        for name in &names {
            plan.extend(self.new_resource(&group, name));
        }
        for pair in names.windows(2) {
            let (provider, resource) = (pair[0].clone(), pair[1].clone());
            plan.push_back(Command::Resource(ResourceCommand::AddDependency { resource, provider }));
        }
        plan.push_back(Command::Group(GroupCommand::Online { group: group.clone(), node: None, flags: 0 }));
        self.clients[client].plan = plan;
        let id = GroupId(self.random.guid());
        Command::Group(GroupCommand::Create { id, name: group, group_type: 9999, owner })
    }

    fn add_resource(&mut self, client: usize) -> Command {
        let state = self.witness.state().clone();
        let group = Names { state: &state, random: &mut self.random }.group();
        let crowded = state
            .resolve_group(&group)
            .is_ok_and(|id| state.config().groups.get(&id).is_some_and(|group| group.resources.len() >= RESOURCES_MAX));
        if crowded {
            return self.write_counter(client);
        }
        let name = format!("resource-{}", self.new_number());
        let mut plan = self.new_resource(&group, &name);
        plan.push_back(Command::Resource(ResourceCommand::Online { resource: name, flags: 0 }));
        let first = plan.pop_front();
        self.clients[client].plan = plan;
        first.unwrap_or_else(|| self.write_counter(client))
    }

    /// Time limits that fit the length of a run.
    fn new_resource(&mut self, group: &str, name: &str) -> VecDeque<Command> {
        let id = ResourceId(self.random.guid());
        let create = ResourceCommand::Create {
            id,
            group: group.into(),
            name: name.into(),
            type_name: GENERIC.into(),
            separate_monitor: false,
        };
        let changes = vec![
            dword("PendingTimeout", self.random.between(1_000, 4_000)),
            dword("RestartDelay", self.random.between(0, 600)),
            dword("RestartPeriod", self.random.between(1_000, 20_000)),
            dword("RestartThreshold", self.random.between(0, 3)),
            dword("RetryPeriodOnFailure", self.random.between(20_000, 40_000)),
        ];
        let scope = PropertyScope::Common;
        let set = ResourceCommand::SetProperties { resource: name.into(), scope, changes };
        VecDeque::from([Command::Resource(create), Command::Resource(set)])
    }
}

pub(crate) fn dword(name: &str, value: u64) -> PropertyChange {
    PropertyChange { name: name.into(), value: Some(Value::Dword(value as u32)) }
}

fn draw(wish: Wish, names: &mut Names<'_>) -> Command {
    match wish {
        Wish::Batch => Command::Registry(RegistryCommand::Batch { root: "Simulator".into(), steps: batch(names) }),
        Wish::DeleteGroup => {
            Command::Group(GroupCommand::Delete { group: names.group(), force: names.random.chance(70) })
        }
        Wish::GroupOnline => {
            let node = names.random.chance(30).then(|| names.node());
            let flags = names.flags(&[0, 0, 1, 2, 4, 8, 0x10]);
            Command::Group(GroupCommand::Online { group: names.group(), node, flags })
        }
        Wish::GroupOffline => Command::Group(GroupCommand::Offline { group: names.group(), flags: 0 }),
        Wish::MoveGroup => {
            let node = names.random.chance(50).then(|| names.node());
            let flags = names.flags(&[0, 0, 1, 2, 4, 4, 4, 6, 8, 0x10, 0x14, 0x20, 5, 0x40]);
            Command::Group(GroupCommand::Move { group: names.group(), node, flags, parameters: Vec::new() })
        }
        Wish::PreferredOwners => {
            let nodes = if names.random.chance(50) { vec![names.node()] } else { Vec::new() };
            Command::Group(GroupCommand::SetPreferredOwners { group: names.group(), nodes })
        }
        Wish::GroupProperty => configuration::group_property(names),
        Wish::ClusterProperty => configuration::cluster_property(names),
        Wish::Expression => configuration::expression(names),
        Wish::Affinity => configuration::affinity(names),
        Wish::FaultDomain => configuration::fault_domain(names),
        Wish::GroupSet => configuration::group_set(names),
        Wish::GroupDependency => configuration::group_dependency(names),
        // Everything stops: seldom, or little else would happen.
        Wish::Shutdown if names.random.chance(25) => Command::Cluster(ClusterCommand::Shutdown),
        Wish::Cancel | Wish::Shutdown => {
            Command::Group(GroupCommand::Cancel { group: names.group(), flags: names.flags(&[0, 0, 0, 1]) })
        }
        Wish::Drain => {
            let (node, target) = (names.node(), names.random.chance(30).then(|| names.node()));
            Command::Node(NodeCommand::Drain { node, target, flags: names.flags(&[0, 0, 1, 2, 4, 8]) })
        }
        // L between 750 ms and 2,500 ms.
        Wish::Lease => {
            let changes = vec![
                dword("SameSubnetDelay", names.random.pick(&[SHORTEST_LEASE_MS / 3, 250, 250, 300, 500])),
                dword("SameSubnetThreshold", names.random.between(3, 5)),
            ];
            Command::Cluster(ClusterCommand::SetProperties { scope: PropertyScope::Common, changes })
        }
        Wish::Pause => Command::Node(NodeCommand::Pause { node: names.node() }),
        Wish::Resume => {
            let paused = |node: &&model::NodeId| {
                names.state.node_runtime(**node).is_some_and(|node| node.state == model::NodeState::Paused)
            };
            let node = names.state.config().nodes.keys().find(paused).map(ToString::to_string);
            Command::Node(NodeCommand::Resume {
                node: node.unwrap_or_else(|| "1".into()),
                failback: names.flags(&[0, 0, 1, 2, 3]),
            })
        }
        wish => Command::Resource(draw_resource(wish, names)),
    }
}

fn draw_resource(wish: Wish, names: &mut Names<'_>) -> ResourceCommand {
    match wish {
        Wish::DeleteResource => ResourceCommand::Delete { resource: names.resource() },
        Wish::ResourceOffline => {
            ResourceCommand::Offline { resource: names.resource(), flags: names.flags(&[0, 0, 0, 1, 2, 4, 8]) }
        }
        Wish::RestartResource => ResourceCommand::Restart { resource: names.resource() },
        Wish::FailResource => ResourceCommand::Fail { resource: names.resource() },
        Wish::ChangeGroup => ResourceCommand::ChangeGroup { resource: names.resource(), group: names.group() },
        Wish::Dependency => {
            let (resource, provider) = names.pair();
            if names.random.chance(60) {
                ResourceCommand::AddDependency { resource, provider }
            } else {
                ResourceCommand::RemoveDependency { resource, provider }
            }
        }
        Wish::PossibleOwner => {
            let (resource, node) = (names.resource(), names.node());
            if names.random.chance(30) {
                ResourceCommand::RemovePossibleOwner { resource, node }
            } else {
                ResourceCommand::AddPossibleOwner { resource, node }
            }
        }
        _ => ResourceCommand::Online {
            resource: names.resource(),
            flags: names.flags(&[0, 0, 0, 1, 2, 4, 8, 0x20, 0x10]),
        },
    }
}

fn batch(names: &mut Names<'_>) -> Vec<cluster_state::command::BatchStep> {
    use cluster_state::command::BatchStep;
    let value = Value::Qword(names.random.below(1_000));
    let name = format!("lot-{}", names.random.below(4));
    let condition = BatchStep::ValueLess { name: name.clone(), value: value.clone() };
    let set = BatchStep::SetValue { name, value };
    if names.random.chance(50) { vec![condition, set] } else { vec![set] }
}
