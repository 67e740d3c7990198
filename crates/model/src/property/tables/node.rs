//! Common properties of a node (properties 2).

use crate::property::Property;
use crate::property::Range::{Any, Listed};
use crate::property::row::{ALL_BITS, SWITCH, dword, list, text};

pub(in crate::property) const NODE: &[Property] = &[
    dword("BuildNumber", 0, Any, "build of the operating system").read_only(),
    dword("CpuOffered", 0, Any, "processor time that groups may need together; 0 for no limit").unit("% of a CPU"),
    text("CSDVersion", "service pack of the operating system").read_only(),
    text("Description", "comment"),
    dword("DrainErrorCode", 0, Any, "code of the last failed drain").read_only(),
    dword("DynamicWeight", 0, SWITCH, "current vote").read_only(),
    list("FaultDomain", "the fault domains the node is in, from the outermost").read_only(),
    text("FaultDomainId", "id of the fault domain it is in"),
    dword("MajorVersion", 0, Any, "major version of the operating system").read_only(),
    text("Manufacturer", "maker of the machine").read_only(),
    dword("MemoryOffered", 0, Any, "memory that groups may need together; 0 for no limit").unit("MB"),
    dword("MinorVersion", 0, Any, "minor version of the operating system").read_only(),
    text("Model", "model of the machine").read_only(),
    dword("NeedsPreventQuorum", 0, SWITCH, "the node must be started so that it forms no cluster").read_only(),
    dword(
        "NodeDrainStatus",
        0,
        Listed(&[(0, "not initiated"), (1, "in progress"), (2, "completed"), (3, "failed")]),
        "how far the drain is",
    )
    .read_only(),
    dword("NodeDrainTarget", ALL_BITS, Any, "id of the node a directed drain moves to").read_only(),
    dword("NodeFailbackStatus", 0, Any, "how far failback is").read_only(),
    dword("NodeHighestVersion", 0, Any, "highest functional level the node can run").read_only(),
    dword("NodeLowestVersion", 0, Any, "lowest functional level the node can run").read_only(),
    text("NodeName", "name").read_only(),
    dword("NodeWeight", 1, SWITCH, "the node has a vote"),
    text("SerialNumber", "serial number of the machine").read_only(),
    dword(
        "StatusInformation",
        0,
        Any,
        "bits: 1 isolated, 2 quarantined, 4 drain in progress, 8 drain completed, 16 drain failed, 32 avoid placement",
    )
    .read_only(),
    text("UniqueID", "id of the machine").read_only(),
];
