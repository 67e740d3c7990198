//! What single control codes answer and do.

use crate::control_rules::Target;
use crate::fixture::*;
use crate::services::wait_until;
use std::time::{SystemTime, UNIX_EPOCH};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PCWSTR, w};

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|bytes| u32::from_le_bytes(bytes.try_into().expect("four"))).collect()
}

/// The texts of a MULTI_SZ.
fn texts(bytes: &[u8]) -> Vec<String> {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|bytes| u16::from_le_bytes(bytes.try_into().expect("two"))).collect();
    assert_eq!(units.last(), Some(&0));
    let texts = units[..units.len() - 1].split(|unit| *unit == 0);
    texts.map(String::from_utf16_lossy).filter(|text| !text.is_empty()).collect()
}

/// Of a FILETIME, in seconds since 1970.
fn seconds(bytes: &[u8]) -> u64 {
    let ticks = u64::from_le_bytes(bytes.try_into().expect("eight"));
    ticks / 10_000_000 - 11_644_473_600
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later").as_secs()
}

trait Number {
    fn number(self) -> u32;
}

macro_rules! numbered {
    ($($name:ident)*) => {$(
        impl Number for $name {
            fn number(self) -> u32 {
                self.0.cast_unsigned()
            }
        }
    )*};
}

numbered! { CLUSCTL_CLUSTER_CODES CLUSCTL_GROUP_CODES CLUSCTL_NODE_CODES CLUSCTL_RESOURCE_CODES CLUSCTL_RESOURCE_TYPE_CODES }

#[test]
fn validation_answers_as_setting_would_and_changes_nothing() {
    let group = group("Validated");
    let target = Target::Group(group);
    let validate = CLUSCTL_GROUP_VALIDATE_COMMON_PROPERTIES.number();
    let get = CLUSCTL_GROUP_GET_COMMON_PROPERTIES.number();
    let before = target.ask(get, &[]);
    assert_eq!(target.tell(validate, &property_list(&[("FailoverPeriod", number_value(9))])), 0);
    for (name, value) in [
        ("FailoverPeriod", text_value("often")),
        ("FailoverPeriod", number_value(5_000_000)),
        ("Name", text_value("Other")),
    ] {
        let list = property_list(&[(name, value)]);
        let refused = target.tell(validate, &list);
        assert_ne!(refused, 0, "{name}");
        assert_eq!(refused, target.tell(CLUSCTL_GROUP_SET_COMMON_PROPERTIES.number(), &list), "{name}");
    }
    // One that is wrong is enough.
    let both = [("FailoverPeriod", number_value(9)), ("FailoverThreshold", text_value("x"))];
    assert_ne!(target.tell(validate, &property_list(&both)), 0);
    assert_eq!(target.ask(get, &[]), before);
    let private = property_list(&[("Url", text_value("http://x/"))]);
    assert_eq!(target.tell(CLUSCTL_GROUP_VALIDATE_PRIVATE_PROPERTIES.number(), &private), 0);
    assert_eq!(target.ask(CLUSCTL_GROUP_GET_PRIVATE_PROPERTIES.number(), &[]), [0; 4]);

    // What would only act at the next start is no refusal.
    let resource = resource(group, "Validated Application");
    // SAFETY: the handle is open.
    unsafe { OnlineClusterResource(resource) };
    wait_for_resource(resource, ClusterResourceOnline);
    let list = property_list(&[("LooksAlivePollInterval", number_value(7000))]);
    let target = Target::Resource(resource);
    assert_eq!(target.tell(CLUSCTL_RESOURCE_VALIDATE_COMMON_PROPERTIES.number(), &list), 0);
    let set = CLUSCTL_RESOURCE_SET_COMMON_PROPERTIES.number();
    assert_eq!(target.tell(set, &list), ERROR_RESOURCE_PROPERTIES_STORED.0);
    // SAFETY: the handle is open.
    assert!([0, ERROR_IO_PENDING.0].contains(&unsafe { DestroyClusterGroup(group) }));
}

