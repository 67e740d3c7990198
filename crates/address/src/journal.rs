//! What a life of a node has put on this machine's interfaces, in a file of the node's directory: a later life finds it there and
//! takes it off (leases 10).

use crate::Subnet;
use crate::kernel::{Addresses, ClientAddress};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::Path;

/// The file's name in the node's directory: an address in CIDR form a line.
const FILE: &str = "resource-host.addresses";

/// Notes an address before it is put on. Kept until [`clear`].
pub fn note(state_dir: &Path, address: &ClientAddress) -> io::Result<()> {
    let line = format!("{}/{}\n", address.subnet.address, address.subnet.prefix);
    if fs::read_to_string(state_dir.join(FILE)).is_ok_and(|text| text.lines().any(|noted| noted == line.trim_end())) {
        return Ok(());
    }
    let mut file: File = OpenOptions::new().create(true).append(true).open(state_dir.join(FILE))?;
    file.write_all(line.as_bytes())
}

/// Takes off what was noted and is still there, on whatever interface. Returns the addresses that were there. Not touched is an
/// address that stays for ever: that one was configured by somebody else since.
pub fn remove_noted(state_dir: &Path) -> io::Result<Vec<IpAddr>> {
    let text = match fs::read_to_string(state_dir.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    // A line that a crash cut short was not put on.
    let noted: Vec<IpAddr> =
        text.lines().filter_map(|line| line.parse::<Subnet>().ok()).map(|subnet| subnet.address).collect();
    let mut kernel = Addresses::open()?;
    let mut removed = Vec::new();
    for address in kernel.passing()?.into_iter().filter(|address| noted.contains(&address.ip())) {
        if kernel.remove(&address)? {
            removed.push(address.ip());
        }
    }
    Ok(removed)
}

/// Nothing of what was noted is on this machine any more.
pub fn clear(state_dir: &Path) -> io::Result<()> {
    match fs::remove_file(state_dir.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Nothing was noted since [`clear`].
pub fn is_empty(state_dir: &Path) -> bool {
    !state_dir.join(FILE).exists()
}
