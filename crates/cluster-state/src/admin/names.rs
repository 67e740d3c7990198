//! Uniqueness: a name may not equal the name or the id of another object of its class (object-model 2).

use crate::config::shorten;
use crate::state::State;
use model::fold::{Folded, fold};
use model::{GroupId, GroupSetId, Guid, NetworkId, NodeId, Refusal, ResourceId, Win32Code};

impl State {
    /// `who` is the object that is to have the name; it may have it already.
    pub(super) fn check_group_name_free(&self, name: &str, who: GroupId, code: Win32Code) -> Result<(), Refusal> {
        let taken = taken_by(&self.config.group_names, name, &who)
            || name.parse().is_ok_and(|id: GroupId| id != who && self.config.groups.contains_key(&id));
        refuse_if(taken, code, "group", name, "quorate group list")
    }

    pub(super) fn check_resource_name_free(&self, name: &str, who: ResourceId, code: Win32Code) -> Result<(), Refusal> {
        let taken = taken_by(&self.config.resource_names, name, &who)
            || name.parse().is_ok_and(|id: ResourceId| id != who && self.config.resources.contains_key(&id));
        refuse_if(taken, code, "resource", name, "quorate resource list")
    }

    pub(super) fn check_node_name_free(&self, name: &str, who: NodeId, code: Win32Code) -> Result<(), Refusal> {
        let taken = taken_by(&self.config.node_names, name, &who)
            || name.parse().is_ok_and(|id| NodeId(id) != who && self.config.nodes.contains_key(&NodeId(id)));
        refuse_if(taken, code, "node", name, "quorate node list")
    }

    pub(super) fn check_group_set_name_free(
        &self,
        name: &str,
        who: GroupSetId,
        code: Win32Code,
    ) -> Result<(), Refusal> {
        let taken = taken_by(&self.config.group_set_names, name, &who)
            || name.parse().is_ok_and(|id: GroupSetId| id != who && self.config.group_sets.contains_key(&id));
        refuse_if(taken, code, "group set", name, "quorate group-set list")
    }

    pub(super) fn check_network_name_free(&self, name: &str, who: NetworkId) -> Result<(), Refusal> {
        let taken = taken_by(&self.config.network_names, name, &who)
            || name.parse().is_ok_and(|id: NetworkId| id != who && self.config.networks.contains_key(&id));
        refuse_if(taken, Win32Code::ERROR_ALREADY_EXISTS, "network", name, "quorate network list")
    }

    /// A new id: not another object's, and not what another object is called.
    pub(super) fn check_group_id_free(&self, id: GroupId) -> Result<(), Refusal> {
        let taken = self.config.groups.contains_key(&id) || is_a_name(&self.config.group_names, id.0);
        let code = Win32Code::ERROR_OBJECT_ALREADY_EXISTS;
        refuse_if(taken, code, "group", &id.to_string(), "quorate group list")
    }

    pub(super) fn check_group_set_id_free(&self, id: GroupSetId) -> Result<(), Refusal> {
        let taken = self.config.group_sets.contains_key(&id) || is_a_name(&self.config.group_set_names, id.0);
        let code = Win32Code::ERROR_OBJECT_ALREADY_EXISTS;
        refuse_if(taken, code, "group set", &id.to_string(), "quorate group-set list")
    }

    pub(super) fn check_resource_id_free(&self, id: ResourceId) -> Result<(), Refusal> {
        let taken = self.config.resources.contains_key(&id) || is_a_name(&self.config.resource_names, id.0);
        let code = Win32Code::ERROR_OBJECT_ALREADY_EXISTS;
        refuse_if(taken, code, "resource", &id.to_string(), "quorate resource list")
    }
}

fn taken_by<Id: PartialEq + Clone>(names: &imbl::OrdMap<Folded, Id>, name: &str, who: &Id) -> bool {
    names.get(&fold(name)).is_some_and(|other| other != who)
}

fn is_a_name<Id: Clone>(names: &imbl::OrdMap<Folded, Id>, id: Guid) -> bool {
    names.contains_key(&fold(&id.to_string())) || names.contains_key(&fold(&format!("{{{id}}}")))
}

fn refuse_if(taken: bool, code: Win32Code, kind: &str, name: &str, next: &str) -> Result<(), Refusal> {
    match taken {
        false => Ok(()),
        true => {
            let message = format!("Another {kind} has the name or id \"{}\"", shorten(name));
            Err(Refusal::new(code, message).next(next))
        }
    }
}
