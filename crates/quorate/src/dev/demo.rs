//! The demo role: a group with a web page, made once and then left to the user.

use super::folder::DevCluster;
use crate::failure::Failure;
use crate::shell::shell_word;
use client::{Client, Command, GroupView, Object, PropertyScope, Reply};
use model::{GroupId, NodeId, Refusal, ResourceId, Value, Win32Code};
use proto::command::types::{GroupCommand, ResourceCommand};
use std::path::Path;
use std::time::Duration;

pub(super) const GROUP: &str = "Web";
const RESOURCE: &str = "Web Server";
const RESOURCE_TYPE: &str = "Generic Application";

/// CLUSGROUP_TYPE GenericApplication.
const GROUP_TYPE: u32 = 107;

/// Told to the user if it takes longer; the cluster goes on.
const ONLINE_DEADLINE: Duration = Duration::from_secs(30);

/// Makes what is missing of the demo, and waits until it is online if it is meant to be. An interrupted start is made
/// good by the next one; what the user has changed since stays.
pub(super) async fn make(client: &Client, cluster: &DevCluster, program: &Path) -> Result<GroupView, Failure> {
    let demo = &cluster.demo;
    match client.group(&demo.group).await {
        Ok(_) => {}
        Err(refusal) if refusal.code == Win32Code::ERROR_GROUP_NOT_FOUND => create_group(client, cluster).await?,
        Err(refusal) => return Err(refusal.into()),
    }
    let created = match client.resource(&demo.resource).await {
        Ok(_) => false,
        Err(refusal) if refusal.code == Win32Code::ERROR_RESOURCE_NOT_FOUND => {
            create_resource(client, cluster).await?;
            true
        }
        Err(refusal) => return Err(refusal.into()),
    };
    set_command_line(client, cluster, program).await?;
    if created {
        client.online_group(&demo.group, None).await?;
    }
    let wanted = client.group(&demo.group).await?;
    if wanted.persistent_state == 0 {
        return Ok(wanted);
    }
    let waited = client.wait_for_group(&demo.group, |group| group.state == "Online", ONLINE_DEADLINE).await;
    match waited {
        Err(refusal) if refusal.code == Win32Code::ERROR_TIMEOUT => Ok(client.group(&demo.group).await?),
        waited => Ok(waited?),
    }
}

async fn create_group(client: &Client, cluster: &DevCluster) -> Result<(), Refusal> {
    let id = GroupId(cluster.demo.group.parse().map_err(|_| not_an_id(&cluster.demo.group))?);
    let owner = NodeId(client.status().await?.node_id);
    let create = GroupCommand::Create { id, name: GROUP.to_owned(), group_type: GROUP_TYPE, owner };
    client.execute(&Command::Group(create)).await?;
    let url = Value::Sz(cluster.demo.url());
    client.set_property(Object::Group(&cluster.demo.group), PropertyScope::Private, "Url", Some(url)).await?;
    Ok(())
}

async fn create_resource(client: &Client, cluster: &DevCluster) -> Result<Reply, Refusal> {
    let id = ResourceId(cluster.demo.resource.parse().map_err(|_| not_an_id(&cluster.demo.resource))?);
    let create = ResourceCommand::Create {
        id,
        group: cluster.demo.group.clone(),
        name: RESOURCE.to_owned(),
        type_name: RESOURCE_TYPE.to_owned(),
        separate_monitor: false,
    };
    client.execute(&Command::Resource(create)).await
}

/// The program may have been built in another place since the last start.
async fn set_command_line(client: &Client, cluster: &DevCluster, program: &Path) -> Result<(), Refusal> {
    let program_word = shell_word(&program.display().to_string());
    let wanted = [
        ("CommandLine", format!("{program_word} demo-web --listen {}", cluster.demo.address())),
        ("CurrentDirectory", "/".to_owned()),
    ];
    let object = Object::Resource(&cluster.demo.resource);
    let present = client.properties(object, PropertyScope::Private).await?;
    for (name, text) in wanted {
        let value = present.iter().find(|property| property.name == name).and_then(|property| property.value.clone());
        let value = value.and_then(|value| proto::command::value_from_wire(value).ok());
        let is_same = matches!(&value, Some(Value::Sz(old) | Value::ExpandSz(old)) if *old == text);
        if !is_same {
            let value = match value {
                Some(Value::ExpandSz(_)) => Value::ExpandSz(text),
                _ => Value::Sz(text),
            };
            client.set_property(object, PropertyScope::Private, name, Some(value)).await?;
        }
    }
    Ok(())
}

fn not_an_id(text: &str) -> Refusal {
    Refusal::new(Win32Code::ERROR_INVALID_DATA, format!("{text:?} in cluster.json is not an id"))
}
