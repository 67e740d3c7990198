//! A port: its filters, and the queue of what passed them.

use super::Signal;
use super::flags::{cluster, resource, v1};
use crate::boundary::{Answer, Fail};
use crate::handle;
use client::{Notification, object_type};
use model::{ResourceState, Win32Code};
use rustix::event::{EventfdFlags, eventfd};
use std::collections::{HashSet, VecDeque};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

/// Waits for ever.
const INFINITE: u32 = u32::MAX;

/// All open ports, to tell them of handles that are closed.
static PORTS: Mutex<Vec<Weak<Port>>> = Mutex::new(Vec::new());

/// What a registration wants to hear of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Filter {
    V1(u32),
    V2 { object_type: u32, flags: u64 },
}

/// Of which objects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    Everything,
    Node(String),
    Group(String),
    Resource(String),
    Network(String),
    NetInterface(String),
    /// By name.
    ResourceType(String),
    /// By path; with what is below when the filter says so.
    Key(String),
}

impl Subject {
    /// `None` for the cluster, which may watch everything.
    pub fn object_type(&self) -> Option<u32> {
        Some(match self {
            Subject::Everything => return None,
            Subject::Node(_) => object_type::NODE,
            Subject::Group(_) => object_type::GROUP,
            Subject::Resource(_) => object_type::RESOURCE,
            Subject::Network(_) => object_type::NETWORK,
            Subject::NetInterface(_) => object_type::NETWORK_INTERFACE,
            Subject::ResourceType(_) => object_type::RESOURCE_TYPE,
            Subject::Key(_) => object_type::REGISTRY,
        })
    }

    /// Whether a notification is about it; for a key, the path from there.
    fn covers(&self, notification: &Notification, subtree: bool) -> Option<String> {
        let same = |id: &str, kind: u32| notification.object_type == kind && notification.object_id == id;
        let covered = match self {
            Subject::Everything => true,
            Subject::Node(id) => same(id, object_type::NODE),
            Subject::Group(id) => same(id, object_type::GROUP),
            Subject::Resource(id) => same(id, object_type::RESOURCE),
            Subject::Network(id) => same(id, object_type::NETWORK),
            Subject::NetInterface(id) => same(id, object_type::NETWORK_INTERFACE),
            Subject::ResourceType(name) => {
                notification.object_type == object_type::RESOURCE_TYPE && notification.name == *name
            }
            Subject::Key(path) if notification.object_type == object_type::REGISTRY => {
                return model::hive::below(&notification.name, path)
                    .filter(|rest| subtree || rest.is_empty())
                    .map(str::to_owned);
            }
            Subject::Key(_) => false,
        };
        covered.then(|| notification.name.clone())
    }
}

pub struct Registration {
    /// The handle that it was made with.
    pub handle: isize,
    /// Given back with every event.
    pub key: usize,
    pub filter: Filter,
    pub subject: Subject,
}

/// An event as the caller gets it.
#[derive(Clone, Default)]
pub struct Event {
    pub key: usize,
    pub object_type: u32,
    pub flags: u64,
    pub object_id: String,
    pub parent_id: String,
    pub name: String,
    pub type_name: String,
    pub buffer: Vec<u8>,
}

pub struct Port {
    /// It has filters of the second kind.
    pub is_second: bool,
    inside: Mutex<Inside>,
    filled: Condvar,
    /// Readable while the queue has an event.
    signal: OwnedFd,
}

#[derive(Default)]
struct Inside {
    queue: VecDeque<Event>,
    /// With the connection of each.
    registrations: Vec<(usize, Registration)>,
    /// Connections that somebody listens on.
    listening: HashSet<usize>,
    signal_handle: Option<isize>,
    closed: bool,
}

