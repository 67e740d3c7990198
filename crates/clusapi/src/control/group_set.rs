//! Control codes of group sets.

use super::call::{Call, Given};
use super::code::{Code, code};
use super::{about, properties};
use crate::boundary::Answer;
use client::GroupSetView;

/// In the order of the reference.
pub const CODES: &[Code] = &[
    code("GROUPSET_GET_ID", 0x0800_0039, about::id),
    code("GROUPSET_GET_RO_COMMON_PROPERTIES", 0x0800_0055, properties::read_only_common),
    code("GROUPSET_GET_COMMON_PROPERTIES", 0x0800_0059, properties::common),
    code("GROUPSET_GET_GROUPS", 0x0800_2D71, groups),
    code("GROUPSET_GET_PROVIDER_GROUPS", 0x0800_2D75, provider_groups),
    code("GROUPSET_GET_PROVIDER_GROUPSETS", 0x0800_2D79, provider_sets),
    code("GROUPSET_SET_COMMON_PROPERTIES", 0x0840_005E, properties::set_common),
];

fn view(call: &Call<'_>) -> Answer<GroupSetView> {
    call.ask(async |client| client.group_set(call.name()).await)
}

fn groups(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::texts(view.groups))
}

/// None: a set starts after other sets only.
fn provider_groups(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|_| Given::texts::<&str>([]))
}

/// The sets after which its groups start.
fn provider_sets(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::texts(view.depends_on))
}
