//! Who calls whom: the two metadata entries of every call between nodes.

use model::{Guid, VoterId};
use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::{Request, Status};

const CLUSTER: &str = "quorate-cluster-bin";
const VOTER: &str = "quorate-voter";

/// This node, as its peers know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Identity {
    pub(crate) me: VoterId,
    pub(crate) cluster_instance: Guid,
}

impl Identity {
    /// The call, with who makes it.
    pub(crate) fn sign<T>(self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let metadata = request.metadata_mut();
        metadata.insert_bin(CLUSTER, MetadataValue::from_bytes(&self.cluster_instance.0));
        metadata.insert(VOTER, MetadataValue::from(self.me.as_u64()));
        request
    }

    /// The caller; refused unless it belongs to the same cluster.
    pub(crate) fn check(self, metadata: &MetadataMap) -> Result<VoterId, Status> {
        let cluster = metadata.get_bin(CLUSTER).and_then(|value| value.to_bytes().ok());
        if cluster.as_deref() != Some(&self.cluster_instance.0[..]) {
            return Err(Status::failed_precondition("this node belongs to another cluster"));
        }
        let voter = metadata.get(VOTER).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
        match voter.map(VoterId::from_u64) {
            Some(voter) if voter.node != self.me.node => Ok(voter),
            Some(_) => Err(Status::failed_precondition("the caller says that it is this node")),
            None => Err(Status::failed_precondition("the caller does not say who it is")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::NodeId;
    use tonic::Code;

    fn identity(node: u32, cluster: u8) -> Identity {
        Identity { me: VoterId { node: NodeId(node), storage: 1 }, cluster_instance: Guid([cluster; 16]) }
    }

    #[test]
    fn only_other_nodes_of_the_same_cluster_are_heard() {
        let me = identity(1, 7);
        assert_eq!(me.check(identity(2, 7).sign(()).metadata()).ok(), Some(identity(2, 7).me));
        for stranger in [identity(2, 8).sign(()), identity(1, 7).sign(()), Request::new(())] {
            let refused = me.check(stranger.metadata()).err().map(|status| status.code());
            assert_eq!(refused, Some(Code::FailedPrecondition));
        }
    }
}
