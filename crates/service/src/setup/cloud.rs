//! Where this machine runs, by what its firmware says of itself (storage-cloud-account, "Cloud and management point").

use proto::join::CloudType;
use std::path::Path;

/// Where the kernel shows the firmware's tables (sysfs-firmware-dmi).
const DMI: &str = "/sys/class/dmi/id";
/// What Azure writes on the chassis of its machines; on others it is empty, or theirs.
const AZURE_CHASSIS: &str = "7783-7084-3265-9085-8269-3286-77";
const AZURE_VENDOR: &str = "Microsoft Corporation";

/// Read anew each time: it is two small files.
pub fn cloud_type() -> CloudType {
    of(Path::new(DMI))
}

/// A machine without these tables does not say where it runs.
fn of(dmi: &Path) -> CloudType {
    let read = |name: &str| std::fs::read_to_string(dmi.join(name)).ok().map(|text| text.trim().to_owned());
    match (read("sys_vendor"), read("chassis_asset_tag")) {
        (None, None) => CloudType::Unknown,
        (Some(vendor), Some(chassis)) if vendor == AZURE_VENDOR && chassis == AZURE_CHASSIS => CloudType::Azure,
        _ => CloudType::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_firmware_tells() {
        let told = |files: &[(&str, &str)]| {
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in files {
                std::fs::write(folder.path().join(name), text).unwrap();
            }
            of(folder.path())
        };
        assert_eq!(told(&[]), CloudType::Unknown);
        let vendor = ("sys_vendor", "Microsoft Corporation\n");
        let chassis = ("chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77\n");
        assert_eq!(told(&[vendor, chassis]), CloudType::Azure);
        // A machine of Hyper-V elsewhere.
        assert_eq!(told(&[vendor, ("chassis_asset_tag", "1234\n")]), CloudType::None);
        assert_eq!(told(&[("sys_vendor", "QEMU\n"), chassis]), CloudType::None);
        assert_eq!(told(&[("sys_vendor", "Amazon EC2\n")]), CloudType::None);
    }
}
