//! A node with an owner of gates and a service, and a client.

use crate::actor::{Actor, wait_until};
use crate::client::Heard;
use crate::namespace::{NODE_LINK, cable, ip};
use crate::owner::boot_now;
use gate::Form;

pub const V4: &str = "10.9.0.100";
pub const V6: &str = "fd09::100";
pub const BOTH: [&str; 2] = [V4, V6];
pub const NAME: &str = "0a1b2c3d4e5f";

/// Rounds of probes without an answer that count as silence.
const SILENCE_PROBES: u64 = 60;

pub struct Lab {
    pub client: Actor,
    pub owner: Actor,
    pub service: Actor,
}

impl Lab {
    /// Gates are made, nothing is guarded.
    pub fn new(form: Form) -> Lab {
        let client = cable();
        let mut lab = Lab { client, owner: Actor::start("owner"), service: Actor::start("service") };
        lab.own(&format!("create {form:?} {NAME}"));
        lab
    }

    /// The addresses are guarded and then on the machine, a service echoes on each, the client asks them.
    pub fn serving(form: Form, addresses: &[&str]) -> Lab {
        let mut lab = Lab::new(form);
        for address in addresses {
            lab.own(&format!("guard {address}"));
            lab.serve(address);
        }
        lab
    }

    pub fn serve(&mut self, address: &str) {
        add_address(address);
        self.listen_on(address);
    }

    /// A service echoes on an address of this machine, the client asks it.
    pub fn listen_on(&mut self, address: &str) {
        self.service.ask(&format!("echo {address}"));
        self.client.ask(&format!("probe {address}"));
    }

    /// The owner does it, without an error.
    pub fn own(&mut self, line: &str) -> String {
        let answer = self.owner.ask(line);
        answer.strip_prefix("ok").unwrap_or_else(|| panic!("{line}: {answer}")).trim().to_string()
    }

    /// Opens for so long, says until when.
    pub fn open_ms(&mut self, ms: u64) -> u64 {
        self.own(&format!("open_ms {ms}")).parse().expect("nanoseconds")
    }

    pub fn heard(&mut self, address: &str) -> Heard {
        Heard::of(&mut self.client, address)
    }

    pub fn wait_until_served(&mut self, addresses: &[&str]) {
        self.client.ask("reset");
        for address in addresses {
            wait_until(&format!("{address} is served"), || self.heard(address).is_served());
        }
    }

    /// The client asks often enough and hears nothing of any of them.
    pub fn assert_silent(&mut self, addresses: &[&str]) {
        self.client.ask("reset");
        for address in addresses {
            wait_until("probes are sent", || self.heard(address).probes >= SILENCE_PROBES);
            let heard = self.heard(address);
            assert!(heard.is_silent(), "{address} is to be shut: {heard:?}");
        }
    }
}

pub fn add_address(address: &str) {
    let (prefix, flag) = if address.contains(':') { (64, " nodad") } else { (24, "") };
    ip(&format!("addr add {address}/{prefix} dev {NODE_LINK}{flag}"));
}

pub fn wait_until_boot(instant: u64) {
    wait_until("the clock goes on", || boot_now() >= instant);
}
