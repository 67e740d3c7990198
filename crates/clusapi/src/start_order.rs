//! What a group starts after: other groups, and one group set.

use crate::boundary::Answer;
use crate::session::{Group, GroupSet, ObjectHandle};
use crate::sys::*;
use crate::{handle, text};
use client::GroupDependency;
use std::sync::Arc;

exported! {
    /// The first starts after the second.
    fn AddClusterGroupDependency | AddClusterGroupDependencyEx(hdependentgroup: HGROUP, hprovidergroup: HGROUP) -> code u32 {
        let (group, provider) = pair::<Group>(hdependentgroup, hprovidergroup)?;
        change(&group, GroupDependency::Add { provider })
    }

    fn RemoveClusterGroupDependency | RemoveClusterGroupDependencyEx(hgroup: HGROUP, hdependson: HGROUP) -> code u32 {
        let (group, provider) = pair::<Group>(hgroup, hdependson)?;
        change(&group, GroupDependency::Remove { provider })
    }

    /// Replaces the groups: `[name] and [id]`; empty for none.
    fn SetGroupDependencyExpression | SetGroupDependencyExpressionEx(
        hgroup: HGROUP,
        lpszdependencyexpression: PCWSTR,
    ) -> code u32 {
        let group = handle::get::<Group>(hgroup)?;
        let expression = text::read_or_null(lpszdependencyexpression)?.unwrap_or_default();
        change(&group, GroupDependency::Set { expression })
    }

    /// A group starts after one set at most.
    fn AddClusterGroupToGroupSetDependency | AddClusterGroupToGroupSetDependencyEx(
        hdependentgroup: HGROUP,
        hprovidergroupset: HGROUPSET,
    ) -> code u32 {
        let (group, set) = pair::<GroupSet>(hdependentgroup, hprovidergroupset)?;
        change(&group, GroupDependency::AddSet { set })
    }

    fn RemoveClusterGroupToGroupSetDependency | RemoveClusterGroupToGroupSetDependencyEx(
        hgroup: HGROUP,
        hdependson: HGROUPSET,
    ) -> code u32 {
        let (group, set) = pair::<GroupSet>(hgroup, hdependson)?;
        change(&group, GroupDependency::RemoveSet { set })
    }
}

/// A group, and the id of what it is to start after, of the same connection.
fn pair<Provider: ObjectHandle>(group: HGROUP, provider: isize) -> Answer<(Arc<Group>, String)> {
    let group = handle::get::<Group>(group)?;
    let provider = handle::get::<Provider>(provider)?;
    provider.opened().cluster.same_as(&group.cluster)?;
    Ok((group, provider.opened().id.clone()))
}

fn change(group: &Group, change: GroupDependency) -> Answer<()> {
    group.change(async |client, id| client.change_group_dependency(&id, change).await)
}
