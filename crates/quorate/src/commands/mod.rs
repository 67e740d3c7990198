//! What each command does: one file per noun. All of them speak to the cluster through the `client` crate.

mod access;
mod affinity;
mod cluster;
mod db;
mod db_batch;
mod events;
mod fault_domain;
mod group;
mod group_set;
mod health;
mod network;
mod node;
mod node_add;
mod properties;
mod resource;
mod resource_type;

use crate::args::network::NetworkCommand;
use crate::args::node::NodeCommand;
use crate::args::{Command, Global};
use crate::connection;
use crate::failure::Failure;
use crate::output::Output;
use crate::view::DoneView;
use client::{Client, Reply};
use model::Win32Code;

/// One run of the program against one cluster.
pub(crate) struct Session<'a> {
    pub(crate) client: Client,
    pub(crate) output: &'a Output,
    pub(crate) global: &'a Global,
}

pub(crate) fn run(command: Command, global: &Global, output: &Output) -> Result<(), Failure> {
    if let Command::Node(NodeCommand::Reset { force, settings, state_dir }) = &command {
        return node::reset(output, *force, settings, state_dir);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::file("The program cannot be started", &error))?;
    let explained_by = explaining_command(&command);
    let done: Result<(), Failure> = runtime.block_on(async {
        let client = connection::open(global, output).await?;
        let session = Session { client, output, global };
        match command {
            Command::Cluster(command) => cluster::run(&session, command).await,
            Command::Node(command) => node::run(&session, command).await,
            Command::Group(command) => group::run(&session, command).await,
            Command::GroupSet(command) => group_set::run(&session, command).await,
            Command::Resource(command) => resource::run(&session, command).await,
            Command::ResourceType(command) => resource_type::run(&session, command).await,
            Command::Affinity(command) => affinity::run(&session, command).await,
            Command::FaultDomain(command) => fault_domain::run(&session, command).await,
            Command::Network(command) => network::run(&session, command).await,
            Command::Db(command) => db::run(&session, command).await,
            Command::Access(command) => access::run(&session, command).await,
            Command::Health(command) => health::run(&session, command).await,
            Command::Events(events) => events::run(&session, events).await,
            Command::Status => cluster::status(&session).await,
            other => unreachable!("{other:?} needs no cluster"),
        }
    });
    done.map_err(|failure| if failure.refusal.next.is_empty() { failure.next(explained_by) } else { failure })
}

/// What to try after a refusal that says nothing of it itself: the list in which the right name stands.
fn explaining_command(command: &Command) -> &'static str {
    match command {
        Command::Group(_) => "quorate group list",
        Command::GroupSet(_) => "quorate group-set list",
        Command::Resource(_) => "quorate resource list",
        Command::ResourceType(_) => "quorate resource-type list",
        Command::Node(_) => "quorate node list",
        Command::Affinity(_) => "quorate affinity list",
        Command::FaultDomain(_) => "quorate fault-domain list",
        Command::Network(NetworkCommand::Interface(_)) => "quorate network interface list",
        Command::Network(_) => "quorate network list",
        Command::Db(_) => "quorate db tree",
        Command::Access(_) => "quorate access list",
        Command::Health(_) => "quorate health list",
        Command::Cluster(_) => "quorate cluster properties",
        _ => "quorate status",
    }
}

impl Session<'_> {
    /// Answers that a change was made: `sentence` says what, and the reply how far.
    pub(crate) fn done(&self, reply: Reply, sentence: impl Into<String>) {
        let sentence = sentence.into();
        let (code, message) = match reply {
            Reply::Done => (Win32Code::ERROR_SUCCESS, sentence),
            Reply::Pending => (Win32Code::ERROR_IO_PENDING, format!("{sentence}, and it goes on")),
            Reply::Stored => {
                let message = format!("{sentence}; it takes effect when the resource has been restarted");
                (Win32Code::ERROR_RESOURCE_PROPERTIES_STORED, message)
            }
        };
        let view = DoneView::new(code, message);
        self.output.answer(&view, |_| match code {
            Win32Code::ERROR_SUCCESS => view.message.clone(),
            _ => format!("{} ({} {})", view.message, view.code, view.name),
        });
    }
}
