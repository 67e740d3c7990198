//! A connection to a cluster, and the handles that are opened over it.

use crate::access::{Access, Desired};
use crate::boundary::{Answer, Fail};
use crate::{handle, notify, reason, runtime};
use client::{Client, Endpoint, ObjectKind, Rights, StateView};
use model::{Refusal, Win32Code};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

/// How long a service that was just connected to is given to say whether its machine is a node.
const TO_SAY_WHAT_IT_IS: Duration = Duration::from_secs(2);
/// What a service says that will not change while it is asked.
const DECIDES: [Win32Code; 2] = [Win32Code::ERROR_CLUSTER_NOT_INSTALLED, Win32Code::ERROR_ACCESS_DENIED];
/// Where a service listens for clients of other machines.
const CLIENT_PORT: u16 = 3344;

/// A cluster as a handle sees it. Handles of one connection share it; it lives as long as the last of them.
#[derive(Clone)]
pub struct Cluster {
    client: Arc<Client>,
    /// Of the connection, for ever.
    identity: usize,
    freshness: Arc<Freshness>,
    pub access: Access,
    /// The highest level that a handle over this connection can have.
    may: Access,
}

/// Whether all that was changed over this connection is known to be in what the client has seen.
#[derive(Default)]
struct Freshness {
    /// Counts what was changed.
    changes: AtomicU64,
    /// One more than the changes that were done when the latest question began that a quorum confirmed; 0 before.
    confirmed: AtomicU64,
}

static NEXT_IDENTITY: AtomicUsize = AtomicUsize::new(1);

impl Cluster {
    /// `None` is the local cluster.
    pub fn connect(name: Option<&str>, access: Access) -> Answer<Cluster> {
        let client = runtime::wait(async {
            match name {
                None | Some("") => Client::connect(&Endpoint::meant()?).await,
                Some(name) => connect_to(name).await,
            }
        })?;
        Ok(Cluster::of(client, access))
    }

    /// What this user may do. Refuses ERROR_CLUSTER_NOT_INSTALLED for the service of a machine that is no node of any cluster, and ERROR_ACCESS_DENIED
    /// for who may not read. One that does not say what it is now may say so later.
    pub fn check_installed(&self) -> Answer<Access> {
        let client = Client::clone(&self.client).with_request_timeout(TO_SAY_WHAT_IT_IS);
        match runtime::wait(client.status()) {
            // A service of an earlier version does not say.
            Ok(status) if status.access != 0 => Ok(Access::highest(Rights::from_bits(status.access))),
            Err(refusal) if DECIDES.contains(&refusal.code) => Err(refusal.into()),
            _ => Ok(Access::All),
        }
    }

    /// A connection that was made already, to which the service has not said what may be done over it.
    pub fn of(client: Client, access: Access) -> Cluster {
        let identity = NEXT_IDENTITY.fetch_add(1, Ordering::Relaxed);
        Cluster { client: Arc::new(client), identity, freshness: Arc::default(), access, may: Access::All }
    }

    /// The same connection with the level of another handle.
    #[must_use]
    pub fn with_access(&self, access: Access) -> Cluster {
        Cluster { access, ..self.clone() }
    }

    /// The same connection of somebody who may do so much.
    #[must_use]
    pub fn opened_by(&self, may: Access) -> Cluster {
        Cluster { may, ..self.clone() }
    }

    /// Asks the cluster and waits for its answer.
    pub fn ask<T>(&self, call: impl AsyncFnOnce(Client) -> Result<T, Refusal>) -> Answer<T> {
        Ok(runtime::wait(call(Client::clone(&self.client)))?)
    }

    /// Has the cluster change something, for the reason of the call that is being made ([`reason`]).
    pub fn change<T>(&self, call: impl AsyncFnOnce(Client) -> Result<T, Refusal>) -> Answer<T> {
        self.access.need_all()?;
        let reason = reason::of_change(self);
        let answer = self.ask(async |client| call(client.with_reason(&reason)).await);
        self.changed();
        answer
    }

    /// Something was changed, or may have been.
    pub fn changed(&self) {
        self.freshness.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// The state of an object, from what the service has applied, which needs no other node. The answer is not older than any change or
    /// question that this connection has been answered before: where the service has not seen them, or is not known to, a quorum
    /// confirms it (decisions, 0010).
    pub fn state(&self, kind: ObjectKind, id: &str) -> Answer<StateView> {
        let changes = self.freshness.changes.load(Ordering::SeqCst);
        if self.freshness.confirmed.load(Ordering::SeqCst) > changes {
            let applied = match self.client.is_on_this_machine() {
                true => self.client.applied_state_blocking(kind, id),
                false => runtime::wait(self.client.applied_state(kind, id)),
            };
            if let Some(applied) = applied {
                return Ok(applied?);
            }
        }
        let answer = runtime::wait(self.client.state(kind, id));
        // A refusal was not confirmed by anybody when there was no quorum.
        if answer.is_ok() {
            self.freshness.confirmed.fetch_max(changes + 1, Ordering::SeqCst);
        }
        Ok(answer?)
    }

    /// A number for the connection that no other has.
    pub fn identity(&self) -> usize {
        self.identity
    }

    /// Handles of different connections do not go together.
    pub fn same_as(&self, other: &Cluster) -> Answer<()> {
        if self.identity == other.identity { Ok(()) } else { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) }
    }
}

