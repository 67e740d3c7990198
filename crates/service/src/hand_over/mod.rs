//! This service becomes another program, while its host goes on (leases 12 to 17): `node` says when everything is ready, and here the
//! program is replaced. What fails before that changes nothing.
//!
//! Start reading at [`EventLoop::begin_hand_over`]; the successor's side is [`inherited`].

mod descriptors;
mod inherited;
mod memory;

pub use inherited::Inherited;

use crate::event::{Event, Events};
use crate::event_loop::EventLoop;
use crate::heartbeat::Paused;
use crate::host::PausedHost;
use crate::stop::StopRequests;
use bytes::Bytes;
use cluster_state::runtime::HAND_OVER_MS_MAX;
use model::{Guid, Incarnation, Refusal, VersionRange, VoterId, Win32Code};
use node::{HandOverStep, Input, Now};
use proto::handover::v1::{Descriptor, Host, Memory};
use proto::handover::{FORM, encode_memory};
use std::ffi::OsString;
use std::fs::File;
use std::io::{Error, Result};
use std::net::TcpListener;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use tokio::sync::oneshot;

/// Says to the next program that it is a successor.
const SUCCESSOR: &str = "--successor";

/// What this life leaves to its successor beside what the event loop drives.
pub struct Legacy {
    pub me: VoterId,
    pub instance: Guid,
    pub incarnation: Incarnation,
    pub release_seed: [u8; 32],
    pub lock: File,
    /// Not to be left to it: who was asked to stop has no successor.
    pub stop: StopRequests,
    pub client_socket: UnixListener,
    pub peer_listener: TcpListener,
    pub client_listener: Option<TcpListener>,
}

/// Who asked, until the program is replaced: then the connection ends.
pub type Asked = oneshot::Sender<std::result::Result<(), Refusal>>;

/// A hand-over that goes on.
#[derive(Default)]
pub struct HandingOver {
    asked: Option<Asked>,
    program: PathBuf,
}

impl EventLoop {
    /// First the program that is there now is asked whether it understands what it would find.
    pub(crate) fn begin_hand_over(&mut self, asked: Asked) {
        if let Err(refusal) = self.check_hand_over() {
            // Whoever asked may have gone.
            return drop(asked.send(Err(refusal)));
        }
        let program = match resource_host::installed_program() {
            Ok(program) => program,
            Err(error) => return drop(asked.send(Err(cannot_run(&error.to_string())))),
        };
        self.memory.handing_over = HandingOver { asked: Some(asked), program: program.clone() };
        let (events, protocol) = (self.events.clone(), self.host.protocol());
        crate::disk::spawn("next version", move || ask_program(&program, protocol, &events));
    }

    fn check_hand_over(&self) -> std::result::Result<(), Refusal> {
        let refusal = |message: &str| Refusal::new(Win32Code::ERROR_INVALID_STATE, message);
        if self.memory.handing_over.asked.is_some()
            || self.node.hand_over_step(crate::clock::boot_time()) != HandOverStep::None
        {
            return Err(refusal("This service is being replaced already").next("quorate status"));
        }
        if self.was_asked_to_stop() {
            return Err(asked_to_stop());
        }
        if self.host.has_finished() || !self.node.is_member() {
            let message = "This node is not a member of the cluster now, so there is nothing to hand over: restart its service instead";
            return Err(refusal(message).next("systemctl restart quorate"));
        }
        Ok(())
    }

    /// The program has answered.
    pub(crate) fn next_program_asked(&mut self, now: Now, answer: std::result::Result<VersionRange, String>) {
        if self.memory.handing_over.asked.is_none() {
            return; // It was given up meanwhile.
        }
        match answer.and_then(|versions| self.node.state().check_runnable(versions)) {
            Ok(()) => {
                let lease_ms = HAND_OVER_MS_MAX;
                tracing::info!(program = %self.memory.handing_over.program.display(), "the service is to be replaced by this program");
                self.node.handle(now, Input::HandOver { lease_ms });
            }
            Err(reason) => self.refuse_hand_over(cannot_run(&reason)),
        }
    }

    /// The service was asked to stop. A successor would know nothing of it and go on, so there will be none.
    pub(crate) fn give_up_hand_over(&mut self, now: Now) {
        if self.node.hand_over_step(now.boot) != HandOverStep::None {
            self.node.handle(now, Input::HandOverFailed);
        }
        if self.memory.handing_over.asked.is_some() {
            self.refuse_hand_over(asked_to_stop());
        }
    }

    fn refuse_hand_over(&mut self, refusal: Refusal) {
        tracing::warn!("the service is not replaced: {}", refusal.message);
        if let Some(asked) = self.memory.handing_over.asked.take() {
            drop(asked.send(Err(refusal)));
        }
    }

    /// After each round of the loop.
    pub(crate) fn watch_hand_over(&mut self, inbox: &Receiver<Event>) {
        let now = self.zone.now();
        if self.memory.ended.is_some() {
            return;
        }
        match self.node.hand_over_step(now.boot) {
            HandOverStep::None | HandOverStep::Waiting(_) => {}
            HandOverStep::GivenUp(awaited) => {
                self.node.handle(now, Input::HandOverFailed);
                let message = format!("The service was not replaced: {awaited} in time");
                self.refuse_hand_over(Refusal::new(Win32Code::ERROR_TIMEOUT, message).next("quorate status"));
            }
            HandOverStep::Ready if self.host.has_finished() => {
                self.node.handle(now, Input::HandOverFailed);
                let message = "The service was not replaced: what it runs is being taken offline";
                self.refuse_hand_over(Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next("quorate status"));
            }
            HandOverStep::Ready if self.is_written() => self.hand_over(inbox),
            HandOverStep::Ready => {}
        }
    }

