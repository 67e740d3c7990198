//! States with the names and numbers of the original API (object-model 5, 6, 7).

use std::fmt;

macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// The number of the original API.
            pub fn number(self) -> i32 {
                match self { $($name::$variant => $number),+ }
            }

            pub fn from_number(number: i32) -> Option<$name> {
                match number { $($number => Some($name::$variant),)+ _ => None }
            }

            /// The name as the reference spells it, without its type's prefix.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => stringify!($variant)),+ }
            }

            pub fn from_name(name: &str) -> Option<$name> {
                match name { $(stringify!($variant) => Some($name::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

states!(
    /// CLUSTER_NODE_STATE (CMRP 3.1.4.2.69).
    NodeState {
        Unknown = -1,
        /// Active member.
        Up = 0,
        /// Not an active member.
        Down = 1,
        /// Active member, group activity suspended.
        Paused = 2,
        Joining = 3,
    }
);

states!(
    /// CLUSTER_GROUP_STATE (CMRP 3.1.4.2.46): computed from the resources at query time.
    GroupState { Unknown = -1, Online = 0, Offline = 1, Failed = 2, PartialOnline = 3, Pending = 4 }
);

states!(
    /// CLUSTER_RESOURCE_STATE (CMRP 3.1.4.2.13).
    ResourceState {
        Unknown = -1,
        Inherited = 0,
        Initializing = 1,
        Online = 2,
        Offline = 3,
        Failed = 4,
        OnlinePending = 129,
        OfflinePending = 130,
    }
);

states!(
    /// CLUSTER_NETWORK_STATE (CMRP 3.1.4.2.83): computed from the network's interfaces at query time.
    NetworkState {
        Unknown = -1,
        /// No node that could use it is active.
        Unavailable = 0,
        Down = 1,
        Partitioned = 2,
        Up = 3,
    }
);

states!(
    /// CLUSTER_NETINTERFACE_STATE, with the numbers of the header: those of the protocol's documents differ (object-model 9).
    NetInterfaceState {
        Unknown = -1,
        /// Its node is not active, or has not said anything of it yet.
        Unavailable = 0,
        Failed = 1,
        Unreachable = 2,
        Up = 3,
    }
);

impl ResourceState {
    pub fn is_pending(self) -> bool {
        matches!(self, ResourceState::OnlinePending | ResourceState::OfflinePending)
    }
}