#[test]
fn a_resource_says_what_it_is() {
    let group = group("Told");
    let target = Target::Resource(resource(group, "Told Application"));
    assert_eq!(target.ask(CLUSCTL_RESOURCE_GET_CLASS_INFO.number(), &[]), [0; 8]);
    assert_eq!(target.ask(CLUSCTL_RESOURCE_GET_REQUIRED_DEPENDENCIES.number(), &[]), [0; 4]);
    assert_eq!(numbers(&target.ask(CLUSCTL_RESOURCE_GET_FAILURE_INFO.number(), &[])), [1, 3, 0]);
    assert_eq!(target.ask(CLUSCTL_RESOURCE_IS_QUORUM_BLOCKED.number(), &[]), [1, 0, 0, 0]);
    assert_eq!(target.ask(CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS.number(), &[]), [0; 2]);
    assert_eq!(target.tell(CLUSCTL_RESOURCE_RW_MODIFY_NOOP.number(), &[]), 0);
    // SAFETY: names are texts.
    let address = unsafe { CreateClusterResource(group, w!("Told Address"), w!("IP Address"), 0) };
    let class = Target::Resource(address).ask(CLUSCTL_RESOURCE_GET_CLASS_INFO.number(), &[]);
    assert_eq!(numbers(&class), [2, 0x8000_0000]);
    let of_type = Target::Type(cluster(), w!("IP Address"));
    assert_eq!(of_type.ask(CLUSCTL_RESOURCE_TYPE_GET_CLASS_INFO.number(), &[]), class);
    // SAFETY: the handles are open.
    unsafe {
        let Target::Resource(application) = target else { unreachable!() };
        assert_eq!(AddClusterResourceDependency(application, address), 0);
    }
    let related = 0x0100_1FAD;
    assert_eq!(texts(&target.ask(related, &[])), ["Told Address", "Told Application"]);
    // SAFETY: the handle is open.
    assert!([0, ERROR_IO_PENDING.0].contains(&unsafe { DestroyClusterGroup(group) }));
}

#[test]
fn a_network_name_says_its_names() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("Named on the Net");
        let resource = CreateClusterResource(group, w!("Net Name"), w!("Network Name"), 0);
        let target = Target::Resource(resource);
        set_private(resource, "Name", "files");
        assert_eq!(target.ask(CLUSCTL_RESOURCE_GET_NETWORK_NAME.number(), &[]), utf16("files"));
        assert_eq!(target.ask(CLUSCTL_RESOURCE_GET_DNS_NAME.number(), &[]), utf16("files"));
        set_private(resource, "DnsName", "files-1");
        assert_eq!(target.ask(CLUSCTL_RESOURCE_GET_DNS_NAME.number(), &[]), utf16("files-1"));
        let of_type = Target::Type(cluster(), w!("Network Name"));
        let validate = CLUSCTL_RESOURCE_TYPE_NETNAME_VALIDATE_NETNAME.number();
        assert_eq!(of_type.tell(validate, &utf16("unused")), 0);
        for taken in ["FILES", "files-1", "tested", "n3"] {
            assert_eq!(of_type.tell(validate, &utf16(taken)), ERROR_OBJECT_ALREADY_EXISTS.0, "{taken}");
        }
        assert_eq!(of_type.tell(validate, &utf16("no name")), ERROR_INVALID_NAME.0);
        assert_eq!(of_type.tell(validate, &[1]), ERROR_INVALID_PARAMETER.0);
        assert!([0, ERROR_IO_PENDING.0].contains(&DestroyClusterGroup(group)));
    }
}

