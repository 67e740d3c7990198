//! Security descriptors in their self-relative form (functions/registry, "Security"): checked, selected from and merged.
//!
//! The descriptor of a key is data that is kept for those who understand it. That of the cluster says who may read and who may change it:
//! [`access`].

pub mod access;
pub mod sid;

use crate::code::Win32Code;
use crate::refusal::Refusal;
use bytes::Bytes;

/// Which parts of a descriptor a call is about (SECURITY_INFORMATION).
pub mod part {
    pub const OWNER: u32 = 1;
    pub const GROUP: u32 = 2;
    pub const DACL: u32 = 4;
    pub const SACL: u32 = 8;
    pub const ALL: u32 = OWNER | GROUP | DACL | SACL;
}

/// Revision, control and the four offsets.
const HEADER: usize = 20;
const REVISION: u8 = 1;
/// A SID has at most so many sub-authorities.
const SUB_AUTHORITIES: usize = sid::BELOW_MAX;
const SID_HEADER: usize = 8;
const ACL_HEADER: usize = 8;
const ACE_HEADER: usize = 4;
/// Longest descriptor: two SIDs and two lists, whose length is a number of 16 bits.
pub const DESCRIPTOR_BYTES: usize = HEADER + 2 * (SID_HEADER + 4 * SUB_AUTHORITIES) + 2 * 0x1_0000;

/// Bits of the control word that tell how the parts are to be understood.
mod control {
    pub const DACL_PRESENT: u16 = 0x4;
    pub const SACL_PRESENT: u16 = 0x10;
    pub const SELF_RELATIVE: u16 = 0x8000;
    /// Those that belong to one part: defaulted, present, inherited, protected.
    pub const OF_OWNER: u16 = 0x1;
    pub const OF_GROUP: u16 = 0x2;
    pub const OF_DACL: u16 = 0x4 | 0x8 | 0x100 | 0x400 | 0x1000;
    pub const OF_SACL: u16 = 0x10 | 0x20 | 0x200 | 0x800 | 0x2000;
}

/// A descriptor that was found to be sound.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Descriptor {
    control: u16,
    owner: Option<Bytes>,
    group: Option<Bytes>,
    sacl: Option<Bytes>,
    dacl: Option<Bytes>,
}

impl Descriptor {
    /// Reads the self-relative form.
    ///
    /// Refuses ERROR_INVALID_PARAMETER for what is none.
    pub fn parse(bytes: &[u8]) -> Result<Descriptor, Refusal> {
        if bytes.len() > DESCRIPTOR_BYTES {
            return Err(unsound(format!("it has more than {DESCRIPTOR_BYTES} bytes")));
        }
        let header = bytes.get(..HEADER).ok_or_else(|| unsound(format!("it has less than {HEADER} bytes")))?;
        if header[0] != REVISION {
            return Err(unsound(format!("its revision is {}, not {REVISION}", header[0])));
        }
        let control = u16::from_le_bytes([header[2], header[3]]);
        if control & control::SELF_RELATIVE == 0 {
            return Err(unsound("it is not in the self-relative form".into()));
        }
        let part = |at: usize, what: &str, length: fn(&[u8]) -> Option<usize>| {
            let offset = offset(header, at);
            let rest = if offset == 0 { return Ok(None) } else { bytes.get(offset..) };
            let rest = rest.filter(|_| offset >= HEADER);
            let found = rest.and_then(|rest| rest.get(..length(rest)?));
            found
                .map(|part| Some(Bytes::copy_from_slice(part)))
                .ok_or_else(|| unsound(format!("its {what} is unsound")))
        };
        let (owner, group) = (part(4, "owner", sid_length)?, part(8, "group", sid_length)?);
        let sacl = if control & control::SACL_PRESENT == 0 { None } else { part(12, "SACL", acl_length)? };
        let dacl = if control & control::DACL_PRESENT == 0 { None } else { part(16, "DACL", acl_length)? };
        Ok(Descriptor { control, owner, group, sacl, dacl })
    }

