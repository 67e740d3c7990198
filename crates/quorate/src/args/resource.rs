//! `quorate resource`.

use super::property_help;
use super::set::{Properties, Set};
use clap::{Args, Subcommand, ValueEnum};

#[derive(Subcommand, Debug)]
pub(crate) enum ResourceCommand {
    /// List the resources
    List {
        /// Only those of this group, name or id
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
    },
    /// Show one resource
    Show {
        /// Name or id
        resource: String,
    },
    /// Create a resource in a group; it is offline
    Create {
        name: String,
        /// Name or id of the group
        #[arg(long, value_name = "GROUP")]
        group: String,
        /// Name of the resource type, such as "Generic Application"
        #[arg(long = "type", value_name = "TYPE")]
        type_name: String,
        /// Run it in a resource host of its own
        #[arg(long)]
        separate_monitor: bool,
    },
    /// Delete a resource; it has to be offline
    Delete {
        /// Name or id
        resource: String,
    },
    /// Give a resource another name
    Rename {
        /// Name or id
        resource: String,
        name: String,
    },
    /// Set properties of a resource
    #[command(after_long_help = property_help::of_resource())]
    Set {
        /// Name or id
        resource: String,
        #[command(flatten)]
        set: Set,
    },
    /// List the properties of a resource with their values
    Properties {
        /// Name or id
        resource: String,
        #[command(flatten)]
        which: Properties,
    },
    /// Bring a resource online, after those it depends on
    Online {
        /// Name or id
        resource: String,
        #[command(flatten)]
        options: OnlineOptions,
    },
    /// Take a resource offline, after those that depend on it
    Offline {
        /// Name or id
        resource: String,
        #[command(flatten)]
        options: OfflineOptions,
    },
    /// Take a resource offline and bring it online again
    Restart {
        /// Name or id
        resource: String,
    },
    /// Declare a resource failed: recovery runs as after a real failure
    Fail {
        /// Name or id
        resource: String,
    },
    /// Set or clear maintenance mode: while it is on, failed health checks change nothing
    ///
    /// The resource stays Online when its health checks fail. If it ends by itself it is Failed, and is recovered when the
    /// mode is cleared. The mode stays through restarts and failovers; requests work as always.
    Maintenance {
        /// Name or id
        resource: String,
        mode: MaintenanceMode,
    },
    /// Show or change what a resource depends on
    Depend {
        /// Name or id
        resource: String,
        #[command(flatten)]
        change: DependencyChange,
    },
    /// Show or change the nodes that may own a resource
    Owners {
        /// Name or id
        resource: String,
        /// Name or id of a node that may own it from now on
        #[arg(long, value_name = "NODE")]
        add: Vec<String>,
        /// Name or id of a node that may not own it any more
        #[arg(long, value_name = "NODE")]
        remove: Vec<String>,
    },
    /// Move a resource, and what is tied to it by dependencies, into another group
    MoveToGroup {
        /// Name or id
        resource: String,
        /// Name or id
        group: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum MaintenanceMode {
    On,
    Off,
}

#[derive(Args, Debug)]
#[group(multiple = false)]
pub(crate) struct DependencyChange {
    /// The whole expression, such as "[Disk] and ([Address 1] or [Address 2])"; empty for none
    #[arg(long, value_name = "EXPRESSION")]
    pub(crate) on: Option<String>,
    /// Depend on this resource too, name or id
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) add: Option<String>,
    /// Do not depend on this resource any more, name or id
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) remove: Option<String>,
    /// Only ask whether it could depend on this resource too, name or id
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) check: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct OnlineOptions {
    /// For now only: what is wanted of it stays as it is, and counts again when its group has another owner
    #[arg(long)]
    pub(crate) keep_persistent_state: bool,
    /// Move its group first to where the cluster thinks best
    #[arg(long)]
    pub(crate) best_node: bool,
    /// Also when it, or one that it depends on, is locked by its type
    #[arg(long)]
    pub(crate) ignore_locked: bool,
    /// Also against affinity rules
    #[arg(long)]
    pub(crate) ignore_affinity: bool,
    /// It is needed to keep quorum
    #[arg(long)]
    pub(crate) needed_for_quorum: bool,
}

#[derive(Args, Debug)]
pub(crate) struct OfflineOptions {
    /// End it at once instead of stopping it in order
    #[arg(long)]
    pub(crate) force: bool,
    /// For now only: what is wanted of it stays as it is, and counts again when its group has another owner
    #[arg(long)]
    pub(crate) keep_persistent_state: bool,
    /// Also when it, or one that depends on it, is locked by its type
    #[arg(long)]
    pub(crate) ignore_locked: bool,
}
