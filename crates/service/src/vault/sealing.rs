//! The arithmetic of the cluster's keys: wrapping one for a node, and encrypting with one (docs/decisions/0011-keys.md).

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use ring::rand::{SecureRandom, SystemRandom};
use x25519_dalek::{PublicKey, StaticSecret};

/// A generation of the cluster's key, or one that was derived from it.
pub type Key = [u8; 32];

const TAG: usize = 16;
/// Format, generation and nonce.
const HEADER: usize = 4 + 4 + NONCE_LEN;
/// What every ciphertext of this form begins with.
const FORMAT: &[u8; 4] = b"QCB1";
/// What a wrapped key is long.
pub const WRAP: usize = 32 + 32 + TAG;

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the kernel gives random bytes");
    bytes
}

/// What a wrapped key is bound to: it opens for no other cluster, generation and node.
#[derive(Clone, Copy)]
pub struct WrapContext {
    pub instance: model::Guid,
    pub generation: u32,
    pub node: u32,
}

impl WrapContext {
    fn bytes(&self) -> Vec<u8> {
        [&b"wrap"[..], &self.instance.0, &self.generation.to_be_bytes(), &self.node.to_be_bytes()].concat()
    }
}

/// Encrypts a key to who has the other half of `public`. Nothing for a public key that has no such half.
pub fn wrap(key: &Key, public: &[u8], context: WrapContext) -> Option<[u8; WRAP]> {
    let public: [u8; 32] = public.try_into().ok()?;
    let once = StaticSecret::from(random::<32>());
    let beginning = PublicKey::from(&once);
    let shared = once.diffie_hellman(&PublicKey::from(public));
    if !shared.was_contributory() {
        return None;
    }
    let sealing = derive(shared.as_bytes(), &[beginning.as_bytes(), &public], b"quorate wrap");
    let mut sealed = key.to_vec();
    // The key of this one message is used once, so any nonce will do.
    let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
    aead(&sealing).seal_in_place_append_tag(nonce, Aad::from(context.bytes()), &mut sealed).ok()?;
    let mut wrapped = [0; WRAP];
    wrapped[..32].copy_from_slice(beginning.as_bytes());
    wrapped[32..].copy_from_slice(&sealed);
    Some(wrapped)
}

/// Nothing for what was not wrapped for this secret, cluster, generation and node.
pub fn unwrap(wrapped: &[u8], secret: &StaticSecret, context: WrapContext) -> Option<Key> {
    let wrapped: &[u8; WRAP] = wrapped.try_into().ok()?;
    let (beginning, sealed) = wrapped.split_first_chunk::<32>()?;
    let public = PublicKey::from(secret);
    let shared = secret.diffie_hellman(&PublicKey::from(*beginning));
    if !shared.was_contributory() {
        return None;
    }
    let sealing = derive(shared.as_bytes(), &[beginning, public.as_bytes()], b"quorate wrap");
    let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
    let mut sealed = sealed.to_vec();
    let key = aead(&sealing).open_in_place(nonce, Aad::from(context.bytes()), &mut sealed).ok()?;
    Key::try_from(&*key).ok()
}

/// What data is encrypted for: the container of a resource. Its salt goes with the resource, and the key with it.
pub struct Container<'a> {
    pub salt: &'a [u8],
    /// The resource's id and the name of the container.
    pub name: &'a str,
}

/// Format, generation, nonce, ciphertext and tag.
pub fn seal(key: &Key, generation: u32, container: &Container<'_>, data: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE_LEN] = random();
    let mut sealed = Vec::with_capacity(HEADER + data.len() + TAG);
    sealed.extend_from_slice(FORMAT);
    sealed.extend_from_slice(&generation.to_be_bytes());
    sealed.extend_from_slice(&nonce);
    let mut body = data.to_vec();
    let bound = Aad::from([&sealed, container.name.as_bytes()].concat());
    let cipher = aead(&derive(key, &[container.salt], b"quorate container"));
    let nonce = Nonce::assume_unique_for_key(nonce);
    cipher.seal_in_place_append_tag(nonce, bound, &mut body).expect("data is shorter than the cipher's limit");
    sealed.extend_from_slice(&body);
    sealed
}

