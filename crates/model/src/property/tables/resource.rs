//! Common properties of a resource and of a resource type (properties 4, 5).

use crate::property::Property;
use crate::property::Range::{Any, Listed, Within};
use crate::property::row::{ALL_BITS, SWITCH, dword, list, qword, text};

pub(in crate::property) const RESOURCE: &[Property] = &[
    dword("CpuNeeded", 0, Any, "processor time the resource needs; 0 for none in particular").unit("% of a CPU"),
    dword("DeadlockTimeout", 300_000, Within(1000, ALL_BITS), "longest call of the resource type").unit("ms"),
    text("Description", "comment"),
    dword(
        "EmbeddedFailureAction",
        2,
        Listed(&[(0, "nothing"), (1, "log"), (2, "recover")]),
        "what follows a failure inside the resource",
    ),
    dword(
        "IsAlivePollInterval",
        ALL_BITS,
        Within(10, ALL_BITS),
        "time between thorough checks; 0xFFFFFFFF for the type's",
    )
    .unit("ms"),
    qword("LastOperationStatusCode", 0, "code of the last online or offline").read_only(),
    dword(
        "LooksAlivePollInterval",
        ALL_BITS,
        Within(10, ALL_BITS),
        "time between cheap checks; 0xFFFFFFFF for the type's",
    )
    .unit("ms"),
    dword("MemoryNeeded", 0, Any, "memory the resource needs; 0 for none in particular").unit("MB"),
    dword("MonitorProcessId", 0, Any, "process id of the resource host").read_only(),
    text("Name", "name").read_only(),
    dword("PendingTimeout", 180_000, Within(10, ALL_BITS), "silence allowed between reports while pending").unit("ms"),
    dword("PersistentState", 0, SWITCH, "bring the resource online with its group; while not set, the group's value"),
    qword("ResourceSpecificData1", 0, "set by the type").read_only(),
    qword("ResourceSpecificData2", 0, "set by the type").read_only(),
    text("ResourceSpecificStatus", "text set by the type").read_only(),
    dword(
        "RestartAction",
        2,
        Listed(&[(0, "do not restart"), (1, "restart without failover"), (2, "restart, then failover")]),
        "what follows a failure",
    ),
    dword("RestartDelay", 500, Any, "wait before a restart").unit("ms"),
    dword("RestartPeriod", 900_000, Any, "period in which RestartThreshold counts").unit("ms"),
    dword("RestartThreshold", 3, Any, "restarts in a period before the group fails over"),
    dword(
        "RetryPeriodOnFailure",
        3_600_000,
        Any,
        "wait before a failed resource is tried again; not below RestartPeriod; 0xFFFFFFFF for never",
    )
    .unit("ms"),
    dword("SeparateMonitor", 0, SWITCH, "run in a resource host of its own"),
    qword("StatusInformation", 0, "bits of CLUSRES_STATUS").read_only(),
    text("Type", "name of the resource type").read_only(),
];

pub(in crate::property) const RESOURCE_TYPE: &[Property] = &[
    list("AdminExtensions", "obsolete"),
    dword("DeadlockTimeout", 300_000, Within(30_000, ALL_BITS), "longest call of the resource type").unit("ms"),
    text("Description", "comment"),
    text("DllName", "implementation").read_only(),
    list("DumpLogQuery", "queries whose events diagnostics collect"),
    list("DumpServices", "services whose dumps diagnostics collect"),
    list("EnabledEventLogs", "logs that diagnostics collect"),
    dword("IsAlivePollInterval", 60_000, Within(1, ALL_BITS), "time between thorough checks").unit("ms"),
    dword("LooksAlivePollInterval", 5000, Within(1, ALL_BITS), "time between cheap checks").unit("ms"),
    dword("MaximumMonitors", 1, Any, "resource hosts for resources of the type"),
    text("Name", "name to display"),
    dword("PendingTimeout", 180_000, Within(10, ALL_BITS), "silence allowed between reports while pending").unit("ms"),
];