impl Port {
    pub fn new(is_second: bool) -> Answer<Arc<Port>> {
        let signal = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK);
        let signal = signal.map_err(|_| Fail(Win32Code::ERROR_NOT_ENOUGH_MEMORY))?;
        let port = Arc::new(Port { is_second, inside: Mutex::default(), filled: Condvar::new(), signal });
        let mut ports = PORTS.lock().unwrap_or_else(PoisonError::into_inner);
        ports.retain(|port| port.strong_count() > 0);
        ports.push(Arc::downgrade(&port));
        Ok(port)
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn signal(&self) -> BorrowedFd<'_> {
        self.signal.as_fd()
    }

    /// The handle of the signal, the same each time.
    pub fn signal_handle(self: &Arc<Port>) -> isize {
        let mut inside = self.inside();
        let open = inside.signal_handle.filter(|handle| handle::get::<Signal>(*handle).is_ok());
        let handle = open.unwrap_or_else(|| handle::give(Signal(Arc::clone(self))));
        inside.signal_handle = Some(handle);
        handle
    }

    pub fn register(&self, connection: usize, registration: Registration) {
        self.inside().registrations.push((connection, registration));
    }

    /// Whether somebody is to begin to listen on a connection.
    pub fn begin_listening(&self, connection: usize) -> bool {
        self.inside().listening.insert(connection)
    }

    pub fn stop_listening(&self, connection: usize) {
        self.inside().listening.remove(&connection);
    }

    pub fn is_closed(&self) -> bool {
        self.inside().closed
    }

    pub fn close(&self) {
        let signal = {
            let mut inside = self.inside();
            inside.closed = true;
            inside.queue.clear();
            inside.registrations.clear();
            self.filled.notify_all();
            inside.signal_handle.take()
        };
        if let Some(signal) = signal {
            let _ = handle::take::<Signal>(signal);
        }
    }

    /// Something happened, as the service tells it.
    pub fn deliver(&self, connection: usize, notification: &Notification) {
        let mut inside = self.inside();
        let mut events = Vec::new();
        let mine = inside.registrations.iter().filter(|(of, _)| *of == connection);
        for (_, registration) in mine {
            let (flags, subtree) = match registration.filter {
                Filter::V1(wanted) => (wanted & v1::of(notification), wanted & v1::REGISTRY_SUBTREE != 0),
                Filter::V2 { object_type, flags } if object_type == notification.object_type => {
                    ((flags & all_flags(notification)) as u32, flags & super::flags::registry::SUBTREE != 0)
                }
                Filter::V2 { .. } => continue,
            };
            if flags == 0 {
                continue;
            }
            // A cluster's handle sees all of the database.
            let subtree = subtree || registration.subject == Subject::Everything;
            let Some(name) = registration.subject.covers(notification, subtree) else { continue };
            let event = Event {
                key: registration.key,
                object_type: notification.object_type,
                flags: 0,
                object_id: notification.object_id.clone(),
                parent_id: notification.parent_id.clone(),
                name: if self.is_second { notification.name.clone() } else { name },
                type_name: notification.type_name.clone(),
                buffer: notification.buffer.to_vec(),
            };
            // One event has one flag; the terminal state of a resource comes behind its state.
            let set = (0..u32::BITS).map(|bit| flags & 1 << bit).filter(|flag| *flag != 0);
            events.extend(set.map(|flag| Event { flags: u64::from(flag), ..event.clone() }));
        }
        self.push(&mut inside, events);
    }

    /// Something that the library itself knows about a connection: by its flags of both kinds.
    pub fn announce(&self, connection: usize, first: u32, second: u64) {
        let mut inside = self.inside();
        let mine = inside.registrations.iter().filter(|(of, _)| *of == connection);
        let events = mine.filter_map(|(_, registration)| match registration.filter {
            Filter::V1(wanted) if wanted & first != 0 => Some((registration.key, u64::from(wanted & first))),
            Filter::V2 { object_type: object_type::CLUSTER, flags } if flags & second != 0 => {
                Some((registration.key, flags & second))
            }
            _ => None,
        });
        let events =
            events.map(|(key, flags)| Event { key, flags, object_type: object_type::CLUSTER, ..Event::default() });
        let events = events.collect();
        self.push(&mut inside, events);
    }

    /// A handle was closed: who wants to know is told, and what was bound to it ends.
    fn closed(&self, handle: isize) {
        let mut inside = self.inside();
        let mine = inside.registrations.iter().filter(|(_, registration)| registration.handle == handle);
        let events = mine.filter_map(|(_, registration)| {
            let object_type = registration.subject.object_type().unwrap_or(object_type::CLUSTER);
            let flags = match registration.filter {
                Filter::V1(wanted) => u64::from(wanted & v1::HANDLE_CLOSE),
                Filter::V2 { flags, .. } => flags & super::flags::handle_close(object_type),
            };
            (flags != 0).then(|| Event { key: registration.key, flags, object_type, ..Event::default() })
        });
        let events = events.collect();
        self.push(&mut inside, events);
        let is_bound = |registration: &Registration| registration.subject != Subject::Everything;
        inside.registrations.retain(|(_, registration)| registration.handle != handle || !is_bound(registration));
    }

    fn push(&self, inside: &mut Inside, events: Vec<Event>) {
        if inside.closed || events.is_empty() {
            return;
        }
        if inside.queue.is_empty() {
            let _ = rustix::io::write(&self.signal, &1_u64.to_ne_bytes());
        }
        inside.queue.extend(events);
        self.filled.notify_all();
    }

    /// Gives the next event to `take`; it is the next still when that fails.
    pub fn next(&self, timeout_ms: u32, take: impl FnOnce(&Event) -> Answer<()>) -> Answer<()> {
        let deadline = (timeout_ms != INFINITE).then(|| Instant::now() + Duration::from_millis(timeout_ms.into()));
        let mut inside = self.inside();
        loop {
            if inside.closed {
                return Err(Fail(Win32Code::ERROR_INVALID_HANDLE));
            }
            if let Some(event) = inside.queue.front() {
                take(event)?;
                inside.queue.pop_front();
                if inside.queue.is_empty() {
                    let _ = rustix::io::read(&self.signal, &mut [0; 8]);
                }
                return Ok(());
            }
            inside = match deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())) {
                None => self.filled.wait(inside).unwrap_or_else(PoisonError::into_inner),
                Some(left) if left.is_zero() => return Err(Fail(Win32Code::WAIT_TIMEOUT)),
                Some(left) => self.filled.wait_timeout(inside, left).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
    }
}

