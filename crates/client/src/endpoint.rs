//! Which cluster to talk to, and where its services listen.

use model::{Refusal, Win32Code};
use std::fmt;
use std::path::{Path, PathBuf};

/// The local service.
const LOCAL_SOCKET: &str = "/run/quorate/quorate.sock";
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

    /// What a user writes: a socket path (it has a `/`), `host:port`, or the name of a cluster in
    /// `/etc/quorate/clusters`.
    pub fn parse(text: &str) -> Result<Endpoint, Refusal> {
        Endpoint::parse_with(text, Path::new(CLUSTERS_DIRECTORY))
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
