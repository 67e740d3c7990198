//! Queries: what the cluster knows, as views.

use crate::request::not_understood;
use crate::{Client, Object};
use model::{Refusal, Value, Win32Code};
use proto::answer::{ObjectKind, Reply, accepted_from_wire, object_kind_to_wire};
use proto::client::query_reply::Result as Wire;
use proto::client::query_request::Query;
use proto::client::{
    self as wire, AffinityRuleView, ClusterView, EventView, Everything, FaultDomainView, GroupSetView, GroupView,
    LocalStatus, Named, NetworkInterfaceView, NetworkView, NodeView, PropertyView, QueryReply, QueryRequest,
    ResourceTypeView, ResourceView, StatusRequest,
};
use proto::command::types::PropertyScope;
use proto::command::{Command, command_to_wire, scope_to_wire, value_from_wire};
use tonic::{Response, Status};

/// Which events.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EventsQuery {
    /// Only later ones.
    pub after_sequence: u64,
    /// The newest so many; 0 for all that are kept.
    pub limit: u32,
    /// Only those about this object: its kind, and its name or id.
    pub subject: Option<(ObjectKind, String)>,
}

/// One value of a batch of reads, or the code for why it is not there.
#[derive(Clone, PartialEq, Debug)]
pub enum ReadResult {
    Value(Value),
    Error(Win32Code),
}

impl ReadResult {
    pub(crate) fn from_wire(result: wire::ReadResult) -> Result<ReadResult, Refusal> {
        match result.result {
            Some(wire::read_result::Result::Value(value)) => {
                value_from_wire(value).map(ReadResult::Value).map_err(|error| not_understood(&error))
            }
            Some(wire::read_result::Result::Error(code)) => Ok(ReadResult::Error(Win32Code(code))),
            None => Err(unexpected()),
        }
    }
}

