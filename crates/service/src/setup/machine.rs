//! What this machine does with what it is told: checks it, and writes the settings that make it a node. Nothing of them is believed
//! that the node could stumble over later, because then nobody is there to be told.

use super::Start;
use super::door::Door;
use crate::settings::{ClusterSettings, NodeAddress, Settings};
use model::{Guid, Refusal, Win32Code, name};
use proto::join as wire;
use proto::joining::Said;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::watch;
use tonic::Status;

/// A machine that is no node yet.
pub struct Machine {
    start: Start,
    /// The port that was had, should any have been asked for.
    listen: SocketAddr,
    door: Mutex<Door>,
    configured: watch::Sender<bool>,
}

impl Machine {
    pub fn new(start: Start, listen: SocketAddr) -> std::io::Result<Machine> {
        Ok(Machine { start, listen, door: Mutex::new(Door::new()?), configured: watch::Sender::new(false) })
    }

    pub fn start(&self) -> &Start {
        &self.start
    }

    pub fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Becomes true when the settings are written.
    pub fn configured(&self) -> watch::Receiver<bool> {
        self.configured.subscribe()
    }

    /// Once the settings are written, it is for the service that reads them to answer: who asks is to ask again.
    pub fn check_unconfigured(&self) -> Result<(), Status> {
        match *self.configured.borrow() {
            false => Ok(()),
            true => Err(Status::unavailable("this machine is just becoming a node")),
        }
    }

    /// A log whose settings are gone is another node's, or this one's before it was evicted: a new node must not find it.
    pub fn check_no_remains(&self) -> Result<(), Refusal> {
        let state_dir = &self.start.state_dir;
        if !super::has_remains(state_dir) {
            return Ok(());
        }
        let message = format!(
            "This machine has the state of a node in {} and no settings for it in {}: put the settings back, or remove the state when \
             the cluster has evicted that node",
            state_dir.display(),
            self.start.settings.display()
        );
        Err(Refusal::new(Win32Code::ERROR_CLUSTER_EVICT_WITHOUT_CLEANUP, message).next("quorate node reset --force"))
    }

    pub fn join_code(&self) -> Result<wire::JoinCode, Refusal> {
        self.check_no_remains()?;
        Ok(wire::JoinCode {
            code: self.door().code().to_string(),
            host_name: host_name(),
            listen_address: self.listen.to_string(),
            addresses: own_addresses()?.iter().map(ToString::to_string).collect(),
        })
    }

    pub fn challenge(&self) -> Result<wire::Unconfigured, Refusal> {
        let nonce =
            self.door().challenge(Instant::now()).map_err(|error| refused("No nonce could be drawn", &error))?;
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let cloud_type = super::cloud_type().into();
        Ok(wire::Unconfigured { nonce: nonce.to_vec().into(), host_name: host_name(), version, cloud_type })
    }

    /// Makes this machine a node of an existing cluster, or only tries the code. Answers with the proof that it knows the code too.
    pub fn configure(&self, request: &wire::ConfigureRequest) -> Result<Vec<u8>, Refusal> {
        let wire::ConfigureRequest { nonce, client_nonce, configuration, proof } = request;
        let said = Said { nonce, client_nonce, configuration };
        // Held to the end: who comes second finds a configured machine.
        let mut door = self.door();
        door.check(Instant::now(), &said, proof)?;
        self.check_no_remains()?;
        if !configuration.is_empty() {
            let configuration = prost::Message::decode(configuration.clone()).map_err(|error| {
                Refusal::new(Win32Code::ERROR_INVALID_DATA, format!("The configuration cannot be read: {error}"))
            })?;
            let settings = self.joining_settings(configuration)?;
            self.write(&settings)?;
        }
        Ok(door.code().prove_answer(&said))
    }

    /// Makes a cluster of this one machine.
    pub fn create(&self, request: wire::CreateClusterRequest) -> Result<wire::CreatedCluster, Refusal> {
        let _door = self.door();
        self.check_no_remains()?;
        let instance: [u8; 16] = request.instance.as_ref().try_into().map_err(|_| {
            Refusal::new(Win32Code::ERROR_INVALID_DATA, "The instance of the cluster is not 16 bytes long")
        })?;
        let node_name = if request.node_name.is_empty() { own_name()? } else { request.node_name };
        let address = self.own_address(&request.address, &request.cluster_name)?;
        let node = NodeAddress { id: 1, name: node_name, storage: 1, address: address.to_string() };
        let guid = || uuid::Uuid::new_v4().to_string();
        let cluster = ClusterSettings {
            name: request.cluster_name,
            instance: Guid(instance).to_string(),
            founding: true,
            cluster_group: guid(),
            available_storage: guid(),
            cluster_name_resource: guid(),
            nodes: vec![node.clone()],
        };
        let settings = self.settings(&node, address, cluster);
        crate::run::check_form(&settings)?;
        self.write(&settings)?;
        Ok(wire::CreatedCluster { node_name: node.name, address: node.address })
    }

