//! What both forms must do.

use crate::actor::{Actor, wait_until};
use crate::lab::{BOTH, Lab, NAME, V4, V6, add_address, wait_until_boot};
use crate::namespace::{NODE_LINK, NODE_V4, NODE_V6, cable, ip, skip};
use crate::owner::boot_now;
use gate::{Form, GateName};
use rustix::process::Signal;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::Command;

const SECOND_NAME: &str = "ffffffffffff";
const MS: u64 = 1_000_000;
/// The bound for the end of traffic after the deadline.
const END_MAX_MS: i64 = 30;

pub fn shut_after_guard_and_open_after_renewal(form: Form) {
    let mut lab = Lab::serving(form, &BOTH);
    lab.assert_silent(&BOTH);
    lab.open_ms(10_000);
    lab.wait_until_served(&BOTH);
    lab.own("shut_all");
    lab.assert_silent(&BOTH);
    lab.open_ms(10_000);
    lab.assert_silent(&BOTH);
}

/// All user space that belongs to the gate is stopped; the service goes on asking nobody, and the client too.
pub fn ends_at_the_deadline_while_the_owner_is_stopped(form: Form) {
    let mut lab = Lab::serving(form, &BOTH);
    for address in BOTH {
        lab.service.ask(&format!("send {address}"));
        lab.service.ask(&format!("announce {address}"));
    }
    let mut worst_ms = i64::MIN;
    for _ in 0..5 {
        let deadline = lab.open_ms(300);
        lab.owner.signal(Signal::STOP);
        wait_until("the owner is stopped", || lab.owner.is_stopped());
        lab.wait_until_served(&BOTH);
        wait_until_boot(deadline + 100 * MS);
        for address in BOTH {
            let heard = lab.heard(address);
            for (what, last_ns) in [("packet", heard.last_packet_ns), ("claim", heard.last_claim_ns)] {
                let after_ms = (last_ns as i64 - deadline as i64) / MS as i64;
                assert!(after_ms <= END_MAX_MS, "the last {what} of {address} came {after_ms} ms after the deadline");
                // The test would also pass if traffic ended long before.
                assert!(after_ms >= -60, "the last {what} of {address} came {} ms before the deadline", -after_ms);
                worst_ms = worst_ms.max(after_ms);
            }
        }
        lab.assert_silent(&BOTH);
        lab.owner.signal(Signal::CONT);
    }
    println!("\nmeasured: {form:?}: the last frame came {worst_ms} ms after the deadline, at worst of 5");
}

pub fn stays_shut_when_the_owner_was_killed(form: Form) {
    let mut lab = Lab::serving(form, &BOTH);
    let deadline = lab.open_ms(300);
    lab.wait_until_served(&BOTH);
    lab.owner.kill();
    wait_until_boot(deadline + 30 * MS);
    lab.assert_silent(&BOTH);
    let refusal = Actor::start("owner").ask(&format!("create {form:?} {NAME}"));
    assert!(refusal.starts_with("error AlreadyExists"), "{refusal}");
    lab.assert_silent(&BOTH);
    let name = GateName::new(NAME).expect("a name");
    gate::remove_remains(&name).expect("remains can be removed");
    // The addresses are still on the machine: nothing else was holding them back.
    lab.wait_until_served(&BOTH);
    gate::remove_remains(&name).expect("nothing there is fine");
    lab.owner = Actor::start("owner");
    lab.own(&format!("create {form:?} {NAME}"));
}

pub fn two_addresses_are_independent(form: Form) {
    let second = ["10.9.0.101", "fd09::101"];
    let mut lab = Lab::serving(form, &BOTH);
    lab.open_ms(20_000);
    lab.wait_until_served(&BOTH);
    for address in second {
        lab.own(&format!("guard {address}"));
        lab.serve(address);
    }
    // Open for the others is not open for these.
    lab.assert_silent(&second);
    lab.open_ms(20_000);
    lab.wait_until_served(&second);
    for address in BOTH {
        lab.own(&format!("shut {address}"));
    }
    lab.assert_silent(&BOTH);
    lab.wait_until_served(&second);
    lab.open_ms(20_000);
    lab.assert_silent(&BOTH);
    lab.own("open_ms 0");
    lab.assert_silent(&second);
    for address in second {
        lab.own(&format!("forget {address}"));
    }
    // No longer guarded: as reachable as any address.
    lab.wait_until_served(&second);
    lab.assert_silent(&BOTH);
    for address in BOTH {
        lab.own(&format!("forget {address}"));
        lab.own(&format!("guard {address}"));
    }
    lab.assert_silent(&BOTH);
    lab.open_ms(20_000);
    lab.wait_until_served(&BOTH);
}

