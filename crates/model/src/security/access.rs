//! Who may read the cluster and who may change it: the list in the cluster's security descriptor (functions/storage-cloud-account, "Accounts").

use super::sid::Sid;
use super::{ACE_HEADER, ACL_HEADER, Descriptor, control, default_descriptor, part};
use crate::code::Win32Code;
use crate::refusal::Refusal;
use bytes::Bytes;
use std::fmt;
use std::ops::{BitOr, Sub};

/// The property of the cluster in which the descriptor is kept.
pub const PROPERTY: &str = "Security Descriptor";

/// Entries about accounts that a list may have.
pub const ENTRIES_MAX: usize = 900;

/// What an account may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rights(u32);

impl Rights {
    pub const NONE: Rights = Rights(0);
    /// CLUSAPI_READ_ACCESS
    pub const READ: Rights = Rights(1);
    /// CLUSAPI_CHANGE_ACCESS
    pub const CHANGE: Rights = Rights(2);
    pub const ALL: Rights = Rights(3);

    pub fn contains(self, others: Rights) -> bool {
        self.0 & others.0 == others.0
    }

    /// CLUSAPI_READ_ACCESS 1 and CLUSAPI_CHANGE_ACCESS 2.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// What the bits say beside the rights is left out.
    pub fn from_bits(bits: u32) -> Rights {
        Rights(bits & Rights::ALL.0)
    }
}

impl BitOr for Rights {
    type Output = Rights;

    fn bitor(self, other: Rights) -> Rights {
        Rights(self.0 | other.0)
    }
}

impl Sub for Rights {
    type Output = Rights;

    fn sub(self, other: Rights) -> Rights {
        Rights(self.0 & !other.0)
    }
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
            Rights::READ => "read",
            Rights::CHANGE => "change",
            Rights::ALL => "full",
            _ => "none",
        })
    }
}

/// What an entry does. The numbers are the types of entries in a list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Allow = 0,
    Deny = 1,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub kind: Kind,
    pub sid: Sid,
    pub rights: Rights,
}

/// What ClusterSetAccountAccess does with an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// These rights too.
    Allow(Rights),
    /// These rights never, whatever else allows them.
    Deny(Rights),
    /// No entry about it any more.
    Forget,
}

impl Change {
    /// From the numbers of ClusterSetAccountAccess. `access`: read 1, change 2, both 3, none 4; `control`: allow 0, deny 1, delete all entries 2.
    ///
    /// Refuses ERROR_INVALID_PARAMETER.
    pub fn from_numbers(access: u32, control: u32) -> Result<Change, Refusal> {
        const NO_ACCESS: u32 = 4;
        let refused = |what: &str, number: u32, known: &str| {
            Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, format!("There is no {what} {number}: {known}")))
        };
        if control == 2 {
            // With it the access is not looked at (unconfirmed).
            return Ok(Change::Forget);
        }
        // To be allowed "none" is an entry that gives nothing; to be denied "none" is to be denied everything (unconfirmed).
        let (allowed, denied) = match access {
            1..=3 => (Rights(access), Rights(access)),
            NO_ACCESS => (Rights::NONE, Rights::ALL),
            _ => return refused("access", access, "read is 1, change 2, both 3, none 4"),
        };
        match control {
            0 => Ok(Change::Allow(allowed)),
            1 => Ok(Change::Deny(denied)),
            _ => refused("control type", control, "allow is 0, deny 1, delete 2"),
        }
    }
}

/// The entries of a list that are about rights.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AccessList {
    entries: Vec<Entry>,
}

/// What an entry's mask allows or denies. Generic rights stand for those that they mean here.
fn rights_of(mask: u32) -> Rights {
    const GENERIC_READ: u32 = 0x8000_0000;
    const GENERIC_WRITE: u32 = 0x4000_0000;
    const GENERIC_ALL: u32 = 0x1000_0000;
    let generic = [(GENERIC_READ, Rights::READ), (GENERIC_WRITE, Rights::CHANGE), (GENERIC_ALL, Rights::ALL)];
    let meant = generic.into_iter().filter(|(bit, _)| mask & bit != 0);
    meant.fold(Rights::from_bits(mask), |rights, (_, meant)| rights | meant)
}

impl AccessList {
    /// What the cluster's descriptor says; `None` when it has none. One that is unsound, or that has no list, allows nobody anything.
    pub fn of_property(bytes: &[u8]) -> Option<AccessList> {
        match bytes {
            [] => None,
            bytes => Some(Descriptor::parse(bytes).map(|descriptor| descriptor.access_list()).unwrap_or_default()),
        }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What who is all of `who` may do: what any entry allows, without what any denies.
    pub fn rights(&self, who: &[Sid]) -> Rights {
        let of = |kind: Kind| {
            let entries = self.entries.iter().filter(|entry| entry.kind == kind && who.contains(&entry.sid));
            entries.fold(Rights::NONE, |rights, entry| rights | entry.rights)
        };
        of(Kind::Allow) - of(Kind::Deny)
    }

    /// Whether anybody is allowed anything.
    pub fn allows_anything(&self) -> bool {
        self.entries.iter().any(|entry| entry.kind == Kind::Allow && entry.rights != Rights::NONE)
    }
}

/// One sentence part for each entry, by the SIDs: accounts have other names on other machines.
impl fmt::Display for AccessList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.entries.is_empty() {
            return f.write_str("nobody");
        }
        for (nth, Entry { kind, sid, rights }) in self.entries.iter().enumerate() {
            let comma = if nth == 0 { "" } else { ", " };
            match kind {
                Kind::Allow => write!(f, "{comma}{sid} {rights}")?,
                Kind::Deny => write!(f, "{comma}{sid} never {rights}")?,
            }
        }
        Ok(())
    }
}

