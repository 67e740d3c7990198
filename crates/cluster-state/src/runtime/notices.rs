//! Notifications of what the runtime changes (notifications 3).

use crate::announce::{cluster_flag, dword_buffer, group_flag, group_set_flag, node_flag, resource_flag, text_buffer};
use crate::apply::Apply;
use model::{GroupId, GroupSetId, NodeId, ResourceId};

impl Apply<'_> {
    pub(super) fn notify_resource_state(&mut self, id: ResourceId) {
        let number = self.state.resource(id).state.number();
        self.announce_resource(id, resource_flag::STATE, dword_buffer(number as u32));
    }

    pub(super) fn notify_group_state(&mut self, id: GroupId) {
        let number = self.state.group(id).state.number();
        self.announce_group(id, group_flag::STATE, dword_buffer(number as u32));
    }

    /// The set's StatusInformation, by analogy with the others: the original does not say what the buffer holds.
    pub(super) fn notify_group_set_state(&mut self, id: GroupSetId) {
        let status = self.state.group_set_status_information(id);
        self.announce_group_set(id, group_set_flag::STATE, status.to_le_bytes().to_vec());
    }

    /// The group's new owner, and both nodes' side of it.
    pub(super) fn notify_owner(&mut self, group: GroupId, from: NodeId, to: NodeId) {
        self.announce_group(group, group_flag::OWNER_NODE, text_buffer(&to.to_string()));
        self.announce_node(from, node_flag::GROUP_LOST, text_buffer(&group.to_string()));
        self.announce_node(to, node_flag::GROUP_GAINED, text_buffer(&group.to_string()));
    }

    pub(super) fn notify_node_state(&mut self, node: NodeId) {
        let number = self.state.node_state(node).number();
        self.announce_node(node, node_flag::STATE, dword_buffer(number as u32));
    }

    /// CLUSTER_MEMBERSHIP_INFO in its wire form: hasQuorum, a count, and one byte for each active node. Whatever is applied
    /// has quorum, and a cluster has at most 64 nodes.
    pub(super) fn notify_membership(&mut self) {
        let active = self.state.runtime.nodes.iter().filter(|(_, node)| node.incarnation.is_some());
        let ids: Vec<u8> = active.map(|(id, _)| u8::try_from(id.0).unwrap_or(u8::MAX)).collect();
        let mut buffer = vec![1];
        buffer.extend((ids.len() as u32).to_le_bytes());
        buffer.extend(ids);
        self.announce_cluster(cluster_flag::MEMBERSHIP, String::new(), String::new(), "", buffer);
    }
}
