use crate::batches::{add, begin};
use crate::fixture::*;
use crate::registry::{create, root, set};
use std::ptr::null_mut;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::*;
use windows::core::w;

fn port(key: HKEY) -> HREGBATCHPORT {
    let mut port = HREGBATCHPORT(0);
    // SAFETY: the place is there.
    assert_eq!(unsafe { ClusterRegCreateBatchNotifyPort(key, &mut port) }, 0);
    port
}

/// Command, type, name and data of each record of the next batch.
fn next(port: HREGBATCHPORT) -> Vec<(CLUSTER_REG_COMMAND, u32, String, Vec<u8>)> {
    let mut batch = HREGBATCHNOTIFICATION(0);
    let mut records = Vec::new();
    // SAFETY: places are there, and records are read before their batch is closed.
    unsafe {
        assert_eq!(ClusterRegGetBatchNotification(port, &mut batch), 0);
        let mut record = CLUSTER_BATCH_COMMAND::default();
        let end = loop {
            match ClusterRegBatchReadCommand(batch, &mut record) {
                0 => {}
                end => break end.cast_unsigned(),
            }
            let data = match record.cbData {
                0 => Vec::new(),
                bytes => std::slice::from_raw_parts(record.lpData, bytes as usize).to_vec(),
            };
            records.push((record.Command, record.dwOptions, record.wzName.to_string().expect("text"), data));
        };
        assert_eq!(end, ERROR_NO_MORE_ITEMS.0);
        assert_eq!(ClusterRegBatchReadCommand(batch, null_mut()).cast_unsigned(), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterRegBatchCloseNotification(batch), 0);
        assert_eq!(ClusterRegBatchReadCommand(batch, &mut record).cast_unsigned(), ERROR_INVALID_HANDLE.0);
        assert_eq!(ClusterRegBatchCloseNotification(batch).cast_unsigned(), ERROR_INVALID_HANDLE.0);
    }
    records
}

fn commit(key: HKEY, commands: &[(CLUSTER_REG_COMMAND, &str, REG_VALUE_TYPE, &[u8])]) {
    let batch = begin(key);
    for (command, name, kind, data) in commands {
        assert_eq!(add(batch, *command, name, *kind, data), 0);
    }
    // SAFETY: the handle is open.
    assert_eq!(unsafe { ClusterRegCloseBatch(batch, true, None) }, 0);
}

#[test]
fn each_batch_arrives_whole_and_in_order_and_single_writes_do_not() {
    // SAFETY: handles are open.
    unsafe {
        let root = root();
        let (key, _) = create(root, "Watched");
        commit(key, &[(CLUSREG_SET_VALUE, "Before", REG_DWORD, &[0; 4])]);
        let port = port(key);
        // Single writes, a batch elsewhere, one that is refused and one that is discarded: none of them is told.
        assert_eq!(set(key, "Alone", REG_DWORD, &[1, 0, 0, 0]), 0);
        assert_eq!(ClusterRegDeleteValue(key, w!("Alone")), 0);
        let (elsewhere, _) = create(root, "Unwatched");
        commit(elsewhere, &[(CLUSREG_SET_VALUE, "x", REG_DWORD, &[0; 4])]);
        let refused = begin(key);
        assert_eq!(add(refused, CLUSREG_SET_VALUE, "x", REG_DWORD, &[0; 4]), 0);
        assert_eq!(add(refused, CLUSREG_CONDITION_EXISTS, "Nothing", REG_NONE, &[]), 0);
        assert_eq!(ClusterRegCloseBatch(refused, true, None).cast_unsigned(), 5986);
        let discarded = begin(key);
        assert_eq!(add(discarded, CLUSREG_SET_VALUE, "x", REG_DWORD, &[0; 4]), 0);
        assert_eq!(ClusterRegCloseBatch(discarded, false, None), 0);

        // The example of the reference.
        let (a, b) = (utf16("A"), utf16("B"));
        commit(
            key,
            &[
                (CLUSREG_CONDITION_NOT_EXISTS, "v", REG_NONE, &[]),
                (CLUSREG_DELETE_VALUE, "v", REG_NONE, &[]),
                (CLUSREG_SET_VALUE, "v", REG_SZ, &a),
                (CLUSREG_SET_VALUE, "v", REG_SZ, &b),
                (CLUSREG_DELETE_VALUE, "v", REG_NONE, &[]),
            ],
        );
        let of = |command, kind, data: &[u8]| (command, kind, "v".to_owned(), data.to_vec());
        assert_eq!(
            next(port),
            [
                of(CLUSREG_DELETE_VALUE, 0, &[]),
                of(CLUSREG_SET_VALUE, 1, &a),
                of(CLUSREG_VALUE_DELETED, 1, &a),
                of(CLUSREG_SET_VALUE, 1, &b),
                of(CLUSREG_VALUE_DELETED, 1, &b),
                of(CLUSREG_DELETE_VALUE, 0, &[]),
            ]
        );
        assert_eq!(ClusterRegCloseBatchNotifyPort(port), 0);
        for name in [w!("Watched"), w!("Unwatched")] {
            assert_eq!(ClusterRegDeleteKey(root, name), 0);
        }
    }
}

