//! Answers: refusals, replies, object kinds and notifications, as clients and forwarding nodes see them.

use crate::client::batch_record::Record as WireRecord;
use crate::command::{value_from_wire, value_to_wire};
use crate::error::{DecodeError, decode_all, required};
use crate::log::NamedValue;
use crate::{client, peer};
use bytes::Bytes;
use cluster_state::outcome::Notification;
use model::{Refusal, Value, VoterId, Win32Code};
use prost::Message;
use tonic::Status;
use tonic::metadata::MetadataValue;

pub use cluster_state::committed_batch::BatchRecord;
pub use cluster_state::outcome::{ObjectKind, Reply};

/// What became of a forwarded command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Forwarded {
    Answered(Result<Reply, Refusal>),
    /// The node asked does not lead; it names who does, if it knows.
    NotLeader(Option<VoterId>),
    /// Nothing is known of the outcome: to be asked again with the same request id.
    Retry,
}

impl From<&Refusal> for client::Refusal {
    fn from(refusal: &Refusal) -> client::Refusal {
        client::Refusal { code: refusal.code.number(), message: refusal.message.clone(), next: refusal.next.clone() }
    }
}

impl From<client::Refusal> for Refusal {
    fn from(wire: client::Refusal) -> Refusal {
        Refusal { code: Win32Code(wire.code), message: wire.message, next: wire.next }
    }
}

/// Where a gRPC error carries the refusal that it stands for, encoded: for calls whose answers have no place for one.
const REFUSAL_METADATA: &str = "quorate-refusal-bin";

pub fn refusal_to_status(refusal: &Refusal) -> Status {
    let mut status = Status::failed_precondition(refusal.message.as_str());
    let encoded = client::Refusal::from(refusal).encode_to_vec();
    status.metadata_mut().insert_bin(REFUSAL_METADATA, MetadataValue::from_bytes(&encoded));
    status
}

/// `None` for an error of the connection.
pub fn refusal_from_status(status: &Status) -> Option<Refusal> {
    let encoded = status.metadata().get_bin(REFUSAL_METADATA)?.to_bytes().ok()?;
    client::Refusal::decode(encoded).ok().map(Refusal::from)
}

pub fn answer_to_wire(answer: &Result<Reply, Refusal>) -> client::ExecuteReply {
    use client::execute_reply::Reply as Wire;
    let reply = match answer {
        Ok(reply) => Wire::Accepted(accepted_to_wire(reply) as i32),
        Err(refusal) => Wire::Refusal(refusal.into()),
    };
    client::ExecuteReply { reply: Some(reply) }
}

pub fn answer_from_wire(reply: client::ExecuteReply) -> Result<Result<Reply, Refusal>, DecodeError> {
    use client::execute_reply::Reply as Wire;
    match required(reply.reply, "reply")? {
        Wire::Accepted(accepted) => accepted_from_wire(accepted).map(Ok),
        Wire::Refusal(refusal) => Ok(Err(refusal.into())),
    }
}

pub fn accepted_to_wire(reply: &Reply) -> client::Accepted {
    match reply {
        Reply::Done => client::Accepted::Done,
        Reply::Pending => client::Accepted::Pending,
        Reply::Stored => client::Accepted::Stored,
    }
}

pub fn accepted_from_wire(accepted: i32) -> Result<Reply, DecodeError> {
    match client::Accepted::try_from(accepted) {
        Ok(client::Accepted::Done) => Ok(Reply::Done),
        Ok(client::Accepted::Pending) => Ok(Reply::Pending),
        Ok(client::Accepted::Stored) => Ok(Reply::Stored),
        Ok(client::Accepted::Unspecified) | Err(_) => Err(DecodeError::Missing("accepted")),
    }
}

