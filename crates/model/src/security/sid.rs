//! Security identifiers: whom an entry of a list is about. Accounts of Linux are written as Samba writes them, `S-1-22-1-<uid>` for a user and
//! `S-1-22-2-<gid>` for a group; beside them stand a few that the original has names for.

use std::fmt;
use std::str::FromStr;

/// A SID of revision 1: an authority of 48 bits, and up to 15 numbers below it. Ordered by its parts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Sid {
    authority: u64,
    below: Vec<u32>,
}

/// Whom a SID means on Linux.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Account {
    /// By uid.
    User(u32),
    /// By gid.
    Group(u32),
    /// Whoever it is, `S-1-1-0`.
    Everyone,
    /// Who is known: every user of a node's own machine, `S-1-5-11`.
    Known,
    /// Who is not known: over TCP, where nobody says who calls, `S-1-5-7`.
    Anonymous,
    /// root, `S-1-5-32-544`.
    Administrators,
}

/// The bytes before the numbers.
const HEADER: usize = 8;
const REVISION: u8 = 1;
pub(super) const BELOW_MAX: usize = 15;

const WORLD: u64 = 1;
const NT: u64 = 5;
/// Of Samba: "Unix User" and "Unix Group".
const UNIX: u64 = 22;
const UNIX_USER: u32 = 1;
const UNIX_GROUP: u32 = 2;

impl Account {
    pub fn sid(self) -> Sid {
        let (authority, below) = match self {
            Account::User(uid) => (UNIX, vec![UNIX_USER, uid]),
            Account::Group(gid) => (UNIX, vec![UNIX_GROUP, gid]),
            Account::Everyone => (WORLD, vec![0]),
            Account::Known => (NT, vec![11]),
            Account::Anonymous => (NT, vec![7]),
            Account::Administrators => (NT, vec![32, 544]),
        };
        Sid { authority, below }
    }
}

impl Sid {
    /// `None`: an account of a domain, or another one that Linux has no like of.
    pub fn account(&self) -> Option<Account> {
        match (self.authority, &*self.below) {
            (UNIX, [UNIX_USER, uid]) => Some(Account::User(*uid)),
            (UNIX, [UNIX_GROUP, gid]) => Some(Account::Group(*gid)),
            (WORLD, [0]) => Some(Account::Everyone),
            (NT, [11]) => Some(Account::Known),
            (NT, [7]) => Some(Account::Anonymous),
            (NT, [32, 544]) => Some(Account::Administrators),
            _ => None,
        }
    }

    /// The SID at the beginning of `bytes`.
    pub fn read(bytes: &[u8]) -> Option<Sid> {
        let (header, rest) = bytes.split_first_chunk::<HEADER>()?;
        let count = usize::from(header[1]);
        if header[0] != REVISION || count > BELOW_MAX {
            return None;
        }
        let authority = header[2..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let below = rest.get(..4 * count)?.chunks_exact(4);
        let below = below.map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])).collect();
        Some(Sid { authority, below })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![REVISION, self.below.len() as u8];
        bytes.extend(&self.authority.to_be_bytes()[2..]);
        bytes.extend(self.below.iter().flat_map(|number| number.to_le_bytes()));
        bytes
    }
}

/// As the original writes one: `S-1-5-32-544`; an authority of more than 32 bits in hexadecimal.
impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match u32::try_from(self.authority) {
            Ok(authority) => write!(f, "S-1-{authority}")?,
            Err(_) => write!(f, "S-1-0x{:012X}", self.authority)?,
        }
        self.below.iter().try_for_each(|number| write!(f, "-{number}"))
    }
}

/// Not a SID.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotASid;

impl FromStr for Sid {
    type Err = NotASid;

    fn from_str(text: &str) -> Result<Sid, NotASid> {
        fn number<T: FromStr>(text: &str) -> Result<T, NotASid> {
            match text.bytes().all(|c| c.is_ascii_digit()) {
                true => text.parse().map_err(|_| NotASid),
                false => Err(NotASid),
            }
        }
        let mut parts = text.split('-');
        let (Some("S" | "s"), Some("1"), Some(authority)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NotASid);
        };
        let authority = match authority.strip_prefix("0x").or_else(|| authority.strip_prefix("0X")) {
            Some(digits) if digits.bytes().all(|c| c.is_ascii_hexdigit()) => {
                u64::from_str_radix(digits, 16).map_err(|_| NotASid)?
            }
            Some(_) => return Err(NotASid),
            None => number(authority)?,
        };
        let below = parts.map(number).collect::<Result<Vec<u32>, NotASid>>()?;
        if authority >> 48 != 0 || below.is_empty() || below.len() > BELOW_MAX {
            return Err(NotASid);
        }
        Ok(Sid { authority, below })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_bytes_are_those_of_the_original() {
        let administrators: Sid = "S-1-5-32-544".parse().expect("a SID");
        assert_eq!(administrators.to_bytes(), [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0]);
        assert_eq!(administrators.account(), Some(Account::Administrators));
        for text in ["S-1-22-1-1000", "S-1-1-0", "S-1-4294967295-0", "S-1-0x010000000000-7", "S-1-5-21-1-2-3-4"] {
            let sid: Sid = text.parse().expect(text);
            assert_eq!(sid.to_string(), text);
            assert_eq!(Sid::read(&sid.to_bytes()), Some(sid));
        }
        for text in
            ["", "S", "S-1", "S-1-5", "S-2-5-1", "S-1-5-", "S-1-5-+1", "S-1-5-4294967296", "S-1-x-1", "S-1-0x-1"]
        {
            assert_eq!(text.parse::<Sid>(), Err(NotASid), "{text}");
        }
        assert_eq!(format!("S-1-5{}", "-1".repeat(16)).parse::<Sid>(), Err(NotASid));
        assert_eq!("S-1-0x1000000000000-1".parse::<Sid>(), Err(NotASid));
    }

    #[test]
    fn an_account_is_what_its_sid_says() {
        for account in [
            Account::User(0),
            Account::Group(u32::MAX),
            Account::Everyone,
            Account::Known,
            Account::Anonymous,
            Account::Administrators,
        ] {
            assert_eq!(account.sid().account(), Some(account));
        }
        assert_eq!(Account::User(1000).sid().to_string(), "S-1-22-1-1000");
        assert_eq!("S-1-22-3-0".parse::<Sid>().expect("a SID").account(), None);
    }

    #[test]
    fn what_is_cut_is_no_sid() {
        let bytes = Account::Group(7).sid().to_bytes();
        for length in 0..bytes.len() {
            assert_eq!(Sid::read(&bytes[..length]), None, "{length}");
        }
        assert_eq!(Sid::read(&[1, 16, 0, 0, 0, 0, 0, 5]), None);
        assert_eq!(Sid::read(&[2, 0, 0, 0, 0, 0, 0, 5]), None);
    }
}
