//! Common properties by their types. Each constant is a row of the table that the cluster itself reads (`model::property`), which says
//! ranges, units and defaults; `docs/properties.md` has all of them.

use super::{Cluster, Group, Node, Resource};
use model::Value;
use std::marker::PhantomData;

/// A property of objects of type `O`, with values of type `T`.
pub struct Property<O, T> {
    name: &'static str,
    of: PhantomData<fn(O) -> T>,
}

impl<O, T> Property<O, T> {
    const fn new(name: &'static str) -> Property<O, T> {
        Property { name, of: PhantomData }
    }

    /// As administrators write it.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// A type of a property's values. The default is what a property is without a value.
pub trait PropertyType: Default {
    /// `None` for a value of another type.
    fn from_value(value: Value) -> Option<Self>;
    fn into_value(self) -> Value;
}

macro_rules! property_types {
    ($($type:ty: $variant:ident;)*) => {$(
        impl PropertyType for $type {
            fn from_value(value: Value) -> Option<$type> {
                match value {
                    Value::$variant(value) => Some(value),
                    _ => None,
                }
            }

            fn into_value(self) -> Value {
                Value::$variant(self)
            }
        }
    )*};
}

property_types! {
    u32: Dword;
    u64: Qword;
    String: Sz;
    Vec<String>: MultiSz;
}

macro_rules! properties {
    ($($(#[$doc:meta])* $module:ident of $object:ident { $($name:ident: $type:ty = $text:literal;)* })*) => {
        $(
            $(#[$doc])*
            pub mod $module {
                use super::{$object, Property};

                $(pub const $name: Property<$object, $type> = Property::new($text);)*
            }
        )*

        #[cfg(test)]
        const ALL: &[(&str, &[(&str, &str)])] = &[$((stringify!($module), &[$(($text, stringify!($type))),*])),*];
    };
}

properties! {
    /// Of the cluster.
    cluster of Cluster {
        ADD_EVICT_DELAY: u32 = "AddEvictDelay";
        ADMIN_ACCESS_POINT: u32 = "AdminAccessPoint";
        AUTO_ASSIGN_NODE_SITE: u32 = "AutoAssignNodeSite";
        AUTO_BALANCER_LEVEL: u32 = "AutoBalancerLevel";
        AUTO_BALANCER_MODE: u32 = "AutoBalancerMode";
        BACKUP_IN_PROGRESS: u32 = "BackupInProgress";
        BLOCK_CACHE_SIZE: u32 = "BlockCacheSize";
        CLUS_SVC_HANG_TIMEOUT: u32 = "ClusSvcHangTimeout";
        CLUS_SVC_REGROUP_OPENING_TIMEOUT: u32 = "ClusSvcRegroupOpeningTimeout";
        CLUS_SVC_REGROUP_PRUNING_TIMEOUT: u32 = "ClusSvcRegroupPruningTimeout";
        CLUS_SVC_REGROUP_STAGE_TIMEOUT: u32 = "ClusSvcRegroupStageTimeout";
        CLUS_SVC_REGROUP_TICK_IN_MILLISECONDS: u32 = "ClusSvcRegroupTickInMilliseconds";
        CLUSTER_ENFORCED_ANTI_AFFINITY: u32 = "ClusterEnforcedAntiAffinity";
        CLUSTER_FUNCTIONAL_LEVEL: u32 = "ClusterFunctionalLevel";
        CLUSTER_GROUP_WAIT_DELAY: u32 = "ClusterGroupWaitDelay";
        CLUSTER_LOG_LEVEL: u32 = "ClusterLogLevel";
        CLUSTER_LOG_SIZE: u32 = "ClusterLogSize";
        CLUSTER_UPGRADE_VERSION: u32 = "ClusterUpgradeVersion";
        CROSS_SITE_DELAY: u32 = "CrossSiteDelay";
        CROSS_SITE_THRESHOLD: u32 = "CrossSiteThreshold";
        CROSS_SUBNET_DELAY: u32 = "CrossSubnetDelay";
        CROSS_SUBNET_THRESHOLD: u32 = "CrossSubnetThreshold";
        CSV_BALANCER: u32 = "CsvBalancer";
        DATABASE_READ_WRITE_MODE: u32 = "DatabaseReadWriteMode";
        DEFAULT_NETWORK_ROLE: u32 = "DefaultNetworkRole";
        DESCRIPTION: String = "Description";
        DETECTED_CLOUD_PLATFORM: u32 = "DetectedCloudPlatform";
        DISABLE_GROUP_PREFERRED_OWNER_RANDOMIZATION: u32 = "DisableGroupPreferredOwnerRandomization";
        DRAIN_ON_SHUTDOWN: u32 = "DrainOnShutdown";
        DYNAMIC_QUORUM: u32 = "DynamicQuorum";
        ENABLED_EVENT_LOGS: Vec<String> = "EnabledEventLogs";
        ENABLE_SHARED_VOLUMES: u32 = "EnableSharedVolumes";
        FIX_QUORUM: u32 = "FixQuorum";
        GROUP_DEPENDENCY_TIMEOUT: u32 = "GroupDependencyTimeout";
        HANG_RECOVERY_ACTION: u32 = "HangRecoveryAction";
        IGNORE_PERSISTENT_STATE_ON_STARTUP: u32 = "IgnorePersistentStateOnStartup";
        LOG_RESOURCE_CONTROLS: u32 = "LogResourceControls";
        LOWER_QUORUM_PRIORITY_NODE_ID: u32 = "LowerQuorumPriorityNodeId";
        MAXIMUM_PARALLEL_MIGRATIONS: u32 = "MaximumParallelMigrations";
        MESSAGE_BUFFER_LENGTH: u32 = "MessageBufferLength";
        MINIMUM_NEVER_PREEMPT_PRIORITY: u32 = "MinimumNeverPreemptPriority";
        MINIMUM_PREEMPTOR_PRIORITY: u32 = "MinimumPreemptorPriority";
        MIXED_MODE: u32 = "MixedMode";
        NETFT_IP_SEC_ENABLED: u32 = "NetftIPSecEnabled";
        PLACEMENT_OPTIONS: u32 = "PlacementOptions";
        PLUMB_ALL_CROSS_SUBNET_ROUTES: u32 = "PlumbAllCrossSubnetRoutes";
        PREFERRED_SITE: String = "PreferredSite";
        PREVENT_QUORUM: u32 = "PreventQuorum";
        QUARANTINE_DURATION: u32 = "QuarantineDuration";
        QUARANTINE_THRESHOLD: u32 = "QuarantineThreshold";
        QUORUM_ARBITRATION_TIME_MAX: u32 = "QuorumArbitrationTimeMax";
        QUORUM_ARBITRATION_TIME_MIN: u32 = "QuorumArbitrationTimeMin";
        REQUEST_REPLY_TIMEOUT: u32 = "RequestReplyTimeout";
        RESILIENCY_DEFAULT_PERIOD: u32 = "ResiliencyDefaultPeriod";
        RESILIENCY_LEVEL: u32 = "ResiliencyLevel";
        RESOURCE_DLL_DEADLOCK_PERIOD: u32 = "ResourceDllDeadlockPeriod";
        ROOT_MEMORY_RESERVED: u32 = "RootMemoryReserved";
        ROUTE_HISTORY_LENGTH: u32 = "RouteHistoryLength";
        SAME_SUBNET_DELAY: u32 = "SameSubnetDelay";
        SAME_SUBNET_THRESHOLD: u32 = "SameSubnetThreshold";
        SECURITY_LEVEL: u32 = "SecurityLevel";
        SHARED_VOLUME_COMPATIBLE_FILTERS: Vec<String> = "SharedVolumeCompatibleFilters";
        SHARED_VOLUME_INCOMPATIBLE_FILTERS: Vec<String> = "SharedVolumeIncompatibleFilters";
        SHARED_VOLUMES_ROOT: String = "SharedVolumesRoot";
        SHARED_VOLUME_VSS_WRITER_OPERATION_TIMEOUT: u32 = "SharedVolumeVssWriterOperationTimeout";
        SHUTDOWN_TIMEOUT_IN_MINUTES: u32 = "ShutdownTimeoutInMinutes";
        USE_CLIENT_ACCESS_NETWORKS_FOR_SHARED_VOLUMES: u32 = "UseClientAccessNetworksForSharedVolumes";
        WITNESS_DATABASE_WRITE_TIMEOUT: u32 = "WitnessDatabaseWriteTimeout";
        WITNESS_DYNAMIC_WEIGHT: u32 = "WitnessDynamicWeight";
        WITNESS_RESTART_INTERVAL: u32 = "WitnessRestartInterval";
    }
    /// Of a node.
    node of Node {
        BUILD_NUMBER: u32 = "BuildNumber";
        CPU_OFFERED: u32 = "CpuOffered";
        CSD_VERSION: String = "CSDVersion";
        DESCRIPTION: String = "Description";
        DRAIN_ERROR_CODE: u32 = "DrainErrorCode";
        DYNAMIC_WEIGHT: u32 = "DynamicWeight";
        FAULT_DOMAIN: Vec<String> = "FaultDomain";
        FAULT_DOMAIN_ID: String = "FaultDomainId";
        MAJOR_VERSION: u32 = "MajorVersion";
        MANUFACTURER: String = "Manufacturer";
        MEMORY_OFFERED: u32 = "MemoryOffered";
        MINOR_VERSION: u32 = "MinorVersion";
        MODEL: String = "Model";
        NEEDS_PREVENT_QUORUM: u32 = "NeedsPreventQuorum";
        NODE_DRAIN_STATUS: u32 = "NodeDrainStatus";
        NODE_DRAIN_TARGET: u32 = "NodeDrainTarget";
        NODE_FAILBACK_STATUS: u32 = "NodeFailbackStatus";
        NODE_HIGHEST_VERSION: u32 = "NodeHighestVersion";
        NODE_LOWEST_VERSION: u32 = "NodeLowestVersion";
        NODE_NAME: String = "NodeName";
        NODE_WEIGHT: u32 = "NodeWeight";
        SERIAL_NUMBER: String = "SerialNumber";
        STATUS_INFORMATION: u32 = "StatusInformation";
        UNIQUE_ID: String = "UniqueID";
    }
    /// Of a group.
    group of Group {
        ANTI_AFFINITY_CLASS_NAMES: Vec<String> = "AntiAffinityClassNames";
        AUTO_FAILBACK_TYPE: u32 = "AutoFailbackType";
        CCF_EPOCH: u64 = "CCFEpoch";
        CCF_EPOCH_HIGH: u64 = "CCFEpochHigh";
        COLD_START_SETTING: u32 = "ColdStartSetting";
        DEFAULT_OWNER: u32 = "DefaultOwner";
        DESCRIPTION: String = "Description";
        FAILBACK_WINDOW_END: u32 = "FailbackWindowEnd";
        FAILBACK_WINDOW_START: u32 = "FailbackWindowStart";
        FAILOVER_PERIOD: u32 = "FailoverPeriod";
        FAILOVER_THRESHOLD: u32 = "FailoverThreshold";
        FAULT_DOMAIN: u32 = "FaultDomain";
        GROUP_START_DELAY: u32 = "GroupStartDelay";
        GROUP_TYPE: u32 = "GroupType";
        LOCKED_FROM_MOVING: u32 = "LockedFromMoving";
        NAME: String = "Name";
        PERSISTENT_STATE: u32 = "PersistentState";
        PLACEMENT_OPTIONS: u32 = "PlacementOptions";
        PREFERRED_SITE: String = "PreferredSite";
        PRIORITY: u32 = "Priority";
        RESILIENCY_PERIOD: u32 = "ResiliencyPeriod";
        STATUS_INFORMATION: u64 = "StatusInformation";
        UPDATE_DOMAIN: u32 = "UpdateDomain";
    }
    /// Of a resource.
    resource of Resource {
        CPU_NEEDED: u32 = "CpuNeeded";
        DEADLOCK_TIMEOUT: u32 = "DeadlockTimeout";
        DESCRIPTION: String = "Description";
        EMBEDDED_FAILURE_ACTION: u32 = "EmbeddedFailureAction";
        IS_ALIVE_POLL_INTERVAL: u32 = "IsAlivePollInterval";
        LAST_OPERATION_STATUS_CODE: u64 = "LastOperationStatusCode";
        LOOKS_ALIVE_POLL_INTERVAL: u32 = "LooksAlivePollInterval";
        MEMORY_NEEDED: u32 = "MemoryNeeded";
        MONITOR_PROCESS_ID: u32 = "MonitorProcessId";
        NAME: String = "Name";
        PENDING_TIMEOUT: u32 = "PendingTimeout";
        PERSISTENT_STATE: u32 = "PersistentState";
        RESOURCE_SPECIFIC_DATA1: u64 = "ResourceSpecificData1";
        RESOURCE_SPECIFIC_DATA2: u64 = "ResourceSpecificData2";
        RESOURCE_SPECIFIC_STATUS: String = "ResourceSpecificStatus";
        RESTART_ACTION: u32 = "RestartAction";
        RESTART_DELAY: u32 = "RestartDelay";
        RESTART_PERIOD: u32 = "RestartPeriod";
        RESTART_THRESHOLD: u32 = "RestartThreshold";
        RETRY_PERIOD_ON_FAILURE: u32 = "RetryPeriodOnFailure";
        SEPARATE_MONITOR: u32 = "SeparateMonitor";
        STATUS_INFORMATION: u64 = "StatusInformation";
        TYPE: String = "Type";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::property::{PropertyOf, Syntax, table};

    #[test]
    fn every_property_of_the_tables_has_its_constant() {
        let tables = [
            ("cluster", PropertyOf::Cluster),
            ("node", PropertyOf::Node),
            ("group", PropertyOf::Group),
            ("resource", PropertyOf::Resource),
        ];
        for ((module, constants), (name, of)) in ALL.iter().zip(tables) {
            assert_eq!(*module, name);
            let rows = table(of).iter().filter_map(|row| {
                let value = match row.syntax {
                    Syntax::Dword => "u32",
                    Syntax::Qword => "u64",
                    Syntax::Sz => "String",
                    Syntax::MultiSz => "Vec<String>",
                    _ => return None,
                };
                Some((row.name, value))
            });
            assert_eq!(constants.to_vec(), rows.collect::<Vec<_>>());
        }
    }
}
