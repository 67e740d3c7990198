//! How soon the end of a peer's process is seen: peers that are real processes, killed and frozen.

use crate::support::*;
use model::NodeId;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use transport::LinkEvent::{Down, Up};

const READY: &str = "listening on ";

/// Not a test: the process that the tests start and kill.
#[tokio::test]
#[ignore = "started by the other tests"]
async fn peer_process() {
    if std::env::var_os("QUORATE_TEST_PEER").is_none() {
        return;
    }
    let mut server = Server::start(1, CLUSTER, "127.0.0.1:0").await;
    println!("\n{READY}{}", server.address);
    while server.messages.recv().await.is_some() {}
}

struct Peer {
    process: Child,
    address: SocketAddr,
}

impl Peer {
    fn start() -> Peer {
        let mut process = Command::new(std::env::current_exe().expect("a test is a program"))
            .args(["--ignored", "--exact", "--nocapture", "processes::peer_process"])
            .env("QUORATE_TEST_PEER", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let output = BufReader::new(process.stdout.take().expect("piped"));
        let address = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix(READY).map(|address| address.parse().expect("an address")))
            .expect("the peer says where it listens");
        Peer { process, address }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn the_death_of_a_peer_is_seen_at_once() {
    let mut times = Vec::new();
    for _ in 0..5 {
        let mut peer = Peer::start();
        let mut sender = Sender::start(2, CLUSTER, &[(1, peer.address)]);
        sender.wait_for(Up(NodeId(1))).await;
        peer.process.kill().expect("runs");
        let (time, ()) = timed(sender.wait_for(Down(NodeId(1)))).await;
        times.push(time);
    }
    times.sort();
    println!("seen after {times:?}");
    assert!(times[2] < Duration::from_millis(50), "seen after {times:?}");
}

#[tokio::test]
async fn a_frozen_peer_is_given_up_by_the_keepalive() {
    let peer = Peer::start();
    let mut sender = Sender::start(2, CLUSTER, &[(1, peer.address)]);
    sender.wait_for(Up(NodeId(1))).await;
    let pid = Pid::from_child(&peer.process);
    kill_process(pid, Signal::STOP).expect("runs");
    let (time, ()) = timed(sender.wait_for(Down(NodeId(1)))).await;
    assert!(time < Duration::from_secs(8), "given up after {time:?}");
    kill_process(pid, Signal::CONT).expect("runs");
    sender.wait_for(Up(NodeId(1))).await;
}
