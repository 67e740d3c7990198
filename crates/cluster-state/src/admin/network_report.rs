//! Networks and interfaces as the nodes' reports make them (policies 16): one network for each subnet in use, one interface
//! for each node in it.
//!
//! A report tells everything that a life of a node has. What an administrator set stays, and an interface that has lost its
//! carrier or its addresses stays where it was: only a subnet that no node has any more takes its network away.

use super::Draft;
use crate::announce::{cluster_flag, interface_flag, network_flag, node_flag, object_type, text_buffer};
use crate::apply::Apply;
use crate::command::{ADAPTERS_MAX, ADDRESSES_MAX, Adapter, PropertyScope};
use crate::config::keys::{self, Object};
use crate::config::{NetInterfaceConfig, NetworkConfig};
use crate::outcome::{Level, Notification, Reply};
use crate::state::State;
use model::fold::fold;
use model::property::{self, PropertyOf};
use model::{Guid, Incarnation, NetInterfaceId, NetworkId, NodeId, Refusal, Subnet, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The network of an adapter: one that there is, or one to be made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Known(NetworkId),
    New(Subnet),
}

impl Apply<'_> {
    /// Says nothing about another life than the active one.
    pub(super) fn node_adapters(
        &mut self,
        node: NodeId,
        incarnation: Incarnation,
        adapters: &[Adapter],
    ) -> Result<Reply, Refusal> {
        if self.state.active_incarnation(node) != Some(incarnation) {
            return Ok(Reply::Done);
        }
        let adapters = bounded(adapters);
        if self.state.adapters_of(node) == Some(&adapters) {
            return Ok(Reply::Done);
        }
        let before = self.state.link_states();
        let chosen = self.state.chosen_adapters(node, &adapters);
        self.set_adapters(node, adapters.clone());
        let mut draft = Draft::new(self.state);
        let made = self.state.draft_report(&mut draft, node, &chosen);
        let made = made.unwrap_or_else(|refusal| panic!("the hive refused networks of a report: {refusal}"));
        self.make(draft, &made);
        self.tell_link_states(&before);
        Ok(Reply::Done)
    }

    /// The interfaces of an evicted node go with it, and networks that only it was in.
    pub(super) fn forget_interfaces(&mut self, node: NodeId) {
        let mut draft = Draft::new(self.state);
        let made = self.state.draft_report(&mut draft, node, &BTreeMap::new());
        let made = made.unwrap_or_else(|refusal| panic!("the hive kept interfaces of an evicted node: {refusal}"));
        self.make(draft, &made);
    }

    /// Commits, and tells what came and what went.
    fn make(&mut self, draft: Draft, made: &Made) {
        self.commit(draft);
        for interface in &made.interfaces_gone {
            self.notify(deleted(
                object_type::NETWORK_INTERFACE,
                interface_flag::DELETED,
                interface.id.to_string(),
                interface.node.to_string(),
                &interface.name,
            ));
        }
        for network in &made.networks_gone {
            let id = network.id.to_string();
            self.notify(deleted(object_type::NETWORK, network_flag::DELETED, id.clone(), String::new(), &network.name));
            let subject =
                crate::outcome::Subject { kind: crate::outcome::ObjectKind::Network, id, name: network.name.clone() };
            let text =
                format!("Network \"{}\" is gone: no node has an address in {} any more.", network.name, network.subnet);
            self.record(Level::Information, subject, "policies 16.9", text, Vec::new());
        }
        for id in &made.networks {
            let network = self.state.config.networks[id].clone();
            self.announce_cluster(
                cluster_flag::NETWORK_ADDED,
                id.to_string(),
                String::new(),
                &network.name,
                Vec::new(),
            );
            self.record_change(&Object::Network(*id), "policies 16.5", &format!("was found: {}", network.subnet));
        }
        for id in &made.interfaces {
            let interface = &self.state.config.interfaces[id];
            let (name, node) = (interface.name.clone(), text_buffer(&interface.node.to_string()));
            self.announce_object(object_type::NODE, *id, String::new(), name, node_flag::NETINTERFACE_ADDED, node);
        }
    }
}

fn deleted(object_type: u32, flag: u64, object_id: String, parent_id: String, name: &str) -> Notification {
    let (type_name, buffer) = (String::new(), Vec::new());
    Notification { object_type, flag, object_id, parent_id, name: name.into(), type_name, buffer }
}

