//! Functional levels: by which version of the rules a cluster runs (policies 18).
//!
//! The levels are our own, counted from 1. A level is raised when `cluster_state` decides something that an older program
//! would decide otherwise, or when an entry of the log takes a form that an older program cannot read; all nodes run one
//! level, so that they take the same decisions. A revision counts additions that change no decision.
//!
//! A new level needs three things: [`THIS_PROGRAM`] goes up, what is new asks `Config::version` first, and a policy case
//! shows it with a node that cannot run it. The original counts products (6 for 2008 R2 to 12 for 2025); where a program
//! written for it has to be told a major, our level 1 is its 12, because it has what that one has.

use std::fmt;

/// A level with its revision. Written as the original writes a version: `major << 16 | minor`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    pub level: u16,
    pub revision: u16,
}

/// The versions that one program can run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VersionRange {
    pub lowest: Version,
    pub highest: Version,
}

/// What this program can run.
pub const THIS_PROGRAM: VersionRange = VersionRange { lowest: Version::FIRST, highest: Version::FIRST };

impl Version {
    /// That of clusters and nodes that say none.
    pub const FIRST: Version = Version { level: 1, revision: 0 };

    pub fn as_dword(self) -> u32 {
        u32::from(self.level) << 16 | u32::from(self.revision)
    }

    pub fn from_dword(dword: u32) -> Version {
        Version { level: (dword >> 16) as u16, revision: dword as u16 }
    }
}

impl Default for Version {
    fn default() -> Version {
        Version::FIRST
    }
}

impl VersionRange {
    pub fn contains(self, version: Version) -> bool {
        self.lowest <= version && version <= self.highest
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.revision {
            0 => write!(f, "{}", self.level),
            revision => write!(f, "{}.{revision}", self.level),
        }
    }
}

/// `level 1`, `levels 1 to 2.1`.
impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lowest == self.highest {
            true => write!(f, "level {}", self.lowest),
            false => write!(f, "levels {} to {}", self.lowest, self.highest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_survives_the_number_and_keeps_its_order() {
        let version = Version { level: 2, revision: 3 };
        assert_eq!(version.as_dword(), 0x0002_0003);
        assert_eq!(Version::from_dword(version.as_dword()), version);
        assert!(Version::FIRST < version && version < Version { level: 3, revision: 0 });
        assert_eq!(version.to_string(), "2.3");
    }

    #[test]
    fn a_program_runs_what_lies_in_its_range() {
        let version = |level, revision| Version { level, revision };
        let range = VersionRange { lowest: version(1, 0), highest: version(2, 1) };
        assert!(range.contains(version(1, 7)) && range.contains(version(2, 1)));
        assert!(!range.contains(version(2, 2)) && !range.contains(version(0, 9)));
        assert_eq!(range.to_string(), "levels 1 to 2.1");
        assert_eq!(THIS_PROGRAM.to_string(), "level 1");
    }
}
