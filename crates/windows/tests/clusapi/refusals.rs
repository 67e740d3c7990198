//! Refusals that need a situation: what is documented for a function and that the sweeps of `bare_calls` do not come to.

use crate::fixture::*;
use crate::services::wait_until;
use crate::variants::refused;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::{KEY_ALL_ACCESS, KEY_READ, REG_DWORD, REG_MULTI_SZ};
use windows::core::{HSTRING, PCWSTR, PWSTR, w};

/// A resource that ignores SIGTERM, so that it is OfflinePending until its timeout is over.
fn stubborn(group: HGROUP, name: &str) -> HRESOURCE {
    let resource = resource(group, name);
    set_private(resource, "CommandLine", "sh -c 'trap \"\" TERM; while :; do sleep 0.1; done'");
    resource
}

#[test]
fn names_that_are_none_or_taken() {
    // SAFETY: names are texts.
    unsafe {
        let cluster = cluster();
        group("Named");
        assert!(CreateClusterGroupEx(cluster, w!(""), None).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_NAME);
        assert!(CreateClusterGroupEx(cluster, w!("Named"), None).is_invalid());
        assert_eq!(last_error(), ERROR_OBJECT_ALREADY_EXISTS);
        assert_eq!(SetClusterName(cluster, w!("")), ERROR_INVALID_NAME.0);
        let create = |name: PCWSTR, interval| {
            CreateClusterResourceType(cluster, name, w!("Shown"), w!("libnothing.so"), interval, interval)
        };
        assert_eq!(create(w!("Generic Application"), 0), ERROR_ALREADY_EXISTS.0);
        for open in [
            OpenClusterGroupEx(cluster, w!("Nobody"), GENERIC_ALL.0, None).0,
            OpenClusterResourceEx(cluster, w!("Nobody"), GENERIC_ALL.0, None).0,
            OpenClusterNodeEx(cluster, w!("Nobody"), GENERIC_ALL.0, None).0,
        ] {
            assert_eq!(open, 0);
        }
        assert_eq!(last_error(), ERROR_CLUSTER_NODE_NOT_FOUND);
    }
}

#[test]
fn the_core_objects_stay() {
    // SAFETY: names are texts.
    unsafe {
        let cluster = cluster();
        let core = OpenClusterGroup(cluster, w!("Cluster Group"));
        assert_eq!(DeleteClusterGroup(core), ERROR_CORE_RESOURCE.0);
    }
}

#[test]
fn dependencies_in_circles_and_too_deep() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("Chained");
        let chain: Vec<HRESOURCE> = (0..=101).map(|number| resource(group, &format!("Link {number}"))).collect();
        let depth = chain.windows(2).position(|pair| AddClusterResourceDependency(pair[0], pair[1]) != 0);
        let depth = depth.expect("a chain has a longest length");
        assert!(depth > 90, "{depth}");
        let (above, below) = (chain[depth], chain[depth + 1]);
        let expression = HSTRING::from(format!("[Link {}]", depth + 1));
        assert_eq!(SetClusterResourceDependencyExpression(above, &expression), ERROR_DEPENDENCY_TREE_TOO_COMPLEX.0);
        assert_eq!(SetClusterResourceDependencyExpression(chain[1], w!("[Link 0]")), ERROR_CIRCULAR_DEPENDENCY.0);
        assert_eq!(SetClusterResourceDependencyExpression(chain[1], w!("[Nobody]")), ERROR_RESOURCE_NOT_FOUND.0);
        resource(crate::fixture::group("Chained Elsewhere"), "Link Elsewhere");
        let elsewhere = OpenClusterResource(cluster_of(group), w!("Link Elsewhere"));
        let core = OpenClusterResource(cluster_of(group), w!("Cluster Name"));
        refused! {
            ERROR_DEPENDENCY_TREE_TOO_COMPLEX: AddClusterResourceDependency | AddClusterResourceDependencyEx(above, below);
            ERROR_CIRCULAR_DEPENDENCY: AddClusterResourceDependency | AddClusterResourceDependencyEx(chain[1], chain[0]);
            ERROR_DEPENDENCY_ALREADY_EXISTS: AddClusterResourceDependency | AddClusterResourceDependencyEx(chain[0], chain[1]);
            ERROR_INVALID_PARAMETER: AddClusterResourceDependency | AddClusterResourceDependencyEx(chain[0], chain[0]);
            ERROR_INVALID_PARAMETER: AddClusterResourceDependency | AddClusterResourceDependencyEx(above, elsewhere);
            ERROR_DEPENDENCY_NOT_FOUND: RemoveClusterResourceDependency | RemoveClusterResourceDependencyEx(chain[0], chain[2]);
            ERROR_DEPENDENT_RESOURCE_EXISTS: DeleteClusterResource | DeleteClusterResourceEx(chain[1]);
            ERROR_CORE_RESOURCE: DeleteClusterResource | DeleteClusterResourceEx(core);
        }
    }
}

