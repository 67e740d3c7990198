//! `Network Name`: in this version the name is only held. The core resource `Cluster Name` is of this type.

use crate::{Call, Context, Failure, ResourceType};

#[derive(Default)]
pub(crate) struct NetworkName;

impl ResourceType for NetworkName {
    fn open<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }

    fn online<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }

    fn offline<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }

    fn terminate<'a>(&'a mut self, _context: &'a Context) -> Call<'a, ()> {
        Box::pin(async {})
    }

    fn looks_alive<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }

    fn is_alive<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }

    fn close<'a>(&'a mut self, _context: &'a Context) -> Call<'a, ()> {
        Box::pin(async {})
    }

    /// Nothing can happen to a name that is only held.
    fn failure<'a>(&'a mut self, _context: &'a Context) -> Option<Call<'a, Failure>> {
        Some(Box::pin(std::future::pending()))
    }
}
