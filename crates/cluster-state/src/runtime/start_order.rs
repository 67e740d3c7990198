//! A group starts after what it depends on (policies 11): which providers are ready, and who waits for them.
//!
//! What each group that somebody depends on offers, and how many of a set do, is counted along with every change of state, so
//! that a report about one group costs the same in a set of two and of thousands. Whoever waits stands in an index under
//! the one provider that it waits for; only those are looked at when the provider becomes ready.
//!
//! The order is one of starts: nothing here ever stops a group.

use super::cause::{in_words, name_of_group, name_of_node};
use super::waiting::Waiting;
use super::{GroupRuntime, Timer};
use crate::apply::Apply;
use crate::config::{Config, GroupSetConfig};
use crate::outcome::{Level, ObjectKind, Subject};
use crate::state::State;
use imbl::{OrdMap, OrdSet};
use model::{ClusterTime, GroupId, GroupSetId, GroupState};
use std::sync::Arc;

/// StartupCount: all groups of the set.
const ALL: u32 = u32::MAX;
/// StartupSetting: a group counts when it is at least on its way online. The other values count what is online.
const DELAY: u32 = 1;
/// GroupDependencyTimeout: no limit.
const INFINITE: u32 = u32::MAX;

/// What a group can wait for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Provider {
    Group(GroupId),
    Set(GroupSetId),
}

/// A group that is held back by its providers, or was until GroupDependencyTimeout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProviderWait {
    /// When it began; whatever it waits for meanwhile, the time-out counts from here.
    pub since: ClusterTime,
    /// The first that is not ready.
    pub provider: Provider,
    /// When it starts in spite of it; `None` = never, or over already.
    pub until: Option<ClusterTime>,
    /// It has waited long enough, and starts as soon as nothing else is in the way.
    pub over: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GroupSetRuntime {
    pub readiness: Readiness,
}

/// Whether those that depend on a set may start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Readiness {
    /// Not enough of its groups meet StartupSetting.
    No,
    /// Enough do, and StartupDelay is over then.
    At(ClusterTime),
    Yes,
}

impl Readiness {
    pub fn due(self) -> Option<ClusterTime> {
        match self {
            Readiness::At(at) => Some(at),
            Readiness::No | Readiness::Yes => None,
        }
    }
}

/// What groups offer to those that wait. Derived.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Provision {
    /// Groups that somebody depends on, by themselves or by their set, and that offer something.
    of_group: OrdMap<GroupId, Offer>,
    of_set: OrdMap<GroupSetId, Offers>,
    /// Groups that wait.
    pub(super) waiting: OrdMap<Provider, OrdSet<GroupId>>,
}

/// In order: the more, the more may start.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Offer {
    Pending,
    Online,
}

/// Numbers of groups of a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Offers {
    at_least_pending: usize,
    online: usize,
}

impl Offer {
    fn of(state: GroupState) -> Option<Offer> {
        match state {
            GroupState::Online => Some(Offer::Online),
            GroupState::Pending | GroupState::PartialOnline => Some(Offer::Pending),
            GroupState::Offline | GroupState::Failed | GroupState::Unknown => None,
        }
    }
}

impl Provision {
    /// From the objects, as after a snapshot was read.
    pub(crate) fn derive(config: &Config, groups: &OrdMap<GroupId, Arc<GroupRuntime>>) -> Provision {
        let mut provision = Provision::default();
        for (id, group) in groups {
            if config.is_provider(*id) {
                provision.change(config, *id, Offer::of(group.state));
            }
            if let Some(wait) = group.provider_wait {
                provision.waiting.entry(wait.provider).or_default().insert(*id);
            }
        }
        provision
    }

