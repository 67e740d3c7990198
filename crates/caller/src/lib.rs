//! Who is at the other end of a Unix socket, as the kernel knows it: the user and the groups of the process at the moment when it connected.
//!
//! Never here: who may do what, names of accounts.

use model::security::sid::{Account, Sid};
use std::io::{Error, Result};
use std::os::fd::{AsFd, AsRawFd};

/// Those of the kernel's `NGROUPS_MAX`, and no process has more.
const GROUPS_MAX: usize = 65_536;
/// Ordinary users are in fewer.
const GROUPS: usize = 64;

/// A process of this machine that has connected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    pub uid: u32,
    /// Its own, and the supplementary ones in the order of the kernel.
    pub gids: Vec<u32>,
    /// 0 for one that this process cannot see.
    pub pid: u32,
}

impl Caller {
    /// Who connected to an accepted socket, or made it.
    pub fn of(socket: impl AsFd) -> Result<Caller> {
        let mut credentials = [0; 3];
        ask(&socket, libc::SO_PEERCRED, &mut credentials)?;
        let [pid, uid, gid] = credentials;
        let mut gids = vec![gid];
        gids.extend(groups(&socket)?);
        Ok(Caller { uid, gids, pid })
    }

    /// As which entries of a list may mean it. Everybody on this machine is known.
    pub fn sids(&self) -> Vec<Sid> {
        let groups = self.gids.iter().map(|gid| Account::Group(*gid));
        let accounts = [Account::User(self.uid), Account::Known, Account::Everyone].into_iter().chain(groups);
        accounts.map(Account::sid).collect()
    }
}

fn groups(socket: &impl AsFd) -> Result<Vec<u32>> {
    let mut gids = vec![0; GROUPS];
    loop {
        let room = gids.len();
        match ask(socket, libc::SO_PEERGROUPS, &mut gids) {
            Ok(count) => {
                gids.truncate(count);
                return Ok(gids);
            }
            // ERANGE: there are more.
            Err(error) if error.raw_os_error() == Some(libc::ERANGE) && room < GROUPS_MAX => gids.resize(2 * room, 0),
            Err(error) => return Err(error),
        }
    }
}

/// What the kernel says of the other end (unix(7)): numbers of 32 bits, and how many there are.
fn ask(socket: &impl AsFd, option: libc::c_int, numbers: &mut [u32]) -> Result<usize> {
    let mut bytes = size_of_val(numbers) as libc::socklen_t;
    let descriptor = socket.as_fd().as_raw_fd();
    // SAFETY: the kernel writes at most `bytes` bytes there; any bytes are numbers.
    #[allow(unsafe_code, reason = "see Cargo.toml")]
    let answer =
        unsafe { libc::getsockopt(descriptor, libc::SOL_SOCKET, option, numbers.as_mut_ptr().cast(), &raw mut bytes) };
    if answer == 0 { Ok(bytes as usize / size_of::<u32>()) } else { Err(Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;

    #[test]
    fn this_process_is_at_the_other_end() {
        let (near, _far) = UnixStream::pair().expect("a pair");
        let caller = Caller::of(&near).expect("a caller");
        assert_eq!(caller.uid, rustix::process::geteuid().as_raw());
        assert_eq!(caller.gids[0], rustix::process::getegid().as_raw());
        assert_eq!(caller.pid, std::process::id());
        let mut groups: Vec<u32> =
            rustix::process::getgroups().expect("groups").into_iter().map(|gid| gid.as_raw()).collect();
        groups.sort_unstable();
        let mut seen = caller.gids[1..].to_vec();
        seen.sort_unstable();
        assert_eq!(seen, groups);
    }

    #[test]
    fn a_caller_is_meant_by_its_user_its_groups_and_everybody() {
        let caller = Caller { uid: 1000, gids: vec![1000, 27], pid: 1 };
        let sids: Vec<String> = caller.sids().iter().map(Sid::to_string).collect();
        assert_eq!(sids, ["S-1-22-1-1000", "S-1-5-11", "S-1-1-0", "S-1-22-2-1000", "S-1-22-2-27"]);
    }
}
