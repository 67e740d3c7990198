//! The filter beside a model of it in Rust: frames made up and cut off at chance, run by the kernel.

use super::filter::{ADDRESSES, DEADLINE, DROP, Direction, FOLLOWS, NO_OPINION, SHUT};
use super::{DIRECTIONS, key, load, program};
use crate::GateName;
use crate::clock::boot_now;
use crate::strict::object::program_name;
use aya::Ebpf;
use aya::maps::{Array, HashMap};
use aya::programs::{TestRun, TestRunOptions};
use std::io;
use std::net::{IpAddr, Ipv6Addr};

const FRAMES: u32 = 40_000;
/// The kernel's test run takes no frame without these (`bpf_prog_test_run_skb`).
const ETHERNET_LENGTH: usize = 14;

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

/// Guarded addresses, and whether each is open.
fn guarded() -> [(IpAddr, bool); 4] {
    [
        (address("10.9.0.100"), false),
        (address("10.9.0.101"), true),
        (address("fd09::100"), false),
        (address("fd09::101"), true),
    ]
}

/// What the filter is to do, written without a thought of how it does it.
fn model(direction: Direction, frame: &[u8]) -> i32 {
    let packet = &frame[ETHERNET_LENGTH..];
    let is_in = direction == Direction::In;
    let shut = |bytes: &[u8]| {
        let address = match *bytes {
            [a, b, c, d] => IpAddr::from([a, b, c, d]),
            _ => IpAddr::from(<[u8; 16]>::try_from(bytes).expect("an address")),
        };
        // A mapped address on the wire (which nobody should send) counts as the IPv4 address.
        guarded().iter().any(|(known, open)| *known == address.to_canonical() && !open)
    };
    let dropped = match [frame[12], frame[13]] {
        [0x08, 0x00] => packet.len() < 20 || shut(if is_in { &packet[16..20] } else { &packet[12..16] }),
        [0x86, 0xdd] => {
            let discovery = if is_in { 135 } else { 136 };
            packet.len() < 40
                || shut(if is_in { &packet[24..40] } else { &packet[8..24] })
                || (packet[6] == 58 && packet.len() >= 64 && packet[40] == discovery && shut(&packet[48..64]))
        }
        [0x08, 0x06] if packet.len() >= 28 && packet[..6] == [0, 1, 8, 0, 6, 4] => {
            let (sender, target) = (&packet[14..18], &packet[24..28]);
            if is_in { sender != target && shut(target) } else { shut(sender) }
        }
        _ => false,
    };
    if dropped { DROP } else { NO_OPINION }
}

