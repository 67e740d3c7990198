//! Group sets, the groups in them, and what they start after.

use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, Group, GroupSet, ObjectHandle, Opened, close, open_object};
use crate::sys::*;
use crate::{handle, text};
use client::{Client, Domains, ItemsQuery, ObjectKind};
use model::{Refusal, Win32Code};
use std::sync::Arc;

exported! {
    /// An empty set.
    fn CreateClusterGroupSet(hcluster: HCLUSTER, groupsetname: PCWSTR) -> handle HGROUPSET {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(groupsetname)?;
        create(&cluster, async |client| client.create_group_set(&name).await)
    }

    /// An empty set whose groups are given fault and update domains.
    fn CreateClusterAvailabilitySet(
        hcluster: HCLUSTER,
        lpavailabilitysetname: PCWSTR,
        pavailabilitysetconfig: *const CLUSTER_AVAILABILITY_SET_CONFIG,
    ) -> handle HGROUPSET {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(lpavailabilitysetname)?;
        let config = match pavailabilitysetconfig.as_ref() {
            Some(config) if config.dwVersion == CLUSTER_AVAILABILITY_SET_CONFIG_V1 => *config,
            _ => return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
        };
        let domains = Domains { fault: config.dwFaultDomains, update: config.dwUpdateDomains };
        let spare = config.bReserveSpareNode != 0;
        create(&cluster, async |client| client.create_availability_set(&name, domains, spare).await)
    }

    /// By name or id.
    fn OpenClusterGroupSet(hcluster: HCLUSTER, lpszgroupsetname: PCWSTR) -> handle HGROUPSET {
        handle::get::<Cluster>(hcluster)?;
        let name = text::read(lpszgroupsetname)?;
        let find = async |client: Client| Ok(client.group_set(&name).await?.id);
        open_object::<GroupSet>(hcluster, Access::FULL, std::ptr::null_mut(), find)
    }

    fn CloseClusterGroupSet(hgroupset: HGROUPSET) -> truth BOOL {
        close::<GroupSet>(hgroupset)
    }

    /// Its groups stay; the handle has to be closed still.
    fn DeleteClusterGroupSet | DeleteClusterGroupSetEx(hgroupset: HGROUPSET) -> code u32 {
        let set = handle::get::<GroupSet>(hgroupset)?;
        set.change(async |client, id| client.delete_group_set(&id).await)
    }

    /// A group is in one set at most. An availability set gives it domains.
    fn ClusterAddGroupToGroupSet(hgroupset: HGROUPSET, hgroup: HGROUP) -> code u32 {
        let (set, group) = member(hgroupset, hgroup)?;
        set.change(async |client, id| client.add_to_group_set(&id, &group).await)
    }

    /// [`ClusterAddGroupToGroupSet`] with the domains of an availability set, counted from 0.
    fn ClusterAddGroupToGroupSetWithDomains | ClusterAddGroupToGroupSetWithDomainsEx(
        hgroupset: HGROUPSET,
        hgroup: HGROUP,
        faultdomain: u32,
        updatedomain: u32,
    ) -> code u32 {
        let (set, group) = member(hgroupset, hgroup)?;
        let domains = Domains { fault: faultdomain, update: updatedomain };
        set.change(async |client, id| client.add_to_group_set_in(&id, &group, domains).await)
    }

    /// Out of the set that it is in.
    fn ClusterRemoveGroupFromGroupSet | ClusterRemoveGroupFromGroupSetEx(hgroup: HGROUP) -> code u32 {
        handle::get::<Group>(hgroup)?.change(async |client, id| {
            let set = client.group(&id).await?.group_set;
            if set.is_empty() {
                return Err(Refusal::new(Win32Code::ERROR_FILE_NOT_FOUND, "The group is in no group set"));
            }
            client.remove_from_group_set(&set, &id).await
        })
    }

    /// The groups of the first start after those of the second.
    fn AddClusterGroupSetDependency | AddClusterGroupSetDependencyEx(
        hdependentgroupset: HGROUPSET,
        hprovidergroupset: HGROUPSET,
    ) -> code u32 {
        let (set, provider) = sets(hdependentgroupset, hprovidergroupset)?;
        set.change(async |client, id| client.add_group_set_dependency(&id, &provider).await)
    }

    fn RemoveClusterGroupSetDependency | RemoveClusterGroupSetDependencyEx(
        hgroupset: HGROUPSET,
        hdependson: HGROUPSET,
    ) -> code u32 {
        let (set, provider) = sets(hgroupset, hdependson)?;
        set.change(async |client, id| client.remove_group_set_dependency(&id, &provider).await)
    }

    /// Replaces all: `[name] and [id]`; empty for none.
    fn SetClusterGroupSetDependencyExpression | SetClusterGroupSetDependencyExpressionEx(
        hgroupset: HGROUPSET,
        lpszdependencyexpression: PCWSTR,
    ) -> code u32 {
        let set = handle::get::<GroupSet>(hgroupset)?;
        let expression = text::read_or_null(lpszdependencyexpression)?.unwrap_or_default();
        set.change(async |client, id| client.set_group_set_dependencies(&id, &expression).await)
    }

    /// On a set of another cluster, which has to be there now.
    fn AddCrossClusterGroupSetDependency(
        hdependentgroupset: HGROUPSET,
        lpremoteclustername: PCWSTR,
        lpremotegroupsetname: PCWSTR,
    ) -> code u32 {
        let set = handle::get::<GroupSet>(hdependentgroupset)?;
        let (cluster, name) = (text::read(lpremoteclustername)?, text::read(lpremotegroupsetname)?);
        if cluster.is_empty() || name.is_empty() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let remote = Cluster::connect(Some(&cluster), Access::Read)?;
        let provider = remote.ask(async |client| client.group_set(&name).await)?.name;
        set.change(async |client, id| client.add_remote_dependency(&id, &cluster, &provider).await)
    }

    /// The other cluster is not asked: it may be gone.
    fn RemoveCrossClusterGroupSetDependency(
        hdependentgroupset: HGROUPSET,
        lpremoteclustername: PCWSTR,
        lpremotegroupsetname: PCWSTR,
    ) -> code u32 {
        let set = handle::get::<GroupSet>(hdependentgroupset)?;
        let (cluster, provider) = (text::read(lpremoteclustername)?, text::read(lpremotegroupsetname)?);
        set.change(async |client, id| client.remove_remote_dependency(&id, &cluster, &provider).await)
    }
}

