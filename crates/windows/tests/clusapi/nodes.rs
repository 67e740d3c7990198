use crate::fixture::*;
use crate::services::wait_until;
use crate::variants::refused;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{PCWSTR, w};

#[test]
fn nodes_are_found_by_name_by_id_and_as_the_one_that_answers() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let cluster = cluster();
        for node in [
            OpenClusterNode(cluster, w!("n1")),
            OpenClusterNode(cluster, w!("N1")),
            OpenClusterNode(cluster, w!("1")),
            OpenClusterNode(cluster, PCWSTR::null()),
            OpenClusterNodeEx(cluster, w!("n1"), GENERIC_READ.0, None),
            OpenClusterNodeById(cluster, 1),
        ] {
            assert!(!node.is_invalid(), "{:?}", last_error());
            assert_eq!(text_of(|buffer, length| GetClusterNodeId(Some(node), buffer, length)), "1");
            assert_eq!(GetClusterNodeState(node), ClusterNodeUp);
            assert!(CloseCluster(GetClusterFromNode(node)).as_bool());
            assert!(CloseClusterNode(node).is_ok());
        }
        for missing in [OpenClusterNode(cluster, w!("n9")), OpenClusterNodeById(cluster, 9)] {
            assert!(missing.is_invalid());
            assert_eq!(last_error(), ERROR_CLUSTER_NODE_NOT_FOUND);
        }
    }
}

#[test]
fn a_node_pauses_and_resumes() {
    let _only = n3();
    // SAFETY: as above.
    unsafe {
        let node = OpenClusterNode(cluster(), w!("n3"));
        assert_eq!(ResumeClusterNode(node), ERROR_CLUSTER_NODE_NOT_PAUSED.0);
        assert_eq!(PauseClusterNode(node), 0);
        assert_eq!(GetClusterNodeState(node), ClusterNodePaused);
        assert_eq!(ResumeClusterNode(node), 0);
        assert_eq!(GetClusterNodeState(node), ClusterNodeUp);
        assert_eq!(EvictClusterNode(node), ERROR_CANT_EVICT_ACTIVE_NODE.0);
    }
}

/// A machine that takes its time to stop what it runs.
const SLOW: &str = "sh -c 'trap \"sleep 2; exit 0\" TERM; while :; do sleep 0.1; done'";

#[test]
fn a_node_is_drained_and_takes_its_groups_back() {
    let _only = n3();
    // SAFETY: as above.
    unsafe {
        let group = group("Drained");
        let cluster = GetClusterFromGroup(group);
        let application = resource(group, "Drained Application");
        set_private(application, "CommandLine", SLOW);
        let [n1, n2, n3] = [w!("n1"), w!("n2"), w!("n3")].map(|name| OpenClusterNode(cluster, name));
        assert_eq!(SetClusterGroupNodeList(group, Some(&[n3, n1, n2])), 0);
        assert_eq!(OnlineClusterGroup(group, Some(n3)), ERROR_IO_PENDING.0);
        wait_until("the group is online there", || is_online_on(group, "n3"));

        assert_eq!(PauseClusterNodeEx(n3, true, 8, None), ERROR_INVALID_PARAMETER.0);
        assert_eq!(PauseClusterNodeEx(n3, false, 0, Some(n1)), ERROR_INVALID_PARAMETER.0);
        assert_eq!(PauseClusterNodeEx(n3, true, 0, Some(HNODE(8))), ERROR_INVALID_HANDLE.0);
        let other = OpenClusterNode(crate::fixture::cluster(), w!("n1"));
        assert_eq!(PauseClusterNodeEx(n3, true, 0, Some(other)), ERROR_INVALID_PARAMETER.0);
        let flags = CLUSAPI_NODE_PAUSE_RETRY_DRAIN_ON_FAILURE;
        assert_eq!(PauseClusterNodeEx(n3, true, flags, Some(n1)), ERROR_IO_PENDING.0);
        refused! { ERROR_CLUSTER_NODE_DRAIN_IN_PROGRESS: PauseClusterNodeEx | PauseClusterNodeEx2(n3, true, 0, None); }
        assert_eq!(GetClusterNodeState(n3), ClusterNodePaused);
        wait_until("the group is online elsewhere", || is_online_on(group, "n1"));

        assert_eq!(ResumeClusterNodeEx(n3, CLUSTER_NODE_RESUME_FAILBACK_TYPE(3), 0), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ResumeClusterNodeEx(n3, CLUSTER_NODE_RESUME_FAILBACK_TYPE(-1), 0), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ResumeClusterNodeEx(n3, FailbackGroupsImmediately, 1), ERROR_INVALID_PARAMETER.0);
        let code = ResumeClusterNodeEx(n3, FailbackGroupsImmediately, 0);
        assert!([0, ERROR_IO_PENDING.0].contains(&code), "{code}");
        wait_until("the group came back", || is_online_on(group, "n3"));
        assert_eq!(ResumeClusterNodeEx(n3, DoNotFailbackGroups, 0), ERROR_CLUSTER_NODE_NOT_PAUSED.0);

        assert_eq!(PauseClusterNodeEx2(n3, true, 0, Some(n2), w!("new fans")), ERROR_IO_PENDING.0);
        wait_until("the group is where it was sent", || is_online_on(group, "n2"));
        assert_recorded("n3", "new fans", "drain");
        assert_eq!(ResumeClusterNodeEx2(n3, FailbackGroupsPerPolicy, 0, w!("fans are new")), 0);
        assert_recorded("n3", "fans are new", "resumed");
        assert_eq!(PauseClusterNodeEx2(n3, false, 0, None, w!("a look")), 0);
        assert_eq!(GetClusterNodeState(n3), ClusterNodePaused);
        assert_eq!(ResumeClusterNode(n3), 0);

        let reader = OpenClusterNodeEx(cluster, w!("n3"), GENERIC_READ.0, None);
        assert_eq!(PauseClusterNodeEx(reader, true, 0, None), ERROR_ACCESS_DENIED.0);
        assert_eq!(ResumeClusterNodeEx(reader, DoNotFailbackGroups, 0), ERROR_ACCESS_DENIED.0);
        assert_eq!(OfflineClusterGroup(group), ERROR_IO_PENDING.0);
        wait_for_group(group, ClusterGroupOffline);
        assert_eq!((DeleteClusterResource(application), DeleteClusterGroup(group)), (0, 0));
    }
}

fn is_online_on(group: HGROUP, node: &str) -> Option<()> {
    (owner(group) == node && group_state(group) == ClusterGroupOnline).then_some(())
}

/// Tests that pause this node do so one after the other.
fn n3() -> std::sync::MutexGuard<'static, ()> {
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
