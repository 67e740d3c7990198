//! Volumes and paths (functions/storage-cloud-account, "Shared volumes"). There are no shared volumes in this version: no path lies on one, and no
//! resource can become one. What is asked about volumes of this machine is answered from its mount table.

use crate::boundary::{Answer, Fail};
use crate::session::Resource;
use crate::sys::*;
use crate::{handle, text};
use model::Win32Code;
use std::fs::{File, canonicalize, metadata};
use std::io::ErrorKind;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

exported! {
    /// Refused with ERROR_NOT_SUPPORTED: no type of resource of this version is of the class of storage.
    fn AddResourceToClusterSharedVolumes(hresource: HRESOURCE) -> code u32 {
        no_volume(hresource, Win32Code::ERROR_NOT_SUPPORTED)
    }

    /// Refused with ERROR_CLUSTER_NOT_SHARED_VOLUME: none is.
    fn RemoveResourceFromClusterSharedVolumes(hresource: HRESOURCE) -> code u32 {
        no_volume(hresource, Win32Code::ERROR_CLUSTER_NOT_SHARED_VOLUME)
    }

    /// Refused with ERROR_NON_CSV_PATH, after the state was found to be one.
    fn ClusterSharedVolumeSetSnapshotState(
        _guidsnapshotset: GUID,
        lpszvolumename: PCWSTR,
        state: CLUSTER_SHARED_VOLUME_SNAPSHOT_STATE,
    ) -> code u32 {
        read_path(lpszvolumename)?;
        let known = ClusterSharedVolumeSnapshotStateUnknown..=ClusterSharedVolumePrepareForFreeze;
        let code = if known.contains(&state) {
            Win32Code::ERROR_NON_CSV_PATH
        } else {
            Win32Code::ERROR_INVALID_PARAMETER
        };
        Err::<(), _>(Fail(code))
    }

    /// FALSE.
    fn ClusterIsPathOnSharedVolume(lpszpathname: PCWSTR) -> truth BOOL {
        read_path(lpszpathname)?;
        Ok(false)
    }

    /// FALSE for a file that is there.
    fn IsFileOnClusterSharedVolume(lpszpathname: PCWSTR, pbfileisonsharedvolume: *mut BOOL) -> code u32 {
        let path = read_path(lpszpathname)?;
        text::put_needed(pbfileisonsharedvolume, 0)?;
        existing(&path).map(|_| ())
    }

    /// ERROR_NON_CSV_PATH for a file that is there.
    fn ClusterPrepareSharedVolumeForBackup(
        lpszfilename: PCWSTR,
        lpszvolumepathname: PWSTR,
        lpcchvolumepathname: *mut u32,
        lpszvolumename: PWSTR,
        lpcchvolumename: *mut u32,
    ) -> code u32 {
        let path = read_path(lpszfilename)?;
        let lengths = [lpcchvolumepathname, lpcchvolumename];
        if lengths.iter().any(|length| length.is_null()) || lpszvolumepathname.is_null() || lpszvolumename.is_null() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        existing(&path)?;
        Err::<(), _>(Fail(Win32Code::ERROR_NON_CSV_PATH))
    }

    /// ERROR_NON_CSV_PATH. There is no state of a backup to clear.
    fn ClusterClearBackupStateForSharedVolume(lpszvolumepathname: PCWSTR) -> code u32 {
        read_path(lpszvolumepathname)?;
        Err::<(), _>(Fail(Win32Code::ERROR_NON_CSV_PATH))
    }

    /// The mount point of the file system that a file or folder is in. A buffer that is too small is ERROR_FILENAME_EXCED_RANGE.
    fn ClusterGetVolumePathName(lpszfilename: PCWSTR, lpszvolumepathname: PWSTR, cchbufferlength: u32) -> truth BOOL {
        let path = existing(&read_path(lpszfilename)?)?;
        let point = mount_point(&path)?;
        write(&point, lpszvolumepathname, cchbufferlength)
    }

    /// The path that the file system mounted there has by its UUID. ERROR_INVALID_PARAMETER for what is no mount point, ERROR_NOT_SUPPORTED for a
    /// file system that has no UUID.
    fn ClusterGetVolumeNameForVolumeMountPoint(
        lpszvolumemountpoint: PCWSTR,
        lpszvolumename: PWSTR,
        cchbufferlength: u32,
    ) -> truth BOOL {
        let path = existing(&read_path(lpszvolumemountpoint)?)?;
        if mount_point(&path)? != path {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let uuid = uuid_of(&path).ok_or(Fail(Win32Code::ERROR_NOT_SUPPORTED))?;
        write(&Path::new(BY_UUID).join(uuid), lpszvolumename, cchbufferlength)
    }
}

/// Where udev keeps links to the devices, by the UUID of the file system on them.
const BY_UUID: &str = "/dev/disk/by-uuid";

/// The resource is there, and then it is refused.
fn no_volume(resource: HRESOURCE, refusal: Win32Code) -> Answer<()> {
    let resource = handle::get::<Resource>(resource)?;
    resource.access.need_all()?;
    resource.ask(async |client, id| client.resource(&id).await)?;
    Err(Fail(refusal))
}

unsafe fn read_path(path: PCWSTR) -> Answer<PathBuf> {
    // SAFETY: the caller's promise.
    let path = unsafe { text::read(path) }?;
    if path.is_empty() { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) } else { Ok(PathBuf::from(path)) }
}

