//! From the words of a step to the command it stands for.

use crate::words::Words;
use crate::world::World;
use crate::{networks, sets};
use cluster_state::command::{
    AffinityCommand, BatchStep, ClusterCommand, Command, DownCause, FaultDomainCommand, Form, GroupCommand,
    GroupSetCommand, NetworkCommand, NewNode, NodeCommand, PropertyChange, PropertyScope, RegistryCommand,
    ReportStatus, ResourceCommand, ResourceTypeCommand,
};
use model::property::{self, Property, PropertyOf, Syntax};
use model::{Attempt, Epoch, FaultDomainId, GroupId, NodeId, Reason, ReleaseCause, RequestId, ResourceId, Value};

type Parsed<T = Command> = Result<T, String>;

/// The type of a resource when a step names none.
const DEFAULT_TYPE: &str = "Generic Application";

pub(crate) fn parse(world: &mut World, first: &str, words: &mut Words) -> Parsed {
    match first {
        "form" => {
            let name = words.next("the cluster's name")?;
            let nodes = words.rest();
            Ok(form(world, &name, &nodes))
        }
        "request" => {
            let number = words.next("a number")?.parse().map_err(|_| "a request has a number")?;
            world.request = Some(RequestId(number));
            let first = words.next("a command")?;
            parse(world, &first, words)
        }
        "because" => {
            world.reason = Reason::new(&words.next("a reason")?);
            let first = words.next("a command")?;
            parse(world, &first, words)
        }
        "tick" => Ok(Command::Tick),
        "node" => node(world, words),
        "group" => create_group(world, words),
        "resource" => create_resource(world, words),
        "type" => create_type(words),
        "group-set" => sets::create(world, words),
        "availability-set" => sets::create_availability_set(world, words),
        "set-place" | "set-remote" | "set-unremote" => sets::change(first, words),
        "set-add" | "set-remove" | "set-depend" | "set-undepend" | "set-depends" => sets::change(first, words),
        "group-depend" | "group-undepend" | "group-depends" => sets::depend(first, words),
        "upgrade" => sets::upgrade(words),
        "fault" => sets::fault(words),
        "vault" => sets::vault(world, words),
        "shut-down" => Ok(Command::Cluster(ClusterCommand::Shutdown)),
        "destroy" => Ok(Command::Cluster(ClusterCommand::Destroy)),
        "report" => report(world, words),
        "adapters" => networks::adapters(world, words),
        "online" | "offline" | "move" | "cancel" | "restart" | "fail" | "maintain" | "unmaintain" => {
            operate(first, words)
        }
        "delete" | "rename" => name_or_delete(first, words),
        "affinity" => affinity(world, words),
        "fault-domain" => fault_domain(world, words),
        "set" | "unset" => set(world, first == "set", words),
        "preferred" => {
            let group = words.next("a group")?;
            Ok(Command::Group(GroupCommand::SetPreferredOwners { group, nodes: words.rest() }))
        }
        "depend" | "undepend" | "depends" | "allow" | "disallow" | "change-group" => relate(first, words),
        "reg" => registry(words),
        "batch" => batch(words),
        other => Err(format!("no step begins with {other:?}")),
    }
}

pub(crate) fn form(world: &mut World, name: &str, nodes: &[String]) -> Command {
    let numbered = nodes.iter().zip(1..);
    Command::Form(Form {
        cluster_name: name.into(),
        instance: world.new_guid(),
        nodes: numbered.map(|(name, number)| new_node(NodeId(number), name, 1)).collect(),
        cluster_group: GroupId(world.new_guid()),
        available_storage: GroupId(world.new_guid()),
        cluster_name_resource: ResourceId(world.new_guid()),
        version: model::level::THIS_PROGRAM.highest,
    })
}

fn new_node(id: NodeId, name: &str, storage: u32) -> NewNode {
    NewNode { id, name: name.into(), storage, address: format!("{name}:3343") }
}

