//! Dependencies between resources.

use crate::boundary::{Answer, Fail};
use crate::session::Resource;
use crate::sys::*;
use crate::{handle, text};
use client::{Object, PropertyScope, ResourceView};
use model::fold::fold;
use model::{Value, Win32Code, dependency};
use proto::command::value_from_wire;
use std::collections::BTreeSet;

exported! {
    /// The first comes online only when the second is.
    fn AddClusterResourceDependency | AddClusterResourceDependencyEx(hresource: HRESOURCE, hdependson: HRESOURCE) -> code u32 {
        let (resource, provider) = pair(hresource, hdependson)?;
        resource.change(async |client, id| { client.add_dependency(&id, &provider).await })
    }

    fn RemoveClusterResourceDependency | RemoveClusterResourceDependencyEx(hresource: HRESOURCE, hdependson: HRESOURCE) -> code u32 {
        let (resource, provider) = pair(hresource, hdependson)?;
        resource.change(async |client, id| { client.remove_dependency(&id, &provider).await })
    }

    /// Replaces all dependencies: an AND of OR sets over `[name]` or `[id]`; empty for none.
    fn SetClusterResourceDependencyExpression(hresource: HRESOURCE, lpszdependencyexpression: PCWSTR) -> code u32 {
        let resource = handle::get::<Resource>(hresource)?;
        let expression = text::read_or_null(lpszdependencyexpression)?.unwrap_or_default();
        resource.change(async |client, id| { client.set_dependencies(&id, &expression).await })
    }

    /// Over ids; empty for none.
    fn GetClusterResourceDependencyExpression(
        hresource: HRESOURCE,
        lpszdependencyexpression: PWSTR,
        lpcchdependencyexpression: *mut u32,
    ) -> code u32 {
        let resource = handle::get::<Resource>(hresource)?;
        let all = Resources::beside(&resource)?;
        let expression = dependency::parse(&all.of(&resource.id)?.dependencies)?;
        let expression = expression.try_map(|name| all.named(&name).map(|found| found.id.clone()))?;
        text::write(&expression.to_string(), lpszdependencyexpression, lpcchdependencyexpression)
    }

    /// Whether the first could be made to depend on the second. Changes nothing.
    fn CanResourceBeDependent(hresource: HRESOURCE, hresourcedependent: HRESOURCE) -> truth BOOL {
        let (resource, provider) = pair(hresource, hresourcedependent)?;
        let all = Resources::beside(&resource)?;
        let Ok(provider) = all.of(&provider) else {
            // In another group, if it is there.
            return handle::get::<Resource>(hresourcedependent)?.ask(async |client, id| client.resource(&id).await).map(|_| false);
        };
        let dependent = all.of(&resource.id)?;
        Ok(dependent.id != provider.id && !all.needs(dependent, provider)? && !all.needs(provider, dependent)?)
    }
}

/// What a resource depends on that gives it a name in the network.
const NETWORK_NAME: &str = "Network Name";

exported! {
    /// The property Name of the Network Name that it depends on directly, the first one in its expression.
    fn GetClusterResourceNetworkName(hresource: HRESOURCE, lpbuffer: PWSTR, nsize: *mut u32) -> truth BOOL {
        let resource = handle::get::<Resource>(hresource)?;
        let all = Resources::beside(&resource)?;
        let providers = names_in(all.of(&resource.id)?)?;
        let providers = providers.iter().map(|name| all.named(name)).collect::<Answer<Vec<_>>>()?;
        let found = providers.iter().find(|provider| fold(&provider.type_name) == fold(NETWORK_NAME));
        let found = found.ok_or(Fail(Win32Code::ERROR_DEPENDENCY_NOT_FOUND))?;
        let properties = resource.ask(async |client, _| {
            client.properties(Object::Resource(&found.id), PropertyScope::Private).await
        })?;
        let value = properties.into_iter().find(|property| property.name == "Name").and_then(|name| name.value);
        let name = match value.map(value_from_wire) {
            Some(Ok(Value::Sz(name))) => name,
            _ => String::new(),
        };
        text::write(&name, lpbuffer, nsize).map(|()| true)
    }
}

/// A resource, and the id of another of the same connection.
fn pair(resource: HRESOURCE, provider: HRESOURCE) -> Answer<(std::sync::Arc<Resource>, String)> {
    let resource = handle::get::<Resource>(resource)?;
    let provider = handle::get::<Resource>(provider)?;
    provider.cluster.same_as(&resource.cluster)?;
    Ok((resource, provider.id.clone()))
}

/// The names of what a resource depends on.
pub fn providers(resource: &Resource) -> Answer<Vec<String>> {
    let view = resource.ask(async |client, id| client.resource(&id).await)?;
    names_in(&view)
}

/// The names of what depends on a resource.
pub fn dependents(resource: &Resource) -> Answer<Vec<String>> {
    let all = Resources::beside(resource)?;
    let name = fold(&all.of(&resource.id)?.name);
    let mut dependents = Vec::new();
    for other in &all.0 {
        if names_in(other)?.iter().any(|provider| fold(provider) == name) {
            dependents.push(other.name.clone());
        }
    }
    Ok(dependents)
}

/// Each once, in the order of the expression.
fn names_in(view: &ResourceView) -> Answer<Vec<String>> {
    let mut seen = BTreeSet::new();
    let expression = dependency::parse(&view.dependencies)?;
    Ok(expression.providers().filter(|name| seen.insert(fold(name))).cloned().collect())
}

/// All resources of a group, of one moment: dependencies do not lead out of it.
struct Resources(Vec<ResourceView>);

impl Resources {
    fn beside(of: &Resource) -> Answer<Resources> {
        of.ask(async |client, id| client.resources_beside(&id).await).map(Resources)
    }

    fn of(&self, id: &str) -> Answer<&ResourceView> {
        let found = self.0.iter().find(|resource| resource.id == id);
        found.ok_or(Fail(Win32Code::ERROR_RESOURCE_NOT_AVAILABLE))
    }

    fn named(&self, name: &str) -> Answer<&ResourceView> {
        let found = self.0.iter().find(|resource| fold(&resource.name) == fold(name));
        found.ok_or(Fail(Win32Code::ERROR_RESOURCE_NOT_FOUND))
    }

    /// Directly or through others.
    fn needs(&self, dependent: &ResourceView, provider: &ResourceView) -> Answer<bool> {
        let (mut waiting, mut seen) = (vec![dependent], BTreeSet::new());
        while let Some(resource) = waiting.pop() {
            for name in names_in(resource)? {
                let found = self.named(&name)?;
                if found.id == provider.id {
                    return Ok(true);
                }
                if seen.insert(&found.id) {
                    waiting.push(found);
                }
            }
        }
        Ok(false)
    }
}
