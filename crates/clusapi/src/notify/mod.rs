//! Notification ports (functions, "notify"): queues of what happens to objects, by filters of the first kind (one mask of 32 bits for
//! everything) or the second (a type of object and its own mask).

mod flags;
mod listener;
mod port;

pub use port::handle_closed;

use crate::boundary::{Answer, Fail};
use crate::key::OpenKey;
use crate::session::{Cluster, Group, NetInterface, Network, Node, Resource};
use crate::sys::*;
use crate::{handle, text};
use flags::v1;
use model::Win32Code;
use port::{Event, Filter, Port, Registration, Subject};
use std::sync::Arc;

/// HCHANGE
pub struct Open(Arc<Port>);

/// HANDLE of a port's event
pub struct Signal(pub Arc<Port>);

const NO_HANDLE: isize = -1;

/// The types of objects that a filter of the second kind can name.
const OBJECT_TYPES: &[u32] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 16, 17];

exported! {
    /// A new port, or one more filter for an old one. No cluster makes a port that waits for its first filter.
    fn CreateClusterNotifyPort(hchange: HCHANGE, hcluster: HCLUSTER, dwfilter: u32, dwnotifykey: usize) -> handle HCHANGE {
        let cluster = the_cluster(hchange, hcluster)?;
        let filter = Filter::V1(dwfilter);
        create(hchange, false, cluster.map(|cluster| (cluster, vec![filter])), hcluster, dwnotifykey)
    }

    /// [`CreateClusterNotifyPort`] with filters of the second kind.
    fn CreateClusterNotifyPortV2(
        hchange: HCHANGE,
        hcluster: HCLUSTER,
        filters: *const NOTIFY_FILTER_AND_TYPE,
        dwfiltercount: u32,
        dwnotifykey: usize,
    ) -> handle HCHANGE {
        let cluster = the_cluster(hchange, hcluster)?;
        let filters = match (filters.is_null(), dwfiltercount) {
            (_, 0) => &[],
            (true, _) => return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
            (false, count) => std::slice::from_raw_parts(filters, count as usize),
        };
        let filters = filters.iter().map(|filter| second(*filter)).collect::<Answer<Vec<_>>>()?;
        create(hchange, true, cluster.map(|cluster| (cluster, filters)), hcluster, dwnotifykey)
    }

    /// Ends the port, and wakes who waits for it.
    fn CloseClusterNotifyPort(hchange: HCHANGE) -> truth BOOL {
        handle::take::<Open>(hchange)?.0.close();
        Ok(true)
    }

    /// One kind of event of the object behind a handle.
    fn RegisterClusterNotify(hchange: HCHANGE, dwfiltertype: u32, hobject: HANDLE, dwnotifykey: usize) -> code u32 {
        let port = port(hchange, false)?;
        let object = hobject.addr().cast_signed();
        let (cluster, subject) = subject_of(object)?;
        v1::check_bound(dwfiltertype, &subject)?;
        let filter = Filter::V1(dwfiltertype);
        add(&port, &cluster, Registration { handle: object, key: dwnotifykey, filter, subject })
    }

    /// [`RegisterClusterNotify`] with a filter of the second kind.
    fn RegisterClusterNotifyV2(
        hchange: HCHANGE,
        filter: NOTIFY_FILTER_AND_TYPE,
        hobject: HANDLE,
        dwnotifykey: usize,
    ) -> code u32 {
        let port = port(hchange, true)?;
        let object = hobject.addr().cast_signed();
        let (cluster, subject) = subject_of(object)?;
        let filter = second(filter)?;
        let Filter::V2 { object_type, .. } = filter else { return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) };
        if subject.object_type().is_some_and(|of| of != object_type) {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        add(&port, &cluster, Registration { handle: object, key: dwnotifykey, filter, subject })
    }

    /// The events of one resource type, by its name.
    fn RegisterClusterResourceTypeNotifyV2(
        hchange: HCHANGE,
        hcluster: HCLUSTER,
        flags: i64,
        restypename: PCWSTR,
        dwnotifykey: usize,
    ) -> code u32 {
        let port = port(hchange, true)?;
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(restypename)?;
        let view = cluster.ask(async |client| client.resource_type(&name).await)?;
        let filter = Filter::V2 { object_type: client::object_type::RESOURCE_TYPE, flags: flags.cast_unsigned() };
        let subject = Subject::ResourceType(view.name);
        add(&port, &cluster, Registration { handle: hcluster, key: dwnotifykey, filter, subject })
    }

    /// The next event of a port of the first kind, for which it waits so long.
    fn GetClusterNotify(
        hchange: HCHANGE,
        lpdwnotifykey: *mut usize,
        lpdwfiltertype: *mut u32,
        lpszname: PWSTR,
        lpcchname: *mut u32,
        dwmilliseconds: u32,
    ) -> code u32 {
        let port = port(hchange, false)?;
        port.next(dwmilliseconds, |event| {
            text::write_if_wanted(&event.name, lpszname, lpcchname)?;
            text::put(lpdwnotifykey, event.key);
            text::put(lpdwfiltertype, event.flags as u32);
            Ok(())
        })
    }

    /// The next event of a port of the second kind. When any text or the payload does not fit, it stays the next.
    fn GetClusterNotifyV2(
        hchange: HCHANGE,
        lpdwnotifykey: *mut usize,
        pfilterandtype: *mut NOTIFY_FILTER_AND_TYPE,
        buffer: *mut u8,
        lpbbuffersize: *mut u32,
        lpszobjectid: PWSTR,
        lpcchobjectid: *mut u32,
        lpszparentid: PWSTR,
        lpcchparentid: *mut u32,
        lpszname: PWSTR,
        lpcchname: *mut u32,
        lpsztype: PWSTR,
        lpcchtype: *mut u32,
        dwmilliseconds: u32,
    ) -> code u32 {
        let port = port(hchange, true)?;
        port.next(dwmilliseconds, |event: &Event| {
            let FilterFlags = event.flags.cast_signed();
            // All lengths are told, also when the first does not fit.
            let written = [
                write_payload(&event.buffer, buffer, lpbbuffersize),
                text::write_if_wanted(&event.object_id, lpszobjectid, lpcchobjectid),
                text::write_if_wanted(&event.parent_id, lpszparentid, lpcchparentid),
                text::write_if_wanted(&event.name, lpszname, lpcchname),
                text::write_if_wanted(&event.type_name, lpsztype, lpcchtype),
            ];
            written.into_iter().collect::<Answer<()>>()?;
            text::put(lpdwnotifykey, event.key);
            text::put(pfilterandtype, NOTIFY_FILTER_AND_TYPE { dwObjectType: event.object_type, FilterFlags });
            Ok(())
        })
    }

    /// What can be waited for: signalled while the port has an event. It is the port's, and ends with it.
    fn GetNotifyEventHandle(hchange: HCHANGE, lphtargetevent: *mut HANDLE) -> code u32 {
        let port = Arc::clone(&handle::get::<Open>(hchange)?.0);
        if lphtargetevent.is_null() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let signal = port.signal_handle();
        text::put_needed(lphtargetevent, std::ptr::without_provenance_mut(signal.cast_unsigned()))
    }
}

