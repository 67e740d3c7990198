//! A cluster whose services the test starts and ends one by one, as a service manager would.

use super::{DEADLINE, kill, processes_naming, quorate_at, run, stderr, stdout, wait_until};
use rustix::process::Signal;
use serde_json::Value as Json;
use service::settings::{ClusterSettings, NodeAddress, Settings};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// EX_TEMPFAIL: this life is over, and the service wants another (a lease that ran out on a busy machine).
const START_AGAIN: i32 = 75;

/// Below the ports that the kernel gives to outgoing connections.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

pub struct Services {
    pub dir: PathBuf,
    /// By node id, from 1, without a gap.
    pub nodes: Vec<Service>,
}

impl Services {
    /// A new cluster of nodes n1, n2, ..., all of them up.
    pub fn found(dir: &Path, count: u32) -> Services {
        Services::found_with(dir, count, Path::new(env!("CARGO_BIN_EXE_quorate")))
    }

    /// As [`Services::found`], of this program.
    pub fn found_with(dir: &Path, count: u32, program: &Path) -> Services {
        let guid = || uuid::Uuid::new_v4().to_string();
        let addresses: Vec<NodeAddress> = (1..=count)
            .map(|id| NodeAddress {
                id,
                name: format!("n{id}"),
                storage: 1,
                address: SocketAddr::from((Ipv4Addr::LOCALHOST, free_port())).to_string(),
            })
            .collect();
        let cluster = ClusterSettings {
            name: "tested".to_owned(),
            instance: guid(),
            founding: true,
            cluster_group: guid(),
            available_storage: guid(),
            cluster_name_resource: guid(),
            nodes: addresses.clone(),
        };
        let mut services = Services { dir: dir.canonicalize().expect("the folder is there"), nodes: Vec::new() };
        for address in &addresses {
            let files = services.files(address.id);
            let settings = Settings {
                node_id: address.id,
                node_name: address.name.clone(),
                storage: 1,
                state_dir: files.join("state"),
                socket: files.join("quorate.sock"),
                peer_listen: address.address.parse().expect("it was made of one"),
                client_listen: None,
                allow_beyond_loopback: false,
                cluster: cluster.clone(),
            };
            std::fs::write(files.join("node.toml"), settings.to_toml()).expect("the folder can be written");
            services.nodes.push(Service { program: program.to_owned(), ..Service::new(&files) });
        }
        services.nodes.iter_mut().for_each(Service::start);
        services.wait_all_up();
        services
    }

