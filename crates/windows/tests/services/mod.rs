//! A cluster of real services for the tests of this crate.

#![allow(dead_code, reason = "each test program uses a part of it")]

mod calls;
pub mod programs;

use service::settings::{ClusterSettings, NodeAddress, Settings};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The longest that a test waits for something that has to happen.
pub const DEADLINE: Duration = Duration::from_secs(60);
/// Names a folder with the programs, for tests that are built with what services are not to be slowed down by.
const PROGRAMS: &str = "QUORATE_TEST_PROGRAMS";
/// EX_TEMPFAIL: this life of a service is over, and it wants another (a lease that ran out on a busy machine).
const START_AGAIN: i32 = 75;
/// Below the ports that the kernel gives to outgoing connections, and apart from those of other test programs.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

pub struct Services {
    pub dir: PathBuf,
    /// Of the same build.
    pub program: PathBuf,
    /// Where the last node's service listens for clients over TCP; empty for machines that are no nodes.
    pub client_address: String,
    nodes: Vec<Service>,
}

/// The service of a node, started again when it wants another life.
struct Service {
    pid: Arc<AtomicU32>,
    wanted: Arc<AtomicBool>,
}

/// Waits until `condition` gives something. `what` is what was waited for in vain.
pub fn wait_until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(begun.elapsed() < DEADLINE, "{what}: not within {DEADLINE:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

impl Services {
    /// A new cluster of nodes n1, n2, ..., all of them up, in a folder of this name that is made anew.
    pub fn found(name: &str, count: u32) -> Services {
        calls::leave_at_the_end();
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&dir);
        let guid = || uuid::Uuid::new_v4().to_string();
        let address = |id| NodeAddress { id, name: format!("n{id}"), storage: 1, address: free_address() };
        let cluster = ClusterSettings {
            name: "tested".to_owned(),
            instance: guid(),
            founding: true,
            cluster_group: guid(),
            available_storage: guid(),
            cluster_name_resource: guid(),
            nodes: (1..=count).map(address).collect(),
        };
        let program = program();
        let mut services =
            Services { dir, program: program.clone(), client_address: free_address(), nodes: Vec::new() };
        for node in &cluster.nodes {
            let files = services.dir.join(format!("node{}", node.id));
            std::fs::create_dir_all(files.join("state")).expect("the folder can be made");
            let settings = Settings {
                node_id: node.id,
                node_name: node.name.clone(),
                storage: 1,
                state_dir: files.join("state"),
                socket: files.join("quorate.sock"),
                peer_listen: node.address.parse().expect("it was made of one"),
                client_listen: (node.id == count).then(|| services.client_address.parse().expect("it was made of one")),
                allow_beyond_loopback: false,
                cluster: cluster.clone(),
            };
            std::fs::write(files.join("node.toml"), settings.to_toml()).expect("the folder can be written");
            services.nodes.push(Service::start(&program, &files, Vec::new()));
        }
        for id in 1..=count {
            wait_until("the node is a member", || is_member(&program, &services.socket(id)).then_some(()));
        }
        services
    }

    /// Services of so many machines that are no nodes yet, in a folder of this name that is made anew.
    pub fn unconfigured(name: &str, count: u32) -> Services {
        calls::leave_at_the_end();
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&dir);
        let program = program();
        let mut services = Services { dir, program: program.clone(), client_address: String::new(), nodes: Vec::new() };
        for id in 1..=count {
            let files = services.files(id);
            std::fs::create_dir_all(files.join("state")).expect("the folder can be made");
            let path = |name: &str| files.join(name).to_str().expect("text").to_owned();
            let (state, socket) = (path("state"), path("quorate.sock"));
            let arguments = ["--listen", &free_address(), "--state-dir", &state, "--socket", &socket];
            services.nodes.push(Service::start(&program, &files, arguments.map(str::to_owned).to_vec()));
        }
        for id in 1..=count {
            wait_until("the service answers", || std::os::unix::net::UnixStream::connect(services.socket(id)).ok());
        }
        services
    }

    /// Where a node has its files.
    pub fn files(&self, id: u32) -> PathBuf {
        self.dir.join(format!("node{id}"))
    }

    pub fn socket(&self, id: u32) -> PathBuf {
        self.dir.join(format!("node{id}/quorate.sock"))
    }

    /// What the program prints that is asked at a node.
    pub fn quorate(&self, node: u32, arguments: &[&str]) -> String {
        let mut command = Command::new(&self.program);
        let output = command.arg("--cluster").arg(self.socket(node)).args(arguments).output();
        let output = output.expect("the program runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// SIGKILL to the service of a node, and no other life.
    pub fn end(&self, id: u32) {
        let node = &self.nodes[id as usize - 1];
        node.wanted.store(false, Ordering::SeqCst);
        let pid = rustix::process::Pid::from_raw(node.pid.load(Ordering::SeqCst).cast_signed());
        rustix::process::kill_process(pid.expect("it runs"), rustix::process::Signal::KILL).expect("it is ours");
    }
}

impl Service {
    fn start(program: &Path, files: &Path, arguments: Vec<String>) -> Service {
        let (pid, wanted) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(true)));
        let service = Service { pid: Arc::clone(&pid), wanted: Arc::clone(&wanted) };
        let (program, files) = (program.to_owned(), files.to_owned());
        std::thread::spawn(move || {
            while wanted.load(Ordering::SeqCst) {
                let mut child = command(&program, &files, &arguments).spawn().expect("the program runs");
                pid.store(child.id(), Ordering::SeqCst);
                // Its input is kept open until this process ends, or the service does.
                let input = child.stdin.take();
                let status = child.wait().expect("it is our child");
                drop(input);
                if status.code() != Some(START_AGAIN) {
                    return;
                }
            }
        });
        service
    }
}

