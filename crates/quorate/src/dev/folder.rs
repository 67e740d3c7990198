//! The folder of a `quorate dev` cluster: what is in it, and `cluster.json`, which makes a second start find the same cluster.

use crate::failure::Failure;
use crate::guid::new_guid;
use crate::shell::shell_word;
use model::Win32Code;
use serde::{Deserialize, Serialize};
use service::settings::{ClusterSettings, NodeAddress, Settings};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// A Unix socket's path has no room for more (`sockaddr_un`).
const SOCKET_PATH_BYTES_MAX: usize = 107;

const CLUSTER_NAME: &str = "dev";

/// `cluster.json`: everything that has to stay the same from one start to the next.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct DevCluster {
    pub(crate) name: String,
    /// GUIDs: of the cluster and of its core objects.
    pub(crate) instance: String,
    pub(crate) cluster_group: String,
    pub(crate) available_storage: String,
    pub(crate) cluster_name_resource: String,
    pub(crate) nodes: Vec<DevNode>,
    pub(crate) demo: DevDemo,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct DevNode {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) dir: PathBuf,
    pub(crate) socket: PathBuf,
    /// On 127.0.0.1, TCP and UDP.
    pub(crate) peer_port: u16,
}

/// The demo role, known by its ids, so that it may be renamed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct DevDemo {
    /// GUIDs.
    pub(crate) group: String,
    pub(crate) resource: String,
    /// On 127.0.0.1, TCP.
    pub(crate) port: u16,
}

impl DevNode {
    pub(crate) fn settings_file(&self) -> PathBuf {
        self.dir.join("node.toml")
    }

    pub(crate) fn state_dir(&self) -> PathBuf {
        self.dir.join("state")
    }

    pub(crate) fn log_file(&self) -> PathBuf {
        self.dir.join("service.log")
    }

    pub(crate) fn peer_address(&self) -> SocketAddr {
        loopback(self.peer_port)
    }
}

impl DevDemo {
    pub(crate) fn address(&self) -> SocketAddr {
        loopback(self.port)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address())
    }
}

pub(super) fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// The folder when none is named: `quorate/dev` below the user's state folder; `None` for a user without a home.
pub(crate) fn default_dir() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")))?;
    Some(state.join("quorate/dev"))
}

/// Makes the folder, for this user only: who can open a socket in it can run programs as this user.
pub(super) fn create_dir(dir: &Path) -> Result<PathBuf, Failure> {
    let cannot = |error: std::io::Error| Failure::file(format!("The folder {} cannot be made", dir.display()), &error);
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(cannot)?;
    dir.canonicalize().map_err(cannot)
}

/// The cluster that an earlier start made in the folder.
pub(crate) fn load(dir: &Path) -> Result<Option<DevCluster>, Failure> {
    let path = dir.join("cluster.json");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::file(format!("{} cannot be read", path.display()), &error)),
    };
    let mut cluster: DevCluster = serde_json::from_str(&text).map_err(|error| {
        let message = format!("{} is not a cluster of quorate dev: {error}", path.display());
        Failure::refused(Win32Code::ERROR_INVALID_DATA, message)
            .next(format!("quorate dev --dir {}", shell_word(&dir.with_extension("new").display().to_string())))
    })?;
    // The folder may have been moved since.
    for node in &mut cluster.nodes {
        node.dir = node_dir(dir, node.id);
        node.socket = socket(&node.dir);
    }
    Ok(Some(cluster))
}

/// A new cluster with nodes 1, 2, ... on these ports.
pub(super) fn new_cluster(dir: &Path, peer_ports: &[u16], demo_port: u16) -> DevCluster {
    let nodes = (1u32..).zip(peer_ports).map(|(id, peer_port)| {
        let dir = node_dir(dir, id);
        DevNode { id, name: format!("n{id}"), socket: socket(&dir), dir, peer_port: *peer_port }
    });
    DevCluster {
        name: CLUSTER_NAME.to_owned(),
        instance: new_guid().to_string(),
        cluster_group: new_guid().to_string(),
        available_storage: new_guid().to_string(),
        cluster_name_resource: new_guid().to_string(),
        nodes: nodes.collect(),
        demo: DevDemo { group: new_guid().to_string(), resource: new_guid().to_string(), port: demo_port },
    }
}

