//! One control call: its rules (control-codes 2), and what the functions in the table of codes see of it.

use super::code::{Answering, Code, Codes};
use crate::access::Access;
use crate::boundary::{Answer, Fail};
use crate::session::{Cluster, gone};
use crate::sys::{ClusterNodeDown, FILETIME, HNODE};
use crate::{file_time, node, text};
use client::{Client, Object, ObjectKind, Reply};
use model::{Refusal, Win32Code};
use std::slice;

/// The largest buffer of a control call.
const BUFFER_MAX: u32 = 0x7FFF_FFFF;

/// A call as the table's functions see it.
pub struct Call<'a> {
    /// With the level of access of the object's handle.
    pub cluster: Cluster,
    pub object: Object<'a>,
    pub input: &'a [u8],
    /// For how many bytes there is room; `None` asks for the size.
    pub room: Option<u32>,
}

impl Call<'_> {
    pub fn ask<T>(&self, call: impl AsyncFnOnce(Client) -> Result<T, Refusal>) -> Answer<T> {
        self.cluster.ask(call)
    }

    pub fn change<T>(&self, call: impl AsyncFnOnce(Client) -> Result<T, Refusal>) -> Answer<T> {
        self.cluster.change(call)
    }

    /// The name or id of the object; empty for the cluster.
    pub fn name(&self) -> &str {
        self.object.name()
    }

    /// The input as a text, which ends in a NUL.
    pub fn text(&self) -> Answer<String> {
        let (units, odd) = self.input.as_chunks::<2>();
        let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
        let end = units.iter().position(|unit| *unit == 0).filter(|_| odd.is_empty());
        let text = end.and_then(|end| String::from_utf16(&units[..end]).ok());
        text.ok_or(Fail(Win32Code::ERROR_INVALID_PARAMETER))
    }

    /// The input as so many numbers.
    pub fn numbers<const N: usize>(&self) -> Answer<[u32; N]> {
        let (numbers, rest) = self.input.as_chunks::<4>();
        let numbers: Vec<u32> = numbers.iter().map(|number| u32::from_le_bytes(*number)).collect();
        let numbers = <[u32; N]>::try_from(numbers).ok().filter(|_| rest.is_empty());
        numbers.ok_or(Fail(Win32Code::ERROR_INVALID_PARAMETER))
    }
}

/// What a code is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Given {
    Nothing(Reply),
    Bytes(Vec<u8>),
}

impl Given {
    pub const DONE: Given = Given::Nothing(Reply::Done);

    pub fn number(number: u32) -> Given {
        Given::numbers(&[number])
    }

    pub fn numbers(numbers: &[u32]) -> Given {
        Given::Bytes(numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
    }

    /// With its terminator.
    pub fn text(text: &str) -> Given {
        Given::Bytes(text::bytes(text))
    }

    /// MULTI_SZ: each with its terminator, and one more.
    pub fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Given {
        Given::Bytes(text::list_bytes(texts))
    }

    /// A FILETIME, of milliseconds since 1970.
    pub fn file_time(wall_ms: u64) -> Given {
        let FILETIME { dwLowDateTime, dwHighDateTime } = file_time::of_wall_ms(wall_ms);
        Given::numbers(&[dwLowDateTime, dwHighDateTime])
    }
}

/// The last arguments of a control function, as they came: the input and its bytes, the room for the answer and its bytes, and where its
/// size is wanted.
pub type Passed = (*const core::ffi::c_void, u32, *mut core::ffi::c_void, u32, *mut u32);

/// What the caller gives, and where he wants the answer.
pub struct Buffers<'a> {
    input: &'a [u8],
    output: *mut u8,
    capacity: u32,
    returned: *mut u32,
}

