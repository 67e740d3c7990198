//! Who this life of the service is: its incarnation, and the key with which its resource host signs the last word.

use bytes::Bytes;
use model::Incarnation;
use ring::signature::{Ed25519KeyPair, KeyPair};

pub struct Identity {
    pub incarnation: Incarnation,
    /// Secret: handed to the resource host only.
    pub release_seed: [u8; 32],
    /// Public: every node knows it from the join.
    pub release_key: Bytes,
}

impl Identity {
    /// Draws a new identity from the system's random source.
    pub fn draw() -> Result<Identity, getrandom::Error> {
        let mut number = [0u8; 8];
        let mut release_seed = [0u8; 32];
        getrandom::fill(&mut number)?;
        getrandom::fill(&mut release_seed)?;
        Ok(Identity::of(Incarnation(u64::from_be_bytes(number)), release_seed))
    }

    /// One that goes on under another program.
    pub fn of(incarnation: Incarnation, release_seed: [u8; 32]) -> Identity {
        let pair = Ed25519KeyPair::from_seed_unchecked(&release_seed).expect("any 32 bytes are a seed");
        let release_key = Bytes::copy_from_slice(pair.public_key().as_ref());
        Identity { incarnation, release_seed, release_key }
    }
}
