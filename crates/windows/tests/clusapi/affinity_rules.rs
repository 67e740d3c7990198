//! Affinity rules.

use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{PCWSTR, w};

const NAME: PCWSTR = w!("Apart");

#[test]
fn an_affinity_rule_lives() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let group = group("Ruled");
        let cluster = GetClusterFromGroup(group);
        let create = |name, kind| ClusterCreateAffinityRule(cluster, name, kind);
        assert_eq!(create(NAME, CLUS_AFFINITY_RULE_DIFFERENT_NODE), 0);
        assert_eq!(create(w!("APART"), CLUS_AFFINITY_RULE_SAME_NODE), ERROR_OBJECT_ALREADY_EXISTS.0);
        assert_eq!(create(w!(""), CLUS_AFFINITY_RULE_SAME_NODE), ERROR_INVALID_PARAMETER.0);
        assert_eq!(create(PCWSTR::null(), CLUS_AFFINITY_RULE_SAME_NODE), ERROR_INVALID_PARAMETER.0);
        for kind in [CLUS_AFFINITY_RULE_NONE, CLUS_AFFINITY_RULE_TYPE(5), CLUS_AFFINITY_RULE_TYPE(-1)] {
            assert_eq!(create(w!("Other"), kind), ERROR_INVALID_PARAMETER.0);
        }
        let reader = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        let denied = ClusterCreateAffinityRule(reader, w!("Other"), CLUS_AFFINITY_RULE_SAME_NODE);
        assert_eq!(denied, ERROR_ACCESS_DENIED.0);
        assert_eq!(ClusterRemoveAffinityRule(reader, NAME), ERROR_ACCESS_DENIED.0);

        assert_eq!(ClusterAddGroupToAffinityRule(cluster, NAME, group), 0);
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, NAME, group), ERROR_ALREADY_EXISTS.0);
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, w!("None"), group), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, PCWSTR::null(), group), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, NAME, HGROUP(0)), ERROR_INVALID_HANDLE.0);
        let foreign = OpenClusterGroup(crate::fixture::cluster(), w!("Ruled"));
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, NAME, foreign), ERROR_INVALID_PARAMETER.0);
        let groups = asked(cluster, CLUSCTL_AFFINITYRULE_GET_GROUPNAMES);
        assert_eq!(groups, [utf16("Ruled"), vec![0; 2]].concat());
        assert_eq!(ClusterRemoveGroupFromAffinityRule(cluster, w!("None"), group), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(ClusterRemoveGroupFromAffinityRule(cluster, NAME, group), 0);
        assert_eq!(ClusterRemoveGroupFromAffinityRule(cluster, NAME, group), ERROR_GROUP_NOT_FOUND.0);
        assert_eq!(ClusterRemoveAffinityRule(cluster, NAME), 0);
        assert_eq!(ClusterRemoveAffinityRule(cluster, NAME), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(DeleteClusterGroup(group), 0);
        assert_eq!(create(NAME, CLUS_AFFINITY_RULE_SAME_FAULT_DOMAIN), 0);
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, NAME, group), ERROR_GROUP_NOT_AVAILABLE.0);

        control_codes(cluster);
        assert_eq!(ClusterRemoveAffinityRule(cluster, NAME), 0);
    }
}

fn asked(cluster: HCLUSTER, code: CLUSCTL_AFFINITYRULE_CODES) -> Vec<u8> {
    ask(|output, room, returned| {
        let code = code.0.cast_unsigned();
        // SAFETY: as above.
        unsafe { ClusterAffinityRuleControl(cluster, NAME, None, code, None, 0, output, room, Some(returned)) }
    })
}

fn control_codes(cluster: HCLUSTER) {
    let control = |name: PCWSTR, code: u32, input: &[u8]| {
        let (input, bytes) = (Some(input.as_ptr().cast()), input.len() as u32);
        // SAFETY: as above.
        unsafe { ClusterAffinityRuleControl(cluster, name, None, code, input, bytes, None, 0, None) }
    };
    let set = CLUSCTL_AFFINITYRULE_SET_COMMON_PROPERTIES.0.cast_unsigned();
    let enabled = property_list(&[("Enabled", number_value(1))]);
    assert_eq!(control(NAME, set, &enabled), 0);
    let common = asked(cluster, CLUSCTL_AFFINITYRULE_GET_COMMON_PROPERTIES);
    assert!(has(&common, "Enabled", &number_value(1)), "{common:?}");
    assert!(asked(cluster, CLUSCTL_AFFINITYRULE_GET_RO_COMMON_PROPERTIES).len() >= 4);
    // 36 characters and the terminator.
    assert_eq!(asked(cluster, CLUSCTL_AFFINITYRULE_GET_ID).len(), 74);
    assert_eq!(control(w!("None"), set, &enabled), ERROR_FILE_NOT_FOUND.0);
    assert_eq!(control(PCWSTR::null(), set, &enabled), ERROR_INVALID_PARAMETER.0);
    assert_eq!(control(NAME, set, &[]), ERROR_INVALID_PARAMETER.0);
    assert_eq!(control(NAME, 0x0900_7FFD, &[]), ERROR_INVALID_FUNCTION.0);
    assert_eq!(control(NAME, CLUSCTL_GROUPSET_GET_ID.0.cast_unsigned(), &[]), ERROR_INVALID_FUNCTION.0);
    let (mut small, mut returned) = ([0_u8; 2], 0);
    let code = CLUSCTL_AFFINITYRULE_GET_ID.0.cast_unsigned();
    let output = Some(small.as_mut_ptr().cast());
    // SAFETY: as above.
    let answer =
        unsafe { ClusterAffinityRuleControl(cluster, NAME, None, code, None, 0, output, 2, Some(&mut returned)) };
    assert_eq!((answer, returned), (ERROR_MORE_DATA.0, 74));
}

#[test]
fn a_rule_that_contradicts_another_is_refused() {
    // SAFETY: as above.
    unsafe {
        let [a, b] = [group("Torn A"), group("Torn B")];
        let cluster = GetClusterFromGroup(a);
        let b = (OpenClusterGroup(cluster, w!("Torn B")), b).0;
        let (together, apart) = (w!("Torn Together"), w!("Torn Apart"));
        assert_eq!(ClusterCreateAffinityRule(cluster, together, CLUS_AFFINITY_RULE_SAME_NODE), 0);
        assert_eq!(ClusterCreateAffinityRule(cluster, apart, CLUS_AFFINITY_RULE_DIFFERENT_NODE), 0);
        let enabled = property_list(&[("Enabled", number_value(1))]);
        let set = CLUSCTL_AFFINITYRULE_SET_COMMON_PROPERTIES.0.cast_unsigned();
        for rule in [together, apart] {
            let (input, bytes) = (Some(enabled.as_ptr().cast()), enabled.len() as u32);
            assert_eq!(ClusterAffinityRuleControl(cluster, rule, None, set, input, bytes, None, 0, None), 0);
        }
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, together, a), 0);
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, together, b), 0);
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, apart, a), 0);
        assert_eq!(ClusterAddGroupToAffinityRule(cluster, apart, b), ERROR_CLUSTER_AFFINITY_CONFLICT.0);
        for rule in [together, apart] {
            assert_eq!(ClusterRemoveAffinityRule(cluster, rule), 0);
        }
        assert_eq!((DeleteClusterGroup(a), DeleteClusterGroup(b)), (0, 0));
    }
}
