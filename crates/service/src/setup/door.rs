//! Who may configure this machine over the network: who knows its join code. The code lives as long as this process, at most; a few
//! wrong tries end it sooner.

use model::{Refusal, Win32Code};
use proto::joining::{JoinCode, NONCE_BYTES, Said};
use std::collections::VecDeque;
use std::io::Result;
use std::time::{Duration, Instant};

/// Wrong proofs that one code bears.
const WRONG_MAX: u32 = 5;
/// After so many, nobody may try for this long; each time it is twice as long as before.
const CLOSED_MIN: Duration = Duration::from_secs(5);
const CLOSED_MAX: Duration = Duration::from_secs(600);
/// How long a nonce may be used, and how many may be under way. Asking for more makes the oldest void.
const NONCE_LIFE: Duration = Duration::from_secs(60);
const NONCES_MAX: usize = 256;

type Nonce = [u8; NONCE_BYTES];

pub struct Door {
    code: JoinCode,
    nonces: VecDeque<(Nonce, Instant)>,
    wrong: u32,
    closed_for: Duration,
    closed_until: Option<Instant>,
}

impl Door {
    pub fn new() -> Result<Door> {
        let (nonces, closed_for) = (VecDeque::new(), CLOSED_MIN);
        Ok(Door { code: JoinCode::from_random(random()?), nonces, wrong: 0, closed_for, closed_until: None })
    }

    /// Only for who is root on this machine.
    pub fn code(&self) -> &JoinCode {
        &self.code
    }

    /// A nonce for one proof.
    pub fn challenge(&mut self, now: Instant) -> Result<Nonce> {
        let nonce = random()?;
        self.nonces.retain(|(_, since)| now.duration_since(*since) < NONCE_LIFE);
        if self.nonces.len() == NONCES_MAX {
            self.nonces.pop_front();
        }
        self.nonces.push_back((nonce, now));
        Ok(nonce)
    }

    /// Whether `proof` was made with the code, for a nonce of ours that was not used yet.
    pub fn check(&mut self, now: Instant, said: &Said<'_>, proof: &[u8]) -> std::result::Result<(), Refusal> {
        if let Some(left) = self.closed_until.and_then(|until| until.checked_duration_since(now)) {
            let seconds = left.as_secs() + 1;
            let message =
                format!("Too many wrong join codes were tried on this machine: it takes none for another {seconds} s");
            return Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next("quorate node join-code"));
        }
        let used = self.nonces.iter().position(|(nonce, _)| nonce == said.nonce);
        let fresh = used.and_then(|at| self.nonces.remove(at));
        if fresh.is_none_or(|(_, since)| now.duration_since(since) >= NONCE_LIFE) {
            let message = "The proof of the join code comes too late, or for the second time";
            return Err(Refusal::new(Win32Code::ERROR_INVALID_DATA, message).next("quorate node add"));
        }
        if self.code.check(said, proof) {
            self.wrong = 0;
            return Ok(());
        }
        self.wrong += 1;
        tracing::warn!(wrong = self.wrong, "a wrong join code was tried over the network");
        if self.wrong >= WRONG_MAX {
            self.change_code(now);
        }
        let message = "This is not the join code of that machine; nothing was changed";
        Err(Refusal::new(Win32Code::ERROR_ACCESS_DENIED, message).next("quorate node join-code"))
    }

    fn change_code(&mut self, now: Instant) {
        // Without random bytes the old code stays, and the door is shut all the same.
        if let Ok(bytes) = random() {
            self.code = JoinCode::from_random(bytes);
        }
        self.wrong = 0;
        self.closed_until = Some(now + self.closed_for);
        tracing::error!(
            "{WRONG_MAX} wrong join codes were tried: there is a new code, and none is taken for {} s",
            self.closed_for.as_secs()
        );
        self.closed_for = (self.closed_for * 2).min(CLOSED_MAX);
    }
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(door: &mut Door, now: Instant, code: &JoinCode) -> std::result::Result<(), Win32Code> {
        let nonce = door.challenge(now).unwrap();
        let said = Said { nonce: &nonce, client_nonce: b"client", configuration: b"" };
        door.check(now, &said, &code.prove(&said)).map_err(|refusal| refusal.code)
    }

    fn wrong_code() -> JoinCode {
        JoinCode::from_random([0; 16])
    }

    #[test]
    fn the_code_opens_and_a_nonce_serves_once_and_for_a_minute() {
        let (mut door, now) = (Door::new().unwrap(), Instant::now());
        let code = door.code().clone();
        let nonce = door.challenge(now).unwrap();
        let said = Said { nonce: &nonce, client_nonce: b"client", configuration: b"" };
        let proof = code.prove(&said);
        assert_eq!(door.check(now, &said, &proof), Ok(()));
        assert_eq!(door.check(now, &said, &proof).unwrap_err().code, Win32Code::ERROR_INVALID_DATA);
        let nonce = door.challenge(now).unwrap();
        let said = Said { nonce: &nonce, ..said };
        let late = door.check(now + NONCE_LIFE, &said, &code.prove(&said));
        assert_eq!(late.unwrap_err().code, Win32Code::ERROR_INVALID_DATA);
        let said = Said { nonce: b"of my own choice", ..said };
        assert!(door.check(now, &said, &code.prove(&said)).is_err());
    }

    #[test]
    fn wrong_codes_end_the_code_and_shut_the_door_for_longer_and_longer() {
        let (mut door, mut now) = (Door::new().unwrap(), Instant::now());
        let mut closed_for = CLOSED_MIN;
        for _ in 0..3 {
            let code = door.code().clone();
            for _ in 0..WRONG_MAX - 1 {
                assert_eq!(attempt(&mut door, now, &wrong_code()), Err(Win32Code::ERROR_ACCESS_DENIED));
                assert_eq!(*door.code(), code);
            }
            // A right one in between counts.
            assert_eq!(attempt(&mut door, now, &code), Ok(()));
            for _ in 0..WRONG_MAX {
                assert_eq!(*door.code(), code);
                assert!(attempt(&mut door, now, &wrong_code()).is_err());
            }
            assert_ne!(*door.code(), code);
            let new = door.code().clone();
            assert_eq!(attempt(&mut door, now, &new), Err(Win32Code::ERROR_ACCESS_DENIED), "the door is shut");
            now += closed_for - Duration::from_millis(1);
            assert!(attempt(&mut door, now, &new).is_err());
            now += Duration::from_millis(2);
            assert_eq!(attempt(&mut door, now, &code), Err(Win32Code::ERROR_ACCESS_DENIED), "the old code is void");
            assert_eq!(attempt(&mut door, now, &new), Ok(()));
            closed_for *= 2;
        }
    }

    #[test]
    fn questions_without_end_take_no_memory_without_end() {
        let (mut door, now) = (Door::new().unwrap(), Instant::now());
        for _ in 0..NONCES_MAX * 3 {
            door.challenge(now).unwrap();
        }
        assert_eq!(door.nonces.len(), NONCES_MAX);
        door.challenge(now + NONCE_LIFE).unwrap();
        assert_eq!(door.nonces.len(), 1);
    }
}
