//! Flags of requests, with the bits of the original API (policies 10, 12).
//!
//! A command carries plain bits, so that those which this version does not know are refused in words instead of being lost.

use crate::{Refusal, Win32Code};
use std::ops::BitOr;

macro_rules! flags {
    ($(#[$doc:meta])* $name:ident of $request:literal { $($(#[$fdoc:meta])* $flag:ident = $bits:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
        pub struct $name(u32);

        impl $name {
            pub const NONE: $name = $name(0);
            $($(#[$fdoc])* pub const $flag: $name = $name($bits);)+

            /// Refuses ERROR_INVALID_PARAMETER when there are bits that the request does not know.
            pub fn from_bits(bits: u32) -> Result<$name, Refusal> {
                let unknown = bits & !(0 $(| $bits)+);
                if unknown == 0 {
                    return Ok($name(bits));
                }
                let message = format!("{} does not know the flags {unknown:#x}", $request);
                Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message))
            }

            /// Those bits that are known.
            pub fn from_known_bits(bits: u32) -> $name {
                $name(bits & (0 $(| $bits)+))
            }

            pub fn bits(self) -> u32 {
                self.0
            }

            /// Whether every one of these flags is set.
            pub fn has(self, flags: $name) -> bool {
                self.0 & flags.0 == flags.0
            }
        }

        impl BitOr for $name {
            type Output = $name;

            fn bitor(self, other: $name) -> $name {
                $name(self.0 | other.0)
            }
        }
    };
}

flags!(
    /// CLUSAPI_GROUP_ONLINE_*.
    OnlineGroupFlags of "Online of a group" {
        /// In spite of locked mode.
        IGNORE_RESOURCE_STATUS = 1,
        /// The caller waits until the group has come to its end.
        SYNCHRONOUS = 2,
        /// Where the cluster thinks best.
        BEST_POSSIBLE_NODE = 4,
        IGNORE_AFFINITY_RULE = 8,
    }
);

flags!(
    /// CLUSAPI_GROUP_OFFLINE_*.
    OfflineGroupFlags of "Offline of a group" {
        /// In spite of locked mode.
        IGNORE_RESOURCE_STATUS = 1,
    }
);

flags!(
    /// CLUSAPI_GROUP_MOVE_*.
    MoveFlags of "A move" {
        /// In spite of locked mode.
        IGNORE_RESOURCE_STATUS = 1,
        /// When the group does not come to its state at the target, back to the source.
        RETURN_TO_SOURCE_NODE_ON_ERROR = 2,
        /// When a policy blocks the move, it waits and is tried again.
        QUEUE_ENABLED = 4,
        /// Starts first at the target.
        HIGH_PRIORITY_START = 8,
        /// When the group does not come to its state at the target, to the most preferred node.
        FAILBACK = 0x10,
        IGNORE_AFFINITY_RULE = 0x20,
    }
);

flags!(
    /// CLUSAPI_RESOURCE_ONLINE_*.
    OnlineResourceFlags of "Online of a resource" {
        /// In spite of locked mode.
        IGNORE_RESOURCE_STATUS = 1,
        /// What is wanted in the database stays as it is.
        DO_NOT_UPDATE_PERSISTENT_STATE = 2,
        NECESSARY_FOR_QUORUM = 4,
        /// Where the cluster thinks best.
        BEST_POSSIBLE_NODE = 8,
        IGNORE_AFFINITY_RULE = 0x20,
    }
);

flags!(
    /// CLUSAPI_RESOURCE_OFFLINE_*.
    OfflineResourceFlags of "Offline of a resource" {
        /// In spite of locked mode, also that of dependents.
        IGNORE_RESOURCE_STATUS = 1,
        /// Ended at once instead of stopped in order.
        FORCE_WITH_TERMINATION = 2,
        /// What is wanted in the database stays as it is.
        DO_NOT_UPDATE_PERSISTENT_STATE = 4,
    }
);

flags!(
    /// CLUSAPI_NODE_PAUSE_*.
    DrainFlags of "A drain" {
        /// A group that cannot run elsewhere goes on where it is.
        REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR = 1,
        /// Groups are placed on the node only when there is no other.
        AVOID_PLACEMENT = 2,
        /// A group that could not be moved is tried again.
        RETRY_DRAIN_ON_FAILURE = 4,
    }
);

/// CLUSTER_NODE_RESUME_FAILBACK_TYPE.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub enum ResumeFailback {
    /// Nothing comes back.
    #[default]
    None = 0,
    /// What was drained comes back at once.
    Immediate = 1,
    /// What was drained and has its failback enabled comes back.
    Policy = 2,
}

impl ResumeFailback {
    /// Refuses ERROR_INVALID_PARAMETER.
    pub fn from_number(number: u32) -> Result<ResumeFailback, Refusal> {
        match number {
            0 => Ok(ResumeFailback::None),
            1 => Ok(ResumeFailback::Immediate),
            2 => Ok(ResumeFailback::Policy),
            _ => {
                let message = format!("{number} is no type of failback; 0 none, 1 immediate, 2 policy");
                Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_bits_are_refused_and_named() {
        let flags = MoveFlags::from_bits(0x12).expect("both are known");
        assert!(flags.has(MoveFlags::RETURN_TO_SOURCE_NODE_ON_ERROR) && flags.has(MoveFlags::FAILBACK));
        assert!(!flags.has(MoveFlags::FAILBACK | MoveFlags::QUEUE_ENABLED));
        assert_eq!(flags.bits(), 0x12);
        let refusal = OnlineResourceFlags::from_bits(0x10).expect_err("0x10 is free");
        assert_eq!(refusal.code, Win32Code::ERROR_INVALID_PARAMETER);
        assert!(refusal.message.contains("0x10"), "{}", refusal.message);
        assert_eq!(DrainFlags::from_known_bits(0xff).bits(), 7);
    }

    #[test]
    fn types_of_failback_are_numbered() {
        for number in 0..3 {
            assert_eq!(ResumeFailback::from_number(number).map(|kind| kind as u32), Ok(number));
        }
        assert!(ResumeFailback::from_number(3).is_err());
    }
}