/// A query whose answer is a list of views of one kind, all of one moment.
macro_rules! list {
    ($(#[$doc:meta])* $name:ident, $query:expr, $answer:ident.$field:ident -> $view:ty) => {
        $(#[$doc])*
        pub async fn $name(&self) -> Result<Vec<$view>, Refusal> {
            let pieces = self.query_in_pieces($query).await?;
            let mut views = Vec::new();
            for piece in pieces {
                match piece {
                    Wire::$answer(list) => views.extend(list.$field),
                    _ => return Err(unexpected()),
                }
            }
            Ok(views)
        }
    };
}

/// A query for one object, by name or id.
macro_rules! one {
    ($(#[$doc:meta])* $name:ident, $query:ident, $answer:ident.$field:ident -> $view:ty) => {
        $(#[$doc])*
        pub async fn $name(&self, name: &str) -> Result<$view, Refusal> {
            match self.query(Query::$query(Named { name: name.into() })).await? {
                Wire::$answer(list) => list.$field.into_iter().next().ok_or_else(unexpected),
                _ => Err(unexpected()),
            }
        }
    };
}

impl Client {
    /// What the service asked knows by itself; answered without quorum.
    pub async fn status(&self) -> Result<LocalStatus, Refusal> {
        self.call(|mut rpc| async move { rpc.status(StatusRequest {}).await }).await
    }

    pub async fn cluster(&self) -> Result<ClusterView, Refusal> {
        match self.query(Query::Cluster(Everything {})).await? {
            Wire::Cluster(cluster) => Ok(cluster),
            _ => Err(unexpected()),
        }
    }

    list!(nodes, Query::Nodes(Everything {}), Nodes.nodes -> NodeView);
    list!(groups, Query::Groups(Everything {}), Groups.groups -> GroupView);
    list!(resources, Query::Resources(Everything {}), Resources.resources -> ResourceView);
    /// All resources of one group, by its name or id. Refused with ERROR_GROUP_NOT_FOUND when there is none.
    pub async fn resources_of(&self, group: &str) -> Result<Vec<ResourceView>, Refusal> {
        self.resource_views(Query::ResourcesOf(Named { name: group.into() })).await
    }

    /// A resource, by its name or id, and all others of its group. Refused with ERROR_RESOURCE_NOT_FOUND when there is none.
    pub async fn resources_beside(&self, resource: &str) -> Result<Vec<ResourceView>, Refusal> {
        self.resource_views(Query::ResourcesBeside(Named { name: resource.into() })).await
    }

    async fn resource_views(&self, query: Query) -> Result<Vec<ResourceView>, Refusal> {
        let mut views = Vec::new();
        for piece in self.query_in_pieces(query).await? {
            match piece {
                Wire::Resources(list) => views.extend(list.resources),
                _ => return Err(unexpected()),
            }
        }
        Ok(views)
    }

    list!(group_sets, Query::GroupSets(Everything {}), GroupSets.group_sets -> GroupSetView);
    list!(resource_types, Query::ResourceTypes(Everything {}), ResourceTypes.resource_types -> ResourceTypeView);

    list!(affinity_rules, Query::AffinityRules(Everything {}), AffinityRules.affinity_rules -> AffinityRuleView);
    list!(fault_domains, Query::FaultDomains(Everything {}), FaultDomains.fault_domains -> FaultDomainView);

    list!(networks, Query::Networks(Everything {}), Networks.networks -> NetworkView);
    list!(
        network_interfaces,
        Query::NetworkInterfaces(Everything {}),
        NetworkInterfaces.network_interfaces -> NetworkInterfaceView
    );

    one!(
        /// Refused with ERROR_CLUSTER_NETWORK_NOT_FOUND when there is none.
        network, Network, Networks.networks -> NetworkView
    );
    one!(
        /// Refused with ERROR_CLUSTER_NETINTERFACE_NOT_FOUND when there is none.
        network_interface, NetworkInterface, NetworkInterfaces.network_interfaces -> NetworkInterfaceView
    );
    one!(
        /// By its name. Refused with ERROR_FILE_NOT_FOUND when there is none.
        affinity_rule, AffinityRule, AffinityRules.affinity_rules -> AffinityRuleView
    );
    one!(
        /// A node too, by its name. Refused with ERROR_FILE_NOT_FOUND when there is none.
        fault_domain, FaultDomain, FaultDomains.fault_domains -> FaultDomainView
    );
    one!(
        /// Refused with ERROR_CLUSTER_NODE_NOT_FOUND when there is none.
        node, Node, Nodes.nodes -> NodeView
    );
    one!(
        /// Refused with ERROR_GROUP_NOT_FOUND when there is none.
        group, Group, Groups.groups -> GroupView
    );
    one!(
        /// Refused with ERROR_RESOURCE_NOT_FOUND when there is none.
        resource, Resource, Resources.resources -> ResourceView
    );
    one!(
        /// Refused with ERROR_GROUPSET_NOT_FOUND when there is none.
        group_set, GroupSet, GroupSets.group_sets -> GroupSetView
    );
    one!(
        /// Refused with ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND when there is none.
        resource_type, ResourceType, ResourceTypes.resource_types -> ResourceTypeView
    );

    pub async fn properties(&self, object: Object<'_>, scope: PropertyScope) -> Result<Vec<PropertyView>, Refusal> {
        let query = wire::PropertiesQuery {
            kind: object_kind_to_wire(object.kind()) as i32,
            name: object.name().into(),
            scope: scope_to_wire(scope) as i32,
        };
        match self.query(Query::Properties(query)).await? {
            Wire::Properties(list) => Ok(list.properties),
            _ => Err(unexpected()),
        }
    }

    /// Whether the resource could be made dependent on the provider now, both by name or id; refused as adding the dependency would be
    /// (87, 1059, 5003, 5006, 5007, 5019, 5929). Nothing changes.
    pub async fn can_depend(&self, resource: &str, provider: &str) -> Result<(), Refusal> {
        let query = wire::DependencyQuery { resource: resource.into(), provider: provider.into() };
        match self.query(Query::CanDepend(query)).await? {
            Wire::Possible(_) => Ok(()),
            _ => Err(unexpected()),
        }
    }

    /// What the command would be answered now, or how it would be refused. Nothing changes.
    pub async fn check(&self, command: &Command) -> Result<Reply, Refusal> {
        let query = wire::CheckQuery { command: Some(command_to_wire(command)) };
        match self.query(Query::Check(query)).await? {
            Wire::Accepted(accepted) => accepted_from_wire(accepted).map_err(|error| not_understood(&error)),
            _ => Err(unexpected()),
        }
    }

    /// Whether more than half of the votes would be present without the node, by name or id: when it is down, or when it is taken
    /// out of the cluster. Refused with ERROR_CLUSTER_NODE_NOT_FOUND when there is none.
    pub async fn quorum_without(&self, node: &str, evicted: bool) -> Result<bool, Refusal> {
        self.quorum_kept(wire::VoterQuery { node: Some(node.into()), evicted }).await
    }

    /// As [`Client::quorum_without`], without the witness.
    pub async fn quorum_without_witness(&self) -> Result<bool, Refusal> {
        self.quorum_kept(wire::VoterQuery { node: None, evicted: false }).await
    }

    async fn quorum_kept(&self, query: wire::VoterQuery) -> Result<bool, Refusal> {
        match self.query(Query::VoterLoss(query)).await? {
            Wire::QuorumKept(kept) => Ok(kept),
            _ => Err(unexpected()),
        }
    }

    /// Oldest first.
    pub async fn events(&self, query: &EventsQuery) -> Result<Vec<EventView>, Refusal> {
        let subject = query
            .subject
            .as_ref()
            .map(|(kind, name)| wire::SubjectFilter { kind: object_kind_to_wire(*kind) as i32, name: name.clone() });
        let query = wire::EventsQuery { after_sequence: query.after_sequence, limit: query.limit, subject };
        match self.query(Query::Events(query)).await? {
            Wire::Events(list) => Ok(list.events),
            _ => Err(unexpected()),
        }
    }

    pub(crate) async fn query(&self, query: Query) -> Result<Wire, Refusal> {
        let reply = self.query_reply(query).await?;
        self.read(reply)
    }

    /// As [`Client::query`], for an answer that may be longer than a message. All pieces are of one moment: when the connection is lost
    /// before the last one has come, all of it is asked for again.
    pub(crate) async fn query_in_pieces(&self, query: Query) -> Result<Vec<Wire>, Refusal> {
        let request = QueryRequest { consistency: self.consistency as i32, query: Some(query) };
        let replies = self
            .call(|mut rpc| {
                let request = request.clone();
                async move {
                    let mut pieces = rpc.query_in_pieces(request).await?.into_inner();
                    let mut replies = Vec::<QueryReply>::new();
                    while let Some(reply) = pieces.message().await? {
                        replies.push(reply);
                    }
                    match replies.last() {
                        Some(last) if !last.more => Ok(Response::new(replies)),
                        _ => Err(Status::aborted("the answer ended before its last piece")),
                    }
                }
            })
            .await?;
        replies.into_iter().map(|reply| self.read(reply)).collect()
    }

    fn read(&self, reply: QueryReply) -> Result<Wire, Refusal> {
        self.saw(reply.applied_index);
        match reply.result {
            Some(Wire::Refusal(refusal)) => Err(refusal.into()),
            Some(result) => Ok(result),
            None => Err(unexpected()),
        }
    }

    pub(crate) async fn query_reply(&self, query: Query) -> Result<QueryReply, Refusal> {
        let request = QueryRequest { consistency: self.consistency as i32, query: Some(query) };
        self.call(|mut rpc| {
            let request = request.clone();
            async move { rpc.query(request).await }
        })
        .await
    }
}

/// The service answered something else than what was asked.
pub(crate) fn unexpected() -> Refusal {
    Refusal::new(Win32Code::ERROR_INVALID_DATA, "The service gave another answer than the one asked for")
        .next("quorate --version, on both sides")
}
