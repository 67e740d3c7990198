//! Security descriptors of keys (functions/registry, "Security"): kept and told, in their self-relative form. What they say is not enforced:
//! the cluster's access list decides for all keys (docs/divergences.md).

use crate::boundary::{Answer, Fail};
use crate::key;
use crate::sys::*;
use crate::text;
use bytes::Bytes;
use model::Win32Code;
use model::security::{self, DESCRIPTOR_BYTES, Descriptor, part};

/// What a buffer is that is too small for a descriptor; the sources name this one and ERROR_MORE_DATA.
const TOO_SMALL: Win32Code = Win32Code::ERROR_INSUFFICIENT_BUFFER;

/// For reading the owner, the group and the DACL; for changing the DACL; for changing the owner and the group; for the SACL.
const READ_CONTROL: u32 = 0x2_0000;
const WRITE_DAC: u32 = 0x4_0000;
const WRITE_OWNER: u32 = 0x8_0000;
const ACCESS_SYSTEM_SECURITY: u32 = 0x100_0000;

const HEADER: usize = size_of::<SECURITY_DESCRIPTOR_RELATIVE>();
const SID_HEADER: usize = 8;
const ACL_HEADER: usize = 8;

exported! {
    /// The parts that are asked for, in the self-relative form. A null place for them asks for the size.
    fn ClusterRegGetKeySecurity(
        hkey: HKEY,
        requestedinformation: u32,
        psecuritydescriptor: PSECURITY_DESCRIPTOR,
        lpcbsecuritydescriptor: *mut u32,
    ) -> long i32 {
        let key = key::get(hkey)?;
        let parts = known(requestedinformation)?;
        if lpcbsecuritydescriptor.is_null() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        if parts & !part::SACL != 0 {
            key.need(READ_CONTROL)?;
        }
        if parts & part::SACL != 0 {
            key.need(ACCESS_SYSTEM_SECURITY)?;
        }
        let kept = key.read()?.effective_security;
        let descriptor = Descriptor::parse(&kept)?;
        let selected = descriptor.select(parts);
        // Bytes that say nothing else are told as they were set.
        let bytes = if selected == descriptor { kept } else { selected.encode() };
        let room = std::mem::replace(&mut *lpcbsecuritydescriptor, text::count(bytes.len())?) as usize;
        if psecuritydescriptor.is_null() {
            return Ok(());
        }
        if room < bytes.len() {
            return Err(Fail(TOO_SMALL));
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), psecuritydescriptor.cast(), bytes.len());
        Ok(())
    }

    /// Replaces these parts of what holds for the key, which has a descriptor of its own from then on.
    fn ClusterRegSetKeySecurity | ClusterRegSetKeySecurityEx(
        hkey: HKEY,
        securityinformation: u32,
        psecuritydescriptor: PSECURITY_DESCRIPTOR,
    ) -> long i32 {
        set(hkey, securityinformation, psecuritydescriptor)
    }
}

unsafe fn set(key: HKEY, parts: u32, descriptor: PSECURITY_DESCRIPTOR) -> Answer<()> {
    let key = key::get(key)?;
    let parts = known(parts)?;
    key.cluster.access.need_all()?;
    for (of, right) in
        [(part::DACL, WRITE_DAC), (part::OWNER | part::GROUP, WRITE_OWNER), (part::SACL, ACCESS_SYSTEM_SECURITY)]
    {
        if parts & of != 0 {
            key.need(right)?;
        }
    }
    // SAFETY: the caller's promise.
    let bytes = unsafe { read(descriptor.cast()) }?;
    key.answer(key.cluster.change(async |client| client.set_key_security(&key.path, Some(bytes), parts).await))
}

fn known(parts: u32) -> Answer<u32> {
    if parts == 0 || parts & !part::ALL != 0 { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) } else { Ok(parts) }
}

/// The bytes of a self-relative descriptor, whose length nobody says: up to the end of its last part.
///
/// # Safety
/// Null, or it points at a descriptor with all its parts.
unsafe fn read(at: *const u8) -> Answer<Bytes> {
    let invalid = Fail(Win32Code::ERROR_INVALID_PARAMETER);
    if at.is_null() {
        return Err(invalid);
    }
    // SAFETY: every descriptor has its header.
    let header = unsafe { &*at.cast::<[u8; HEADER]>() };
    let parts = security::offsets(header).ok_or(invalid)?;
    let mut end = HEADER;
    for (part, offset) in parts {
        if offset == 0 {
            continue;
        }
        if !(HEADER..DESCRIPTOR_BYTES).contains(&offset) {
            return Err(invalid);
        }
        // SAFETY: the part is where the header says, and begins with its length.
        let length = unsafe {
            let start = at.add(offset);
            match part {
                part::OWNER | part::GROUP => SID_HEADER + 4 * usize::from(*start.add(1)),
                _ => ACL_HEADER.max(usize::from(u16::from_le_bytes([*start.add(2), *start.add(3)]))),
            }
        };
        end = end.max(offset + length);
    }
    // SAFETY: it reaches to the end of its last part.
    Ok(Bytes::copy_from_slice(unsafe { std::slice::from_raw_parts(at, end) }))
}
