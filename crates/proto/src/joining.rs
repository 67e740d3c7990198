//! The join code, and what is proved with it: a machine lets itself be configured only by who knows its code, and who
//! configures it learns that the machine knows it too (docs/decisions/0006-joining.md). The code itself is never sent.

use ring::hmac;
use std::fmt;

/// 5 bits each (RFC 4648 6): 80 bits, which nobody tries through who has seen a proof.
const CHARACTERS: usize = 16;
const GROUP: usize = 4;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Bytes of a nonce, of either side.
pub const NONCE_BYTES: usize = 16;

/// Neither side's words can be said back to it.
const CONFIGURE: &[u8] = b"quorate joining 1: configure";
const CONFIGURED: &[u8] = b"quorate joining 1: configured";

/// Largest message of this protocol, in bytes: who sends it has not proved anything yet.
pub const JOINING_BYTES_MAX: usize = 64 * 1024;

/// `K7QF-2MPA-XWZ3-LD5T`
#[derive(Clone, PartialEq, Eq)]
pub struct JoinCode([u8; CHARACTERS]);

/// Not 16 letters and digits of the alphabet of RFC 4648 6.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAJoinCode;

impl JoinCode {
    /// Of random bytes; each gives one character.
    pub fn from_random(bytes: [u8; CHARACTERS]) -> JoinCode {
        JoinCode(bytes.map(|byte| ALPHABET[usize::from(byte & 31)]))
    }

    /// What makes a proof of the code for these nonces and this configuration.
    pub fn prove(&self, said: &Said<'_>) -> Vec<u8> {
        self.sign(CONFIGURE, said)
    }

    /// Whether [`JoinCode::prove`] made `proof`; takes as long for a nearly right one as for any other.
    pub fn check(&self, said: &Said<'_>, proof: &[u8]) -> bool {
        self.verify(CONFIGURE, said, proof)
    }

    /// What the machine answers when it has done so.
    pub fn prove_answer(&self, said: &Said<'_>) -> Vec<u8> {
        self.sign(CONFIGURED, said)
    }

    /// Whether [`JoinCode::prove_answer`] made `proof`.
    pub fn check_answer(&self, said: &Said<'_>, proof: &[u8]) -> bool {
        self.verify(CONFIGURED, said, proof)
    }

    fn sign(&self, purpose: &[u8], said: &Said<'_>) -> Vec<u8> {
        hmac::sign(&self.key(), &said.to_bytes(purpose)).as_ref().to_vec()
    }

    fn verify(&self, purpose: &[u8], said: &Said<'_>, proof: &[u8]) -> bool {
        hmac::verify(&self.key(), &said.to_bytes(purpose), proof).is_ok()
    }

    fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.0)
    }
}

/// What a proof is about.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The machine's.
    pub nonce: &'a [u8],
    pub client_nonce: &'a [u8],
    /// Empty when only the code is tried.
    pub configuration: &'a [u8],
}

impl Said<'_> {
    /// Lengths stand before the parts, so that no two lists of parts read the same.
    fn to_bytes(self, purpose: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in [purpose, self.nonce, self.client_nonce, self.configuration] {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part);
        }
        bytes
    }
}

impl std::str::FromStr for JoinCode {
    type Err = NotAJoinCode;

    /// As it was shown, in either case, with or without hyphens and spaces.
    fn from_str(text: &str) -> Result<JoinCode, NotAJoinCode> {
        let characters = text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')).map(|byte| byte.to_ascii_uppercase());
        let characters: Vec<u8> = characters.take(CHARACTERS + 1).collect();
        let code: [u8; CHARACTERS] = characters.try_into().map_err(|_| NotAJoinCode)?;
        if code.iter().all(|byte| ALPHABET.contains(byte)) { Ok(JoinCode(code)) } else { Err(NotAJoinCode) }
    }
}

impl fmt::Display for JoinCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, group) in self.0.chunks(GROUP).enumerate() {
            let hyphen = if i == 0 { "" } else { "-" };
            write!(f, "{hyphen}{}", std::str::from_utf8(group).expect("the alphabet is ASCII"))?;
        }
        Ok(())
    }
}

/// A code is a secret: it does not get into a log by way of a structure that has one.
impl fmt::Debug for JoinCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JoinCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(first: u8) -> JoinCode {
        let mut bytes = [7; CHARACTERS];
        bytes[0] = first;
        JoinCode::from_random(bytes)
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = JoinCode::from_random(std::array::from_fn(|i| i as u8 * 17));
        let text = code.to_string();
        assert_eq!(text.len(), CHARACTERS + 3);
        for typed in [text.clone(), text.to_lowercase(), text.replace('-', ""), text.replace('-', " ")] {
            assert_eq!(typed.parse(), Ok(code.clone()), "{typed}");
        }
        for wrong in ["", "AAAA", "AAAA-AAAA-AAAA-AAA1", "AAAA-AAAA-AAAA-AAAAA", "ÄAAA-AAAA-AAAA-AAA"] {
            assert_eq!(wrong.parse::<JoinCode>(), Err(NotAJoinCode), "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "JoinCode(..)");
    }

    #[test]
    fn a_proof_holds_for_one_code_and_for_what_it_was_made_of() {
        let said = Said { nonce: b"nonce", client_nonce: b"client", configuration: b"configuration" };
        let proof = code(1).prove(&said);
        assert!(code(1).check(&said, &proof));
        assert!(!code(2).check(&said, &proof));
        let other = Said { nonce: b"other", ..said };
        let shifted = Said { client_nonce: b"clientc", configuration: b"onfiguration", ..said };
        let empty = Said { configuration: b"", ..said };
        for wrong in [other, shifted, empty] {
            assert!(!code(1).check(&wrong, &proof), "{wrong:?}");
        }
        let answer = code(1).prove_answer(&said);
        assert!(code(1).check_answer(&said, &answer));
        assert!(!code(1).check_answer(&said, &proof) && !code(1).check(&said, &answer));
        assert!(!code(1).check(&said, &proof[..31]) && !code(1).check(&said, b""));
    }

    #[test]
    fn random_bytes_give_every_character() {
        let seen: std::collections::BTreeSet<u8> =
            (0..=255u8).flat_map(|byte| JoinCode::from_random([byte; CHARACTERS]).0).collect();
        assert_eq!(seen.len(), ALPHABET.len());
    }
}
