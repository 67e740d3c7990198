//! Batches of the registry: writes under conditions, all or none, and reads of one moment (functions, "registry-batch").

use crate::boundary::{Answer, Fail};
use crate::key::{self, OpenKey};
use crate::session::close;
use crate::sys::*;
use crate::value::{data, decode, encode};
use crate::{handle, text};
use client::{BatchStep, ReadResult};
use model::Win32Code;
use std::sync::{Arc, Mutex, PoisonError};

/// Waits until the change is on every node; a change here is on a quorum's disks when the call returns, whatever the flag says.
const WRITE_FLAGS: u32 = CLUSREG_DATABASE_SYNC_WRITE_TO_ALL_NODES;
/// All values come from one moment, as they do here without the flag.
const READ_FLAGS: u32 = CLUSREG_DATABASE_ISOLATE_READ;

/// HREGBATCH
struct Batch {
    key: Arc<OpenKey>,
    steps: Mutex<Vec<BatchStep>>,
}

/// HREGREADBATCH
struct ReadBatch {
    key: Arc<OpenKey>,
    steps: Mutex<Vec<(String, String)>>,
}

/// HREGREADBATCHREPLY. What it points out to the caller does not move while it is open.
struct ReadReply {
    records: Vec<Record>,
    next: Mutex<usize>,
}

struct Record {
    subkey: Vec<u16>,
    name: Vec<u16>,
    command: CLUSTER_REG_COMMAND,
    options: u32,
    data: Vec<u8>,
}

