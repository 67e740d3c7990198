//! Requests that change the configuration: checked first, then written to the hive in one step.
//!
//! Every handler follows one pattern: resolve the names, check every rule, write a [`Draft`] of the hive, commit it (which
//! derives the typed objects again), tell the runtime, notify, and leave a cause. A refusal at any point before the commit
//! has changed nothing.
//!
//! Start reading at [`draft`], then at the file of the object concerned.

mod affinity;
mod availability_set;
mod batch;
mod change_group;
mod cluster;
mod dependency;
mod destroy;
pub(crate) mod draft;
mod fault_domain;
mod form;
mod group;
mod group_delete;
mod group_set;
mod health;
mod names;
mod network;
mod network_report;
mod node;
mod owners;
mod properties;
mod property_words;
mod registry;
mod remote_set;
mod resource;
mod resource_type;
mod start_order;
mod upgrade;
mod vault;
mod write;

pub(crate) use draft::Draft;

use crate::apply::Apply;
use crate::command::{GroupCommand, NodeCommand, ResourceCommand};
use crate::outcome::Reply;
use model::Refusal;
use model::property::PropertyOf;

impl Apply<'_> {
    pub(crate) fn apply_node(&mut self, command: &NodeCommand) -> Result<Reply, Refusal> {
        match command {
            NodeCommand::Add(node) => self.add_node(node),
            NodeCommand::Join { node, incarnation, release_key, version, pid, versions, ignore_persistent_state } => {
                self.check_version(*node, *versions)?;
                self.join_node(*node, *incarnation, release_key, version, *pid, *ignore_persistent_state)?;
                self.write_node_versions(*node, *versions);
                Ok(Reply::Done)
            }
            NodeCommand::Down { node, incarnation, cause, silent_ms } => {
                self.node_down(*node, *incarnation, *cause, *silent_ms)
            }
            NodeCommand::Released { node, incarnation, cause, groups } => {
                self.node_released(*node, *incarnation, *cause, groups)
            }
            NodeCommand::HandOver { node, incarnation, number, lease_ms } => {
                self.hand_over_node(*node, *incarnation, *number, *lease_ms)
            }
            NodeCommand::HandedOver { node, incarnation, number, version, versions } => {
                let reply = self.handed_over_node(*node, *incarnation, *number, version)?;
                self.write_node_versions(*node, *versions);
                Ok(reply)
            }
            NodeCommand::Pause { node } => {
                let node = self.state.resolve_node(node)?;
                self.pause_node(node)
            }
            NodeCommand::Resume { node, failback } => {
                let node = self.state.resolve_node(node)?;
                self.resume_node(node, *failback)
            }
            NodeCommand::Drain { node, target, flags } => {
                let node = self.state.resolve_node(node)?;
                let target = target.as_deref().map(|target| self.state.resolve_node(target)).transpose()?;
                self.drain_node(node, target, *flags)
            }
            NodeCommand::Stopping { node, incarnation } => self.node_stopping(*node, *incarnation),
            NodeCommand::ClearQuarantine { node } => {
                let node = self.state.resolve_node(node)?;
                self.clear_quarantine(node)
            }
            NodeCommand::Adapters { node, incarnation, adapters } => self.node_adapters(*node, *incarnation, adapters),
            NodeCommand::Evict { node } => self.evict_node(node),
            NodeCommand::SetProperties { node, scope, changes } => {
                let target = self.state.resolve_object(PropertyOf::Node, node)?;
                self.set_properties(target, *scope, changes)
            }
        }
    }

    pub(crate) fn apply_group(&mut self, command: &GroupCommand) -> Result<Reply, Refusal> {
        match command {
            GroupCommand::Create { id, name, group_type, owner } => self.create_group(*id, name, *group_type, *owner),
            GroupCommand::Delete { group, force } => self.delete_group(group, *force),
            GroupCommand::Rename { group, name } => self.rename_group(group, name),
            GroupCommand::SetPreferredOwners { group, nodes } => self.set_preferred_owners(group, nodes),
            GroupCommand::SetProperties { group, scope, changes } => {
                let target = self.state.resolve_object(PropertyOf::Group, group)?;
                self.set_properties(target, *scope, changes)
            }
            GroupCommand::Online { group, node, flags } => {
                let group = self.available_group(group)?;
                let node = node.as_deref().map(|node| self.state.resolve_node(node)).transpose()?;
                self.online_group(group, node, *flags)
            }
            GroupCommand::Offline { group, flags } => {
                let group = self.available_group(group)?;
                self.offline_group(group, *flags)
            }
            GroupCommand::Move { group, node, flags, parameters } => {
                let group = self.available_group(group)?;
                let node = node.as_deref().map(|node| self.state.resolve_node(node)).transpose()?;
                self.move_group(group, node, *flags, parameters)
            }
            GroupCommand::Cancel { group, flags } => {
                let group = self.available_group(group)?;
                self.cancel_group_operation(group, *flags)
            }
            GroupCommand::Depend { group, change } => self.change_group_dependency(group, change),
        }
    }

    pub(crate) fn apply_resource(&mut self, command: &ResourceCommand) -> Result<Reply, Refusal> {
        match command {
            ResourceCommand::Create { id, group, name, type_name, separate_monitor } => {
                self.create_resource(*id, group, name, type_name, *separate_monitor)
            }
            ResourceCommand::Delete { resource } => self.delete_resource(resource),
            ResourceCommand::Rename { resource, name } => self.rename_resource(resource, name),
            ResourceCommand::SetProperties { resource, scope, changes } => {
                let target = self.state.resolve_object(PropertyOf::Resource, resource)?;
                self.set_properties(target, *scope, changes)
            }
            ResourceCommand::AddDependency { resource, provider } => self.add_dependency(resource, provider),
            ResourceCommand::RemoveDependency { resource, provider } => self.remove_dependency(resource, provider),
            ResourceCommand::SetDependencies { resource, expression } => self.set_dependencies(resource, expression),
            ResourceCommand::AddPossibleOwner { resource, node } => self.add_possible_owner(resource, node),
            ResourceCommand::RemovePossibleOwner { resource, node } => self.remove_possible_owner(resource, node),
            ResourceCommand::ChangeGroup { resource, group } => self.move_to_group(resource, group),
            ResourceCommand::Online { resource, flags } => {
                let resource = self.available_resource(resource)?;
                self.online_resource(resource, *flags)
            }
            ResourceCommand::Offline { resource, flags } => {
                let resource = self.available_resource(resource)?;
                self.offline_resource(resource, *flags)
            }
            ResourceCommand::Restart { resource } => {
                let resource = self.available_resource(resource)?;
                self.restart_resource(resource)
            }
            ResourceCommand::Fail { resource } => {
                let resource = self.available_resource(resource)?;
                self.fail_resource(resource)
            }
            ResourceCommand::SetMaintenance { resource, on } => {
                let resource = self.available_resource(resource)?;
                self.set_maintenance(resource, *on)
            }
        }
    }
}