#[test]
fn maintenance_mode_has_two_forms() {
    let group = group("Maintained");
    let resource = resource(group, "Maintained Application");
    let target = Target::Resource(resource);
    let (query, set) =
        (CLUSCTL_RESOURCE_QUERY_MAINTENANCE_MODE.number(), CLUSCTL_RESOURCE_SET_MAINTENANCE_MODE.number());
    let long = |numbers: [u32; 4]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let asked = || {
        let (mut bytes, mut size) = ([0_u8; 16], 0);
        assert_eq!(target.call(None, query, &[], Some(bytes.as_mut_ptr().cast()), 16, &mut size), 0);
        assert_eq!(size, 16);
        numbers(&bytes)
    };
    let offline = ClusterResourceOffline.0.cast_unsigned();
    assert_eq!(target.ask(query, &[]), [0; 4]);
    assert_eq!(asked(), [0, 0, offline, 0xABBA_F00F]);
    assert_eq!(target.tell(set, &1_u32.to_le_bytes()), 0);
    assert_eq!(target.ask(query, &[]), [1, 0, 0, 0]);
    assert_eq!(asked(), [1, 1, offline, 0xABBA_F00F]);
    assert_eq!(target.tell(set, &long([0, 1, 0, 0xABBA_F00F])), 0);
    assert_eq!(target.ask(query, &[]), [0; 4]);
    assert_eq!(target.tell(set, &long([1, 1, 0, 0xABBA_F00F])), 0);
    assert_eq!(target.ask(query, &[]), [1, 0, 0, 0]);
    assert_eq!(target.tell(set, &long([1, 2, 0, 0xABBA_F00F])), ERROR_NOT_SUPPORTED.0);
    for bad in [&[1_u8, 0][..], &2_u32.to_le_bytes(), &[], &long([1, 1, 0, 0]), &long([1, 4, 0, 0xABBA_F00F])] {
        assert_eq!(target.tell(set, bad), ERROR_INVALID_PARAMETER.0, "{bad:?}");
    }
    // SAFETY: the handle is open.
    assert!([0, ERROR_IO_PENDING.0].contains(&unsafe { DestroyClusterGroup(group) }));
}

#[test]
fn times_of_changes_are_told() {
    // SAFETY: names are texts.
    unsafe {
        let begun = now();
        let group = group("Timed");
        let resource = resource(group, "Timed Application");
        let (of_group, of_resource) = (Target::Group(group), Target::Resource(resource));
        // A year around what the clocks say, so that a slow machine is no failure: the number is of the right kind.
        let is_now = |bytes: &[u8]| assert!(seconds(bytes).abs_diff(begun) < 600, "{}", seconds(bytes));
        let state_change = 0x0300_2D5D;
        is_now(&of_group.ask(state_change, &[]));
        let created = of_resource.ask(CLUSCTL_RESOURCE_GET_STATE_CHANGE_TIME.number(), &[]);
        is_now(&created);
        let moved = CLUSCTL_GROUP_GET_LAST_MOVE_TIME.number();
        let never = of_group.ask(moved, &[]);
        assert_eq!((never.len(), &never[..24]), (32, &[0_u8; 24][..]));
        OnlineClusterGroup(group, None);
        wait_for_group(group, ClusterGroupOnline);
        let online = of_resource.ask(CLUSCTL_RESOURCE_GET_STATE_CHANGE_TIME.number(), &[]);
        assert!(
            u64::from_le_bytes(online[..].try_into().unwrap()) >= u64::from_le_bytes(created[..].try_into().unwrap())
        );
        let stable = 0x0300_228D;
        assert_eq!(of_group.ask(stable, &[]), [0; 4]);
        let from = owner(group);
        let to = if from == "n3" { 2 } else { 3 };
        let node = OpenClusterNodeById(GetClusterFromGroup(group), to);
        assert_eq!(MoveClusterGroup(group, Some(node)), ERROR_IO_PENDING.0);
        wait_until("the group has moved", || {
            (owner(group) == format!("n{to}") && group_state(group) == ClusterGroupOnline).then_some(())
        });
        let bytes = of_group.ask(moved, &[]);
        assert_eq!(u32::from_le_bytes(bytes[24..28].try_into().unwrap()), to);
        assert!(u64::from_le_bytes(bytes[..8].try_into().unwrap()) > 0);
        let year = u16::from_le_bytes([bytes[8], bytes[9]]);
        assert_eq!(u64::from(year), 1970 + begun / 31_556_952, "the year of now, but for its last hours");
        OfflineClusterGroup(group);
        wait_for_group(group, ClusterGroupOffline);
        assert_eq!(numbers(&of_group.ask(stable, &[])), [ERROR_GROUP_NOT_ONLINE.0]);
        assert!([0, ERROR_IO_PENDING.0].contains(&DestroyClusterGroup(group)));
    }
}

