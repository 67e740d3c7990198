//! `quorate network`.

use super::{Session, properties};
use crate::args::network::{NetworkCommand as Arguments, NetworkInterfaceCommand};
use crate::args::set::Set;
use crate::failure::Failure;
use crate::render;
use crate::view::{NetworkInterfaceView, NetworkView};
use client::{Object, Reply};

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    let client = &session.client;
    match command {
        Arguments::List => {
            let views: Vec<_> = client.networks().await?.into_iter().map(NetworkView::from).collect();
            session.output.answer(&views, |page| render::network_list(page, &views));
            Ok(())
        }
        Arguments::Show { network } => {
            let view = NetworkView::from(client.network(&network).await?);
            session.output.answer(&view, |page| render::network_page(page, &view));
            Ok(())
        }
        Arguments::Rename { network, name } => {
            client.rename_network(&network, &name).await?;
            session.done(Reply::Done, format!("Network {network} is now called {name}"));
            Ok(())
        }
        Arguments::Set { network, properties } => {
            set(session, Object::Network(&network), &properties, &format!("network {network}")).await
        }
        Arguments::Properties { network, which } => properties::list(session, Object::Network(&network), which).await,
        Arguments::Interface(command) => interface(session, command).await,
    }
}

async fn interface(session: &Session<'_>, command: NetworkInterfaceCommand) -> Result<(), Failure> {
    let client = &session.client;
    match command {
        NetworkInterfaceCommand::List => {
            let views: Vec<_> =
                client.network_interfaces().await?.into_iter().map(NetworkInterfaceView::from).collect();
            session.output.answer(&views, |page| render::network_interface_list(page, &views));
            Ok(())
        }
        NetworkInterfaceCommand::Show { interface } => {
            let view = NetworkInterfaceView::from(client.network_interface(&interface).await?);
            session.output.answer(&view, |page| render::network_interface_page(page, &view));
            Ok(())
        }
        NetworkInterfaceCommand::Set { interface, properties } => {
            let of = format!("network interface {interface}");
            set(session, Object::NetworkInterface(&interface), &properties, &of).await
        }
        NetworkInterfaceCommand::Properties { interface, which } => {
            properties::list(session, Object::NetworkInterface(&interface), which).await
        }
    }
}

async fn set(session: &Session<'_>, object: Object<'_>, wanted: &Set, of: &str) -> Result<(), Failure> {
    let (scope, changes) = properties::changes(session, object, wanted).await?;
    let reply = session.client.set_properties(object, scope, changes).await?;
    session.done(reply, properties::sentence(wanted, of));
    Ok(())
}
