//! `quorate resource-type`.

use super::{Session, properties};
use crate::args::resource_type::ResourceTypeCommand as Arguments;
use crate::failure::Failure;
use crate::render;
use crate::view::ResourceTypeView;
use client::{Command, Object};
use proto::command::types::ResourceTypeCommand;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::List => {
            let types = session.client.resource_types().await?;
            let views: Vec<ResourceTypeView> = types.into_iter().map(ResourceTypeView::from).collect();
            session.output.answer(&views, |page| render::resource_type_list(page, &views));
            Ok(())
        }
        Arguments::Show { type_name } => show(session, &type_name).await,
        Arguments::Create { type_name, dll_name, display_name, looks_alive_ms, is_alive_ms } => {
            let display_name = display_name.unwrap_or_else(|| type_name.clone());
            let name = type_name.clone();
            let command = ResourceTypeCommand::Create { name, display_name, dll_name, looks_alive_ms, is_alive_ms };
            session.client.execute(&Command::ResourceType(command)).await?;
            show(session, &type_name).await
        }
        Arguments::Delete { type_name } => {
            let sentence = format!("Resource type {type_name} is deleted");
            change(session, ResourceTypeCommand::Delete { type_name }, sentence).await
        }
        Arguments::Set { type_name, set } => {
            let (scope, changes) = properties::changes(session, Object::ResourceType(&type_name), &set).await?;
            let sentence = properties::sentence(&set, &format!("resource type {type_name}"));
            change(session, ResourceTypeCommand::SetProperties { type_name, scope, changes }, sentence).await
        }
        Arguments::Properties { type_name, which } => {
            properties::list(session, Object::ResourceType(&type_name), which).await
        }
    }
}

async fn show(session: &Session<'_>, type_name: &str) -> Result<(), Failure> {
    let view = ResourceTypeView::from(session.client.resource_type(type_name).await?);
    session.output.answer(&view, |page| render::resource_type_page(page, &view));
    Ok(())
}

async fn change(session: &Session<'_>, command: ResourceTypeCommand, sentence: String) -> Result<(), Failure> {
    let reply = session.client.execute(&Command::ResourceType(command)).await?;
    session.done(reply, sentence);
    Ok(())
}