#[test]
fn what_is_left_of_attempts_is_told() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("Counted");
        let resource = resource(group, "Counted Application");
        OnlineClusterResource(resource);
        wait_for_resource(resource, ClusterResourceOnline);
        let info = CLUSCTL_RESOURCE_GET_FAILURE_INFO.number();
        assert_eq!(FailClusterResource(resource), 0);
        let told = wait_until("a restart is counted", || {
            let told = numbers(&Target::Resource(resource).ask(info, &[]));
            (told[1] == 2).then_some(told)
        });
        assert_eq!(told[0], 1);
        assert!(told[2] > 0 && told[2] <= 900_000, "{told:?}");
        let of_group = numbers(&Target::Group(group).ask(CLUSCTL_GROUP_GET_FAILURE_INFO.number(), &[]));
        assert_eq!(of_group, [1, 2, 0], "the number of nodes less one");
        assert!([0, ERROR_IO_PENDING.0].contains(&DestroyClusterGroup(group)));
    }
}

#[test]
fn the_epoch_of_continuity_is_two_numbers() {
    let group = group("Continued");
    let target = Target::Group(group);
    let set = 0x0340_2D86;
    let long = |number: u64| (0x0001_0006, number.to_le_bytes().to_vec());
    let both = [("CCFEpoch", long(7)), ("CCFEpochHigh", long(1))];
    assert_eq!(target.tell(set, &property_list(&both)), 0);
    let list = target.ask(CLUSCTL_GROUP_GET_COMMON_PROPERTIES.number(), &[]);
    for one in &both {
        let wanted = &property_list(std::slice::from_ref(one))[4..];
        assert!(list.windows(wanted.len()).any(|window| window == wanted), "{}", one.0);
    }
    for bad in [&both[..1], &[both[0].clone(), ("FailoverPeriod", number_value(1))]] {
        assert_eq!(target.tell(set, &property_list(bad)), ERROR_INVALID_PARAMETER.0);
    }
    // SAFETY: the handle is open.
    assert_eq!(unsafe { DeleteClusterGroup(group) }, 0);
}

#[test]
fn the_cluster_answers_for_itself() {
    let target = Target::Cluster(cluster());
    assert_eq!(target.ask(CLUSCTL_CLUSTER_GET_FQDN.number(), &[]), utf16("tested"));
    for (code, voter) in [
        (CLUSCTL_CLUSTER_CHECK_VOTER_DOWN, "1"),
        (CLUSCTL_CLUSTER_CHECK_VOTER_EVICT, "3"),
        (CLUSCTL_CLUSTER_CHECK_VOTER_EVICT, "n2"),
    ] {
        assert_eq!(target.ask(code.number(), &utf16(voter)), [0; 4], "{voter}");
        for nobody in ["9", "Cluster Name", ""] {
            assert_eq!(target.tell(code.number(), &utf16(nobody)), ERROR_INVALID_PARAMETER.0, "{nobody}");
        }
        assert_eq!(target.tell(code.number(), &[49, 0]), ERROR_INVALID_PARAMETER.0, "no terminator");
    }
    for witness in [CLUSCTL_CLUSTER_CHECK_VOTER_DOWN_WITNESS, CLUSCTL_CLUSTER_CHECK_VOTER_EVICT_WITNESS] {
        assert_eq!(target.ask(witness.number(), &[]), [0; 4]);
    }
    let timestamp = || {
        let bytes = target.ask(CLUSCTL_CLUSTER_GET_CLUSDB_TIMESTAMP.number(), &[]);
        u64::from_le_bytes(bytes.try_into().expect("eight"))
    };
    let before = timestamp();
    let group = group("Stamped");
    assert!(timestamp() > before);
    // SAFETY: the handle is open.
    assert_eq!(unsafe { DeleteClusterGroup(group) }, 0);
    let leader = target.ask(CLUSCTL_CLUSTER_GET_GUM_LOCK_OWNER.number(), &[]);
    assert!(["n1", "n2", "n3"].iter().any(|node| utf16(node) == leader), "{leader:?}");
    let nodes = CLUSCTL_CLUSTER_GET_NODES_IN_FD.number();
    assert_eq!(texts(&target.ask(nodes, &utf16("n2"))), ["n2"]);
    assert_eq!(target.tell(nodes, &utf16("nowhere")), ERROR_FILE_NOT_FOUND.0);
    assert_eq!(target.ask(0x0940_2DDD, &[]), target.ask(CLUSCTL_CLUSTER_ENUM_AFFINITY_RULE_NAMES.number(), &[]));
}

