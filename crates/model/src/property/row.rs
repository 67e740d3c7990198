//! How the rows of the tables are written: a constructor per syntax, then what departs from the ordinary.

use super::{Access, DefaultValue, Property, Range, Syntax};

/// All bits: "none", "not set" or "never", depending on the property.
pub(super) const ALL_BITS: u64 = 0xFFFF_FFFF;

/// 0 or 1.
pub(super) const SWITCH: Range = Range::Within(0, 1);

pub(super) const fn dword(name: &'static str, default: u64, range: Range, meaning: &'static str) -> Property {
    row(name, Syntax::Dword, DefaultValue::Number(default), range, meaning)
}

pub(super) const fn qword(name: &'static str, default: u64, meaning: &'static str) -> Property {
    row(name, Syntax::Qword, DefaultValue::Number(default), Range::Any, meaning)
}

pub(super) const fn text(name: &'static str, meaning: &'static str) -> Property {
    row(name, Syntax::Sz, DefaultValue::Empty, Range::Any, meaning)
}

pub(super) const fn list(name: &'static str, meaning: &'static str) -> Property {
    row(name, Syntax::MultiSz, DefaultValue::Empty, Range::Any, meaning)
}

pub(super) const fn binary(name: &'static str, meaning: &'static str) -> Property {
    row(name, Syntax::Binary, DefaultValue::Empty, Range::Any, meaning)
}

pub(super) const fn file_time(name: &'static str, meaning: &'static str) -> Property {
    row(name, Syntax::FileTime, DefaultValue::Number(0), Range::Any, meaning)
}

pub(super) const fn security_descriptor(name: &'static str, meaning: &'static str) -> Property {
    row(name, Syntax::SecurityDescriptor, DefaultValue::Empty, Range::Any, meaning)
}

const fn row(
    name: &'static str,
    syntax: Syntax,
    default: DefaultValue,
    range: Range,
    meaning: &'static str,
) -> Property {
    let (access, level, unit, required) = (Access::ReadWrite, 1, "", false);
    Property { name, syntax, default, range, access, level, meaning, unit, required }
}

impl Property {
    pub(super) const fn read_only(self) -> Property {
        Property { access: Access::ReadOnly, ..self }
    }

    pub(super) const fn required(self) -> Property {
        Property { required: true, ..self }
    }

    pub(super) const fn unit(self, unit: &'static str) -> Property {
        Property { unit, ..self }
    }
}

/// Numbers in decimal, all bits in the form in which people know them.
pub(super) fn number(number: u64) -> String {
    match number {
        ALL_BITS => "0xFFFFFFFF".to_owned(),
        _ => number.to_string(),
    }
}
