//! Three services on loopback: made by `quorate dev`, and then started and killed one by one.

use client::{Client, Consistency, Endpoint, LocalStatus};
use rustix::process::{Pid, Signal, kill_process};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::time::sleep;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

pub const NODES: usize = 3;
const LIMIT: Duration = Duration::from_secs(120);
const LOOK_AGAIN: Duration = Duration::from_millis(2);

pub struct Cluster {
    binary: PathBuf,
    folder: PathBuf,
    services: Vec<Option<Child>>,
}

impl Cluster {
    pub async fn start(binary: &Path, folder: &Path) -> Result<Cluster, Failure> {
        let binary = binary.canonicalize().map_err(|error| format!("{}: {error}", binary.display()))?;
        std::fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let mut dev = Command::new(&binary)
            .args(["dev", "--no-demo", "--nodes", "3", "--dir"])
            .arg(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut cluster = Cluster { binary, folder, services: (0..NODES).map(|_| None).collect() };
        let formed = cluster.wait_for_members().await;
        signal(&dev, Signal::TERM);
        dev.wait()?;
        formed?;
        (0..NODES).try_for_each(|node| cluster.start_node(node))?;
        cluster.wait_for_members().await?;
        Ok(cluster)
    }

    pub fn start_node(&mut self, node: usize) -> Result<(), Failure> {
        let files = self.folder.join(format!("node{}", node + 1));
        let log = std::fs::OpenOptions::new().create(true).append(true).open(files.join("service.log"))?;
        let service = Command::new(&self.binary)
            .arg("serve")
            .arg("--settings")
            .arg(files.join("node.toml"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        self.services[node] = Some(service);
        Ok(())
    }

    /// SIGKILL. Its resource host lets go by itself.
    pub fn kill_node(&mut self, node: usize) -> Result<(), Failure> {
        if let Some(mut service) = self.services[node].take() {
            service.kill()?;
            service.wait()?;
        }
        Ok(())
    }

    pub fn endpoint(&self, node: usize) -> Endpoint {
        Endpoint::unix(self.folder.join(format!("node{}/quorate.sock", node + 1)))
    }

    pub async fn client(&self, node: usize) -> Result<Client, Failure> {
        Ok(Client::connect(&self.endpoint(node)).await?.with_request_timeout(LIMIT))
    }

    /// What the service of a node knows, once it answers and `is_enough`.
    pub async fn wait_for(
        &self,
        node: usize,
        is_enough: impl Fn(&LocalStatus) -> bool,
    ) -> Result<LocalStatus, Failure> {
        let begun = Instant::now();
        loop {
            if let Ok(client) = Client::connect(&self.endpoint(node)).await {
                let client = client.with_consistency(Consistency::Local);
                while let Ok(status) = client.status().await {
                    if is_enough(&status) {
                        return Ok(status);
                    }
                    if begun.elapsed() > LIMIT {
                        return Err(format!("node {} does not get so far: {status:?}", node + 1).into());
                    }
                    sleep(LOOK_AGAIN).await;
                }
            }
            if begun.elapsed() > LIMIT {
                return Err(format!("the service of node {} does not answer", node + 1).into());
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    pub async fn wait_for_members(&self) -> Result<(), Failure> {
        for node in 0..NODES {
            self.wait_for(node, |status| status.member).await?;
        }
        Ok(())
    }

    /// Bytes of a node's log and snapshots.
    pub fn disk_bytes(&self, node: usize) -> Result<u64, Failure> {
        fn below(path: &Path) -> std::io::Result<u64> {
            std::fs::read_dir(path)?.try_fold(0, |sum, entry| {
                let entry = entry?;
                let kind = entry.metadata()?;
                Ok(sum + if kind.is_dir() { below(&entry.path())? } else { kind.len() })
            })
        }
        Ok(below(&self.folder.join(format!("node{}/state", node + 1)))?)
    }
}

impl Drop for Cluster {
    /// In order, so that nothing is left of what the hosts ran.
    fn drop(&mut self) {
        for service in self.services.iter().flatten() {
            signal(service, Signal::TERM);
        }
        for service in self.services.iter_mut().flatten() {
            // It has ended, or will; there is nobody to tell.
            let _ = service.wait();
        }
    }
}

fn signal(process: &Child, signal: Signal) {
    if let Some(pid) = Pid::from_raw(process.id().cast_signed()) {
        let _ = kill_process(pid, signal);
    }
}
