//! The tables, a file per object kind or two, from `properties` 1 to 8 and 10 of the reference.
//!
//! Names without a documented default, and those that the original no longer offers since 2012, are left out. A second
//! name of the same thing is left out as well (`Security` beside `Security Descriptor`).
//!
//! # Where we differ from the original (`docs/divergences.md`)
//!
//! - `SameSubnetDelay`, `CrossSubnetDelay`, `CrossSiteDelay` 250 ms instead of 1000, their thresholds 4 instead of 5 to
//!   20: a lease lasts delay times threshold (leases 1), and a node that is silent for a second is to be replaced.
//! - `NodeWeight` 1: the original's table prints 0, but its nodes have a vote.
//! - `Environment` of Generic Application is our own, and so are `MemoryNeeded` and `CpuNeeded` of a resource and `MemoryOffered`
//!   and `CpuOffered` of a node: the original learns both from its virtual machines.
//!
//! # Choices that the sources do not settle, all in this one place
//!
//! - Cluster: `AutoAssignNodeSite` 0; `AutoBalancerLevel` 1 of 1 to 3; `AutoBalancerMode` 2 of 0 to 2; `BlockCacheSize`
//!   0 (later releases 1024); `ClusSvcRegroupStageTimeout` 5 (later 15); `ClusterLogSize` 300 of 8 to 1024 (later
//!   1536); `ClusterUpgradeVersion` read-only; `CrossSiteDelay` and `CrossSiteThreshold` with the ranges of their
//!   `CrossSubnet` namesakes; `CsvBalancer` 1; `MaximumParallelMigrations` 1; `NetftIPSecEnabled` 1 means on;
//!   `QuarantineDuration` 7200 (one table says 0); `ResiliencyLevel` 1 (others say 2); `RouteHistoryLength` 10 (later
//!   20); `SecurityLevel` read-only; `SharedVolumeVssWriterOperationTimeout` 1800;
//!   `UseClientAccessNetworksForSharedVolumes` 0 (later 2); `WitnessDynamicWeight` read-only.
//! - Group set: `StartupDelay` 20 (an earlier page says 0); `StartupSetting` 1 (an earlier page says 2); the names `ReadyCount`,
//!   `ReadyDelay` and `ReadySetting` of earlier releases are left out.
//! - Group: `Priority` takes every number of 0 to 4999; `ResiliencyPeriod` 0 (possibly 0xFFFFFFFF = the cluster's value).
//! - Resource: `EmbeddedFailureAction` 2; poll intervals 0xFFFFFFFF = the type's; `RestartDelay` may be set;
//!   `RestartThreshold` 3 (possibly 1 since 2008); `Type` read-only.
//! - Resource type: `MaximumMonitors` 1.
//! - Affinity rule: `Enabled` 0 for a new rule.
//! - Private: `CommandLine` and `CurrentDirectory` are SZ, not EXPAND_SZ; `EnableNetBIOS` 1 (later 0); `Network` of an
//!   IP Address may be set; `Address` and `PrefixLength` of an IPv6 Address may be set, or none could be made.
//! - Errors: a read-only property gives 5089 (possibly 87), a wrong syntax 5895 (possibly 13), a value out of range 5913
//!   (possibly 87).

pub(super) mod cluster;
pub(super) mod group;
pub(super) mod group_set;
pub(super) mod network;
pub(super) mod node;
pub(super) mod placement;
pub(super) mod private;
pub(super) mod resource;
