//! What a lease and a client's address depend on comes before other work, where the system permits it.

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::thread::CapabilitySet;
use thread_priority::unix::{
    RealtimeThreadSchedulePolicy, ThreadSchedulePolicy, set_thread_priority_and_policy, thread_native_id,
};
use thread_priority::{ThreadPriority, ThreadPriorityValue};

/// Above ordinary real-time work, below the kernel's own threads.
const PRIORITY: u8 = 40;

/// Whether the thread now has real-time priority (`sched(7)`, SCHED_FIFO). Without the right to it (CAP_SYS_NICE or
/// RLIMIT_RTPRIO) everything works, only later on a busy machine.
pub fn make_this_thread_urgent() -> bool {
    let Ok(priority) = ThreadPriorityValue::try_from(PRIORITY) else { return false };
    set_thread_priority_and_policy(
        thread_native_id(),
        ThreadPriority::Crossplatform(priority),
        ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::Fifo),
    )
    .is_ok()
}

/// Keeps this process's memory in memory, so that a page that was swapped out does not cost a lease. Only with the right to lock
/// without limit (CAP_IPC_LOCK): under a limit, allocations would fail once it is reached. Whether it was locked.
pub fn lock_memory() -> bool {
    let unlimited = rustix::thread::capabilities(None)
        .is_ok_and(|capabilities| capabilities.effective.contains(CapabilitySet::IPC_LOCK));
    // Pages are locked as they come to be used.
    unlimited && mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT).is_ok()
}