    /// Answers whether it was another offer before.
    fn change(&mut self, config: &Config, group: GroupId, offer: Option<Offer>) -> bool {
        let old = match offer {
            Some(offer) => self.of_group.insert(group, offer),
            None => self.of_group.remove(&group),
        };
        if old == offer {
            return false;
        }
        if let Some(set) = config.set_of(group) {
            let mut offers = self.of_set.get(&set).copied().unwrap_or_default();
            offers.at_least_pending -= usize::from(old.is_some());
            offers.online -= usize::from(old == Some(Offer::Online));
            offers.at_least_pending += usize::from(offer.is_some());
            offers.online += usize::from(offer == Some(Offer::Online));
            match offers == Offers::default() {
                true => self.of_set.remove(&set),
                false => self.of_set.insert(set, offers),
            };
        }
        true
    }

    /// The group waits for another provider, or for none.
    pub(super) fn move_waiting(&mut self, group: GroupId, from: Option<Provider>, to: Option<Provider>) {
        if from == to {
            return;
        }
        if let Some(from) = from
            && let Some(groups) = self.waiting.get_mut(&from)
        {
            groups.remove(&group);
            if groups.is_empty() {
                self.waiting.remove(&from);
            }
        }
        if let Some(to) = to {
            self.waiting.entry(to).or_default().insert(group);
        }
    }
}

impl Config {
    /// Somebody may depend on the group, by itself or by its set.
    fn is_provider(&self, group: GroupId) -> bool {
        self.start_order.of_group.contains_key(&group) || self.start_order.set_of.contains_key(&group)
    }
}

