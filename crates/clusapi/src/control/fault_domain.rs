//! Which nodes are in a fault domain.

use super::call::{Call, Given};
use crate::boundary::Answer;
use client::FaultDomainView;

/// What the kind of a node is called among fault domains.
const NODE: &str = "Node";

/// The input is the name of the fault domain, and the answer the names of the nodes in it, at whatever depth. Refused with
/// ERROR_FILE_NOT_FOUND when there is none of this name.
pub fn nodes(call: &Call<'_>) -> Answer<Given> {
    let name = call.text()?;
    let first = call.ask(async |client| client.fault_domain(&name).await)?;
    let all = call.ask(async |client| client.fault_domains().await)?;
    Ok(Given::texts(nodes_in(first, &all)))
}

fn nodes_in(first: FaultDomainView, all: &[FaultDomainView]) -> Vec<String> {
    if first.kind == NODE {
        return vec![first.name];
    }
    let mut nodes = Vec::new();
    // No fault domain is in two others.
    let mut left = vec![&first];
    while let Some(domain) = left.pop() {
        for child in &domain.children {
            match all.iter().find(|known| known.name == *child && known.kind != NODE) {
                Some(domain) => left.push(domain),
                None => nodes.push(child.clone()),
            }
        }
    }
    nodes.sort();
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(name: &str, kind: &str, children: &[&str]) -> FaultDomainView {
        let children = children.iter().map(|child| (*child).to_owned()).collect();
        FaultDomainView { name: name.into(), kind: kind.into(), children, ..FaultDomainView::default() }
    }

    #[test]
    fn nodes_are_found_at_any_depth() {
        let all = [domain("Berlin", "Site", &["r1", "n3"]), domain("r1", "Rack", &["n2", "n1"])];
        assert_eq!(nodes_in(all[0].clone(), &all), ["n1", "n2", "n3"]);
        assert_eq!(nodes_in(all[1].clone(), &all), ["n1", "n2"]);
        assert_eq!(nodes_in(domain("n1", NODE, &[]), &all), ["n1"]);
    }
}
