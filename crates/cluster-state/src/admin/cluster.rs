//! The cluster itself: its name and its properties.

use super::Draft;
use crate::announce::cluster_flag;
use crate::apply::Apply;
use crate::command::{ClusterCommand, PropertyScope};
use crate::config::keys::{self, Object};
use crate::outcome::Reply;
use model::{Refusal, ResourceState, Value, Win32Code, fold, name};

impl Apply<'_> {
    pub(crate) fn apply_cluster(&mut self, command: &ClusterCommand) -> Result<Reply, Refusal> {
        match command {
            ClusterCommand::Rename { name } => self.rename_cluster(name),
            ClusterCommand::SetProperties { scope, changes } => self.set_properties(Object::Cluster, *scope, changes),
            ClusterCommand::Upgrade { action } => self.upgrade(*action),
            ClusterCommand::ClearUpgrade => self.clear_upgrade(),
            ClusterCommand::AddHealthFault(fault) => self.add_health_fault(fault),
            ClusterCommand::RemoveHealthFault { id } => self.remove_health_fault(id),
            ClusterCommand::Shutdown => self.shut_down_cluster(),
            ClusterCommand::Destroy => self.destroy_cluster(),
        }
    }

    /// The new name is also that of the core Network Name, which serves it from its next online on: then the reply is
    /// ERROR_RESOURCE_PROPERTIES_STORED (errors 3, SetClusterName).
    fn rename_cluster(&mut self, new_name: &str) -> Result<Reply, Refusal> {
        name::check_cluster_name(new_name)?;
        let mut nodes = self.state.config.nodes.values();
        if let Some(node) = nodes.find(|node| fold::equals(&node.name, new_name)) {
            let message = format!("The cluster cannot have the name of the node \"{}\"", node.name);
            return Err(Refusal::new(Win32Code::ERROR_INVALID_NAME, message));
        }
        let cluster = self.state.config.cluster.clone();
        let core = cluster.cluster_name_resource.filter(|id| self.state.config.resources.contains_key(id));
        let state_of = |id| self.state.runtime.resources.get(id).map(|resource| resource.state);
        let online = core.as_ref().and_then(state_of) == Some(ResourceState::Online);
        let reply = if online { Reply::Stored } else { Reply::Done };
        if cluster.name == new_name {
            return Ok(reply);
        }
        let mut draft = Draft::new(self.state);
        draft.set(&Object::Cluster, keys::CLUSTER_NAME, Value::Sz(new_name.into()))?;
        if let Some(core) = core {
            let value = Some(Value::Sz(new_name.into()));
            draft.change_property(&Object::Resource(core), PropertyScope::Private, "Name", value)?;
        }
        self.commit(draft);
        self.announce_cluster(cluster_flag::RENAME, String::new(), String::new(), new_name, Vec::new());
        self.record_rename(&Object::Cluster, &cluster.name);
        Ok(reply)
    }
}
