//! `quorate resource-type`.

use super::property_help;
use super::set::{Properties, Set};
use clap::Subcommand;
use model::property::PropertyOf;

#[derive(Subcommand, Debug)]
pub(crate) enum ResourceTypeCommand {
    /// List the resource types
    List,
    /// Show one resource type
    Show {
        #[arg(value_name = "TYPE")]
        type_name: String,
    },
    /// Create a resource type
    Create {
        #[arg(value_name = "TYPE")]
        type_name: String,
        /// What runs resources of the type (its DllName property)
        #[arg(long = "dll-name", value_name = "IMPLEMENTATION")]
        dll_name: String,
        /// The name people read; the type's name without it
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
        /// LooksAlivePollInterval in milliseconds
        #[arg(long, value_name = "MS", default_value_t = 5000)]
        looks_alive_ms: u32,
        /// IsAlivePollInterval in milliseconds
        #[arg(long, value_name = "MS", default_value_t = 60_000)]
        is_alive_ms: u32,
    },
    /// Delete a resource type that no resource has
    Delete {
        #[arg(value_name = "TYPE")]
        type_name: String,
    },
    /// Set properties of a resource type
    #[command(after_long_help = property_help::of(PropertyOf::ResourceType))]
    Set {
        #[arg(value_name = "TYPE")]
        type_name: String,
        #[command(flatten)]
        set: Set,
    },
    /// List the properties of a resource type with their values
    Properties {
        #[arg(value_name = "TYPE")]
        type_name: String,
        #[command(flatten)]
        which: Properties,
    },
}