/// An entry as it stands in a list.
struct Raw<'a> {
    bytes: &'a [u8],
}

impl Raw<'_> {
    /// Nothing for an entry of another type, and for one that is only there to be inherited.
    fn entry(&self) -> Option<(Entry, u32)> {
        const INHERIT_ONLY: u8 = 8;
        let (header, body) = self.bytes.split_first_chunk::<ACE_HEADER>()?;
        let kind = match header[0] {
            0 => Kind::Allow,
            1 => Kind::Deny,
            _ => return None,
        };
        if header[1] & INHERIT_ONLY != 0 {
            return None;
        }
        let (mask, sid) = body.split_first_chunk::<4>()?;
        let mask = u32::from_le_bytes(*mask);
        Some((Entry { kind, sid: Sid::read(sid)?, rights: rights_of(mask) }, mask))
    }
}

impl Descriptor {
    /// The entries of its list, in their order.
    pub fn access_list(&self) -> AccessList {
        AccessList { entries: self.raw_entries().filter_map(|raw| raw.entry()).map(|(entry, _)| entry).collect() }
    }

    /// The descriptor after the change, `old` being the one before; `None` when nothing is left in its list. Entries of other types
    /// stay as they are, behind those that deny and those that allow.
    ///
    /// Refuses ERROR_INVALID_PARAMETER where there would be more than [`ENTRIES_MAX`] entries, or more bytes than a list can have.
    pub fn with_access(old: Option<&Descriptor>, sid: &Sid, change: Change) -> Result<Option<Descriptor>, Refusal> {
        let empty = || Descriptor {
            control: control::SELF_RELATIVE | control::DACL_PRESENT,
            ..default_descriptor().select(part::OWNER | part::GROUP)
        };
        let mut descriptor = old.cloned().unwrap_or_else(empty);
        let (mut masks, mut others) = (Vec::new(), Vec::new());
        for raw in descriptor.raw_entries() {
            match raw.entry() {
                Some((entry, mask)) => masks.push((entry.kind, entry.sid, mask)),
                None => others.push(raw.bytes.to_vec()),
            }
        }
        let (kind, rights) = match change {
            Change::Allow(rights) => (Kind::Allow, rights),
            Change::Deny(rights) => (Kind::Deny, rights),
            Change::Forget => {
                masks.retain(|(_, of, _)| of != sid);
                (Kind::Allow, Rights::NONE)
            }
        };
        match masks.iter_mut().find(|(of_kind, of, _)| *of_kind == kind && of == sid) {
            _ if change == Change::Forget => {}
            Some((.., mask)) => *mask |= rights.bits(),
            None => masks.push((kind, sid.clone(), rights.bits())),
        }
        if masks.is_empty() && others.is_empty() {
            return Ok(None);
        }
        masks.sort_by_key(|(kind, ..)| std::cmp::Reverse(*kind));
        let count = masks.len();
        let entries = masks.into_iter().map(|(kind, sid, mask)| {
            let sid = sid.to_bytes();
            let size = (ACE_HEADER + 4 + sid.len()) as u16;
            [&[kind as u8, 0][..], &size.to_le_bytes(), &mask.to_le_bytes(), &sid].concat()
        });
        let list = list(entries.chain(others).collect()).filter(|_| count <= ENTRIES_MAX);
        let full = || {
            let message = format!("The cluster's access list has no room for another entry: it takes {ENTRIES_MAX}");
            Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message).next("quorate access list")
        };
        descriptor.dacl = Some(list.ok_or_else(full)?);
        descriptor.control |= control::DACL_PRESENT;
        Ok(Some(descriptor))
    }

    fn raw_entries(&self) -> impl Iterator<Item = Raw<'_>> {
        let dacl = self.dacl.as_deref().unwrap_or_default();
        let count = dacl.get(4..6).map_or(0, |count| u16::from_le_bytes([count[0], count[1]]));
        let mut rest = dacl.get(ACL_HEADER..).unwrap_or_default();
        (0..count).map_while(move |_| {
            let size = usize::from(u16::from_le_bytes([*rest.get(2)?, *rest.get(3)?]));
            let (bytes, behind) = rest.split_at_checked(size)?;
            rest = behind;
            Some(Raw { bytes })
        })
    }
}

/// An ACL of these entries; nothing when they are longer than one can be.
fn list(entries: Vec<Vec<u8>>) -> Option<Bytes> {
    const ACL_REVISION: u8 = 2;
    let length = ACL_HEADER + entries.iter().map(Vec::len).sum::<usize>();
    let mut bytes = vec![ACL_REVISION, 0];
    bytes.extend(u16::try_from(length).ok()?.to_le_bytes());
    bytes.extend(u16::try_from(entries.len()).ok()?.to_le_bytes());
    bytes.extend([0, 0]);
    bytes.extend(entries.concat());
    Some(bytes.into())
}

#[cfg(test)]
mod tests;
