use crate::fixture::*;
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
