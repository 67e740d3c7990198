//! `quorate fault-domain`.

use super::{Session, properties};
use crate::args::fault_domain::FaultDomainCommand as Arguments;
use crate::failure::Failure;
use crate::render;
use crate::view::FaultDomainView;
use client::{Object, PropertyChange, PropertyScope, Reply};
use model::Value;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    let client = &session.client;
    match command {
        Arguments::List => {
            let views: Vec<_> = client.fault_domains().await?.into_iter().map(FaultDomainView::from).collect();
            session.output.answer(&views, |page| render::fault_domain_list(page, &views));
            Ok(())
        }
        Arguments::Show { domain } => show(session, &domain).await,
        Arguments::Create { name, kind, parent } => {
            let id = client.create_fault_domain(&name, kind.kind(), parent.as_deref()).await?;
            show(session, &id.to_string()).await
        }
        Arguments::Remove { domain } => {
            client.remove_fault_domain(&domain).await?;
            session.done(Reply::Done, format!("Fault domain {domain} is removed"));
            Ok(())
        }
        Arguments::Properties { domain, which } => properties::list(session, Object::FaultDomain(&domain), which).await,
        Arguments::Set { domain, name, parent, no_parent, location, description } => {
            let texts = [("Location", location), ("Description", description)];
            let texts = texts.into_iter().filter_map(|(property, text)| {
                Some(PropertyChange { name: property.into(), value: Some(Value::Sz(text?)) })
            });
            let changes: Vec<PropertyChange> = texts.collect();
            if !changes.is_empty() {
                client.set_properties(Object::FaultDomain(&domain), PropertyScope::Common, changes).await?;
            }
            if parent.is_some() || no_parent {
                client.move_fault_domain(&domain, parent.as_deref()).await?;
            }
            if let Some(name) = &name {
                client.rename_fault_domain(&domain, name).await?;
            }
            show(session, name.as_deref().unwrap_or(&domain)).await
        }
    }
}

async fn show(session: &Session<'_>, domain: &str) -> Result<(), Failure> {
    let view = FaultDomainView::from(session.client.fault_domain(domain).await?);
    session.output.answer(&view, |page| render::fault_domain_page(page, &view));
    Ok(())
}
