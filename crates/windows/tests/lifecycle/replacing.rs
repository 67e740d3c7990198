use crate::fixture::*;
use crate::services::wait_until;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PCWSTR, w};

fn output(machines: &Machines, arguments: &[&str]) -> String {
    let mut all = vec!["-o", "json"];
    all.extend(arguments);
    machines.services.quorate(1, &all)
}

/// The votes, the properties and the places in lists of a node that is gone are another machine's.
#[test]
fn a_machine_takes_the_place_of_a_node_that_is_down() {
    let machines = Machines::new("place", 4);
    let cluster = machines.create(3, &mut Heard::default());
    // SAFETY: names are texts.
    let replace = |cluster: HCLUSTER, current: PCWSTR, new: PCWSTR| unsafe {
        WIN32_ERROR(ClusterNodeReplacement(cluster, current, new))
    };
    for arguments in [
        ["group", "create", "Front", "", ""],
        ["resource", "create", "Runner", "--type", "Generic Application"],
        ["resource", "create", "Free", "--type", "Generic Application"],
    ] {
        let mut arguments: Vec<&str> = arguments.into_iter().filter(|word| !word.is_empty()).collect();
        if arguments[0] == "resource" {
            arguments.extend(["--group", "Front"]);
        }
        machines.services.quorate(1, &arguments);
    }
    machines.services.quorate(1, &["group", "owners", "Front", "place3", "place1"]);
    machines.services.quorate(1, &["resource", "owners", "Runner", "--remove", "place2"]);
    machines.services.quorate(1, &["node", "set", "place3", "Description=third"]);

    let (current, new) = (w!("place3"), w!("place4"));
    assert_eq!(replace(cluster, current, new), ERROR_CLUSTER_NODE_UP);
    assert_eq!(replace(cluster, w!("nobody"), new), ERROR_CLUSTER_NODE_NOT_FOUND);
    assert_eq!(replace(cluster, current, PCWSTR::null()), ERROR_INVALID_PARAMETER);
    assert_eq!(replace(cluster, w!(""), new), ERROR_INVALID_PARAMETER);
    for bad in [0, -1, 1] {
        assert_eq!(replace(HCLUSTER(bad), current, new), ERROR_INVALID_HANDLE);
    }
    machines.services.end(3);
    // SAFETY: the name is a text.
    let node = unsafe { OpenClusterNode(cluster, current) };
    // SAFETY: the handle is open.
    wait_until("the node is down", || (unsafe { GetClusterNodeState(node) } == ClusterNodeDown).then_some(()));
    assert_eq!(replace(cluster, current, w!("place2")), ERROR_CLUSTER_NODE_EXISTS);
    let socket = HSTRING::from(machines.services.socket(1).to_str().expect("text"));
    // SAFETY: the name is a text.
    let reader = unsafe { OpenClusterEx(&socket, GENERIC_READ.0, None) };
    assert_eq!(replace(reader, current, new), ERROR_ACCESS_DENIED);
    assert!(!output(&machines, &["node", "list"]).contains("place4"), "a refusal changes nothing");

    assert_eq!(replace(cluster, current, new), ERROR_SUCCESS);
    let nodes = output(&machines, &["node", "list"]);
    assert!(nodes.contains("place4") && !nodes.contains("place3"), "{nodes}");
    // SAFETY: the name is a text.
    assert_eq!(unsafe { GetClusterNodeState(OpenClusterNode(cluster, new)) }, ClusterNodeUp);
    assert!(output(&machines, &["node", "properties", "place4"]).contains("third"));
    let in_order = |text: &str, names: [&str; 2]| {
        let places = names.map(|name| text.find(&format!("\"{name}\"")));
        places[0].is_some() && places[0] < places[1]
    };
    let group = output(&machines, &["group", "show", "Front"]);
    let preferred = group.split_once("preferred_owners").expect("it has a list").1;
    assert!(in_order(preferred, ["place4", "place1"]), "{group}");
    let runner = output(&machines, &["resource", "show", "Runner"]);
    let possible = runner.split_once("possible_owners").expect("it has a list").1;
    let possible = possible.split_once(']').expect("a list").0;
    assert!(possible.contains("place4") && !possible.contains("place2"), "{runner}");
    let free = output(&machines, &["resource", "show", "Free"]);
    assert!(free.contains("place4") && free.contains("place2"), "{free}");
}
