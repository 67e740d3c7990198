//! Running the binary: single commands, and whole clusters of `quorate dev`.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod recorder;
pub mod services;

use serde_json::Value as Json;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The longest that a test waits for something that has to happen.
pub const DEADLINE: Duration = Duration::from_secs(30);

pub fn quorate() -> Command {
    quorate_at(Path::new(env!("CARGO_BIN_EXE_quorate")))
}

/// A copy of it.
pub fn quorate_at(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_remove("QUORATE_CLUSTER").env_remove("QUORATE_LOG").env("NO_COLOR", "1");
    command
}

/// Runs a command to its end.
pub fn run(arguments: &[&str]) -> Output {
    quorate().args(arguments).stdin(Stdio::null()).output().expect("the binary runs")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is text")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("the output is text")
}

/// Waits until `condition` gives something. `what` is what was waited for in vain.
pub fn wait_until<T>(what: &str, deadline: Duration, mut condition: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(begun.elapsed() < deadline, "{what}: not within {deadline:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Ends a process at once. The process may be gone.
pub fn kill(pid: u32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(pid.cast_signed()).expect("a pid is not 0");
    let _ = rustix::process::kill_process(pid, signal);
}

/// A running `quorate dev`. Everything it started is gone when this is dropped.
pub struct DevRun {
    pub dir: PathBuf,
    child: Child,
    /// What it has printed so far.
    printed: Arc<Mutex<String>>,
    pub started: Instant,
}

impl DevRun {
    /// Starts it in the folder and waits until it is ready.
    pub fn start(dir: &Path, more: &[&str]) -> DevRun {
        let mut dev = DevRun::start_without_waiting(dir, more);
        wait_until("quorate dev is ready", DEADLINE, || {
            if let Some(status) = dev.child.try_wait().expect("it is our child") {
                panic!("quorate dev ended with {status}:\n{}", dev.printed());
            }
            dev.printed().contains("Ctrl-C stops all nodes").then_some(())
        });
        dev
    }

    pub fn start_without_waiting(dir: &Path, more: &[&str]) -> DevRun {
        let mut child = quorate()
            .args(["dev", "--dir"])
            .arg(dir)
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let printed = Arc::new(Mutex::new(String::new()));
        collect(child.stdout.take().expect("piped"), &printed);
        collect(child.stderr.take().expect("piped"), &printed);
        DevRun { dir: dir.to_owned(), child, printed, started: Instant::now() }
    }

    pub fn printed(&self) -> String {
        self.printed.lock().expect("no test panics here").clone()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A command to this cluster.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let dir = self.dir.to_str().expect("the folder's name is text");
        run(&[&["--cluster", dir], arguments].concat())
    }

    /// A command that has to succeed; its JSON.
    pub fn json(&self, arguments: &[&str]) -> Json {
        let output = self.run(&[&["-o", "json"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        serde_json::from_str(&stdout(&output)).expect("it is JSON")
    }

    /// A command that has to be refused; the error's JSON.
    pub fn refused(&self, arguments: &[&str]) -> Json {
        let output = self.run(&[&["-o", "json"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}{}", stdout(&output), stderr(&output));
        serde_json::from_str(&stderr(&output)).expect("it is JSON")
    }

    /// As [`DevRun::json`], `None` while it does not succeed.
    pub fn try_json(&self, arguments: &[&str]) -> Option<Json> {
        let output = self.run(&[&["-o", "json", "--timeout", "5s"], arguments].concat());
        serde_json::from_str(&stdout(&output)).ok()
    }

    /// The name of the node that owns a group which is online.
    pub fn owner(&self, group: &str) -> Option<String> {
        let group = self.try_json(&["group", "show", group])?;
        (group["state"] == "Online").then(|| group["owner"].as_str().map(str::to_owned))?
    }

    /// The pid of a node's service.
    pub fn service_pid(&self, node: &str) -> u32 {
        wait_until("the node is up", DEADLINE, || {
            let node = self.try_json(&["node", "show", node])?;
            node["pid"].as_u64().and_then(|pid| u32::try_from(pid).ok())
        })
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(&mut self) {
        kill(self.child.id(), rustix::process::Signal::INT);
        let status = wait_until("quorate dev stops", DEADLINE, || self.child.try_wait().expect("it is our child"));
        assert!(status.success(), "{status}:\n{}", self.printed());
    }

    /// Kills it without a chance to clean up, and waits until it is gone.
    pub fn kill(&mut self) {
        self.child.kill().expect("it is our child");
        self.child.wait().expect("it is our child");
    }

    /// Processes that carry the folder in their environment or on their command line, without `dev` itself.
    pub fn processes(&self) -> Vec<u32> {
        processes_naming(&self.dir).into_iter().filter(|pid| *pid != self.child.id()).collect()
    }
}

impl Drop for DevRun {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            kill(self.child.id(), rustix::process::Signal::TERM);
            let begun = Instant::now();
            while begun.elapsed() < DEADLINE && self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
                std::thread::sleep(Duration::from_millis(10));
            }
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        for pid in processes_naming(&self.dir) {
            kill(pid, rustix::process::Signal::KILL);
        }
        if std::thread::panicking() {
            eprintln!("quorate dev printed:\n{}", self.printed());
            for node in 1..=5 {
                let log = self.dir.join(format!("node{node}/service.log"));
                if let Ok(text) = std::fs::read_to_string(&log) {
                    let lines: Vec<&str> = text.lines().collect();
                    eprintln!("{}:\n{}", log.display(), lines[lines.len().saturating_sub(60)..].join("\n"));
                }
            }
        }
    }
}

fn collect(from: impl std::io::Read + Send + 'static, to: &Arc<Mutex<String>>) {
    let to = Arc::clone(to);
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut printed = to.lock().expect("no test panics here");
            printed.push_str(&line);
            printed.push('\n');
        }
    });
}

/// Living processes whose environment or command line names the folder.
pub fn processes_naming(dir: &Path) -> Vec<u32> {
    let needle = dir.to_str().expect("the folder's name is text").as_bytes();
    let names = |path: String| {
        std::fs::read(path).is_ok_and(|content| content.windows(needle.len()).any(|window| window == needle))
    };
    let entries = std::fs::read_dir("/proc").expect("/proc is there");
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| *pid != std::process::id())
        .filter(|pid| names(format!("/proc/{pid}/environ")) || names(format!("/proc/{pid}/cmdline")))
        .collect()
}

/// The page's text, `None` while nobody answers.
pub fn page(url: &str) -> Option<String> {
    use std::io::{Read, Write};
    let address = url.strip_prefix("http://")?.strip_suffix('/')?;
    let address = address.parse().ok()?;
    let mut stream = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok()?;
    stream.set_read_timeout(Some(Duration::from_millis(500))).ok()?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.starts_with("HTTP/1.1 200").then_some(answer)
}

/// The node that the page names.
pub fn page_node(url: &str) -> Option<String> {
    let page = page(url)?;
    let (_, rest) = page.split_once("This page comes from node ")?;
    rest.split_once('<').map(|(node, _)| node.to_owned())
}