#[test]
fn what_is_pending_is_neither_started_nor_stopped() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("Pending");
        let resource = stubborn(group, "Pending Resource");
        assert_eq!(FailClusterResource(resource), ERROR_INVALID_STATE.0);
        assert_eq!(OnlineClusterResource(resource), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(DeleteClusterResource(resource), ERROR_INVALID_STATE.0);
        // Its owner is not taken from it.
        let owner = OpenClusterNode(cluster_of(group), &HSTRING::from(owner(group)));
        assert_eq!(RemoveClusterResourceNode(resource, owner), ERROR_INVALID_STATE.0);
        assert_eq!(OfflineClusterResource(resource), ERROR_IO_PENDING.0);
        assert_eq!(resource_state(resource), ClusterResourceOfflinePending);
        assert_eq!(OnlineClusterResource(resource), ERROR_INVALID_STATE.0);
        assert_eq!(OfflineClusterResource(resource), ERROR_INVALID_STATE.0);
        assert_eq!(RestartClusterResource(resource, 0), ERROR_INVALID_STATE.0);
        wait_for_resource(resource, ClusterResourceOffline);
    }
}

/// A new connection of its own would make the handles strangers to each other.
fn cluster_of(group: HGROUP) -> HCLUSTER {
    // SAFETY: the handle is open.
    unsafe { GetClusterFromGroup(group) }
}

#[test]
fn owners_that_are_none() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("Owned");
        let resource = resource(group, "Owned Resource");
        let cluster = cluster_of(group);
        let owner_name = owner(group);
        let others = ["n1", "n2", "n3"].into_iter().filter(|name| *name != owner_name);
        let others: Vec<HNODE> = others.map(|name| OpenClusterNode(cluster, &HSTRING::from(name))).collect();
        assert_eq!(RemoveClusterResourceNode(resource, others[0]), 0);
        assert_eq!(RemoveClusterResourceNode(resource, others[0]), ERROR_CLUSTER_NODE_NOT_FOUND.0);
        assert_eq!(MoveClusterGroup(group, Some(others[0])), ERROR_NODE_CANT_HOST_RESOURCE.0);
        let nobody = [HNODE(0x7777_7777)];
        assert_eq!(SetClusterGroupNodeList(group, Some(&nobody)), ERROR_INVALID_HANDLE.0);
    }
}

#[test]
fn a_locked_group_is_not_moved() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("Locked");
        let list = property_list(&[("LockedFromMoving", number_value(1))]);
        let set = CLUSCTL_GROUP_SET_COMMON_PROPERTIES.0.cast_unsigned();
        let code = ClusterGroupControl(group, None, set, Some(list.as_ptr().cast()), list.len() as u32, None, 0, None);
        assert_eq!(code, 0);
        assert_eq!(MoveClusterGroup(group, None), ERROR_CLUSTER_RESOURCE_LOCKED_STATUS.0);
        refused! { ERROR_CLUSTER_RESOURCE_LOCKED_STATUS: MoveClusterGroupEx | MoveClusterGroupEx2(group, None, 0, None); }
    }
}

