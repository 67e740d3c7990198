//! Tells of each change of owner in one line: `Web moved from n2 to n3 in 240 ms because ...`.

use super::folder::DevCluster;
use super::supervisor::Happening;
use client::{Client, EventView, EventsQuery, GroupView, ObjectKind, Refusal, Win32Code};
use proto::answer::object_kind_from_wire;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

const RETRY_INTERVAL: Duration = Duration::from_millis(100);

/// A service that ended so long before a move has nothing to do with it.
const CAUSE_AGE_MAX: Duration = Duration::from_secs(15);

/// The level of what is no warning and no error.
const INFORMATION: &str = "Information";

/// The latest end of a service that `dev` has seen: node and time.
pub(super) type ServiceEnd = Option<(u32, Instant)>;

/// Follows the events of the cluster until it is aborted.
pub(super) async fn tell(
    client: Client,
    cluster: DevCluster,
    ends: watch::Receiver<ServiceEnd>,
    tell: mpsc::UnboundedSender<Happening>,
) {
    // A watch that has ended is begun again: nodes come and go here.
    while !tell.is_closed() {
        let mut watcher = Watcher { cluster: &cluster, ends: ends.clone(), tell: tell.clone(), known: BTreeMap::new() };
        let _ = watcher.follow(&client).await;
        sleep(RETRY_INTERVAL).await;
    }
}

/// Where a group was seen last.
struct Known {
    owner: String,
    owner_id: u32,
    epoch: u64,
    leaving: Option<Leaving>,
}

/// The group has left its owner, or is not online there any more.
struct Leaving {
    begun: Instant,
    reason: Option<String>,
}

struct Watcher<'a> {
    cluster: &'a DevCluster,
    ends: watch::Receiver<ServiceEnd>,
    tell: mpsc::UnboundedSender<Happening>,
    known: BTreeMap<String, Known>,
}

impl Watcher<'_> {
    async fn follow(&mut self, client: &Client) -> Result<(), Refusal> {
        let newest = client.events(&EventsQuery { limit: 1, ..EventsQuery::default() }).await?;
        let mut watch = client.watch_events(newest.last().map_or(0, |event| event.sequence)).await?;
        for group in client.groups().await? {
            self.known.insert(group.id.clone(), Known::of(&group));
        }
        loop {
            let event = watch.next().await?;
            let arrived = Instant::now();
            for group in groups_of(client, &event).await? {
                self.look_at(&group, &event, arrived);
            }
        }
    }

    fn look_at(&mut self, group: &GroupView, event: &EventView, arrived: Instant) {
        // The groups that every cluster has run nothing that anybody would miss.
        if group.core || [&self.cluster.cluster_group, &self.cluster.available_storage].contains(&&group.id) {
            return;
        }
        let Some(known) = self.known.get_mut(&group.id) else {
            self.known.insert(group.id.clone(), Known::of(group));
            return;
        };
        let reason = reason_in(event, group);
        if known.leaving.is_none() && (group.epoch != known.epoch || group.state != "Online") {
            let begun = match *self.ends.borrow() {
                Some((node, at)) if node == known.owner_id && at.elapsed() < CAUSE_AGE_MAX => at,
                _ => arrived,
            };
            known.leaving = Some(Leaving { begun, reason: None });
        }
        if let Some(leaving) = &mut known.leaving {
            leaving.reason = leaving.reason.take().or(reason);
        }
        if group.state != "Online" {
            return;
        }
        if let Some(leaving) = known.leaving.take()
            && group.owner_id != known.owner_id
        {
            let took_ms = leaving.begun.elapsed().as_millis();
            let because = leaving.reason.map_or(String::new(), |reason| format!(" because {reason}"));
            let line = format!("{} moved from {} to {} in {took_ms} ms{because}", group.name, known.owner, group.owner);
            let _ = self.tell.send(Happening::Line(line));
        }
        *known = Known::of(group);
    }
}

/// The groups that the event may have moved: all of them only when a node comes or goes, so that the events of a large cluster cost little.
async fn groups_of(client: &Client, event: &EventView) -> Result<Vec<GroupView>, Refusal> {
    let group = match object_kind_from_wire(event.subject_kind) {
        Ok(ObjectKind::Node) => return client.groups().await,
        Ok(ObjectKind::Group) => client.group(&event.subject_id).await,
        // One that fails takes its group with it. What else happens to resources is told of their groups too.
        Ok(ObjectKind::Resource) if event.level != INFORMATION => match client.resource(&event.subject_id).await {
            Ok(resource) => client.group(&resource.group_id).await,
            Err(refusal) => Err(refusal),
        },
        _ => return Ok(Vec::new()),
    };
    match group {
        Ok(group) => Ok(vec![group]),
        // Deleted since.
        Err(Refusal { code: Win32Code::ERROR_GROUP_NOT_FOUND | Win32Code::ERROR_RESOURCE_NOT_FOUND, .. }) => {
            Ok(Vec::new())
        }
        Err(refusal) => Err(refusal),
    }
}

impl Known {
    fn of(group: &GroupView) -> Known {
        Known { owner: group.owner.clone(), owner_id: group.owner_id, epoch: group.epoch, leaving: None }
    }
}

/// What an event about the group gives as the reason, in its own words: `..., because the service on n1 died`.
fn reason_in(event: &EventView, group: &GroupView) -> Option<String> {
    let about_the_group =
        object_kind_from_wire(event.subject_kind) == Ok(ObjectKind::Group) && event.subject_id == group.id;
    let (_, reason) = event.text.split_once("because ")?;
    about_the_group.then(|| reason.trim_end_matches('.').to_owned())
}
