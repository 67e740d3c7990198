//! Versions of the rules as the hive writes them (policies 18).

use super::derive::{Damage, Source};
use super::keys;
use model::{Version, VersionRange};

impl Source<'_> {
    /// The cluster's. One that was formed before there were levels is at the first.
    pub(super) fn version(&self) -> Result<Version, Damage> {
        let part = |name: &str, otherwise: u16| -> Result<u16, Damage> {
            let number = self.dword(name)?.unwrap_or(otherwise.into());
            u16::try_from(number).map_err(|_| self.damage(&format!("has {number} in {name}")))
        };
        Ok(Version {
            level: part(keys::FUNCTIONAL_LEVEL, Version::FIRST.level)?,
            revision: part(keys::UPGRADE_VERSION, Version::FIRST.revision)?,
        })
    }

    /// A node's, once it has joined.
    pub(super) fn version_range(&self) -> Result<Option<VersionRange>, Damage> {
        let lowest = self.dword(keys::LOWEST_VERSION)?.map(Version::from_dword);
        let highest = self.dword(keys::HIGHEST_VERSION)?.map(Version::from_dword);
        Ok(lowest.zip(highest).map(|(lowest, highest)| VersionRange { lowest, highest }))
    }
}
