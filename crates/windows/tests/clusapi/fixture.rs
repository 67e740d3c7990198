//! The cluster of these tests, and small words for what they do often.

use crate::services::{Services, wait_until};
use std::sync::LazyLock;
use windows::Win32::Foundation::{ERROR_MORE_DATA, GetLastError, WIN32_ERROR};
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PWSTR};

pub const TYPE: &str = "Generic Application";

static SERVICES: LazyLock<Services> = LazyLock::new(|| Services::found("clusapi", 3));

pub fn socket(node: u32) -> HSTRING {
    HSTRING::from(SERVICES.socket(node).to_str().expect("text"))
}

/// The folder is used as a cluster's name.
pub fn folder() -> HSTRING {
    HSTRING::from(SERVICES.dir.to_str().expect("text"))
}

/// What `quorate events` prints of all events that are kept.
pub fn events() -> Vec<serde_json::Value> {
    printed(&["events", "--limit", "0"])
}

/// The list that a command prints.
pub fn printed(command: &[&str]) -> Vec<serde_json::Value> {
    let printed = SERVICES.quorate(1, &[&["-o", "json"], command].concat());
    serde_json::from_str(&printed).expect("a list")
}

/// The texts of events about an object that were recorded for this reason.
pub fn recorded(object: &str, reason: &str) -> Vec<String> {
    let events = events();
    let wanted = events.iter().filter(|event| event["subject_name"] == object && event["reason"] == reason);
    wanted.map(|event| event["text"].as_str().expect("a sentence").to_owned()).collect()
}

/// An event about an object was recorded for this reason, whose text has these words.
pub fn assert_recorded(object: &str, reason: &str, words: &str) {
    let texts = recorded(object, reason);
    assert!(texts.iter().any(|text| text.contains(words)), "{object}, {reason:?}, {words:?}: {texts:?}");
}

/// Has functions that take no cluster find this one.
pub fn use_as_local() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    // SAFETY: the C library reads the environment nowhere in these tests.
    ONCE.call_once(|| unsafe { std::env::set_var("QUORATE_CLUSTER", socket(1).to_string()) });
}

/// Where a service can be reached from other machines.
pub fn client_address() -> HSTRING {
    HSTRING::from(SERVICES.client_address.as_str())
}

/// A connection to the first node.
pub fn cluster() -> HCLUSTER {
    // SAFETY: the name is a text.
    let cluster = unsafe { OpenCluster(&socket(1)) };
    assert!(!cluster.is_invalid(), "{:?}", last_error());
    cluster
}

