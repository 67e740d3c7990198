//! Ports of a `quorate dev` cluster, on 127.0.0.1.

use super::folder::{DevCluster, loopback};
use crate::failure::Failure;
use crate::guid::new_guid;
use model::Win32Code;
use std::net::{TcpListener, UdpSocket};

/// Below the ports that the kernel gives to outgoing connections: one of those may be in use by anything when the cluster
/// starts the next time.
const LOWEST: u16 = 20_000;
const HIGHEST: u16 = 32_767;

/// A port that is ours while this lives.
struct Held {
    port: u16,
    _tcp: TcpListener,
    _udp: UdpSocket,
}

/// Free ports: `count`, in a row from `base` when one is named.
pub(super) fn choose(count: u16, base: Option<u16>) -> Result<Vec<u16>, Failure> {
    if let Some(base) = base {
        let ports: Option<Vec<u16>> = (0..count).map(|offset| base.checked_add(offset)).collect();
        let ports = ports.ok_or_else(|| Failure::usage(format!("There are no {count} ports from {base} on")))?;
        for port in &ports {
            hold(*port).map_err(|error| taken(*port, "--base-port asks for", &error))?;
        }
        return Ok(ports);
    }
    let mut held: Vec<Held> = Vec::new();
    let start = random_offset();
    let span = HIGHEST - LOWEST;
    for step in 0..span {
        if held.len() == usize::from(count) {
            break;
        }
        let offset = (u32::from(start) + u32::from(step)) % u32::from(span);
        held.extend(hold(LOWEST + offset as u16));
    }
    if held.len() < usize::from(count) {
        let message = format!("No {count} free ports were found on 127.0.0.1 between {LOWEST} and {HIGHEST}");
        return Err(
            Failure::refused(Win32Code::ERROR_CLUSTER_IPADDR_IN_USE, message).next("quorate dev --base-port 40000")
        );
    }
    Ok(held.iter().map(|held| held.port).collect())
}

/// Whether the cluster's ports are free now.
pub(super) fn check(cluster: &DevCluster, demo: bool) -> Result<(), Failure> {
    for node in &cluster.nodes {
        hold(node.peer_port).map_err(|error| taken(node.peer_port, &format!("the node {} uses", node.name), &error))?;
    }
    if demo {
        let port = cluster.demo.port;
        TcpListener::bind(loopback(port)).map_err(|error| taken(port, "the page of the demo uses", &error))?;
    }
    Ok(())
}

fn hold(port: u16) -> std::io::Result<Held> {
    let address = loopback(port);
    Ok(Held { port, _tcp: TcpListener::bind(address)?, _udp: UdpSocket::bind(address)? })
}

fn taken(port: u16, who: &str, error: &std::io::Error) -> Failure {
    let message = format!("The port {port} on 127.0.0.1, which {who}, is not free: {error}");
    Failure::refused(Win32Code::ERROR_CLUSTER_IPADDR_IN_USE, message).next(format!("ss -lntup 'sport = :{port}'"))
}

/// Two clusters made at the same moment should not look in the same place.
fn random_offset() -> u16 {
    let guid = new_guid();
    u16::from_le_bytes([guid.0[0], guid.0[1]]) % (HIGHEST - LOWEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_ports_are_different_and_free() {
        let ports = choose(6, None).unwrap();
        let mut unique = ports.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), 6);
        for port in ports {
            assert!((LOWEST..HIGHEST).contains(&port));
        }
    }

    #[test]
    fn a_port_in_use_is_named() {
        let listener = TcpListener::bind(loopback(0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let failure = choose(1, Some(port)).unwrap_err();
        assert!(failure.refusal.message.contains(&port.to_string()), "{}", failure.refusal.message);
    }

    #[test]
    fn ports_end_at_65535() {
        assert_eq!(choose(4, Some(65_533)).unwrap_err().refusal.code, Win32Code::ERROR_INVALID_PARAMETER);
    }
}