impl Buffers<'_> {
    /// # Safety
    /// Each pointer is null or points at as many bytes as are said.
    pub unsafe fn new<'a>((input, input_bytes, output, capacity, returned): Passed) -> Answer<Buffers<'a>> {
        let nothing_to_read = input.is_null() && input_bytes > 0;
        if nothing_to_read || input_bytes > BUFFER_MAX || capacity > BUFFER_MAX {
            return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
        }
        // SAFETY: as above.
        let input =
            if input.is_null() { &[] } else { unsafe { slice::from_raw_parts(input.cast(), input_bytes as usize) } };
        let capacity = if output.is_null() { 0 } else { capacity };
        Ok(Buffers { input, output: output.cast(), capacity, returned })
    }

    /// A null buffer asks for the size, with success; one that is too small gets nothing.
    fn answer(&self, code: &Code, given: Given) -> Answer<Reply> {
        let (data, reply) = match given {
            Given::Nothing(reply) => (Vec::new(), reply),
            Given::Bytes(bytes) => (bytes, Reply::Done),
        };
        let size = text::count(data.len())?;
        let asks_for_size = self.output.is_null() || (self.capacity == 0 && code.tells_size());
        // SAFETY: the caller's promise; not more is written than fits.
        unsafe {
            text::put(self.returned, size);
            if size == 0 || asks_for_size {
                return Ok(reply);
            }
            if size > self.capacity {
                return Err(Fail(Win32Code::ERROR_MORE_DATA));
            }
            std::ptr::copy_nonoverlapping(data.as_ptr(), self.output, data.len());
        }
        Ok(reply)
    }
}

/// The object of a control call, and what its handle permits.
pub struct Target<'a> {
    pub cluster: &'a Cluster,
    pub access: Access,
    pub object: Object<'a>,
    pub codes: &'static Codes,
}

impl Target<'_> {
    /// Carries a code out.
    pub fn control(self, host: HNODE, code: u32, buffers: Buffers<'_>) -> Answer<Reply> {
        let host = node::optional(host, self.cluster)?;
        let found = self.codes.codes.iter().find(|known| known.value == code);
        let Some((found, Answering::By(answer))) = found.map(|found| (found, &found.answer)) else {
            return Err(Fail(Win32Code::ERROR_INVALID_FUNCTION));
        };
        if found.needs_all() {
            self.access.need_all()?;
        }
        if let Some(host) = host {
            self.check_host(&host)?;
            self.check_type_of_host(&host)?;
        }
        let call = Call {
            cluster: self.cluster.with_access(self.access),
            object: self.object,
            input: buffers.input,
            room: (!buffers.output.is_null()).then_some(buffers.capacity),
        };
        buffers.answer(found, answer(&call).map_err(gone)?)
    }

    /// The node that is to carry the call out has to be up. Whatever is asked here every such node knows.
    fn check_host(&self, id: &str) -> Answer<()> {
        let is_down = self.cluster.state(ObjectKind::Node, id)?.state == ClusterNodeDown;
        if is_down { Err(Fail(Win32Code::ERROR_HOST_NODE_NOT_AVAILABLE)) } else { Ok(()) }
    }

    /// Of a resource type, a node is asked that has it (errors 2, "node lacks the resource type").
    fn check_type_of_host(&self, id: &str) -> Answer<()> {
        let Object::ResourceType(name) = self.object else { return Ok(()) };
        let node = self.cluster.ask(async |client| client.node(id).await)?;
        let of_type = self.cluster.ask(async |client| client.resource_type(name).await)?;
        let has_it = of_type.possible_owners.contains(&node.name);
        if has_it { Ok(()) } else { Err(Fail(Win32Code::ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_original() {
        // 1 January 2000, 00:00 UTC.
        let FILETIME { dwLowDateTime, dwHighDateTime } = file_time::of_wall_ms(946_684_800_000);
        assert_eq!(u64::from(dwHighDateTime) << 32 | u64::from(dwLowDateTime), 125_911_584_000_000_000);
        assert_eq!(Given::file_time(0), Given::numbers(&[0xD53E_8000, 0x019D_B1DE]));
    }

    #[test]
    fn lists_of_texts_end_in_two_terminators() {
        assert_eq!(Given::texts(["a", "bc"]), Given::Bytes(vec![97, 0, 0, 0, 98, 0, 99, 0, 0, 0, 0, 0]));
        assert_eq!(Given::texts::<&str>([]), Given::Bytes(vec![0, 0]));
        assert_eq!(Given::text("a"), Given::Bytes(vec![97, 0, 0, 0]));
    }
}