    /// Leases 14. Nothing is written or said to the host from here on, unless it turns out not to be possible yet.
    fn hand_over(&mut self, inbox: &Receiver<Event>) {
        let Some(host) = self.host.pause() else { return };
        // What the host said before is in the inbox, and counts.
        self.step(inbox.try_iter().collect());
        let now = self.zone.now();
        let ready = self.node.hand_over_step(now.boot) == HandOverStep::Ready && self.is_written();
        if !ready || self.memory.ended.is_some() || self.host.has_finished() || !self.host.flush() {
            return self.host.resume(host);
        }
        let heartbeats = self.heartbeats.pause();
        let error = match self.replace_program(&host, &heartbeats) {
            Ok(error) | Err(error) => error,
        };
        heartbeats.resume();
        self.host.resume(host);
        if self.legacy.stop.is_waiting() {
            return; // The loop is told next, and gives this up.
        }
        self.node.handle(now, Input::HandOverFailed);
        crate::notify::ready("the service was not replaced");
        self.refuse_hand_over(cannot_run(&error.to_string()));
    }

    /// Returns only what went wrong: `Ok` when the program could not be run, after which everything is as before.
    fn replace_program(&self, host: &PausedHost, heartbeats: &Paused) -> Result<Error> {
        let input = std::io::stdin().as_fd().try_clone_to_owned()?;
        let legacy = &self.legacy;
        let udp = self.heartbeats.socket();
        let mut descriptors: Vec<(Descriptor, BorrowedFd<'_>)> = vec![
            (Descriptor::Lock, legacy.lock.as_fd()),
            (Descriptor::HostSocket, host.socket()),
            (Descriptor::LeasePipe, host.lease()),
            (Descriptor::StandardInput, input.as_fd()),
            (Descriptor::Heartbeats, udp.as_fd()),
            (Descriptor::ClientSocket, legacy.client_socket.as_fd()),
            (Descriptor::PeerListener, legacy.peer_listener.as_fd()),
        ];
        descriptors.extend(legacy.client_listener.as_ref().map(|tcp| (Descriptor::ClientListener, tcp.as_fd())));
        let (kinds, descriptors): (Vec<Descriptor>, Vec<BorrowedFd<'_>>) = descriptors.into_iter().unzip();
        let memory = encode_memory(&self.memory_for_successor(host, heartbeats, &kinds));
        let inheritance = descriptors::pack(&memory, &descriptors)?;
        if self.legacy.stop.is_waiting() {
            return Err(Error::other("the service was asked to stop"));
        }
        crate::notify::reloading();
        tracing::info!("this program ends here, and the next one goes on");
        let error = descriptors::become_program(&self.memory.handing_over.program, &arguments(), inheritance);
        rustix::stdio::dup2_stdin(&input)?;
        self.host.restore_signals();
        Ok(error)
    }

    fn memory_for_successor(&self, host: &PausedHost, heartbeats: &Paused, kinds: &[Descriptor]) -> Memory {
        let (inheritance, legacy) = (self.node.inheritance(), &self.legacy);
        Memory {
            form: FORM,
            pid: std::process::id(),
            node: legacy.me.node.0,
            storage: legacy.me.storage,
            cluster_instance: Bytes::copy_from_slice(&legacy.instance.0),
            incarnation: legacy.incarnation.0,
            release_seed: Bytes::copy_from_slice(&legacy.release_seed),
            last_heartbeat: heartbeats.last_sent(),
            applied: inheritance.applied,
            number: inheritance.number,
            until_ns: inheritance.until.0,
            attempts: memory::attempts_to_wire(inheritance.attempts),
            host: Some(Host {
                pid: self.host.pid().get(),
                peers: self.host.peers().to_vec(),
                unread: Bytes::copy_from_slice(host.unread()),
                protocol: self.host.protocol(),
            }),
            descriptors: kinds.iter().map(|kind| i32::from(*kind)).collect(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

/// As this program was started, and the word that makes the next one a successor.
fn arguments() -> Vec<OsString> {
    let given = std::env::args_os().skip(1).filter(|argument| argument != SUCCESSOR);
    given.chain([OsString::from(SUCCESSOR)]).collect()
}

fn ask_program(program: &std::path::Path, protocol: u32, events: &Events) {
    let answer = match resource_host::versions::ask(program) {
        Err(error) => Err(error.to_string()),
        Ok(versions) if !versions.host_protocols.contains(&protocol) => {
            Err(format!("it does not understand version {protocol} of the resource host that runs"))
        }
        Ok(versions) if !versions.memory_forms.contains(&FORM) => {
            Err("it does not understand what this version hands over".into())
        }
        Ok(versions) => Ok(versions.levels),
    };
    events.send(Event::NextProgramAsked(answer));
}

fn asked_to_stop() -> Refusal {
    let message = "The service was asked to stop, so it is not replaced by another program";
    Refusal::new(Win32Code::ERROR_INVALID_STATE, message).next("systemctl start quorate")
}

fn cannot_run(reason: &str) -> Refusal {
    let message = format!(
        "The service cannot be replaced by the program that is installed now: {reason}. What runs here goes on under the present one; a \
         restart, which moves it to other nodes, brings the new one"
    );
    Refusal::new(Win32Code::ERROR_REVISION_MISMATCH, message).next("systemctl restart quorate")
}
