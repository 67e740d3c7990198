//! States of single objects: light answers, and the connections on which they are asked for without gRPC ([`proto::states`]).
//!
//! What this node has applied is the answer as long as it holds a lease: a node without one may have been cut off for any time.

use super::query::not_understood;
use super::views::{group_name, node_name};
use crate::access::{Access, LocalStream};
use crate::clock::boot_time;
use crate::heartbeat::Contacts;
use crate::published::{Latest, Published};
use cluster_state::State;
use cluster_state::outcome::ObjectKind;
use model::security::access::Rights;
use model::{NodeState, Refusal};
use proto::client as wire;
use proto::states::{PREFACE, first_question, put_answer};
use rustix::net::{RecvFlags, recv};
use std::io::{Error, ErrorKind, Result};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::UnixStream;
use wire::query_reply::Result as Found;

/// A question has much less.
const READ_BYTES: usize = 1_024;

/// Answers from what this node has applied.
#[derive(Clone)]
pub struct LocalStates {
    pub latest: Latest,
    pub contacts: Arc<Contacts>,
}

pub fn view(state: &State, asked: &wire::StateQuery) -> std::result::Result<wire::StateView, Refusal> {
    let kind = proto::answer::object_kind_from_wire(asked.kind).map_err(|_| not_understood())?;
    let owner_of =
        |group| state.group_runtime(group).map(|runtime| node_name(state, runtime.owner)).unwrap_or_default();
    match kind {
        ObjectKind::Node => {
            let id = state.resolve_node(&asked.name)?;
            let of_node = state.node_runtime(id).map_or(NodeState::Down, |runtime| runtime.state);
            Ok(wire::StateView { state: of_node.number(), ..wire::StateView::default() })
        }
        ObjectKind::Group => {
            let id = state.resolve_group(&asked.name)?;
            let of_group = state.group_state(id).number();
            Ok(wire::StateView { state: of_group, owner: owner_of(id), group: String::new() })
        }
        ObjectKind::Resource => {
            let id = state.resolve_resource(&asked.name)?;
            let of_resource = state.resource_runtime(id).map(|runtime| runtime.state.number());
            let group = state.config().resources.get(&id).map(|config| config.group);
            Ok(wire::StateView {
                state: of_resource.unwrap_or(model::ResourceState::Offline.number()),
                owner: group.map(owner_of).unwrap_or_default(),
                group: group.map(|group| group_name(state, group)).unwrap_or_default(),
            })
        }
        _ => Err(not_understood()),
    }
}

impl LocalStates {
    /// The index up to which an answer of this node is true, if anything is promised of how old it is.
    pub fn promised_index(&self, published: &Published) -> u64 {
        if self.contacts.lease_until() > boot_time() { published.state.index() } else { 0 }
    }

    fn answer(&self, asked: &wire::StateQuery, allowed: std::result::Result<Rights, Refusal>) -> wire::QueryReply {
        let published = self.latest.get();
        let found = allowed.and_then(|_| view(&published.state, asked));
        let found = found.map_or_else(|refusal| Found::Refusal((&refusal).into()), Found::State);
        // Asked last, so that the lease covers the answer.
        let applied_index = self.promised_index(&published);
        wire::QueryReply { result: Some(found), applied_index, more: false }
    }

    /// Answers questions until the other end closes the connection, or says what is no question.
    pub async fn serve(self, LocalStream { mut stream, who }: LocalStream, access: Access) -> Result<()> {
        let mut preface = [0; PREFACE.len()];
        stream.read_exact(&mut preface).await?;
        if preface != *PREFACE {
            return Err(ErrorKind::InvalidData.into());
        }
        let (mut asked, mut answers) = (Vec::with_capacity(READ_BYTES), Vec::new());
        loop {
            if stream.read_buf(&mut asked).await? == 0 {
                return Ok(());
            }
            let mut taken = 0;
            while let Some((question, length)) =
                first_question(&asked[taken..]).map_err(|error| Error::new(ErrorKind::InvalidData, error))?
            {
                put_answer(&self.answer(&question, access.check(&who, Rights::READ)), &mut answers);
                taken += length;
            }
            asked.drain(..taken);
            stream.write_all(&answers).await?;
            answers.clear();
        }
    }
}

/// Whether somebody who has just connected will ask for states. Waits for the first byte, which is left where it is.
pub async fn will_ask_for_states(stream: &UnixStream) -> Result<bool> {
    let mut first = [0; 1];
    let peek = || Ok(recv(stream, &mut first, RecvFlags::PEEK)?);
    stream.async_io(Interest::READABLE, peek).await?;
    Ok(first[0] == PREFACE[0])
}