/// An open port of that kind.
fn port(handle: HCHANGE, second: bool) -> Answer<Arc<Port>> {
    let port = Arc::clone(&handle::get::<Open>(handle)?.0);
    if port.is_second == second { Ok(port) } else { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) }
}

/// The cluster of a new port or filter; an old port needs one.
fn the_cluster(port: HCHANGE, cluster: HCLUSTER) -> Answer<Option<Arc<Cluster>>> {
    match (port, cluster) {
        (NO_HANDLE, NO_HANDLE) => Ok(None),
        (_, NO_HANDLE) => Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
        (_, cluster) => handle::get(cluster).map(Some),
    }
}

fn create(
    port_handle: HCHANGE,
    second: bool,
    filters: Option<(Arc<Cluster>, Vec<Filter>)>,
    cluster_handle: HCLUSTER,
    key: usize,
) -> Answer<isize> {
    let is_new = port_handle == NO_HANDLE;
    let port = if is_new { Port::new(second)? } else { port(port_handle, second)? };
    if let Some((cluster, filters)) = filters {
        for filter in filters {
            let subject = Subject::Everything;
            add(&port, &cluster, Registration { handle: cluster_handle, key, filter, subject })?;
        }
    }
    Ok(if is_new { handle::give(Open(port)) } else { port_handle })
}

/// What happens from when this returns on is told.
fn add(port: &Arc<Port>, cluster: &Cluster, registration: Registration) -> Answer<()> {
    listener::listen(port, cluster)?;
    port.register(cluster.identity(), registration);
    Ok(())
}

fn second(filter: NOTIFY_FILTER_AND_TYPE) -> Answer<Filter> {
    if !OBJECT_TYPES.contains(&filter.dwObjectType) || filter.FilterFlags == 0 {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    Ok(Filter::V2 { object_type: filter.dwObjectType, flags: filter.FilterFlags.cast_unsigned() })
}

/// The cluster of an object's handle, of whatever kind, and what of it is watched.
fn subject_of(object: isize) -> Answer<(Cluster, Subject)> {
    if let Ok(cluster) = handle::get::<Cluster>(object) {
        return Ok((Cluster::clone(&cluster), Subject::Everything));
    }
    if let Ok(node) = handle::get::<Node>(object) {
        return Ok((node.cluster.clone(), Subject::Node(node.id.clone())));
    }
    if let Ok(group) = handle::get::<Group>(object) {
        return Ok((group.cluster.clone(), Subject::Group(group.id.clone())));
    }
    if let Ok(resource) = handle::get::<Resource>(object) {
        return Ok((resource.cluster.clone(), Subject::Resource(resource.id.clone())));
    }
    if let Ok(network) = handle::get::<Network>(object) {
        return Ok((network.cluster.clone(), Subject::Network(network.id.clone())));
    }
    if let Ok(interface) = handle::get::<NetInterface>(object) {
        return Ok((interface.cluster.clone(), Subject::NetInterface(interface.id.clone())));
    }
    let key = handle::get::<OpenKey>(object)?;
    Ok((key.cluster.clone(), Subject::Key(key.path.clone())))
}

unsafe fn write_payload(payload: &[u8], buffer: *mut u8, size: *mut u32) -> Answer<()> {
    if size.is_null() {
        return if buffer.is_null() { Ok(()) } else { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) };
    }
    // SAFETY: the caller's promise; not more is written than fits.
    unsafe {
        let room = *size as usize;
        *size = text::count(payload.len())?;
        if buffer.is_null() {
            return Ok(());
        }
        if payload.len() > room {
            return Err(Fail(Win32Code::ERROR_MORE_DATA));
        }
        std::ptr::copy_nonoverlapping(payload.as_ptr(), buffer, payload.len());
    }
    Ok(())
}
