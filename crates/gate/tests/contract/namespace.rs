//! Network namespaces that the tests make for themselves: a node's and a client's, with a cable between them.

use crate::actor::Actor;
use gate::Form;
use std::process::{Command, Stdio};

/// Set in the process that runs a test's body inside its namespace.
const INSIDE: &str = "GATE_TEST_INSIDE";

pub const NODE_V4: &str = "10.9.0.1";
pub const NODE_V6: &str = "fd09::1";
pub const CLIENT_V4: &str = "10.9.0.9";
pub const CLIENT_V6: &str = "fd09::9";
pub const NODE_MAC: [u8; 6] = [2, 0, 0, 0, 0, 1];
pub const CLIENT_MAC: [u8; 6] = [2, 0, 0, 0, 0, 9];
pub const NODE_LINK: &str = "n0";
pub const CLIENT_LINK: &str = "c0";

/// Runs `body` in a network namespace of its own: the test binary starts itself there again with this one test.
pub fn inside(test: &str, form: Form, body: fn(Form)) {
    if std::env::var_os(INSIDE).is_some() {
        return body(form);
    }
    let root = rustix::process::geteuid().is_root();
    if !root && form == Form::Strict {
        return skip(test, "programs in the kernel need root");
    }
    // Without root the namespace's own user namespace gives the right to tables, not to programs.
    let flags: &[&str] = if root { &["-n"] } else { &["-Urn"] };
    if !Command::new("unshare").args(flags).arg("true").status().is_ok_and(|status| status.success()) {
        return skip(test, "no network namespace can be made with unshare(1)");
    }
    if !Command::new("ip").arg("-V").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return skip(test, "ip(8) is not installed");
    }
    let output = Command::new("unshare")
        .args(flags)
        .arg(std::env::current_exe().expect("this program has a path"))
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(INSIDE, "1")
        .output()
        .expect("unshare starts");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(stdout.contains("1 passed") && output.status.success(), "{test}:\n{stdout}\n{stderr}");
    for line in stdout.lines().filter(|line| line.starts_with("measured: ")) {
        println!("{line}");
    }
    for line in stderr.lines().filter(|line| line.starts_with("skipped: ")) {
        eprintln!("{line}");
    }
}

pub fn skip(test: &str, why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{test} cannot be skipped in CI: {why}");
    eprintln!("skipped: {test}: {why}");
}

/// `ip(8)` with these words; must succeed.
pub fn ip(words: &str) {
    let output = Command::new("ip").args(words.split(' ')).output().expect("ip(8) starts");
    assert!(output.status.success(), "ip {words}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A hardware address in the words of `ip(8)`.
pub fn text(mac: [u8; 6]) -> String {
    mac.map(|byte| format!("{byte:02x}")).join(":")
}

/// Cables this namespace, the node's, to a client in another one, and starts the client there.
pub fn cable() -> Actor {
    ip("link set lo up");
    let mut client = Actor::start_elsewhere("client");
    let (node_mac, client_mac) = (text(NODE_MAC), text(CLIENT_MAC));
    ip(&format!("link add {NODE_LINK} address {node_mac} type veth peer name {CLIENT_LINK} address {client_mac}"));
    ip(&format!("link set {NODE_LINK} addrgenmode none"));
    ip(&format!("link set {CLIENT_LINK} addrgenmode none netns {}", client.pid()));
    client.ask("up");
    ip(&format!("link set {NODE_LINK} up"));
    ip(&format!("addr add {NODE_V4}/24 dev {NODE_LINK}"));
    ip(&format!("addr add {NODE_V6}/64 dev {NODE_LINK} nodad"));
    // The node can answer at once, whatever the gate does to neighbour discovery.
    ip(&format!("neigh add {CLIENT_V4} lladdr {client_mac} dev {NODE_LINK} nud permanent"));
    ip(&format!("neigh add {CLIENT_V6} lladdr {client_mac} dev {NODE_LINK} nud permanent"));
    client.ask("listen");
    client
}
