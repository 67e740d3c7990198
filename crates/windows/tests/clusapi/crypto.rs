use crate::fixture::*;
use clusapi::access::Access;
use clusapi::boundary::{Answer, Fail};
use clusapi::session::Cluster;
use std::ptr::{null, null_mut};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PCWSTR, w};

const RSA_AES: u32 = 24;
const CREATE: u32 = 1;

fn open(resource: &str, key: Option<&str>, kind: u32, flags: u32) -> Result<HCLUSCRYPTPROVIDER, WIN32_ERROR> {
    use_as_local();
    let (resource, provider) = (HSTRING::from(resource), c"Any Provider".as_ptr().cast());
    // SAFETY: texts are texts.
    let opened = unsafe {
        match key {
            None => OpenClusterCryptProvider(&resource, provider, kind, flags),
            Some(key) => OpenClusterCryptProviderEx(&resource, &HSTRING::from(key), provider, kind, flags),
        }
    };
    if opened.0 == 0 { Err(last_error()) } else { Ok(opened) }
}

/// What a function allocated; it is freed here.
fn taken(call: impl FnOnce(*mut *mut u8, *mut u32) -> u32) -> Result<Vec<u8>, u32> {
    let (mut place, mut size) = (null_mut(), 77);
    match call(&raw mut place, &raw mut size) {
        0 => {}
        code => {
            assert!(place.is_null());
            return Err(code);
        }
    }
    // SAFETY: it points at so many.
    unsafe {
        assert!(!place.is_null());
        let bytes = std::slice::from_raw_parts(place, size as usize).to_vec();
        assert_eq!(FreeClusterCrypt(place.cast()), 0);
        Ok(bytes)
    }
}

fn encrypt(provider: HCLUSCRYPTPROVIDER, data: &[u8]) -> Result<Vec<u8>, u32> {
    // SAFETY: the places are there.
    taken(|place, size| unsafe { ClusterEncrypt(provider, data, place, size) })
}

fn decrypt(provider: HCLUSCRYPTPROVIDER, data: &[u8]) -> Result<Vec<u8>, u32> {
    // SAFETY: the places are there.
    taken(|place, size| unsafe { ClusterDecrypt(provider, data.as_ptr(), data.len() as u32, place, size) })
}

/// A connection to one node, for what no function of the original does.
fn node(number: u32) -> Cluster {
    Cluster::connect(Some(&socket(number).to_string()), Access::All).expect("it is there")
}

/// Whether every node can open the new generation of the key.
fn rotate() -> bool {
    let rotated = node(1).ask(async |client| client.rotate_key().await).expect("rotated");
    rotated.missing.is_empty()
}

fn decrypt_on(number: u32, resource: &str, sealed: &[u8]) -> Answer<Vec<u8>> {
    node(number).ask(async |client| {
        let container = client.crypt_container(resource, "Default", "", RSA_AES, false).await?;
        client.decrypt(&container, sealed).await
    })
}

#[test]
fn what_is_encrypted_opens_for_its_container_alone_and_only_unchanged() {
    let group = group("Encrypting");
    let (one, other) = (resource(group, "Encrypting 1"), resource(group, "Encrypting 2"));
    assert_eq!(open("Encrypting 1", None, RSA_AES, 0), Err(ERROR_FILE_NOT_FOUND), "without the flag none is made");
    let first = open("Encrypting 1", None, RSA_AES, CREATE).expect("made");
    let again = open("encrypting 1", None, RSA_AES, 0).expect("there by now");
    let named = open("Encrypting 1", Some("Named"), RSA_AES, CREATE).expect("made");
    let elsewhere = open("Encrypting 2", None, RSA_AES, CREATE).expect("made");
    for data in [&b""[..], b"secret", &[7; 100_000]] {
        let sealed = encrypt(first, data).expect("encrypted");
        assert!(data.is_empty() || !sealed.windows(data.len()).any(|part| part == data));
        assert_eq!(decrypt(first, &sealed).as_deref(), Ok(data));
        assert_eq!(decrypt(again, &sealed).as_deref(), Ok(data));
        assert_eq!(decrypt(named, &sealed), Err(ERROR_INVALID_DATA.0));
        assert_eq!(decrypt(elsewhere, &sealed), Err(ERROR_INVALID_DATA.0));
    }
    let sealed = encrypt(first, b"secret").expect("encrypted");
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 0x40;
        assert_eq!(decrypt(first, &changed), Err(ERROR_INVALID_DATA.0), "byte {at}");
    }
    assert_eq!(decrypt(first, &sealed[..sealed.len() - 1]), Err(ERROR_INVALID_DATA.0));
    assert_eq!(decrypt(first, b"x"), Err(ERROR_INVALID_DATA.0));
    assert_eq!(decrypt(first, b""), Err(ERROR_INVALID_PARAMETER.0));
    // SAFETY: handles are open.
    unsafe {
        assert_eq!(DeleteClusterResource(one), 0);
        assert_eq!(encrypt(first, b"x"), Err(ERROR_RESOURCE_NOT_AVAILABLE.0));
        assert_eq!(decrypt(first, &sealed), Err(ERROR_RESOURCE_NOT_AVAILABLE.0), "its keys went with it");
        for provider in [first, again, named, elsewhere] {
            assert_eq!(CloseClusterCryptProvider(provider), 0);
            assert_eq!(CloseClusterCryptProvider(provider), ERROR_INVALID_HANDLE.0);
        }
        assert_eq!(encrypt(first, b"x"), Err(ERROR_INVALID_HANDLE.0));
        assert_eq!((DeleteClusterResource(other), DeleteClusterGroup(group)), (0, 0));
    }
}