fn node(world: &mut World, words: &mut Words) -> Parsed {
    let name = words.next("a node")?;
    let what = words.next("what the node does")?;
    let command = match what.as_str() {
        "add" => {
            let id = words.behind("id")?.map_or(Ok(world.state.free_node_id().0), |id| id.parse());
            let storage = number_behind(words, "storage")?;
            NodeCommand::Add(new_node(NodeId(id.map_err(|_| "an id is a number")?), &name, storage))
        }
        "pause" => NodeCommand::Pause { node: name },
        "resume" => NodeCommand::Resume { node: name, failback: number_behind(words, "failback")? },
        "drain" => {
            NodeCommand::Drain { node: name, target: words.behind("to")?, flags: number_behind(words, "flags")? }
        }
        "stopping" => {
            let node = world.node(&name)?;
            NodeCommand::Stopping { node, incarnation: world.life(node, words.take("earlier-life")) }
        }
        "clear-quarantine" => NodeCommand::ClearQuarantine { node: name },
        "evict" => NodeCommand::Evict { node: name },
        "join" => {
            let node = world.node(&name)?;
            let ignore = words.take("ignore-persistent-state");
            return Ok(match sets::versions(words)? {
                Some(versions) => world.join_with(node, ignore, versions),
                None => world.join(node, ignore),
            });
        }
        "down" => {
            let cause = if words.take("restarted") { DownCause::Restarted } else { DownCause::LeaseExpired };
            let node = world.node(&name)?;
            NodeCommand::Down { node, incarnation: world.life(node, words.take("earlier-life")), cause, silent_ms: 0 }
        }
        "released" => released(world, world.node(&name)?, words)?,
        "hand-over" | "handed-over" => hand_over(world, world.node(&name)?, &what, words)?,
        other => return Err(format!("a node does not {other:?}")),
    };
    Ok(Command::Node(command))
}

/// `hand-over [MS] [number N] [earlier-life]`, `handed-over [VERSION] [number N] [earlier-life]`
fn hand_over(world: &World, node: NodeId, what: &str, words: &mut Words) -> Parsed<NodeCommand> {
    let said = words.until(&["number", "earlier-life"]).into_iter().next();
    let number =
        words.behind("number")?.map_or(Ok(1), |number| number.parse()).map_err(|_| "a hand-over has a number")?;
    let incarnation = world.life(node, words.take("earlier-life"));
    Ok(if what == "hand-over" {
        let lease_ms = said.map_or(Ok(10_000), |ms| ms.parse()).map_err(|_| "a lease is so many ms")?;
        NodeCommand::HandOver { node, incarnation, number, lease_ms }
    } else {
        let version = said.unwrap_or_else(|| "0.1.0".into());
        let versions = model::level::THIS_PROGRAM;
        NodeCommand::HandedOver { node, incarnation, number, version, versions }
    })
}

/// `released [died|lease-ended|stopped] [earlier-life] [GROUP@EPOCH ...|nothing]`; without a list, exactly what the host ran.
fn released(world: &World, node: NodeId, words: &mut Words) -> Parsed<NodeCommand> {
    let cause = match () {
        () if words.take("stopped") => ReleaseCause::Stopped,
        () if words.take("lease-ended") => ReleaseCause::LeaseEnded,
        () => {
            words.take("died");
            ReleaseCause::ServiceDied
        }
    };
    let incarnation = world.life(node, words.take("earlier-life"));
    let listed = words.rest();
    let mut groups = Vec::new();
    if listed.is_empty() {
        for wanted in world.state.wanted(node) {
            if !groups.contains(&(wanted.group, wanted.epoch)) {
                groups.push((wanted.group, wanted.epoch));
            }
        }
    } else if listed != ["nothing"] {
        for text in listed {
            let (name, epoch) = text.split_once('@').ok_or("a released group is written GROUP@EPOCH")?;
            groups.push((world.group(name)?, Epoch(epoch.parse().map_err(|_| "an epoch is a number")?)));
        }
    }
    // The core group's host is healthy and leaves nothing out.
    for wanted in world.state.wanted(node) {
        let core = world.state.config().resources.get(&wanted.resource).is_some_and(|resource| resource.core);
        if core && !groups.contains(&(wanted.group, wanted.epoch)) {
            groups.push((wanted.group, wanted.epoch));
        }
    }
    Ok(NodeCommand::Released { node, incarnation, cause, groups })
}

