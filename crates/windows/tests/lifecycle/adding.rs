use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PCWSTR, PWSTR, w};

#[test]
fn machines_become_nodes_by_their_names() {
    let machines = Machines::new("added", 3);
    let cluster = machines.create(1, &mut Heard::default());
    let mut heard = Heard::default();
    // SAFETY: names are texts, the buffer is as long as is said.
    unsafe {
        let node = AddClusterNode(cluster, w!("added2"), Some(hear), Some(heard.argument()));
        assert!(!node.is_invalid(), "{:?} {:?}", last_error(), heard.steps);
        assert_eq!(GetClusterNodeState(node), ClusterNodeUp);
        let (mut id, mut length) = ([0; 8], 8);
        assert_eq!(GetClusterNodeId(Some(node), PWSTR(id.as_mut_ptr()), &mut length), 0);
        assert_eq!(String::from_utf16_lossy(&id[..length as usize]), "2");
        for phase in [
            ClusterSetupPhaseGettingCurrentMembership,
            ClusterSetupPhaseValidateNodeState,
            ClusterSetupPhaseAddNodeToCluster,
            ClusterSetupPhaseConfigureClusSvc,
            ClusterSetupPhaseNodeUp,
        ] {
            assert!(heard.has_done(phase, "added2"), "{phase:?} {:?}", heard.steps);
        }
        // Without a callback too.
        let node = AddClusterNodeEx(cluster, w!("ADDED3"), 0, None, None);
        assert!(!node.is_invalid(), "{:?}", last_error());
        assert!(CloseClusterNode(node).is_ok());
    }
}

#[test]
fn a_machine_that_cannot_be_taken_in_changes_nothing() {
    let machines = Machines::new("kept", 2);
    let cluster = machines.create(1, &mut Heard::default());
    // SAFETY: names are texts, handles are numbers.
    unsafe {
        let refused = |name: PCWSTR, flags| {
            let mut heard = Heard::default();
            assert!(AddClusterNodeEx(cluster, name, flags, Some(hear), Some(heard.argument())).is_invalid());
            let code = last_error();
            // There is nothing to be refused about flags where there are none.
            if flags == 0 {
                assert!(AddClusterNode(cluster, name, Some(hear), Some(heard.argument())).is_invalid());
                assert_eq!(last_error(), code);
            }
            code
        };
        assert_eq!(refused(w!("kept1"), 0), ERROR_CLUSTER_NODE_EXISTS);
        assert_eq!(refused(w!("kept2"), 1), ERROR_INVALID_PARAMETER);
        assert_eq!(refused(PCWSTR::null(), 0), ERROR_INVALID_PARAMETER);
        assert_eq!(refused(w!(""), 0), ERROR_INVALID_PARAMETER);
        assert_eq!(refused(w!("a b"), 0), ERROR_INVALID_NAME);
        assert_eq!(refused(w!("unknown"), 0), ERROR_ACCESS_DENIED);
        // It is a node already, under whatever name.
        machines.write(&format!("other {}\n", machines.services.socket(1).display()), 0o600);
        assert_eq!(refused(w!("other"), 0), ERROR_NODE_CANNOT_BE_CLUSTERED);
        let (code, address) = machines.shown(2).expect("it waits");
        machines.write(&format!("kept2 AAAA-AAAA-AAAA-AAAA {address}\n"), 0o600);
        assert_eq!(refused(w!("kept2"), 0), ERROR_ACCESS_DENIED);
        machines.write(&format!("kept2 {code} 127.0.0.1:1\n"), 0o600);
        assert_eq!(refused(w!("kept2"), 0), ERROR_CLUSTER_NODE_UNREACHABLE);
        machines.write_codes();

        for bad in [0, -1, 1] {
            assert!(AddClusterNode(HCLUSTER(bad), w!("kept2"), None, None).is_invalid());
            assert_eq!(last_error(), ERROR_INVALID_HANDLE);
            assert!(AddClusterNodeEx(HCLUSTER(bad), w!("kept2"), 0, None, None).is_invalid());
            assert_eq!(last_error(), ERROR_INVALID_HANDLE);
        }
        let socket = HSTRING::from(machines.services.socket(1).to_str().expect("text"));
        let reader = OpenClusterEx(&socket, GENERIC_READ.0, None);
        assert!(AddClusterNode(reader, w!("kept2"), None, None).is_invalid());
        assert_eq!(last_error(), ERROR_ACCESS_DENIED);

        // Stopped, at each place where it can be.
        for phase in [
            ClusterSetupPhaseGettingCurrentMembership,
            ClusterSetupPhaseValidateNodeState,
            ClusterSetupPhaseAddNodeToCluster,
            ClusterSetupPhaseConfigureClusSvc,
        ] {
            let mut heard = Heard::stopping(phase, "kept2");
            assert!(AddClusterNode(cluster, w!("kept2"), Some(hear), Some(heard.argument())).is_invalid(), "{phase:?}");
            assert_eq!(last_error().0, 1223, "{:?}", heard.steps);
            assert!(OpenClusterNode(cluster, w!("kept2")).is_invalid(), "{phase:?}");
            assert_eq!(state_of("kept2"), Ok(1));
        }
        let node = AddClusterNode(cluster, w!("kept2"), None, None);
        assert!(!node.is_invalid(), "{:?}", last_error());
    }
}

/// Nodes that nobody has seen yet count, and have no vote.
#[test]
fn a_cluster_has_room_for_so_many_nodes() {
    let machines = Machines::new("many", 2);
    let cluster = machines.create(1, &mut Heard::default());
    for id in 2..=64 {
        let (name, address) = (format!("seat{id}"), format!("127.0.0.1:{}", id + 1000));
        machines.services.quorate(1, &["node", "add", &name, "--address", &address, "--settings", "-"]);
    }
    // SAFETY: the name is a text.
    unsafe {
        for node in
            [AddClusterNode(cluster, w!("many2"), None, None), AddClusterNodeEx(cluster, w!("many2"), 0, None, None)]
        {
            assert!(node.is_invalid());
        }
        assert_eq!(last_error(), ERROR_CLUSTER_MAX_NODES_IN_CLUSTER);
    }
    assert_eq!(state_of("many2"), Ok(1));
}
