//! `quorate events`.

use super::Session;
use crate::args::events::Events;
use crate::failure::Failure;
use crate::render;
use crate::shell;
use crate::view::EventView;
use client::{EventView as Event, EventsQuery, ObjectKind};
use model::{Win32Code, fold};
use proto::answer::object_kind_from_wire;

pub(super) async fn run(session: &Session<'_>, events: Events) -> Result<(), Failure> {
    let subject = match &events.subject {
        Some(text) => Some(find_subject(session, text).await?),
        None => None,
    };
    let filter = subject.as_ref().map(|subject| (subject.kind, subject.id.clone()));
    let query = EventsQuery { after_sequence: 0, limit: events.limit, subject: filter };
    let found = session.client.events(&query).await?;
    let newest = found.last().map_or(0, |event| event.sequence);
    let views: Vec<EventView> = found.into_iter().map(EventView::from).collect();
    if !events.follow {
        session.output.answer(&views, |page| render::events_page(page, &views));
        return Ok(());
    }
    for view in &views {
        session.output.stream_item(view, |page| render::event_page(page, view));
    }
    follow(session, newest, subject).await
}

/// Goes on until the reader goes away or no service answers any more.
async fn follow(session: &Session<'_>, newest: u64, subject: Option<Subject>) -> Result<(), Failure> {
    let mut watch = session.client.watch_events(newest).await?;
    loop {
        let event = watch.next().await?;
        if subject.as_ref().is_some_and(|subject| !subject.is_of(&event)) {
            continue;
        }
        let view = EventView::from(event);
        session.output.stream_item(&view, |page| render::event_page(page, &view));
    }
}

/// The object that events are asked for.
#[derive(Clone, Debug)]
struct Subject {
    kind: ObjectKind,
    id: String,
    name: String,
}

impl Subject {
    fn is_of(&self, event: &Event) -> bool {
        object_kind_from_wire(event.subject_kind) == Ok(self.kind)
            && (event.subject_id == self.id || fold::equals(&event.subject_name, &self.name))
    }
}

/// `KIND:NAME`, or a name or id that is looked for among groups, resources, nodes, group sets, resource types, affinity
/// rules, fault domains, networks and network interfaces, in this order.
async fn find_subject(session: &Session<'_>, text: &str) -> Result<Subject, Failure> {
    use client::ObjectKind::{
        AffinityRule, FaultDomain, Group, GroupSet, Network, NetworkInterface, Node, Resource, ResourceType,
    };
    let kinds = [
        ("group", Group),
        ("resource", Resource),
        ("node", Node),
        ("group-set", GroupSet),
        ("resource-type", ResourceType),
        ("affinity", AffinityRule),
        ("fault-domain", FaultDomain),
        ("network", Network),
        ("network-interface", NetworkInterface),
    ];
    if let Some((word, name)) = text.split_once(':')
        && let Some((_, kind)) = kinds.iter().find(|(known, _)| known.eq_ignore_ascii_case(word))
    {
        return subject_of_kind(session, *kind, name).await;
    }
    for (_, kind) in kinds {
        match subject_of_kind(session, kind, text).await {
            Err(failure) if is_not_found(failure.refusal.code) => {}
            found => return found,
        }
    }
    let message = format!(
        "There is no group, resource, node, group set, resource type, affinity rule, fault domain, network or network \
         interface {text:?}"
    );
    Err(Failure::refused(Win32Code::ERROR_FILE_NOT_FOUND, message).next(shell::quorate(&["group", "list"])))
}

async fn subject_of_kind(session: &Session<'_>, kind: ObjectKind, name: &str) -> Result<Subject, Failure> {
    let client = &session.client;
    let (id, name) = match kind {
        ObjectKind::Group => client.group(name).await.map(|group| (group.id, group.name))?,
        ObjectKind::Resource => client.resource(name).await.map(|resource| (resource.id, resource.name))?,
        ObjectKind::GroupSet => client.group_set(name).await.map(|set| (set.id, set.name))?,
        ObjectKind::Node => client.node(name).await.map(|node| (node.id.to_string(), node.name))?,
        ObjectKind::AffinityRule => client.affinity_rule(name).await.map(|rule| (rule.name.clone(), rule.name))?,
        ObjectKind::FaultDomain => client.fault_domain(name).await.map(|domain| (domain.id, domain.name))?,
        ObjectKind::Network => client.network(name).await.map(|network| (network.id, network.name))?,
        ObjectKind::NetworkInterface => client.network_interface(name).await.map(|found| (found.id, found.name))?,
        _ => client.resource_type(name).await.map(|found| (found.name.clone(), found.name))?,
    };
    Ok(Subject { kind, id, name })
}

fn is_not_found(code: Win32Code) -> bool {
    let not_found = [
        Win32Code::ERROR_FILE_NOT_FOUND,
        Win32Code::ERROR_GROUP_NOT_FOUND,
        Win32Code::ERROR_RESOURCE_NOT_FOUND,
        Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND,
        Win32Code::ERROR_GROUPSET_NOT_FOUND,
        Win32Code::ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND,
        Win32Code::ERROR_CLUSTER_NETWORK_NOT_FOUND,
        Win32Code::ERROR_CLUSTER_NETINTERFACE_NOT_FOUND,
    ];
    not_found.contains(&code)
}
