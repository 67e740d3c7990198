//! What an address is on its node: many of them, of both families, lost and refused.

use crate::cluster::{DEADLINE, Served, check_one_owner, served};
use lab::quorate::{ADDRESS, Address, GROUP};
use lab::{Lab, NODES, Probe, monotonic_ns, outage, wait};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const MANY: u8 = 100;
const PORT: u16 = 7778;

fn resource_show(served: &Served, resource: &str) -> serde_json::Value {
    served.cluster.ask(&served.lab, &["resource", "show", resource]).unwrap_or_else(|error| panic!("{error}"))
}

/// The nodes whose kernel has the address.
fn holders(lab: &Lab, address: &str) -> Vec<&'static str> {
    let has = |node: &&str| {
        let listed = lab.node(node).run("ip", &["-o", "addr", "show"]).unwrap_or_default();
        listed.contains(&format!(" {address}/"))
    };
    NODES.into_iter().filter(has).collect()
}

#[test]
fn the_form_of_the_gate_is_shown() {
    let Some(served) = served(None, Address::Resource) else { return };
    let shown = resource_show(&served, ADDRESS);
    let status = shown["status_text"].as_str().unwrap_or_default();
    assert!(status.starts_with("10.77.0.100/24 on eth0, gate: "), "{shown}");
    let form = if lab_is_root() { "strict" } else { "nftables" };
    assert!(status.contains(form), "{status}");
}

/// Without root there is no BPF.
fn lab_is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn a_machine_that_the_cluster_does_not_know_keeps_its_address() {
    let Some(served) = served(None, Address::Resource) else { return };
    let json = |arguments: &[&str]| served.cluster.json(&served.lab, "n1", arguments);
    json(&["resource", "create", "Taken", "--group", GROUP, "--type", "IP Address"]).unwrap();
    json(&["resource", "set", "Taken", "--private", "Address=10.77.0.250"]).unwrap();
    json(&["resource", "set", "Taken", "RestartAction=0"]).unwrap();
    let error = json(&["resource", "online", "Taken"]).expect_err("the client has this address");
    assert!(error.0.contains("has 10.77.0.250"), "{error}");
    assert_eq!(resource_show(&served, "Taken")["status_code"], 5057);
    json(&["resource", "set", "Taken", "--private", "Address=192.0.2.1"]).unwrap();
    let error = json(&["resource", "online", "Taken"]).expect_err("no node has such a network");
    assert!(error.0.contains("no interface of this node has an address in the subnet of 192.0.2.1"), "{error}");
    assert_eq!(resource_show(&served, "Taken")["status_code"], 5894);
    assert_eq!(holders(&served.lab, "10.77.0.250"), Vec::<&str>::new());
}

#[test]
fn an_ipv6_address_moves_with_its_group() {
    let Some(served) = served(None, Address::Resource) else { return };
    let json =
        |arguments: &[&str]| served.cluster.ask(&served.lab, arguments).unwrap_or_else(|error| panic!("{error}"));
    json(&["resource", "create", "Six", "--group", GROUP, "--type", "IPv6 Address"]);
    json(&["resource", "set", "Six", "--private", "Address=fd77::100"]);
    json(&["resource", "online", "Six"]);
    for _ in 0..2 {
        let owner = served.settle();
        assert_eq!(holders(&served.lab, "fd77::100"), [owner.as_str()]);
        assert_eq!(holders(&served.lab, "10.77.0.100"), [owner.as_str()]);
        json(&["group", "move", GROUP, served.other(&owner)]);
    }
}

#[test]
fn an_address_that_somebody_takes_off_is_put_on_again() {
    let Some(served) = served(None, Address::Resource) else { return };
    let owner = served.settle();
    let take_off = |owner: &str| {
        served.lab.node(owner).run("ip", &["addr", "del", "10.77.0.100/24", "dev", "eth0"]).expect("it is there");
    };
    let seen = served.strike(&owner, take_off, |_| true);
    check_one_owner(&seen);
    served.settle();
}

