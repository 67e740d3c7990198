//! Networks and network interfaces. The nodes are on one machine and speak to each other through its loopback, so that is a network
//! of theirs in any case; there may be others.

use crate::fixture::*;
use crate::services::wait_until;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::*;
use windows::core::{HSTRING, PCWSTR, PWSTR, w};

const NODES: [&str; 3] = ["n1", "n2", "n3"];
const NO_PORT: HCHANGE = HCHANGE(-1);
const WAIT_MS: u32 = 20_000;

/// These tests rename what the others read.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Items of an enumeration of interfaces, which has no count.
fn interfaces(cluster: HCLUSTER, node: PCWSTR, network: PCWSTR) -> Vec<String> {
    // SAFETY: names are null or texts, buffers are as long as is said.
    unsafe {
        let opened = ClusterNetInterfaceOpenEnum(cluster, node, network);
        assert!(!opened.is_invalid(), "{:?}", last_error());
        let mut names = Vec::new();
        let mut length = 0;
        while ClusterNetInterfaceEnum(opened, names.len() as u32, PWSTR::null(), &mut length) == 0 {
            let index = names.len() as u32;
            names.push(text_of(|buffer, length| ClusterNetInterfaceEnum(opened, index, buffer, length)));
        }
        assert_eq!(last_error(), ERROR_NO_MORE_ITEMS);
        assert_eq!(ClusterNetInterfaceCloseEnum(opened), 0);
        assert_eq!(ClusterNetInterfaceCloseEnum(opened), ERROR_INVALID_HANDLE.0);
        names
    }
}

/// The network of the loopback, once every node has told of its adapters.
fn loopback() -> (HNETWORK, String) {
    let id = wait_until("each node has an interface on the loopback", || {
        let cluster = cluster();
        let found = NODES.map(|node| HSTRING::from(format!("{node} - lo")));
        // SAFETY: names are texts, buffers are as long as is said.
        unsafe {
            let opened = found.map(|name| OpenClusterNetInterface(cluster, &name));
            let up = opened.iter().all(|interface| GetClusterNetInterfaceState(*interface) == ClusterNetInterfaceUp);
            let code = CLUSCTL_NETINTERFACE_GET_NETWORK.0.cast_unsigned();
            up.then(|| {
                text_in(&ask(|output, room, returned| {
                    ClusterNetInterfaceControl(opened[0], None, code, None, 0, output, room, Some(returned))
                }))
            })
        }
    });
    // SAFETY: the name is a text. Another test may have given it another one since.
    let network = unsafe { OpenClusterNetwork(cluster(), &HSTRING::from(id.as_str())) };
    if network.is_invalid() { loopback() } else { (network, id) }
}

/// An answer asked for as it is asked by programs: the size, one byte too few, and then whole.
fn ask(mut call: impl FnMut(Option<*mut core::ffi::c_void>, u32, *mut u32) -> u32) -> Vec<u8> {
    let mut size = 0;
    assert_eq!(call(None, 0, &raw mut size), 0);
    let mut bytes = vec![0_u8; size as usize];
    let mut needed = 0;
    assert_eq!(call(Some(bytes.as_mut_ptr().cast()), size - 1, &raw mut needed), ERROR_MORE_DATA.0);
    assert_eq!(needed, size);
    assert_eq!(call(Some(bytes.as_mut_ptr().cast()), size, &raw mut size), 0);
    bytes
}

fn text_in(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    String::from_utf16(units.strip_suffix(&[0]).expect("a terminator")).expect("text")
}

fn network_control(network: HNETWORK, code: CLUSCTL_NETWORK_CODES) -> Vec<u8> {
    // SAFETY: buffers are as long as is said.
    ask(|output, room, returned| unsafe {
        ClusterNetworkControl(network, None, code.0.cast_unsigned(), None, 0, output, room, Some(returned))
    })
}

fn interface_control(interface: HNETINTERFACE, code: CLUSCTL_NETINTERFACE_CODES) -> Vec<u8> {
    // SAFETY: as above.
    ask(|output, room, returned| unsafe {
        ClusterNetInterfaceControl(interface, None, code.0.cast_unsigned(), None, 0, output, room, Some(returned))
    })
}

