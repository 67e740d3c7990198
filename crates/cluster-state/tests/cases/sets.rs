//! Steps about group sets, what groups depend on, and versions.

use crate::words::Words;
use crate::world::World;
use cluster_state::command::{ClusterCommand, Command, GroupCommand, GroupDependency, GroupSetCommand, VaultCommand};
use cluster_state::runtime::Readiness;
use model::health::HealthFault;
use model::{ClusterTime, GroupSetId, Version, VersionRange};

type Parsed<T = Command> = Result<T, String>;

/// `group-set NAME [with-id-of SET]`
pub(crate) fn create(world: &mut World, words: &mut Words) -> Parsed {
    let name = words.next("a name")?;
    let of = words.behind("with-id-of")?;
    let of = of.map(|set| world.state.resolve_group_set(&set).map_err(|refusal| refusal.to_string())).transpose()?;
    let id = of.unwrap_or_else(|| GroupSetId(world.new_guid()));
    Ok(Command::GroupSet(GroupSetCommand::Create { id, name }))
}

/// `set-add SET GROUP`, `set-remove SET GROUP`, `set-depend SET on SET`, `set-undepend SET from SET`, `set-depends SET
/// EXPRESSION`
pub(crate) fn change(verb: &str, words: &mut Words) -> Parsed {
    let set = words.next("a group set")?;
    let mut behind = |keyword: &str| words.behind(keyword)?.ok_or_else(|| format!("{keyword} is missing"));
    let command = match verb {
        "set-depend" => GroupSetCommand::AddDependency { set, provider: behind("on")? },
        "set-undepend" => GroupSetCommand::RemoveDependency { set, provider: behind("from")? },
        "set-add" => GroupSetCommand::AddGroup { set, group: words.next("a group")? },
        "set-place" => {
            let group = words.next("a group")?;
            let (fault_domain, update_domain) = (number(words)?, number(words)?);
            GroupSetCommand::AddGroupToDomains { set, group, fault_domain, update_domain }
        }
        "set-remote" | "set-unremote" => {
            let (cluster, provider) = (words.next("a cluster")?, words.next("a set")?);
            match verb {
                "set-remote" => GroupSetCommand::AddRemoteDependency { set, cluster, provider },
                _ => GroupSetCommand::RemoveRemoteDependency { set, cluster, provider },
            }
        }
        "set-remove" => GroupSetCommand::RemoveGroup { set, group: words.next("a group")? },
        _ => GroupSetCommand::SetDependencies { set, expression: words.next("an expression")? },
    };
    Ok(Command::GroupSet(command))
}

/// `availability-set NAME FAULT UPDATE [spare]`
pub(crate) fn create_availability_set(world: &mut World, words: &mut Words) -> Parsed {
    let (id, name) = (GroupSetId(world.new_guid()), words.next("a name")?);
    let (fault_domains, update_domains) = (number(words)?, number(words)?);
    let reserve_spare_node = words.take("spare");
    Ok(Command::GroupSet(GroupSetCommand::CreateAvailabilitySet {
        id,
        name,
        fault_domains,
        update_domains,
        reserve_spare_node,
    }))
}

fn number(words: &mut Words) -> Result<u32, String> {
    words.next("a number")?.parse().map_err(|_| "a number is meant".to_owned())
}

/// `group-depend A on [set] B`, `group-undepend A from [set] B`, `group-depends A EXPRESSION`
pub(crate) fn depend(verb: &str, words: &mut Words) -> Parsed {
    let group = words.next("a group")?;
    let change = match verb {
        "group-depends" => GroupDependency::Set { expression: words.next("an expression")? },
        _ => {
            let (keyword, adds) = if verb == "group-depend" { ("on", true) } else { ("from", false) };
            if !words.take(keyword) {
                return Err(format!("{keyword} is missing"));
            }
            let is_set = words.take("set");
            let provider = words.next("a provider")?;
            match (adds, is_set) {
                (true, false) => GroupDependency::Add { provider },
                (false, false) => GroupDependency::Remove { provider },
                (true, true) => GroupDependency::AddSet { set: provider },
                (false, true) => GroupDependency::RemoveSet { set: provider },
            }
        }
    };
    Ok(Command::Group(GroupCommand::Depend { group, change }))
}

