//! The application: says who answers, and under which epoch, from the address that was asked.

use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{SocketAddr, UdpSocket};

const REQUEST_BYTES_MAX: usize = 256;

/// Node and epoch come from the environment that Quorate gives to an application; without it from the machine's name, and 0.
pub fn run(addresses: &[&str]) -> io::Result<()> {
    let node = std::env::var("QUORATE_NODE")
        .unwrap_or_else(|_| rustix::system::uname().nodename().to_string_lossy().into_owned());
    let epoch = std::env::var("QUORATE_GROUP_EPOCH").unwrap_or_else(|_| "0".to_owned());
    let answer = format!(" {node} {epoch}");
    let sockets = addresses.iter().map(|address| open(address)).collect::<io::Result<Vec<UdpSocket>>>()?;
    std::thread::scope(|scope| {
        for socket in &sockets {
            scope.spawn(|| serve(socket, answer.as_bytes()));
        }
    });
    Ok(())
}

/// The address need not be there yet, and may come and go (`IP_FREEBIND`, `ip(7)`).
fn open(address: &str) -> io::Result<UdpSocket> {
    let parsed: SocketAddr = address.parse().map_err(|error| io::Error::other(format!("{address}: {error}")))?;
    let socket = Socket::new(Domain::for_address(parsed), Type::DGRAM, Some(Protocol::UDP))?;
    if parsed.is_ipv4() {
        socket.set_freebind_v4(true)?;
    } else {
        socket.set_freebind_v6(true)?;
    }
    socket.bind(&parsed.into()).map_err(|error| io::Error::new(error.kind(), format!("{address}: {error}")))?;
    Ok(socket.into())
}

fn serve(socket: &UdpSocket, answer: &[u8]) {
    let mut buffer = [0; REQUEST_BYTES_MAX];
    loop {
        // An error is about an earlier answer that did not arrive.
        let Ok((bytes, client)) = socket.recv_from(&mut buffer) else { continue };
        // What cannot be sent is lost, as the client will notice.
        let _ = socket.send_to(&[&buffer[..bytes], answer].concat(), client);
    }
}
