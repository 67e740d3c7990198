//! Requests that change something: a fresh id for each, kept while it is asked again.

use crate::Client;
use model::{Guid, Refusal, RequestId, Win32Code};
use proto::DecodeError;
use proto::answer::{Reply, answer_from_wire};
use proto::client::{ExecuteReply, ExecuteRequest};
use proto::command::{Command, command_to_wire, reason_to_wire, request_id_to_wire};

impl Client {
    /// Has a command done. [`Reply::Pending`] says that it was accepted and goes on.
    pub async fn execute(&self, command: &Command) -> Result<Reply, Refusal> {
        self.execute_as(new_request_id(), command).await
    }

    /// Has a command done under an id of the caller's: asked again with the same id, it is answered and not done again.
    pub async fn execute_as(&self, request: RequestId, command: &Command) -> Result<Reply, Refusal> {
        let request = ExecuteRequest {
            request_id: request_id_to_wire(request),
            command: Some(command_to_wire(command)),
            reason: reason_to_wire(self.reason.as_ref()),
        };
        if !proto::fits(&request) {
            // The same code as for a registry value that is too large (docs/divergences.md).
            let message = format!("The command is larger than {} bytes", proto::MESSAGE_BYTES_MAX);
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        }
        let reply = self
            .call(|mut rpc| {
                let request = request.clone();
                async move { rpc.execute(request).await }
            })
            .await?;
        read_answer(reply)
    }

    /// For commands that can only be done or refused.
    pub(crate) async fn execute_done(&self, command: Command) -> Result<(), Refusal> {
        self.execute(&command).await.map(|_| ())
    }
}

pub(crate) fn read_answer(reply: ExecuteReply) -> Result<Reply, Refusal> {
    answer_from_wire(reply).map_err(|error| not_understood(&error))?
}

/// An answer that this client cannot read.
pub(crate) fn not_understood(error: &DecodeError) -> Refusal {
    let message = format!("The service's answer was not understood ({error})");
    Refusal::new(Win32Code::ERROR_INVALID_DATA, message).next("quorate --version, on both sides")
}

pub(crate) fn new_request_id() -> RequestId {
    RequestId(u128::from_be_bytes(new_guid().0))
}

/// A random GUID (RFC 9562, version 4).
pub(crate) fn new_guid() -> Guid {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the kernel gives random bytes");
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    Guid(bytes)
}
