//! What one service is told at its start: `node.toml` in its folder, written by the service itself when it is made a node
//! ([`crate::setup`]), or by `quorate node add --settings` or `quorate dev`. Everything else is in the cluster database.

use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file of one node.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub node_id: u32,
    pub node_name: String,
    /// Generation of this node's storage, from 1: counts the disks it has had.
    pub storage: u32,
    /// The log, snapshots and the resource host's remains are kept below it.
    pub state_dir: PathBuf,
    /// Unix socket of the client API.
    pub socket: PathBuf,
    /// Node-to-node service over TCP, and heartbeats over UDP with the same number.
    pub peer_listen: SocketAddr,
    /// Client API over TCP; none by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_listen: Option<SocketAddr>,
    /// Until certificates exist a service listens beyond loopback only with this.
    #[serde(default)]
    pub allow_beyond_loopback: bool,
    pub cluster: ClusterSettings,
}

/// The same on every founding node. A node that joins an existing cluster has `founding = false`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterSettings {
    pub name: String,
    /// GUID of the cluster; nodes of another cluster are refused.
    pub instance: String,
    /// This node is one of those that form the cluster.
    pub founding: bool,
    /// GUIDs of the core objects.
    pub cluster_group: String,
    pub available_storage: String,
    pub cluster_name_resource: String,
    pub nodes: Vec<NodeAddress>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeAddress {
    pub id: u32,
    pub name: String,
    pub storage: u32,
    /// `host:port` of its node-to-node service.
    pub address: String,
}

/// The file could not be used.
#[derive(Debug)]
pub enum SettingsError {
    Read(PathBuf, std::io::Error),
    Parse(PathBuf, String),
}

impl std::fmt::Display for SettingsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SettingsError::Read(path, error) => write!(f, "{} cannot be read: {error}", path.display()),
            SettingsError::Parse(path, error) => write!(f, "{} is not a node's settings: {error}", path.display()),
        }
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    pub fn load(path: &Path) -> Result<Settings, SettingsError> {
        let text = std::fs::read_to_string(path).map_err(|error| SettingsError::Read(path.into(), error))?;
        toml::from_str(&text).map_err(|error| SettingsError::Parse(path.into(), error.to_string()))
    }

    /// `None` when there is no such file: the machine is not configured yet.
    pub fn load_if_present(path: &Path) -> Result<Option<Settings>, SettingsError> {
        match Settings::load(path) {
            Ok(settings) => Ok(Some(settings)),
            Err(SettingsError::Read(_, error)) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whole and on disk, or not at all.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let beside = path.with_extension("toml.new");
        let mut file = File::create(&beside)?;
        file.write_all(self.to_toml().as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        File::open(folder)?.sync_all()
    }

    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("settings are plain tables")
    }
}
