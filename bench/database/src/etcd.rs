//! Three members of Debian's etcd on loopback, with its defaults.

use crate::load::{Answer, Connection, Failure, Subject, Work};
use etcd_client::Client;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

const CLIENT_PORTS: [u16; 3] = [23_791, 23_792, 23_793];
const PEER_PORTS: [u16; 3] = [23_801, 23_802, 23_803];
const START_LIMIT: Duration = Duration::from_secs(30);

pub struct Etcd {
    _members: Vec<Child>,
}

impl Etcd {
    pub async fn start(binary: &Path, folder: &Path) -> Result<Etcd, Failure> {
        let cluster: Vec<String> =
            PEER_PORTS.iter().enumerate().map(|(i, port)| format!("m{i}=http://127.0.0.1:{port}")).collect();
        let mut members = Vec::new();
        for (i, (client, peer)) in CLIENT_PORTS.iter().zip(PEER_PORTS).enumerate() {
            let (client, peer) = (format!("http://127.0.0.1:{client}"), format!("http://127.0.0.1:{peer}"));
            let member = Command::new(binary)
                .args(["--name", &format!("m{i}"), "--data-dir"])
                .arg(folder.join(format!("m{i}")))
                .args(["--listen-client-urls", &client, "--advertise-client-urls", &client])
                .args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer])
                .args(["--initial-cluster", &cluster.join(","), "--initial-cluster-state", "new"])
                .args(["--log-level", "error", "--logger", "zap", "--quota-backend-bytes", "8589934592"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .map_err(|error| format!("{} cannot be started (apt-get install etcd-server): {error}", binary.display()))?;
            members.push(member);
        }
        let etcd = Etcd { _members: members };
        let deadline = Instant::now() + START_LIMIT;
        loop {
            match etcd.leader_port().await {
                Ok(_) => return Ok(etcd),
                Err(error) if Instant::now() >= deadline => return Err(error),
                Err(_) => sleep(Duration::from_millis(100)).await,
            }
        }
    }

    async fn leader_port(&self) -> Result<u16, Failure> {
        for port in CLIENT_PORTS {
            let mut client = connect(port).await?;
            let status = client.status().await?;
            let me = status.header().map_or(0, |header| header.member_id());
            if status.leader() != 0 && status.leader() == me {
                return Ok(port);
            }
        }
        Err("etcd has no leader yet".into())
    }
}

async fn connect(port: u16) -> Result<Client, Failure> {
    Ok(Client::connect([format!("http://127.0.0.1:{port}")], None).await?)
}

impl Subject for Etcd {
    fn name(&self) -> &'static str {
        "etcd"
    }

    fn connect(&self, work: Work, connections: usize) -> Answer<'_, Vec<Arc<dyn Connection>>> {
        Box::pin(async move {
            let leader = self.leader_port().await?;
            let mut open: Vec<Arc<dyn Connection>> = Vec::new();
            for index in 0..connections {
                let port = if work == Work::Write { leader } else { CLIENT_PORTS[index % CLIENT_PORTS.len()] };
                open.push(Arc::new(connect(port).await?));
            }
            Ok(open)
        })
    }
}

impl Connection for Client {
    fn write<'a>(&'a self, key: &'a str, value: &'a [u8]) -> Answer<'a, ()> {
        let mut client = self.kv_client();
        Box::pin(async move {
            client.put(key, value, None).await?;
            Ok(())
        })
    }

    fn read<'a>(&'a self, key: &'a str) -> Answer<'a, ()> {
        let mut client = self.kv_client();
        Box::pin(async move {
            client.get(key, None).await?;
            Ok(())
        })
    }
}
