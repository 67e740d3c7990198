//! How descriptors and the memory come to the next program: one message of a socket, which stands in the place of its standard input.
//! It can be read once, by who has the socket; and who has it is the successor, because `execve` closes everything else.

use rustix::cmsg_space;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use std::ffi::OsString;
use std::fs::File;
use std::io::{Error, ErrorKind, IoSlice, IoSliceMut, Read, Result, Seek, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// The memory and everything that goes with it.
const DESCRIPTORS_MAX: usize = 16;
/// A node of ten thousand resources leaves 1 MB.
const MEMORY_BYTES_MAX: u64 = 256 << 20;
/// A message needs a byte.
const WORD: u8 = b'q';

/// The socket for [`take`], with the memory and the descriptors in it. They stay open as long as it does.
pub(super) fn pack(memory: &[u8], descriptors: &[BorrowedFd<'_>]) -> Result<OwnedFd> {
    let sealed = seal(memory)?;
    let (near, far) = socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
    let all: Vec<BorrowedFd<'_>> = std::iter::once(sealed.as_fd()).chain(descriptors.iter().copied()).collect();
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(DESCRIPTORS_MAX))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !ancillary.push(SendAncillaryMessage::ScmRights(&all)) {
        return Err(Error::new(ErrorKind::InvalidInput, "too many descriptors to hand over"));
    }
    sendmsg(&near, &[IoSlice::new(&[WORD])], &mut ancillary, SendFlags::empty())?;
    Ok(far)
}

/// A file in memory that nobody can change any more: it has a secret in it, so it is not on a disk.
fn seal(memory: &[u8]) -> Result<File> {
    let mut file = File::from(memfd_create("quorate hand-over", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?);
    file.write_all(memory)?;
    file.rewind()?;
    fcntl_add_seals(&file, SealFlags::SEAL | SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE)?;
    Ok(file)
}

/// What [`pack`] made, and empties the socket.
pub(super) fn take(socket: BorrowedFd<'_>) -> Result<(Vec<u8>, Vec<OwnedFd>)> {
    let nothing = || Error::new(ErrorKind::InvalidData, "standard input is not what a service hands over");
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(DESCRIPTORS_MAX))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let mut word = [0];
    let flags = RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT;
    let received = recvmsg(socket, &mut [IoSliceMut::new(&mut word)], &mut ancillary, flags).map_err(|_| nothing())?;
    let mut descriptors = Vec::new();
    for message in ancillary.drain() {
        if let RecvAncillaryMessage::ScmRights(rights) = message {
            descriptors.extend(rights);
        }
    }
    if received.bytes != 1 || word != [WORD] || descriptors.is_empty() {
        return Err(nothing());
    }
    let mut memory = Vec::new();
    File::from(descriptors.remove(0)).take(MEMORY_BYTES_MAX).read_to_end(&mut memory)?;
    Ok((memory, descriptors))
}

/// Returns only when this process could not become that program. Its standard input is `inheritance` then, too.
pub(super) fn become_program(program: &Path, arguments: &[OsString], inheritance: OwnedFd) -> Error {
    Command::new(program).args(arguments).stdin(Stdio::from(inheritance)).exec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::fcntl_get_seals;

    #[test]
    fn the_memory_and_the_descriptors_can_be_taken_once() {
        let (mut reader, mut writer) = std::io::pipe().unwrap();
        let socket = pack(b"what was known", &[writer.as_fd()]).unwrap();
        writer.write_all(b"1").unwrap();
        drop(writer);
        let (memory, mut descriptors) = take(socket.as_fd()).unwrap();
        assert_eq!((memory.as_slice(), descriptors.len()), (&b"what was known"[..], 1));
        File::from(descriptors.remove(0)).write_all(b"2").unwrap();
        let mut written = String::new();
        reader.read_to_string(&mut written).unwrap();
        assert_eq!(written, "12", "the same pipe, which has ended with its last writer");
        assert_eq!(take(socket.as_fd()).unwrap_err().kind(), ErrorKind::InvalidData);
    }

    #[test]
    fn descriptors_that_nobody_takes_are_closed_with_the_socket() {
        let (mut reader, writer) = std::io::pipe().unwrap();
        drop(pack(b"", &[writer.as_fd()]).unwrap());
        drop(writer);
        assert_eq!(reader.read_to_end(&mut Vec::new()).unwrap(), 0);
    }

    #[test]
    fn another_input_is_refused_and_does_not_block() {
        let (_near, far) = std::os::unix::net::UnixStream::pair().unwrap();
        assert_eq!(take(far.as_fd()).unwrap_err().kind(), ErrorKind::InvalidData);
        let file = File::open("/dev/null").unwrap();
        assert_eq!(take(file.as_fd()).unwrap_err().kind(), ErrorKind::InvalidData);
    }

    #[test]
    fn nobody_changes_the_memory() {
        let mut file = seal(b"secret").unwrap();
        assert!(file.write_all(b"other").is_err() && file.set_len(0).is_err());
        assert!(fcntl_get_seals(&file).unwrap().contains(SealFlags::SEAL | SealFlags::WRITE));
    }

    #[test]
    fn a_program_that_is_not_there_leaves_this_one_as_it_is() {
        let socket = pack(b"", &[]).unwrap();
        let input = std::io::stdin().as_fd().try_clone_to_owned().unwrap();
        let error = become_program(Path::new("/nonexistent/quorate"), &[], socket);
        rustix::stdio::dup2_stdin(&input).unwrap();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}