/// `upgrade check|perform|clear|NUMBER`
pub(crate) fn upgrade(words: &mut Words) -> Parsed {
    let action = match words.next("what to upgrade")?.as_str() {
        "clear" => return Ok(Command::Cluster(ClusterCommand::ClearUpgrade)),
        "check" => 1,
        "perform" => 2,
        number => number.parse().map_err(|_| format!("not an action: {number}"))?,
    };
    Ok(Command::Cluster(ClusterCommand::Upgrade { action }))
}

/// `versions 1..2.1` behind a node that joins.
pub(crate) fn versions(words: &mut Words) -> Parsed<Option<VersionRange>> {
    let Some(text) = words.behind("versions")? else { return Ok(None) };
    let bad = || format!("versions are written 1..2.1, not {text}");
    let version = |text: &str| -> Option<Version> {
        let (level, revision) = text.split_once('.').unwrap_or((text, "0"));
        Some(Version { level: level.parse().ok()?, revision: revision.parse().ok()? })
    };
    let (lowest, highest) = text.split_once("..").ok_or_else(bad)?;
    let range = version(lowest).zip(version(highest)).map(|(lowest, highest)| VersionRange { lowest, highest });
    range.map(Some).ok_or_else(bad)
}

/// The level, with what there is to say of it.
pub(crate) fn show_level(world: &World) -> String {
    let state = &world.state;
    let mut line = format!("functional level {}", state.version());
    if state.config().cluster.upgrade_in_progress {
        line.push_str(", upgrade in progress");
    }
    if state.is_mixed() {
        line.push_str(", mixed mode");
    }
    match state.upgrade_target() {
        Some(target) if target == state.version() => {}
        Some(target) => line.push_str(&format!(", can go to {target}")),
        None => line.push_str(", not all nodes can go higher"),
    }
    match state.check_runnable(model::level::THIS_PROGRAM) {
        Ok(()) => line,
        Err(_) => line + ", which this program cannot run",
    }
}

pub(crate) fn readiness(readiness: Readiness, now: ClusterTime) -> String {
    match readiness {
        Readiness::No => "not ready".into(),
        Readiness::At(at) => format!("ready in {} ms", at.since_ms(now)),
        Readiness::Yes => "ready".into(),
    }
}

/// `fault add ID DESCRIPTION [by PROVIDER] [code N]`, `fault remove ID`
pub(crate) fn fault(words: &mut Words) -> Parsed {
    let what = words.next("what to do with a fault")?;
    let id = words.next("an id")?;
    let command = match what.as_str() {
        "add" => {
            let description = words.next("a description")?;
            let provider = words.behind("by")?.unwrap_or_default();
            let code = words.behind("code")?.map_or(Ok(0), |code| code.parse());
            let error_code = code.map_err(|_| "a code is a number")?;
            let fault = HealthFault { id, description, provider, error_code, ..HealthFault::default() };
            ClusterCommand::AddHealthFault(fault)
        }
        "remove" => ClusterCommand::RemoveHealthFault { id },
        other => return Err(format!("a fault is not to {other:?}")),
    };
    Ok(Command::Cluster(command))
}

/// `vault key NODE BYTE`, `vault generation N for NODE ...`, `vault wrap N for NODE BYTE`: keys of 32 and wrapped keys of 80 equal bytes
pub(crate) fn vault(world: &World, words: &mut Words) -> Parsed {
    let node_id = |name: &str| world.state.resolve_node(name).map_err(|refusal| refusal.to_string());
    let number = |text: String| text.parse::<u32>().map_err(|_| format!("not a number: {text}"));
    let key = |byte: u32| vec![byte as u8; 32].into();
    let wrap = |byte: u32| vec![byte as u8; 80].into();
    let command = match words.next("what to do with the vault")?.as_str() {
        "key" => {
            let node = words.next("a node")?;
            // One that is not there is refused by the state.
            let node = node_id(&node).unwrap_or(model::NodeId(99));
            VaultCommand::NodeKey { node, public: key(number(words.next("a byte")?)?) }
        }
        "generation" => {
            let generation = number(words.next("a generation")?)?;
            let nodes = words.rest().into_iter().skip(1).map(|node| Ok((node_id(&node)?, wrap(generation))));
            VaultCommand::Generation { generation, wraps: nodes.collect::<Parsed<_>>()? }
        }
        "wrap" => {
            let generation = number(words.next("a generation")?)?;
            let node = words.behind("for")?.ok_or("for whom?")?;
            let public = key(number(words.next("a byte")?)?);
            VaultCommand::Wrap { generation, node: node_id(&node)?, public, wrap: wrap(generation) }
        }
        other => return Err(format!("the vault does not {other:?}")),
    };
    Ok(Command::Vault(command))
}
