//! What can be typed. One file per noun; the help texts here are the man pages.

pub(crate) mod access;
pub(crate) mod affinity;
pub(crate) mod cluster;
pub(crate) mod db;
pub(crate) mod dev;
pub(crate) mod events;
pub(crate) mod fault_domain;
pub(crate) mod group;
pub(crate) mod group_set;
pub(crate) mod health;
pub(crate) mod network;
pub(crate) mod node;
pub(crate) mod property_help;
pub(crate) mod resource;
pub(crate) mod resource_type;
pub(crate) mod set;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// The columns that help and tables fit into when nobody says otherwise.
const HELP_COLUMNS: usize = 100;

const EXAMPLES: &str = "\
Examples:
  quorate dev                              a three-node cluster on this machine, no root
  quorate node list                        the nodes and their states
  quorate group move Web                   moves a group to another node
  quorate group set Web FailoverThreshold=2
  quorate events --follow                  what happens, and why

Exit status: 0 done, 1 refused, 2 wrong usage, 3 cluster not reachable.";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Failover clustering for Linux
#[derive(Parser, Debug)]
#[command(
    name = "quorate",
    version,
    max_term_width = HELP_COLUMNS,
    after_help = EXAMPLES,
    styles = STYLES,
    subcommand_required = true,
    arg_required_else_help = true,
    infer_subcommands = false
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The cluster: a socket's path, HOST:PORT, the folder of a `quorate dev`, or a name in /etc/quorate/clusters
    ///
    /// Without it: the service of this machine at /run/quorate/quorate.sock, or, when there is none, the `quorate dev`
    /// cluster of this user.
    #[arg(long, global = true, env = "QUORATE_CLUSTER", hide_env_values = true, value_name = "CLUSTER")]
    pub(crate) cluster: Option<String>,
    /// How answers and errors are written
    #[arg(short, long, global = true, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(crate) output: Format,
    /// Answer from what the asked node has applied: works without quorum, and may be old
    #[arg(long, global = true)]
    pub(crate) local: bool,
    /// Return as soon as a long operation is accepted (997), not when it has ended
    #[arg(long, global = true)]
    pub(crate) no_wait: bool,
    /// How long to wait for the end of a long operation: 30, 30s, 500ms, 5m
    #[arg(long, global = true, default_value = "5m", value_name = "TIME", value_parser = parse_duration)]
    pub(crate) timeout: Duration,
    /// Why: kept with the events of the change that is asked for, at most 512 characters
    #[arg(long, global = true, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// Sentences and tables
    Human,
    /// Arrays for lists, one object for `show`; errors as objects on stderr
    Json,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// The cluster itself: create, state, name, properties, leader
    #[command(subcommand)]
    Cluster(cluster::ClusterCommand),
    /// Nodes: list, add, pause, resume, evict, reset
    #[command(subcommand)]
    Node(node::NodeCommand),
    /// Groups: the unit that has an owner and fails over
    #[command(subcommand)]
    Group(group::GroupCommand),
    /// Group sets: groups that start before or after others
    #[command(subcommand)]
    GroupSet(group_set::GroupSetCommand),
    /// Resources: what a group runs
    #[command(subcommand)]
    Resource(resource::ResourceCommand),
    /// Resource types
    #[command(subcommand)]
    ResourceType(resource_type::ResourceTypeCommand),
    /// Affinity rules: which groups run together, and which apart
    #[command(subcommand)]
    Affinity(affinity::AffinityCommand),
    /// Fault domains: the sites, racks and chassis that the nodes stand in
    #[command(subcommand)]
    FaultDomain(fault_domain::FaultDomainCommand),
    /// Networks: the subnets that the nodes are in, and their interfaces
    #[command(subcommand)]
    Network(network::NetworkCommand),
    /// The cluster database: keys and values
    #[command(subcommand)]
    Db(db::DbCommand),
    /// Who may read and who may change the cluster
    #[command(subcommand)]
    Access(access::AccessCommand),
    /// Health faults: what monitors found, for everybody to see
    #[command(subcommand)]
    Health(health::HealthCommand),
    /// What happened, and why
    Events(events::Events),
    /// What the service of one node knows; answered without quorum
    Status,
    /// Run a whole cluster on this machine, in the foreground, without root
    Dev(dev::Dev),
    /// Run the cluster service of one node
    Serve(dev::Serve),
    /// Write the completions of a shell to standard output
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the man pages into a folder
    Man {
        /// Folder for quorate.1, quorate-group.1 and so on; made when it is missing
        #[arg(long, value_name = "DIR")]
        dir: PathBuf,
    },
    /// The web page that `quorate dev` runs as its demo
    #[command(hide = true)]
    DemoWeb(dev::DemoWeb),
}

/// `30`, `30s`, `500ms`, `5m`, `1h`.
fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().map_err(|_| format!("{text:?} is not a time such as 30s, 500ms or 5m"))?;
    let unit_ms = match &text[digits.len()..] {
        "ms" => 1,
        "" | "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        unit => return Err(format!("{unit:?} is no unit of time; ms, s, m and h are")),
    };
    Ok(Duration::from_millis(number.saturating_mul(unit_ms)))
}

#[cfg(test)]
mod tests;
