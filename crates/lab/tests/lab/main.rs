//! The lab itself: that it is there, that its faults do what they say, that its probe can see two owners, and that nothing is left.

mod faults;
mod life;
mod probe;

use lab::{Lab, Node, client_address, heartbeat_address};
use std::net::SocketAddr;
use std::time::Duration;

pub const DEADLINE: Duration = Duration::from_secs(20);
pub const PORT: u16 = 7777;

/// Starts the application on a node, on these addresses.
pub fn echo(node: &Node, addresses: &[SocketAddr]) {
    let tool = lab::tool().unwrap().to_str().unwrap();
    let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    let mut command = vec![tool, "echo"];
    command.extend(addresses.iter().map(String::as_str));
    node.spawn("echo", &command);
}

pub fn on_client_network(number: u8) -> SocketAddr {
    (client_address(number), PORT).into()
}

pub fn on_heartbeat_network(number: u8) -> SocketAddr {
    (heartbeat_address(number), PORT).into()
}

/// Whether something on node `from` is answered by the application at `to`: asks with the lab's own probe.
pub fn reaches(lab: &Lab, from: &str, to: SocketAddr) -> bool {
    let file = lab.folder().join(format!("reach-{from}-{}", to.ip()));
    let _ = std::fs::remove_file(&file);
    let tool = lab::tool().unwrap();
    let mut command =
        if from == lab::CLIENT { lab.client(tool.to_str().unwrap()) } else { lab.node(from).command(tool) };
    let mut probe = command
        .arg("probe")
        .arg(&file)
        .args(["5000", &to.to_string()])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let answered = lab::wait::within(Duration::from_millis(400), || {
        std::fs::metadata(&file).is_ok_and(|file| file.len() > 0).then_some(())
    });
    drop(probe.stdin.take());
    probe.wait().unwrap();
    answered.is_some()
}
