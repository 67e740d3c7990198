//! `quorate group`.

use super::group_set::GroupDependencyChange;
use super::property_help;
use super::set::{Properties, Set};
use clap::{Args, Subcommand};
use model::property::PropertyOf;

#[derive(Subcommand, Debug)]
pub(crate) enum GroupCommand {
    /// List the groups
    List,
    /// Show one group with its resources
    Show {
        /// Name or id
        group: String,
    },
    /// Create an empty group
    Create {
        name: String,
        /// CLUSGROUP_TYPE number: 107 Generic Application, 109 Generic Script, 9999 none in particular
        #[arg(long = "type", value_name = "NUMBER", default_value_t = 9999)]
        group_type: u32,
        /// The node that owns it at first, name or id; the node that answers without it
        #[arg(long, value_name = "NODE")]
        owner: Option<String>,
    },
    /// Delete a group
    Delete {
        /// Name or id
        group: String,
        /// Take its resources offline and delete them too
        #[arg(long)]
        force: bool,
    },
    /// Give a group another name
    Rename {
        /// Name or id
        group: String,
        name: String,
    },
    /// Set properties of a group
    #[command(after_long_help = property_help::of(PropertyOf::Group))]
    Set {
        /// Name or id
        group: String,
        #[command(flatten)]
        set: Set,
    },
    /// List the properties of a group with their values
    Properties {
        /// Name or id
        group: String,
        #[command(flatten)]
        which: Properties,
    },
    /// Bring a group online
    Online {
        /// Name or id
        group: String,
        /// On this node, name or id; where the group is without it
        #[arg(long, value_name = "NODE")]
        node: Option<String>,
        #[command(flatten)]
        options: OnlineOptions,
    },
    /// Take a group offline
    Offline {
        /// Name or id
        group: String,
        /// Also when one of its resources is locked by its type
        #[arg(long)]
        ignore_locked: bool,
    },
    /// Move a group to another node
    Move {
        /// Name or id
        group: String,
        /// Name or id; the cluster chooses without it
        node: Option<String>,
        #[command(flatten)]
        options: MoveOptions,
    },
    /// Cancel a move that is under way or queued
    ///
    /// The group stays, or goes back, where it was.
    Cancel {
        /// Name or id
        group: String,
    },
    /// Show or change after which groups, and which group set, a group starts
    ///
    /// It waits until they are ready or GroupDependencyTimeout is over. It is an order of starts only: a provider that stops stops nobody.
    Depend {
        /// Name or id
        group: String,
        #[command(flatten)]
        change: GroupDependencyChange,
    },
    /// Show or set the preferred owners, in order
    Owners {
        /// Name or id
        group: String,
        /// Names or ids of nodes, the most preferred first; shows the list without any
        nodes: Vec<String>,
        /// Empty the list
        #[arg(long, conflicts_with = "nodes")]
        clear: bool,
    },
}

#[derive(Args, Debug)]
pub(crate) struct OnlineOptions {
    /// Where the cluster thinks best
    #[arg(long, conflicts_with = "node")]
    pub(crate) best_node: bool,
    /// Also when one of its resources is locked by its type
    #[arg(long)]
    pub(crate) ignore_locked: bool,
    /// Also against affinity rules
    #[arg(long)]
    pub(crate) ignore_affinity: bool,
}

#[derive(Args, Debug)]
pub(crate) struct MoveOptions {
    /// When something stands against the move now, try again until it succeeds or is cancelled
    #[arg(long, conflicts_with = "ignore_locked")]
    pub(crate) queue: bool,
    /// Go back when the group does not come to its state there
    #[arg(long)]
    pub(crate) return_on_error: bool,
    /// Go to the most preferred node when the group does not come to its state there
    #[arg(long)]
    pub(crate) failback: bool,
    /// Start before all other groups there
    #[arg(long)]
    pub(crate) high_priority: bool,
    /// Also when the group is locked
    #[arg(long)]
    pub(crate) ignore_locked: bool,
    /// Also against affinity rules
    #[arg(long)]
    pub(crate) ignore_affinity: bool,
    /// What the resources of a type are told about the move: a number, or text
    #[arg(long, value_name = "TYPE=VALUE")]
    pub(crate) parameter: Vec<String>,
}
