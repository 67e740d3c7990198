//! `quorate group`.

use super::{Session, group_set, properties};
use crate::args::group::{GroupCommand as Arguments, MoveOptions, OnlineOptions};
use crate::failure::Failure;
use crate::guid::new_guid;
use crate::render;
use crate::view::{GroupDetailView, GroupView, ResourceView};
use crate::wait::{self, GroupGoal};
use client::{Command, Object, Reply};
use model::flags::{MoveFlags, OfflineGroupFlags, OnlineGroupFlags};
use model::{GroupId, NodeId, Value};
use proto::command::types::GroupCommand;

/// CLUSGRP_STATUS_WAITING_IN_QUEUE_FOR_MOVE.
const WAITING_IN_QUEUE_FOR_MOVE: u64 = 0x4;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::List => list(session).await,
        Arguments::Show { group } => show(session, &group).await,
        Arguments::Create { name, group_type, owner } => create(session, name, group_type, owner).await,
        Arguments::Delete { group, force } => delete(session, group, force).await,
        Arguments::Rename { group, name } => {
            let sentence = format!("Group {group} is now called {name}");
            change(session, GroupCommand::Rename { group, name }, sentence).await
        }
        Arguments::Set { group, set } => {
            let (scope, changes) = properties::changes(session, Object::Group(&group), &set).await?;
            let sentence = properties::sentence(&set, &format!("group {group}"));
            change(session, GroupCommand::SetProperties { group, scope, changes }, sentence).await
        }
        Arguments::Properties { group, which } => properties::list(session, Object::Group(&group), which).await,
        Arguments::Online { group, node, options } => {
            let command = GroupCommand::Online { group: group.clone(), node, flags: online_flags(&options).bits() };
            operate(session, &group, command, GroupGoal::Online).await
        }
        Arguments::Offline { group, ignore_locked } => {
            let flag = OfflineGroupFlags::IGNORE_RESOURCE_STATUS;
            let flags = if ignore_locked { flag.bits() } else { 0 };
            operate(session, &group, GroupCommand::Offline { group: group.clone(), flags }, GroupGoal::Offline).await
        }
        Arguments::Move { group, node, options } => move_group(session, group, node, &options).await,
        Arguments::Cancel { group } => {
            let command = GroupCommand::Cancel { group: group.clone(), flags: 0 };
            operate(session, &group, command, GroupGoal::AtRest).await
        }
        Arguments::Depend { group, change } => group_set::depend_group(session, group, change).await,
        Arguments::Owners { group, nodes, clear } => owners(session, group, nodes, clear).await,
    }
}

async fn list(session: &Session<'_>) -> Result<(), Failure> {
    let views: Vec<GroupView> = session.client.groups().await?.into_iter().map(GroupView::from).collect();
    session.output.answer(&views, |page| render::group_list(page, &views));
    Ok(())
}

async fn show(session: &Session<'_>, name: &str) -> Result<(), Failure> {
    let group = GroupView::from(session.client.group(name).await?);
    let resources = session.client.resources_of(&group.id).await?.into_iter();
    let resource_details = resources.map(ResourceView::from).collect();
    let view = GroupDetailView { group, resource_details };
    session.output.answer(&view, |page| render::group_page(page, &view));
    Ok(())
}

async fn create(session: &Session<'_>, name: String, group_type: u32, owner: Option<String>) -> Result<(), Failure> {
    let owner = match owner {
        Some(node) => session.client.node(&node).await?.id,
        // The node that serves the call owns a new group (object-model 6).
        None => session.client.status().await?.node_id,
    };
    let id = GroupId(new_guid());
    let command = GroupCommand::Create { id, name, group_type, owner: NodeId(owner) };
    session.client.execute(&Command::Group(command)).await?;
    show(session, &id.to_string()).await
}

async fn delete(session: &Session<'_>, group: String, force: bool) -> Result<(), Failure> {
    let id = session.client.group(&group).await?.id;
    let command = GroupCommand::Delete { group: group.clone(), force };
    let mut reply = session.client.execute(&Command::Group(command)).await?;
    if reply == Reply::Pending && !session.global.no_wait {
        wait::group_gone(session, &group, &id).await?;
        reply = Reply::Done;
    }
    session.done(reply, format!("Group {group} is deleted"));
    Ok(())
}