/// What a draft brings and takes away.
#[derive(Default)]
struct Made {
    networks: Vec<NetworkId>,
    interfaces: Vec<NetInterfaceId>,
    networks_gone: Vec<NetworkConfig>,
    interfaces_gone: Vec<NetInterfaceConfig>,
}

impl State {
    /// The adapter that connects the node to each network. Of several in one network: the one that did so before, unless
    /// another one is ready and it is not; else the first that is ready (policies 16.8).
    fn chosen_adapters<'a>(&self, node: NodeId, adapters: &'a [Adapter]) -> BTreeMap<Place, &'a Adapter> {
        let mut chosen: BTreeMap<Place, &Adapter> = BTreeMap::new();
        let mut found: Vec<Subnet> = Vec::new();
        for adapter in adapters {
            let Some(place) = self.place_of(node, adapter, &found) else { continue };
            if let Place::New(subnet) = place {
                found.push(subnet);
            }
            let present = match place {
                Place::Known(network) => self.config.interface_between(node, network).map(|at| at.adapter.as_str()),
                Place::New(_) => None,
            };
            let works = |adapter: &Adapter| adapter.ready && !adapter.addresses.is_empty();
            let rank = |adapter: &Adapter| (works(adapter), present == Some(adapter.name.as_str()));
            let taken = chosen.entry(place).or_insert(adapter);
            if rank(adapter) > rank(taken) {
                *taken = adapter;
            }
        }
        chosen
    }

    /// The network in which the adapter is now, while it still has an address there or none at all; else one that is known by
    /// a subnet of it; else a new one, known by its first subnet. `found`: those that are to be made already.
    fn place_of(&self, node: NodeId, adapter: &Adapter, found: &[Subnet]) -> Option<Place> {
        let subnets: Vec<Subnet> = adapter.addresses.iter().map(Subnet::network).collect();
        let present = self.config.interfaces_of_node(node).find(|interface| interface.adapter == adapter.name);
        if let Some(present) = present {
            let subnet = self.config.networks.get(&present.network).map(|network| network.subnet);
            if subnets.is_empty() || subnet.is_some_and(|subnet| subnets.contains(&subnet)) {
                return Some(Place::Known(present.network));
            }
        }
        let known = |subnet: &Subnet| self.config.networks.values().find(|network| network.subnet == *subnet);
        if let Some(network) = subnets.iter().find_map(known) {
            return Some(Place::Known(network.id));
        }
        let shared = subnets.iter().find(|subnet| found.contains(subnet));
        shared.or(subnets.first()).map(|subnet| Place::New(*subnet))
    }

    /// Writes what connects the node to what, and nothing else of it.
    fn draft_report(
        &self,
        draft: &mut Draft,
        node: NodeId,
        chosen: &BTreeMap<Place, &Adapter>,
    ) -> Result<Made, Refusal> {
        let mut made = Made::default();
        let mut ids = Ids { instance: self.config.cluster.instance, index: self.index, drawn: 0 };
        let mut network_names: BTreeSet<_> = self.config.network_names.keys().cloned().collect();
        let mut interface_names: BTreeSet<_> = self.config.interface_names.keys().cloned().collect();
        let mut touched: BTreeSet<NetworkId> = BTreeSet::new();
        for interface in self.config.interfaces_of_node(node) {
            touched.insert(interface.network);
            let stays = chosen.get(&Place::Known(interface.network));
            if stays.is_none_or(|adapter| adapter.name != interface.adapter) {
                interface_names.remove(&fold(&interface.name));
            }
            if stays.is_none() {
                draft.remove(&Object::NetInterface(interface.id))?;
                made.interfaces_gone.push(interface.clone());
            }
        }
        for (place, adapter) in chosen {
            let network = match place {
                Place::Known(network) => *network,
                Place::New(subnet) => {
                    let id = NetworkId(ids.next());
                    let name = free_name(&network_names, |number| format!("Cluster Network {number}"));
                    network_names.insert(fold(&name));
                    self.draft_network(draft, id, &name, *subnet)?;
                    made.networks.push(id);
                    id
                }
            };
            touched.insert(network);
            let present = self.config.interface_between(node, network);
            let named_so = present.is_some_and(|present| present.adapter == adapter.name);
            let name = match present.filter(|_| named_so) {
                Some(present) => present.name.clone(),
                None => {
                    let base = format!("{} - {}", self.config.node(node).name, adapter.name);
                    let numbered = |number| if number == 1 { base.clone() } else { format!("{base} ({number})") };
                    let name = free_name(&interface_names, numbered);
                    interface_names.insert(fold(&name));
                    name
                }
            };
            match present {
                Some(present) => draft_interface(draft, present.id, &name, adapter, true)?,
                None => {
                    let id = NetInterfaceId(ids.next());
                    let object = Object::NetInterface(id);
                    draft.create(&object)?;
                    draft.set(&object, keys::NODE, Value::Sz(node.to_string()))?;
                    draft.set(&object, keys::NETWORK, Value::Sz(network.to_string()))?;
                    draft_interface(draft, id, &name, adapter, false)?;
                    made.interfaces.push(id);
                }
            }
        }
        for network in touched {
            self.draft_subnets(draft, network, node, chosen, &mut made)?;
        }
        Ok(made)
    }

    /// A new network, with the role that new ones get (policies 16.5).
    fn draft_network(&self, draft: &mut Draft, id: NetworkId, name: &str, subnet: Subnet) -> Result<(), Refusal> {
        let object = Object::Network(id);
        draft.create(&object)?;
        draft.set(&object, keys::NAME, Value::Sz(name.into()))?;
        draft.set(&object, keys::SUBNET, Value::Sz(subnet.to_string()))?;
        let role = Value::Dword(self.config.cluster.default_network_role);
        let usual = property::find(property::table(PropertyOf::Network), keys::ROLE).map(property::default_value);
        draft.change(&object, keys::ROLE, (usual.as_ref() != Some(&role)).then_some(role))
    }

    /// The subnets of a network are those of the adapters in it. One that nobody has any more goes (policies 16.9).
    fn draft_subnets(
        &self,
        draft: &mut Draft,
        network: NetworkId,
        node: NodeId,
        chosen: &BTreeMap<Place, &Adapter>,
        made: &mut Made,
    ) -> Result<(), Refusal> {
        let object = Object::Network(network);
        let own = match draft.hive().value(&object.path(), keys::SUBNET) {
            Some(Value::Sz(text)) => text.parse::<Subnet>().ok(),
            _ => None,
        };
        let Some(own) = own else { return Ok(()) };
        let here = chosen.iter().find(|(place, _)| match place {
            Place::Known(known) => *known == network,
            Place::New(subnet) => *subnet == own && made.networks.contains(&network),
        });
        let others = self.config.interfaces_of_network(network).any(|interface| interface.node != node);
        if here.is_none() && !others {
            draft.remove(&object)?;
            made.networks_gone.extend(self.config.networks.get(&network).map(|network| (**network).clone()));
            return Ok(());
        }
        // What an adapter had that is without addresses now is not forgotten.
        let mut subnets: BTreeSet<Subnet> = BTreeSet::from([own]);
        for interface in self.config.interfaces_of_network(network) {
            let stored = draft.hive().value(&Object::NetInterface(interface.id).path(), keys::SUBNETS);
            if let Some(Value::MultiSz(list)) = stored {
                subnets.extend(list.iter().filter_map(|text| text.parse::<Subnet>().ok()));
            }
        }
        subnets.extend(here.iter().flat_map(|(_, adapter)| &adapter.addresses).map(Subnet::network));
        let is_new = made.networks.contains(&network);
        for (name, value) in subnet_properties(own, &subnets) {
            change(draft, &object, name, value, !is_new)?;
        }
        Ok(())
    }
}