fn command(program: &Path, files: &Path, arguments: &[String]) -> Command {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(files.join("service.log"));
    let log = log.expect("the folder can be written");
    let mut command = Command::new(program);
    command.arg("serve").arg("--settings").arg(files.join("node.toml")).arg("--stop-with-input").args(arguments);
    command.env_remove("NOTIFY_SOCKET").env_remove("QUORATE_LOG").stdin(Stdio::piped());
    command.stdout(log.try_clone().expect("a file can be shared")).stderr(log);
    command
}

/// The service is a member in its present life, and not only in the state's memory.
fn is_member(program: &Path, socket: &Path) -> bool {
    let output = Command::new(program).arg("--cluster").arg(socket).args(["-o", "json", "status"]).output();
    String::from_utf8_lossy(&output.expect("the program runs").stdout).contains("\"member\": true")
}

/// The program of the same build.
pub fn program() -> PathBuf {
    built("quorate", "quorate")
}

/// A socket that only the administrator of the machine could connect to. It ends with what is returned.
pub fn forbidden_socket(path: &Path) -> UnixListener {
    let _ = std::fs::remove_file(path);
    let listener = UnixListener::bind(path).expect("the folder can be written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o000)).expect("it is ours");
    listener
}

/// In a thread that may open no file as an administrator.
pub fn as_ordinary_user<T: Send>(call: impl FnOnce() -> T + Send) -> T {
    /// "nobody"
    const ORDINARY: libc::uid_t = 65_534;
    let unprivileged = || {
        // SAFETY: it takes a number, and is about this thread alone.
        unsafe { libc::setfsuid(ORDINARY) };
        call()
    };
    std::thread::scope(|scope| scope.spawn(unprivileged).join().expect("no panic"))
}

/// A program of another package and of the same build, made when it is missing or old: this package has no binary that cargo would
/// build for its tests.
pub fn built(package: &str, program: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os(PROGRAMS) {
        return PathBuf::from(folder).join(program);
    }
    let test = std::env::current_exe().expect("a test is a program");
    let profile = test.ancestors().nth(2).expect("a test is in the folder deps of a profile");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", package, "--bin", program, "--target-dir"]);
    build.arg(profile.parent().expect("a profile is in a target folder"));
    if profile.ends_with("release") {
        build.arg("--release");
    }
    assert!(build.status().expect("cargo runs").success(), "{program} is not built");
    profile.join(program)
}

/// An address of 127.0.0.1 that nobody has, for TCP and UDP.
pub fn free_address() -> String {
    loop {
        let span = u128::from(PORTS.end - PORTS.start);
        let port = PORTS.start + (uuid::Uuid::new_v4().as_u128() % span) as u16;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok() {
            return address.to_string();
        }
    }
}