exported! {
    /// The key is the batch's root.
    fn ClusterRegCreateBatch(hkey: HKEY, phregbatch: *mut HREGBATCH) -> long i32 {
        // Of this one function the reference says that a null handle is a null argument.
        if hkey.is_null() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let key = key::get(hkey)?;
        text::put_needed(phregbatch, 0)?;
        text::put_needed(phregbatch, handle::give(Batch { key, steps: Mutex::default() }))
    }

    /// Nothing is sent yet.
    fn ClusterRegBatchAddCommand(
        hregbatch: HREGBATCH,
        dwcommand: CLUSTER_REG_COMMAND,
        wzname: PCWSTR,
        dwoptions: u32,
        lpdata: *const core::ffi::c_void,
        cbdata: u32,
    ) -> long i32 {
        let batch = handle::get::<Batch>(hregbatch)?;
        let step = step(dwcommand, text::read_or_null(wzname)?, dwoptions, data(lpdata.cast(), cbdata)?)?;
        batch.steps.lock().unwrap_or_else(PoisonError::into_inner).push(step);
        Ok(())
    }

    /// Has the batch done or discards it, and closes the handle in any case.
    fn ClusterRegCloseBatch(hregbatch: HREGBATCH, bcommit: BOOL, failedcommandnumber: *mut i32) -> long i32 {
        commit(hregbatch, bcommit != 0, failedcommandnumber)
    }

    /// [`ClusterRegCloseBatch`] that commits, with flags.
    fn ClusterRegCloseBatchEx(hregbatch: HREGBATCH, flags: u32, failedcommandnumber: *mut i32) -> long i32 {
        if flags & !WRITE_FLAGS != 0 {
            handle::take::<Batch>(hregbatch)?;
            text::put(failedcommandnumber, -1);
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        commit(hregbatch, true, failedcommandnumber)
    }

    fn ClusterRegCreateReadBatch(hkey: HKEY, phregreadbatch: *mut HREGREADBATCH) -> long i32 {
        let key = key::get(hkey)?;
        key.need(KEY_QUERY_VALUE)?;
        text::put_needed(phregreadbatch, 0)?;
        text::put_needed(phregreadbatch, handle::give(ReadBatch { key, steps: Mutex::default() }))
    }

    /// A null key is the root, a null name the default value.
    fn ClusterRegReadBatchAddCommand(hregreadbatch: HREGREADBATCH, wzsubkeyname: PCWSTR, wzvaluename: PCWSTR) -> long i32 {
        let batch = handle::get::<ReadBatch>(hregreadbatch)?;
        let subkey = text::read_or_null(wzsubkeyname)?.unwrap_or_default();
        if subkey.starts_with('\\') {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let name = text::read_or_null(wzvaluename)?.unwrap_or_default();
        batch.steps.lock().unwrap_or_else(PoisonError::into_inner).push((subkey, name));
        Ok(())
    }

    /// Reads, and closes the batch in any case.
    fn ClusterRegCloseReadBatch(hregreadbatch: HREGREADBATCH, phregreadbatchreply: *mut HREGREADBATCHREPLY) -> long i32 {
        read_all(hregreadbatch, 0, phregreadbatchreply)
    }

    /// [`ClusterRegCloseReadBatch`] with flags.
    fn ClusterRegCloseReadBatchEx(
        hregreadbatch: HREGREADBATCH,
        flags: u32,
        phregreadbatchreply: *mut HREGREADBATCHREPLY,
    ) -> long i32 {
        read_all(hregreadbatch, flags, phregreadbatchreply)
    }

    /// One record for each read, in order. What it points at lives until the reply is closed.
    fn ClusterRegReadBatchReplyNextCommand(
        hregreadbatchreply: HREGREADBATCHREPLY,
        pbatchcommand: *mut CLUSTER_READ_BATCH_COMMAND,
    ) -> long i32 {
        let reply = handle::get::<ReadReply>(hregreadbatchreply)?;
        if pbatchcommand.is_null() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let mut next = reply.next.lock().unwrap_or_else(PoisonError::into_inner);
        let record = reply.records.get(*next).ok_or(Fail(Win32Code::ERROR_NO_MORE_ITEMS))?;
        *next += 1;
        pbatchcommand.write(CLUSTER_READ_BATCH_COMMAND {
            Command: record.command,
            dwOptions: record.options,
            wzSubkeyName: record.subkey.as_ptr(),
            wzValueName: record.name.as_ptr(),
            lpData: if record.data.is_empty() { std::ptr::null() } else { record.data.as_ptr() },
            cbData: text::count(record.data.len())?,
        });
        Ok(())
    }

    fn ClusterRegCloseReadBatchReply(hregreadbatchreply: HREGREADBATCHREPLY) -> long i32 {
        close::<ReadReply>(hregreadbatchreply).map(|_| ())
    }
}

/// A command as it was added. Those that only notifications and replies have, and those nobody knows, are refused.
fn step(command: CLUSTER_REG_COMMAND, name: Option<String>, options: u32, data: &[u8]) -> Answer<BatchStep> {
    let invalid = Fail(Win32Code::ERROR_INVALID_PARAMETER);
    let carries_data = matches!(
        command,
        CLUSREG_SET_VALUE
            | CLUSREG_CONDITION_IS_EQUAL
            | CLUSREG_CONDITION_IS_NOT_EQUAL
            | CLUSREG_CONDITION_IS_GREATER_THAN
            | CLUSREG_CONDITION_IS_LESS_THAN
    );
    if !carries_data && !data.is_empty() {
        return Err(invalid);
    }
    let value = || decode(options, data);
    // The default value has no name; a key has to have one.
    let path = || name.clone().filter(|path| !path.is_empty() && !path.starts_with('\\')).ok_or(invalid);
    let named = || name.clone().unwrap_or_default();
    Ok(match command {
        CLUSREG_SET_VALUE => BatchStep::SetValue { name: named(), value: value()? },
        CLUSREG_CREATE_KEY => BatchStep::CreateKey { path: path()? },
        CLUSREG_DELETE_KEY => BatchStep::DeleteKey { path: path()? },
        CLUSREG_DELETE_VALUE => BatchStep::DeleteValue { name: named() },
        CLUSREG_CONDITION_EXISTS => BatchStep::ValueExists { name: named() },
        CLUSREG_CONDITION_NOT_EXISTS => BatchStep::ValueNotExists { name: named() },
        CLUSREG_CONDITION_IS_EQUAL => BatchStep::ValueEquals { name: named(), value: value()? },
        CLUSREG_CONDITION_IS_NOT_EQUAL => BatchStep::ValueNotEquals { name: named(), value: value()? },
        CLUSREG_CONDITION_IS_GREATER_THAN => BatchStep::ValueGreater { name: named(), value: value()? },
        CLUSREG_CONDITION_IS_LESS_THAN => BatchStep::ValueLess { name: named(), value: value()? },
        CLUSREG_CONDITION_KEY_EXISTS => BatchStep::KeyExists { path: path()? },
        CLUSREG_CONDITION_KEY_NOT_EXISTS => BatchStep::KeyNotExists { path: path()? },
        _ => return Err(invalid),
    })
}

unsafe fn commit(batch: HREGBATCH, wanted: bool, failed: *mut i32) -> Answer<()> {
    let batch = handle::take::<Batch>(batch)?;
    // SAFETY: the caller's promise.
    unsafe { text::put(failed, -1) };
    let steps = std::mem::take(&mut *batch.steps.lock().unwrap_or_else(PoisonError::into_inner));
    if !wanted || steps.is_empty() {
        return Ok(());
    }
    batch.key.need(KEY_SET_VALUE)?;
    let (key, mut step) = (&batch.key, None);
    let done = key.answer(key.cluster.change(async |client| {
        let done = client.batch(&key.path, steps).await;
        step = done.as_ref().err().and_then(model::Refusal::step);
        done
    }));
    if let Some(step) = step.and_then(|step| i32::try_from(step).ok()) {
        // SAFETY: the caller's promise.
        unsafe { text::put(failed, step) };
    }
    done
}

unsafe fn read_all(batch: HREGREADBATCH, flags: u32, reply: *mut HREGREADBATCHREPLY) -> Answer<()> {
    let batch = handle::take::<ReadBatch>(batch)?;
    // SAFETY: the caller's promise.
    unsafe { text::put_needed(reply, 0) }?;
    if flags & !READ_FLAGS != 0 {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    let steps = std::mem::take(&mut *batch.steps.lock().unwrap_or_else(PoisonError::into_inner));
    let key = &batch.key;
    let results = key.cluster.ask(async |client| client.read_batch(&key.path, &steps).await)?;
    let records = steps.iter().zip(results).map(|((subkey, name), result)| record(subkey, name, result)).collect();
    // SAFETY: the caller's promise.
    unsafe { text::put_needed(reply, handle::give(ReadReply { records, next: Mutex::new(0) })) }
}

fn record(subkey: &str, name: &str, result: ReadResult) -> Record {
    let (subkey, name) = (text::units(subkey), text::units(name));
    match result {
        ReadResult::Value(value) => {
            let (options, data) = (value.type_number(), encode(&value));
            Record { subkey, name, command: CLUSREG_READ_VALUE, options, data }
        }
        ReadResult::Error(code) => {
            Record { subkey, name, command: CLUSREG_READ_ERROR, options: code.number(), data: Vec::new() }
        }
    }
}
