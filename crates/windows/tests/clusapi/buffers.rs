//! Every text that a function writes, into buffers of every size that can go wrong (conventions, "Output strings with an in/out length").
//! The calls are generated, so no function is left out.

use crate::bare_handles::{SCRATCH, live, network_of};
use crate::fixture::*;
use clusapi::witness::{Bare, WRITING_CALLS, WritingCall};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, w};

/// What no function writes.
const UNTOUCHED: u16 = 0xabcd;

/// How a call ended, the length that it told, and its buffer.
struct Written {
    code: u32,
    length: u32,
    buffer: Vec<u16>,
}

impl Asked {
    fn into(&self, capacity: usize, room: usize) -> Written {
        let mut buffer = vec![UNTOUCHED; room];
        let mut length = capacity as u32;
        let code = self.call(if room == 0 { std::ptr::null_mut() } else { buffer.as_mut_ptr() }, &mut length);
        Written { code, length, buffer }
    }

    fn call(&self, buffer: *mut u16, length: *mut u32) -> u32 {
        let handles = |kind: &str| handle_for(self.0.name, kind);
        let texts = |argument: &str| text_for(self.0.name, argument);
        // SAFETY: it takes a number.
        unsafe { SetLastError(WIN32_ERROR(0)) };
        // An index, or the milliseconds to wait for news.
        let number = if self.0.name.starts_with("GetClusterNotify") { 20_000 } else { 0 };
        (self.0.call)(&Bare { handles: &handles, texts: &texts, number }, buffer, length);
        last_error().0
    }

    fn check(&self) -> Result<(), String> {
        let name = format!("{} ({})", self.0.name, self.0.argument);
        let expect = |what: &str, right: bool| if right { Ok(()) } else { Err(format!("{name}: {what}")) };
        const ROOM: usize = 1_000;
        let whole = self.into(ROOM, ROOM);
        let length = whole.length as usize;
        expect(&format!("a big buffer, {} {length}", whole.code), whole.code == 0 && length < ROOM)?;
        expect("the text ends", whole.buffer[length] == 0 && !whole.buffer[..length].contains(&0))?;
        expect("nothing behind the end", whole.buffer[length + 1..].iter().all(|unit| *unit == UNTOUCHED))?;

        let asked = self.into(0, 0);
        expect("no buffer", [0, ERROR_MORE_DATA.0].contains(&asked.code) && asked.length as usize == length)?;
        // A text that is empty fits where there is room for its end.
        for capacity in [0, 1, length] {
            let small = self.into(capacity, ROOM);
            if capacity > length {
                continue;
            }
            let told = format!("room for {capacity} of {length}: {} {}", small.code, small.length);
            expect(&told, small.code == ERROR_MORE_DATA.0 && small.length as usize == length)?;
            expect("too small, and written behind", small.buffer[capacity..].iter().all(|unit| *unit == UNTOUCHED))?;
        }
        let exact = self.into(length + 1, length + 1);
        expect("just enough", exact.code == 0 && exact.length as usize == length)?;
        // What a port tells of may be another node each time.
        let same = exact.buffer[..length] == whole.buffer[..length] || self.0.name.starts_with("GetClusterNotify");
        expect("the same text", same)?;
        let mut buffer = [UNTOUCHED; 16];
        let code = self.call(buffer.as_mut_ptr(), std::ptr::null_mut());
        expect(&format!("no length: {code}"), code == ERROR_INVALID_PARAMETER.0)?;
        expect("no length, and written", buffer == [UNTOUCHED; 16])
    }
}

