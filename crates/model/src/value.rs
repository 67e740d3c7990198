//! Typed values: what a registry value holds and what a property holds.

use bytes::Bytes;

/// A registry value with its type (object-model 15). `REG_NONE` is refused, as version-3 servers do (CMRP note 52).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    Sz(String),
    ExpandSz(String),
    Binary(Bytes),
    Dword(u32),
    MultiSz(Vec<String>),
    Qword(u64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Sz(text.to_owned())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Value {
        Value::Dword(number)
    }
}

impl Value {
    /// The REG_* number.
    pub fn type_number(&self) -> u32 {
        match self {
            Value::Sz(_) => 1,
            Value::ExpandSz(_) => 2,
            Value::Binary(_) => 3,
            Value::Dword(_) => 4,
            Value::MultiSz(_) => 7,
            Value::Qword(_) => 11,
        }
    }

    /// The REG_* name.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Sz(_) => "SZ",
            Value::ExpandSz(_) => "EXPAND_SZ",
            Value::Binary(_) => "BINARY",
            Value::Dword(_) => "DWORD",
            Value::MultiSz(_) => "MULTI_SZ",
            Value::Qword(_) => "QWORD",
        }
    }

    /// Bytes the data takes in the original's encoding (UTF-16 with NULs): the size that the 1 MiB limit is about.
    pub fn size(&self) -> usize {
        let utf16 = |s: &str| (s.encode_utf16().count() + 1) * 2;
        match self {
            Value::Sz(s) | Value::ExpandSz(s) => utf16(s),
            Value::Binary(b) => b.len(),
            Value::Dword(_) => 4,
            Value::MultiSz(list) => list.iter().map(|s| utf16(s)).sum::<usize>() + 2,
            Value::Qword(_) => 8,
        }
    }
}
