//! Control codes of groups.

use super::call::{Call, Given};
use super::code::{Code, absent, code};
use super::{about, properties, why};
use crate::boundary::{Answer, Fail};
use crate::property;
use crate::sys::{CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT, GROUP_FAILURE_INFO_VERSION_1, SYSTEMTIME};
use client::{GroupView, Object, PropertyScope};
use model::Win32Code;

/// In the order of the reference.
pub const CODES: &[Code] = &[
    code("GROUP_UNKNOWN", 0x0300_0000, about::nothing),
    code("GROUP_GET_CHARACTERISTICS", 0x0300_0005, about::characteristics),
    code("GROUP_GET_FLAGS", 0x0300_0009, about::flags),
    code("GROUP_GET_FAILURE_INFO", 0x0300_0019, failure_info),
    code("GROUP_GET_NAME", 0x0300_0029, about::name),
    code("GROUP_GET_ID", 0x0300_0039, about::id),
    code("GROUP_ENUM_COMMON_PROPERTIES", 0x0300_0051, properties::enum_common),
    code("GROUP_GET_RO_COMMON_PROPERTIES", 0x0300_0055, properties::read_only_common),
    code("GROUP_GET_COMMON_PROPERTIES", 0x0300_0059, properties::common),
    code("GROUP_VALIDATE_COMMON_PROPERTIES", 0x0300_0061, properties::validate_common),
    code("GROUP_GET_COMMON_PROPERTY_FMTS", 0x0300_0065, properties::common_formats),
    code("GROUP_ENUM_PRIVATE_PROPERTIES", 0x0300_0079, properties::enum_private),
    code("GROUP_GET_RO_PRIVATE_PROPERTIES", 0x0300_007D, properties::read_only_private),
    code("GROUP_GET_PRIVATE_PROPERTIES", 0x0300_0081, properties::private),
    code("GROUP_VALIDATE_PRIVATE_PROPERTIES", 0x0300_0089, properties::validate_private),
    code("GROUP_GET_PRIVATE_PROPERTY_FMTS", 0x0300_008D, properties::private_formats),
    absent("GROUP_QUERY_DELETE", 0x0300_01B9, why::RESERVED),
    code("GROUP_GET_LAST_MOVE_TIME", 0x0300_02D9, last_move_time),
    code("GROUP_CHECK_FOR_STABLE_ONLINE_OR_TERMINAL_FAILED", 0x0300_228D, stable_or_failed),
    code("GROUP_GET_STATE_CHANGE_TIME", 0x0300_2D5D, state_change_time),
    code("GROUP_SET_COMMON_PROPERTIES", 0x0340_005E, properties::set_common),
    code("GROUP_SET_PRIVATE_PROPERTIES", 0x0340_0086, properties::set_private),
    code("GROUP_SET_CCF_FROM_MASTER", 0x0340_2D86, set_ccf_epoch),
    // Their numbers say that they are of a group set.
    code("GROUP_GET_PROVIDER_GROUPS", 0x0800_2D7D, provider_groups),
    code("GROUP_GET_PROVIDER_GROUPSETS", 0x0800_2D81, provider_sets),
];

fn view(call: &Call<'_>) -> Answer<GroupView> {
    call.ask(async |client| client.group(call.name()).await)
}

/// GROUP_FAILURE_INFO_BUFFER: its version, how often the group may still fail over, and in how many milliseconds an earlier failover
/// counts no longer (the original does not say in what it counts).
fn failure_info(call: &Call<'_>) -> Answer<Given> {
    let left = view(call)?.failovers_left.unwrap_or_default();
    let period_ms = u32::try_from(left.period_ms).unwrap_or(u32::MAX);
    Ok(Given::numbers(&[GROUP_FAILURE_INFO_VERSION_1, left.attempts, period_ms]))
}

/// When the group came to its owner: in cluster time, where the original has the milliseconds since the node's start, and by the time of
/// day; and its owner. Zeros for a group that has always been where it is.
fn last_move_time(call: &Call<'_>) -> Answer<Given> {
    let view = view(call)?;
    let moved = CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT {
        GetTickCount64: view.last_move_cluster_time_ms.unwrap_or_default(),
        GetSystemTime: view.last_move_ms.map(system_time).unwrap_or_default(),
        NodeId: view.owner_id,
    };
    Ok(Given::Bytes(last_move_bytes(&moved)))
}

