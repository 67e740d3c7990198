//! Which rights a handle carries (conventions, "Access rights").

use crate::boundary::{Answer, Fail};
use crate::sys::{GENERIC_ALL, GENERIC_READ, MAXIMUM_ALLOWED};
use model::Win32Code;

/// What may be done through a handle. The level of the object's handle counts, not that of the cluster's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Access {
    Read,
    All,
}

impl Access {
    /// What functions without "Ex" ask for.
    pub const FULL: u32 = GENERIC_ALL;

    /// Zero is undefined in the original, and refused here. Whoever can connect to the service may do everything, so nothing that is
    /// asked for is refused, and the most is all.
    pub fn of(desired: u32) -> Answer<Access> {
        const KNOWN: u32 = GENERIC_ALL | GENERIC_READ | MAXIMUM_ALLOWED;
        if desired == 0 || desired & !KNOWN != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        Ok(if desired & (GENERIC_ALL | MAXIMUM_ALLOWED) == 0 { Access::Read } else { Access::All })
    }

    pub fn granted(self) -> u32 {
        match self {
            Access::Read => GENERIC_READ,
            Access::All => GENERIC_ALL,
        }
    }

    /// For what changes something.
    pub fn need_all(self) -> Answer<()> {
        if self == Access::All { Ok(()) } else { Err(Fail(Win32Code::ERROR_ACCESS_DENIED)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_granted_as_asked_for() {
        assert_eq!(Access::of(GENERIC_READ), Ok(Access::Read));
        for all in [GENERIC_ALL, MAXIMUM_ALLOWED, GENERIC_ALL | GENERIC_READ] {
            assert_eq!(Access::of(all), Ok(Access::All));
        }
        for bad in [0, 1, GENERIC_ALL | 1] {
            assert_eq!(Access::of(bad), Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)));
        }
        assert_eq!(Access::Read.need_all(), Err(Fail(Win32Code::ERROR_ACCESS_DENIED)));
    }
}
