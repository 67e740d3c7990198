use crate::fixture::*;
use crate::services::wait_until;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, w};

/// A group with an application that says so in a file while it runs.
fn run_something(machines: &Machines, cluster: HCLUSTER) -> std::path::PathBuf {
    let file = machines.services.dir.join("runs");
    let _ = std::fs::remove_file(&file);
    // SAFETY: names are texts, and the list is as long as is said.
    unsafe {
        let group = CreateClusterGroup(cluster, w!("Front"));
        let resource = CreateClusterResource(group, w!("Runner"), w!("Generic Application"), 0);
        assert!(!resource.is_invalid(), "{:?}", last_error());
        let line = format!("flock {} sleep 10000", file.display());
        let list = private_text("CommandLine", &line);
        let set = CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES.0.cast_unsigned();
        let code =
            ClusterResourceControl(resource, None, set, Some(list.as_ptr().cast()), list.len() as u32, None, 0, None);
        assert_eq!(code, 0);
        assert!([0, ERROR_IO_PENDING.0].contains(&OnlineClusterGroup(group, None)));
        wait_until("the group is online", || {
            (GetClusterGroupState(group, None, None) == ClusterGroupOnline).then_some(())
        });
    }
    wait_until("the application runs", || runs(&file).then_some(()));
    file
}

/// Whether somebody holds the lock.
fn runs(file: &std::path::Path) -> bool {
    std::fs::File::open(file).is_ok_and(|file| file.try_lock().is_err())
}

fn private_text(name: &str, value: &str) -> Vec<u8> {
    let utf16 = |text: &str| text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut list = 1_u32.to_le_bytes().to_vec();
    for (syntax, data) in [(0x0004_0003_u32, utf16(name)), (0x0001_0003, utf16(value))] {
        list.extend(syntax.to_le_bytes());
        list.extend((data.len() as u32).to_le_bytes());
        list.extend(data);
        list.resize(list.len().next_multiple_of(4), 0);
    }
    list.extend([0; 4]);
    list
}

#[test]
fn what_runs_is_ended_before_the_machines_forget_it() {
    let machines = Machines::new("ended", 2);
    let cluster = machines.create(2, &mut Heard::default());
    assert!(!cluster.is_invalid(), "{:?}", last_error());
    let file = run_something(&machines, cluster);
    // SAFETY: handles are numbers, and the callback gets what it asks for.
    unsafe {
        // Not by who may only read, and not by what is no cluster.
        let socket = HSTRING::from(machines.services.socket(1).to_str().expect("text"));
        assert_eq!(
            DestroyCluster(OpenClusterEx(&socket, GENERIC_READ.0, None), None, None, false),
            ERROR_ACCESS_DENIED.0
        );
        for bad in [0, -1, 1] {
            assert_eq!(DestroyCluster(HCLUSTER(bad), None, None, false), ERROR_INVALID_HANDLE.0);
        }
        // Stopped before it is decided, the cluster goes on.
        for (phase, object) in [(ClusterSetupPhaseInitialize, "ended"), (ClusterSetupPhaseOfflineGroup, "Front")] {
            let mut heard = Heard::stopping(phase, object);
            assert_eq!(DestroyCluster(cluster, Some(hear), Some(heard.argument()), false), 1223, "{:?}", heard.steps);
            assert_eq!(state_of("ended1"), Ok(19));
            let group = OpenClusterGroup(cluster, w!("Front"));
            assert!(!group.is_invalid());
        }
        assert!(runs(&file));
        let mut heard = Heard::default();
        assert_eq!(DestroyCluster(cluster, Some(hear), Some(heard.argument()), false), 0, "{:?}", heard.steps);
        assert!(heard.has_done(ClusterSetupPhaseOfflineGroup, "Front"));
        assert!(heard.has_done(ClusterSetupPhaseDeleteGroup, "Front"));
        assert!(!runs(&file));
        // The handle leads to a machine that is no node.
        assert_eq!(DestroyCluster(cluster, None, None, false), 5932);
    }
    machines.assert_unconfigured();
    machines.write_codes();

    // They become a cluster again, in which nothing of the old one is left.
    let again = machines.create(2, &mut Heard::default());
    assert!(!again.is_invalid(), "{:?}", last_error());
    // SAFETY: the name is a text.
    unsafe { assert!(OpenClusterGroup(again, w!("Front")).is_invalid()) };
}

#[test]
fn a_machine_that_was_down_is_not_told_and_cannot_go_on() {
    let machines = Machines::new("down", 3);
    let cluster = machines.create(3, &mut Heard::default());
    assert!(!cluster.is_invalid(), "{:?}", last_error());
    machines.services.end(3);
    // SAFETY: as above.
    unsafe {
        let node = OpenClusterNode(cluster, w!("down3"));
        wait_until("the node is down", || (GetClusterNodeState(node) == ClusterNodeDown).then_some(()));
        let mut heard = Heard::default();
        let code = DestroyCluster(cluster, Some(hear), Some(heard.argument()), false);
        assert_eq!(code, ERROR_CLUSTER_NODE_DOWN.0, "{:?}", heard.steps);
        let warned = heard.steps.iter().find(|step| step.2 == ClusterSetupPhaseWarning.0).expect("a warning");
        assert_eq!((warned.0, &*warned.4, warned.5), (ClusterSetupPhaseEvictNode.0, "down3", 5050));
    }
    for id in 1..=2 {
        wait_until("the machine waits to be configured", || machines.shown(id));
    }
    assert!(machines.services.files(3).join("node.toml").exists());
    assert_eq!(state_of("down2"), Ok(1));
}