#[test]
fn a_paused_node_gets_no_group() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("Not For The Paused");
        let cluster = cluster_of(group);
        let other = if owner(group) == "n3" { "n2" } else { "n3" };
        let node = OpenClusterNode(cluster, &HSTRING::from(other));
        assert_eq!(PauseClusterNode(node), 0);
        let refused = MoveClusterGroup(group, Some(node));
        assert_eq!(ResumeClusterNode(node), 0);
        assert_eq!(refused, ERROR_SHARING_PAUSED.0);
    }
}

#[test]
fn keys_that_do_not_open() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("With Keys");
        let resource = resource(group, "Resource With Keys");
        let cluster = cluster_of(group);
        let node = OpenClusterNode(cluster, w!("n1"));
        let reading = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        // A handle that only reads gives no key that writes.
        let group = OpenClusterGroupEx(cluster, w!("With Keys"), GENERIC_READ.0, None);
        assert!(GetClusterGroupKey(group, KEY_ALL_ACCESS.0).is_err());
        assert_eq!(last_error(), ERROR_ACCESS_DENIED);
        let resource_read = OpenClusterResourceEx(cluster, w!("Resource With Keys"), GENERIC_READ.0, None);
        assert!(GetClusterResourceKey(resource_read, KEY_ALL_ACCESS.0).is_err());
        let node_read = OpenClusterNodeEx(cluster, w!("n1"), GENERIC_READ.0, None);
        assert!(GetClusterNodeKey(node_read, KEY_ALL_ACCESS.0).is_err());
        assert!(GetClusterResourceTypeKey(reading, &HSTRING::from(TYPE), KEY_ALL_ACCESS.0).is_err());
        assert_eq!(last_error(), ERROR_ACCESS_DENIED);
        for key in [GetClusterResourceKey(resource, KEY_READ.0), GetClusterNodeKey(node, KEY_READ.0)] {
            assert_eq!(ClusterRegCloseKey(key.expect("it opens")), 0);
        }
    }
}

#[test]
fn enumerations_end() {
    // SAFETY: handles are open, and nothing is written behind what is said.
    unsafe {
        let cluster = cluster();
        let (mut bytes, mut item) = (0, CLUSTER_ENUM_ITEM::default());
        let clusters = ClusterOpenEnumEx(cluster, CLUSTER_ENUM_NODE.0.cast_unsigned(), None);
        assert_eq!(ClusterEnumEx(clusters, 999, &mut item, &mut bytes), ERROR_NO_MORE_ITEMS.0);
        assert_eq!(ClusterEnumEx(clusters, 0, std::ptr::null_mut(), std::ptr::null_mut()), ERROR_INVALID_PARAMETER.0);
        let node = OpenClusterNode(cluster, w!("n1"));
        let nodes = ClusterNodeOpenEnumEx(node, CLUSTER_NODE_ENUM_GROUPS.0.cast_unsigned(), None);
        assert_eq!(ClusterNodeEnumEx(nodes, 999, &mut item, &mut bytes), ERROR_NO_MORE_ITEMS.0);
        assert_eq!(ClusterNodeEnumEx(nodes, 0, std::ptr::null_mut(), std::ptr::null_mut()), ERROR_INVALID_PARAMETER.0);
        let mut group = CLUSTER_GROUP_ENUM_ITEM::default();
        let groups = ClusterGroupOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 0);
        assert_eq!(ClusterGroupEnumEx(groups, 999_999, &mut group, &mut bytes), ERROR_NO_MORE_ITEMS.0);
        assert_eq!(
            ClusterGroupEnumEx(groups, 0, std::ptr::null_mut(), std::ptr::null_mut()),
            ERROR_INVALID_PARAMETER.0
        );
        let mut resource = CLUSTER_RESOURCE_ENUM_ITEM::default();
        let resources = ClusterResourceOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 0);
        assert_eq!(ClusterResourceEnumEx(resources, 999_999, &mut resource, &mut bytes), ERROR_NO_MORE_ITEMS.0);
        let code = ClusterResourceEnumEx(resources, 0, std::ptr::null_mut(), std::ptr::null_mut());
        assert_eq!(code, ERROR_INVALID_PARAMETER.0);
        // Flags that are none, and bits that no type has.
        assert!(ClusterGroupOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 1).is_invalid());
        assert!(ClusterResourceOpenEnumEx(cluster, PCWSTR::null(), 0, PCWSTR::null(), 0, 1).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        assert!(ClusterNodeOpenEnum(node, 0x4000_0000).is_invalid());
        assert!(ClusterResourceOpenEnum(crate::bare_handles::SCRATCH.resource, 0x4000_0000).is_invalid());
        assert!(ClusterResourceTypeOpenEnum(cluster, &HSTRING::from(TYPE), 0x4000_0000).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        assert!(ClusterGroupCloseEnum(ClusterGroupOpenEnum(crate::bare_handles::SCRATCH.group, 1)) == 0);
    }
}

