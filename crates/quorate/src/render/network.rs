//! Networks and network interfaces.

use super::{Cell, Column, Page, facts, names, or_dash, table};
use crate::view::{NetworkInterfaceView, NetworkView};

fn role(number: u32) -> &'static str {
    match number {
        0 => "none",
        1 => "internal",
        2 => "clients",
        _ => "internal and clients",
    }
}

pub(crate) fn network_list(page: &Page, networks: &[NetworkView]) -> String {
    let columns = [
        Column::name("NETWORK"),
        Column::fixed("STATE"),
        Column::fixed("ROLE"),
        Column::fixed("METRIC"),
        Column::text("SUBNETS"),
    ];
    let row = |network: &NetworkView| {
        vec![
            Cell::new(&network.name),
            Cell::state(&network.state),
            Cell::new(role(network.role)),
            Cell::number(network.metric),
            Cell::new(names(&network.subnets)),
        ]
    };
    table(page, &columns, &networks.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn network_page(page: &Page, network: &NetworkView) -> String {
    let metric = format!("{}{}", network.metric, if network.auto_metric { ", chosen by the cluster" } else { "" });
    let list = [
        ("Network", Cell::new(&network.name)),
        ("State", Cell::state(&network.state)),
        ("Role", Cell::new(role(network.role))),
        ("Metric", Cell::new(metric)),
        ("Subnets", Cell::new(names(&network.subnets))),
        ("Interfaces", Cell::new(names(&network.interfaces))),
        ("Description", Cell::new(or_dash(network.description.as_deref()))),
        ("Id", Cell::new(&network.id)),
    ];
    facts(page, &list)
}

pub(crate) fn network_interface_list(page: &Page, interfaces: &[NetworkInterfaceView]) -> String {
    let columns =
        [Column::name("INTERFACE"), Column::fixed("STATE"), Column::name("NETWORK"), Column::text("ADDRESSES")];
    let row = |interface: &NetworkInterfaceView| {
        vec![
            Cell::new(&interface.name),
            Cell::state(&interface.state),
            Cell::new(&interface.network),
            Cell::new(names(&interface.addresses)),
        ]
    };
    table(page, &columns, &interfaces.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn network_interface_page(page: &Page, interface: &NetworkInterfaceView) -> String {
    let list = [
        ("Network interface", Cell::new(&interface.name)),
        ("State", Cell::state(&interface.state)),
        ("Node", Cell::new(&interface.node)),
        ("Network", Cell::new(&interface.network)),
        ("Adapter", Cell::new(&interface.adapter)),
        ("Adapter id", Cell::new(or_dash(interface.adapter_id.as_deref()))),
        ("Addresses", Cell::new(names(&interface.addresses))),
        ("From DHCP", Cell::new(if interface.dhcp { "yes" } else { "no" })),
        ("Description", Cell::new(or_dash(interface.description.as_deref()))),
        ("Id", Cell::new(&interface.id)),
    ];
    facts(page, &list)
}
