//! Group sets, what groups and sets start after, and the control codes about both.

use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{PCWSTR, w};

/// Not among the constants that are generated.
const RPC_S_SERVER_UNAVAILABLE: u32 = 1722;

fn set(cluster: HCLUSTER, name: PCWSTR) -> HGROUPSET {
    // SAFETY: the name is a text.
    let set = unsafe { CreateClusterGroupSet(cluster, name) };
    assert!(!set.is_invalid(), "{:?}", last_error());
    set
}

fn asked(set: HGROUPSET, code: CLUSCTL_GROUPSET_CODES) -> Vec<u8> {
    ask(|output, room, returned| {
        let code = code.0.cast_unsigned();
        // SAFETY: the buffer is as long as is said.
        unsafe { ClusterGroupSetControl(set, None, code, None, 0, output, room, Some(returned)) }
    })
}

fn of_group(group: HGROUP, code: CLUSCTL_GROUPSET_CODES) -> Vec<u8> {
    ask(|output, room, returned| {
        let code = code.0.cast_unsigned();
        // SAFETY: as above.
        unsafe { ClusterGroupControl(group, None, code, None, 0, output, room, Some(returned)) }
    })
}

fn id(set: HGROUPSET) -> windows::core::HSTRING {
    let bytes = asked(set, CLUSCTL_GROUPSET_GET_ID);
    let units: Vec<u16> = bytes.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    windows::core::HSTRING::from_wide(&units[..units.len() - 1])
}

#[test]
fn a_group_set_lives() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let group = group("Member");
        let cluster = GetClusterFromGroup(group);
        let living = set(cluster, w!("Living Set"));
        assert!(CreateClusterGroupSet(cluster, w!("LIVING set")).is_invalid());
        assert_eq!(last_error(), ERROR_OBJECT_ALREADY_EXISTS);
        assert!(CreateClusterGroupSet(cluster, w!("")).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_NAME);
        assert!(CreateClusterGroupSet(cluster, PCWSTR::null()).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        let reader = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        assert!(CreateClusterGroupSet(reader, w!("Another")).is_invalid());
        assert_eq!(last_error(), ERROR_ACCESS_DENIED);
        let by_name = OpenClusterGroupSet(cluster, w!("living set"));
        let by_id = OpenClusterGroupSet(cluster, &id(living));
        assert!(!by_name.is_invalid() && !by_id.is_invalid(), "{:?}", last_error());
        assert!(OpenClusterGroupSet(cluster, w!("No Such Set")).is_invalid());
        assert_eq!(last_error(), ERROR_GROUPSET_NOT_FOUND);

        assert_eq!(ClusterAddGroupToGroupSet(living, group), 0);
        assert_eq!(ClusterAddGroupToGroupSet(living, group), ERROR_ALREADY_EXISTS.0);
        let core = OpenClusterGroup(cluster, w!("Cluster Group"));
        assert_eq!(ClusterAddGroupToGroupSet(living, core), ERROR_NOT_SUPPORTED.0);
        let foreign = OpenClusterGroup(crate::fixture::cluster(), w!("Member"));
        assert_eq!(ClusterAddGroupToGroupSet(living, foreign), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterAddGroupToGroupSet(living, HGROUP(living.0)), ERROR_INVALID_HANDLE.0);
        assert_eq!(ClusterAddGroupToGroupSet(HGROUPSET(group.0), group), ERROR_INVALID_HANDLE.0);
        assert_eq!(asked(living, CLUSCTL_GROUPSET_GET_GROUPS), [utf16("Member"), vec![0; 2]].concat());
        let names = enumerated(cluster);
        assert!(names.iter().any(|name| name == "Living Set"), "{names:?}");

        assert_eq!(ClusterRemoveGroupFromGroupSet(group), 0);
        assert_eq!(ClusterRemoveGroupFromGroupSet(group), ERROR_FILE_NOT_FOUND.0);
        assert_eq!(ClusterAddGroupToGroupSet(living, group), 0);
        assert_eq!(ClusterRemoveGroupFromGroupSetEx(group, w!("on its own")), 0);
        assert_recorded("Living Set", "on its own", "Member");
        assert_eq!(DeleteClusterGroup(group), 0);
        assert_eq!(ClusterAddGroupToGroupSet(living, group), ERROR_GROUP_NOT_AVAILABLE.0);
        assert_eq!(ClusterRemoveGroupFromGroupSet(group), ERROR_GROUP_NOT_AVAILABLE.0);
        assert_eq!(DeleteClusterGroupSetEx(living, w!("no use")), 0);
        assert_recorded("Living Set", "no use", "deleted");
        assert_eq!(DeleteClusterGroupSet(by_name), ERROR_GROUPSET_NOT_AVAILABLE.0);
        for handle in [living, by_name, by_id] {
            assert!(CloseClusterGroupSet(handle).is_ok());
            assert!(CloseClusterGroupSet(handle).is_err());
        }
        assert_eq!(last_error(), ERROR_INVALID_HANDLE);
    }
}

