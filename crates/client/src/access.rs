//! Who may read and who may change the cluster (functions/storage-cloud-account, "Accounts").

use crate::Client;
use crate::query::unexpected;
use bytes::Bytes;
use model::security::Descriptor;
use model::security::access::{AccessList, Change, PROPERTY};
use model::security::sid::{Account, Sid};
use model::{Refusal, Value, Win32Code};
use nix::unistd::{Gid, Group, Uid, User};
use proto::command::types::BatchStep;

/// How often somebody else may have changed the list in between.
const TRIES: usize = 16;
/// The key in which properties of the cluster are.
const ROOT: &str = "";

impl Client {
    /// `None`: there is no list, and only root and the service's own user may do anything.
    pub async fn access_list(&self) -> Result<Option<AccessList>, Refusal> {
        let property = self.access_property().await?;
        Ok(property.and_then(|bytes| AccessList::of_property(&bytes)))
    }

    /// Adds an entry for an account, or deletes all of them. Refused with ERROR_NONE_MAPPED for a SID that no account of Linux has.
    ///
    /// Who may change the cluster may have any program run as root on every node.
    pub async fn set_account_access(&self, account: &Sid, change: Change) -> Result<(), Refusal> {
        if account.account().is_none() {
            return Err(unknown(&account.to_string()));
        }
        let mut refused = None;
        for _ in 0..TRIES {
            match self.try_account_access(account, change).await {
                Err(refusal) if refusal.code == Win32Code::ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED => {
                    refused = Some(refusal);
                }
                answer => return answer,
            }
        }
        Err(refused.expect("it was tried"))
    }

    async fn try_account_access(&self, account: &Sid, change: Change) -> Result<(), Refusal> {
        let before = self.access_property().await?;
        let old =
            before.as_ref().filter(|bytes| !bytes.is_empty()).map(|bytes| Descriptor::parse(bytes)).transpose()?;
        let new = Descriptor::with_access(old.as_ref(), account, change)?;
        if new == old {
            return Ok(());
        }
        let name = PROPERTY.to_owned();
        let unchanged = match before {
            None => BatchStep::ValueNotExists { name: name.clone() },
            Some(bytes) => BatchStep::ValueEquals { name: name.clone(), value: Value::Binary(bytes) },
        };
        let step = match new {
            Some(new) => BatchStep::SetValue { name, value: Value::Binary(new.encode()) },
            None => BatchStep::DeleteValue { name },
        };
        self.batch(ROOT, vec![unchanged, step]).await
    }

    async fn access_property(&self) -> Result<Option<Bytes>, Refusal> {
        match self.value(ROOT, PROPERTY).await {
            Ok(Value::Binary(bytes)) => Ok(Some(bytes)),
            Ok(_) => Err(unexpected()),
            Err(refusal) if refusal.code == Win32Code::ERROR_FILE_NOT_FOUND => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }
}

/// The account that somebody calls so: a SID, a user, a group, `@` and the name of a group, or `Everyone`. Users and groups are looked up on
/// this machine (NSS); their number is what counts, on every node.
///
/// Refused with ERROR_INVALID_PARAMETER for no name, and with ERROR_NONE_MAPPED for an unknown one.
pub fn account_sid(name: &str) -> Result<Sid, Refusal> {
    if name.is_empty() || name.contains('\0') {
        let refusal = Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, "An account needs a name");
        return Err(refusal.next("quorate access list"));
    }
    if let Ok(sid) = name.parse::<Sid>() {
        return if sid.account().is_some() { Ok(sid) } else { Err(unknown(name)) };
    }
    // What cannot be looked up is not known here.
    let group = |name: &str| Group::from_name(name).ok().flatten().map(|group| Account::Group(group.gid.as_raw()));
    let account = match name.strip_prefix('@') {
        Some(name) => group(name),
        None => {
            let user = User::from_name(name).ok().flatten().map(|user| Account::User(user.uid.as_raw()));
            let everyone = || name.eq_ignore_ascii_case("Everyone").then_some(Account::Everyone);
            user.or_else(|| group(name)).or_else(everyone)
        }
    };
    account.map(Account::sid).ok_or_else(|| unknown(name))
}

/// As [`account_sid`] takes it: the name that this machine has for the account, or the SID where it has none.
pub fn account_name(sid: &Sid) -> String {
    let name = match sid.account() {
        Some(Account::User(uid)) => User::from_uid(Uid::from_raw(uid)).ok().flatten().map(|user| user.name),
        Some(Account::Group(gid)) => {
            Group::from_gid(Gid::from_raw(gid)).ok().flatten().map(|group| format!("@{}", group.name))
        }
        Some(Account::Everyone) => Some("Everyone".into()),
        _ => None,
    };
    name.unwrap_or_else(|| sid.to_string())
}

fn unknown(name: &str) -> Refusal {
    let message = format!("There is no account \"{}\" on this machine", model::name::shorten(name));
    Refusal::new(Win32Code::ERROR_NONE_MAPPED, message).next("getent passwd; getent group")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_by_name_and_by_number() {
        let found = |name| account_sid(name).map(|sid| sid.to_string()).map_err(|refusal| refusal.code.number());
        assert_eq!(found("root"), Ok("S-1-22-1-0".into()));
        assert_eq!(found("@root"), Ok("S-1-22-2-0".into()));
        assert_eq!(found("everyone"), Ok("S-1-1-0".into()));
        assert_eq!(found("S-1-22-1-4000000000"), Ok("S-1-22-1-4000000000".into()));
        for unknown in ["no such account", "@no such group", "S-1-5-21-1-2-3-500", "S-1-22-1", "ada\\root"] {
            assert_eq!(found(unknown), Err(1332), "{unknown}");
        }
        assert_eq!((found(""), found("a\0b")), (Err(87), Err(87)));
    }

    #[test]
    fn names_are_those_that_lead_back() {
        for name in ["root", "@root", "Everyone", "S-1-22-1-4000000000", "S-1-5-7"] {
            assert_eq!(account_name(&account_sid(name).expect(name)), name);
        }
    }
}
