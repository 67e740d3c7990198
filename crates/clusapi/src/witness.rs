//! Which functions were called, and how each call ended: for the tests that ask whether every function was.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

thread_local! {
    static FAILURE: Cell<u32> = const { Cell::new(0) };
}

static CALLS: Mutex<BTreeMap<&str, BTreeSet<u32>>> = Mutex::new(BTreeMap::new());

/// The codes that the calls of each function ended with; 0 is a success.
pub fn calls() -> BTreeMap<&'static str, BTreeSet<u32>> {
    CALLS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Runs a function of the interface, and keeps how it ended. What it calls of the program may call functions in its turn.
pub(crate) fn watched<T>(name: &'static str, function: impl FnOnce() -> T) -> T {
    let around = FAILURE.replace(0);
    let answer = function();
    let code = FAILURE.replace(around);
    CALLS.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default().insert(code);
    answer
}

/// The function that this thread is in has failed.
pub(crate) fn failed(code: u32) {
    FAILURE.set(code);
}

/// A function, and how it is called with next to nothing.
pub struct BareCall {
    pub name: &'static str,
    /// The kinds of the handles that it takes, in their order.
    pub kinds: &'static [&'static str],
    /// Calls it with null, zero and nothing in the other arguments.
    pub call: fn(&Bare<'_>),
}

/// A function, and how it is asked for one of the texts that it writes.
pub struct WritingCall {
    pub name: &'static str,
    /// Of the text.
    pub argument: &'static str,
    /// With the buffer and its length; of other texts and data, only the length is asked for.
    pub call: fn(&Bare<'_>, *mut u16, *mut u32),
}

/// What a bare call is made with.
pub struct Bare<'a> {
    /// By kind.
    pub handles: &'a dyn Fn(&str) -> isize,
    /// By the argument's name: the texts that a function takes; may be null.
    pub texts: &'a dyn Fn(&str) -> *const u16,
    /// In the place of each number.
    pub number: u32,
}

impl Bare<'_> {
    fn handle(&self, kind: &str) -> isize {
        (self.handles)(kind)
    }

    fn text(&self, argument: &str) -> *const u16 {
        (self.texts)(argument)
    }
}

/// Calls that the original would not always survive.
#[allow(non_snake_case, clippy::all, reason = "generated")]
mod bare_calls {
    use super::{BareCall, WritingCall};
    use crate::sys::*;

    include!(concat!(env!("OUT_DIR"), "/bare_calls.rs"));
}

pub use bare_calls::{BARE_CALLS, WRITING_CALLS};
