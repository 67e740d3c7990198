//! The loader's errors as `io::Error`: what the kernel answered, and what was being done.

use crate::interfaces::is_gone;
use aya::maps::MapError;
use aya::programs::ProgramError;
use aya::programs::tc::TcError;
use rustix::io::Errno;
use std::error::Error;
use std::io;

/// Keeps the kind of what the kernel answered, and says the whole chain in words.
pub fn to_io(error: impl Error + 'static) -> io::Error {
    let mut words = String::new();
    let mut code = None;
    let mut next: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(error) = next {
        let text = error.to_string();
        if !words.contains(text.trim()) {
            words.push_str(if words.is_empty() { "" } else { ": " });
            words.push_str(text.trim());
        }
        code = code.or_else(|| code_of(error));
        next = error.source();
    }
    match code.map(io::Error::from_raw_os_error) {
        Some(answer) if answer.kind() == io::ErrorKind::PermissionDenied => {
            io::Error::new(answer.kind(), format!("CAP_BPF or CAP_NET_ADMIN is missing ({words})"))
        }
        Some(answer) if is_gone(&answer) => answer,
        Some(answer) => io::Error::new(answer.kind(), words),
        None => io::Error::other(words),
    }
}

/// Some of the loader's errors show another one as themselves and do not name it as their source.
fn code_of(error: &(dyn Error + 'static)) -> Option<i32> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return error.raw_os_error();
    }
    if let Some(error) = error.downcast_ref::<TcError>() {
        return tc_code(error);
    }
    if let Some(ProgramError::TcError(error)) = error.downcast_ref::<ProgramError>() {
        return tc_code(error);
    }
    if let Some(MapError::IoError(error)) = error.downcast_ref::<MapError>() {
        return error.raw_os_error();
    }
    None
}

fn tc_code(error: &TcError) -> Option<i32> {
    match error {
        TcError::NetlinkError(error) => error.raw_os_error(),
        // No filter of that name, which the loader says in words of its own.
        TcError::IoError(error) if error.kind() == io::ErrorKind::NotFound => Some(Errno::NOENT.raw_os_error()),
        TcError::IoError(error) => error.raw_os_error(),
        _ => None,
    }
}
