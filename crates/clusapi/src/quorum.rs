//! What stands behind the majority. This version has a majority of the nodes and no witness: no resource can be one, and asking for the
//! majority of nodes is asking for what there is.

use crate::boundary::{Answer, Fail};
use crate::session::Resource;
use crate::sys::*;
use crate::{handle, text};
use model::Win32Code;

/// One vote, that of a disk; the metadata has no name for it.
const CLUS_LEGACY_QUORUM: u32 = 4_194_304;

exported! {
    /// CLUS_NODE_MAJORITY_QUORUM with the cluster's own name resource, which stands for "none", is what there is. A resource as a witness or as the
    /// only vote is ERROR_NOT_QUORUM_CAPABLE.
    fn SetClusterQuorumResource | SetClusterQuorumResourceEx(
        hresource: HRESOURCE,
        lpszdevicename: PCWSTR,
        dwmaxquologsize: u32,
    ) -> code u32 {
        set(hresource, lpszdevicename, dwmaxquologsize)
    }
}

unsafe fn set(resource: HRESOURCE, device: PCWSTR, quorum_type: u32) -> Answer<()> {
    let resource = handle::get::<Resource>(resource)?;
    resource.access.need_all()?;
    // SAFETY: the caller's promise.
    unsafe { text::read_or_null(device) }?;
    let view = resource.ask(async |client, id| client.resource(&id).await)?;
    match quorum_type {
        CLUS_NODE_MAJORITY_QUORUM if view.core => Ok(()),
        // It is not the present one, as there is none.
        CLUS_NODE_MAJORITY_QUORUM | CLUS_HYBRID_QUORUM | CLUS_LEGACY_QUORUM => {
            Err(Fail(Win32Code::ERROR_NOT_QUORUM_CAPABLE))
        }
        _ => Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
    }
}