fn draft_interface(
    draft: &mut Draft,
    id: NetInterfaceId,
    name: &str,
    adapter: &Adapter,
    told: bool,
) -> Result<(), Refusal> {
    let object = Object::NetInterface(id);
    let text = |text: &str| Value::Sz(text.into());
    change(draft, &object, keys::NAME, text(name), told)?;
    change(draft, &object, keys::ADAPTER, text(&adapter.name), told)?;
    change(draft, &object, "AdapterId", text(&adapter.id), told)?;
    if adapter.addresses.is_empty() {
        return Ok(());
    }
    let of = |v4: bool| adapter.addresses.iter().filter(move |own| own.address.is_ipv4() == v4);
    let addresses = |v4: bool| Value::MultiSz(of(v4).map(|own| own.address.to_string()).collect());
    let first = of(true).chain(of(false)).next().map(|own| own.address.to_string()).unwrap_or_default();
    change(draft, &object, "Address", Value::Sz(first), told)?;
    change(draft, &object, "IPv4Addresses", addresses(true), told)?;
    change(draft, &object, "IPv6Addresses", addresses(false), told)?;
    change(draft, &object, "DhcpEnabled", Value::Dword(adapter.dhcp.into()), told)?;
    let subnets: BTreeSet<Subnet> = adapter.addresses.iter().map(Subnet::network).collect();
    let subnets = Value::MultiSz(subnets.iter().map(Subnet::to_string).collect());
    if draft.hive().value(&object.path(), keys::SUBNETS) != Some(&subnets) {
        draft.set(&object, keys::SUBNETS, subnets)?;
    }
    Ok(())
}

