//! Control codes of nodes.

use super::code::{Code, absent, code};
use super::{about, properties, why};

/// In the order of the reference.
pub const CODES: &[Code] = &[
    code("NODE_UNKNOWN", 0x0400_0000, about::nothing),
    code("NODE_GET_CHARACTERISTICS", 0x0400_0005, about::characteristics),
    code("NODE_GET_FLAGS", 0x0400_0009, about::flags),
    code("NODE_GET_NAME", 0x0400_0029, about::name),
    code("NODE_GET_ID", 0x0400_0039, about::id),
    absent("NODE_GET_CLUSTER_SERVICE_ACCOUNT_NAME", 0x0400_0041, why::ANSWERS_ONE),
    code("NODE_ENUM_COMMON_PROPERTIES", 0x0400_0051, properties::enum_common),
    code("NODE_GET_RO_COMMON_PROPERTIES", 0x0400_0055, properties::read_only_common),
    code("NODE_GET_COMMON_PROPERTIES", 0x0400_0059, properties::common),
    code("NODE_VALIDATE_COMMON_PROPERTIES", 0x0400_0061, properties::validate_common),
    code("NODE_GET_COMMON_PROPERTY_FMTS", 0x0400_0065, properties::common_formats),
    code("NODE_ENUM_PRIVATE_PROPERTIES", 0x0400_0079, properties::enum_private),
    code("NODE_GET_RO_PRIVATE_PROPERTIES", 0x0400_007D, properties::read_only_private),
    code("NODE_GET_PRIVATE_PROPERTIES", 0x0400_0081, properties::private),
    code("NODE_VALIDATE_PRIVATE_PROPERTIES", 0x0400_0089, properties::validate_private),
    code("NODE_GET_PRIVATE_PROPERTY_FMTS", 0x0400_008D, properties::private_formats),
    absent("NODE_GET_STUCK_NODES", 0x0400_02BD, why::NOT_DESCRIBED),
    absent("NODE_INJECT_GEM_FAULT", 0x0400_02C1, why::NOT_DESCRIBED),
    absent("NODE_INTRODUCE_GEM_REPAIR_DELAY", 0x0400_02C5, why::NOT_DESCRIBED),
    absent("NODE_SEND_DUMMY_GEM_MESSAGES", 0x0400_02C9, why::NOT_DESCRIBED),
    absent("NODE_BLOCK_GEM_SEND_RECV", 0x0400_02CD, why::NOT_DESCRIBED),
    absent("NODE_GET_GEMID_VECTOR", 0x0400_02D1, why::NOT_DESCRIBED),
    absent("NODE_GET_CLUSBFLT_PATHS", 0x0400_02FD, why::NOT_DESCRIBED),
    code("NODE_SET_COMMON_PROPERTIES", 0x0440_005E, properties::set_common),
    code("NODE_SET_PRIVATE_PROPERTIES", 0x0440_0086, properties::set_private),
];