fn enumerated(cluster: HCLUSTER) -> Vec<String> {
    // SAFETY: as above.
    unsafe {
        let opened = ClusterGroupSetOpenEnum(cluster);
        let count = ClusterGroupSetGetEnumCount(opened);
        let item = |index| text_of(|buffer, length| ClusterGroupSetEnum(opened, index, buffer, length));
        let names: Vec<String> = (0..count).map(item).collect();
        let (mut small, mut length) = ([0_u16; 1], 1);
        let mut at = |index| ClusterGroupSetEnum(opened, index, windows::core::PWSTR(small.as_mut_ptr()), &mut length);
        assert_eq!([at(0), at(count)], [ERROR_MORE_DATA.0, ERROR_NO_MORE_ITEMS.0]);
        let no_length = std::ptr::null_mut();
        assert_eq!(ClusterGroupSetEnum(opened, 0, windows::core::PWSTR::null(), no_length), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterGroupSetCloseEnum(opened), 0);
        assert_eq!(ClusterGroupSetCloseEnum(opened), ERROR_INVALID_HANDLE.0);
        assert_eq!(ClusterGroupSetGetEnumCount(opened), 0);
        names
    }
}

#[test]
fn an_availability_set_gives_its_groups_domains() {
    // SAFETY: as above.
    unsafe {
        let [a, b] = [group("Spread A"), group("Spread B")];
        let cluster = GetClusterFromGroup(a);
        let b = (OpenClusterGroup(cluster, w!("Spread B")), b).0;
        let config = CLUSTER_AVAILABILITY_SET_CONFIG {
            dwVersion: 1,
            dwUpdateDomains: 3,
            dwFaultDomains: 2,
            bReserveSpareNode: true.into(),
        };
        let create =
            |name, config: &CLUSTER_AVAILABILITY_SET_CONFIG| CreateClusterAvailabilitySet(cluster, name, config);
        let spread = create(w!("Spread"), &config);
        assert!(!spread.is_invalid(), "{:?}", last_error());
        for (name, config, code) in [
            (w!("Spread"), config, ERROR_OBJECT_ALREADY_EXISTS),
            (w!(""), config, ERROR_INVALID_NAME),
            (w!("Spread 2"), CLUSTER_AVAILABILITY_SET_CONFIG { dwVersion: 2, ..config }, ERROR_INVALID_PARAMETER),
            (w!("Spread 2"), CLUSTER_AVAILABILITY_SET_CONFIG { dwFaultDomains: 0, ..config }, ERROR_INVALID_PARAMETER),
            (w!("Spread 2"), CLUSTER_AVAILABILITY_SET_CONFIG { dwUpdateDomains: 0, ..config }, ERROR_INVALID_PARAMETER),
        ] {
            assert!(create(name, &config).is_invalid());
            assert_eq!(last_error(), code);
        }
        assert!(CreateClusterAvailabilitySet(cluster, w!("Spread 2"), std::ptr::null()).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        let properties = asked(spread, CLUSCTL_GROUPSET_GET_COMMON_PROPERTIES);
        for (name, number) in
            [("UpdateDomains", 3), ("FaultDomains", 2), ("ReserveSpareNode", 1), ("IsAvailabilitySet", 1)]
        {
            assert!(has(&properties, name, &number_value(number)), "{name}");
        }

        assert_eq!(ClusterAddGroupToGroupSetWithDomains(spread, a, 1, 2), 0);
        assert_eq!(ClusterAddGroupToGroupSetWithDomains(spread, a, 1, 2), ERROR_ALREADY_EXISTS.0);
        assert_eq!(ClusterAddGroupToGroupSetWithDomains(spread, b, 2, 0), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterAddGroupToGroupSetWithDomainsEx(spread, b, 0, 3, w!("no")), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterAddGroupToGroupSetWithDomainsEx(spread, b, 0, 1, w!("its rack")), 0);
        assert_recorded("Spread", "its rack", "fault domain 0 and update domain 1");
        let common = |group| {
            ask(|output, room, returned| {
                let code = CLUSCTL_GROUP_GET_COMMON_PROPERTIES.0.cast_unsigned();
                ClusterGroupControl(group, None, code, None, 0, output, room, Some(returned))
            })
        };
        assert!(has(&common(a), "FaultDomain", &number_value(1)) && has(&common(a), "UpdateDomain", &number_value(2)));
        assert!(has(&common(b), "FaultDomain", &number_value(0)) && has(&common(b), "UpdateDomain", &number_value(1)));
        let plain = set(cluster, w!("Not Spread"));
        assert_eq!(ClusterRemoveGroupFromGroupSet(b), 0);
        assert_eq!(ClusterAddGroupToGroupSetWithDomains(plain, b, 0, 0), ERROR_NOT_SUPPORTED.0);
        assert_eq!(ClusterAddGroupToGroupSet(spread, b), 0);
        assert!(has(&common(b), "FaultDomain", &number_value(0)) && has(&common(b), "UpdateDomain", &number_value(0)));

        assert_eq!(DeleteClusterGroup(b), 0);
        assert_eq!(ClusterAddGroupToGroupSetWithDomains(spread, b, 0, 0), ERROR_GROUP_NOT_AVAILABLE.0);
        assert_eq!(DeleteClusterGroupSet(spread), 0);
        assert_eq!(ClusterAddGroupToGroupSetWithDomains(spread, a, 0, 0), ERROR_GROUPSET_NOT_AVAILABLE.0);
        assert_eq!((DeleteClusterGroupSet(plain), DeleteClusterGroup(a)), (0, 0));
    }
}

#[test]
fn sets_start_after_sets() {
    // SAFETY: as above.
    unsafe {
        let [a, b] = [group("Of First"), group("Of Second")];
        let cluster = GetClusterFromGroup(a);
        let b = (OpenClusterGroup(cluster, w!("Of Second")), b).0;
        let (first, second) = (set(cluster, w!("First")), set(cluster, w!("Second")));
        assert_eq!(AddClusterGroupSetDependency(second, first), ERROR_INVALID_PARAMETER.0, "they are empty");
        assert_eq!((ClusterAddGroupToGroupSet(first, a), ClusterAddGroupToGroupSet(second, b)), (0, 0));
        assert_eq!(AddClusterGroupSetDependency(second, first), 0);
        assert_eq!(AddClusterGroupSetDependency(second, first), ERROR_DEPENDENCY_ALREADY_EXISTS.0);
        assert_eq!(AddClusterGroupSetDependency(first, second), ERROR_INVALID_PARAMETER.0, "a circle");
        assert_eq!(AddClusterGroupSetDependency(first, first), ERROR_INVALID_PARAMETER.0);
        assert_eq!(AddClusterGroupSetDependency(first, HGROUPSET(a.0)), ERROR_INVALID_HANDLE.0);
        let providers = asked(second, CLUSCTL_GROUPSET_GET_PROVIDER_GROUPSETS);
        assert_eq!(providers, [utf16("First"), vec![0; 2]].concat());
        assert_eq!(asked(second, CLUSCTL_GROUPSET_GET_PROVIDER_GROUPS), [0; 2]);
        assert_eq!(DeleteClusterGroupSet(first), ERROR_DIR_NOT_EMPTY.0);
        assert_eq!(DeleteClusterGroupSetEx(first, w!("no")), ERROR_DIR_NOT_EMPTY.0);
        assert_eq!(RemoveClusterGroupSetDependency(second, first), 0);
        assert_eq!(RemoveClusterGroupSetDependency(second, first), ERROR_DEPENDENCY_NOT_FOUND.0);
        assert_eq!(AddClusterGroupSetDependencyEx(second, first, w!("boot order")), 0);
        assert_eq!(RemoveClusterGroupSetDependencyEx(second, first, w!("no order")), 0);
        assert_recorded("Second", "boot order", "First");
        assert_recorded("Second", "no order", "no longer");

        let expression = windows::core::HSTRING::from(format!("[{}]", id(first)));
        assert_eq!(SetClusterGroupSetDependencyExpression(second, &expression), 0);
        assert_eq!(asked(second, CLUSCTL_GROUPSET_GET_PROVIDER_GROUPSETS), providers);
        for bad in [w!("[First] or [Second]"), w!("[First"), w!("[Second]")] {
            assert_eq!(SetClusterGroupSetDependencyExpression(second, bad), ERROR_INVALID_PARAMETER.0);
        }
        assert_eq!(SetClusterGroupSetDependencyExpression(second, w!("")), 0);
        assert_eq!(SetClusterGroupSetDependencyExpressionEx(second, w!("[First]"), w!("again")), 0);
        assert_eq!(SetClusterGroupSetDependencyExpressionEx(second, PCWSTR::null(), w!("not again")), 0);
        assert_recorded("Second", "again", "First");
        assert_recorded("Second", "not again", "no longer");

        // A global set starts after global ones only.
        let global = property_list(&[("IsGlobal", number_value(1))]);
        let code = CLUSCTL_GROUPSET_SET_COMMON_PROPERTIES.0.cast_unsigned();
        let control = |reason| {
            let (input, bytes) = (Some(global.as_ptr().cast()), global.len() as u32);
            ClusterGroupSetControlEx(first, None, code, input, bytes, None, 0, None, reason)
        };
        assert_eq!(control(w!("all need it")), 0);
        assert_recorded("First", "all need it", "IsGlobal");
        assert_eq!(AddClusterGroupSetDependency(first, second), ERROR_INVALID_PARAMETER.0);
        assert_eq!((DeleteClusterGroupSet(first), DeleteClusterGroupSet(second)), (0, 0));
        assert_eq!(control(w!("too late")), ERROR_GROUPSET_NOT_AVAILABLE.0);
        for code in [
            AddClusterGroupSetDependency(first, second),
            RemoveClusterGroupSetDependency(first, second),
            SetClusterGroupSetDependencyExpression(first, w!("")),
        ] {
            assert_eq!(code, ERROR_GROUPSET_NOT_AVAILABLE.0);
        }
        assert_eq!((DeleteClusterGroup(a), DeleteClusterGroup(b)), (0, 0));
    }
}

#[test]
fn groups_start_after_groups_and_a_set() {
    // SAFETY: as above.
    unsafe {
        let [a, b] = [group("After A"), group("After B")];
        let cluster = GetClusterFromGroup(a);
        let b = (OpenClusterGroup(cluster, w!("After B")), b).0;
        assert_eq!(AddClusterGroupDependency(b, a), 0);
        assert_eq!(AddClusterGroupDependency(b, a), ERROR_DEPENDENCY_ALREADY_EXISTS.0);
        assert_eq!(AddClusterGroupDependency(a, b), ERROR_INVALID_PARAMETER.0, "a circle");
        assert_eq!(AddClusterGroupDependency(a, a), ERROR_INVALID_PARAMETER.0);
        assert_eq!(of_group(b, CLUSCTL_GROUP_GET_PROVIDER_GROUPS), [utf16("After A"), vec![0; 2]].concat());
        let reader = OpenClusterGroupEx(cluster, w!("After B"), GENERIC_READ.0, None);
        assert_eq!(AddClusterGroupDependency(reader, a), ERROR_ACCESS_DENIED.0);
        assert_eq!(RemoveClusterGroupDependency(b, a), 0);
        assert_eq!(RemoveClusterGroupDependency(b, a), ERROR_DEPENDENCY_NOT_FOUND.0);
        assert_eq!(AddClusterGroupDependencyEx(b, a, w!("it needs it")), 0);
        assert_eq!(RemoveClusterGroupDependencyEx(b, a, w!("it does not")), 0);
        assert_recorded("After B", "it needs it", "After A");
        assert_recorded("After B", "it does not", "no longer");
        assert_eq!(SetGroupDependencyExpression(b, w!("[After A]")), 0);
        for bad in [w!("[After A] or [After B]"), w!("After A"), w!("[After B]")] {
            assert_eq!(SetGroupDependencyExpression(b, bad), ERROR_INVALID_PARAMETER.0);
        }
        assert_eq!(SetGroupDependencyExpression(b, w!("")), 0);
        assert_eq!(of_group(b, CLUSCTL_GROUP_GET_PROVIDER_GROUPS), [0; 2]);
        assert_eq!(SetGroupDependencyExpressionEx(b, w!("[After A]"), w!("as written")), 0);
        assert_eq!(SetGroupDependencyExpressionEx(b, w!(""), w!("wiped")), 0);
        assert_recorded("After B", "as written", "After A");

        let base = set(cluster, w!("Base"));
        assert_eq!(ClusterAddGroupToGroupSet(base, a), 0);
        assert_eq!(AddClusterGroupToGroupSetDependency(b, base), 0);
        assert_eq!(AddClusterGroupToGroupSetDependency(b, base), ERROR_DEPENDENCY_ALREADY_EXISTS.0);
        assert_eq!(AddClusterGroupToGroupSetDependency(a, base), ERROR_INVALID_PARAMETER.0, "it is in it");
        assert_eq!(AddClusterGroupToGroupSetDependency(b, HGROUPSET(a.0)), ERROR_INVALID_HANDLE.0);
        assert_eq!(of_group(b, CLUSCTL_GROUP_GET_PROVIDER_GROUPSETS), [utf16("Base"), vec![0; 2]].concat());
        assert_eq!(RemoveClusterGroupToGroupSetDependency(b, base), 0);
        assert_eq!(RemoveClusterGroupToGroupSetDependency(b, base), ERROR_DEPENDENCY_NOT_FOUND.0);
        assert_eq!(of_group(b, CLUSCTL_GROUP_GET_PROVIDER_GROUPSETS), [0; 2]);
        assert_eq!(AddClusterGroupToGroupSetDependencyEx(b, base, w!("base first")), 0);
        assert_eq!(RemoveClusterGroupToGroupSetDependencyEx(b, base, w!("base whenever")), 0);
        assert_recorded("After B", "base first", "Base");
        assert_recorded("After B", "base whenever", "Base");
        assert_eq!(DeleteClusterGroupSet(base), 0);
        assert_eq!(AddClusterGroupToGroupSetDependency(b, base), ERROR_GROUPSET_NOT_AVAILABLE.0);
        assert_eq!(RemoveClusterGroupToGroupSetDependency(b, base), ERROR_GROUPSET_NOT_AVAILABLE.0);
        assert_eq!(DeleteClusterGroup(b), 0);
        for code in [
            AddClusterGroupDependency(b, a),
            RemoveClusterGroupDependency(b, a),
            SetGroupDependencyExpression(b, w!("")),
            AddClusterGroupToGroupSetDependency(b, base),
        ] {
            assert_eq!(code, ERROR_GROUP_NOT_AVAILABLE.0);
        }
        assert_eq!(DeleteClusterGroup(a), 0);
    }
}

#[test]
fn a_group_set_answers_control_codes() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let set = set(cluster, w!("Asked"));
        let control = |code: u32, input: &[u8]| {
            ClusterGroupSetControl(set, None, code, Some(input.as_ptr().cast()), input.len() as u32, None, 0, None)
        };
        let renamed = property_list(&[("Name", text_value("Asked 2"))]);
        let change = CLUSCTL_GROUPSET_SET_COMMON_PROPERTIES.0.cast_unsigned();
        assert_eq!(control(change, &renamed), 0);
        assert!(has(&asked(set, CLUSCTL_GROUPSET_GET_COMMON_PROPERTIES), "Name", &text_value("Asked 2")));
        let read_only = asked(set, CLUSCTL_GROUPSET_GET_RO_COMMON_PROPERTIES);
        assert!(read_only.len() > 4, "{read_only:?}");
        assert_eq!(control(change, &[]), ERROR_INVALID_PARAMETER.0);
        assert_eq!(control(CLUSCTL_GROUP_GET_ID.0.cast_unsigned(), &[]), ERROR_INVALID_FUNCTION.0);
        assert_eq!(control(0x0800_7FFD, &[]), ERROR_INVALID_FUNCTION.0);
        let (mut small, mut returned) = ([0_u8; 2], 0);
        let output = Some(small.as_mut_ptr().cast());
        let code = CLUSCTL_GROUPSET_GET_ID.0.cast_unsigned();
        let answer = ClusterGroupSetControl(set, None, code, None, 0, output, 2, Some(&mut returned));
        assert_eq!((answer, returned), (ERROR_MORE_DATA.0, 74));
        assert_eq!(DeleteClusterGroupSet(set), 0);
        assert_eq!(control(change, &renamed), ERROR_GROUPSET_NOT_AVAILABLE.0);
    }
}

