//! `quorate db`.

use super::{Session, db_batch};
use crate::args::db::DbCommand as Arguments;
use crate::failure::Failure;
use crate::render;
use crate::value_text;
use crate::view::{KeyView, TreeView, ValueView};
use client::{BatchStep, Command};
use model::Value;
use proto::command::types::RegistryCommand;
use std::future::Future;
use std::pin::Pin;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::Get { path, name: Some(name) } => {
            let value = session.client.value(&path, &name).await?;
            let view = ValueView::new(name, &value);
            session.output.answer(&view, |_| render::value_page(&view));
            Ok(())
        }
        Arguments::Get { path, name: None } | Arguments::List { path } => {
            let view = key_view(session.client.key(&path).await?);
            session.output.answer(&view, |page| render::key_page(page, &view));
            Ok(())
        }
        Arguments::Set { path, name, value, value_type } => {
            let (command, sentence) = match (name, value) {
                (Some(name), Some(value)) => {
                    let value = value_text::parse(&name, value_type.syntax(), &[&value])?;
                    let sentence = format!("Set {name} of {}", shown(&path));
                    (set_value(path, name, value), sentence)
                }
                _ => {
                    let sentence = format!("The key {} exists", shown(&path));
                    (RegistryCommand::CreateKey { path }, sentence)
                }
            };
            change(session, command, sentence).await
        }
        Arguments::Delete { path, name: Some(name), .. } => {
            let sentence = format!("{name} of {} is deleted", shown(&path));
            change(session, RegistryCommand::DeleteValue { path, name, must_exist: false }, sentence).await
        }
        Arguments::Delete { path, name: None, tree } => {
            let sentence = format!("The key {} is deleted", shown(&path));
            change(session, RegistryCommand::DeleteKey { path, tree }, sentence).await
        }
        Arguments::Tree { path, depth } => {
            let name = if path.is_empty() { "Cluster".to_owned() } else { path.clone() };
            let view = tree(session, path, name, depth).await?;
            session.output.answer(&view, |page| render::tree_page(page, &view));
            Ok(())
        }
        Arguments::Batch { file, root } => {
            let steps = db_batch::read(&file)?;
            let sentence = format!("{} steps are done", steps.len());
            change(session, RegistryCommand::Batch { root, steps }, sentence).await
        }
    }
}

/// In one step with the keys that are missing above it.
fn set_value(path: String, name: String, value: Value) -> RegistryCommand {
    let set = BatchStep::SetValue { name, value };
    let steps = if path.is_empty() { vec![set] } else { vec![BatchStep::CreateKey { path }, set] };
    RegistryCommand::Batch { root: String::new(), steps }
}

async fn change(session: &Session<'_>, command: RegistryCommand, sentence: String) -> Result<(), Failure> {
    let reply = session.client.execute(&Command::Registry(command)).await?;
    session.done(reply, sentence);
    Ok(())
}

fn key_view(key: client::Key) -> KeyView {
    KeyView {
        path: key.path,
        keys: key.keys,
        values: key.values.into_iter().map(|(name, value)| ValueView::new(name, &value)).collect(),
        last_write: key.last_write,
        own_security: key.security.is_some(),
    }
}

/// A key with all below it. A key that is deleted while the tree is read is left out.
fn tree<'a>(
    session: &'a Session<'_>,
    path: String,
    name: String,
    depth: usize,
) -> Pin<Box<dyn Future<Output = Result<TreeView, Failure>> + 'a>> {
    Box::pin(async move {
        let key = session.client.key(&path).await?;
        let mut keys = Vec::new();
        for below in if depth == 0 { Vec::new() } else { key.keys } {
            let below_path = if path.is_empty() { below.clone() } else { format!("{path}\\{below}") };
            match tree(session, below_path, below, depth - 1).await {
                Ok(view) => keys.push(view),
                Err(failure) if failure.refusal.code == model::Win32Code::ERROR_FILE_NOT_FOUND => {}
                Err(failure) => return Err(failure),
            }
        }
        let values = key.values.into_iter().map(|(name, value)| ValueView::new(name, &value)).collect();
        Ok(TreeView { name, values, keys })
    })
}

fn shown(path: &str) -> &str {
    if path.is_empty() { "the root" } else { path }
}