/// One property given to a code of a network. What is refused, is refused for a reason too.
fn give_network(network: HNETWORK, code: CLUSCTL_NETWORK_CODES, name: &str, value: ListValue) -> u32 {
    let list = property_list(&[(name, value)]);
    let (input, bytes, code) = (Some(list.as_ptr().cast()), list.len() as u32, code.0.cast_unsigned());
    // SAFETY: the list is as long as is said.
    unsafe {
        let answer = ClusterNetworkControl(network, None, code, input, bytes, None, 0, None);
        if answer != 0 {
            let again = ClusterNetworkControlEx(network, None, code, input, bytes, None, 0, None, w!("in vain"));
            assert_eq!(again, answer, "{code:#010X}");
        }
        answer
    }
}

fn give_interface(interface: HNETINTERFACE, code: CLUSCTL_NETINTERFACE_CODES, name: &str, value: ListValue) -> u32 {
    let list = property_list(&[(name, value)]);
    let (input, bytes, code) = (Some(list.as_ptr().cast()), list.len() as u32, code.0.cast_unsigned());
    // SAFETY: as above.
    unsafe {
        let answer = ClusterNetInterfaceControl(interface, None, code, input, bytes, None, 0, None);
        if answer != 0 {
            let again = ClusterNetInterfaceControlEx(interface, None, code, input, bytes, None, 0, None, w!("in vain"));
            assert_eq!(again, answer, "{code:#010X}");
        }
        answer
    }
}

fn has(list: &[u8], name: &str, value: &ListValue) -> bool {
    let one = property_list(&[(name, value.clone())]);
    list.windows(one.len() - 4).any(|window| *window == one[4..])
}

#[test]
fn networks_are_found_and_have_interfaces() {
    let _alone = alone();
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let (network, _) = loopback();
        let cluster = cluster();
        let id = text_of(|buffer, length| GetClusterNetworkId(network, buffer, length));
        assert_eq!(id.len(), 36);
        assert_eq!(GetClusterNetworkState(network), ClusterNetworkUp);
        let by_id = HSTRING::from(id.as_str());
        let mut granted = 0;
        let reader = OpenClusterNetworkEx(cluster, &by_id, GENERIC_READ.0, Some(&raw mut granted));
        assert_eq!(granted, GENERIC_READ.0);
        assert_eq!(GetClusterNetworkState(reader), ClusterNetworkUp);
        assert_eq!(SetClusterNetworkName(reader, w!("Other")), ERROR_ACCESS_DENIED.0);
        assert!(CloseCluster(GetClusterFromNetwork(reader)).as_bool());

        let opened = ClusterNetworkOpenEnum(network, CLUSTER_NETWORK_ENUM_NETINTERFACES.0.cast_unsigned());
        let names: Vec<String> = (0..ClusterNetworkGetEnumCount(opened))
            .map(|index| {
                let mut kind = 0;
                let name = text_of(|buffer, length| ClusterNetworkEnum(opened, index, &mut kind, buffer, length));
                assert_eq!(kind, CLUSTER_NETWORK_ENUM_NETINTERFACES.0.cast_unsigned());
                name
            })
            .collect();
        assert_eq!(names, ["n1 - lo", "n2 - lo", "n3 - lo"]);
        let (mut kind, mut length, mut buffer) = (0, 2, [0_u16; 2]);
        let small = ClusterNetworkEnum(opened, 0, &mut kind, PWSTR(buffer.as_mut_ptr()), &mut length);
        assert_eq!((small, length), (ERROR_MORE_DATA.0, 7));
        let none = ClusterNetworkEnum(opened, 0, &mut kind, PWSTR(buffer.as_mut_ptr()), std::ptr::null_mut());
        assert_eq!(none, ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterNetworkEnum(opened, 3, &mut kind, PWSTR::null(), &mut length), ERROR_NO_MORE_ITEMS.0);
        assert_eq!(ClusterNetworkCloseEnum(opened), 0);
        assert_eq!(ClusterNetworkCloseEnum(opened), ERROR_INVALID_HANDLE.0);
        for bad in [0, 2, 3] {
            assert!(ClusterNetworkOpenEnum(network, bad).is_invalid());
            assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        }

        let (mut length, mut buffer) = (5, [0_u16; 5]);
        let small = GetClusterNetworkId(network, PWSTR(buffer.as_mut_ptr()), &mut length);
        assert_eq!((small, length), (ERROR_MORE_DATA.0, 36));
        let none = GetClusterNetworkId(network, PWSTR(buffer.as_mut_ptr()), std::ptr::null_mut());
        assert_eq!(none, ERROR_INVALID_PARAMETER.0);
        assert!(OpenClusterNetwork(cluster, w!("No Such Network")).is_invalid());
        assert_eq!(last_error(), ERROR_CLUSTER_NETWORK_NOT_FOUND);
        assert!(OpenClusterNetworkEx(cluster, w!("No Such Network"), GENERIC_READ.0, None).is_invalid());
        assert_eq!(last_error(), ERROR_CLUSTER_NETWORK_NOT_FOUND);
        assert!(OpenClusterNetworkEx(cluster, &by_id, 0, None).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        assert!(CloseClusterNetwork(reader).is_ok());
        assert!(CloseClusterNetwork(reader).is_err());
        assert_eq!(last_error(), ERROR_INVALID_HANDLE);
        assert_eq!(GetClusterNetworkState(reader), ClusterNetworkStateUnknown);
    }
}

