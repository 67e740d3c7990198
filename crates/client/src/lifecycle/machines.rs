//! Machines by name: where the service of one is that is to become a node, and what proves to it that it is meant.
//!
//! The original's functions name a machine and nothing else; who calls is known there by his account. Here a machine lets itself be made
//! a node by who knows its join code (docs/decisions/0006-joining.md). So the code is looked up, in this order:
//!
//! 1. in the file that `QUORATE_JOIN_CODES` names, or else in `$XDG_CONFIG_HOME/quorate/join-codes`, `~/.config/quorate/join-codes`;
//! 2. if the machine is this one, at its own service, which shows it to who can open its socket: root.
//!
//! The file has a line for each machine, `NAME CODE [IP[:PORT]]`, or `NAME /path/to/its/socket [IP[:PORT]]` for a service of which the
//! code can be asked; `#` begins a comment. It has to belong to the user, and nobody else may read it.

use crate::{Client, Endpoint};
use model::{Refusal, Win32Code, fold};
use proto::joining::JoinCode;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The port between nodes (blueprint 11).
pub(crate) const PORT: u16 = 3343;
const VARIABLE: &str = "QUORATE_JOIN_CODES";

/// What is known of machines beforehand.
#[derive(Clone, Debug, Default)]
pub struct Machines {
    known: Vec<Known>,
}

#[derive(Clone, PartialEq, Debug)]
struct Known {
    name: String,
    proof: Proof,
    /// Where its node-to-node service listens, when it is not where the name leads.
    address: Option<SocketAddr>,
}

#[derive(Clone, PartialEq, Debug)]
enum Proof {
    Code(JoinCode),
    Socket(PathBuf),
}

/// A machine that can be taken in.
#[derive(Clone)]
pub struct Machine {
    pub name: String,
    /// Where its node-to-node service listens: `IP:port`.
    pub address: SocketAddr,
    pub code: JoinCode,
    /// Its own service, where its socket can be opened.
    pub local: Option<Endpoint>,
}

impl Machines {
    /// What the user's file says; without one, nothing. Refused with ERROR_ACCESS_DENIED when others may read it.
    pub fn known() -> Result<Machines, Refusal> {
        let path = match std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
            Some(path) => PathBuf::from(path),
            None => match default_file() {
                Some(path) if path.exists() => path,
                _ => return Ok(Machines::default()),
            },
        };
        Machines::read(&path)
    }

    pub fn read(path: &Path) -> Result<Machines, Refusal> {
        let refuse = |code, message: String| Refusal::new(code, format!("{}: {message}", path.display()));
        let unreadable = |error: std::io::Error| refuse(Win32Code::ERROR_FILE_NOT_FOUND, error.to_string());
        let metadata = std::fs::metadata(path).map_err(unreadable)?;
        let mine = metadata.uid() == rustix::process::geteuid().as_raw();
        if !mine || metadata.mode() & 0o077 != 0 {
            let message = "whoever reads a join code can make a machine a node, so the file has to be the user's own, with mode 0600";
            let next = format!("chmod 600 {}", model::shell_word(&path.display().to_string()));
            return Err(refuse(Win32Code::ERROR_ACCESS_DENIED, message.into()).next(next));
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        let known = (1..).zip(lines).filter(|(_, line)| !line.is_empty());
        let known = known.map(|(number, line)| {
            read_line(line).ok_or_else(|| {
                let message = format!("line {number} is not NAME CODE [IP[:PORT]]");
                refuse(Win32Code::ERROR_INVALID_DATA, message).next("quorate node join-code")
            })
        });
        Ok(Machines { known: known.collect::<Result<_, _>>()? })
    }

    /// The machine of this name. Refused with ERROR_ACCESS_DENIED when nothing proves to it that it is meant.
    pub async fn find(&self, name: &str) -> Result<Machine, Refusal> {
        match self.known.iter().find(|known| fold::equals(&known.name, name)) {
            Some(Known { proof: Proof::Code(code), address, .. }) => {
                let address = match address {
                    Some(address) => *address,
                    None => look_up(name, PORT).await?,
                };
                Ok(Machine { name: name.to_owned(), address, code: code.clone(), local: None })
            }
            Some(Known { proof: Proof::Socket(path), address, .. }) => {
                by_socket(name, Endpoint::unix(path), *address).await
            }
            None => this_machine(name).await?.ok_or_else(|| unknown(name)),
        }
    }

    /// Where the node-to-node service of the machine listens, for who only asks it something: no code is needed.
    pub async fn address(&self, name: &str) -> Result<SocketAddr, Refusal> {
        if let Some(known) = self.known.iter().find(|known| fold::equals(&known.name, name)) {
            if let Some(address) = known.address {
                return Ok(address);
            }
            if let Proof::Socket(path) = &known.proof {
                return address_of(&Endpoint::unix(path)).await;
            }
        }
        if let Ok(address) = name.parse() {
            return Ok(address);
        }
        match node_of_the_local_cluster(name).await {
            Some(address) => Ok(address),
            None => look_up(name, PORT).await,
        }
    }
}

