//! Every function of the original, by area: where it is built, or that it is not yet.
//!
//! The line of a function here is its definition's check: the signature is compared with the original's when this is compiled, and one that
//! is not built is defined here, with the original's signature and the answer ERROR_CALL_NOT_IMPLEMENTED. `docs/functions.md` is made
//! of this table.

include!(concat!(env!("OUT_DIR"), "/not_built.rs"));

pub struct Area {
    pub name: &'static str,
    pub built: &'static [&'static str],
    pub not_built: &'static [&'static str],
}

macro_rules! functions {
    ($($area:literal {
        $(built in $module:ident: $($built:ident)*;)*
        $(not built: $($missing:ident)*;)?
    })*) => {
        $($($(
            const _: crate::sys::$built = crate::$module::$built;
        )*)*)*
        #[allow(clippy::unused_unit, reason = "generated")]
        mod missing {
            use crate::sys::*;
            $($($(
                not_built!($missing);
            )*)?)*
        }
        $($($(
            const _: crate::sys::$missing = missing::$missing;
        )*)?)*

        /// All areas, in the order of the page.
        pub const AREAS: &[Area] = &[$(Area {
            name: $area,
            built: &[$($(stringify!($built),)*)*],
            not_built: &[$($(stringify!($missing),)*)?],
        }),*];
    };
}