pub fn forwarded_to_wire(forwarded: &Forwarded) -> peer::ForwardReply {
    use peer::forward_reply::Reply as Wire;
    let reply = match forwarded {
        Forwarded::Answered(answer) => Wire::Answer(answer_to_wire(answer)),
        Forwarded::NotLeader(leader) => Wire::NotLeader(peer::NotLeader { leader: leader.map(|voter| voter.as_u64()) }),
        Forwarded::Retry => Wire::Retry(peer::Empty {}),
    };
    peer::ForwardReply { reply: Some(reply) }
}

pub fn forwarded_from_wire(reply: peer::ForwardReply) -> Result<Forwarded, DecodeError> {
    use peer::forward_reply::Reply as Wire;
    Ok(match required(reply.reply, "forward.reply")? {
        Wire::Answer(answer) => Forwarded::Answered(answer_from_wire(answer)?),
        Wire::NotLeader(not_leader) => Forwarded::NotLeader(not_leader.leader.map(VoterId::from_u64)),
        Wire::Retry(peer::Empty {}) => Forwarded::Retry,
    })
}

pub fn object_kind_to_wire(kind: ObjectKind) -> client::ObjectKind {
    match kind {
        ObjectKind::Resource => client::ObjectKind::Resource,
        ObjectKind::ResourceType => client::ObjectKind::ResourceType,
        ObjectKind::Group => client::ObjectKind::Group,
        ObjectKind::Node => client::ObjectKind::Node,
        ObjectKind::Network => client::ObjectKind::Network,
        ObjectKind::NetworkInterface => client::ObjectKind::NetworkInterface,
        ObjectKind::Cluster => client::ObjectKind::Cluster,
        ObjectKind::GroupSet => client::ObjectKind::GroupSet,
        ObjectKind::AffinityRule => client::ObjectKind::AffinityRule,
        ObjectKind::FaultDomain => client::ObjectKind::FaultDomain,
    }
}

/// `kind` is the raw number of the field.
pub fn object_kind_from_wire(kind: i32) -> Result<ObjectKind, DecodeError> {
    match client::ObjectKind::try_from(kind) {
        Ok(client::ObjectKind::Resource) => Ok(ObjectKind::Resource),
        Ok(client::ObjectKind::ResourceType) => Ok(ObjectKind::ResourceType),
        Ok(client::ObjectKind::Group) => Ok(ObjectKind::Group),
        Ok(client::ObjectKind::Node) => Ok(ObjectKind::Node),
        Ok(client::ObjectKind::Network) => Ok(ObjectKind::Network),
        Ok(client::ObjectKind::NetworkInterface) => Ok(ObjectKind::NetworkInterface),
        Ok(client::ObjectKind::Cluster) => Ok(ObjectKind::Cluster),
        Ok(client::ObjectKind::GroupSet) => Ok(ObjectKind::GroupSet),
        Ok(client::ObjectKind::AffinityRule) => Ok(ObjectKind::AffinityRule),
        Ok(client::ObjectKind::FaultDomain) => Ok(ObjectKind::FaultDomain),
        Ok(client::ObjectKind::Unspecified) | Err(_) => Err(DecodeError::Missing("object_kind")),
    }
}

/// `index` is that of the log entry that caused it.
pub fn notification_to_wire(notification: &Notification, index: u64) -> client::Notification {
    client::Notification {
        object_type: notification.object_type,
        flag: notification.flag,
        object_id: notification.object_id.clone(),
        parent_id: notification.parent_id.clone(),
        name: notification.name.clone(),
        type_name: notification.type_name.clone(),
        buffer: Bytes::copy_from_slice(&notification.buffer),
        index,
    }
}

/// A batch as it is told about the key that is watched; nothing when it has nothing to say about it.
pub fn batch_to_wire(records: &[BatchRecord], index: u64) -> Option<client::BatchNotification> {
    let records: Vec<_> =
        records.iter().map(|record| client::BatchRecord { record: Some(record_to_wire(record)) }).collect();
    (!records.is_empty()).then_some(client::BatchNotification { records, index })
}

