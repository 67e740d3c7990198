//! A cluster of machines that are no nodes yet. The first of them that is at hand here makes the cluster, and the cluster takes in the
//! others; a client is answered by sockets of the machines themselves, so one of them has to be at hand.

use super::machines::{Machine, Machines};
use super::take_in::{AddWait, NewNode};
use super::{Course, Phase, Step};
use crate::joining::{JoiningMachine, Standing};
use crate::{Client, Endpoint, Object, PropertyChange, PropertyScope, ResourceView};
use model::{Refusal, Value, Win32Code, fold, name};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Nodes of one cluster (errors 2, node limit).
const NODES_MAX: usize = 64;
/// How long a service gets to become a member, and a resource to come online.
const UP: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const CLUSTER_GROUP: u32 = 1;
const CLUSTER_NAME: &str = "Cluster Name";

/// The cluster to be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewCluster {
    pub name: String,
    /// Names of machines, each once.
    pub machines: Vec<String>,
    /// Under which clients reach the cluster, with the lengths of their prefixes.
    pub addresses: Vec<(IpAddr, u32)>,
}

impl NewCluster {
    /// Makes the cluster and connects to it. When it cannot be made, or the listener stops it, no machine is left a node.
    pub async fn create(&self, course: &mut Course<'_>) -> Result<Client, Refusal> {
        course.start(Phase::Initialize, &self.name)?;
        course.ended(Phase::Initialize, &self.name, self.check())?;
        let machines = self.find(course).await?;
        let endpoint = machines.iter().filter_map(|machine| machine.local.clone()).reduce(Endpoint::or);
        let (mut others, at_hand) = (machines, |machine: &Machine| machine.local.is_some());
        let (Some(endpoint), Some(first)) = (endpoint, others.iter().position(at_hand)) else {
            course.start(Phase::FormingCluster, &self.name)?;
            return course.ended(Phase::FormingCluster, &self.name, Err(self.none_at_hand()));
        };
        let first = others.remove(first);
        course.reached(10);

        course.start(Phase::FormingCluster, &first.name)?;
        let (client, made) = match form(&self.name, &first, &endpoint).await {
            Ok(client) => (client, Ok(())),
            Err((Some(client), refusal)) => (client, Err(refusal)),
            Err((None, refusal)) => return course.ended(Phase::FormingCluster, &first.name, Err(refusal)),
        };
        let made = match course.ended(Phase::FormingCluster, &first.name, made) {
            Ok(()) => self.complete(&client, others, course).await,
            Err(refusal) => Err(refusal),
        };
        match made {
            Ok(()) => Ok(client),
            Err(refusal) => Err(undo(&self.name, &client, refusal, course).await),
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        let invalid = |message: String| Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message);
        if self.name.is_empty() || self.machines.is_empty() {
            return Err(invalid("A cluster has a name and at least one node".into()));
        }
        if self.machines.len() > NODES_MAX {
            let message = format!("A cluster has at most {NODES_MAX} nodes");
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_TOO_MANY_NODES, message));
        }
        name::check_cluster_name(&self.name)?;
        for (i, machine) in self.machines.iter().enumerate() {
            name::check_node_name(machine)?;
            if fold::equals(machine, &self.name) {
                let message = format!("The cluster cannot have the name of the node \"{machine}\"");
                return Err(Refusal::new(Win32Code::ERROR_INVALID_NAME, message));
            }
            if self.machines[..i].iter().any(|earlier| fold::equals(earlier, machine)) {
                return Err(invalid(format!("The machine \"{machine}\" is named twice")));
            }
        }
        let bits = |ip: &IpAddr| if ip.is_ipv4() { 32 } else { 128 };
        match self.addresses.iter().find(|(ip, prefix)| *prefix == 0 || *prefix > bits(ip)) {
            Some((ip, prefix)) => Err(invalid(format!("{ip} has no prefix of {prefix} bits"))),
            None => Ok(()),
        }
    }

    /// All machines, none of them a node yet, and each of its join code.
    async fn find(&self, course: &mut Course<'_>) -> Result<Vec<Machine>, Refusal> {
        let known = match Machines::known() {
            Ok(known) => known,
            Err(why) => return course.ended(Phase::ValidateNodeState, &self.name, Err(why)),
        };
        let mut machines = Vec::new();
        for name in &self.machines {
            course.start(Phase::ValidateNodeState, name)?;
            let found = self.try_machine(&known, name).await;
            machines.push(course.ended(Phase::ValidateNodeState, name, found)?);
        }
        Ok(machines)
    }

    async fn try_machine(&self, known: &Machines, name: &str) -> Result<Machine, Refusal> {
        let tried = async {
            let machine = known.find(name).await?;
            JoiningMachine::connect(&machine.address.to_string()).await?.try_code(&machine.code).await?;
            Ok(machine)
        };
        let refusal: Refusal = match tried.await {
            Ok(machine) => return Ok(machine),
            Err(refusal) => refusal,
        };
        if refusal.code != Win32Code::ERROR_CLUSTER_NODE_ALREADY_MEMBER {
            return Err(refusal);
        }
        let of_this_name = async {
            let address = known.address(name).await?;
            let standing = JoiningMachine::connect(&address.to_string()).await?.standing().await?;
            Ok::<_, Refusal>(
                matches!(standing, Standing::Configured(node) if fold::equals(&node.cluster_name, &self.name)),
            )
        };
        let code = match of_this_name.await {
            Ok(true) => Win32Code::ERROR_CLUSTER_CANT_CREATE_DUP_CLUSTER_NAME,
            _ => Win32Code::ERROR_NODE_CANNOT_BE_CLUSTERED,
        };
        Err(Refusal { code, ..refusal })
    }

    fn none_at_hand(&self) -> Refusal {
        let message = format!(
            "The cluster {} is made on one of its machines, as root, or by who can open the socket of the service of one: none of them is at \
             hand here",
            self.name
        );
        Refusal::new(Win32Code::ERROR_CLUSTER_LOCAL_NODE_NOT_FOUND, message)
            .next(format!("quorate cluster create {}", self.name))
    }

    async fn complete(&self, client: &Client, others: Vec<Machine>, course: &mut Course<'_>) -> Result<(), Refusal> {
        let share = 70 / self.machines.len() as u32;
        let wait = AddWait { to_add: None, to_be_up: Some(UP) };
        for (done, machine) in (1..).zip(others) {
            client.take_in(&NewNode::from(machine), wait, &mut course.stoppable()).await?;
            course.reached(10 + share * done);
        }
        self.put_addresses(client, course).await?;
        course.reached(100);
        Ok(())
    }

    /// The addresses of the cluster, any of which is enough for its name.
    async fn put_addresses(&self, client: &Client, course: &mut Course<'_>) -> Result<(), Refusal> {
        let groups = client.groups().await?;
        let core = groups.into_iter().find(|group| group.group_type == CLUSTER_GROUP);
        let Some(core) = core.filter(|_| !self.addresses.is_empty()) else { return Ok(()) };
        let mut names = Vec::new();
        for (ip, prefix) in &self.addresses {
            let text = ip.to_string();
            course.start(Phase::CreateIpAddressResources, &text)?;
            let name =
                if names.is_empty() { "Cluster IP Address".into() } else { format!("Cluster IP Address {text}") };
            let created = create_address(client, &core.id, &name, *ip, *prefix).await;
            course.ended(Phase::CreateIpAddressResources, &text, created)?;
            names.push(format!("[{name}]"));
        }
        course.start(Phase::ClusterGroupOnline, &core.name)?;
        client.offline_group(&core.id).await?;
        client.wait_for_group(&core.id, |group| group.state == "Offline", UP).await?;
        client.set_dependencies(CLUSTER_NAME, &names.join(" or ")).await?;
        client.online_group(&core.id, None).await?;
        let settled = |group: &crate::GroupView| group.state != "Pending" && group.state != "Offline";
        let group = client.wait_for_group(&core.id, settled, UP).await?;
        if group.state != "Online" {
            let resources = client.resources().await?;
            let failed = resources.iter().find(|resource| resource.group_id == core.id && resource.state == "Failed");
            let why = not_online(failed);
            if why.code == Win32Code::ERROR_CLUSTER_IPADDR_IN_USE {
                return course.ended(Phase::ClusterGroupOnline, &core.name, Err(why));
            }
            course.warn(Phase::ClusterGroupOnline, &core.name, &why)?;
        }
        course.end(Phase::ClusterGroupOnline, &core.name)
    }
}

