//! A machine that is no longer a node forgets that it was one, so that it can become one again.

use crate::settings::Settings;
use model::{Refusal, Win32Code};
use std::fs::File;
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

/// What was removed.
#[derive(Clone, Debug)]
pub struct Reset {
    /// The node's name, where there were settings to tell it.
    pub node_name: Option<String>,
    pub removed: Vec<PathBuf>,
}

/// Ends what earlier lives of the node left running here, and removes its settings and its state: those that the settings name, or the
/// given one. Refused while the node's service runs. Settings go first: state without settings is refused to a new node, settings
/// without state would be a voter that has forgotten what it acknowledged.
pub fn reset(settings_file: &Path, state_dir: &Path) -> std::result::Result<Reset, Refusal> {
    let settings = Settings::load_if_present(settings_file).map_err(|error| {
        Refusal::new(Win32Code::ERROR_INVALID_DATA, error.to_string()).next("quorate node reset --help")
    })?;
    let state_dir = settings.as_ref().map_or(state_dir, |settings| &settings.state_dir);
    let node_name = settings.as_ref().map(|settings| settings.node_name.clone());
    if settings.is_none() && !super::has_remains(state_dir) {
        return Ok(Reset { node_name, removed: Vec::new() });
    }
    let failed = |error: std::io::Error| {
        let message = format!("This machine cannot be reset: {error}");
        Refusal::new(Win32Code::ERROR_CLUSTER_EVICT_WITHOUT_CLEANUP, message).next("quorate node reset --force")
    };
    let Some(_lock) = lock(state_dir).map_err(failed)? else {
        let message = format!("The service of node {} runs: stop it first", node_name.as_deref().unwrap_or("?"));
        return Err(Refusal::new(Win32Code::ERROR_CLUSTER_NODE_UP, message).next("systemctl stop quorate"));
    };
    resource_host::remains::end(state_dir).map_err(|error| failed(std::io::Error::other(error)))?;
    let mut removed = Vec::new();
    // Nobody wraps a key for this node any more; as another one it will have another key.
    let key = state_dir.join(crate::vault::key_file::NAME);
    for path in [settings_file.to_owned(), key, state_dir.join("snapshots"), state_dir.join("log")] {
        if remove(&path).map_err(failed)? {
            removed.push(path);
        }
    }
    Ok(Reset { node_name, removed })
}

/// The lock that a running service holds (`storage`); `None` when one does. Made when there is none, and removed with the log.
fn lock(state_dir: &Path) -> Result<Option<File>> {
    let log = state_dir.join("log");
    std::fs::create_dir_all(&log)?;
    let file = File::options().create(true).truncate(false).write(true).open(log.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Gone on disk too. Whether there was anything.
fn remove(path: &Path) -> Result<bool> {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        other => other?,
    }
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(true)
}
