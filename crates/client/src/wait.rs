//! Waiting for an object to be in a state: queried again when something happened to it, not all the time.

use crate::{Client, GroupView, NodeView, Notification, ResourceView, Watch, object_type};
use model::{Refusal, Win32Code, shell_word};
use std::future::Future;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// Queried again after this long even if nothing was heard: facts of which nobody is notified.
const QUERY_AGAIN: Duration = Duration::from_secs(1);
/// Wait after a lost watch.
const WATCH_AGAIN: Duration = Duration::from_millis(50);

/// What a notification has to do with an object that is waited for.
trait Concerns {
    fn concerns(&self, notification: &Notification) -> bool;
}

impl Concerns for GroupView {
    fn concerns(&self, notification: &Notification) -> bool {
        [&notification.object_id, &notification.parent_id].contains(&&self.id)
    }
}

impl Concerns for ResourceView {
    fn concerns(&self, notification: &Notification) -> bool {
        [&self.id, &self.group_id].contains(&&notification.object_id)
    }
}

impl Concerns for NodeView {
    fn concerns(&self, notification: &Notification) -> bool {
        notification.object_type != object_type::NODE || notification.object_id == self.id.to_string()
    }
}

impl Client {
    /// Waits until the group is as wanted, and returns it. Refused with ERROR_TIMEOUT after `timeout`, and at once when there is no
    /// such group.
    pub async fn wait_for_group(
        &self,
        group: &str,
        until: impl FnMut(&GroupView) -> bool,
        timeout: Duration,
    ) -> Result<GroupView, Refusal> {
        let types = [object_type::GROUP, object_type::RESOURCE];
        self.wait_for("group", group, &types, || self.group(group), until, timeout).await
    }

    /// As [`Client::wait_for_group`].
    pub async fn wait_for_resource(
        &self,
        resource: &str,
        until: impl FnMut(&ResourceView) -> bool,
        timeout: Duration,
    ) -> Result<ResourceView, Refusal> {
        let types = [object_type::GROUP, object_type::RESOURCE];
        self.wait_for("resource", resource, &types, || self.resource(resource), until, timeout).await
    }

    /// As [`Client::wait_for_group`].
    pub async fn wait_for_node(
        &self,
        node: &str,
        until: impl FnMut(&NodeView) -> bool,
        timeout: Duration,
    ) -> Result<NodeView, Refusal> {
        let types = [object_type::CLUSTER, object_type::NODE];
        self.wait_for("node", node, &types, || self.node(node), until, timeout).await
    }

    async fn wait_for<V: Concerns, F: Future<Output = Result<V, Refusal>>>(
        &self,
        kind: &str,
        name: &str,
        object_types: &[u32],
        query: impl Fn() -> F,
        mut until: impl FnMut(&V) -> bool,
        timeout: Duration,
    ) -> Result<V, Refusal> {
        let deadline = Instant::now() + timeout;
        let waiting = async {
            loop {
                // First the watch and then the query: nothing that happens between the two is missed.
                let mut watch = self.watch(object_types).await?;
                loop {
                    let view = query().await?;
                    if until(&view) {
                        return Ok(view);
                    }
                    let again = Instant::now() + QUERY_AGAIN;
                    match timeout_at(again, heard(&mut watch, &view)).await {
                        Ok(Ok(())) | Err(_) => {}
                        Ok(Err(_)) => break,
                    }
                }
                sleep(WATCH_AGAIN).await;
            }
        };
        timeout_at(deadline, waiting).await.unwrap_or_else(|_| {
            let message = format!("The {kind} '{name}' was not as wanted after {} s", timeout.as_secs_f64());
            Err(Refusal::new(Win32Code::ERROR_TIMEOUT, message)
                .next(format!("quorate {kind} show {}", shell_word(name))))
        })
    }
}

/// Waits for a notification that concerns the object.
async fn heard(watch: &mut Watch, view: &impl Concerns) -> Result<(), Refusal> {
    while !view.concerns(&watch.next().await?) {}
    Ok(())
}
