//! Times as the original has them: units of 100 ns since 1601, in UTC.

use crate::sys::FILETIME;

const FILETIME_OF_1970: u64 = 116_444_736_000_000_000;
const FILETIME_PER_SECOND: u64 = 10_000_000;

/// Of milliseconds since 1970.
pub fn of_wall_ms(wall_ms: u64) -> FILETIME {
    of_units(wall_ms.saturating_mul(10_000).saturating_add(FILETIME_OF_1970))
}

/// Of RFC 3339 in UTC, to the millisecond: `2026-11-28T20:39:41.123Z`. What is no such time is 1601.
pub fn of_text(text: &str) -> FILETIME {
    of_units(parse_time(text).unwrap_or(0))
}

fn of_units(units: u64) -> FILETIME {
    FILETIME { dwLowDateTime: units as u32, dwHighDateTime: (units >> 32) as u32 }
}

fn parse_time(text: &str) -> Option<u64> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let fraction: String = text.get(19..)?.trim_start_matches('.').chars().take_while(char::is_ascii_digit).collect();
    let fraction: u64 = format!("{fraction:0<7.7}").parse().ok()?;
    // Days since 1970-01-01, with the year beginning in March, so that the leap day is its last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        (365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1).checked_sub(719_468)?;
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
    Some(FILETIME_OF_1970 + seconds * FILETIME_PER_SECOND + fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_steps_since_1601() {
        assert_eq!(parse_time("1970-01-01T00:00:00Z"), Some(FILETIME_OF_1970));
        assert_eq!(
            parse_time("1970-01-02T00:00:01.5Z"),
            Some(FILETIME_OF_1970 + 86_401 * FILETIME_PER_SECOND + 5_000_000)
        );
        // Known from elsewhere: 2000-02-29 12:00:00 UTC is 951825600 seconds after 1970.
        let leap = FILETIME_OF_1970 + 951_825_600 * FILETIME_PER_SECOND;
        assert_eq!(parse_time("2000-02-29T12:00:00.000Z"), Some(leap));
        assert_eq!(parse_time("never"), None);
    }
}
