//! `quorate group-set`, and `quorate group depend`.

use super::{Session, properties};
use crate::args::group_set::{GroupDependencyChange, GroupSetCommand as Arguments, SetDependencyChange};
use crate::failure::Failure;
use crate::guid::new_guid;
use crate::render;
use crate::view::{GroupSetView, GroupView};
use client::{Command, Object};
use model::GroupSetId;
use proto::command::types::{GroupCommand, GroupDependency, GroupSetCommand};
use serde::Serialize;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::List => list(session).await,
        Arguments::Show { set } => show(session, &set).await,
        Arguments::Create { name, groups } => create(session, name, groups).await,
        Arguments::Delete { set } => {
            let sentence = format!("Group set {set} is deleted");
            change(session, GroupSetCommand::Delete { set }, sentence).await
        }
        Arguments::Rename { set, name } => {
            let sentence = format!("Group set {set} is now called {name}");
            change(session, GroupSetCommand::Rename { set, name }, sentence).await
        }
        Arguments::Add { set, groups } => {
            for group in groups {
                let sentence = format!("Group {group} is in group set {set}");
                change(session, GroupSetCommand::AddGroup { set: set.clone(), group }, sentence).await?;
            }
            Ok(())
        }
        Arguments::Remove { set, groups } => {
            for group in groups {
                let sentence = format!("Group {group} is not in group set {set} any more");
                change(session, GroupSetCommand::RemoveGroup { set: set.clone(), group }, sentence).await?;
            }
            Ok(())
        }
        Arguments::Set { set, properties: wanted } => {
            let (scope, changes) = properties::changes(session, Object::GroupSet(&set), &wanted).await?;
            let sentence = properties::sentence(&wanted, &format!("group set {set}"));
            change(session, GroupSetCommand::SetProperties { set, scope, changes }, sentence).await
        }
        Arguments::Properties { set, which } => properties::list(session, Object::GroupSet(&set), which).await,
        Arguments::Depend { set, change } => depend(session, set, change).await,
    }
}

async fn list(session: &Session<'_>) -> Result<(), Failure> {
    let views: Vec<GroupSetView> = session.client.group_sets().await?.into_iter().map(GroupSetView::from).collect();
    session.output.answer(&views, |page| render::group_set_list(page, &views));
    Ok(())
}

async fn show(session: &Session<'_>, set: &str) -> Result<(), Failure> {
    let view = GroupSetView::from(session.client.group_set(set).await?);
    session.output.answer(&view, |page| render::group_set_page(page, &view));
    Ok(())
}

async fn create(session: &Session<'_>, name: String, groups: Vec<String>) -> Result<(), Failure> {
    let id = GroupSetId(new_guid());
    session.client.execute(&Command::GroupSet(GroupSetCommand::Create { id, name })).await?;
    for group in groups {
        let command = GroupSetCommand::AddGroup { set: id.to_string(), group };
        session.client.execute(&Command::GroupSet(command)).await?;
    }
    show(session, &id.to_string()).await
}

async fn change(session: &Session<'_>, command: GroupSetCommand, sentence: String) -> Result<(), Failure> {
    let reply = session.client.execute(&Command::GroupSet(command)).await?;
    session.done(reply, sentence);
    Ok(())
}

/// `group-set depend -o json`.
#[derive(Serialize)]
struct SetDependenciesView {
    group_set: String,
    /// Names of sets.
    depends_on: Vec<String>,
}

async fn depend(session: &Session<'_>, set: String, change: SetDependencyChange) -> Result<(), Failure> {
    let name = set.clone();
    let command = match change {
        SetDependencyChange { on: Some(expression), .. } => Some(GroupSetCommand::SetDependencies { set, expression }),
        SetDependencyChange { add: Some(provider), .. } => Some(GroupSetCommand::AddDependency { set, provider }),
        SetDependencyChange { remove, .. } => {
            remove.map(|provider| GroupSetCommand::RemoveDependency { set, provider })
        }
    };
    if let Some(command) = command {
        session.client.execute(&Command::GroupSet(command)).await?;
    }
    let set = session.client.group_set(&name).await?;
    let view = SetDependenciesView { group_set: set.name, depends_on: set.depends_on };
    session.output.answer(&view, |_| match view.depends_on.as_slice() {
        [] => format!("{} starts after no other set.", view.group_set),
        sets => format!("{} starts after {}", view.group_set, sets.join(", ")),
    });
    Ok(())
}

/// `group depend -o json`.
#[derive(Serialize)]
struct GroupDependenciesView {
    group: String,
    /// Names of groups.
    depends_on: Vec<String>,
    /// Name of a group set.
    depends_on_set: Option<String>,
}

pub(super) async fn depend_group(
    session: &Session<'_>,
    group: String,
    change: GroupDependencyChange,
) -> Result<(), Failure> {
    let change = match change {
        GroupDependencyChange { on: Some(expression), .. } => Some(GroupDependency::Set { expression }),
        GroupDependencyChange { add: Some(provider), .. } => Some(GroupDependency::Add { provider }),
        GroupDependencyChange { remove: Some(provider), .. } => Some(GroupDependency::Remove { provider }),
        GroupDependencyChange { add_set: Some(set), .. } => Some(GroupDependency::AddSet { set }),
        GroupDependencyChange { remove_set, .. } => remove_set.map(|set| GroupDependency::RemoveSet { set }),
    };
    if let Some(change) = change {
        session.client.execute(&Command::Group(GroupCommand::Depend { group: group.clone(), change })).await?;
    }
    let GroupView { name, depends_on, depends_on_set, .. } = session.client.group(&group).await?.into();
    let view = GroupDependenciesView { group: name, depends_on, depends_on_set };
    session.output.answer(&view, |_| {
        let set = view.depends_on_set.iter().map(|set| format!("group set {set}"));
        let all: Vec<String> = view.depends_on.iter().cloned().chain(set).collect();
        match all.is_empty() {
            true => format!("{} starts after no other group.", view.group),
            false => format!("{} starts after {}", view.group, all.join(", ")),
        }
    });
    Ok(())
}
