//! States as the client spells them, by their numbers.

use crate::boundary::{Answer, Fail};
use model::{NetInterfaceState, NetworkState, ResourceState, Win32Code};

macro_rules! states {
    ($($function:ident: $type:ident;)*) => {$(
        pub fn $function(name: &str) -> Answer<i32> {
            $type::from_name(name).map($type::number).ok_or(Fail(Win32Code::ERROR_INVALID_DATA))
        }
    )*};
}

states! {
    resource_state: ResourceState;
    network_state: NetworkState;
    interface_state: NetInterfaceState;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_number() {
        assert_eq!([resource_state("Online"), resource_state("OfflinePending")], [Ok(2), Ok(130)]);
        assert_eq!([network_state("Unavailable"), network_state("Up")], [Ok(0), Ok(3)]);
        assert_eq!([interface_state("Failed"), interface_state("Unreachable")], [Ok(1), Ok(2)]);
        assert_eq!(resource_state("Fine"), Err(Fail(Win32Code::ERROR_INVALID_DATA)));
    }
}
