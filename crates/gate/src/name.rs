//! What a node's gates are called in the kernel.

use std::io;

/// 12 lower-case hexadecimal digits, derived by the caller from the node's state folder: two nodes in one namespace do not touch each
/// other's gates, and a later life of a node finds what an earlier one left without having written it down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GateName(String);

impl GateName {
    pub const LENGTH: usize = 12;

    /// `InvalidInput` for anything but 12 lower-case hexadecimal digits.
    pub fn new(digits: &str) -> io::Result<GateName> {
        let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if digits.len() != GateName::LENGTH || !digits.bytes().all(lower_hex) {
            let what = format!("a gate's name is {} lower-case hexadecimal digits, not {digits:?}", GateName::LENGTH);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        Ok(GateName(digits.to_string()))
    }

    /// Of the tables (`nft list tables`).
    pub fn table(&self) -> String {
        format!("quorate-{}", self.0)
    }

    /// Its last eight digits as a number that is not 0: the handle of the filters, which says whose they are.
    pub fn number(&self) -> u32 {
        u32::from_str_radix(&self.0[GateName::LENGTH - 8..], 16).unwrap_or(0).max(1)
    }

    /// Of the programs and filters (`tc filter show dev eth0 ingress`), and a letter for the direction; the kernel keeps 15
    /// characters.
    pub fn program(&self) -> String {
        format!("qg{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_twelve_lower_case_digits_are_a_name() {
        assert_eq!(GateName::new("0123456789af").expect("a name").table(), "quorate-0123456789af");
        assert!(GateName::new("0123456789af").expect("a name").program().len() < 15);
        for wrong in ["", "0123456789a", "0123456789aff", "0123456789aF", "0123456789ag", "../../../../"] {
            assert_eq!(GateName::new(wrong).expect_err("no name").kind(), io::ErrorKind::InvalidInput, "{wrong}");
        }
    }
}
