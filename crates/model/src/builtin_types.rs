//! The resource types every cluster has from its creation.

use crate::fold;
use crate::property::{self, Property};

/// CLUSTER_RESOURCE_CLASS (object-model 7).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResourceClass {
    Unknown,
    Storage,
    Network,
}

impl ResourceClass {
    /// The number of the original API.
    pub fn number(self) -> u32 {
        match self {
            ResourceClass::Unknown => 0,
            ResourceClass::Storage => 1,
            ResourceClass::Network => 2,
        }
    }
}

/// One built-in resource type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BuiltinType {
    pub name: &'static str,
    pub display_name: &'static str,
    /// The DllName property: the module of the resource host that runs resources of this type.
    pub implementation: &'static str,
    pub class: ResourceClass,
    pub subclass: u32,
    /// CLUS_CHAR_* bits (object-model 7).
    pub characteristics: u32,
    /// The class of provider that the type asks for (object-model 8); see [`BuiltinType::needed_provider`].
    pub required_class: Option<ResourceClass>,
    pub looks_alive_poll_interval_ms: u32,
    pub is_alive_poll_interval_ms: u32,
    /// This version's implementation only holds the name: it touches no network.
    pub name_only: bool,
}

impl BuiltinType {
    /// The class of which a resource must have a provider before it comes online. A type that only holds its name needs
    /// none: `Cluster Name` is made with the cluster, before the cluster has an address.
    pub fn needed_provider(&self) -> Option<ResourceClass> {
        if self.name_only { None } else { self.required_class }
    }

    /// The private properties of its resources.
    pub fn private_table(&self) -> &'static [Property] {
        property::private_table(self.name).expect("a test finds the table of every built-in type")
    }
}

const PLAIN: BuiltinType = BuiltinType {
    name: "",
    display_name: "",
    implementation: "",
    class: ResourceClass::Unknown,
    subclass: 0,
    characteristics: 0,
    required_class: None,
    looks_alive_poll_interval_ms: 5000,
    is_alive_poll_interval_ms: 60_000,
    name_only: false,
};

const ADDRESS: BuiltinType = BuiltinType { class: ResourceClass::Network, subclass: 0x8000_0000, ..PLAIN };

/// The types of this version, in the order of their names.
pub const BUILTIN_TYPES: &[BuiltinType] = &[
    BuiltinType {
        name: "Generic Application",
        display_name: "Generic Application",
        implementation: "generic-application",
        ..PLAIN
    },
    BuiltinType { name: "Generic Script", display_name: "Generic Script", implementation: "generic-script", ..PLAIN },
    BuiltinType { name: "IP Address", display_name: "IP Address", implementation: "ip-address", ..ADDRESS },
    BuiltinType { name: "IPv6 Address", display_name: "IPv6 Address", implementation: "ipv6-address", ..ADDRESS },
    BuiltinType {
        name: "Network Name",
        display_name: "Network Name",
        implementation: "network-name",
        required_class: Some(ResourceClass::Network),
        name_only: true,
        ..PLAIN
    },
];

/// A built-in type by its name, in any case.
pub fn find(name: &str) -> Option<&'static BuiltinType> {
    BUILTIN_TYPES.iter().find(|builtin| fold::equals(builtin.name, name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::check_resource_type_name;

    #[test]
    fn every_type_has_a_good_name_and_a_table() {
        for builtin in BUILTIN_TYPES {
            assert_eq!(check_resource_type_name(builtin.name), Ok(()));
            assert!(!builtin.private_table().is_empty(), "{}", builtin.name);
            assert_eq!(find(&builtin.name.to_uppercase()), Some(builtin));
        }
        assert!(BUILTIN_TYPES.is_sorted_by_key(|builtin| fold::fold(builtin.name)));
        assert_eq!(find("Physical Disk"), None);
    }
}