/// Where a node of the cluster that this machine belongs to listens.
async fn node_of_the_local_cluster(name: &str) -> Option<SocketAddr> {
    let client = Client::connect(&Endpoint::meant().ok()?).await.ok()?;
    let nodes = client.with_consistency(crate::Consistency::Local).nodes().await.ok()?;
    nodes.iter().find(|node| fold::equals(&node.name, name))?.address.parse().ok()
}

/// `None` when it is not this one.
async fn this_machine(name: &str) -> Result<Option<Machine>, Refusal> {
    let endpoint = Endpoint::meant()?;
    let Ok(client) = Client::connect(&endpoint).await else { return Ok(None) };
    match client.join_code().await {
        Ok(shown) if fold::equals(&shown.host_name, name) => by_socket(name, endpoint, None).await.map(Some),
        Ok(_) => Ok(None),
        // It is a node: of this name, or of another.
        Err(refusal) => match client.status().await {
            Ok(status) if fold::equals(&status.node_name, name) => Err(refusal),
            _ => Ok(None),
        },
    }
}

async fn by_socket(name: &str, endpoint: Endpoint, address: Option<SocketAddr>) -> Result<Machine, Refusal> {
    let client = Client::connect(&endpoint).await?;
    let shown = client.join_code().await?;
    let code = shown.code.parse().map_err(|_| not_understood("its join code", &shown.code))?;
    let address = match address {
        Some(address) => address,
        None => own_address(&shown)?,
    };
    Ok(Machine { name: name.to_owned(), address, code, local: Some(endpoint) })
}

/// Where the service of the socket listens, whether its machine is a node or not.
async fn address_of(endpoint: &Endpoint) -> Result<SocketAddr, Refusal> {
    let client = Client::connect(endpoint).await?;
    match client.join_code().await {
        Ok(shown) => own_address(&shown),
        Err(_) => {
            let addresses = client.status().await?.listen_addresses;
            let found = addresses.iter().find_map(|address| address.parse().ok());
            found.ok_or_else(|| not_understood("its address", &addresses.join(", ")))
        }
    }
}

/// Where it waits, or its only address; with several the file has to say which.
fn own_address(shown: &crate::ShownJoinCode) -> Result<SocketAddr, Refusal> {
    let listens: SocketAddr =
        shown.listen_address.parse().map_err(|_| not_understood("its address", &shown.listen_address))?;
    if !listens.ip().is_unspecified() {
        return Ok(listens);
    }
    match &shown.addresses[..] {
        [only] => only
            .parse()
            .map(|ip: IpAddr| SocketAddr::new(ip, listens.port()))
            .map_err(|_| not_understood("its address", only)),
        several => {
            let message = format!(
                "The machine {} has {} addresses ({}): say in the file of join codes which other nodes are to use",
                shown.host_name,
                several.len(),
                several.join(", ")
            );
            Err(Refusal::new(Win32Code::ERROR_CLUSTER_NETWORK_NOT_FOUND_FOR_IP, message).next("quorate node join-code"))
        }
    }
}

