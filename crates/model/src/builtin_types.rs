//! The resource types every cluster has from its creation.

use crate::property::Property;

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
#[derive(Clone, Copy, Debug)]
pub struct BuiltinType {
    pub name: &'static str,
    pub display_name: &'static str,
    /// The DllName property: the module of the resource host that runs resources of this type.
    pub implementation: &'static str,
    pub class: ResourceClass,
    pub subclass: u32,
    /// CLUS_CHAR_* bits (object-model 7).
    pub characteristics: u32,
    /// A resource of the type needs a provider of this class.
    pub required_class: Option<ResourceClass>,
    pub looks_alive_poll_interval_ms: u32,
    pub is_alive_poll_interval_ms: u32,
    pub private: &'static [Property],
    /// This version's implementation only holds the name: it touches no network.
    pub name_only: bool,
}

/// The types of this version, in the order of their names.
pub const BUILTIN_TYPES: &[BuiltinType] = &[];

/// A built-in type by its name, in any case.
pub fn find(_name: &str) -> Option<&'static BuiltinType> {
    todo!()
}
