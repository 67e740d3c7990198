//! Policies 2: a resource is online, or on its way there, only while its providers are online; one that has lost them is on its
//! way down, or waits for its own dependents to let go.

use super::Invariant;
use crate::fact::{Fact, Scene};
use cluster_state::State;
use model::ResourceState;

pub(super) struct Dependents;

impl Invariant for Dependents {
    fn name(&self) -> &'static str {
        "dependents"
    }

    fn observe(&mut self, _scene: &Scene<'_>, fact: &Fact<'_>) -> Result<(), String> {
        let Fact::TookEffect { index, after, .. } = fact else { return Ok(()) };
        for resource in after.config().resources.values() {
            let Some(runtime) = after.resource_runtime(resource.id) else {
                return Err(format!("after entry {index} \"{}\" has no runtime part", resource.name));
            };
            if !matches!(runtime.state, ResourceState::Online | ResourceState::OnlinePending) {
                continue;
            }
            let online = |id: &model::ResourceId| {
                after.resource_runtime(*id).is_some_and(|provider| provider.state == ResourceState::Online)
            };
            if !resource.dependencies.satisfied(online) && !held_up(after, resource.id) {
                let (name, state) = (&resource.name, runtime.state);
                return Err(format!("after entry {index} \"{name}\" is {state} without its providers"));
            }
        }
        Ok(())
    }
}

fn held_up(state: &State, provider: model::ResourceId) -> bool {
    let mut resources = state.config().resources.values();
    resources.any(|dependent| {
        dependent.dependencies.providers().any(|needed| *needed == provider) && state.has_residue(dependent.id)
    })
}
