//! Application instances (functions/service-environment, "Application instances"): a GUID that a process has, and the newest version of it that the
//! cluster knows. Versions are in the cluster database. What a process has is kept in the process: a file service on shared volumes, which would
//! ask for it, is not there yet.

use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::session::Cluster;
use crate::sys::*;
use crate::text;
use client::BatchStep;
use model::{Guid, Refusal, Value, Win32Code};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The key of all versions: a value for each instance, by its GUID. 16 bytes, high and low, big-endian.
const VERSIONS: &str = "AppInstanceVersions";
/// Opens are valid on the coordinator node only; there is no other flag.
const COORDINATOR_ONLY: u32 = 1;
/// GetCurrentProcess.
const SELF: isize = -1;
const STATUS_SUCCESS: NTSTATUS = 0;
/// This process has said that it is an older one (unconfirmed).
const STATUS_REVISION_MISMATCH: NTSTATUS = 0xC000_0059_u32.cast_signed();

/// What this process has said about itself.
#[derive(Default)]
struct Own {
    instance: Option<(Guid, bool)>,
    csv_flags: u32,
    versions: BTreeMap<Guid, u128>,
}

static OWN: Mutex<Own> = Mutex::new(Own { instance: None, csv_flags: 0, versions: BTreeMap::new() });

exported! {
    /// The process has this instance from now on; another one than before is ERROR_OBJECT_ALREADY_EXISTS. The process is the caller's own
    /// (GetCurrentProcess), else ERROR_INVALID_HANDLE.
    fn RegisterAppInstance(
        processhandle: HANDLE,
        appinstanceid: *const GUID,
        childreninheritappinstance: BOOL,
    ) -> code u32 {
        check_process(processhandle)?;
        let instance = read(appinstanceid)?;
        let mut own = own();
        match own.instance {
            Some((other, _)) if other != instance => Err(Fail(Win32Code::ERROR_OBJECT_ALREADY_EXISTS)),
            _ => {
                own.instance = Some((instance, childreninheritappinstance != 0));
                Ok(())
            }
        }
    }

    /// Lower versions are void from now on, and so is this one if it is lower than one that is known: ERROR_REVISION_MISMATCH.
    fn RegisterAppInstanceVersion(
        appinstanceid: *const GUID,
        instanceversionhigh: u64,
        instanceversionlow: u64,
    ) -> code u32 {
        let instance = read(appinstanceid)?;
        let version = u128::from(instanceversionhigh) << 64 | u128::from(instanceversionlow);
        let cluster = Cluster::connect(None, Access::All)?;
        let raised = cluster.ask(async |client| raise(&client, &instance.to_string(), version).await)?;
        if raised {
            own().versions.insert(instance, version);
            Ok(())
        } else {
            Err(Fail(Win32Code::ERROR_REVISION_MISMATCH))
        }
    }

    /// The newest version, and whether it is what this process registered last. ERROR_FILE_NOT_FOUND when there is none.
    fn QueryAppInstanceVersion(
        appinstanceid: *const GUID,
        instanceversionhigh: *mut u64,
        instanceversionlow: *mut u64,
        versionstatus: *mut NTSTATUS,
    ) -> code u32 {
        let instance = read(appinstanceid)?;
        if instanceversionhigh.is_null() || instanceversionlow.is_null() || versionstatus.is_null() {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let cluster = Cluster::connect(None, Access::Read)?;
        let known = cluster.ask(async |client| present(&client, &instance.to_string()).await)?;
        let known = known.ok_or(Fail(Win32Code::ERROR_FILE_NOT_FOUND))?;
        let current = own().versions.get(&instance).is_none_or(|mine| *mine == known);
        text::put_needed(instanceversionhigh, (known >> 64) as u64)?;
        text::put_needed(instanceversionlow, known as u64)?;
        text::put_needed(versionstatus, if current { STATUS_SUCCESS } else { STATUS_REVISION_MISMATCH })
    }

    /// The cluster forgets all versions.
    fn ResetAllAppInstanceVersions() -> code u32 {
        let cluster = Cluster::connect(None, Access::All)?;
        cluster.ask(async |client| match client.delete_key(VERSIONS, true).await {
            Err(refusal) if refusal.code == Win32Code::ERROR_FILE_NOT_FOUND => Ok(()),
            deleted => deleted,
        })
    }

    /// Flags of the process, as far as the mask says. A bit that is none is ERROR_INVALID_PARAMETER.
    fn SetAppInstanceCsvFlags(processhandle: HANDLE, mask: u32, flags: u32) -> code u32 {
        check_process(processhandle)?;
        if (mask | flags) & !COORDINATOR_ONLY != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let mut own = own();
        own.csv_flags = own.csv_flags & !mask | flags & mask;
        Ok(())
    }
}

/// Each change of it is one assignment, so poison means nothing.
fn own() -> std::sync::MutexGuard<'static, Own> {
    OWN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn check_process(process: HANDLE) -> Answer<()> {
    if process.addr().cast_signed() == SELF { Ok(()) } else { Err(Fail(Win32Code::ERROR_INVALID_HANDLE)) }
}

unsafe fn read(guid: *const GUID) -> Answer<Guid> {
    if guid.is_null() {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    // SAFETY: the caller's promise.
    let guid = unsafe { guid.read() };
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&guid.data1.to_be_bytes());
    bytes[4..6].copy_from_slice(&guid.data2.to_be_bytes());
    bytes[6..8].copy_from_slice(&guid.data3.to_be_bytes());
    bytes[8..].copy_from_slice(&guid.data4);
    Ok(Guid(bytes))
}

async fn present(client: &client::Client, instance: &str) -> Result<Option<u128>, Refusal> {
    match client.value(VERSIONS, instance).await {
        Ok(Value::Binary(bytes)) => Ok(bytes.as_ref().try_into().ok().map(u128::from_be_bytes)),
        Ok(_) => Ok(None),
        Err(refusal) if refusal.code == Win32Code::ERROR_FILE_NOT_FOUND => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

/// Whether it is the newest now. What another one raises meanwhile is seen by the condition, and looked at again.
async fn raise(client: &client::Client, instance: &str, version: u128) -> Result<bool, Refusal> {
    let value = |version: u128| Value::Binary(version.to_be_bytes().to_vec().into());
    loop {
        let name = instance.to_owned();
        let condition = match present(client, instance).await? {
            Some(known) if known > version => return Ok(false),
            Some(known) if known == version => return Ok(true),
            Some(known) => BatchStep::ValueEquals { name: name.clone(), value: value(known) },
            None => BatchStep::ValueNotExists { name: name.clone() },
        };
        client.create_key(VERSIONS).await?;
        let steps = vec![condition, BatchStep::SetValue { name, value: value(version) }];
        match client.batch(VERSIONS, steps).await {
            Ok(()) => return Ok(true),
            Err(refusal) if refusal.code == Win32Code::ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED => {}
            Err(refusal) => return Err(refusal),
        }
    }
}