/// Writes a value that is another than before. `told`: also as a change of a property.
fn change(draft: &mut Draft, object: &Object, name: &str, value: Value, told: bool) -> Result<(), Refusal> {
    if draft.hive().value(&object.path(), name) == Some(&value) {
        return Ok(());
    }
    match told {
        true => draft.change_property(object, PropertyScope::Common, name, Some(value)),
        false => draft.set(object, name, value),
    }
}

/// Its own subnet first, then the others in their order.
fn subnet_properties(own: Subnet, subnets: &BTreeSet<Subnet>) -> Vec<(&'static str, Value)> {
    let list = |v4: bool, of: fn(&Subnet) -> String| {
        let first = Some(own).filter(|own| own.address.is_ipv4() == v4);
        let others = subnets.iter().filter(move |subnet| **subnet != own && subnet.address.is_ipv4() == v4).copied();
        first.into_iter().chain(others).map(|subnet| of(&subnet)).collect::<Vec<String>>()
    };
    let (address, prefix) = (|subnet: &Subnet| subnet.address.to_string(), |subnet: &Subnet| subnet.prefix.to_string());
    let first = |v4: bool, of: fn(&Subnet) -> String| list(v4, of).into_iter().next().unwrap_or_default();
    vec![
        ("Address", Value::Sz(first(true, address))),
        ("AddressMask", Value::Sz(first(true, |subnet| subnet.mask().to_string()))),
        ("IPv4Addresses", Value::MultiSz(list(true, address))),
        ("IPv4PrefixLengths", Value::MultiSz(list(true, prefix))),
        ("IPv6Addresses", Value::MultiSz(list(false, address))),
        ("IPv6PrefixLengths", Value::MultiSz(list(false, prefix))),
    ]
}

/// The first name of a numbered row, from 1, that nobody has.
fn free_name(taken: &BTreeSet<model::fold::Folded>, name: impl Fn(usize) -> String) -> String {
    let mut names = (1..).map(name);
    names.find(|name| !taken.contains(&fold(name))).expect("the numbers do not end")
}

fn bounded(adapters: &[Adapter]) -> Vec<Adapter> {
    let first = adapters.iter().take(ADAPTERS_MAX);
    let cut = first.map(|adapter| {
        let mut adapter = adapter.clone();
        adapter.addresses.truncate(ADDRESSES_MAX);
        adapter
    });
    cut.collect()
}

/// New ids, the same on every node: drawn from the cluster's own id and the entry that needs them, by FNV-1a and the
/// finishing steps of splitmix64.
struct Ids {
    instance: Guid,
    index: u64,
    drawn: u64,
}

impl Ids {
    fn next(&mut self) -> Guid {
        self.drawn += 1;
        let half = |half: u64| {
            let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
            let numbers = [self.index, self.drawn, half].map(u64::to_be_bytes);
            for byte in self.instance.0.iter().chain(numbers.iter().flatten()) {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
            hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            hash ^ (hash >> 31)
        };
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&half(1).to_be_bytes());
        bytes[8..].copy_from_slice(&half(2).to_be_bytes());
        // Version 8, "made in a way of one's own", of RFC 9562.
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Guid(bytes)
    }
}