#[test]
fn interfaces_are_found_by_node_and_network() {
    let _alone = alone();
    // SAFETY: as above.
    unsafe {
        let (network, _) = loopback();
        let cluster = cluster();
        let id = HSTRING::from(text_of(|buffer, length| GetClusterNetworkId(network, buffer, length)));
        let between = |buffer, length: &mut u32| GetClusterNetInterface(cluster, w!("n2"), &id, buffer, length);
        assert_eq!(text_of(between), "n2 - lo");
        let (mut length, mut buffer) = (3, [0_u16; 3]);
        assert_eq!((between(PWSTR(buffer.as_mut_ptr()), &mut length), length), (ERROR_MORE_DATA.0, 7));
        let mut length = 0;
        let mut asked =
            |node: PCWSTR, network: PCWSTR| GetClusterNetInterface(cluster, node, network, PWSTR::null(), &mut length);
        let named = PCWSTR(id.as_ptr());
        assert_eq!(asked(w!("n9"), named), ERROR_CLUSTER_NODE_NOT_FOUND.0);
        assert_eq!(asked(w!("n2"), w!("No Such Network")), ERROR_CLUSTER_NETWORK_NOT_FOUND.0);
        assert_eq!(asked(PCWSTR::null(), named), ERROR_INVALID_PARAMETER.0);
        let none = GetClusterNetInterface(cluster, w!("n2"), &id, PWSTR(buffer.as_mut_ptr()), std::ptr::null_mut());
        assert_eq!(none, ERROR_INVALID_PARAMETER.0);

        assert_eq!(interfaces(cluster, w!("n2"), named), ["n2 - lo"]);
        assert_eq!(interfaces(cluster, PCWSTR::null(), named), ["n1 - lo", "n2 - lo", "n3 - lo"]);
        assert!(interfaces(cluster, w!("n3"), PCWSTR::null()).contains(&"n3 - lo".to_owned()));
        assert!(interfaces(cluster, PCWSTR::null(), PCWSTR::null()).len() >= 3);
        assert!(ClusterNetInterfaceOpenEnum(cluster, w!("n9"), PCWSTR::null()).is_invalid());
        assert_eq!(last_error(), ERROR_CLUSTER_NODE_NOT_FOUND);
        assert!(ClusterNetInterfaceOpenEnum(cluster, PCWSTR::null(), w!("No Such Network")).is_invalid());
        assert_eq!(last_error(), ERROR_CLUSTER_NETWORK_NOT_FOUND);
        let opened = ClusterNetInterfaceOpenEnum(cluster, w!("n2"), named);
        let (mut length, mut buffer) = (3, [0_u16; 3]);
        let small = ClusterNetInterfaceEnum(opened, 0, PWSTR(buffer.as_mut_ptr()), &mut length);
        assert_eq!((small, length), (ERROR_MORE_DATA.0, 7));
        let none = ClusterNetInterfaceEnum(opened, 0, PWSTR(buffer.as_mut_ptr()), std::ptr::null_mut());
        assert_eq!(none, ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterNetInterfaceCloseEnum(opened), 0);

        let interface = OpenClusterNetInterface(cluster, w!("N2 - LO"));
        assert_eq!(GetClusterNetInterfaceState(interface), ClusterNetInterfaceUp);
        assert!(CloseCluster(GetClusterFromNetInterface(interface)).as_bool());
        let mut granted = 0;
        let reader = OpenClusterNetInterfaceEx(cluster, w!("n2 - lo"), GENERIC_READ.0, Some(&raw mut granted));
        assert_eq!((granted, GetClusterNetInterfaceState(reader)), (GENERIC_READ.0, ClusterNetInterfaceUp));
        for missing in [
            OpenClusterNetInterface(cluster, w!("n2 - none")),
            OpenClusterNetInterfaceEx(cluster, w!("n2 - none"), GENERIC_READ.0, None),
        ] {
            assert!(missing.is_invalid());
            assert_eq!(last_error(), ERROR_CLUSTER_NETINTERFACE_NOT_FOUND);
        }
        assert!(CloseClusterNetInterface(interface).is_ok() && CloseClusterNetInterface(interface).is_err());
        assert_eq!(last_error(), ERROR_INVALID_HANDLE);
        assert_eq!(GetClusterNetInterfaceState(interface), ClusterNetInterfaceStateUnknown);
    }
}