pub fn a_renewal_opens_neither_late_nor_beyond(form: Form) {
    let mut lab = Lab::serving(form, &BOTH);
    lab.own(&format!("open_at {}", boot_now() - 1));
    lab.own("open_at 0");
    lab.assert_silent(&BOTH);
    lab.open_ms(20_000);
    lab.wait_until_served(&BOTH);
    // An earlier deadline replaces a later one.
    let deadline = lab.open_ms(200);
    wait_until_boot(deadline + 30 * MS);
    lab.assert_silent(&BOTH);
    // Renewed again and again, it is never shut in between.
    let begun = boot_now();
    let mut last = lab.open_ms(150);
    lab.wait_until_served(&BOTH);
    while boot_now() < begun + 1000 * MS {
        wait_until_boot(last - 100 * MS);
        last = lab.open_ms(150);
        lab.wait_until_served(&BOTH);
    }
    lab.own("open_at 0");
    lab.assert_silent(&BOTH);
}

/// An address is not shut for the moment in which it is renewed.
pub fn renewals_lose_no_packets(form: Form) {
    let mut lab = Lab::serving(form, &BOTH);
    lab.open_ms(10_000);
    lab.wait_until_served(&BOTH);
    lab.client.ask("reset");
    lab.own("keep_open_ms 2000");
    for address in BOTH {
        let heard = lab.heard(address);
        // Answers that are on their way are no loss, and an advertisement from the address is a packet besides.
        let lost = heard.probes.saturating_sub(heard.packets.min(heard.claims));
        println!("\nmeasured: {form:?}: {address}: {lost} answers of {} missing in 200 renewals", heard.probes);
        assert!(lost <= heard.probes / 50, "{address}: {heard:?}");
    }
}

pub fn other_traffic_is_left_alone(form: Form) {
    let mut lab = Lab::serving(form, &BOTH);
    for address in [NODE_V4, NODE_V6] {
        lab.listen_on(address);
    }
    lab.wait_until_served(&[NODE_V4, NODE_V6]);
    let listener = TcpListener::bind((NODE_V4, 22)).expect("a port");
    let listener_v6 = TcpListener::bind((NODE_V6, 22)).expect("a port");
    for (listener, address) in [(&listener, "10.9.0.1:22"), (&listener_v6, "[fd09::1]:22")] {
        assert_eq!(lab.client.ask(&format!("tcp {address}")), "Ok(())", "{address}");
        listener.accept().expect("the connection is there");
    }
    lab.assert_silent(&BOTH);
}

pub fn a_hundred_addresses_are_renewed(form: Form) {
    let mut lab = Lab::new(form);
    let addresses: Vec<String> =
        (0..50).flat_map(|n| [format!("10.9.0.{}", n + 100), format!("fd09::{:x}", n + 0x100)]).collect();
    for address in &addresses {
        lab.own(&format!("guard {address}"));
        add_address(address);
    }
    let answer = lab.own("time 101");
    let mut taken: Vec<u64> = answer.split(' ').map(|us| us.parse().expect("microseconds")).collect();
    taken.sort_unstable();
    println!(
        "\nmeasured: {form:?}: 100 addresses renewed in {} us (median), {} us at worst of 101",
        taken[50], taken[100]
    );
    let some = ["10.9.0.149", "fd09::131"];
    for address in some {
        lab.listen_on(address);
    }
    lab.wait_until_served(&some);
    let deadline = lab.open_ms(100);
    wait_until_boot(deadline + 30 * MS);
    lab.assert_silent(&some);
}

pub fn two_names_do_not_touch_each_other(form: Form) {
    let mut lab = Lab::serving(form, &[V4]);
    let mut second = Actor::start("owner");
    assert_eq!(second.ask(&format!("create {form:?} {SECOND_NAME}")), format!("ok {form:?}"));
    assert_eq!(second.ask(&format!("guard {V6}")), "ok ");
    lab.serve(V6);
    lab.open_ms(20_000);
    lab.wait_until_served(&[V4]);
    lab.assert_silent(&[V6]);
    assert!(second.ask("open_ms 20000").starts_with("ok "));
    lab.wait_until_served(&BOTH);
    lab.own("shut_all");
    lab.assert_silent(&[V4]);
    lab.wait_until_served(&[V6]);
    second.kill();
    gate::remove_remains(&GateName::new(SECOND_NAME).expect("a name")).expect("remains can be removed");
    lab.wait_until_served(&[V6]);
    lab.assert_silent(&[V4]);
}

