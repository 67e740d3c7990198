//! Values as they are typed and as they are shown.

use crate::failure::Failure;
use model::property::Syntax;
use model::{Value, Win32Code};

/// Reads a value by its syntax. A list is given as several texts, or as one with commas (`\,` is a comma in an item).
///
/// Refuses ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH, and ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS for a number that its
/// type cannot hold.
pub(crate) fn parse(name: &str, syntax: Syntax, texts: &[&str]) -> Result<Value, Failure> {
    let single = || match texts {
        [text] => Ok(*text),
        _ => Err(Failure::usage(format!("{name} has one value, and {} were given", texts.len()))),
    };
    Ok(match syntax {
        Syntax::Sz => Value::Sz(single()?.to_owned()),
        Syntax::ExpandSz => Value::ExpandSz(single()?.to_owned()),
        Syntax::MultiSz => Value::MultiSz(texts.iter().flat_map(|text| items(text)).collect()),
        Syntax::Dword => Value::Dword(dword(name, single()?)?),
        Syntax::Qword => Value::Qword(qword(name, single()?)?),
        Syntax::FileTime => Value::Qword(file_time(name, single()?)?),
        Syntax::Binary | Syntax::SecurityDescriptor => {
            let bytes = bytes(single()?).ok_or_else(|| mismatch(name, "bytes in hexadecimal, such as 01ff"))?;
            Value::Binary(bytes.into())
        }
    })
}

/// The syntax of values of a type, by the type's name as the cluster gives it.
pub(crate) fn syntax_of(type_name: &str) -> Option<Syntax> {
    let names = [
        ("SZ", Syntax::Sz),
        ("EXPAND_SZ", Syntax::ExpandSz),
        ("MULTI_SZ", Syntax::MultiSz),
        ("DWORD", Syntax::Dword),
        ("QWORD", Syntax::Qword),
        ("BINARY", Syntax::Binary),
        ("ULARGE_INTEGER", Syntax::Qword),
        ("FILETIME", Syntax::FileTime),
        ("SECURITY_DESCRIPTOR", Syntax::SecurityDescriptor),
    ];
    let bare = type_name.strip_prefix("REG_").unwrap_or(type_name);
    names.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(bare)).map(|(_, syntax)| syntax)
}

/// One line for people.
pub(crate) fn show(value: &Value) -> String {
    match value {
        Value::Sz(text) | Value::ExpandSz(text) => text.clone(),
        Value::MultiSz(list) => list.iter().map(|item| item.replace(',', "\\,")).collect::<Vec<_>>().join(", "),
        Value::Dword(number) if *number == u32::MAX => "0xFFFFFFFF".to_owned(),
        Value::Dword(number) => number.to_string(),
        Value::Qword(number) => number.to_string(),
        Value::Binary(bytes) => hexadecimal(bytes),
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn items(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut items = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let item = items.last_mut().expect("starts with one item");
        match character {
            '\\' if characters.peek() == Some(&',') => item.push(characters.next().unwrap_or(',')),
            ',' => items.push(String::new()),
            other => item.push(other),
        }
    }
    items.into_iter().map(|item| item.trim().to_owned()).collect()
}

/// A DWORD in decimal or 0x; -1 is the largest, as the reference writes it.
fn dword(name: &str, text: &str) -> Result<u32, Failure> {
    if let Some(negative) = text.strip_prefix('-')
        && let Ok(number) = negative.parse::<u32>()
        && number <= i32::MAX.unsigned_abs()
    {
        return Ok(0u32.wrapping_sub(number));
    }
    let number = number(text).ok_or_else(|| mismatch(name, "a number, decimal or 0x"))?;
    u32::try_from(number).map_err(|_| too_large(name, text, "32"))
}

fn qword(name: &str, text: &str) -> Result<u64, Failure> {
    let number = number(text).ok_or_else(|| mismatch(name, "a number, decimal or 0x"))?;
    u64::try_from(number).map_err(|_| too_large(name, text, "64"))
}

fn number(text: &str) -> Option<u128> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u128::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// 100-nanosecond steps since 1601, as a number or as RFC 3339.
fn file_time(name: &str, text: &str) -> Result<u64, Failure> {
    /// Seconds from 1601 to 1970.
    const EPOCH_S: i128 = 11_644_473_600;
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        let steps = time.as_nanosecond() / 100 + EPOCH_S * 10_000_000;
        return u64::try_from(steps).map_err(|_| too_large(name, text, "64"));
    }
    qword(name, text).map_err(|_| mismatch(name, "a time such as 2026-01-31T12:00:00Z, or 100 ns steps since 1601"))
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
    digits.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

fn mismatch(name: &str, wanted: &str) -> Failure {
    Failure::refused(Win32Code::ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH, format!("{name} takes {wanted}"))
}

fn too_large(name: &str, text: &str, bits: &str) -> Failure {
    let message = format!("{text} does not fit into {name}, which has {bits} bits");
    Failure::refused(Win32Code::ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<Value, Failure>) -> u32 {
        result.unwrap_err().refusal.code.number()
    }

    #[test]
    fn numbers_are_decimal_or_hexadecimal() {
        assert_eq!(parse("P", Syntax::Dword, &["20"]), Ok(Value::Dword(20)));
        assert_eq!(parse("P", Syntax::Dword, &["0xFFFFFFFF"]), Ok(Value::Dword(u32::MAX)));
        assert_eq!(parse("P", Syntax::Dword, &["-1"]), Ok(Value::Dword(u32::MAX)));
        assert_eq!(parse("P", Syntax::Qword, &["18446744073709551615"]), Ok(Value::Qword(u64::MAX)));
        assert_eq!(code(parse("P", Syntax::Dword, &["4294967296"])), 5913);
        assert_eq!(code(parse("P", Syntax::Dword, &["many"])), 5895);
        assert_eq!(code(parse("P", Syntax::Dword, &[""])), 5895);
    }

    #[test]
    fn lists_are_separated_by_commas_or_given_several_times() {
        let list = |items: &[&str]| Value::MultiSz(items.iter().map(|item| (*item).to_owned()).collect());
        assert_eq!(parse("P", Syntax::MultiSz, &["a, b,c"]), Ok(list(&["a", "b", "c"])));
        assert_eq!(parse("P", Syntax::MultiSz, &["a", "b"]), Ok(list(&["a", "b"])));
        assert_eq!(parse("P", Syntax::MultiSz, &["a\\,b"]), Ok(list(&["a,b"])));
        assert_eq!(parse("P", Syntax::MultiSz, &[""]), Ok(list(&[])));
        assert_eq!(show(&list(&["a,b", "c"])), "a\\,b, c");
    }

    #[test]
    fn bytes_are_hexadecimal() {
        assert_eq!(parse("P", Syntax::Binary, &["01 fF"]), Ok(Value::Binary(vec![1, 255].into())));
        for bad in ["1", "0g", "é1"] {
            assert_eq!(code(parse("P", Syntax::Binary, &[bad])), 5895, "{bad}");
        }
    }

    #[test]
    fn a_file_time_is_a_date_or_a_number() {
        assert_eq!(parse("P", Syntax::FileTime, &["1601-01-01T00:00:01Z"]), Ok(Value::Qword(10_000_000)));
        assert_eq!(parse("P", Syntax::FileTime, &["7"]), Ok(Value::Qword(7)));
        assert_eq!(code(parse("P", Syntax::FileTime, &["tomorrow"])), 5895);
    }

    #[test]
    fn a_text_is_taken_once() {
        assert_eq!(code(parse("P", Syntax::Sz, &["a", "b"])), 87);
    }
}
