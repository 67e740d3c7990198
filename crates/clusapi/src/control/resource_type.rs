//! Control codes of resource types.

use super::call::{Call, Given};
use super::code::{Code, absent, code};
use super::{about, properties, why};
use crate::boundary::{Answer, Fail};
use crate::property;
use client::{PropertyScope, ResourceTypeView};
use model::{Win32Code, fold, name};

/// In the order of the reference.
pub const CODES: &[Code] = &[
    code("RESOURCE_TYPE_UNKNOWN", 0x0200_0000, about::nothing),
    code("RESOURCE_TYPE_GET_CHARACTERISTICS", 0x0200_0005, about::characteristics),
    code("RESOURCE_TYPE_GET_FLAGS", 0x0200_0009, about::flags),
    code("RESOURCE_TYPE_GET_CLASS_INFO", 0x0200_000D, class_info),
    code("RESOURCE_TYPE_GET_REQUIRED_DEPENDENCIES", 0x0200_0011, required_dependencies),
    absent("RESOURCE_TYPE_GET_ARB_TIMEOUT", 0x0200_0015, why::NO_DISKS),
    code("RESOURCE_TYPE_ENUM_COMMON_PROPERTIES", 0x0200_0051, properties::enum_common),
    code("RESOURCE_TYPE_GET_RO_COMMON_PROPERTIES", 0x0200_0055, properties::read_only_common),
    code("RESOURCE_TYPE_GET_COMMON_PROPERTIES", 0x0200_0059, properties::common),
    code("RESOURCE_TYPE_VALIDATE_COMMON_PROPERTIES", 0x0200_0061, properties::validate_common),
    code("RESOURCE_TYPE_GET_COMMON_PROPERTY_FMTS", 0x0200_0065, properties::common_formats),
    code("RESOURCE_TYPE_GET_COMMON_RESOURCE_PROPERTY_FMTS", 0x0200_0069, common_resource_formats),
    code("RESOURCE_TYPE_ENUM_PRIVATE_PROPERTIES", 0x0200_0079, properties::enum_private),
    code("RESOURCE_TYPE_GET_RO_PRIVATE_PROPERTIES", 0x0200_007D, properties::read_only_private),
    code("RESOURCE_TYPE_GET_PRIVATE_PROPERTIES", 0x0200_0081, properties::private),
    code("RESOURCE_TYPE_VALIDATE_PRIVATE_PROPERTIES", 0x0200_0089, properties::validate_private),
    code("RESOURCE_TYPE_GET_PRIVATE_PROPERTY_FMTS", 0x0200_008D, properties::private_formats),
    code("RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS", 0x0200_0091, private_resource_formats),
    code("RESOURCE_TYPE_GET_REGISTRY_CHECKPOINTS", 0x0200_00A9, no_checkpoints),
    code("RESOURCE_TYPE_GET_CRYPTO_CHECKPOINTS", 0x0200_00B5, no_checkpoints),
    absent("RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS", 0x0200_0195, why::NO_DISKS),
    absent("RESOURCE_TYPE_QUERY_DELETE", 0x0200_01B9, why::RESERVED),
    absent("RESOURCE_TYPE_STORAGE_GET_DRIVELETTERS", 0x0200_01ED, why::NO_DISKS),
    absent("RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX", 0x0200_01F5, why::NO_DISKS),
    absent("RESOURCE_TYPE_STORAGE_REMAP_DRIVELETTER", 0x0200_0201, why::NO_DISKS),
    absent("RESOURCE_TYPE_STORAGE_GET_DISKID", 0x0200_0205, why::NO_DISKS),
    absent("RESOURCE_TYPE_STORAGE_IS_CLUSTERABLE", 0x0200_0209, why::NO_DISKS),
    absent("RESOURCE_TYPE_STORAGE_GET_RESOURCEID", 0x0200_022D, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_GEN_APP_VALIDATE_PATH", 0x0200_0231, why::NOT_SEEN_BY_NODES),
    absent("RESOURCE_TYPE_GEN_SCRIPT_VALIDATE_PATH", 0x0200_0231, why::NOT_SEEN_BY_NODES),
    absent("RESOURCE_TYPE_VALIDATE_PATH", 0x0200_0231, why::NOT_SEEN_BY_NODES),
    absent("RESOURCE_TYPE_WITNESS_VALIDATE_PATH", 0x0200_0231, why::NO_WITNESS),
    code("RESOURCE_TYPE_NETNAME_VALIDATE_NETNAME", 0x0200_0235, validate_network_name),
    absent("RESOURCE_TYPE_GEN_APP_VALIDATE_DIRECTORY", 0x0200_0239, why::NOT_SEEN_BY_NODES),
    absent("RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_INT", 0x0200_1FE1, why::NOT_DESCRIBED),
    absent("CLOUD_WITNESS_RESOURCE_TYPE_VALIDATE_CREDENTIALS", 0x0200_20E1, why::NO_WITNESS),
    absent("CLOUD_WITNESS_RESOURCE_TYPE_VALIDATE_CREDENTIALS_WITH_KEY", 0x0200_20F1, why::NO_WITNESS),
    absent("RESOURCE_TYPE_REPLICATION_ADD_REPLICATION_GROUP", 0x0200_2142, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_REPLICATION_GET_LOG_INFO", 0x0200_2145, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_REPLICATION_GET_ELIGIBLE_LOGDISKS", 0x0200_2149, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_REPLICATION_GET_ELIGIBLE_TARGET_DATADISKS", 0x0200_214D, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_REPLICATION_GET_ELIGIBLE_SOURCE_DATADISKS", 0x0200_2151, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_REPLICATION_GET_REPLICATED_DISKS", 0x0200_2155, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_REPLICATION_GET_REPLICA_VOLUMES", 0x0200_2159, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_REPLICATION_GET_LOG_VOLUME", 0x0200_215D, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_REPLICATION_GET_RESOURCE_GROUP", 0x0200_2161, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_REPLICATION_GET_REPLICATED_PARTITION_INFO", 0x0200_2165, why::NOT_DESCRIBED),
    code("RESOURCE_TYPE_SET_COMMON_PROPERTIES", 0x0240_005E, properties::set_common),
    code("RESOURCE_TYPE_SET_PRIVATE_PROPERTIES", 0x0240_0086, properties::set_private),
    absent("RESOURCE_TYPE_STORAGE_SYNC_CLUSDISK_DB", 0x0240_019E, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_STORAGE_RELEASE_OWNERSHIP", 0x0240_020E, why::NO_DHCP),
    absent("RESOURCE_TYPE_STORAGE_REMOVE_VM_OWNERSHIP", 0x0240_020E, why::NO_DISKS),
    absent("RESOURCE_TYPE_NETNAME_GET_OU_FOR_VCO", 0x0240_026E, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_PREPARE_UPGRADE", 0x0240_20EA, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_UPGRADE_COMPLETED", 0x0240_20EE, why::NOT_DESCRIBED),
    absent("RESOURCE_TYPE_NOTIFY_MONITOR_SHUTTING_DOWN", 0x0210_0081, why::INTERNAL),
    absent("RESOURCE_TYPE_CHECK_DRAIN_VETO", 0x0210_212D, why::INTERNAL),
    absent("RESOURCE_TYPE_NOTIFY_DRAIN_COMPLETE", 0x0210_2131, why::INTERNAL),
    absent("RESOURCE_TYPE_INSTALL_NODE", 0x0250_000A, why::INTERNAL),
    absent("RESOURCE_TYPE_EVICT_NODE", 0x0250_000E, why::INTERNAL),
    absent("RESOURCE_TYPE_CLUSTER_VERSION_CHANGED", 0x0250_002E, why::INTERNAL),
    absent("RESOURCE_TYPE_FIXUP_ON_UPGRADE", 0x0250_0032, why::INTERNAL),
    absent("RESOURCE_TYPE_STARTING_PHASE1", 0x0250_0036, why::INTERNAL),
    absent("RESOURCE_TYPE_STARTING_PHASE2", 0x0250_003A, why::INTERNAL),
    absent("RESOURCE_TYPE_HOLD_IO", 0x0250_003E, why::INTERNAL),
    absent("RESOURCE_TYPE_RESUME_IO", 0x0250_0042, why::INTERNAL),
];

/// The type whose resources have names on the network.
pub const NETWORK_NAME: &str = "Network Name";
/// CLUSPROP_SYNTAX_RESCLASS, and the end of a list of values.
const RESOURCE_CLASS: u32 = 0x0002_0002;
const END_MARK: u32 = 0;

fn view(call: &Call<'_>) -> Answer<ResourceTypeView> {
    call.ask(async |client| client.resource_type(call.name()).await)
}

fn class_info(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| class_of(&view))
}

/// CLUS_RESOURCE_CLASS_INFO.
pub fn class_of(of: &ResourceTypeView) -> Given {
    Given::numbers(&[of.resource_class, of.resource_subclass])
}

fn required_dependencies(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| required_by(&view))
}

/// A list of values: the class of which a resource has to have a provider, if there is one.
pub fn required_by(of: &ResourceTypeView) -> Given {
    match of.required_class {
        None => Given::number(END_MARK),
        Some(class) => Given::numbers(&[RESOURCE_CLASS, 4, class, END_MARK]),
    }
}

fn common_resource_formats(call: &Call<'_>) -> Answer<Given> {
    view(call)?;
    Ok(Given::Bytes(property::formats_of_resources(None)))
}

fn private_resource_formats(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::Bytes(property::formats_of_resources(Some(&view.name))))
}

