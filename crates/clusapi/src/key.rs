//! Keys of the cluster database: opening, creating, deleting, enumerating (functions, "registry").

use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, Group, NetInterface, Network, Node, ObjectHandle, Resource, close, gone};
use crate::sys::*;
use crate::{file_time, handle, text};
use client::Key;
use model::hive::join;
use model::{Refusal, Win32Code};
use std::sync::Arc;

/// HKEY
pub struct OpenKey {
    pub cluster: Cluster,
    /// From the root of the database, whose own path is empty.
    pub path: String,
    /// KEY_* bits that it was opened with.
    rights: u32,
}

impl OpenKey {
    /// Each call needs its bit; what changes something needs all rights of the connection too.
    pub fn need(&self, right: REG_SAM_FLAGS) -> Answer<()> {
        if right & (KEY_SET_VALUE | KEY_CREATE_SUB_KEY) != 0 {
            self.cluster.access.need_all()?;
        }
        if self.rights & right == right { Ok(()) } else { Err(Fail(Win32Code::ERROR_ACCESS_DENIED)) }
    }

    pub fn read(&self) -> Answer<Key> {
        let found = self.cluster.ask(async |client| client.key(&self.path).await);
        found.map_err(|Fail(code)| match code {
            Win32Code::ERROR_FILE_NOT_FOUND => Fail(Win32Code::ERROR_KEY_DELETED),
            code => Fail(code),
        })
    }

    /// An answer about something in this key: what was not found may be the key itself.
    pub fn answer<T>(&self, answer: Answer<T>) -> Answer<T> {
        if matches!(answer, Err(Fail(Win32Code::ERROR_FILE_NOT_FOUND))) {
            self.read()?;
        }
        answer
    }
}

pub fn get(key: HKEY) -> Answer<Arc<OpenKey>> {
    handle::get(key.addr().cast_signed())
}

exported! {
    /// The root of the database.
    fn GetClusterKey(hcluster: HCLUSTER, samdesired: u32) -> key HKEY {
        let cluster = handle::get::<Cluster>(hcluster)?;
        open(Cluster::clone(&cluster), String::new(), samdesired)
    }

    fn GetClusterNodeKey(hnode: HNODE, samdesired: u32) -> key HKEY {
        of_object(&*handle::get::<Node>(hnode)?, "Nodes", samdesired)
    }

    fn GetClusterGroupKey(hgroup: HGROUP, samdesired: u32) -> key HKEY {
        of_object(&*handle::get::<Group>(hgroup)?, "Groups", samdesired)
    }

    fn GetClusterResourceKey(hresource: HRESOURCE, samdesired: u32) -> key HKEY {
        of_object(&*handle::get::<Resource>(hresource)?, "Resources", samdesired)
    }

    fn GetClusterNetworkKey(hnetwork: HNETWORK, samdesired: u32) -> key HKEY {
        of_object(&*handle::get::<Network>(hnetwork)?, "Networks", samdesired)
    }

    fn GetClusterNetInterfaceKey(hnetinterface: HNETINTERFACE, samdesired: u32) -> key HKEY {
        of_object(&*handle::get::<NetInterface>(hnetinterface)?, "NetworkInterfaces", samdesired)
    }

    fn GetClusterResourceTypeKey(hcluster: HCLUSTER, lpsztypename: PCWSTR, samdesired: u32) -> key HKEY {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(lpsztypename)?;
        let view = cluster.ask(async |client| { client.resource_type(&name).await })?;
        open(Cluster::clone(&cluster), join("ResourceTypes", &view.name), samdesired)
    }

    fn ClusterRegCloseKey(hkey: HKEY) -> long i32 {
        close::<OpenKey>(hkey.addr().cast_signed()).map(|_| ())
    }

    /// An existing key below; the empty path is the same key again.
    fn ClusterRegOpenKey(hkey: HKEY, lpszsubkey: PCWSTR, samdesired: u32, phkresult: *mut HKEY) -> long i32 {
        let key = get(hkey)?;
        let path = below(&key, &text::read(lpszsubkey)?)?;
        text::put_needed(phkresult, std::ptr::null_mut())?;
        let opened = key.answer(open(key.cluster.clone(), path, samdesired))?;
        text::put_needed(phkresult, pointer(opened))
    }

    /// Opens the key, and creates it with all that is missing above it. Options and security are ignored, as in the original.
    fn ClusterRegCreateKey | ClusterRegCreateKeyEx(
        hkey: HKEY,
        lpszsubkey: PCWSTR,
        _dwoptions: u32,
        samdesired: u32,
        _lpsecurityattributes: *const SECURITY_ATTRIBUTES,
        phkresult: *mut HKEY,
        lpdwdisposition: *mut u32,
    ) -> long i32 {
        let key = get(hkey)?;
        let path = below(&key, &text::read(lpszsubkey)?)?;
        text::put_needed(phkresult, std::ptr::null_mut())?;
        let there = key.cluster.ask(async |client| { exists(client.key(&path).await) })?;
        if !there {
            key.need(KEY_CREATE_SUB_KEY)?;
            key.read()?;
            key.cluster.change(async |client| { client.create_key(&path).await })?;
        }
        let opened = open(key.cluster.clone(), path, samdesired)?;
        text::put(lpdwdisposition, if there { REG_OPENED_EXISTING_KEY } else { REG_CREATED_NEW_KEY });
        text::put_needed(phkresult, pointer(opened))
    }

    /// A key that has no keys below it. Its values go with it.
    fn ClusterRegDeleteKey | ClusterRegDeleteKeyEx(hkey: HKEY, lpszsubkey: PCWSTR) -> long i32 {
        let key = get(hkey)?;
        let name = text::read(lpszsubkey)?;
        let path = below(&key, &name)?;
        if name.is_empty() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        key.need(KEY_CREATE_SUB_KEY)?;
        key.answer(key.cluster.change(async |client| { client.delete_key(&path, false).await }))
    }

    /// The name and the time of the last change of one key below.
    fn ClusterRegEnumKey(
        hkey: HKEY,
        dwindex: u32,
        lpszname: PWSTR,
        lpcchname: *mut u32,
        lpftlastwritetime: *mut FILETIME,
    ) -> long i32 {
        let key = get(hkey)?;
        key.need(KEY_ENUMERATE_SUB_KEYS)?;
        let found = key.read()?;
        let name = found.keys.get(dwindex as usize).ok_or(Fail(Win32Code::ERROR_NO_MORE_ITEMS))?;
        if !lpftlastwritetime.is_null() {
            let path = join(&key.path, name);
            let view = key.cluster.ask(async |client| { client.key(&path).await })?;
            lpftlastwritetime.write(file_time::of_text(&view.last_write));
        }
        text::write(name, lpszname, lpcchname)
    }

    /// Counts and longest lengths: of names in characters, of values in bytes. Every place may be null.
    fn ClusterRegQueryInfoKey(
        hkey: HKEY,
        lpcsubkeys: *const u32,
        lpcchmaxsubkeylen: *const u32,
        lpcvalues: *const u32,
        lpcchmaxvaluenamelen: *const u32,
        lpcbmaxvaluelen: *const u32,
        lpcbsecuritydescriptor: *const u32,
        lpftlastwritetime: *const FILETIME,
    ) -> long i32 {
        let key = get(hkey)?;
        key.need(KEY_QUERY_VALUE)?;
        let found = key.read()?;
        let units = |name: &String| name.encode_utf16().count();
        let longest = |lengths: &mut dyn Iterator<Item = usize>| text::count(lengths.max().unwrap_or(0));
        // The original declares places that it writes to as constant.
        text::put(lpcsubkeys.cast_mut(), text::count(found.keys.len())?);
        text::put(lpcchmaxsubkeylen.cast_mut(), longest(&mut found.keys.iter().map(units))?);
        text::put(lpcvalues.cast_mut(), text::count(found.values.len())?);
        text::put(lpcchmaxvaluenamelen.cast_mut(), longest(&mut found.values.iter().map(|(name, _)| units(name)))?);
        text::put(lpcbmaxvaluelen.cast_mut(), longest(&mut found.values.iter().map(|(_, value)| value.size()))?);
        text::put(lpcbsecuritydescriptor.cast_mut(), text::count(found.effective_security.len())?);
        text::put(lpftlastwritetime.cast_mut(), file_time::of_text(&found.last_write));
        Ok(())
    }
}

