//! Holders of namespaces.

use crate::wait_for_end_of_input;
use rustix::io::Errno;
use rustix::mount::{MountFlags, mount};
use rustix::process::{WaitOptions, wait};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the folder's last users may take to be gone.
const REMOVE_DEADLINE: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// The switch, the last one to go: removes what the lab has outside its namespaces, the folder and the control groups.
pub fn switch(folder: &str) -> io::Result<()> {
    ready()?;
    let folder = Path::new(folder);
    let begun = Instant::now();
    let gone = || {
        let groups = crate::cgroup::remove_lab(folder).is_ok();
        let files = fs::remove_dir_all(folder).is_ok() || !folder.exists();
        groups && files
    };
    while !gone() && begun.elapsed() < REMOVE_DEADLINE {
        std::thread::sleep(LOOK_AGAIN);
    }
    Ok(())
}

pub fn client() -> io::Result<()> {
    ready()
}

/// Pid 1 of a node: prepares its files, then reaps whatever has lost its parent.
pub fn node(name: &str, files: &str) -> io::Result<()> {
    crate::cgroup::enter_node(Path::new(files));
    rustix::system::sethostname(name.as_bytes())?;
    prepare_files(name, Path::new(files))?;
    std::thread::spawn(|| {
        loop {
            match wait(WaitOptions::empty()) {
                Ok(_) | Err(Errno::INTR) => {}
                // There is no child at present.
                Err(_) => std::thread::sleep(LOOK_AGAIN),
            }
        }
    });
    ready()
}

/// Says so, and returns when the lab has ended. A node's return ends all its processes (`pid_namespaces(7)`).
fn ready() -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(b"ready\n")?;
    output.flush()?;
    wait_for_end_of_input();
    Ok(())
}

fn prepare_files(name: &str, files: &Path) -> io::Result<()> {
    let own = |folder: &str| files.join(".layers").join(folder);
    fs::create_dir_all(own("etc/upper"))?;
    let mut hosts = String::from("127.0.0.1 localhost\n");
    for number in 1..=3 {
        hosts += &format!("10.78.0.{number} n{number}\n");
    }
    // Put beneath the mount: in a user namespace the host's own files are nobody's, and cannot be written through it.
    fs::write(own("etc/upper/hosts"), hosts)?;
    fs::write(own("etc/upper/hostname"), format!("{name}\n"))?;
    for (folder, below) in [("etc", "/etc"), ("lib", "/var/lib"), ("log", "/var/log")] {
        layer(&own(folder), below).map_err(|error| {
            let reason = format!("an overlay on {below} cannot be made in {}: {error}", files.display());
            io::Error::new(error.kind(), reason)
        })?;
    }
    for (place, options) in [("/run", c"mode=755"), ("/dev/shm", c"mode=1777")] {
        mount("tmpfs", place, "tmpfs", MountFlags::NOSUID | MountFlags::NODEV, options)?;
    }
    fs::create_dir_all("/run/lock")?;
    // Programs and maps that one machine pins must not be seen by another one. Not permitted in a user namespace.
    if Path::new("/sys/fs/bpf").is_dir() {
        let _ = mount(
            "bpf",
            "/sys/fs/bpf",
            "bpf",
            MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC,
            c"mode=700",
        );
    }
    Ok(())
}

/// What is written below `place` goes to `layers`, and stays there for the node's next life.
fn layer(layers: &Path, place: &str) -> io::Result<()> {
    let (upper, work) = (layers.join("upper"), layers.join("work"));
    fs::create_dir_all(&upper)?;
    fs::create_dir_all(&work)?;
    let options = format!("lowerdir={place},upperdir={},workdir={}", upper.display(), work.display());
    let attempt = |options: &str| {
        let options = std::ffi::CString::new(options).map_err(io::Error::other)?;
        Ok::<(), io::Error>(mount("overlay", place, "overlay", MountFlags::empty(), options.as_c_str())?)
    };
    // Without root the kernel keeps its notes in attributes that a user may write.
    attempt(&options).or_else(|_| attempt(&format!("{options},userxattr")))
}
