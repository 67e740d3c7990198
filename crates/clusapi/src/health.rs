//! Health faults of the cluster (functions, "crypto-health-worker"): records that monitors leave, told to whoever asks.

use crate::boundary::{Answer, Fail};
use crate::session::Cluster;
use crate::sys::*;
use crate::{handle, text};
use model::Win32Code;
use model::health::HealthFault;

exported! {
    /// All zero: nothing to be freed.
    fn InitializeClusterHealthFault(clusterhealthfault: *mut CLUSTER_HEALTH_FAULT) -> code u32 {
        text::put_needed(clusterhealthfault, CLUSTER_HEALTH_FAULT::default())
    }

    /// All zero: no faults.
    fn InitializeClusterHealthFaultArray(clusterhealthfaultarray: *mut CLUSTER_HEALTH_FAULT_ARRAY) -> code u32 {
        text::put_needed(clusterhealthfaultarray, CLUSTER_HEALTH_FAULT_ARRAY::default())
    }

    /// Frees the texts of a fault, which came from here or from LocalAlloc, and leaves it all zero.
    fn FreeClusterHealthFault(clusterhealthfault: *mut CLUSTER_HEALTH_FAULT) -> code u32 {
        let fault = clusterhealthfault.as_mut().ok_or(Fail(Win32Code::ERROR_INVALID_PARAMETER))?;
        free(std::mem::take(fault));
        Ok(())
    }

    /// Frees an array with all its faults, and leaves it all zero.
    fn FreeClusterHealthFaultArray(clusterhealthfaultarray: *mut CLUSTER_HEALTH_FAULT_ARRAY) -> code u32 {
        let array = clusterhealthfaultarray.as_mut().ok_or(Fail(Win32Code::ERROR_INVALID_PARAMETER))?;
        let array = std::mem::take(array);
        if !array.faults.is_null() {
            for index in 0..array.numFaults as usize {
                free(array.faults.add(index).read());
            }
            libc::free(array.faults.cast());
        }
        Ok(())
    }

    /// Adds a fault, or replaces the one with its id. What the last argument means is not published; it is not looked at.
    fn ClusAddClusterHealthFault(hcluster: HCLUSTER, failure: *const CLUSTER_HEALTH_FAULT, _param2: u32) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let fault = failure.as_ref().ok_or(Fail(Win32Code::ERROR_INVALID_PARAMETER))?;
        let fault = HealthFault {
            id: text::read(fault.Id)?,
            error_type: fault.ErrorType,
            error_code: fault.ErrorCode,
            description: text::read_or_null(fault.Description)?.unwrap_or_default(),
            provider: text::read_or_null(fault.Provider)?.unwrap_or_default(),
            flags: fault.Flags,
            reserved: fault.Reserved,
        };
        cluster.change(async |client| client.add_health_fault(fault).await)
    }

    /// All faults, as copies that FreeClusterHealthFaultArray frees. No flag is known; they are not looked at.
    fn ClusGetClusterHealthFaults(
        hcluster: HCLUSTER,
        objects: *mut CLUSTER_HEALTH_FAULT_ARRAY,
        _flags: u32,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        text::put_needed(objects, CLUSTER_HEALTH_FAULT_ARRAY::default())?;
        let faults = cluster.ask(async |client| client.health_faults().await)?;
        if faults.is_empty() {
            return Ok(());
        }
        let numFaults = text::count(faults.len())?;
        let block: *mut CLUSTER_HEALTH_FAULT = allocated(faults.len())?;
        let mut array = CLUSTER_HEALTH_FAULT_ARRAY { numFaults, faults: block };
        for (index, fault) in faults.iter().enumerate() {
            let (place, filled) = (block.add(index), fill(block.add(index), fault));
            if let Err(fail) = filled {
                free(place.read());
                array.numFaults = index as u32;
                FreeClusterHealthFaultArray(&raw mut array);
                return Err(fail);
            }
        }
        objects.write(array);
        Ok(())
    }

    /// Removes the fault with this id. No flag is known; they are not looked at.
    fn ClusRemoveClusterHealthFault(hcluster: HCLUSTER, id: PCWSTR, _flags: u32) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let id = text::read(id)?;
        if id.is_empty() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        cluster.change(async |client| client.remove_health_fault(&id).await)
    }
}

/// # Safety
/// Its texts are null or of the C library's allocator.
unsafe fn free(fault: CLUSTER_HEALTH_FAULT) {
    for text in [fault.Id, fault.Description, fault.Provider] {
        // SAFETY: as above; null is fine.
        unsafe { libc::free(text.cast()) };
    }
}

/// # Safety
/// A place whose texts are null.
unsafe fn fill(place: *mut CLUSTER_HEALTH_FAULT, fault: &HealthFault) -> Answer<()> {
    // SAFETY: the caller's promise.
    let place = unsafe { &mut *place };
    (place.ErrorType, place.ErrorCode) = (fault.error_type, fault.error_code);
    (place.Flags, place.Reserved) = (fault.flags, fault.reserved);
    place.Id = wide(&fault.id)?;
    place.Description = wide(&fault.description)?;
    place.Provider = wide(&fault.provider)?;
    Ok(())
}

fn wide(text: &str) -> Answer<PWSTR> {
    let units = text::units(text);
    let copy: *mut u16 = allocated(units.len())?;
    // SAFETY: there is room for all of them.
    unsafe { std::ptr::copy_nonoverlapping(units.as_ptr(), copy, units.len()) };
    Ok(copy)
}

/// Zeroed memory of the C library's allocator for so many.
fn allocated<T>(count: usize) -> Answer<*mut T> {
    // SAFETY: it takes every size.
    let memory: *mut T = unsafe { libc::calloc(count, size_of::<T>()) }.cast();
    if memory.is_null() { Err(Fail(Win32Code::ERROR_NOT_ENOUGH_MEMORY)) } else { Ok(memory) }
}