/// `group NAME [type N] [on NODE] [with-id-of GROUP]`
fn create_group(world: &mut World, words: &mut Words) -> Parsed {
    let name = words.next("a name")?;
    let group_type = words.behind("type")?.map_or(Ok(9999), |number| number.parse());
    let owner = words.behind("on")?.map_or(Ok(NodeId(1)), |node| world.node(&node))?;
    let id = words.behind("with-id-of")?.map(|group| world.group(&group)).transpose()?;
    let id = id.unwrap_or_else(|| GroupId(world.new_guid()));
    let group_type = group_type.map_err(|_| "a group type is a number")?;
    Ok(Command::Group(GroupCommand::Create { id, name, group_type, owner }))
}

/// `resource NAME in GROUP [type TYPE] [own-host] [with-id-of RESOURCE]`
fn create_resource(world: &mut World, words: &mut Words) -> Parsed {
    let name = words.next("a name")?;
    let group = words.behind("in")?.ok_or("a resource is created `in GROUP`")?;
    let type_name = words.behind("type")?.unwrap_or_else(|| DEFAULT_TYPE.into());
    let separate_monitor = words.take("own-host");
    let id = words.behind("with-id-of")?.map(|resource| world.resource(&resource)).transpose()?;
    let id = id.unwrap_or_else(|| ResourceId(world.new_guid()));
    Ok(Command::Resource(ResourceCommand::Create { id, group, name, type_name, separate_monitor }))
}

/// `type NAME [display NAME] [dll NAME] [looks-alive MS] [is-alive MS]`
fn create_type(words: &mut Words) -> Parsed {
    let name = words.next("a name")?;
    let display_name = words.behind("display")?.unwrap_or_else(|| name.clone());
    let dll_name = words.behind("dll")?.unwrap_or_else(|| "library".into());
    let number = |text: Option<String>| text.map_or(Ok(0), |text| text.parse()).map_err(|_| "not a number".to_owned());
    let looks_alive_ms = number(words.behind("looks-alive")?)?;
    let is_alive_ms = number(words.behind("is-alive")?)?;
    Ok(Command::ResourceType(ResourceTypeCommand::Create { name, display_name, dll_name, looks_alive_ms, is_alive_ms }))
}

/// `report RESOURCE STATUS [MESSAGE] [code N] [from NODE] [earlier-life] [epoch N] [attempt N] [sequence N]`; what is not
/// said is what the state expects next.
fn report(world: &World, words: &mut Words) -> Parsed {
    let resource = world.resource(&words.next("a resource")?)?;
    let status = match words.next("a status")?.as_str() {
        "online" => ReportStatus::Online,
        "offline" => ReportStatus::Offline,
        "gone" => ReportStatus::Gone,
        "failed" => ReportStatus::Failed { gone: true },
        "failing" => ReportStatus::Failed { gone: false },
        "progress" => ReportStatus::Progress { checkpoint: 1 },
        "locked" => ReportStatus::Locked { locked: true },
        "unlocked" => ReportStatus::Locked { locked: false },
        "unhealthy" => ReportStatus::Health { good: false },
        "healthy" => ReportStatus::Health { good: true },
        other => return Err(format!("no status is called {other:?}")),
    };
    let mut reports = world.report(resource, status)?;
    const KEYWORDS: [&str; 6] = ["code", "from", "earlier-life", "epoch", "attempt", "sequence"];
    let report = &mut reports.reports[0];
    report.message = words.until(&KEYWORDS).join(" ");
    let number = |text: String| text.parse::<u64>().map_err(|_| format!("not a number: {text}"));
    if let Some(code) = words.behind("code")? {
        report.code = number(code)? as u32;
    }
    if let Some(node) = words.behind("from")? {
        reports.node = world.node(&node)?;
        reports.incarnation = world.life(reports.node, false);
    }
    if words.take("earlier-life") {
        reports.incarnation = world.life(reports.node, true);
    }
    if let Some(epoch) = words.behind("epoch")? {
        report.epoch = Epoch(number(epoch)?);
    }
    if let Some(attempt) = words.behind("attempt")? {
        report.attempt = Attempt(number(attempt)?);
    }
    if let Some(sequence) = words.behind("sequence")? {
        report.sequence = number(sequence)?;
    }
    Ok(Command::Reports(reports))
}