/// Without links on the way.
fn existing(path: &Path) -> Answer<PathBuf> {
    canonicalize(path).map_err(|error| {
        Fail(match error.kind() {
            ErrorKind::PermissionDenied => Win32Code::ERROR_ACCESS_DENIED,
            _ => Win32Code::ERROR_FILE_NOT_FOUND,
        })
    })
}

unsafe fn write(path: &Path, buffer: PWSTR, capacity: u32) -> Answer<bool> {
    if buffer.is_null() {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    let text = path.to_str().ok_or(Fail(Win32Code::ERROR_INVALID_DATA))?;
    if text.encode_utf16().count() >= capacity as usize {
        return Err(Fail(Win32Code::ERROR_FILENAME_EXCED_RANGE));
    }
    let mut length = capacity;
    // SAFETY: the caller's promise; it fits.
    unsafe { text::write(text, buffer, &raw mut length) }.map(|()| true)
}

/// The folder nearest above, or itself, on which something is mounted (proc_pid_mountinfo(5)).
fn mount_point(path: &Path) -> Answer<PathBuf> {
    let table = std::fs::read("/proc/self/mountinfo").map_err(|_| Fail(Win32Code::ERROR_FILE_NOT_FOUND))?;
    let points = table.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    let above = points.map(unescaped).filter(|point| path.starts_with(point));
    above.max_by_key(|point| point.components().count()).ok_or(Fail(Win32Code::ERROR_FILE_NOT_FOUND))
}

/// Blanks and the like stand there as `\040`.
fn unescaped(field: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let [first, behind @ ..] = rest {
        let octal = behind
            .get(..3)
            .filter(|digits| *first == b'\\' && digits.iter().all(|digit| (b'0'..=b'7').contains(digit)));
        match octal {
            Some(digits) => {
                bytes.push(digits.iter().fold(0_u8, |number, digit| number.wrapping_mul(8).wrapping_add(digit - b'0')));
                rest = &behind[3..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// By the kernel's own word, or else by the links of udev.
fn uuid_of(mount_point: &Path) -> Option<String> {
    uuid_by_kernel(mount_point).or_else(|| uuid_by_links(mount_point))
}

/// Linux has it since 6.9 (linux/fs.h, FS_IOC_GETFSUUID); not every file system answers.
fn uuid_by_kernel(mount_point: &Path) -> Option<String> {
    #[repr(C)]
    struct FsUuid {
        length: u8,
        bytes: [u8; 16],
    }
    const READ: u64 = 2 << 30;
    const REQUEST: u64 = READ | (size_of::<FsUuid>() as u64) << 16 | 0x15 << 8;
    let folder = File::open(mount_point).ok()?;
    let mut uuid = FsUuid { length: 0, bytes: [0; 16] };
    // SAFETY: the kernel writes the structure of this size that the request names, and nothing else.
    let answer = unsafe { libc::ioctl(folder.as_raw_fd(), REQUEST as libc::Ioctl, &raw mut uuid) };
    if answer != 0 || uuid.length != 16 || uuid.bytes == [0; 16] {
        return None;
    }
    let digits: String = uuid.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Some([&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-"))
}

fn uuid_by_links(mount_point: &Path) -> Option<String> {
    let device = metadata(mount_point).ok()?.dev();
    let mut links = std::fs::read_dir(BY_UUID).ok()?.flatten();
    let link = links.find(|link| metadata(link.path()).is_ok_and(|target| target.rdev() == device))?;
    link.file_name().into_string().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mount_points_are_read_as_the_kernel_writes_them() {
        assert_eq!(unescaped(br"/mnt/a\040b\134"), PathBuf::from("/mnt/a b\\"));
        assert_eq!(unescaped(b"/mnt\\04"), PathBuf::from("/mnt\\04"));
        assert_eq!(mount_point(Path::new("/proc/self")), Ok(PathBuf::from("/proc")));
        assert_eq!(mount_point(Path::new("/")), Ok(PathBuf::from("/")));
        assert_eq!(uuid_of(Path::new("/proc")), None);
    }
}