/// The service's flag, and what follows from it here.
fn all_flags(notification: &Notification) -> u64 {
    let is_state = notification.object_type == object_type::RESOURCE && notification.flag == resource::STATE;
    let state = notification.buffer.first_chunk().map(|bytes| i32::from_le_bytes(*bytes));
    let state = state.filter(|_| is_state).and_then(ResourceState::from_number);
    let terminal = matches!(state, Some(ResourceState::Online | ResourceState::Offline | ResourceState::Failed));
    notification.flag | if terminal { resource::TERMINAL_STATE } else { 0 }
}

/// The connection was lost, or is there again.
pub fn connection_lost(port: &Port, connection: usize) {
    port.announce(connection, v1::CLUSTER_STATE, cluster::STATE);
}

/// What happened in between is not known.
pub fn reconnected(port: &Port, connection: usize) {
    port.announce(connection, v1::CLUSTER_RECONNECT, cluster::RECONNECT);
    port.announce(connection, 0, cluster::LOST_NOTIFICATIONS);
}

/// Tells all ports.
pub fn handle_closed(handle: isize) {
    let ports: Vec<Arc<Port>> = {
        let ports = PORTS.lock().unwrap_or_else(PoisonError::into_inner);
        ports.iter().filter_map(Weak::upgrade).collect()
    };
    ports.iter().for_each(|port| port.closed(handle));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notification(object_type: u32, flag: u64, id: &str, name: &str, buffer: &[u8]) -> Notification {
        let (object_id, name, buffer) = (id.into(), name.into(), buffer.to_vec());
        Notification { object_type, flag, object_id, name, buffer: buffer.into(), ..Notification::default() }
    }

    fn port(second: bool, filter: Filter, subject: Subject) -> Arc<Port> {
        let port = Port::new(second).expect("made");
        port.register(1, Registration { handle: 5, key: 42, filter, subject });
        port
    }

    fn next(port: &Port) -> Option<(usize, u64, String)> {
        let mut found = None;
        let take = |event: &Event| {
            found = Some((event.key, event.flags, event.name.clone()));
            Ok(())
        };
        let _ = port.next(0, take);
        found
    }

    #[test]
    fn only_what_passes_the_filter_is_queued() {
        let filter = Filter::V2 { object_type: object_type::RESOURCE, flags: 4 | 1024 };
        let port = port(true, filter, Subject::Resource("a".into()));
        let online = 2_u32.to_le_bytes();
        port.deliver(1, &notification(object_type::RESOURCE, 4, "b", "Other", &online));
        port.deliver(2, &notification(object_type::RESOURCE, 4, "a", "Another cluster", &online));
        port.deliver(1, &notification(object_type::RESOURCE, 1, "a", "A property", &[]));
        port.deliver(1, &notification(object_type::RESOURCE, 4, "a", "Site", &129_u32.to_le_bytes()));
        port.deliver(1, &notification(object_type::RESOURCE, 4, "a", "Site", &online));
        let expected = [4, 4, 1024].map(|flag| Some((42, flag, "Site".to_owned())));
        assert_eq!([next(&port), next(&port), next(&port)], expected);
        assert_eq!(next(&port), None);
    }

    #[test]
    fn keys_are_told_from_where_they_were_registered() {
        let filter = Filter::V1(v1::REGISTRY_VALUE | v1::REGISTRY_SUBTREE);
        let port = port(false, filter, Subject::Key("Groups\\1".into()));
        for path in ["Groups", "groups\\1", "Groups\\1\\Parameters", "Groups\\12"] {
            port.deliver(1, &notification(object_type::REGISTRY, 8, "Name", path, &[]));
        }
        assert_eq!(next(&port), Some((42, 0x40, String::new())));
        assert_eq!(next(&port), Some((42, 0x40, "Parameters".to_owned())));
        assert_eq!(next(&port), None);
    }

    #[test]
    fn an_event_that_was_not_taken_is_the_next_still() {
        let port = port(false, Filter::V1(u32::MAX), Subject::Everything);
        port.announce(1, v1::CLUSTER_RECONNECT, 0);
        let refused = Err(Fail(Win32Code::ERROR_MORE_DATA));
        assert_eq!(port.next(0, |_| refused), refused);
        assert_eq!(next(&port).map(|(_, flags, _)| flags), Some(0x8_0000));
        assert_eq!(port.next(0, |_| Ok(())), Err(Fail(Win32Code::WAIT_TIMEOUT)));
    }

    #[test]
    fn a_port_that_is_closed_wakes_who_waits() {
        let port = port(false, Filter::V1(u32::MAX), Subject::Everything);
        let waiting = {
            let port = Arc::clone(&port);
            std::thread::spawn(move || port.next(INFINITE, |_| Ok(())))
        };
        port.close();
        assert_eq!(waiting.join().expect("no panic"), Err(Fail(Win32Code::ERROR_INVALID_HANDLE)));
    }

    #[test]
    fn a_handle_that_is_closed_is_told_and_what_was_bound_to_it_ends() {
        let filter = Filter::V1(v1::HANDLE_CLOSE | v1::GROUP_STATE);
        let port = port(false, filter, Subject::Group("a".into()));
        port.closed(4);
        assert_eq!(next(&port), None);
        port.closed(5);
        assert_eq!(next(&port).map(|(_, flags, _)| flags), Some(0x8000_0000));
        port.deliver(1, &notification(object_type::GROUP, 8, "a", "Web", &[]));
        assert_eq!(next(&port), None);
    }
}
