//! Values of keys: reading, writing, enumerating, and their bytes.

use crate::boundary::{Answer, Fail};
use crate::key::get;
use crate::session::Cluster;
use crate::sys::*;
use crate::{handle, text};
use bytes::Bytes;
use model::{Value, Win32Code};

exported! {
    /// A null name is the default value.
    fn ClusterRegSetValue | ClusterRegSetValueEx(
        hkey: HKEY,
        lpszvaluename: PCWSTR,
        dwtype: u32,
        lpdata: *const u8,
        cbdata: u32,
    ) -> code u32 {
        let key = get(hkey)?;
        key.need(KEY_SET_VALUE)?;
        let name = text::read_or_null(lpszvaluename)?.unwrap_or_default();
        let value = decode(dwtype, data(lpdata, cbdata)?)?;
        key.answer(key.cluster.change(async |client| { client.set_value(&key.path, &name, value).await }))
    }

    fn ClusterRegDeleteValue | ClusterRegDeleteValueEx(hkey: HKEY, lpszvaluename: PCWSTR) -> code u32 {
        let key = get(hkey)?;
        key.need(KEY_SET_VALUE)?;
        let name = text::read_or_null(lpszvaluename)?.unwrap_or_default();
        key.answer(key.cluster.change(async |client| client.delete_existing_value(&key.path, &name).await))
    }

    /// What a call has written is on the disks of a quorum when it returns, so there is nothing to wait for but an answer. No flag is known.
    fn ClusterRegSyncDatabase(hcluster: HCLUSTER, flags: u32) -> long i32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        if flags != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        cluster.ask(async |client| client.cluster().await).map(|_| ())
    }

    /// Type and data. A null place for the data asks for the size.
    fn ClusterRegQueryValue(
        hkey: HKEY,
        lpszvaluename: PCWSTR,
        lpdwvaluetype: *mut u32,
        lpdata: *mut u8,
        lpcbdata: *mut u32,
    ) -> long i32 {
        let key = get(hkey)?;
        key.need(KEY_QUERY_VALUE)?;
        let name = text::read_or_null(lpszvaluename)?.unwrap_or_default();
        let value = key.answer(key.cluster.ask(async |client| { client.value(&key.path, &name).await }))?;
        text::put(lpdwvaluetype, value.type_number());
        write_data(&value, lpdata, lpcbdata)
    }

    /// Name, type and data of one value.
    fn ClusterRegEnumValue(
        hkey: HKEY,
        dwindex: u32,
        lpszvaluename: PWSTR,
        lpcchvaluename: *mut u32,
        lpdwtype: *mut u32,
        lpdata: *mut u8,
        lpcbdata: *mut u32,
    ) -> code u32 {
        let key = get(hkey)?;
        key.need(KEY_QUERY_VALUE)?;
        let found = key.read()?;
        let (name, value) = found.values.get(dwindex as usize).ok_or(Fail(Win32Code::ERROR_NO_MORE_ITEMS))?;
        text::put(lpdwtype, value.type_number());
        // Both sizes are told also when the name does not fit.
        let named = text::write(name, lpszvaluename, lpcchvaluename);
        write_data(value, lpdata, lpcbdata)?;
        named
    }
}

/// The bytes that a caller gives.
///
/// # Safety
/// Null, or it points at so many.
pub unsafe fn data<'a>(data: *const u8, bytes: u32) -> Answer<&'a [u8]> {
    match (data.is_null(), bytes) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
        // SAFETY: as above.
        (false, bytes) => Ok(unsafe { std::slice::from_raw_parts(data, bytes as usize) }),
    }
}

