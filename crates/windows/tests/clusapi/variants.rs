//! What a function refuses, its form with a reason refuses alike. Each line of a table is tried with both.

use crate::fixture::*;
use crate::registry;
use crate::services::wait_until;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::*;
use windows::core::{HSTRING, PCWSTR, w};

/// How a call ended.
pub trait Ended {
    fn code(self) -> WIN32_ERROR;
}

impl Ended for u32 {
    fn code(self) -> WIN32_ERROR {
        WIN32_ERROR(self)
    }
}

impl Ended for i32 {
    fn code(self) -> WIN32_ERROR {
        WIN32_ERROR(self.cast_unsigned())
    }
}

impl Ended for HRESOURCE {
    fn code(self) -> WIN32_ERROR {
        if self.is_invalid() { last_error() } else { WIN32_ERROR(0) }
    }
}

/// `CODE: Function | FunctionWithReason(arguments);`
macro_rules! refused {
    ($($code:ident: $alone:ident | $with_reason:ident($($argument:expr),*);)*) => {$(
        let codes = [
            crate::variants::Ended::code($alone($($argument),*)),
            crate::variants::Ended::code($with_reason($($argument),*, w!("in vain"))),
        ];
        assert_eq!(codes, [$code; 2], "{} {}", stringify!($alone), stringify!($($argument),*));
    )*};
}
pub(crate) use refused;

const BROKEN: Option<&[u8]> = Some(&[9, 0, 0, 0, 1]);

unsafe fn set(cluster: HCLUSTER, name: PCWSTR) -> HGROUPSET {
    // SAFETY: the caller's promise.
    let set = unsafe { CreateClusterGroupSet(cluster, name) };
    assert!(!set.is_invalid(), "{:?}", last_error());
    set
}