fn online_flags(options: &OnlineOptions) -> OnlineGroupFlags {
    let flags = [
        (options.best_node, OnlineGroupFlags::BEST_POSSIBLE_NODE),
        (options.ignore_locked, OnlineGroupFlags::IGNORE_RESOURCE_STATUS),
        (options.ignore_affinity, OnlineGroupFlags::IGNORE_AFFINITY_RULE),
    ];
    flags.into_iter().filter(|(given, _)| *given).fold(OnlineGroupFlags::NONE, |all, (_, flag)| all | flag)
}

fn move_flags(options: &MoveOptions) -> MoveFlags {
    let flags = [
        (options.queue, MoveFlags::QUEUE_ENABLED),
        (options.return_on_error, MoveFlags::RETURN_TO_SOURCE_NODE_ON_ERROR),
        (options.failback, MoveFlags::FAILBACK),
        (options.high_priority, MoveFlags::HIGH_PRIORITY_START),
        (options.ignore_locked, MoveFlags::IGNORE_RESOURCE_STATUS),
        (options.ignore_affinity, MoveFlags::IGNORE_AFFINITY_RULE),
    ];
    flags.into_iter().filter(|(given, _)| *given).fold(MoveFlags::NONE, |all, (_, flag)| all | flag)
}

/// A number is a DWORD, everything else text.
fn parameter(text: &str) -> Result<(String, Value), Failure> {
    let Some((name, value)) = text.split_once('=') else {
        let message = format!("\"{text}\" is no parameter: TYPE=VALUE is expected");
        return Err(Failure::usage(message).next("quorate group move --help"));
    };
    let value = value.parse().map_or_else(|_| Value::Sz(value.into()), Value::Dword);
    Ok((name.into(), value))
}

async fn move_group(
    session: &Session<'_>,
    group: String,
    node: Option<String>,
    options: &MoveOptions,
) -> Result<(), Failure> {
    let flags = move_flags(options).bits();
    let parameters = options.parameter.iter().map(|text| parameter(text)).collect::<Result<_, _>>()?;
    let command = GroupCommand::Move { group: group.clone(), node, flags, parameters };
    operate(session, &group, command, GroupGoal::Moved).await
}

/// A long operation: accepted, and then followed to its end.
async fn operate(session: &Session<'_>, name: &str, command: GroupCommand, goal: GroupGoal) -> Result<(), Failure> {
    let before = session.client.group(name).await?;
    let reply = session.client.execute(&Command::Group(command)).await?;
    if reply == Reply::Pending && session.global.no_wait {
        session.done(reply, format!("{} was asked to {}", before.name, goal.verb()));
        return Ok(());
    }
    let queued = session.client.group(&before.id).await?.status_information & WAITING_IN_QUEUE_FOR_MOVE != 0;
    if reply == Reply::Pending && goal == GroupGoal::Moved && queued {
        session.done(reply, format!("The move of {} is queued until nothing stands against it", before.name));
        return Ok(());
    }
    let after = if reply == Reply::Pending {
        wait::group(session, before, goal).await?
    } else {
        session.client.group(&before.id).await?
    };
    let view = GroupView::from(after);
    session.output.answer(&view, |_| wait::group_sentence(&view));
    Ok(())
}

async fn owners(session: &Session<'_>, group: String, nodes: Vec<String>, clear: bool) -> Result<(), Failure> {
    if !nodes.is_empty() || clear {
        let command = GroupCommand::SetPreferredOwners { group: group.clone(), nodes };
        session.client.execute(&Command::Group(command)).await?;
    }
    let owners = session.client.group(&group).await?.preferred_owners;
    session.output.answer(&owners, |_| render::lines(&owners, "No preferred owners."));
    Ok(())
}

async fn change(session: &Session<'_>, command: GroupCommand, sentence: String) -> Result<(), Failure> {
    let reply = session.client.execute(&Command::Group(command)).await?;
    session.done(reply, sentence);
    Ok(())
}
