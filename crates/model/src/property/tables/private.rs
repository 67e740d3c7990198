//! Private properties of resource types (properties 10). Types come here with their implementation, or before it.

use crate::property::Property;
use crate::property::Range::{Any, Within, WithinOr};
use crate::property::row::{ALL_BITS, SWITCH, binary, dword, file_time, list, text};

/// By the name of the type, in the order of the names.
pub(in crate::property) const PRIVATE: &[(&str, &[Property])] = &[
    ("Generic Application", GENERIC_APPLICATION),
    ("Generic Script", GENERIC_SCRIPT),
    ("IP Address", IP_ADDRESS),
    ("IPv6 Address", IPV6_ADDRESS),
    ("Network Name", NETWORK_NAME),
];

const GENERIC_APPLICATION: &[Property] = &[
    text("CommandLine", "the program and its arguments").required(),
    text("CurrentDirectory", "the folder in which the program starts").required(),
    list("Environment", "NAME=value strings that are added to the environment of the program"),
    dword("InteractWithDesktop", 0, SWITCH, "kept for old clients; has no effect"),
    dword("UseNetworkName", 0, SWITCH, "the program sees the network name of its group as the name of its machine"),
];

const GENERIC_SCRIPT: &[Property] = &[text("ScriptFilepath", "the executable that is called").required()];

const IP_ADDRESS: &[Property] = &[
    text("Address", "IPv4 address; not needed with DHCP").required(),
    text("DhcpAddress", "address that DHCP gave").read_only(),
    text("DhcpServer", "server that gave it").read_only(),
    text("DhcpSubnetMask", "mask that DHCP gave").read_only(),
    dword("EnableDhcp", 0, SWITCH, "take the address from DHCP"),
    dword("EnableNetBIOS", 1, WithinOr(0, 1, &[(2, "as the adapter")]), "NetBIOS on this address"),
    file_time("LeaseExpiresTime", "end of the DHCP lease").read_only(),
    file_time("LeaseObtainedTime", "start of the DHCP lease").read_only(),
    text(
        "Network",
        "network, by the name of its interface or by its subnet; while empty, the one that the address is in",
    ),
    dword("OverrideAddressMatch", 0, SWITCH, "the address may lie outside the subnet of the network"),
    dword("ProbeFailureThreshold", 0, Any, "missed probes of a load balancer before the address counts as failed"),
    dword("ProbePort", 0, Within(0, 65535), "port on which probes of a load balancer are answered; 0 for none"),
    text("SubnetMask", "IPv4 mask; while empty, that of the network"),
];

const IPV6_ADDRESS: &[Property] = &[
    text("Address", "IPv6 address, or the prefix to make one in").required(),
    text(
        "Network",
        "network, by the name of its interface or by its subnet; while empty, the one that the address is in",
    ),
    dword("PrefixLength", 0, Within(0, 128), "length of the prefix; while 0, that of the network"),
];

const NETWORK_NAME: &[Property] = &[
    dword("ADAware", ALL_BITS, WithinOr(0, 2, &[(ALL_BITS, "not set")]), "how the name is kept in the directory"),
    text("Aliases", "further names"),
    text("CreatingDC", "directory server that made the computer object").read_only(),
    text("CryptoContainerGUID", "id of the key container").read_only(),
    text("DnsName", "DNS label; while not set, Name"),
    text("DnsSuffix", "DNS domain").read_only(),
    dword("HostRecordTTL", 1200, Any, "life of the host record").unit("s"),
    file_time("LastDNSUpdateTime", "last registration in DNS").read_only(),
    text("Name", "the name").required(),
    text("ObjectGUID", "id of the computer object").read_only(),
    dword("PublishPTRRecords", 0, SWITCH, "also register reverse records"),
    dword("RegisterAllProvidersIP", 0, SWITCH, "register the address of every provider, online or not"),
    dword("RemapPipeNames", 0, SWITCH, "map names of pipes to the name"),
    binary("ResourceData", "secret of the computer object").read_only(),
    dword("StatusDNS", ALL_BITS, Any, "code of the last registration in DNS").read_only(),
    dword("StatusKerberos", ALL_BITS, Any, "code of the last registration in the directory").read_only(),
    dword("StatusNetBIOS", ALL_BITS, Any, "code of the last NetBIOS registration").read_only(),
    dword("TimerCallbackAdditionalThreshold", 5, Within(0, 0x7FFF_FFFF), "time added to the timer of registrations"),
    text("VcoContainer", "folder of the computer object in the directory").read_only(),
];