/// What the name service says; an address of this machine's own loopback only when there is no other.
async fn look_up(name: &str, port: u16) -> Result<SocketAddr, Refusal> {
    let found = tokio::net::lookup_host((name, port)).await.map(|found| found.collect::<Vec<_>>()).unwrap_or_default();
    let other = found.iter().find(|address| !address.ip().is_loopback());
    other.or(found.first()).copied().ok_or_else(|| {
        let message = format!("No machine is known by the name '{name}'");
        Refusal::new(Win32Code::ERROR_CLUSTER_NODE_UNREACHABLE, message).next(format!("getent hosts {name}"))
    })
}

fn unknown(name: &str) -> Refusal {
    let message = format!(
        "Nothing proves to the machine '{name}' that it is meant: its join code is not in the file of join codes, and it is not this \
         machine, or its service's socket cannot be opened"
    );
    Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next("quorate node join-code")
}

fn not_understood(what: &str, said: &str) -> Refusal {
    let message = format!("What the machine says is {what} was not understood: {said:?}");
    Refusal::new(Win32Code::ERROR_INVALID_DATA, message).next("quorate --version, on both sides")
}

fn read_line(line: &str) -> Option<Known> {
    let mut words = line.split_whitespace();
    let (name, proof) = (words.next()?, words.next()?);
    let address = words.next().map(|text| read_address(text).ok_or(())).transpose().ok()?;
    if words.next().is_some() {
        return None;
    }
    let proof = if proof.contains('/') { Proof::Socket(proof.into()) } else { Proof::Code(proof.parse().ok()?) };
    Some(Known { name: name.to_owned(), proof, address })
}

/// `IP` or `IP:PORT`; the port is 3343 when it is not said.
fn read_address(text: &str) -> Option<SocketAddr> {
    text.parse().map(|ip: IpAddr| SocketAddr::new(ip, PORT)).or_else(|_| text.parse()).ok()
}

fn default_file() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")))?;
    Some(config.join("quorate/join-codes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn write(text: &str, mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("join-codes");
        std::fs::write(&path, text).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
        (folder, path)
    }

    #[test]
    fn a_file_says_code_and_place_of_each_machine() {
        let text = "# the lab\nn1 /run/quorate/quorate.sock\n\nN2 K7QF-2MPA-XWZ3-LD5T 10.0.0.2 # new\nn3 k7qf2mpaxwz3ld5t [::1]:4000\n";
        let (_folder, path) = write(text, 0o600);
        let known = Machines::read(&path).expect("it is read").known;
        let code: JoinCode = "K7QF-2MPA-XWZ3-LD5T".parse().expect("a code");
        let machine = |name: &str, proof, address: Option<&str>| Known {
            name: name.into(),
            proof,
            address: address.map(|text| text.parse().expect("an address")),
        };
        assert_eq!(
            known,
            [
                machine("n1", Proof::Socket("/run/quorate/quorate.sock".into()), None),
                machine("N2", Proof::Code(code.clone()), Some("10.0.0.2:3343")),
                machine("n3", Proof::Code(code), Some("[::1]:4000")),
            ]
        );
    }

    #[test]
    fn a_file_that_others_read_or_that_is_none_is_refused() {
        let refused = |text: &str, mode| Machines::read(&write(text, mode).1).expect_err("refused").code;
        for mode in [0o644, 0o640, 0o601] {
            assert_eq!(refused("n1 K7QF-2MPA-XWZ3-LD5T", mode), Win32Code::ERROR_ACCESS_DENIED);
        }
        for line in ["n1", "n1 K7QF", "n1 K7QF-2MPA-XWZ3-LD5T nowhere", "n1 K7QF-2MPA-XWZ3-LD5T ::1 more"] {
            assert_eq!(refused(line, 0o600), Win32Code::ERROR_INVALID_DATA, "{line}");
        }
        let missing = Machines::read(Path::new("/nowhere/join-codes")).expect_err("refused").code;
        assert_eq!(missing, Win32Code::ERROR_FILE_NOT_FOUND);
    }
}
