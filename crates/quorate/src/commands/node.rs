//! `quorate node`.

use super::node_add::{self, New, Places};
use super::{Session, properties};
use crate::args::node::{DrainOptions, Failback, NodeCommand as Arguments};
use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::shell;
use crate::view::{DoneView, JoinCodeView, NodeView};
use crate::wait;
use client::{Command, Object, Reply};
use model::Win32Code;
use model::flags::{DrainFlags, ResumeFailback};
use proto::command::types::NodeCommand;
use std::path::Path;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::List => {
            let views: Vec<NodeView> = session.client.nodes().await?.into_iter().map(NodeView::from).collect();
            session.output.answer(&views, |page| render::node_list(page, &views));
            Ok(())
        }
        Arguments::Show { node } => show(session, &node).await,
        Arguments::Add { name, address, code, storage, settings, state_dir, socket } => {
            let new = New { name, address: node_add::read_address(&address)?, storage };
            match (code, settings) {
                (Some(code), _) => node_add::over_the_network(session, new, &code).await,
                (None, Some(file)) => node_add::by_file(session, new, Places { file, state_dir, socket }).await,
                (None, None) => Err(node_add::no_code()),
            }
        }
        Arguments::Replace { node, with, address, code } => {
            let new = New { name: with, address: node_add::read_address(&address)?, storage: None };
            node_add::in_place_of(session, &node, new, &code).await
        }
        Arguments::JoinCode => join_code(session).await,
        Arguments::HandOver => hand_over(session).await,
        Arguments::Reset { .. } => unreachable!("it needs no cluster"),
        Arguments::Pause { node, options } if options.drain => drain(session, node, options).await,
        Arguments::Pause { node, .. } => {
            let sentence = format!("Node {node} is paused");
            change(session, NodeCommand::Pause { node }, sentence).await
        }
        Arguments::Resume { node, failback } => {
            let sentence = format!("Node {node} takes up group activity again");
            let failback = match failback {
                Failback::None => ResumeFailback::None,
                Failback::Immediate => ResumeFailback::Immediate,
                Failback::Policy => ResumeFailback::Policy,
            };
            change(session, NodeCommand::Resume { node, failback: failback as u32 }, sentence).await
        }
        Arguments::ClearQuarantine { node } => {
            let sentence = format!("Node {node} is not quarantined");
            change(session, NodeCommand::ClearQuarantine { node }, sentence).await
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

async fn join_code(session: &Session<'_>) -> Result<(), Failure> {
    let shown = session.client.join_code().await?;
    let view = JoinCodeView {
        code: shown.code,
        host_name: shown.host_name,
        listen_address: shown.listen_address,
        addresses: shown.addresses,
    };
    session.output.answer(&view, |_| {
        let address = view.addresses.first().map_or("IP", String::as_str);
        let add = shell::quorate(&["node", "add", &view.host_name, "--address", address, "--code", &view.code]);
        let several = if view.addresses.len() > 1 {
            format!("\nThis machine has the addresses {}: take the one that the nodes reach", view.addresses.join(", "))
        } else {
            String::new()
        };
        format!("{}\n\nOn a node of the cluster that is to take this machine in:\n  {add}{several}", view.code)
    });
    Ok(())
}

async fn hand_over(session: &Session<'_>) -> Result<(), Failure> {
    let now = session.client.hand_over().await?;
    let sentence =
        format!("The service of {} goes on as version {}; what runs there was not touched", now.node_name, now.version);
    session.done(Reply::Done, sentence);
    Ok(())
}

/// Needs no cluster, and no service.
pub(super) fn reset(output: &Output, force: bool, settings: &Path, state_dir: &Path) -> Result<(), Failure> {
    if !force {
        let message = format!(
            "This would remove {} and all that the node has in its state directory from this machine; the node has to be evicted \
             from the cluster first, and its service stopped",
            settings.display()
        );
        return Err(Failure::usage(message).next("quorate node reset --force"));
    }
    let reset = service::reset(settings, state_dir)?;
    let message = match (&reset.node_name, reset.removed.is_empty()) {
        (_, true) => "This machine was no node, and had nothing of one".to_owned(),
        (Some(node), false) => format!("This machine is no longer node {node}; its service can be started again"),
        (None, false) => "What was left of a node on this machine was removed".to_owned(),
    };
    let view = DoneView::new(Win32Code::ERROR_SUCCESS, message);
    output.answer(&view, |_| view.message.clone());
    Ok(())
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

/// Waits until the drain is over, unless it is told not to.
async fn drain(session: &Session<'_>, node: String, options: DrainOptions) -> Result<(), Failure> {
    let flags = [
        (options.remain_on_error, DrainFlags::REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR),
        (options.avoid_placement, DrainFlags::AVOID_PLACEMENT),
        (options.retry, DrainFlags::RETRY_DRAIN_ON_FAILURE),
    ];
    let flags = flags.into_iter().filter(|(given, _)| *given).fold(DrainFlags::NONE, |all, (_, flag)| all | flag);
    let command = NodeCommand::Drain { node: node.clone(), target: options.target, flags: flags.bits() };
    let reply = session.client.execute(&Command::Node(command)).await?;
    if session.global.no_wait {
        session.done(reply, format!("Node {node} is paused and being drained"));
        return Ok(());
    }
    let view = NodeView::from(wait::drained(session, &node).await?);
    session.output.answer(&view, |_| format!("Node {} is paused and drained", view.name));
    Ok(())
}

async fn evict(session: &Session<'_>, node: &str) -> Result<(), Failure> {
    session.client.evict_node(node).await?;
    session.done(Reply::Done, format!("Node {node} is no longer in the cluster"));
    Ok(())
}
