//! Setting properties: the same arguments for every kind of object.

use clap::{Args, ValueEnum};
use model::property::Syntax;

#[derive(Args, Clone, Debug)]
#[group(skip)]
pub(crate) struct Set {
    /// Properties and their new values; lists are separated by commas, or the property is given several times
    #[arg(required = true, value_name = "PROPERTY=VALUE", value_parser = parse_assignment)]
    pub(crate) assignments: Vec<Assignment>,
    /// The private properties, not the common ones
    #[arg(long)]
    pub(crate) private: bool,
    /// Return the properties to their defaults; give them without a value
    #[arg(long)]
    pub(crate) reset: bool,
    /// Type of a private property that is in no table and has no value yet
    #[arg(long = "type", value_enum, value_name = "TYPE", requires = "private")]
    pub(crate) syntax: Option<ValueType>,
}

#[derive(Args, Clone, Copy, Debug)]
#[group(skip)]
pub(crate) struct Properties {
    /// The private properties, not the common ones
    #[arg(long)]
    pub(crate) private: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Assignment {
    pub(crate) name: String,
    /// What stands after the first `=`; `None` without one.
    pub(crate) text: Option<String>,
}

fn parse_assignment(argument: &str) -> Result<Assignment, String> {
    let (name, text) = match argument.split_once('=') {
        Some((name, text)) => (name, Some(text.to_owned())),
        None => (argument, None),
    };
    if name.trim().is_empty() {
        return Err("the name of the property is missing before the =".to_owned());
    }
    Ok(Assignment { name: name.to_owned(), text })
}

/// The types of values in the database.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ValueType {
    /// Text
    Sz,
    /// Text with variables
    ExpandSz,
    /// Texts, separated by commas
    MultiSz,
    /// Number of 32 bits, decimal or 0x
    Dword,
    /// Number of 64 bits, decimal or 0x
    Qword,
    /// Bytes in hexadecimal
    Binary,
}

impl ValueType {
    pub(crate) fn syntax(self) -> Syntax {
        match self {
            ValueType::Sz => Syntax::Sz,
            ValueType::ExpandSz => Syntax::ExpandSz,
            ValueType::MultiSz => Syntax::MultiSz,
            ValueType::Dword => Syntax::Dword,
            ValueType::Qword => Syntax::Qword,
            ValueType::Binary => Syntax::Binary,
        }
    }
}
