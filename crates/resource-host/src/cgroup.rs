//! Control groups, version 2 (`cgroups(7)`): where one can be made, no process of an application escapes being ended.
//!
//! Layout: `<own cgroup>/quorate-<incarnation>/<resource id>`. The upper one is written to a journal in the node's
//! directory before it is made, so that a later life finds it.

use model::{Incarnation, ResourceId};
use rustix::fs::{Access, access};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The journal's name in the node's directory: one path a line.
pub(crate) const JOURNAL: &str = "resource-host.cgroups";

/// A cgroup and everything below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cgroup(PathBuf);

impl Cgroup {
    /// Makes the cgroup of this life, or says why there is none: no version 2 hierarchy, or no right to use it.
    pub(crate) fn create_for_life(state_dir: &Path, incarnation: Incarnation) -> io::Result<Cgroup> {
        let parent = own_directory()?;
        // A process may be moved only by who may write the common ancestor's list of processes.
        access(parent.join("cgroup.procs"), Access::WRITE_OK)?;
        let path = parent.join(format!("quorate-{incarnation}"));
        let mut journal = fs::OpenOptions::new().create(true).append(true).open(state_dir.join(JOURNAL))?;
        writeln!(journal, "{}", path.display())?;
        create_directory(&path)?;
        Ok(Cgroup(path))
    }

    pub(crate) fn at(path: PathBuf) -> Cgroup {
        Cgroup(path)
    }

    pub(crate) fn create_for_resource(&self, resource: ResourceId) -> io::Result<Cgroup> {
        let path = self.0.join(resource.to_string());
        create_directory(&path)?;
        Ok(Cgroup(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// SIGKILL to every process in it. Done when [`Cgroup::populated`] says so.
    pub(crate) fn kill(&self) -> io::Result<()> {
        match fs::write(self.0.join("cgroup.kill"), "1") {
            Ok(()) => Ok(()),
            Err(_) if !self.0.exists() => Ok(()),
            // A kernel before 5.14: one by one; the caller repeats until it is empty.
            Err(error) if error.kind() == io::ErrorKind::NotFound => kill_each(&self.0),
            Err(error) => Err(error),
        }
    }

    /// Whether there is a living process in it.
    pub(crate) fn populated(&self) -> bool {
        fs::read_to_string(self.0.join("cgroup.events"))
            .is_ok_and(|events| events.lines().any(|line| line == "populated 1"))
    }

    /// Removes the directory and those below it. Only an empty cgroup can be removed.
    pub(crate) fn remove(&self) -> io::Result<()> {
        for below in directories_below(&self.0) {
            Cgroup(below).remove()?;
        }
        match fs::remove_dir(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Moves the calling process into a cgroup.
pub(crate) fn enter(path: &Path) -> io::Result<()> {
    fs::write(path.join("cgroup.procs"), "0")
}

fn create_directory(path: &Path) -> io::Result<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn directories_below(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|e| e.path()).collect()
}

fn kill_each(path: &Path) -> io::Result<()> {
    for line in fs::read_to_string(path.join("cgroup.procs"))?.lines() {
        if let Some(pid) = line.parse().ok().and_then(rustix::process::Pid::from_raw) {
            // One that is gone already is what was wanted.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
    }
    directories_below(path).iter().try_for_each(|below| kill_each(below))
}

/// The directory of this process's own cgroup.
fn own_directory() -> io::Result<PathBuf> {
    let absent = || io::Error::new(io::ErrorKind::NotFound, "there is no cgroup version 2 hierarchy");
    let (mount, root) = find_mount(&fs::read_to_string("/proc/self/mountinfo")?).ok_or_else(absent)?;
    let memberships = fs::read_to_string("/proc/self/cgroup")?;
    let own = memberships.lines().find_map(|line| line.strip_prefix("0::")).ok_or_else(absent)?;
    let below_root = Path::new(own).strip_prefix(&root).map_err(|_| absent())?;
    Ok(mount.join(below_root))
}

/// The mount point of the version 2 hierarchy and the path within it that is mounted there.
fn find_mount(mountinfo: &str) -> Option<(PathBuf, PathBuf)> {
    mountinfo.lines().find_map(|line| {
        let (mount, source) = line.split_once(" - ")?;
        if source.split(' ').next() != Some("cgroup2") {
            return None;
        }
        let mut fields = mount.split(' ').skip(3);
        let root = fields.next()?;
        let point = fields.next()?;
        Some((PathBuf::from(unescape(point)), PathBuf::from(unescape(root))))
    })
}

/// `mountinfo` writes blanks and backslashes as three octal digits (`proc_pid_mountinfo(5)`).
fn unescape(field: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(field.to_owned(), |text, (code, character)| text.replace(code, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_2_mount_is_found_among_others() {
        let text = "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n\
                    40 31 0:37 / /sys/fs/cgroup/systemd rw shared:9 - cgroup cgroup rw,name=systemd\n\
                    41 31 0:38 /a\\040b /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw\n";
        assert_eq!(find_mount(text), Some((PathBuf::from("/sys/fs/cgroup/unified"), PathBuf::from("/a b"))));
        assert_eq!(find_mount("31 23 0:28 / /x rw - tmpfs tmpfs rw"), None);
    }
}
