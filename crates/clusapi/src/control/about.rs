//! What every kind of object is asked: its name and id, its flags and characteristics.

use super::call::{Call, Given};
use crate::boundary::{Answer, Fail};
use client::Object;
use model::Win32Code;

/// CLUS_FLAG_CORE.
const CORE: u32 = 1;

struct About {
    name: String,
    id: String,
    core: bool,
    /// CLUS_CHAR_*: what its type can do.
    characteristics: u32,
}

fn about(call: &Call<'_>) -> Answer<About> {
    let plain = |name: String, id: String| About { name, id, core: false, characteristics: 0 };
    Ok(match call.object {
        Object::Cluster => {
            let view = call.ask(async |client| client.cluster().await)?;
            plain(view.name, view.instance)
        }
        Object::Node(id) => {
            let view = call.ask(async |client| client.node(id).await)?;
            plain(view.name, view.id.to_string())
        }
        Object::Group(id) => {
            let view = call.ask(async |client| client.group(id).await)?;
            About { core: view.core, ..plain(view.name, view.id) }
        }
        Object::Resource(id) => {
            let view = call.ask(async |client| client.resource(id).await)?;
            let of_type = call.ask(async |client| client.resource_type(&view.type_name).await)?;
            About { core: view.core, characteristics: of_type.characteristics, ..plain(view.name, view.id) }
        }
        Object::ResourceType(name) => {
            let view = call.ask(async |client| client.resource_type(name).await)?;
            About { characteristics: view.characteristics, ..plain(view.name.clone(), view.name) }
        }
        Object::GroupSet(name) => {
            let view = call.ask(async |client| client.group_set(name).await)?;
            plain(view.name, view.id)
        }
        Object::AffinityRule(name) => {
            let view = call.ask(async |client| client.affinity_rule(name).await)?;
            plain(view.name, view.id)
        }
        Object::Network(name) => {
            let view = call.ask(async |client| client.network(name).await)?;
            plain(view.name, view.id)
        }
        Object::NetworkInterface(name) => {
            let view = call.ask(async |client| client.network_interface(name).await)?;
            plain(view.name, view.id)
        }
        // It has no control codes.
        Object::FaultDomain(_) => return Err(Fail(Win32Code::ERROR_INVALID_FUNCTION)),
    })
}

/// Nothing is done: the object is there, and takes control codes.
pub fn nothing(call: &Call<'_>) -> Answer<Given> {
    about(call).map(|_| Given::DONE)
}

pub fn name(call: &Call<'_>) -> Answer<Given> {
    about(call).map(|about| Given::text(&about.name))
}

pub fn id(call: &Call<'_>) -> Answer<Given> {
    about(call).map(|about| Given::text(&about.id))
}

pub fn flags(call: &Call<'_>) -> Answer<Given> {
    about(call).map(|about| Given::number(if about.core { CORE } else { 0 }))
}

pub fn characteristics(call: &Call<'_>) -> Answer<Given> {
    about(call).map(|about| Given::number(about.characteristics))
}
