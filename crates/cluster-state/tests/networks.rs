//! Random reports of adapters, in any order and from any node: every node finds the same networks, no object is left over or
//! missing, and what an administrator set stays with its network.

#[path = "cases/invariants.rs"]
#[allow(dead_code, reason = "the policy cases use all of it")]
mod invariants;
#[allow(dead_code, reason = "the policy cases use all of it")]
#[path = "cases/world.rs"]
mod world;

use cluster_state::State;
use cluster_state::command::{Adapter, Command, Form, NetworkCommand, NewNode, NodeCommand};
use model::{GroupId, NetInterfaceState, NodeId, ReleaseCause, ResourceId, Subnet};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use world::World;

const NODES: u32 = 3;

#[derive(Clone, Debug)]
enum Action {
    Adapters(u32, Vec<Adapter>),
    Join(u32),
    Stop(u32),
    Rename(usize, u32),
}

/// Few names and few subnets, so that they meet.
fn adapters() -> impl Strategy<Value = Vec<Adapter>> {
    let subnet = (0..5u8, 1..4u8).prop_map(|(net, host)| match net {
        4 => format!("fd77::{host}/64"),
        net => format!("10.77.{net}.{host}/24"),
    });
    let adapter = (0..4u8, any::<bool>(), vec(subnet, 0..3)).prop_map(|(name, ready, addresses)| Adapter {
        name: format!("eth{name}"),
        id: String::new(),
        ready,
        dhcp: false,
        addresses: addresses.iter().map(|text| text.parse().expect("a subnet")).collect(),
    });
    vec(adapter, 0..4).prop_map(|mut adapters| {
        let mut seen = BTreeSet::new();
        adapters.retain(|adapter: &Adapter| seen.insert(adapter.name.clone()));
        adapters
    })
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        8 => (1..=NODES, adapters()).prop_map(|(node, adapters)| Action::Adapters(node, adapters)),
        1 => (1..=NODES).prop_map(Action::Join),
        1 => (1..=NODES).prop_map(Action::Stop),
        1 => (0..4usize, 0..3u32).prop_map(|(network, name)| Action::Rename(network, name)),
    ]
}

fn formed() -> World {
    let mut world = World::new();
    let nodes = (1..=NODES).map(|id| NewNode {
        id: NodeId(id),
        name: format!("n{id}"),
        storage: 1,
        address: format!("n{id}:3343"),
    });
    let form = Form {
        cluster_name: "C".into(),
        instance: world.new_guid(),
        nodes: nodes.collect(),
        cluster_group: GroupId(world.new_guid()),
        available_storage: GroupId(world.new_guid()),
        cluster_name_resource: ResourceId(world.new_guid()),
        version: model::level::THIS_PROGRAM.highest,
    };
    world.apply(Command::Form(form));
    world
}

fn command(world: &mut World, action: &Action) -> Option<Command> {
    Some(match action {
        Action::Adapters(node, adapters) => {
            let incarnation = world.state.active_incarnation(NodeId(*node))?;
            Command::Node(NodeCommand::Adapters { node: NodeId(*node), incarnation, adapters: adapters.clone() })
        }
        Action::Join(node) => {
            let down = world.state.active_incarnation(NodeId(*node)).is_none();
            return down.then(|| world.join(NodeId(*node), false));
        }
        Action::Stop(node) => {
            let node = NodeId(*node);
            let incarnation = world.state.active_incarnation(node)?;
            let wanted = world.state.wanted(node);
            let groups = wanted.into_iter().map(|wanted| (wanted.group, wanted.epoch)).collect();
            Command::Node(NodeCommand::Released { node, incarnation, cause: ReleaseCause::Stopped, groups })
        }
        Action::Rename(network, name) => {
            let network = world.state.config().networks.keys().nth(*network)?.to_string();
            let name = format!("Cluster Network {name}");
            Command::Network(NetworkCommand::Rename { network, name })
        }
    })
}

fn check(state: &State) {
    let config = state.config();
    let again = State::from_image(state.to_image()).expect("its parts belong together");
    assert!(again == *state, "a snapshot of it is another state");
    let subnets: BTreeSet<Subnet> = config.networks.values().map(|network| network.subnet).collect();
    assert_eq!(subnets.len(), config.networks.len(), "two networks are known by one subnet");
    for network in config.networks.values() {
        assert!(config.interfaces_of_network(network.id).next().is_some(), "a network without an interface is left");
        assert!(state.subnets_of(network.id).contains(&network.subnet), "its own subnet is not among its subnets");
    }
    for node in config.nodes.keys() {
        for adapter in state.adapters_of(*node).into_iter().flatten() {
            let connected = config.interfaces_of_node(*node).any(|interface| {
                let subnet = config.networks[&interface.network].subnet;
                adapter.addresses.iter().any(|own| own.network() == subnet)
            });
            assert!(connected || adapter.addresses.is_empty(), "{adapter:?} of node {node} is in no network");
        }
        for interface in config.interfaces_of_node(*node) {
            let up = state.interface_state(interface.id) == NetInterfaceState::Up;
            assert!(!up || state.active_incarnation(*node).is_some(), "{} of a dead node is Up", interface.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn reports_in_any_order_leave_whole_networks(actions in vec(action(), 1..40)) {
        let mut world = formed();
        for node in 1..=NODES {
            let join = world.join(NodeId(node), false);
            world.apply(join);
        }
        for action in &actions {
            let Some(command) = command(&mut world, action) else { continue };
            let before = world.state.clone();
            let outcome = world.apply(command.clone());
            check(&world.state);
            // Said again, a report changes nothing and tells nobody anything.
            if matches!(action, Action::Adapters(..)) {
                let config = world.state.config().clone();
                let again = world.apply(command);
                prop_assert!(again.notifications.is_empty() && *world.state.config() == config);
            }
            if matches!(outcome.reply, Some(Err(_))) {
                prop_assert_eq!(before.config(), world.state.config());
            }
        }
    }
}