/// Writes `cluster.json` and each node's folder with its `node.toml`.
pub(super) fn write(dir: &Path, cluster: &DevCluster) -> Result<(), Failure> {
    for node in &cluster.nodes {
        check_socket_path(&node.socket)?;
        create_dir(&node.dir)?;
        create_dir(&node.state_dir())?;
        write_file(&node.settings_file(), &settings(cluster, node).to_toml())?;
    }
    let text = serde_json::to_string_pretty(cluster).expect("plain data");
    write_file(&dir.join("cluster.json"), &(text + "\n"))
}

/// Whole or not at all: a start that is interrupted must not cost the cluster its ids.
fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    let beside = path.with_extension("new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::File::open(&beside)?.sync_all())
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| Failure::file(format!("{} cannot be written", path.display()), &error))
}

pub(super) fn settings(cluster: &DevCluster, node: &DevNode) -> Settings {
    let address = |node: &DevNode| NodeAddress {
        id: node.id,
        name: node.name.clone(),
        storage: 1,
        address: node.peer_address().to_string(),
    };
    Settings {
        node_id: node.id,
        node_name: node.name.clone(),
        storage: 1,
        state_dir: node.state_dir(),
        socket: node.socket.clone(),
        peer_listen: node.peer_address(),
        client_listen: None,
        allow_beyond_loopback: false,
        cluster: ClusterSettings {
            name: cluster.name.clone(),
            instance: cluster.instance.clone(),
            founding: true,
            cluster_group: cluster.cluster_group.clone(),
            available_storage: cluster.available_storage.clone(),
            cluster_name_resource: cluster.cluster_name_resource.clone(),
            nodes: cluster.nodes.iter().map(address).collect(),
        },
    }
}

fn node_dir(dir: &Path, id: u32) -> PathBuf {
    dir.join(format!("node{id}"))
}

fn socket(node_dir: &Path) -> PathBuf {
    node_dir.join("quorate.sock")
}

fn check_socket_path(socket: &Path) -> Result<(), Failure> {
    let bytes = socket.as_os_str().len();
    if bytes <= SOCKET_PATH_BYTES_MAX {
        return Ok(());
    }
    let message = format!(
        "The path of the socket {} has {bytes} bytes, and a Unix socket takes {SOCKET_PATH_BYTES_MAX}: choose a shorter folder",
        socket.display()
    );
    Err(Failure::refused(Win32Code::ERROR_INVALID_PARAMETER, message).next("quorate dev --dir /tmp/quorate-dev"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_start_reads_what_the_first_wrote_also_in_a_moved_folder() {
        let first = tempfile::tempdir().unwrap();
        let cluster = new_cluster(first.path(), &[4001, 4002, 4003], 4004);
        write(first.path(), &cluster).unwrap();
        assert_eq!(load(first.path()).unwrap(), Some(cluster.clone()));
        let node = Settings::load(&cluster.nodes[1].settings_file()).unwrap();
        assert_eq!(node, settings(&cluster, &cluster.nodes[1]));

        let second = tempfile::tempdir().unwrap();
        std::fs::copy(first.path().join("cluster.json"), second.path().join("cluster.json")).unwrap();
        let moved = load(second.path()).unwrap().unwrap();
        assert_eq!(moved.instance, cluster.instance);
        assert_eq!(moved.nodes[2].socket, second.path().join("node3/quorate.sock"));
    }

    #[test]
    fn an_empty_folder_holds_no_cluster_and_a_damaged_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(load(dir.path()).unwrap(), None);
        std::fs::write(dir.path().join("cluster.json"), "{}").unwrap();
        assert_eq!(load(dir.path()).unwrap_err().refusal.code, Win32Code::ERROR_INVALID_DATA);
    }

    #[test]
    fn a_socket_path_that_the_kernel_would_refuse_is_refused_with_the_remedy() {
        assert!(check_socket_path(Path::new(&"x".repeat(107))).is_ok());
        let failure = check_socket_path(Path::new(&"x".repeat(108))).unwrap_err();
        assert!(failure.refusal.next.contains("--dir"));
    }
}
