//! A renewal that is frozen between computing its time and sending it.

use crate::actor::wait_until;
use crate::lab::{BOTH, Lab, wait_until_boot};
use crate::owner::boot_now;
use gate::Form;
use rustix::process::Signal;

const MS: u64 = 1_000_000;
/// What a client may see of the moment in which the nftables form notices that it was frozen.
const GLIMPSE_MAX_MS: u64 = 10;

/// The deadline passes while the owner is frozen. When it thaws, its renewal reaches the kernel, too late.
pub fn a_frozen_renewal_opens_nothing(form: Form) {
    let mut lab = Lab::serving(form, &BOTH);
    for address in BOTH {
        lab.service.ask(&format!("send {address}"));
    }
    // Opened and lapsed: a renewal would open them in all forms.
    let deadline = lab.open_ms(100);
    lab.wait_until_served(&BOTH);
    wait_until_boot(deadline + 30 * MS);
    let mut longest_us = 0;
    for _ in 0..5 {
        lab.assert_silent(&BOTH);
        let deadline = boot_now() + 300 * MS;
        lab.own("freeze_next");
        lab.owner.say(&format!("open_at {deadline}"));
        wait_until("the owner is frozen", || lab.owner.is_stopped());
        assert!(boot_now() < deadline, "frozen before the deadline");
        wait_until_boot(deadline + 50 * MS);
        lab.assert_silent(&BOTH);
        lab.client.ask("reset");
        let thawed = boot_now();
        lab.owner.signal(Signal::CONT);
        let answer = lab.owner.answer();
        assert!(answer.starts_with("ok"), "{answer}");
        wait_until_boot(thawed + 50 * MS);
        for address in BOTH {
            let heard = lab.heard(address);
            match form {
                Form::Strict => assert!(heard.is_silent(), "a late renewal opened {address}: {heard:?}"),
                Form::Nftables => {
                    let open_ms = heard.last_ns().saturating_sub(thawed) / MS;
                    assert!(open_ms <= GLIMPSE_MAX_MS, "{address} was open for {open_ms} ms");
                    longest_us = longest_us.max(heard.last_ns().saturating_sub(thawed) / 1000);
                }
            }
        }
        lab.assert_silent(&BOTH);
    }
    println!("\nmeasured: {form:?}: a renewal thawed after the deadline was heard for {longest_us} us, at worst of 5");
}
