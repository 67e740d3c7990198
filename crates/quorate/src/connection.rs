//! Which cluster a command is about.

use crate::args::Global;
use crate::dev::folder::{self, DevCluster};
use crate::failure::Failure;
use crate::output::Output;
use crate::shell;
use client::{Client, Consistency, Endpoint};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// The service of this machine.
pub(crate) const LOCAL_SOCKET: &str = "/run/quorate/quorate.sock";

/// The longest that one request is tried.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Connects to the cluster that the command line or the environment names, or else to the one that is meant.
pub(crate) async fn open(global: &Global, output: &Output) -> Result<Client, Failure> {
    let Chosen { endpoint, next } = match &global.cluster {
        Some(text) => named(text)?,
        None => meant(output),
    };
    let client = Client::connect(&endpoint).await.map_err(|refusal| Failure::from(refusal).next(next))?;
    let consistency = if global.local { Consistency::Local } else { Consistency::Linearizable };
    let client = client.with_reason(global.reason.as_deref().unwrap_or_default());
    Ok(client.with_consistency(consistency).with_request_timeout(global.timeout.min(REQUEST_TIMEOUT)))
}

struct Chosen {
    endpoint: Endpoint,
    /// What to try when it cannot be reached.
    next: String,
}

fn named(text: &str) -> Result<Chosen, Failure> {
    let path = Path::new(text);
    if path.is_dir()
        && let Some(cluster) = folder::load(path)?
    {
        return Ok(Chosen { endpoint: dev_endpoint(&cluster), next: shell::quorate(&["dev", "--dir", text]) });
    }
    // A socket in the current folder has no slash in its name.
    let endpoint = if path.exists() { Endpoint::unix(path) } else { Endpoint::parse(text)? };
    Ok(Chosen { endpoint, next: "systemctl start quorate".to_owned() })
}

/// The service of this machine; without one, the `quorate dev` cluster of this user.
fn meant(output: &Output) -> Chosen {
    let local = Chosen { endpoint: Endpoint::unix(LOCAL_SOCKET), next: "quorate dev".to_owned() };
    if Path::new(LOCAL_SOCKET).exists() {
        return Chosen { next: "systemctl start quorate".to_owned(), ..local };
    }
    let Some(dir) = folder::default_dir() else { return local };
    match folder::load(&dir) {
        Ok(Some(cluster)) if cluster.nodes.iter().any(|node| is_listening(&node.socket)) => {
            if output.error_terminal && !output.is_json() {
                output.note(&format!("(the cluster of quorate dev in {})", dir.display()));
            }
            Chosen { endpoint: dev_endpoint(&cluster), ..local }
        }
        _ => local,
    }
}

/// All its nodes, those that listen first.
pub(crate) fn dev_endpoint(cluster: &DevCluster) -> Endpoint {
    let sockets = cluster.nodes.iter().map(|node| &node.socket);
    let (listening, silent): (Vec<_>, Vec<_>) = sockets.partition(|socket| is_listening(socket));
    let endpoints = listening.into_iter().chain(silent).map(Endpoint::unix);
    endpoints.reduce(Endpoint::or).unwrap_or_default()
}

fn is_listening(socket: &Path) -> bool {
    UnixStream::connect(socket).is_ok()
}
