//! `network list` and `show`, `network interface list` and `show`.

use super::text_or_none;
use proto::client as wire;
use serde::Serialize;

#[derive(Serialize, Debug)]
pub(crate) struct NetworkView {
    pub(crate) name: String,
    pub(crate) id: String,
    /// Up, Down, Partitioned, Unavailable.
    pub(crate) state: String,
    /// CLUSTER_NETWORK_ROLE.
    pub(crate) role: u32,
    pub(crate) metric: u32,
    pub(crate) auto_metric: bool,
    pub(crate) subnets: Vec<String>,
    /// Names.
    pub(crate) interfaces: Vec<String>,
    pub(crate) description: Option<String>,
}

impl From<wire::NetworkView> for NetworkView {
    fn from(view: wire::NetworkView) -> NetworkView {
        NetworkView {
            name: view.name,
            id: view.id,
            state: view.state,
            role: view.role,
            metric: view.metric,
            auto_metric: view.auto_metric,
            subnets: view.subnets,
            interfaces: view.interfaces,
            description: text_or_none(view.description),
        }
    }
}

#[derive(Serialize, Debug)]
pub(crate) struct NetworkInterfaceView {
    pub(crate) name: String,
    pub(crate) id: String,
    /// Up, Failed, Unreachable, Unavailable.
    pub(crate) state: String,
    /// Name.
    pub(crate) node: String,
    /// Name.
    pub(crate) network: String,
    pub(crate) adapter: String,
    /// Hardware address.
    pub(crate) adapter_id: Option<String>,
    pub(crate) addresses: Vec<String>,
    pub(crate) dhcp: bool,
    pub(crate) description: Option<String>,
}

impl From<wire::NetworkInterfaceView> for NetworkInterfaceView {
    fn from(view: wire::NetworkInterfaceView) -> NetworkInterfaceView {
        NetworkInterfaceView {
            name: view.name,
            id: view.id,
            state: view.state,
            node: view.node,
            network: view.network,
            adapter: view.adapter,
            adapter_id: text_or_none(view.adapter_id),
            addresses: view.addresses,
            dhcp: view.dhcp,
            description: text_or_none(view.description),
        }
    }
}
