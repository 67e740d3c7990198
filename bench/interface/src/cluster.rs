//! Three services on loopback, started by `quorate dev`, and a connection to one of them through the facade.

use rustix::process::{Pid, Signal, kill_process};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use windows::Win32::Foundation::GetLastError;
use windows::Win32::Networking::Clustering::*;
use windows::core::HSTRING;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

const START_LIMIT: Duration = Duration::from_secs(60);
pub const TYPE: &str = "Generic Application";

pub struct Cluster {
    folder: tempfile::TempDir,
    dev: Child,
}

impl Cluster {
    pub fn start(binary: &Path) -> Result<Cluster, Failure> {
        let binary = binary.canonicalize().map_err(|error| format!("{}: {error}", binary.display()))?;
        let folder = tempfile::tempdir()?;
        let dev = Command::new(binary)
            .args(["dev", "--no-demo", "--nodes", "3", "--dir"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let cluster = Cluster { folder, dev };
        let begun = Instant::now();
        while !cluster.is_up() {
            if begun.elapsed() > START_LIMIT {
                return Err("the cluster does not come up".into());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(cluster)
    }

    /// All nodes are.
    fn is_up(&self) -> bool {
        let Ok(cluster) = self.open() else { return false };
        // SAFETY: names are texts.
        unsafe {
            (1..=3).all(|id| {
                let node = OpenClusterNode(cluster, &HSTRING::from(format!("n{id}")));
                let up = !node.is_invalid() && GetClusterNodeState(node) == ClusterNodeUp;
                up && CloseClusterNode(node).is_ok()
            })
        }
    }

    /// A connection to the first node.
    pub fn open(&self) -> Result<HCLUSTER, Failure> {
        let socket = self.folder.path().join("node1/quorate.sock");
        // SAFETY: the name is a text.
        let cluster = unsafe { OpenCluster(&HSTRING::from(socket.to_string_lossy().as_ref())) };
        if cluster.is_invalid() { Err(last_error("the cluster")) } else { Ok(cluster) }
    }
}

impl Drop for Cluster {
    /// In order, so that nothing is left of what the hosts ran.
    fn drop(&mut self) {
        if let Some(pid) = Pid::from_raw(self.dev.id().cast_signed()) {
            let _ = kill_process(pid, Signal::TERM);
        }
        let _ = self.dev.wait();
    }
}

/// What a call left in the last error.
pub fn last_error(what: &str) -> Failure {
    // SAFETY: it takes nothing.
    let code = unsafe { GetLastError() }.0;
    format!("{what}: {code}").into()
}

/// A call that returns its code.
pub fn done(what: &str, code: u32) -> Result<(), Failure> {
    if [0, 997].contains(&code) { Ok(()) } else { Err(format!("{what}: {code}").into()) }
}
