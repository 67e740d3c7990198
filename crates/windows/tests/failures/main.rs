//! What a program sees when the service dies that it is connected to, and with it a node.

#![cfg(not(windows))]

#[path = "../services/mod.rs"]
mod services;

use services::programs::{LANGUAGES, compile, libraries};
use services::{Services, built, wait_until};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use windows::Win32::Foundation::{
    ERROR_CLUSTER_NO_QUORUM, ERROR_HOST_NODE_NOT_AVAILABLE, ERROR_IO_PENDING, GetLastError,
};
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PCWSTR, PWSTR, w};

#[test]
fn handles_stay_valid_when_the_service_dies() {
    let services = Services::found("clusapi-failures", 3);
    let folder = HSTRING::from(services.dir.to_str().expect("text"));
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let cluster = OpenCluster(&folder);
        assert!(!cluster.is_invalid(), "{:?}", GetLastError());
        let group = CreateClusterGroup(cluster, w!("Surviving"));
        let node = OpenClusterNode(cluster, w!("n1"));
        // It is connected to the first service that listens, which is that of n1; the group is there too, and n1 dies.
        assert_eq!(owner(group), "n1");
        let filter = (CLUSTER_CHANGE_CLUSTER_RECONNECT.0 | CLUSTER_CHANGE_NODE_STATE.0).cast_unsigned();
        let port = CreateClusterNotifyPort(HCHANGE(-1), cluster, filter, 5);
        assert!(!port.is_invalid(), "{:?}", GetLastError());
        assert_eq!(OnlineClusterGroup(group, None), 0, "an empty group has nothing to start");

        services.end(1);
        wait_until("the group is elsewhere", || (owner(group) != "n1").then_some(()));
        wait_until("the node is down", || (GetClusterNodeState(node) == ClusterNodeDown).then_some(()));
        assert!(GetClusterGroupState(group, None, None).0 >= 0);
        a_node_that_is_down_carries_nothing_out(cluster, node, group);
        let again = OpenClusterGroup(cluster, w!("Surviving"));
        assert!(!again.is_invalid(), "{:?}", GetLastError());
        let n3 = OpenClusterNode(cluster, w!("n3"));
        let moved = MoveClusterGroup(group, Some(n3));
        assert!([0, ERROR_IO_PENDING.0].contains(&moved), "{moved}");
        wait_until("the group has moved", || (owner(group) == "n3").then_some(()));

        let reconnect = CLUSTER_CHANGE_CLUSTER_RECONNECT.0.cast_unsigned();
        let (mut key, mut told, mut length) = (0, 0, 0);
        while told != reconnect {
            let code = GetClusterNotify(port, &mut key, &mut told, PWSTR::null(), &mut length, 20_000);
            assert_eq!((code, key), (0, 5));
        }
        assert!(CloseClusterNotifyPort(port).as_bool() && CloseCluster(cluster).as_bool());
    }
}

/// It is named for control calls, and without it the quorum hangs by each of the others.
unsafe fn a_node_that_is_down_carries_nothing_out(cluster: HCLUSTER, down: HNODE, group: HGROUP) {
    // SAFETY: the handles are open, buffers are as long as is said.
    unsafe {
        assert_eq!(ClusterRegSyncDatabase(cluster, 0), 0, "it is left out");
        let refused = ERROR_HOST_NODE_NOT_AVAILABLE.0;
        let name = CLUSCTL_GROUP_GET_NAME.0.cast_unsigned();
        assert_eq!(ClusterGroupControl(group, Some(down), name, None, 0, None, 0, None), refused);
        let name = CLUSCTL_NODE_GET_NAME.0.cast_unsigned();
        assert_eq!(ClusterNodeControl(down, Some(down), name, None, 0, None, 0, None), refused);
        assert_eq!(ClusterNodeControl(down, None, name, None, 0, None, 0, None), 0);
        let fqdn = CLUSCTL_CLUSTER_GET_FQDN.0.cast_unsigned();
        assert_eq!(ClusterControl(cluster, Some(down), fqdn, None, 0, None, 0, None), refused);
        let core = OpenClusterResource(cluster, w!("Cluster Name"));
        let class = CLUSCTL_RESOURCE_GET_CLASS_INFO.0.cast_unsigned();
        assert_eq!(ClusterResourceControl(core, Some(down), class, None, 0, None, 0, None), refused);
        assert_eq!(ClusterResourceControlAsUser(core, Some(down), class, None, 0, None, 0, None), refused);
        let why = w!("in vain");
        let name = CLUSCTL_NODE_GET_NAME.0.cast_unsigned();
        assert_eq!(ClusterNodeControlEx(down, Some(down), name, None, 0, None, 0, None, why), refused);
        assert_eq!(ClusterControlEx(cluster, Some(down), fqdn, None, 0, None, 0, None, why), refused);
        let class = CLUSCTL_RESOURCE_TYPE_GET_CLASS_INFO.0.cast_unsigned();
        let of_type = w!("Generic Application");
        let answer = ClusterResourceTypeControlEx(cluster, of_type, Some(down), class, None, 0, None, 0, None, why);
        assert_eq!(answer, refused);
        assert_eq!(ClusterResourceTypeControl(cluster, of_type, Some(down), class, None, 0, None, 0, None), refused);
        for (voter, lost) in [([49_u16, 0], 0_u32), ([50, 0], 1)] {
            let check = CLUSCTL_CLUSTER_CHECK_VOTER_DOWN.0.cast_unsigned();
            let (mut answer, mut size) = (9_u32, 0);
            let (input, output) = (Some(voter.as_ptr().cast()), Some((&raw mut answer).cast()));
            let code = ClusterControl(cluster, None, check, input, 4, output, 4, Some(&raw mut size));
            assert_eq!((code, answer, size), (0, lost, 4), "without the node that is down, and without another one");
        }
    }
}