#[test]
fn dependencies_between_groups_and_sets() {
    // SAFETY: names are texts.
    unsafe {
        let a = group("Either A");
        let cluster = GetClusterFromGroup(a);
        let [b, c, d] = [w!("Either B"), w!("Either C"), w!("Either D")].map(|name| CreateClusterGroup(cluster, name));
        let (first, second) = (set(cluster, w!("Either First")), set(cluster, w!("Either Second")));
        let config = CLUSTER_AVAILABILITY_SET_CONFIG {
            dwVersion: 1,
            dwUpdateDomains: 2,
            dwFaultDomains: 2,
            ..Default::default()
        };
        let spread = CreateClusterAvailabilitySet(cluster, w!("Either Spread"), &config);
        let lost = set(cluster, w!("Either Lost"));
        assert_eq!(ClusterAddGroupToGroupSetWithDomains(spread, c, 0, 0), 0);
        assert_eq!((ClusterAddGroupToGroupSet(first, a), ClusterAddGroupToGroupSet(second, b)), (0, 0));
        assert_eq!((AddClusterGroupDependency(b, a), AddClusterGroupSetDependency(second, first)), (0, 0));
        refused! {
            ERROR_DEPENDENCY_ALREADY_EXISTS: AddClusterGroupDependency | AddClusterGroupDependencyEx(b, a);
            ERROR_INVALID_PARAMETER: AddClusterGroupDependency | AddClusterGroupDependencyEx(a, b);
            ERROR_DEPENDENCY_NOT_FOUND: RemoveClusterGroupDependency | RemoveClusterGroupDependencyEx(a, b);
            ERROR_INVALID_PARAMETER: SetGroupDependencyExpression | SetGroupDependencyExpressionEx(c, w!("[Either A] or [Either B]"));
            ERROR_INVALID_PARAMETER: SetGroupDependencyExpression | SetGroupDependencyExpressionEx(a, w!("[Either B]"));
            ERROR_DEPENDENCY_ALREADY_EXISTS: AddClusterGroupSetDependency | AddClusterGroupSetDependencyEx(second, first);
            ERROR_INVALID_PARAMETER: AddClusterGroupSetDependency | AddClusterGroupSetDependencyEx(first, second);
            ERROR_DEPENDENCY_NOT_FOUND: RemoveClusterGroupSetDependency | RemoveClusterGroupSetDependencyEx(first, second);
            ERROR_INVALID_PARAMETER:
                SetClusterGroupSetDependencyExpression | SetClusterGroupSetDependencyExpressionEx(first, w!("[Either Second]"));
            ERROR_INVALID_PARAMETER: AddClusterGroupToGroupSetDependency | AddClusterGroupToGroupSetDependencyEx(a, first);
            ERROR_DEPENDENCY_NOT_FOUND:
                RemoveClusterGroupToGroupSetDependency | RemoveClusterGroupToGroupSetDependencyEx(c, first);
            ERROR_FILE_NOT_FOUND: ClusterRemoveGroupFromGroupSet | ClusterRemoveGroupFromGroupSetEx(d);
            ERROR_DIR_NOT_EMPTY: DeleteClusterGroupSet | DeleteClusterGroupSetEx(first);
            ERROR_NOT_SUPPORTED:
                ClusterAddGroupToGroupSetWithDomains | ClusterAddGroupToGroupSetWithDomainsEx(lost, d, 0, 0);
            ERROR_ALREADY_EXISTS:
                ClusterAddGroupToGroupSetWithDomains | ClusterAddGroupToGroupSetWithDomainsEx(spread, c, 0, 0);
        }
        assert_eq!((DeleteClusterGroup(c), DeleteClusterGroupSet(lost)), (0, 0));
        refused! {
            ERROR_GROUP_NOT_AVAILABLE:
                ClusterAddGroupToGroupSetWithDomains | ClusterAddGroupToGroupSetWithDomainsEx(spread, c, 0, 0);
            ERROR_GROUPSET_NOT_AVAILABLE: DeleteClusterGroupSet | DeleteClusterGroupSetEx(lost);
            ERROR_GROUPSET_NOT_AVAILABLE: AddClusterGroupSetDependency | AddClusterGroupSetDependencyEx(lost, first);
            ERROR_GROUPSET_NOT_AVAILABLE: RemoveClusterGroupSetDependency | RemoveClusterGroupSetDependencyEx(lost, first);
            ERROR_GROUPSET_NOT_AVAILABLE:
                SetClusterGroupSetDependencyExpression | SetClusterGroupSetDependencyExpressionEx(lost, w!(""));
            ERROR_GROUPSET_NOT_AVAILABLE: AddClusterGroupToGroupSetDependency | AddClusterGroupToGroupSetDependencyEx(b, lost);
            ERROR_GROUPSET_NOT_AVAILABLE:
                RemoveClusterGroupToGroupSetDependency | RemoveClusterGroupToGroupSetDependencyEx(b, lost);
            ERROR_GROUPSET_NOT_AVAILABLE:
                ClusterAddGroupToGroupSetWithDomains | ClusterAddGroupToGroupSetWithDomainsEx(lost, a, 0, 0);
        }
        assert_eq!(ClusterAddGroupToGroupSet(lost, a), ERROR_GROUPSET_NOT_AVAILABLE.0);
        // The other set is there, and the one that should start after it is not.
        let there = AddCrossClusterGroupSetDependency(lost, &folder(), w!("Either First"));
        assert_eq!(there, ERROR_GROUPSET_NOT_AVAILABLE.0);
        assert_eq!(RemoveClusterGroupSetDependency(second, first), 0);
        for of in [first, second, spread] {
            assert_eq!(DeleteClusterGroupSet(of), 0);
        }
        assert_eq!([d, b, a].map(|group| DeleteClusterGroup(group)), [0; 3]);
    }
}

