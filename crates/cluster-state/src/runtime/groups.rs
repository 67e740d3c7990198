//! Requests about groups.

use crate::apply::Apply;
use crate::outcome::Reply;
use model::{GroupId, NodeId, Refusal};

impl Apply<'_> {
    pub(crate) fn online_group(&mut self, _group: GroupId, _node: Option<NodeId>) -> Result<Reply, Refusal> {
        todo!()
    }

    pub(crate) fn offline_group(&mut self, _group: GroupId) -> Result<Reply, Refusal> {
        todo!()
    }

    pub(crate) fn move_group(&mut self, _group: GroupId, _node: Option<NodeId>) -> Result<Reply, Refusal> {
        todo!()
    }
}