unsafe fn write_data(value: &Value, data: *mut u8, bytes: *mut u32) -> Answer<()> {
    if bytes.is_null() {
        return if data.is_null() { Ok(()) } else { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) };
    }
    let encoded = encode(value);
    // SAFETY: the caller's promise; not more is written than fits.
    unsafe {
        let capacity = *bytes as usize;
        *bytes = text::count(encoded.len())?;
        if data.is_null() {
            return Ok(());
        }
        if encoded.len() > capacity {
            return Err(Fail(Win32Code::ERROR_MORE_DATA));
        }
        std::ptr::copy_nonoverlapping(encoded.as_ptr(), data, encoded.len());
    }
    Ok(())
}

/// The bytes of a value: texts in UTF-16 with their terminators, numbers little-endian.
pub fn encode(value: &Value) -> Vec<u8> {
    match value {
        Value::Sz(content) | Value::ExpandSz(content) => text::bytes(content),
        Value::Binary(bytes) => bytes.to_vec(),
        Value::Dword(number) => number.to_le_bytes().to_vec(),
        Value::Qword(number) => number.to_le_bytes().to_vec(),
        Value::MultiSz(list) => text::list_bytes(list),
    }
}

/// The value of a type and bytes. Types that the database does not have, and bytes that are not of their type, are
/// ERROR_INVALID_PARAMETER.
pub fn decode(kind: REG_VALUE_TYPE, bytes: &[u8]) -> Answer<Value> {
    let invalid = Fail(Win32Code::ERROR_INVALID_PARAMETER);
    Ok(match kind {
        REG_SZ => Value::Sz(decode_text(bytes)?),
        REG_EXPAND_SZ => Value::ExpandSz(decode_text(bytes)?),
        REG_BINARY => Value::Binary(Bytes::copy_from_slice(bytes)),
        REG_DWORD => Value::Dword(u32::from_le_bytes(bytes.try_into().map_err(|_| invalid)?)),
        REG_QWORD => Value::Qword(u64::from_le_bytes(bytes.try_into().map_err(|_| invalid)?)),
        REG_MULTI_SZ => {
            let units = units(bytes)?;
            let items = units.split(|unit| *unit == 0).take_while(|item| !item.is_empty());
            let items = items.map(|item| String::from_utf16(item).map_err(|_| invalid));
            Value::MultiSz(items.collect::<Answer<_>>()?)
        }
        _ => return Err(invalid),
    })
}

/// Up to its terminator, or to the end when there is none.
fn decode_text(bytes: &[u8]) -> Answer<String> {
    let units = units(bytes)?;
    let text = units.split(|unit| *unit == 0).next().unwrap_or_default();
    String::from_utf16(text).map_err(|_| Fail(Win32Code::ERROR_INVALID_PARAMETER))
}

fn units(bytes: &[u8]) -> Answer<Vec<u16>> {
    let (units, []) = bytes.as_chunks::<2>() else { return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) };
    Ok(units.iter().map(|unit| u16::from_le_bytes(*unit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_their_bytes() {
        for value in [
            Value::Sz("Größe".into()),
            Value::ExpandSz(String::new()),
            Value::Binary(Bytes::from_static(&[1, 2, 3])),
            Value::Dword(0x0102_0304),
            Value::Qword(u64::MAX),
            Value::MultiSz(vec!["a".into(), "bc".into()]),
            Value::MultiSz(Vec::new()),
        ] {
            let bytes = encode(&value);
            assert_eq!(bytes.len(), value.size());
            assert_eq!(decode(value.type_number(), &bytes), Ok(value));
        }
    }

    #[test]
    fn bytes_that_are_not_of_their_type_are_refused() {
        let refused = Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        for (kind, bytes) in [(REG_DWORD, &[1, 2, 3][..]), (REG_QWORD, &[0; 4]), (REG_SZ, &[65]), (REG_SZ, &[0, 0xD8])]
        {
            assert_eq!(decode(kind, bytes), refused);
        }
        for kind in [REG_NONE, REG_DWORD_BIG_ENDIAN, 99] {
            assert_eq!(decode(kind, &[0; 4]), refused);
        }
        assert_eq!(decode(REG_SZ, &[65, 0]), Ok(Value::Sz("A".into())), "a terminator that is missing is not missed");
    }
}