#[test]
fn the_cluster_and_its_nodes_list_networks_and_interfaces() {
    let _alone = alone();
    // SAFETY: as above.
    unsafe {
        let (_, _) = loopback();
        let cluster = cluster();
        let wanted = (CLUSTER_ENUM_NETWORK.0 | CLUSTER_ENUM_NETINTERFACE.0).cast_unsigned();
        let opened = ClusterOpenEnum(cluster, wanted);
        let items: Vec<(i32, String)> = (0..ClusterGetEnumCount(opened))
            .map(|index| {
                let mut kind = 0;
                let name = text_of(|buffer, length| ClusterEnum(opened, index, &mut kind, buffer, length));
                (kind.cast_signed(), name)
            })
            .collect();
        assert_eq!(ClusterCloseEnum(opened), 0);
        let networks = items.iter().filter(|(kind, _)| *kind == CLUSTER_ENUM_NETWORK.0).count();
        let listed = |name: &str| items.contains(&(CLUSTER_ENUM_NETINTERFACE.0, name.to_owned()));
        assert!(networks >= 1 && listed("n1 - lo") && listed("n3 - lo"), "{items:?}");

        let opened = ClusterOpenEnumEx(cluster, wanted, None);
        let mut with_ids = 0;
        for index in 0..ClusterGetEnumCountEx(opened) {
            let mut size = 0;
            assert_eq!(ClusterEnumEx(opened, index, std::ptr::null_mut(), &mut size), 0);
            let mut place = vec![0_u64; size.div_ceil(8) as usize];
            let item = place.as_mut_ptr().cast::<CLUSTER_ENUM_ITEM>();
            assert_eq!(ClusterEnumEx(opened, index, item, &mut size), 0);
            assert_eq!((*item).cbId, 2 * 37);
            with_ids += 1;
        }
        assert_eq!(with_ids, items.len());
        assert_eq!(ClusterCloseEnumEx(opened), 0);

        let node = OpenClusterNode(cluster, w!("n2"));
        let own = CLUSTER_NODE_ENUM_NETINTERFACES.0.cast_unsigned();
        let opened = ClusterNodeOpenEnum(node, own);
        let names: Vec<String> = (0..ClusterNodeGetEnumCount(opened))
            .map(|index| {
                let mut kind = 0;
                text_of(|buffer, length| ClusterNodeEnum(opened, index, &mut kind, buffer, length))
            })
            .collect();
        assert!(names.contains(&"n2 - lo".to_owned()) && !names.contains(&"n1 - lo".to_owned()), "{names:?}");
        assert_eq!(ClusterNodeCloseEnum(opened), 0);
        let opened = ClusterNodeOpenEnumEx(node, own, None);
        assert_eq!(ClusterNodeGetEnumCountEx(opened) as usize, names.len());
        assert_eq!(ClusterNodeCloseEnumEx(opened), 0);
    }
}

