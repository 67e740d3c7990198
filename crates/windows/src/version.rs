//! `CLUSTERVERSIONINFO.CSDVersion`, as examples for the original spell a field whose name is `szCSDVersion`.

use crate::Win32::Networking::Clustering::CLUSTERVERSIONINFO;
use core::fmt;
use core::ops::Deref;

/// A fixed array of UTF-16 that ends at its first NUL, as text.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FixedText<const N: usize>([u16; N]);

impl<const N: usize> fmt::Display for FixedText<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.split(|unit| *unit == 0).next().unwrap_or_default();
        f.write_str(&String::from_utf16_lossy(text))
    }
}

impl<const N: usize> fmt::Debug for FixedText<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// A [`CLUSTERVERSIONINFO`] under other names.
#[repr(C)]
#[allow(non_snake_case, reason = "as the original has it")]
pub struct VersionText {
    _size: u32,
    _numbers: [u16; 3],
    pub VendorId: FixedText<64>,
    pub CSDVersion: FixedText<64>,
}

const _: () = {
    use core::mem::offset_of;
    assert!(offset_of!(VersionText, VendorId) == offset_of!(CLUSTERVERSIONINFO, szVendorId));
    assert!(offset_of!(VersionText, CSDVersion) == offset_of!(CLUSTERVERSIONINFO, szCSDVersion));
    assert!(size_of::<VersionText>() <= size_of::<CLUSTERVERSIONINFO>());
    assert!(align_of::<VersionText>() <= align_of::<CLUSTERVERSIONINFO>());
};

impl Deref for CLUSTERVERSIONINFO {
    type Target = VersionText;

    fn deref(&self) -> &VersionText {
        // SAFETY: every field of the view lies where the field of the same type lies in the original (asserted above).
        unsafe { &*core::ptr::from_ref(self).cast() }
    }
}
