//! Fault domains: the tree of sites, racks and chassis that the nodes stand in (policies 9, sites; object-model 12).
//!
//! A node is the leaf of the tree under its own name: it can be put elsewhere, and is neither removed nor renamed here.

use super::Draft;
use crate::apply::Apply;
use crate::command::FaultDomainCommand;
use crate::config::keys::{self, Object};
use crate::config::shorten;
use crate::next_command::about_domain;
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::property::PropertyOf;
use model::{FaultDomainId, FaultDomainType, NodeId, Refusal, Value, Win32Code, fold, name};

const PREFERRED_SITE: &str = "PreferredSite";

/// A fault domain as requests name it.
enum Named {
    Domain(FaultDomainId),
    Node(NodeId),
}

impl Apply<'_> {
    pub(crate) fn apply_fault_domain(&mut self, command: &FaultDomainCommand) -> Result<Reply, Refusal> {
        match command {
            FaultDomainCommand::Create { id, name, kind, parent } => {
                self.create_domain(*id, name, *kind, parent.as_deref())
            }
            FaultDomainCommand::Remove { domain } => self.remove_domain(domain),
            FaultDomainCommand::Rename { domain, name } => self.rename_domain(domain, name),
            FaultDomainCommand::SetParent { domain, parent } => self.move_domain(domain, parent.as_deref()),
            FaultDomainCommand::SetProperties { domain, scope, changes } => {
                let target = self.state.resolve_object(PropertyOf::FaultDomain, domain)?;
                self.set_properties(target, *scope, changes)
            }
        }
    }

    /// Refuses 87 for a type that cannot be made, 5010 for a name or id that is taken, 5994 for a missing parent, 5995 for one
    /// that cannot hold it.
    fn create_domain(
        &mut self,
        id: FaultDomainId,
        new_name: &str,
        kind: u32,
        parent: Option<&str>,
    ) -> Result<Reply, Refusal> {
        self.check_formed()?;
        name::check_key_name("fault domain", new_name)?;
        let kind = FaultDomainType::from_number(kind).filter(|kind| *kind != FaultDomainType::Node);
        let Some(kind) = kind else {
            let message = "A fault domain that is made is a site (1000), a rack (2000) or a chassis (3000)";
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        };
        if self.state.config.fault_domains.contains_key(&id) {
            let message = format!("There is a fault domain with the id {id} already");
            return Err(Refusal::new(Win32Code::ERROR_OBJECT_ALREADY_EXISTS, message));
        }
        self.state.check_domain_name_free(new_name, None)?;
        let parent = parent.map(|parent| self.state.parent_for(kind, parent)).transpose()?;
        let object = Object::FaultDomain(id);
        let mut draft = Draft::new(self.state);
        draft.create(&object)?;
        draft.set(&object, keys::NAME, Value::Sz(new_name.into()))?;
        draft.set(&object, keys::FAULT_DOMAIN_TYPE, Value::Dword(kind.number()))?;
        draft.change(&object, keys::PARENT_ID, parent.map(|parent| Value::Sz(parent.to_string())))?;
        self.commit(draft);
        let place = self.state.place_in_words(parent);
        self.record_change(&object, "policies 9.43", &format!("was created{place}"));
        Ok(Reply::Done)
    }

    /// Refuses 145 while something is in it, 50 for a node.
    fn remove_domain(&mut self, domain: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_domain(domain, "removed; evict the node instead")?;
        let config = self.state.config.fault_domains[&id].clone();
        let inside = self.state.config.fault_domains.values().find(|other| other.parent == Some(id));
        let inside = inside.map(|child| child.name.clone());
        let node = self.state.config.nodes.values().find(|node| node.fault_domain == Some(id));
        if let Some(child) = inside.or_else(|| node.map(|node| node.name.clone())) {
            let message = format!("\"{child}\" is in the {} \"{}\"", in_words(config.kind), config.name);
            let next = format!("{} --no-parent", about_domain("set", &child));
            return Err(Refusal::new(Win32Code::ERROR_DIR_NOT_EMPTY, message).next(next));
        }
        let object = Object::FaultDomain(id);
        let subject = self.state.subject(&object);
        let mut draft = Draft::new(self.state);
        self.state.rename_preferred_site(&mut draft, &config.name, None)?;
        draft.remove(&object)?;
        self.commit(draft);
        let text = format!("Fault domain \"{}\" was removed.", config.name);
        self.record(Level::Information, subject, "policies 9.41", text, Vec::new());
        Ok(Reply::Done)
    }

    /// PreferredSite follows. Refuses 50 for a node, 5010 for a name that is taken.
    fn rename_domain(&mut self, domain: &str, new_name: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_domain(domain, "renamed")?;
        name::check_key_name("fault domain", new_name)?;
        self.state.check_domain_name_free(new_name, Some(id))?;
        let old = self.state.config.fault_domains[&id].name.clone();
        if old == new_name {
            return Ok(Reply::Done);
        }
        let object = Object::FaultDomain(id);
        let mut draft = Draft::new(self.state);
        self.state.rename_preferred_site(&mut draft, &old, Some(new_name))?;
        draft.set(&object, keys::NAME, Value::Sz(new_name.into()))?;
        self.commit(draft);
        self.record_rename(&object, &old);
        Ok(Reply::Done)
    }

    /// Puts a fault domain or a node into another fault domain, with everything that is in it (policies 9.40).
    fn move_domain(&mut self, domain: &str, parent: Option<&str>) -> Result<Reply, Refusal> {
        let named = self.state.resolve_domain_or_node(domain)?;
        let (object, kind, value_name, present) = match named {
            Named::Domain(id) => {
                let config = &self.state.config.fault_domains[&id];
                (Object::FaultDomain(id), config.kind, keys::PARENT_ID, config.parent)
            }
            Named::Node(id) => {
                let present = self.state.config.node(id).fault_domain;
                (Object::Node(id), FaultDomainType::Node, keys::FAULT_DOMAIN_ID, present)
            }
        };
        let parent = parent.map(|parent| self.state.parent_for(kind, parent)).transpose()?;
        if parent == present {
            return Ok(Reply::Done);
        }
        let mut draft = Draft::new(self.state);
        draft.change(&object, value_name, parent.map(|parent| Value::Sz(parent.to_string())))?;
        self.commit(draft);
        let text = match parent {
            None => "is in no fault domain any more".into(),
            Some(_) => format!("now is{}", self.state.place_in_words(parent)),
        };
        self.record_change(&object, "policies 9.40", &text);
        Ok(Reply::Done)
    }
}

