//! Backup and restoration of the cluster database. The original answers ERROR_CALL_NOT_IMPLEMENTED since Server 2008; here they work
//! (docs/divergences.md).

use crate::access::Access;
use crate::boundary::Fail;
use crate::session::Cluster;
use crate::sys::*;
use crate::{handle, text};
use model::Win32Code;
use std::fs::File;
use std::io::{Error, ErrorKind, Write};
use std::path::Path;

/// The file in the folder that the caller names.
const FILE: &str = "clusdb.quorate";

exported! {
    /// Writes the configuration of one moment into a folder, in the place of an earlier one there.
    fn BackupClusterDatabase(hcluster: HCLUSTER, lpszpathname: PCWSTR) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let folder = text::read(lpszpathname)?;
        let file = cluster.ask(async |client| client.backup().await)?;
        write(Path::new(&folder), &file).map_err(|error| fail(&error))
    }

    /// Brings the objects and keys of the local cluster back to what the backup in a folder has. Where objects were made or deleted since,
    /// only with force: the deleted ones are made again, offline. There is no quorum drive, and its letter is not looked at.
    fn RestoreClusterDatabase(lpszpathname: PCWSTR, bforce: BOOL, _lpszquorumdriveletter: PCWSTR) -> code u32 {
        let folder = text::read(lpszpathname)?;
        let file = std::fs::read(Path::new(&folder).join(FILE)).map_err(|error| fail(&error))?;
        let cluster = Cluster::connect(None, Access::All)?;
        cluster.change(async |client| client.restore(&file, bforce != 0).await).map(|_| ())
    }
}

/// Under another name first, so that a backup that is interrupted leaves the earlier one.
fn write(folder: &Path, bytes: &[u8]) -> Result<(), Error> {
    let (path, new) = (folder.join(FILE), folder.join(format!("{FILE}.new")));
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, &path)?;
    File::open(folder)?.sync_all()
}

fn fail(error: &Error) -> Fail {
    Fail(match error.kind() {
        ErrorKind::NotFound => Win32Code::ERROR_FILE_NOT_FOUND,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Win32Code::ERROR_ACCESS_DENIED,
        ErrorKind::NotADirectory | ErrorKind::InvalidInput => Win32Code::ERROR_INVALID_PARAMETER,
        _ => Win32Code::ERROR_INTERNAL_ERROR,
    })
}