impl Apply<'_> {
    /// Before the groups of an entry are reconciled: nobody starts on what was there before the entry. What has come counts when its
    /// own group was taken as far as it can go, which may start more of it or move it away.
    pub(super) fn offers_before_reconciling(&mut self) {
        if self.state.config.start_order.is_empty() {
            return;
        }
        for group in self.dirty.clone() {
            let offer = self.state.offer_of(group);
            if offer < self.state.runtime.provision.of_group.get(&group).copied() {
                self.change_offer(group, offer);
            }
        }
    }

    /// What the group offers now, whatever has changed it: its state, or who depends on it.
    pub(crate) fn refresh_offer(&mut self, group: GroupId) {
        let offer = self.state.offer_of(group);
        self.change_offer(group, offer);
    }

    /// The group is about to leave its set, or to be deleted.
    pub(crate) fn withdraw_offer(&mut self, group: GroupId) {
        self.change_offer(group, None);
    }

    fn change_offer(&mut self, group: GroupId, offer: Option<Offer>) {
        let State { config, runtime, .. } = &mut *self.state;
        if !runtime.provision.change(config, group, offer) {
            return;
        }
        if offer == Some(Offer::Online) {
            self.wake(Provider::Group(group));
        }
        if let Some(set) = self.state.config.set_of(group) {
            self.refresh_readiness(set);
        }
    }

    /// Those that wait for it are looked at again.
    fn wake(&mut self, provider: Provider) {
        self.dirty.extend(self.state.runtime.provision.waiting.get(&provider).into_iter().flatten().copied());
    }

    fn refresh_readiness(&mut self, id: GroupSetId) {
        let set = self.state.config.group_set(id).clone();
        let present = self.state.group_set_runtime(id).readiness;
        let met = self.state.offers_in(&set) >= needed(&set);
        let readiness = match (met, present) {
            (false, _) => Readiness::No,
            (true, Readiness::No) if set.groups.is_empty() || set.startup_delay_s == 0 => Readiness::Yes,
            (true, Readiness::No) => Readiness::At(self.state.time.plus_ms(u64::from(set.startup_delay_s) * 1_000)),
            (true, present) => present,
        };
        self.change_readiness(id, readiness);
    }

    fn change_readiness(&mut self, id: GroupSetId, readiness: Readiness) {
        let before = self.state.group_set_runtime(id).readiness;
        if before == readiness {
            return;
        }
        self.state.runtime.group_sets.insert(id, GroupSetRuntime { readiness });
        self.move_timer(Timer::SetReady(id), before.due(), readiness.due());
        if (before == Readiness::Yes) != (readiness == Readiness::Yes) {
            self.notify_group_set_state(id);
        }
        if readiness == Readiness::Yes {
            self.wake(Provider::Set(id));
            let set = self.state.config.group_set(id).clone();
            if !set.groups.is_empty() {
                let text = format!("Group set \"{}\" is ready: {}.", set.name, self.state.progress_of(&set));
                self.record_group_set(&set, "policies 11.14", text);
            }
        } else if let Readiness::At(_) = readiness {
            let set = self.state.config.group_set(id).clone();
            let delay = in_words(u64::from(set.startup_delay_s) * 1_000);
            let progress = self.state.progress_of(&set);
            let text = format!("Group set \"{}\" is ready in {delay}, its StartupDelay: {progress}.", set.name);
            self.record_group_set(&set, "policies 11.15", text);
        }
    }

    /// StartupDelay is over (policies 11.15).
    pub(super) fn set_ready_due(&mut self, id: GroupSetId) {
        self.change_readiness(id, Readiness::Yes);
    }

    pub(crate) fn group_set_created(&mut self, id: GroupSetId) {
        // An empty set holds nobody back.
        self.state.runtime.group_sets.insert(id, GroupSetRuntime { readiness: Readiness::Yes });
    }

    /// Its settings, its groups or what it depends on changed.
    pub(crate) fn group_set_changed(&mut self, old: &GroupSetConfig) {
        let set = self.state.config.group_set(old.id).clone();
        let counting = matches!(self.state.group_set_runtime(set.id).readiness, Readiness::At(_));
        if counting && set.startup_delay_s != old.startup_delay_s {
            // The wait begins anew with the new length.
            self.change_readiness(set.id, Readiness::No);
        }
        self.refresh_readiness(set.id);
        self.wake(Provider::Set(set.id));
        if set.depends_on != old.depends_on {
            self.dirty.extend(set.groups.iter().copied());
        }
    }

    /// Called after it has left the configuration; nobody depends on it any more, unless it was global.
    pub(crate) fn group_set_deleted(&mut self, old: &GroupSetConfig) {
        if let Some(runtime) = self.state.runtime.group_sets.remove(&old.id) {
            self.move_timer(Timer::SetReady(old.id), runtime.readiness.due(), None);
        }
        self.wake(Provider::Set(old.id));
        for group in &old.groups {
            self.refresh_offer(*group);
        }
        self.dirty.extend(old.groups.iter().copied());
    }

    /// GroupDependencyTimeout changed: it counts from the beginning of each wait.
    pub(crate) fn dependency_timeout_changed(&mut self) {
        let waiting: Vec<GroupId> = self.state.runtime.provision.waiting.values().flatten().copied().collect();
        for id in waiting {
            let until = self.state.group(id).provider_wait.and_then(|wait| self.state.wait_ends(wait.since));
            self.change_group(id, |group| {
                if let Some(wait) = group.provider_wait.as_mut().filter(|wait| !wait.over) {
                    wait.until = until;
                }
            });
        }
    }

    /// Keeps the account of a group's wait after the group was taken as far as it can go.
    pub(super) fn note_provider_wait(&mut self, group: GroupId) {
        let present = self.state.group(group).provider_wait;
        if present.is_none() && self.state.unready_provider(group).is_none() {
            return;
        }
        let waits_for = match self.state.waiting(group) {
            Some(Waiting::Provider(provider)) => Some(provider),
            _ => None,
        };
        match (present, waits_for) {
            (None, None) => {}
            (Some(wait), Some(provider)) if wait.provider == provider => {}
            (_, Some(provider)) => {
                let since = present.map_or(self.state.time, |wait| wait.since);
                let wait = ProviderWait { since, provider, until: self.state.wait_ends(since), over: false };
                self.change_group(group, |group| group.provider_wait = Some(wait));
                let name = name_of_group(self.state, group);
                let what = self.state.provider_wait_in_words(provider);
                let text = format!("Group \"{name}\" does not start yet: {what}.");
                self.record_group(Level::Information, group, "policies 11.1", text, Vec::new());
            }
            (Some(wait), None) => self.end_provider_wait(group, wait),
        }
    }

    /// A wait goes on, and one that is over is remembered, while something else is in the way of a group that is to start.
    fn end_provider_wait(&mut self, group: GroupId, wait: ProviderWait) {
        let started = self.state.group(group).started;
        let provider = self.state.provider_obstacle(group);
        if (wait.over || provider.is_some()) && !started && self.state.group_wanted(group) {
            // What it waited for first may be ready meanwhile, or deleted: then it waits for the next one from here on.
            if let Some(provider) = provider.filter(|provider| *provider != wait.provider) {
                self.change_group(group, |group| group.provider_wait = Some(ProviderWait { provider, ..wait }));
            }
            return;
        }
        self.change_group(group, |group| group.provider_wait = None);
        if started && !wait.over {
            let text = format!("Group \"{}\" starts: it waits for nothing any more.", name_of_group(self.state, group));
            self.record_group(Level::Information, group, "policies 11.1", text, Vec::new());
        }
    }

    /// GroupDependencyTimeout is over (policies 11.19).
    pub(super) fn provider_wait_due(&mut self, group: GroupId) {
        let Some(wait) = self.state.group(group).provider_wait else { return };
        let what = self.state.provider_wait_in_words(wait.provider);
        self.change_group(group, |group| {
            group.provider_wait = Some(ProviderWait { until: None, over: true, ..wait });
        });
        let waited = in_words(u64::from(self.state.config.cluster.group_dependency_timeout_s) * 1_000);
        let name = name_of_group(self.state, group);
        let text = format!(
            "Group \"{name}\" has waited {waited}, which is GroupDependencyTimeout, and is not held back any longer: {what}."
        );
        self.record_group(Level::Warning, group, "policies 11.19", text, Vec::new());
    }

    fn record_group_set(&mut self, set: &GroupSetConfig, rule: &str, text: String) {
        let subject = Subject { kind: ObjectKind::GroupSet, id: set.id.to_string(), name: set.name.clone() };
        self.record(Level::Information, subject, rule, text, Vec::new());
    }
}

