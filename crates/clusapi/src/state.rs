//! States as the client spells them, by their numbers.

use crate::boundary::{Answer, Fail};
use model::{GroupState, ResourceState, Win32Code};

macro_rules! states {
    ($($function:ident: $type:ident;)*) => {$(
        pub fn $function(name: &str) -> Answer<i32> {
            $type::from_name(name).map($type::number).ok_or(Fail(Win32Code::ERROR_INVALID_DATA))
        }
    )*};
}

states! {
    group_state: GroupState;
    resource_state: ResourceState;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_number() {
        assert_eq!([group_state("Online"), group_state("Pending")], [Ok(0), Ok(4)]);
        assert_eq!(group_state("Fine"), Err(Fail(Win32Code::ERROR_INVALID_DATA)));
    }
}
