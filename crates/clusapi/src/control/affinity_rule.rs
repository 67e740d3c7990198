//! Control codes of affinity rules.

use super::call::{Call, Given};
use super::code::{Code, code};
use super::{about, properties};
use crate::boundary::Answer;

/// In the order of the reference.
pub const CODES: &[Code] = &[
    code("AFFINITYRULE_GET_ID", 0x0900_0039, about::id),
    code("AFFINITYRULE_GET_RO_COMMON_PROPERTIES", 0x0900_0055, properties::read_only_common),
    code("AFFINITYRULE_GET_COMMON_PROPERTIES", 0x0900_0059, properties::common),
    code("AFFINITYRULE_GET_GROUPNAMES", 0x0900_2D71, group_names),
    code("AFFINITYRULE_SET_COMMON_PROPERTIES", 0x0940_005E, properties::set_common),
];

/// The groups of the rule, in the order in which they were added.
fn group_names(call: &Call<'_>) -> Answer<Given> {
    let view = call.ask(async |client| client.affinity_rule(call.name()).await)?;
    Ok(Given::texts(view.groups))
}