#[test]
fn keys_are_told_from_the_one_that_is_watched() {
    // SAFETY: handles are open.
    unsafe {
        let root = root();
        let (key, _) = create(root, "From Here");
        let port = port(key);
        commit(
            key,
            &[(CLUSREG_CREATE_KEY, "Below", REG_NONE, &[]), (CLUSREG_SET_VALUE, "n", REG_DWORD, &[7, 0, 0, 0])],
        );
        commit(
            root,
            &[
                (CLUSREG_CREATE_KEY, "Not From Here", REG_NONE, &[]),
                (CLUSREG_SET_VALUE, "x", REG_DWORD, &[0; 4]),
                (CLUSREG_CREATE_KEY, "From Here\\Below", REG_NONE, &[]),
                (CLUSREG_SET_VALUE, "n", REG_DWORD, &[8, 0, 0, 0]),
                (CLUSREG_DELETE_KEY, "From Here\\Below", REG_NONE, &[]),
            ],
        );
        let record = |command, kind, name: &str, data: &[u8]| (command, kind, name.to_owned(), data.to_vec());
        let create_below = record(CLUSREG_CREATE_KEY, 0, "Below", &[]);
        assert_eq!(next(port), [create_below.clone(), record(CLUSREG_SET_VALUE, 4, "n", &[7, 0, 0, 0])]);
        assert_eq!(
            next(port),
            [
                create_below,
                record(CLUSREG_VALUE_DELETED, 4, "n", &[7, 0, 0, 0]),
                record(CLUSREG_SET_VALUE, 4, "n", &[8, 0, 0, 0]),
                record(CLUSREG_DELETE_KEY, 0, "Below", &[]),
            ]
        );
        for number in 0..50_u8 {
            commit(key, &[(CLUSREG_SET_VALUE, "count", REG_BINARY, &[number])]);
        }
        for number in 0..50_u8 {
            assert_eq!(next(port).last(), Some(&record(CLUSREG_SET_VALUE, 3, "count", &[number])));
        }
        assert_eq!(ClusterRegCloseBatchNotifyPort(port), 0);
        for name in [w!("From Here"), w!("Not From Here")] {
            assert_eq!(ClusterRegDeleteKey(root, name), 0);
        }
    }
}

#[test]
fn closing_a_port_wakes_who_waits_for_it() {
    // SAFETY: handles are open.
    unsafe {
        let root = root();
        let (key, _) = create(root, "Woken");
        // A thread may come only after its port was closed.
        crate::services::wait_until("a waiter was there before its port was closed", || {
            let port = port(key);
            let waiting = std::thread::spawn(move || {
                let mut batch = HREGBATCHNOTIFICATION(5);
                // SAFETY: the place is there.
                let code = ClusterRegGetBatchNotification(port, &mut batch).cast_unsigned();
                (code, batch.0)
            });
            std::thread::yield_now();
            assert_eq!(ClusterRegCloseBatchNotifyPort(port), 0);
            let (code, batch) = waiting.join().expect("no panic");
            assert!([ERROR_NO_MORE_ITEMS.0, ERROR_INVALID_HANDLE.0].contains(&code), "{code}");
            assert!(batch == 0 || code == ERROR_INVALID_HANDLE.0);
            (code == ERROR_NO_MORE_ITEMS.0).then_some(())
        });
        assert_eq!(ClusterRegDeleteKey(root, w!("Woken")), 0);
    }
}

#[test]
fn ports_take_only_what_they_can_watch() {
    // SAFETY: handles are open or made up.
    unsafe {
        let root = root();
        let (key, _) = create(root, "Ports");
        let (mut port, mut batch) = (HREGBATCHPORT(0), HREGBATCHNOTIFICATION(0));
        assert_eq!(ClusterRegCreateBatchNotifyPort(key, null_mut()).cast_unsigned(), ERROR_INVALID_PARAMETER.0);
        let mut blind = HKEY::default();
        assert_eq!(ClusterRegOpenKey(root, w!("Ports"), KEY_QUERY_VALUE.0, &mut blind), 0);
        assert_eq!(ClusterRegCreateBatchNotifyPort(blind, &mut port).cast_unsigned(), ERROR_ACCESS_DENIED.0);
        let mut reader = HKEY::default();
        assert_eq!(ClusterRegOpenKey(root, w!("Ports"), KEY_READ.0, &mut reader), 0);
        assert_eq!(ClusterRegCreateBatchNotifyPort(reader, &mut port), 0, "watching changes nothing");
        assert_eq!(ClusterRegGetBatchNotification(port, null_mut()).cast_unsigned(), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterRegCloseBatchNotifyPort(port), 0);
        assert_eq!(ClusterRegDeleteKey(root, w!("Ports")), 0);
        assert_eq!(ClusterRegCreateBatchNotifyPort(key, &mut port), 1018, "ERROR_KEY_DELETED");
        let invalid = ERROR_INVALID_HANDLE.0;
        for handle in [0, 77, key.0 as isize] {
            assert_eq!(ClusterRegGetBatchNotification(HREGBATCHPORT(handle), &mut batch).cast_unsigned(), invalid);
            assert_eq!(ClusterRegCloseBatchNotifyPort(HREGBATCHPORT(handle)).cast_unsigned(), invalid);
            let mut record = CLUSTER_BATCH_COMMAND::default();
            let notification = HREGBATCHNOTIFICATION(handle);
            assert_eq!(ClusterRegBatchReadCommand(notification, &mut record).cast_unsigned(), invalid);
            assert_eq!(ClusterRegBatchCloseNotification(notification).cast_unsigned(), invalid);
        }
        let cluster = cluster();
        assert_eq!(ClusterRegCreateBatchNotifyPort(HKEY(cluster.0 as *mut _), &mut port).cast_unsigned(), invalid);
        assert_eq!(ClusterRegCreateBatchNotifyPort(HKEY::default(), &mut port).cast_unsigned(), invalid);
        let mut write = HREGBATCH(0);
        assert_eq!(ClusterRegCreateBatch(None, &mut write).cast_unsigned(), ERROR_INVALID_PARAMETER.0);
        assert_eq!(ClusterRegCreateBatch(Some(root), null_mut()).cast_unsigned(), ERROR_INVALID_PARAMETER.0);
    }
}