/// `online|offline|move|cancel group NAME [on|to NODE] [flags N] [with TYPE VALUE]`,
/// `online|offline|restart|fail|maintain|unmaintain resource NAME [flags N]`
fn operate(verb: &str, words: &mut Words) -> Parsed {
    let kind = words.next("group or resource")?;
    let name = words.next("a name")?;
    let node = words.behind("on")?.or(words.behind("to")?);
    let flags = number_behind(words, "flags")?;
    let command = match (verb, kind.as_str()) {
        ("online", "group") => Command::Group(GroupCommand::Online { group: name, node, flags }),
        ("offline", "group") => Command::Group(GroupCommand::Offline { group: name, flags }),
        ("cancel", "group") => Command::Group(GroupCommand::Cancel { group: name, flags }),
        ("move", "group") => {
            let mut parameters = Vec::new();
            while let Some(of_type) = words.behind("with")? {
                parameters.push((of_type, value(None, &words.next("a value")?)?));
            }
            Command::Group(GroupCommand::Move { group: name, node, flags, parameters })
        }
        ("online", "resource") => Command::Resource(ResourceCommand::Online { resource: name, flags }),
        ("offline", "resource") => Command::Resource(ResourceCommand::Offline { resource: name, flags }),
        ("restart", "resource") => Command::Resource(ResourceCommand::Restart { resource: name }),
        ("maintain", "resource") => Command::Resource(ResourceCommand::SetMaintenance { resource: name, on: true }),
        ("unmaintain", "resource") => Command::Resource(ResourceCommand::SetMaintenance { resource: name, on: false }),
        ("fail", "resource") => Command::Resource(ResourceCommand::Fail { resource: name }),
        _ => return Err(format!("{verb} does not work on a {kind}")),
    };
    Ok(command)
}

/// The number behind a keyword, in decimal or as `0x..`; 0 without it.
fn number_behind(words: &mut Words, keyword: &str) -> Parsed<u32> {
    let Some(text) = words.behind(keyword)? else { return Ok(0) };
    match value(None, &text)? {
        Value::Dword(number) => Ok(number),
        _ => Err(format!("not a number: {text}")),
    }
}

/// `delete group NAME [force]`, `delete resource|type NAME`, `rename group|resource NAME NEW`, `rename cluster NEW`
fn name_or_delete(verb: &str, words: &mut Words) -> Parsed {
    let kind = words.next("a kind of object")?;
    let name = words.next("a name")?;
    let command = match (verb, kind.as_str()) {
        ("delete", "group") => Command::Group(GroupCommand::Delete { group: name, force: words.take("force") }),
        ("delete", "resource") => Command::Resource(ResourceCommand::Delete { resource: name }),
        ("delete", "group-set") => Command::GroupSet(GroupSetCommand::Delete { set: name }),
        ("rename", "group-set") => {
            Command::GroupSet(GroupSetCommand::Rename { set: name, name: words.next("a new name")? })
        }
        ("delete", "type") => Command::ResourceType(ResourceTypeCommand::Delete { type_name: name }),
        ("rename", "network") => {
            Command::Network(NetworkCommand::Rename { network: name, name: words.next("a new name")? })
        }
        ("rename", "cluster") => Command::Cluster(ClusterCommand::Rename { name }),
        ("rename", "group") => Command::Group(GroupCommand::Rename { group: name, name: words.next("a new name")? }),
        ("rename", "resource") => {
            Command::Resource(ResourceCommand::Rename { resource: name, name: words.next("a new name")? })
        }
        _ => return Err(format!("{verb} does not work on a {kind}")),
    };
    Ok(command)
}

