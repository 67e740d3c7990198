//! Handles: numbers that lead to Rust objects through a table, never pointers.
//!
//! A number is given out once, so that a closed handle never leads to something that was opened later. The kind of a handle is the Rust
//! type behind it.

use crate::boundary::{Answer, Fail};
use model::Win32Code;
use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Arc, LazyLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

type Object = Arc<dyn Any + Send + Sync>;

static TABLE: LazyLock<RwLock<HashMap<isize, Object>>> = LazyLock::new(RwLock::default);

/// Multiples of four, as in the original; the low ones are left out, so that a small number is never a handle.
static NEXT: AtomicIsize = AtomicIsize::new(0x1000);

/// No change of the table can be half done when somebody panics, so poison means nothing.
fn read() -> RwLockReadGuard<'static, HashMap<isize, Object>> {
    TABLE.read().unwrap_or_else(PoisonError::into_inner)
}

fn write() -> RwLockWriteGuard<'static, HashMap<isize, Object>> {
    TABLE.write().unwrap_or_else(PoisonError::into_inner)
}

/// A new handle.
pub fn give<T: Any + Send + Sync>(object: T) -> isize {
    let handle = NEXT.fetch_add(4, Ordering::Relaxed);
    write().insert(handle, Arc::new(object));
    handle
}

/// What a handle leads to. The object lives until this is dropped, also when another thread closes the handle.
pub fn get<T: Any + Send + Sync>(handle: isize) -> Answer<Arc<T>> {
    let object = read().get(&handle).map(Arc::clone).ok_or_else(invalid)?;
    object.downcast().map_err(|_| invalid())
}

/// Closes a handle. What it led to is dropped by the caller, outside of the table's lock.
pub fn take<T: Any + Send + Sync>(handle: isize) -> Answer<Arc<T>> {
    let mut table = write();
    let object = table.get(&handle).map(Arc::clone).ok_or_else(invalid)?;
    let object = object.downcast().map_err(|_| invalid())?;
    let removed = table.remove(&handle);
    drop(table);
    drop(removed);
    Ok(object)
}

/// How many handles are open.
pub fn open_count() -> usize {
    read().len()
}

fn invalid() -> Fail {
    Fail(Win32Code::ERROR_INVALID_HANDLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_open_handle_of_the_right_kind_leads_anywhere() {
        let number = give(5_u32);
        assert_eq!(get::<u32>(number).as_deref(), Ok(&5));
        assert_eq!(get::<u64>(number).map(|_| ()), Err(invalid()));
        assert_eq!(take::<u64>(number).map(|_| ()), Err(invalid()));
        for other in [0, -1, 1, number + 1, isize::MIN, isize::MAX] {
            assert_eq!(get::<u32>(other).map(|_| ()), Err(invalid()));
        }
        let held = get::<u32>(number).expect("open");
        assert_eq!(take::<u32>(number).as_deref(), Ok(&5));
        assert_eq!(*held, 5);
        assert_eq!(get::<u32>(number).map(|_| ()), Err(invalid()));
        assert_eq!(take::<u32>(number).map(|_| ()), Err(invalid()));
        assert_ne!(give(6_u32), number);
    }
}
