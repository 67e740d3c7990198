//! The successor's side: what it finds in the place of its standard input, before it does anything else (leases 15).

use super::descriptors;
use super::memory::inheritance_from_wire;
use crate::host::RunningHost;
use crate::identity::Identity;
use crate::settings::Settings;
use bytes::Bytes;
use model::Incarnation;
use node::Inheritance;
use proto::handover::v1::{Descriptor, Memory};
use resource_host::launch::LeaseSender;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};

/// Everything that a predecessor in this process has left.
pub struct Inherited {
    memory: Memory,
    descriptors: BTreeMap<i32, OwnedFd>,
}

impl Inherited {
    /// To be called first thing: the standard input is what it was before only afterwards. Whatever is wrong is an error, and the
    /// process has to end: with it the connections close, and the host lets go.
    pub fn take() -> Result<Inherited> {
        let invalid = |reason: String| Error::new(ErrorKind::InvalidData, reason);
        let socket = std::io::stdin().as_fd().try_clone_to_owned()?;
        let (bytes, descriptors) = descriptors::take(socket.as_fd())?;
        drop(socket);
        let memory = proto::handover::decode_memory(&bytes)
            .map_err(|error| invalid(format!("what the service handed over cannot be read: {error}")))?;
        if memory.pid != std::process::id() {
            return Err(invalid(format!("what was handed over is for the process {}, not for this one", memory.pid)));
        }
        if descriptors.len() != memory.descriptors.len() {
            return Err(invalid("not all descriptors were handed over".into()));
        }
        let descriptors = memory.descriptors.iter().copied().zip(descriptors).collect();
        let mut inherited = Inherited { memory, descriptors };
        if let Some(input) = inherited.descriptor(Descriptor::StandardInput) {
            rustix::stdio::dup2_stdin(&input)?;
        }
        Ok(inherited)
    }

    fn descriptor(&mut self, which: Descriptor) -> Option<OwnedFd> {
        self.descriptors.remove(&which.into())
    }

    fn needed(&mut self, which: Descriptor) -> Result<OwnedFd> {
        self.descriptor(which).ok_or_else(|| Error::other("a descriptor was not handed over"))
    }

    pub(crate) fn lock(&mut self) -> Result<File> {
        self.needed(Descriptor::Lock).map(File::from)
    }

    /// Refuses settings of another node: then it is not this one's life that goes on.
    pub(crate) fn check(&self, settings: &Settings) -> Result<()> {
        let instance = settings.cluster.instance.parse::<model::Guid>().ok();
        let same = settings.node_id == self.memory.node
            && settings.storage == self.memory.storage
            && instance.is_some_and(|instance| instance.0[..] == self.memory.cluster_instance[..]);
        if same { Ok(()) } else { Err(Error::other("the settings are of another node than the one that goes on")) }
    }

    pub(crate) fn identity(&self) -> Result<Identity> {
        let seed = proto::handover::seed(&self.memory).map_err(Error::other)?;
        Ok(Identity::of(Incarnation(self.memory.incarnation), seed))
    }

    pub(crate) fn inheritance(&self) -> Result<Inheritance> {
        inheritance_from_wire(&self.memory).map_err(Error::other)
    }

    pub(crate) fn last_heartbeat(&self) -> u64 {
        self.memory.last_heartbeat
    }

    pub(crate) fn predecessors_version(&self) -> &str {
        &self.memory.version
    }

    pub(crate) fn host(&mut self) -> Result<RunningHost> {
        let socket = UnixStream::from(self.needed(Descriptor::HostSocket)?);
        let lease = LeaseSender::of(self.needed(Descriptor::LeasePipe)?);
        let host = self.memory.host.take().unwrap_or_default();
        let unread: Bytes = host.unread;
        Ok(RunningHost { pid: host.pid, protocol: host.protocol, socket, lease, peers: host.peers, unread })
    }

    // A listener is of use only if it listens where the settings say now.

    pub(crate) fn heartbeats(&mut self, at: SocketAddr) -> Option<UdpSocket> {
        let socket = UdpSocket::from(self.descriptor(Descriptor::Heartbeats)?);
        socket.local_addr().is_ok_and(|address| address == at).then_some(socket)
    }

    pub(crate) fn peer_listener(&mut self, at: SocketAddr) -> Option<TcpListener> {
        let listener = TcpListener::from(self.descriptor(Descriptor::PeerListener)?);
        listener.local_addr().is_ok_and(|address| address == at).then_some(listener)
    }

    pub(crate) fn client_listener(&mut self, at: SocketAddr) -> Option<TcpListener> {
        let listener = TcpListener::from(self.descriptor(Descriptor::ClientListener)?);
        listener.local_addr().is_ok_and(|address| address == at).then_some(listener)
    }

    pub(crate) fn client_socket(&mut self, at: &std::path::Path) -> Option<UnixListener> {
        let listener = UnixListener::from(self.descriptor(Descriptor::ClientSocket)?);
        listener.local_addr().is_ok_and(|address| address.as_pathname() == Some(at)).then_some(listener)
    }
}