/// `set [private] KIND NAME PROPERTY VALUE [PROPERTY VALUE ...]`, `unset [private] KIND NAME PROPERTY ...`; the cluster has
/// no NAME.
fn set(world: &World, has_values: bool, words: &mut Words) -> Parsed {
    let scope = if words.take("private") { PropertyScope::Private } else { PropertyScope::Common };
    let kind = words.next("a kind of object")?;
    let name = if kind == "cluster" { String::new() } else { words.next("a name")? };
    let table = table(world, scope, &kind, &name);
    let mut changes = Vec::new();
    while let Some(property) = words.optional() {
        let row = table.and_then(|table| property::find(table, &property));
        let value = if has_values { Some(value(row, &words.next("a value")?)?) } else { None };
        changes.push(PropertyChange { name: property, value });
    }
    let command = match kind.as_str() {
        "cluster" => Command::Cluster(ClusterCommand::SetProperties { scope, changes }),
        "node" => Command::Node(NodeCommand::SetProperties { node: name, scope, changes }),
        "group" => Command::Group(GroupCommand::SetProperties { group: name, scope, changes }),
        "resource" => Command::Resource(ResourceCommand::SetProperties { resource: name, scope, changes }),
        "affinity" => Command::Affinity(AffinityCommand::SetProperties { rule: name, scope, changes }),
        "fault-domain" => Command::FaultDomain(FaultDomainCommand::SetProperties { domain: name, scope, changes }),
        "network" => Command::Network(NetworkCommand::SetProperties { network: name, scope, changes }),
        "interface" => Command::Network(NetworkCommand::SetInterfaceProperties { interface: name, scope, changes }),
        "type" => Command::ResourceType(ResourceTypeCommand::SetProperties { type_name: name, scope, changes }),
        "group-set" => Command::GroupSet(GroupSetCommand::SetProperties { set: name, scope, changes }),
        other => return Err(format!("a {other} has no properties")),
    };
    Ok(command)
}

/// A kind of object as steps name it.
pub(crate) fn kind(word: &str) -> Parsed<PropertyOf> {
    Ok(match word {
        "cluster" => PropertyOf::Cluster,
        "node" => PropertyOf::Node,
        "group" => PropertyOf::Group,
        "resource" => PropertyOf::Resource,
        "group-set" => PropertyOf::GroupSet,
        "affinity" => PropertyOf::AffinityRule,
        "fault-domain" => PropertyOf::FaultDomain,
        "network" => PropertyOf::Network,
        "interface" => PropertyOf::NetworkInterface,
        "type" => PropertyOf::ResourceType,
        other => return Err(format!("a {other} has no properties")),
    })
}

fn table(world: &World, scope: PropertyScope, kind: &str, name: &str) -> Option<&'static [Property]> {
    let of_kind = self::kind(kind).ok()?;
    match (scope, of_kind) {
        (PropertyScope::Common, _) => Some(property::table(of_kind)),
        (PropertyScope::Private, PropertyOf::ResourceType) => property::private_table(name),
        (PropertyScope::Private, PropertyOf::Resource) => {
            let resource = world.resource(name).ok()?;
            property::private_table(&world.state.config().resources.get(&resource)?.type_name)
        }
        (PropertyScope::Private, _) => None,
    }
}

/// `dword:1`, `qword:1`, `sz:text`, `expand:text`, `multi:a,b`, `binary:0aff`; without a prefix by the property's syntax,
/// else a number is a DWORD and the rest text.
fn value(row: Option<&Property>, text: &str) -> Parsed<Value> {
    let number = |digits: &str| match digits.strip_prefix("0x") {
        Some(hexadecimal) => u64::from_str_radix(hexadecimal, 16).map_err(|_| format!("not a number: {digits}")),
        None => digits.parse::<u64>().map_err(|_| format!("not a number: {digits}")),
    };
    let dword = |digits: &str| {
        number(digits).and_then(|n| u32::try_from(n).map_err(|_| format!("not a DWORD: {digits}"))).map(Value::Dword)
    };
    let list = |text: &str| Value::MultiSz(text.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect());
    if let Some((prefix, rest)) = text.split_once(':') {
        match prefix {
            "dword" => return dword(rest),
            "qword" => return number(rest).map(Value::Qword),
            "sz" => return Ok(Value::Sz(rest.into())),
            "expand" => return Ok(Value::ExpandSz(rest.into())),
            "multi" => return Ok(list(rest)),
            "binary" => return bytes(rest).map(|bytes| Value::Binary(bytes.into())),
            _ => {}
        }
    }
    match row.map(|row| row.syntax) {
        Some(Syntax::Dword) => dword(text),
        Some(Syntax::Qword | Syntax::FileTime) => number(text).map(Value::Qword),
        Some(Syntax::Sz) => Ok(Value::Sz(text.into())),
        Some(Syntax::ExpandSz) => Ok(Value::ExpandSz(text.into())),
        Some(Syntax::MultiSz) => Ok(list(text)),
        Some(Syntax::Binary | Syntax::SecurityDescriptor) => bytes(text).map(|bytes| Value::Binary(bytes.into())),
        None => dword(text).or_else(|_| Ok(Value::Sz(text.into()))),
    }
}

