//! The end of a host: everything is killed, nothing is ever started again, and then the peers are told (leases 8).

use crate::host::{Host, Reader};
use crate::process::no_lease;
use crate::released::{self, SignedReleased};
use crate::reporter::AttemptReporter;
use crate::start_message;
use model::{ReleaseCause, Released};
use proto::host::{Finished, ToHost, from_host, to_host};
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

const REPEAT_PERIOD: Duration = Duration::from_millis(50);
const REPEAT_TIME: Duration = Duration::from_secs(10);
/// A peer's machine said so many times in a row that nobody listens there.
const REFUSALS_MAX: u32 = 20;

/// Ends when nothing is left and the peers were told for long enough, or were heard to know it.
pub(crate) async fn let_go(mut host: Host, cause: ReleaseCause, reader: &mut Reader) {
    let children = Rc::clone(&host.starter.children);
    host.starter.lease.give_up();
    children.tell_guard_letting_go();
    // Dropped before they run again.
    host.monitors.abort_all();
    // The gates shut first; nothing waits for the other.
    tokio::join!(host.addresses.end(), children.end_everything());
    children.dismiss_guard();
    let released = Released {
        node: host.starter.node.id,
        incarnation: host.starter.node.incarnation,
        cause,
        groups: host.groups.iter().map(|(group, epoch)| (*group, *epoch)).collect(),
    };
    let signed = released::sign(&released, &host.release_seed).expect("the seed was checked when it came");
    host.outbox.send(from_host::Message::Finished(Finished { released: Some(signed.to_message()) }));
    tokio::select! {
        () = tell_peers(&signed, &host.peers) => {}
        () = refuse_starts(&host, reader) => {}
    }
}

/// Answers starts that come too late. Ends when the service says Finish (again): it needs no more.
async fn refuse_starts(host: &Host, reader: &mut Reader) {
    while let Ok(Some(message)) = reader.next::<ToHost>().await {
        match message.message {
            Some(to_host::Message::Finish(_)) => return,
            Some(to_host::Message::Start(start)) => {
                if let Ok(start) = start_message::start(start) {
                    AttemptReporter::new(Rc::clone(&host.outbox), &start).report_failed(&no_lease(), true);
                }
            }
            _ => {}
        }
    }
    // The service is gone. That is no reason to be silent.
    std::future::pending().await
}

struct Peer {
    socket: UdpSocket,
    refusals: u32,
}

/// Repeats the datagram until a peer acknowledges it, none listens, or time is up.
async fn tell_peers(signed: &SignedReleased, peers: &[SocketAddr]) {
    let Some(datagram) = signed.to_datagram() else { return };
    let acknowledgement = signed.acknowledgement();
    // A peer that cannot be reached waits for the end of the lease.
    let mut peers: Vec<Peer> = peers.iter().filter_map(|address| connect(*address).ok()).collect();
    let mut ticks = interval(REPEAT_PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = Instant::now() + REPEAT_TIME;
    while Instant::now() < end && !peers.is_empty() {
        ticks.tick().await;
        if peers.iter().any(|peer| peer.acknowledges(&acknowledgement)) {
            return;
        }
        for peer in &mut peers {
            peer.tell(&datagram);
        }
        peers.retain(|peer| peer.refusals < REFUSALS_MAX);
    }
}

/// A connected socket, because it hears when nobody listens at the other end.
fn connect(address: SocketAddr) -> io::Result<Peer> {
    let socket = match address {
        SocketAddr::V4(_) => UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?,
        SocketAddr::V6(_) => UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))?,
    };
    socket.set_nonblocking(true)?;
    socket.connect(address)?;
    Ok(Peer { socket, refusals: 0 })
}

impl Peer {
    fn tell(&mut self, datagram: &[u8]) {
        match self.socket.send(datagram) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => self.refusals += 1,
            // A network that is down now may be up at the next repetition.
            Err(_) => {}
            Ok(_) => self.refusals = 0,
        }
    }

    fn acknowledges(&self, expected: &[u8]) -> bool {
        let mut buffer = [0; 128];
        while let Ok(length) = self.socket.recv(&mut buffer) {
            if &buffer[..length] == expected {
                return true;
            }
        }
        false
    }
}
