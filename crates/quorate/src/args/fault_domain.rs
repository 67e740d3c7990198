//! `quorate fault-domain`.

use super::set::Properties;
use clap::{Subcommand, ValueEnum};
use model::FaultDomainType;

#[derive(Subcommand, Debug)]
pub(crate) enum FaultDomainCommand {
    /// List the fault domains and the nodes in them
    List,
    /// Show one fault domain with what is in it
    Show {
        /// Name or id
        #[arg(value_name = "DOMAIN")]
        domain: String,
    },
    /// Create a site, a rack or a chassis
    Create {
        name: String,
        /// What it is
        #[arg(long = "type", value_enum, value_name = "TYPE")]
        kind: DomainType,
        /// The fault domain that it is in, name or id
        #[arg(long, value_name = "DOMAIN")]
        parent: Option<String>,
    },
    /// Remove a fault domain that nothing is in
    Remove {
        /// Name or id
        #[arg(value_name = "DOMAIN")]
        domain: String,
    },
    /// Move a fault domain or a node; rename or describe a fault domain
    #[command(override_usage = "quorate fault-domain set [OPTIONS] <DOMAIN>")]
    #[group(required = true, multiple = true, id = "change")]
    Set {
        /// Name or id; or the name of a node
        #[arg(value_name = "DOMAIN")]
        domain: String,
        /// Another name
        #[arg(long, group = "change")]
        name: Option<String>,
        /// The fault domain that it is to be in, name or id
        #[arg(long, value_name = "DOMAIN", group = "change", conflicts_with = "no_parent")]
        parent: Option<String>,
        /// Take it out of the fault domain that it is in
        #[arg(long, group = "change")]
        no_parent: bool,
        /// Where it is, for people
        #[arg(long, value_name = "TEXT", group = "change")]
        location: Option<String>,
        /// A comment
        #[arg(long, value_name = "TEXT", group = "change")]
        description: Option<String>,
    },
    /// List the properties of a fault domain with their values
    Properties {
        /// Name or id
        #[arg(value_name = "DOMAIN")]
        domain: String,
        #[command(flatten)]
        which: Properties,
    },
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DomainType {
    /// Holds racks, chassis and nodes
    Site,
    /// Holds chassis and nodes
    Rack,
    /// Holds nodes
    Chassis,
}

impl DomainType {
    pub(crate) fn kind(self) -> FaultDomainType {
        match self {
            DomainType::Site => FaultDomainType::Site,
            DomainType::Rack => FaultDomainType::Rack,
            DomainType::Chassis => FaultDomainType::Chassis,
        }
    }
}
