//! Every function of the original, called with handles and one text and nothing else. The calls are generated, so no function is left out.
//! What a sweep leaves to be shown for single functions, `tests/witnessed` tells.

use crate::fixture::*;
use clusapi::witness::{BARE_CALLS, Bare, BareCall};
use std::collections::BTreeSet;
use std::ptr::null;
use std::sync::LazyLock;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::*;
use windows::core::{HSTRING, PCWSTR, w};

/// A null handle stands for "here" (functions/node.md).
const TAKES_NONE: &[&str] = &["GetClusterNodeId"];

/// Functions that answer one thing, whatever they are given, as the original's.
const ALWAYS_REFUSED: &[&str] = &["BackupClusterDatabase", "SetClusterNetworkPriorityOrder"];

fn built() -> impl Iterator<Item = &'static BareCall> {
    let built = |call: &&BareCall| clusapi::table::AREAS.iter().any(|area| area.built.contains(&call.name));
    BARE_CALLS.iter().filter(built).filter(|call| !ALWAYS_REFUSED.contains(&call.name))
}

fn code_of(call: &BareCall, handles: &dyn Fn(&str) -> isize, text: *const u16, number: u32) -> WIN32_ERROR {
    // SAFETY: it takes a number.
    unsafe { SetLastError(WIN32_ERROR(0)) };
    (call.call)(&Bare { handles, text, number });
    last_error()
}

/// Every function that is meant says with this handle that it is none.
fn check_invalid(what: &str, handle: isize, meant: impl Fn(&BareCall) -> bool) {
    let calls = built().filter(|call| !call.kinds.is_empty() && meant(call));
    let answers = calls.map(|call| (call.name, code_of(call, &|_| handle, null(), 0)));
    let wrong: Vec<_> = answers.filter(|(_, code)| *code != ERROR_INVALID_HANDLE).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?}");
}

#[test]
fn a_null_handle_is_refused_by_every_function() {
    check_invalid("null", 0, |call| !TAKES_NONE.contains(&call.name));
}

#[test]
fn a_made_up_handle_is_refused_by_every_function() {
    check_invalid("made up", 0x7777_7777, |_| true);
}

#[test]
fn a_closed_handle_is_refused_by_every_function() {
    let cluster = cluster();
    // SAFETY: the handle is open.
    assert!(unsafe { CloseCluster(cluster) }.as_bool());
    check_invalid("closed", cluster.0, |_| true);
}

#[test]
fn a_handle_of_another_kind_is_refused_by_every_function() {
    // SAFETY: the name is a text.
    let node = unsafe { OpenClusterNode(cluster(), w!("n1")) };
    check_invalid("a node", node.0, |call| call.kinds[0] != "HNODE");
    check_invalid("a cluster", cluster().0, |call| call.kinds[0] == "HNODE");
}

/// Objects of this file's own, for what the calls do when they are not refused.
struct Scratch {
    cluster: HCLUSTER,
    group: HGROUP,
    resource: HRESOURCE,
}

static SCRATCH: LazyLock<Scratch> = LazyLock::new(|| {
    let group = group("Bare");
    // SAFETY: the handle is open.
    let cluster = unsafe { GetClusterFromGroup(group) };
    Scratch { cluster, group, resource: resource(group, "Bare Resource") }
});

/// A new handle of a kind, of objects that are there.
fn live(kind: &str) -> isize {
    let Scratch { cluster, group, resource } = *SCRATCH;
    // SAFETY: names are texts, and nothing else is wanted.
    unsafe {
        let handle = match kind {
            "HCLUSTER" => GetClusterFromGroup(group).0,
            "HNODE" => OpenClusterNode(cluster, w!("n1")).0,
            "HGROUP" => OpenClusterGroup(cluster, w!("Bare")).0,
            "HRESOURCE" => OpenClusterResource(cluster, w!("Bare Resource")).0,
            "HKEY" => GetClusterGroupKey(group, KEY_ALL_ACCESS.0).map_or(0, |key| key.0.addr().cast_signed()),
            "HREGBATCH" => {
                let mut batch = HREGBATCH::default();
                ClusterRegCreateBatch(Some(HKEY(live("HKEY") as *mut _)), &mut batch);
                batch.0
            }
            "HREGREADBATCH" => {
                let mut batch = HREGREADBATCH::default();
                ClusterRegCreateReadBatch(HKEY(live("HKEY") as *mut _), &mut batch);
                batch.0
            }
            "HREGREADBATCHREPLY" => {
                let mut reply = HREGREADBATCHREPLY::default();
                ClusterRegCloseReadBatch(HREGREADBATCH(live("HREGREADBATCH")), &mut reply);
                reply.0
            }
            "HCHANGE" => {
                CreateClusterNotifyPort(HCHANGE(-1), cluster, CLUSTER_CHANGE_GROUP_STATE.0.cast_unsigned(), 1).0
            }
            "HCLUSENUM" => ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE.0.cast_unsigned()).0,
            "HCLUSENUMEX" => ClusterOpenEnumEx(cluster, CLUSTER_ENUM_NODE.0.cast_unsigned(), None).0,
            "HGROUPENUM" => ClusterGroupOpenEnum(group, CLUSTER_GROUP_ENUM_CONTAINS.0.cast_unsigned()).0,
            "HGROUPENUMEX" => ClusterGroupOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 0).0,
            "HNODEENUM" => ClusterNodeOpenEnum(HNODE(live("HNODE")), CLUSTER_NODE_ENUM_GROUPS.0.cast_unsigned()).0,
            "HNODEENUMEX" => {
                ClusterNodeOpenEnumEx(HNODE(live("HNODE")), CLUSTER_NODE_ENUM_GROUPS.0.cast_unsigned(), None).0
            }
            "HRESENUM" => ClusterResourceOpenEnum(resource, CLUSTER_RESOURCE_ENUM_NODES.0.cast_unsigned()).0,
            "HRESENUMEX" => ClusterResourceOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 0).0,
            "HRESTYPEENUM" => {
                let of = CLUSTER_RESOURCE_TYPE_ENUM_NODES.0.cast_unsigned();
                ClusterResourceTypeOpenEnum(cluster, &HSTRING::from(TYPE), of).0
            }
            other => panic!("there is no handle of the kind {other} here: add one"),
        };
        assert_ne!(handle, 0, "{kind}: {:?}", last_error());
        handle
    }
}

