//! Who may have what done here: the cluster's access list, asked for each request on the client API (docs/decisions/0012-access.md).
//!
//! Decided at the service that is asked, by what it has applied. What one node passes on to another was decided where it came in.

mod guard;
mod local;
mod socket;

pub use guard::{Guarded, Pass};
pub use local::LocalStream;
pub use socket::{OWNER_ALONE, keep_open_for_others, set_mode};

use crate::published::Latest;
use caller::Caller;
use model::security::access::Rights;
use model::security::sid::{Account, Sid};
use model::{Refusal, Win32Code};

/// Who asks.
#[derive(Clone, Debug)]
pub enum Who {
    /// root, or the user as whom this service runs: everything, whatever the list says, so that nobody locks the cluster's own administrator out.
    Administrator,
    /// A process of this machine, by all the names that a list may have for it.
    Local { caller: Caller, sids: Vec<Sid> },
    /// Somebody on the network: there are no certificates that would say who.
    Network,
}

impl Who {
    pub fn is(caller: Caller) -> Who {
        if caller.uid == 0 || caller.uid == rustix::process::geteuid().as_raw() {
            return Who::Administrator;
        }
        let sids = caller.sids();
        Who::Local { caller, sids }
    }
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Who::Administrator => f.write_str("an administrator"),
            Who::Local { caller, .. } => write!(f, "the user {} (process {})", caller.uid, caller.pid),
            Who::Network => f.write_str("somebody on the network"),
        }
    }
}

/// The list as this node has applied it.
#[derive(Clone)]
pub struct Access(Latest);

impl Access {
    pub fn new(latest: Latest) -> Access {
        Access(latest)
    }

    /// What `who` may do now. Without a list, who reaches the port may do everything: that it can be reached was allowed in the settings.
    fn rights(&self, who: &Who) -> Rights {
        let listed = |sids: &[Sid], unlisted: Rights| {
            let published = self.0.get();
            let list = published.state.config().cluster.access.as_deref();
            list.map_or(unlisted, |list| list.rights(sids))
        };
        match who {
            Who::Administrator => Rights::ALL,
            Who::Local { sids, .. } => listed(sids, Rights::NONE),
            Who::Network => listed(&[Account::Anonymous.sid(), Account::Everyone.sid()], Rights::ALL),
        }
    }

    /// All that `who` may do, if what is needed is among it. Refuses ERROR_ACCESS_DENIED.
    pub fn check(&self, who: &Who, needed: Rights) -> Result<Rights, Refusal> {
        let rights = self.rights(who);
        if rights.contains(needed) { Ok(rights) } else { Err(refusal(who, needed)) }
    }
}

fn refusal(who: &Who, needed: Rights) -> Refusal {
    let (what, right) = if needed == Rights::READ { ("read", "read") } else { ("change", "full") };
    let (subject, account) = match who {
        Who::Local { caller, .. } => (format!("The user {}", caller.uid), Account::User(caller.uid)),
        Who::Administrator | Who::Network => ("Who calls over the network".to_owned(), Account::Anonymous),
    };
    let next = format!("quorate access grant {} {right}, as root on one of its nodes", account.sid());
    Refusal::new(Win32Code::ERROR_ACCESS_DENIED, format!("{subject} may not {what} this cluster")).next(next)
}
