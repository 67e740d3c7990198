//! The word to the service manager (sd_notify(3)): ready when the service answers, stopping when it hands over.

mod support;

use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;
use support::services::Services;
use support::wait_until;

/// The notifications that have come so far, line by line.
fn lines(socket: &UnixDatagram, seen: &mut Vec<String>) {
    let mut buffer = [0; 4096];
    while let Ok(length) = socket.recv(&mut buffer) {
        seen.extend(String::from_utf8_lossy(&buffer[..length]).lines().map(str::to_owned));
    }
}

fn bind(path: &Path) -> UnixDatagram {
    let socket = UnixDatagram::bind(path).expect("the folder can be written");
    socket.set_nonblocking(true).expect("a socket of ours");
    socket
}

#[test]
fn the_service_manager_is_told_ready_and_stopping() {
    let deadline = Duration::from_secs(30);
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 1);
    services.node(1).end();

    let path = dir.path().join("notify");
    let socket = bind(&path);
    services.node(1).environment = vec![("NOTIFY_SOCKET".to_owned(), path.to_str().unwrap().to_owned())];
    services.node(1).start();
    let mut seen = Vec::new();
    wait_until("READY=1 comes", deadline, || {
        lines(&socket, &mut seen);
        seen.iter().any(|line| line == "READY=1").then_some(())
    });
    assert!(seen.iter().any(|line| line.starts_with("STATUS=") && line.contains("n1")), "{seen:?}");
    assert!(!seen.iter().any(|line| line == "STOPPING=1"), "{seen:?}");
    // Ready means that it answers.
    services.json(1, &["status"]);
    services.wait_all_up();

    let status = services.node(1).stop();
    assert!(status.success(), "{status}");
    lines(&socket, &mut seen);
    assert_eq!(seen.iter().filter(|line| *line == "STOPPING=1").count(), 1, "{seen:?}");
    assert_eq!(seen.iter().filter(|line| *line == "READY=1").count(), 1, "{seen:?}");
}

#[test]
fn without_a_service_manager_nothing_is_amiss() {
    let dir = tempfile::tempdir().unwrap();
    let mut services = Services::found(dir.path(), 1);
    services.node(1).end();
    services.node(1).environment = vec![("NOTIFY_SOCKET".to_owned(), "/nowhere/at/all".to_owned())];
    services.node(1).start();
    services.wait_all_up();
    assert!(services.node(1).stop().success());
}
