//! The state of one object, for which programs ask most often.

use crate::Client;
use crate::endpoint::Target;
use crate::query::unexpected;
use crate::quiet::send_all;
use model::Refusal;
use proto::answer::{ObjectKind, object_kind_to_wire};
use proto::client::query_reply::Result as Wire;
use proto::client::query_request::Query;
use proto::client::{Consistency, QueryReply, StateQuery, StateView};
use proto::states::{PREFACE, first_answer, put_question};
use std::io::{Error, ErrorKind, Read, Result as IoResult};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A local service answers within microseconds. One that is stopped, or so busy that it does not within this time, is asked over gRPC,
/// which finds out.
const PATIENCE: Duration = Duration::from_secs(2);
/// As many threads can ask at once without connecting anew.
const IDLE_MAX: usize = 64;
const READ_BYTES: usize = 1_024;

impl Client {
    /// The state of a node, group or resource, by name or id, and whose it is.
    pub async fn state(&self, kind: ObjectKind, name: &str) -> Result<StateView, Refusal> {
        match self.query(Query::State(question(kind, name))).await? {
            Wire::State(view) => Ok(view),
            _ => Err(unexpected()),
        }
    }

    /// The same from what the service has applied, which costs no question to other nodes.
    ///
    /// Nothing, when there is no such answer: it would be older than something that this client or a clone of it was told before,
    /// or the node holds no lease and may be cut off, or the service does not answer. [`Client::state`] has one.
    pub async fn applied_state(&self, kind: ObjectKind, name: &str) -> Option<Result<StateView, Refusal>> {
        let seen = self.seen_index();
        let query = Query::State(question(kind, name));
        let reply = self.clone().with_consistency(Consistency::Local).query_reply(query).await.ok()?;
        self.if_new_enough(reply, seen)
    }

    /// [`Client::applied_state`] for a thread that may be blocked, for a few microseconds when the service is well. Only of a service
    /// of this machine.
    pub fn applied_state_blocking(&self, kind: ObjectKind, name: &str) -> Option<Result<StateView, Refusal>> {
        let seen = self.seen_index();
        let reply = self.doors().ask(&question(kind, name))?;
        self.if_new_enough(reply, seen)
    }

    /// Whether the service that is connected is on this machine.
    pub fn is_on_this_machine(&self) -> bool {
        self.doors().open().socket.is_some()
    }

    fn if_new_enough(&self, reply: QueryReply, seen: u64) -> Option<Result<StateView, Refusal>> {
        if reply.applied_index < seen || reply.applied_index == 0 {
            return None;
        }
        self.saw(reply.applied_index);
        match reply.result? {
            Wire::State(view) => Some(Ok(view)),
            Wire::Refusal(refusal) => Some(Err(refusal.into())),
            _ => None,
        }
    }
}

fn question(kind: ObjectKind, name: &str) -> StateQuery {
    StateQuery { kind: object_kind_to_wire(kind) as i32, name: name.into() }
}

/// Connections on which states are asked for, to the service that the client is connected with. Each is one thread's while it asks.
#[derive(Default)]
pub(crate) struct Doors(Mutex<Open>);

#[derive(Default)]
struct Open {
    /// No socket of this machine when there is none.
    socket: Option<PathBuf>,
    idle: Vec<UnixStream>,
    /// Counts the services, so that a connection to an old one is not kept.
    service: u64,
}

impl Doors {
    /// No call can leave it half changed.
    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client is connected with this service.
    pub(crate) fn lead_to(&self, target: &Target) {
        let socket = match target {
            Target::Unix(path) => Some(path.clone()),
            Target::Tcp(_) => None,
        };
        let mut open = self.open();
        *open = Open { socket, idle: Vec::new(), service: open.service + 1 };
    }

    /// The client is connected with none.
    pub(crate) fn close(&self) {
        let mut open = self.open();
        *open = Open { service: open.service + 1, ..Open::default() };
    }

    /// Nothing when there is no service on this machine, or it does not answer.
    fn ask(&self, question: &StateQuery) -> Option<QueryReply> {
        let (idle, service, socket) = {
            let mut open = self.open();
            let idle = open.idle.pop();
            let socket = if idle.is_none() { Some(open.socket.clone()?) } else { None };
            (idle, open.service, socket)
        };
        let mut bytes = Vec::with_capacity(READ_BYTES);
        let mut stream = match (idle, socket) {
            (Some(stream), _) => stream,
            (None, socket) => {
                bytes.extend_from_slice(PREFACE);
                connect(socket?).ok()?
            }
        };
        put_question(question, &mut bytes);
        let answer = exchange(&mut stream, &mut bytes).ok()?;
        let mut open = self.open();
        if open.service == service && open.idle.len() < IDLE_MAX {
            open.idle.push(stream);
        }
        Some(answer)
    }
}

fn connect(socket: PathBuf) -> IoResult<UnixStream> {
    let stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Sends `bytes`, and reads the answer into them.
fn exchange(stream: &mut UnixStream, bytes: &mut Vec<u8>) -> IoResult<QueryReply> {
    send_all(&*stream, bytes)?;
    bytes.clear();
    let mut part = [0; READ_BYTES];
    loop {
        match stream.read(&mut part) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => bytes.extend_from_slice(&part[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        let first = first_answer(bytes).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        if let Some((answer, _)) = first {
            return Ok(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::states::{first_question, put_answer};
    use std::io::Write;
    use std::os::unix::net::UnixListener;

    /// Answers with its number, and ends each connection after as many answers.
    fn service(folder: &std::path::Path, number: i32, answers: usize) -> Target {
        let path = folder.join(format!("{number}.sock"));
        let listener = UnixListener::bind(&path).expect("the folder is new");
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                stream.read_exact(&mut [0; PREFACE.len()]).expect("the preface");
                for _ in 0..answers {
                    let mut part = [0; READ_BYTES];
                    let count = stream.read(&mut part).expect("it is open");
                    if count == 0 {
                        break;
                    }
                    let (question, _) = first_question(&part[..count]).expect("a question").expect("complete");
                    let view = StateView { state: number, owner: question.name, ..StateView::default() };
                    let mut bytes = Vec::new();
                    put_answer(
                        &QueryReply { result: Some(Wire::State(view)), applied_index: 7, more: false },
                        &mut bytes,
                    );
                    stream.write_all(&bytes).expect("it is open");
                }
            }
        });
        Target::Unix(path)
    }

    fn asked(doors: &Doors) -> Option<(i32, String)> {
        match doors.ask(&question(ObjectKind::Group, "Web"))?.result? {
            Wire::State(view) => Some((view.state, view.owner)),
            _ => None,
        }
    }

    #[test]
    fn a_connection_is_kept_and_left_when_it_ends_or_the_service_is_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let doors = Doors::default();
        assert_eq!(asked(&doors), None);
        doors.lead_to(&service(folder.path(), 1, 2));
        let first = Some((1, "Web".to_owned()));
        assert_eq!([asked(&doors), asked(&doors)], [first.clone(), first.clone()]);
        assert_eq!(doors.open().idle.len(), 1);
        // It has ended, and is not tried twice.
        assert_eq!(asked(&doors), None);
        assert_eq!(asked(&doors), first);
        doors.lead_to(&service(folder.path(), 2, 9));
        assert_eq!(asked(&doors), Some((2, "Web".to_owned())));
        doors.lead_to(&Target::Tcp("127.0.0.1:1".to_owned()));
        assert_eq!((asked(&doors), doors.open().idle.len()), (None, 0));
        doors.close();
        assert_eq!(asked(&doors), None);
    }
}