#[test]
fn a_network_answers_and_keeps_what_is_set() {
    let _alone = alone();
    // SAFETY: as above.
    unsafe {
        let (network, _) = loopback();
        let cluster = cluster();
        let id = text_of(|buffer, length| GetClusterNetworkId(network, buffer, length));
        let reader = OpenClusterNetworkEx(cluster, &HSTRING::from(id.as_str()), GENERIC_READ.0, None);
        assert_eq!(text_in(&network_control(network, CLUSCTL_NETWORK_GET_ID)), id);
        assert_eq!(network_control(network, CLUSCTL_NETWORK_GET_CHARACTERISTICS), [0; 4]);
        assert_eq!(network_control(network, CLUSCTL_NETWORK_GET_FLAGS), [0; 4]);
        let facts = network_control(network, CLUSCTL_NETWORK_GET_RO_COMMON_PROPERTIES);
        assert!(has(&facts, "Address", &text_value("127.0.0.0")), "{facts:?}");
        assert!(has(&facts, "AddressMask", &text_value("255.0.0.0")), "{facts:?}");
        let names = network_control(network, CLUSCTL_NETWORK_ENUM_COMMON_PROPERTIES);
        let names = text_in(&names[..names.len() - 2]);
        assert_eq!(names.split('\0').collect::<Vec<_>>(), ["AutoMetric", "Description", "Metric", "Role"]);
        let formats = network_control(network, CLUSCTL_NETWORK_GET_COMMON_PROPERTY_FMTS);
        assert!(has(&formats, "Metric", &(0x0001_000B, vec![2, 0])), "{formats:?}");

        // Setting the metric ends its being chosen, and choosing it again forgets it.
        let set = CLUSCTL_NETWORK_SET_COMMON_PROPERTIES;
        assert_eq!(give_network(network, set, "Metric", number_value(77)), 0);
        let common = network_control(network, CLUSCTL_NETWORK_GET_COMMON_PROPERTIES);
        assert!(has(&common, "Metric", &number_value(77)) && has(&common, "AutoMetric", &number_value(0)));
        assert_eq!(give_network(network, set, "AutoMetric", number_value(1)), 0);
        let common = network_control(network, CLUSCTL_NETWORK_GET_COMMON_PROPERTIES);
        assert!(!has(&common, "Metric", &number_value(77)) && has(&common, "AutoMetric", &number_value(1)));

        let check = CLUSCTL_NETWORK_VALIDATE_COMMON_PROPERTIES;
        assert_eq!(give_network(network, check, "Metric", number_value(77)), 0);
        assert_eq!(give_network(network, check, "Metric", number_value(0)), ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS.0);
        assert_eq!(give_network(network, check, "Address", text_value("10.0.0.0")), 5089);
        let common = network_control(network, CLUSCTL_NETWORK_GET_COMMON_PROPERTIES);
        assert!(has(&common, "AutoMetric", &number_value(1)), "a check changes nothing");
        assert_eq!(give_network(network, set, "Role", number_value(2)), ERROR_INVALID_PARAMETER.0);
        assert_eq!(give_network(network, set, "Role", text_value("3")), ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH.0);
        assert_eq!(give_network(reader, set, "Role", number_value(3)), ERROR_ACCESS_DENIED.0);

        let (own, check) = (CLUSCTL_NETWORK_SET_PRIVATE_PROPERTIES, CLUSCTL_NETWORK_VALIDATE_PRIVATE_PROPERTIES);
        assert_eq!(give_network(network, check, "Cable", text_value("red")), 0);
        assert_eq!(give_network(network, own, "Cable", text_value("red")), 0);
        assert!(has(&network_control(network, CLUSCTL_NETWORK_GET_PRIVATE_PROPERTIES), "Cable", &text_value("red")));
        assert_eq!(network_control(network, CLUSCTL_NETWORK_GET_RO_PRIVATE_PROPERTIES), [0; 4]);
        let names = network_control(network, CLUSCTL_NETWORK_ENUM_PRIVATE_PROPERTIES);
        assert_eq!(text_in(&names[..names.len() - 2]), "Cable");

        let told = ask(|output, room, returned| {
            let code = CLUSCTL_NETWORK_GET_ID.0.cast_unsigned();
            ClusterNetworkControlEx(network, None, code, None, 0, output, room, Some(returned), w!("audit"))
        });
        assert_eq!(text_in(&told), id);
        let call = |code: i32| ClusterNetworkControl(network, None, code.cast_unsigned(), None, 0, None, 0, None);
        assert_eq!(call(CLUSCTL_NETWORK_UNKNOWN.0), 0);
        assert_eq!(call(CLUSCTL_NODE_GET_NAME.0), ERROR_INVALID_FUNCTION.0);
        assert_eq!(call(0x0500_7FFD), ERROR_INVALID_FUNCTION.0);
        assert_eq!(call(set.0), ERROR_INVALID_PARAMETER.0, "no list");

        let key = GetClusterNetworkKey(network, KEY_READ.0).expect("the key is there");
        let (mut kind, mut size, mut data) = (0, 256, [0_u8; 256]);
        let read =
            ClusterRegQueryValue(key, w!("Address"), Some(&raw mut kind), Some(data.as_mut_ptr()), Some(&raw mut size));
        assert_eq!((read, text_in(&data[..size as usize])), (0, "127.0.0.0".to_owned()));
        let written = ClusterRegSetValue(key, w!("Note"), REG_DWORD.0, [1, 0, 0, 0].as_ptr(), 4);
        assert_eq!(written, ERROR_ACCESS_DENIED.0);
        assert_eq!(ClusterRegCloseKey(key), 0);
        assert!(GetClusterNetworkKey(reader, KEY_ALL_ACCESS.0).is_err());
        assert_eq!(last_error(), ERROR_ACCESS_DENIED);
    }
}

