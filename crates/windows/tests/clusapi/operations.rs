//! What is done to groups and resources with flags and instructions.

use crate::fixture::*;
use crate::services::wait_until;
use crate::variants::refused;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PWSTR, w};

/// It takes its time to stop.
const SLOW: &str = "sh -c 'trap \"sleep 2; exit 0\" TERM; while :; do sleep 0.1; done'";

fn is_online_on(group: HGROUP, node: &str) -> Option<()> {
    (owner(group) == node && group_state(group) == ClusterGroupOnline).then_some(())
}

#[test]
fn a_group_is_operated_with_flags_and_instructions() {
    // SAFETY: names are texts, lists are as long as is said.
    unsafe {
        let group = group("Operated");
        let cluster = GetClusterFromGroup(group);
        let application = resource(group, "Operated Application");
        let (n1, n2) = (OpenClusterNode(cluster, w!("n1")), OpenClusterNode(cluster, w!("n2")));
        let instructions = property_list(&[(TYPE, text_value("slowly"))]);
        let broken: &[u8] = &[9, 0, 0, 0, 1];

        assert_eq!(OnlineClusterGroupEx(group, None, 0x10, None), ERROR_INVALID_PARAMETER.0);
        assert_eq!(OnlineClusterGroupEx(group, None, 0, Some(broken)), ERROR_INVALID_PARAMETER.0);
        assert_eq!(OnlineClusterGroupEx(group, Some(HNODE(8)), 0, None), ERROR_INVALID_HANDLE.0);
        let flags = CLUSAPI_GROUP_ONLINE_SYNCHRONOUS | CLUSAPI_GROUP_ONLINE_IGNORE_RESOURCE_STATUS;
        assert_eq!(OnlineClusterGroupEx(group, Some(n2), flags, Some(&instructions)), 0, "it has waited");
        assert_eq!(is_online_on(group, "n2"), Some(()));
        let flags = CLUSAPI_GROUP_ONLINE_BEST_POSSIBLE_NODE | CLUSAPI_GROUP_ONLINE_SYNCHRONOUS;
        assert_eq!(OnlineClusterGroupEx(group, None, flags, None), 0);

        assert_eq!(MoveClusterGroupEx(group, Some(n1), 0x40, None), ERROR_INVALID_PARAMETER.0);
        assert_eq!(MoveClusterGroupEx(group, Some(n1), 0, Some(broken)), ERROR_INVALID_PARAMETER.0);
        let unknown = property_list(&[("No Such Type", text_value("slowly"))]);
        let code = MoveClusterGroupEx(group, Some(n1), 0, Some(&unknown));
        assert_eq!(code, ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND.0);
        let flags = CLUSAPI_GROUP_MOVE_RETURN_TO_SOURCE_NODE_ON_ERROR | CLUSAPI_GROUP_MOVE_HIGH_PRIORITY_START;
        assert_eq!(MoveClusterGroupEx(group, Some(n1), flags, Some(&instructions)), ERROR_IO_PENDING.0);
        wait_until("it has moved", || is_online_on(group, "n1"));

        assert_eq!(OfflineClusterGroupEx(group, 2, None), ERROR_INVALID_PARAMETER.0);
        assert_eq!(OfflineClusterGroupEx(group, 0, Some(broken)), ERROR_INVALID_PARAMETER.0);
        let flags = CLUSAPI_GROUP_OFFLINE_IGNORE_RESOURCE_STATUS;
        assert_eq!(OfflineClusterGroupEx(group, flags, Some(&instructions)), ERROR_IO_PENDING.0);
        wait_for_group(group, ClusterGroupOffline);

        let reader = OpenClusterGroupEx(cluster, w!("Operated"), GENERIC_READ.0, None);
        for code in [
            OnlineClusterGroupEx(reader, None, 0, None),
            OfflineClusterGroupEx(reader, 0, None),
            MoveClusterGroupEx(reader, None, 0, None),
            CancelClusterGroupOperation(reader, 0),
        ] {
            assert_eq!(code, ERROR_ACCESS_DENIED.0);
        }
        assert_eq!((DeleteClusterResource(application), DeleteClusterGroup(group)), (0, 0));
        for code in [
            OnlineClusterGroupEx(group, None, 0, None),
            OfflineClusterGroupEx(group, 0, None),
            MoveClusterGroupEx(group, None, 0, None),
            CancelClusterGroupOperation(group, 0),
        ] {
            assert_eq!(code, ERROR_GROUP_NOT_AVAILABLE.0);
        }
    }
}

