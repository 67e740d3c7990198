//! Common properties of the cluster (properties 1).

use crate::property::Property;
use crate::property::Range::{Any, Listed, Within};
use crate::property::row::{ALL_BITS, SWITCH, dword, file_time, list, security_descriptor, text};

pub(in crate::property) const CLUSTER: &[Property] = &[
    dword("AddEvictDelay", 60, Within(0, 600), "wait after an eviction before a node may be added").unit("s"),
    dword(
        "AdminAccessPoint",
        1,
        Listed(&[(0, "none"), (1, "CNO"), (2, "DNS only"), (3, "CNO only")]),
        "kind of the management point",
    )
    .read_only(),
    dword("AutoAssignNodeSite", 0, SWITCH, "assign nodes to sites from what the network says"),
    dword("AutoBalancerLevel", 1, Within(1, 3), "how eagerly the balancer moves groups"),
    dword(
        "AutoBalancerMode",
        2,
        Listed(&[(0, "off"), (1, "when a node joins"), (2, "when a node joins and periodically")]),
        "when the balancer runs",
    ),
    dword("BackupInProgress", 0, SWITCH, "a backup of the database is running"),
    dword("BlockCacheSize", 0, Any, "read cache of shared volumes").unit("MB"),
    dword("ClusSvcHangTimeout", 60, Within(6, ALL_BITS), "silence of the service after which it counts as hung")
        .unit("s")
        .read_only(),
    dword("ClusSvcRegroupOpeningTimeout", 5, Within(1, 20), "wait in the opening stage of membership")
        .unit("s")
        .read_only(),
    dword("ClusSvcRegroupPruningTimeout", 5, Within(1, 30), "wait for full connectivity").unit("s").read_only(),
    dword("ClusSvcRegroupStageTimeout", 5, Within(2, 30), "wait in one stage of membership").unit("s").read_only(),
    dword("ClusSvcRegroupTickInMilliseconds", 300, Within(50, 1000), "period of membership messages")
        .unit("ms")
        .read_only(),
    dword("ClusterEnforcedAntiAffinity", 0, SWITCH, "AntiAffinityClassNames is a hard rule"),
    dword("ClusterFunctionalLevel", 0, Any, "level at which the cluster operates").read_only(),
    dword("ClusterGroupWaitDelay", 120, Within(0, 3600), "wait of a group for its preferred node at cluster start")
        .unit("s"),
    dword("ClusterLogLevel", 3, Within(0, 5), "how much the cluster log says"),
    dword("ClusterLogSize", 300, Within(8, 1024), "size of the cluster log of a node").unit("MB"),
    dword("ClusterUpgradeVersion", 0, Any, "upgrade revision within the functional level").read_only(),
    dword("CrossSiteDelay", 250, Within(250, 4000), "heartbeat interval between nodes of different sites").unit("ms"),
    dword("CrossSiteThreshold", 4, Within(3, 120), "missed heartbeats between nodes of different sites"),
    dword("CrossSubnetDelay", 250, Within(250, 4000), "heartbeat interval between different subnets").unit("ms"),
    dword("CrossSubnetThreshold", 4, Within(3, 120), "missed heartbeats between different subnets"),
    dword("CsvBalancer", 1, SWITCH, "balance the owners of shared volumes"),
    dword(
        "DatabaseReadWriteMode",
        0,
        Listed(&[
            (0, "write to all nodes"),
            (1, "write to and read from a majority"),
            (2, "write to a majority, read locally"),
        ]),
        "replication mode of the cluster database",
    ),
    dword(
        "DefaultNetworkRole",
        3,
        Listed(&[(0, "none"), (1, "internal use"), (2, "client access"), (3, "internal and client")]),
        "role of newly found networks",
    ),
    text("Description", "comment"),
    dword(
        "DetectedCloudPlatform",
        0,
        Listed(&[(0, "none"), (1, "Azure"), (0x80, "mixed"), (ALL_BITS, "unknown")]),
        "platform the nodes run on",
    )
    .read_only(),
    dword(
        "DisableGroupPreferredOwnerRandomization",
        0,
        SWITCH,
        "take nodes in the order of the node list instead of a random one",
    ),
    dword("DrainOnShutdown", 1, SWITCH, "move the groups of a node away before its service stops"),
    dword("DynamicQuorum", 1, SWITCH, "manage votes dynamically"),
    list("EnabledEventLogs", "logs that diagnostics collect"),
    dword("EnableSharedVolumes", 1, SWITCH, "shared volumes are enabled").read_only(),
    dword("FixQuorum", 0, SWITCH, "the cluster runs under forced quorum").read_only(),
    dword("GroupDependencyTimeout", 600, Any, "wait for the providers of a group").unit("s"),
    dword(
        "HangRecoveryAction",
        6,
        Listed(&[
            (0, "nothing"),
            (1, "log"),
            (2, "terminate"),
            (3, "stop the machine from the driver"),
            (4, "stop the machine from the driver or the process"),
            (5, "break into the debugger"),
            (6, "live dump and terminate"),
        ]),
        "what happens when the service hangs",
    ),
    dword("IgnorePersistentStateOnStartup", 0, SWITCH, "bring no group online at cluster start"),
    dword("LogResourceControls", 0, SWITCH, "log control codes sent to resources"),
    dword(
        "LowerQuorumPriorityNodeId",
        0,
        Any,
        "id of the node that loses its vote first when votes split evenly; 0 for none",
    ),
    dword("MaximumParallelMigrations", 1, Any, "live migrations at one time"),
    dword("MessageBufferLength", 50, Within(1, 1000), "messages a node keeps for a slow receiver"),
    dword("MinimumNeverPreemptPriority", 3000, Within(0, 4999), "groups of this priority or above are never preempted"),
    dword("MinimumPreemptorPriority", 1, Within(0, 4999), "lowest priority of a group that may preempt"),
    dword("MixedMode", 0, SWITCH, "nodes of different versions are present").read_only(),
    dword("NetftIPSecEnabled", 1, SWITCH, "encrypt traffic between nodes by IPsec"),
    dword(
        "PlacementOptions",
        0,
        Within(0, 0x3FF),
        "bits: 1 no dependency of machines on shared volumes, 2 count offline machines, 4 ignore memory, 8 ignore CPU",
    ),
    dword("PlumbAllCrossSubnetRoutes", 0, Within(0, 2), "try every route between subnets"),
    text("PreferredSite", "name of the preferred site"),
    dword("PreventQuorum", 0, SWITCH, "the node was started so that it forms no cluster").read_only(),
    dword("QuarantineDuration", 7200, Any, "time a quarantined node is kept out; 0xFFFFFFFF until it is cleared")
        .unit("s"),
    dword(
        "QuarantineThreshold",
        3,
        Any,
        "lives of a node that end within an hour without having been stopped before it is quarantined; 0 for never",
    ),
    dword("QuorumArbitrationTimeMax", 20, Within(1, 3600), "longest arbitration for the witness").unit("s"),
    dword("QuorumArbitrationTimeMin", 7, Within(1, 3600), "shortest arbitration for the witness; obsolete").unit("s"),
    file_time("RecentEventsResetTime", "events before this time are not counted as recent"),
    dword(
        "RequestReplyTimeout",
        60,
        Within(5, 1440),
        "wait for the answer of a node to an update; a node that does not answer is removed",
    )
    .unit("min"),
    dword("ResiliencyDefaultPeriod", 240, Any, "how long the machines of an isolated node are left alone").unit("s"),
    dword(
        "ResiliencyLevel",
        1,
        Listed(&[(1, "isolate on a special heartbeat"), (2, "always isolate")]),
        "when a silent node is isolated instead of removed",
    ),
    dword("ResourceDllDeadlockPeriod", 1800, Within(180, ALL_BITS), "period of deadlock detection; obsolete").unit("s"),
    dword("RootMemoryReserved", ALL_BITS, Within(64, ALL_BITS), "memory kept for the host; not supported").unit("MB"),
    dword("RouteHistoryLength", 10, Within(0, 40), "heartbeats kept for the diagnosis of routes"),
    dword("SameSubnetDelay", 250, Within(50, 2000), "heartbeat interval in one subnet").unit("ms"),
    dword("SameSubnetThreshold", 4, Within(3, 120), "missed heartbeats in one subnet"),
    security_descriptor("Security Descriptor", "who may read and who may change the cluster"),
    dword(
        "SecurityLevel",
        1,
        Listed(&[(0, "clear"), (1, "sign"), (2, "encrypt")]),
        "protection of messages between nodes",
    )
    .read_only(),
    list("SharedVolumeCompatibleFilters", "filters that shared volumes work with"),
    list("SharedVolumeIncompatibleFilters", "filters that shared volumes do not work with"),
    text("SharedVolumesRoot", "folder in which shared volumes appear").read_only(),
    dword("SharedVolumeVssWriterOperationTimeout", 1800, Any, "longest backup operation on a shared volume").unit("s"),
    dword(
        "ShutdownTimeoutInMinutes",
        20,
        Within(0, 1440),
        "wait for its groups to be moved away before a service stops",
    )
    .unit("min"),
    dword("UseClientAccessNetworksForSharedVolumes", 0, Within(0, 2), "shared volumes also use client networks"),
    dword("WitnessDatabaseWriteTimeout", 300, Within(1, 86400), "after this a slow write to the witness is given up")
        .unit("s"),
    dword("WitnessDynamicWeight", 0, SWITCH, "current vote of the witness").read_only(),
    dword("WitnessRestartInterval", 15, Within(5, 1440), "time between attempts to restart a failed witness")
        .unit("min"),
];