fn of_object<T: ObjectHandle>(object: &T, class: &str, desired: u32) -> Answer<isize> {
    let object = object.opened();
    let cluster = object.cluster.with_access(object.access);
    match open(cluster, join(class, &object.id), desired) {
        Err(Fail(Win32Code::ERROR_FILE_NOT_FOUND)) => Err(gone(Fail(match class {
            "Groups" => Win32Code::ERROR_GROUP_NOT_FOUND,
            "Resources" => Win32Code::ERROR_RESOURCE_NOT_FOUND,
            "Networks" => Win32Code::ERROR_CLUSTER_NETWORK_NOT_FOUND,
            "NetworkInterfaces" => Win32Code::ERROR_CLUSTER_NETINTERFACE_NOT_FOUND,
            _ => Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND,
        }))),
        opened => opened,
    }
}

/// A handle of a key that is there.
fn open(cluster: Cluster, path: String, desired: u32) -> Answer<isize> {
    // Generic rights are those of the connection.
    let rights = match desired {
        0 => return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
        desired if desired & (GENERIC_ALL | MAXIMUM_ALLOWED) != 0 => KEY_ALL_ACCESS,
        desired if desired & GENERIC_READ != 0 => KEY_READ | desired,
        desired => desired,
    };
    if rights & (KEY_SET_VALUE | KEY_CREATE_SUB_KEY) != 0 && desired & MAXIMUM_ALLOWED == 0 {
        cluster.access.need_all()?;
    }
    let rights = if cluster.access.need_all().is_ok() { rights } else { rights & KEY_READ };
    cluster.ask(async |client| client.key(&path).await)?;
    Ok(handle::give(OpenKey { cluster, path, rights }))
}

/// The path of a key below another.
fn below(key: &OpenKey, path: &str) -> Answer<String> {
    if path.starts_with('\\') {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    Ok(if path.is_empty() { key.path.clone() } else { join(&key.path, path) })
}

fn exists(found: Result<Key, Refusal>) -> Result<bool, Refusal> {
    match found {
        Ok(_) => Ok(true),
        Err(refusal) if refusal.code == Win32Code::ERROR_FILE_NOT_FOUND => Ok(false),
        Err(refusal) => Err(refusal),
    }
}

fn pointer(handle: isize) -> HKEY {
    std::ptr::without_provenance_mut(handle.cast_unsigned())
}
