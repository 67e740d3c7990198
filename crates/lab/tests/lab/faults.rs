//! Each fault does what it says, and heals.

use crate::{DEADLINE, echo, on_client_network, on_heartbeat_network, reaches};
use lab::{Lab, Node, Which, wait};

fn has_carrier(node: &Node, device: &str) -> bool {
    node.run("ip", &["link", "show", device]).unwrap().contains("LOWER_UP")
}

/// A lab whose first two nodes answer on both networks.
fn answering_lab() -> Option<Lab> {
    let lab = Lab::new_or_skip()?;
    for number in [1, 2] {
        start_echo(&lab, number);
    }
    Some(lab)
}

fn start_echo(lab: &Lab, number: u8) {
    echo(&lab.nodes()[usize::from(number) - 1], &[on_client_network(number), on_heartbeat_network(number)]);
    wait::until("the node answers", DEADLINE, || reaches(lab, "n3", on_client_network(number)).then_some(()));
}

fn becomes(lab: &Lab, from: &str, to: std::net::SocketAddr, reachable: bool) {
    wait::until("the network follows", DEADLINE, || (reaches(lab, from, to) == reachable).then_some(()));
}

#[test]
fn a_pulled_cable_takes_the_carrier_and_only_that_networks() {
    let Some(lab) = answering_lab() else { return };
    let node = lab.node("n1");
    assert!(has_carrier(node, "eth0") && has_carrier(node, "eth1"));
    lab.link_down("n1", Which::Client);
    wait::until("the carrier is lost", DEADLINE, || (!has_carrier(node, "eth0")).then_some(()));
    assert!(has_carrier(node, "eth1"));
    becomes(&lab, lab::CLIENT, on_client_network(1), false);
    assert!(reaches(&lab, "n2", on_heartbeat_network(1)));
    assert!(reaches(&lab, lab::CLIENT, on_client_network(2)));
    lab.heal("n1", Which::Client);
    becomes(&lab, lab::CLIENT, on_client_network(1), true);
    assert!(has_carrier(node, "eth0"));
}

#[test]
fn isolation_keeps_the_carrier() {
    let Some(lab) = answering_lab() else { return };
    let node = lab.node("n1");
    lab.isolate("n1", Which::Both);
    becomes(&lab, lab::CLIENT, on_client_network(1), false);
    becomes(&lab, "n2", on_heartbeat_network(1), false);
    becomes(&lab, "n1", on_heartbeat_network(2), false);
    assert!(has_carrier(node, "eth0") && has_carrier(node, "eth1"));
    lab.heal("n1", Which::Heartbeat);
    becomes(&lab, "n2", on_heartbeat_network(1), true);
    assert!(!reaches(&lab, lab::CLIENT, on_client_network(1)));
    lab.heal("n1", Which::Both);
    becomes(&lab, lab::CLIENT, on_client_network(1), true);
}

#[test]
fn the_clients_own_cable_can_be_pulled() {
    let Some(lab) = answering_lab() else { return };
    lab.link_down(lab::CLIENT, Which::Client);
    becomes(&lab, lab::CLIENT, on_client_network(1), false);
    assert!(reaches(&lab, "n2", on_client_network(1)));
    lab.heal(lab::CLIENT, Which::Client);
    becomes(&lab, lab::CLIENT, on_client_network(1), true);
}

#[test]
fn without_power_nothing_is_left_running() {
    let Some(lab) = answering_lab() else { return };
    let node = lab.node("n1");
    let before: Vec<u32> = node.processes().iter().map(|process| process.pid).collect();
    assert!(!before.is_empty());
    lab.power_off("n1");
    assert!(!node.is_on() && node.processes().is_empty());
    for pid in before {
        assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists(), "process {pid} is left");
    }
    becomes(&lab, "n2", on_heartbeat_network(1), false);
    lab.power_on("n1");
    assert!(node.processes().is_empty(), "a machine starts with nothing: {:?}", node.processes());
    start_echo(&lab, 1);
    becomes(&lab, "n2", on_heartbeat_network(1), true);
    // And once more, at once.
    lab.power_off("n1");
    lab.power_on("n1");
    start_echo(&lab, 1);
}

#[test]
fn what_is_frozen_is_silent_until_it_thaws() {
    let Some(lab) = answering_lab() else { return };
    let frozen = lab.freeze("n1", |process| process.arguments.iter().any(|word| word == "echo"));
    assert_eq!(frozen.len(), 1, "{frozen:?}");
    becomes(&lab, lab::CLIENT, on_client_network(1), false);
    assert!(reaches(&lab, lab::CLIENT, on_client_network(2)));
    lab.thaw("n1");
    becomes(&lab, lab::CLIENT, on_client_network(1), true);
}

#[test]
fn a_dead_daemon_is_reaped() {
    let Some(lab) = Lab::new_or_skip() else { return };
    let node = lab.node("n1");
    let sleep = node.spawn("sleep", &["sleep", "1000"]);
    assert_eq!(sleep.arguments, ["sleep", "1000"]);
    node.kill_at_once(|process| process.name == "sleep");
    wait::until("it is gone, also as a zombie", DEADLINE, || {
        (!std::path::Path::new(&format!("/proc/{}", sleep.pid)).exists()).then_some(())
    });
}

#[test]
fn lost_packets_are_lost_at_the_rate_that_was_asked() {
    let Some(lab) = answering_lab() else { return };
    let probe = lab::Probe::start(&lab, &[on_client_network(1)]).unwrap();
    // Everybody knows everybody before the loss begins: a lost ARP packet would cost a second.
    probe.wait_for_owner(DEADLINE, |_| true).expect("n1 answers");
    if let Err(skip) = lab.loss(30) {
        assert!(std::env::var_os("CI").is_none(), "CI skips nothing: {skip}");
        return eprintln!("skipped: no loss: {skip}");
    }
    let lossy = lab::monotonic_ns();
    let answered = wait::until("400 requests are sent", DEADLINE, || {
        let answers = probe.answers().into_iter();
        let clients = answers.filter(|answer| answer.stream == lab::Stream::Client && answer.sent_ns > lossy);
        let answered: Vec<u64> = clients.map(|answer| answer.sequence).collect();
        (answered.iter().max()? - answered.iter().min()? >= 400).then_some(answered)
    });
    // A request and its answer both get through in 0.7 x 0.7 of all cases.
    let asked = answered.iter().max().unwrap() - answered.iter().min().unwrap() + 1;
    let share = answered.len() as f64 / asked as f64;
    assert!((0.39..0.59).contains(&share), "{} of {asked} were answered", answered.len());
    lab.loss(0).unwrap();
    // The last 300 ms, whenever that is: on a busy machine the application has pauses of its own.
    wait::until("nothing is lost any more", DEADLINE, || {
        let now = lab::monotonic_ns();
        let seen = lab::outage(&probe.answers(), 0, now - 350_000_000, now - 50_000_000);
        (seen.lost_ms == 0.0).then_some(())
    });
}
