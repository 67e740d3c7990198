//! The cluster's keys in their wrapped form.

use crate::error::{DecodeError, required};
use crate::log as wire;
use cluster_state::command::VaultCommand;
use model::NodeId;
use wire::vault_command::{Command as Wire, Generation, NodeKey, Wrap, Wrapped};

pub(super) fn to_wire(command: &VaultCommand) -> wire::VaultCommand {
    let command = match command {
        VaultCommand::NodeKey { node, public } => Wire::NodeKey(NodeKey { node: node.0, public: public.clone() }),
        VaultCommand::Generation { generation, wraps } => {
            let wraps = wraps.iter().map(|(node, wrap)| Wrapped { node: node.0, wrap: wrap.clone() }).collect();
            Wire::Generation(Generation { generation: *generation, wraps })
        }
        VaultCommand::Wrap { generation, node, public, wrap } => {
            Wire::Wrap(Wrap { generation: *generation, node: node.0, public: public.clone(), wrap: wrap.clone() })
        }
    };
    wire::VaultCommand { command: Some(command) }
}

pub(super) fn from_wire(command: wire::VaultCommand) -> Result<VaultCommand, DecodeError> {
    Ok(match required(command.command, "vault.command")? {
        Wire::NodeKey(NodeKey { node, public }) => VaultCommand::NodeKey { node: NodeId(node), public },
        Wire::Generation(Generation { generation, wraps }) => {
            let wraps = wraps.into_iter().map(|Wrapped { node, wrap }| (NodeId(node), wrap)).collect();
            VaultCommand::Generation { generation, wraps }
        }
        Wire::Wrap(Wrap { generation, node, public, wrap }) => {
            VaultCommand::Wrap { generation, node: NodeId(node), public, wrap }
        }
    })
}
