//! Enumerations of more objects than one message of the service holds: each is of one moment, whatever happens meanwhile.

use crate::fixture::*;
use crate::services::wait_until;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use windows::Win32::Foundation::ERROR_NO_MORE_ITEMS;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PCWSTR, PWSTR};

const GROUPS: usize = 40;
const RESOURCES_IN_A_GROUP: usize = 30;
const ALL: usize = GROUPS * RESOURCES_IN_A_GROUP;
/// Makes names longer, so that fewer objects fill as many bytes: a list of all is several times as long as the pieces are in which the service
/// answers (64 KB).
const FILL: &str = "a name that is so long that a list of all of them has several pieces, although there are only a thousand: \
                    each has at least two hundred characters, and an item of the list has a little more than that in bytes";
/// The group that goes from one end of the list to the other and back.
const FIRST: &str = "!Many, the first group";
const LAST: &str = "~Many, the last group";
const WANDERER: &str = "Many, of the group that wanders";
const DEADLINE: Duration = Duration::from_secs(120);

/// What one look at the cluster found of these tests' resources: how many, and whether the wanderer's group is the first or the last.
struct Look {
    names: Vec<String>,
    group: Option<String>,
}

unsafe fn text(text: PWSTR) -> String {
    // SAFETY: it is in a buffer that the caller holds.
    unsafe { text.to_string() }.expect("text")
}

fn is_ours(name: &str) -> bool {
    name.starts_with("Many,")
}

/// All items of an enumeration, each read once with room enough.
fn read<T>(mut next: impl FnMut(u32, *mut u64, &mut u32) -> u32, see: impl Fn(*const u64) -> T) -> Vec<T> {
    let (mut seen, mut room) = (Vec::new(), vec![0_u64; 512]);
    loop {
        let mut bytes = (room.len() * 8) as u32;
        match next(seen.len() as u32, room.as_mut_ptr(), &mut bytes) {
            0 => seen.push(see(room.as_ptr())),
            code => {
                assert_eq!(code, ERROR_NO_MORE_ITEMS.0);
                return seen;
            }
        }
    }
}

fn look_by_cluster(cluster: HCLUSTER) -> Look {
    let wanted = (CLUSTER_ENUM_RESOURCE.0 | CLUSTER_ENUM_GROUP.0).cast_unsigned();
    // SAFETY: the buffer is as long as is said.
    unsafe {
        let opened = ClusterOpenEnumEx(cluster, wanted, None);
        assert!(!opened.is_invalid(), "{:?}", last_error());
        let next = |index, room: *mut u64, bytes: &mut u32| ClusterEnumEx(opened, index, room.cast(), bytes);
        let items = read(next, |room| {
            let item = &*room.cast::<CLUSTER_ENUM_ITEM>();
            (item.dwType.cast_signed(), text(item.lpszName))
        });
        assert_eq!(items.len(), ClusterGetEnumCountEx(opened) as usize);
        assert_eq!(ClusterCloseEnumEx(opened), 0);
        let of_kind = |kind: CLUSTER_ENUM| {
            items.iter().filter(move |item| item.0 == kind.0).map(|item| item.1.clone()).collect::<Vec<_>>()
        };
        let ends: Vec<_> =
            of_kind(CLUSTER_ENUM_GROUP).into_iter().filter(|name| [FIRST, LAST].contains(&&**name)).collect();
        assert_eq!(ends.len(), 1, "the group has one of its names: {ends:?}");
        let names: Vec<_> = of_kind(CLUSTER_ENUM_RESOURCE).into_iter().filter(|name| is_ours(name)).collect();
        // Resources stand in the order of their groups: by this the same moment is seen in both lists.
        let is_first = names[0] == WANDERER;
        assert_eq!(is_first, ends[0] == FIRST);
        Look { names, group: ends.into_iter().next() }
    }
}

fn look_by_resources(cluster: HCLUSTER) -> Look {
    let lists = ["RestartAction\0\0", "Type\0\0"].map(|list| list.encode_utf16().collect::<Vec<u16>>());
    let [common, read_only] = &lists;
    let [(common, common_bytes), (read_only, read_only_bytes)] =
        [common, read_only].map(|list| (PCWSTR(list.as_ptr()), list.len() as u32 * 2));
    let type_of = property_list(&[("Type", text_value(TYPE))]);
    // SAFETY: the buffer and the lists are as long as is said.
    unsafe {
        let opened = ClusterResourceOpenEnumEx(cluster, common, common_bytes, read_only, read_only_bytes, 0);
        assert!(!opened.is_invalid(), "{:?}", last_error());
        let next = |index, room: *mut u64, bytes: &mut u32| ClusterResourceEnumEx(opened, index, room.cast(), bytes);
        let items = read(next, |room| {
            let item = &*room.cast::<CLUSTER_RESOURCE_ENUM_ITEM>();
            let list = |list: *mut core::ffi::c_void, bytes: u32| {
                std::slice::from_raw_parts(list.cast::<u8>(), bytes as usize).to_vec()
            };
            let lists = (list(item.pProperties, item.cbProperties), list(item.pRoProperties, item.cbRoProperties));
            (text(item.lpszName), text(item.lpszOwnerGroupName), lists)
        });
        assert_eq!(items.len(), ClusterResourceGetEnumCountEx(opened) as usize);
        assert_eq!(ClusterResourceCloseEnumEx(opened), 0);
        let ours: Vec<_> = items.into_iter().filter(|(name, ..)| is_ours(name)).collect();
        assert!(
            ours.iter()
                .all(|(.., (common, facts))| has(common, "RestartAction", &number_value(2)) && *facts == type_of)
        );
        let group = ours.iter().find(|(name, ..)| name == WANDERER).map(|(_, group, _)| group.clone());
        Look { names: ours.into_iter().map(|(name, ..)| name).collect(), group }
    }
}