#[test]
fn an_interface_answers_and_keeps_what_is_set() {
    let _alone = alone();
    // SAFETY: as above.
    unsafe {
        let (_, _) = loopback();
        let cluster = cluster();
        let interface = OpenClusterNetInterface(cluster, w!("n1 - lo"));
        let reader = OpenClusterNetInterfaceEx(cluster, w!("n1 - lo"), GENERIC_READ.0, None);
        assert_eq!(text_in(&interface_control(interface, CLUSCTL_NETINTERFACE_GET_NAME)), "n1 - lo");
        assert_eq!(text_in(&interface_control(interface, CLUSCTL_NETINTERFACE_GET_NODE)), "n1");
        let id = text_in(&interface_control(interface, CLUSCTL_NETINTERFACE_GET_ID));
        let again = OpenClusterNetInterface(cluster, &HSTRING::from(id.as_str()));
        assert_eq!(interface_control(again, CLUSCTL_NETINTERFACE_GET_NODE), utf16("n1"));
        assert_eq!(interface_control(interface, CLUSCTL_NETINTERFACE_GET_CHARACTERISTICS), [0; 4]);
        assert_eq!(interface_control(interface, CLUSCTL_NETINTERFACE_GET_FLAGS), [0; 4]);
        let facts = interface_control(interface, CLUSCTL_NETINTERFACE_GET_RO_COMMON_PROPERTIES);
        for (name, value) in [("Adapter", "lo"), ("Address", "127.0.0.1"), ("Node", "n1"), ("Name", "n1 - lo")] {
            assert!(has(&facts, name, &text_value(value)), "{name}: {facts:?}");
        }
        let names = interface_control(interface, CLUSCTL_NETINTERFACE_ENUM_COMMON_PROPERTIES);
        assert_eq!(text_in(&names[..names.len() - 2]), "Description");
        let formats = interface_control(interface, CLUSCTL_NETINTERFACE_GET_COMMON_PROPERTY_FMTS);
        assert!(has(&formats, "Description", &(0x0001_000B, vec![3, 0])), "{formats:?}");

        let set = CLUSCTL_NETINTERFACE_SET_COMMON_PROPERTIES;
        assert_eq!(give_interface(interface, set, "Description", text_value("port 1")), 0);
        let common = interface_control(interface, CLUSCTL_NETINTERFACE_GET_COMMON_PROPERTIES);
        assert!(has(&common, "Description", &text_value("port 1")), "{common:?}");
        assert_eq!(give_interface(interface, set, "Address", text_value("10.0.0.1")), 5089);
        assert_eq!(give_interface(interface, set, "Nothing", text_value("x")), ERROR_INVALID_PARAMETER.0);
        assert_eq!(give_interface(reader, set, "Description", text_value("x")), ERROR_ACCESS_DENIED.0);
        let check = CLUSCTL_NETINTERFACE_VALIDATE_COMMON_PROPERTIES;
        assert_eq!(give_interface(interface, check, "Description", text_value("x")), 0);
        let wrong = give_interface(interface, check, "Description", number_value(1));
        assert_eq!(wrong, ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH.0);
        let own = CLUSCTL_NETINTERFACE_SET_PRIVATE_PROPERTIES;
        assert_eq!(give_interface(interface, own, "Cable", text_value("red")), 0);
        let check = CLUSCTL_NETINTERFACE_VALIDATE_PRIVATE_PROPERTIES;
        assert_eq!(give_interface(interface, check, "Cable", text_value("blue")), 0);
        let private = interface_control(interface, CLUSCTL_NETINTERFACE_GET_PRIVATE_PROPERTIES);
        assert!(has(&private, "Cable", &text_value("red")), "{private:?}");

        let told = ask(|output, room, returned| {
            let code = CLUSCTL_NETINTERFACE_GET_NODE.0.cast_unsigned();
            ClusterNetInterfaceControlEx(interface, None, code, None, 0, output, room, Some(returned), w!("audit"))
        });
        assert_eq!(text_in(&told), "n1");
        let call =
            |code: i32| ClusterNetInterfaceControl(interface, None, code.cast_unsigned(), None, 0, None, 0, None);
        assert_eq!(call(CLUSCTL_NETINTERFACE_UNKNOWN.0), 0);
        assert_eq!(call(CLUSCTL_NETWORK_GET_NAME.0), ERROR_INVALID_FUNCTION.0);
        assert_eq!(call(0x0600_7FFD), ERROR_INVALID_FUNCTION.0);
        assert_eq!(call(set.0), ERROR_INVALID_PARAMETER.0, "no list");

        let key = GetClusterNetInterfaceKey(reader, KEY_READ.0).expect("the key is there");
        assert_eq!(ClusterRegCloseKey(key), 0);
        assert!(GetClusterNetInterfaceKey(reader, KEY_ALL_ACCESS.0).is_err());
        assert_eq!(last_error(), ERROR_ACCESS_DENIED);
    }
}