pub fn refusals_name_what_is_wrong(form: Form) {
    let mut lab = Lab::new(form);
    let refusals = [
        ("guard 127.0.0.1", "error InvalidInput"),
        ("guard 224.0.0.1", "error InvalidInput"),
        ("guard ::", "error InvalidInput"),
        ("shut 10.9.0.100", "error NotFound"),
        ("forget 10.9.0.100", "error NotFound"),
        ("guard 10.9.0.100", "ok"),
        ("guard 10.9.0.100", "error AlreadyExists"),
        ("guard ::ffff:10.9.0.100", "error AlreadyExists"),
        ("forget ::ffff:10.9.0.100", "ok"),
        ("shut_all", "ok"),
        ("open_ms 100", "ok"),
    ];
    for (line, wanted) in refusals {
        let answer = lab.owner.ask(line);
        assert!(answer.starts_with(wanted), "{line}: {answer}");
    }
}

pub fn an_interface_that_goes_is_an_error_at_most(form: Form) {
    let mut lab = Lab::serving(form, &BOTH);
    lab.open_ms(20_000);
    lab.wait_until_served(&BOTH);
    ip(&format!("link del {NODE_LINK}"));
    for line in ["open_ms 20000", "guard 10.9.0.101", "shut 10.9.0.100", "forget fd09::100", "shut_all", "open_ms 100"]
    {
        let answer = lab.owner.ask(line);
        assert!(answer.starts_with("ok") || answer.starts_with("error"), "{line}: {answer}");
    }
    lab.owner.kill();
    gate::remove_remains(&GateName::new(NAME).expect("a name")).expect("remains can be removed");
}

pub fn nothing_to_remove_is_fine(_form: Form) {
    let _client = cable();
    gate::remove_remains(&GateName::new(NAME).expect("a name")).expect("nothing there is fine");
    // A user namespace of its own has no rights over this network namespace.
    let mut stranger = Actor::start_without_rights();
    assert_eq!(stranger.ask(&format!("remove_remains {NAME}")), "ok ");
    for form in ["Strict", "Nftables", "best"] {
        let refusal = stranger.ask(&format!("create {form} {NAME}"));
        assert!(refusal.starts_with("error PermissionDenied") && refusal.contains("CAP_"), "{refusal}");
    }
}

pub fn the_best_form_is_taken(form: Form) {
    let mut owner = match form {
        Form::Strict => Actor::start("owner"),
        Form::Nftables => Actor::start_with_rights_to_tables(),
    };
    assert_eq!(owner.ask(&format!("create best {NAME}")), format!("ok {form:?}"));
    assert_eq!(owner.ask(&format!("guard {V4}")), "ok ");
}

/// The old ingress queue and clsact exclude each other, and whoever made it needs it.
pub fn where_no_filter_can_be_put_the_other_form_is_taken(form: Form) {
    let _client = cable();
    let tc = |words: &str| Command::new("tc").args(words.split(' ')).output();
    match tc(&format!("qdisc add dev {NODE_LINK} ingress")) {
        Ok(output) if output.status.success() => {}
        _ => return skip("where_no_filter_can_be_put_the_other_form_is_taken", "tc(8) makes no ingress queue here"),
    }
    let mut owner = Actor::start("owner");
    if form == Form::Strict {
        let refusal = owner.ask(&format!("create Strict {NAME}"));
        assert!(refusal.starts_with("error Unsupported") && refusal.contains(NODE_LINK), "{refusal}");
    }
    assert_eq!(owner.ask(&format!("create best {NAME}")), "ok Nftables");
    let left = tc(&format!("filter show dev {NODE_LINK} ingress")).expect("tc(8) starts").stdout;
    assert!(left.is_empty(), "half a gate is left: {}", String::from_utf8_lossy(&left));
}

/// As every reload of a firewall does.
pub fn a_flush_of_the_ruleset_opens_nothing(form: Form) {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").expect("a kernel");
    let mut numbers = release.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().unwrap_or(0));
    let version: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if form == Form::Nftables && version < (6, 9) {
        return skip("a_flush_of_the_ruleset_opens_nothing", "tables that belong to a process and stay need Linux 6.9");
    }
    let mut lab = Lab::serving(form, &BOTH);
    match Command::new("nft").args(["flush", "ruleset"]).status() {
        Ok(status) => assert!(status.success(), "nft flush ruleset"),
        Err(_) => return skip("a_flush_of_the_ruleset_opens_nothing", "nft(8) is not installed"),
    }
    lab.assert_silent(&BOTH);
    if form == Form::Nftables {
        let refusal = gate::remove_remains(&GateName::new(NAME).expect("a name")).expect_err("the owner lives");
        assert_eq!(refusal.kind(), ErrorKind::PermissionDenied);
    }
    lab.open_ms(10_000);
    lab.wait_until_served(&BOTH);
}
