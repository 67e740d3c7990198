//! The binary property list of the original API (control-codes 3): a count, then each property's name, values and end
//! mark. Little-endian, texts in UTF-16, every element at a multiple of four bytes.
//!
//! The decoder reads bytes from anywhere: it never panics, never recurses, and its work and memory are bounded by the
//! length of its input.

#[cfg(test)]
mod tests;

use crate::code::Win32Code;
use crate::property::Syntax;
use crate::refusal::Refusal;
use crate::value::Value;
use bytes::{BufMut, Bytes, BytesMut};

/// CLUSPROP_SYNTAX_NAME.
const NAME: u32 = 0x0004_0003;
/// CLUSPROP_SYNTAX_ENDMARK.
const END_MARK: u32 = 0;
/// CLUSPROP_TYPE_LIST_VALUE, in the high word of a value's syntax.
const LIST_VALUE: u16 = 1;

/// A property with its values: one, or for EXPAND_SZ the raw and the expanded text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedProperty {
    pub name: String,
    /// Never empty.
    pub values: Vec<PropertyValue>,
}

impl ListedProperty {
    /// A property with the value that the hive holds for it.
    pub fn new(name: impl Into<String>, value: &Value, syntax: Syntax) -> ListedProperty {
        ListedProperty { name: name.into(), values: vec![PropertyValue::from_value(value, syntax)] }
    }
}

/// One value of a property list; a variant per format (CLUSPROP_FORMAT).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PropertyValue {
    Binary(Bytes),
    Dword(u32),
    Sz(String),
    ExpandSz(String),
    MultiSz(Vec<String>),
    Ularge(u64),
    Long(i32),
    /// The expansion that follows an EXPAND_SZ; clients do not send it.
    ExpandedSz(String),
    SecurityDescriptor(Bytes),
    Large(i64),
    Word(u16),
    FileTime(u64),
    /// No data, under the format of this number: a request to return to the default. BINARY and SECURITY_DESCRIPTOR
    /// have empty values of their own and are not written so.
    Empty(u16),
}

impl PropertyValue {
    /// The value in the format of a syntax. A value of another type keeps the format of its own type, so that a list
    /// shows what is stored.
    pub fn from_value(value: &Value, syntax: Syntax) -> PropertyValue {
        match (value, syntax) {
            (Value::Qword(number), Syntax::FileTime) => PropertyValue::FileTime(*number),
            (Value::Binary(data), Syntax::SecurityDescriptor) => PropertyValue::SecurityDescriptor(data.clone()),
            (Value::Sz(text), _) => PropertyValue::Sz(text.clone()),
            (Value::ExpandSz(text), _) => PropertyValue::ExpandSz(text.clone()),
            (Value::Binary(data), _) => PropertyValue::Binary(data.clone()),
            (Value::Dword(number), _) => PropertyValue::Dword(*number),
            (Value::MultiSz(list), _) => PropertyValue::MultiSz(list.clone()),
            (Value::Qword(number), _) => PropertyValue::Ularge(*number),
        }
    }

    /// The value as the hive holds it (property-list, "Format to registry type"); `None` for a request to return to the
    /// default. A negative LONG or LARGE_INTEGER keeps its bits; a WORD becomes a DWORD.
    pub fn to_value(&self) -> Option<Value> {
        Some(match self {
            PropertyValue::Binary(data) | PropertyValue::SecurityDescriptor(data) => Value::Binary(data.clone()),
            PropertyValue::Dword(number) => Value::Dword(*number),
            PropertyValue::Long(number) => Value::Dword(number.cast_unsigned()),
            PropertyValue::Word(number) => Value::Dword(u32::from(*number)),
            PropertyValue::Sz(text) | PropertyValue::ExpandedSz(text) => Value::Sz(text.clone()),
            PropertyValue::ExpandSz(text) => Value::ExpandSz(text.clone()),
            PropertyValue::MultiSz(list) => Value::MultiSz(list.clone()),
            PropertyValue::Ularge(number) | PropertyValue::FileTime(number) => Value::Qword(*number),
            PropertyValue::Large(number) => Value::Qword(number.cast_unsigned()),
            PropertyValue::Empty(_) => return None,
        })
    }

