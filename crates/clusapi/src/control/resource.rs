//! Control codes of resources.

use super::call::{Call, Given};
use super::code::{Code, absent, code};
use super::resource_type::{NETWORK_NAME, class_of, no_checkpoints, required_by};
use super::{about, fault_domain, properties, why};
use crate::boundary::{Answer, Fail};
use crate::property;
use crate::state::resource_state;
use crate::sys::RESOURCE_FAILURE_INFO_VERSION_1;
use client::{PropertyScope, ResourceTypeView, ResourceView};
use model::dependency::Expression;
use model::{Win32Code, fold};
use std::collections::BTreeSet;

/// In the order of the reference.
pub const CODES: &[Code] = &[
    code("RESOURCE_UNKNOWN", 0x0100_0000, about::nothing),
    code("RESOURCE_GET_CHARACTERISTICS", 0x0100_0005, about::characteristics),
    code("RESOURCE_GET_FLAGS", 0x0100_0009, about::flags),
    code("RESOURCE_GET_CLASS_INFO", 0x0100_000D, class_info),
    code("RESOURCE_GET_REQUIRED_DEPENDENCIES", 0x0100_0011, required_dependencies),
    code("RESOURCE_GET_FAILURE_INFO", 0x0100_0019, failure_info),
    code("RESOURCE_GET_NAME", 0x0100_0029, about::name),
    code("RESOURCE_GET_RESOURCE_TYPE", 0x0100_002D, resource_type),
    code("RESOURCE_GET_ID", 0x0100_0039, about::id),
    code("RESOURCE_ENUM_COMMON_PROPERTIES", 0x0100_0051, properties::enum_common),
    code("RESOURCE_GET_RO_COMMON_PROPERTIES", 0x0100_0055, properties::read_only_common),
    code("RESOURCE_GET_COMMON_PROPERTIES", 0x0100_0059, properties::common),
    code("RESOURCE_VALIDATE_COMMON_PROPERTIES", 0x0100_0061, properties::validate_common),
    code("RESOURCE_GET_COMMON_PROPERTY_FMTS", 0x0100_0065, properties::common_formats),
    code("RESOURCE_ENUM_PRIVATE_PROPERTIES", 0x0100_0079, properties::enum_private),
    code("RESOURCE_GET_RO_PRIVATE_PROPERTIES", 0x0100_007D, properties::read_only_private),
    code("RESOURCE_GET_PRIVATE_PROPERTIES", 0x0100_0081, properties::private),
    code("RESOURCE_VALIDATE_PRIVATE_PROPERTIES", 0x0100_0089, properties::validate_private),
    code("RESOURCE_GET_PRIVATE_PROPERTY_FMTS", 0x0100_008D, properties::private_formats),
    code("RESOURCE_GET_REGISTRY_CHECKPOINTS", 0x0100_00A9, no_checkpoints),
    code("RESOURCE_GET_CRYPTO_CHECKPOINTS", 0x0100_00B5, no_checkpoints),
    absent("RESOURCE_GET_LOADBAL_PROCESS_LIST", 0x0100_00C9, why::NOT_SEEN_BY_NODES),
    code("RESOURCE_GET_NETWORK_NAME", 0x0100_0169, network_name),
    absent("RESOURCE_NETNAME_GET_VIRTUAL_SERVER_TOKEN", 0x0100_016D, why::NO_DIRECTORY),
    absent("RESOURCE_RLUA_GET_VIRTUAL_SERVER_TOKEN", 0x0100_016D, why::NOT_DESCRIBED),
    absent("RESOURCE_NETNAME_REGISTER_DNS_RECORDS", 0x0100_0172, why::NO_DIRECTORY),
    code("RESOURCE_GET_DNS_NAME", 0x0100_0175, dns_name),
    absent("RESOURCE_NETNAME_SET_PWD_INFO", 0x0100_017A, why::NO_DIRECTORY),
    absent("RESOURCE_RLUA_SET_PWD_INFO", 0x0100_017A, why::NOT_DESCRIBED),
    absent("RESOURCE_NETNAME_DELETE_CO", 0x0100_017E, why::NO_DIRECTORY),
    absent("RESOURCE_NETNAME_VALIDATE_VCO", 0x0100_0181, why::NO_DIRECTORY),
    absent("RESOURCE_NETNAME_RESET_VCO", 0x0100_0185, why::NO_DIRECTORY),
    absent("RESOURCE_NETNAME_REPAIR_VCO", 0x0100_018D, why::NO_DIRECTORY),
    absent("RESOURCE_STORAGE_GET_DISK_INFO", 0x0100_0191, why::NO_DISKS),
    absent("RESOURCE_STORAGE_IS_PATH_VALID", 0x0100_0199, why::NO_DISKS),
    absent("RESOURCE_STORAGE_GET_DISK_NUMBER_INFO", 0x0100_01A1, why::NO_DISKS),
    absent("RESOURCE_QUERY_DELETE", 0x0100_01B9, why::RESERVED),
    code("RESOURCE_QUERY_MAINTENANCE_MODE", 0x0100_01E1, maintenance_mode),
    absent("RESOURCE_STORAGE_GET_DISK_INFO_EX", 0x0100_01F1, why::NO_DISKS),
    absent("RESOURCE_STORAGE_GET_DISK_INFO_EX2", 0x0100_01F9, why::NO_DISKS),
    absent("RESOURCE_STORAGE_GET_DISKID", 0x0100_0205, why::NO_DISKS),
    absent("RESOURCE_STORAGE_GET_MOUNTPOINTS", 0x0100_0211, why::NO_DISKS),
    absent("RESOURCE_STORAGE_GET_DIRTY", 0x0100_0219, why::NO_DISKS),
    absent("RESOURCE_STORAGE_GET_SHARED_VOLUME_INFO", 0x0100_0225, why::NO_SHARED_VOLUMES),
    absent("RESOURCE_TYPE_STORAGE_IS_CSV_FILE", 0x0100_0229, why::NO_SHARED_VOLUMES),
    absent("RESOURCE_STORAGE_GET_SHARED_VOLUME_PARTITION_NAMES", 0x0100_029D, why::NO_SHARED_VOLUMES),
    absent("RESOURCE_STORAGE_IS_SHARED_VOLUME", 0x0100_02A5, why::NO_SHARED_VOLUMES),
    code("RESOURCE_IS_QUORUM_BLOCKED", 0x0100_02B1, is_quorum_blocked),
    absent("RESOURCE_POOL_GET_DRIVE_INFO", 0x0100_02B5, why::NO_DISKS),
    absent("RESOURCE_NETNAME_SET_PWD_INFOEX", 0x0100_031A, why::NO_DIRECTORY),
    absent("RESOURCE_RLUA_SET_PWD_INFOEX", 0x0100_031A, why::NOT_DESCRIBED),
    code("RESOURCE_GET_RELATED_RESOURCE_NAMES", 0x0100_1FAD, related_names),
    code("RESOURCE_GET_STATE_CHANGE_TIME", 0x0100_2D5D, state_change_time),
    absent("RESOURCE_GET_INFRASTRUCTURE_SOFS_BUFFER", 0x0100_2D89, why::NOT_DESCRIBED),
    absent("RESOURCE_STORAGE_RENAME_SHARED_VOLUME", 0x0100_2DD6, why::NO_SHARED_VOLUMES),
    absent("RESOURCE_STORAGE_RENAME_SHARED_VOLUME_GUID", 0x0100_2DDA, why::NO_SHARED_VOLUMES),
    code("RESOURCE_GET_NODES_IN_FD", 0x0100_2DE1, fault_domain::nodes),
    code("RESOURCE_SET_COMMON_PROPERTIES", 0x0140_005E, properties::set_common),
    code("RESOURCE_SET_PRIVATE_PROPERTIES", 0x0140_0086, properties::set_private),
    absent("RESOURCE_ADD_REGISTRY_CHECKPOINT", 0x0140_00A2, why::NO_LOCAL_REGISTRY),
    absent("RESOURCE_DELETE_REGISTRY_CHECKPOINT", 0x0140_00A6, why::NO_LOCAL_REGISTRY),
    absent("RESOURCE_ADD_CRYPTO_CHECKPOINT", 0x0140_00AE, why::NO_LOCAL_REGISTRY),
    absent("RESOURCE_DELETE_CRYPTO_CHECKPOINT", 0x0140_00B2, why::NO_LOCAL_REGISTRY),
    absent("RESOURCE_UPGRADE_DLL", 0x0140_00BA, why::NO_LIBRARIES),
    absent("RESOURCE_ADD_REGISTRY_CHECKPOINT_64BIT", 0x0140_00BE, why::NO_LOCAL_REGISTRY),
    absent("RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT", 0x0140_00C2, why::NO_LOCAL_REGISTRY),
    absent("RESOURCE_IPADDRESS_RENEW_LEASE", 0x0140_01BE, why::NO_DHCP),
    absent("RESOURCE_IPADDRESS_RELEASE_LEASE", 0x0140_01C2, why::NO_DHCP),
    code("RESOURCE_SET_MAINTENANCE_MODE", 0x0140_01E6, set_maintenance_mode),
    absent("RESOURCE_STORAGE_SET_DRIVELETTER", 0x0140_01EA, why::NO_DISKS),
    absent("RESOURCE_ENABLE_SHARED_VOLUME_DIRECTIO", 0x0140_028A, why::NO_SHARED_VOLUMES),
    absent("RESOURCE_DISABLE_SHARED_VOLUME_DIRECTIO", 0x0140_028E, why::NO_SHARED_VOLUMES),
    absent("RESOURCE_SET_CSV_MAINTENANCE_MODE", 0x0140_0296, why::NO_SHARED_VOLUMES),
    absent("RESOURCE_SET_SHARED_VOLUME_BACKUP_MODE", 0x0140_029A, why::NO_SHARED_VOLUMES),
    absent("RESOURCE_STORAGE_GET_SHARED_VOLUME_STATES", 0x0140_02A2, why::NO_SHARED_VOLUMES),
    code("RESOURCE_RW_MODIFY_NOOP", 0x0140_02AE, about::nothing),
    absent("RESOURCE_ADD_CRYPTO_CHECKPOINT_EX", 0x0140_02D6, why::NOT_DESCRIBED),
    absent("CLOUD_WITNESS_RESOURCE_UPDATE_TOKEN", 0x0140_20E6, why::NO_WITNESS),
    absent("RESOURCE_PREPARE_UPGRADE", 0x0140_20EA, why::NOT_DESCRIBED),
    absent("RESOURCE_UPGRADE_COMPLETED", 0x0140_20EE, why::NOT_DESCRIBED),
    absent("CLOUD_WITNESS_RESOURCE_UPDATE_KEY", 0x0140_20F6, why::NO_WITNESS),
    absent("RESOURCE_SET_INFRASTRUCTURE_SOFS_BUFFER", 0x0140_2D8E, why::NOT_DESCRIBED),
    absent("RESOURCE_SCALEOUT_COMMAND", 0x0140_2D96, why::NOT_DESCRIBED),
    absent("RESOURCE_SCALEOUT_CONTROL", 0x0140_2D9A, why::NOT_DESCRIBED),
    absent("RESOURCE_SCALEOUT_GET_CLUSTERS", 0x0140_2D9D, why::NOT_DESCRIBED),
    absent("RESOURCE_VM_START_MIGRATION", 0x0160_0004, why::ANSWERS_ONE),
    absent("RESOURCE_VM_CANCEL_MIGRATION", 0x0160_0008, why::ANSWERS_ONE),
    absent("RESOURCE_NETNAME_CREDS_UPDATED", 0x01C0_018A, why::NO_DIRECTORY),
    absent("RESOURCE_FSWITNESS_GET_EPOCH_INFO", 0x0110_005D, why::INTERNAL),
    absent("RESOURCE_GET_OPERATION_CONTEXT", 0x0110_20E9, why::INTERNAL),
    absent("RESOURCE_VALIDATE_CHANGE_GROUP", 0x0110_2125, why::INTERNAL),
    absent("RESOURCE_CHECK_DRAIN_VETO", 0x0110_212D, why::INTERNAL),
    absent("RESOURCE_NOTIFY_DRAIN_COMPLETE", 0x0110_2131, why::INTERNAL),
    absent("RESOURCE_DELETE", 0x0150_0006, why::INTERNAL),
    absent("RESOURCE_INSTALL_NODE", 0x0150_000A, why::INTERNAL),
    absent("RESOURCE_EVICT_NODE", 0x0150_000E, why::INTERNAL),
    absent("RESOURCE_ADD_DEPENDENCY", 0x0150_0012, why::INTERNAL),
    absent("RESOURCE_REMOVE_DEPENDENCY", 0x0150_0016, why::INTERNAL),
    absent("RESOURCE_ADD_OWNER", 0x0150_001A, why::INTERNAL),
    absent("RESOURCE_REMOVE_OWNER", 0x0150_001E, why::INTERNAL),
    absent("RESOURCE_SET_NAME", 0x0150_0026, why::INTERNAL),
    absent("RESOURCE_CLUSTER_NAME_CHANGED", 0x0150_002A, why::INTERNAL),
    absent("RESOURCE_CLUSTER_VERSION_CHANGED", 0x0150_002E, why::INTERNAL),
    absent("RESOURCE_FORCE_QUORUM", 0x0150_0046, why::INTERNAL),
    absent("RESOURCE_INITIALIZE", 0x0150_004A, why::INTERNAL),
    absent("RESOURCE_STATE_CHANGE_REASON", 0x0150_004E, why::INTERNAL),
    absent("RESOURCE_PROVIDER_STATE_CHANGE", 0x0150_0052, why::INTERNAL),
    absent("RESOURCE_LEAVING_GROUP", 0x0150_0056, why::INTERNAL),
    absent("RESOURCE_JOINING_GROUP", 0x0150_005A, why::INTERNAL),
    absent("RESOURCE_FSWITNESS_SET_EPOCH_INFO", 0x0150_0062, why::INTERNAL),
    absent("RESOURCE_FSWITNESS_RELEASE_LOCK", 0x0150_0066, why::INTERNAL),
    absent("RESOURCE_NETNAME_CREDS_NOTIFYCAM", 0x0150_006A, why::INTERNAL),
    absent("RESOURCE_NOTIFY_QUORUM_STATUS", 0x0150_007E, why::INTERNAL),
    absent("RESOURCE_UNDELETE", 0x0150_0086, why::INTERNAL),
    absent("RESOURCE_NOTIFY_OWNER_CHANGE", 0x0150_2122, why::INTERNAL),
];

