//! `quorate resource`.

use super::{Session, properties};
use crate::args::resource::{
    DependencyChange, MaintenanceMode, OfflineOptions, OnlineOptions, ResourceCommand as Arguments,
};
use crate::failure::Failure;
use crate::guid::new_guid;
use crate::render;
use crate::view::ResourceView;
use crate::wait::{self, ResourceGoal};
use client::{Command, Object, Reply};
use model::ResourceId;
use model::flags::{OfflineResourceFlags, OnlineResourceFlags};
use proto::command::types::ResourceCommand;
use serde::Serialize;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::List { group } => list(session, group).await,
        Arguments::Show { resource } => show(session, &resource).await,
        Arguments::Create { name, group, type_name, separate_monitor } => {
            let id = ResourceId(new_guid());
            let command = ResourceCommand::Create { id, group, name, type_name, separate_monitor };
            session.client.execute(&Command::Resource(command)).await?;
            show(session, &id.to_string()).await
        }
        Arguments::Delete { resource } => {
            let sentence = format!("Resource {resource} is deleted");
            change(session, ResourceCommand::Delete { resource }, sentence).await
        }
        Arguments::Rename { resource, name } => {
            let sentence = format!("Resource {resource} is now called {name}");
            change(session, ResourceCommand::Rename { resource, name }, sentence).await
        }
        Arguments::Set { resource, set } => {
            let (scope, changes) = properties::changes(session, Object::Resource(&resource), &set).await?;
            let sentence = properties::sentence(&set, &format!("resource {resource}"));
            change(session, ResourceCommand::SetProperties { resource, scope, changes }, sentence).await
        }
        Arguments::Properties { resource, which } => {
            properties::list(session, Object::Resource(&resource), which).await
        }
        Arguments::Online { resource, options } => {
            let flags = online_flags(&options).bits();
            let command = ResourceCommand::Online { resource: resource.clone(), flags };
            operate(session, &resource, command, ResourceGoal::Online).await
        }
        Arguments::Offline { resource, options } => {
            let flags = offline_flags(&options).bits();
            let command = ResourceCommand::Offline { resource: resource.clone(), flags };
            operate(session, &resource, command, ResourceGoal::Offline).await
        }
        Arguments::Restart { resource } => {
            let command = ResourceCommand::Restart { resource: resource.clone() };
            operate(session, &resource, command, ResourceGoal::Restarted).await
        }
        Arguments::Fail { resource } => {
            let sentence = format!("Resource {resource} is declared failed");
            change(session, ResourceCommand::Fail { resource }, sentence).await
        }
        Arguments::Maintenance { resource, mode } => {
            let on = mode == MaintenanceMode::On;
            let sentence = match on {
                true => format!("Resource {resource} is in maintenance mode"),
                false => format!("Resource {resource} is no longer in maintenance mode"),
            };
            change(session, ResourceCommand::SetMaintenance { resource, on }, sentence).await
        }
        Arguments::Depend { resource, change } => depend(session, resource, change).await,
        Arguments::Owners { resource, add, remove } => owners(session, resource, add, remove).await,
        Arguments::MoveToGroup { resource, group } => {
            let sentence = format!("Resource {resource} is in group {group}");
            change(session, ResourceCommand::ChangeGroup { resource, group }, sentence).await
        }
    }
}

fn online_flags(options: &OnlineOptions) -> OnlineResourceFlags {
    let flags = [
        (options.keep_persistent_state, OnlineResourceFlags::DO_NOT_UPDATE_PERSISTENT_STATE),
        (options.best_node, OnlineResourceFlags::BEST_POSSIBLE_NODE),
        (options.ignore_locked, OnlineResourceFlags::IGNORE_RESOURCE_STATUS),
        (options.ignore_affinity, OnlineResourceFlags::IGNORE_AFFINITY_RULE),
        (options.needed_for_quorum, OnlineResourceFlags::NECESSARY_FOR_QUORUM),
    ];
    flags.into_iter().filter(|(given, _)| *given).fold(OnlineResourceFlags::NONE, |all, (_, flag)| all | flag)
}

