//! What may start and what has to stop now, so that every resource runs only on providers that are online (policies 2).
//!
//! Pure, and told of one group at a time: dependencies never leave the group. Called again after every change, it needs
//! no memory of a plan: whatever the states are, its answer is the next step.

use model::dependency::Expression;
use model::{ResourceId, ResourceState};

/// One resource of the group.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    pub id: ResourceId,
    pub state: ResourceState,
    /// Something of it may be running.
    pub residue: bool,
    /// It is to be online, or to stay so.
    pub wanted: bool,
    /// Nothing but its providers can stand against a start.
    pub startable: bool,
    pub needs: &'a Expression<ResourceId>,
}

/// What can be done at once. Nothing in `start` waits for anything in `stop`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Steps {
    pub stop: Vec<ResourceId>,
    pub start: Vec<ResourceId>,
}

impl Steps {
    pub fn is_empty(&self) -> bool {
        self.stop.is_empty() && self.start.is_empty()
    }
}

/// The next steps of a group.
///
/// - A resource stops when it is not wanted, or when an OR set of it has no member left that is online and stays so; but
///   only after every dependent that needs it has let go.
/// - A resource starts when each of its OR sets has such a member; but only after what is left of dependents that lost it
///   has let go.
pub fn plan_steps(members: &[Member<'_>]) -> Steps {
    if !members.iter().any(|member| is_active(member.state) || (member.wanted && member.startable)) {
        return Steps::default();
    }
    let group = Group::new(members);
    let mut steps = Steps::default();
    for (position, member) in members.iter().enumerate() {
        if is_active(member.state) {
            if !group.stays[position] && group.nobody_holds(position) {
                steps.stop.push(member.id);
            }
        } else if member.wanted
            && member.startable
            && !member.residue
            && group.satisfied(position)
            && group.nobody_holds(position)
        {
            steps.start.push(member.id);
        }
    }
    steps
}

/// Running or on its way to it.
pub fn is_active(state: ResourceState) -> bool {
    matches!(state, ResourceState::Online | ResourceState::OnlinePending)
}

struct Group<'a> {
    members: &'a [Member<'a>],
    /// Where each resource stands among the members, in the order of the ids.
    positions: Vec<(ResourceId, usize)>,
    /// By position: who depends on it, and through which of its OR sets.
    dependents: Vec<Vec<(usize, usize)>>,
    /// By position: active, wanted, and its providers stay.
    stays: Vec<bool>,
}

impl<'a> Group<'a> {
    fn new(members: &'a [Member<'a>]) -> Group<'a> {
        let mut positions: Vec<_> = members.iter().enumerate().map(|(i, member)| (member.id, i)).collect();
        positions.sort_unstable();
        let mut dependents = vec![Vec::new(); members.len()];
        for (dependent, member) in members.iter().enumerate() {
            for (set, providers) in member.needs.sets().iter().enumerate() {
                for provider in providers.iter().filter_map(|id| find(&positions, id)) {
                    dependents[provider].push((dependent, set));
                }
            }
        }
        let mut group = Group { members, positions, dependents, stays: vec![false; members.len()] };
        let mut known = vec![None; members.len()];
        for position in 0..members.len() {
            group.stays[position] = group.compute_stays(position, &mut known);
        }
        group
    }

    /// Depth is that of the dependency tree, at most 100 (policies 1). A resource met again on the way down, which only
    /// damaged configuration could cause, does not stay.
    fn compute_stays(&self, position: usize, known: &mut [Option<bool>]) -> bool {
        if let Some(stays) = known[position] {
            return stays;
        }
        known[position] = Some(false);
        let member = &self.members[position];
        let stays = is_active(member.state)
            && member.wanted
            && member.needs.satisfied(|id| {
                find(&self.positions, id).is_some_and(|provider| {
                    self.members[provider].state == ResourceState::Online && self.compute_stays(provider, known)
                })
            });
        known[position] = Some(stays);
        stays
    }

    /// Online, and nothing is about to stop it.
    fn serves(&self, id: &ResourceId) -> bool {
        find(&self.positions, id)
            .is_some_and(|provider| self.members[provider].state == ResourceState::Online && self.stays[provider])
    }

    fn satisfied(&self, position: usize) -> bool {
        self.members[position].needs.satisfied(|id| self.serves(id))
    }

    /// Whether no dependent that may still be running has this resource as the only hope of one of its OR sets.
    fn nobody_holds(&self, position: usize) -> bool {
        let id = self.members[position].id;
        self.dependents[position].iter().all(|&(dependent, set)| {
            let dependent = &self.members[dependent];
            !dependent.residue || dependent.needs.sets()[set].iter().any(|other| *other != id && self.serves(other))
        })
    }
}

