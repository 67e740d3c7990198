//! Common properties of a group set (properties 8).

use crate::property::Property;
use crate::property::Range::{Any, Listed};
use crate::property::row::{ALL_BITS, SWITCH, dword, list, qword, text};

pub(in crate::property) const GROUP_SET: &[Property] = &[
    dword("FaultDomains", 0, Any, "fault domains over which an availability set spreads its groups"),
    dword("IsAvailabilitySet", 0, SWITCH, "the set spreads its groups over fault and update domains"),
    dword("IsGlobal", 0, SWITCH, "every other set and group starts after this one, without being told"),
    text("Name", "name"),
    list("NodeDomainInfo", "fault and update domain of each node").read_only(),
    dword("ReserveSpareNode", 0, SWITCH, "an availability set keeps one node free"),
    dword(
        "StartupCount",
        ALL_BITS,
        Any,
        "groups that must meet StartupSetting before the set is ready; 0xFFFFFFFF for all of them",
    ),
    dword("StartupDelay", 20, Any, "wait after that, before those that depend on the set start").unit("s"),
    dword(
        "StartupSetting",
        1,
        Listed(&[
            (1, "delay: at least on its way online"),
            (2, "online"),
            (3, "OS heartbeat, as online"),
            (4, "application ready, as online"),
        ]),
        "what a group of the set must be to count",
    ),
    qword("StatusInformation", 0, "bits: 1 enough groups pending, 2 enough groups online").read_only(),
    dword("UpdateDomains", 0, Any, "update domains over which an availability set spreads its groups"),
];
