//! The order in which nodes are asked (policies 9.2 to 9.4): the preferred list, then the rest.

use super::Occasion;
use crate::runtime::roster::Place;
use crate::state::State;
use model::{Epoch, GroupId, Guid, NodeId};
use std::vec::IntoIter;

/// Every node but the owner, best first. Nodes behind the preferred list draw their lots when it is their turn.
pub(super) struct Candidates<'a> {
    places: &'a [Place],
    owner: NodeId,
    preferred: IntoIter<NodeId>,
    rest: Rest,
}

enum Rest {
    /// The preferred list is still being asked.
    Later {
        preferred: Vec<NodeId>,
        by_lot: Option<Lots>,
    },
    /// Positions among the places, each with its lot.
    Drawn(Vec<(u64, usize)>),
    InOrder(IntoIter<usize>),
}

impl<'a> Candidates<'a> {
    /// `None` for a group that is not there.
    pub fn new(state: &'a State, group: GroupId, occasion: Occasion) -> Option<Candidates<'a>> {
        let (config, runtime) = (state.config.groups.get(&group)?, state.runtime.groups.get(&group)?);
        let owner = runtime.owner;
        let preferred = match occasion {
            Occasion::Request => config.preferred_owners.clone(),
            Occasion::Failure => behind(owner, &config.preferred_owners),
        };
        let cluster = &state.config.cluster;
        let by_lot =
            (!cluster.disable_preferred_owner_randomization).then(|| Lots::new(cluster.instance, group, runtime.epoch));
        Some(Candidates {
            places: &state.roster,
            owner,
            preferred: preferred.clone().into_iter(),
            rest: Rest::Later { preferred, by_lot },
        })
    }

    fn begin_rest(&mut self) {
        let Rest::Later { preferred, by_lot } = &self.rest else { return };
        let listed = |place: &Place| place.node == self.owner || preferred.contains(&place.node);
        let positions = self.places.iter().enumerate().filter(|(_, place)| !listed(place));
        self.rest = match by_lot {
            Some(lots) => Rest::Drawn(positions.map(|(at, place)| (lots.draw(place.node), at)).collect()),
            None => {
                let behind_owner = self.places.partition_point(|place| place.node <= self.owner);
                let mut positions: Vec<usize> = positions.map(|(at, _)| at).collect();
                positions.sort_by_key(|at| (*at < behind_owner, *at));
                Rest::InOrder(positions.into_iter())
            }
        };
    }
}

impl<'a> Iterator for Candidates<'a> {
    type Item = &'a Place;

    fn next(&mut self) -> Option<&'a Place> {
        for node in self.preferred.by_ref() {
            if node == self.owner {
                continue;
            }
            if let Ok(position) = self.places.binary_search_by_key(&node, |place| place.node) {
                return Some(&self.places[position]);
            }
        }
        let position = match &mut self.rest {
            Rest::Later { .. } => {
                self.begin_rest();
                return self.next();
            }
            Rest::Drawn(lots) => {
                let (least, _) = lots.iter().enumerate().min_by_key(|(_, lot)| **lot)?;
                lots.swap_remove(least).1
            }
            Rest::InOrder(positions) => positions.next()?,
        };
        Some(&self.places[position])
    }
}

/// The list from behind `owner`, wrapping; from its start when the owner is not in it.
fn behind(owner: NodeId, list: &[NodeId]) -> Vec<NodeId> {
    let start = list.iter().position(|node| *node == owner).map_or(0, |position| position + 1);
    list[start..].iter().chain(&list[..start]).copied().collect()
}

/// The lots of one choice: random in effect, and the same on every node of the cluster (policies 9.4). The seed is the
/// cluster's own id, and the epoch makes each move draw anew. FNV-1a over the facts, then the finishing steps of splitmix64,
/// because FNV alone leaves the order of small numbers visible.
#[derive(Clone, Copy)]
struct Lots(u64);

impl Lots {
    fn new(instance: Guid, group: GroupId, epoch: Epoch) -> Lots {
        let facts = [&instance.0[..], &group.0.0[..], &epoch.0.to_le_bytes()[..]];
        Lots(facts.into_iter().flatten().fold(0xcbf2_9ce4_8422_2325, fnv))
    }

    fn draw(self, node: NodeId) -> u64 {
        let mut lot = node.0.to_le_bytes().iter().fold(self.0, fnv);
        lot = (lot ^ (lot >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        lot = (lot ^ (lot >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        lot ^ (lot >> 31)
    }
}

fn fnv(hash: u64, byte: &u8) -> u64 {
    (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_goes_on_behind_the_owner_and_wraps() {
        let list = [NodeId(1), NodeId(2), NodeId(3)];
        assert_eq!(behind(NodeId(2), &list), [NodeId(3), NodeId(1), NodeId(2)]);
        assert_eq!(behind(NodeId(9), &list), list);
        assert_eq!(behind(NodeId(9), &[]), []);
    }

    #[test]
    fn lots_spread_groups_over_the_nodes() {
        let mut taken = [0; 4];
        for number in 0..4_000_u32 {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&number.to_le_bytes());
            let lots = Lots::new(Guid([7; 16]), GroupId(Guid(bytes)), Epoch(1));
            let winner = (1..=4).min_by_key(|node| lots.draw(NodeId(*node))).unwrap();
            taken[winner as usize - 1] += 1;
        }
        assert!(taken.iter().all(|count| (900..1_100).contains(count)), "{taken:?}");
    }
}
