//! The built-in resource types: one module per type, and the contract between a type and the resource host.
//!
//! Never here: policy (when to start, restart or move is the cluster's decision), the protocol to the service, and the
//! means by which processes are started and ended, which are the host's.
//!
//! Start reading at [`ResourceType`], then [`context`], then `generic_application`.

pub mod address;
mod command_line;
pub mod context;
pub mod environment;
mod generic_application;
mod generic_script;
mod ip_address;
mod network_name;
pub mod process;
pub mod start;

pub use address::{AddressOrder, Addresses, NetworkChoice, ServedAddress};
pub use command_line::{CommandLineError, split_command_line};
pub use context::{Context, NodeIdentity, Reporter};
pub use process::{Exit, Process, ProcessCommand, Processes, Stream};
pub use start::Start;

use model::Win32Code;
use std::pin::Pin;

/// An entry point under way. Everything of a host runs on one thread.
pub type Call<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What a resource type does for one attempt of one resource (functions/resource-dll, "Entry points").
///
/// Order: `open`, `online`, polling, then `offline` or `terminate`, then `close`. The host never has two entry points of
/// an attempt under way at once. `terminate` may cut off any of them: the host drops the call under way first, and a
/// process that the call had started and not kept is killed with it. After `offline` and after `terminate` the host
/// ends every process that is left of the attempt, so a type needs to do only what is better done gently.
///
/// The host gives each call at most DeadlockTimeout, and `online` and `offline` at most PendingTimeout of silence between two
/// calls of [`Context::progress`].
pub trait ResourceType {
    /// Reads the properties and checks them. Changes nothing that others can see.
    fn open<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>>;

    /// Makes the resource usable.
    fn online<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>>;

    /// Stops it in order.
    fn offline<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>>;

    /// Stops it at once.
    fn terminate<'a>(&'a mut self, context: &'a Context) -> Call<'a, ()>;

    /// The cheap check, each LooksAlivePollInterval; a failure leads to `is_alive` at once.
    fn looks_alive<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>>;

    /// The thorough check, each IsAlivePollInterval; a failure fails the resource.
    fn is_alive<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>>;

    /// Frees what `open` took.
    fn close<'a>(&'a mut self, context: &'a Context) -> Call<'a, ()>;

    /// Ends when the online resource is seen to have failed, without being asked. A type that has this is not polled by
    /// `looks_alive`. May be dropped and called again at any time.
    fn failure<'a>(&'a mut self, _context: &'a Context) -> Option<Call<'a, Failure>> {
        None
    }
}

/// Why a call failed, in words for people, with the code that the original would give.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    pub code: Win32Code,
    pub message: String,
}

impl Failure {
    pub fn new(code: Win32Code, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into() }
    }
}

type Constructor = fn() -> Box<dyn ResourceType>;

/// The types this version runs, by name.
const TYPES: [(&str, Constructor); 5] = [
    ("Generic Application", || Box::<generic_application::GenericApplication>::default()),
    ("Generic Script", || Box::<generic_script::GenericScript>::default()),
    ("IP Address", || Box::new(ip_address::IpAddress::v4())),
    ("IPv6 Address", || Box::new(ip_address::IpAddress::v6())),
    ("Network Name", || Box::<network_name::NetworkName>::default()),
];

/// A new instance of the named type (in any case), or `None` for a name that this version does not know.
pub fn create(type_name: &str) -> Option<Box<dyn ResourceType>> {
    let (_, constructor) = TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(type_name))?;
    Some(constructor())
}