fn not_online(failed: Option<&ResourceView>) -> Refusal {
    let (code, message) = match failed {
        Some(resource) => (resource.status_code, format!("{} is not online: {}", resource.name, resource.status_text)),
        None => (0, "Not all of the cluster's own resources are online".to_owned()),
    };
    let code = if code == 0 { Win32Code::ERROR_RESOURCE_FAILED } else { Win32Code(code) };
    Refusal::new(code, message).next("quorate resource list")
}

/// A cluster of the first machine alone. A failure after which there may be one comes with a client of it.
async fn form(name: &str, first: &Machine, endpoint: &Endpoint) -> Result<Client, (Option<Client>, Refusal)> {
    let local = first.local.as_ref().unwrap_or(endpoint);
    let client = Client::connect(local).await.map_err(|refusal| (None, refusal))?;
    let created = client.create_cluster(name, &first.name, &first.address.to_string()).await;
    created.map_err(|refusal| (None, refusal))?;
    let deadline = Instant::now() + UP;
    let why = loop {
        let why = match client.status().await {
            Ok(status) if status.member => break None,
            Ok(_) => Refusal::new(Win32Code::ERROR_TIMEOUT, format!("{} does not form the cluster", first.name)),
            Err(refusal) => refusal,
        };
        if Instant::now() >= deadline {
            break Some(why.next("quorate status"));
        }
        sleep(LOOK_AGAIN).await;
    };
    match why {
        // From here on any of the machines at hand does.
        None => Client::connect(endpoint).await.map_err(|refusal| (Some(client), refusal)),
        Some(why) => Err((Some(client), why)),
    }
}

