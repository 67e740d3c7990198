//! The kinds of affinity rules and of fault domains (object-model 11, 12).

use std::fmt;

/// CLUS_AFFINITY_RULE_TYPE, without "none".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AffinityType {
    SameFaultDomain = 1,
    SameNode = 2,
    DifferentFaultDomain = 3,
    DifferentNode = 4,
}

impl AffinityType {
    pub const ALL: [AffinityType; 4] = [
        AffinityType::SameFaultDomain,
        AffinityType::SameNode,
        AffinityType::DifferentFaultDomain,
        AffinityType::DifferentNode,
    ];

    pub fn number(self) -> u32 {
        self as u32
    }

    pub fn from_number(number: u32) -> Option<AffinityType> {
        AffinityType::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

impl fmt::Display for AffinityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            AffinityType::SameFaultDomain => "SameFaultDomain",
            AffinityType::SameNode => "SameNode",
            AffinityType::DifferentFaultDomain => "DifferentFaultDomain",
            AffinityType::DifferentNode => "DifferentNode",
        })
    }
}

/// CLUSTER_FAULT_DOMAIN: the kinds that exist here, the outermost first. Enclosures belong to storage.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FaultDomainType {
    Site = 1000,
    Rack = 2000,
    Chassis = 3000,
    Node = 4000,
}

impl FaultDomainType {
    pub const ALL: [FaultDomainType; 4] =
        [FaultDomainType::Site, FaultDomainType::Rack, FaultDomainType::Chassis, FaultDomainType::Node];

    pub fn number(self) -> u32 {
        self as u32
    }

    pub fn from_number(number: u32) -> Option<FaultDomainType> {
        FaultDomainType::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

impl fmt::Display for FaultDomainType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            FaultDomainType::Site => "Site",
            FaultDomainType::Rack => "Rack",
            FaultDomainType::Chassis => "Chassis",
            FaultDomainType::Node => "Node",
        })
    }
}
