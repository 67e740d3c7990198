//! `quorate affinity`.

use super::property_help;
use super::set::{Properties, Set};
use clap::{Subcommand, ValueEnum};
use model::AffinityType;
use model::property::PropertyOf;

#[derive(Subcommand, Debug)]
pub(crate) enum AffinityCommand {
    /// List the affinity rules
    List,
    /// Show one affinity rule with its groups
    Show {
        #[arg(value_name = "RULE")]
        rule: String,
    },
    /// Create an affinity rule; it has no effect before it is enabled
    Create {
        #[arg(value_name = "RULE")]
        rule: String,
        /// Where the groups of the rule run
        #[arg(long = "type", value_enum, value_name = "TYPE")]
        kind: RuleType,
        /// Groups, names or ids; more can be added later
        groups: Vec<String>,
        /// Enable it at once
        #[arg(long)]
        enabled: bool,
    },
    /// Delete an affinity rule; its groups stay as they are
    Delete {
        #[arg(value_name = "RULE")]
        rule: String,
    },
    /// Add a group to an affinity rule
    Add {
        #[arg(value_name = "RULE")]
        rule: String,
        /// Name or id
        group: String,
    },
    /// Take a group out of an affinity rule
    Remove {
        #[arg(value_name = "RULE")]
        rule: String,
        /// Name or id
        group: String,
    },
    /// Set properties of an affinity rule: Enabled=1 enables it
    #[command(after_long_help = property_help::of(PropertyOf::AffinityRule))]
    Set {
        #[arg(value_name = "RULE")]
        rule: String,
        #[command(flatten)]
        set: Set,
    },
    /// List the properties of an affinity rule with their values
    Properties {
        #[arg(value_name = "RULE")]
        rule: String,
        #[command(flatten)]
        which: Properties,
    },
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RuleType {
    /// All on one node
    SameNode,
    /// Each on a node of its own
    DifferentNode,
    /// All in one site
    SameFaultDomain,
    /// Each in a site of its own
    DifferentFaultDomain,
}

impl RuleType {
    pub(crate) fn kind(self) -> AffinityType {
        match self {
            RuleType::SameNode => AffinityType::SameNode,
            RuleType::DifferentNode => AffinityType::DifferentNode,
            RuleType::SameFaultDomain => AffinityType::SameFaultDomain,
            RuleType::DifferentFaultDomain => AffinityType::DifferentFaultDomain,
        }
    }
}
