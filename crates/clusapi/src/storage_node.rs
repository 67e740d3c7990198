//! Storage enclosures: records in the cluster database. No enclosure is driven, and the public documents say no more of them (functions/
//! storage-cloud-account, unconfirmed).

use crate::boundary::{Answer, Fail};
use crate::lifecycle::listener;
use crate::session::Cluster;
use crate::sys::*;
use crate::{handle, text};
use client::BatchStep;
use client::lifecycle::{Course, Phase};
use core::ffi::c_void;
use model::{Value, Win32Code};

/// The key of all of them.
const STORAGE_NODES: &str = "StorageNodes";

exported! {
    /// Notes an enclosure of this name. ERROR_OBJECT_ALREADY_EXISTS when there is one.
    fn AddClusterStorageNode(
        hcluster: HCLUSTER,
        lpsznodename: PCWSTR,
        pfnprogresscallback: PCLUSTER_SETUP_PROGRESS_CALLBACK,
        pvcallbackarg: *const c_void,
        lpszclusterstoragenodedescription: PCWSTR,
        lpszclusterstoragenodelocation: PCWSTR,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = read_name(lpsznodename)?;
        let description = text::read_or_null(lpszclusterstoragenodedescription)?.unwrap_or_default();
        let location = text::read_or_null(lpszclusterstoragenodelocation)?.unwrap_or_default();
        let mut listener = listener(pfnprogresscallback, pvcallbackarg);
        let path = format!("{STORAGE_NODES}\\{name}");
        cluster.access.need_all()?;
        let mut course = Course::new(&mut listener);
        course.start(Phase::Initialize, &name)?;
        let text = |text: &str| Value::Sz(text.into());
        let steps = vec![
            BatchStep::ValueNotExists { name: "Name".into() },
            BatchStep::SetValue { name: "Name".into(), value: text(&name) },
            BatchStep::SetValue { name: "Description".into(), value: text(&description) },
            BatchStep::SetValue { name: "Location".into(), value: text(&location) },
        ];
        let noted = cluster.change(async |client| {
            client.create_key(&path).await?;
            Ok(client.batch(&path, steps).await)
        })?;
        let noted = noted.map_err(|refusal| match refusal.code {
            Win32Code::ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED => {
                let code = Win32Code::ERROR_OBJECT_ALREADY_EXISTS;
                model::Refusal { code, message: format!("There is a storage node {name} already"), ..refusal }
            }
            _ => refusal,
        });
        Ok(course.ended(Phase::Initialize, &name, noted)?)
    }

    /// Forgets it. ERROR_FILE_NOT_FOUND when there is none. Nothing has to be waited for.
    fn RemoveClusterStorageNode(
        hcluster: HCLUSTER,
        lpszclusterstorageenclosurename: PCWSTR,
        _dwtimeout: u32,
        dwflags: u32,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = read_name(lpszclusterstorageenclosurename)?;
        if dwflags != 0 {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let path = format!("{STORAGE_NODES}\\{name}");
        cluster.change(async |client| client.delete_key(&path, true).await)
    }
}

unsafe fn read_name(name: PCWSTR) -> Answer<String> {
    // SAFETY: the caller's promise.
    let name = unsafe { text::read(name) }?;
    if name.is_empty() || name.contains('\\') { Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)) } else { Ok(name) }
}