/// CLUS_MAINTENANCE_MODE_INFO and CLUS_MAINTENANCE_MODE_INFOEX, in bytes.
const MAINTENANCE_BYTES: u32 = 4;
const MAINTENANCE_EX_BYTES: u32 = 16;
/// MaintenanceModeTypeDisableIsAliveCheck, and the last one.
const DISABLE_IS_ALIVE: u32 = 1;
const UNCLUSTER: u32 = 3;
/// CLUSRESDLL_STATUS of the longer form.
const MAINTENANCE_SIGNATURE: u32 = 0xABBA_F00F;
/// CLUS_CHAR_QUORUM.
const CAN_BE_QUORUM: u32 = 1;

fn view(call: &Call<'_>) -> Answer<ResourceView> {
    call.ask(async |client| client.resource(call.name()).await)
}

fn of_type(call: &Call<'_>) -> Answer<ResourceTypeView> {
    let view = view(call)?;
    call.ask(async |client| client.resource_type(&view.type_name).await)
}

fn class_info(call: &Call<'_>) -> Answer<Given> {
    of_type(call).map(|of| class_of(&of))
}

fn required_dependencies(call: &Call<'_>) -> Answer<Given> {
    of_type(call).map(|of| required_by(&of))
}

/// RESOURCE_FAILURE_INFO_BUFFER: its version, how often the resource may still be restarted in place, and in how many milliseconds an
/// earlier restart counts no longer (the original does not say in what it counts).
fn failure_info(call: &Call<'_>) -> Answer<Given> {
    let left = view(call)?.restarts_left.unwrap_or_default();
    let period_ms = u32::try_from(left.period_ms).unwrap_or(u32::MAX);
    Ok(Given::numbers(&[RESOURCE_FAILURE_INFO_VERSION_1, left.attempts, period_ms]))
}

