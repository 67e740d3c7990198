//! Control codes of networks.

use super::code::{Code, code};
use super::{about, properties};

/// In the order of the reference.
pub const CODES: &[Code] = &[
    code("NETWORK_UNKNOWN", 0x0500_0000, about::nothing),
    code("NETWORK_GET_CHARACTERISTICS", 0x0500_0005, about::characteristics),
    code("NETWORK_GET_FLAGS", 0x0500_0009, about::flags),
    code("NETWORK_GET_NAME", 0x0500_0029, about::name),
    code("NETWORK_GET_ID", 0x0500_0039, about::id),
    code("NETWORK_ENUM_COMMON_PROPERTIES", 0x0500_0051, properties::enum_common),
    code("NETWORK_GET_RO_COMMON_PROPERTIES", 0x0500_0055, properties::read_only_common),
    code("NETWORK_GET_COMMON_PROPERTIES", 0x0500_0059, properties::common),
    code("NETWORK_VALIDATE_COMMON_PROPERTIES", 0x0500_0061, properties::validate_common),
    code("NETWORK_GET_COMMON_PROPERTY_FMTS", 0x0500_0065, properties::common_formats),
    code("NETWORK_ENUM_PRIVATE_PROPERTIES", 0x0500_0079, properties::enum_private),
    code("NETWORK_GET_RO_PRIVATE_PROPERTIES", 0x0500_007D, properties::read_only_private),
    code("NETWORK_GET_PRIVATE_PROPERTIES", 0x0500_0081, properties::private),
    code("NETWORK_VALIDATE_PRIVATE_PROPERTIES", 0x0500_0089, properties::validate_private),
    code("NETWORK_GET_PRIVATE_PROPERTY_FMTS", 0x0500_008D, properties::private_formats),
    code("NETWORK_SET_COMMON_PROPERTIES", 0x0540_005E, properties::set_common),
    code("NETWORK_SET_PRIVATE_PROPERTIES", 0x0540_0086, properties::set_private),
];
