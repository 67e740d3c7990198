//! Where machines run, by their own word, and what that means for the name of a cluster (functions/storage-cloud-account, "Cloud and management
//! point").

use crate::boundary::{Answer, Fail};
use crate::lifecycle::names;
use crate::session::Cluster;
use crate::sys::*;
use crate::{handle, runtime, text};
use client::lifecycle::{CloudType, cloud_types};
use model::Win32Code;

exported! {
    /// None 0, Azure 1, mixed 128, unknown -1, which a node counts as that does not answer.
    fn DetermineClusterCloudTypeFromCluster(hcluster: HCLUSTER, pcloudtype: *mut CLUSTER_CLOUD_TYPE) -> code u32 {
        let types = of_cluster(hcluster, pcloudtype)?;
        text::put_needed(pcloudtype, together(&types))
    }

    /// As [`DetermineClusterCloudTypeFromCluster`]; a machine that does not answer is ERROR_CLUSTER_NODE_DOWN.
    fn DetermineClusterCloudTypeFromNodelist(
        cnodes: u32,
        ppsznodenames: *const PCWSTR,
        pcloudtype: *mut CLUSTER_CLOUD_TYPE,
    ) -> code u32 {
        let types = of_machines(cnodes, ppsznodenames, pcloudtype)?;
        text::put_needed(pcloudtype, together(&types))
    }

    /// A distributed name 2 where all nodes run in Azure, else one network name 1.
    fn DetermineCNOResTypeFromCluster(hcluster: HCLUSTER, pcnorestype: *mut CLUSTER_MGMT_POINT_RESTYPE) -> code u32 {
        let types = of_cluster(hcluster, pcnorestype)?;
        text::put_needed(pcnorestype, name_for(&types))
    }

    /// As [`DetermineCNOResTypeFromCluster`], before there is a cluster.
    fn DetermineCNOResTypeFromNodelist(
        cnodes: u32,
        ppsznodenames: *const PCWSTR,
        pcnorestype: *mut CLUSTER_MGMT_POINT_RESTYPE,
    ) -> code u32 {
        let types = of_machines(cnodes, ppsznodenames, pcnorestype)?;
        text::put_needed(pcnorestype, name_for(&types))
    }

    /// The type of one machine as a number.
    fn GetNodeCloudTypeDW(ppsznodename: PCWSTR, nodecloudtype: *mut u32) -> code u32 {
        let types = of_machines(1, &raw const ppsznodename, nodecloudtype)?;
        text::put_needed(nodecloudtype, together(&types).cast_unsigned())
    }
}

fn of_cluster<T>(cluster: HCLUSTER, answer: *mut T) -> Answer<Vec<CloudType>> {
    let cluster = handle::get::<Cluster>(cluster)?;
    if answer.is_null() {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    cluster.ask(async |client| client.node_cloud_types().await)
}

unsafe fn of_machines<T>(count: u32, list: *const PCWSTR, answer: *mut T) -> Answer<Vec<CloudType>> {
    // SAFETY: the caller's promise.
    let names = unsafe { names(count, list) }?;
    if answer.is_null() || names.iter().any(String::is_empty) {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    Ok(runtime::wait(cloud_types(&names))?)
}

/// Those that are known disagree: mixed. Whoever is not known makes the whole unknown.
fn together(types: &[CloudType]) -> CLUSTER_CLOUD_TYPE {
    let known: Vec<CloudType> = types.iter().copied().filter(|one| *one != CloudType::Unknown).collect();
    match known.first() {
        Some(first) if known.iter().any(|one| one != first) => CLUSTER_CLOUD_TYPE_MIXED,
        Some(first) if known.len() == types.len() => *first as i32,
        _ => CLUSTER_CLOUD_TYPE_UNKNOWN,
    }
}

fn name_for(types: &[CloudType]) -> CLUSTER_MGMT_POINT_RESTYPE {
    match together(types) {
        CLUSTER_CLOUD_TYPE_AZURE => CLUSTER_MGMT_POINT_RESTYPE_DNN,
        _ => CLUSTER_MGMT_POINT_RESTYPE_SNN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_agree_or_are_mixed_and_the_unknown_leave_it_open() {
        use CloudType::{Azure, None, Unknown};
        for (types, expected, name) in [
            (&[None, None][..], 0, 1),
            (&[Azure, Azure], 1, 2),
            (&[Azure, None], 128, 1),
            (&[Azure, None, Unknown], 128, 1),
            (&[Azure, Unknown], -1, 1),
            (&[Unknown], -1, 1),
            (&[], -1, 1),
        ] {
            assert_eq!((together(types), name_for(types)), (expected, name), "{types:?}");
        }
    }
}
