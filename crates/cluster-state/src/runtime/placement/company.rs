//! What speaks against a node because of what else runs there: enforced anti-affinity, affinity rules, free capacity
//! (policies 9.22 to 9.36).

use super::node::Unsuitable;
use crate::config::Needs;
use crate::runtime::cause::name_of_group;
use crate::runtime::occupancy::{Mark, Stake, option};
use crate::state::State;
use model::{GroupId, NodeId};

/// Anti-affine or not, in words.
pub(super) struct Rival {
    pub class: String,
    pub group: String,
}

impl State {
    /// A group that costs nothing to place has no stake, and nothing of this concerns it.
    pub(in crate::runtime) fn bad_company(
        &self,
        group: GroupId,
        node: NodeId,
        ignore_rules: bool,
    ) -> Option<Unsuitable> {
        let stake = self.stake(group)?;
        let enforced = || {
            let rival = self.rival(group, stake, node)?;
            Some(Unsuitable::AntiAffinity { class: rival.class, group: rival.group })
        };
        let rules = || if ignore_rules { None } else { self.affinity_obstacle(group, node) };
        let hard = if self.enforces_anti_affinity() { enforced() } else { None };
        hard.or_else(rules).or_else(|| self.lacks_capacity(group, node)).or_else(|| {
            let companions = if ignore_rules { Vec::new() } else { self.companions(group) };
            companions.into_iter().find_map(|companion| self.companion_obstacle(group, companion, node))
        })
    }

    fn enforces_anti_affinity(&self) -> bool {
        self.config.cluster.enforced_anti_affinity && !self.broken.ignore_anti_affinity
    }

    /// A group on the node that is anti-affine to this one (policies 9.23).
    pub(super) fn rival(&self, group: GroupId, stake: &Stake, node: NodeId) -> Option<Rival> {
        let mark = self.rival_mark(stake, node)?;
        let rival = self.holder_of(mark, node, group)?;
        let class = self.class_as_written(group, mark);
        Some(Rival { class, group: name_of_group(self, rival) })
    }

    /// The class that another group on the node has too.
    pub(super) fn rival_mark<'a>(&self, stake: &'a Stake, node: NodeId) -> Option<&'a Mark> {
        let classes = stake.marks.iter().filter(|mark| matches!(mark, Mark::Class(_)));
        classes.into_iter().find(|mark| self.runtime.occupancy.has_other_with(mark, node, stake))
    }

    /// The class as the group has it, for people.
    fn class_as_written(&self, group: GroupId, mark: &Mark) -> String {
        let Mark::Class(class) = mark else { return String::new() };
        let path = crate::config::keys::Object::Group(group).path();
        let written = match self.hive.value(&path, "AntiAffinityClassNames") {
            Some(model::Value::MultiSz(list)) => list.iter().find(|name| model::fold::equals(name, class)).cloned(),
            _ => None,
        };
        written.unwrap_or_else(|| class.to_string())
    }

    /// What the node is short of for this group; `None` when it has room, offers without limit, or the group needs nothing in
    /// particular (policies 9.22). PlacementOptions 4 and 8 leave memory and CPU out.
    pub fn lacks_capacity(&self, group: GroupId, node: NodeId) -> Option<Unsuitable> {
        let needed = self.config.demands.get(&group)?.needs;
        if needed.is_nothing() {
            return None;
        }
        let offered = self.config.nodes.get(&node)?.offered;
        let used = self.runtime.occupancy.used_by_others(node, self.stake(group));
        self.short_of(needed, offered, used)
    }

    /// As [`State::lacks_capacity`], if other groups on the node gave so much free.
    pub(in crate::runtime) fn lacks_capacity_without(
        &self,
        group: GroupId,
        node: NodeId,
        freed: Needs,
    ) -> Option<Unsuitable> {
        let needed = self.config.demands.get(&group)?.needs;
        let offered = self.config.nodes.get(&node)?.offered;
        let mut used = self.runtime.occupancy.used_by_others(node, self.stake(group));
        used -= freed;
        self.short_of(needed, offered, used)
    }

    fn short_of(&self, needed: Needs, offered: Needs, used: Needs) -> Option<Unsuitable> {
        let options = self.config.cluster.placement_options;
        let short = |of, unit, needed: u64, offered: u64, used: u64| {
            let free = offered.saturating_sub(used);
            (needed > 0 && offered > 0 && needed > free).then_some(Unsuitable::LacksCapacity { of, unit, free, needed })
        };
        let memory = || short("memory", "MB", needed.memory_mb, offered.memory_mb, used.memory_mb);
        let cpu = || short("CPU", "%", needed.cpu_percent, offered.cpu_percent, used.cpu_percent);
        let memory = if options & option::IGNORE_MEMORY == 0 { memory() } else { None };
        memory.or_else(|| if options & option::IGNORE_CPU == 0 { cpu() } else { None })
    }

    /// What keeps a group that would come along from the node.
    fn companion_obstacle(&self, group: GroupId, companion: GroupId, node: NodeId) -> Option<Unsuitable> {
        let enforced = || {
            let rival = self.rival(companion, self.stake(companion)?, node)?;
            Some(Unsuitable::AntiAffinity { class: rival.class, group: rival.group })
        };
        let obstacle = self
            .not_possible_owner(companion, node)
            .or_else(|| if self.enforces_anti_affinity() { enforced() } else { None })
            .or_else(|| self.affinity_obstacle(companion, node))
            .or_else(|| self.lacks_capacity_together(group, companion, node))?;
        Some(Unsuitable::Companion { group: name_of_group(self, companion), why: Box::new(obstacle) })
    }

    /// The node has to hold both.
    fn lacks_capacity_together(&self, group: GroupId, companion: GroupId, node: NodeId) -> Option<Unsuitable> {
        let needs = |group| self.config.demands.get(&group).map_or_else(Needs::default, |demands| demands.needs);
        let mut needed = needs(companion);
        needed += needs(group);
        let offered = self.config.nodes.get(&node)?.offered;
        let mut used = self.runtime.occupancy.used_by_others(node, self.stake(companion));
        if let Some(own) = self.stake(group) {
            used -= own.needs_of(node);
        }
        self.short_of(needed, offered, used)
    }
}