/// None are kept, so there are none.
pub fn no_checkpoints(call: &Call<'_>) -> Answer<Given> {
    about::nothing(call).map(|_| Given::texts::<&str>([]))
}

/// Whether a name could be that of an access point: a DNS label that no other network name has, nor the cluster, nor a node. A code of
/// the type Network Name alone.
fn validate_network_name(call: &Call<'_>) -> Answer<Given> {
    let view = view(call)?;
    if !fold::equals(&view.name, NETWORK_NAME) {
        return Err(Fail(Win32Code::ERROR_INVALID_FUNCTION));
    }
    let wanted = call.text()?;
    name::check_cluster_name(&wanted)?;
    let mut taken = vec![call.ask(async |client| client.cluster().await)?.name];
    taken.extend(call.ask(async |client| client.nodes().await)?.into_iter().map(|node| node.name));
    for resource in &view.resources {
        let object = client::Object::Resource(resource);
        let properties = call.ask(async |client| client.properties(object, PropertyScope::Private).await)?;
        taken.extend(["Name", "DnsName"].iter().filter_map(|name| property::text_of(&properties, name)));
    }
    match taken.iter().any(|taken| fold::equals(taken, &wanted)) {
        true => Err(Fail(Win32Code::ERROR_OBJECT_ALREADY_EXISTS)),
        false => Ok(Given::DONE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_type_requires_is_a_list_of_values() {
        let of = |required_class| ResourceTypeView { required_class, ..ResourceTypeView::default() };
        assert_eq!(required_by(&of(None)), Given::Bytes(vec![0; 4]));
        let list = [2, 0, 2, 0, 4, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(required_by(&of(Some(2))), Given::Bytes(list.to_vec()));
    }
}