    /// The self-relative form of these parts alone.
    pub fn select(&self, parts: u32) -> Descriptor {
        let mut selected = Descriptor { control: control::SELF_RELATIVE, ..Descriptor::default() };
        selected.take(self, parts);
        selected
    }

    /// This one with these parts of another.
    ///
    /// Refuses ERROR_INVALID_PARAMETER for a part that is not one, and an owner or a group that the other does not have.
    pub fn merge(&self, other: &Descriptor, parts: u32) -> Result<Descriptor, Refusal> {
        if parts == 0 || parts & !part::ALL != 0 {
            return Err(unsound(format!("{parts:#x} does not name its parts")));
        }
        if parts & part::OWNER != 0 && other.owner.is_none() || parts & part::GROUP != 0 && other.group.is_none() {
            return Err(unsound("it has no owner or no group, which was to be set".into()));
        }
        let mut merged = self.clone();
        merged.take(other, parts);
        Ok(merged)
    }

    fn take(&mut self, from: &Descriptor, parts: u32) {
        let mut mask = 0;
        if parts & part::OWNER != 0 {
            (self.owner, mask) = (from.owner.clone(), mask | control::OF_OWNER);
        }
        if parts & part::GROUP != 0 {
            (self.group, mask) = (from.group.clone(), mask | control::OF_GROUP);
        }
        if parts & part::DACL != 0 {
            (self.dacl, mask) = (from.dacl.clone(), mask | control::OF_DACL);
        }
        if parts & part::SACL != 0 {
            (self.sacl, mask) = (from.sacl.clone(), mask | control::OF_SACL);
        }
        self.control = self.control & !mask | from.control & mask;
    }

    /// The self-relative form, its parts in the order owner, group, SACL, DACL.
    pub fn encode(&self) -> Bytes {
        let mut bytes = vec![0; HEADER];
        bytes[0] = REVISION;
        bytes[2..4].copy_from_slice(&self.control.to_le_bytes());
        for (at, part) in [(4, &self.owner), (8, &self.group), (12, &self.sacl), (16, &self.dacl)] {
            let Some(part) = part else { continue };
            let offset = bytes.len() as u32;
            bytes[at..at + 4].copy_from_slice(&offset.to_le_bytes());
            bytes.extend_from_slice(part);
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        }
        bytes.into()
    }
}

