//! Texts and buffers that cross the boundary (conventions, "Strings").

use crate::boundary::{Answer, Fail};
use model::Win32Code;

/// A text that the caller gives; null is ERROR_INVALID_PARAMETER.
///
/// # Safety
/// Null, or a text that ends in a NUL.
pub unsafe fn read(text: *const u16) -> Answer<String> {
    // SAFETY: as above.
    unsafe { read_or_null(text) }?.ok_or(Fail(Win32Code::ERROR_INVALID_PARAMETER))
}

/// As [`read`], where null means something.
///
/// # Safety
/// Null, or a text that ends in a NUL.
pub unsafe fn read_or_null(text: *const u16) -> Answer<Option<String>> {
    if text.is_null() {
        return Ok(None);
    }
    let mut length = 0;
    // SAFETY: every place up to the NUL is in the text.
    let units = unsafe {
        while *text.add(length) != 0 {
            length += 1;
        }
        std::slice::from_raw_parts(text, length)
    };
    String::from_utf16(units).map(Some).map_err(|_| Fail(Win32Code::ERROR_INVALID_PARAMETER))
}

/// Gives a text to a caller who says in `length` how many characters fit, with the terminator, and learns there how many there are, without it.
/// A null buffer asks for the length alone, and is answered with success. What does not fit is cut, and ERROR_MORE_DATA.
///
/// # Safety
/// Each is null or points at what it says.
pub unsafe fn write(text: &str, buffer: *mut u16, length: *mut u32) -> Answer<()> {
    if length.is_null() {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    // SAFETY: as above; not more is written than fits.
    unsafe {
        let capacity = *length as usize;
        *length = count(units.len())?;
        if buffer.is_null() {
            return Ok(());
        }
        let whole = units.len() < capacity;
        let fits = units.len().min(capacity.saturating_sub(1));
        if capacity > 0 {
            std::ptr::copy_nonoverlapping(units.as_ptr(), buffer, fits);
            *buffer.add(fits) = 0;
        }
        if whole { Ok(()) } else { Err(Fail(Win32Code::ERROR_MORE_DATA)) }
    }
}

/// As [`write`], where the caller need not want it: null for both is no error.
///
/// # Safety
/// Each is null or points at what it says.
pub unsafe fn write_if_wanted(text: &str, buffer: *mut u16, length: *mut u32) -> Answer<()> {
    if buffer.is_null() && length.is_null() {
        return Ok(());
    }
    // SAFETY: as above.
    unsafe { write(text, buffer, length) }
}

/// Gives one number to a caller who may not want it.
///
/// # Safety
/// Null, or it points at a place for it.
pub unsafe fn put<T>(place: *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: as above.
        unsafe { place.write(value) };
    }
}

/// As [`put`], where the caller has to want it.
///
/// # Safety
/// Null, or it points at a place for it.
pub unsafe fn put_needed<T>(place: *mut T, value: T) -> Answer<()> {
    if place.is_null() {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    // SAFETY: as above.
    unsafe { place.write(value) };
    Ok(())
}

/// A text as C has it, with its NUL.
pub fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// [`units`] as bytes.
pub fn bytes(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// MULTI_SZ as bytes: each with its NUL, and one more.
pub fn list_bytes<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Vec<u8> {
    texts.into_iter().flat_map(|text| bytes(text.as_ref())).chain([0, 0]).collect()
}

/// A length as C counts.
pub fn count(length: usize) -> Answer<u32> {
    u32::try_from(length).map_err(|_| Fail(Win32Code::ERROR_NOT_ENOUGH_MEMORY))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MORE: Answer<()> = Err(Fail(Win32Code::ERROR_MORE_DATA));

    fn written(text: &str, capacity: u32) -> (Answer<()>, Vec<u16>, u32) {
        let (mut buffer, mut length) = ([0xFFFF_u16; 8], capacity);
        // SAFETY: the buffer has room for more than any capacity below.
        let answer = unsafe { write(text, buffer.as_mut_ptr(), &raw mut length) };
        (answer, buffer[..capacity as usize + 1].to_vec(), length)
    }

    #[test]
    fn every_capacity_is_respected() {
        assert_eq!(written("Web", 4), (Ok(()), vec![87, 101, 98, 0, 0xFFFF], 3));
        assert_eq!(written("Web", 5).0, Ok(()));
        assert_eq!(written("Web", 3), (MORE, vec![87, 101, 0, 0xFFFF], 3));
        assert_eq!(written("Web", 1), (MORE, vec![0, 0xFFFF], 3));
        assert_eq!(written("Web", 0), (MORE, vec![0xFFFF], 3));
        assert_eq!(written("", 1), (Ok(()), vec![0, 0xFFFF], 0));
        // A character of two units counts as two.
        assert_eq!(written("\u{1F980}", 3).2, 2);
    }

    #[test]
    fn null_asks_for_the_length() {
        let mut length = 0;
        // SAFETY: null buffers.
        unsafe {
            assert_eq!(write("Web", std::ptr::null_mut(), &raw mut length), Ok(()));
            assert_eq!(length, 3);
            let refused = Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
            assert_eq!(write("Web", std::ptr::null_mut(), std::ptr::null_mut()), refused);
            assert_eq!(write_if_wanted("Web", std::ptr::null_mut(), std::ptr::null_mut()), Ok(()));
            let mut buffer = [0; 4];
            assert_eq!(write_if_wanted("Web", buffer.as_mut_ptr(), std::ptr::null_mut()), refused);
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let refused = Fail(Win32Code::ERROR_INVALID_PARAMETER);
        // SAFETY: null, or ended by NUL.
        unsafe {
            assert_eq!(read(std::ptr::null()), Err(refused));
            assert_eq!(read_or_null(std::ptr::null()), Ok(None));
            assert_eq!(read([0xD800_u16, 0].as_ptr()), Err(refused));
            assert_eq!(read([87_u16, 0].as_ptr()), Ok("W".to_owned()));
        }
    }
}
