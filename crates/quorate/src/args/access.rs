//! `quorate access`.

use clap::{Subcommand, ValueEnum};
use client::Rights;

#[derive(Subcommand, Debug)]
pub(crate) enum AccessCommand {
    /// List who may read and who may change the cluster
    ///
    /// root on a node, and the user as whom its service runs, may do everything and are in no list.
    List,
    /// Let an account read or change the cluster
    ///
    /// What is granted adds up; what is blocked is blocked, whatever else is granted. Without a list, nobody but root and the
    /// service's own user may do anything over the socket of a service, and everybody everything who reaches a port that the settings
    /// open to clients. With a list, callers on that port may do what S-1-5-7 (who is not known) and Everyone may.
    Grant {
        #[command(flatten)]
        account: AccountName,
        /// What it may do
        #[arg(value_enum)]
        rights: GrantedRights,
    },
    /// Never let an account do anything, whatever else is granted
    Block {
        #[command(flatten)]
        account: AccountName,
    },
    /// Remove all entries about an account
    Remove {
        #[command(flatten)]
        account: AccountName,
    },
}

#[derive(clap::Args, Debug)]
pub(crate) struct AccountName {
    /// A user, a group, @GROUP, Everyone, or a SID
    ///
    /// S-1-22-1-1000 is the user with the number 1000, S-1-22-2-1000 the group. Names are looked up on this machine; the number counts, on
    /// every node.
    pub(crate) account: String,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GrantedRights {
    /// See everything, also the cluster database
    Read,
    /// Change everything: who may can have any program run as root on every node
    Full,
}

impl GrantedRights {
    pub(crate) fn rights(self) -> Rights {
        match self {
            GrantedRights::Read => Rights::READ,
            GrantedRights::Full => Rights::ALL,
        }
    }
}
