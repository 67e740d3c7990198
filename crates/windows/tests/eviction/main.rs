//! Nodes that are evicted, and what a cluster of one node refuses.

#![cfg(not(windows))]

#[path = "../services/mod.rs"]
mod services;

use services::{Services, free_address, wait_until};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HRESULT, HSTRING, PCWSTR, w};

/// A machine that waits to become a node; it ends with its input.
struct Machine(Child);

impl Machine {
    fn start(services: &Services, address: &str) -> Machine {
        let files = services.dir.join("machine");
        std::fs::create_dir_all(&files).expect("the folder can be made");
        let log = std::fs::File::create(files.join("service.log")).expect("the folder can be written");
        let mut command = Command::new(&services.program);
        command.arg("serve").arg("--settings").arg(files.join("node.toml"));
        command.arg("--state-dir").arg(files.join("state")).arg("--socket").arg(files.join("quorate.sock"));
        command.args(["--listen", address, "--stop-with-input"]).env_remove("NOTIFY_SOCKET");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log).spawn();
        let machine = Machine(child.expect("the program runs"));
        wait_until("the machine listens", || std::net::TcpStream::connect(address).ok());
        machine
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.0.stdin.take();
        let _ = self.0.wait();
    }
}

fn add(services: &Services, name: &str, address: &str) {
    let settings = services.dir.join("added.toml");
    let settings = settings.to_str().expect("text");
    services.quorate(1, &["node", "add", name, "--address", address, "--settings", settings]);
    std::fs::remove_file(Path::new(settings)).expect("it was written");
}

#[test]
fn an_evicted_node_is_cleaned_up_or_said_not_to_be() {
    let services = Services::found("clusapi-eviction", 3);
    let folder = HSTRING::from(services.dir.to_str().expect("text"));
    let (waiting, nobody) = (free_address(), free_address());
    let _machine = Machine::start(&services, &waiting);
    // SAFETY: names are texts, places are where they are said to be.
    unsafe {
        let cluster = OpenCluster(&folder);
        assert!(!cluster.is_invalid(), "{:?}", GetLastError());
        let mut status = HRESULT(7);

        // Its machine has nothing of it.
        add(&services, "n4", &waiting);
        let node = OpenClusterNode(cluster, w!("n4"));
        assert_eq!(EvictClusterNodeEx(node, 10_000, &mut status), 0);
        assert_eq!(status, HRESULT(0));
        assert!(OpenClusterNode(cluster, w!("n4")).is_invalid());
        assert_eq!(GetLastError(), ERROR_CLUSTER_NODE_NOT_FOUND);
        assert_eq!(EvictClusterNodeEx(node, 0, &mut status), ERROR_CLUSTER_NODE_NOT_FOUND.0);

        add(&services, "n5", &waiting);
        let node = OpenClusterNode(cluster, w!("n5"));
        assert_eq!(EvictClusterNodeEx2(node, 10_000, &mut status, w!("scrapped")), 0);
        assert!(services.quorate(1, &["events"]).contains("scrapped"));

        // Nobody answers there.
        add(&services, "n6", &nobody);
        let node = OpenClusterNode(cluster, w!("n6"));
        assert_eq!(EvictClusterNodeEx(node, 0, &mut status), ERROR_CLUSTER_EVICT_WITHOUT_CLEANUP.0);
        assert_eq!(status, HRESULT::from_win32(ERROR_CLUSTER_NODE_UNREACHABLE.0));
        assert!(OpenClusterNode(cluster, w!("n6")).is_invalid());

        add(&services, "n7", &nobody);
        let node = OpenClusterNode(cluster, w!("n7"));
        let code = EvictClusterNodeEx2(node, 0, &mut status, w!("it never answered"));
        assert_eq!(code, ERROR_CLUSTER_EVICT_WITHOUT_CLEANUP.0);

        // What is active is not evicted.
        let n2 = OpenClusterNode(cluster, w!("n2"));
        for code in [
            EvictClusterNodeEx(n2, 0, std::ptr::null_mut()),
            EvictClusterNodeEx2(n2, 0, std::ptr::null_mut(), PCWSTR::null()),
        ] {
            assert_eq!(code, ERROR_CANT_EVICT_ACTIVE_NODE.0);
        }
        let reader = OpenClusterNodeEx(cluster, w!("n2"), GENERIC_READ.0, None);
        assert_eq!(EvictClusterNodeEx(reader, 0, &mut status), ERROR_ACCESS_DENIED.0);
        assert_eq!(EvictClusterNodeEx(HNODE(0), 0, &mut status), ERROR_INVALID_HANDLE.0);

        // The interfaces of a node go with it.
        let interface = wait_until("n3 has told of its adapters", || {
            let opened = OpenClusterNetInterface(cluster, w!("n3 - lo"));
            (!opened.is_invalid()).then_some(opened)
        });
        let n3 = OpenClusterNode(cluster, w!("n3"));
        services.end(3);
        wait_until("the node is down", || (GetClusterNodeState(n3) == ClusterNodeDown).then_some(()));
        assert_eq!(EvictClusterNode(n3), 0);
        let name = CLUSCTL_NETINTERFACE_GET_NAME.0.cast_unsigned();
        let asked = [
            ClusterNetInterfaceControl(interface, None, name, None, 0, None, 0, None),
            ClusterNetInterfaceControlEx(interface, None, name, None, 0, None, 0, None, w!("in vain")),
        ];
        assert_eq!(asked, [ERROR_CLUSTER_NETINTERFACE_NOT_FOUND.0; 2]);
    }
}

#[test]
fn a_cluster_of_one_node_has_nowhere_to_drain_to() {
    let services = Services::found("clusapi-alone", 1);
    let folder = HSTRING::from(services.dir.to_str().expect("text"));
    // SAFETY: as above.
    unsafe {
        let cluster = OpenCluster(&folder);
        let node = OpenClusterNode(cluster, w!("n1"));
        let drained = [
            PauseClusterNodeEx(node, true, 0, None),
            PauseClusterNodeEx2(node, true, 0, None, w!("nobody else is there")),
        ];
        assert_eq!(drained, [ERROR_CLUSTER_NODE_DOWN.0; 2]);
        assert_eq!(GetClusterNodeState(node), ClusterNodeUp);
        assert_eq!(PauseClusterNodeEx(node, false, 0, None), 0);
        assert_eq!(GetClusterNodeState(node), ClusterNodePaused);
        assert_eq!(ResumeClusterNodeEx(node, DoNotFailbackGroups, 0), 0);
        let mut status = HRESULT(0);
        let evicted = [
            EvictClusterNode(node),
            EvictClusterNodeEx(node, 0, &mut status),
            EvictClusterNodeEx2(node, 0, &mut status, w!("the last node stays")),
        ];
        assert_eq!(evicted, [ERROR_CLUSTER_EVICT_INVALID_REQUEST.0; 3]);
        // A core group stays, and not every program expects its name.
        let core = OpenClusterGroup(cluster, w!("Cluster Group"));
        assert_eq!(SetClusterGroupName(core, w!("Core")), 0);
        assert_eq!(GetClusterNodeState(node), ClusterNodeUp);
    }
}
