//! Three services of ours on loopback, started by `quorate dev`.

use crate::load::{Answer, Connection, Failure, Subject, Work};
use client::{Client, Endpoint};
use model::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

const KEY: &str = "Bench";
const START_LIMIT: Duration = Duration::from_secs(30);

pub struct Quorate {
    sockets: Vec<PathBuf>,
    _dev: Child,
}

impl Quorate {
    pub async fn start(binary: &Path, folder: &Path) -> Result<Quorate, Failure> {
        let binary = binary.canonicalize().map_err(|error| format!("{}: {error}", binary.display()))?;
        let dev = Command::new(binary)
            .args(["dev", "--no-demo", "--nodes", "3", "--dir"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let sockets = (1..=3).map(|node| folder.join(format!("node{node}")).join("quorate.sock")).collect();
        let quorate = Quorate { sockets, _dev: dev };
        let deadline = Instant::now() + START_LIMIT;
        loop {
            let ready = async { quorate.leader().await?.create_key(KEY).await.map_err(Failure::from) };
            match ready.await {
                Ok(()) => return Ok(quorate),
                Err(error) if Instant::now() >= deadline => return Err(error),
                Err(_) => sleep(Duration::from_millis(100)).await,
            }
        }
    }

    async fn leader(&self) -> Result<Client, Failure> {
        let first = Client::connect(&Endpoint::unix(&self.sockets[0])).await?;
        let nodes = first.nodes().await?;
        let leader = nodes.iter().find(|node| node.is_leader).ok_or("no leader")?;
        Ok(Client::connect(&Endpoint::unix(&self.sockets[leader.id as usize - 1])).await?)
    }
}

impl Subject for Quorate {
    fn name(&self) -> &'static str {
        "quorate"
    }

    fn connect(&self, work: Work, connections: usize) -> Answer<'_, Vec<Arc<dyn Connection>>> {
        Box::pin(async move {
            let mut open: Vec<Arc<dyn Connection>> = Vec::new();
            for index in 0..connections {
                let client = match work {
                    Work::Write => self.leader().await?,
                    Work::Read => Client::connect(&Endpoint::unix(&self.sockets[index % self.sockets.len()])).await?,
                };
                open.push(Arc::new(client));
            }
            Ok(open)
        })
    }
}

impl Connection for Client {
    fn write<'a>(&'a self, key: &'a str, value: &'a [u8]) -> Answer<'a, ()> {
        let value = Value::Binary(value.to_vec().into());
        Box::pin(async move { Ok(self.set_value(KEY, key, value).await?) })
    }

    fn read<'a>(&'a self, key: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            self.value(KEY, key).await?;
            Ok(())
        })
    }
}