/// A new handle of a kind that may read and not change, where there is such a thing.
fn reading(kind: &str) -> Option<isize> {
    let (read, granted) = (GENERIC_READ.0, None);
    let Scratch { cluster, group, .. } = *SCRATCH;
    // SAFETY: as above.
    let handle = unsafe {
        match kind {
            "HCLUSTER" => OpenClusterEx(&socket(1), read, granted).0,
            "HNODE" => OpenClusterNodeEx(cluster, w!("n1"), read, granted).0,
            "HGROUP" => OpenClusterGroupEx(cluster, w!("Bare"), read, granted).0,
            "HRESOURCE" => OpenClusterResourceEx(cluster, w!("Bare Resource"), read, granted).0,
            "HKEY" => GetClusterGroupKey(group, KEY_READ.0).map_or(0, |key| key.0.addr().cast_signed()),
            _ => return None,
        }
    };
    assert_ne!(handle, 0, "{kind}: {:?}", last_error());
    Some(handle)
}

/// A handle of an object that was deleted since.
fn gone(kind: &str) -> Option<isize> {
    static GONE: LazyLock<(HGROUP, HRESOURCE)> = LazyLock::new(|| {
        // SAFETY: handles are open, names are texts.
        unsafe {
            let group = CreateClusterGroup(SCRATCH.cluster, w!("Bare Gone"));
            let resource = resource(group, "Bare Gone Resource");
            assert_eq!(DeleteClusterResource(resource), 0);
            assert_eq!(DeleteClusterGroup(group), 0);
            (group, resource)
        }
    });
    match kind {
        "HGROUP" => Some(GONE.0.0),
        "HRESOURCE" => Some(GONE.1.0),
        _ => None,
    }
}

/// Which functions are documented to answer an error.
fn documented(error: &str) -> impl Iterator<Item = &'static BareCall> {
    let lines = include_str!("../witnessed/documented.txt").lines();
    let meant = lines.filter(move |line| line.split(' ').skip(1).any(|word| word == error));
    let names: BTreeSet<&str> = meant.filter_map(|line| line.split(' ').next()).collect();
    built().filter(move |call| names.contains(call.name))
}

/// What they do is said by a code, and no code is none: they have tests of their own.
fn is_control(call: &BareCall) -> bool {
    call.name.contains("Control")
}

#[test]
fn a_handle_that_may_only_read_changes_nothing() {
    // They are refused at once for what they ask for, or need more than a text.
    let opens = ["Open", "Get", "RegCreateKey", "RegDeleteKey"];
    let calls = documented("ERROR_ACCESS_DENIED").filter(|call| !is_control(call));
    let calls = calls.filter(|call| !call.kinds.is_empty() && !opens.iter().any(|word| call.name.contains(word)));
    let mut wrong = Vec::new();
    for call in calls {
        let Some(first) = reading(call.kinds[0]) else { continue };
        let handles = |kind: &str| if kind == call.kinds[0] { first } else { live(kind) };
        let code = code_of(call, &handles, w!("Bare").0, 0);
        if code != ERROR_ACCESS_DENIED {
            wrong.push((call.name, code));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn an_object_that_was_deleted_is_not_available() {
    let mut wrong = Vec::new();
    for (kind, error) in [("HGROUP", ERROR_GROUP_NOT_AVAILABLE), ("HRESOURCE", ERROR_RESOURCE_NOT_AVAILABLE)] {
        let name = model::Win32Code(error.0).name();
        for call in documented(name).filter(|call| !is_control(call) && call.kinds.contains(&kind)) {
            let handles = |of: &str| if of == kind { gone(kind).expect("it was deleted") } else { live(of) };
            // A number may be a count of nothing, or what is asked for.
            let codes = [0, 1].map(|number| code_of(call, &handles, w!("Bare").0, number));
            if !codes.contains(&error) {
                wrong.push((call.name, codes));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// These act without any argument but their handle, on what other tests use.
const ACT_ON_NODES: &[&str] = &["Pause", "Resume", "Evict", "Destroy"];

#[test]
fn nothing_in_the_place_of_everything_is_survived() {
    for call in documented("ERROR_INVALID_PARAMETER") {
        if !ACT_ON_NODES.iter().any(|word| call.name.starts_with(word)) {
            code_of(call, &live, null(), 0);
        }
    }
    assert!(group_state(SCRATCH.group).0 >= 0, "{:?}", last_error());
}