fn resource_type(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::text(&view.type_name))
}

fn state_change_time(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::file_time(view.state_changed_ms))
}

/// A private property of a network name.
fn of_network_name(call: &Call<'_>, property: &str) -> Answer<Option<String>> {
    if !fold::equals(&view(call)?.type_name, NETWORK_NAME) {
        return Err(Fail(Win32Code::ERROR_INVALID_FUNCTION));
    }
    let properties = call.ask(async |client| client.properties(call.object, PropertyScope::Private).await)?;
    Ok(property::text_of(&properties, property).filter(|text| !text.is_empty()))
}

fn network_name(call: &Call<'_>) -> Answer<Given> {
    of_network_name(call, "Name").map(|name| Given::text(&name.unwrap_or_default()))
}

/// Its label alone: it is in no domain.
fn dns_name(call: &Call<'_>) -> Answer<Given> {
    match of_network_name(call, "DnsName")? {
        Some(name) => Ok(Given::text(&name)),
        None => network_name(call),
    }
}

/// In the longer form when there is room for it.
fn maintenance_mode(call: &Call<'_>) -> Answer<Given> {
    let view = view(call)?;
    let on = u32::from(view.maintenance);
    if call.room.is_none_or(|room| room < MAINTENANCE_EX_BYTES) {
        return Ok(Given::number(on));
    }
    let mode = if view.maintenance { DISABLE_IS_ALIVE } else { 0 };
    let state = resource_state(&view.state)?.cast_unsigned();
    Ok(Given::numbers(&[on, mode, state, MAINTENANCE_SIGNATURE]))
}

