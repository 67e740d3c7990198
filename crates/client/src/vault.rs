//! Encrypting for resources: their containers, and what the service does with them.

use crate::Client;
use crate::query::unexpected;
use model::hive::join;
use model::{Refusal, Value, Win32Code};
use proto::client::crypt_reply::Reply as Crypted;
use proto::client::rotate_key_reply::Reply as WireRotated;
use proto::client::{CryptReply, CryptRequest, RotateKeyRequest, RotatedKey};
use proto::command::types::BatchStep;

/// Where a resource's containers are, below its key.
const CONTAINERS: &str = "Cryptography";
const SALT_BYTES: usize = 32;

/// A container of keys, which belongs to a resource and goes with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CryptContainer {
    /// Id of the resource.
    resource: String,
    name: String,
}

impl Client {
    /// The container of that name of a resource, which is named by its name or id. What provider and type were asked for is recorded;
    /// the cluster's own cipher serves them all.
    ///
    /// Refused with ERROR_RESOURCE_NOT_FOUND, and with ERROR_FILE_NOT_FOUND when there is no such container and none is to be made.
    pub async fn crypt_container(
        &self,
        resource: &str,
        name: &str,
        provider: &str,
        provider_type: u32,
        create: bool,
    ) -> Result<CryptContainer, Refusal> {
        if name.is_empty() || name.contains('\\') {
            let message = "The name of a key container is not empty and has no backslash";
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        }
        let resource = self.resource(resource).await?.id;
        let root = join("Resources", &resource);
        let path = join(CONTAINERS, name);
        let found = self.key(&join(&root, &path)).await;
        match found {
            Ok(_) => {}
            Err(refusal) if refusal.code == Win32Code::ERROR_FILE_NOT_FOUND && create => {
                let mut salt = [0; SALT_BYTES];
                getrandom::fill(&mut salt).expect("the kernel gives random bytes");
                let set = |name: &str, value| BatchStep::SetValue { name: name.into(), value };
                let steps = vec![
                    BatchStep::KeyNotExists { path: path.clone() },
                    BatchStep::CreateKey { path },
                    set("Salt", Value::Binary(salt.to_vec().into())),
                    set("Provider", Value::Sz(provider.into())),
                    set("Type", Value::Dword(provider_type)),
                ];
                match self.batch(&root, steps).await {
                    // Somebody else was faster.
                    Err(refusal) if refusal.code == Win32Code::ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED => {}
                    done => done?,
                }
            }
            Err(refusal) => return Err(refusal),
        }
        Ok(CryptContainer { resource, name: name.into() })
    }

    /// What only this container opens, on any node. Only over the socket of a service: the data would go over the network in the clear.
    pub async fn encrypt(&self, container: &CryptContainer, data: &[u8]) -> Result<Vec<u8>, Refusal> {
        let request = crypt_request(container, data)?;
        let reply = self
            .call(|mut rpc| {
                let request = request.clone();
                async move { rpc.encrypt(request).await }
            })
            .await?;
        crypted(reply)
    }

    /// Refused with ERROR_INVALID_DATA for what was changed, or encrypted for another container.
    pub async fn decrypt(&self, container: &CryptContainer, data: &[u8]) -> Result<Vec<u8>, Refusal> {
        let request = crypt_request(container, data)?;
        let reply = self
            .call(|mut rpc| {
                let request = request.clone();
                async move { rpc.decrypt(request).await }
            })
            .await?;
        crypted(reply)
    }

    /// Has the cluster encrypt with a new generation of its key. What was encrypted before opens still.
    pub async fn rotate_key(&self) -> Result<RotatedKey, Refusal> {
        let reply = self.call(|mut rpc| async move { rpc.rotate_key(RotateKeyRequest {}).await }).await?;
        match reply.reply {
            Some(WireRotated::Rotated(rotated)) => Ok(rotated),
            Some(WireRotated::Refusal(refusal)) => Err(refusal.into()),
            None => Err(unexpected()),
        }
    }
}

fn crypt_request(container: &CryptContainer, data: &[u8]) -> Result<CryptRequest, Refusal> {
    let CryptContainer { resource, name } = container.clone();
    let request = CryptRequest { resource, container: name, data: data.to_vec().into() };
    // The answer is a little longer than the question.
    if !proto::fits(&request) || data.len() + 1024 > proto::MESSAGE_BYTES_MAX {
        let message = format!("More than {} bytes are not encrypted at once", proto::MESSAGE_BYTES_MAX - 1024);
        return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
    }
    Ok(request)
}

fn crypted(reply: CryptReply) -> Result<Vec<u8>, Refusal> {
    match reply.reply {
        Some(Crypted::Data(data)) => Ok(data.to_vec()),
        Some(Crypted::Refusal(refusal)) => Err(refusal.into()),
        None => Err(unexpected()),
    }
}