#[test]
fn a_move_is_cancelled() {
    // SAFETY: as above.
    unsafe {
        let group = group("Cancelled");
        let cluster = GetClusterFromGroup(group);
        let application = resource(group, "Cancelled Application");
        set_private(application, "CommandLine", SLOW);
        assert_eq!(OnlineClusterGroup(group, None), ERROR_IO_PENDING.0);
        wait_for_group(group, ClusterGroupOnline);
        assert_eq!(CancelClusterGroupOperation(group, 0), ERROR_INVALID_STATE.0);
        assert_eq!(CancelClusterGroupOperation(group, 1), ERROR_INVALID_PARAMETER.0);
        let n2 = OpenClusterNode(cluster, w!("n2"));
        assert_eq!(MoveClusterGroupEx(group, Some(n2), 0, None), ERROR_IO_PENDING.0);
        assert_eq!(OfflineClusterGroup(group), ERROR_CLUSTER_GROUP_MOVING.0);
        assert_eq!(OfflineClusterGroupEx(group, 0, None), ERROR_CLUSTER_GROUP_MOVING.0);
        assert_eq!(CancelClusterGroupOperation(group, 0), ERROR_IO_PENDING.0);
        wait_until("it is back", || is_online_on(group, "n1"));
        assert_eq!(OfflineClusterGroup(group), ERROR_IO_PENDING.0);
        wait_for_group(group, ClusterGroupOffline);
        assert_eq!((DeleteClusterResource(application), DeleteClusterGroup(group)), (0, 0));
    }
}

