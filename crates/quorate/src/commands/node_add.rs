//! `quorate node add`: over the network, or by a file.

use super::Session;
use crate::failure::Failure;
use crate::shell;
use crate::view::NodeView;
use crate::wait;
use client::{JoinCode, JoiningMachine, Membership, NodeConfiguration, NotConfigured, Reply};
use model::{Guid, Win32Code};
use serde::Serialize;
use service::settings::{ClusterSettings, NodeAddress, Settings};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The port between nodes (blueprint 11).
const PORT: u16 = 3343;

/// Between two attempts to add a node while AddEvictDelay stands against it.
const ADD_AGAIN: Duration = Duration::from_secs(1);

/// The node to be added.
pub(super) struct New {
    pub(super) name: String,
    pub(super) address: SocketAddr,
    pub(super) storage: Option<u32>,
}

/// Where its service keeps what it needs, when it is not told over the network.
pub(super) struct Places {
    pub(super) file: PathBuf,
    pub(super) state_dir: PathBuf,
    pub(super) socket: PathBuf,
}

pub(super) fn read_address(text: &str) -> Result<SocketAddr, Failure> {
    let with_port = |ip: IpAddr| SocketAddr::new(ip, PORT);
    text.parse().map(with_port).or_else(|_| text.parse()).map_err(|_| {
        Failure::usage(format!(
            "{text:?} is not the IP address of a machine, or one with the port of its node-to-node service"
        ))
    })
}

pub(super) fn no_code() -> Failure {
    let message = "The join code of the machine is missing: its service shows it there to root";
    Failure::usage(message).next("quorate node join-code")
}

/// Has the machine at the address become a node. Until it has proved that it knows the code, the cluster hears nothing of it.
pub(super) async fn over_the_network(session: &Session<'_>, new: New, code: &str) -> Result<(), Failure> {
    let code: JoinCode = code.parse().map_err(|_| {
        let message = format!("{code:?} is not a join code: those have four groups of four letters and digits");
        Failure::usage(message).next("quorate node join-code")
    })?;
    let address = new.address.to_string();
    let machine = JoiningMachine::connect(&address).await?;
    machine.try_code(&code).await?;
    let membership = add(session, &new.name, &address, new.storage).await?;
    let configuration = configuration(membership.node_id, cluster_settings(session, membership).await?)?;
    match machine.configure(&code, &configuration).await {
        Ok(()) => {}
        Err(NotConfigured::Refused(refusal)) => {
            session.client.evict_node(&new.name).await?;
            return Err(refusal.into());
        }
        Err(NotConfigured::Unknown(refusal)) => {
            let message = format!(
                "The cluster has the node {} now, but its machine does not answer any more, and may have become it or not ({}); if it does \
                 not come Up, evict it, and add it again",
                new.name, refusal.message
            );
            return Err(Failure::refused(refusal.code, message).next(shell::quorate(&["node", "show", &new.name])));
        }
    }
    if session.global.no_wait {
        session.done(Reply::Pending, format!("Node {} was added", new.name));
        return Ok(());
    }
    let view = NodeView::from(wait::node_up(session, &new.name).await?);
    session.output.answer(&view, |_| format!("{} is {} with the address {address}", view.name, view.state));
    Ok(())
}

/// Adds the node; after an eviction that is only possible when AddEvictDelay is over.
async fn add(session: &Session<'_>, name: &str, address: &str, storage: Option<u32>) -> Result<Membership, Failure> {
    let given_up = Instant::now() + session.global.timeout;
    let mut told = false;
    loop {
        let refusal = match session.client.add_node(name, address, storage).await {
            Ok(membership) => return Ok(membership),
            Err(refusal) => refusal,
        };
        let early = refusal.code == Win32Code::ERROR_CLUSTER_NODE_NOT_READY;
        if !early || session.global.no_wait || Instant::now() >= given_up {
            return Err(refusal.into());
        }
        if !told && !session.output.is_json() {
            session.output.note(&refusal.message);
            told = true;
        }
        tokio::time::sleep(ADD_AGAIN).await;
    }
}

