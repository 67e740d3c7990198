//! Every function of the original, called with a handle that is none, and with nothing else: ERROR_INVALID_HANDLE, and never a crash.

use crate::fixture::*;
use clusapi::witness::{BARE_CALLS, BareCall};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::w;

/// A handle that stands for "none" or "a new one" (conventions, "Handles"; functions/node.md).
const TAKES_NONE: &[&str] = &["GetClusterNodeId"];

/// For which a null handle is a null argument (functions/registry-batch, "Handle rules").
const NULL_IS_AN_ARGUMENT: &[&str] = &["ClusterRegCreateBatch"];

/// Functions that answer one thing, whatever they are given, as the original does.
const ALWAYS_REFUSED: &[&str] = &["BackupClusterDatabase", "SetClusterNetworkPriorityOrder"];

fn code_of(call: &BareCall, handle: isize) -> WIN32_ERROR {
    // SAFETY: it takes a number.
    unsafe { SetLastError(WIN32_ERROR(0)) };
    (call.call)(handle);
    last_error()
}

fn check(what: &str, handle: isize, meant: impl Fn(&BareCall) -> bool) {
    let not_built = |call: &BareCall| clusapi::table::AREAS.iter().any(|area| area.not_built.contains(&call.name));
    let calls = BARE_CALLS.iter().filter(|call| {
        !call.kinds.is_empty() && meant(call) && !not_built(call) && !ALWAYS_REFUSED.contains(&call.name)
    });
    let mut wrong = Vec::new();
    for call in calls {
        let code = code_of(call, handle);
        if code != ERROR_INVALID_HANDLE {
            wrong.push(format!("{} {code:?}", call.name));
        }
    }
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

#[test]
fn a_null_handle_is_refused_by_every_function() {
    check("null", 0, |call| !TAKES_NONE.contains(&call.name) && !NULL_IS_AN_ARGUMENT.contains(&call.name));
}

#[test]
fn a_made_up_handle_is_refused_by_every_function() {
    check("made up", 0x7777_7777, |_| true);
}

#[test]
fn a_closed_handle_is_refused_by_every_function() {
    let cluster = cluster();
    // SAFETY: the handle is open.
    assert!(unsafe { CloseCluster(cluster) }.as_bool());
    check("closed", cluster.0, |_| true);
}

#[test]
fn a_handle_of_another_kind_is_refused_by_every_function() {
    // SAFETY: the name is a text.
    let node = unsafe { OpenClusterNode(cluster(), w!("n1")) };
    check("a node", node.0, |call| call.kinds[0] != "HNODE");
    check("a cluster", cluster().0, |call| call.kinds[0] == "HNODE");
}
