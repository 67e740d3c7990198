//! Reasons of changes, on record with the events of the change.

use crate::fixture::*;
use std::ffi::c_void;
use std::sync::Mutex;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{BOOL, HSTRING, PCWSTR, PWSTR, w};

/// There is one handler for the process, and whoever makes a change meanwhile is asked: for tests that look at what has no reason.
static HANDLER: Mutex<()> = Mutex::new(());

#[test]
fn changes_of_a_group_are_on_record_with_their_reasons() {
    // SAFETY: names are texts, lists are as long as is said.
    unsafe {
        let group = group("Reasoned");
        let cluster = GetClusterFromGroup(group);
        resource(group, "Reasoned Application");
        let (n1, n2) = (OpenClusterNode(cluster, w!("n1")), OpenClusterNode(cluster, w!("n2")));
        assert_eq!(OnlineClusterGroupEx2(group, None, 0, None, w!("opening hours")), ERROR_IO_PENDING.0);
        wait_for_group(group, ClusterGroupOnline);
        assert_eq!(MoveClusterGroupEx2(group, Some(n2), 0, None, w!("kernel update")), ERROR_IO_PENDING.0);
        crate::services::wait_until("the owner", || {
            (owner(group) == "n2" && group_state(group) == ClusterGroupOnline).then_some(())
        });
        assert_eq!(SetClusterGroupNodeListEx(group, &[n2, n1], w!("faster disks")), 0);
        assert_eq!(SetClusterGroupNameEx(group, w!("Reasoned 2"), w!("a better name")), 0);
        assert_eq!(OfflineClusterGroupEx2(group, 0, None, 0, w!("closing time")), ERROR_IO_PENDING.0);
        wait_for_group(group, ClusterGroupOffline);
        assert_recorded("Reasoned", "opening hours", "online");
        assert_recorded("Reasoned", "kernel update", "n2");
        assert_recorded("Reasoned", "faster disks", "n2");
        assert_recorded("Reasoned 2", "a better name", "renamed");
        assert_recorded("Reasoned 2", "closing time", "offline");
        assert_eq!(DeleteClusterGroupEx(group, w!("too early")), ERROR_DIR_NOT_EMPTY.0);
        assert_eq!(recorded("Reasoned 2", "too early"), [""; 0], "a refusal changes nothing");
        let code = DestroyClusterGroupEx(group, w!("not needed"));
        assert!([0, ERROR_IO_PENDING.0].contains(&code), "{code}");
        crate::services::wait_until("the group is gone", || (group_state(group).0 == -1).then_some(()));
        assert_recorded("Reasoned 2", "not needed", "deleted");
        assert_eq!(DestroyClusterGroupEx(group, w!("not needed")), ERROR_GROUP_NOT_AVAILABLE.0);

        let empty = CreateClusterGroup(cluster, w!("Reasoned Empty"));
        assert_eq!(DeleteClusterGroupEx(empty, w!("never used")), 0);
        assert_recorded("Reasoned Empty", "never used", "deleted");
        assert_eq!(DeleteClusterGroupEx(empty, w!("never used")), ERROR_GROUP_NOT_AVAILABLE.0);
    }
}

