use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{PCWSTR, w};

#[test]
fn a_machine_says_what_it_is() {
    let machines = Machines::new("standing", 2);
    let local = || {
        let mut state = 77;
        // SAFETY: null is this machine.
        let code = unsafe { GetNodeClusterState(PCWSTR::null(), &mut state) };
        assert_eq!(code, 0);
        state
    };
    machines.stand_for_local(None);
    assert!([0, 1, 3].contains(&local()), "no service runs");
    machines.stand_for_local(Some(1));
    assert_eq!(local(), 1);
    assert_eq!(state_of("standing2"), Ok(1));
    let cluster = machines.create(1, &mut Heard::default());
    assert!(!cluster.is_invalid(), "{:?}", last_error());
    assert_eq!(local(), 19);
    assert_eq!((state_of("standing1"), state_of("STANDING1"), state_of("standing2")), (Ok(19), Ok(19), Ok(1)));
    assert_eq!(state_of("no-such-machine.invalid"), Err(1722));
    // SAFETY: the name is a text.
    unsafe { assert_eq!(GetNodeClusterState(w!("standing1"), std::ptr::null_mut()), ERROR_INVALID_PARAMETER.0) };
    machines.stand_for_local(None);
}
