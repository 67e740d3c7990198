//! A control group for each node (`cgroups(7)`, version 2), so that what its programs make below it goes with the lab. Where this
//! user may make none, nobody inside the lab may either.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where a process is in the version 2 hierarchy, and where that is mounted: `None` without one.
fn directory_of(process: &str) -> Option<PathBuf> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    // ID PARENT MAJOR:MINOR ROOT PLACE OPTIONS [TAGS..] - TYPE SOURCE OPTIONS (`proc_pid_mountinfo(5)`).
    let is_ours = |line: &&str| line.split_once(" - ").is_some_and(|(_, kind)| kind.starts_with("cgroup2 "));
    let place = mounts.lines().find(is_ours)?.split(' ').nth(4)?;
    let own = fs::read_to_string(format!("/proc/{process}/cgroup")).ok()?;
    let path = own.lines().find_map(|line| line.strip_prefix("0::/"))?.to_owned();
    Some(Path::new(place).join(path))
}

/// The one of a lab, by the name of its folder, below the one that this process was started in.
fn of_lab(folder: &Path) -> Option<PathBuf> {
    Some(directory_of("self")?.join(folder.file_name()?))
}

/// Moves this process into the node's own one, which is empty as after a start of the machine. `files` is the node's folder.
pub fn enter_node(files: &Path) {
    let Some((lab, node)) = files.parent().and_then(of_lab).zip(files.file_name()) else { return };
    let directory = lab.join(node);
    // None is there before the first start.
    let _ = remove(&directory);
    // Without the right to this there is none.
    let _ = fs::create_dir_all(&directory).and_then(|()| enter(&directory));
}

/// Moves this process to where the node's pid 1 is.
pub fn enter_that_of_pid_1() {
    if let Some(directory) = directory_of("1") {
        let _ = enter(&directory);
    }
}

fn enter(directory: &Path) -> io::Result<()> {
    fs::write(directory.join("cgroup.procs"), "0")
}

/// Removes those of a lab, which nobody may be in any more.
pub fn remove_lab(folder: &Path) -> io::Result<()> {
    of_lab(folder).map_or(Ok(()), |directory| remove(&directory))
}

/// The files in it go with it.
fn remove(directory: &Path) -> io::Result<()> {
    if !directory.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            remove(&path)?;
        }
    }
    fs::remove_dir(directory)
}
