//! Which cluster to talk to, and where its services listen.

use model::{Refusal, Win32Code};
use std::fmt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// The local service.
const LOCAL_SOCKET: &str = "/run/quorate/quorate.sock";
/// Names the cluster for programs that do not.
const CLUSTER_VARIABLE: &str = "QUORATE_CLUSTER";
/// One file for each cluster that has a name here: an address a line, `#` begins a comment.
const CLUSTERS_DIRECTORY: &str = "/etc/quorate/clusters";

/// Where a cluster can be reached: one or more services, tried in turn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    targets: Vec<Target>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    Unix(PathBuf),
    /// `host:port`
    Tcp(String),
}

impl Default for Endpoint {
    /// The local service's socket.
    fn default() -> Endpoint {
        Endpoint::unix(LOCAL_SOCKET)
    }
}

impl Endpoint {
    pub fn unix(path: impl Into<PathBuf>) -> Endpoint {
        Endpoint { targets: vec![Target::Unix(path.into())] }
    }

    /// `address` is `host:port`.
    pub fn tcp(address: impl Into<String>) -> Endpoint {
        Endpoint { targets: vec![Target::Tcp(address.into())] }
    }

    /// What a user writes: a socket path (it has a `/`), `host:port`, the folder of a `quorate dev`, or the name of a cluster in
    /// `/etc/quorate/clusters`.
    pub fn parse(text: &str) -> Result<Endpoint, Refusal> {
        match dev_folder(Path::new(text)) {
            Some(endpoint) => Ok(endpoint),
            None => Endpoint::parse_with(text, Path::new(CLUSTERS_DIRECTORY)),
        }
    }

    /// What is meant when nobody names a cluster: the one in `QUORATE_CLUSTER`, or else the local service, or else, when that has no
    /// socket, the `quorate dev` cluster of this user.
    pub fn meant() -> Result<Endpoint, Refusal> {
        if let Some(named) = std::env::var(CLUSTER_VARIABLE).ok().filter(|named| !named.is_empty()) {
            return Endpoint::parse(&named);
        }
        if Path::new(LOCAL_SOCKET).exists() {
            return Ok(Endpoint::default());
        }
        Ok(default_dev_folder().and_then(|folder| dev_folder(&folder)).unwrap_or_default())
    }

    fn parse_with(text: &str, clusters: &Path) -> Result<Endpoint, Refusal> {
        match parse_address(text) {
            Some(target) => Ok(Endpoint { targets: vec![target] }),
            None => named(text, clusters),
        }
    }

    /// This one's services, and then the other's.
    #[must_use]
    pub fn or(mut self, other: Endpoint) -> Endpoint {
        self.targets.extend(other.targets);
        self
    }

    pub(crate) fn targets(&self) -> &[Target] {
        &self.targets
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, target) in self.targets.iter().enumerate() {
            let separator = if i == 0 { "" } else { ", " };
            write!(f, "{separator}{target}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Unix(path) => write!(f, "{}", path.display()),
            Target::Tcp(address) => f.write_str(address),
        }
    }
}

/// Where `quorate dev` keeps its cluster unless told otherwise.
fn default_dev_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")))?;
    Some(state.join("quorate/dev"))
}

/// All services of a `quorate dev`, those that listen first; `None` when the folder has none.
fn dev_folder(folder: &Path) -> Option<Endpoint> {
    let sockets =
        (1..).map(|node| folder.join(format!("node{node}/quorate.sock"))).take_while(|socket| socket.exists());
    let (listening, silent): (Vec<_>, Vec<_>) = sockets.partition(|socket| UnixStream::connect(socket).is_ok());
    listening.into_iter().chain(silent).map(Endpoint::unix).reduce(Endpoint::or)
}

/// `None` for what can only be a name.
fn parse_address(text: &str) -> Option<Target> {
    if text.contains('/') {
        return Some(Target::Unix(PathBuf::from(text)));
    }
    let (host, port) = text.rsplit_once(':')?;
    let valid = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port != 0);
    valid.then(|| Target::Tcp(text.to_owned()))
}

fn named(name: &str, clusters: &Path) -> Result<Endpoint, Refusal> {
    let unknown = || {
        Refusal::new(Win32Code::RPC_S_SERVER_UNAVAILABLE, format!("No cluster is known by the name '{name}'"))
            .next(format!("write its addresses, one host:port a line, to {}", clusters.join(name).display()))
    };
    if name.is_empty() || name.starts_with('.') {
        return Err(Refusal::new(
            Win32Code::ERROR_INVALID_NAME,
            format!("'{name}' is no socket path, host:port or cluster name"),
        ));
    }
    let text = std::fs::read_to_string(clusters.join(name)).map_err(|_| unknown())?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let mut targets = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let target = parse_address(line).ok_or_else(|| {
            let file = clusters.join(name);
            let message = format!("'{line}' in {} is no socket path and no host:port", file.display());
            Refusal::new(Win32Code::ERROR_INVALID_DATA, message)
        })?;
        targets.push(target);
    }
    if targets.is_empty() { Err(unknown()) } else { Ok(Endpoint { targets }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_addresses_are_told_apart() {
        let nowhere = Path::new("/nonexistent");
        for (text, expected) in [
            ("/run/x.sock", Endpoint::unix("/run/x.sock")),
            ("./x.sock", Endpoint::unix("./x.sock")),
            ("host:3344", Endpoint::tcp("host:3344")),
            ("[::1]:3344", Endpoint::tcp("[::1]:3344")),
        ] {
            assert_eq!(Endpoint::parse_with(text, nowhere), Ok(expected));
        }
    }

    #[test]
    fn the_folder_of_a_dev_cluster_is_all_its_services() {
        let directory = tempfile::tempdir().expect("a directory");
        let parsed = || Endpoint::parse(directory.path().to_str().expect("text")).map(|found| found.to_string());
        let socket = |node: u32| directory.path().join(format!("node{node}/quorate.sock"));
        assert_eq!(parsed(), Ok(directory.path().display().to_string()));
        for node in 1..=2 {
            std::fs::create_dir(directory.path().join(format!("node{node}"))).expect("made");
        }
        std::fs::write(socket(1), "a socket that was left behind").expect("written");
        let _listens = std::os::unix::net::UnixListener::bind(socket(2)).expect("bound");
        assert_eq!(parsed(), Ok(format!("{}, {}", socket(2).display(), socket(1).display())));
    }

    #[test]
    fn a_name_is_looked_up() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = "# the lab\nalpha:3344\n\n/run/x.sock # local\nbeta:3344";
        std::fs::write(directory.path().join("lab"), file).expect("written");
        std::fs::write(directory.path().join("bad"), "alpha").expect("written");
        std::fs::write(directory.path().join("none"), "# nothing").expect("written");
        let parse = |name| Endpoint::parse_with(name, directory.path());
        let lab = parse("lab").expect("known");
        assert_eq!(lab.to_string(), "alpha:3344, /run/x.sock, beta:3344");
        let code = |name| parse(name).expect_err("refused").code;
        assert_eq!(code("bad"), Win32Code::ERROR_INVALID_DATA);
        assert_eq!(code("none"), Win32Code::RPC_S_SERVER_UNAVAILABLE);
        assert_eq!(code("unknown"), Win32Code::RPC_S_SERVER_UNAVAILABLE);
        assert_eq!(code("host:0"), Win32Code::RPC_S_SERVER_UNAVAILABLE);
        assert_eq!(code(".."), Win32Code::ERROR_INVALID_NAME);
        assert_eq!(code(""), Win32Code::ERROR_INVALID_NAME);
    }
}