    /// The number of the value's format (CLUSPROP_FORMAT).
    pub fn format_number(&self) -> u16 {
        match self {
            PropertyValue::Binary(_) => 1,
            PropertyValue::Dword(_) => 2,
            PropertyValue::Sz(_) => 3,
            PropertyValue::ExpandSz(_) => 4,
            PropertyValue::MultiSz(_) => 5,
            PropertyValue::Ularge(_) => 6,
            PropertyValue::Long(_) => 7,
            PropertyValue::ExpandedSz(_) => 8,
            PropertyValue::SecurityDescriptor(_) => 9,
            PropertyValue::Large(_) => 0xA,
            PropertyValue::Word(_) => 0xB,
            PropertyValue::FileTime(_) => 0xC,
            PropertyValue::Empty(format) => *format,
        }
    }
}

/// Writes a property list.
///
/// The format ends a text at its first NUL and a list of texts at its first empty one: what stands behind is not
/// written. [`crate::property::check`] refuses such values before they are stored.
pub fn encode_property_list(properties: &[ListedProperty]) -> Bytes {
    // Enough for numbers.
    let capacity: usize = properties.iter().map(|property| 32 + 2 * property.name.len()).sum();
    let mut out = BytesMut::with_capacity(4 + capacity);
    out.put_u32_le(u32::try_from(properties.len()).expect("a list has fewer than 2^32 properties"));
    for property in properties {
        put_element(&mut out, NAME, |out| put_text(out, &property.name));
        for value in &property.values {
            let syntax = u32::from(LIST_VALUE) << 16 | u32::from(value.format_number());
            put_element(&mut out, syntax, |out| put_data(out, value));
        }
        out.put_u32_le(END_MARK);
    }
    out.freeze()
}

/// Writes syntax, length, data and padding.
fn put_element(out: &mut BytesMut, syntax: u32, put: impl FnOnce(&mut BytesMut)) {
    out.put_u32_le(syntax);
    let length_at = out.len();
    out.put_u32_le(0);
    put(out);
    let length = out.len() - length_at - 4;
    let written = u32::try_from(length).expect("an element has fewer than 2^32 bytes");
    out[length_at..length_at + 4].copy_from_slice(&written.to_le_bytes());
    out.put_bytes(0, length.next_multiple_of(4) - length);
}

fn put_data(out: &mut BytesMut, value: &PropertyValue) {
    match value {
        PropertyValue::Binary(data) | PropertyValue::SecurityDescriptor(data) => out.put_slice(data),
        PropertyValue::Dword(number) => out.put_u32_le(*number),
        PropertyValue::Long(number) => out.put_i32_le(*number),
        PropertyValue::Sz(text) | PropertyValue::ExpandSz(text) | PropertyValue::ExpandedSz(text) => {
            put_text(out, text)
        }
        PropertyValue::MultiSz(list) => {
            let texts = list.iter().take_while(|text| !text.is_empty() && !text.starts_with('\0'));
            let start = out.len();
            texts.for_each(|text| put_text(out, text));
            // Both final NULs are there even in an empty list.
            out.put_bytes(0, if out.len() == start { 4 } else { 2 });
        }
        PropertyValue::Ularge(number) | PropertyValue::FileTime(number) => out.put_u64_le(*number),
        PropertyValue::Large(number) => out.put_i64_le(*number),
        PropertyValue::Word(number) => out.put_u16_le(*number),
        PropertyValue::Empty(_) => {}
    }
}

fn put_text(out: &mut BytesMut, text: &str) {
    let text = text.split('\0').next().unwrap_or_default();
    text.encode_utf16().for_each(|unit| out.put_u16_le(unit));
    out.put_u16_le(0);
}

/// Reads a property list; bytes behind its end are ignored, because callers hand over whole buffers.
///
/// Refuses ERROR_INVALID_DATA for anything else that is not a list: wrong syntaxes, lengths beyond the end, texts without
/// their NUL or that are not UTF-16.
pub fn decode_property_list(data: &[u8]) -> Result<Vec<ListedProperty>, Refusal> {
    let mut reader = Reader { data, at: 0 };
    let count = reader.dword()?;
    // The count is not trusted with memory: each property found takes at least twelve bytes of the input.
    let mut properties = Vec::new();
    for _ in 0..count {
        if reader.dword()? != NAME {
            return Err(reader.refuse("a property's name was expected"));
        }
        let name = reader.element()?;
        let name = reader.text(name)?;
        let mut values = Vec::new();
        loop {
            let syntax = reader.dword()?;
            if syntax == END_MARK {
                break;
            }
            values.push(reader.value(syntax)?);
        }
        if values.is_empty() {
            return Err(reader.refuse("a property has no value"));
        }
        properties.push(ListedProperty { name, values });
    }
    Ok(properties)
}