fn bytes(hexadecimal: &str) -> Parsed<Vec<u8>> {
    let digits: Vec<char> = hexadecimal.chars().collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16))
        .collect::<Result<_, _>>()
        .map_err(|_| format!("not bytes in hexadecimal: {hexadecimal}"))
}

/// `affinity NAME is KIND [enabled] [for GROUP ...]`, `affinity NAME add|remove GROUP`, `affinity NAME delete`
fn affinity(world: &mut World, words: &mut Words) -> Parsed {
    let name = words.next("a rule")?;
    let command = match words.next("what to do with the rule")?.as_str() {
        "is" => {
            let kind = words.next("a kind")?;
            let by_word = ["none", "same-fault-domain", "same-node", "different-fault-domain", "different-node"];
            let number = by_word.iter().position(|word| *word == kind).map(|number| number as u32);
            let rule_type = number.map_or_else(|| kind.parse(), Ok).map_err(|_| "no kind of rule")?;
            let enabled = words.take("enabled");
            let groups = if words.take("for") { words.rest() } else { Vec::new() };
            AffinityCommand::Create { name, id: world.new_guid(), rule_type, groups, enabled }
        }
        "add" => AffinityCommand::AddGroup { rule: name, group: words.next("a group")? },
        "remove" => AffinityCommand::RemoveGroup { rule: name, group: words.next("a group")? },
        "delete" => AffinityCommand::Delete { rule: name },
        other => return Err(format!("a rule does not {other:?}")),
    };
    Ok(Command::Affinity(command))
}

/// `fault-domain NAME is site|rack|chassis|node|N [in PARENT]`, `fault-domain NAME into PARENT|nothing`, `fault-domain NAME
/// rename NEW`, `fault-domain NAME remove`
fn fault_domain(world: &mut World, words: &mut Words) -> Parsed {
    let name = words.next("a fault domain")?;
    let command = match words.next("what to do with the fault domain")?.as_str() {
        "is" => {
            let kind = words.next("a kind")?;
            let by_word = [("site", 1000), ("rack", 2000), ("chassis", 3000), ("node", 4000)];
            let number = by_word.into_iter().find(|(word, _)| *word == kind).map(|(_, number)| number);
            let kind = number.map_or_else(|| kind.parse(), Ok).map_err(|_| "no kind of fault domain")?;
            let parent = words.behind("in")?;
            FaultDomainCommand::Create { id: FaultDomainId(world.new_guid()), name, kind, parent }
        }
        "into" => {
            let parent = Some(words.next("a fault domain")?).filter(|parent| parent != "nothing");
            FaultDomainCommand::SetParent { domain: name, parent }
        }
        "rename" => FaultDomainCommand::Rename { domain: name, name: words.next("a new name")? },
        "remove" => FaultDomainCommand::Remove { domain: name },
        other => return Err(format!("a fault domain does not {other:?}")),
    };
    Ok(Command::FaultDomain(command))
}

/// `depend A on B`, `undepend A from B`, `depends A EXPRESSION`, `allow A on NODE`, `disallow A on NODE`,
/// `change-group A to GROUP`
fn relate(verb: &str, words: &mut Words) -> Parsed {
    let resource = words.next("a resource")?;
    let mut behind = |keyword: &str| words.behind(keyword)?.ok_or_else(|| format!("{keyword} is missing"));
    let command = match verb {
        "depend" => ResourceCommand::AddDependency { resource, provider: behind("on")? },
        "undepend" => ResourceCommand::RemoveDependency { resource, provider: behind("from")? },
        "allow" => ResourceCommand::AddPossibleOwner { resource, node: behind("on")? },
        "disallow" => ResourceCommand::RemovePossibleOwner { resource, node: behind("on")? },
        "change-group" => ResourceCommand::ChangeGroup { resource, group: behind("to")? },
        _ => ResourceCommand::SetDependencies { resource, expression: words.next("an expression")? },
    };
    Ok(Command::Resource(command))
}

