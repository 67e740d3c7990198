//! Common properties of a group (properties 3).

use crate::property::Property;
use crate::property::Range::{Any, Listed, Within, WithinOr};
use crate::property::row::{ALL_BITS, SWITCH, dword, list, qword, text};

/// Hours of the day, or no window.
const HOUR: crate::property::Range = WithinOr(0, 23, &[(ALL_BITS, "no window")]);

pub(in crate::property) const GROUP: &[Property] = &[
    list("AntiAffinityClassNames", "groups that share one of these strings avoid each other"),
    dword(
        "AutoFailbackType",
        0,
        Listed(&[(0, "prevent"), (1, "allow")]),
        "whether the group returns to a preferred owner by itself; needs a list of preferred owners",
    ),
    qword("CCFEpoch", 0, "epoch of client access continuity, low part"),
    qword("CCFEpochHigh", 0, "epoch of client access continuity, high part"),
    dword(
        "ColdStartSetting",
        0,
        Listed(&[(0, "always"), (1, "do not start"), (2, "allowed")]),
        "whether the group starts when the cluster starts",
    ),
    dword(
        "DefaultOwner",
        ALL_BITS,
        WithinOr(0, 512, &[(ALL_BITS, "none")]),
        "id of the node the group was last activated on or moved to",
    ),
    text("Description", "comment"),
    dword("FailbackWindowEnd", ALL_BITS, HOUR, "local hour at which failback must not begin any more").unit("h"),
    dword("FailbackWindowStart", ALL_BITS, HOUR, "local hour from which failback may begin").unit("h"),
    dword("FailoverPeriod", 6, Within(0, 1193), "period in which FailoverThreshold counts").unit("h"),
    dword(
        "FailoverThreshold",
        ALL_BITS,
        Any,
        "failovers in a period before the group stays where it is; 0xFFFFFFFF for the number of nodes less one",
    ),
    dword("FaultDomain", 0, Any, "fault domain index in an availability set"),
    dword("GroupStartDelay", 0, Within(0, 1_800_000), "wait before the group is brought online").unit("ms"),
    dword("GroupType", 9999, Any, "what the group is for (CLUSGROUP_TYPE)").read_only(),
    dword("LockedFromMoving", 0, SWITCH, "the group is not moved on request; failover still moves it"),
    text("Name", "name").read_only(),
    dword("PersistentState", 0, SWITCH, "bring the group online when the cluster forms"),
    dword("PlacementOptions", 0, SWITCH, "1 keeps the balancer away"),
    text("PreferredSite", "name of the preferred site"),
    dword(
        "Priority",
        2000,
        Within(0, 4999),
        "groups of higher priority start first: 0 no automatic start, 1000 low, 2000 medium, 3000 high",
    ),
    dword("ResiliencyPeriod", 0, Any, "how long the group is left alone on an isolated node").unit("s"),
    qword("StatusInformation", 0, "bits of CLUSGRP_STATUS").read_only(),
    dword("UpdateDomain", 0, Any, "update domain index in an availability set"),
];
