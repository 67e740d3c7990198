//! Common properties of a network and of a network interface (properties 6, 7).

use crate::property::Property;
use crate::property::Range::{Listed, Within};
use crate::property::row::{SWITCH, dword, list, text};

pub(in crate::property) const NETWORK: &[Property] = &[
    text("Address", "first IPv4 subnet").read_only(),
    text("AddressMask", "mask of the first IPv4 subnet").read_only(),
    dword("AutoMetric", 1, SWITCH, "the cluster chooses the metric"),
    text("Description", "comment"),
    list("IPv4Addresses", "IPv4 subnets").read_only(),
    list("IPv4PrefixLengths", "prefix lengths of IPv4Addresses, in their order").read_only(),
    list("IPv6Addresses", "IPv6 subnets").read_only(),
    list("IPv6PrefixLengths", "prefix lengths of IPv6Addresses, in their order").read_only(),
    dword(
        "Metric",
        100,
        Within(1, 0x0FFF_FFFF),
        "the route with the lowest sum of metrics is taken; setting it turns AutoMetric off",
    ),
    text("Name", "name").read_only(),
    dword(
        "Role",
        3,
        Listed(&[(0, "none"), (1, "internal use"), (2, "client access"), (3, "internal and client")]),
        "what the cluster uses the network for",
    ),
];

pub(in crate::property) const NETWORK_INTERFACE: &[Property] = &[
    text("Adapter", "name of the adapter").read_only(),
    text("AdapterId", "id of the adapter").read_only(),
    text("Address", "primary address").read_only(),
    text("Description", "comment"),
    dword("DhcpEnabled", 0, SWITCH, "the address comes from DHCP").read_only(),
    list("IPv4Addresses", "IPv4 addresses").read_only(),
    list("IPv6Addresses", "IPv6 addresses").read_only(),
    text("Name", "name, made by the cluster").read_only(),
    text("Network", "name of the network").read_only(),
    text("Node", "name of the node").read_only(),
];
