//! Control codes of the cluster.

use super::call::{Call, Given};
use super::code::{Code, absent, code};
use super::{about, fault_domain, properties, why};
use crate::boundary::{Answer, Fail};
use crate::{account, property};
use client::{ClusterView, Reply};
use model::{Value, Win32Code, fold};

/// In the order of the reference.
pub const CODES: &[Code] = &[
    code("CLUSTER_UNKNOWN", 0x0700_0000, about::nothing),
    code("CLUSTER_GET_FQDN", 0x0700_003D, fqdn),
    code("CLUSTER_CHECK_VOTER_EVICT", 0x0700_0045, check_voter_evict),
    code("CLUSTER_CHECK_VOTER_DOWN", 0x0700_0049, check_voter_down),
    code("CLUSTER_SHUTDOWN", 0x0700_004D, shut_down),
    code("CLUSTER_ENUM_COMMON_PROPERTIES", 0x0700_0051, properties::enum_common),
    code("CLUSTER_GET_RO_COMMON_PROPERTIES", 0x0700_0055, properties::read_only_common),
    code("CLUSTER_GET_COMMON_PROPERTIES", 0x0700_0059, properties::common),
    code("CLUSTER_VALIDATE_COMMON_PROPERTIES", 0x0700_0061, properties::validate_common),
    code("CLUSTER_GET_COMMON_PROPERTY_FMTS", 0x0700_0065, properties::common_formats),
    code("CLUSTER_CHECK_VOTER_EVICT_WITNESS", 0x0700_006D, check_witness),
    code("CLUSTER_CHECK_VOTER_DOWN_WITNESS", 0x0700_0071, check_witness),
    code("CLUSTER_ENUM_PRIVATE_PROPERTIES", 0x0700_0079, properties::enum_private),
    code("CLUSTER_GET_RO_PRIVATE_PROPERTIES", 0x0700_007D, properties::read_only_private),
    code("CLUSTER_GET_PRIVATE_PROPERTIES", 0x0700_0081, properties::private),
    code("CLUSTER_VALIDATE_PRIVATE_PROPERTIES", 0x0700_0089, properties::validate_private),
    code("CLUSTER_GET_PRIVATE_PROPERTY_FMTS", 0x0700_008D, properties::private_formats),
    code("CLUSTER_IS_READY_FOR_UPGRADE", 0x0700_00D5, is_ready_for_upgrade),
    absent("CLUSTER_GET_CLMUSR_TOKEN", 0x0700_016D, why::NOT_DESCRIBED),
    absent("CLUSTER_BATCH_BLOCK_KEY", 0x0700_023E, why::NOT_DESCRIBED),
    absent("CLUSTER_BATCH_UNBLOCK_KEY", 0x0700_0241, why::NOT_DESCRIBED),
    absent("CLUSTER_GET_SHARED_VOLUME_ID", 0x0700_0291, why::NO_SHARED_VOLUMES),
    code("CLUSTER_GET_CLUSDB_TIMESTAMP", 0x0700_02A9, database_timestamp),
    code("CLUSTER_GET_GUM_LOCK_OWNER", 0x0700_02B9, update_lock_owner),
    absent("CLUSTER_GET_STORAGE_CONFIGURATION", 0x0700_02E5, why::NOT_DESCRIBED),
    absent("CLUSTER_GET_STORAGE_CONFIG_ATTRIBUTES", 0x0700_02E9, why::NOT_DESCRIBED),
    absent("CLUSTER_GET_OS_AND_OS_VERSION_INFO", 0x0700_2101, why::LAYOUT_UNKNOWN),
    absent("CLUSTER_GET_CLUSTER_UTILIZATION", 0x0700_2115, why::LAYOUT_UNKNOWN),
    absent("RESOURCE_NETNAME_CHECK_OU_PERMISSIONS", 0x0700_2121, why::NO_DIRECTORY),
    absent("RESOURCE_NETNAME_CHECK_AD_STATE", 0x0700_2125, why::NO_DIRECTORY),
    absent("CLUSTER_NODE_REPLACEMENT", 0x0700_21F1, why::NO_DISKS),
    absent("CLUSTER_RELOAD_AUTOLOGGER_CONFIG", 0x0700_2DD2, why::NOT_DESCRIBED),
    absent("CLUSTER_STORAGE_RENAME_SHARED_VOLUME", 0x0700_2DD6, why::NO_SHARED_VOLUMES),
    absent("CLUSTER_STORAGE_RENAME_SHARED_VOLUME_GUID", 0x0700_2DDA, why::NO_SHARED_VOLUMES),
    code("CLUSTER_ENUM_AFFINITY_RULE_NAMES", 0x0700_2DDD, affinity_rule_names),
    // As the protocol prints it (MS-CMRP).
    code("CLUSTER_ENUM_AFFINITY_RULE_NAMES", 0x0940_2DDD, affinity_rule_names),
    code("CLUSTER_GET_NODES_IN_FD", 0x0700_2DE1, fault_domain::nodes),
    code("CLUSTER_SET_COMMON_PROPERTIES", 0x0740_005E, properties::set_common),
    code("CLUSTER_SET_PRIVATE_PROPERTIES", 0x0740_0086, properties::set_private),
    code("CLUSTER_UPGRADE_CLUSTER_VERSION", 0x0740_00CE, upgrade),
    code("CLUSTER_CLEAR_UPGRADE_IN_PROGRESS", 0x0740_00D2, clear_upgrade),
    code("CLUSTER_SET_ACCOUNT_ACCESS", 0x0740_00F2, set_account_access),
    absent("CLUSTER_SET_STORAGE_CONFIGURATION", 0x0740_02E2, why::NOT_DESCRIBED),
    code("CLUSTER_REMOVE_NODE", 0x0740_02EE, remove_node),
    absent("CLUSTER_CLEAR_NODE_CONNECTION_INFO", 0x0740_0306, why::NOT_DESCRIBED),
    absent("CLUSTER_SET_DNS_DOMAIN", 0x0740_030A, why::NO_DNS),
    absent("CLUSTER_CREATE_INFRASTRUCTURE_FILESERVER", 0x0740_23F2, why::NOT_DESCRIBED),
    absent("CLUSTER_REMOVE_INFRASTRUCTURE_FILESERVER", 0x0740_23F6, why::NOT_DESCRIBED),
    absent("CLUSTER_SET_CLUSTER_S2D_ENABLED", 0x0740_2D62, why::NOT_DESCRIBED),
    absent("CLUSTER_SET_CLUSTER_S2D_CACHE_METADATA_RESERVE_BYTES", 0x0740_2D6E, why::NOT_DESCRIBED),
    absent("CLUSTER_NOTIFY_INFRASTRUCTURE_SOFS_CHANGED", 0x0740_2D92, why::NOT_DESCRIBED),
    absent("CLUSTER_FORCE_FLUSH_DB", 0x0740_2DE6, why::NOT_DESCRIBED),
];

