//! Every function of the original, called with handles and one text and nothing else. The calls are generated, so no function is left out.
//! What a sweep leaves to be shown for single functions, `tests/witnessed` tells.

use crate::bare_handles::{SCRATCH, gone, live, reading};
use crate::fixture::*;
use clusapi::witness::{BARE_CALLS, Bare, BareCall};
use std::collections::BTreeSet;
use std::ptr::null;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::w;

/// A null handle stands for "here" (functions/node.md).
const TAKES_NONE: &[&str] = &["GetClusterNodeId"];

/// For which a null handle is a null argument (functions/registry-batch, "Handle rules").
const NULL_IS_AN_ARGUMENT: &[&str] = &["ClusterRegCreateBatch"];

/// Functions that answer one thing, whatever they are given, as the original's.
const ALWAYS_REFUSED: &[&str] = &["SetClusterNetworkPriorityOrder"];

fn built() -> impl Iterator<Item = &'static BareCall> {
    let built = |call: &&BareCall| clusapi::table::AREAS.iter().any(|area| area.built.contains(&call.name));
    BARE_CALLS.iter().filter(built).filter(|call| !ALWAYS_REFUSED.contains(&call.name))
}

fn code_of(call: &BareCall, handles: &dyn Fn(&str) -> isize, text: *const u16, number: u32) -> WIN32_ERROR {
    // SAFETY: it takes a number.
    unsafe { SetLastError(WIN32_ERROR(0)) };
    (call.call)(&Bare { handles, texts: &|_| text, number });
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
    check_invalid("null", 0, |call| !TAKES_NONE.contains(&call.name) && !NULL_IS_AN_ARGUMENT.contains(&call.name));
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
    let opens = [
        "Open",
        "Get",
        "RegCreateKey",
        "RegDeleteKey",
        "RegSetKeySecurity",
        "CreateAffinityRule",
        "CreateClusterNameAccount",
        // It only checks.
        "UpgradeFunctionalLevel",
    ];
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

/// They look first for the rule, or the availability set, that is named.
const LOOK_ELSEWHERE_FIRST: &[&str] = &[
    "ClusterAddGroupToAffinityRule",
    "ClusterAddGroupToGroupSetWithDomains",
    "ClusterAddGroupToGroupSetWithDomainsEx",
];

#[test]
fn an_object_that_was_deleted_is_not_available() {
    let mut wrong = Vec::new();
    for (kind, error) in [("HGROUP", ERROR_GROUP_NOT_AVAILABLE), ("HRESOURCE", ERROR_RESOURCE_NOT_AVAILABLE)] {
        let name = model::Win32Code(error.0).name();
        for call in documented(name).filter(|call| !is_control(call) && call.kinds.contains(&kind)) {
            if LOOK_ELSEWHERE_FIRST.contains(&call.name) {
                continue;
            }
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
