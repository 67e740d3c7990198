//! Plays the text of a case and gives back the text as it is to be recorded.

use crate::account::{self, Facts};
use crate::command;
use crate::invariants;
use crate::words::{Words, duration_ms, split};
use crate::world::World;
use cluster_state::command::Command;

pub(crate) fn play(text: &str) -> Result<String, String> {
    if !text.starts_with("# ") {
        return Err("a case begins with a comment that names its rule".into());
    }
    let mut world = World::new();
    let mut played = Vec::new();
    let mut setting_the_scene = text.lines().any(|line| line.trim() == "---");
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with("->")) {
        played.push(line.trim_end().to_owned());
        let step = line.trim();
        if step == "---" {
            setting_the_scene = false;
        } else if !step.is_empty() && !step.starts_with('#') {
            let answer = play_step(&mut world, step).map_err(|problem| format!("line {}: {problem}", number + 1))?;
            if !setting_the_scene {
                played.extend(answer.into_iter().map(|line| format!("-> {line}")));
            } else if let Some(refusal) = answer.iter().find(|line| line.starts_with("refused")) {
                return Err(format!("line {}: setting the scene was {refusal}", number + 1));
            }
        }
    }
    invariants::check_derived(&world.state);
    Ok(played.join("\n") + "\n")
}

fn play_step(world: &mut World, step: &str) -> Result<Vec<String>, String> {
    let mut words = Words::new(split(step)?);
    if let Some(time) = words.behind("at")? {
        let ms = duration_ms(time.strip_prefix('+').ok_or("a time begins with +")?)?;
        world.now_ms += ms;
    }
    let Some(first) = words.optional() else { return Ok(Vec::new()) };
    let before = Facts::of(&world.state);
    world.notifications.clear();
    let mut lines = match first.as_str() {
        "nodes" => {
            form(world, words.rest())?;
            Vec::new()
        }
        "up" => {
            for name in words.rest() {
                let join = world.join(world.node(&name)?);
                world.apply(join);
            }
            Vec::new()
        }
        "settle" => {
            settle(world);
            Vec::new()
        }
        "wait" => {
            wait(world, duration_ms(&words.next("a length of time")?)?)?;
            Vec::new()
        }
        "notifications" => {
            world.print_notifications = true;
            Vec::new()
        }
        "show" => return show(world, &mut words),
        _ => {
            let command = command::parse(world, &first, &mut words).map_err(|problem| format!("{step}: {problem}"))?;
            words.end()?;
            account::reply(&world.apply(command))
        }
    };
    words.end()?;
    world.settle_core();
    lines.extend(account::changes(&before, world));
    if world.print_notifications {
        lines.extend(notifications(world));
    }
    Ok(lines)
}

/// A cluster of these nodes, numbered from 1, none of them up.
fn form(world: &mut World, names: Vec<String>) -> Result<(), String> {
    let command = command::form(world, "C", &names);
    match world.apply(command).reply {
        Some(Ok(_)) => Ok(()),
        other => Err(format!("the cluster was not formed: {other:?}")),
    }
}

/// Every host does at once what is wanted of it, until nothing is pending.
fn settle(world: &mut World) {
    while let Some(reports) = world.next_healthy_report(false) {
        world.apply(Command::Reports(reports));
    }
}

/// Time passes; whatever becomes due gets its tick at its moment.
fn wait(world: &mut World, ms: u64) -> Result<(), String> {
    let end = world.now_ms + ms;
    while let Some(due) = world.state.next_due().filter(|due| due.0 <= end) {
        world.now_ms = world.now_ms.max(due.0);
        world.apply(Command::Tick);
        world.settle_core();
        if world.state.next_due() == Some(due) {
            return Err("a tick did nothing about what was due".into());
        }
    }
    world.now_ms = end;
    Ok(())
}