#[test]
fn a_node_that_never_came_up() {
    // SAFETY: names are texts.
    unsafe {
        let cluster = cluster();
        crate::fixture::quorate(&["cluster", "set", "AddEvictDelay=0"]);
        crate::fixture::quorate(&["node", "add", "n4", "--address", "127.0.0.1:9", "--settings", "-"]);
        let node = OpenClusterNode(cluster, w!("n4"));
        assert!(!node.is_invalid(), "{:?}", last_error());
        assert_eq!(GetClusterNodeState(node), ClusterNodeDown);
        assert_eq!(PauseClusterNode(node), ERROR_CLUSTER_NODE_DOWN.0);
        let group = CreateClusterGroup(cluster, w!("For Nobody"));
        let moved = MoveClusterGroup(group, Some(node));
        let online = OnlineClusterGroup(group, Some(node));
        assert_eq!([moved, online], [ERROR_HOST_NODE_NOT_AVAILABLE.0; 2]);
        let n1 = OpenClusterNode(cluster, w!("n1"));
        refused! {
            ERROR_HOST_NODE_NOT_AVAILABLE: MoveClusterGroupEx | MoveClusterGroupEx2(group, Some(node), 0, None);
            ERROR_HOST_NODE_NOT_AVAILABLE: OnlineClusterGroupEx | OnlineClusterGroupEx2(group, Some(node), 0, None);
            ERROR_HOST_NODE_NOT_AVAILABLE: PauseClusterNodeEx | PauseClusterNodeEx2(n1, true, 0, Some(node));
        }
        a_type_that_wants_all_nodes(cluster, group);
        let interface = OpenClusterNetInterface(cluster, w!("n1 - lo"));
        let network = HSTRING::from(crate::bare_handles::network_of(interface));
        let mut length = 0;
        let none = GetClusterNetInterface(cluster, w!("n4"), &network, PWSTR::null(), &mut length);
        assert_eq!(none, ERROR_CLUSTER_NETINTERFACE_NOT_FOUND.0);
        let owned = OpenClusterResource(cluster, w!("Cluster Name"));
        assert_eq!(EvictClusterNode(node), 0);
        wait_until("it is gone", || (GetClusterNodeState(node).0 == -1).then_some(()));
        assert_eq!(last_error(), ERROR_CLUSTER_NODE_NOT_FOUND);
        let (mut buffer, mut length) = ([0_u16; 8], 8);
        let id = GetClusterNodeId(Some(node), PWSTR(buffer.as_mut_ptr()), &mut length);
        let codes = [PauseClusterNode(node), ResumeClusterNode(node), EvictClusterNode(node), id];
        assert_eq!(codes, [ERROR_CLUSTER_NODE_NOT_FOUND.0; 4]);
        let id = CLUSCTL_NODE_GET_ID.0.cast_unsigned();
        refused! {
            ERROR_CLUSTER_NODE_NOT_FOUND: ResumeClusterNodeEx | ResumeClusterNodeEx2(node, DoNotFailbackGroups, 0);
            ERROR_CLUSTER_NODE_NOT_FOUND: ClusterNodeControl | ClusterNodeControlEx(node, None, id, None, 0, None, 0, None);
            ERROR_NODE_NOT_AVAILABLE: AddClusterResourceNode | AddClusterResourceNodeEx(owned, node);
        }
        assert!(ClusterNodeOpenEnum(node, CLUSTER_NODE_ENUM_GROUPS.0.cast_unsigned()).is_invalid());
        assert_eq!(last_error(), ERROR_CLUSTER_NODE_NOT_FOUND);
    }
}