fn record_to_wire(record: &BatchRecord) -> WireRecord {
    let named = |name: &String, value: &Value| NamedValue { name: name.clone(), value: Some(value_to_wire(value)) };
    match record {
        BatchRecord::CreateKey { path } => WireRecord::CreateKey(path.clone()),
        BatchRecord::DeleteKey { path } => WireRecord::DeleteKey(path.clone()),
        BatchRecord::ValueDeleted { name, value } => WireRecord::ValueDeleted(named(name, value)),
        BatchRecord::SetValue { name, value } => WireRecord::SetValue(named(name, value)),
        BatchRecord::DeleteValue { name } => WireRecord::DeleteValue(name.clone()),
    }
}

pub fn batch_from_wire(batch: client::BatchNotification) -> Result<Vec<BatchRecord>, DecodeError> {
    let read = |record: client::BatchRecord| {
        let named = |named: NamedValue| {
            let value = value_from_wire(required(named.value, "batch.value")?)?;
            Ok::<_, DecodeError>((named.name, value))
        };
        Ok(match required(record.record, "batch.record")? {
            WireRecord::CreateKey(path) => BatchRecord::CreateKey { path },
            WireRecord::DeleteKey(path) => BatchRecord::DeleteKey { path },
            WireRecord::ValueDeleted(wire) => {
                named(wire).map(|(name, value)| BatchRecord::ValueDeleted { name, value })?
            }
            WireRecord::SetValue(wire) => named(wire).map(|(name, value)| BatchRecord::SetValue { name, value })?,
            WireRecord::DeleteValue(name) => BatchRecord::DeleteValue { name },
        })
    };
    decode_all(batch.records, read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_of_a_batch_survives_the_wire() {
        let (name, value) = (|| "v".to_owned(), || Value::Dword(7));
        let records = vec![
            BatchRecord::CreateKey { path: "a\\b".into() },
            BatchRecord::ValueDeleted { name: name(), value: value() },
            BatchRecord::SetValue { name: name(), value: value() },
            BatchRecord::DeleteValue { name: name() },
            BatchRecord::DeleteKey { path: String::new() },
        ];
        let wire = batch_to_wire(&records, 5).expect("not empty");
        assert_eq!((wire.index, batch_from_wire(wire)), (5, Ok(records)));
        assert_eq!(batch_to_wire(&[], 5), None);
    }

    #[test]
    fn every_answer_survives_the_wire() {
        let refusal = Refusal::new(Win32Code::ERROR_ACCESS_DENIED, "no").next("quorate node list");
        let answers = [Ok(Reply::Done), Ok(Reply::Pending), Ok(Reply::Stored), Err(refusal)];
        for answer in answers {
            assert_eq!(answer_from_wire(answer_to_wire(&answer)).as_ref(), Ok(&answer));
            let forwarded = Forwarded::Answered(answer);
            assert_eq!(forwarded_from_wire(forwarded_to_wire(&forwarded)), Ok(forwarded));
        }
        let leader = VoterId { node: model::NodeId(2), storage: 1 };
        for forwarded in [Forwarded::NotLeader(None), Forwarded::NotLeader(Some(leader)), Forwarded::Retry] {
            assert_eq!(forwarded_from_wire(forwarded_to_wire(&forwarded)), Ok(forwarded));
        }
    }

    #[test]
    fn an_unknown_answer_is_an_error() {
        use client::execute_reply::Reply as Wire;
        for reply in [None, Some(Wire::Accepted(0)), Some(Wire::Accepted(99))] {
            assert!(answer_from_wire(client::ExecuteReply { reply }).is_err());
        }
        assert!(forwarded_from_wire(peer::ForwardReply { reply: None }).is_err());
        assert!(object_kind_from_wire(0).is_err());
        assert!(object_kind_from_wire(18).is_err());
    }

    #[test]
    fn object_kinds_keep_their_numbers() {
        for number in (1..=9).chain([17]) {
            let kind = object_kind_from_wire(number).expect("a known kind");
            assert_eq!(kind as i32, number);
            assert_eq!(object_kind_to_wire(kind) as i32, number);
        }
    }
}