fn last_move_bytes(moved: &CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT) -> Vec<u8> {
    let SYSTEMTIME { wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds } = moved.GetSystemTime;
    let mut bytes = moved.GetTickCount64.to_le_bytes().to_vec();
    for part in [wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds] {
        bytes.extend(part.to_le_bytes());
    }
    bytes.extend(moved.NodeId.to_le_bytes());
    bytes.resize(size_of::<CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT>(), 0);
    bytes
}

/// In UTC, of milliseconds since 1970.
fn system_time(wall_ms: u64) -> SYSTEMTIME {
    const DAY_MS: u64 = 24 * 3600 * 1000;
    let (day, ms) = (wall_ms / DAY_MS, wall_ms % DAY_MS);
    let (year, month, of_month) = date(day);
    SYSTEMTIME {
        wYear: year,
        wMonth: month,
        // 1 January 1970 was a Thursday; Sunday is 0.
        wDayOfWeek: ((day + 4) % 7) as u16,
        wDay: of_month,
        wHour: (ms / 3_600_000) as u16,
        wMinute: (ms / 60_000 % 60) as u16,
        wSecond: (ms / 1000 % 60) as u16,
        wMilliseconds: (ms % 1000) as u16,
    }
}

/// Year, month and day of the month, of days since 1970 (Gregorian, counted from 1 March so that a leap day ends a year).
fn date(days: u64) -> (u16, u16, u16) {
    // From 1 March of the year 0.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_based = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_based + 2) / 5 + 1;
    let month = if march_based < 10 { march_based + 3 } else { march_based - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year as u16, month as u16, day as u16)
}

/// 0 for a group that is Online or PartialOnline, ERROR_IO_PENDING for one that is on its way or whose failed resource is going to be
/// started again, the code of a failed start for one that stays Failed; ERROR_GROUP_NOT_ONLINE for one that is Offline, of which the
/// original does not say what it is answered.
fn stable_or_failed(call: &Call<'_>) -> Answer<Given> {
    let view = view(call)?;
    let code = match view.state.as_str() {
        "Failed" if !view.recovering => Win32Code::ERROR_RESMON_ONLINE_FAILED.number(),
        "Online" | "PartialOnline" => 0,
        "Offline" => Win32Code::ERROR_GROUP_NOT_ONLINE.number(),
        _ => Win32Code::ERROR_IO_PENDING.number(),
    };
    Ok(Given::number(code))
}

fn state_change_time(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::file_time(view.state_changed_ms))
}

/// A list of CCFEpoch and CCFEpochHigh, and of nothing else.
fn set_ccf_epoch(call: &Call<'_>) -> Answer<Given> {
    const WANTED: [&str; 2] = ["CCFEpoch", "CCFEpochHigh"];
    let changes = property::changes(call.input)?;
    let is_there = |name: &&str| changes.iter().any(|change| change.name.eq_ignore_ascii_case(name));
    if changes.len() != WANTED.len() || !WANTED.iter().all(is_there) {
        return Err(Fail(Win32Code::ERROR_INVALID_PARAMETER));
    }
    let group = Object::Group(call.name());
    call.change(async |client| client.set_properties(group, PropertyScope::Common, changes).await).map(Given::Nothing)
}

/// The groups after which it starts.
fn provider_groups(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::texts(view.depends_on))
}

/// The group set after which it starts.
fn provider_sets(call: &Call<'_>) -> Answer<Given> {
    view(call).map(|view| Given::texts(Some(view.depends_on_set).filter(|set| !set.is_empty())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(11_017), (2000, 3, 1));
        assert_eq!(date(20_786), (2026, 11, 29));
        let SYSTEMTIME { wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds } =
            system_time(20_786 * 86_400_000 + 3_723_004);
        assert_eq!((wYear, wMonth, wDayOfWeek, wDay), (2026, 11, 0, 29));
        assert_eq!((wHour, wMinute, wSecond, wMilliseconds), (1, 2, 3, 4));
    }

    #[test]
    fn the_answer_about_moves_has_the_layout_of_the_original() {
        let moved = CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT {
            GetTickCount64: 1,
            GetSystemTime: SYSTEMTIME { wYear: 2, ..SYSTEMTIME::default() },
            NodeId: 3,
        };
        let bytes = last_move_bytes(&moved);
        assert_eq!(bytes.len(), size_of_val(&moved));
        assert_eq!((bytes[0], bytes[8], bytes[24]), (1, 2, 3));
    }
}