/// The generation that something was encrypted with; nothing for what is of no known form.
pub fn generation_of(sealed: &[u8]) -> Option<u32> {
    let header = sealed.get(..HEADER).filter(|header| header.starts_with(FORMAT))?;
    (sealed.len() >= HEADER + TAG).then(|| u32::from_be_bytes([header[4], header[5], header[6], header[7]]))
}

/// Nothing for what was changed, or encrypted with another key or for another container.
pub fn open(key: &Key, container: &Container<'_>, sealed: &[u8]) -> Option<Vec<u8>> {
    generation_of(sealed)?;
    let (header, body) = sealed.split_at(HEADER);
    let nonce = Nonce::try_assume_unique_for_key(&header[8..]).ok()?;
    let bound = Aad::from([header, container.name.as_bytes()].concat());
    let cipher = aead(&derive(key, &[container.salt], b"quorate container"));
    let mut body = body.to_vec();
    let length = cipher.open_in_place(nonce, bound, &mut body).ok()?.len();
    body.truncate(length);
    Some(body)
}

fn aead(key: &Key) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("a key of 32 bytes"))
}

fn derive(secret: &[u8], salt: &[&[u8]], purpose: &[u8]) -> Key {
    let mut key = [0; 32];
    let purpose = [purpose];
    let extracted = Salt::new(HKDF_SHA256, &salt.concat()).extract(secret);
    let expanded = extracted.expand(&purpose, HKDF_SHA256).and_then(|expanded| expanded.fill(&mut key));
    expanded.expect("32 bytes are less than the most");
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: WrapContext = WrapContext { instance: model::Guid([7; 16]), generation: 3, node: 2 };

    #[test]
    fn a_key_opens_for_the_node_that_it_was_wrapped_for_and_for_nobody_else() {
        let (key, secret) = (random(), StaticSecret::from(random::<32>()));
        let public = PublicKey::from(&secret);
        let wrapped = wrap(&key, public.as_bytes(), CONTEXT).expect("a public key");
        assert_eq!(unwrap(&wrapped, &secret, CONTEXT), Some(key));
        assert_ne!(wrap(&key, public.as_bytes(), CONTEXT), Some(wrapped), "each wrapping is another one");
        assert_eq!(unwrap(&wrapped, &StaticSecret::from(random::<32>()), CONTEXT), None);
        for context in [
            WrapContext { generation: 4, ..CONTEXT },
            WrapContext { node: 3, ..CONTEXT },
            WrapContext { instance: model::Guid([8; 16]), ..CONTEXT },
        ] {
            assert_eq!(unwrap(&wrapped, &secret, context), None);
        }
        for at in 0..WRAP {
            let mut changed = wrapped;
            changed[at] ^= 1;
            assert_eq!(unwrap(&changed, &secret, CONTEXT), None, "byte {at}");
        }
        assert_eq!(unwrap(&wrapped[1..], &secret, CONTEXT), None);
        // Points whose shared secret is known to everybody.
        assert_eq!(wrap(&key, &[0; 32], CONTEXT), None);
        assert_eq!(wrap(&key, &[1; 31], CONTEXT), None);
    }

    #[test]
    fn data_opens_with_its_key_and_container_and_only_unchanged() {
        let key = random();
        let container = Container { salt: &[1; 32], name: "resource/default" };
        for data in [&b""[..], b"secret", &[5; 100_000]] {
            let sealed = seal(&key, 9, &container, data);
            assert_eq!(generation_of(&sealed), Some(9));
            assert_eq!(open(&key, &container, &sealed).as_deref(), Some(data));
        }
        let sealed = seal(&key, 9, &container, b"secret");
        assert_ne!(sealed, seal(&key, 9, &container, b"secret"));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&key, &container, &changed), None, "byte {at}");
            assert_eq!(open(&key, &container, &sealed[..at]), None, "cut at {at}");
        }
        assert_eq!(open(&random(), &container, &sealed), None);
        assert_eq!(open(&key, &Container { salt: &[2; 32], ..container }, &sealed), None);
        assert_eq!(open(&key, &Container { name: "resource/other", salt: &[1; 32] }, &sealed), None);
    }
}