#[test]
fn upgrades_are_checked_and_cleared() {
    let target = Target::Cluster(cluster());
    let (upgrade, clear) = (0x0740_00CE, 0x0740_00D2);
    assert_eq!(target.tell(0x0700_00D5, &[]), 0, "nothing stands against one");
    assert_eq!(numbers(&target.ask(upgrade, &1_u32.to_le_bytes())), [12]);
    for bad in [&3_u32.to_le_bytes()[..], &[], &[1]] {
        assert_eq!(target.tell(upgrade, bad), ERROR_INVALID_PARAMETER.0, "{bad:?}");
    }
    assert_eq!(target.tell(clear, &[]), 0);
}

#[test]
fn a_node_that_runs_is_not_removed() {
    let target = Target::Cluster(cluster());
    let remove = CLUSCTL_CLUSTER_REMOVE_NODE.number();
    assert_eq!(target.tell(remove, &utf16("9")), ERROR_CLUSTER_NODE_NOT_FOUND.0);
    assert_eq!(target.tell(remove, &utf16("3")), ERROR_CANT_EVICT_ACTIVE_NODE.0);
    assert_eq!(target.tell(remove, &[]), ERROR_INVALID_PARAMETER.0);
}

#[test]
fn formats_of_the_resources_of_a_type_are_told() {
    let target = Target::Type(cluster(), w!("Generic Application"));
    let common = target.ask(CLUSCTL_RESOURCE_TYPE_GET_COMMON_RESOURCE_PROPERTY_FMTS.number(), &[]);
    let private = target.ask(CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS.number(), &[]);
    let has = |list: &[u8], name: &str, format: u8| {
        let one = property_list(&[(name, (0x0001_000B, vec![format, 0]))]);
        list.windows(one.len() - 4).any(|window| *window == one[4..])
    };
    assert!(has(&common, "RestartThreshold", 2) && !has(&common, "CommandLine", 3));
    assert!(has(&private, "CommandLine", 3) && !has(&private, "RestartThreshold", 2));
}

/// A reason reaches the events of what a code changes.
#[test]
fn the_forms_with_a_reason_do_the_same() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let group = group("Controlled for a Reason");
        let resource = resource(group, "Controlled for a Reason 2");
        let cluster = cluster();
        let node = OpenClusterNode(cluster, w!("n1"));
        let of_type = w!("Generic Application");
        let list = property_list(&[("Description", text_value("audited"))]);
        let (data, bytes) = (Some(list.as_ptr().cast()), list.len() as u32);
        let reason = w!("spring cleaning");
        let set = CLUSCTL_GROUP_SET_COMMON_PROPERTIES.number();
        assert_eq!(ClusterGroupControlEx(group, None, set, data, bytes, None, 0, None, reason), 0);
        let set = CLUSCTL_RESOURCE_SET_COMMON_PROPERTIES.number();
        assert_eq!(ClusterResourceControlEx(resource, None, set, data, bytes, None, 0, None, reason), 0);
        let set = CLUSCTL_CLUSTER_SET_PRIVATE_PROPERTIES.number();
        assert_eq!(ClusterControlEx(cluster, None, set, data, bytes, None, 0, None, reason), 0);
        let set = CLUSCTL_NODE_SET_COMMON_PROPERTIES.number();
        assert_eq!(ClusterNodeControlEx(node, None, set, data, bytes, None, 0, None, reason), 0);
        let set = CLUSCTL_RESOURCE_TYPE_SET_PRIVATE_PROPERTIES.number();
        assert_eq!(ClusterResourceTypeControlEx(cluster, of_type, None, set, data, bytes, None, 0, None, reason), 0);
        // One that is refused is refused in the same way.
        let unknown = ERROR_INVALID_FUNCTION.0;
        assert_eq!(ClusterGroupControlEx(group, None, 3, None, 0, None, 0, None, PCWSTR::null()), unknown);
        assert_eq!(ClusterNodeControlEx(node, None, 3, None, 0, None, 0, None, PCWSTR::null()), unknown);
        assert_eq!(ClusterControlEx(cluster, None, 3, None, 0, None, 0, None, PCWSTR::null()), unknown);
        let (fqdn, mut unit) = (CLUSCTL_CLUSTER_GET_FQDN.number(), 0_u16);
        let small = Some((&raw mut unit).cast());
        assert_eq!(ClusterControlEx(cluster, None, fqdn, None, 0, small, 2, None, reason), ERROR_MORE_DATA.0);
        assert_eq!(ClusterResourceControlEx(resource, None, 3, None, 0, None, 0, None, PCWSTR::null()), unknown);
        assert_eq!(ClusterResourceTypeControlEx(cluster, of_type, None, 3, None, 0, None, 0, None, reason), unknown);
        assert!([0, ERROR_IO_PENDING.0].contains(&DestroyClusterGroup(group)));
    }
}

