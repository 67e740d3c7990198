//! Random requests, reports, deaths and waiting, with every invariant checked after every entry; then the cluster is healed
//! and has to come to rest with everything running that is to run.

mod company;
#[path = "../cases/invariants.rs"]
mod invariants;
mod order;
#[allow(dead_code, reason = "the policy cases use all of it")]
#[path = "../cases/world.rs"]
mod world;

use cluster_state::State;
use cluster_state::command::{
    Command, DownCause, Form, GroupCommand, NewNode, NodeCommand, PropertyChange, PropertyScope, ReportStatus,
    ResourceCommand,
};
use cluster_state::runtime::{Hold, Recovery};
use model::{Attempt, GroupId, NodeId, ReleaseCause, ResourceId, ResourceState, Value};
use proptest::prelude::*;
use proptest::sample::Index;
use world::World;

const NODES: u32 = 4;

#[derive(Clone, Debug)]
enum Action {
    OnlineGroup(Index, Option<u32>),
    OfflineGroup(Index),
    MoveGroup(Index, Option<u32>, u32),
    CancelGroup(Index),
    OnlineResource(Index, u32),
    OfflineResource(Index, u32),
    RestartResource(Index),
    FailResource(Index),
    SetMaintenance(Index, bool),
    DeleteGroup(Index),
    ChangeGroup(Index, Index),
    AddDependency(Index, Index),
    PossibleOwner(Index, u32, bool),
    SetResource(Index, &'static str, u32),
    SetGroup(Index, &'static str, u32),
    Preferred(Index, Vec<u32>),
    Pause(u32),
    Resume(u32, u32),
    Drain(u32, Option<u32>, u32),
    Stopping(u32),
    ClearQuarantine(u32),
    Join(u32),
    Down(u32),
    Released(u32),
    /// A length of 0: handed over.
    HandOver(u32, u32, u64),
    /// A host's next words.
    Report(Index, ReportStatus),
    /// Words that came too late, or twice.
    LateReport(Index, ReportStatus, u64),
    /// Some hosts do what is wanted.
    Healthy(u8),
    Wait(u64),
    /// What keeps groups together or apart.
    Company(company::Change),
    Order(order::Change),
}

fn node() -> impl Strategy<Value = u32> {
    1..=NODES
}

fn status() -> impl Strategy<Value = ReportStatus> {
    prop_oneof![
        Just(ReportStatus::Progress { checkpoint: 7 }),
        Just(ReportStatus::Online),
        Just(ReportStatus::Offline),
        Just(ReportStatus::Failed { gone: true }),
        Just(ReportStatus::Failed { gone: false }),
        Just(ReportStatus::Gone),
        any::<bool>().prop_map(|locked| ReportStatus::Locked { locked }),
        any::<bool>().prop_map(|good| ReportStatus::Health { good }),
    ]
}

fn setting() -> impl Strategy<Value = (&'static str, u32)> {
    prop_oneof![
        (Just("RestartAction"), 0..=2u32),
        (Just("RestartThreshold"), 0..=2u32),
        (Just("RestartDelay"), 0..=1_000u32),
        (Just("RestartPeriod"), 0..=10_000u32),
        (Just("RetryPeriodOnFailure"), prop_oneof![Just(u32::MAX), 0..=60_000u32]),
        (Just("PendingTimeout"), prop_oneof![Just(u32::MAX), 1_000..=20_000u32]),
    ]
}

fn group_setting() -> impl Strategy<Value = (&'static str, u32)> {
    prop_oneof![
        (Just("FailoverThreshold"), prop_oneof![Just(u32::MAX), 0..=2u32]),
        (Just("Priority"), prop_oneof![Just(0u32), Just(2_000u32)]),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let index = any::<Index>;
    prop_oneof![
        6 => (index(), proptest::option::of(node())).prop_map(|(group, node)| Action::OnlineGroup(group, node)),
        1 => index().prop_map(Action::OfflineGroup),
        3 => (index(), proptest::option::of(node()), 0..0x40u32).prop_map(|(group, node, flags)| Action::MoveGroup(group, node, flags)),
        1 => index().prop_map(Action::CancelGroup),
        2 => (index(), 0..16u32).prop_map(|(resource, flags)| Action::OnlineResource(resource, flags)),
        1 => (index(), 0..8u32).prop_map(|(resource, flags)| Action::OfflineResource(resource, flags)),
        2 => index().prop_map(Action::RestartResource),
        2 => index().prop_map(Action::FailResource),
        2 => (index(), any::<bool>()).prop_map(|(resource, on)| Action::SetMaintenance(resource, on)),
        1 => index().prop_map(Action::DeleteGroup),
        1 => (index(), index()).prop_map(|(resource, group)| Action::ChangeGroup(resource, group)),
        1 => (index(), index()).prop_map(|(resource, provider)| Action::AddDependency(resource, provider)),
        2 => (index(), node(), any::<bool>()).prop_map(|(resource, node, add)| Action::PossibleOwner(resource, node, add)),
        3 => (index(), setting()).prop_map(|(resource, (name, value))| Action::SetResource(resource, name, value)),
        1 => (index(), group_setting()).prop_map(|(group, (name, value))| Action::SetGroup(group, name, value)),
        1 => (index(), proptest::collection::vec(node(), 0..3)).prop_map(|(group, nodes)| Action::Preferred(group, nodes)),
        1 => node().prop_map(Action::Pause),
        2 => (node(), 0..=2u32).prop_map(|(node, failback)| Action::Resume(node, failback)),
        1 => (node(), proptest::option::of(node()), 0..8u32).prop_map(|(node, target, flags)| Action::Drain(node, target, flags)),
        1 => node().prop_map(Action::Stopping),
        1 => node().prop_map(Action::ClearQuarantine),
        5 => node().prop_map(Action::Join),
        2 => node().prop_map(Action::Down),
        2 => node().prop_map(Action::Released),
        2 => (node(), 1..4u32, prop_oneof![Just(0), 1..=10_001u64])
            .prop_map(|(node, number, lease_ms)| Action::HandOver(node, number, lease_ms)),
        12 => (index(), status()).prop_map(|(resource, status)| Action::Report(resource, status)),
        3 => (index(), status(), 0..3u64).prop_map(|(resource, status, age)| Action::LateReport(resource, status, age)),
        12 => any::<u8>().prop_map(Action::Healthy),
        6 => prop_oneof![0..=2_000u64, Just(60_000), Just(4_000_000)].prop_map(Action::Wait),
        6 => company::change().prop_map(Action::Company),
        8 => order::change().prop_map(Action::Order),
    ]
}

/// Which earlier resources of the group each one needs: an AND of OR sets of positions.
type Needs = Vec<Vec<Index>>;

fn group_shape() -> impl Strategy<Value = Vec<Needs>> {
    let needs = proptest::collection::vec(proptest::collection::vec(any::<Index>(), 1..3), 0..3);
    proptest::collection::vec(needs, 0..5)
}

struct Run {
    world: World,
    groups: Vec<GroupId>,
    resources: Vec<ResourceId>,
}

impl Run {
    fn new(shapes: &[Vec<Needs>]) -> Run {
        let mut world = World::new();
        let new_node = |number| NewNode {
            id: NodeId(number),
            name: format!("n{number}"),
            storage: 1,
            address: format!("n{number}:1"),
        };
        let form = Form {
            cluster_name: "C".into(),
            instance: world.new_guid(),
            nodes: (1..=NODES).map(new_node).collect(),
            cluster_group: GroupId(world.new_guid()),
            available_storage: GroupId(world.new_guid()),
            cluster_name_resource: ResourceId(world.new_guid()),
            version: model::level::THIS_PROGRAM.highest,
        };
        world.apply(Command::Form(form));
        let mut run = Run { world, groups: Vec::new(), resources: Vec::new() };
        for number in 1..NODES {
            run.act(&Action::Join(number));
        }
        for (number, shape) in shapes.iter().enumerate() {
            run.create_group(number, shape);
        }
        run
    }

    fn create_group(&mut self, number: usize, shape: &[Needs]) {
        let id = GroupId(self.world.new_guid());
        let name = format!("G{number}");
        let owner = NodeId(1 + number as u32 % NODES);
        self.must(Command::Group(GroupCommand::Create { id, name: name.clone(), group_type: 9_999, owner }));
        self.groups.push(id);
        let mut members: Vec<String> = Vec::new();
        for needs in shape {
            let id = ResourceId(self.world.new_guid());
            let resource = format!("{name}r{}", members.len());
            self.must(Command::Resource(ResourceCommand::Create {
                id,
                group: name.clone(),
                name: resource.clone(),
                type_name: "Generic Application".into(),
                separate_monitor: false,
            }));
            self.resources.push(id);
            let expression = expression(needs, &members);
            self.must(Command::Resource(ResourceCommand::SetDependencies { resource: resource.clone(), expression }));
            members.push(resource);
        }
    }

    fn must(&mut self, command: Command) {
        let reply = self.world.apply(command.clone()).reply;
        assert!(matches!(reply, Some(Ok(_))), "{command:?}: {reply:?}");
    }

    fn group(&self, index: &Index) -> String {
        self.groups[index.index(self.groups.len())].to_string()
    }

    fn resource(&self, index: &Index) -> Option<ResourceId> {
        (!self.resources.is_empty()).then(|| self.resources[index.index(self.resources.len())])
    }

    fn act(&mut self, action: &Action) {
        if let Some(command) = self.command(action) {
            self.world.apply(command);
        }
    }

    /// The command of an action; `None` for those that are no single command, which are done here.
    fn command(&mut self, action: &Action) -> Option<Command> {
        match action {
            Action::Healthy(count) => {
                for _ in 0..*count % 8 {
                    let Some(reports) = self.world.next_healthy_report(false) else { break };
                    self.world.apply(Command::Reports(reports));
                }
                None
            }
            Action::Company(change) => Some(company::command(self, change)?),
            Action::Order(change) => Some(order::command(self, change)),
            Action::Wait(ms) => {
                self.wait(*ms);
                None
            }
            Action::Join(node) => {
                // Only a node that is Down has a new life.
                let down = self.world.state.active_incarnation(NodeId(*node)).is_none();
                down.then(|| self.world.join(NodeId(*node), false))
            }
            other => {
                let group = self.group_command(other).map(Command::Group);
                group.or_else(|| self.node_command(other).map(Command::Node)).or_else(|| self.resource_command(other))
            }
        }
    }

    fn group_command(&self, action: &Action) -> Option<GroupCommand> {
        let name = |node: &u32| format!("n{node}");
        Some(match action {
            Action::OnlineGroup(group, node) => {
                GroupCommand::Online { group: self.group(group), node: node.as_ref().map(name), flags: 0 }
            }
            Action::OfflineGroup(group) => GroupCommand::Offline { group: self.group(group), flags: 0 },
            Action::MoveGroup(group, node, flags) => GroupCommand::Move {
                group: self.group(group),
                node: node.as_ref().map(name),
                flags: *flags,
                parameters: Vec::new(),
            },
            Action::CancelGroup(group) => GroupCommand::Cancel { group: self.group(group), flags: 0 },
            Action::DeleteGroup(group) => GroupCommand::Delete { group: self.group(group), force: true },
            Action::SetGroup(group, property, value) => GroupCommand::SetProperties {
                group: self.group(group),
                scope: PropertyScope::Common,
                changes: vec![PropertyChange { name: (*property).into(), value: Some(Value::Dword(*value)) }],
            },
            Action::Preferred(group, nodes) => {
                GroupCommand::SetPreferredOwners { group: self.group(group), nodes: nodes.iter().map(name).collect() }
            }
            _ => return None,
        })
    }

    fn node_command(&self, action: &Action) -> Option<NodeCommand> {
        Some(match action {
            Action::HandOver(node, number, lease_ms) => {
                let (node, number, lease_ms) = (NodeId(*node), *number, *lease_ms);
                let incarnation = self.world.state.active_incarnation(node)?;
                match lease_ms {
                    0 => NodeCommand::HandedOver {
                        node,
                        incarnation,
                        number,
                        version: "0.2.0".into(),
                        versions: model::level::THIS_PROGRAM,
                    },
                    _ => NodeCommand::HandOver { node, incarnation, number, lease_ms },
                }
            }
            Action::Pause(node) => NodeCommand::Pause { node: format!("n{node}") },
            Action::Resume(node, failback) => NodeCommand::Resume { node: format!("n{node}"), failback: *failback },
            Action::Drain(node, target, flags) => NodeCommand::Drain {
                node: format!("n{node}"),
                target: target.map(|target| format!("n{target}")),
                flags: *flags,
            },
            Action::Stopping(node) => {
                let node = NodeId(*node);
                NodeCommand::Stopping { node, incarnation: self.world.state.active_incarnation(node)? }
            }
            Action::ClearQuarantine(node) => NodeCommand::ClearQuarantine { node: format!("n{node}") },
            Action::Down(node) => {
                let node = NodeId(*node);
                let incarnation = self.world.state.active_incarnation(node)?;
                NodeCommand::Down { node, incarnation, cause: DownCause::LeaseExpired, silent_ms: 1_450 }
            }
            Action::Released(node) => {
                let node = NodeId(*node);
                let incarnation = self.world.state.active_incarnation(node)?;
                let wanted = self.world.state.wanted(node);
                let groups = wanted.into_iter().map(|wanted| (wanted.group, wanted.epoch)).collect();
                NodeCommand::Released { node, incarnation, cause: ReleaseCause::ServiceDied, groups }
            }
            _ => return None,
        })
    }

    fn resource_command(&self, action: &Action) -> Option<Command> {
        let text = |index: &Index| self.resource(index).map(|id| id.to_string());
        let command = match action {
            Action::OnlineResource(resource, flags) => {
                ResourceCommand::Online { resource: text(resource)?, flags: *flags }
            }
            Action::OfflineResource(resource, flags) => {
                ResourceCommand::Offline { resource: text(resource)?, flags: *flags }
            }
            Action::RestartResource(resource) => ResourceCommand::Restart { resource: text(resource)? },
            Action::FailResource(resource) => ResourceCommand::Fail { resource: text(resource)? },
            Action::SetMaintenance(resource, on) => {
                ResourceCommand::SetMaintenance { resource: text(resource)?, on: *on }
            }
            Action::ChangeGroup(resource, group) => {
                ResourceCommand::ChangeGroup { resource: text(resource)?, group: self.group(group) }
            }
            Action::AddDependency(resource, provider) => {
                ResourceCommand::AddDependency { resource: text(resource)?, provider: text(provider)? }
            }
            Action::PossibleOwner(resource, node, true) => {
                ResourceCommand::AddPossibleOwner { resource: text(resource)?, node: format!("n{node}") }
            }
            Action::PossibleOwner(resource, node, false) => {
                ResourceCommand::RemovePossibleOwner { resource: text(resource)?, node: format!("n{node}") }
            }
            Action::SetResource(resource, name, value) => ResourceCommand::SetProperties {
                resource: text(resource)?,
                scope: PropertyScope::Common,
                changes: vec![PropertyChange { name: (*name).into(), value: Some(Value::Dword(*value)) }],
            },
            Action::Report(resource, status) => {
                return self.world.report(self.resource(resource)?, *status).ok().map(Command::Reports);
            }
            Action::LateReport(resource, status, age) => {
                let mut reports = self.world.report(self.resource(resource)?, *status).ok()?;
                let report = &mut reports.reports[0];
                match age {
                    0 => report.sequence = 0,
                    1 => report.attempt = Attempt(report.attempt.0.saturating_sub(1)),
                    _ => report.epoch.0 += 1,
                }
                return Some(Command::Reports(reports));
            }
            _ => return None,
        };
        Some(Command::Resource(command))
    }

    fn wait(&mut self, ms: u64) {
        let end = self.world.now_ms + ms;
        while let Some(due) = self.world.state.next_due().filter(|due| due.0 <= end) {
            self.world.now_ms = self.world.now_ms.max(due.0);
            self.world.apply(Command::Tick);
        }
        self.world.now_ms = end;
    }

    /// Every node up, every host healthy, and time for every delay.
    fn heal(&mut self) {
        for node in 1..=NODES {
            let stopping = self.world.state.node_runtime(NodeId(node)).is_some_and(|node| node.stopping);
            if stopping {
                self.act(&Action::Down(node));
            }
            self.act(&Action::ClearQuarantine(node));
            self.act(&Action::Join(node));
            self.act(&Action::Resume(node, 0));
        }
        loop {
            while let Some(reports) = self.world.next_healthy_report(false) {
                self.world.apply(Command::Reports(reports));
            }
            let Some(due) = self.world.state.next_due() else { break };
            self.world.now_ms = self.world.now_ms.max(due.0);
            self.world.apply(Command::Tick);
        }
    }
}

fn expression(needs: &Needs, members: &[String]) -> String {
    let mut used = Vec::new();
    let mut sets = Vec::new();
    for set in needs.iter().filter(|_| !members.is_empty()) {
        let mut names = Vec::new();
        for index in set {
            let name = &members[index.index(members.len())];
            if !used.contains(name) {
                used.push(name.clone());
                names.push(format!("[{name}]"));
            }
        }
        if !names.is_empty() {
            sets.push(format!("({})", names.join(" or ")));
        }
    }
    sets.join(" and ")
}

/// In a healthy cluster at rest everything runs that is to run and may run.
fn check_rest(state: &State) {
    for resource in state.config().resources.values() {
        let runtime = state.resource_runtime(resource.id).expect("every resource has a runtime part");
        assert!(!runtime.state.is_pending(), "\"{}\" is {} in a healthy cluster", resource.name, runtime.state);
        let (group, config) = (state.group_runtime(resource.group).unwrap(), &state.config().groups[&resource.group]);
        assert!(group.moving.is_none(), "\"{}\" goes on moving in a healthy cluster", config.name);
        let persistent = resource.persistent_online.unwrap_or(config.persistent_online);
        let wanted = runtime.asked.unwrap_or(persistent);
        let free = wanted && runtime.hold.is_none() && runtime.recovery == Recovery::Free && !config.deleting;
        let provided = resource.dependencies.satisfied(|provider| {
            state.resource_runtime(*provider).is_some_and(|provider| provider.state == ResourceState::Online)
        });
        let possible = state.unsuitable(resource.group, group.owner).is_none() && !group.parked;
        let somewhere = state.config().nodes.keys().any(|node| state.obstacle(resource.group, *node, false).is_none());
        assert!(!group.parked || !somewhere, "\"{}\" stays parked in a healthy cluster", config.name);
        assert!(runtime.hold != Some(Hold::Restarting), "\"{}\" is held for a restart for ever", resource.name);
        let online = runtime.state == ResourceState::Online;
        assert!(
            !(free && provided && possible) || online,
            "\"{}\" is {} and nothing hinders it",
            resource.name,
            runtime.state
        );
        assert!(!online || (free && provided), "\"{}\" is Online and should not be", resource.name);
    }
}

/// A few in the tests of every day; `PROPTEST_CASES=10000` for a night.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_invariants_hold_and_a_healed_cluster_comes_to_rest(
        shapes in proptest::collection::vec(group_shape(), 1..4),
        anti_affine: bool,
        actions in proptest::collection::vec(action(), 1..120),
    ) {
        let mut run = Run::new(&shapes);
        company::make_sites(&mut run);
        if anti_affine {
            company::part_all(&mut run);
        }
        for (number, action) in actions.iter().enumerate() {
            run.act(action);
            if number % 16 == 0 {
                invariants::check_derived(&run.world.state);
            }
        }
        run.heal();
        check_rest(&run.world.state);
        invariants::check_derived(&run.world.state);
    }
}
