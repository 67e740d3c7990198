//! `quorate node add`, over the network or by a file, and `quorate node replace`.

use super::Session;
use crate::failure::Failure;
use crate::shell;
use crate::view::NodeView;
use crate::wait;
use client::lifecycle::{AddWait, Course, NewNode, Severity, Step};
use client::{JoinCode, NodeConfiguration, Reply};
use serde::Serialize;
use service::settings::{ClusterSettings, NodeAddress, Settings};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// The port between nodes (blueprint 11).
const PORT: u16 = 3343;

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

/// Has the machine at the address become a node.
pub(super) async fn over_the_network(session: &Session<'_>, new: New, code: &str) -> Result<(), Failure> {
    let node = new.with_code(code)?;
    let (name, address) = (node.name.clone(), node.address.clone());
    let to_add = (!session.global.no_wait).then_some(session.global.timeout);
    let mut listener = notes(session);
    let wait = AddWait { to_add, to_be_up: None };
    session.client.take_in(&node, wait, &mut Course::new(&mut listener)).await?;
    if session.global.no_wait {
        session.done(Reply::Pending, format!("Node {name} was added"));
        return Ok(());
    }
    let view = NodeView::from(wait::node_up(session, &name).await?);
    session.output.answer(&view, |_| format!("{} is {} with the address {address}", view.name, view.state));
    Ok(())
}

/// Has the machine at the address take the place of a node, and waits until it is Up.
pub(super) async fn in_place_of(session: &Session<'_>, node: &str, new: New, code: &str) -> Result<(), Failure> {
    let (new, timeout) = (new.with_code(code)?, session.global.timeout);
    let wait = AddWait { to_add: Some(timeout), to_be_up: Some(timeout) };
    let mut listener = notes(session);
    let view = session.client.replace_node_by(node, &new, wait, &mut Course::new(&mut listener)).await?;
    let view = NodeView::from(view);
    session.output.answer(&view, |_| format!("{} is {}, and has taken the place of {node}", view.name, view.state));
    Ok(())
}

impl New {
    fn with_code(self, code: &str) -> Result<NewNode, Failure> {
        let code: JoinCode = code.parse().map_err(|_| {
            let message = format!("{code:?} is not a join code: those have four groups of four letters and digits");
            Failure::usage(message).next("quorate node join-code")
        })?;
        Ok(NewNode { name: self.name, address: self.address.to_string(), code, storage: self.storage })
    }
}

/// What is worth a line while it goes on.
pub(super) fn notes(session: &Session<'_>) -> impl FnMut(&Step) -> bool {
    |step| {
        if step.severity == Severity::Warning && !session.output.is_json() {
            session.output.note(&step.message);
        }
        true
    }
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
    let wait = (!session.global.no_wait).then_some(session.global.timeout);
    let mut listener = notes(session);
    let mut course = Course::new(&mut listener);
    let address = peer_listen.to_string();
    let membership = session.client.add_when_possible(&new.name, &address, new.storage, wait, &mut course).await?;
    let configuration = session.client.node_configuration(&membership).await?;
    let settings = Settings {
        node_id: configuration.node_id,
        node_name: new.name.clone(),
        storage: configuration.storage,
        state_dir: places.state_dir,
        socket: places.socket,
        peer_listen,
        client_listen: None,
        allow_beyond_loopback: !peer_listen.ip().is_loopback(),
        cluster: cluster_settings(configuration),
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

fn cluster_settings(configuration: NodeConfiguration) -> ClusterSettings {
    let nodes = configuration.nodes.into_iter();
    ClusterSettings {
        name: configuration.cluster_name,
        instance: configuration.cluster_instance,
        founding: false,
        cluster_group: configuration.cluster_group,
        available_storage: configuration.available_storage,
        cluster_name_resource: configuration.cluster_name_resource,
        nodes: nodes
            .map(|node| NodeAddress { id: node.id, name: node.name, storage: node.storage, address: node.address })
            .collect(),
    }
}