fn find(positions: &[(ResourceId, usize)], id: &ResourceId) -> Option<usize> {
    positions.binary_search_by_key(id, |(member, _)| *member).ok().map(|found| positions[found].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ResourceState::{Failed, Offline, OfflinePending, Online, OnlinePending};
    use model::Guid;

    fn id(number: u8) -> ResourceId {
        ResourceId(Guid([number; 16]))
    }

    fn needs(sets: &[&[u8]]) -> Expression<ResourceId> {
        Expression::from_sets(sets.iter().map(|set| set.iter().map(|&number| id(number)).collect()))
    }

    /// (number, state, wanted, needs): whatever is not Offline or Failed may be running.
    fn plan(members: &[(u8, ResourceState, bool, &Expression<ResourceId>)]) -> (Vec<u8>, Vec<u8>) {
        let members: Vec<_> = members
            .iter()
            .map(|&(number, state, wanted, needs)| Member {
                id: id(number),
                state,
                residue: !matches!(state, Offline | Failed),
                wanted,
                startable: true,
                needs,
            })
            .collect();
        let numbers = |ids: Vec<ResourceId>| ids.into_iter().map(|id| id.0.0[0]).collect();
        let steps = plan_steps(&members);
        (numbers(steps.stop), numbers(steps.start))
    }

    #[test]
    fn bottom_up_online_and_top_down_offline() {
        let (none, on_1) = (needs(&[]), needs(&[&[1]]));
        assert_eq!(plan(&[(1, Offline, true, &none), (2, Offline, true, &on_1)]), (vec![], vec![1]));
        assert_eq!(plan(&[(1, OnlinePending, true, &none), (2, Offline, true, &on_1)]), (vec![], vec![]));
        assert_eq!(plan(&[(1, Online, true, &none), (2, Offline, true, &on_1)]), (vec![], vec![2]));
        assert_eq!(plan(&[(1, Online, false, &none), (2, Online, false, &on_1)]), (vec![2], vec![]));
        assert_eq!(plan(&[(1, Online, false, &none), (2, OfflinePending, false, &on_1)]), (vec![], vec![]));
        assert_eq!(plan(&[(1, Online, false, &none), (2, Offline, false, &on_1)]), (vec![1], vec![]));
    }

    #[test]
    fn a_dependent_stops_when_a_simple_provider_fails_and_the_provider_waits_for_it() {
        let (none, on_1) = (needs(&[]), needs(&[&[1]]));
        assert_eq!(plan(&[(1, Failed, true, &none), (2, Online, true, &on_1)]), (vec![2], vec![]));
        assert_eq!(plan(&[(1, Failed, true, &none), (2, OfflinePending, true, &on_1)]), (vec![], vec![]));
        assert_eq!(plan(&[(1, Failed, true, &none), (2, Offline, true, &on_1)]), (vec![], vec![1]));
    }

    #[test]
    fn an_or_set_lives_on_its_last_member() {
        let (none, on_either) = (needs(&[]), needs(&[&[1, 2]]));
        let with = |first: ResourceState, second: ResourceState, wanted: bool| {
            plan(&[(1, first, wanted, &none), (2, second, true, &none), (3, Online, true, &on_either)])
        };
        assert_eq!(with(Online, Online, false), (vec![1], vec![]), "the other member carries the dependent");
        assert_eq!(with(Failed, Online, true), (vec![], vec![1]), "restarted beside a running dependent");
        assert_eq!(with(Online, Failed, false), (vec![3], vec![]), "the last member takes the dependent down first");
    }

    #[test]
    fn both_members_of_an_or_set_wait_for_the_dependent_when_all_stop() {
        let (none, on_either) = (needs(&[]), needs(&[&[1, 2]]));
        let all = |third| plan(&[(1, Online, false, &none), (2, Online, false, &none), (3, third, false, &on_either)]);
        assert_eq!(all(Online), (vec![3], vec![]));
        assert_eq!(all(OfflinePending), (vec![], vec![]));
        assert_eq!(all(Offline), (vec![1, 2], vec![]));
    }
}