/// Has the command line do something.
pub fn quorate(arguments: &[&str]) {
    let mut command = std::process::Command::new(crate::services::program());
    let output = command.arg("--cluster").arg(SERVICES.socket(1)).args(arguments).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

pub fn last_error() -> WIN32_ERROR {
    // SAFETY: it takes nothing.
    unsafe { GetLastError() }
}

pub fn group(name: &str) -> HGROUP {
    // SAFETY: the name is a text.
    let group = unsafe { CreateClusterGroup(cluster(), &HSTRING::from(name)) };
    assert!(!group.is_invalid(), "{name}: {:?}", last_error());
    group
}

/// A resource that runs a command.
pub fn resource(group: HGROUP, name: &str) -> HRESOURCE {
    // SAFETY: the names are texts.
    let resource = unsafe { CreateClusterResource(group, &HSTRING::from(name), &HSTRING::from(TYPE), 0) };
    assert!(!resource.is_invalid(), "{name}: {:?}", last_error());
    set_private(resource, "CommandLine", "sleep 1000");
    resource
}

/// Through a property list made by hand, as programs make one.
pub fn set_private(resource: HRESOURCE, name: &str, value: &str) {
    let list = property_list(&[(name, text_value(value))]);
    let set = CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES.0.cast_unsigned();
    // SAFETY: the list is as long as is said.
    let code = unsafe {
        ClusterResourceControl(resource, None, set, Some(list.as_ptr().cast()), list.len() as u32, None, 0, None)
    };
    assert_eq!(code, 0, "{name}");
}

/// Syntax and data of one value.
pub type ListValue = (u32, Vec<u8>);

pub fn text_value(text: &str) -> ListValue {
    (0x0001_0003, utf16(text))
}

pub fn number_value(number: u32) -> ListValue {
    (0x0001_0002, number.to_le_bytes().to_vec())
}

pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

pub fn property_list(properties: &[(&str, ListValue)]) -> Vec<u8> {
    let mut list = (properties.len() as u32).to_le_bytes().to_vec();
    let put = |list: &mut Vec<u8>, syntax: u32, data: &[u8]| {
        list.extend(syntax.to_le_bytes());
        list.extend((data.len() as u32).to_le_bytes());
        list.extend(data);
        list.resize(list.len().next_multiple_of(4), 0);
    };
    for (name, (syntax, data)) in properties {
        put(&mut list, 0x0004_0003, &utf16(name));
        put(&mut list, *syntax, data);
        // The end mark.
        list.extend([0; 4]);
    }
    list
}

/// The text that a function writes, which is asked first how long it is.
pub fn text_of(mut call: impl FnMut(PWSTR, &mut u32) -> u32) -> String {
    let mut length = 0;
    let asked = call(PWSTR::null(), &mut length);
    assert!(asked == 0 || asked == 234, "{asked}");
    let mut buffer = vec![0_u16; length as usize + 1];
    length = buffer.len() as u32;
    assert_eq!(call(PWSTR(buffer.as_mut_ptr()), &mut length), 0);
    assert_eq!(buffer[length as usize], 0);
    String::from_utf16(&buffer[..length as usize]).expect("text")
}

pub fn group_state(group: HGROUP) -> CLUSTER_GROUP_STATE {
    // SAFETY: nothing else is wanted.
    unsafe { GetClusterGroupState(group, None, None) }
}

pub fn resource_state(resource: HRESOURCE) -> CLUSTER_RESOURCE_STATE {
    // SAFETY: nothing else is wanted.
    unsafe { GetClusterResourceState(resource, None, None, None, None) }
}

pub fn wait_for_group(group: HGROUP, state: CLUSTER_GROUP_STATE) {
    wait_until("the group's state", || (group_state(group) == state).then_some(()));
}

pub fn wait_for_resource(resource: HRESOURCE, state: CLUSTER_RESOURCE_STATE) {
    wait_until("the resource's state", || (resource_state(resource) == state).then_some(()));
}

pub fn owner(group: HGROUP) -> String {
    text_of(|buffer, length| {
        // SAFETY: the buffer is as long as is said.
        let state = unsafe { GetClusterGroupState(group, Some(buffer), Some(length)) };
        if state.0 == -1 { last_error().0 } else { 0 }
    })
}

/// What a control call answers, which is asked first how long that is, and then with one byte too little.
pub fn ask(mut call: impl FnMut(Option<*mut core::ffi::c_void>, u32, *mut u32) -> u32) -> Vec<u8> {
    let mut size = 0;
    assert_eq!(call(None, 0, &raw mut size), 0);
    let mut bytes = vec![0_u8; size as usize];
    if size > 0 {
        let mut needed = 0;
        let small = call(Some(bytes.as_mut_ptr().cast()), size - 1, &raw mut needed);
        assert_eq!((small, needed), (ERROR_MORE_DATA.0, size));
    }
    assert_eq!(call(Some(bytes.as_mut_ptr().cast()), size, &raw mut size), 0);
    assert_eq!(size as usize, bytes.len());
    bytes
}

/// A property list has a property with this value.
pub fn has(list: &[u8], name: &str, value: &ListValue) -> bool {
    let one = property_list(&[(name, value.clone())]);
    list.windows(one.len() - 4).any(|window| *window == one[4..])
}