/// CLUSTER_QUORUM_VALUE
const QUORUM_MAINTAINED: u32 = 0;
const QUORUM_LOST: u32 = 1;
/// What the original counts as the level that is our first (`model::level`).
const MAJOR_OF_FIRST_LEVEL: u32 = 12;
/// What an upgrade is asked to do: check, or raise the level.
const UPGRADE_CHECK: u32 = 1;
const UPGRADE_PERFORM: u32 = 2;

fn view(call: &Call<'_>) -> Answer<ClusterView> {
    call.ask(async |client| client.cluster().await)
}

/// The name alone: the cluster is in no domain.
fn fqdn(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::text(&view.name))
}

/// Its bits say that it reads, and it needs the right to change.
fn shut_down(call: &Call<'_>) -> Answer<Given> {
    call.change(async |client| client.shut_down_cluster().await).map(|()| Given::DONE)
}

fn check_voter_down(call: &Call<'_>) -> Answer<Given> {
    check_voter(call, false)
}

fn check_voter_evict(call: &Call<'_>) -> Answer<Given> {
    check_voter(call, true)
}

/// The input is the id of a node. No resource has a vote.
fn check_voter(call: &Call<'_>, evicted: bool) -> Answer<Given> {
    let voter = call.text()?;
    let kept = call.ask(async |client| client.quorum_without(&voter, evicted).await);
    kept.map(quorum).map_err(|fail| match fail {
        Fail(Win32Code::ERROR_CLUSTER_NODE_NOT_FOUND) => Fail(Win32Code::ERROR_INVALID_PARAMETER),
        fail => fail,
    })
}

/// There is no witness, whose loss would cost nothing.
fn check_witness(call: &Call<'_>) -> Answer<Given> {
    call.ask(async |client| client.quorum_without_witness().await).map(quorum)
}

fn quorum(kept: bool) -> Given {
    Given::number(if kept { QUORUM_MAINTAINED } else { QUORUM_LOST })
}

fn is_ready_for_upgrade(call: &Call<'_>) -> Answer<Given> {
    call.ask(async |client| client.check_upgrade().await).map(|()| Given::DONE)
}

/// The answer is the level that is, or would be, reached, as the original counts.
fn upgrade(call: &Call<'_>) -> Answer<Given> {
    let level = match call.numbers()? {
        [UPGRADE_CHECK] => {
            call.change(async |client| client.check_upgrade().await)?;
            view(call)?.upgrade_target
        }
        [UPGRADE_PERFORM] => {
            call.change(async |client| client.perform_upgrade().await)?;
            view(call)?.functional_level
        }
        _ => return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
    };
    Ok(Given::number(MAJOR_OF_FIRST_LEVEL - 1 + level))
}

fn clear_upgrade(call: &Call<'_>) -> Answer<Given> {
    call.change(async |client| client.clear_upgrade().await).map(|()| Given::DONE)
}

/// As ClusterSetAccountAccess, from a property list.
fn set_account_access(call: &Call<'_>) -> Answer<Given> {
    let list = property::changes(call.input)?;
    let value = |name| list.iter().find(|listed| fold::equals(&listed.name, name))?.value.as_ref();
    let numbers = (value("AccountAccessMask"), value("AccountAccessType"));
    match (value("AccountSID"), numbers) {
        (Some(Value::Sz(account)), (Some(Value::Dword(access)), Some(Value::Dword(control)))) => {
            let (account, change) = account::change(account, *access, *control)?;
            call.change(async |client| client.set_account_access(&account, change).await).map(|()| Given::DONE)
        }
        _ => Err(Fail(Win32Code::ERROR_INVALID_PARAMETER)),
    }
}

/// The number of the latest entry of the log in it, in 8 bytes.
fn database_timestamp(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::Bytes(view.applied_index.to_le_bytes().to_vec()))
}

/// The name of the node through which all updates go: the leader's.
fn update_lock_owner(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::text(&view.leader))
}

fn affinity_rule_names(call: &Call<'_>) -> Answer<Given> {
    let rules = call.ask(async |client| client.affinity_rules().await)?;
    Ok(Given::texts(rules.into_iter().map(|rule| rule.name)))
}

/// The input is the id or the name of the node, whose service has to be stopped.
fn remove_node(call: &Call<'_>) -> Answer<Given> {
    let node = call.text()?;
    call.change(async |client| client.evict_node(&node).await)?;
    Ok(Given::Nothing(Reply::Done))
}
