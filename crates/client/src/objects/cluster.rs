//! The cluster as an object.

use super::{Group, HasProperties, Node, NotificationStream, Resource};
use crate::{Client, ClusterView, Endpoint, ItemView, ItemsQuery, Object, ObjectKind};
use model::{Refusal, group_type};

/// A connection to a cluster, and the way to everything in it.
///
/// When the service dies that it is connected to, the next request goes to another one; nothing that was got from this has to be got again.
#[derive(Clone, Debug)]
pub struct Cluster {
    client: Client,
}

impl From<Client> for Cluster {
    fn from(client: Client) -> Cluster {
        Cluster { client }
    }
}

impl HasProperties for Cluster {
    fn client(&self) -> &Client {
        &self.client
    }

    fn object(&self) -> Object<'_> {
        Object::Cluster
    }
}

impl Cluster {
    /// To the cluster that is meant when nobody names one: see [`Endpoint::meant`]. Refused with RPC_S_SERVER_UNAVAILABLE when no
    /// service answers.
    pub async fn connect() -> Result<Cluster, Refusal> {
        Cluster::connect_to(&Endpoint::meant()?).await
    }

    /// To the services of an endpoint.
    pub async fn connect_to(endpoint: &Endpoint) -> Result<Cluster, Refusal> {
        Ok(Client::connect(endpoint).await?.into())
    }

    /// For what has no object here: the registry, group sets, affinity rules, fault domains, events.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub async fn name(&self) -> Result<String, Refusal> {
        Ok(self.view().await?.name)
    }

    /// What the cluster says of itself.
    pub async fn view(&self) -> Result<ClusterView, Refusal> {
        self.client.cluster().await
    }

    /// All nodes, in the order of their ids.
    pub async fn nodes(&self) -> Result<Vec<Node>, Refusal> {
        let views = self.client.nodes().await?;
        Ok(views.iter().map(|view| Node::new(&self.client, view)).collect())
    }

    /// By name or id. Refused with ERROR_CLUSTER_NODE_NOT_FOUND.
    pub async fn node(&self, name: &str) -> Result<Node, Refusal> {
        Ok(Node::new(&self.client, &self.client.node(name).await?))
    }

    /// All groups, the core groups too.
    pub async fn groups(&self) -> Result<Vec<Group>, Refusal> {
        let items = self.items(ObjectKind::Group).await?;
        Ok(items.into_iter().map(|item| Group::with_id(&self.client, item.id)).collect())
    }

    /// By name or id. Refused with ERROR_GROUP_NOT_FOUND.
    pub async fn group(&self, name: &str) -> Result<Group, Refusal> {
        Ok(Group::new(&self.client, &self.client.group(name).await?))
    }

    /// An empty group, offline. Refused with ERROR_OBJECT_ALREADY_EXISTS or ERROR_INVALID_NAME.
    pub async fn create_group(&self, name: &str) -> Result<Group, Refusal> {
        self.client.create_group(name, group_type::UNKNOWN).await?;
        self.group(name).await
    }

    /// All resources of all groups.
    pub async fn resources(&self) -> Result<Vec<Resource>, Refusal> {
        let items = self.items(ObjectKind::Resource).await?;
        Ok(items.into_iter().map(|item| Resource::with_id(&self.client, item.id)).collect())
    }

    /// By name or id. Refused with ERROR_RESOURCE_NOT_FOUND.
    pub async fn resource(&self, name: &str) -> Result<Resource, Refusal> {
        Ok(Resource::new(&self.client, &self.client.resource(name).await?))
    }

    /// What happens from now on to objects of these types ([`crate::object_type`]); to all of them when empty.
    pub async fn notifications(&self, object_types: &[u32]) -> Result<NotificationStream, Refusal> {
        NotificationStream::open(self.client.clone(), object_types).await
    }

    async fn items(&self, kind: ObjectKind) -> Result<Vec<ItemView>, Refusal> {
        let query = ItemsQuery { kinds: vec![kind], ..ItemsQuery::default() };
        Ok(self.client.items(&query).await?.items)
    }
}