fn owner(group: HGROUP) -> String {
    let (mut name, mut length) = ([0_u16; 16], 16);
    // SAFETY: the buffer is as long as is said.
    let state = unsafe { GetClusterGroupState(group, Some(PWSTR(name.as_mut_ptr())), Some(&mut length)) };
    if state.0 == -1 { String::new() } else { String::from_utf16_lossy(&name[..length as usize]) }
}

/// The service that is left can be connected to, and changes nothing by itself.
#[test]
fn a_minority_changes_nothing() {
    let services = Services::found("clusapi-minority", 3);
    let socket = HSTRING::from(services.socket(1).to_str().expect("text"));
    services.end(2);
    services.end(3);
    // SAFETY: names are texts.
    unsafe {
        wait_until("the majority is missed", || {
            let cluster = OpenCluster(&socket);
            if cluster.is_invalid() {
                return None;
            }
            assert!(CreateClusterGroupSet(cluster, w!("Never")).is_invalid());
            let code = GetLastError();
            assert!(CloseCluster(cluster).as_bool());
            (code == ERROR_CLUSTER_NO_QUORUM).then_some(())
        });
    }
}

/// What has to ask a service that is gone says so, and the handle stays what it is.
#[test]
fn a_cluster_whose_services_are_gone_enumerates_nothing() {
    let services = Services::found("clusapi-gone", 1);
    let folder = HSTRING::from(services.dir.to_str().expect("text"));
    // SAFETY: names are null or texts.
    unsafe {
        let cluster = OpenCluster(&folder);
        assert!(!cluster.is_invalid(), "{:?}", GetLastError());
        services.end(1);
        let sockets = HSTRING::from(services.socket(1).to_str().expect("text"));
        wait_until("nobody listens", || OpenCluster(&sockets).is_invalid().then_some(()));
        let none = PCWSTR::null();
        let opened: [&dyn Fn() -> bool; 3] = [
            &|| ClusterGroupOpenEnumEx(cluster, none, 0, none, 0, 0).is_invalid(),
            &|| ClusterResourceOpenEnumEx(cluster, none, 0, none, 0, 0).is_invalid(),
            &|| ClusterGroupSetOpenEnum(cluster).is_invalid(),
        ];
        for open in opened {
            assert!(open());
            assert_eq!(GetLastError().0, 1722);
        }
        assert!(CloseCluster(cluster).as_bool());
    }
}

/// The same tour of the interface in Rust, C and C++, each with a cluster of its own; it watches while n3 dies.
#[test]
fn programs_tour_a_cluster_while_a_node_dies() {
    let libraries = libraries("tours");
    let mut programs = vec![("rust", built("roles", "tour"))];
    programs.extend(LANGUAGES.map(|language| (language.1, compile("tour.c", &libraries, language))));
    for (language, program) in programs {
        let services = Services::found(&format!("clusapi-tour-{language}"), 3);
        let backup = services.dir.join("backup");
        std::fs::create_dir(&backup).expect("the folder can be made");
        let mut tour = Command::new(program);
        tour.env("LD_LIBRARY_PATH", &libraries).arg(&services.dir).arg(&backup).stdout(Stdio::piped());
        let mut tour = tour.spawn().expect("it runs");
        let mut printed = Vec::new();
        for line in BufReader::new(tour.stdout.take().expect("it is piped")).lines() {
            let line = line.expect("text");
            if line == "watching" {
                services.end(3);
            }
            printed.push(line);
        }
        assert!(tour.wait().expect("it ran").success(), "{language}: {printed:?}");
        let owner = printed[4].strip_prefix("online on ").expect("an owner").to_owned();
        let expected = [
            "cluster tested",
            "node n1",
            "node n2",
            "node n3",
            &format!("online on {owner}"),
            "online on n2",
            "the batch ended with 5986 at command 0",
            "the batch ended with 0",
            "version 2",
            "backed up",
            "watching",
            "n3 is down",
        ];
        assert_eq!(printed, expected, "{language}");
        assert!(std::fs::read_dir(&backup).expect("the backup's folder").next().is_some(), "{language}");
    }
}

/// Nothing that it calls raises SIGPIPE, which ends a program in C that does not expect it.
#[test]
fn a_program_in_c_calls_on_when_its_service_dies() {
    let libraries = libraries("calls-on");
    let program = compile("calls_on.c", &libraries, LANGUAGES[0]);
    let services = Services::found("clusapi-calls-on", 3);
    // The first service over its socket, and the last one over TCP.
    for (cluster, connected) in [(services.client_address.clone(), 3), (services.dir.display().to_string(), 1)] {
        let mut program = Command::new(&program);
        program.env("LD_LIBRARY_PATH", &libraries).arg(&cluster).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = program.spawn().expect("it runs");
        let mut input = program.stdin.take().expect("it is piped");
        let mut printed = BufReader::new(program.stdout.take().expect("it is piped")).lines();
        let mut calls = || {
            writeln!(input).expect("it runs");
            let line = printed.next().expect("it runs").expect("text");
            (line != "0").then_some(())
        };
        wait_until("calls", &mut calls);
        if connected == 1 {
            services.end(1);
            let _ = calls();
            wait_until("calls to another service", &mut calls);
        }
        drop(input);
        let status = program.wait().expect("it ran");
        assert!(status.success(), "{cluster}: {status}");
    }
}
