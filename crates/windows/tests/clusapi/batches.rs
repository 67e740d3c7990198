use crate::fixture::utf16;
use crate::registry::{create, query, root, set};
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::*;
use windows::core::{HSTRING, PCWSTR, w};

pub fn add(batch: HREGBATCH, command: CLUSTER_REG_COMMAND, name: &str, kind: REG_VALUE_TYPE, data: &[u8]) -> i32 {
    let pointer = (!data.is_empty()).then_some(data.as_ptr().cast());
    // SAFETY: the data is as long as is said.
    unsafe { ClusterRegBatchAddCommand(batch, command, &HSTRING::from(name), kind.0, pointer, data.len() as u32) }
}

pub fn begin(key: HKEY) -> HREGBATCH {
    let mut batch = HREGBATCH(0);
    // SAFETY: the place is there.
    assert_eq!(unsafe { ClusterRegCreateBatch(Some(key), &mut batch) }, 0);
    batch
}

#[test]
fn a_batch_is_done_as_a_whole_or_not_at_all() {
    // SAFETY: handles are open.
    unsafe {
        let root = root();
        let (key, _) = create(root, "Batched");
        assert_eq!(set(key, "Version", REG_DWORD, &[1, 0, 0, 0]), 0);

        let batch = begin(key);
        assert_eq!(add(batch, CLUSREG_CONDITION_IS_EQUAL, "Version", REG_DWORD, &[1, 0, 0, 0]), 0);
        assert_eq!(add(batch, CLUSREG_SET_VALUE, "Version", REG_DWORD, &[2, 0, 0, 0]), 0);
        assert_eq!(add(batch, CLUSREG_CREATE_KEY, "Below", REG_NONE, &[]), 0);
        assert_eq!(add(batch, CLUSREG_SET_VALUE, "Name", REG_SZ, &utf16("x")), 0);
        assert_eq!(query(key, "Version"), Ok((4, vec![1, 0, 0, 0])), "nothing is done yet");
        assert_eq!(ClusterRegCloseBatch(batch, true, None), 0);
        assert_eq!(query(key, "Version"), Ok((4, vec![2, 0, 0, 0])));
        let mut below = HKEY::default();
        assert_eq!(ClusterRegOpenKey(key, w!("Below"), KEY_READ.0, &mut below), 0);
        assert_eq!(query(below, "Name"), Ok((1, utf16("x"))));

        let batch = begin(key);
        assert_eq!(add(batch, CLUSREG_SET_VALUE, "Other", REG_DWORD, &[7, 0, 0, 0]), 0);
        assert_eq!(add(batch, CLUSREG_CONDITION_IS_EQUAL, "Version", REG_DWORD, &[1, 0, 0, 0]), 0);
        let mut failed = 99;
        let code = ClusterRegCloseBatch(batch, true, Some(&raw mut failed)).cast_unsigned();
        assert_eq!((code, failed), (ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED.0, 1));
        assert_eq!(query(key, "Other"), Err(2), "all or none");
        assert_eq!(ClusterRegCloseBatch(batch, true, None).cast_unsigned(), ERROR_INVALID_HANDLE.0);

        let batch = begin(key);
        assert_eq!(add(batch, CLUSREG_SET_VALUE, "Other", REG_DWORD, &[7, 0, 0, 0]), 0);
        assert_eq!(ClusterRegCloseBatch(batch, false, None), 0);
        assert_eq!(query(key, "Other"), Err(2), "discarded");
        assert_eq!(ClusterRegCloseBatchEx(begin(key), 1, None), 0);
        assert_eq!(ClusterRegCloseBatchEx(begin(key), 8, None).cast_unsigned(), ERROR_INVALID_PARAMETER.0);

        let batch = begin(key);
        for command in [
            CLUSREG_VALUE_DELETED,
            CLUSREG_READ_KEY,
            CLUSREG_READ_VALUE,
            CLUSTER_REG_COMMAND(0),
            CLUSTER_REG_COMMAND(19),
        ] {
            assert_eq!(add(batch, command, "x", REG_NONE, &[]), 87, "{command:?}");
        }
        assert_eq!(add(batch, CLUSREG_DELETE_KEY, "", REG_NONE, &[]), 87);
        assert_eq!(add(batch, CLUSREG_DELETE_KEY, "Below", REG_NONE, &[1]), 87);
        assert_eq!(add(batch, CLUSREG_DELETE_KEY, "Below", REG_NONE, &[]), 0);
        assert_eq!(ClusterRegCloseBatch(batch, true, None), 0);
        assert_eq!(ClusterRegDeleteKey(root, w!("Batched")), 0);
    }
}

#[test]
fn a_read_batch_has_an_answer_for_each_read() {
    // SAFETY: handles are open, and records are read before their reply is closed.
    unsafe {
        let root = root();
        let (key, _) = create(root, "Reads\\Below");
        assert_eq!(set(key, "Number", REG_DWORD, &[5, 0, 0, 0]), 0);
        let mut batch = HREGREADBATCH(0);
        assert_eq!(ClusterRegCreateReadBatch(root, &mut batch), 0);
        assert_eq!(ClusterRegReadBatchAddCommand(batch, w!("Reads\\Below"), w!("Number")), 0);
        assert_eq!(ClusterRegReadBatchAddCommand(batch, w!("Reads"), PCWSTR::null()), 0);
        assert_eq!(ClusterRegReadBatchAddCommand(batch, PCWSTR::null(), w!("ClusterName")), 0);
        let mut reply = HREGREADBATCHREPLY(0);
        assert_eq!(ClusterRegCloseReadBatchEx(batch, 2, &mut reply), 0);
        assert_eq!(ClusterRegCloseReadBatch(batch, &mut reply).cast_unsigned(), ERROR_INVALID_HANDLE.0);

        let mut record = CLUSTER_READ_BATCH_COMMAND::default();
        assert_eq!(ClusterRegReadBatchReplyNextCommand(reply, &mut record), 0);
        assert_eq!((record.Command, record.dwOptions, record.cbData), (CLUSREG_READ_VALUE, 4, 4));
        assert_eq!(std::slice::from_raw_parts(record.lpData, 4), [5, 0, 0, 0]);
        assert_eq!(record.wzSubkeyName.to_string().ok().as_deref(), Some("Reads\\Below"));
        assert_eq!(record.wzValueName.to_string().ok().as_deref(), Some("Number"));
        assert_eq!(ClusterRegReadBatchReplyNextCommand(reply, &mut record), 0);
        assert_eq!((record.Command, record.dwOptions, record.cbData), (CLUSREG_READ_ERROR, 2, 0));
        assert_eq!(ClusterRegReadBatchReplyNextCommand(reply, &mut record), 0);
        assert_eq!((record.Command, record.dwOptions), (CLUSREG_READ_VALUE, 1));
        let end = ClusterRegReadBatchReplyNextCommand(reply, &mut record).cast_unsigned();
        assert_eq!(end, ERROR_NO_MORE_ITEMS.0);
        assert_eq!(ClusterRegCloseReadBatchReply(reply), 0);
        assert_eq!((ClusterRegDeleteKey(root, w!("Reads\\Below")), ClusterRegDeleteKey(root, w!("Reads"))), (0, 0));
    }
}