/// Groups of the set that have to meet StartupSetting (policies 11.14).
fn needed(set: &GroupSetConfig) -> usize {
    match set.startup_count {
        ALL => set.groups.len(),
        count => set.groups.len().min(count as usize),
    }
}

impl State {
    /// The first of the group's providers that is not ready: its groups, its set, the sets that its own set depends on,
    /// and the global sets (policies 11.1, 11.11).
    pub(super) fn unready_provider(&self, id: GroupId) -> Option<Provider> {
        let order = &self.config.start_order;
        if order.is_empty() || self.broken.ignore_start_order {
            return None;
        }
        let group = self.config.group(id);
        if group.core {
            return None;
        }
        let online = |id: &&GroupId| self.runtime.provision.of_group.get(*id) == Some(&Offer::Online);
        if let Some(provider) = group.depends_on.iter().find(|id| !online(id)) {
            return Some(Provider::Group(*provider));
        }
        let set = order.set_of.get(&id).copied();
        let of_set = set.into_iter().flat_map(|set| &self.config.group_set(set).depends_on);
        let is_global = set.is_some_and(|set| order.global.contains(&set));
        let global = order.global.iter().filter(|_| !is_global);
        let mut sets = group.depends_on_set.iter().chain(of_set).chain(global).copied();
        sets.find(|set| self.group_set_runtime(*set).readiness != Readiness::Yes).map(Provider::Set)
    }

    fn offer_of(&self, group: GroupId) -> Option<Offer> {
        let provider = self.config.groups.contains_key(&group) && self.config.is_provider(group);
        if provider { Offer::of(self.group_state(group)) } else { None }
    }

    /// What holds the start of the group back, unless it has waited long enough.
    pub(super) fn provider_obstacle(&self, id: GroupId) -> Option<Provider> {
        if self.config.cluster.group_dependency_timeout_s == 0 {
            return None;
        }
        let over = || self.group(id).provider_wait.is_some_and(|wait| wait.over);
        self.unready_provider(id).filter(|_| !over())
    }