#[test]
fn names_types_and_core_objects() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("Either Named");
        let resource = resource(group, "Either Named Resource");
        let cluster = GetClusterFromGroup(group);
        let core = OpenClusterGroup(cluster, w!("Cluster Group"));
        refused! {
            ERROR_INVALID_NAME: SetClusterGroupName | SetClusterGroupNameEx(group, w!(""));
            ERROR_INVALID_NAME: SetClusterResourceName | SetClusterResourceNameEx(resource, w!(""));
            ERROR_ALREADY_EXISTS: SetClusterGroupName | SetClusterGroupNameEx(group, w!("Cluster Group"));
            ERROR_ALREADY_EXISTS: SetClusterResourceName | SetClusterResourceNameEx(resource, w!("Cluster Name"));
            ERROR_OBJECT_ALREADY_EXISTS:
                CreateClusterResource | CreateClusterResourceEx(group, w!("Either Named Resource"), &HSTRING::from(TYPE), 0);
            ERROR_INVALID_NAME: CreateClusterResource | CreateClusterResourceEx(group, w!(""), &HSTRING::from(TYPE), 0);
            ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND:
                CreateClusterResource | CreateClusterResourceEx(group, w!("Either"), w!("Nobody's Type"), 0);
            ERROR_INVALID_PARAMETER: CreateClusterResource | CreateClusterResourceEx(group, w!("Either"), &HSTRING::from(TYPE), 8);
            ERROR_DIR_NOT_EMPTY: DeleteClusterResourceType | DeleteClusterResourceTypeEx(cluster, &HSTRING::from(TYPE));
            ERROR_DIR_NOT_EMPTY: DeleteClusterGroup | DeleteClusterGroupEx(group);
            ERROR_CORE_RESOURCE: DestroyClusterGroup | DestroyClusterGroupEx(core);
        }
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
    }
}

/// What a type says of itself is in its key.
#[test]
fn types_that_want_to_be_the_only_one() {
    const SINGLE_CLUSTER_INSTANCE: u32 = 0x40;
    const SINGLE_GROUP_INSTANCE: u32 = 0x80;
    // SAFETY: names are texts.
    unsafe {
        let one = group("Either One");
        let cluster = GetClusterFromGroup(one);
        let two = CreateClusterGroup(cluster, w!("Either Two"));
        for (name, characteristics) in
            [("Only of a Cluster", SINGLE_CLUSTER_INSTANCE), ("Only of a Group", SINGLE_GROUP_INSTANCE)]
        {
            let of_type = HSTRING::from(name);
            assert_eq!(CreateClusterResourceType(cluster, &of_type, &of_type, w!("only.so"), 0, 0), 0);
            let key = GetClusterResourceTypeKey(cluster, &of_type, KEY_ALL_ACCESS.0).expect("it is there");
            assert_eq!(registry::set(key, "Characteristics", REG_DWORD, &characteristics.to_le_bytes()), 0);
        }
        let [of_cluster, of_group] = [w!("Only of a Cluster"), w!("Only of a Group")];
        let create = |group, name, of_type| CreateClusterResource(group, name, of_type, 0);
        let only = create(one, w!("The Only One"), of_cluster);
        let (here, there) = (create(one, w!("One Here"), of_group), create(two, w!("One There"), of_group));
        assert!(![only, here, there].iter().any(HRESOURCE::is_invalid), "{:?}", last_error());
        refused! {
            ERROR_CLUSTER_SINGLETON_RESOURCE: CreateClusterResource | CreateClusterResourceEx(two, w!("Another"), of_cluster, 0);
            ERROR_CLUSTER_GROUP_SINGLETON_RESOURCE:
                CreateClusterResource | CreateClusterResourceEx(one, w!("Another"), of_group, 0);
        }
        assert_eq!(ChangeClusterResourceGroup(there, one), ERROR_CLUSTER_GROUP_SINGLETON_RESOURCE.0);
        assert_eq!([only, here, there].map(|resource| DeleteClusterResource(resource)), [0; 3]);
        assert_eq!([of_cluster, of_group].map(|of_type| DeleteClusterResourceType(cluster, of_type)), [0; 2]);
        assert_eq!((DeleteClusterGroup(one), DeleteClusterGroup(two)), (0, 0));
    }
}