impl State {
    /// A node's FaultDomainId as it may be set: an id of a fault domain, or nothing. Refuses 5994.
    pub(super) fn check_fault_domain_id(&self, value: Option<&Value>) -> Result<(), Refusal> {
        let known = match value {
            None => true,
            Some(Value::Sz(text)) => {
                let id = text.parse::<FaultDomainId>().ok().filter(|id| id.to_string() == *text);
                text.is_empty() || id.is_some_and(|id| self.config.fault_domains.contains_key(&id))
            }
            Some(_) => true,
        };
        match known {
            true => Ok(()),
            false => {
                let message = "FaultDomainId is not the id of a fault domain";
                let code = Win32Code::ERROR_CLUSTER_FAULT_DOMAIN_PARENT_NOT_FOUND;
                Err(Refusal::new(code, message).next("quorate fault-domain list"))
            }
        }
    }

    /// PreferredSite as it may be set: the name of a site, or nothing. Refuses 87.
    pub(super) fn check_preferred_site(&self, value: Option<&Value>) -> Result<(), Refusal> {
        match value {
            Some(Value::Sz(text)) if !text.is_empty() && self.config.site_named(text).is_none() => {
                let message = format!("There is no site \"{}\"", shorten(text));
                Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message).next("quorate fault-domain list"))
            }
            _ => Ok(()),
        }
    }

    fn rename_preferred_site(&self, draft: &mut Draft, old: &str, new: Option<&str>) -> Result<(), Refusal> {
        let value = || new.map(|name| Value::Sz(name.into()));
        if fold::equals(&self.config.cluster.preferred_site, old) {
            draft.change(&Object::Cluster, PREFERRED_SITE, value())?;
        }
        for group in self.config.groups.values().filter(|group| fold::equals(&group.preferred_site, old)) {
            draft.change(&Object::Group(group.id), PREFERRED_SITE, value())?;
        }
        Ok(())
    }

    /// Names of fault domains and of nodes are one space (policies 9.43).
    pub(super) fn check_domain_name_free(&self, name: &str, who: Option<FaultDomainId>) -> Result<(), Refusal> {
        let of_node = self.config.node_names.contains_key(&fold::fold(name));
        let of_domain = self.config.fault_domain_names.get(&fold::fold(name)).is_some_and(|id| Some(*id) != who);
        if !of_node && !of_domain {
            return Ok(());
        }
        let what = if of_node { "node" } else { "fault domain" };
        let message = format!("There is a {what} \"{}\" already", shorten(name));
        Err(Refusal::new(Win32Code::ERROR_OBJECT_ALREADY_EXISTS, message).next("quorate fault-domain list"))
    }

    fn resolve_domain_or_node(&self, name: &str) -> Result<Named, Refusal> {
        match self.resolve_fault_domain(name) {
            Ok(id) => Ok(Named::Domain(id)),
            Err(refusal) => match self.config.node_names.get(&fold::fold(name)) {
                Some(node) => Ok(Named::Node(*node)),
                None => Err(refusal),
            },
        }
    }

    /// Refuses 50 for a node: `what` is done to it nowhere.
    fn resolve_domain(&self, name: &str, what: &str) -> Result<FaultDomainId, Refusal> {
        match self.resolve_domain_or_node(name)? {
            Named::Domain(id) => Ok(id),
            Named::Node(node) => {
                let message = format!("{} is a node: as a fault domain it is not {what}", self.config.node(node).name);
                Err(Refusal::new(Win32Code::ERROR_NOT_SUPPORTED, message).next("quorate node list"))
            }
        }
    }

    /// The fault domain that is to hold one of this type. Refuses 5994 and 5995.
    fn parent_for(&self, kind: FaultDomainType, parent: &str) -> Result<FaultDomainId, Refusal> {
        let found = self
            .resolve_domain_or_node(parent)
            .map_err(|refusal| Refusal { code: Win32Code::ERROR_CLUSTER_FAULT_DOMAIN_PARENT_NOT_FOUND, ..refusal })?;
        let (id, above) = match found {
            Named::Domain(id) => (Some(id), self.config.fault_domains[&id].kind),
            Named::Node(_) => (None, FaultDomainType::Node),
        };
        match id.filter(|_| above < kind) {
            Some(id) => Ok(id),
            None => {
                let (kind, above) = (in_words(kind), in_words(above));
                let message =
                    format!("A {kind} is not in a {above}: a site holds racks, a rack chassis, and each of them nodes");
                let code = Win32Code::ERROR_CLUSTER_FAULT_DOMAIN_INVALID_HIERARCHY;
                Err(Refusal::new(code, message).next("quorate fault-domain list"))
            }
        }
    }

    fn place_in_words(&self, parent: Option<FaultDomainId>) -> String {
        let parent = parent.and_then(|parent| self.config.fault_domains.get(&parent));
        parent.map_or_else(String::new, |parent| format!(" in the {} \"{}\"", in_words(parent.kind), parent.name))
    }
}

fn in_words(kind: FaultDomainType) -> &'static str {
    match kind {
        FaultDomainType::Site => "site",
        FaultDomainType::Rack => "rack",
        FaultDomainType::Chassis => "chassis",
        FaultDomainType::Node => "node",
    }
}
