//! `access list`.

use client::{AccessEntry, AccessKind};
use serde::Serialize;

#[derive(Serialize, Debug)]
pub(crate) struct AccessEntryView {
    /// The name that this machine has for it, or its SID.
    pub(crate) account: String,
    pub(crate) sid: String,
    /// `allow` or `deny`.
    pub(crate) kind: &'static str,
    /// `read`, `change`, `full` or `none`.
    pub(crate) rights: String,
}

impl From<&AccessEntry> for AccessEntryView {
    fn from(entry: &AccessEntry) -> AccessEntryView {
        AccessEntryView {
            account: client::account_name(&entry.sid),
            sid: entry.sid.to_string(),
            kind: match entry.kind {
                AccessKind::Allow => "allow",
                AccessKind::Deny => "deny",
            },
            rights: entry.rights.to_string(),
        }
    }
}