struct Reader<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn dword(&mut self) -> Result<u32, Refusal> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes(bytes.try_into().expect("four bytes were taken")))
    }

    /// Length, data and padding, after the syntax.
    fn element(&mut self) -> Result<&'a [u8], Refusal> {
        let length = self.dword()? as usize;
        let data = self.take(length)?;
        self.take(length.next_multiple_of(4) - length)?;
        Ok(data)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Refusal> {
        let rest = &self.data[self.at..];
        let taken = rest.get(..length).ok_or_else(|| self.refuse("it is cut short"))?;
        self.at += length;
        Ok(taken)
    }

    fn value(&mut self, syntax: u32) -> Result<PropertyValue, Refusal> {
        let (kind, format) = ((syntax >> 16) as u16, syntax as u16);
        if kind != LIST_VALUE || !(1..=0xC).contains(&format) {
            return Err(self.refuse("a value has an unknown syntax"));
        }
        let data = self.element()?;
        let number = |length: usize| -> Result<u64, Refusal> {
            if data.len() != length {
                return Err(self.refuse("a number has a wrong length"));
            }
            let mut bytes = [0; 8];
            bytes[..length].copy_from_slice(data);
            Ok(u64::from_le_bytes(bytes))
        };
        Ok(match format {
            1 => PropertyValue::Binary(Bytes::copy_from_slice(data)),
            9 => PropertyValue::SecurityDescriptor(Bytes::copy_from_slice(data)),
            format if data.is_empty() => PropertyValue::Empty(format),
            2 => PropertyValue::Dword(number(4)? as u32),
            3 => PropertyValue::Sz(self.text(data)?),
            4 => PropertyValue::ExpandSz(self.text(data)?),
            5 => PropertyValue::MultiSz(self.texts(data)?),
            6 => PropertyValue::Ularge(number(8)?),
            7 => PropertyValue::Long((number(4)? as u32).cast_signed()),
            8 => PropertyValue::ExpandedSz(self.text(data)?),
            0xA => PropertyValue::Large(number(8)?.cast_signed()),
            0xB => PropertyValue::Word(number(2)? as u16),
            _ => PropertyValue::FileTime(number(8)?),
        })
    }

    /// A text with one NUL, at its end.
    fn text(&self, data: &[u8]) -> Result<String, Refusal> {
        let text = self.utf16(data)?;
        match text.find('\0') {
            Some(nul) if nul + 1 == text.len() => Ok(text[..nul].to_owned()),
            _ => Err(self.refuse("a text does not end with its NUL")),
        }
    }

    /// Texts that are not empty, each with its NUL, then one NUL; an empty list may have one NUL or two.
    fn texts(&self, data: &[u8]) -> Result<Vec<String>, Refusal> {
        let text = self.utf16(data)?;
        if text == "\0" || text == "\0\0" {
            return Ok(Vec::new());
        }
        let Some(texts) = text.strip_suffix("\0\0") else {
            return Err(self.refuse("a list of texts does not end with its NULs"));
        };
        if texts.split('\0').any(str::is_empty) {
            return Err(self.refuse("a list of texts contains an empty one"));
        }
        Ok(texts.split('\0').map(str::to_owned).collect())
    }

    fn utf16(&self, data: &[u8]) -> Result<String, Refusal> {
        let (pairs, []) = data.as_chunks::<2>() else {
            return Err(self.refuse("a text has an odd number of bytes"));
        };
        let units = pairs.iter().map(|pair| u16::from_le_bytes(*pair));
        char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| self.refuse("a text is not UTF-16"))
    }

    fn refuse(&self, why: &str) -> Refusal {
        let message = format!("The property list cannot be read at byte {}: {why}", self.at);
        Refusal::new(Win32Code::ERROR_INVALID_DATA, message)
    }
}
