//! Requests about resources.

use crate::apply::Apply;
use crate::outcome::Reply;
use model::{Refusal, ResourceId};

impl Apply<'_> {
    pub(crate) fn online_resource(&mut self, _resource: ResourceId) -> Result<Reply, Refusal> {
        todo!()
    }

    pub(crate) fn offline_resource(&mut self, _resource: ResourceId) -> Result<Reply, Refusal> {
        todo!()
    }

    pub(crate) fn restart_resource(&mut self, _resource: ResourceId) -> Result<Reply, Refusal> {
        todo!()
    }

    pub(crate) fn fail_resource(&mut self, _resource: ResourceId) -> Result<Reply, Refusal> {
        todo!()
    }
}
