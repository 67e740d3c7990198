//! A command that was not done: what the user reads, and the exit status.

use model::{Refusal, Win32Code};
use serde::Serialize;
use std::fmt;
use std::process::ExitCode;

/// Exit statuses (blueprint 11).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    Done,
    /// The cluster, or this program for it, refused.
    Refused,
    /// Wrong usage of the command line.
    Usage,
    /// No service answered.
    Unreachable,
}

impl Exit {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Usage => 2,
            Exit::Unreachable => 3,
        })
    }
}

/// Why a command was not done, with its exit status.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) refusal: Refusal,
}

/// An error as `-o json` writes it on stderr.
#[derive(Serialize, Debug)]
pub(crate) struct FailureView<'a> {
    pub(crate) code: u32,
    pub(crate) name: &'a str,
    pub(crate) message: &'a str,
    pub(crate) next: &'a str,
}

impl Failure {
    /// The request cannot be done.
    pub(crate) fn refused(code: Win32Code, message: impl Into<String>) -> Failure {
        Failure { exit: Exit::Refused, refusal: Refusal::new(code, message) }
    }

    /// The command line says something that cannot be meant.
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure { exit: Exit::Usage, refusal: Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message) }
    }

    /// A file or folder of this machine could not be used.
    pub(crate) fn file(what: impl fmt::Display, error: &std::io::Error) -> Failure {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => Win32Code::ERROR_FILE_NOT_FOUND,
            std::io::ErrorKind::PermissionDenied => Win32Code::ERROR_ACCESS_DENIED,
            std::io::ErrorKind::AlreadyExists => Win32Code::ERROR_ALREADY_EXISTS,
            _ => Win32Code::ERROR_INVALID_DATA,
        };
        Failure::refused(code, format!("{what}: {error}"))
    }

    #[must_use]
    pub(crate) fn next(mut self, command: impl Into<String>) -> Failure {
        self.refusal.next = command.into();
        self
    }

    pub(crate) fn view(&self) -> FailureView<'_> {
        FailureView {
            code: self.refusal.code.number(),
            name: self.refusal.code.name(),
            message: &self.refusal.message,
            next: &self.refusal.next,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        let unreachable = refusal.code == Win32Code::RPC_S_SERVER_UNAVAILABLE;
        Failure { exit: if unreachable { Exit::Unreachable } else { Exit::Refused }, refusal }
    }
}
