//! What reaches whom, and when. Datagrams may be lost, doubled, late and reordered; a link keeps its order, and what it holds
//! while it is cut comes later or never.

use crate::clock::{MS, US};
use crate::event::LinkItem;
use crate::profile::Profile;
use crate::random::Random;
use model::NodeId;
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Channel {
    Datagrams,
    Links,
}

/// From, to.
pub(crate) type Way = (NodeId, NodeId);

/// Messages that a cut link keeps for later, as TCP does; above that they are lost.
const HELD_MAX: usize = 500;

#[derive(Default)]
pub(crate) struct Network {
    cuts: BTreeMap<u64, Vec<(Channel, Way)>>,
    blocked: BTreeMap<(Channel, Way), u32>,
    next_cut: u64,
    /// When the last message of each link arrives: the next cannot arrive before.
    link_busy_until: BTreeMap<Way, u64>,
    held: BTreeMap<Way, Vec<(u64, LinkItem)>>,
    /// Extra loss, doubling and delay for a while.
    storm_until: u64,
}

impl Network {
    pub(crate) fn passes(&self, channel: Channel, from: NodeId, to: NodeId) -> bool {
        !self.blocked.contains_key(&(channel, (from, to)))
    }

    pub(crate) fn cut(&mut self, ways: Vec<(Channel, Way)>) -> u64 {
        for way in &ways {
            *self.blocked.entry(*way).or_default() += 1;
        }
        self.next_cut += 1;
        self.cuts.insert(self.next_cut, ways);
        self.next_cut
    }

    /// Ends a cut; gives what the links that are free again had kept: from, to, the receiver's life, and the message.
    pub(crate) fn heal(&mut self, cut: u64) -> Vec<(Way, u64, LinkItem)> {
        let mut kept = Vec::new();
        for key in self.cuts.remove(&cut).unwrap_or_default() {
            let Some(count) = self.blocked.get_mut(&key) else { continue };
            *count -= 1;
            if *count > 0 {
                continue;
            }
            self.blocked.remove(&key);
            if let (Channel::Links, way) = key {
                let held = self.held.remove(&way).unwrap_or_default();
                kept.extend(held.into_iter().map(|(life, item)| (way, life, item)));
            }
        }
        kept
    }

    pub(crate) fn heal_all(&mut self) -> Vec<(Way, u64, LinkItem)> {
        self.storm_until = 0;
        let cuts: Vec<u64> = self.cuts.keys().copied().collect();
        cuts.into_iter().flat_map(|cut| self.heal(cut)).collect()
    }

    pub(crate) fn begin_storm(&mut self, until: u64) {
        self.storm_until = until;
    }

    /// When the copies of a datagram arrive: none when it is lost, two when it is doubled.
    pub(crate) fn plan_datagram(&self, now: u64, profile: &Profile, healed: bool, random: &mut Random) -> Vec<u64> {
        if healed {
            return vec![now + random.between(80 * US, 300 * US)];
        }
        let stormy = now < self.storm_until;
        let (loss, double, late) =
            if stormy { (30, 20, 30) } else { (profile.loss_percent, profile.double_percent, profile.late_percent) };
        if random.chance(loss) {
            return Vec::new();
        }
        let copies = if random.chance(double) { 2 } else { 1 };
        let delay = |random: &mut Random| {
            if random.chance(late) { random.between(MS, 400 * MS) } else { random.between(80 * US, 900 * US) }
        };
        (0..copies).map(|_| now + delay(random)).collect()
    }

    /// When a message on a link arrives: never before the one sent before it.
    pub(crate) fn plan_link(&mut self, now: u64, way: Way, extra: u64, random: &mut Random) -> u64 {
        let slow = if now < self.storm_until { 60 * MS } else { 0 };
        let arrival = now + extra + random.between(80 * US, 700 * US) + random.below(slow + 1);
        let busy_until = self.link_busy_until.entry(way).or_default();
        *busy_until = arrival.max(*busy_until + 1);
        *busy_until
    }

    /// A message for a link that is cut.
    pub(crate) fn hold(&mut self, way: Way, life: u64, item: LinkItem) {
        let held = self.held.entry(way).or_default();
        if held.len() < HELD_MAX {
            held.push((life, item));
        }
    }

    /// The connections of a process that is gone: nothing of them arrives later.
    pub(crate) fn forget_links(&mut self, node: NodeId) {
        self.held.retain(|(from, to), _| *from != node && *to != node);
    }
}
