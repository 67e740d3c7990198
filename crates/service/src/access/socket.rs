//! The mode of the service's socket: for its own user alone until the access list lets somebody else in, so that nobody else costs the
//! service so much as a connection.

use crate::published::Latest;
use std::fs::Permissions;
use std::io::Result;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

pub const OWNER_ALONE: u32 = 0o600;
const EVERYBODY: u32 = 0o666;

pub fn set_mode(socket: &Path, mode: u32) -> Result<()> {
    std::fs::set_permissions(socket, Permissions::from_mode(mode))
}

/// Keeps the mode as the list wants it, as long as the service runs. Whoever connects then is asked who he is.
pub async fn keep_open_for_others(socket: PathBuf, mut latest: Latest) {
    let mut mode = None;
    loop {
        let published = latest.get();
        let list = published.state.config().cluster.access.as_deref();
        let wanted = if list.is_some_and(|list| list.allows_anything()) { EVERYBODY } else { OWNER_ALONE };
        if mode != Some(wanted) {
            match set_mode(&socket, wanted) {
                Ok(()) if mode.is_some() || wanted == EVERYBODY => {
                    let whose = if wanted == EVERYBODY { "those in the access list" } else { "its own user alone" };
                    tracing::info!("the socket {} is for {whose}", socket.display());
                }
                Ok(()) => {}
                Err(error) => tracing::error!("the mode of {} cannot be set: {error}", socket.display()),
            }
            mode = Some(wanted);
        }
        drop(published);
        if !latest.changed().await {
            return;
        }
    }
}