fn show(world: &World, words: &mut Words) -> Result<Vec<String>, String> {
    let state = &world.state;
    let lines = match words.next("what to show")?.as_str() {
        "group" => {
            let group = world.group(&words.next("a group")?)?;
            let runtime = state.group_runtime(group).ok_or("no such group")?;
            vec![format!(
                "{} on node {}, epoch {}, {} failovers, state sequence {}",
                state.group_state(group),
                runtime.owner,
                runtime.epoch.0,
                runtime.failovers.len(),
                runtime.state_sequence
            )]
        }
        "resource" => {
            let runtime = state.resource_runtime(world.resource(&words.next("a resource")?)?);
            let runtime = runtime.ok_or("no such resource")?;
            vec![format!(
                "{}, attempt {}, checkpoint {}, {} restarts counted, state sequence {}, code {}, \"{}\"",
                runtime.state,
                runtime.attempt.0,
                runtime.checkpoint,
                runtime.restarts.len(),
                runtime.state_sequence,
                runtime.status_code,
                runtime.status_text
            )]
        }
        "due" => match state.next_due() {
            None => vec!["nothing is due".into()],
            Some(at) => vec![format!("the next tick is due in {} ms", at.since_ms(state.time()))],
        },
        "wanted" => {
            let node = world.node(&words.next("a node")?)?;
            let name = |id| state.config().resources.get(&id).map_or(String::new(), |found| found.name.clone());
            let wanted = state
                .wanted(node)
                .into_iter()
                .filter(|wanted| state.config().resources.get(&wanted.resource).is_some_and(|resource| !resource.core));
            wanted
                .map(|wanted| {
                    let (demand, resource) = (wanted.demand, name(wanted.resource));
                    format!("{demand:?} {resource}, attempt {}, epoch {}", wanted.attempt.0, wanted.epoch.0)
                })
                .collect()
        }
        "start" => match state.start_spec(world.resource(&words.next("a resource")?)?) {
            None => vec!["not to be started".into()],
            Some(spec) => {
                let mut lines = vec![format!(
                    "{} of type {} in {}, attempt {}, epoch {}, looks-alive {} ms, is-alive {} ms, pending {} ms, deadlock {} ms{}",
                    spec.resource_name,
                    spec.type_name,
                    spec.group_name,
                    spec.attempt.0,
                    spec.epoch.0,
                    spec.looks_alive_ms,
                    spec.is_alive_ms,
                    spec.pending_timeout_ms,
                    spec.deadlock_timeout_ms,
                    if spec.separate_monitor { ", own host" } else { "" }
                )];
                lines.extend(spec.properties.iter().map(|(name, value)| format!("  {name} = {value:?}")));
                lines
            }
        },
        "members" => {
            let facts = state.members();
            let mut lines: Vec<String> = facts
                .members
                .iter()
                .map(|(node, life)| format!("node {node}: {}", if life.is_some() { "active" } else { "not active" }))
                .collect();
            lines.push(format!(
                "delay {} ms, lease {} ms, longest lease {} ms",
                facts.delay_ms, facts.lease_ms, facts.longest_lease_ms
            ));
            lines
        }
        "value" => {
            let (path, name) = (words.next("a path")?, words.next("a name")?);
            match state.hive().value(&path, &name) {
                None => vec!["no such value".into()],
                Some(value) => vec![format!("{value:?}")],
            }
        }
        "key" => match state.hive().key(&words.next("a path")?) {
            None => vec!["no such key".into()],
            Some(key) => {
                let subkeys = key.subkeys().map(|key| format!("{}\\", key.name()));
                subkeys.chain(key.values().map(|(name, value)| format!("{name} = {value:?}"))).collect()
            }
        },
        other => return Err(format!("cannot show {other:?}")),
    };
    words.end()?;
    Ok(lines)
}

/// In the order in which they were made: object type, flag, object, and the buffer in hexadecimal.
fn notifications(world: &World) -> Vec<String> {
    let state = &world.state;
    let core = |id: &str| {
        let mut groups = state.config().groups.keys().filter(|group| account::is_core_group(state, **group));
        let mut resources = state.config().resources.values().filter(|resource| resource.core);
        groups.any(|group| group.to_string() == id) || resources.any(|resource| resource.id.to_string() == id)
    };
    let told = world.notifications.iter().filter(|told| !core(&told.object_id));
    told.map(|told| {
        let buffer: String = told.buffer.iter().map(|byte| format!("{byte:02x}")).collect();
        format!(
            "notify {}:{:#x} \"{}\" parent {:?} buffer {buffer}",
            told.object_type, told.flag, told.name, told.parent_id
        )
    })
    .collect()
}
