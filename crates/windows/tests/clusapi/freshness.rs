//! States are read from the service that a program is connected to, and are never older than what the program did itself.

use crate::fixture::*;
use crate::services::wait_until;
use windows::Win32::Foundation::ERROR_IO_PENDING;
use windows::Win32::Networking::Clustering::*;
use windows::core::w;

#[test]
fn a_program_reads_what_it_wrote() {
    // SAFETY: names are texts.
    unsafe {
        // One of the services does not lead, and learns of a change after it was answered.
        for id in 1..=3 {
            let cluster = OpenCluster(&socket(id));
            let group = CreateClusterGroup(cluster, w!("Fresh"));
            assert!(!group.is_invalid(), "{:?}", last_error());
            for turn in 0..20 {
                let name = if turn % 2 == 0 { "n2" } else { "n1" };
                let node = OpenClusterNode(cluster, &windows::core::HSTRING::from(name));
                let moved = MoveClusterGroup(group, Some(node));
                assert!([0, ERROR_IO_PENDING.0].contains(&moved), "{moved}");
                if moved == ERROR_IO_PENDING.0 {
                    wait_until("the group has moved", || (owner(group) == name).then_some(()));
                }
                assert_eq!(owner(group), name, "after {turn} moves over n{id}");
            }
            assert_eq!(DeleteClusterGroup(group), 0);
            assert_eq!(group_state(group).0, -1, "it was deleted over the same connection");
        }
    }
}