#[test]
fn flags_and_instructions_that_are_none() {
    // SAFETY: names are texts.
    unsafe {
        let group = group("Either Told");
        let resource = resource(group, "Either Told Resource");
        let cluster = GetClusterFromGroup(group);
        let n1 = OpenClusterNode(cluster, w!("n1"));
        let nonsense = CLUSTER_NODE_RESUME_FAILBACK_TYPE(3);
        refused! {
            ERROR_INVALID_PARAMETER: OnlineClusterGroupEx | OnlineClusterGroupEx2(group, None, 0x10, None);
            ERROR_INVALID_PARAMETER: OnlineClusterGroupEx | OnlineClusterGroupEx2(group, None, 0, BROKEN);
            ERROR_INVALID_PARAMETER: MoveClusterGroupEx | MoveClusterGroupEx2(group, None, 0x40, None);
            ERROR_INVALID_PARAMETER: MoveClusterGroupEx | MoveClusterGroupEx2(group, None, 0, BROKEN);
            ERROR_INVALID_PARAMETER: OnlineClusterResourceEx | OnlineClusterResourceEx2(resource, 0x10, None);
            ERROR_INVALID_PARAMETER: OnlineClusterResourceEx | OnlineClusterResourceEx2(resource, 0, BROKEN);
            ERROR_INVALID_PARAMETER: OfflineClusterResourceEx | OfflineClusterResourceEx2(resource, 8, None);
            ERROR_INVALID_PARAMETER: OfflineClusterResourceEx | OfflineClusterResourceEx2(resource, 0, BROKEN);
            ERROR_INVALID_PARAMETER: ChangeClusterResourceGroupEx | ChangeClusterResourceGroupEx2(resource, group, 2);
            ERROR_INVALID_PARAMETER: RestartClusterResource | RestartClusterResourceEx(resource, 1);
            ERROR_INVALID_PARAMETER: PauseClusterNodeEx | PauseClusterNodeEx2(n1, true, 8, None);
            ERROR_INVALID_PARAMETER: PauseClusterNodeEx | PauseClusterNodeEx2(n1, false, 0, Some(n1));
            ERROR_INVALID_PARAMETER: ResumeClusterNodeEx | ResumeClusterNodeEx2(n1, nonsense, 0);
            ERROR_INVALID_PARAMETER: ResumeClusterNodeEx | ResumeClusterNodeEx2(n1, DoNotFailbackGroups, 1);
            ERROR_CLUSTER_NODE_NOT_PAUSED: ResumeClusterNodeEx | ResumeClusterNodeEx2(n1, DoNotFailbackGroups, 0);
        }
        assert_eq!(OfflineClusterGroupEx(group, 2, None), ERROR_INVALID_PARAMETER.0);
        assert_eq!(OfflineClusterGroupEx2(group, 2, None, 0, w!("in vain")), ERROR_INVALID_PARAMETER.0);
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
    }
}

#[test]
fn owners_of_what_runs() {
    // SAFETY: names are texts.
    unsafe {
        let here = group("Either Here");
        let resource = resource(here, "Either Runs");
        let cluster = GetClusterFromGroup(here);
        let there = CreateClusterGroup(cluster, w!("Either There"));
        let node = |name: &str| OpenClusterNode(cluster, &HSTRING::from(name));
        let (n1, n2) = (node("n1"), node("n2"));
        assert!([0, ERROR_IO_PENDING.0].contains(&MoveClusterGroup(there, Some(n2))));
        wait_until("it is there", || (owner(there) == "n2").then_some(()));
        assert_eq!(OnlineClusterGroup(here, Some(n1)), ERROR_IO_PENDING.0);
        wait_until("it runs", || (owner(here) == "n1" && group_state(here) == ClusterGroupOnline).then_some(()));
        refused! {
            ERROR_RESOURCE_ONLINE: ChangeClusterResourceGroupEx | ChangeClusterResourceGroupEx2(resource, there, 0);
            ERROR_INVALID_STATE: RemoveClusterResourceNode | RemoveClusterResourceNodeEx(resource, n1);
            ERROR_OBJECT_ALREADY_EXISTS: AddClusterResourceNode | AddClusterResourceNodeEx(resource, n1);
        }
        assert_eq!(ChangeClusterResourceGroup(resource, there), ERROR_RESOURCE_ONLINE.0);
        assert_eq!(OfflineClusterGroup(here), ERROR_IO_PENDING.0);
        wait_for_group(here, ClusterGroupOffline);
        assert_eq!(RemoveClusterResourceNode(resource, n2), 0);
        refused! {
            ERROR_HOST_NODE_NOT_RESOURCE_OWNER:
                ChangeClusterResourceGroupEx | ChangeClusterResourceGroupEx2(resource, there, 0);
            ERROR_CLUSTER_NODE_NOT_FOUND: RemoveClusterResourceNode | RemoveClusterResourceNodeEx(resource, n2);
        }
        assert_eq!(ChangeClusterResourceGroup(resource, there), ERROR_HOST_NODE_NOT_RESOURCE_OWNER.0);
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(here), DeleteClusterGroup(there)), (0, 0, 0));
    }
}

