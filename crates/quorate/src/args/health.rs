//! `quorate health`.

use clap::{Args, Subcommand};

#[derive(Subcommand, Debug)]
pub(crate) enum HealthCommand {
    /// List the health faults
    List,
    /// Report a health fault, or replace the one with its id
    Add(Fault),
    /// Remove a health fault
    Remove {
        /// The id under which it was reported
        id: String,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Fault {
    /// Name for the fault, at most 255 characters
    pub(crate) id: String,
    /// What is wrong, in words
    #[arg(long, default_value = "", value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) description: String,
    /// Who found it
    #[arg(long, default_value = "", value_name = "NAME")]
    pub(crate) provider: String,
    /// A number whose meaning the provider knows
    #[arg(long = "type", default_value_t = 0, value_name = "NUMBER")]
    pub(crate) error_type: u32,
    /// A number whose meaning the provider knows
    #[arg(long = "code", default_value_t = 0, value_name = "NUMBER")]
    pub(crate) error_code: u32,
    /// A number whose meaning the provider knows
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    pub(crate) flags: u32,
}
