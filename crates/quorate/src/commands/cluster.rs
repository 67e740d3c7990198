//! `quorate cluster` and `quorate status`.

use super::{Session, properties};
use crate::args::cluster::ClusterCommand as Arguments;
use crate::failure::Failure;
use crate::render;
use crate::view::{ClusterView, RestoredView, RotatedKeyView, StatusView};
use crate::wait;
use client::lifecycle::{Course, Phase, Severity, Step, StepKind};
use client::{Command, Object, Reply};
use proto::command::types::ClusterCommand;
use std::io::Write;
use std::path::Path;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::Create { name, address, node_name } => create(session, &name, address, node_name).await?,
        Arguments::Show => {
            let view = ClusterView::from(session.client.cluster().await?);
            session.output.answer(&view, |page| render::cluster_page(page, &view));
        }
        Arguments::Set { set } => {
            let (scope, changes) = properties::changes(session, Object::Cluster, &set).await?;
            let sentence = properties::sentence(&set, "the cluster");
            let reply =
                session.client.execute(&Command::Cluster(ClusterCommand::SetProperties { scope, changes })).await?;
            session.done(reply, sentence);
        }
        Arguments::Rename { name } => {
            let sentence = format!("The cluster's name is {name}");
            let reply = session.client.execute(&Command::Cluster(ClusterCommand::Rename { name })).await?;
            session.done(reply, sentence);
        }
        Arguments::TransferLeader { node } => {
            session.client.transfer_leader(&node).await?;
            let view = session.client.node(&node).await?;
            session.done(Reply::Done, format!("Node {} leads", view.name));
        }
        Arguments::Backup { file } => {
            let bytes = session.client.backup().await?;
            write(&file, &bytes).map_err(|error| Failure::file("The backup cannot be written", &error))?;
            session.done(Reply::Done, format!("The cluster database is in {}, {} bytes", file.display(), bytes.len()));
        }
        Arguments::Restore { file, force } => {
            let bytes = std::fs::read(&file).map_err(|error| Failure::file("The backup cannot be read", &error))?;
            let view = RestoredView::from(session.client.restore(&bytes, force).await?);
            session.output.answer(&view, |_| view.sentence());
        }
        Arguments::RotateKey => {
            let view = RotatedKeyView::from(session.client.rotate_key().await?);
            session.output.answer(&view, |_| view.sentence());
        }
        Arguments::Shutdown { force } => shut_down(session, force).await?,
        Arguments::Destroy { force } => destroy(session, force).await?,
        Arguments::Upgrade { check, clear } => upgrade(session, check, clear).await?,
        Arguments::Properties { which } => properties::list(session, Object::Cluster, which).await?,
    }
    Ok(())
}

/// Under another name first, so that a backup that is interrupted leaves the earlier one.
fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = file.with_file_name(name);
    let mut written = std::fs::File::create(&new)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    std::fs::rename(&new, file)
}

async fn create(
    session: &Session<'_>,
    name: &str,
    address: Option<String>,
    node_name: Option<String>,
) -> Result<(), Failure> {
    let (node_name, address) = (node_name.unwrap_or_default(), address.unwrap_or_default());
    let created = session.client.create_cluster(name, &node_name, &address).await?;
    if session.global.no_wait {
        session.done(Reply::Pending, format!("The cluster {name} is created"));
        return Ok(());
    }
    wait::member(session, &created.node_name).await?;
    let view = ClusterView::from(session.client.cluster().await?);
    session.output.answer(&view, |_| {
        format!(
            "The cluster {name} has one node, {}, which other nodes reach at {}",
            created.node_name, created.address
        )
    });
    Ok(())
}

/// In the words of a warning.
async fn its_groups(session: &Session<'_>) -> Result<String, Failure> {
    let groups = session.client.groups().await?;
    Ok(match groups.iter().filter(|group| !group.core).count() {
        1 => "its group".to_owned(),
        count => format!("its {count} groups"),
    })
}

async fn shut_down(session: &Session<'_>, force: bool) -> Result<(), Failure> {
    let name = session.client.cluster().await?.name;
    if !force {
        let groups = its_groups(session).await?;
        let message = format!(
            "This would stop the cluster {name}: {groups} would be offline until the services of its nodes are started again"
        );
        return Err(Failure::usage(message).next("quorate cluster shutdown --force"));
    }
    session.client.shut_down_cluster().await?;
    session.done(Reply::Pending, format!("The cluster {name} is shut down"));
    Ok(())
}

async fn destroy(session: &Session<'_>, force: bool) -> Result<(), Failure> {
    let name = session.client.cluster().await?.name;
    if !force {
        let groups = its_groups(session).await?;
        let message = format!(
            "This would end the cluster {name}: {groups} would be taken offline and deleted, and all its machines would forget that \
             they were nodes, with all that the cluster database holds"
        );
        return Err(Failure::usage(message).next("quorate cluster destroy --force"));
    }
    let mut listener = |step: &Step| {
        let said = match step.kind {
            StepKind::End if step.phase == Phase::DeleteGroup => format!("The group {} is deleted", step.object),
            StepKind::End if step.phase == Phase::CleanupNode => format!("{} is no node any more", step.object),
            _ => step.message.clone(),
        };
        if !said.is_empty() && step.severity != Severity::Fatal && !session.output.is_json() {
            session.output.note(&said);
        }
        true
    };
    session.client.destroy_cluster(&mut Course::new(&mut listener)).await?;
    session.done(Reply::Done, format!("The cluster {name} is over, and its machines wait to be configured"));
    Ok(())
}

/// The inputs of the original's control code.
const CHECK_UPGRADE: u32 = 1;
const PERFORM_UPGRADE: u32 = 2;

async fn upgrade(session: &Session<'_>, check: bool, clear: bool) -> Result<(), Failure> {
    let execute = async |command| session.client.execute(&Command::Cluster(command)).await;
    let before = session.client.cluster().await?;
    if clear {
        execute(ClusterCommand::ClearUpgrade).await?;
    } else {
        execute(ClusterCommand::Upgrade { action: if check { CHECK_UPGRADE } else { PERFORM_UPGRADE } }).await?;
    }
    let mut view = ClusterView::from(session.client.cluster().await?);
    if view.upgrade_in_progress && !check {
        // The state has been read back at the new level: nothing is left to do.
        execute(ClusterCommand::ClearUpgrade).await?;
        view = ClusterView::from(session.client.cluster().await?);
    }
    let (level, target) = (view.functional_level, view.upgrade_target);
    session.output.answer(&view, |_| match target {
        Some(target) if check && target != level => {
            format!("The cluster can go from functional level {level} to {target}")
        }
        _ if level != before.functional_level => format!("The cluster runs at functional level {level} now"),
        _ => format!("The cluster runs at functional level {level}, the highest that its nodes can run"),
    });
    Ok(())
}

pub(super) async fn status(session: &Session<'_>) -> Result<(), Failure> {
    let view = StatusView::from(session.client.status().await?);
    session.output.answer(&view, |page| render::status_page(page, &view));
    Ok(())
}
