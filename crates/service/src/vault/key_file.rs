//! The node's own key: a file beside its state that nobody else may read.

use super::sealing::random;
use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use x25519_dalek::StaticSecret;

pub(crate) const NAME: &str = "node.key";
const BYTES: usize = 32;
/// Who else may do something with the file.
const OTHERS: u32 = 0o077;

/// The key that is there, or a new one. One that others may read is refused: it is nobody's own.
pub fn load_or_make(folder: &Path) -> Result<StaticSecret> {
    let path = folder.join(NAME);
    match OpenOptions::new().read(true).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed()).open(&path) {
        Ok(file) => load(&path, file),
        Err(error) if error.kind() == ErrorKind::NotFound => make(folder, &path),
        Err(error) => Err(named(&path, &error)),
    }
}

fn load(path: &Path, mut file: File) -> Result<StaticSecret> {
    let mode = file.metadata()?.mode();
    if mode & OTHERS != 0 {
        let reason = format!("{} may be used by others (mode {:o}); chmod 600", path.display(), mode & 0o7777);
        return Err(Error::new(ErrorKind::PermissionDenied, reason));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| named(path, &error))?;
    let bytes: [u8; BYTES] = bytes.try_into().map_err(|_| {
        let reason = format!("{} is not a key of {BYTES} bytes", path.display());
        Error::new(ErrorKind::InvalidData, reason)
    })?;
    Ok(StaticSecret::from(bytes))
}

/// Under another name first, so that there is a whole key or none.
fn make(folder: &Path, path: &Path) -> Result<StaticSecret> {
    let secret: [u8; BYTES] = random();
    let new = folder.join(format!("{NAME}.new"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(&secret).and_then(|()| file.sync_all()).map_err(|error| named(&new, &error))?;
    std::fs::rename(&new, path).map_err(|error| named(path, &error))?;
    File::open(folder)?.sync_all()?;
    Ok(StaticSecret::from(secret))
}

fn named(path: &Path, error: &Error) -> Error {
    Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_nobody_else_may_read_it() {
        let folder = std::env::temp_dir().join(format!("quorate-key-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let first = load_or_make(&folder).expect("made").to_bytes();
        let path = folder.join(NAME);
        assert_eq!(std::fs::metadata(&path).expect("there").mode() & 0o777, 0o600);
        assert_eq!(load_or_make(&folder).expect("loaded").to_bytes(), first);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
        assert!(load_or_make(&folder).is_err_and(|error| error.kind() == ErrorKind::PermissionDenied));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("set");
        std::fs::write(&path, [1; 31]).expect("written");
        assert!(load_or_make(&folder).is_err_and(|error| error.kind() == ErrorKind::InvalidData));
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
