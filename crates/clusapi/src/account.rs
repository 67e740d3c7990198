//! Accounts: who may read and who may change the cluster, and the cluster's own. There is no directory: the identity of the cluster is a
//! record in its database, which says what the original's account would be made for. Nothing secret is in it.

use crate::boundary::{Answer, Fail};
use crate::lifecycle::listener;
use crate::session::Cluster;
use crate::sys::*;
use crate::{handle, text};
use client::lifecycle::{Course, Phase};
use client::{AccessChange, BatchStep, Sid};
use core::ffi::c_void;
use model::{Value, Win32Code, fold};

/// The key of the record.
const ACCOUNT: &str = "ClusterNameAccount";

exported! {
    /// Records the identity of the cluster, and of which kind its management point is. A user, a password and a domain are for a directory, so with
    /// one of them it is ERROR_NOT_SUPPORTED; they are neither kept nor written anywhere.
    fn CreateClusterNameAccount(
        hcluster: HCLUSTER,
        pconfig: *const CREATE_CLUSTER_NAME_ACCOUNT,
        pfnprogresscallback: PCLUSTER_SETUP_PROGRESS_CALLBACK,
        pvcallbackarg: *const c_void,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let (name, steps) = read(pconfig)?;
        cluster.access.need_all()?;
        let present = cluster.ask(async |client| Ok(client.cluster().await?.name))?;
        if name.is_some_and(|name| !name.is_empty() && !fold::equals(&name, &present)) {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let mut listener = listener(pfnprogresscallback, pvcallbackarg);
        let mut course = Course::new(&mut listener);
        course.start(Phase::Initialize, &present)?;
        let mut steps = steps;
        steps.push(BatchStep::SetValue { name: "Name".into(), value: Value::Sz(present.as_str().into()) });
        let recorded = cluster.change(async |client| {
            client.create_key(ACCOUNT).await?;
            Ok(client.batch(ACCOUNT, steps).await)
        })?;
        Ok(course.ended(Phase::Initialize, &present, recorded)?)
    }

    /// Removes the record; ERROR_FILE_NOT_FOUND when there is none. There are no computer objects.
    fn RemoveClusterNameAccount(hcluster: HCLUSTER, _bdeletecomputerobjects: BOOL) -> code u32 {
        handle::get::<Cluster>(hcluster)?.change(async |client| client.delete_key(ACCOUNT, true).await)
    }
}

exported! {
    /// Adds an entry about an account to the cluster's access list, or deletes all of them. `szaccountsid` is a SID or a name ([`client::account_sid`]).
    /// `dwaccess`: read 1, change 2, both 3, none 4; `dwcontroltype`: allow 0, deny 1, delete 2. Another number, or no account, is ERROR_INVALID_PARAMETER,
    /// one that this machine does not know ERROR_NONE_MAPPED.
    fn ClusterSetAccountAccess(hcluster: HCLUSTER, szaccountsid: PCWSTR, dwaccess: u32, dwcontroltype: u32) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        cluster.access.need_all()?;
        let account = text::read(szaccountsid)?;
        let (account, change) = change(&account, dwaccess, dwcontroltype)?;
        cluster.change(async |client| client.set_account_access(&account, change).await)
    }
}

/// Refuses ERROR_INVALID_PARAMETER for numbers without a meaning, and ERROR_NONE_MAPPED for an account that this machine does not know.
pub fn change(account: &str, access: u32, control: u32) -> Answer<(Sid, AccessChange)> {
    let change = AccessChange::from_numbers(access, control)?;
    Ok((client::account_sid(account)?, change))
}

/// The name that is said, and what is to be written.
unsafe fn read(config: *const CREATE_CLUSTER_NAME_ACCOUNT) -> Answer<(Option<String>, Vec<BatchStep>)> {
    if config.is_null() {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    // SAFETY: the caller's promise; each part is read by itself, because a truth of C may be any number.
    unsafe {
        let (point, name_type) = ((*config).managementPointType, (*config).managementPointResType);
        let known = (*config).dwVersion & CREATE_CLUSTER_MAJOR_VERSION_MASK == CREATE_CLUSTER_VERSION
            && (CLUSTER_MGMT_POINT_TYPE_NONE..=CLUSTER_MGMT_POINT_TYPE_CNO_ONLY).contains(&point)
            && (CLUSTER_MGMT_POINT_RESTYPE_AUTO..=CLUSTER_MGMT_POINT_RESTYPE_DNN).contains(&name_type);
        if !known {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        let of_a_directory = [(*config).pszUserName, (*config).pszPassword, (*config).pszDomain];
        if of_a_directory.iter().any(|text| !text.is_null() && **text != 0) {
            return Err(Fail(Win32Code::ERROR_NOT_SUPPORTED));
        }
        let number = |name: &str, number: i32| BatchStep::SetValue {
            name: name.into(),
            value: Value::Dword(number.cast_unsigned()),
        };
        let steps = vec![number("ManagementPointType", point), number("ManagementPointResourceType", name_type)];
        Ok((text::read_or_null((*config).lpszClusterName)?, steps))
    }
}