/// `reg create|delete|delete-tree PATH`, `reg set PATH NAME VALUE`, `reg unset|unset-existing PATH NAME`,
/// `reg secure PATH HEX|none [parts N]`
fn registry(words: &mut Words) -> Parsed {
    let what = words.next("what to do with the registry")?;
    let path = words.next("a path")?;
    let command = match what.as_str() {
        "create" => RegistryCommand::CreateKey { path },
        "delete" => RegistryCommand::DeleteKey { path, tree: false },
        "delete-tree" => RegistryCommand::DeleteKey { path, tree: true },
        "set" => {
            let name = words.next("a name")?;
            RegistryCommand::SetValue { path, name, value: value(None, &words.next("a value")?)? }
        }
        "unset" => RegistryCommand::DeleteValue { path, name: words.next("a name")?, must_exist: false },
        "unset-existing" => RegistryCommand::DeleteValue { path, name: words.next("a name")?, must_exist: true },
        "secure" => {
            let text = words.next("a descriptor")?;
            let descriptor = if text == "none" { None } else { Some(bytes(&text)?.into()) };
            let parts = words.behind("parts")?.map_or(Ok(15), |text| text.parse()).map_err(|_| "parts is a number")?;
            RegistryCommand::SetSecurity { path, descriptor, parts }
        }
        other => return Err(format!("the registry does not {other:?}")),
    };
    Ok(Command::Registry(command))
}

/// `batch ROOT STEP, STEP, ...` with the steps `create KEY`, `delete KEY`, `set NAME VALUE`, `unset NAME`, `if NAME
/// exists|missing`, `if NAME =|!=|>|< VALUE`, `if-key KEY exists|missing`
fn batch(words: &mut Words) -> Parsed {
    let root = words.next("a root")?;
    let mut steps = Vec::new();
    // A comma ends a step whether it stands alone or at the end of a word.
    let mut step = Vec::new();
    for word in words.rest() {
        match word.strip_suffix(',') {
            None => step.push(word),
            Some(start) => {
                step.extend((!start.is_empty()).then(|| start.to_owned()));
                steps.push(batch_step(std::mem::take(&mut step))?);
            }
        }
    }
    if !step.is_empty() {
        steps.push(batch_step(step)?);
    }
    Ok(Command::Registry(RegistryCommand::Batch { root, steps }))
}

fn batch_step(words: Vec<String>) -> Parsed<BatchStep> {
    let mut words = Words::new(words);
    let what = words.next("a step")?;
    let name = words.next("a name")?;
    let step = match what.as_str() {
        "create" => BatchStep::CreateKey { path: name },
        "delete" => BatchStep::DeleteKey { path: name },
        "set" => BatchStep::SetValue { name, value: value(None, &words.next("a value")?)? },
        "unset" => BatchStep::DeleteValue { name },
        "if-key" if words.take("exists") => BatchStep::KeyExists { path: name },
        "if-key" if words.take("missing") => BatchStep::KeyNotExists { path: name },
        "if" if words.take("exists") => BatchStep::ValueExists { name },
        "if" if words.take("missing") => BatchStep::ValueNotExists { name },
        "if" => {
            let relation = words.next("a relation")?;
            let value = value(None, &words.next("a value")?)?;
            match relation.as_str() {
                "=" => BatchStep::ValueEquals { name, value },
                "!=" => BatchStep::ValueNotEquals { name, value },
                ">" => BatchStep::ValueGreater { name, value },
                "<" => BatchStep::ValueLess { name, value },
                other => return Err(format!("no relation is written {other:?}")),
            }
        }
        other => return Err(format!("a batch does not {other:?}")),
    };
    words.end()?;
    Ok(step)
}