    /// Services of so many machines that are no nodes yet, without a cluster.
    pub fn unconfigured(dir: &Path, count: u32) -> Services {
        let mut services = Services { dir: dir.canonicalize().expect("the folder is there"), nodes: Vec::new() };
        for id in 1..=count {
            let files = services.files(id);
            let mut service = Service::new(&files);
            let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port())).to_string();
            let path = |name: &str| files.join(name).to_str().expect("text").to_owned();
            service.arguments = ["--listen", &listen, "--state-dir", &path("state"), "--socket", &path("quorate.sock")]
                .map(str::to_owned)
                .to_vec();
            service.start();
            services.nodes.push(service);
        }
        for id in 1..=count {
            wait_until("the service answers", DEADLINE, || UnixStream::connect(services.socket(id)).ok());
        }
        services
    }

    /// The folder of a node, made when it is missing.
    pub fn files(&self, id: u32) -> PathBuf {
        let files = self.dir.join(format!("node{id}"));
        std::fs::create_dir_all(files.join("state")).expect("the folder can be written");
        files
    }

    /// Takes a node whose `node.toml` is in its folder already, and starts its service.
    pub fn take_in(&mut self, id: u32) {
        let mut service = Service::new(&self.files(id));
        service.start();
        self.nodes.push(service);
    }

    /// By node id.
    pub fn node(&mut self, id: u32) -> &mut Service {
        &mut self.nodes[id as usize - 1]
    }

    pub fn socket(&self, id: u32) -> PathBuf {
        self.dir.join(format!("node{id}/quorate.sock"))
    }

    /// Waits until each wanted service is a member in its present life. (What the state says right after a restart may still
    /// be about the lives before.)
    pub fn wait_all_up(&self) {
        for (id, _) in (1u32..).zip(&self.nodes).filter(|(_, node)| node.is_wanted()) {
            wait_until("the node is up", DEADLINE, || is_member(&self.socket(id)).then_some(()));
        }
    }

    /// A command to the service of one node that has to succeed; its JSON.
    pub fn json(&self, id: u32, arguments: &[&str]) -> Json {
        let socket = self.socket(id);
        let output = run(&[&["--cluster", socket.to_str().expect("text"), "-o", "json"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        serde_json::from_str(&stdout(&output)).expect("it is JSON")
    }

    /// A command to the service of one node that has to be refused; the error's JSON.
    pub fn refused(&self, id: u32, arguments: &[&str]) -> Json {
        let socket = self.socket(id);
        let output = run(&[&["--cluster", socket.to_str().expect("text"), "-o", "json"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}{}", stdout(&output), stderr(&output));
        serde_json::from_str(&stderr(&output)).expect("it is JSON")
    }

    /// As [`Services::json`], `None` while it does not succeed.
    pub fn try_json(&self, id: u32, arguments: &[&str]) -> Option<Json> {
        let socket = self.socket(id);
        let before = ["--cluster", socket.to_str().expect("text"), "-o", "json", "--timeout", "5s"];
        let output = run(&[&before, arguments].concat());
        serde_json::from_str(&stdout(&output)).ok()
    }

    pub fn log(&self, id: u32) -> String {
        std::fs::read_to_string(self.dir.join(format!("node{id}/service.log"))).unwrap_or_default()
    }

    /// A group with one application that sleeps, online.
    pub fn bring_sleeper_online(&self, group: &str) {
        self.json(1, &["group", "create", group]);
        self.json(1, &["resource", "create", group, "--group", group, "--type", "Generic Application"]);
        self.json(1, &["resource", "set", group, "--private", "CommandLine=/bin/sleep 10000", "CurrentDirectory=/"]);
        assert_eq!(self.json(1, &["group", "online", group])["state"], "Online");
    }

    pub fn client(&self, id: u32) -> client::Endpoint {
        client::Endpoint::unix(self.socket(id))
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        self.nodes.iter_mut().for_each(Service::end);
        for pid in processes_naming(&self.dir) {
            kill(pid, Signal::KILL);
        }
        if std::thread::panicking() {
            for id in 1..=self.nodes.len() as u32 {
                let log = self.log(id);
                let lines: Vec<&str> = log.lines().collect();
                eprintln!("log of node {id}:\n{}", lines[lines.len().saturating_sub(60)..].join("\n"));
            }
        }
    }
}

/// One node's service: runs for as long as it is wanted, in as many lives as it takes.
pub struct Service {
    files: PathBuf,
    pub program: PathBuf,
    /// Added to its command line.
    pub arguments: Vec<String>,
    /// Added to its environment.
    pub environment: Vec<(String, String)>,
    wanted: Arc<AtomicBool>,
    pid: Arc<AtomicU32>,
    ended: Arc<Mutex<Option<ExitStatus>>>,
    keeper: Option<JoinHandle<()>>,
}

impl Service {
    /// `files` holds its `node.toml`, and will hold its log.
    pub fn new(files: &Path) -> Service {
        Service {
            files: files.to_owned(),
            program: env!("CARGO_BIN_EXE_quorate").into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            wanted: Arc::default(),
            pid: Arc::default(),
            ended: Arc::default(),
            keeper: None,
        }
    }

    pub fn start(&mut self) {
        assert!(self.keeper.is_none(), "it runs already");
        self.wanted.store(true, Ordering::SeqCst);
        *self.ended.lock().expect("no thread panics with it") = None;
        let (files, wanted, pid, ended) =
            (self.files.clone(), self.wanted.clone(), self.pid.clone(), self.ended.clone());
        let (program, arguments) = (self.program.clone(), self.arguments.clone());
        let environment = self.environment.clone();
        self.keeper = Some(std::thread::spawn(move || {
            loop {
                let mut child = command(&program, &files, &arguments, &environment).spawn().expect("the binary runs");
                // Kept open: its end is the service's end, however the test ends.
                let _input = child.stdin.take();
                pid.store(child.id(), Ordering::SeqCst);
                let status = child.wait().expect("it is our child");
                pid.store(0, Ordering::SeqCst);
                if !wanted.load(Ordering::SeqCst) || status.code() != Some(START_AGAIN) {
                    *ended.lock().expect("no thread panics with it") = Some(status);
                    return;
                }
            }
        }));
    }

    /// How it ended, once it has, for a reason of its own.
    pub fn has_ended(&self) -> Option<ExitStatus> {
        *self.ended.lock().expect("no thread panics with it")
    }

    pub fn pid(&self) -> u32 {
        wait_until("the service was started", DEADLINE, || {
            Some(self.pid.load(Ordering::SeqCst)).filter(|pid| *pid != 0)
        })
    }

    fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::SeqCst)
    }

    /// SIGKILL to the service alone, and no other life. What it ran lets go by itself.
    pub fn end(&mut self) {
        self.signal_until_ended(Signal::KILL);
    }

    /// SIGKILL to the service and to all it ran, in no order that anybody could rely on.
    pub fn end_with_everything(&mut self) {
        self.wanted.store(false, Ordering::SeqCst);
        for pid in processes_naming(&self.files) {
            kill(pid, Signal::KILL);
        }
        self.end();
    }

    /// SIGTERM, and waits until it has stopped in order.
    pub fn stop(&mut self) -> ExitStatus {
        self.signal_until_ended(Signal::TERM);
        self.has_ended().expect("it has ended")
    }

    fn signal_until_ended(&mut self, signal: Signal) {
        self.wanted.store(false, Ordering::SeqCst);
        let Some(keeper) = self.keeper.take() else { return };
        let mut told = 0;
        wait_until("the service ends", DEADLINE, || {
            // One that ended for a reason of its own just now may have been started once more.
            let pid = self.pid.load(Ordering::SeqCst);
            if pid != 0 && pid != told {
                kill(pid, signal);
                told = pid;
            }
            keeper.is_finished().then_some(())
        });
        keeper.join().expect("the keeper does not panic");
    }
}

fn command(program: &Path, files: &Path, arguments: &[String], environment: &[(String, String)]) -> Command {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(files.join("service.log"));
    let log = log.expect("the folder can be written");
    let mut command = quorate_at(program);
    command
        .arg("serve")
        .arg("--settings")
        .arg(files.join("node.toml"))
        .arg("--stop-with-input")
        .args(arguments)
        .env_remove("NOTIFY_SOCKET")
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(log.try_clone().expect("a file can be shared"))
        .stderr(log);
    command
}

/// The service with this socket is a member in its present life, and not only in the state's memory.
pub fn is_member(socket: &Path) -> bool {
    let output = run(&["--cluster", socket.to_str().expect("text"), "-o", "json", "status"]);
    serde_json::from_slice::<Json>(&output.stdout).is_ok_and(|status| status["member"] == true)
}

/// A port of 127.0.0.1 that nobody has, for TCP and UDP.
pub fn free_port() -> u16 {
    loop {
        let span = u128::from(PORTS.end - PORTS.start);
        let port = PORTS.start + (uuid::Uuid::new_v4().as_u128() % span) as u16;
        let address = (Ipv4Addr::LOCALHOST, port);
        if TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok() {
            return port;
        }
    }
}
