//! Waiting for a descriptor of the kernel's own kinds, such as a timer or a process, to become readable.

use std::io;
use std::os::fd::OwnedFd;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Must be called within the runtime.
#[allow(deprecated, reason = "its replacement is unsafe for kinds of descriptor that may be closed; an OwnedFd is not")]
pub(crate) fn watch(descriptor: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    AsyncFd::with_interest(descriptor, Interest::READABLE)
}