/// A script locks its resource while a file is there.
#[test]
fn what_its_type_has_locked_is_not_operated_on() {
    // SAFETY: names are texts, lists are as long as is said.
    unsafe {
        let here = group("Either Locked");
        let cluster = GetClusterFromGroup(here);
        let there = CreateClusterGroup(cluster, w!("Either Unlocked"));
        let (script, busy) = locking_script();
        let resource = CreateClusterResource(here, w!("Either Locks"), w!("Generic Script"), 0);
        assert!(!resource.is_invalid(), "{:?}", last_error());
        set_private(resource, "ScriptFilepath", &script);
        let often = property_list(&[("LooksAlivePollInterval", number_value(10))]);
        let (code, data) = (CLUSCTL_RESOURCE_SET_COMMON_PROPERTIES.0.cast_unsigned(), Some(often.as_ptr().cast()));
        assert_eq!(ClusterResourceControl(resource, None, code, data, often.len() as u32, None, 0, None), 0);
        assert_eq!(OnlineClusterResource(resource), ERROR_IO_PENDING.0);
        wait_until("it is locked", || {
            let online = OnlineClusterResource(resource);
            (online == ERROR_CLUSTER_RESOURCE_LOCKED_STATUS.0).then_some(())
        });
        refused! {
            ERROR_CLUSTER_RESOURCE_LOCKED_STATUS: OnlineClusterResourceEx | OnlineClusterResourceEx2(resource, 0, None);
            ERROR_CLUSTER_RESOURCE_LOCKED_STATUS: OfflineClusterResourceEx | OfflineClusterResourceEx2(resource, 0, None);
            ERROR_CLUSTER_RESOURCE_LOCKED_STATUS: RestartClusterResource | RestartClusterResourceEx(resource, 0);
            ERROR_CLUSTER_RESOURCE_LOCKED_STATUS: ChangeClusterResourceGroupEx | ChangeClusterResourceGroupEx2(resource, there, 0);
            ERROR_CLUSTER_RESOURCE_LOCKED_STATUS: OnlineClusterGroupEx | OnlineClusterGroupEx2(here, None, 0, None);
            ERROR_CLUSTER_RESOURCE_LOCKED_STATUS: MoveClusterGroupEx | MoveClusterGroupEx2(here, None, 0, None);
            ERROR_CLUSTER_RESOURCE_LOCKED_STATUS: DestroyClusterGroup | DestroyClusterGroupEx(here);
        }
        let alone = [
            OfflineClusterResource(resource),
            ChangeClusterResourceGroup(resource, there),
            OnlineClusterGroup(here, None),
            OfflineClusterGroup(here),
            OfflineClusterGroupEx(here, 0, None),
            OfflineClusterGroupEx2(here, 0, None, 0, w!("in vain")),
            MoveClusterGroup(here, None),
        ];
        assert_eq!(alone, [ERROR_CLUSTER_RESOURCE_LOCKED_STATUS.0; 7]);
        std::fs::remove_file(busy).expect("it is there");
        wait_until("it is free", || (OfflineClusterResource(resource) == ERROR_IO_PENDING.0).then_some(()));
        wait_for_resource(resource, ClusterResourceOffline);
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(here), DeleteClusterGroup(there)), (0, 0, 0));
    }
}

/// The paths of a script, and of the file for which it looks.
fn locking_script() -> (String, std::path::PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (script, busy) = (folder.join("clusapi-locking.sh"), folder.join("clusapi-locking.busy"));
    let line = format!("test -e {} && echo quorate:lock || echo quorate:unlock", busy.display());
    // A file that is open for writing cannot be run.
    let new = script.with_extension("new");
    std::fs::write(&new, format!("#!/bin/sh\n{line}\n")).expect("the folder can be written");
    std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    std::fs::rename(&new, &script).expect("it is ours");
    std::fs::write(&busy, "").expect("the folder can be written");
    (script.to_str().expect("text").to_owned(), busy)
}