/// One test does everything that all networks take part in, and what changes names.
#[test]
fn a_network_is_renamed_and_one_stays_internal() {
    let _alone = alone();
    // SAFETY: as above.
    unsafe {
        let (network, name) = loopback();
        let cluster = cluster();
        assert_eq!(SetClusterNetworkName(network, w!(" ")), ERROR_INVALID_NAME.0);
        assert_eq!(SetClusterNetworkName(network, PCWSTR::null()), ERROR_INVALID_PARAMETER.0);
        assert_eq!(SetClusterNetworkNameEx(network, w!(" "), PCWSTR::null()), ERROR_INVALID_NAME.0);
        let opened = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETWORK.0.cast_unsigned());
        let all: Vec<(String, HNETWORK)> = (0..ClusterGetEnumCount(opened))
            .map(|index| {
                let mut kind = 0;
                let name = text_of(|buffer, length| ClusterEnum(opened, index, &mut kind, buffer, length));
                let network = OpenClusterNetwork(cluster, &HSTRING::from(name.as_str()));
                (name, network)
            })
            .collect();
        // A name that is another's, or another's id; where there is no other, the name of the cluster's only one is its own.
        for (other, of) in all.iter().filter(|(other, _)| *other != name) {
            assert_eq!(SetClusterNetworkName(network, &HSTRING::from(other.as_str())), ERROR_ALREADY_EXISTS.0);
            let id = text_of(|buffer, length| GetClusterNetworkId(*of, buffer, length));
            assert_eq!(SetClusterNetworkName(network, &HSTRING::from(id)), ERROR_ALREADY_EXISTS.0);
        }
        assert_eq!(SetClusterNetworkNameEx(network, w!("Loop 2"), w!("cables were changed")), 0);
        assert_eq!(SetClusterNetworkName(network, w!("Loop")), 0);
        assert_eq!(text_in(&network_control(network, CLUSCTL_NETWORK_GET_NAME)), "Loop");
        assert!(!OpenClusterNetwork(cluster, w!("LOOP")).is_invalid());
        let interface = OpenClusterNetInterface(cluster, w!("n1 - lo"));
        assert_eq!(interface_control(interface, CLUSCTL_NETINTERFACE_GET_NETWORK), utf16("Loop"));

        let set = CLUSCTL_NETWORK_SET_COMMON_PROPERTIES;
        for (_, other) in all.iter().filter(|(other, _)| *other != name) {
            assert_eq!(give_network(*other, set, "Role", number_value(0)), 0);
        }
        let last = give_network(network, set, "Role", number_value(0));
        assert_eq!(last, ERROR_CLUSTER_LAST_INTERNAL_NETWORK.0);
        let check = give_network(network, CLUSCTL_NETWORK_VALIDATE_COMMON_PROPERTIES, "Role", number_value(0));
        assert_eq!(check, ERROR_CLUSTER_LAST_INTERNAL_NETWORK.0);

        // A resource that names the network has its clients there.
        let group = group("Addressed");
        let address = CreateClusterResource(group, w!("Addressed Address"), w!("IP Address"), 0);
        set_private(address, "Network", "Loop");
        let alone = give_network(network, set, "Role", number_value(1));
        assert_eq!(alone, ERROR_CLUSTER_NETWORK_HAS_DEPENDENTS.0);
        assert_eq!((DeleteClusterResource(address), DeleteClusterGroup(group)), (0, 0));
        assert_eq!(give_network(network, set, "Role", number_value(1)), 0);
        for (_, other) in &all {
            assert_eq!(give_network(*other, set, "Role", number_value(3)), 0);
        }
        assert_eq!(SetClusterNetworkName(network, &HSTRING::from(name.as_str())), 0);
    }
}

