//! A host as its service sees it: a real process, real sockets, real applications.

use bytes::Bytes;
use model::{BootTime, Epoch, GroupId, Guid, Incarnation, NodeId, ResourceId, Value};
use proto::host::{Finish, Finished, FromHost, Hello, Maintain, Peers, Property, Start, Stop, Terminate, ToHost};
use proto::host::{from_host, to_host};
use proto::log::{ResourceReport, resource_report::Status};
use resource_host::launch::{LeaseSender, launch_program};
use resource_host::released::{self, SignedReleased};
use resource_host::wire::{FrameReader, write_message};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::net::{SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

/// Far beyond what anything here takes; only a failing test waits so long.
pub const PATIENCE: Duration = Duration::from_secs(20);
const SEED: [u8; 32] = [7; 32];
pub const NODE: NodeId = NodeId(2);

/// Waits for a condition.
#[track_caller]
pub fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

pub fn resource(number: u8) -> ResourceId {
    ResourceId(Guid([number; 16]))
}

pub fn group(number: u8) -> GroupId {
    GroupId(Guid([0x60 | number; 16]))
}

/// A node's directory, and the peer that hears last words.
pub struct Node {
    pub dir: TempDir,
    pub peer: UdpSocket,
    pub incarnation: Incarnation,
}

impl Node {
    pub fn new() -> Node {
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        peer.set_read_timeout(Some(PATIENCE)).unwrap();
        // Unlike every other node's, so that a stray process of another test is never taken for ours.
        let incarnation =
            Incarnation(u64::from(peer.local_addr().unwrap().port()) << 32 | u64::from(std::process::id()));
        Node { dir: TempDir::new().unwrap(), peer, incarnation }
    }

    pub fn path(&self) -> PathBuf {
        fs::canonicalize(self.dir.path()).unwrap()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    /// Waits for a file that holds a number: a pid that an application wrote.
    #[track_caller]
    pub fn number(&self, name: &str) -> i32 {
        eventually(name, || self.text(name).ends_with('\n'));
        self.text(name).trim().parse().unwrap()
    }

    /// The next last word that arrives, whose signature is right, and where it came from.
    #[track_caller]
    pub fn released(&self) -> (SignedReleased, SocketAddr) {
        let mut buffer = vec![0; 70_000];
        let (length, from) = self.peer.recv_from(&mut buffer).expect("a host lets go in time");
        let signed = released::decode(&buffer[..length]).unwrap();
        assert!(signed.verify(&released::public_key(&SEED).unwrap()), "the signature is right");
        assert_eq!(signed.released.node, NODE);
        assert_eq!(signed.released.incarnation, self.incarnation);
        (signed, from)
    }

    /// What carries the mark of this node.
    pub fn processes(&self) -> Vec<i32> {
        let mark = format!("QUORATE_NODE_DIR={}", self.path().display());
        all_pids().into_iter().filter(|pid| environment(*pid).contains(&mark)).collect()
    }

    #[track_caller]
    pub fn expect_nothing_left(&self) {
        eventually("nothing is left", || self.processes().is_empty());
    }

    #[track_caller]
    pub fn expect_nothing_left_but(&self, host: i32) {
        eventually("nothing is left but the host", || self.processes() == [host]);
    }

    #[track_caller]
    pub fn expect_only_host_and_guard(&self, host: i32) {
        let guard = self.guard();
        eventually("only host and guard are left", || self.processes().iter().all(|pid| [host, guard].contains(pid)));
    }

    /// The one guard that runs.
    #[track_caller]
    pub fn guard(&self) -> i32 {
        let is_guard = |pid: &i32| arguments(*pid).get(1).is_some_and(|word| word == "resource-guard");
        let mut found = Vec::new();
        eventually("a guard runs", || {
            found = self.processes().into_iter().filter(is_guard).collect();
            found.len() == 1
        });
        found[0]
    }
}

impl Drop for Node {
    /// A failed test must leave nothing behind either.
    fn drop(&mut self) {
        let _ = resource_host::remains::end(self.dir.path());
    }
}

pub fn all_pids() -> Vec<i32> {
    let entries = fs::read_dir("/proc").unwrap();
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

pub fn environment(pid: i32) -> Vec<String> {
    words(&format!("/proc/{pid}/environ"))
}

pub fn arguments(pid: i32) -> Vec<String> {
    words(&format!("/proc/{pid}/cmdline"))
}

fn words(path: &str) -> Vec<String> {
    let bytes = fs::read(path).unwrap_or_default();
    bytes.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}

/// The descriptors of this process that its children get.
pub fn passed_on_descriptors() -> Vec<String> {
    const CLOSE_ON_EXEC: u32 = 0o2_000_000;
    let names =
        fs::read_dir("/proc/self/fdinfo").unwrap().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names
        .filter(|name| {
            let info = fs::read_to_string(format!("/proc/self/fdinfo/{name}")).unwrap_or_default();
            let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
            flags.is_some_and(|flags| u32::from_str_radix(flags.trim(), 8).unwrap() & CLOSE_ON_EXEC == 0)
        })
        .collect()
}

/// Whether the process runs; one that has ended and waits to be reaped does not.
pub fn runs(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

pub fn signal(pid: i32, signal: Signal) {
    kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
}

/// A start message with the usual timeouts.
pub fn start(number: u8, attempt: u64, type_name: &str, properties: &[(&str, Value)]) -> Start {
    let properties = properties
        .iter()
        .map(|(name, value)| Property { name: (*name).to_owned(), value: Some(value_to_wire(value)) })
        .collect();
    Start {
        resource: Bytes::copy_from_slice(&resource(number).0.0),
        name: format!("resource {number}"),
        type_name: type_name.to_owned(),
        group: Bytes::copy_from_slice(&group(1).0.0),
        group_name: "Web".to_owned(),
        epoch: 5,
        attempt,
        properties,
        looks_alive_ms: 5_000,
        is_alive_ms: 60_000,
        pending_timeout_ms: 180_000,
        deadlock_timeout_ms: 300_000,
        separate_monitor: false,
    }
}

fn value_to_wire(value: &Value) -> proto::log::Value {
    use proto::log::value::Value as Wire;
    let value = match value {
        Value::Sz(text) => Wire::Sz(text.clone()),
        Value::Dword(number) => Wire::Dword(*number),
        Value::MultiSz(items) => Wire::MultiSz(proto::log::MultiSz { items: items.clone() }),
        other => panic!("no test uses {other:?}"),
    };
    proto::log::Value { value: Some(value) }
}

pub fn text(value: impl Into<String>) -> Value {
    Value::Sz(value.into())
}

/// A Generic Application that is a shell script. `$D` is the node's directory.
pub fn shell(node: &Node, number: u8, attempt: u64, script: &str) -> Start {
    let path = node.file(&format!("application-{number}-{attempt}.sh"));
    fs::write(&path, format!("D='{}'\n{script}\n", node.path().display())).unwrap();
    application(number, attempt, &format!("/bin/sh '{}'", path.display()))
}

pub fn application(number: u8, attempt: u64, command_line: &str) -> Start {
    start(number, attempt, "Generic Application", &[("CommandLine", text(command_line))])
}

pub fn with_property(mut start: Start, name: &str, value: Value) -> Start {
    start.properties.push(Property { name: name.to_owned(), value: Some(value_to_wire(&value)) });
    start
}

/// The service's side of one host.
pub struct Host {
    /// `None` once it was given away.
    child: Option<Child>,
    pid: i32,
    pub reader: FrameReader<OwnedReadHalf>,
    pub writer: OwnedWriteHalf,
    pub lease: LeaseSender,
    /// Everything that arrived and was not asked for yet, in order.
    pub reports: Vec<ResourceReport>,
    /// (resource, stream number, line)
    pub lines: Vec<(Bytes, i32, String)>,
    pub finished: Option<Finished>,
}

impl Host {
    /// A host that has said Ready and holds a lease that does not end.
    pub async fn start(node: &Node) -> Host {
        Host::start_in(node, false).await
    }

    pub async fn start_in(node: &Node, without_cgroups: bool) -> Host {
        let host = Host::start_without_lease(node, without_cgroups).await;
        host.lease_ms(3_600_000);
        host
    }

    pub async fn start_without_lease(node: &Node, without_cgroups: bool) -> Host {
        let mut host = Host::launch(node);
        let hello = Hello { without_cgroups, ..host.hello(node) };
        host.say(to_host::Message::Hello(hello)).await;
        let ready = tokio::time::timeout(PATIENCE, host.reader.next::<FromHost>()).await.unwrap().unwrap().unwrap();
        let is_ready = |message: &FromHost| matches!(message.message, Some(from_host::Message::Ready(_)));
        if !is_ready(&ready) {
            host.keep(ready);
            assert!(is_ready(&host.reader.next::<FromHost>().await.unwrap().unwrap()));
        }
        host
    }

    /// A host to which nothing was said.
    pub fn launch(node: &Node) -> Host {
        let program = Path::new(env!("CARGO_BIN_EXE_host-under-test"));
        let launched = launch_program(program, node.dir.path(), node.incarnation).unwrap();
        let (reading, writer) = UnixStream::from_std(launched.socket).unwrap().into_split();
        Host {
            pid: launched.child.id() as i32,
            child: Some(launched.child),
            reader: FrameReader::new(reading),
            writer,
            lease: launched.lease,
            reports: Vec::new(),
            lines: Vec::new(),
            finished: None,
        }
    }

    pub fn hello(&self, node: &Node) -> Hello {
        Hello {
            node: NODE.0,
            node_name: "n2".to_owned(),
            cluster_name: "test".to_owned(),
            incarnation: node.incarnation.0,
            release_seed: Bytes::copy_from_slice(&SEED),
            peers: Some(Peers { addresses: vec![node.peer.local_addr().unwrap().to_string()] }),
            state_dir: node.path().display().to_string(),
            without_cgroups: false,
        }
    }

    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// Closes the connection, as the death of the service does, and gives the process away.
    pub fn close(mut self) -> Child {
        self.child.take().expect("it is given away once")
    }

    /// The lease runs from now for so long.
    pub fn lease_ms(&self, ms: u64) -> BootTime {
        let until = resource_host::boot_now().plus_ms(ms);
        self.lease.send(until).unwrap();
        until
    }

    pub async fn say(&mut self, message: to_host::Message) {
        write_message(&mut self.writer, &ToHost { message: Some(message) }).await.unwrap();
    }

    pub async fn ask_start(&mut self, start: Start) {
        self.say(to_host::Message::Start(start)).await;
    }

    pub async fn ask_stop(&mut self, number: u8, attempt: u64) {
        let resource = Bytes::copy_from_slice(&resource(number).0.0);
        self.say(to_host::Message::Stop(Stop { resource, attempt })).await;
    }

    pub async fn ask_terminate(&mut self, number: u8, attempt: u64) {
        let resource = Bytes::copy_from_slice(&resource(number).0.0);
        self.say(to_host::Message::Terminate(Terminate { resource, attempt })).await;
    }

    pub async fn ask_maintain(&mut self, number: u8, attempt: u64, on: bool) {
        let resource = Bytes::copy_from_slice(&resource(number).0.0);
        self.say(to_host::Message::Maintain(Maintain { resource, attempt, on })).await;
    }

    pub async fn ask_finish(&mut self) {
        self.say(to_host::Message::Finish(Finish {})).await;
    }

    fn keep(&mut self, message: FromHost) {
        match message.message.expect("every message has one") {
            from_host::Message::Ready(_) => panic!("Ready is said once"),
            from_host::Message::Report(report) => self.reports.push(report),
            from_host::Message::Log(log) => self.lines.push((log.resource, log.stream, log.line)),
            from_host::Message::Finished(finished) => self.finished = Some(finished),
        }
    }

    /// Takes the next message; false at the end of the connection.
    pub async fn receive(&mut self) -> bool {
        let next = tokio::time::timeout(PATIENCE, self.reader.next::<FromHost>());
        match next.await.expect("the host says something in time").expect("the host speaks the protocol") {
            Some(message) => {
                self.keep(message);
                true
            }
            None => false,
        }
    }

    /// The next report about the resource.
    pub async fn report(&mut self, number: u8) -> ResourceReport {
        let wanted = Bytes::copy_from_slice(&resource(number).0.0);
        loop {
            if let Some(found) = self.reports.iter().position(|report| report.resource == wanted) {
                return self.reports.remove(found);
            }
            assert!(self.receive().await, "the host went away");
        }
    }

    /// Starts it and waits until it is online.
    pub async fn bring_online(&mut self, start: Start) {
        let number = start.resource[0];
        let attempt = start.attempt;
        self.ask_start(start).await;
        let report = self.report(number).await;
        assert_eq!(status(&report), "online", "{report:?}");
        assert_eq!((report.attempt, report.epoch, report.sequence), (attempt, 5, 1));
    }

    /// The first line of the resource that contains this.
    pub async fn line(&mut self, part: &str) -> (i32, String) {
        loop {
            if let Some((_, stream, line)) = self.lines.iter().find(|(_, _, line)| line.contains(part)) {
                return (*stream, line.clone());
            }
            assert!(self.receive().await, "the host went away");
        }
    }

    /// Waits until the host says Finished.
    pub async fn last_word(&mut self) -> SignedReleased {
        while self.finished.is_none() {
            assert!(self.receive().await, "the host went away without a last word");
        }
        released::from_message(self.finished.take().unwrap().released.unwrap()).unwrap()
    }

    /// Kills the host itself and reaps it.
    pub fn kill(&mut self) {
        let child = self.child.as_mut().expect("it was not given away");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Waits until it exits by itself.
    #[track_caller]
    pub fn expect_exit(&mut self, success: bool) {
        let mut status = None;
        eventually("the host exits", || {
            status = self.child.as_mut().expect("it was not given away").try_wait().unwrap();
            status.is_some()
        });
        assert_eq!(status.unwrap().success(), success);
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A report's status in one word.
pub fn status(report: &ResourceReport) -> &'static str {
    match report.status.as_ref().expect("every report has a status") {
        Status::Progress(_) => "progress",
        Status::Online(_) => "online",
        Status::Offline(_) => "offline",
        Status::Failed(true) => "failed, gone",
        Status::Failed(false) => "failed",
        Status::Gone(_) => "gone",
        Status::Locked(true) => "locked",
        Status::Locked(false) => "unlocked",
        Status::Health(true) => "healthy",
        Status::Health(false) => "unhealthy",
    }
}

pub fn groups(pairs: &[(u8, u64)]) -> Vec<(GroupId, Epoch)> {
    pairs.iter().map(|(number, epoch)| (group(*number), Epoch(*epoch))).collect()
}