/// A call that this file makes.
struct Asked(&'static WritingCall);

#[test]
fn every_text_is_written_into_what_it_fits_into() {
    let built = |call: &&WritingCall| clusapi::table::AREAS.iter().any(|area| area.built.contains(&call.name));
    // There is no shared volume yet to have a name.
    let others = ["ResUtil", "ClusterPrepareSharedVolumeForBackup"];
    let calls = WRITING_CALLS.iter().filter(built);
    let calls: Vec<_> = calls.filter(|call| !others.iter().any(|other| call.name.starts_with(other))).collect();
    assert!(calls.len() > 10);
    let wrong: Vec<String> = calls.into_iter().filter_map(|call| Asked(call).check().err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What has an index says that nothing is there behind the last.
#[test]
fn every_enumeration_ends() {
    let documented = |name: &str| {
        let mut lines = include_str!("../witnessed/documented.txt").lines();
        lines.any(|line| line.split(' ').next() == Some(name) && line.contains(" ERROR_NO_MORE_ITEMS"))
    };
    let calls: Vec<_> = WRITING_CALLS.iter().filter(|call| documented(call.name)).collect();
    assert!(calls.len() > 6, "{}", calls.len());
    for call in calls {
        let handles = |kind: &str| handle_for(call.name, kind);
        let (mut buffer, mut length) = ([UNTOUCHED; 64], 64);
        (call.call)(
            &Bare { handles: &handles, texts: &|_| std::ptr::null(), number: 999_999 },
            buffer.as_mut_ptr(),
            &mut length,
        );
        assert_eq!((last_error(), buffer), (ERROR_NO_MORE_ITEMS, [UNTOUCHED; 64]), "{}", call.name);
    }
}

static OPENED: Mutex<BTreeMap<(String, String), isize>> = Mutex::new(BTreeMap::new());

/// An object of a kind that has the text which a function writes.
fn handle_for(function: &str, kind: &str) -> isize {
    // SAFETY: handles are open, names are texts.
    unsafe {
        match (function, kind) {
            ("ClusterRegEnumKey", "HKEY") => {
                GetClusterKey(SCRATCH.cluster, 1 | 8).map_or(0, |key| key.0.addr().cast_signed())
            }
            ("GetClusterResourceNetworkName", "HRESOURCE") => named_resource(),
            (name, "HCHANGE") if name.starts_with("GetClusterNotify") => port_with_news(name),
            // One snapshot for all calls: what others do meanwhile is not seen.
            _ => {
                let mut opened = OPENED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *opened.entry((function.to_owned(), kind.to_owned())).or_insert_with(|| live(kind))
            }
        }
    }
}

fn text_for(_function: &str, argument: &str) -> *const u16 {
    static NETWORK: LazyLock<HSTRING> =
        LazyLock::new(|| HSTRING::from(network_of(HNETINTERFACE(live("HNETINTERFACE")))));
    if argument == "lpsznetworkname" { NETWORK.as_ptr() } else { w!("n1").0 }
}

/// Depends on a network name, and nobody changes it.
fn named_resource() -> isize {
    static NAMED: LazyLock<HRESOURCE> = LazyLock::new(|| {
        let group = group("Bare Names");
        let named = resource(group, "Bare Named");
        // SAFETY: names are texts.
        unsafe {
            let name = CreateClusterResource(group, w!("Bare Name"), w!("Network Name"), 0);
            set_private(name, "Name", "BARE");
            let provider = OpenClusterResource(GetClusterFromResource(named), w!("Bare Name"));
            assert_eq!(AddClusterResourceDependency(named, provider), 0);
        }
        named
    });
    NAMED.0
}

/// A port that has something to tell, of a node: their names and ids have one length.
unsafe fn port_with_news(function: &str) -> isize {
    let cluster = SCRATCH.cluster;
    // SAFETY: as above.
    unsafe {
        let port = match function {
            "GetClusterNotify" => {
                CreateClusterNotifyPort(HCHANGE(-1), cluster, CLUSTER_CHANGE_NODE_PROPERTY.0 as u32, 1)
            }
            _ => {
                let filter = NOTIFY_FILTER_AND_TYPE {
                    dwObjectType: CLUSTER_OBJECT_TYPE_NODE.0 as u32,
                    FilterFlags: CLUSTER_CHANGE_NODE_COMMON_PROPERTY_V2.0 as i64,
                };
                CreateClusterNotifyPortV2(HCHANGE(-1), cluster, &filter, 1, 1)
            }
        };
        assert!(!port.is_invalid(), "{:?}", last_error());
        static TOLD: AtomicU32 = AtomicU32::new(0);
        let text = format!("told {}", TOLD.fetch_add(1, Ordering::Relaxed));
        let list = property_list(&[("Description", text_value(&text))]);
        let node = OpenClusterNode(cluster, w!("n1"));
        let (set, list) = (CLUSCTL_NODE_SET_COMMON_PROPERTIES.0.cast_unsigned(), (list.as_ptr().cast(), list.len()));
        assert_eq!(ClusterNodeControl(node, None, set, Some(list.0), list.1 as u32, None, 0, None), 0);
        port.0
    }
}
