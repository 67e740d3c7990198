//! What an earlier `quorate dev` in the same folder may have left running.
//!
//! Services, resource hosts, guards and applications all carry the folder of their node in their environment, handed down
//! from the service that `dev` started, so the resource host's own way of finding them finds the services too.

use super::folder::{DevCluster, DevNode};
use crate::failure::Failure;
use model::Win32Code;

/// In the environment of a service of `quorate dev` and of everything below it: the node's state folder.
pub(super) const NODE_DIR_VARIABLE: &str = "QUORATE_NODE_DIR";

/// Ends whatever runs for these nodes. Answers how many processes there were. Blocks for as long as they take to end.
pub(super) fn end_all(cluster: &DevCluster) -> Result<usize, Failure> {
    // Side by side: each may have to wait for a guard.
    let ended: Vec<Result<usize, Failure>> = std::thread::scope(|scope| {
        let threads: Vec<_> = cluster.nodes.iter().map(|node| scope.spawn(|| end(node))).collect();
        threads.into_iter().map(|thread| thread.join().expect("ending processes does not panic")).collect()
    });
    ended.into_iter().sum()
}

fn end(node: &DevNode) -> Result<usize, Failure> {
    let ended = resource_host::remains::end(&node.state_dir());
    ended.map(|pids| pids.len()).map_err(|error| {
        let message = format!("What ran for node {} before cannot be ended: {error}", node.name);
        Failure::refused(Win32Code::ERROR_INVALID_STATE, message)
    })
}
