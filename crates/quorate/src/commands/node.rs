//! `quorate node`.

use super::{Session, properties};
use crate::args::node::NodeCommand as Arguments;
use crate::failure::Failure;
use crate::render;
use crate::shell;
use crate::view::NodeView;
use client::{Command, Membership, Object, Reply};
use model::Guid;
use proto::command::types::NodeCommand;
use serde::Serialize;
use service::settings::{ClusterSettings, NodeAddress, Settings};
use std::net::SocketAddr;
use std::path::PathBuf;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::List => {
            let views: Vec<NodeView> = session.client.nodes().await?.into_iter().map(NodeView::from).collect();
            session.output.answer(&views, |page| render::node_list(page, &views));
            Ok(())
        }
        Arguments::Show { node } => show(session, &node).await,
        Arguments::Add { name, address, storage, settings, state_dir, socket } => {
            add(session, New { name, address, storage, settings, state_dir, socket }).await
        }
        Arguments::Pause { node } => {
            let sentence = format!("Node {node} is paused");
            change(session, NodeCommand::Pause { node }, sentence).await
        }
        Arguments::Resume { node } => {
            let sentence = format!("Node {node} takes up group activity again");
            change(session, NodeCommand::Resume { node }, sentence).await
        }
        Arguments::Evict { node } => evict(session, &node).await,
        Arguments::Set { node, set } => {
            let (scope, changes) = properties::changes(session, Object::Node(&node), &set).await?;
            let sentence = properties::sentence(&set, &format!("node {node}"));
            change(session, NodeCommand::SetProperties { node, scope, changes }, sentence).await
        }
        Arguments::Properties { node, which } => properties::list(session, Object::Node(&node), which).await,
    }
}

async fn show(session: &Session<'_>, node: &str) -> Result<(), Failure> {
    let view = NodeView::from(session.client.node(node).await?);
    session.output.answer(&view, |page| render::node_page(page, &view));
    Ok(())
}

async fn change(session: &Session<'_>, command: NodeCommand, sentence: String) -> Result<(), Failure> {
    let reply = session.client.execute(&Command::Node(command)).await?;
    session.done(reply, sentence);
    Ok(())
}

async fn evict(session: &Session<'_>, node: &str) -> Result<(), Failure> {
    session.client.evict_node(node).await?;
    session.done(Reply::Done, format!("Node {node} is no longer in the cluster"));
    Ok(())
}

/// The node to be added, and where its service keeps what it needs.
struct New {
    name: String,
    address: String,
    storage: u32,
    settings: Option<PathBuf>,
    state_dir: PathBuf,
    socket: PathBuf,
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

async fn add(session: &Session<'_>, new: New) -> Result<(), Failure> {
    let peer_listen: SocketAddr = new
        .address
        .parse()
        .map_err(|_| Failure::usage(format!("{:?} is not the ADDRESS:PORT of a node-to-node service", new.address)))?;
    let membership = session.client.add_node(&new.name, &new.address, new.storage).await?;
    let settings = Settings {
        node_id: membership.node_id,
        node_name: new.name.clone(),
        storage: new.storage,
        state_dir: new.state_dir,
        socket: new.socket,
        peer_listen,
        client_listen: None,
        allow_beyond_loopback: !peer_listen.ip().is_loopback(),
        cluster: cluster_settings(session, membership).await?,
    };
    if let Some(file) = &new.settings {
        std::fs::write(file, settings.to_toml())
            .map_err(|error| Failure::file(format!("{} cannot be written", file.display()), &error))?;
    }
    let view = AddedView { id: settings.node_id, name: new.name, settings, settings_file: new.settings };
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
