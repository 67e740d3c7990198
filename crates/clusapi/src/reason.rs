//! Why a change is made: said by who calls, or asked of the process's handler (conventions, "Reason strings").

use crate::boundary::Answer;
use crate::session::Cluster;
use crate::sys::*;
use crate::{handle, text};
use model::Reason;
use model::request::REASON_CHARACTERS;
use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

/// Room for what a handler writes, with the terminator.
const ROOM: u32 = REASON_CHARACTERS as u32 + 1;

thread_local! {
    /// Of the call that this thread is making.
    static CURRENT: RefCell<Said> = const { RefCell::new(Said::Nothing) };
}

/// What is known of the reason.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Said {
    Nothing,
    Reason(Reason),
    /// The handler is being asked: what it changes has no reason, or it would be asked for ever.
    Asking,
}

/// The structure is the caller's, who keeps it until another one, or null, takes its place.
struct Installed(*mut CLUSAPI_REASON_HANDLER);

// SAFETY: who installs a handler promises that any thread may call it.
unsafe impl Send for Installed {}

static HANDLER: Mutex<Installed> = Mutex::new(Installed(std::ptr::null_mut()));

exported! {
    /// Installs the handler that is asked for the reason of a change when who makes it gives none. The answer is the one before it; null
    /// takes it away. `lpSize` of the handler is in characters: on its call the room with the terminator, afterwards what it wrote without.
    fn ClusapiSetReasonHandler(lphandler: *const CLUSAPI_REASON_HANDLER) -> pointer *mut CLUSAPI_REASON_HANDLER {
        let mut installed = HANDLER.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(std::mem::replace(&mut installed.0, lphandler.cast_mut()))
    }
}

/// The text that a caller gives; null, blank and what is no text are no reason, which fails no call.
///
/// # Safety
/// Null, or a text that ends in a NUL.
pub unsafe fn read(text: PCWSTR) -> Option<Reason> {
    // SAFETY: as above.
    let text = unsafe { text::read_or_null(text) }.ok().flatten()?;
    Reason::new(&text)
}

/// Makes a call whose changes have this reason.
pub fn given<T>(reason: Option<Reason>, call: impl FnOnce() -> T) -> T {
    let _before = during(reason.map_or(Said::Nothing, Said::Reason));
    call()
}

/// The reason for a change that is about to be made; empty for none.
pub fn of_change(cluster: &Cluster) -> String {
    match CURRENT.with_borrow(Said::clone) {
        Said::Reason(reason) => reason.to_string(),
        Said::Asking => String::new(),
        Said::Nothing => ask(cluster).unwrap_or_default(),
    }
}

/// Calls the handler, if there is one, with a handle of the cluster that is closed afterwards.
fn ask(cluster: &Cluster) -> Option<String> {
    let installed = HANDLER.lock().unwrap_or_else(PoisonError::into_inner).0;
    // SAFETY: the structure lives as long as it is installed.
    let handler = unsafe { installed.as_ref() }?;
    let (parameter, function) = (handler.lpParameter, handler.pfnHandler?);
    let _before = during(Said::Asking);
    let opened = Opened(handle::give(cluster.clone()));
    let (mut buffer, mut size) = ([0_u16; ROOM as usize], ROOM);
    // SAFETY: the buffer has as much room as is said, and the handler is of the type that was promised.
    let supplied = unsafe { function(parameter, opened.0, buffer.as_mut_ptr(), &raw mut size) };
    let said = buffer.split(|unit| *unit == 0).next().unwrap_or_default();
    (supplied != 0).then(|| String::from_utf16_lossy(said))
}

/// A handle that is closed also when the handler has closed it itself.
struct Opened(HCLUSTER);

impl Drop for Opened {
    fn drop(&mut self) {
        let closed: Answer<_> = handle::take::<Cluster>(self.0);
        drop(closed);
    }
}

/// Puts back what was said before.
struct Before(Said);

impl Drop for Before {
    fn drop(&mut self) {
        CURRENT.set(std::mem::replace(&mut self.0, Said::Nothing));
    }
}

fn during(said: Said) -> Before {
    Before(CURRENT.replace(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_holds_for_its_call_alone() {
        let reason = Reason::new("kernel update");
        let inside = given(reason.clone(), || {
            let nested = given(None, || CURRENT.with_borrow(Said::clone));
            (nested, CURRENT.with_borrow(Said::clone))
        });
        assert_eq!(inside, (Said::Nothing, reason.map_or(Said::Nothing, Said::Reason)));
        assert_eq!(CURRENT.with_borrow(Said::clone), Said::Nothing);
    }

    #[test]
    fn what_is_no_text_is_no_reason() {
        // SAFETY: null, or ended by NUL.
        unsafe {
            assert_eq!(read(std::ptr::null()), None);
            assert_eq!(read([0xD800_u16, 0].as_ptr()), None);
            assert_eq!(read([32_u16, 0].as_ptr()), None);
            assert_eq!(read([87_u16, 0].as_ptr()), Reason::new("W"));
        }
    }
}