async fn create_address(client: &Client, group: &str, name: &str, ip: IpAddr, prefix: u32) -> Result<(), Refusal> {
    let change = |name: &str, value| PropertyChange { name: name.to_owned(), value: Some(value) };
    let (type_name, length) = match ip {
        IpAddr::V4(_) => {
            let mask = Ipv4Addr::from(u32::MAX << (32 - prefix));
            ("IP Address", change("SubnetMask", Value::Sz(mask.to_string())))
        }
        IpAddr::V6(_) => ("IPv6 Address", change("PrefixLength", Value::Dword(prefix))),
    };
    client.create_resource(group, name, type_name, false).await?;
    let changes = vec![change("Address", Value::Sz(ip.to_string())), length];
    client.set_properties(Object::Resource(name), PropertyScope::Private, changes).await?;
    Ok(())
}

/// Every machine that became a node is none again.
async fn undo(name: &str, client: &Client, why: Refusal, course: &mut Course<'_>) -> Refusal {
    course.beyond_return();
    drop(course.start(Phase::FailureCleanup, name));
    let mut deaf = |_: &Step| true;
    let undone = client.destroy_cluster(&mut Course::new(&mut deaf)).await;
    drop(course.ended(Phase::FailureCleanup, name, undone));
    why
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str, machines: &[&str], addresses: &[(&str, u32)]) -> u32 {
        let addresses = addresses.iter().map(|(ip, prefix)| (ip.parse().expect("an address"), *prefix)).collect();
        let machines = machines.iter().map(|name| (*name).to_owned()).collect();
        let checked = NewCluster { name: name.into(), machines, addresses }.check();
        checked.err().map_or(0, |refusal| refusal.code.0)
    }

    #[test]
    fn what_cannot_be_a_cluster_is_refused_before_anything_is_asked() {
        assert_eq!(code("lab", &["n1", "n2"], &[("10.0.0.9", 24), ("fd00::9", 64)]), 0);
        assert_eq!(code("", &["n1"], &[]), 87);
        assert_eq!(code("lab", &[], &[]), 87);
        assert_eq!(code("lab", &["n1", "N1"], &[]), 87);
        assert_eq!(code("n1", &["n1"], &[]), 123);
        assert_eq!(code("a b", &["n1"], &[]), 123);
        assert_eq!(code("lab", &["n.1"], &[]), 123);
        for (ip, prefix) in [("10.0.0.9", 0), ("10.0.0.9", 33), ("fd00::9", 129)] {
            assert_eq!(code("lab", &["n1"], &[(ip, prefix)]), 87);
        }
        let many: Vec<String> = (1..=65).map(|id| format!("n{id}")).collect();
        assert_eq!(code("lab", &many.iter().map(String::as_str).collect::<Vec<_>>(), &[]), 5935);
    }
}
