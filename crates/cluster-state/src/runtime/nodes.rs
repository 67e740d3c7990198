//! Requests about nodes, and their joining and leaving.

use crate::apply::Apply;
use crate::command::DownCause;
use crate::outcome::Reply;
use bytes::Bytes;
use model::{Epoch, GroupId, Incarnation, NodeId, Refusal, ReleaseCause};

impl Apply<'_> {
    pub(crate) fn join_node(
        &mut self,
        _node: NodeId,
        _incarnation: Incarnation,
        _release_key: &Bytes,
        _version: &str,
        _pid: u32,
    ) -> Result<Reply, Refusal> {
        todo!()
    }

    pub(crate) fn node_down(
        &mut self,
        _node: NodeId,
        _incarnation: Incarnation,
        _cause: DownCause,
    ) -> Result<Reply, Refusal> {
        todo!()
    }

    pub(crate) fn node_released(
        &mut self,
        _node: NodeId,
        _incarnation: Incarnation,
        _cause: ReleaseCause,
        _groups: &[(GroupId, Epoch)],
    ) -> Result<Reply, Refusal> {
        todo!()
    }

    pub(crate) fn pause_node(&mut self, _node: NodeId) -> Result<Reply, Refusal> {
        todo!()
    }

    pub(crate) fn resume_node(&mut self, _node: NodeId) -> Result<Reply, Refusal> {
        todo!()
    }

    /// Checks, and removes the node from the runtime; the configuration is removed by the caller after success.
    pub(crate) fn evict_node_runtime(&mut self, _node: NodeId) -> Result<Reply, Refusal> {
        todo!()
    }
}