    fn joining_settings(&self, told: wire::NodeConfiguration) -> Result<Settings, Refusal> {
        let invalid = |message: String| Refusal::new(Win32Code::ERROR_INVALID_DATA, message).next("quorate --version");
        name::check_cluster_name(&told.cluster_name)?;
        let guids = [&told.cluster_instance, &told.cluster_group, &told.available_storage, &told.cluster_name_resource];
        if let Some(wrong) = guids.iter().find(|text| text.parse::<Guid>().is_err()) {
            return Err(invalid(format!("{wrong:?} in the configuration is not a GUID")));
        }
        let nodes: Vec<NodeAddress> = told.nodes.into_iter().map(node_address).collect();
        for node in &nodes {
            name::check_node_name(&node.name)?;
        }
        let me = nodes.iter().find(|node| node.id == told.node_id && node.storage == told.storage);
        let me = me.filter(|node| node.id != 0 && node.storage != 0).cloned();
        let me = me.ok_or_else(|| invalid("The configuration does not name the node that is configured".into()))?;
        let address = self.own_address(&me.address, &told.cluster_name)?;
        let cluster = ClusterSettings {
            name: told.cluster_name,
            instance: told.cluster_instance,
            founding: false,
            cluster_group: told.cluster_group,
            available_storage: told.available_storage,
            cluster_name_resource: told.cluster_name_resource,
            nodes,
        };
        Ok(self.settings(&me, address, cluster))
    }

    fn settings(&self, node: &NodeAddress, address: SocketAddr, cluster: ClusterSettings) -> Settings {
        Settings {
            node_id: node.id,
            node_name: node.name.clone(),
            storage: node.storage,
            state_dir: self.start.state_dir.clone(),
            socket: self.start.socket.clone(),
            peer_listen: address,
            client_listen: None,
            allow_beyond_loopback: !address.ip().is_loopback(),
            cluster,
        }
    }

    fn write(&self, settings: &Settings) -> Result<(), Refusal> {
        let file = &self.start.settings;
        settings.save(file).map_err(|error| refused(&format!("{} cannot be written", file.display()), &error))?;
        let (node, cluster) = (&settings.node_name, &settings.cluster.name);
        tracing::info!("this machine was made node {node} of cluster {cluster}");
        self.configured.send_replace(true);
        Ok(())
    }

    /// Where other nodes reach this one: what was said, if it can be listened on here; what else could it be, if nothing was.
    fn own_address(&self, said: &str, cluster: &str) -> Result<SocketAddr, Refusal> {
        let with_port = |ip| SocketAddr::new(ip, self.listen.port());
        let own = own_addresses()?;
        let list = || own.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let next = |ip: &IpAddr| format!("quorate cluster create {cluster} --address {ip}");
        let refuse = |message: String| {
            let next = own.first().map_or("ip address".to_owned(), next);
            Err(Refusal::new(Win32Code::ERROR_CLUSTER_NETWORK_NOT_FOUND_FOR_IP, message).next(next))
        };
        let address = match (said, &own[..]) {
            ("", [only]) => with_port(*only),
            ("", []) => return refuse("This machine has no address that other machines could reach".into()),
            ("", _) => {
                return refuse(format!(
                    "This machine has several addresses ({}): say which other nodes are to use",
                    list()
                ));
            }
            (text, _) => match text.parse().map(with_port).or_else(|_| text.parse()) {
                Ok(address) => address,
                Err(_) => return refuse(format!("{text:?} is not an IP address, or one with a port")),
            },
        };
        // Heartbeats come there, too; the TCP port is this service's own so far.
        match UdpSocket::bind(address) {
            _ if address.ip().is_unspecified() || address.port() == 0 => {
                refuse(format!("{address} is not where other nodes could reach this machine"))
            }
            Err(error) if error.kind() == ErrorKind::AddrNotAvailable => {
                refuse(format!("{} is not an address of this machine, which has {}", address.ip(), list()))
            }
            Err(error) => refuse(format!("This machine cannot listen on {address}, UDP: {error}")),
            Ok(_) => Ok(address),
        }
    }

    /// What a panic elsewhere left is whole: each change of the door is one assignment.
    fn door(&self) -> MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn node_address(node: wire::NodeAddress) -> NodeAddress {
    NodeAddress { id: node.id, name: node.name, storage: node.storage, address: node.address }
}

/// The machine's name up to the first dot.
fn host_name() -> String {
    let system = rustix::system::uname();
    let name = system.nodename().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn own_name() -> Result<String, Refusal> {
    let name = host_name();
    name::check_node_name(&name).map_err(|refusal| {
        let message = format!("The host name of this machine does not do as the name of a node: {}", refusal.message);
        Refusal::new(refusal.code, message).next("quorate cluster create NAME --node-name NODE")
    })?;
    Ok(name)
}

/// Those that another machine may reach without naming an interface: neither loopback nor link-local.
fn own_addresses() -> Result<Vec<IpAddr>, Refusal> {
    let interfaces =
        if_addrs::get_if_addrs().map_err(|error| refused("The addresses of this machine cannot be listed", &error))?;
    let mut addresses: Vec<IpAddr> = interfaces.into_iter().map(|interface| interface.ip()).collect();
    addresses.retain(|ip| !ip.is_loopback() && !is_link_local(ip));
    addresses.sort();
    addresses.dedup();
    Ok(addresses)
}

fn is_link_local(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

fn refused(what: &str, error: &std::io::Error) -> Refusal {
    Refusal::new(Win32Code::ERROR_NODE_CANNOT_BE_CLUSTERED, format!("{what}: {error}")).next("systemctl status quorate")
}