/// HGROUPSETENUM: names.
struct Names(Vec<String>);

exported! {
    /// All group sets.
    fn ClusterGroupSetOpenEnum(hcluster: HCLUSTER) -> handle HGROUPSETENUM {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let query = ItemsQuery { kinds: vec![ObjectKind::GroupSet], ..ItemsQuery::default() };
        let sets = cluster.ask(async |client| client.items(&query).await)?.items;
        Ok(handle::give(Names(sets.into_iter().map(|set| set.name).collect())))
    }

    fn ClusterGroupSetGetEnumCount(hgroupsetenum: HGROUPSETENUM) -> count u32 {
        text::count(handle::get::<Names>(hgroupsetenum)?.0.len())
    }

    fn ClusterGroupSetEnum(hgroupsetenum: HGROUPSETENUM, dwindex: u32, lpszname: PWSTR, lpcchname: *mut u32) -> code u32 {
        let names = handle::get::<Names>(hgroupsetenum)?;
        let name = names.0.get(dwindex as usize).ok_or(Fail(Win32Code::ERROR_NO_MORE_ITEMS))?;
        text::write(name, lpszname, lpcchname)
    }

    fn ClusterGroupSetCloseEnum(hgroupsetenum: HGROUPSETENUM) -> code u32 {
        close::<Names>(hgroupsetenum).map(|_| ())
    }
}

fn create(
    cluster: &Arc<Cluster>,
    call: impl AsyncFnOnce(Client) -> Result<model::GroupSetId, Refusal>,
) -> Answer<isize> {
    let id = cluster.change(call)?;
    let opened = Opened { cluster: Cluster::clone(cluster), access: Access::All, id: id.to_string() };
    Ok(handle::give(GroupSet::new(opened)))
}

/// A set, and the id of a group of the same connection.
fn member(set: HGROUPSET, group: HGROUP) -> Answer<(Arc<GroupSet>, String)> {
    let set = handle::get::<GroupSet>(set)?;
    let group = handle::get::<Group>(group)?;
    group.cluster.same_as(&set.cluster)?;
    Ok((set, group.id.clone()))
}

/// A set, and the id of another of the same connection.
fn sets(dependent: HGROUPSET, provider: HGROUPSET) -> Answer<(Arc<GroupSet>, String)> {
    let dependent = handle::get::<GroupSet>(dependent)?;
    let provider = handle::get::<GroupSet>(provider)?;
    provider.cluster.same_as(&dependent.cluster)?;
    Ok((dependent, provider.id.clone()))
}