fn look_by_names(cluster: HCLUSTER) -> Look {
    // SAFETY: the buffer is as long as is said.
    unsafe {
        let opened = ClusterOpenEnum(cluster, CLUSTER_ENUM_RESOURCE.0.cast_unsigned());
        assert!(!opened.is_invalid(), "{:?}", last_error());
        let next = |index, room: *mut u64, bytes: &mut u32| {
            let (mut kind, mut characters) = (0, *bytes / 2);
            ClusterEnum(opened, index, &raw mut kind, PWSTR(room.cast()), &raw mut characters)
        };
        let names = read(next, |room| text(PWSTR(room.cast_mut().cast())));
        assert_eq!(names.len(), ClusterGetEnumCount(opened) as usize);
        assert_eq!(ClusterCloseEnum(opened), 0);
        Look { names: names.into_iter().filter(|name| is_ours(name)).collect(), group: None }
    }
}

fn make(cluster: HCLUSTER) -> Vec<HGROUP> {
    let make_group = |number: usize| {
        // SAFETY: names are texts.
        unsafe {
            let group = CreateClusterGroup(cluster, &HSTRING::from(format!("Many {number}")));
            assert!(!group.is_invalid(), "{:?}", last_error());
            for index in 0..RESOURCES_IN_A_GROUP {
                let name = HSTRING::from(format!("Many, {number} {index}, {FILL}"));
                let resource = CreateClusterResource(group, &name, &HSTRING::from(TYPE), 0);
                assert!(!resource.is_invalid(), "{:?}", last_error());
                assert!(CloseClusterResource(resource).is_ok());
            }
            group
        }
    };
    std::thread::scope(|scope| {
        let makers: Vec<_> = (0..GROUPS).map(|number| scope.spawn(move || make_group(number))).collect();
        makers.into_iter().map(|maker| maker.join().expect("made")).collect()
    })
}

#[test]
fn nothing_is_missed_or_doubled_while_the_cluster_changes() {
    let cluster = cluster();
    let groups = make(cluster);
    let wandering = group(FIRST);
    // SAFETY: names are texts, handles are open.
    unsafe {
        let wanderer = CreateClusterResource(wandering, &HSTRING::from(WANDERER), &HSTRING::from(TYPE), 0);
        assert!(!wanderer.is_invalid(), "{:?}", last_error());
        let over = AtomicBool::new(false);
        let (mut found, begun) = (BTreeSet::new(), Instant::now());
        std::thread::scope(|scope| {
            let renames = scope.spawn(|| {
                let mut renames = 0;
                while !over.load(Ordering::SeqCst) {
                    for name in [LAST, FIRST] {
                        assert_eq!(SetClusterGroupName(wandering, &HSTRING::from(name)), 0);
                        renames += 1;
                    }
                }
                renames
            });
            let looked = std::panic::catch_unwind(|| {
                let mut found = BTreeSet::new();
                for turn in 0.. {
                    for look in [look_by_cluster, look_by_resources, look_by_names] {
                        let Look { names, group } = look(cluster);
                        assert_eq!(names.len(), ALL + 1);
                        let different: BTreeSet<&String> = names.iter().collect();
                        assert_eq!(different.len(), ALL + 1);
                        let at = names.iter().position(|name| name == WANDERER).expect("it is always there");
                        assert!(at == 0 || at == ALL, "{at}");
                        if let Some(group) = group {
                            assert_eq!(group, if at == 0 { FIRST } else { LAST });
                        }
                        found.insert(at);
                    }
                    // Both ends were seen, so there were changes between the looks at least.
                    if turn >= 10 && found.len() == 2 {
                        break;
                    }
                    assert!(begun.elapsed() < DEADLINE, "the group does not wander: {found:?}");
                }
                found
            });
            over.store(true, Ordering::SeqCst);
            assert!(renames.join().expect("renamed") > 10);
            found = looked.expect("looked");
        });
        assert_eq!(found, BTreeSet::from([0, ALL]));

        // The command line lists them too.
        let listed = printed(&["resource", "list"]);
        let names = listed.iter().filter_map(|resource| resource["name"].as_str());
        assert_eq!(names.filter(|name| is_ours(name)).count(), ALL + 1);

        // What is opened stays as it was.
        let opened = ClusterOpenEnumEx(cluster, CLUSTER_ENUM_RESOURCE.0.cast_unsigned(), None);
        for group in groups.into_iter().chain([wandering]) {
            assert!([0, 997].contains(&DestroyClusterGroup(group)));
        }
        let next = |index, room: *mut u64, bytes: &mut u32| ClusterEnumEx(opened, index, room.cast(), bytes);
        let names = read(next, |room| text((*room.cast::<CLUSTER_ENUM_ITEM>()).lpszName));
        assert_eq!(names.iter().filter(|name| is_ours(name)).count(), ALL + 1);
        assert_eq!(ClusterCloseEnumEx(opened), 0);
        wait_until("they are gone", || look_by_names(cluster).names.is_empty().then_some(()));
    }
}