/// CLUS_CHAR_DELETE_REQUIRES_ALL_NODES, while a node is not there.
unsafe fn a_type_that_wants_all_nodes(cluster: HCLUSTER, group: HGROUP) {
    // SAFETY: names are texts.
    unsafe {
        let of_type = w!("Wants All Nodes");
        assert_eq!(CreateClusterResourceType(cluster, of_type, of_type, w!("all.so"), 0, 0), 0);
        let key = GetClusterResourceTypeKey(cluster, of_type, KEY_ALL_ACCESS.0).expect("it is there");
        assert_eq!(crate::registry::set(key, "Characteristics", REG_DWORD, &2_u32.to_le_bytes()), 0);
        let resource = CreateClusterResource(group, w!("Wants All"), of_type, 0);
        assert!(!resource.is_invalid(), "{:?}", last_error());
        refused! {
            ERROR_ALL_NODES_NOT_AVAILABLE: DeleteClusterResource | DeleteClusterResourceEx(resource);
        }
        assert_eq!(crate::registry::set(key, "Characteristics", REG_DWORD, &[0; 4]), 0);
        assert_eq!(DeleteClusterResource(resource), 0);
        assert_eq!(DeleteClusterResourceType(cluster, of_type), 0);
    }
}

/// A type that is on one node alone is not asked about on another.
#[test]
fn a_type_that_a_node_does_not_have() {
    // SAFETY: names are texts.
    unsafe {
        let (cluster, of_type) = (cluster(), w!("Of One Node"));
        assert_eq!(CreateClusterResourceType(cluster, of_type, of_type, w!("one.so"), 0, 0), 0);
        let key = GetClusterResourceTypeKey(cluster, of_type, KEY_ALL_ACCESS.0).expect("it is there");
        let owners = [utf16("1"), vec![0; 2]].concat();
        assert_eq!(crate::registry::set(key, "PossibleOwners", REG_MULTI_SZ, &owners), 0);
        let [n1, n2] = [w!("n1"), w!("n2")].map(|name| OpenClusterNode(cluster, name));
        let asked = CLUSCTL_RESOURCE_TYPE_GET_CLASS_INFO.0.cast_unsigned();
        assert_eq!(ClusterResourceTypeControl(cluster, of_type, Some(n1), asked, None, 0, None, 0, None), 0);
        refused! {
            ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED: ClusterResourceTypeControl | ClusterResourceTypeControlEx(
                cluster, of_type, Some(n2), asked, None, 0, None, 0, None
            );
            ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED: ClusterResourceTypeControlAsUser | ClusterResourceTypeControlAsUserEx(
                cluster, of_type, Some(n2), asked, None, 0, None, 0, None
            );
        }
        assert_eq!(DeleteClusterResourceType(cluster, of_type), 0);
    }
}

/// What is told and not set.
#[test]
fn a_property_that_is_only_read() {
    // SAFETY: the list is as long as is said.
    unsafe {
        let group = group("Read Only Properties");
        let resource = resource(group, "Read Only Resource");
        let list = property_list(&[("Type", text_value("Generic Script"))]);
        let (set, data) = (CLUSCTL_RESOURCE_SET_COMMON_PROPERTIES.0.cast_unsigned(), Some(list.as_ptr().cast()));
        refused! {
            ERROR_RESOURCE_PROPERTY_UNCHANGEABLE: ClusterResourceControl | ClusterResourceControlEx(
                resource, None, set, data, list.len() as u32, None, 0, None
            );
        }
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
    }
}
