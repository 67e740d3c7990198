//! Encrypting and decrypting for clients of this machine.

use super::ClientApi;
use crate::vault::{Named, Rotated};
use model::{Refusal, Win32Code};
use proto::client as wire;
use wire::crypt_reply::Reply as Crypted;
use wire::rotate_key_reply::Reply as WireRotated;

#[derive(Clone, Copy)]
pub enum Direction {
    Encrypt,
    Decrypt,
}

impl ClientApi {
    pub(super) async fn crypt(&self, request: wire::CryptRequest, direction: Direction) -> Result<Vec<u8>, Refusal> {
        self.check_local()?;
        let named = Named { resource: &request.resource, container: &request.container };
        match direction {
            Direction::Encrypt => self.vault.encrypt(named, &request.data).await,
            Direction::Decrypt => self.vault.decrypt(named, &request.data).await,
        }
    }

    pub(super) async fn rotate(&self) -> Result<Rotated, Refusal> {
        self.check_local()?;
        self.vault.rotate().await
    }

    /// Over the network the data would be readable for everybody in between: there are no certificates yet.
    fn check_local(&self) -> Result<(), Refusal> {
        if self.is_local {
            return Ok(());
        }
        let message = "This is done only over the socket of the service, on its own machine";
        Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next("quorate status"))
    }
}

pub fn reply(answer: Result<Vec<u8>, Refusal>) -> wire::CryptReply {
    let reply = match answer {
        Ok(data) => Crypted::Data(data.into()),
        Err(refusal) => Crypted::Refusal((&refusal).into()),
    };
    wire::CryptReply { reply: Some(reply) }
}

pub fn rotated(answer: Result<Rotated, Refusal>) -> wire::RotateKeyReply {
    let reply = match answer {
        Ok(Rotated { generation, holders, missing }) => {
            WireRotated::Rotated(wire::RotatedKey { generation, holders, missing })
        }
        Err(refusal) => WireRotated::Refusal((&refusal).into()),
    };
    wire::RotateKeyReply { reply: Some(reply) }
}