/// It exits at once, and nobody starts it again.
#[test]
fn what_has_failed_is_not_taken_offline() {
    // SAFETY: names are texts, the list is as long as is said.
    unsafe {
        let group = group("Either Failed");
        let resource = resource(group, "Either Exits");
        set_private(resource, "CommandLine", "false");
        let list = property_list(&[("RestartAction", number_value(0))]);
        let (code, data) = (CLUSCTL_RESOURCE_SET_COMMON_PROPERTIES.0.cast_unsigned(), Some(list.as_ptr().cast()));
        assert_eq!(ClusterResourceControl(resource, None, code, data, list.len() as u32, None, 0, None), 0);
        assert_eq!(OnlineClusterResource(resource), ERROR_IO_PENDING.0);
        wait_for_resource(resource, ClusterResourceFailed);
        assert_eq!(OfflineClusterResource(resource), ERROR_RESOURCE_FAILED.0);
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
    }
}

/// Each number of a batch's failed command is that of the command.
#[test]
fn batches_and_keys() {
    // SAFETY: names are texts, places are there.
    unsafe {
        let root = registry::root();
        let (key, _) = registry::create(root, "Either Key");
        let number = [1, 0, 0, 0];
        let add = |batch, command, name: &str, data: &[u8]| {
            assert_eq!(crate::batches::add(batch, command, name, REG_DWORD, data), 0);
        };
        let cleared = || {
            let batch = crate::batches::begin(key);
            add(batch, CLUSREG_DELETE_KEY, "Below", &[]);
            add(batch, CLUSREG_SET_VALUE, "Number", &number);
            batch
        };
        let untrue = || {
            let batch = crate::batches::begin(key);
            add(batch, CLUSREG_CONDITION_EXISTS, "Nothing", &[]);
            batch
        };
        let mut reader = HKEY::default();
        assert_eq!(ClusterRegOpenKey(root, w!("Either Key"), KEY_READ.0, &mut reader), 0);
        let denied = || {
            let batch = crate::batches::begin(reader);
            add(batch, CLUSREG_SET_VALUE, "Number", &number);
            batch
        };
        let refusals: [(&dyn Fn() -> HREGBATCH, WIN32_ERROR, i32); 3] = [
            (&cleared, ERROR_INVALID_PARAMETER, 1),
            (&untrue, ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED, 0),
            (&denied, ERROR_ACCESS_DENIED, -1),
        ];
        for (batch, code, at) in refusals {
            let mut failed = 99;
            assert_eq!(ClusterRegCloseBatch(batch(), true, Some(&raw mut failed)).code(), code);
            assert_eq!(failed, at, "{code:?}");
            assert_eq!(ClusterRegCloseBatchEx(batch(), 0, Some(&raw mut failed)).code(), code);
            assert_eq!(failed, at, "{code:?}");
        }

        let mut opened = HKEY::default();
        let all = KEY_ALL_ACCESS.0;
        let viewer = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        let readable = GetClusterKey(viewer, KEY_READ.0).expect("it may be read");
        assert_eq!(ClusterRegOpenKey(readable, w!("Either Key"), all, &mut opened).code(), ERROR_ACCESS_DENIED);
        let created = ClusterRegCreateKey(reader, w!("New"), 0, KEY_READ.0, None, &raw mut opened, None);
        assert_eq!(created.code(), ERROR_ACCESS_DENIED);
        let (mut name, mut length) = ([0_u16; 16], 16);
        let place = windows::core::PWSTR(name.as_mut_ptr());
        assert_eq!(ClusterRegEnumValue(key, 0, place, &mut length, None, None, None), ERROR_NO_MORE_ITEMS.0);
        let mut reads = HREGREADBATCH::default();
        assert_eq!(ClusterRegCreateReadBatch(key, &mut reads), 0);
        let added = ClusterRegReadBatchAddCommand(reads, w!("\\Below"), w!("Number"));
        assert_eq!(added.code(), ERROR_INVALID_PARAMETER);
        assert_eq!(ClusterRegDeleteKey(root, w!("Either Key")), 0);
    }
}
