//! One `quorate dev` at a time in a folder.

use crate::failure::Failure;
use model::Win32Code;
use rustix::fs::{FlockOperation, flock};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Held while this lives; the kernel lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct FolderLock {
    _file: File,
}

pub(super) fn take(dir: &Path) -> Result<FolderLock, Failure> {
    let path = dir.join("dev.lock");
    let cannot = |error: std::io::Error| Failure::file(format!("{} cannot be locked", path.display()), &error);
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(cannot)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid);
            let message = format!("A quorate dev runs in {} already, with the pid {}", dir.display(), pid.trim());
            return Err(Failure::refused(Win32Code::ERROR_ALREADY_EXISTS, message).next("quorate dev --dir OTHER"));
        }
        Err(error) => return Err(cannot(error.into())),
    }
    file.set_len(0)
        .and_then(|()| file.seek(SeekFrom::Start(0)))
        .and_then(|_| writeln!(file, "{}", std::process::id()))
        .map_err(cannot)?;
    Ok(FolderLock { _file: file })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_one_is_refused_and_told_who_has_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let first = take(dir.path()).unwrap();
        let failure = take(dir.path()).unwrap_err();
        assert!(failure.refusal.message.contains(&std::process::id().to_string()), "{}", failure.refusal.message);
        drop(first);
        take(dir.path()).unwrap();
    }
}
