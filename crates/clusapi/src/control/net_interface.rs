//! Control codes of network interfaces.

use super::call::{Call, Given};
use super::code::{Code, code};
use super::{about, properties};
use crate::boundary::Answer;
use client::NetworkInterfaceView;

/// In the order of the reference.
pub const CODES: &[Code] = &[
    code("NETINTERFACE_UNKNOWN", 0x0600_0000, about::nothing),
    code("NETINTERFACE_GET_CHARACTERISTICS", 0x0600_0005, about::characteristics),
    code("NETINTERFACE_GET_FLAGS", 0x0600_0009, about::flags),
    code("NETINTERFACE_GET_NAME", 0x0600_0029, about::name),
    code("NETINTERFACE_GET_NODE", 0x0600_0031, node),
    code("NETINTERFACE_GET_NETWORK", 0x0600_0035, network),
    code("NETINTERFACE_GET_ID", 0x0600_0039, about::id),
    code("NETINTERFACE_ENUM_COMMON_PROPERTIES", 0x0600_0051, properties::enum_common),
    code("NETINTERFACE_GET_RO_COMMON_PROPERTIES", 0x0600_0055, properties::read_only_common),
    code("NETINTERFACE_GET_COMMON_PROPERTIES", 0x0600_0059, properties::common),
    code("NETINTERFACE_VALIDATE_COMMON_PROPERTIES", 0x0600_0061, properties::validate_common),
    code("NETINTERFACE_GET_COMMON_PROPERTY_FMTS", 0x0600_0065, properties::common_formats),
    code("NETINTERFACE_ENUM_PRIVATE_PROPERTIES", 0x0600_0079, properties::enum_private),
    code("NETINTERFACE_GET_RO_PRIVATE_PROPERTIES", 0x0600_007D, properties::read_only_private),
    code("NETINTERFACE_GET_PRIVATE_PROPERTIES", 0x0600_0081, properties::private),
    code("NETINTERFACE_VALIDATE_PRIVATE_PROPERTIES", 0x0600_0089, properties::validate_private),
    code("NETINTERFACE_GET_PRIVATE_PROPERTY_FMTS", 0x0600_008D, properties::private_formats),
    code("NETINTERFACE_SET_COMMON_PROPERTIES", 0x0640_005E, properties::set_common),
    code("NETINTERFACE_SET_PRIVATE_PROPERTIES", 0x0640_0086, properties::set_private),
];

fn view(call: &Call<'_>) -> Answer<NetworkInterfaceView> {
    call.ask(async |client| client.network_interface(call.name()).await)
}

/// The name of the node that has it.
fn node(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::text(&view.node))
}

/// The name of the network that it is in.
fn network(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::text(&view.network))
}
