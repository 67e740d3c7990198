//! Affinity rules: they are known by name, and have no handles.

use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, Group, gone};
use crate::sys::*;
use crate::{handle, text};
use model::{AffinityType, Win32Code};
use std::sync::Arc;

exported! {
    /// A rule for no group yet, which is not enabled.
    fn ClusterCreateAffinityRule(
        hcluster: HCLUSTER,
        rulename: PCWSTR,
        ruletype: CLUS_AFFINITY_RULE_TYPE,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(rulename)?;
        let kind = AffinityType::from_number(ruletype.cast_unsigned());
        let kind = kind.ok_or(Fail(Win32Code::ERROR_INVALID_PARAMETER))?;
        cluster.change(async |client| client.create_affinity_rule(&name, kind, &[], false).await)
    }

    /// Its groups stay as they are.
    fn ClusterRemoveAffinityRule(hcluster: HCLUSTER, rulename: PCWSTR) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(rulename)?;
        cluster.change(async |client| client.delete_affinity_rule(&name).await)
    }

    fn ClusterAddGroupToAffinityRule(hcluster: HCLUSTER, rulename: PCWSTR, hgroup: HGROUP) -> code u32 {
        let (cluster, group) = pair(hcluster, hgroup)?;
        let name = text::read(rulename)?;
        cluster.change(async |client| client.add_group_to_affinity_rule(&name, &group).await).map_err(gone)
    }

    fn ClusterRemoveGroupFromAffinityRule(hcluster: HCLUSTER, rulename: PCWSTR, hgroup: HGROUP) -> code u32 {
        let (cluster, group) = pair(hcluster, hgroup)?;
        let name = text::read(rulename)?;
        cluster.change(async |client| client.remove_group_from_affinity_rule(&name, &group).await)
    }
}

/// A cluster, and the id of a group of the same connection.
fn pair(cluster: HCLUSTER, group: HGROUP) -> Answer<(Arc<Cluster>, String)> {
    let cluster = handle::get::<Cluster>(cluster)?;
    let group = handle::get::<Group>(group)?;
    group.cluster.same_as(&cluster)?;
    Ok((cluster, group.id.clone()))
}
