//! One computer of the cluster: its clock and its disk, the service that may be running on it, and the resource hosts, which may
//! outlive the service.

use crate::clock::Clock;
use crate::disk::Disk;
use crate::event::{Event, HostNumber, Life};
use crate::host::Host;
use crate::service::Service;
use model::{BootTime, Guid, NodeId, VoterId};
use node::Now;
use std::collections::BTreeMap;

/// Datagrams that the kernel keeps for a process that does not read.
const SOCKET_DATAGRAMS: usize = 300;

pub(crate) struct Computer {
    pub node: NodeId,
    /// Which disk this is, counted from 1.
    pub storage: u32,
    /// It was there when the cluster was formed, with this disk.
    pub founder: bool,
    /// Its operator wants its service to run.
    pub wanted: bool,
    pub clock: Clock,
    pub disk: Disk,
    pub service: Option<Service>,
    pub hosts: BTreeMap<HostNumber, Host>,
    /// A start is under way.
    pub starting: bool,
    /// The service is stopped (SIGSTOP) until then.
    pub service_stalled_until: u64,
    /// The whole machine stands still until then, applications included.
    pub frozen_until: u64,
    /// What waits for the service to go on.
    pub backlog: Vec<Event>,
    backlog_datagrams: usize,
}

impl Computer {
    pub(crate) fn new(node: NodeId, clock: Clock, cluster: Guid) -> Computer {
        Computer {
            node,
            storage: 1,
            founder: true,
            wanted: true,
            clock,
            disk: Disk::new(cluster, VoterId { node, storage: 1 }),
            service: None,
            hosts: BTreeMap::new(),
            starting: false,
            service_stalled_until: 0,
            frozen_until: 0,
            backlog: Vec::new(),
            backlog_datagrams: 0,
        }
    }

    pub(crate) fn voter(&self) -> VoterId {
        VoterId { node: self.node, storage: self.storage }
    }

    pub(crate) fn boot(&self, now: u64) -> BootTime {
        self.clock.boot(now)
    }

    pub(crate) fn now(&self, now: u64) -> Now {
        Now { boot: self.clock.boot(now), wall: self.clock.wall(now), zone_offset_s: 0 }
    }

    pub(crate) fn frozen(&self, now: u64) -> bool {
        now < self.frozen_until
    }

    pub(crate) fn service_stalled(&self, now: u64) -> bool {
        now < self.service_stalled_until || self.frozen(now)
    }

    pub(crate) fn host_stalled(&self, now: u64, host: HostNumber) -> bool {
        self.frozen(now) || self.hosts.get(&host).is_some_and(|host| now < host.stalled_until)
    }

    /// The life that is running; 0 for none.
    pub(crate) fn life(&self) -> Life {
        self.service.as_ref().map_or(0, |service| service.life)
    }

    pub(crate) fn keep_for_service(&mut self, event: Event) {
        if matches!(event, Event::Datagram { .. }) {
            if self.backlog_datagrams == SOCKET_DATAGRAMS {
                return;
            }
            self.backlog_datagrams += 1;
        }
        self.backlog.push(event);
    }

    pub(crate) fn take_backlog(&mut self) -> Vec<Event> {
        self.backlog_datagrams = 0;
        std::mem::take(&mut self.backlog)
    }
}
