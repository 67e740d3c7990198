use core::ops::{Deref, DerefMut};

/// What can be given back.
pub trait Free {
    /// # Safety
    /// It is valid, and nobody uses it afterwards.
    unsafe fn free(&mut self);
}

/// Gives back what it holds when it is dropped.
#[repr(transparent)]
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Owned<T: Free>(T);

impl<T: Free> Owned<T> {
    /// # Safety
    /// Nobody else gives it back.
    pub unsafe fn new(value: T) -> Owned<T> {
        Owned(value)
    }
}

impl<T: Free> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: as was promised to `new`.
        unsafe { self.0.free() };
    }
}

impl<T: Free> Deref for Owned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Free> DerefMut for Owned<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
