//! `quorate group`.

use super::{Session, group_set, properties};
use crate::args::group::GroupCommand as Arguments;
use crate::failure::Failure;
use crate::guid::new_guid;
use crate::render;
use crate::view::{GroupDetailView, GroupView, ResourceView};
use crate::wait::{self, GroupGoal};
use client::{Command, Object, Reply};
use model::{GroupId, NodeId};
use proto::command::types::GroupCommand;

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
        Arguments::Online { group, node } => {
            let command = GroupCommand::Online { group: group.clone(), node };
            operate(session, &group, command, GroupGoal::Online).await
        }
        Arguments::Offline { group } => {
            operate(session, &group, GroupCommand::Offline { group: group.clone() }, GroupGoal::Offline).await
        }
        Arguments::Move { group, node } => {
            let command = GroupCommand::Move { group: group.clone(), node };
            operate(session, &group, command, GroupGoal::Moved).await
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
    let resources = session.client.resources().await?.into_iter();
    let resource_details = resources.map(ResourceView::from).filter(|resource| resource.group_id == group.id).collect();
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

/// A long operation: accepted, and then followed to its end.
async fn operate(session: &Session<'_>, name: &str, command: GroupCommand, goal: GroupGoal) -> Result<(), Failure> {
    let before = session.client.group(name).await?;
    let reply = session.client.execute(&Command::Group(command)).await?;
    if reply == Reply::Pending && session.global.no_wait {
        session.done(reply, format!("{} was asked to {}", before.name, goal.verb()));
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