/// A frame that has something to do with the filter, most of the time.
fn random_frame(rng: &mut fastrand::Rng) -> Vec<u8> {
    let mut frame: Vec<u8> = (0..rng.usize(ETHERNET_LENGTH..200)).map(|_| rng.u8(..)).collect();
    let kinds: [[u8; 2]; 6] = [[0x08, 0x00], [0x86, 0xdd], [0x86, 0xdd], [0x08, 0x06], [0x81, 0x00], [rng.u8(..), 7]];
    frame[12..14].copy_from_slice(&kinds[rng.usize(..kinds.len())]);
    let write = |frame: &mut Vec<u8>, at: usize, bytes: &[u8]| {
        if let Some(place) = frame.get_mut(ETHERNET_LENGTH + at..ETHERNET_LENGTH + at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    };
    match [frame[12], frame[13]] {
        [0x08, 0x00] => write(&mut frame, 0, &[0x45]),
        [0x86, 0xdd] => {
            write(&mut frame, 0, &[0x60]);
            if rng.bool() {
                write(&mut frame, 6, &[58]);
                write(&mut frame, 40, &[rng.u8(133..138)]);
            }
        }
        _ if rng.u8(..8) > 0 => write(&mut frame, 0, &[0, 1, 8, 0, 6, 4]),
        _ => {}
    }
    let places: &[usize] = match frame[12..14] {
        [0x08, 0x00] => &[12, 16],
        [0x86, 0xdd] => &[8, 24, 48],
        _ => &[14, 24],
    };
    for at in places {
        match guarded()[rng.usize(..4)].0 {
            IpAddr::V4(v4) if frame[12] == 0x08 => write(&mut frame, *at, &v4.octets()),
            IpAddr::V6(v6) if frame[12] == 0x86 => write(&mut frame, *at, &v6.octets()),
            _ => {}
        }
    }
    frame
}

/// The programs with the guarded addresses in their maps, or why not.
fn loaded() -> io::Result<Ebpf> {
    let mut ebpf = load(&GateName::new("00000000f022")?)?;
    {
        let mut addresses =
            HashMap::<_, [u8; 16], u64>::try_from(ebpf.map_mut(ADDRESSES).expect("a map")).expect("its type");
        for (known, open) in guarded() {
            addresses.insert(key(known), if open { FOLLOWS } else { SHUT }, 0).expect("room");
        }
    }
    set_deadline(&mut ebpf, u64::MAX);
    Ok(ebpf)
}

fn set_deadline(ebpf: &mut Ebpf, deadline: u64) {
    let mut map = Array::<_, u64>::try_from(ebpf.map_mut(DEADLINE).expect("a map")).expect("its type");
    map.set(0, deadline, 0).expect("one deadline");
}

/// What the kernel's run of the filter says; `None` if the kernel takes no such frame in a test run.
fn run(ebpf: &mut Ebpf, direction: Direction, frame: &[u8]) -> Option<i32> {
    let program =
        program(ebpf, &program_name(&GateName::new("00000000f022").expect("a name"), direction)).expect("loaded");
    let options = TestRunOptions { data_in: Some(frame), ..TestRunOptions::default() };
    program.test_run(options).ok().map(|result| result.return_value.cast_signed())
}

fn loaded_or_skipped(test: &str) -> Option<Ebpf> {
    match loaded() {
        Ok(ebpf) => Some(ebpf),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{test} cannot be skipped in CI: {error}");
            eprintln!("skipped: {test}: no program can be loaded: {error}");
            None
        }
    }
}

#[test]
fn the_filter_does_what_the_model_says() {
    let Some(mut ebpf) = loaded_or_skipped("the_filter_does_what_the_model_says") else { return };
    let mut rng = fastrand::Rng::with_seed(20_261_123);
    let (mut dropped, mut refused) = (0, 0);
    for _ in 0..FRAMES {
        let frame = random_frame(&mut rng);
        for (direction, _) in DIRECTIONS {
            let Some(said) = run(&mut ebpf, direction, &frame) else {
                refused += 1;
                continue;
            };
            assert_eq!(said, model(direction, &frame), "{direction:?} {frame:02x?}");
            dropped += u32::from(said == DROP);
        }
    }
    // Neither all nor nothing: the frames reach the filter's branches.
    assert!((FRAMES / 5..FRAMES * 3 / 2).contains(&dropped), "{dropped} of {FRAMES} frames dropped");
    assert!(refused < FRAMES / 5, "{refused} of {FRAMES} frames were not taken");
    println!("{dropped} dropped, {refused} not taken, of {} runs", FRAMES * 2);
}

#[test]
fn the_deadline_is_the_first_instant_that_is_shut() {
    let Some(mut ebpf) = loaded_or_skipped("the_deadline_is_the_first_instant_that_is_shut") else { return };
    let mut frame = vec![0; 34];
    frame[12..15].copy_from_slice(&[0x08, 0x00, 0x45]);
    frame[30..34].copy_from_slice(&[10, 9, 0, 101]);
    let mut said = |deadline: u64| {
        set_deadline(&mut ebpf, deadline);
        run(&mut ebpf, Direction::In, &frame)
    };
    assert_eq!(said(boot_now().0 + 10_000_000_000), Some(NO_OPINION));
    assert_eq!(said(boot_now().0), Some(DROP));
    assert_eq!(said(0), Some(DROP));
    assert_eq!(said(u64::MAX), Some(NO_OPINION));
}

#[test]
fn a_mapped_address_is_the_ipv4_address() {
    assert_eq!(key(address("10.9.0.100")), Ipv6Addr::from([0, 0, 0, 0, 0, 0xffff, 0x0a09, 0x0064]).octets());
}