/// What a key has whose parents have none: administrators own it, and they and the system may do everything. An administrator
/// is root on a node.
pub fn default_descriptor() -> Descriptor {
    const ADMINISTRATORS: &[u8] = &[1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];
    const SYSTEM: &[u8] = &[1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
    const CONTAINER_INHERIT: u8 = 2;
    const KEY_ALL_ACCESS: u32 = 0xF_003F;
    let mut dacl = vec![2, 0, 0, 0, 2, 0, 0, 0];
    for sid in [ADMINISTRATORS, SYSTEM] {
        dacl.extend([0, CONTAINER_INHERIT]);
        dacl.extend((8 + sid.len() as u16).to_le_bytes());
        dacl.extend(KEY_ALL_ACCESS.to_le_bytes());
        dacl.extend(sid);
    }
    let length = (dacl.len() as u16).to_le_bytes();
    dacl[2..4].copy_from_slice(&length);
    Descriptor {
        control: control::SELF_RELATIVE | control::DACL_PRESENT,
        owner: Some(Bytes::from_static(ADMINISTRATORS)),
        group: Some(Bytes::from_static(SYSTEM)),
        sacl: None,
        dacl: Some(dacl.into()),
    }
}

/// Those of the parts that a descriptor of the self-relative form has, with the offset of each; nothing for what is too short
/// or of another form. For who has to find out how long one in memory is.
pub fn offsets(header: &[u8; HEADER]) -> Option<[(u32, usize); 4]> {
    let control = u16::from_le_bytes([header[2], header[3]]);
    if header[0] != REVISION || control & control::SELF_RELATIVE == 0 {
        return None;
    }
    let present = |bit: u16, at: usize| if control & bit == 0 { 0 } else { offset(header, at) };
    Some([
        (part::OWNER, offset(header, 4)),
        (part::GROUP, offset(header, 8)),
        (part::SACL, present(control::SACL_PRESENT, 12)),
        (part::DACL, present(control::DACL_PRESENT, 16)),
    ])
}

fn offset(header: &[u8], at: usize) -> usize {
    header[at..at + 4].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// Of the SID at the beginning.
fn sid_length(bytes: &[u8]) -> Option<usize> {
    let (revision, count) = (*bytes.first()?, usize::from(*bytes.get(1)?));
    let length = SID_HEADER + 4 * count;
    (revision == 1 && count <= SUB_AUTHORITIES && bytes.len() >= length).then_some(length)
}

/// Of the list at the beginning, all of whose entries are sound.
fn acl_length(bytes: &[u8]) -> Option<usize> {
    let header = bytes.get(..ACL_HEADER)?;
    let word = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
    let (length, count) = (word(2), word(4));
    if !(2..=4).contains(&header[0]) || length < ACL_HEADER {
        return None;
    }
    let mut rest = bytes.get(ACL_HEADER..length)?;
    for _ in 0..count {
        let ace = rest.get(..ACE_HEADER)?;
        let size = usize::from(u16::from_le_bytes([ace[2], ace[3]]));
        let body = rest.get(ACE_HEADER..size).filter(|_| size.is_multiple_of(4))?;
        // Allowed, denied, audit, alarm: a mask and a SID. The others are not looked into.
        if ace[0] <= 3 {
            sid_length(body.get(4..)?)?;
        }
        rest = &rest[size..];
    }
    Some(length)
}

fn unsound(why: String) -> Refusal {
    Refusal::new(
        Win32Code::ERROR_INVALID_PARAMETER,
        format!("This is not a security descriptor that can be kept: {why}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_sound_and_survives_its_bytes() {
        let default = default_descriptor();
        assert_eq!(Descriptor::parse(&default.encode()), Ok(default.clone()));
        assert_eq!(default.encode().len(), 20 + 16 + 12 + 8 + 24 + 20);
    }

    #[test]
    fn parts_are_selected_and_merged() {
        let default = default_descriptor();
        let owner = default.select(part::OWNER);
        assert_eq!((owner.control, owner.encode().len()), (control::SELF_RELATIVE, 36));
        let other =
            Descriptor { owner: default.group.clone(), control: control::SELF_RELATIVE, ..Descriptor::default() };
        let merged = default.merge(&other, part::OWNER).expect("has an owner");
        assert_eq!(merged, Descriptor { owner: default.group.clone(), ..default.clone() });
        let open = default.merge(&other, part::DACL).expect("without a list");
        assert_eq!((open.dacl, open.control & control::DACL_PRESENT), (None, 0));
        for parts in [part::GROUP, 0, 16, 0x8000_0000] {
            assert!(default.merge(&other, parts).is_err(), "{parts}");
        }
        assert_eq!(default.merge(&default.select(part::ALL), part::ALL), Ok(default));
    }

    #[test]
    fn what_is_unsound_is_refused_wherever_it_is_cut_or_changed() {
        let sound = default_descriptor().encode();
        for length in 0..sound.len() {
            assert!(Descriptor::parse(&sound[..length]).is_err(), "{length}");
        }
        let with = |at: usize, byte: u8| {
            let mut bytes = sound.to_vec();
            bytes[at] = byte;
            Descriptor::parse(&bytes)
        };
        let acl = 20 + 16 + 12;
        for (at, byte) in
            [(0, 2), (3, 0), (4, 1), (5, 1), (20, 2), (21, 16), (acl, 1), (acl + 2, 4), (acl + 4, 3), (acl + 10, 21)]
        {
            assert!(with(at, byte).is_err(), "{byte} at {at}");
        }
        assert!(Descriptor::parse(&vec![1; DESCRIPTOR_BYTES + 1]).is_err());
    }
}