/// Either form. Of the modes of the longer one there is the one in which health does not count; the others are of disks.
fn set_maintenance_mode(call: &Call<'_>) -> Answer<Given> {
    let on = match call.input.len() as u32 {
        MAINTENANCE_BYTES => {
            let [on] = call.numbers()?;
            on
        }
        MAINTENANCE_EX_BYTES => {
            let [on, mode, _, signature] = call.numbers()?;
            if signature != MAINTENANCE_SIGNATURE || mode > UNCLUSTER {
                return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
            }
            if on != 0 && mode > DISABLE_IS_ALIVE {
                return Err(Fail(Win32Code::ERROR_NOT_SUPPORTED));
            }
            on
        }
        _ => return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
    };
    if on > 1 {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    call.change(async |client| client.set_resource_maintenance(call.name(), on == 1).await).map(Given::Nothing)
}

/// Whether it cannot be the quorum resource: unless its type can be one.
fn is_quorum_blocked(call: &Call<'_>) -> Answer<Given> {
    of_type(call).map(|of| Given::number(u32::from(of.characteristics & CAN_BE_QUORUM == 0)))
}

/// The resources to which it is bound by dependencies, in either direction and at any distance, and itself: what is validated together.
fn related_names(call: &Call<'_>) -> Answer<Given> {
    let view = view(call)?;
    let of_group = call.ask(async |client| client.resources_of(&view.group_id).await)?;
    Ok(Given::texts(bound_to(&view.name, &of_group)?))
}

fn bound_to(name: &str, resources: &[ResourceView]) -> Answer<BTreeSet<String>> {
    let mut bonds = Vec::new();
    for resource in resources {
        let expression: Expression<String> = model::dependency::parse(&resource.dependencies)?;
        bonds.extend(expression.providers().map(|provider| (resource.name.clone(), provider.clone())));
    }
    let mut bound = BTreeSet::from([name.to_owned()]);
    loop {
        let ends = bonds.iter().filter(|(a, b)| bound.contains(a) != bound.contains(b));
        let new: Vec<String> = ends.flat_map(|(a, b)| [a.clone(), b.clone()]).collect();
        if new.is_empty() {
            return Ok(bound);
        }
        bound.extend(new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bonds_are_followed_in_both_directions() {
        let resource = |name: &str, dependencies: &str| ResourceView {
            name: name.into(),
            dependencies: dependencies.into(),
            ..ResourceView::default()
        };
        let all = [
            resource("address", ""),
            resource("name", "[address]"),
            resource("server", "[name] or [disk]"),
            resource("disk", ""),
            resource("alone", ""),
        ];
        let bound = |name: &str| bound_to(name, &all).map(Vec::from_iter);
        assert_eq!(bound("disk"), Ok(["address", "disk", "name", "server"].map(String::from).to_vec()));
        assert_eq!(bound("alone"), Ok(vec!["alone".to_owned()]));
    }
}
