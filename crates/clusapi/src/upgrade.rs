//! The functional level (functions/storage-cloud-account, "Functional level").

use crate::boundary::{Answer, Fail};
use crate::handle;
use crate::session::Cluster;
use crate::sys::*;
use core::ffi::c_void;
use model::Win32Code;

exported! {
    /// Checks whether the level can be raised, or raises it. The callback hears the phases; FALSE stops it until the level is raised.
    fn ClusterUpgradeFunctionalLevel(
        hcluster: HCLUSTER,
        perform: BOOL,
        pfnprogresscallback: PCLUSTER_UPGRADE_PROGRESS_CALLBACK,
        pvcallbackarg: *const c_void,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let tell = |phase| tell(pfnprogresscallback, pvcallbackarg, phase);
        if perform != 0 {
            cluster.access.need_all()?;
        }
        tell(ClusterUpgradePhaseInitialize)?;
        tell(ClusterUpgradePhaseValidatingUpgrade)?;
        cluster.ask(async |client| client.check_upgrade().await)?;
        if perform == 0 {
            return Ok(());
        }
        tell(ClusterUpgradePhaseUpgradingComponents)?;
        cluster.change(async |client| client.perform_upgrade().await)?;
        // The level is raised: whoever wants to stop comes too late.
        let _ = tell(ClusterUpgradePhaseInstallingNewComponents);
        cluster.change(async |client| client.clear_upgrade().await)?;
        let _ = tell(ClusterUpgradePhaseUpgradeComplete);
        Ok(())
    }
}

unsafe fn tell(
    callback: PCLUSTER_UPGRADE_PROGRESS_CALLBACK,
    argument: *const c_void,
    phase: CLUSTER_UPGRADE_PHASE,
) -> Answer<()> {
    let Some(callback) = callback else { return Ok(()) };
    // SAFETY: the caller's promise.
    let answer = unsafe { callback(argument.cast_mut(), phase) };
    if answer == 0 { Err(Fail(Win32Code::ERROR_CANCELLED)) } else { Ok(()) }
}