/// It is queued while its owner is locked, and other requests have to wait for it or cancel it.
#[test]
fn a_queued_move_stands_until_it_is_cancelled() {
    // SAFETY: as above.
    unsafe {
        let group = group("Queued");
        let cluster = GetClusterFromGroup(group);
        let n2 = OpenClusterNode(cluster, w!("n2"));
        let lock = |locked: u32| {
            let list = property_list(&[("LockedFromMoving", number_value(locked))]);
            let (set, data) = (CLUSCTL_GROUP_SET_COMMON_PROPERTIES.0.cast_unsigned(), Some(list.as_ptr().cast()));
            assert_eq!(ClusterGroupControl(group, None, set, data, list.len() as u32, None, 0, None), 0);
        };
        lock(1);
        let queue = CLUSAPI_GROUP_MOVE_QUEUE_ENABLED;
        assert_eq!(MoveClusterGroupEx(group, Some(n2), queue, None), ERROR_IO_PENDING.0);
        refused! { ERROR_CLUSTER_GROUP_QUEUED: MoveClusterGroupEx | MoveClusterGroupEx2(group, Some(n2), 0, None); }
        assert_eq!(OfflineClusterGroup(group), ERROR_CLUSTER_GROUP_QUEUED.0);
        let cancelled = CancelClusterGroupOperation(group, 0);
        assert!([0, ERROR_IO_PENDING.0].contains(&cancelled), "{cancelled}");
        lock(0);
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

#[test]
fn affinity_is_heeded_or_ignored() {
    // SAFETY: as above.
    unsafe {
        let [a, b] = [group("Apart A"), group("Apart B")];
        let cluster = GetClusterFromGroup(a);
        let of_b = resource(b, "Apart B Application");
        let of_a = resource(a, "Apart A Application");
        let b = OpenClusterGroup(cluster, w!("Apart B"));
        let (n1, n2) = (OpenClusterNode(cluster, w!("n1")), OpenClusterNode(cluster, w!("n2")));
        let rule = w!("Apart A and B");
        assert_eq!(ClusterCreateAffinityRule(cluster, rule, CLUS_AFFINITY_RULE_DIFFERENT_NODE), 0);
        assert_eq!([a, b].map(|group| ClusterAddGroupToAffinityRule(cluster, rule, group)), [0, 0]);
        let enabled = property_list(&[("Enabled", number_value(1))]);
        let set = CLUSCTL_AFFINITYRULE_SET_COMMON_PROPERTIES.0.cast_unsigned();
        let (input, bytes) = (Some(enabled.as_ptr().cast()), enabled.len() as u32);
        assert_eq!(ClusterAffinityRuleControl(cluster, rule, None, set, input, bytes, None, 0, None), 0);

        assert_eq!(OnlineClusterGroupEx(a, Some(n1), CLUSAPI_GROUP_ONLINE_SYNCHRONOUS, None), 0);
        assert_eq!(OnlineClusterGroup(b, Some(n1)), ERROR_CLUSTER_AFFINITY_CONFLICT.0);
        refused! {
            ERROR_CLUSTER_AFFINITY_CONFLICT: OnlineClusterGroupEx | OnlineClusterGroupEx2(b, Some(n1), 0, None);
        }
        assert_eq!(OnlineClusterGroupEx(b, Some(n2), CLUSAPI_GROUP_ONLINE_SYNCHRONOUS, None), 0);
        refused! { ERROR_CLUSTER_AFFINITY_CONFLICT: MoveClusterGroupEx | MoveClusterGroupEx2(b, Some(n1), 0, None); }
        let ignore = CLUSAPI_GROUP_MOVE_IGNORE_AFFINITY_RULE;
        assert_eq!(MoveClusterGroupEx(b, Some(n1), ignore, None), ERROR_IO_PENDING.0);
        wait_until("it has moved", || is_online_on(b, "n1"));
        assert_eq!(OfflineClusterGroup(b), ERROR_IO_PENDING.0);
        wait_for_group(b, ClusterGroupOffline);
        refused! { ERROR_CLUSTER_AFFINITY_CONFLICT: OnlineClusterResourceEx | OnlineClusterResourceEx2(of_b, 0, None); }
        let ignore = CLUSAPI_RESOURCE_ONLINE_IGNORE_AFFINITY_RULE;
        assert_eq!(OnlineClusterResourceEx(of_b, ignore, None), ERROR_IO_PENDING.0);
        wait_for_resource(of_b, ClusterResourceOnline);
        for group in [a, b] {
            assert_eq!(OfflineClusterGroup(group), ERROR_IO_PENDING.0);
            wait_for_group(group, ClusterGroupOffline);
        }
        assert_eq!(ClusterRemoveAffinityRule(cluster, rule), 0);
        assert_eq!([of_a, of_b].map(|resource| DeleteClusterResource(resource)), [0, 0]);
        assert_eq!([a, b].map(|group| DeleteClusterGroup(group)), [0, 0]);
    }
}

#[test]
fn a_resource_is_operated_with_flags_and_instructions() {
    // SAFETY: as above.
    unsafe {
        let group = group("Worked");
        let cluster = GetClusterFromGroup(group);
        resource(group, "Worked Application");
        let resource = OpenClusterResource(cluster, w!("Worked Application"));
        let instructions = property_list(&[(TYPE, text_value("slowly"))]);
        let broken: &[u8] = &[9, 0, 0, 0, 1];
        assert_eq!(OnlineClusterResourceEx(resource, 0x10, None), ERROR_INVALID_PARAMETER.0);
        assert_eq!(OnlineClusterResourceEx(resource, 0, Some(broken)), ERROR_INVALID_PARAMETER.0);
        let keep = CLUSAPI_RESOURCE_ONLINE_DO_NOT_UPDATE_PERSISTENT_STATE;
        assert_eq!(OnlineClusterResourceEx(resource, keep, Some(&instructions)), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(OnlineClusterResourceEx(resource, 0, None), 0);
        assert_eq!(OfflineClusterResourceEx(resource, 8, None), ERROR_INVALID_PARAMETER.0);
        assert_eq!(OfflineClusterResourceEx(resource, 0, Some(broken)), ERROR_INVALID_PARAMETER.0);
        let flags = CLUSAPI_RESOURCE_OFFLINE_FORCE_WITH_TERMINATION;
        assert_eq!(OfflineClusterResourceEx(resource, flags, Some(&instructions)), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOffline);
        assert_eq!(OfflineClusterResourceEx(resource, 0, None), 0);

        // What is on its way.
        set_private(resource, "CommandLine", SLOW);
        assert_eq!(OnlineClusterResource(resource), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(OfflineClusterResourceEx(resource, 0, None), ERROR_IO_PENDING.0);
        refused! {
            ERROR_INVALID_STATE: OfflineClusterResourceEx | OfflineClusterResourceEx2(resource, 0, None);
            ERROR_INVALID_STATE: RestartClusterResource | RestartClusterResourceEx(resource, 0);
        }
        wait_for_resource(resource, ClusterResourceOffline);
        assert_eq!(FailClusterResourceEx(resource, w!("a drill")), ERROR_INVALID_STATE.0);

        let two = CreateClusterGroup(cluster, w!("Worked Two"));
        assert_eq!(ChangeClusterResourceGroupEx(resource, two, 2), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ChangeClusterResourceGroupEx(resource, group_of(cluster, "Worked"), 0), ERROR_ALREADY_EXISTS.0);
        let to_csv = CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV;
        assert_eq!(ChangeClusterResourceGroupEx(resource, two, to_csv), 0);
        let again = ChangeClusterResourceGroupEx2(resource, two, 0, w!("again"));
        assert_eq!(again, ERROR_ALREADY_EXISTS.0);
        let reader = OpenClusterResourceEx(cluster, w!("Worked Application"), GENERIC_READ.0, None);
        for code in [
            OnlineClusterResourceEx(reader, 0, None),
            OfflineClusterResourceEx(reader, 0, None),
            ChangeClusterResourceGroupEx(reader, two, 0),
            RestartClusterResourceEx(reader, 0, w!("x")),
            DeleteClusterResourceEx(reader, w!("x")),
        ] {
            assert_eq!(code, ERROR_ACCESS_DENIED.0);
        }
        assert_eq!(DeleteClusterResource(resource), 0);
        for code in [
            OnlineClusterResourceEx(resource, 0, None),
            OfflineClusterResourceEx(resource, 0, None),
            ChangeClusterResourceGroupEx(resource, two, 0),
        ] {
            assert_eq!(code, ERROR_RESOURCE_NOT_AVAILABLE.0);
        }
        assert_eq!((DeleteClusterGroup(group), DeleteClusterGroup(two)), (0, 0));
        let other = group_of(cluster, "Available Storage");
        assert!(CreateClusterResourceEx(two, w!("x"), &HSTRING::from(TYPE), 0, w!("x")).is_invalid());
        assert_eq!(last_error(), ERROR_GROUP_NOT_AVAILABLE);
        assert_eq!(DeleteClusterGroupEx(other, w!("x")), ERROR_CORE_RESOURCE.0);
    }
}

fn group_of(cluster: HCLUSTER, name: &str) -> HGROUP {
    // SAFETY: the name is a text.
    unsafe { OpenClusterGroup(cluster, &HSTRING::from(name)) }
}

#[test]
fn the_network_name_of_a_resource_is_that_of_what_it_depends_on() {
    // SAFETY: as above.
    unsafe {
        let group = group("With a Name");
        let application = resource(group, "Named by Another");
        let name = CreateClusterResource(group, w!("The Name"), w!("Network Name"), 0);
        assert!(!name.is_invalid(), "{:?}", last_error());
        let cluster = GetClusterFromGroup(group);
        let application = (OpenClusterResource(cluster, w!("Named by Another")), application).0;
        let name = (OpenClusterResource(cluster, w!("The Name")), name).0;
        let mut length = 0;
        let asked = GetClusterResourceNetworkName(application, PWSTR::null(), &mut length);
        assert!(asked.is_err());
        assert_eq!(last_error(), ERROR_DEPENDENCY_NOT_FOUND);
        set_private(name, "Name", "FILES");
        assert_eq!(AddClusterResourceDependency(application, name), 0);
        let ask = |buffer, length: &mut u32| match GetClusterResourceNetworkName(application, buffer, length) {
            Ok(()) => 0,
            Err(_) => last_error().0,
        };
        assert_eq!(text_of(ask), "FILES");
        let (mut small, mut length) = ([0_u16; 5], 5);
        assert_eq!(ask(PWSTR(small.as_mut_ptr()), &mut length), ERROR_MORE_DATA.0);
        assert_eq!(length, 5);
        assert!(GetClusterResourceNetworkName(application, PWSTR::null(), std::ptr::null_mut()).is_err());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        assert!(GetClusterResourceNetworkName(HRESOURCE(group.0), PWSTR::null(), &mut length).is_err());
        assert_eq!(last_error(), ERROR_INVALID_HANDLE);
        assert_eq!((DeleteClusterResource(application), DeleteClusterResource(name)), (0, 0));
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}