/// The storage generation that the cluster knows the new node by.
fn storage_of(node_id: u32, cluster: &ClusterSettings) -> Result<u32, Failure> {
    let node = cluster.nodes.iter().find(|node| node.id == node_id);
    node.map(|node| node.storage).ok_or_else(|| {
        let message = "The node was evicted as soon as it had been added";
        Failure::refused(Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND, message).next("quorate node list")
    })
}

fn configuration(node_id: u32, cluster: ClusterSettings) -> Result<NodeConfiguration, Failure> {
    let storage = storage_of(node_id, &cluster)?;
    let nodes = cluster.nodes.into_iter();
    Ok(NodeConfiguration {
        node_id,
        storage,
        cluster_name: cluster.name,
        cluster_instance: cluster.instance,
        cluster_group: cluster.cluster_group,
        available_storage: cluster.available_storage,
        cluster_name_resource: cluster.cluster_name_resource,
        nodes: nodes
            .map(|node| client::NodeAddress {
                id: node.id,
                name: node.name,
                storage: node.storage,
                address: node.address,
            })
            .collect(),
    })
}

/// `node add -o json`.
#[derive(Serialize)]
struct AddedView {
    id: u32,
    name: String,
    /// The settings of its service.
    settings: Settings,
    settings_file: Option<PathBuf>,
}

/// Adds the node, and writes what its service is to be started with.
pub(super) async fn by_file(session: &Session<'_>, new: New, places: Places) -> Result<(), Failure> {
    let peer_listen = new.address;
    let membership = add(session, &new.name, &peer_listen.to_string(), new.storage).await?;
    let node_id = membership.node_id;
    let cluster = cluster_settings(session, membership).await?;
    let settings = Settings {
        node_id,
        node_name: new.name.clone(),
        storage: storage_of(node_id, &cluster)?,
        state_dir: places.state_dir,
        socket: places.socket,
        peer_listen,
        client_listen: None,
        allow_beyond_loopback: !peer_listen.ip().is_loopback(),
        cluster,
    };
    let file = (places.file != Path::new("-")).then_some(places.file);
    if let Some(file) = &file {
        std::fs::write(file, settings.to_toml())
            .map_err(|error| Failure::file(format!("{} cannot be written", file.display()), &error))?;
    }
    let view = AddedView { id: settings.node_id, name: new.name, settings, settings_file: file };
    session.output.answer(&view, |_| match &view.settings_file {
        None => view.settings.to_toml(),
        Some(file) => {
            let start = shell::quorate(&["serve", "--settings", &file.display().to_string()]);
            format!("Node {} has the id {}. On its machine, start its service with:\n  {start}", view.name, view.id)
        }
    });
    Ok(())
}

async fn cluster_settings(session: &Session<'_>, membership: Membership) -> Result<ClusterSettings, Failure> {
    /// CLUSGROUP_TYPE of the two groups that every cluster has.
    const CORE_CLUSTER: u32 = 1;
    const AVAILABLE_STORAGE: u32 = 2;
    let groups = session.client.groups().await?;
    let group = |group_type| groups.iter().find(|group| group.group_type == group_type).map(|group| group.id.clone());
    let resources = session.client.resources().await?;
    let name_resource = resources.into_iter().find(|resource| resource.core && resource.type_name == "Network Name");
    let instance: [u8; 16] = membership.cluster_instance.as_ref().try_into().unwrap_or_default();
    Ok(ClusterSettings {
        name: membership.cluster_name,
        instance: Guid(instance).to_string(),
        founding: false,
        cluster_group: group(CORE_CLUSTER).unwrap_or_default(),
        available_storage: group(AVAILABLE_STORAGE).unwrap_or_default(),
        cluster_name_resource: name_resource.map(|resource| resource.id).unwrap_or_default(),
        nodes: membership
            .nodes
            .into_iter()
            .map(|node| NodeAddress { id: node.id, name: node.name, storage: node.storage, address: node.address })
            .collect(),
    })
}
