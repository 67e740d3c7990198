use crate::{Error, Result};

/// A truth of the C interface: 0 is false, and everything else is true.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct BOOL(pub i32);

impl BOOL {
    pub fn as_bool(self) -> bool {
        self.0 != 0
    }

    /// False is the thread's last error.
    pub fn ok(self) -> Result<()> {
        if self.as_bool() { Ok(()) } else { Err(Error::from_thread()) }
    }

    /// # Panics
    /// With the thread's last error, when it is false.
    #[track_caller]
    pub fn unwrap(self) {
        self.ok().unwrap();
    }

    /// # Panics
    /// With `message` and the thread's last error, when it is false.
    #[track_caller]
    pub fn expect(self, message: &str) {
        self.ok().expect(message);
    }
}

impl From<bool> for BOOL {
    fn from(truth: bool) -> BOOL {
        BOOL(i32::from(truth))
    }
}

impl From<BOOL> for bool {
    fn from(truth: BOOL) -> bool {
        truth.as_bool()
    }
}

impl PartialEq<bool> for BOOL {
    fn eq(&self, other: &bool) -> bool {
        self.as_bool() == *other
    }
}

impl core::ops::Not for BOOL {
    type Output = BOOL;

    fn not(self) -> BOOL {
        BOOL::from(!self.as_bool())
    }
}
