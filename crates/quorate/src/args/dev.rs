//! `quorate dev` and the programs that run under a service.

use clap::{Args, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(crate) struct Dev {
    /// Number of nodes; that of the folder's cluster, or 3 for a new one
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5))]
    pub(crate) nodes: Option<u32>,
    /// Folder of the cluster, made when it is missing; a second start finds the same cluster
    ///
    /// Without it: quorate/dev below $XDG_STATE_HOME or ~/.local/state.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// First of the ports of a new cluster; free ones without it
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) base_port: Option<u16>,
    /// Do not create the group Web
    #[arg(long)]
    pub(crate) no_demo: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// The settings of this node; without such a file the service waits until this machine is made a node
    #[arg(long, value_name = "FILE", default_value = "/etc/quorate/node.toml")]
    pub(crate) settings: PathBuf,
    /// Until there are settings: where the node that this machine becomes will keep its data
    #[arg(long, value_name = "DIR", default_value = "/var/lib/quorate")]
    pub(crate) state_dir: PathBuf,
    /// Until there are settings: where the service listens for clients
    #[arg(long, value_name = "PATH", default_value = "/run/quorate/quorate.sock")]
    pub(crate) socket: PathBuf,
    /// Until there are settings: where the service waits to be configured over the network
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "[::]:3343")]
    pub(crate) listen: SocketAddr,
    /// If the cluster starts with this node, bring nothing of it online
    ///
    /// As IgnorePersistentStateOnStartup=1, for one start: give it to every node that is started. What it holds back starts by request
    /// (`quorate group online`), or at the next start.
    #[arg(long)]
    pub(crate) ignore_persistent_state: bool,
    /// How the log on stderr is written
    #[arg(long, value_enum, default_value_t = LogFormat::Human, value_name = "FORMAT")]
    pub(crate) log_format: LogFormat,
    /// Stop when standard input ends: when whoever started the service is gone
    #[arg(long, hide = true)]
    pub(crate) stop_with_input: bool,
    /// Go on where the program stopped that this process was
    #[arg(long, hide = true)]
    pub(crate) successor: bool,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LogFormat {
    Human,
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct DemoWeb {
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: SocketAddr,
}