#[test]
fn a_set_can_name_a_set_of_another_cluster() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let (here, there) = (set(cluster, w!("Here")), set(cluster, w!("There")));
        // The cluster itself, under a name by which it is found: the folder that its sockets are in.
        let elsewhere = folder();
        assert_eq!(AddCrossClusterGroupSetDependency(here, &elsewhere, w!("THERE")), 0);
        let again = AddCrossClusterGroupSetDependency(here, &elsewhere, w!("There"));
        assert_eq!(again, ERROR_DEPENDENCY_ALREADY_EXISTS.0);
        assert_eq!(AddCrossClusterGroupSetDependency(here, &elsewhere, w!("Nowhere")), ERROR_GROUPSET_NOT_FOUND.0);
        assert_eq!(AddCrossClusterGroupSetDependency(here, w!(""), w!("There")), ERROR_INVALID_PARAMETER.0);
        assert_eq!(AddCrossClusterGroupSetDependency(here, PCWSTR::null(), w!("There")), ERROR_INVALID_PARAMETER.0);
        let unreachable = AddCrossClusterGroupSetDependency(here, w!("127.0.0.1:9"), w!("There"));
        assert_eq!(unreachable, RPC_S_SERVER_UNAVAILABLE);
        assert_eq!(RemoveCrossClusterGroupSetDependency(here, &elsewhere, w!("There")), 0);
        let again = RemoveCrossClusterGroupSetDependency(here, &elsewhere, w!("There"));
        assert_eq!(again, ERROR_DEPENDENCY_NOT_FOUND.0);
        assert_eq!((DeleteClusterGroupSet(here), DeleteClusterGroupSet(there)), (0, 0));
        assert_eq!(AddCrossClusterGroupSetDependency(here, &elsewhere, w!("There")), ERROR_GROUPSET_NOT_FOUND.0);
        let gone = RemoveCrossClusterGroupSetDependency(here, &elsewhere, w!("There"));
        assert_eq!(gone, ERROR_GROUPSET_NOT_AVAILABLE.0);
    }
}