/// The service learns who calls from the socket of its own machine alone.
#[test]
fn a_user_is_spoken_for_on_his_own_machine_alone() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let group = group("Delegated");
        let resource = resource(group, "Delegated Application");
        let name = CLUSCTL_RESOURCE_GET_NAME.number();
        let (mut bytes, mut size) = (vec![0_u8; 128], 0);
        let output = Some(bytes.as_mut_ptr().cast());
        let answer = ClusterResourceControlAsUser(resource, None, name, None, 0, output, 128, Some(&raw mut size));
        assert_eq!((answer, &bytes[..size as usize]), (0, &utf16("Delegated Application")[..]));
        let reason = w!("on behalf of a user");
        assert_eq!(ClusterResourceControlAsUserEx(resource, None, name, None, 0, None, 0, None, reason), 0);
        let class = CLUSCTL_RESOURCE_TYPE_GET_CLASS_INFO.number();
        let of_type = HSTRING::from(TYPE);
        assert_eq!(ClusterResourceTypeControlAsUser(cluster(), &of_type, None, class, None, 0, None, 0, None), 0);
        assert_eq!(
            ClusterResourceTypeControlAsUserEx(cluster(), &of_type, None, class, None, 0, None, 0, None, reason),
            0
        );

        let far = OpenCluster(&client_address());
        assert!(!far.is_invalid(), "{:?}", last_error());
        let refused = ERROR_CLUSTER_TOKEN_DELEGATION_NOT_SUPPORTED.0;
        let there = OpenClusterResource(far, w!("Delegated Application"));
        assert_eq!(ClusterResourceControl(there, None, name, None, 0, None, 0, None), 0);
        assert_eq!(ClusterResourceControlAsUser(there, None, name, None, 0, None, 0, None), refused);
        assert_eq!(ClusterResourceControlAsUserEx(there, None, name, None, 0, None, 0, None, reason), refused);
        assert_eq!(ClusterResourceTypeControlAsUser(far, &of_type, None, class, None, 0, None, 0, None), refused);
        assert_eq!(
            ClusterResourceTypeControlAsUserEx(far, &of_type, None, class, None, 0, None, 0, None, reason),
            refused
        );

        // Its errors are those of the call without a user.
        let reader = OpenClusterResourceEx(cluster(), w!("Delegated Application"), GENERIC_READ.0, None);
        let noop = CLUSCTL_RESOURCE_RW_MODIFY_NOOP.number();
        assert_eq!(ClusterResourceControlAsUser(reader, None, noop, None, 0, None, 0, None), ERROR_ACCESS_DENIED.0);
        assert_eq!(ClusterResourceControlAsUser(resource, None, 1, None, 0, None, 0, None), ERROR_INVALID_FUNCTION.0);
        let small = Some(bytes.as_mut_ptr().cast());
        assert_eq!(ClusterResourceControlAsUser(resource, None, name, None, 0, small, 3, None), ERROR_MORE_DATA.0);
        let nobody = w!("Nobody's Type");
        let missing = ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND.0;
        assert_eq!(ClusterResourceTypeControlAsUser(cluster(), nobody, None, class, None, 0, None, 0, None), missing);
        assert!([0, ERROR_IO_PENDING.0].contains(&DestroyClusterGroup(group)));
        wait_until("the group is gone", || (group_state(group).0 == -1).then_some(()));
        let gone = ERROR_RESOURCE_NOT_AVAILABLE.0;
        assert_eq!(ClusterResourceControlAsUser(resource, None, name, None, 0, None, 0, None), gone);
    }
}
