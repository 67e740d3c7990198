//! Plays the text of a case and gives back the text as it is to be recorded.

use crate::account::{self, Facts};
use crate::command;
use crate::invariants;
use crate::sets;
use crate::words::{Words, duration_ms, split};
use crate::world::World;
use cluster_state::State;
use cluster_state::command::{Command, PropertyScope};
use cluster_state::runtime::Failback;
use model::property::PropertyOf;

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
            let names = words.until(&["versions"]);
            let versions = sets::versions(&mut words)?;
            for name in names {
                let node = world.node(&name)?;
                let join = match versions {
                    Some(versions) => world.join_with(node, false, versions),
                    None => world.join(node, false),
                };
                world.apply(join);
            }
            Vec::new()
        }
        "settle" => {
            settle(world);
            Vec::new()
        }
        "chain" => {
            chain(world, &mut words)?;
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
        "clock" => {
            let time = words.next("a time of day")?;
            let zone_offset_s = words.behind("zone")?.map_or(Ok(world.zone_offset_s), |zone| zone_s(&zone))?;
            set_clock(world, &time, zone_offset_s)?;
            Vec::new()
        }
        "forced-quorum" => world.force_quorum().map(|()| Vec::new())?,
        "snapshot" => {
            world.state = State::from_image(world.state.to_image()).map_err(|damage| damage.to_string())?;
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

/// `chain NAME LENGTH in GROUP`: NAME-0 to NAME-LENGTH, each of which depends on the one before.
fn chain(world: &mut World, words: &mut Words) -> Result<(), String> {
    let name = words.next("a name")?;
    let length: u32 = words.next("a length")?.parse().map_err(|_| "a length is a number")?;
    let group = words.behind("in")?.ok_or("a chain is `in GROUP`")?;
    for number in 0..=length {
        let mut steps = vec![format!("resource {name}-{number} in {group}")];
        if number > 0 {
            steps.push(format!("depend {name}-{number} on {name}-{}", number - 1));
        }
        for step in steps {
            let mut words = Words::new(split(&step)?);
            let first = words.next("a step")?;
            let command = command::parse(world, &first, &mut words)?;
            if let Some(Err(refusal)) = world.apply(command).reply {
                return Err(format!("{step}: {refusal}"));
            }
        }
    }
    Ok(())
}

/// Every host does at once what is wanted of it, until nothing is pending.
fn settle(world: &mut World) {
    while let Some(reports) = world.next_healthy_report(false) {
        world.apply(Command::Reports(reports));
    }
}

/// The leader's clock shows this time of the present day, in this zone; it is seen with the next entry.
fn set_clock(world: &mut World, time: &str, zone_offset_s: i32) -> Result<(), String> {
    const DAY_MS: i64 = 24 * 3_600_000;
    let number = |text: &str| text.parse::<i64>().map_err(|_| format!("no time of day: {time}"));
    let (hours, minutes) = time.split_once(':').ok_or_else(|| format!("no time of day: {time}"))?;
    world.zone_offset_s = zone_offset_s;
    let wanted_ms = (number(hours)? * 60 + number(minutes)?) * 60_000;
    let shown_ms = (world.now_ms as i64 + world.wall_ahead_ms + i64::from(zone_offset_s) * 1_000).rem_euclid(DAY_MS);
    world.wall_ahead_ms += wanted_ms - shown_ms;
    Ok(())
}

/// `+5h`, `-30min`
fn zone_s(text: &str) -> Result<i32, String> {
    let (sign, length) = match text.strip_prefix('-') {
        Some(length) => (-1, length),
        None => (1, text.strip_prefix('+').ok_or("a zone begins with + or -")?),
    };
    Ok(sign * (duration_ms(length)? / 1_000) as i32)
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
        "group" => vec![show_group(world, &words.next("a group")?)?],
        "waiting" => vec![show_waiting(world, &words.next("a group")?)?],
        "failback" => vec![show_failback(world, &words.next("a group")?)?],
        "resource" => vec![show_resource(world, &words.next("a resource")?)?],
        "wanted" => show_wanted(world, &words.next("a node")?)?,
        "start" => show_start(world, &words.next("a resource")?)?,
        "members" => show_members(world),
        "level" => vec![sets::show_level(world)],
        "property" => vec![show_property(world, words)?],
        "can-depend" => {
            let (dependent, provider) = (words.next("a resource")?, words.next("a provider")?);
            match state.can_depend(&dependent, &provider) {
                Ok(()) => vec!["possible".into()],
                Err(refusal) => vec![account::refused(&refusal)],
            }
        }
        "due" => match state.next_due() {
            None => vec!["nothing is due".into()],
            Some(at) => vec![format!("the next tick is due in {} ms", at.since_ms(state.time()))],
        },
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

fn show_group(world: &World, name: &str) -> Result<String, String> {
    let group = world.group(name)?;
    let runtime = world.state.group_runtime(group).ok_or("no such group")?;
    Ok(format!(
        "{} on node {}, epoch {}, {} failovers, state sequence {}",
        world.state.group_state(group),
        runtime.owner,
        runtime.epoch.0,
        runtime.failovers.len(),
        runtime.state_sequence
    ))
}

/// What the group waits for, with the bits of StatusInformation.
fn show_waiting(world: &World, name: &str) -> Result<String, String> {
    let (group, state) = (world.group(name)?, &world.state);
    let bits = state.group_status_information(group);
    Ok(match state.waiting(group) {
        None => format!("waits for nothing, status {bits:#x}"),
        Some(waiting) => {
            format!("waits, because {} [{}], status {bits:#x}", state.waiting_in_words(&waiting), waiting.rule())
        }
    })
}

fn show_failback(world: &World, name: &str) -> Result<String, String> {
    let (group, state) = (world.group(name)?, &world.state);
    let standing = match state.group_runtime(group).and_then(|group| group.failback) {
        None => "does not go back",
        Some(Failback::Due) => "goes back when it is at rest",
        Some(Failback::AtWindow { .. }) => "goes back when its window begins",
    };
    let target = state.failback_target(group).map_or("nowhere".into(), |node| format!("node {node}"));
    Ok(format!("{standing}; it would go to {target}"))
}

fn show_resource(world: &World, name: &str) -> Result<String, String> {
    let runtime = world.state.resource_runtime(world.resource(name)?).ok_or("no such resource")?;
    Ok(format!(
        "{}, attempt {}, checkpoint {}, {} restarts counted, state sequence {}, code {}, \"{}\"",
        runtime.state,
        runtime.attempt.0,
        runtime.checkpoint,
        runtime.restarts.len(),
        runtime.state_sequence,
        runtime.status_code,
        runtime.status_text
    ))
}

fn show_wanted(world: &World, node: &str) -> Result<Vec<String>, String> {
    let resources = &world.state.config().resources;
    let wanted = world.state.wanted(world.node(node)?).into_iter().filter_map(|wanted| {
        let resource = resources.get(&wanted.resource).filter(|resource| !resource.core)?;
        let (demand, name) = (wanted.demand, &resource.name);
        Some(format!("{demand:?} {name}, attempt {}, epoch {}", wanted.attempt.0, wanted.epoch.0))
    });
    Ok(wanted.collect())
}

fn show_start(world: &World, resource: &str) -> Result<Vec<String>, String> {
    let Some(spec) = world.state.start_spec(world.resource(resource)?) else {
        return Ok(vec!["not to be started".into()]);
    };
    let mut lines = vec![
        format!("{} of type {} in {}", spec.resource_name, spec.type_name, spec.group_name),
        format!("attempt {}, epoch {}", spec.attempt.0, spec.epoch.0),
        format!("looks-alive {} ms, is-alive {} ms", spec.looks_alive_ms, spec.is_alive_ms),
        format!("pending {} ms, deadlock {} ms", spec.pending_timeout_ms, spec.deadlock_timeout_ms),
    ];
    if spec.separate_monitor {
        lines.push("a host of its own".into());
    }
    lines.extend(spec.properties.iter().map(|(name, value)| format!("{name} = {value:?}")));
    Ok(lines)
}

fn show_members(world: &World) -> Vec<String> {
    let facts = world.state.members();
    let active = |life: bool| if life { "active" } else { "not active" };
    let mut lines: Vec<String> =
        facts.members.iter().map(|(node, life)| format!("node {node}: {}", active(life.is_some()))).collect();
    let (delay, lease, longest) = (facts.delay_ms, facts.lease_ms, facts.longest_lease_ms);
    lines.push(format!("delay {delay} ms, lease {lease} ms, longest lease {longest} ms"));
    let own = facts.own_leases.iter();
    lines
        .extend(own.map(|(node, lease, longest)| format!("node {node}: lease {lease} ms, longest lease {longest} ms")));
    lines
}

/// `property KIND [NAME] PROPERTY`, KIND as in `set`.
fn show_property(world: &World, words: &mut Words) -> Result<String, String> {
    let kind = command::kind(&words.next("a kind of object")?)?;
    let name = if kind == PropertyOf::Cluster { String::new() } else { words.next("a name")? };
    let property = words.next("a property")?;
    let listed = world.state.properties(kind, &name, PropertyScope::Common).map_err(|refusal| refusal.to_string())?;
    let found = listed.into_iter().find(|listed| listed.name == property).ok_or("no such property")?;
    Ok(format!("{:?}", found.value))
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
