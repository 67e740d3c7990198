//! Which rights a handle carries (conventions, "Access rights").

use crate::boundary::{Answer, Fail};
use crate::sys::{GENERIC_ALL, GENERIC_READ, MAXIMUM_ALLOWED};
use client::Rights;
use model::Win32Code;

/// What may be done through a handle. The level of the object's handle counts, not that of the cluster's; and at each call, what the cluster's access
/// list says then.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Access {
    Read,
    All,
}

impl Access {
    /// What functions without "Ex" ask for.
    pub const FULL: u32 = GENERIC_ALL;

    /// The highest level for who has these rights; the service refuses who has none.
    pub fn highest(rights: Rights) -> Access {
        if rights.contains(Rights::CHANGE) { Access::All } else { Access::Read }
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

/// What a program asks for when it opens something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Desired {
    least: Access,
    most: Access,
}

impl Desired {
    /// Zero is undefined in the original, and refused here.
    pub fn of(desired: u32) -> Answer<Desired> {
        const KNOWN: u32 = GENERIC_ALL | GENERIC_READ | MAXIMUM_ALLOWED;
        if desired == 0 || desired & !KNOWN != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let least = if desired & GENERIC_ALL == 0 { Access::Read } else { Access::All };
        let most = if desired & (GENERIC_ALL | MAXIMUM_ALLOWED) == 0 { Access::Read } else { Access::All };
        Ok(Desired { least, most })
    }

    /// What of it who may do so much is granted. Refuses ERROR_ACCESS_DENIED when that is not enough.
    pub fn granted_to(self, may: Access) -> Answer<Access> {
        let granted = self.most.min(may);
        if granted < self.least { Err(Fail(Win32Code::ERROR_ACCESS_DENIED)) } else { Ok(granted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(desired: u32, may: Access) -> Answer<Access> {
        Desired::of(desired)?.granted_to(may)
    }

    #[test]
    fn levels_are_granted_as_far_as_the_caller_has_them() {
        const DENIED: Answer<Access> = Err(Fail(Win32Code::ERROR_ACCESS_DENIED));
        for (desired, to_a_reader, to_an_administrator) in [
            (GENERIC_READ, Ok(Access::Read), Ok(Access::Read)),
            (GENERIC_ALL, DENIED, Ok(Access::All)),
            (MAXIMUM_ALLOWED, Ok(Access::Read), Ok(Access::All)),
            (GENERIC_ALL | GENERIC_READ, DENIED, Ok(Access::All)),
            (MAXIMUM_ALLOWED | GENERIC_ALL, DENIED, Ok(Access::All)),
        ] {
            assert_eq!(granted(desired, Access::Read), to_a_reader, "{desired:#x}");
            assert_eq!(granted(desired, Access::All), to_an_administrator, "{desired:#x}");
        }
        for bad in [0, 1, GENERIC_ALL | 1] {
            assert_eq!(granted(bad, Access::All), Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)));
        }
        assert_eq!(Access::Read.need_all(), Err(Fail(Win32Code::ERROR_ACCESS_DENIED)));
        assert_eq!(Access::highest(Rights::READ), Access::Read);
        assert_eq!(Access::highest(Rights::ALL), Access::All);
    }
}