#[test]
fn an_address_whose_start_was_cut_off_can_be_put_on_again() {
    let Some(served) = served(None, Address::Resource) else { return };
    let owner = served.settle();
    let json = |arguments: &[&str]| served.cluster.json(&served.lab, &owner, arguments);
    json(&["resource", "create", "Short", "--group", GROUP, "--type", "IP Address"]).unwrap();
    json(&["resource", "set", "Short", "--private", "Address=10.77.0.99"]).unwrap();
    // Shorter than the duplicate check takes.
    json(&["resource", "set", "Short", "PendingTimeout=10", "RestartAction=0"]).unwrap();
    for _ in 0..3 {
        let error = json(&["resource", "online", "Short"]).expect_err("its start is cut off");
        assert!(error.0.contains(" for 10 ms"), "{error}");
        assert_eq!(holders(&served.lab, "10.77.0.99"), Vec::<&str>::new());
    }
    json(&["resource", "set", "Short", "PendingTimeout=60000"]).unwrap();
    json(&["resource", "online", "Short"]).unwrap();
    assert_eq!(holders(&served.lab, "10.77.0.99"), [owner.as_str()]);
}

#[test]
fn a_hundred_addresses_fail_over_with_their_node() {
    let Some(served) = served(None, Address::Resource) else { return };
    let owner = served.settle();
    let addresses: Vec<SocketAddr> =
        (0..MANY).map(|number| (IpAddr::V4(Ipv4Addr::new(10, 77, 0, 101 + number)), PORT).into()).collect();
    make_many(&served, &owner, &addresses);
    let probe = Probe::start_every(&served.lab, &addresses, 20_000).unwrap_or_else(|error| panic!("{error}"));
    let all_by = |accept: &dyn Fn(&str) -> bool| {
        (0..addresses.len()).all(|target| probe.answering(target).is_some_and(|node| accept(&node))).then_some(())
    };
    wait::until("every address is served", DEADLINE, || all_by(&|node| node == owner));
    let from = monotonic_ns();
    served.lab.power_off(&owner);
    wait::until("every address is served elsewhere", DEADLINE, || all_by(&|node| node != owner));
    let answers = probe.answers();
    let first_answer = |target: usize| {
        let after = answers.iter().filter(|answer| answer.target == target && answer.node != owner);
        after.map(|answer| answer.received_ns).min().expect("another node serves it")
    };
    let firsts: Vec<u64> = (0..addresses.len()).map(first_answer).collect();
    let (first, last) = (firsts.iter().min().unwrap(), firsts.iter().max().unwrap());
    eprintln!(
        "first {} ms after the power went, last {} ms after the first",
        (first - from) / 1_000_000,
        (last - first) / 1_000_000
    );
    for target in 0..addresses.len() {
        check_one_owner(&outage(&answers, target, from, monotonic_ns()));
    }
}

/// A group of a hundred addresses and one application that answers on all of them.
fn make_many(served: &Served, owner: &str, addresses: &[SocketAddr]) {
    let json = |arguments: &[&str]| {
        served.cluster.json(&served.lab, owner, arguments).unwrap_or_else(|error| panic!("{error}"))
    };
    json(&["group", "create", "Many"]);
    for address in addresses {
        let (name, ip) = (address.to_string(), format!("Address={}", address.ip()));
        json(&["resource", "create", &name, "--group", "Many", "--type", "IP Address"]);
        json(&["resource", "set", &name, "--private", &ip, "SubnetMask=255.255.255.0"]);
    }
    let words: Vec<String> = addresses.iter().map(SocketAddr::to_string).collect();
    let tool = lab::tool().unwrap_or_else(|error| panic!("{error}")).display();
    let command_line = format!("CommandLine={tool} echo {}", words.join(" "));
    json(&["resource", "create", "Answers", "--group", "Many", "--type", "Generic Application"]);
    json(&["resource", "set", "Answers", "--private", &command_line, "CurrentDirectory=/"]);
    json(&["group", "online", "Many"]);
    let shown = json(&["group", "show", "Many"]);
    if shown["owner"] != owner {
        json(&["group", "move", "Many", owner]);
    }
}
