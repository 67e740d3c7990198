//! The role of the process that has the gates.

use crate::actor::serve;
use gate::{Form, Gate, GateName};
use model::BootTime;
use rustix::process::{Signal, getpid, kill_process};
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

static FREEZE: AtomicBool = AtomicBool::new(false);

/// Stops this process in the middle of a renewal, once, if it was asked for.
fn before_sending() {
    if FREEZE.swap(false, Ordering::SeqCst) {
        kill_process(getpid(), Signal::STOP).expect("a process may stop itself");
    }
}

pub fn boot_now() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

pub fn run() {
    let mut gate: Option<Box<dyn Gate>> = None;
    serve(|verb, rest| match answer(&mut gate, verb, rest) {
        Ok(text) => format!("ok {text}"),
        Err(error) => format!("error {:?} {error}", error.kind()),
    });
}

fn answer(gate: &mut Option<Box<dyn Gate>>, verb: &str, rest: &str) -> io::Result<String> {
    if verb == "create" {
        let (form, name) = rest.split_once(' ').expect("form and name");
        let form = match form {
            "Strict" => Some(Form::Strict),
            "Nftables" => Some(Form::Nftables),
            _ => None,
        };
        let made = gate::prepare(&GateName::new(name)?).create_observed(form, before_sending)?;
        let answer = format!("{:?}", made.form());
        *gate = Some(made);
        return Ok(answer);
    }
    if verb == "remove_remains" {
        gate::remove_remains(&GateName::new(rest)?)?;
        return Ok(String::new());
    }
    let gate = gate.as_mut().expect("created");
    let address = || rest.parse::<IpAddr>().expect("an address");
    match verb {
        "guard" => gate.guard(address())?,
        "shut" => gate.shut(address())?,
        "forget" => gate.forget(address())?,
        "shut_all" => gate.shut_all()?,
        "freeze_next" => FREEZE.store(true, Ordering::SeqCst),
        // Says the deadline, which it computes before it calls.
        "open_ms" => {
            let deadline = BootTime(boot_now()).plus_ms(rest.parse().expect("milliseconds"));
            gate.open_until(deadline)?;
            return Ok(deadline.0.to_string());
        }
        "open_at" => gate.open_until(BootTime(rest.parse().expect("nanoseconds")))?,
        // For so many milliseconds, a second ahead, five times as often as a lease is renewed.
        "keep_open_ms" => {
            let begun = Instant::now();
            let whole = Duration::from_millis(rest.parse().expect("milliseconds"));
            while begun.elapsed() < whole {
                gate.open_until(BootTime(boot_now()).plus_ms(1000))?;
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        // Microseconds of each of so many renewals.
        "time" => {
            let mut taken = Vec::new();
            for _ in 0..rest.parse::<u32>().expect("a count") {
                let begun = Instant::now();
                gate.open_until(BootTime(boot_now()).plus_ms(5000))?;
                taken.push(begun.elapsed().as_micros().to_string());
            }
            return Ok(taken.join(" "));
        }
        _ => panic!("the owner does not know {verb}"),
    }
    Ok(String::new())
}
