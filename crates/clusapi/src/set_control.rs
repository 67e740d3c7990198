//! Control codes of group sets and affinity rules, and those of groups about what they start after (control-codes, "Group set codes",
//! "Affinity rule codes").

use crate::boundary::{Answer, Fail};
use crate::control::{Buffers, OF_AFFINITY_RULE, OF_GROUP_SET, Target};
use crate::session::{Cluster, GroupSet};
use crate::sys::*;
use crate::{handle, text};
use client::{Object, Reply};
use model::Win32Code;

exported! {
    fn ClusterGroupSetControl | ClusterGroupSetControlEx(
        hgroupset: HGROUPSET,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        cbinbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        cboutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let of = handle::get::<GroupSet>(hgroupset)?;
        let object = Object::GroupSet(&of.id);
        let target = Target { cluster: &of.cluster, access: of.access, object, number: OF_GROUP_SET };
        let buffers = Buffers::new(lpinbuffer, cbinbuffersize, lpoutbuffer, cboutbuffersize, lpbytesreturned)?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }

    fn ClusterAffinityRuleControl(
        hcluster: HCLUSTER,
        affinityrulename: PCWSTR,
        hhostnode: HNODE,
        dwcontrolcode: u32,
        lpinbuffer: *const core::ffi::c_void,
        cbinbuffersize: u32,
        lpoutbuffer: *mut core::ffi::c_void,
        cboutbuffersize: u32,
        lpbytesreturned: *mut u32,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(affinityrulename)?;
        let object = Object::AffinityRule(&name);
        let target = Target { cluster: &cluster, access: cluster.access, object, number: OF_AFFINITY_RULE };
        let buffers = Buffers::new(lpinbuffer, cbinbuffersize, lpoutbuffer, cboutbuffersize, lpbytesreturned)?;
        target.control(hhostnode, dwcontrolcode, buffers)
    }
}

/// The two codes of groups that carry the number of group sets.
pub(crate) fn is_about_groups(code: u32) -> bool {
    [CLUSCTL_GROUP_GET_PROVIDER_GROUPS, CLUSCTL_GROUP_GET_PROVIDER_GROUPSETS].contains(&code.cast_signed())
}

/// What a group starts after.
pub(crate) fn of_group(cluster: &Cluster, id: &str, code: u32, buffers: Buffers<'_>) -> Answer<Reply> {
    let view = cluster.ask(async |client| client.group(id).await)?;
    match code.cast_signed() {
        CLUSCTL_GROUP_GET_PROVIDER_GROUPS => buffers.answer_list(&view.depends_on),
        _ if view.depends_on_set.is_empty() => buffers.answer_list(&[]),
        _ => buffers.answer_list(&[view.depends_on_set]),
    }
}

/// `code` is without the number of the object.
pub(crate) fn of_set(cluster: &Cluster, id: &str, code: u32, buffers: Buffers<'_>) -> Answer<Reply> {
    let view = cluster.ask(async |client| client.group_set(id).await)?;
    match code.cast_signed() {
        CLCTL_GROUPSET_GET_GROUPS => buffers.answer_list(&view.groups),
        // A set starts after sets only.
        CLCTL_GROUPSET_GET_PROVIDER_GROUPS => buffers.answer_list(&[]),
        CLCTL_GROUPSET_GET_PROVIDER_GROUPSETS => buffers.answer_list(&view.depends_on),
        _ => Err(Fail(Win32Code::ERROR_INVALID_FUNCTION)),
    }
}

/// As [`of_set`].
pub(crate) fn of_rule(cluster: &Cluster, name: &str, code: u32, buffers: Buffers<'_>) -> Answer<Reply> {
    // The same question as that for the groups of a set.
    const GET_GROUPNAMES: i32 = CLCTL_GROUPSET_GET_GROUPS;
    let view = cluster.ask(async |client| client.affinity_rule(name).await)?;
    match code.cast_signed() {
        GET_GROUPNAMES => buffers.answer_list(&view.groups),
        _ => Err(Fail(Win32Code::ERROR_INVALID_FUNCTION)),
    }
}