#[test]
fn changes_of_a_resource_are_on_record_with_their_reasons() {
    // SAFETY: as above.
    unsafe {
        let one = group("Reasons One");
        let cluster = GetClusterFromGroup(one);
        let two = CreateClusterGroup(cluster, w!("Reasons Two"));
        let resource = CreateClusterResourceEx(one, w!("Argued"), &HSTRING::from(TYPE), 0, w!("a customer"));
        assert!(!resource.is_invalid(), "{:?}", last_error());
        set_private(resource, "CommandLine", "sleep 1000");
        let provider = self::resource(one, "Argument");
        assert_eq!(AddClusterResourceDependencyEx(resource, provider, w!("order matters")), 0);
        assert_eq!(OnlineClusterResourceEx2(resource, 0, None, w!("needed now")), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(RestartClusterResourceEx(resource, 0, w!("it leaks")), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(FailClusterResourceEx(resource, w!("a drill")), 0);
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(OfflineClusterResourceEx2(provider, 0, None, w!("over")), ERROR_IO_PENDING.0);
        wait_for_resource(provider, ClusterResourceOffline);
        assert_eq!(RemoveClusterResourceDependencyEx(resource, provider, w!("no order")), 0);
        let n3 = OpenClusterNode(cluster, w!("n3"));
        assert_eq!(RemoveClusterResourceNodeEx(resource, n3, w!("old machine")), 0);
        assert_eq!(AddClusterResourceNodeEx(resource, n3, w!("new machine")), 0);
        assert_eq!(ChangeClusterResourceGroupEx2(resource, two, 0, w!("tidier")), 0);
        assert_eq!(SetClusterResourceNameEx(resource, w!("Argued 2"), w!("a name")), 0);
        assert_eq!(DeleteClusterResourceEx(resource, w!("too early")), ERROR_INVALID_STATE.0);
        // It is started again since it needs nobody any more.
        wait_for_resource(resource, ClusterResourceOnline);
        assert_eq!(OfflineClusterResourceEx2(resource, 0, None, w!("at last")), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceOffline);
        assert_eq!(DeleteClusterResourceEx(resource, w!("done with")), 0);
        for (name, reason, words) in [
            ("Argued", "a customer", "created"),
            ("Argued", "order matters", "Argument"),
            ("Argued", "needed now", "online"),
            ("Argued", "it leaks", "restart"),
            ("Argued", "a drill", "fail"),
            ("Argument", "over", "offline"),
            ("Argued", "no order", "depend"),
            ("Argued", "old machine", "n3"),
            ("Argued", "new machine", "n3"),
            ("Argued", "tidier", "Reasons Two"),
            ("Argued 2", "a name", "renamed"),
            ("Argued 2", "at last", "offline"),
            ("Argued 2", "done with", "deleted"),
        ] {
            assert_recorded(name, reason, words);
        }
        assert_eq!(DeleteClusterResourceEx(resource, w!("done with")), ERROR_RESOURCE_NOT_AVAILABLE.0);
        assert_eq!((DeleteClusterResource(provider), DeleteClusterGroup(one), DeleteClusterGroup(two)), (0, 0, 0));
    }
}

#[test]
fn changes_of_types_and_names_are_on_record_with_their_reasons() {
    // SAFETY: as above.
    unsafe {
        let (cluster, name) = (cluster(), w!("Reasoned Type"));
        let create = || CreateClusterResourceTypeEx(cluster, name, w!("Shown"), w!("x.so"), 5000, 60000, w!("new"));
        assert_eq!(create(), 0);
        assert!([ERROR_OBJECT_ALREADY_EXISTS.0, ERROR_ALREADY_EXISTS.0].contains(&create()));
        assert_eq!(DeleteClusterResourceTypeEx(cluster, name, w!("old")), 0);
        assert_eq!(DeleteClusterResourceTypeEx(cluster, name, w!("old")), ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND.0);
        assert_recorded("Reasoned Type", "new", "created");
        assert_recorded("Reasoned Type", "old", "deleted");
        assert_eq!(SetClusterNameEx(cluster, w!("tested"), w!("the same")), ERROR_RESOURCE_PROPERTIES_STORED.0);
        assert_eq!(SetClusterNameEx(cluster, w!(""), w!("none")), ERROR_INVALID_NAME.0);
        let reader = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        assert_eq!(SetClusterNameEx(reader, w!("other"), w!("none")), ERROR_ACCESS_DENIED.0);
    }
}

#[test]
fn a_reason_is_cut_and_null_is_none() {
    let _only = HANDLER.lock();
    // SAFETY: as above.
    unsafe {
        let group = group("Wordy");
        let long = "r".repeat(1000);
        assert_eq!(SetClusterGroupNameEx(group, w!("Wordy 2"), &HSTRING::from(&long)), 0);
        assert_recorded("Wordy 2", &long[..512], "renamed");
        assert_eq!(SetClusterGroupNameEx(group, w!("Wordy 3"), PCWSTR::null()), 0);
        assert_eq!(SetClusterGroupNameEx(group, w!("Wordy 4"), w!("")), 0);
        for name in ["Wordy 3", "Wordy 4"] {
            let events = events();
            let renamed = events.iter().filter(|event| event["subject_name"] == name);
            let reasons: Vec<_> = renamed.map(|event| event["reason"].clone()).collect();
            assert_eq!(reasons, [serde_json::Value::Null], "{name}");
        }
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

/// What a handler is given as its parameter: what it says, and whom it asks meanwhile.
struct Speech {
    reason: Vec<u16>,
    asked: Mutex<Vec<String>>,
}

unsafe extern "system" fn speak(parameter: *const c_void, cluster: HCLUSTER, text: PWSTR, size: *mut u32) -> BOOL {
    // SAFETY: the test gave the parameter; the buffer has as many characters as is said.
    unsafe {
        let speech = &*parameter.cast::<Speech>();
        // The handle is one of the cluster that is changed; a change of the handler's own is not asked for a reason again.
        let name = text_of(|buffer, length| GetClusterInformation(cluster, buffer, length, None));
        let number = speech.asked.lock().map_or(0, |asked| asked.len());
        let own = CreateClusterGroup(cluster, &HSTRING::from(format!("Made by a Handler {number} {:?}", text.0)));
        let told = format!("{name} {} {}", DeleteClusterGroup(own), *size as usize > speech.reason.len());
        let _ = speech.asked.lock().map(|mut asked| asked.push(told));
        std::ptr::copy_nonoverlapping(speech.reason.as_ptr(), text.0, speech.reason.len());
        *text.0.add(speech.reason.len()) = 0;
        *size = speech.reason.len() as u32;
    }
    true.into()
}

unsafe extern "system" fn keep_silent(_: *const c_void, _: HCLUSTER, text: PWSTR, _: *mut u32) -> BOOL {
    // SAFETY: there is room for one character.
    unsafe { *text.0 = 0x78 };
    false.into()
}

/// Handlers that are never freed, so that who looks for lost memory finds that they are not.
static KEPT: Mutex<Vec<usize>> = Mutex::new(Vec::new());

#[test]
fn a_handler_gives_reasons_for_calls_without_one() {
    let _only = HANDLER.lock();
    // Kept for ever: a thread of another test may be asking when this one ends.
    let speech =
        Box::leak(Box::new(Speech { reason: "of the handler".encode_utf16().collect(), asked: Mutex::default() }));
    let parameter = std::ptr::from_mut(speech).cast();
    let handler =
        |function| Box::into_raw(Box::new(CLUSAPI_REASON_HANDLER { lpParameter: parameter, pfnHandler: function }));
    let (speaking, silent) = (handler(Some(speak as _)), handler(Some(keep_silent as _)));
    KEPT.lock().expect("whole").extend([speaking.addr(), silent.addr()]);
    // SAFETY: as above.
    unsafe {
        let group = group("Handled");
        assert!(ClusapiSetReasonHandler(speaking).is_null());
        assert_eq!(SetClusterGroupName(group, w!("Handled 2")), 0);
        assert_eq!(SetClusterGroupNameEx(group, w!("Handled 3"), PCWSTR::null()), 0);
        assert_eq!(SetClusterGroupNameEx(group, w!("Handled 4"), w!("of the call")), 0);
        assert_eq!(ClusapiSetReasonHandler(silent), speaking);
        assert_eq!(SetClusterGroupName(group, w!("Handled 5")), 0);
        assert_eq!(ClusapiSetReasonHandler(std::ptr::null()), silent);
        assert_eq!(SetClusterGroupName(group, w!("Handled 6")), 0);
        assert_recorded("Handled 2", "of the handler", "renamed");
        assert_recorded("Handled 3", "of the handler", "renamed");
        assert_recorded("Handled 4", "of the call", "renamed");
        let events = events();
        for name in ["Handled 5", "Handled 6", "Made by a Handler"] {
            let about =
                |event: &&serde_json::Value| event["subject_name"].as_str().is_some_and(|of| of.starts_with(name));
            let mut found = events.iter().filter(about).peekable();
            assert!(found.peek().is_some(), "{name}");
            assert!(found.all(|event| event["reason"].is_null()), "{name}");
        }
        // Other tests change things meanwhile, and are asked as well.
        let asked = (*parameter.cast::<Speech>()).asked.lock().expect("whole").clone();
        assert!(asked.len() >= 2 && asked.iter().all(|told| told == "tested 0 true"), "{asked:?}");
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}