    fn wait_ends(&self, since: ClusterTime) -> Option<ClusterTime> {
        let timeout_s = self.config.cluster.group_dependency_timeout_s;
        (timeout_s != INFINITE).then(|| since.plus_ms(u64::from(timeout_s) * 1_000))
    }

    pub(super) fn group_set_runtime(&self, id: GroupSetId) -> GroupSetRuntime {
        *self.runtime.group_sets.get(&id).unwrap_or_else(|| panic!("{id:?} has no runtime part"))
    }

    /// Groups of the set that meet its StartupSetting (policies 11.16, 11.17).
    fn offers_in(&self, set: &GroupSetConfig) -> usize {
        let offers = self.runtime.provision.of_set.get(&set.id).copied().unwrap_or_default();
        if set.startup_setting == DELAY { offers.at_least_pending } else { offers.online }
    }

    /// Whether those that depend on the set may start, and how it came to that.
    pub fn group_set_readiness(&self, id: GroupSetId) -> Option<Readiness> {
        self.runtime.group_sets.get(&id).map(|set| set.readiness)
    }

    /// StatusInformation of a set: bits of CLUSGROUPSET_STATUS (object-model 10).
    pub fn group_set_status_information(&self, id: GroupSetId) -> u64 {
        const GROUPS_PENDING: u64 = 1;
        const GROUPS_ONLINE: u64 = 2;
        let Some(set) = self.config.group_sets.get(&id).filter(|set| !set.groups.is_empty()) else { return 0 };
        let offers = self.runtime.provision.of_set.get(&id).copied().unwrap_or_default();
        let bit = |number: usize, bit: u64| if number >= needed(set) { bit } else { 0 };
        bit(offers.at_least_pending, GROUPS_PENDING) | bit(offers.online, GROUPS_ONLINE)
    }

    /// `1 of its 3 groups is online, and it takes 2`.
    fn progress_of(&self, set: &GroupSetConfig) -> String {
        let what = if set.startup_setting == DELAY { "at least pending" } else { "online" };
        let (number, groups) = (self.offers_in(set), set.groups.len());
        let mut text = match (number, groups) {
            (0, 1) => format!("its group is not {what}"),
            (_, 1) => format!("its group is {what}"),
            (0, _) => format!("none of its {groups} groups is {what}"),
            (1, _) => format!("1 of its {groups} groups is {what}"),
            _ => format!("{number} of its {groups} groups are {what}"),
        };
        if needed(set) != groups {
            text.push_str(&format!(", and it takes {}", needed(set)));
        }
        text
    }

    /// Why the provider is not ready, as half a sentence.
    pub(super) fn provider_wait_in_words(&self, provider: Provider) -> String {
        match provider {
            Provider::Group(id) => {
                let (name, state) = (name_of_group(self, id), self.group_state(id));
                let unwanted = !self.config.group(id).persistent_online;
                let unwanted = if unwanted { ", as it was asked to be" } else { "" };
                let node = name_of_node(self, self.group(id).owner);
                format!("it starts after group \"{name}\", which is {state} on {node}{unwanted}")
            }
            Provider::Set(id) => {
                let set = self.config.group_set(id);
                let progress = match self.group_set_runtime(id).readiness {
                    Readiness::At(at) => format!("is ready in {}", in_words(at.since_ms(self.time))),
                    _ => format!("is not ready, because {}", self.progress_of(set)),
                };
                format!("it starts after group set \"{}\", which {progress}", set.name)
            }
        }
    }

    /// `group "Db"`, `group set "Base"`.
    pub(crate) fn provider_in_words(&self, provider: Provider) -> String {
        match provider {
            Provider::Group(id) => format!("group \"{}\"", name_of_group(self, id)),
            Provider::Set(id) => format!("group set \"{}\"", self.config.group_set(id).name),
        }
    }
}