/// A path, an address or a name that is written down; the name of the local cluster or of one of its nodes; or a machine.
async fn connect_to(name: &str) -> Result<Client, Refusal> {
    let refusal = match Endpoint::parse(name) {
        Ok(endpoint) => return Client::connect(&endpoint).await,
        Err(refusal) if refusal.code == Win32Code::ERROR_INVALID_NAME => return Err(refusal),
        Err(refusal) => refusal,
    };
    if let Ok(local) = Client::connect(&Endpoint::meant()?).await {
        let is_meant = |other: &str| model::fold::fold(other) == model::fold::fold(name);
        if is_meant(&local.cluster().await?.name) || local.nodes().await?.iter().any(|node| is_meant(&node.name)) {
            return Ok(local);
        }
    }
    Client::connect(&Endpoint::tcp(format!("{name}:{CLIENT_PORT}"))).await.map_err(|_| refusal)
}

/// A node, group or resource that a handle was opened to: the cluster, and the id of the object in text.
pub struct Opened {
    pub cluster: Cluster,
    /// The level of this handle; that of `cluster` is what the cluster's handle had.
    pub access: Access,
    pub id: String,
}

impl Opened {
    pub fn ask<T>(&self, call: impl AsyncFnOnce(Client, String) -> Result<T, Refusal>) -> Answer<T> {
        self.cluster.ask(async |client| call(client, self.id.clone()).await).map_err(|fail| self.gone(fail))
    }

    /// As [`gone`], when it is this object that was not found, and not another that the call named.
    fn gone(&self, Fail(code): Fail) -> Fail {
        let is_there = match code {
            Win32Code::ERROR_GROUP_NOT_FOUND => self.cluster.ask(async |client| client.group(&self.id).await).is_ok(),
            Win32Code::ERROR_GROUPSET_NOT_FOUND => {
                self.cluster.ask(async |client| client.group_set(&self.id).await).is_ok()
            }
            Win32Code::ERROR_RESOURCE_NOT_FOUND => {
                self.cluster.ask(async |client| client.resource(&self.id).await).is_ok()
            }
            _ => true,
        };
        if is_there { Fail(code) } else { gone(Fail(code)) }
    }

    pub fn change<T>(&self, call: impl AsyncFnOnce(Client, String) -> Result<T, Refusal>) -> Answer<T> {
        // The level of this handle counts, not that of the cluster's.
        self.access.need_all()?;
        let cluster = self.cluster.with_access(self.access);
        cluster.change(async |client| call(client, self.id.clone()).await).map_err(|fail| self.gone(fail))
    }

    /// As [`Cluster::state`].
    pub fn state(&self, kind: ObjectKind) -> Answer<StateView> {
        self.cluster.state(kind, &self.id).map_err(gone)
    }
}

/// An object that was opened and is no longer there is "not available", where one that is looked up is "not found".
pub fn gone(Fail(code): Fail) -> Fail {
    Fail(match code {
        Win32Code::ERROR_GROUP_NOT_FOUND => Win32Code::ERROR_GROUP_NOT_AVAILABLE,
        Win32Code::ERROR_GROUPSET_NOT_FOUND => Win32Code::ERROR_GROUPSET_NOT_AVAILABLE,
        Win32Code::ERROR_RESOURCE_NOT_FOUND => Win32Code::ERROR_RESOURCE_NOT_AVAILABLE,
        // An interface has no other code than "not found" (errors 2).
        Win32Code::ERROR_CLUSTER_NETWORK_NOT_FOUND => Win32Code::ERROR_NETWORK_NOT_AVAILABLE,
        code => code,
    })
}

/// What a handle of an object leads to; one type for each kind, so that one kind is never taken for another.
pub trait ObjectHandle: Send + Sync + Sized + 'static {
    fn opened(&self) -> &Opened;
    fn new(opened: Opened) -> Self;
}

macro_rules! object_handles {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        pub struct $name(Opened);

        impl ObjectHandle for $name {
            fn opened(&self) -> &Opened {
                &self.0
            }

            fn new(opened: Opened) -> $name {
                $name(opened)
            }
        }

        impl std::ops::Deref for $name {
            type Target = Opened;

            fn deref(&self) -> &Opened {
                &self.0
            }
        }
    )*};
}

object_handles! {
    /// HNODE
    Node
    /// HGROUP
    Group
    /// HGROUPSET
    GroupSet
    /// HRESOURCE
    Resource
    /// HNETWORK
    Network
    /// HNETINTERFACE
    NetInterface
}

/// Opens an object of a cluster: `find` looks its id up.
///
/// # Safety
/// `granted` is null or points at a place for a number.
pub unsafe fn open_object<T: ObjectHandle>(
    cluster: isize,
    desired: u32,
    granted: *mut u32,
    find: impl AsyncFnOnce(Client) -> Result<String, Refusal>,
) -> Answer<isize> {
    let cluster = handle::get::<Cluster>(cluster)?;
    let access = Desired::of(desired)?.granted_to(cluster.may)?;
    let id = cluster.ask(find)?;
    // SAFETY: as above.
    unsafe { crate::text::put(granted, access.granted()) };
    Ok(handle::give(T::new(Opened { cluster: Cluster::clone(&cluster), access, id })))
}

/// A new handle of the cluster that an object was opened from.
pub fn cluster_of<T: ObjectHandle>(object: isize) -> Answer<isize> {
    let object = handle::get::<T>(object)?;
    Ok(handle::give(object.opened().cluster.clone()))
}

/// "BOOL + last error" of the functions that close.
pub fn close<T: Send + Sync + 'static>(object: isize) -> Answer<bool> {
    handle::take::<T>(object)?;
    notify::handle_closed(object);
    Ok(true)
}