#[test]
fn every_node_opens_it_and_so_it_does_after_the_key_was_changed() {
    let group = group("Rotated");
    let owner = resource(group, "Rotated Resource");
    let provider = open("Rotated Resource", None, RSA_AES, CREATE).expect("made");
    let before = encrypt(provider, b"before").expect("encrypted");
    let generation = |sealed: &[u8]| u32::from_be_bytes(sealed[4..8].try_into().expect("four bytes"));
    crate::services::wait_until("all nodes to have the key", || rotate().then_some(()));
    let after = encrypt(provider, b"after").expect("encrypted");
    assert!(generation(&after) > generation(&before));
    assert_eq!(decrypt(provider, &before).as_deref(), Ok(&b"before"[..]));
    for node in 1..=3 {
        let data = [(&before, &b"before"[..]), (&after, b"after")];
        for (sealed, expected) in data {
            let opened = crate::services::wait_until("the node to have the key", || {
                match decrypt_on(node, "Rotated Resource", sealed) {
                    Err(Fail(code)) if code.number() == ERROR_CLUSTER_NODE_NOT_READY.0 => None,
                    answer => Some(answer),
                }
            });
            assert_eq!(opened.as_deref(), Ok(expected), "node {node}");
        }
    }
    // SAFETY: handles are open.
    unsafe {
        assert_eq!(CloseClusterCryptProvider(provider), 0);
        assert_eq!((DeleteClusterResource(owner), DeleteClusterGroup(group)), (0, 0));
    }
}

#[test]
fn a_provider_is_opened_for_a_resource_that_is_there_and_a_known_type() {
    let group = group("Provided");
    let owner = resource(group, "Provided Resource");
    assert_eq!(open("No Such Resource", None, RSA_AES, CREATE), Err(ERROR_RESOURCE_NOT_FOUND));
    assert_eq!(open("No Such Resource", Some("x"), RSA_AES, CREATE), Err(ERROR_RESOURCE_NOT_FOUND));
    for kind in [0, 7, 11, 19, 25, u32::MAX] {
        assert_eq!(open("Provided Resource", None, kind, CREATE), Err(ERROR_INVALID_PARAMETER), "{kind}");
        assert_eq!(open("Provided Resource", Some("x"), kind, CREATE), Err(ERROR_INVALID_PARAMETER), "{kind}");
    }
    assert_eq!(open("Provided Resource", None, RSA_AES, 2), Err(ERROR_INVALID_PARAMETER));
    assert_eq!(open("Provided Resource", Some("a\\b"), RSA_AES, CREATE), Err(ERROR_INVALID_PARAMETER));
    // SAFETY: texts are texts, null is refused or harmless.
    unsafe {
        assert_eq!(OpenClusterCryptProvider(PCWSTR::null(), null(), RSA_AES, CREATE).0, 0);
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        let unnamed = OpenClusterCryptProviderEx(w!("Provided Resource"), PCWSTR::null(), null(), 1, CREATE);
        assert_ne!(unnamed.0, 0);
        assert_eq!(ClusterEncrypt(unnamed, b"x", null_mut(), null_mut()), ERROR_INVALID_PARAMETER.0);
        let mut place = null_mut();
        assert_eq!(ClusterDecrypt(unnamed, b"x".as_ptr(), 1, &raw mut place, null_mut()), ERROR_INVALID_PARAMETER.0);
        assert_eq!(FreeClusterCrypt(null()), 0);
        for handle in [0, 77, cluster().0] {
            let made_up = HCLUSCRYPTPROVIDER(handle);
            assert_eq!(CloseClusterCryptProvider(made_up), ERROR_INVALID_HANDLE.0);
            let (mut place, mut size) = (null_mut(), 0);
            assert_eq!(ClusterEncrypt(made_up, b"x", &raw mut place, &raw mut size), ERROR_INVALID_HANDLE.0);
            assert_eq!(
                ClusterDecrypt(made_up, b"x".as_ptr(), 1, &raw mut place, &raw mut size),
                ERROR_INVALID_HANDLE.0
            );
        }
        assert_eq!(CloseClusterCryptProvider(unnamed), 0);
        assert_eq!((DeleteClusterResource(owner), DeleteClusterGroup(group)), (0, 0));
    }
}
