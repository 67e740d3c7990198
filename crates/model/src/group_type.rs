//! CLUSGROUP_TYPE: what a group is for. The cluster stores the number and gives it no meaning (object-model 6).

/// Type of the group that holds the core resources.
pub const CORE_CLUSTER: u32 = 1;
/// Type of the group of disks that no role uses yet.
pub const AVAILABLE_STORAGE: u32 = 2;
/// A group for which nothing else was said.
pub const UNKNOWN: u32 = 9_999;

/// Number and name, in order.
pub const TYPES: &[(u32, &str)] = &[
    (1, "CoreCluster"),
    (2, "AvailableStorage"),
    (3, "Temporary"),
    (4, "SharedVolume"),
    (5, "StoragePool"),
    (100, "FileServer"),
    (101, "PrintServer"),
    (102, "DhcpServer"),
    (103, "Dtc"),
    (104, "Msmq"),
    (105, "Wins"),
    (106, "StandAloneDfs"),
    (107, "GenericApplication"),
    (108, "GenericService"),
    (109, "GenericScript"),
    (110, "IScsiNameService"),
    (111, "VirtualMachine"),
    (112, "TsSessionBroker"),
    (113, "IScsiTarget"),
    (114, "ScaleoutFileServer"),
    (115, "VMReplicaBroker"),
    (116, "TaskScheduler"),
    (117, "ClusterUpdateAgent"),
    (118, "ScaleoutCluster"),
    (119, "StorageReplica"),
    (120, "VMReplicaCoordinator"),
    (121, "CrossClusterOrchestrator"),
    (122, "InfrastructureFileServer"),
    (123, "CoreSddc"),
    (9_999, "Unknown"),
];

/// The name of a type, `Unknown` for a number that the table does not have.
pub fn name(number: u32) -> &'static str {
    TYPES.iter().find(|(known, _)| *known == number).map_or("Unknown", |(_, name)| name)
}
