use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::w;

fn group_control(group: HGROUP, code: CLUSCTL_GROUP_CODES) -> Vec<u8> {
    // SAFETY: buffers are as long as is said.
    ask(|output, room, returned| unsafe {
        ClusterGroupControl(group, None, code.0.cast_unsigned(), None, 0, output, room, Some(returned))
    })
}

#[test]
fn a_group_answers_by_property_lists() {
    // SAFETY: lists are as long as is said.
    unsafe {
        let group = group("Controlled");
        let list = group_control(group, CLUSCTL_GROUP_GET_COMMON_PROPERTIES);
        assert!(has(&list, "FailoverPeriod", &number_value(6)), "{list:?}");
        let read_only = group_control(group, CLUSCTL_GROUP_GET_RO_COMMON_PROPERTIES);
        assert!(has(&read_only, "Name", &text_value("Controlled")), "{read_only:?}");
        let names = String::from_utf16_lossy(
            &group_control(group, CLUSCTL_GROUP_ENUM_COMMON_PROPERTIES)
                .chunks(2)
                .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
                .collect::<Vec<_>>(),
        );
        assert!(names.split('\0').any(|name| name == "FailoverThreshold") && names.ends_with("\0\0"), "{names:?}");
        let formats = group_control(group, CLUSCTL_GROUP_GET_COMMON_PROPERTY_FMTS);
        assert!(has(&formats, "FailoverPeriod", &(0x0001_000B, vec![2, 0])), "{formats:?}");

        let set = |name: &str, value: ListValue, code: CLUSCTL_GROUP_CODES| {
            let list = property_list(&[(name, value)]);
            let input = Some(list.as_ptr().cast());
            ClusterGroupControl(group, None, code.0.cast_unsigned(), input, list.len() as u32, None, 0, None)
        };
        assert_eq!(set("FailoverPeriod", number_value(9), CLUSCTL_GROUP_SET_COMMON_PROPERTIES), 0);
        assert!(has(&group_control(group, CLUSCTL_GROUP_GET_COMMON_PROPERTIES), "FailoverPeriod", &number_value(9)));
        assert_ne!(set("FailoverPeriod", text_value("often"), CLUSCTL_GROUP_SET_COMMON_PROPERTIES), 0);
        assert_ne!(set("Name", text_value("Other"), CLUSCTL_GROUP_SET_COMMON_PROPERTIES), 0);
        assert_eq!(set("Url", text_value("http://x/"), CLUSCTL_GROUP_SET_PRIVATE_PROPERTIES), 0);
        assert!(has(&group_control(group, CLUSCTL_GROUP_GET_PRIVATE_PROPERTIES), "Url", &text_value("http://x/")));
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

#[test]
fn every_kind_says_its_name_and_refuses_what_it_does_not_know() {
    // SAFETY: as above.
    unsafe {
        let cluster = cluster();
        let group = CreateClusterGroup(cluster, w!("Named"));
        let resource = resource(group, "Named Application");
        assert_eq!(group_control(group, CLUSCTL_GROUP_GET_NAME), utf16("Named"));
        assert_eq!(group_control(group, CLUSCTL_GROUP_GET_FLAGS), [0; 4]);
        assert_eq!(group_control(group, CLUSCTL_GROUP_GET_CHARACTERISTICS), [0; 4]);
        let asked = |code: CLUSCTL_RESOURCE_CODES| {
            ask(|output, room, returned| {
                let code = code.0.cast_unsigned();
                ClusterResourceControl(resource, None, code, None, 0, output, room, Some(returned))
            })
        };
        assert_eq!(asked(CLUSCTL_RESOURCE_GET_NAME), utf16("Named Application"));
        assert_eq!(asked(CLUSCTL_RESOURCE_GET_RESOURCE_TYPE), utf16(TYPE));
        let node = OpenClusterNode(cluster, w!("n2"));
        let name = ask(|output, room, returned| {
            let code = CLUSCTL_NODE_GET_NAME.0.cast_unsigned();
            ClusterNodeControl(node, Some(node), code, None, 0, output, room, Some(returned))
        });
        assert_eq!(name, utf16("n2"));
        let common = ask(|output, room, returned| {
            let code = CLUSCTL_CLUSTER_GET_COMMON_PROPERTIES.0.cast_unsigned();
            ClusterControl(cluster, None, code, None, 0, output, room, Some(returned))
        });
        assert!(has(&common, "SameSubnetThreshold", &number_value(4)) || common.len() > 100);
        let types = ask(|output, room, returned| {
            let code = CLUSCTL_RESOURCE_TYPE_GET_COMMON_PROPERTIES.0.cast_unsigned();
            let name = windows::core::HSTRING::from(TYPE);
            ClusterResourceTypeControl(cluster, &name, None, code, None, 0, output, room, Some(returned))
        });
        assert!(types.len() > 4);

        // A code of another kind, one that nobody knows, and one that changes through a handle for reading.
        let call = |group, code: u32| ClusterGroupControl(group, None, code, None, 0, None, 0, None);
        assert_eq!(call(group, CLUSCTL_GROUP_UNKNOWN.0.cast_unsigned()), 0);
        assert_eq!(call(group, CLUSCTL_NODE_GET_NAME.0.cast_unsigned()), ERROR_INVALID_FUNCTION.0);
        assert_eq!(call(group, 0x0300_7FFD), ERROR_INVALID_FUNCTION.0);
        let reader = OpenClusterGroupEx(cluster, w!("Named"), GENERIC_READ.0, None);
        let set = CLUSCTL_GROUP_SET_COMMON_PROPERTIES.0.cast_unsigned();
        assert_eq!(call(reader, set), ERROR_ACCESS_DENIED.0);
        assert_eq!(call(group, set), ERROR_INVALID_PARAMETER.0, "no list");
        let broken = [9_u8, 0, 0, 0, 1];
        let given = ClusterGroupControl(group, None, set, Some(broken.as_ptr().cast()), 5, None, 0, None);
        assert_eq!(given, ERROR_INVALID_DATA.0);
        assert_eq!(ClusterGroupControl(group, None, set, None, 5, None, 0, None), ERROR_INVALID_PARAMETER.0);
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
    }
}
