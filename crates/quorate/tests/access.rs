//! Who may read and who may change the cluster: other users of the machine, on the socket of a real service.

mod support;

use serde_json::Value as Json;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use support::{DEADLINE, DevRun, quorate_at, stderr, stdout, wait_until};

/// Of no account, so that no group of this machine is theirs.
const ADA: u32 = 61_234;
const STAFF: u32 = 61_235;

/// A cluster, and a copy of the program that everybody may run.
struct Stage {
    _dir: tempfile::TempDir,
    dev: DevRun,
    program: PathBuf,
}

impl Stage {
    fn new() -> Stage {
        let dir = tempfile::tempdir().unwrap();
        let files = dir.path().join("dev");
        let dev = DevRun::start(&files, &["--nodes", "1", "--no-demo"]);
        let program = dir.path().join("quorate");
        std::fs::copy(env!("CARGO_BIN_EXE_quorate"), &program).unwrap();
        for open in [dir.path(), &files, &files.join("node1"), &program] {
            std::fs::set_permissions(open, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        Stage { _dir: dir, dev, program }
    }

    fn socket(&self) -> PathBuf {
        self.dev.dir.join("node1/quorate.sock")
    }

    /// As a user with one group.
    fn command(&self, uid: u32, gid: u32, arguments: &[&str]) -> Command {
        let mut command = quorate_at(&self.program);
        command.uid(uid).gid(gid).current_dir("/").arg("--cluster").arg(self.socket()).args(arguments);
        command
    }

    fn run(&self, uid: u32, gid: u32, arguments: &[&str]) -> Output {
        self.command(uid, gid, arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// Refused for want of rights.
    fn denied(&self, uid: u32, gid: u32, arguments: &[&str], words: &str) {
        let output = self.run(uid, gid, arguments);
        let told = stderr(&output);
        assert!(!output.status.success() && told.contains("ERROR_ACCESS_DENIED") && told.contains(words), "{told}");
    }

    fn mode(&self) -> u32 {
        std::fs::metadata(self.socket()).unwrap().permissions().mode() & 0o777
    }

    fn wait_for_mode(&self, mode: u32) {
        wait_until("the socket's mode", DEADLINE, || (self.mode() == mode).then_some(()));
    }
}

fn sid(kind: u32, id: u32) -> String {
    format!("S-1-22-{kind}-{id}")
}

#[test]
fn another_user_may_do_what_the_list_says() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("not shown: only root can be other users");
        return;
    }
    let stage = Stage::new();
    let (ada, staff) = (sid(1, ADA), sid(2, STAFF));
    assert_eq!(stage.dev.json(&["access", "list"]), Json::Array(Vec::new()));
    assert_eq!(stage.mode(), 0o600);
    stage.denied(ADA, ADA, &["node", "list"], "");

    let done = stage.dev.json(&["access", "grant", &ada, "read"]);
    assert_eq!(done["message"], format!("{ada} is granted read access"));
    stage.wait_for_mode(0o666);
    let seen = stage.run(ADA, ADA, &["-o", "json", "node", "list"]);
    assert!(seen.status.success(), "{}", stderr(&seen));
    assert!(stdout(&seen).contains("\"n1\""));
    let next = format!("quorate access grant {ada} full, as root");
    stage.denied(ADA, ADA, &["group", "create", "G"], &next);
    stage.denied(ADA, ADA, &["cluster", "backup", "/tmp/nowhere"], "may not change");
    stage.denied(ADA, ADA, &["access", "grant", &ada, "full"], "may not change");
    stage.denied(STAFF, ADA, &["node", "list"], "may not read");

    // By a group.
    stage.dev.json(&["access", "grant", &staff, "full"]);
    let made = stage.run(ADA, STAFF, &["group", "create", "G"]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(stage.run(ADA + 1, STAFF, &["node", "list"]).status.success());

    // Who is blocked is blocked, and hears nothing more of what he was listening to.
    let mut follower = follow(&stage);
    stage.dev.json(&["access", "block", &ada]);
    stage.denied(ADA, STAFF, &["node", "list"], "may not read");
    stage.dev.json(&["group", "create", "Secret"]);
    let (told, error) = ended(&mut follower);
    assert!(error.contains("ERROR_ACCESS_DENIED"), "{error}");
    assert!(told.contains("\"G\"") && !told.contains("Secret"), "{told}");

    let list = stage.dev.json(&["access", "list"]);
    let rows: Vec<[&str; 3]> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|row| ["kind", "sid", "rights"].map(|name| row[name].as_str().unwrap()))
        .collect();
    assert_eq!(rows, [["deny", &*ada, "full"], ["allow", &*ada, "read"], ["allow", &*staff, "full"]]);
    stage.dev.json(&["access", "remove", &ada]);
    assert_eq!(stage.mode(), 0o666);
    stage.dev.json(&["access", "remove", &staff]);
    stage.wait_for_mode(0o600);
    assert_eq!(stage.dev.json(&["access", "list"]), Json::Array(Vec::new()));
}

/// A user who listens to events, and has heard of one.
fn follow(stage: &Stage) -> (Child, std::fs::File, PathBuf) {
    let path = stage.dev.dir.join("followed");
    let file = std::fs::File::create(&path).unwrap();
    let child = stage
        .command(ADA, ADA, &["-o", "json", "events", "--follow"])
        .stdin(Stdio::null())
        .stdout(file.try_clone().unwrap())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_until("an event is heard", DEADLINE, || {
        std::fs::read_to_string(&path).unwrap().contains("\"G\"").then_some(())
    });
    (child, file, path)
}

/// What he heard, and how it ended.
fn ended((child, _, path): &mut (Child, std::fs::File, PathBuf)) -> (String, String) {
    let status = wait_until("it ends", DEADLINE, || child.try_wait().unwrap());
    assert!(!status.success());
    let mut error = String::new();
    std::io::Read::read_to_string(child.stderr.as_mut().unwrap(), &mut error).unwrap();
    (std::fs::read_to_string(Path::new(path)).unwrap(), error)
}

#[test]
fn an_unknown_account_is_refused_and_changes_nothing() {
    let stage = Stage::new();
    let refused = stage.dev.run(&["access", "grant", "no such account", "read"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("1332 ERROR_NONE_MAPPED"), "{}", stderr(&refused));
    assert_eq!(stage.dev.json(&["access", "list"]), Json::Array(Vec::new()));
}
