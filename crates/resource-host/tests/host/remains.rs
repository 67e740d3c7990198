//! What an earlier life of a node left on the machine.

use crate::support::{Host, Node, eventually, runs, shell, signal};
use resource_host::remains;
use rustix::process::Signal;

const FAMILY: &str = "sleep 1000 & echo $! > $D/child; (setsid sh -c 'echo $$ > '$D'/stray; exec sleep 1000') & \
                      echo $$ > $D/pid; wait";

#[tokio::test(flavor = "current_thread")]
async fn the_remains_of_a_life_that_lost_host_and_guard_are_ended() {
    for without_cgroups in [false, true] {
        let node = Node::new();
        let mut host = Host::start_in(&node, without_cgroups).await;
        host.bring_online(shell(&node, 1, 1, FAMILY)).await;
        let [pid, child, stray] = ["pid", "child", "stray"].map(|name| node.number(name));
        let guard = node.guard();
        // The host cannot replace a guard while it stands still.
        signal(host.pid(), Signal::STOP);
        signal(guard, Signal::KILL);
        host.kill();
        eventually("the kernel ends the leader with the host", || !runs(pid));
        assert!(runs(child) && runs(stray));
        let ended = remains::end(node.dir.path()).unwrap();
        assert!(ended.contains(&child) && ended.contains(&stray), "{ended:?}");
        assert!(!runs(child) && !runs(stray));
        assert!(node.processes().is_empty());
        assert!(!node.file("resource-host.cgroups").exists());
        assert_eq!(remains::end(node.dir.path()).unwrap(), Vec::<i32>::new());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_living_host_of_an_earlier_life_is_ended_and_another_node_is_not() {
    let node = Node::new();
    let other = Node::new();
    let mut host = Host::start(&node).await;
    let mut bystander = Host::start(&other).await;
    host.bring_online(shell(&node, 1, 1, FAMILY)).await;
    bystander.bring_online(shell(&other, 1, 1, FAMILY)).await;
    let pids = ["pid", "child", "stray"].map(|name| node.number(name));
    let others = ["pid", "child", "stray"].map(|name| other.number(name));
    let ended = remains::end(node.dir.path()).unwrap();
    assert!(ended.contains(&host.pid()), "{ended:?}");
    host.expect_exit(false);
    assert_eq!(pids.map(runs), [false; 3]);
    assert!(node.processes().is_empty());
    assert_eq!(others.map(runs), [true; 3]);
}

#[test]
fn a_node_that_never_lived_has_no_remains() {
    assert_eq!(remains::end(std::path::Path::new("/no/such/directory")).unwrap(), Vec::<i32>::new());
}
