//! The cluster, and one service.

use super::{Cell, Column, Page, facts, names, or_dash, table};
use crate::view::{ClusterView, StatusView};

pub(crate) fn cluster_page(page: &Page, cluster: &ClusterView) -> String {
    let list = [
        ("Cluster", Cell::new(&cluster.name)),
        ("Quorum", Cell::new(if cluster.quorum { "yes" } else { "no" })),
        (
            "Nodes",
            Cell::new(format!("{}, of which {} up and {} voting", cluster.nodes, cluster.nodes_up, cluster.voters)),
        ),
        ("Leader", Cell::new(or_dash(cluster.leader.as_deref()))),
        ("Groups", Cell::number(cluster.groups)),
        ("Resources", Cell::number(cluster.resources)),
        ("Functional level", Cell::new(functional_level(cluster))),
        ("Term", Cell::number(cluster.term)),
        ("Applied index", Cell::number(cluster.applied_index)),
        ("Time", Cell::new(&cluster.time)),
        ("Instance", Cell::new(&cluster.instance)),
    ];
    facts(page, &list)
}

/// `1`, `1.2, mixed mode`, `2, upgrade in progress`.
fn functional_level(cluster: &ClusterView) -> String {
    let mut text = cluster.functional_level.to_string();
    if cluster.upgrade_version != 0 {
        text.push_str(&format!(".{}", cluster.upgrade_version));
    }
    match cluster.upgrade_target {
        None => text.push_str(", not all nodes can go higher"),
        Some(target) if target > cluster.functional_level => text.push_str(&format!(", can go to {target}")),
        Some(_) => {}
    }
    if cluster.mixed_mode {
        text.push_str(", mixed mode");
    }
    if cluster.upgrade_in_progress {
        text.push_str(", upgrade in progress");
    }
    text
}

pub(crate) fn status_page(page: &Page, status: &StatusView) -> String {
    let lease = status.lease_remaining_ms.map_or("none".to_owned(), |left| format!("{left} ms left"));
    let host = status.resource_host_pid.map_or("none".to_owned(), |pid| format!("pid {pid}"));
    let mut list = vec![
        ("Node", Cell::new(format!("{} ({})", status.node_name, status.node_id))),
        ("Cluster", Cell::new(&status.cluster_name)),
        ("Member", Cell::new(if status.member { "yes" } else { "no" })),
        ("Lease", Cell::new(lease)),
        ("Leader", Cell::new(or_dash(status.leader.as_deref()))),
        ("Term", Cell::number(status.term)),
        ("Applied index", Cell::new(format!("{} of {}", status.applied_index, status.last_index))),
        ("Pid", Cell::number(status.pid)),
        ("Resource host", Cell::new(host)),
        ("Listens on", Cell::new(names(&status.listen_addresses))),
        ("Version", Cell::new(&status.version)),
        ("Up for", Cell::new(format!("{} s", status.uptime_ms / 1000))),
    ];
    list.extend(status.warnings.iter().map(|warning| ("Warning", Cell::new(warning))));
    let mut text = facts(page, &list);
    if !status.peers.is_empty() {
        text.push('\n');
        text.push_str(&peers(page, status));
    }
    text
}

fn peers(page: &Page, status: &StatusView) -> String {
    let columns =
        [Column::name("PEER"), Column::name("ADDRESS"), Column::fixed("CONNECTED"), Column::fixed("LAST CONTACT")];
    let rows: Vec<Vec<Cell>> = status
        .peers
        .iter()
        .map(|peer| {
            vec![
                Cell::new(&peer.name),
                Cell::new(&peer.address),
                Cell::new(if peer.connected { "yes" } else { "no" }),
                Cell::new(peer.last_contact_ms.map_or("-".to_owned(), |age| format!("{age} ms ago"))),
            ]
        })
        .collect();
    table(page, &columns, &rows)
}