functions! {
    "Cluster" {
        built in backup:
            BackupClusterDatabase
            RestoreClusterDatabase;
        built in connection:
            CloseCluster
            GetClusterInformation
            GetClusterQuorumResource
            OpenCluster
            OpenClusterEx
            SetClusterName
            SetClusterNameEx;
        built in control:
            ClusterControl
            ClusterControlEx;
        built in enumeration:
            ClusterCloseEnum
            ClusterEnum
            ClusterGetEnumCount
            ClusterOpenEnum;
        built in enumeration_ex:
            ClusterCloseEnumEx
            ClusterEnumEx
            ClusterGetEnumCountEx
            ClusterOpenEnumEx;
        built in lifecycle:
            CreateCluster
            DestroyCluster;
        built in quorum:
            SetClusterQuorumResource
            SetClusterQuorumResourceEx;
        not built:
            ResUtilGetClusterId
            ResUtilGetClusterRoleState
            ResUtilGetCoreClusterResources
            ResUtilGetCoreClusterResourcesEx
            ResUtilGetCoreGroup;
    }
    "Nodes" {
        built in control:
            ClusterNodeControl
            ClusterNodeControlEx;
        built in enumeration:
            ClusterNodeCloseEnum
            ClusterNodeEnum
            ClusterNodeGetEnumCount
            ClusterNodeOpenEnum;
        built in enumeration_ex:
            ClusterNodeCloseEnumEx
            ClusterNodeEnumEx
            ClusterNodeGetEnumCountEx
            ClusterNodeOpenEnumEx;
        built in lifecycle:
            AddClusterNode
            AddClusterNodeEx
            ClusterNodeReplacement
            GetNodeClusterState;
        built in node:
            CloseClusterNode
            EvictClusterNode
            EvictClusterNodeEx
            EvictClusterNodeEx2
            GetClusterFromNode
            GetClusterNodeId
            GetClusterNodeState
            OpenClusterNode
            OpenClusterNodeById
            OpenClusterNodeEx
            PauseClusterNode
            PauseClusterNodeEx
            PauseClusterNodeEx2
            ResumeClusterNode
            ResumeClusterNodeEx
            ResumeClusterNodeEx2;
        not built:
            ResUtilNodeEnum;
    }
    "Groups" {
        built in control:
            ClusterGroupControl
            ClusterGroupControlEx;
        built in enumeration:
            ClusterGroupCloseEnum
            ClusterGroupEnum
            ClusterGroupGetEnumCount
            ClusterGroupOpenEnum;
        built in enumeration_ex:
            ClusterGroupCloseEnumEx
            ClusterGroupEnumEx
            ClusterGroupGetEnumCountEx
            ClusterGroupOpenEnumEx;
        built in group:
            CancelClusterGroupOperation
            CloseClusterGroup
            CreateClusterGroup
            CreateClusterGroupEx
            DeleteClusterGroup
            DeleteClusterGroupEx
            DestroyClusterGroup
            DestroyClusterGroupEx
            GetClusterFromGroup
            GetClusterGroupState
            MoveClusterGroup
            MoveClusterGroupEx
            MoveClusterGroupEx2
            OfflineClusterGroup
            OfflineClusterGroupEx
            OfflineClusterGroupEx2
            OnlineClusterGroup
            OnlineClusterGroupEx
            OnlineClusterGroupEx2
            OpenClusterGroup
            OpenClusterGroupEx
            SetClusterGroupName
            SetClusterGroupNameEx
            SetClusterGroupNodeList
            SetClusterGroupNodeListEx;
        built in start_order:
            AddClusterGroupDependency
            AddClusterGroupDependencyEx
            AddClusterGroupToGroupSetDependency
            AddClusterGroupToGroupSetDependencyEx
            RemoveClusterGroupDependency
            RemoveClusterGroupDependencyEx
            RemoveClusterGroupToGroupSetDependency
            RemoveClusterGroupToGroupSetDependencyEx
            SetGroupDependencyExpression
            SetGroupDependencyExpressionEx;
        not built:
            ResUtilDupGroup
            ResUtilEnumGroups
            ResUtilEnumGroupsEx
            ResUtilGetClusterGroupType
            ResUtilGroupsEqual;
    }
    "Group sets" {
        built in group_set:
            AddClusterGroupSetDependency
            AddClusterGroupSetDependencyEx
            AddCrossClusterGroupSetDependency
            CloseClusterGroupSet
            ClusterAddGroupToGroupSet
            ClusterAddGroupToGroupSetWithDomains
            ClusterAddGroupToGroupSetWithDomainsEx
            ClusterGroupSetCloseEnum
            ClusterGroupSetEnum
            ClusterGroupSetGetEnumCount
            ClusterGroupSetOpenEnum
            ClusterRemoveGroupFromGroupSet
            ClusterRemoveGroupFromGroupSetEx
            CreateClusterAvailabilitySet
            CreateClusterGroupSet
            DeleteClusterGroupSet
            DeleteClusterGroupSetEx
            OpenClusterGroupSet
            RemoveClusterGroupSetDependency
            RemoveClusterGroupSetDependencyEx
            RemoveCrossClusterGroupSetDependency
            SetClusterGroupSetDependencyExpression
            SetClusterGroupSetDependencyExpressionEx;
        built in control:
            ClusterGroupSetControl
            ClusterGroupSetControlEx;
    }
    "Affinity rules" {
        built in affinity:
            ClusterAddGroupToAffinityRule
            ClusterCreateAffinityRule
            ClusterRemoveAffinityRule
            ClusterRemoveGroupFromAffinityRule;
        built in control:
            ClusterAffinityRuleControl;
    }
    "Resources" {
        built in control:
            ClusterResourceControl
            ClusterResourceControlAsUser
            ClusterResourceControlAsUserEx
            ClusterResourceControlEx;
        built in dependency:
            AddClusterResourceDependency
            AddClusterResourceDependencyEx
            CanResourceBeDependent
            GetClusterResourceDependencyExpression
            GetClusterResourceNetworkName
            RemoveClusterResourceDependency
            RemoveClusterResourceDependencyEx
            SetClusterResourceDependencyExpression;
        built in enumeration:
            ClusterResourceCloseEnum
            ClusterResourceEnum
            ClusterResourceGetEnumCount
            ClusterResourceOpenEnum;
        built in enumeration_ex:
            ClusterResourceCloseEnumEx
            ClusterResourceEnumEx
            ClusterResourceGetEnumCountEx
            ClusterResourceOpenEnumEx;
        built in resource:
            AddClusterResourceNode
            AddClusterResourceNodeEx
            ChangeClusterResourceGroup
            ChangeClusterResourceGroupEx
            ChangeClusterResourceGroupEx2
            CloseClusterResource
            CreateClusterResource
            CreateClusterResourceEx
            DeleteClusterResource
            DeleteClusterResourceEx
            FailClusterResource
            FailClusterResourceEx
            GetClusterFromResource
            GetClusterResourceState
            OfflineClusterResource
            OfflineClusterResourceEx
            OfflineClusterResourceEx2
            OnlineClusterResource
            OnlineClusterResourceEx
            OnlineClusterResourceEx2
            OpenClusterResource
            OpenClusterResourceEx
            RemoveClusterResourceNode
            RemoveClusterResourceNodeEx
            RestartClusterResource
            RestartClusterResourceEx
            SetClusterResourceName
            SetClusterResourceNameEx;
        not built:
            ResUtilDupResource
            ResUtilGetResourceName
            ResUtilResourcesEqual;
    }
    "Resource types" {
        built in control:
            ClusterResourceTypeControl
            ClusterResourceTypeControlAsUser
            ClusterResourceTypeControlAsUserEx
            ClusterResourceTypeControlEx;
        built in enumeration:
            ClusterResourceTypeCloseEnum
            ClusterResourceTypeEnum
            ClusterResourceTypeGetEnumCount
            ClusterResourceTypeOpenEnum;
        built in resource_type:
            CreateClusterResourceType
            CreateClusterResourceTypeEx
            DeleteClusterResourceType
            DeleteClusterResourceTypeEx;
        not built:
            ResUtilResourceTypesEqual;
    }
    "Networks" {
        built in connection:
            SetClusterNetworkPriorityOrder;
        built in control:
            ClusterNetworkControl
            ClusterNetworkControlEx;
        built in network:
            CloseClusterNetwork
            ClusterNetworkCloseEnum
            ClusterNetworkEnum
            ClusterNetworkGetEnumCount
            ClusterNetworkOpenEnum
            GetClusterFromNetwork
            GetClusterNetworkId
            GetClusterNetworkState
            OpenClusterNetwork
            OpenClusterNetworkEx
            SetClusterNetworkName
            SetClusterNetworkNameEx;
    }
    "Network interfaces" {
        built in control:
            ClusterNetInterfaceControl
            ClusterNetInterfaceControlEx;
        built in net_interface:
            CloseClusterNetInterface
            ClusterNetInterfaceCloseEnum
            ClusterNetInterfaceEnum
            ClusterNetInterfaceOpenEnum
            GetClusterFromNetInterface
            GetClusterNetInterface
            GetClusterNetInterfaceState
            OpenClusterNetInterface
            OpenClusterNetInterfaceEx;
    }
    "Registry" {
        built in key:
            ClusterRegCloseKey
            ClusterRegCreateKey
            ClusterRegCreateKeyEx
            ClusterRegDeleteKey
            ClusterRegDeleteKeyEx
            ClusterRegEnumKey
            ClusterRegOpenKey
            ClusterRegQueryInfoKey
            GetClusterGroupKey
            GetClusterKey
            GetClusterNetInterfaceKey
            GetClusterNetworkKey
            GetClusterNodeKey
            GetClusterResourceKey
            GetClusterResourceTypeKey;
        built in key_security:
            ClusterRegGetKeySecurity
            ClusterRegSetKeySecurity
            ClusterRegSetKeySecurityEx;
        built in value:
            ClusterRegDeleteValue
            ClusterRegDeleteValueEx
            ClusterRegEnumValue
            ClusterRegQueryValue
            ClusterRegSetValue
            ClusterRegSetValueEx
            ClusterRegSyncDatabase;
        not built:
            ResUtilsDeleteKeyTree;
    }
    "Registry batches" {
        built in batch:
            ClusterRegBatchAddCommand
            ClusterRegCloseBatch
            ClusterRegCloseBatchEx
            ClusterRegCloseReadBatch
            ClusterRegCloseReadBatchEx
            ClusterRegCloseReadBatchReply
            ClusterRegCreateBatch
            ClusterRegCreateReadBatch
            ClusterRegReadBatchAddCommand
            ClusterRegReadBatchReplyNextCommand;
        built in batch_notify:
            ClusterRegBatchCloseNotification
            ClusterRegBatchReadCommand
            ClusterRegCloseBatchNotifyPort
            ClusterRegCreateBatchNotifyPort
            ClusterRegGetBatchNotification;
    }
    "Notification ports" {
        built in notify:
            CloseClusterNotifyPort
            CreateClusterNotifyPort
            CreateClusterNotifyPortV2
            GetClusterNotify
            GetClusterNotifyV2
            GetNotifyEventHandle
            RegisterClusterNotify
            RegisterClusterNotifyV2
            RegisterClusterResourceTypeNotifyV2;
    }
    "Shared volumes" {
        built in storage_node:
            AddClusterStorageNode
            RemoveClusterStorageNode;
        built in volume:
            AddResourceToClusterSharedVolumes
            ClusterClearBackupStateForSharedVolume
            ClusterGetVolumeNameForVolumeMountPoint
            ClusterGetVolumePathName
            ClusterIsPathOnSharedVolume
            ClusterPrepareSharedVolumeForBackup
            ClusterSharedVolumeSetSnapshotState
            IsFileOnClusterSharedVolume
            RemoveResourceFromClusterSharedVolumes;
    }
    "Cloud" {
        built in cloud:
            DetermineCNOResTypeFromCluster
            DetermineCNOResTypeFromNodelist
            DetermineClusterCloudTypeFromCluster
            DetermineClusterCloudTypeFromNodelist
            GetNodeCloudTypeDW;
    }
    "Accounts" {
        built in account:
            ClusterSetAccountAccess
            CreateClusterNameAccount
            RemoveClusterNameAccount;
        built in connection:
            SetClusterServiceAccountPassword;
    }
    "Functional level" {
        built in upgrade:
            ClusterUpgradeFunctionalLevel;
    }
    "Cryptography" {
        built in crypto:
            CloseClusterCryptProvider
            ClusterDecrypt
            ClusterEncrypt
            FreeClusterCrypt
            OpenClusterCryptProvider
            OpenClusterCryptProviderEx;
    }
    "Health faults" {
        built in health:
            ClusAddClusterHealthFault
            ClusGetClusterHealthFaults
            ClusRemoveClusterHealthFault
            FreeClusterHealthFault
            FreeClusterHealthFaultArray
            InitializeClusterHealthFault
            InitializeClusterHealthFaultArray;
    }
    "Others" {
        built in reason:
            ClusapiSetReasonHandler;
        not built:
            ResUtilCreateDirectoryTree
            ResUtilFreeEnvironment
            ResUtilIsPathValid
            ResUtilLeftPaxosIsLessThanRight
            ResUtilPaxosComparer
            ResUtilVerifyShutdownSafe;
    }
    "Property lists" {
        not built:
            ResUtilAddUnknownProperties
            ResUtilDupParameterBlock
            ResUtilEnumPrivateProperties
            ResUtilEnumProperties
            ResUtilFindBinaryProperty
            ResUtilFindDwordProperty
            ResUtilFindExpandSzProperty
            ResUtilFindExpandedSzProperty
            ResUtilFindFileTimeProperty
            ResUtilFindLongProperty
            ResUtilFindMultiSzProperty
            ResUtilFindSzProperty
            ResUtilFindULargeIntegerProperty
            ResUtilFreeParameterBlock
            ResUtilGetAllProperties
            ResUtilGetBinaryProperty
            ResUtilGetDwordProperty
            ResUtilGetFileTimeProperty
            ResUtilGetLongProperty
            ResUtilGetMultiSzProperty
            ResUtilGetPrivateProperties
            ResUtilGetProperties
            ResUtilGetPropertiesToParameterBlock
            ResUtilGetProperty
            ResUtilGetPropertyFormats
            ResUtilGetPropertySize
            ResUtilGetSzProperty
            ResUtilPropertyListFromParameterBlock
            ResUtilSetPrivatePropertyList
            ResUtilSetPropertyParameterBlock
            ResUtilSetPropertyParameterBlockEx
            ResUtilSetPropertyTable
            ResUtilSetPropertyTableEx
            ResUtilSetUnknownProperties
            ResUtilVerifyPrivatePropertyList
            ResUtilVerifyPropertyTable;
    }
    "Values" {
        not built:
            ResUtilDupString
            ResUtilExpandEnvironmentStrings
            ResUtilGetBinaryValue
            ResUtilGetDwordValue
            ResUtilGetQwordValue
            ResUtilGetSzValue
            ResUtilSetBinaryValue
            ResUtilSetDwordValue
            ResUtilSetExpandSzValue
            ResUtilSetMultiSzValue
            ResUtilSetQwordValue
            ResUtilSetSzValue
            ResUtilSetValueEx;
    }
    "Searches" {
        not built:
            ResUtilEnumResources
            ResUtilEnumResourcesEx
            ResUtilEnumResourcesEx2
            ResUtilFindDependentDiskResourceDriveLetter
            ResUtilGetEnvironmentWithNetName
            ResUtilGetResourceDependency
            ResUtilGetResourceDependencyByClass
            ResUtilGetResourceDependencyByClassEx
            ResUtilGetResourceDependencyByName
            ResUtilGetResourceDependencyByNameEx
            ResUtilGetResourceDependencyEx
            ResUtilGetResourceDependentIPAddressProps
            ResUtilGetResourceNameDependency
            ResUtilGetResourceNameDependencyEx
            ResUtilIsResourceClassEqual
            ResUtilResourceDepEnum;
    }
    "Services of the system" {
        not built:
            ResUtilRemoveResourceServiceEnvironment
            ResUtilSetResourceServiceEnvironment
            ResUtilSetResourceServiceStartParameters
            ResUtilSetResourceServiceStartParametersEx
            ResUtilStartResourceService
            ResUtilStopResourceService
            ResUtilStopService
            ResUtilTerminateServiceProcessFromResDll
            ResUtilVerifyResourceService
            ResUtilVerifyService;
    }
    "Worker threads" {
        not built:
            ClusWorkerCheckTerminate
            ClusWorkerCreate
            ClusWorkerTerminate
            ClusWorkerTerminateEx
            ClusWorkersTerminate;
    }
    "Application instances" {
        built in app_instance:
            QueryAppInstanceVersion
            RegisterAppInstance
            RegisterAppInstanceVersion
            ResetAllAppInstanceVersions
            SetAppInstanceCsvFlags;
    }
}