#[test]
fn changes_of_networks_and_interfaces_are_told() {
    let _alone = alone();
    // SAFETY: as above.
    unsafe {
        let (network, _) = loopback();
        let cluster = cluster();
        let interface = OpenClusterNetInterface(cluster, w!("n3 - lo"));
        let object = |handle: isize| HANDLE(std::ptr::without_provenance_mut(handle.cast_unsigned()));
        let flag = |change: CLUSTER_CHANGE| change.0.cast_unsigned();
        let port = CreateClusterNotifyPort(NO_PORT, HCLUSTER(-1), 0, 0);
        let closing = flag(CLUSTER_CHANGE_HANDLE_CLOSE);
        let of_interface = flag(CLUSTER_CHANGE_NETINTERFACE_PROPERTY);
        assert_eq!(RegisterClusterNotify(port, of_interface | closing, object(interface.0), 5), 0);
        let wrong = RegisterClusterNotify(port, flag(CLUSTER_CHANGE_NETWORK_PROPERTY), object(interface.0), 5);
        assert_eq!(wrong, ERROR_INVALID_PARAMETER.0);
        assert_eq!(RegisterClusterNotify(port, flag(CLUSTER_CHANGE_NETWORK_STATE), object(network.0), 6), 0);

        let second = CreateClusterNotifyPortV2(NO_PORT, HCLUSTER(-1), std::ptr::null(), 0, 0);
        let filter = NOTIFY_FILTER_AND_TYPE { dwObjectType: 5, FilterFlags: 2 };
        assert_eq!(RegisterClusterNotifyV2(second, filter, object(interface.0), 7), 0);
        let of_network = NOTIFY_FILTER_AND_TYPE { dwObjectType: 6, FilterFlags: 4 };
        assert_eq!(RegisterClusterNotifyV2(second, of_network, object(network.0), 8), 0);
        assert_eq!(RegisterClusterNotifyV2(second, of_network, object(interface.0), 8), ERROR_INVALID_PARAMETER.0);

        let set = CLUSCTL_NETINTERFACE_SET_COMMON_PROPERTIES;
        assert_eq!(give_interface(interface, set, "Description", text_value("told")), 0);
        let (mut key, mut told, mut name, mut length) = (0, 0, [0_u16; 64], 64);
        let buffer = PWSTR(name.as_mut_ptr());
        assert_eq!(GetClusterNotify(port, &mut key, &mut told, buffer, &mut length, WAIT_MS), 0);
        assert_eq!((key, told), (5, of_interface));
        assert_eq!(String::from_utf16_lossy(&name[..length as usize]), "n3 - lo");
        assert_eq!(told_second(second), (7, 5, 2, "n3 - lo".to_owned(), "3".to_owned()));
        let own = CLUSCTL_NETWORK_SET_PRIVATE_PROPERTIES;
        assert_eq!(give_network(network, own, "Told", number_value(1)), 0);
        let (of, kind, flags, _, parent) = told_second(second);
        assert_eq!((of, kind, flags, parent), (8, 6, 4, String::new()));

        assert!(CloseClusterNetInterface(interface).is_ok());
        length = 64;
        assert_eq!(GetClusterNotify(port, &mut key, &mut told, buffer, &mut length, WAIT_MS), 0);
        assert_eq!((key, told), (5, closing));
        assert!(CloseClusterNotifyPort(port).as_bool() && CloseClusterNotifyPort(second).as_bool());
    }
}

/// Key, type, flag, name and parent of the next event of the second kind.
fn told_second(port: HCHANGE) -> (usize, u32, i64, String, String) {
    let (mut key, mut told) = (0, NOTIFY_FILTER_AND_TYPE::default());
    let (mut parent, mut parents, mut name, mut names) = ([0_u16; 64], 64, [0_u16; 64], 64);
    // SAFETY: buffers are as long as is said.
    let code = unsafe {
        GetClusterNotifyV2(
            port,
            &mut key,
            Some(&raw mut told),
            None,
            None,
            None,
            None,
            Some(PWSTR(parent.as_mut_ptr())),
            Some(&raw mut parents),
            Some(PWSTR(name.as_mut_ptr())),
            Some(&raw mut names),
            None,
            None,
            Some(WAIT_MS),
        )
    };
    assert_eq!(code, 0);
    let text = |units: &[u16], length: u32| String::from_utf16_lossy(&units[..length as usize]);
    (key, told.dwObjectType, told.FilterFlags, text(&name, names), text(&parent, parents))
}