fn offline_flags(options: &OfflineOptions) -> OfflineResourceFlags {
    let flags = [
        (options.force, OfflineResourceFlags::FORCE_WITH_TERMINATION),
        (options.keep_persistent_state, OfflineResourceFlags::DO_NOT_UPDATE_PERSISTENT_STATE),
        (options.ignore_locked, OfflineResourceFlags::IGNORE_RESOURCE_STATUS),
    ];
    flags.into_iter().filter(|(given, _)| *given).fold(OfflineResourceFlags::NONE, |all, (_, flag)| all | flag)
}

async fn list(session: &Session<'_>, group: Option<String>) -> Result<(), Failure> {
    let group_id = match group {
        Some(group) => Some(session.client.group(&group).await?.id),
        None => None,
    };
    let resources = session.client.resources().await?.into_iter().map(ResourceView::from);
    let views: Vec<ResourceView> =
        resources.filter(|resource| group_id.as_ref().is_none_or(|id| resource.group_id == *id)).collect();
    session.output.answer(&views, |page| render::resource_list(page, &views));
    Ok(())
}

async fn show(session: &Session<'_>, resource: &str) -> Result<(), Failure> {
    let view = ResourceView::from(session.client.resource(resource).await?);
    session.output.answer(&view, |page| render::resource_page(page, &view));
    Ok(())
}

async fn change(session: &Session<'_>, command: ResourceCommand, sentence: String) -> Result<(), Failure> {
    let reply = session.client.execute(&Command::Resource(command)).await?;
    session.done(reply, sentence);
    Ok(())
}

/// A long operation: accepted, and then followed to its end.
async fn operate(
    session: &Session<'_>,
    name: &str,
    command: ResourceCommand,
    goal: ResourceGoal,
) -> Result<(), Failure> {
    let before = session.client.resource(name).await?;
    let reply = session.client.execute(&Command::Resource(command)).await?;
    if reply == Reply::Pending && session.global.no_wait {
        session.done(reply, format!("{} was asked to {}", before.name, goal.verb()));
        return Ok(());
    }
    let after = if reply == Reply::Pending {
        wait::resource(session, before, goal).await?
    } else {
        session.client.resource(&before.id).await?
    };
    let view = ResourceView::from(after);
    session.output.answer(&view, |_| wait::resource_sentence(&view));
    Ok(())
}

/// `resource depend -o json`.
#[derive(Serialize)]
struct DependenciesView {
    resource: String,
    /// Expression with names; empty when it depends on nothing.
    dependencies: String,
}

async fn depend(session: &Session<'_>, resource: String, change: DependencyChange) -> Result<(), Failure> {
    let name = resource.clone();
    if let Some(provider) = change.check {
        session.client.can_depend(&resource, &provider).await?;
        session.done(Reply::Done, format!("Resource {resource} could depend on {provider}"));
        return Ok(());
    }
    let command = if let Some(expression) = change.on {
        Some(ResourceCommand::SetDependencies { resource, expression })
    } else if let Some(provider) = change.add {
        Some(ResourceCommand::AddDependency { resource, provider })
    } else {
        change.remove.map(|provider| ResourceCommand::RemoveDependency { resource, provider })
    };
    if let Some(command) = command {
        session.client.execute(&Command::Resource(command)).await?;
    }
    let resource = session.client.resource(&name).await?;
    let view = DependenciesView { resource: resource.name, dependencies: resource.dependencies };
    session.output.answer(&view, |_| match view.dependencies.as_str() {
        "" => format!("{} depends on nothing.", view.resource),
        expression => format!("{} depends on {expression}", view.resource),
    });
    Ok(())
}

async fn owners(session: &Session<'_>, resource: String, add: Vec<String>, remove: Vec<String>) -> Result<(), Failure> {
    for node in add {
        let command = ResourceCommand::AddPossibleOwner { resource: resource.clone(), node };
        session.client.execute(&Command::Resource(command)).await?;
    }
    for node in remove {
        let command = ResourceCommand::RemovePossibleOwner { resource: resource.clone(), node };
        session.client.execute(&Command::Resource(command)).await?;
    }
    let owners = session.client.resource(&resource).await?.possible_owners;
    session.output.answer(&owners, |_| render::lines(&owners, "No node may own it."));
    Ok(())
}
