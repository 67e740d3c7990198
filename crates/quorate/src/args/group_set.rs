//! `quorate group-set`.

use super::property_help;
use super::set::{Properties, Set};
use clap::{Args, Subcommand};
use model::property::PropertyOf;

#[derive(Subcommand, Debug)]
pub(crate) enum GroupSetCommand {
    /// List the group sets
    List,
    /// Show one group set
    Show {
        /// Name or id
        set: String,
    },
    /// Create a group set
    Create {
        name: String,
        /// Groups that are in it from the beginning, names or ids
        #[arg(long = "group", value_name = "GROUP")]
        groups: Vec<String>,
    },
    /// Delete a group set; its groups stay
    Delete {
        /// Name or id
        set: String,
    },
    /// Give a group set another name
    Rename {
        /// Name or id
        set: String,
        name: String,
    },
    /// Put groups into a set; a group is in one set at most
    Add {
        /// Name or id of the set
        set: String,
        /// Names or ids
        #[arg(required = true)]
        groups: Vec<String>,
    },
    /// Take groups out of a set
    Remove {
        /// Name or id of the set
        set: String,
        /// Names or ids
        #[arg(required = true)]
        groups: Vec<String>,
    },
    /// Set properties of a group set
    #[command(after_long_help = property_help::of(PropertyOf::GroupSet))]
    Set {
        /// Name or id
        set: String,
        #[command(flatten)]
        properties: Set,
    },
    /// List the properties of a group set with their values
    Properties {
        /// Name or id
        set: String,
        #[command(flatten)]
        which: Properties,
    },
    /// Show or change the sets after which the groups of a set start
    ///
    /// A group waits until its providers are ready or GroupDependencyTimeout is over. It is an order of starts only: a provider that
    /// stops stops nobody.
    Depend {
        /// Name or id
        set: String,
        #[command(flatten)]
        change: SetDependencyChange,
    },
}

#[derive(Args, Debug)]
#[group(multiple = false)]
pub(crate) struct SetDependencyChange {
    /// The whole expression, such as "[Storage] and [Names]"; empty for none
    #[arg(long, visible_alias = "expression", value_name = "EXPRESSION")]
    pub(crate) on: Option<String>,
    /// Start after this set too, name or id
    #[arg(long, value_name = "SET")]
    pub(crate) add: Option<String>,
    /// Do not start after this set any more, name or id
    #[arg(long, value_name = "SET")]
    pub(crate) remove: Option<String>,
}

/// Of `quorate group depend`.
#[derive(Args, Debug)]
#[group(multiple = false)]
pub(crate) struct GroupDependencyChange {
    /// All groups, such as "[Database] and [Names]"; empty for none
    #[arg(long, visible_alias = "expression", value_name = "EXPRESSION")]
    pub(crate) on: Option<String>,
    /// Start after this group too, name or id
    #[arg(long, value_name = "GROUP")]
    pub(crate) add: Option<String>,
    /// Do not start after this group any more, name or id
    #[arg(long, value_name = "GROUP")]
    pub(crate) remove: Option<String>,
    /// Start after this group set, name or id; a group depends on one set at most
    #[arg(long, value_name = "SET")]
    pub(crate) add_set: Option<String>,
    /// Do not start after this group set any more, name or id
    #[arg(long, value_name = "SET")]
    pub(crate) remove_set: Option<String>,
}
