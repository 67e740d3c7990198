/* Failover clustering for Linux: the C interface of clusapi, resutils and ntlanman.
 *
 * Generated: `./fix` makes it anew. Texts are UTF-16: write u"..." in C11 and C++11.
 * Link with -lclusapi, or ask pkg-config for clusapi. */

#ifndef CLUSAPI_H
#define CLUSAPI_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef __cplusplus
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif

#define BitLockerDecrypted 4

#define BitLockerDecrypting 16

#define BitLockerEnabled 1

#define BitLockerPaused 64

#define BitLockerStopped 128

#define BitlockerEncrypted 8

#define BitlockerEncrypting 32

#define CA_UPGRADE_VERSION 1u

#define CLCTL_CLUSTER_BASE 0u

#define CLCTL_GLOBAL_SHIFT 23u

#define CLCTL_INTERNAL_SHIFT 20u

#define CLCTL_MODIFY_SHIFT 22u

#define CLCTL_USER_SHIFT 21u

#define CLRES_VERSION_V1_00 256u

#define CLRES_VERSION_V2_00 512u

#define CLRES_VERSION_V3_00 768u

#define CLRES_VERSION_V4_00 1024u

#define CLUSAPI_CHANGE_ACCESS 2

#define CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV 1ull

#define CLUSAPI_GROUP_MOVE_FAILBACK 16u

#define CLUSAPI_GROUP_MOVE_HIGH_PRIORITY_START 8u

#define CLUSAPI_GROUP_MOVE_IGNORE_AFFINITY_RULE 32u

#define CLUSAPI_GROUP_MOVE_IGNORE_RESOURCE_STATUS 1u

#define CLUSAPI_GROUP_MOVE_QUEUE_ENABLED 4u

#define CLUSAPI_GROUP_MOVE_RETURN_TO_SOURCE_NODE_ON_ERROR 2u

#define CLUSAPI_GROUP_OFFLINE_IGNORE_RESOURCE_STATUS 1u

#define CLUSAPI_GROUP_ONLINE_BEST_POSSIBLE_NODE 4u

#define CLUSAPI_GROUP_ONLINE_IGNORE_AFFINITY_RULE 8u

#define CLUSAPI_GROUP_ONLINE_IGNORE_RESOURCE_STATUS 1u

#define CLUSAPI_GROUP_ONLINE_SYNCHRONOUS 2u

#define CLUSAPI_NODE_AVOID_PLACEMENT 2u

#define CLUSAPI_NODE_PAUSE_REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR 1u

#define CLUSAPI_NODE_PAUSE_RETRY_DRAIN_ON_FAILURE 4u

#define CLUSAPI_NODE_RESUME_FAILBACK_PINNED_VMS_ONLY 4u

#define CLUSAPI_NODE_RESUME_FAILBACK_STORAGE 1u

#define CLUSAPI_NODE_RESUME_FAILBACK_VMS 2u

#define CLUSAPI_NO_ACCESS 4

#define CLUSAPI_READ_ACCESS 1

#define CLUSAPI_RESOURCE_OFFLINE_DO_NOT_UPDATE_PERSISTENT_STATE 4u

#define CLUSAPI_RESOURCE_OFFLINE_FORCE_WITH_TERMINATION 2u

#define CLUSAPI_RESOURCE_OFFLINE_IGNORE_RESOURCE_STATUS 1u

#define CLUSAPI_RESOURCE_OFFLINE_REASON_BEING_DELETED 8u

#define CLUSAPI_RESOURCE_OFFLINE_REASON_BEING_RESTARTED 16u

#define CLUSAPI_RESOURCE_OFFLINE_REASON_MOVING 2u

#define CLUSAPI_RESOURCE_OFFLINE_REASON_NONE 0u

#define CLUSAPI_RESOURCE_OFFLINE_REASON_PREEMPTED 32u

#define CLUSAPI_RESOURCE_OFFLINE_REASON_SHUTTING_DOWN 64u

#define CLUSAPI_RESOURCE_OFFLINE_REASON_UNKNOWN 1u

#define CLUSAPI_RESOURCE_OFFLINE_REASON_USER_REQUESTED 4u

#define CLUSAPI_RESOURCE_ONLINE_BEST_POSSIBLE_NODE 8u

#define CLUSAPI_RESOURCE_ONLINE_DO_NOT_UPDATE_PERSISTENT_STATE 2u

#define CLUSAPI_RESOURCE_ONLINE_IGNORE_AFFINITY_RULE 32u

#define CLUSAPI_RESOURCE_ONLINE_IGNORE_RESOURCE_STATUS 1u

#define CLUSAPI_RESOURCE_ONLINE_NECESSARY_FOR_QUORUM 4u

#define CLUSAPI_VALID_CHANGE_RESOURCE_GROUP_FLAGS 1ull

#define CLUSAPI_VERSION 2572u

#define CLUSAPI_VERSION_NI 2572u

#define CLUSAPI_VERSION_RS3 2560u

#define CLUSAPI_VERSION_SERVER2008 1536u

#define CLUSAPI_VERSION_SERVER2008R2 1792u

#define CLUSAPI_VERSION_WINDOWS8 1793u

#define CLUSAPI_VERSION_WINDOWSBLUE 1794u

#define CLUSAPI_VERSION_WINTHRESHOLD 1795u

#define CLUSCTL_ACCESS_MODE_MASK 3u

#define CLUSCTL_ACCESS_SHIFT 0u

#define CLUSCTL_CONTROL_CODE_MASK 4194303u

#define CLUSCTL_FUNCTION_SHIFT 2u

#define CLUSCTL_GET_OPERATION_CONTEXT_PARAMS_VERSION_1 1u

#define CLUSCTL_OBJECT_MASK 255u

#define CLUSCTL_OBJECT_SHIFT 24u

#define CLUSCTL_RESOURCE_STATE_CHANGE_REASON_VERSION_1 1u

#define CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_FLAG_ADD_VOLUME_INFO 1u

#define CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_FLAG_FILTER_BY_POOL 2u

#define CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_FLAG_INCLUDE_NON_SHARED_DISKS 4u

#define CLUSGROUPSET_STATUS_APPLICATION_READY 8ull

#define CLUSGROUPSET_STATUS_GROUPS_ONLINE 2ull

#define CLUSGROUPSET_STATUS_GROUPS_PENDING 1ull

#define CLUSGROUPSET_STATUS_OS_HEARTBEAT 4ull

#define CLUSGRP_STATUS_APPLICATION_READY 1024ull

#define CLUSGRP_STATUS_EMBEDDED_FAILURE 32ull

#define CLUSGRP_STATUS_LOCKED_MODE 1ull

#define CLUSGRP_STATUS_NETWORK_FAILURE 128ull

#define CLUSGRP_STATUS_OFFLINE_DUE_TO_ANTIAFFINITY_CONFLICT 64ull

#define CLUSGRP_STATUS_OFFLINE_NOT_LOCAL_DISK_OWNER 2048ull

#define CLUSGRP_STATUS_OS_HEARTBEAT 512ull

#define CLUSGRP_STATUS_PHYSICAL_RESOURCES_LACKING 8ull

#define CLUSGRP_STATUS_PREEMPTED 2ull

#define CLUSGRP_STATUS_UNMONITORED 256ull

#define CLUSGRP_STATUS_WAITING_FOR_DEPENDENCIES 4096ull

#define CLUSGRP_STATUS_WAITING_IN_QUEUE_FOR_MOVE 4ull

#define CLUSGRP_STATUS_WAITING_TO_START 16ull

#define CLUSREG_DATABASE_ISOLATE_READ 2u

#define CLUSREG_DATABASE_SYNC_WRITE_TO_ALL_NODES 1u

#define CLUSRESDLL_STATUS_DO_NOT_COLLECT_WER_REPORT 1073741824u

#define CLUSRESDLL_STATUS_DUMP_NOW 2147483648u

#define CLUSRESDLL_STATUS_INSUFFICIENT_MEMORY 16u

#define CLUSRESDLL_STATUS_INSUFFICIENT_OTHER_RESOURCES 64u

#define CLUSRESDLL_STATUS_INSUFFICIENT_PROCESSOR 32u

#define CLUSRESDLL_STATUS_INVALID_PARAMETERS 128u

#define CLUSRESDLL_STATUS_NETWORK_NOT_AVAILABLE 256u

#define CLUSRESDLL_STATUS_OFFLINE_BUSY 1u

#define CLUSRESDLL_STATUS_OFFLINE_DESTINATION_REJECTED 8u

#define CLUSRESDLL_STATUS_OFFLINE_DESTINATION_THROTTLED 4u

#define CLUSRESDLL_STATUS_OFFLINE_SOURCE_THROTTLED 2u

#define CLUSRES_DISABLE_WPR_WATCHDOG_FOR_OFFLINE_CALLS 2u

#define CLUSRES_DISABLE_WPR_WATCHDOG_FOR_ONLINE_CALLS 1u

#define CLUSRES_STATUS_APPLICATION_READY 256ull

#define CLUSRES_STATUS_EMBEDDED_FAILURE 2ull

#define CLUSRES_STATUS_FAILED_DUE_TO_INSUFFICIENT_CPU 4ull

#define CLUSRES_STATUS_FAILED_DUE_TO_INSUFFICIENT_GENERIC_RESOURCES 16ull

#define CLUSRES_STATUS_FAILED_DUE_TO_INSUFFICIENT_MEMORY 8ull

#define CLUSRES_STATUS_LOCKED_MODE 1ull

#define CLUSRES_STATUS_NETWORK_FAILURE 32ull

#define CLUSRES_STATUS_OFFLINE_NOT_LOCAL_DISK_OWNER 512ull

#define CLUSRES_STATUS_OS_HEARTBEAT 128ull

#define CLUSRES_STATUS_UNMONITORED 64ull

#define CLUSTER_AVAILABILITY_SET_CONFIG_V1 1u

#define CLUSTER_CONFIGURED 2u

#define CLUSTER_CREATE_GROUP_INFO_VERSION 1u

#define CLUSTER_CREATE_GROUP_INFO_VERSION_1 1u

#define CLUSTER_DELETE_ACCESS_CONTROL_ENTRY 2u

#define CLUSTER_ENUM_ITEM_VERSION 1u

#define CLUSTER_ENUM_ITEM_VERSION_1 1u

#define CLUSTER_GROUP_ENUM_ITEM_VERSION 1u

#define CLUSTER_GROUP_ENUM_ITEM_VERSION_1 1u

#define CLUSTER_HEALTH_FAULT_ARGS 7u

#define CLUSTER_HEALTH_FAULT_DESCRIPTION 3u

#define CLUSTER_HEALTH_FAULT_ERRORCODE 2u

#define CLUSTER_HEALTH_FAULT_ERRORTYPE 1u

#define CLUSTER_HEALTH_FAULT_FLAGS 5u

#define CLUSTER_HEALTH_FAULT_ID 0u

#define CLUSTER_HEALTH_FAULT_PROVIDER 4u

#define CLUSTER_HEALTH_FAULT_RESERVED 6u

#define CLUSTER_INSTALLED 1u

#define CLUSTER_RESOURCE_ENUM_ITEM_VERSION 1u

#define CLUSTER_RESOURCE_ENUM_ITEM_VERSION_1 1u

#define CLUSTER_RUNNING 16u

#define CLUSTER_SET_ACCESS_TYPE_ALLOWED 0u

#define CLUSTER_SET_ACCESS_TYPE_DENIED 1u

#define CLUSTER_VERSION_FLAG_MIXED_MODE 1u

#define CLUSTER_VERSION_UNKNOWN 4294967295u

#define CLUS_ACCESS_ANY 0u

#define CLUS_ACCESS_READ 1u

#define CLUS_ACCESS_WRITE 2u

#define CLUS_CREATE_CRYPT_CONTAINER_NOT_FOUND 1u

#define CLUS_GLOBAL 1u

#define CLUS_GRP_MOVE_ALLOWED 0u

#define CLUS_GRP_MOVE_LOCKED 1u

#define CLUS_HYBRID_QUORUM 1024u

#define CLUS_MODIFY 1u

#define CLUS_NODE_MAJORITY_QUORUM 0u

#define CLUS_NOT_GLOBAL 0u

#define CLUS_NO_MODIFY 0u

#define CLUS_RESDLL_OFFLINE_DO_NOT_UPDATE_PERSISTENT_STATE 64u

#define CLUS_RESDLL_OFFLINE_DUE_TO_EMBEDDED_FAILURE 16u

#define CLUS_RESDLL_OFFLINE_IGNORE_NETWORK_CONNECTIVITY 32u

#define CLUS_RESDLL_OFFLINE_IGNORE_RESOURCE_STATUS 1u

#define CLUS_RESDLL_OFFLINE_QUEUE_ENABLED 4u

#define CLUS_RESDLL_OFFLINE_RETURNING_TO_SOURCE_NODE_BECAUSE_OF_ERROR 8u

#define CLUS_RESDLL_OFFLINE_RETURN_TO_SOURCE_NODE_ON_ERROR 2u

#define CLUS_RESDLL_ONLINE_IGNORE_NETWORK_CONNECTIVITY 16u

#define CLUS_RESDLL_ONLINE_IGNORE_RESOURCE_STATUS 2u

#define CLUS_RESDLL_ONLINE_RECOVER_MONITOR_STATE 1u

#define CLUS_RESDLL_ONLINE_RESTORE_ONLINE_STATE 8u

#define CLUS_RESDLL_ONLINE_RETURN_TO_SOURCE_NODE_ON_ERROR 4u

#define CLUS_RESDLL_OPEN_DONT_DELETE_TEMP_DISK 2u

#define CLUS_RESDLL_OPEN_RECOVER_MONITOR_STATE 1u

#define CREATEDC_PRESENT 2u

#define CREATE_CLUSTER_MAJOR_VERSION_MASK 4294967040u

#define CREATE_CLUSTER_VERSION 1536u

#define DNS_LENGTH 64u

#define FE_UPGRADE_VERSION 4u

#define GROUPSET_READY_SETTING_APPLICATION_READY 4u

#define GROUPSET_READY_SETTING_DELAY 1u

#define GROUPSET_READY_SETTING_ONLINE 2u

#define GROUPSET_READY_SETTING_OS_HEARTBEAT 3u

#define GROUP_FAILURE_INFO_VERSION_1 1u

#define GUID_PRESENT 1u

#define HCI_UPGRADE_BIT 32768u

#define INFINITE 4294967295u

#define LOCKED_MODE_FLAGS_DONT_REMOVE_FROM_MOVE_QUEUE 1u

#define MAINTENANCE_MODE_V2_SIG 2881155087u

#define MAXIMUM_ALLOWED 33554432u

#define MAX_CLUSTERNAME_LENGTH 63u

#define MAX_CO_PASSWORD_LENGTH 16u

#define MAX_CO_PASSWORD_LENGTHEX 127u

#define MAX_CO_PASSWORD_STORAGEEX 128u

#define MAX_CREATINGDC_LENGTH 256u

#define MAX_OBJECTID 64u

#define MAX_PATH 260u

#define MN_UPGRADE_VERSION 3u

#define NINETEEN_H1_UPGRADE_VERSION 1u

#define NINETEEN_H2_UPGRADE_VERSION 2u

#define NI_UPGRADE_VERSION 2u

#define NNLEN 80u

#define NT10_MAJOR_VERSION 9u

#define NT11_MAJOR_VERSION 10u

#define NT12_MAJOR_VERSION 11u

#define NT13_MAJOR_VERSION 12u

#define NT4SP4_MAJOR_VERSION 2u

#define NT4_MAJOR_VERSION 1u

#define NT51_MAJOR_VERSION 4u

#define NT5_MAJOR_VERSION 3u

#define NT6_MAJOR_VERSION 5u

#define NT7_MAJOR_VERSION 6u

#define NT8_MAJOR_VERSION 7u

#define NT9_MAJOR_VERSION 8u

#define RESOURCE_FAILURE_INFO_VERSION_1 1u

#define RESTYPE_MONITOR_SHUTTING_DOWN_CLUSSVC_CRASH 2u

#define RESTYPE_MONITOR_SHUTTING_DOWN_NODE_STOP 1u

#define RESUTIL_PROPITEM_IN_MEMORY 8u

#define RESUTIL_PROPITEM_READ_ONLY 1u

#define RESUTIL_PROPITEM_REQUIRED 2u

#define RESUTIL_PROPITEM_SIGNED 4u

#define RS3_UPGRADE_VERSION 1u

#define RS4_UPGRADE_VERSION 2u

#define RS5_UPGRADE_VERSION 3u

#define RedirectedIOReasonBitLockerInitializing 16ull

#define RedirectedIOReasonFileSystemTiering 8ull

#define RedirectedIOReasonMax 9223372036854775808ull

#define RedirectedIOReasonReFs 32ull

#define RedirectedIOReasonUnsafeFileSystemFilter 2ull

#define RedirectedIOReasonUnsafeVolumeFilter 4ull

#define RedirectedIOReasonUserRequest 1ull

#define SET_APPINSTANCE_CSV_FLAGS_VALID_ONLY_IF_CSV_COORDINATOR 1u

#define SR_REPLICATED_PARTITION_DISALLOW_MULTINODE_IO 1u

#define VolumeRedirectedIOReasonMax 9223372036854775808ull

#define VolumeRedirectedIOReasonNoDiskConnectivity 1ull

#define VolumeRedirectedIOReasonStorageSpaceNotAttached 2ull

#define VolumeRedirectedIOReasonVolumeReplicationEnabled 4ull

#define WS2016_RTM_UPGRADE_VERSION 8u

#define WS2016_TP4_UPGRADE_VERSION 6u

#define WS2016_TP5_UPGRADE_VERSION 7u

typedef ptrdiff_t HGROUP;

typedef const WCHAR *PCWSTR;

typedef ptrdiff_t HGROUPSET;

typedef ptrdiff_t HNODE;

typedef ptrdiff_t HCLUSTER;

typedef int32_t BOOL;

typedef int32_t CLUSTER_SETUP_PHASE;

typedef int32_t CLUSTER_SETUP_PHASE_TYPE;

typedef int32_t CLUSTER_SETUP_PHASE_SEVERITY;

typedef BOOL (*PCLUSTER_SETUP_PROGRESS_CALLBACK)(void *pvcallbackarg,
                                                 CLUSTER_SETUP_PHASE esetupphase,
                                                 CLUSTER_SETUP_PHASE_TYPE ephasetype,
                                                 CLUSTER_SETUP_PHASE_SEVERITY ephaseseverity,
                                                 uint32_t dwpercentcomplete,
                                                 PCWSTR lpszobjectname,
                                                 uint32_t dwstatus);

typedef ptrdiff_t HRESOURCE;

typedef ptrdiff_t HCLUSCRYPTPROVIDER;

typedef ptrdiff_t HNETINTERFACE;

typedef ptrdiff_t HNETWORK;

typedef ptrdiff_t HCHANGE;

typedef void *HANDLE;

typedef WCHAR *PWSTR;

typedef struct CLUSTER_HEALTH_FAULT {
  PWSTR Id;
  uint32_t ErrorType;
  uint32_t ErrorCode;
  PWSTR Description;
  PWSTR Provider;
  uint32_t Flags;
  uint32_t Reserved;
} CLUSTER_HEALTH_FAULT;

typedef struct CLUSTER_HEALTH_FAULT_ARRAY {
  uint32_t numFaults;
  struct CLUSTER_HEALTH_FAULT *faults;
} CLUSTER_HEALTH_FAULT_ARRAY;

typedef struct CLUS_WORKER {
  HANDLE hThread;
  BOOL Terminate;
} CLUS_WORKER;

typedef uint32_t (*PWORKER_START_ROUTINE)(struct CLUS_WORKER *pworker, void *lpthreadparameter);

typedef BOOL (*PCLUSAPI_PFN_REASON_HANDLER)(const void *lpparameter, HCLUSTER hcluster, PWSTR szreason, uint32_t *lpsize);

typedef struct CLUSAPI_REASON_HANDLER {
  void *lpParameter;
  PCLUSAPI_PFN_REASON_HANDLER pfnHandler;
} CLUSAPI_REASON_HANDLER;

typedef ptrdiff_t HCLUSENUM;

typedef ptrdiff_t HCLUSENUMEX;

typedef int32_t CLUS_AFFINITY_RULE_TYPE;

typedef struct CLUSTER_ENUM_ITEM {
  uint32_t dwVersion;
  uint32_t dwType;
  uint32_t cbId;
  PWSTR lpszId;
  uint32_t cbName;
  PWSTR lpszName;
} CLUSTER_ENUM_ITEM;

typedef ptrdiff_t HGROUPENUM;

typedef ptrdiff_t HGROUPENUMEX;

typedef int32_t CLUSTER_GROUP_STATE;

typedef struct CLUSTER_GROUP_ENUM_ITEM {
  uint32_t dwVersion;
  uint32_t cbId;
  PWSTR lpszId;
  uint32_t cbName;
  PWSTR lpszName;
  CLUSTER_GROUP_STATE state;
  uint32_t cbOwnerNode;
  PWSTR lpszOwnerNode;
  uint32_t dwFlags;
  uint32_t cbProperties;
  void *pProperties;
  uint32_t cbRoProperties;
  void *pRoProperties;
} CLUSTER_GROUP_ENUM_ITEM;

typedef ptrdiff_t HGROUPSETENUM;

typedef ptrdiff_t HNETINTERFACEENUM;

typedef ptrdiff_t HNETWORKENUM;

typedef ptrdiff_t HNODEENUM;

typedef ptrdiff_t HNODEENUMEX;

typedef ptrdiff_t HREGBATCH;

typedef int32_t CLUSTER_REG_COMMAND;

typedef ptrdiff_t HREGBATCHNOTIFICATION;

typedef struct CLUSTER_BATCH_COMMAND {
  CLUSTER_REG_COMMAND Command;
  uint32_t dwOptions;
  PCWSTR wzName;
  const uint8_t *lpData;
  uint32_t cbData;
} CLUSTER_BATCH_COMMAND;

typedef ptrdiff_t HREGBATCHPORT;

typedef void *HKEY;

typedef ptrdiff_t HREGREADBATCH;

typedef ptrdiff_t HREGREADBATCHREPLY;

typedef struct SECURITY_ATTRIBUTES {
  uint32_t nLength;
  void *lpSecurityDescriptor;
  BOOL bInheritHandle;
} SECURITY_ATTRIBUTES;

typedef struct FILETIME {
  uint32_t dwLowDateTime;
  uint32_t dwHighDateTime;
} FILETIME;

typedef void *PSECURITY_DESCRIPTOR;

typedef struct CLUSTER_READ_BATCH_COMMAND {
  CLUSTER_REG_COMMAND Command;
  uint32_t dwOptions;
  PCWSTR wzSubkeyName;
  PCWSTR wzValueName;
  const uint8_t *lpData;
  uint32_t cbData;
} CLUSTER_READ_BATCH_COMMAND;

typedef uint32_t OBJECT_SECURITY_INFORMATION;

typedef ptrdiff_t HRESENUM;

typedef ptrdiff_t HRESENUMEX;

typedef struct CLUSTER_RESOURCE_ENUM_ITEM {
  uint32_t dwVersion;
  uint32_t cbId;
  PWSTR lpszId;
  uint32_t cbName;
  PWSTR lpszName;
  uint32_t cbOwnerGroupName;
  PWSTR lpszOwnerGroupName;
  uint32_t cbOwnerGroupId;
  PWSTR lpszOwnerGroupId;
  uint32_t cbProperties;
  void *pProperties;
  uint32_t cbRoProperties;
  void *pRoProperties;
} CLUSTER_RESOURCE_ENUM_ITEM;

typedef ptrdiff_t HRESTYPEENUM;

typedef struct GUID {
  uint32_t data1;
  uint16_t data2;
  uint16_t data3;
  uint8_t data4[8];
} GUID;

typedef int32_t CLUSTER_SHARED_VOLUME_SNAPSHOT_STATE;

typedef int32_t CLUSTER_UPGRADE_PHASE;

typedef BOOL (*PCLUSTER_UPGRADE_PROGRESS_CALLBACK)(void *pvcallbackarg, CLUSTER_UPGRADE_PHASE eupgradephase);

typedef struct CLUSTER_IP_ENTRY {
  PCWSTR lpszIpAddress;
  uint32_t dwPrefixLength;
} CLUSTER_IP_ENTRY;

typedef int32_t CLUSTER_MGMT_POINT_TYPE;

typedef int32_t CLUSTER_MGMT_POINT_RESTYPE;

typedef struct CREATE_CLUSTER_CONFIG {
  uint32_t dwVersion;
  PCWSTR lpszClusterName;
  uint32_t cNodes;
  const PCWSTR *ppszNodeNames;
  uint32_t cIpEntries;
  struct CLUSTER_IP_ENTRY *pIpEntries;
  bool fEmptyCluster;
  CLUSTER_MGMT_POINT_TYPE managementPointType;
  CLUSTER_MGMT_POINT_RESTYPE managementPointResType;
} CREATE_CLUSTER_CONFIG;

typedef struct CLUSTER_AVAILABILITY_SET_CONFIG {
  uint32_t dwVersion;
  uint32_t dwUpdateDomains;
  uint32_t dwFaultDomains;
  BOOL bReserveSpareNode;
} CLUSTER_AVAILABILITY_SET_CONFIG;

typedef int32_t CLUSGROUP_TYPE;

typedef struct CLUSTER_CREATE_GROUP_INFO {
  uint32_t dwVersion;
  CLUSGROUP_TYPE groupType;
} CLUSTER_CREATE_GROUP_INFO;

typedef struct CREATE_CLUSTER_NAME_ACCOUNT {
  uint32_t dwVersion;
  PCWSTR lpszClusterName;
  uint32_t dwFlags;
  PCWSTR pszUserName;
  PCWSTR pszPassword;
  PCWSTR pszDomain;
  CLUSTER_MGMT_POINT_TYPE managementPointType;
  CLUSTER_MGMT_POINT_RESTYPE managementPointResType;
  bool bUpgradeVCOs;
} CREATE_CLUSTER_NAME_ACCOUNT;

typedef struct NOTIFY_FILTER_AND_TYPE {
  uint32_t dwObjectType;
  int64_t FilterFlags;
} NOTIFY_FILTER_AND_TYPE;

typedef int32_t CLUSTER_CLOUD_TYPE;

typedef int32_t HRESULT;

typedef struct CLUSTERVERSIONINFO {
  uint32_t dwVersionInfoSize;
  uint16_t MajorVersion;
  uint16_t MinorVersion;
  uint16_t BuildNumber;
  WCHAR szVendorId[64];
  WCHAR szCSDVersion[64];
  uint32_t dwClusterHighestVersion;
  uint32_t dwClusterLowestVersion;
  uint32_t dwFlags;
  uint32_t dwReserved;
} CLUSTERVERSIONINFO;

typedef int32_t CLUSTER_NETINTERFACE_STATE;

typedef int32_t CLUSTER_NETWORK_STATE;

typedef int32_t CLUSTER_NODE_STATE;

typedef int32_t CLUSTER_RESOURCE_STATE;

typedef uint32_t WIN32_ERROR;

typedef void *HLOCAL;

typedef uint32_t LOCAL_ALLOC_FLAGS;

typedef int32_t NTSTATUS;

typedef struct RESUTIL_LARGEINT_DATA {
  int64_t Default;
  int64_t Minimum;
  int64_t Maximum;
} RESUTIL_LARGEINT_DATA;

typedef struct RESUTIL_ULARGEINT_DATA {
  uint64_t Default;
  uint64_t Minimum;
  uint64_t Maximum;
} RESUTIL_ULARGEINT_DATA;

typedef struct RESUTIL_FILETIME_DATA {
  struct FILETIME Default;
  struct FILETIME Minimum;
  struct FILETIME Maximum;
} RESUTIL_FILETIME_DATA;

typedef union RESUTIL_PROPERTY_ITEM_0 {
  size_t DefaultPtr;
  uint32_t Default;
  void *lpDefault;
  struct RESUTIL_LARGEINT_DATA *LargeIntData;
  struct RESUTIL_ULARGEINT_DATA *ULargeIntData;
  struct RESUTIL_FILETIME_DATA *FileTimeData;
} RESUTIL_PROPERTY_ITEM_0;

typedef struct RESUTIL_PROPERTY_ITEM {
  PWSTR Name;
  PWSTR KeyName;
  uint32_t Format;
  union RESUTIL_PROPERTY_ITEM_0 Anonymous;
  uint32_t Minimum;
  uint32_t Maximum;
  uint32_t Flags;
  uint32_t Offset;
} RESUTIL_PROPERTY_ITEM;

typedef uint32_t (*LPGROUP_CALLBACK_EX)(HCLUSTER param0, HGROUP param1, HGROUP param2, void *param3);

typedef uint32_t (*LPRESOURCE_CALLBACK)(HRESOURCE param0, HRESOURCE param1, void *param2);

typedef uint32_t (*LPRESOURCE_CALLBACK_EX)(HCLUSTER param0, HRESOURCE param1, HRESOURCE param2, void *param3);

typedef struct CLUSPROP_SYNTAX_0 {
  uint16_t wFormat;
  uint16_t wType;
} CLUSPROP_SYNTAX_0;

typedef union CLUSPROP_SYNTAX {
  uint32_t dw;
  struct CLUSPROP_SYNTAX_0 Anonymous;
} CLUSPROP_SYNTAX;

typedef struct CLUSPROP_VALUE {
  union CLUSPROP_SYNTAX Syntax;
  uint32_t cbLength;
} CLUSPROP_VALUE;

typedef struct CLUSPROP_BINARY {
  struct CLUSPROP_VALUE Base;
  uint8_t rgb[1];
} CLUSPROP_BINARY;

typedef int32_t CLUSTER_ROLE_STATE;

typedef int32_t CLUSTER_ROLE;

typedef struct CLUSPROP_DWORD {
  struct CLUSPROP_VALUE Base;
  uint32_t dw;
} CLUSPROP_DWORD;

typedef struct CLUSPROP_FILETIME {
  struct CLUSPROP_VALUE Base;
  struct FILETIME ft;
} CLUSPROP_FILETIME;

typedef struct CLUSPROP_LONG {
  struct CLUSPROP_VALUE Base;
  int32_t l;
} CLUSPROP_LONG;

typedef struct CLUSPROP_SZ {
  struct CLUSPROP_VALUE Base;
  WCHAR sz[1];
} CLUSPROP_SZ;

typedef int32_t CLUSTER_RESOURCE_CLASS;

typedef union CLUS_RESOURCE_CLASS_INFO_0_0_0 {
  uint32_t dw;
  CLUSTER_RESOURCE_CLASS rc;
} CLUS_RESOURCE_CLASS_INFO_0_0_0;

typedef struct CLUS_RESOURCE_CLASS_INFO_0_0 {
  union CLUS_RESOURCE_CLASS_INFO_0_0_0 Anonymous;
  uint32_t SubClass;
} CLUS_RESOURCE_CLASS_INFO_0_0;

typedef union CLUS_RESOURCE_CLASS_INFO_0 {
  struct CLUS_RESOURCE_CLASS_INFO_0_0 Anonymous;
  uint64_t li;
} CLUS_RESOURCE_CLASS_INFO_0;

typedef struct CLUS_RESOURCE_CLASS_INFO {
  union CLUS_RESOURCE_CLASS_INFO_0 Anonymous;
} CLUS_RESOURCE_CLASS_INFO;

typedef struct PaxosTagCStruct {
  uint64_t __padding__PaxosTagVtable;
  uint64_t __padding__NextEpochVtable;
  uint64_t __padding__NextEpoch_DateTimeVtable;
  uint64_t NextEpoch_DateTime_ticks;
  int32_t NextEpoch_Value;
  uint32_t __padding__BoundryNextEpoch;
  uint64_t __padding__EpochVtable;
  uint64_t __padding__Epoch_DateTimeVtable;
  uint64_t Epoch_DateTime_ticks;
  int32_t Epoch_Value;
  uint32_t __padding__BoundryEpoch;
  int32_t Sequence;
  uint32_t __padding__BoundrySequence;
} PaxosTagCStruct;

typedef uint32_t (*LPNODE_CALLBACK)(HCLUSTER param0, HNODE param1, CLUSTER_NODE_STATE param2, void *param3);

typedef int32_t LOG_LEVEL;

typedef void (*PLOG_EVENT_ROUTINE)(ptrdiff_t resourcehandle, LOG_LEVEL loglevel, PCWSTR formatstring);

typedef void *SC_HANDLE;

typedef int32_t CLUSTER_NODE_RESUME_FAILBACK_TYPE;

typedef struct CLUSTER_SET_PASSWORD_STATUS {
  uint32_t NodeId;
  bool SetAttempted;
  uint32_t ReturnStatus;
} CLUSTER_SET_PASSWORD_STATUS;

typedef uint32_t WAIT_EVENT;

typedef int32_t CLCTL_CODES;

typedef int32_t CLUADMEX_OBJECT_TYPE;

typedef int32_t CLUSCTL_AFFINITYRULE_CODES;

typedef int32_t CLUSCTL_RESOURCE_TYPE_CODES;

typedef int32_t CLUSCTL_RESOURCE_CODES;

typedef int32_t CLUSCTL_CLUSTER_CODES;

typedef int32_t CLUSCTL_GROUPSET_CODES;

typedef int32_t CLUSCTL_GROUP_CODES;

typedef int32_t CLUSCTL_NETINTERFACE_CODES;

typedef int32_t CLUSCTL_NETWORK_CODES;

typedef int32_t CLUSCTL_NODE_CODES;

typedef int32_t CLUSTER_PROPERTY_FORMAT;

typedef int32_t CLUSPROP_IPADDR_ENABLENETBIOS;

typedef int32_t CLUSPROP_PIFLAGS;

typedef uint32_t CLUSTER_PROPERTY_SYNTAX;

typedef int32_t CLUSTER_PROPERTY_TYPE;

typedef int32_t CLUSTERSET_OBJECT_TYPE;

typedef int32_t CLUSTER_CHANGE;

typedef int32_t CLUSTER_CHANGE_CLUSTER_V2;

typedef int32_t CLUSTER_CHANGE_GROUPSET_V2;

typedef int32_t CLUSTER_CHANGE_GROUP_V2;

typedef int32_t CLUSTER_CHANGE_NETINTERFACE_V2;

typedef int32_t CLUSTER_CHANGE_NETWORK_V2;

typedef int32_t CLUSTER_CHANGE_NODE_V2;

typedef int32_t CLUSTER_CHANGE_QUORUM_V2;

typedef int32_t CLUSTER_CHANGE_REGISTRY_V2;

typedef int32_t CLUSTER_CHANGE_RESOURCE_V2;

typedef int32_t CLUSTER_CHANGE_RESOURCE_TYPE_V2;

typedef int32_t CLUSTER_CHANGE_SHARED_VOLUME_V2;

typedef int32_t CLUSTER_CHANGE_SPACEPORT_V2;

typedef int32_t CLUSTER_CHANGE_NODE_UPGRADE_PHASE_V2;

typedef int32_t CLUSTER_ENUM;

typedef int32_t CLUSTER_GROUP_ENUM;

typedef int32_t CLUSTER_NETWORK_ENUM;

typedef int32_t CLUSTER_NODE_ENUM;

typedef int32_t CLUSTER_NOTIFICATIONS_VERSION;

typedef int32_t CLUSTER_OBJECT_TYPE;

typedef int32_t CLUSTER_QUORUM_VALUE;

typedef int32_t CLUSTER_RESOURCE_CREATE_FLAGS;

typedef int32_t CLUSTER_RESOURCE_ENUM;

typedef int32_t CLUSTER_RESOURCE_TYPE_ENUM;

typedef int32_t CLUS_CHARACTERISTICS;

typedef int32_t CLUS_FLAGS;

typedef int32_t CLUS_GROUP_START_SETTING;

typedef int32_t CLUSTER_CONTROL_OBJECT;

typedef int32_t CLUS_RESSUBCLASS_NETWORK;

typedef int32_t CLUS_RESSUBCLASS;

typedef int32_t CLUS_RESSUBCLASS_STORAGE;

typedef int32_t CLUSTER_GROUP_AUTOFAILBACK_TYPE;

typedef int32_t CLUSTER_NETWORK_ROLE;

typedef int32_t CLUSTER_NODE_DRAIN_STATUS;

typedef int32_t CLUSTER_RESOURCE_APPLICATION_STATE;

typedef int32_t CLUSTER_RESOURCE_RESTART_ACTION;

typedef int32_t CLUSTER_RESOURCE_EMBEDDED_FAILURE_ACTION;

typedef int32_t CLUSTER_SHARED_VOLUME_RENAME_INPUT_TYPE;

typedef int32_t NODE_CLUSTER_STATE;

typedef int32_t CLUSTER_STORAGENODE_STATE;

typedef int32_t FAILURE_TYPE;

typedef int32_t FILESHARE_CHANGE_ENUM;

typedef uint32_t GENERIC_ACCESS_RIGHTS;

typedef int32_t GRP_PLACEMENT_OPTIONS;

typedef uint32_t REG_SAM_FLAGS;

typedef int32_t MAINTENANCE_MODE_TYPE_ENUM;

typedef int32_t CLUSTER_QUORUM_TYPE;

typedef int32_t CLUSTER_NODE_STATUS;

typedef int32_t PLACEMENT_OPTIONS;

typedef int32_t CLUSTER_GROUP_PRIORITY;

typedef uint32_t REG_VALUE_TYPE;

typedef uint32_t REG_CREATE_KEY_DISPOSITION;

typedef int32_t RPC_STATUS;

typedef int32_t RESDLL_CONTEXT_OPERATION_TYPE;

typedef int32_t RESOURCE_EXIT_STATE;

typedef int32_t RESOURCE_MONITOR_STATE;

typedef int32_t CLUSTER_SHARED_VOLUME_STATE;

typedef int32_t SR_DISK_REPLICATION_ELIGIBLE;

typedef int32_t SR_REPLICATED_DISK_TYPE;

typedef int32_t VM_RESDLL_CONTEXT;

typedef int32_t CLUSTER_SHARED_VOLUME_BACKUP_STATE;

typedef int32_t CLUSTER_CSV_VOLUME_FAULT_STATE;

typedef int32_t CLUSTER_RESOURCE_STATE_CHANGE_REASON;

typedef struct RESOURCE_STATUS_EX {
  CLUSTER_RESOURCE_STATE ResourceState;
  uint32_t CheckPoint;
  HANDLE EventHandle;
  uint32_t ApplicationSpecificErrorCode;
  uint32_t Flags;
  uint32_t WaitHint;
} RESOURCE_STATUS_EX;

typedef uint32_t (*PSET_RESOURCE_STATUS_ROUTINE_EX)(ptrdiff_t resourcehandle, struct RESOURCE_STATUS_EX *resourcestatus);

typedef uint32_t (*PSET_RESOURCE_LOCKED_MODE_ROUTINE)(ptrdiff_t resourcehandle, BOOL lockedmodeenabled, uint32_t lockedmodereason);

typedef uint32_t (*PSIGNAL_FAILURE_ROUTINE)(ptrdiff_t resourcehandle,
                                            FAILURE_TYPE failuretype,
                                            uint32_t applicationspecificerrorcode);

typedef uint32_t (*PSET_RESOURCE_INMEMORY_NODELOCAL_PROPERTIES_ROUTINE)(ptrdiff_t resourcehandle,
                                                                        const uint8_t *propertylistbuffer,
                                                                        uint32_t propertylistbuffersize);

typedef uint32_t (*PEND_CONTROL_CALL)(int64_t context, uint32_t status);

typedef uint32_t (*PEND_TYPE_CONTROL_CALL)(int64_t context, uint32_t status);

typedef uint32_t (*PEXTEND_RES_CONTROL_CALL)(int64_t context, uint32_t newtimeoutinms);

typedef uint32_t (*PEXTEND_RES_TYPE_CONTROL_CALL)(int64_t context, uint32_t newtimeoutinms);

typedef uint32_t (*PRAISE_RES_TYPE_NOTIFICATION)(PCWSTR resourcetype, const uint8_t *ppayload, uint32_t payloadsize);

typedef uint32_t (*PCHANGE_RESOURCE_PROCESS_FOR_DUMPS)(ptrdiff_t resource, PCWSTR processname, uint32_t processid, BOOL isadd);

typedef uint32_t (*PCHANGE_RES_TYPE_PROCESS_FOR_DUMPS)(PCWSTR resourcetypename, PCWSTR processname, uint32_t processid, BOOL isadd);

typedef uint32_t (*PSET_INTERNAL_STATE)(ptrdiff_t param0, CLUSTER_RESOURCE_APPLICATION_STATE statetype, BOOL active);

typedef uint32_t (*PSET_RESOURCE_LOCKED_MODE_EX_ROUTINE)(ptrdiff_t resourcehandle,
                                                         BOOL lockedmodeenabled,
                                                         uint32_t lockedmodereason,
                                                         uint32_t lockedmodeflags);

typedef uint32_t (*PREQUEST_DUMP_ROUTINE)(ptrdiff_t resourcehandle, BOOL dumpduetocallinprogress, uint32_t dumpdelayinms);

typedef uint32_t (*PSET_RESOURCE_WPR_POLICY_ROUTINE)(ptrdiff_t resourcehandle, uint32_t wprpolicyflags);

typedef uint32_t (*PARM_WPR_WATCHDOG_FOR_CURRENT_RESOURCE_CALL_ROUTINE)(ptrdiff_t resourcehandle, uint64_t timeoutinms);

typedef struct CLRES_CALLBACK_FUNCTION_TABLE {
  PLOG_EVENT_ROUTINE LogEvent;
  PSET_RESOURCE_STATUS_ROUTINE_EX SetResourceStatusEx;
  PSET_RESOURCE_LOCKED_MODE_ROUTINE SetResourceLockedMode;
  PSIGNAL_FAILURE_ROUTINE SignalFailure;
  PSET_RESOURCE_INMEMORY_NODELOCAL_PROPERTIES_ROUTINE SetResourceInMemoryNodeLocalProperties;
  PEND_CONTROL_CALL EndControlCall;
  PEND_TYPE_CONTROL_CALL EndTypeControlCall;
  PEXTEND_RES_CONTROL_CALL ExtendControlCall;
  PEXTEND_RES_TYPE_CONTROL_CALL ExtendTypeControlCall;
  PRAISE_RES_TYPE_NOTIFICATION RaiseResTypeNotification;
  PCHANGE_RESOURCE_PROCESS_FOR_DUMPS ChangeResourceProcessForDumps;
  PCHANGE_RES_TYPE_PROCESS_FOR_DUMPS ChangeResTypeProcessForDumps;
  PSET_INTERNAL_STATE SetInternalState;
  PSET_RESOURCE_LOCKED_MODE_EX_ROUTINE SetResourceLockedModeEx;
  PREQUEST_DUMP_ROUTINE RequestDump;
  PSET_RESOURCE_WPR_POLICY_ROUTINE SetResourceWprPolicy;
  PARM_WPR_WATCHDOG_FOR_CURRENT_RESOURCE_CALL_ROUTINE ArmWprWatchdogForCurrentResourceCall;
} CLRES_CALLBACK_FUNCTION_TABLE;

typedef void *(*POPEN_ROUTINE)(PCWSTR resourcename, HKEY resourcekey, ptrdiff_t resourcehandle);

typedef void (*PCLOSE_ROUTINE)(void *resource);

typedef uint32_t (*PONLINE_ROUTINE)(void *resource, HANDLE *eventhandle);

typedef uint32_t (*POFFLINE_ROUTINE)(void *resource);

typedef void (*PTERMINATE_ROUTINE)(void *resource);

typedef BOOL (*PLOOKS_ALIVE_ROUTINE)(void *resource);

typedef BOOL (*PIS_ALIVE_ROUTINE)(void *resource);

typedef void (*PQUORUM_RESOURCE_LOST)(ptrdiff_t resource);

typedef uint32_t (*PARBITRATE_ROUTINE)(void *resource, PQUORUM_RESOURCE_LOST lostquorumresource);

typedef uint32_t (*PRELEASE_ROUTINE)(void *resource);

typedef uint32_t (*PRESOURCE_CONTROL_ROUTINE)(void *resource,
                                              uint32_t controlcode,
                                              void *inbuffer,
                                              uint32_t inbuffersize,
                                              void *outbuffer,
                                              uint32_t outbuffersize,
                                              uint32_t *bytesreturned);

typedef uint32_t (*PRESOURCE_TYPE_CONTROL_ROUTINE)(PCWSTR resourcetypename,
                                                   uint32_t controlcode,
                                                   void *inbuffer,
                                                   uint32_t inbuffersize,
                                                   void *outbuffer,
                                                   uint32_t outbuffersize,
                                                   uint32_t *bytesreturned);

typedef struct CLRES_V1_FUNCTIONS {
  POPEN_ROUTINE Open;
  PCLOSE_ROUTINE Close;
  PONLINE_ROUTINE Online;
  POFFLINE_ROUTINE Offline;
  PTERMINATE_ROUTINE Terminate;
  PLOOKS_ALIVE_ROUTINE LooksAlive;
  PIS_ALIVE_ROUTINE IsAlive;
  PARBITRATE_ROUTINE Arbitrate;
  PRELEASE_ROUTINE Release;
  PRESOURCE_CONTROL_ROUTINE ResourceControl;
  PRESOURCE_TYPE_CONTROL_ROUTINE ResourceTypeControl;
} CLRES_V1_FUNCTIONS;

typedef void *(*POPEN_V2_ROUTINE)(PCWSTR resourcename, HKEY resourcekey, ptrdiff_t resourcehandle, uint32_t openflags);

typedef uint32_t (*PONLINE_V2_ROUTINE)(const void *resource,
                                       HANDLE *eventhandle,
                                       uint32_t onlineflags,
                                       const uint8_t *inbuffer,
                                       uint32_t inbuffersize,
                                       uint32_t reserved);

typedef uint32_t (*POFFLINE_V2_ROUTINE)(const void *resource,
                                        PCWSTR destinationnodename,
                                        uint32_t offlineflags,
                                        const uint8_t *inbuffer,
                                        uint32_t inbuffersize,
                                        uint32_t reserved);

typedef uint32_t (*PCANCEL_ROUTINE)(void *resource, uint32_t cancelflags_reserved);

typedef struct CLRES_V2_FUNCTIONS {
  POPEN_V2_ROUTINE Open;
  PCLOSE_ROUTINE Close;
  PONLINE_V2_ROUTINE Online;
  POFFLINE_V2_ROUTINE Offline;
  PTERMINATE_ROUTINE Terminate;
  PLOOKS_ALIVE_ROUTINE LooksAlive;
  PIS_ALIVE_ROUTINE IsAlive;
  PARBITRATE_ROUTINE Arbitrate;
  PRELEASE_ROUTINE Release;
  PRESOURCE_CONTROL_ROUTINE ResourceControl;
  PRESOURCE_TYPE_CONTROL_ROUTINE ResourceTypeControl;
  PCANCEL_ROUTINE Cancel;
} CLRES_V2_FUNCTIONS;

typedef uint32_t (*PBEGIN_RESCALL_ROUTINE)(void *resource,
                                           uint32_t controlcode,
                                           void *inbuffer,
                                           uint32_t inbuffersize,
                                           void *outbuffer,
                                           uint32_t outbuffersize,
                                           uint32_t *bytesreturned,
                                           int64_t context,
                                           BOOL *returnedasynchronously);

typedef uint32_t (*PBEGIN_RESTYPECALL_ROUTINE)(PCWSTR resourcetypename,
                                               uint32_t controlcode,
                                               void *inbuffer,
                                               uint32_t inbuffersize,
                                               void *outbuffer,
                                               uint32_t outbuffersize,
                                               uint32_t *bytesreturned,
                                               int64_t context,
                                               BOOL *returnedasynchronously);

typedef struct CLRES_V3_FUNCTIONS {
  POPEN_V2_ROUTINE Open;
  PCLOSE_ROUTINE Close;
  PONLINE_V2_ROUTINE Online;
  POFFLINE_V2_ROUTINE Offline;
  PTERMINATE_ROUTINE Terminate;
  PLOOKS_ALIVE_ROUTINE LooksAlive;
  PIS_ALIVE_ROUTINE IsAlive;
  PARBITRATE_ROUTINE Arbitrate;
  PRELEASE_ROUTINE Release;
  PBEGIN_RESCALL_ROUTINE BeginResourceControl;
  PBEGIN_RESTYPECALL_ROUTINE BeginResourceTypeControl;
  PCANCEL_ROUTINE Cancel;
} CLRES_V3_FUNCTIONS;

typedef uint32_t (*PBEGIN_RESCALL_AS_USER_ROUTINE)(void *resource,
                                                   HANDLE tokenhandle,
                                                   uint32_t controlcode,
                                                   void *inbuffer,
                                                   uint32_t inbuffersize,
                                                   void *outbuffer,
                                                   uint32_t outbuffersize,
                                                   uint32_t *bytesreturned,
                                                   int64_t context,
                                                   BOOL *returnedasynchronously);

typedef uint32_t (*PBEGIN_RESTYPECALL_AS_USER_ROUTINE)(PCWSTR resourcetypename,
                                                       HANDLE tokenhandle,
                                                       uint32_t controlcode,
                                                       void *inbuffer,
                                                       uint32_t inbuffersize,
                                                       void *outbuffer,
                                                       uint32_t outbuffersize,
                                                       uint32_t *bytesreturned,
                                                       int64_t context,
                                                       BOOL *returnedasynchronously);

typedef struct CLRES_V4_FUNCTIONS {
  POPEN_V2_ROUTINE Open;
  PCLOSE_ROUTINE Close;
  PONLINE_V2_ROUTINE Online;
  POFFLINE_V2_ROUTINE Offline;
  PTERMINATE_ROUTINE Terminate;
  PLOOKS_ALIVE_ROUTINE LooksAlive;
  PIS_ALIVE_ROUTINE IsAlive;
  PARBITRATE_ROUTINE Arbitrate;
  PRELEASE_ROUTINE Release;
  PBEGIN_RESCALL_ROUTINE BeginResourceControl;
  PBEGIN_RESTYPECALL_ROUTINE BeginResourceTypeControl;
  PCANCEL_ROUTINE Cancel;
  PBEGIN_RESCALL_AS_USER_ROUTINE BeginResourceControlAsUser;
  PBEGIN_RESTYPECALL_AS_USER_ROUTINE BeginResourceTypeControlAsUser;
} CLRES_V4_FUNCTIONS;

typedef union CLRES_FUNCTION_TABLE_0 {
  struct CLRES_V1_FUNCTIONS V1Functions;
  struct CLRES_V2_FUNCTIONS V2Functions;
  struct CLRES_V3_FUNCTIONS V3Functions;
  struct CLRES_V4_FUNCTIONS V4Functions;
} CLRES_FUNCTION_TABLE_0;

typedef struct CLRES_FUNCTION_TABLE {
  uint32_t TableSize;
  uint32_t Version;
  union CLRES_FUNCTION_TABLE_0 Anonymous;
} CLRES_FUNCTION_TABLE;

typedef struct SYSTEMTIME {
  uint16_t wYear;
  uint16_t wMonth;
  uint16_t wDayOfWeek;
  uint16_t wDay;
  uint16_t wHour;
  uint16_t wMinute;
  uint16_t wSecond;
  uint16_t wMilliseconds;
} SYSTEMTIME;

typedef struct CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT {
  uint64_t GetTickCount64;
  struct SYSTEMTIME GetSystemTime;
  uint32_t NodeId;
} CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT;

typedef struct CLUSCTL_RESOURCE_STATE_CHANGE_REASON_STRUCT {
  uint32_t dwSize;
  uint32_t dwVersion;
  CLUSTER_RESOURCE_STATE_CHANGE_REASON eReason;
} CLUSCTL_RESOURCE_STATE_CHANGE_REASON_STRUCT;

typedef struct CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_INPUT {
  uint32_t dwFlags;
  struct GUID guidPoolFilter;
} CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_INPUT;

typedef struct CLUSPROP_LIST {
  uint32_t nPropertyCount;
  struct CLUSPROP_SZ PropertyName;
} CLUSPROP_LIST;

typedef struct CLUSPROP_WORD {
  struct CLUSPROP_VALUE Base;
  uint16_t w;
} CLUSPROP_WORD;

typedef struct CLUSPROP_ULARGE_INTEGER {
  struct CLUSPROP_VALUE Base;
  uint64_t li;
} CLUSPROP_ULARGE_INTEGER;

typedef struct CLUSPROP_LARGE_INTEGER {
  struct CLUSPROP_VALUE Base;
  int64_t li;
} CLUSPROP_LARGE_INTEGER;

typedef uint16_t SECURITY_DESCRIPTOR_CONTROL;

typedef struct SECURITY_DESCRIPTOR_RELATIVE {
  uint8_t Revision;
  uint8_t Sbz1;
  SECURITY_DESCRIPTOR_CONTROL Control;
  uint32_t Owner;
  uint32_t Group;
  uint32_t Sacl;
  uint32_t Dacl;
} SECURITY_DESCRIPTOR_RELATIVE;

typedef union CLUSPROP_SECURITY_DESCRIPTOR_0 {
  struct SECURITY_DESCRIPTOR_RELATIVE sd;
  uint8_t rgbSecurityDescriptor[1];
} CLUSPROP_SECURITY_DESCRIPTOR_0;

typedef struct CLUSPROP_SECURITY_DESCRIPTOR {
  struct CLUSPROP_VALUE Base;
  union CLUSPROP_SECURITY_DESCRIPTOR_0 Anonymous;
} CLUSPROP_SECURITY_DESCRIPTOR;

typedef struct CLUSPROP_RESOURCE_CLASS {
  struct CLUSPROP_VALUE Base;
  CLUSTER_RESOURCE_CLASS rc;
} CLUSPROP_RESOURCE_CLASS;

typedef struct CLUSPROP_RESOURCE_CLASS_INFO {
  struct CLUSPROP_VALUE Base;
  struct CLUS_RESOURCE_CLASS_INFO Base2;
} CLUSPROP_RESOURCE_CLASS_INFO;

typedef struct CLUS_SCSI_ADDRESS_0_0 {
  uint8_t PortNumber;
  uint8_t PathId;
  uint8_t TargetId;
  uint8_t Lun;
} CLUS_SCSI_ADDRESS_0_0;

typedef union CLUS_SCSI_ADDRESS_0 {
  struct CLUS_SCSI_ADDRESS_0_0 Anonymous;
  uint32_t dw;
} CLUS_SCSI_ADDRESS_0;

typedef struct CLUS_SCSI_ADDRESS {
  union CLUS_SCSI_ADDRESS_0 Anonymous;
} CLUS_SCSI_ADDRESS;

typedef struct CLUSPROP_SCSI_ADDRESS {
  struct CLUSPROP_VALUE Base;
  struct CLUS_SCSI_ADDRESS Base2;
} CLUSPROP_SCSI_ADDRESS;

typedef struct CLUS_PARTITION_INFO {
  uint32_t dwFlags;
  WCHAR szDeviceName[260];
  WCHAR szVolumeLabel[260];
  uint32_t dwSerialNumber;
  uint32_t rgdwMaximumComponentLength;
  uint32_t dwFileSystemFlags;
  WCHAR szFileSystem[32];
} CLUS_PARTITION_INFO;

typedef struct CLUSPROP_PARTITION_INFO {
  struct CLUSPROP_VALUE Base;
  struct CLUS_PARTITION_INFO Base2;
} CLUSPROP_PARTITION_INFO;

typedef union CLUSPROP_REQUIRED_DEPENDENCY {
  struct CLUSPROP_VALUE Value;
  struct CLUSPROP_RESOURCE_CLASS ResClass;
  struct CLUSPROP_SZ ResTypeName;
} CLUSPROP_REQUIRED_DEPENDENCY;

typedef struct CLUS_PARTITION_INFO_EX {
  uint32_t dwFlags;
  WCHAR szDeviceName[260];
  WCHAR szVolumeLabel[260];
  uint32_t dwSerialNumber;
  uint32_t rgdwMaximumComponentLength;
  uint32_t dwFileSystemFlags;
  WCHAR szFileSystem[32];
  uint64_t TotalSizeInBytes;
  uint64_t FreeSizeInBytes;
  uint32_t DeviceNumber;
  uint32_t PartitionNumber;
  struct GUID VolumeGuid;
} CLUS_PARTITION_INFO_EX;

typedef struct CLUSPROP_PARTITION_INFO_EX {
  struct CLUSPROP_VALUE Base;
  struct CLUS_PARTITION_INFO_EX Base2;
} CLUSPROP_PARTITION_INFO_EX;

typedef struct CLUS_PARTITION_INFO_EX2 {
  struct GUID GptPartitionId;
  WCHAR szPartitionName[260];
  uint32_t EncryptionFlags;
} CLUS_PARTITION_INFO_EX2;

typedef struct CLUSPROP_PARTITION_INFO_EX2 {
  struct CLUSPROP_PARTITION_INFO_EX Base;
  struct CLUS_PARTITION_INFO_EX2 Base2;
} CLUSPROP_PARTITION_INFO_EX2;

typedef union CLUSPROP_BUFFER_HELPER {
  uint8_t *pb;
  WCHAR *pw;
  uint32_t *pdw;
  int32_t *pl;
  PWSTR psz;
  struct CLUSPROP_LIST *pList;
  union CLUSPROP_SYNTAX *pSyntax;
  struct CLUSPROP_SZ *pName;
  struct CLUSPROP_VALUE *pValue;
  struct CLUSPROP_BINARY *pBinaryValue;
  struct CLUSPROP_WORD *pWordValue;
  struct CLUSPROP_DWORD *pDwordValue;
  struct CLUSPROP_LONG *pLongValue;
  struct CLUSPROP_ULARGE_INTEGER *pULargeIntegerValue;
  struct CLUSPROP_LARGE_INTEGER *pLargeIntegerValue;
  struct CLUSPROP_SZ *pStringValue;
  struct CLUSPROP_SZ *pMultiSzValue;
  struct CLUSPROP_SECURITY_DESCRIPTOR *pSecurityDescriptor;
  struct CLUSPROP_RESOURCE_CLASS *pResourceClassValue;
  struct CLUSPROP_RESOURCE_CLASS_INFO *pResourceClassInfoValue;
  struct CLUSPROP_DWORD *pDiskSignatureValue;
  struct CLUSPROP_SCSI_ADDRESS *pScsiAddressValue;
  struct CLUSPROP_DWORD *pDiskNumberValue;
  struct CLUSPROP_PARTITION_INFO *pPartitionInfoValue;
  union CLUSPROP_REQUIRED_DEPENDENCY *pRequiredDependencyValue;
  struct CLUSPROP_PARTITION_INFO_EX *pPartitionInfoValueEx;
  struct CLUSPROP_PARTITION_INFO_EX2 *pPartitionInfoValueEx2;
  struct CLUSPROP_FILETIME *pFileTimeValue;
} CLUSPROP_BUFFER_HELPER;

typedef struct CLUS_FTSET_INFO {
  uint32_t dwRootSignature;
  uint32_t dwFtType;
} CLUS_FTSET_INFO;

typedef struct CLUSPROP_FTSET_INFO {
  struct CLUSPROP_VALUE Base;
  struct CLUS_FTSET_INFO Base2;
} CLUSPROP_FTSET_INFO;

typedef struct CLUSTERVERSIONINFO_NT4 {
  uint32_t dwVersionInfoSize;
  uint16_t MajorVersion;
  uint16_t MinorVersion;
  uint16_t BuildNumber;
  WCHAR szVendorId[64];
  WCHAR szCSDVersion[64];
} CLUSTERVERSIONINFO_NT4;

typedef struct CLUSTER_MEMBERSHIP_INFO {
  BOOL HasQuorum;
  uint32_t UpnodesSize;
  uint8_t Upnodes[1];
} CLUSTER_MEMBERSHIP_INFO;

typedef union CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME_0 {
  uint64_t VolumeOffset;
  WCHAR VolumeId[260];
  WCHAR VolumeName[260];
  WCHAR VolumeGuid[50];
} CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME_0;

typedef struct CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME {
  CLUSTER_SHARED_VOLUME_RENAME_INPUT_TYPE InputType;
  union CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME_0 Anonymous;
} CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME;

typedef struct CLUSTER_SHARED_VOLUME_RENAME_INPUT_GUID_NAME {
  WCHAR NewVolumeName[260];
  WCHAR NewVolumeGuid[50];
} CLUSTER_SHARED_VOLUME_RENAME_INPUT_GUID_NAME;

typedef struct CLUSTER_SHARED_VOLUME_RENAME_GUID_INPUT {
  struct CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME Base;
  struct CLUSTER_SHARED_VOLUME_RENAME_INPUT_GUID_NAME Base2;
} CLUSTER_SHARED_VOLUME_RENAME_GUID_INPUT;

typedef struct CLUSTER_SHARED_VOLUME_RENAME_INPUT_NAME {
  WCHAR NewVolumeName[260];
} CLUSTER_SHARED_VOLUME_RENAME_INPUT_NAME;

typedef struct CLUSTER_SHARED_VOLUME_RENAME_INPUT {
  struct CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME Base;
  struct CLUSTER_SHARED_VOLUME_RENAME_INPUT_NAME Base2;
} CLUSTER_SHARED_VOLUME_RENAME_INPUT;

typedef struct CLUSTER_SHARED_VOLUME_STATE_INFO {
  WCHAR szVolumeName[260];
  WCHAR szNodeName[260];
  CLUSTER_SHARED_VOLUME_STATE VolumeState;
} CLUSTER_SHARED_VOLUME_STATE_INFO;

typedef struct CLUSTER_SHARED_VOLUME_STATE_INFO_EX {
  WCHAR szVolumeName[260];
  WCHAR szNodeName[260];
  CLUSTER_SHARED_VOLUME_STATE VolumeState;
  WCHAR szVolumeFriendlyName[260];
  uint64_t RedirectedIOReason;
  uint64_t VolumeRedirectedIOReason;
} CLUSTER_SHARED_VOLUME_STATE_INFO_EX;

typedef struct CLUSTER_VALIDATE_CSV_FILENAME {
  WCHAR szFileName[1];
} CLUSTER_VALIDATE_CSV_FILENAME;

typedef struct CLUSTER_VALIDATE_DIRECTORY {
  WCHAR szPath[1];
} CLUSTER_VALIDATE_DIRECTORY;

typedef struct CLUSTER_VALIDATE_NETNAME {
  WCHAR szNetworkName[1];
} CLUSTER_VALIDATE_NETNAME;

typedef struct CLUSTER_VALIDATE_PATH {
  WCHAR szPath[1];
} CLUSTER_VALIDATE_PATH;

typedef struct CLUS_CHKDSK_INFO {
  uint32_t PartitionNumber;
  uint32_t ChkdskState;
  uint32_t FileIdCount;
  uint64_t FileIdList[1];
} CLUS_CHKDSK_INFO;

typedef struct CLUS_CREATE_INFRASTRUCTURE_FILESERVER_INPUT {
  WCHAR FileServerName[16];
} CLUS_CREATE_INFRASTRUCTURE_FILESERVER_INPUT;

typedef struct CLUS_CREATE_INFRASTRUCTURE_FILESERVER_OUTPUT {
  WCHAR FileServerName[260];
} CLUS_CREATE_INFRASTRUCTURE_FILESERVER_OUTPUT;

typedef struct CLUS_CSV_MAINTENANCE_MODE_INFO {
  BOOL InMaintenance;
  WCHAR VolumeName[260];
} CLUS_CSV_MAINTENANCE_MODE_INFO;

typedef struct CLUS_CSV_VOLUME_INFO {
  uint64_t VolumeOffset;
  uint32_t PartitionNumber;
  CLUSTER_CSV_VOLUME_FAULT_STATE FaultState;
  CLUSTER_SHARED_VOLUME_BACKUP_STATE BackupState;
  WCHAR szVolumeFriendlyName[260];
  WCHAR szVolumeName[50];
} CLUS_CSV_VOLUME_INFO;

typedef struct CLUS_CSV_VOLUME_NAME {
  int64_t VolumeOffset;
  WCHAR szVolumeName[260];
  WCHAR szRootPath[263];
} CLUS_CSV_VOLUME_NAME;

typedef struct CLUS_DISK_NUMBER_INFO {
  uint32_t DiskNumber;
  uint32_t BytesPerSector;
} CLUS_DISK_NUMBER_INFO;

typedef struct CLUS_DNN_LEADER_STATUS {
  BOOL IsOnline;
  BOOL IsFileServerPresent;
} CLUS_DNN_LEADER_STATUS;

typedef struct CLUS_DNN_SODAFS_CLONE_STATUS {
  uint32_t NodeId;
  CLUSTER_RESOURCE_STATE Status;
} CLUS_DNN_SODAFS_CLONE_STATUS;

typedef struct CLUS_FORCE_QUORUM_INFO {
  uint32_t dwSize;
  uint32_t dwNodeBitMask;
  uint32_t dwMaxNumberofNodes;
  WCHAR multiszNodeList[1];
} CLUS_FORCE_QUORUM_INFO;

typedef struct CLUS_MAINTENANCE_MODE_INFO {
  BOOL InMaintenance;
} CLUS_MAINTENANCE_MODE_INFO;

typedef struct CLUS_MAINTENANCE_MODE_INFOEX {
  BOOL InMaintenance;
  MAINTENANCE_MODE_TYPE_ENUM MaintainenceModeType;
  CLUSTER_RESOURCE_STATE InternalState;
  uint32_t Signature;
} CLUS_MAINTENANCE_MODE_INFOEX;

typedef struct CLUS_NETNAME_IP_INFO_ENTRY {
  uint32_t NodeId;
  uint32_t AddressSize;
  uint8_t Address[1];
} CLUS_NETNAME_IP_INFO_ENTRY;

typedef struct CLUS_NETNAME_IP_INFO_FOR_MULTICHANNEL {
  WCHAR szName[64];
  uint32_t NumEntries;
  struct CLUS_NETNAME_IP_INFO_ENTRY IpInfo[1];
} CLUS_NETNAME_IP_INFO_FOR_MULTICHANNEL;

typedef struct CLUS_NETNAME_PWD_INFO {
  uint32_t Flags;
  WCHAR Password[16];
  WCHAR CreatingDC[258];
  WCHAR ObjectGuid[64];
} CLUS_NETNAME_PWD_INFO;

typedef struct CLUS_NETNAME_PWD_INFOEX {
  uint32_t Flags;
  WCHAR Password[128];
  WCHAR CreatingDC[258];
  WCHAR ObjectGuid[64];
} CLUS_NETNAME_PWD_INFOEX;

typedef struct CLUS_NETNAME_VS_TOKEN_INFO {
  uint32_t ProcessID;
  uint32_t DesiredAccess;
  BOOL InheritHandle;
} CLUS_NETNAME_VS_TOKEN_INFO;

typedef struct CLUS_PROVIDER_STATE_CHANGE_INFO {
  uint32_t dwSize;
  CLUSTER_RESOURCE_STATE resourceState;
  WCHAR szProviderId[1];
} CLUS_PROVIDER_STATE_CHANGE_INFO;

typedef struct CLUS_SET_MAINTENANCE_MODE_INPUT {
  BOOL InMaintenance;
  uint32_t ExtraParameterSize;
  uint8_t ExtraParameter[1];
} CLUS_SET_MAINTENANCE_MODE_INPUT;

typedef struct CLUS_SHARED_VOLUME_BACKUP_MODE {
  CLUSTER_SHARED_VOLUME_BACKUP_STATE BackupState;
  uint32_t DelayTimerInSecs;
  WCHAR VolumeName[260];
} CLUS_SHARED_VOLUME_BACKUP_MODE;

typedef struct CLUS_STARTING_PARAMS {
  uint32_t dwSize;
  BOOL bForm;
  BOOL bFirst;
} CLUS_STARTING_PARAMS;

typedef struct CLUS_STORAGE_GET_AVAILABLE_DRIVELETTERS {
  uint32_t AvailDrivelettersMask;
} CLUS_STORAGE_GET_AVAILABLE_DRIVELETTERS;

typedef struct CLUS_STORAGE_REMAP_DRIVELETTER {
  uint32_t CurrentDriveLetterMask;
  uint32_t TargetDriveLetterMask;
} CLUS_STORAGE_REMAP_DRIVELETTER;

typedef struct CLUS_STORAGE_SET_DRIVELETTER {
  uint32_t PartitionNumber;
  uint32_t DriveLetterMask;
} CLUS_STORAGE_SET_DRIVELETTER;

typedef struct FILESHARE_CHANGE {
  FILESHARE_CHANGE_ENUM Change;
  WCHAR ShareName[84];
} FILESHARE_CHANGE;

typedef struct FILESHARE_CHANGE_LIST {
  uint32_t NumEntries;
  struct FILESHARE_CHANGE ChangeEntry[1];
} FILESHARE_CHANGE_LIST;

typedef struct GET_OPERATION_CONTEXT_PARAMS {
  uint32_t Size;
  uint32_t Version;
  RESDLL_CONTEXT_OPERATION_TYPE Type;
  uint32_t Priority;
} GET_OPERATION_CONTEXT_PARAMS;

typedef struct GROUP_FAILURE_INFO {
  uint32_t dwFailoverAttemptsRemaining;
  uint32_t dwFailoverPeriodRemaining;
} GROUP_FAILURE_INFO;

typedef struct GROUP_FAILURE_INFO_BUFFER {
  uint32_t dwVersion;
  struct GROUP_FAILURE_INFO Info;
} GROUP_FAILURE_INFO_BUFFER;

typedef struct MONITOR_STATE {
  int64_t LastUpdate;
  RESOURCE_MONITOR_STATE State;
  HANDLE ActiveResource;
  BOOL ResmonStop;
} MONITOR_STATE;

typedef struct NodeUtilizationInfoElement {
  uint64_t Id;
  uint64_t AvailableMemory;
  uint64_t AvailableMemoryAfterReclamation;
} NodeUtilizationInfoElement;

typedef struct POST_UPGRADE_VERSION_INFO {
  uint32_t newMajorVersion;
  uint32_t newUpgradeVersion;
  uint32_t oldMajorVersion;
  uint32_t oldUpgradeVersion;
  uint32_t reserved;
} POST_UPGRADE_VERSION_INFO;

typedef struct RESOURCE_FAILURE_INFO {
  uint32_t dwRestartAttemptsRemaining;
  uint32_t dwRestartPeriodRemaining;
} RESOURCE_FAILURE_INFO;

typedef struct RESOURCE_FAILURE_INFO_BUFFER {
  uint32_t dwVersion;
  struct RESOURCE_FAILURE_INFO Info;
} RESOURCE_FAILURE_INFO_BUFFER;

typedef struct RESOURCE_STATUS {
  CLUSTER_RESOURCE_STATE ResourceState;
  uint32_t CheckPoint;
  uint32_t WaitHint;
  HANDLE EventHandle;
} RESOURCE_STATUS;

typedef struct RESOURCE_TERMINAL_FAILURE_INFO_BUFFER {
  BOOL isTerminalFailure;
  uint32_t restartPeriodRemaining;
} RESOURCE_TERMINAL_FAILURE_INFO_BUFFER;

typedef struct ResourceUtilizationInfoElement {
  uint64_t PhysicalNumaId;
  uint64_t CurrentMemory;
} ResourceUtilizationInfoElement;

typedef struct SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP {
  WCHAR ReplicationGroupName[260];
  WCHAR Description[260];
  WCHAR LogPath[260];
  uint64_t MaxLogSizeInBytes;
  uint16_t LogType;
  uint32_t ReplicationMode;
  uint32_t MinimumPartnersInSync;
  bool EnableWriteConsistency;
  bool EnableEncryption;
  bool EnableCompression;
  WCHAR CertificateThumbprint[260];
  uint32_t VolumeNameCount;
  WCHAR VolumeNames[260];
} SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP;

typedef struct SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP_RESULT {
  uint32_t Result;
  WCHAR ErrorString[260];
} SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP_RESULT;

typedef struct SR_RESOURCE_TYPE_DISK_INFO {
  SR_DISK_REPLICATION_ELIGIBLE Reason;
  struct GUID DiskGuid;
} SR_RESOURCE_TYPE_DISK_INFO;

typedef struct SR_RESOURCE_TYPE_ELIGIBLE_DISKS_RESULT {
  uint16_t Count;
  struct SR_RESOURCE_TYPE_DISK_INFO DiskInfo[1];
} SR_RESOURCE_TYPE_ELIGIBLE_DISKS_RESULT;

typedef struct SR_RESOURCE_TYPE_QUERY_ELIGIBLE_LOGDISKS {
  struct GUID DataDiskGuid;
  bool IncludeOfflineDisks;
} SR_RESOURCE_TYPE_QUERY_ELIGIBLE_LOGDISKS;

typedef struct SR_RESOURCE_TYPE_QUERY_ELIGIBLE_SOURCE_DATADISKS {
  struct GUID DataDiskGuid;
  bool IncludeAvailableStoargeDisks;
} SR_RESOURCE_TYPE_QUERY_ELIGIBLE_SOURCE_DATADISKS;

typedef struct SR_RESOURCE_TYPE_QUERY_ELIGIBLE_TARGET_DATADISKS {
  struct GUID SourceDataDiskGuid;
  struct GUID TargetReplicationGroupGuid;
  bool SkipConnectivityCheck;
  bool IncludeOfflineDisks;
} SR_RESOURCE_TYPE_QUERY_ELIGIBLE_TARGET_DATADISKS;

typedef struct SR_RESOURCE_TYPE_REPLICATED_DISK {
  SR_REPLICATED_DISK_TYPE Type;
  struct GUID ClusterDiskResourceGuid;
  struct GUID ReplicationGroupId;
  WCHAR ReplicationGroupName[260];
} SR_RESOURCE_TYPE_REPLICATED_DISK;

typedef struct SR_RESOURCE_TYPE_REPLICATED_DISKS_RESULT {
  uint16_t Count;
  struct SR_RESOURCE_TYPE_REPLICATED_DISK ReplicatedDisks[1];
} SR_RESOURCE_TYPE_REPLICATED_DISKS_RESULT;

typedef struct SR_RESOURCE_TYPE_REPLICATED_PARTITION_INFO {
  uint64_t PartitionOffset;
  uint32_t Capabilities;
} SR_RESOURCE_TYPE_REPLICATED_PARTITION_INFO;

typedef struct SR_RESOURCE_TYPE_REPLICATED_PARTITION_ARRAY {
  uint32_t Count;
  struct SR_RESOURCE_TYPE_REPLICATED_PARTITION_INFO PartitionArray[1];
} SR_RESOURCE_TYPE_REPLICATED_PARTITION_ARRAY;

typedef struct WitnessTagHelper {
  int32_t Version;
  struct PaxosTagCStruct paxosToValidate;
} WitnessTagHelper;

typedef struct WitnessTagUpdateHelper {
  int32_t Version;
  struct PaxosTagCStruct paxosToSet;
  struct PaxosTagCStruct paxosToValidate;
} WitnessTagUpdateHelper;

#define CLCTL_ADD_CRYPTO_CHECKPOINT 4194478

#define CLCTL_ADD_CRYPTO_CHECKPOINT_EX 4195030

#define CLCTL_ADD_DEPENDENCY 5242898

#define CLCTL_ADD_OWNER 5242906

#define CLCTL_ADD_REGISTRY_CHECKPOINT 4194466

#define CLCTL_ADD_REGISTRY_CHECKPOINT_32BIT 4194498

#define CLCTL_ADD_REGISTRY_CHECKPOINT_64BIT 4194494

#define CLCTL_BATCH_BLOCK_KEY 574

#define CLCTL_BATCH_UNBLOCK_KEY 577

#define CLCTL_BLOCK_GEM_SEND_RECV 717

#define CLCTL_CHECK_DRAIN_VETO 1057069

#define CLCTL_CHECK_VOTER_DOWN 73

#define CLCTL_CHECK_VOTER_DOWN_WITNESS 113

#define CLCTL_CHECK_VOTER_EVICT 69

#define CLCTL_CHECK_VOTER_EVICT_WITNESS 109

#define CLCTL_CLEAR_NODE_CONNECTION_INFO 4195078

#define CLCTL_CLOUD_WITNESS_RESOURCE_TYPE_VALIDATE_CREDENTIALS 8417

#define CLCTL_CLOUD_WITNESS_RESOURCE_TYPE_VALIDATE_CREDENTIALS_WITH_KEY 8433

#define CLCTL_CLOUD_WITNESS_RESOURCE_UPDATE_KEY 4202742

#define CLCTL_CLOUD_WITNESS_RESOURCE_UPDATE_TOKEN 4202726

#define CLCTL_CLUSTER_NAME_CHANGED 5242922

#define CLCTL_CLUSTER_VERSION_CHANGED 5242926

#define CLCTL_DELETE 5242886

#define CLCTL_DELETE_CRYPTO_CHECKPOINT 4194482

#define CLCTL_DELETE_REGISTRY_CHECKPOINT 4194470

#define CLCTL_DISABLE_SHARED_VOLUME_DIRECTIO 4194958

#define CLCTL_ENABLE_SHARED_VOLUME_DIRECTIO 4194954

#define CLCTL_ENUM_AFFINITY_RULE_NAMES 11741

#define CLCTL_ENUM_COMMON_PROPERTIES 81

#define CLCTL_ENUM_PRIVATE_PROPERTIES 121

#define CLCTL_EVICT_NODE 5242894

#define CLCTL_FILESERVER_SHARE_ADD 4194886

#define CLCTL_FILESERVER_SHARE_DEL 4194890

#define CLCTL_FILESERVER_SHARE_MODIFY 4194894

#define CLCTL_FILESERVER_SHARE_REPORT 593

#define CLCTL_FIXUP_ON_UPGRADE 5242930

#define CLCTL_FORCE_DB_FLUSH 4206054

#define CLCTL_FORCE_QUORUM 5242950

#define CLCTL_FSWITNESS_GET_EPOCH_INFO 1048669

#define CLCTL_FSWITNESS_RELEASE_LOCK 5242982

#define CLCTL_FSWITNESS_SET_EPOCH_INFO 5242978

#define CLCTL_GET_ARB_TIMEOUT 21

#define CLCTL_GET_CHARACTERISTICS 5

#define CLCTL_GET_CLASS_INFO 13

#define CLCTL_GET_CLUSDB_TIMESTAMP 681

#define CLCTL_GET_CLUSTER_SERVICE_ACCOUNT_NAME 65

#define CLCTL_GET_COMMON_PROPERTIES 89

#define CLCTL_GET_COMMON_PROPERTY_FMTS 101

#define CLCTL_GET_COMMON_RESOURCE_PROPERTY_FMTS 105

#define CLCTL_GET_CRYPTO_CHECKPOINTS 181

#define CLCTL_GET_DNS_NAME 373

#define CLCTL_GET_FAILURE_INFO 25

#define CLCTL_GET_FLAGS 9

#define CLCTL_GET_FQDN 61

#define CLCTL_GET_GEMID_VECTOR 721

#define CLCTL_GET_GUM_LOCK_OWNER 697

#define CLCTL_GET_ID 57

#define CLCTL_GET_INFRASTRUCTURE_SOFS_BUFFER 11657

#define CLCTL_GET_LOADBAL_PROCESS_LIST 201

#define CLCTL_GET_NAME 41

#define CLCTL_GET_NETWORK 53

#define CLCTL_GET_NETWORK_NAME 361

#define CLCTL_GET_NODE 49

#define CLCTL_GET_NODES_IN_FD 11745

#define CLCTL_GET_OPERATION_CONTEXT 1057001

#define CLCTL_GET_PRIVATE_PROPERTIES 129

#define CLCTL_GET_PRIVATE_PROPERTY_FMTS 141

#define CLCTL_GET_PRIVATE_RESOURCE_PROPERTY_FMTS 145

#define CLCTL_GET_REGISTRY_CHECKPOINTS 169

#define CLCTL_GET_REQUIRED_DEPENDENCIES 17

#define CLCTL_GET_RESOURCE_TYPE 45

#define CLCTL_GET_RO_COMMON_PROPERTIES 85

#define CLCTL_GET_RO_PRIVATE_PROPERTIES 125

#define CLCTL_GET_SHARED_VOLUME_ID 657

#define CLCTL_GET_STATE_CHANGE_TIME 11613

#define CLCTL_GET_STORAGE_CONFIGURATION 741

#define CLCTL_GET_STORAGE_CONFIG_ATTRIBUTES 745

#define CLCTL_GET_STUCK_NODES 701

#define CLCTL_GROUPSET_GET_GROUPS 11633

#define CLCTL_GROUPSET_GET_PROVIDER_GROUPS 11637

#define CLCTL_GROUPSET_GET_PROVIDER_GROUPSETS 11641

#define CLCTL_GROUP_GET_LAST_MOVE_TIME 729

#define CLCTL_GROUP_GET_PROVIDER_GROUPS 11645

#define CLCTL_GROUP_GET_PROVIDER_GROUPSETS 11649

#define CLCTL_GROUP_SET_CCF_FROM_MASTER 4205958

#define CLCTL_HOLD_IO 5242942

#define CLCTL_INITIALIZE 5242954

#define CLCTL_INJECT_GEM_FAULT 705

#define CLCTL_INSTALL_NODE 5242890

#define CLCTL_INTRODUCE_GEM_REPAIR_DELAY 709

#define CLCTL_IPADDRESS_RELEASE_LEASE 4194754

#define CLCTL_IPADDRESS_RENEW_LEASE 4194750

#define CLCTL_IS_FEATURE_INSTALLED 753

#define CLCTL_IS_QUORUM_BLOCKED 689

#define CLCTL_IS_S2D_FEATURE_SUPPORTED 757

#define CLCTL_JOINING_GROUP 5242970

#define CLCTL_LEAVING_GROUP 5242966

#define CLCTL_NETNAME_CREDS_NOTIFYCAM 5242986

#define CLCTL_NETNAME_DELETE_CO 382

#define CLCTL_NETNAME_GET_OU_FOR_VCO 4194926

#define CLCTL_NETNAME_GET_VIRTUAL_SERVER_TOKEN 365

#define CLCTL_NETNAME_REGISTER_DNS_RECORDS 370

#define CLCTL_NETNAME_REPAIR_VCO 397

#define CLCTL_NETNAME_RESET_VCO 389

#define CLCTL_NETNAME_SET_PWD_INFO 378

#define CLCTL_NETNAME_SET_PWD_INFOEX 794

#define CLCTL_NETNAME_VALIDATE_VCO 385

#define CLCTL_NOTIFY_DRAIN_COMPLETE 1057073

#define CLCTL_NOTIFY_INFRASTRUCTURE_SOFS_CHANGED 4205970

#define CLCTL_NOTIFY_MONITOR_SHUTTING_DOWN 1048705

#define CLCTL_NOTIFY_OWNER_CHANGE 5251362

#define CLCTL_NOTIFY_QUORUM_STATUS 5243006

#define CLCTL_POOL_GET_DRIVE_INFO 693

#define CLCTL_PROVIDER_STATE_CHANGE 5242962

#define CLCTL_QUERY_DELETE 441

#define CLCTL_QUERY_MAINTENANCE_MODE 481

#define CLCTL_RELOAD_AUTOLOGGER_CONFIG 11730

#define CLCTL_REMOVE_DEPENDENCY 5242902

#define CLCTL_REMOVE_NODE 4195054

#define CLCTL_REMOVE_OWNER 5242910

#define CLCTL_REPLICATION_ADD_REPLICATION_GROUP 8514

#define CLCTL_REPLICATION_GET_ELIGIBLE_LOGDISKS 8521

#define CLCTL_REPLICATION_GET_ELIGIBLE_SOURCE_DATADISKS 8529

#define CLCTL_REPLICATION_GET_ELIGIBLE_TARGET_DATADISKS 8525

#define CLCTL_REPLICATION_GET_LOG_INFO 8517

#define CLCTL_REPLICATION_GET_LOG_VOLUME 8541

#define CLCTL_REPLICATION_GET_REPLICATED_DISKS 8533

#define CLCTL_REPLICATION_GET_REPLICATED_PARTITION_INFO 8549

#define CLCTL_REPLICATION_GET_REPLICA_VOLUMES 8537

#define CLCTL_REPLICATION_GET_RESOURCE_GROUP 8545

#define CLCTL_RESOURCE_PREPARE_UPGRADE 4202730

#define CLCTL_RESOURCE_UPGRADE_COMPLETED 4202734

#define CLCTL_RESOURCE_UPGRADE_DLL 4194490

#define CLCTL_RESUME_IO 5242946

#define CLCTL_RW_MODIFY_NOOP 4194990

#define CLCTL_SCALEOUT_COMMAND 4205974

#define CLCTL_SCALEOUT_CONTROL 4205978

#define CLCTL_SCALEOUT_GET_CLUSTERS 4205981

#define CLCTL_SEND_DUMMY_GEM_MESSAGES 713

#define CLCTL_SET_ACCOUNT_ACCESS 4194546

#define CLCTL_SET_CLUSTER_S2D_CACHE_METADATA_RESERVE_BYTES 4205934

#define CLCTL_SET_CLUSTER_S2D_ENABLED 4205922

#define CLCTL_SET_COMMON_PROPERTIES 4194398

#define CLCTL_SET_CSV_MAINTENANCE_MODE 4194966

#define CLCTL_SET_DNS_DOMAIN 4195082

#define CLCTL_SET_INFRASTRUCTURE_SOFS_BUFFER 4205966

#define CLCTL_SET_MAINTENANCE_MODE 4194790

#define CLCTL_SET_NAME 5242918

#define CLCTL_SET_PRIVATE_PROPERTIES 4194438

#define CLCTL_SET_SHARED_VOLUME_BACKUP_MODE 4194970

#define CLCTL_SET_STORAGE_CONFIGURATION 4195042

#define CLCTL_SHUTDOWN 77

#define CLCTL_STARTING_PHASE1 5242934

#define CLCTL_STARTING_PHASE2 5242938

#define CLCTL_STATE_CHANGE_REASON 5242958

#define CLCTL_STORAGE_GET_AVAILABLE_DISKS 405

#define CLCTL_STORAGE_GET_AVAILABLE_DISKS_EX 501

#define CLCTL_STORAGE_GET_AVAILABLE_DISKS_EX2_INT 8161

#define CLCTL_STORAGE_GET_CLUSBFLT_PATHINFO 769

#define CLCTL_STORAGE_GET_CLUSBFLT_PATHS 765

#define CLCTL_STORAGE_GET_CLUSPORT_DISK_COUNT 509

#define CLCTL_STORAGE_GET_DIRTY 537

#define CLCTL_STORAGE_GET_DISKID 517

#define CLCTL_STORAGE_GET_DISK_INFO 401

#define CLCTL_STORAGE_GET_DISK_INFO_EX 497

#define CLCTL_STORAGE_GET_DISK_INFO_EX2 505

#define CLCTL_STORAGE_GET_DISK_NUMBER_INFO 417

#define CLCTL_STORAGE_GET_DRIVELETTERS 493

#define CLCTL_STORAGE_GET_MOUNTPOINTS 529

#define CLCTL_STORAGE_GET_PHYSICAL_DISK_INFO 761

#define CLCTL_STORAGE_GET_RESOURCEID 557

#define CLCTL_STORAGE_GET_SHARED_VOLUME_INFO 549

#define CLCTL_STORAGE_GET_SHARED_VOLUME_PARTITION_NAMES 669

#define CLCTL_STORAGE_GET_SHARED_VOLUME_STATES 4194978

#define CLCTL_STORAGE_IS_CLUSTERABLE 521

#define CLCTL_STORAGE_IS_CSV_FILE 553

#define CLCTL_STORAGE_IS_PATH_VALID 409

#define CLCTL_STORAGE_IS_SHARED_VOLUME 677

#define CLCTL_STORAGE_REMAP_DRIVELETTER 513

#define CLCTL_STORAGE_REMOVE_VM_OWNERSHIP 4194830

#define CLCTL_STORAGE_RENAME_SHARED_VOLUME 11734

#define CLCTL_STORAGE_RENAME_SHARED_VOLUME_GUID 11738

#define CLCTL_STORAGE_SET_DRIVELETTER 4194794

#define CLCTL_STORAGE_SYNC_CLUSDISK_DB 4194718

#define CLCTL_UNDELETE 5243014

#define CLCTL_UNKNOWN 0

#define CLCTL_VALIDATE_CHANGE_GROUP 1057061

#define CLCTL_VALIDATE_COMMON_PROPERTIES 97

#define CLCTL_VALIDATE_DIRECTORY 569

#define CLCTL_VALIDATE_NETNAME 565

#define CLCTL_VALIDATE_PATH 561

#define CLCTL_VALIDATE_PRIVATE_PROPERTIES 137

#define CLUADMEX_OT_CLUSTER 1

#define CLUADMEX_OT_GROUP 3

#define CLUADMEX_OT_NETINTERFACE 7

#define CLUADMEX_OT_NETWORK 6

#define CLUADMEX_OT_NODE 2

#define CLUADMEX_OT_NONE 0

#define CLUADMEX_OT_RESOURCE 4

#define CLUADMEX_OT_RESOURCETYPE 5

#define CLUSCTL_AFFINITYRULE_GET_COMMON_PROPERTIES 150995033

#define CLUSCTL_AFFINITYRULE_GET_GROUPNAMES 151006577

#define CLUSCTL_AFFINITYRULE_GET_ID 150995001

#define CLUSCTL_AFFINITYRULE_GET_RO_COMMON_PROPERTIES 150995029

#define CLUSCTL_AFFINITYRULE_SET_COMMON_PROPERTIES 155189342

#define CLUSCTL_CLOUD_WITNESS_RESOURCE_TYPE_VALIDATE_CREDENTIALS 33562849

#define CLUSCTL_CLOUD_WITNESS_RESOURCE_TYPE_VALIDATE_CREDENTIALS_WITH_KEY 33562865

#define CLUSCTL_CLOUD_WITNESS_RESOURCE_UPDATE_KEY 20979958

#define CLUSCTL_CLOUD_WITNESS_RESOURCE_UPDATE_TOKEN 20979942

#define CLUSCTL_CLUSTER_BATCH_BLOCK_KEY 117441086

#define CLUSCTL_CLUSTER_BATCH_UNBLOCK_KEY 117441089

#define CLUSCTL_CLUSTER_CHECK_VOTER_DOWN 117440585

#define CLUSCTL_CLUSTER_CHECK_VOTER_DOWN_WITNESS 117440625

#define CLUSCTL_CLUSTER_CHECK_VOTER_EVICT 117440581

#define CLUSCTL_CLUSTER_CHECK_VOTER_EVICT_WITNESS 117440621

#define CLUSCTL_CLUSTER_CLEAR_NODE_CONNECTION_INFO 121635590

#define CLUSCTL_CLUSTER_ENUM_AFFINITY_RULE_NAMES 117452253

#define CLUSCTL_CLUSTER_ENUM_COMMON_PROPERTIES 117440593

#define CLUSCTL_CLUSTER_ENUM_PRIVATE_PROPERTIES 117440633

#define CLUSCTL_CLUSTER_FORCE_FLUSH_DB 121646566

#define CLUSCTL_CLUSTER_GET_CLMUSR_TOKEN 117440877

#define CLUSCTL_CLUSTER_GET_CLUSDB_TIMESTAMP 117441193

#define CLUSCTL_CLUSTER_GET_COMMON_PROPERTIES 117440601

#define CLUSCTL_CLUSTER_GET_COMMON_PROPERTY_FMTS 117440613

#define CLUSCTL_CLUSTER_GET_FQDN 117440573

#define CLUSCTL_CLUSTER_GET_GUM_LOCK_OWNER 117441209

#define CLUSCTL_CLUSTER_GET_NODES_IN_FD 117452257

#define CLUSCTL_CLUSTER_GET_PRIVATE_PROPERTIES 117440641

#define CLUSCTL_CLUSTER_GET_PRIVATE_PROPERTY_FMTS 117440653

#define CLUSCTL_CLUSTER_GET_RO_COMMON_PROPERTIES 117440597

#define CLUSCTL_CLUSTER_GET_RO_PRIVATE_PROPERTIES 117440637

#define CLUSCTL_CLUSTER_GET_SHARED_VOLUME_ID 117441169

#define CLUSCTL_CLUSTER_GET_STORAGE_CONFIGURATION 117441253

#define CLUSCTL_CLUSTER_GET_STORAGE_CONFIG_ATTRIBUTES 117441257

#define CLUSCTL_CLUSTER_RELOAD_AUTOLOGGER_CONFIG 117452242

#define CLUSCTL_CLUSTER_REMOVE_NODE 121635566

#define CLUSCTL_CLUSTER_SET_ACCOUNT_ACCESS 121635058

#define CLUSCTL_CLUSTER_SET_CLUSTER_S2D_CACHE_METADATA_RESERVE_BYTES 121646446

#define CLUSCTL_CLUSTER_SET_CLUSTER_S2D_ENABLED 121646434

#define CLUSCTL_CLUSTER_SET_COMMON_PROPERTIES 121634910

#define CLUSCTL_CLUSTER_SET_DNS_DOMAIN 121635594

#define CLUSCTL_CLUSTER_SET_PRIVATE_PROPERTIES 121634950

#define CLUSCTL_CLUSTER_SET_STORAGE_CONFIGURATION 121635554

#define CLUSCTL_CLUSTER_SHUTDOWN 117440589

#define CLUSCTL_CLUSTER_STORAGE_RENAME_SHARED_VOLUME 117452246

#define CLUSCTL_CLUSTER_STORAGE_RENAME_SHARED_VOLUME_GUID 117452250

#define CLUSCTL_CLUSTER_UNKNOWN 117440512

#define CLUSCTL_CLUSTER_VALIDATE_COMMON_PROPERTIES 117440609

#define CLUSCTL_CLUSTER_VALIDATE_PRIVATE_PROPERTIES 117440649

#define CLUSCTL_GROUPSET_GET_COMMON_PROPERTIES 134217817

#define CLUSCTL_GROUPSET_GET_GROUPS 134229361

#define CLUSCTL_GROUPSET_GET_ID 134217785

#define CLUSCTL_GROUPSET_GET_PROVIDER_GROUPS 134229365

#define CLUSCTL_GROUPSET_GET_PROVIDER_GROUPSETS 134229369

#define CLUSCTL_GROUPSET_GET_RO_COMMON_PROPERTIES 134217813

#define CLUSCTL_GROUPSET_SET_COMMON_PROPERTIES 138412126

#define CLUSCTL_GROUP_ENUM_COMMON_PROPERTIES 50331729

#define CLUSCTL_GROUP_ENUM_PRIVATE_PROPERTIES 50331769

#define CLUSCTL_GROUP_GET_CHARACTERISTICS 50331653

#define CLUSCTL_GROUP_GET_COMMON_PROPERTIES 50331737

#define CLUSCTL_GROUP_GET_COMMON_PROPERTY_FMTS 50331749

#define CLUSCTL_GROUP_GET_FAILURE_INFO 50331673

#define CLUSCTL_GROUP_GET_FLAGS 50331657

#define CLUSCTL_GROUP_GET_ID 50331705

#define CLUSCTL_GROUP_GET_LAST_MOVE_TIME 50332377

#define CLUSCTL_GROUP_GET_NAME 50331689

#define CLUSCTL_GROUP_GET_PRIVATE_PROPERTIES 50331777

#define CLUSCTL_GROUP_GET_PRIVATE_PROPERTY_FMTS 50331789

#define CLUSCTL_GROUP_GET_PROVIDER_GROUPS 134229373

#define CLUSCTL_GROUP_GET_PROVIDER_GROUPSETS 134229377

#define CLUSCTL_GROUP_GET_RO_COMMON_PROPERTIES 50331733

#define CLUSCTL_GROUP_GET_RO_PRIVATE_PROPERTIES 50331773

#define CLUSCTL_GROUP_QUERY_DELETE 50332089

#define CLUSCTL_GROUP_SET_CCF_FROM_MASTER 54537606

#define CLUSCTL_GROUP_SET_COMMON_PROPERTIES 54526046

#define CLUSCTL_GROUP_SET_PRIVATE_PROPERTIES 54526086

#define CLUSCTL_GROUP_UNKNOWN 50331648

#define CLUSCTL_GROUP_VALIDATE_COMMON_PROPERTIES 50331745

#define CLUSCTL_GROUP_VALIDATE_PRIVATE_PROPERTIES 50331785

#define CLUSCTL_NETINTERFACE_ENUM_COMMON_PROPERTIES 100663377

#define CLUSCTL_NETINTERFACE_ENUM_PRIVATE_PROPERTIES 100663417

#define CLUSCTL_NETINTERFACE_GET_CHARACTERISTICS 100663301

#define CLUSCTL_NETINTERFACE_GET_COMMON_PROPERTIES 100663385

#define CLUSCTL_NETINTERFACE_GET_COMMON_PROPERTY_FMTS 100663397

#define CLUSCTL_NETINTERFACE_GET_FLAGS 100663305

#define CLUSCTL_NETINTERFACE_GET_ID 100663353

#define CLUSCTL_NETINTERFACE_GET_NAME 100663337

#define CLUSCTL_NETINTERFACE_GET_NETWORK 100663349

#define CLUSCTL_NETINTERFACE_GET_NODE 100663345

#define CLUSCTL_NETINTERFACE_GET_PRIVATE_PROPERTIES 100663425

#define CLUSCTL_NETINTERFACE_GET_PRIVATE_PROPERTY_FMTS 100663437

#define CLUSCTL_NETINTERFACE_GET_RO_COMMON_PROPERTIES 100663381

#define CLUSCTL_NETINTERFACE_GET_RO_PRIVATE_PROPERTIES 100663421

#define CLUSCTL_NETINTERFACE_SET_COMMON_PROPERTIES 104857694

#define CLUSCTL_NETINTERFACE_SET_PRIVATE_PROPERTIES 104857734

#define CLUSCTL_NETINTERFACE_UNKNOWN 100663296

#define CLUSCTL_NETINTERFACE_VALIDATE_COMMON_PROPERTIES 100663393

#define CLUSCTL_NETINTERFACE_VALIDATE_PRIVATE_PROPERTIES 100663433

#define CLUSCTL_NETWORK_ENUM_COMMON_PROPERTIES 83886161

#define CLUSCTL_NETWORK_ENUM_PRIVATE_PROPERTIES 83886201

#define CLUSCTL_NETWORK_GET_CHARACTERISTICS 83886085

#define CLUSCTL_NETWORK_GET_COMMON_PROPERTIES 83886169

#define CLUSCTL_NETWORK_GET_COMMON_PROPERTY_FMTS 83886181

#define CLUSCTL_NETWORK_GET_FLAGS 83886089

#define CLUSCTL_NETWORK_GET_ID 83886137

#define CLUSCTL_NETWORK_GET_NAME 83886121

#define CLUSCTL_NETWORK_GET_PRIVATE_PROPERTIES 83886209

#define CLUSCTL_NETWORK_GET_PRIVATE_PROPERTY_FMTS 83886221

#define CLUSCTL_NETWORK_GET_RO_COMMON_PROPERTIES 83886165

#define CLUSCTL_NETWORK_GET_RO_PRIVATE_PROPERTIES 83886205

#define CLUSCTL_NETWORK_SET_COMMON_PROPERTIES 88080478

#define CLUSCTL_NETWORK_SET_PRIVATE_PROPERTIES 88080518

#define CLUSCTL_NETWORK_UNKNOWN 83886080

#define CLUSCTL_NETWORK_VALIDATE_COMMON_PROPERTIES 83886177

#define CLUSCTL_NETWORK_VALIDATE_PRIVATE_PROPERTIES 83886217

#define CLUSCTL_NODE_BLOCK_GEM_SEND_RECV 67109581

#define CLUSCTL_NODE_ENUM_COMMON_PROPERTIES 67108945

#define CLUSCTL_NODE_ENUM_PRIVATE_PROPERTIES 67108985

#define CLUSCTL_NODE_GET_CHARACTERISTICS 67108869

#define CLUSCTL_NODE_GET_CLUSTER_SERVICE_ACCOUNT_NAME 67108929

#define CLUSCTL_NODE_GET_COMMON_PROPERTIES 67108953

#define CLUSCTL_NODE_GET_COMMON_PROPERTY_FMTS 67108965

#define CLUSCTL_NODE_GET_FLAGS 67108873

#define CLUSCTL_NODE_GET_GEMID_VECTOR 67109585

#define CLUSCTL_NODE_GET_ID 67108921

#define CLUSCTL_NODE_GET_NAME 67108905

#define CLUSCTL_NODE_GET_PRIVATE_PROPERTIES 67108993

#define CLUSCTL_NODE_GET_PRIVATE_PROPERTY_FMTS 67109005

#define CLUSCTL_NODE_GET_RO_COMMON_PROPERTIES 67108949

#define CLUSCTL_NODE_GET_RO_PRIVATE_PROPERTIES 67108989

#define CLUSCTL_NODE_GET_STUCK_NODES 67109565

#define CLUSCTL_NODE_INJECT_GEM_FAULT 67109569

#define CLUSCTL_NODE_INTRODUCE_GEM_REPAIR_DELAY 67109573

#define CLUSCTL_NODE_SEND_DUMMY_GEM_MESSAGES 67109577

#define CLUSCTL_NODE_SET_COMMON_PROPERTIES 71303262

#define CLUSCTL_NODE_SET_PRIVATE_PROPERTIES 71303302

#define CLUSCTL_NODE_UNKNOWN 67108864

#define CLUSCTL_NODE_VALIDATE_COMMON_PROPERTIES 67108961

#define CLUSCTL_NODE_VALIDATE_PRIVATE_PROPERTIES 67109001

#define CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT 20971694

#define CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT_EX 20972246

#define CLUSCTL_RESOURCE_ADD_DEPENDENCY 22020114

#define CLUSCTL_RESOURCE_ADD_OWNER 22020122

#define CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT 20971682

#define CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT 20971714

#define CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_64BIT 20971710

#define CLUSCTL_RESOURCE_CHECK_DRAIN_VETO 17834285

#define CLUSCTL_RESOURCE_CLUSTER_NAME_CHANGED 22020138

#define CLUSCTL_RESOURCE_CLUSTER_VERSION_CHANGED 22020142

#define CLUSCTL_RESOURCE_DELETE 22020102

#define CLUSCTL_RESOURCE_DELETE_CRYPTO_CHECKPOINT 20971698

#define CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT 20971686

#define CLUSCTL_RESOURCE_DISABLE_SHARED_VOLUME_DIRECTIO 20972174

#define CLUSCTL_RESOURCE_ENABLE_SHARED_VOLUME_DIRECTIO 20972170

#define CLUSCTL_RESOURCE_ENUM_COMMON_PROPERTIES 16777297

#define CLUSCTL_RESOURCE_ENUM_PRIVATE_PROPERTIES 16777337

#define CLUSCTL_RESOURCE_EVICT_NODE 22020110

#define CLUSCTL_RESOURCE_FORCE_QUORUM 22020166

#define CLUSCTL_RESOURCE_FSWITNESS_GET_EPOCH_INFO 17825885

#define CLUSCTL_RESOURCE_FSWITNESS_RELEASE_LOCK 22020198

#define CLUSCTL_RESOURCE_FSWITNESS_SET_EPOCH_INFO 22020194

#define CLUSCTL_RESOURCE_GET_CHARACTERISTICS 16777221

#define CLUSCTL_RESOURCE_GET_CLASS_INFO 16777229

#define CLUSCTL_RESOURCE_GET_COMMON_PROPERTIES 16777305

#define CLUSCTL_RESOURCE_GET_COMMON_PROPERTY_FMTS 16777317

#define CLUSCTL_RESOURCE_GET_CRYPTO_CHECKPOINTS 16777397

#define CLUSCTL_RESOURCE_GET_DNS_NAME 16777589

#define CLUSCTL_RESOURCE_GET_FAILURE_INFO 16777241

#define CLUSCTL_RESOURCE_GET_FLAGS 16777225

#define CLUSCTL_RESOURCE_GET_ID 16777273

#define CLUSCTL_RESOURCE_GET_INFRASTRUCTURE_SOFS_BUFFER 16788873

#define CLUSCTL_RESOURCE_GET_LOADBAL_PROCESS_LIST 16777417

#define CLUSCTL_RESOURCE_GET_NAME 16777257

#define CLUSCTL_RESOURCE_GET_NETWORK_NAME 16777577

#define CLUSCTL_RESOURCE_GET_NODES_IN_FD 16788961

#define CLUSCTL_RESOURCE_GET_OPERATION_CONTEXT 17834217

#define CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES 16777345

#define CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTY_FMTS 16777357

#define CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS 16777385

#define CLUSCTL_RESOURCE_GET_REQUIRED_DEPENDENCIES 16777233

#define CLUSCTL_RESOURCE_GET_RESOURCE_TYPE 16777261

#define CLUSCTL_RESOURCE_GET_RO_COMMON_PROPERTIES 16777301

#define CLUSCTL_RESOURCE_GET_RO_PRIVATE_PROPERTIES 16777341

#define CLUSCTL_RESOURCE_GET_STATE_CHANGE_TIME 16788829

#define CLUSCTL_RESOURCE_INITIALIZE 22020170

#define CLUSCTL_RESOURCE_INSTALL_NODE 22020106

#define CLUSCTL_RESOURCE_IPADDRESS_RELEASE_LEASE 20971970

#define CLUSCTL_RESOURCE_IPADDRESS_RENEW_LEASE 20971966

#define CLUSCTL_RESOURCE_IS_QUORUM_BLOCKED 16777905

#define CLUSCTL_RESOURCE_JOINING_GROUP 22020186

#define CLUSCTL_RESOURCE_LEAVING_GROUP 22020182

#define CLUSCTL_RESOURCE_NETNAME_CREDS_NOTIFYCAM 22020202

#define CLUSCTL_RESOURCE_NETNAME_DELETE_CO 16777598

#define CLUSCTL_RESOURCE_NETNAME_GET_VIRTUAL_SERVER_TOKEN 16777581

#define CLUSCTL_RESOURCE_NETNAME_REGISTER_DNS_RECORDS 16777586

#define CLUSCTL_RESOURCE_NETNAME_REPAIR_VCO 16777613

#define CLUSCTL_RESOURCE_NETNAME_RESET_VCO 16777605

#define CLUSCTL_RESOURCE_NETNAME_SET_PWD_INFO 16777594

#define CLUSCTL_RESOURCE_NETNAME_SET_PWD_INFOEX 16778010

#define CLUSCTL_RESOURCE_NETNAME_VALIDATE_VCO 16777601

#define CLUSCTL_RESOURCE_NOTIFY_DRAIN_COMPLETE 17834289

#define CLUSCTL_RESOURCE_NOTIFY_OWNER_CHANGE 22028578

#define CLUSCTL_RESOURCE_NOTIFY_QUORUM_STATUS 22020222

#define CLUSCTL_RESOURCE_POOL_GET_DRIVE_INFO 16777909

#define CLUSCTL_RESOURCE_PREPARE_UPGRADE 20979946

#define CLUSCTL_RESOURCE_PROVIDER_STATE_CHANGE 22020178

#define CLUSCTL_RESOURCE_QUERY_DELETE 16777657

#define CLUSCTL_RESOURCE_QUERY_MAINTENANCE_MODE 16777697

#define CLUSCTL_RESOURCE_REMOVE_DEPENDENCY 22020118

#define CLUSCTL_RESOURCE_REMOVE_OWNER 22020126

#define CLUSCTL_RESOURCE_RLUA_GET_VIRTUAL_SERVER_TOKEN 16777581

#define CLUSCTL_RESOURCE_RLUA_SET_PWD_INFO 16777594

#define CLUSCTL_RESOURCE_RLUA_SET_PWD_INFOEX 16778010

#define CLUSCTL_RESOURCE_RW_MODIFY_NOOP 20972206

#define CLUSCTL_RESOURCE_SCALEOUT_COMMAND 20983190

#define CLUSCTL_RESOURCE_SCALEOUT_CONTROL 20983194

#define CLUSCTL_RESOURCE_SCALEOUT_GET_CLUSTERS 20983197

#define CLUSCTL_RESOURCE_SET_COMMON_PROPERTIES 20971614

#define CLUSCTL_RESOURCE_SET_CSV_MAINTENANCE_MODE 20972182

#define CLUSCTL_RESOURCE_SET_INFRASTRUCTURE_SOFS_BUFFER 20983182

#define CLUSCTL_RESOURCE_SET_MAINTENANCE_MODE 20972006

#define CLUSCTL_RESOURCE_SET_NAME 22020134

#define CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES 20971654

#define CLUSCTL_RESOURCE_SET_SHARED_VOLUME_BACKUP_MODE 20972186

#define CLUSCTL_RESOURCE_STATE_CHANGE_REASON 22020174

#define CLUSCTL_RESOURCE_STORAGE_GET_DIRTY 16777753

#define CLUSCTL_RESOURCE_STORAGE_GET_DISKID 16777733

#define CLUSCTL_RESOURCE_STORAGE_GET_DISK_INFO 16777617

#define CLUSCTL_RESOURCE_STORAGE_GET_DISK_INFO_EX 16777713

#define CLUSCTL_RESOURCE_STORAGE_GET_DISK_INFO_EX2 16777721

#define CLUSCTL_RESOURCE_STORAGE_GET_DISK_NUMBER_INFO 16777633

#define CLUSCTL_RESOURCE_STORAGE_GET_MOUNTPOINTS 16777745

#define CLUSCTL_RESOURCE_STORAGE_GET_SHARED_VOLUME_INFO 16777765

#define CLUSCTL_RESOURCE_STORAGE_GET_SHARED_VOLUME_PARTITION_NAMES 16777885

#define CLUSCTL_RESOURCE_STORAGE_GET_SHARED_VOLUME_STATES 20972194

#define CLUSCTL_RESOURCE_STORAGE_IS_PATH_VALID 16777625

#define CLUSCTL_RESOURCE_STORAGE_IS_SHARED_VOLUME 16777893

#define CLUSCTL_RESOURCE_STORAGE_RENAME_SHARED_VOLUME 16788950

#define CLUSCTL_RESOURCE_STORAGE_RENAME_SHARED_VOLUME_GUID 16788954

#define CLUSCTL_RESOURCE_STORAGE_SET_DRIVELETTER 20972010

#define CLUSCTL_RESOURCE_TYPE_CHECK_DRAIN_VETO 34611501

#define CLUSCTL_RESOURCE_TYPE_CLUSTER_VERSION_CHANGED 38797358

#define CLUSCTL_RESOURCE_TYPE_ENUM_COMMON_PROPERTIES 33554513

#define CLUSCTL_RESOURCE_TYPE_ENUM_PRIVATE_PROPERTIES 33554553

#define CLUSCTL_RESOURCE_TYPE_EVICT_NODE 38797326

#define CLUSCTL_RESOURCE_TYPE_FIXUP_ON_UPGRADE 38797362

#define CLUSCTL_RESOURCE_TYPE_GEN_APP_VALIDATE_DIRECTORY 33555001

#define CLUSCTL_RESOURCE_TYPE_GEN_APP_VALIDATE_PATH 33554993

#define CLUSCTL_RESOURCE_TYPE_GEN_SCRIPT_VALIDATE_PATH 33554993

#define CLUSCTL_RESOURCE_TYPE_GET_ARB_TIMEOUT 33554453

#define CLUSCTL_RESOURCE_TYPE_GET_CHARACTERISTICS 33554437

#define CLUSCTL_RESOURCE_TYPE_GET_CLASS_INFO 33554445

#define CLUSCTL_RESOURCE_TYPE_GET_COMMON_PROPERTIES 33554521

#define CLUSCTL_RESOURCE_TYPE_GET_COMMON_PROPERTY_FMTS 33554533

#define CLUSCTL_RESOURCE_TYPE_GET_COMMON_RESOURCE_PROPERTY_FMTS 33554537

#define CLUSCTL_RESOURCE_TYPE_GET_CRYPTO_CHECKPOINTS 33554613

#define CLUSCTL_RESOURCE_TYPE_GET_FLAGS 33554441

#define CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_PROPERTIES 33554561

#define CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_PROPERTY_FMTS 33554573

#define CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS 33554577

#define CLUSCTL_RESOURCE_TYPE_GET_REGISTRY_CHECKPOINTS 33554601

#define CLUSCTL_RESOURCE_TYPE_GET_REQUIRED_DEPENDENCIES 33554449

#define CLUSCTL_RESOURCE_TYPE_GET_RO_COMMON_PROPERTIES 33554517

#define CLUSCTL_RESOURCE_TYPE_GET_RO_PRIVATE_PROPERTIES 33554557

#define CLUSCTL_RESOURCE_TYPE_HOLD_IO 38797374

#define CLUSCTL_RESOURCE_TYPE_INSTALL_NODE 38797322

#define CLUSCTL_RESOURCE_TYPE_NETNAME_GET_OU_FOR_VCO 37749358

#define CLUSCTL_RESOURCE_TYPE_NETNAME_VALIDATE_NETNAME 33554997

#define CLUSCTL_RESOURCE_TYPE_NOTIFY_DRAIN_COMPLETE 34611505

#define CLUSCTL_RESOURCE_TYPE_NOTIFY_MONITOR_SHUTTING_DOWN 34603137

#define CLUSCTL_RESOURCE_TYPE_PREPARE_UPGRADE 37757162

#define CLUSCTL_RESOURCE_TYPE_QUERY_DELETE 33554873

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_ADD_REPLICATION_GROUP 33562946

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_ELIGIBLE_LOGDISKS 33562953

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_ELIGIBLE_SOURCE_DATADISKS 33562961

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_ELIGIBLE_TARGET_DATADISKS 33562957

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_LOG_INFO 33562949

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_LOG_VOLUME 33562973

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_REPLICATED_DISKS 33562965

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_REPLICATED_PARTITION_INFO 33562981

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_REPLICA_VOLUMES 33562969

#define CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_RESOURCE_GROUP 33562977

#define CLUSCTL_RESOURCE_TYPE_RESUME_IO 38797378

#define CLUSCTL_RESOURCE_TYPE_SET_COMMON_PROPERTIES 37748830

#define CLUSCTL_RESOURCE_TYPE_SET_PRIVATE_PROPERTIES 37748870

#define CLUSCTL_RESOURCE_TYPE_STARTING_PHASE1 38797366

#define CLUSCTL_RESOURCE_TYPE_STARTING_PHASE2 38797370

#define CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS 33554837

#define CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX 33554933

#define CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_INT 33562593

#define CLUSCTL_RESOURCE_TYPE_STORAGE_GET_DISKID 33554949

#define CLUSCTL_RESOURCE_TYPE_STORAGE_GET_DRIVELETTERS 33554925

#define CLUSCTL_RESOURCE_TYPE_STORAGE_GET_RESOURCEID 33554989

#define CLUSCTL_RESOURCE_TYPE_STORAGE_IS_CLUSTERABLE 33554953

#define CLUSCTL_RESOURCE_TYPE_STORAGE_IS_CSV_FILE 16777769

#define CLUSCTL_RESOURCE_TYPE_STORAGE_REMAP_DRIVELETTER 33554945

#define CLUSCTL_RESOURCE_TYPE_STORAGE_REMOVE_VM_OWNERSHIP 37749262

#define CLUSCTL_RESOURCE_TYPE_STORAGE_SYNC_CLUSDISK_DB 37749150

#define CLUSCTL_RESOURCE_TYPE_UNKNOWN 33554432

#define CLUSCTL_RESOURCE_TYPE_UPGRADE_COMPLETED 37757166

#define CLUSCTL_RESOURCE_TYPE_VALIDATE_COMMON_PROPERTIES 33554529

#define CLUSCTL_RESOURCE_TYPE_VALIDATE_PRIVATE_PROPERTIES 33554569

#define CLUSCTL_RESOURCE_TYPE_WITNESS_VALIDATE_PATH 33554993

#define CLUSCTL_RESOURCE_UNDELETE 22020230

#define CLUSCTL_RESOURCE_UNKNOWN 16777216

#define CLUSCTL_RESOURCE_UPGRADE_COMPLETED 20979950

#define CLUSCTL_RESOURCE_UPGRADE_DLL 20971706

#define CLUSCTL_RESOURCE_VALIDATE_CHANGE_GROUP 17834277

#define CLUSCTL_RESOURCE_VALIDATE_COMMON_PROPERTIES 16777313

#define CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES 16777353

#define CLUSPROP_FORMAT_BINARY 1

#define CLUSPROP_FORMAT_DWORD 2

#define CLUSPROP_FORMAT_EXPANDED_SZ 8

#define CLUSPROP_FORMAT_EXPAND_SZ 4

#define CLUSPROP_FORMAT_FILETIME 12

#define CLUSPROP_FORMAT_LARGE_INTEGER 10

#define CLUSPROP_FORMAT_LONG 7

#define CLUSPROP_FORMAT_MULTI_SZ 5

#define CLUSPROP_FORMAT_PROPERTY_LIST 14

#define CLUSPROP_FORMAT_SECURITY_DESCRIPTOR 9

#define CLUSPROP_FORMAT_SZ 3

#define CLUSPROP_FORMAT_ULARGE_INTEGER 6

#define CLUSPROP_FORMAT_UNKNOWN 0

#define CLUSPROP_FORMAT_USER 32768

#define CLUSPROP_FORMAT_VALUE_LIST 13

#define CLUSPROP_FORMAT_WORD 11

#define CLUSPROP_IPADDR_ENABLENETBIOS_DISABLED 0

#define CLUSPROP_IPADDR_ENABLENETBIOS_ENABLED 1

#define CLUSPROP_IPADDR_ENABLENETBIOS_TRACK_NIC 2

#define CLUSPROP_PIFLAG_DEFAULT_QUORUM 8

#define CLUSPROP_PIFLAG_ENCRYPTION_ENABLED 32

#define CLUSPROP_PIFLAG_RAW 64

#define CLUSPROP_PIFLAG_REMOVABLE 2

#define CLUSPROP_PIFLAG_STICKY 1

#define CLUSPROP_PIFLAG_UNKNOWN -2147483648

#define CLUSPROP_PIFLAG_USABLE 4

#define CLUSPROP_PIFLAG_USABLE_FOR_CSV 16

#define CLUSPROP_SYNTAX_DISK_GUID 720899u

#define CLUSPROP_SYNTAX_DISK_NUMBER 458754u

#define CLUSPROP_SYNTAX_DISK_SERIALNUMBER 655363u

#define CLUSPROP_SYNTAX_DISK_SIGNATURE 327682u

#define CLUSPROP_SYNTAX_DISK_SIZE 786438u

#define CLUSPROP_SYNTAX_ENDMARK 0u

#define CLUSPROP_SYNTAX_FTSET_INFO 589825u

#define CLUSPROP_SYNTAX_LIST_VALUE_BINARY 65537u

#define CLUSPROP_SYNTAX_LIST_VALUE_DWORD 65538u

#define CLUSPROP_SYNTAX_LIST_VALUE_EXPANDED_SZ 65544u

#define CLUSPROP_SYNTAX_LIST_VALUE_EXPAND_SZ 65540u

#define CLUSPROP_SYNTAX_LIST_VALUE_FILETIME 65548u

#define CLUSPROP_SYNTAX_LIST_VALUE_LARGE_INTEGER 65546u

#define CLUSPROP_SYNTAX_LIST_VALUE_LONG 65543u

#define CLUSPROP_SYNTAX_LIST_VALUE_MULTI_SZ 65541u

#define CLUSPROP_SYNTAX_LIST_VALUE_PROPERTY_LIST 65550u

#define CLUSPROP_SYNTAX_LIST_VALUE_SECURITY_DESCRIPTOR 65545u

#define CLUSPROP_SYNTAX_LIST_VALUE_SZ 65539u

#define CLUSPROP_SYNTAX_LIST_VALUE_ULARGE_INTEGER 65542u

#define CLUSPROP_SYNTAX_LIST_VALUE_WORD 65547u

#define CLUSPROP_SYNTAX_NAME 262147u

#define CLUSPROP_SYNTAX_PARTITION_INFO 524289u

#define CLUSPROP_SYNTAX_PARTITION_INFO_EX 851969u

#define CLUSPROP_SYNTAX_PARTITION_INFO_EX2 917505u

#define CLUSPROP_SYNTAX_RESCLASS 131074u

#define CLUSPROP_SYNTAX_SCSI_ADDRESS 393218u

#define CLUSPROP_SYNTAX_STORAGE_DEVICE_ID_DESCRIPTOR 983041u

#define CLUSPROP_TYPE_DISK_GUID 11

#define CLUSPROP_TYPE_DISK_NUMBER 7

#define CLUSPROP_TYPE_DISK_SERIALNUMBER 10

#define CLUSPROP_TYPE_DISK_SIZE 12

#define CLUSPROP_TYPE_ENDMARK 0

#define CLUSPROP_TYPE_FTSET_INFO 9

#define CLUSPROP_TYPE_LIST_VALUE 1

#define CLUSPROP_TYPE_NAME 4

#define CLUSPROP_TYPE_PARTITION_INFO 8

#define CLUSPROP_TYPE_PARTITION_INFO_EX 13

#define CLUSPROP_TYPE_PARTITION_INFO_EX2 14

#define CLUSPROP_TYPE_RESCLASS 2

#define CLUSPROP_TYPE_RESERVED1 3

#define CLUSPROP_TYPE_SCSI_ADDRESS 6

#define CLUSPROP_TYPE_SIGNATURE 5

#define CLUSPROP_TYPE_STORAGE_DEVICE_ID_DESCRIPTOR 15

#define CLUSPROP_TYPE_UNKNOWN -1

#define CLUSPROP_TYPE_USER 32768

#define CLUSREG_COMMAND_NONE 0

#define CLUSREG_CONDITION_EXISTS 11

#define CLUSREG_CONDITION_IS_EQUAL 13

#define CLUSREG_CONDITION_IS_GREATER_THAN 15

#define CLUSREG_CONDITION_IS_LESS_THAN 16

#define CLUSREG_CONDITION_IS_NOT_EQUAL 14

#define CLUSREG_CONDITION_KEY_EXISTS 17

#define CLUSREG_CONDITION_KEY_NOT_EXISTS 18

#define CLUSREG_CONDITION_NOT_EXISTS 12

#define CLUSREG_CONTROL_COMMAND 10

#define CLUSREG_CREATE_KEY 2

#define CLUSREG_DELETE_KEY 3

#define CLUSREG_DELETE_VALUE 4

#define CLUSREG_LAST_COMMAND 19

#define CLUSREG_READ_ERROR 9

#define CLUSREG_READ_KEY 7

#define CLUSREG_READ_VALUE 8

#define CLUSREG_SET_KEY_SECURITY 5

#define CLUSREG_SET_VALUE 1

#define CLUSREG_VALUE_DELETED 6

#define CLUSTERSET_OBJECT_TYPE_DATABASE 3

#define CLUSTERSET_OBJECT_TYPE_MEMBER 1

#define CLUSTERSET_OBJECT_TYPE_NONE 0

#define CLUSTERSET_OBJECT_TYPE_WORKLOAD 2

#define CLUSTER_CHANGE_ALL -1

#define CLUSTER_CHANGE_CLUSTER_ALL_V2 8191

#define CLUSTER_CHANGE_CLUSTER_COMMON_PROPERTY_V2 128

#define CLUSTER_CHANGE_CLUSTER_GROUP_ADDED_V2 4

#define CLUSTER_CHANGE_CLUSTER_HANDLE_CLOSE_V2 8

#define CLUSTER_CHANGE_CLUSTER_LOST_NOTIFICATIONS_V2 512

#define CLUSTER_CHANGE_CLUSTER_MEMBERSHIP_V2 2048

#define CLUSTER_CHANGE_CLUSTER_NETWORK_ADDED_V2 16

#define CLUSTER_CHANGE_CLUSTER_NODE_ADDED_V2 32

#define CLUSTER_CHANGE_CLUSTER_PRIVATE_PROPERTY_V2 256

#define CLUSTER_CHANGE_CLUSTER_PROPERTY 1073741824

#define CLUSTER_CHANGE_CLUSTER_RECONNECT 524288

#define CLUSTER_CHANGE_CLUSTER_RECONNECT_V2 1

#define CLUSTER_CHANGE_CLUSTER_RENAME_V2 1024

#define CLUSTER_CHANGE_CLUSTER_RESOURCE_TYPE_ADDED_V2 64

#define CLUSTER_CHANGE_CLUSTER_STATE 536870912

#define CLUSTER_CHANGE_CLUSTER_STATE_V2 2

#define CLUSTER_CHANGE_CLUSTER_UPGRADED_V2 4096

#define CLUSTER_CHANGE_GROUPSET_ALL_V2 511

#define CLUSTER_CHANGE_GROUPSET_COMMON_PROPERTY_V2 2

#define CLUSTER_CHANGE_GROUPSET_DELETED_v2 1

#define CLUSTER_CHANGE_GROUPSET_DEPENDENCIES_V2 64

#define CLUSTER_CHANGE_GROUPSET_DEPENDENTS_V2 128

#define CLUSTER_CHANGE_GROUPSET_GROUP_ADDED 16

#define CLUSTER_CHANGE_GROUPSET_GROUP_REMOVED 32

#define CLUSTER_CHANGE_GROUPSET_HANDLE_CLOSE_v2 256

#define CLUSTER_CHANGE_GROUPSET_PRIVATE_PROPERTY_V2 4

#define CLUSTER_CHANGE_GROUPSET_STATE_V2 8

#define CLUSTER_CHANGE_GROUP_ADDED 16384

#define CLUSTER_CHANGE_GROUP_ALL_V2 1023

#define CLUSTER_CHANGE_GROUP_COMMON_PROPERTY_V2 2

#define CLUSTER_CHANGE_GROUP_DELETED 8192

#define CLUSTER_CHANGE_GROUP_DELETED_V2 1

#define CLUSTER_CHANGE_GROUP_HANDLE_CLOSE_V2 512

#define CLUSTER_CHANGE_GROUP_OWNER_NODE_V2 16

#define CLUSTER_CHANGE_GROUP_PREFERRED_OWNERS_V2 32

#define CLUSTER_CHANGE_GROUP_PRIVATE_PROPERTY_V2 4

#define CLUSTER_CHANGE_GROUP_PROPERTY 32768

#define CLUSTER_CHANGE_GROUP_RESOURCE_ADDED_V2 64

#define CLUSTER_CHANGE_GROUP_RESOURCE_GAINED_V2 128

#define CLUSTER_CHANGE_GROUP_RESOURCE_LOST_V2 256

#define CLUSTER_CHANGE_GROUP_STATE 4096

#define CLUSTER_CHANGE_GROUP_STATE_V2 8

#define CLUSTER_CHANGE_HANDLE_CLOSE -2147483648

#define CLUSTER_CHANGE_NETINTERFACE_ADDED 67108864

#define CLUSTER_CHANGE_NETINTERFACE_ALL_V2 31

#define CLUSTER_CHANGE_NETINTERFACE_COMMON_PROPERTY_V2 2

#define CLUSTER_CHANGE_NETINTERFACE_DELETED 33554432

#define CLUSTER_CHANGE_NETINTERFACE_DELETED_V2 1

#define CLUSTER_CHANGE_NETINTERFACE_HANDLE_CLOSE_V2 16

#define CLUSTER_CHANGE_NETINTERFACE_PRIVATE_PROPERTY_V2 4

#define CLUSTER_CHANGE_NETINTERFACE_PROPERTY 134217728

#define CLUSTER_CHANGE_NETINTERFACE_STATE 16777216

#define CLUSTER_CHANGE_NETINTERFACE_STATE_V2 8

#define CLUSTER_CHANGE_NETWORK_ADDED 4194304

#define CLUSTER_CHANGE_NETWORK_ALL_V2 31

#define CLUSTER_CHANGE_NETWORK_COMMON_PROPERTY_V2 2

#define CLUSTER_CHANGE_NETWORK_DELETED 2097152

#define CLUSTER_CHANGE_NETWORK_DELETED_V2 1

#define CLUSTER_CHANGE_NETWORK_HANDLE_CLOSE_V2 16

#define CLUSTER_CHANGE_NETWORK_PRIVATE_PROPERTY_V2 4

#define CLUSTER_CHANGE_NETWORK_PROPERTY 8388608

#define CLUSTER_CHANGE_NETWORK_STATE 1048576

#define CLUSTER_CHANGE_NETWORK_STATE_V2 8

#define CLUSTER_CHANGE_NODE_ADDED 4

#define CLUSTER_CHANGE_NODE_ALL_V2 255

#define CLUSTER_CHANGE_NODE_COMMON_PROPERTY_V2 4

#define CLUSTER_CHANGE_NODE_DELETED 2

#define CLUSTER_CHANGE_NODE_DELETED_V2 2

#define CLUSTER_CHANGE_NODE_GROUP_GAINED_V2 32

#define CLUSTER_CHANGE_NODE_GROUP_LOST_V2 64

#define CLUSTER_CHANGE_NODE_HANDLE_CLOSE_V2 128

#define CLUSTER_CHANGE_NODE_NETINTERFACE_ADDED_V2 1

#define CLUSTER_CHANGE_NODE_PRIVATE_PROPERTY_V2 8

#define CLUSTER_CHANGE_NODE_PROPERTY 8

#define CLUSTER_CHANGE_NODE_STATE 1

#define CLUSTER_CHANGE_NODE_STATE_V2 16

#define CLUSTER_CHANGE_QUORUM_ALL_V2 1

#define CLUSTER_CHANGE_QUORUM_STATE 268435456

#define CLUSTER_CHANGE_QUORUM_STATE_V2 1

#define CLUSTER_CHANGE_REGISTRY_ALL_V2 31

#define CLUSTER_CHANGE_REGISTRY_ATTRIBUTES 32

#define CLUSTER_CHANGE_REGISTRY_ATTRIBUTES_V2 1

#define CLUSTER_CHANGE_REGISTRY_HANDLE_CLOSE_V2 16

#define CLUSTER_CHANGE_REGISTRY_NAME 16

#define CLUSTER_CHANGE_REGISTRY_NAME_V2 2

#define CLUSTER_CHANGE_REGISTRY_SUBTREE 128

#define CLUSTER_CHANGE_REGISTRY_SUBTREE_V2 4

#define CLUSTER_CHANGE_REGISTRY_VALUE 64

#define CLUSTER_CHANGE_REGISTRY_VALUE_V2 8

#define CLUSTER_CHANGE_RESOURCE_ADDED 1024

#define CLUSTER_CHANGE_RESOURCE_ALL_V2 2047

#define CLUSTER_CHANGE_RESOURCE_COMMON_PROPERTY_V2 1

#define CLUSTER_CHANGE_RESOURCE_DELETED 512

#define CLUSTER_CHANGE_RESOURCE_DELETED_V2 128

#define CLUSTER_CHANGE_RESOURCE_DEPENDENCIES_V2 16

#define CLUSTER_CHANGE_RESOURCE_DEPENDENTS_V2 32

#define CLUSTER_CHANGE_RESOURCE_DLL_UPGRADED_V2 256

#define CLUSTER_CHANGE_RESOURCE_HANDLE_CLOSE_V2 512

#define CLUSTER_CHANGE_RESOURCE_OWNER_GROUP_V2 8

#define CLUSTER_CHANGE_RESOURCE_POSSIBLE_OWNERS_V2 64

#define CLUSTER_CHANGE_RESOURCE_PRIVATE_PROPERTY_V2 2

#define CLUSTER_CHANGE_RESOURCE_PROPERTY 2048

#define CLUSTER_CHANGE_RESOURCE_STATE 256

#define CLUSTER_CHANGE_RESOURCE_STATE_V2 4

#define CLUSTER_CHANGE_RESOURCE_TERMINAL_STATE_V2 1024

#define CLUSTER_CHANGE_RESOURCE_TYPE_ADDED 131072

#define CLUSTER_CHANGE_RESOURCE_TYPE_ALL_V2 63

#define CLUSTER_CHANGE_RESOURCE_TYPE_COMMON_PROPERTY_V2 2

#define CLUSTER_CHANGE_RESOURCE_TYPE_DELETED 65536

#define CLUSTER_CHANGE_RESOURCE_TYPE_DELETED_V2 1

#define CLUSTER_CHANGE_RESOURCE_TYPE_DLL_UPGRADED_V2 16

#define CLUSTER_CHANGE_RESOURCE_TYPE_POSSIBLE_OWNERS_V2 8

#define CLUSTER_CHANGE_RESOURCE_TYPE_PRIVATE_PROPERTY_V2 4

#define CLUSTER_CHANGE_RESOURCE_TYPE_PROPERTY 262144

#define CLUSTER_CHANGE_SHARED_VOLUME_ADDED_V2 2

#define CLUSTER_CHANGE_SHARED_VOLUME_ALL_V2 7

#define CLUSTER_CHANGE_SHARED_VOLUME_REMOVED_V2 4

#define CLUSTER_CHANGE_SHARED_VOLUME_STATE_V2 1

#define CLUSTER_CHANGE_SPACEPORT_CUSTOM_PNP_V2 1

#define CLUSTER_CHANGE_UPGRADE_ALL 7

#define CLUSTER_CHANGE_UPGRADE_NODE_COMMIT 2

#define CLUSTER_CHANGE_UPGRADE_NODE_POSTCOMMIT 4

#define CLUSTER_CHANGE_UPGRADE_NODE_PREPARE 1

#define CLUSTER_CLOUD_TYPE_AZURE 1

#define CLUSTER_CLOUD_TYPE_MIXED 128

#define CLUSTER_CLOUD_TYPE_NONE 0

#define CLUSTER_CLOUD_TYPE_UNKNOWN -1

#define CLUSTER_ENUM_ALL 63

#define CLUSTER_ENUM_GROUP 8

#define CLUSTER_ENUM_INTERNAL_NETWORK -2147483648

#define CLUSTER_ENUM_NETINTERFACE 32

#define CLUSTER_ENUM_NETWORK 16

#define CLUSTER_ENUM_NODE 1

#define CLUSTER_ENUM_RESOURCE 4

#define CLUSTER_ENUM_RESTYPE 2

#define CLUSTER_ENUM_SHARED_VOLUME_GROUP 536870912

#define CLUSTER_ENUM_SHARED_VOLUME_RESOURCE 1073741824

#define CLUSTER_GROUP_ENUM_ALL 3

#define CLUSTER_GROUP_ENUM_CONTAINS 1

#define CLUSTER_GROUP_ENUM_NODES 2

#define CLUSTER_MGMT_POINT_RESTYPE_AUTO 0

#define CLUSTER_MGMT_POINT_RESTYPE_DNN 2

#define CLUSTER_MGMT_POINT_RESTYPE_SNN 1

#define CLUSTER_MGMT_POINT_TYPE_CNO 1

#define CLUSTER_MGMT_POINT_TYPE_CNO_ONLY 3

#define CLUSTER_MGMT_POINT_TYPE_DNS_ONLY 2

#define CLUSTER_MGMT_POINT_TYPE_NONE 0

#define CLUSTER_NETWORK_ENUM_ALL 1

#define CLUSTER_NETWORK_ENUM_NETINTERFACES 1

#define CLUSTER_NODE_ENUM_ALL 3

#define CLUSTER_NODE_ENUM_GROUPS 2

#define CLUSTER_NODE_ENUM_NETINTERFACES 1

#define CLUSTER_NODE_ENUM_PREFERRED_GROUPS 4

#define CLUSTER_NOTIFICATIONS_V1 1

#define CLUSTER_NOTIFICATIONS_V2 2

#define CLUSTER_OBJECT_TYPE_AFFINITYRULE 16

#define CLUSTER_OBJECT_TYPE_CLUSTER 1

#define CLUSTER_OBJECT_TYPE_FAULTDOMAIN 17

#define CLUSTER_OBJECT_TYPE_GROUP 2

#define CLUSTER_OBJECT_TYPE_GROUPSET 13

#define CLUSTER_OBJECT_TYPE_NETWORK 6

#define CLUSTER_OBJECT_TYPE_NETWORK_INTERFACE 5

#define CLUSTER_OBJECT_TYPE_NODE 7

#define CLUSTER_OBJECT_TYPE_NONE 0

#define CLUSTER_OBJECT_TYPE_QUORUM 9

#define CLUSTER_OBJECT_TYPE_REGISTRY 8

#define CLUSTER_OBJECT_TYPE_RESOURCE 3

#define CLUSTER_OBJECT_TYPE_RESOURCE_TYPE 4

#define CLUSTER_OBJECT_TYPE_SHARED_VOLUME 10

#define CLUSTER_QUORUM_LOST 1

#define CLUSTER_QUORUM_MAINTAINED 0

#define CLUSTER_RESOURCE_DEFAULT_MONITOR 0

#define CLUSTER_RESOURCE_ENUM_ALL 7

#define CLUSTER_RESOURCE_ENUM_DEPENDS 1

#define CLUSTER_RESOURCE_ENUM_NODES 4

#define CLUSTER_RESOURCE_ENUM_PROVIDES 2

#define CLUSTER_RESOURCE_SEPARATE_MONITOR 1

#define CLUSTER_RESOURCE_TYPE_ENUM_ALL 3

#define CLUSTER_RESOURCE_TYPE_ENUM_NODES 1

#define CLUSTER_RESOURCE_TYPE_ENUM_RESOURCES 2

#define CLUSTER_RESOURCE_TYPE_SPECIFIC_V2 32

#define CLUSTER_RESOURCE_VALID_FLAGS 1

#define CLUS_AFFINITY_RULE_DIFFERENT_FAULT_DOMAIN 3

#define CLUS_AFFINITY_RULE_DIFFERENT_NODE 4

#define CLUS_AFFINITY_RULE_MAX 4

#define CLUS_AFFINITY_RULE_MIN 0

#define CLUS_AFFINITY_RULE_NONE 0

#define CLUS_AFFINITY_RULE_SAME_FAULT_DOMAIN 1

#define CLUS_AFFINITY_RULE_SAME_NODE 2

#define CLUS_CHAR_BROADCAST_DELETE 32

#define CLUS_CHAR_CLONES 8192

#define CLUS_CHAR_COEXIST_IN_SHARED_VOLUME_GROUP 256

#define CLUS_CHAR_DELETE_REQUIRES_ALL_NODES 2

#define CLUS_CHAR_DRAIN_LOCAL_OFFLINE 524288

#define CLUS_CHAR_INFRASTRUCTURE 131072

#define CLUS_CHAR_LOCAL_QUORUM 4

#define CLUS_CHAR_LOCAL_QUORUM_DEBUG 8

#define CLUS_CHAR_MONITOR_DETACH 1024

#define CLUS_CHAR_MONITOR_REATTACH 2048

#define CLUS_CHAR_NOTIFY_NEW_OWNER 32768

#define CLUS_CHAR_NOT_PREEMPTABLE 16384

#define CLUS_CHAR_OPERATION_CONTEXT 4096

#define CLUS_CHAR_PLACEMENT_DATA 512

#define CLUS_CHAR_QUORUM 1

#define CLUS_CHAR_REQUIRES_STATE_CHANGE_REASON 16

#define CLUS_CHAR_SINGLE_CLUSTER_INSTANCE 64

#define CLUS_CHAR_SINGLE_GROUP_INSTANCE 128

#define CLUS_CHAR_SUPPORTS_UNMONITORED_STATE 65536

#define CLUS_CHAR_UNKNOWN 0

#define CLUS_CHAR_VETO_DRAIN 262144

#define CLUS_FLAG_CORE 1

#define CLUS_GROUP_DO_NOT_START 1

#define CLUS_GROUP_START_ALLOWED 2

#define CLUS_GROUP_START_ALWAYS 0

#define CLUS_OBJECT_AFFINITYRULE 9

#define CLUS_OBJECT_CLUSTER 7

#define CLUS_OBJECT_GROUP 3

#define CLUS_OBJECT_GROUPSET 8

#define CLUS_OBJECT_INVALID 0

#define CLUS_OBJECT_NETINTERFACE 6

#define CLUS_OBJECT_NETWORK 5

#define CLUS_OBJECT_NODE 4

#define CLUS_OBJECT_RESOURCE 1

#define CLUS_OBJECT_RESOURCE_TYPE 2

#define CLUS_OBJECT_USER 128

#define CLUS_RESCLASS_NETWORK 2

#define CLUS_RESCLASS_STORAGE 1

#define CLUS_RESCLASS_UNKNOWN 0

#define CLUS_RESCLASS_USER 32768

#define CLUS_RESSUBCLASS_NETWORK_INTERNET_PROTOCOL -2147483648

#define CLUS_RESSUBCLASS_SHARED -2147483648

#define CLUS_RESSUBCLASS_STORAGE_DISK 1073741824

#define CLUS_RESSUBCLASS_STORAGE_REPLICATION 268435456

#define CLUS_RESSUBCLASS_STORAGE_SHARED_BUS -2147483648

#define CTCTL_GET_FAULT_DOMAIN_STATE 789

#define CTCTL_GET_ROUTESTATUS_BASIC 781

#define CTCTL_GET_ROUTESTATUS_EXTENDED 785

#define ClusGroupTypeAvailableStorage 2

#define ClusGroupTypeClusterUpdateAgent 117

#define ClusGroupTypeCoreCluster 1

#define ClusGroupTypeCoreSddc 123

#define ClusGroupTypeCrossClusterOrchestrator 121

#define ClusGroupTypeDhcpServer 102

#define ClusGroupTypeDtc 103

#define ClusGroupTypeFileServer 100

#define ClusGroupTypeGenericApplication 107

#define ClusGroupTypeGenericScript 109

#define ClusGroupTypeGenericService 108

#define ClusGroupTypeIScsiNameService 110

#define ClusGroupTypeIScsiTarget 113

#define ClusGroupTypeInfrastructureFileServer 122

#define ClusGroupTypeMsmq 104

#define ClusGroupTypePrintServer 101

#define ClusGroupTypeScaleoutCluster 118

#define ClusGroupTypeScaleoutFileServer 114

#define ClusGroupTypeSharedVolume 4

#define ClusGroupTypeStandAloneDfs 106

#define ClusGroupTypeStoragePool 5

#define ClusGroupTypeStorageReplica 119

#define ClusGroupTypeTaskScheduler 116

#define ClusGroupTypeTemporary 3

#define ClusGroupTypeTsSessionBroker 112

#define ClusGroupTypeUnknown 9999

#define ClusGroupTypeVMReplicaBroker 115

#define ClusGroupTypeVMReplicaCoordinator 120

#define ClusGroupTypeVirtualMachine 111

#define ClusGroupTypeWins 105

#define ClusterGroupAllowFailback 1

#define ClusterGroupFailbackTypeCount 2

#define ClusterGroupFailed 2

#define ClusterGroupOffline 1

#define ClusterGroupOnline 0

#define ClusterGroupPartialOnline 3

#define ClusterGroupPending 4

#define ClusterGroupPreventFailback 0

#define ClusterGroupStateUnknown -1

#define ClusterNetInterfaceFailed 1

#define ClusterNetInterfaceStateUnknown -1

#define ClusterNetInterfaceUnavailable 0

#define ClusterNetInterfaceUnreachable 2

#define ClusterNetInterfaceUp 3

#define ClusterNetworkDown 1

#define ClusterNetworkPartitioned 2

#define ClusterNetworkRoleClientAccess 2

#define ClusterNetworkRoleInternalAndClient 3

#define ClusterNetworkRoleInternalUse 1

#define ClusterNetworkRoleNone 0

#define ClusterNetworkStateUnknown -1

#define ClusterNetworkUnavailable 0

#define ClusterNetworkUp 3

#define ClusterNodeDown 1

#define ClusterNodeDrainStatusCount 4

#define ClusterNodeJoining 3

#define ClusterNodePaused 2

#define ClusterNodeResumeFailbackTypeCount 3

#define ClusterNodeStateUnknown -1

#define ClusterNodeUp 0

#define ClusterResourceApplicationOSHeartBeat 2

#define ClusterResourceApplicationReady 3

#define ClusterResourceApplicationStateUnknown 1

#define ClusterResourceDontRestart 0

#define ClusterResourceEmbeddedFailureActionLogOnly 1

#define ClusterResourceEmbeddedFailureActionNone 0

#define ClusterResourceEmbeddedFailureActionRecover 2

#define ClusterResourceFailed 4

#define ClusterResourceInherited 0

#define ClusterResourceInitializing 1

#define ClusterResourceOffline 3

#define ClusterResourceOfflinePending 130

#define ClusterResourceOnline 2

#define ClusterResourceOnlinePending 129

#define ClusterResourcePending 128

#define ClusterResourceRestartActionCount 3

#define ClusterResourceRestartNoNotify 1

#define ClusterResourceRestartNotify 2

#define ClusterResourceStateUnknown -1

#define ClusterRoleClustered 0

#define ClusterRoleDFSReplicatedFolder 15

#define ClusterRoleDHCP 0

#define ClusterRoleDTC 1

#define ClusterRoleDistributedFileSystem 16

#define ClusterRoleDistributedNetworkName 17

#define ClusterRoleFileServer 2

#define ClusterRoleFileShare 18

#define ClusterRoleFileShareWitness 19

#define ClusterRoleGenericApplication 3

#define ClusterRoleGenericScript 4

#define ClusterRoleGenericService 5

#define ClusterRoleHardDisk 20

#define ClusterRoleIPAddress 21

#define ClusterRoleIPV6Address 22

#define ClusterRoleIPV6TunnelAddress 23

#define ClusterRoleISCSINameServer 6

#define ClusterRoleISCSITargetServer 24

#define ClusterRoleMSMQ 7

#define ClusterRoleNFS 8

#define ClusterRoleNetworkFileSystem 14

#define ClusterRoleNetworkName 25

#define ClusterRolePhysicalDisk 26

#define ClusterRolePrintServer 9

#define ClusterRoleSODAFileServer 27

#define ClusterRoleStandAloneNamespaceServer 10

#define ClusterRoleStoragePool 28

#define ClusterRoleTaskScheduler 13

#define ClusterRoleUnclustered 1

#define ClusterRoleUnknown -1

#define ClusterRoleVirtualMachine 29

#define ClusterRoleVirtualMachineConfiguration 30

#define ClusterRoleVirtualMachineReplicaBroker 31

#define ClusterRoleVolumeShadowCopyServiceTask 11

#define ClusterRoleWINS 12

#define ClusterSetupPhaseAddClusterProperties 201

#define ClusterSetupPhaseAddNodeToCluster 301

#define ClusterSetupPhaseCleanupCOs 402

#define ClusterSetupPhaseCleanupNode 405

#define ClusterSetupPhaseClusterGroupOnline 206

#define ClusterSetupPhaseConfigureClusSvc 104

#define ClusterSetupPhaseConfigureClusterAccount 109

#define ClusterSetupPhaseContinue 2

#define ClusterSetupPhaseCoreGroupCleanup 406

#define ClusterSetupPhaseCreateClusterAccount 108

#define ClusterSetupPhaseCreateGroups 203

#define ClusterSetupPhaseCreateIPAddressResources 204

#define ClusterSetupPhaseCreateNetworkName 205

#define ClusterSetupPhaseCreateResourceTypes 202

#define ClusterSetupPhaseDeleteGroup 401

#define ClusterSetupPhaseEnd 3

#define ClusterSetupPhaseEvictNode 404

#define ClusterSetupPhaseFailureCleanup 999

#define ClusterSetupPhaseFatal 3

#define ClusterSetupPhaseFormingCluster 200

#define ClusterSetupPhaseGettingCurrentMembership 300

#define ClusterSetupPhaseInformational 1

#define ClusterSetupPhaseInitialize 1

#define ClusterSetupPhaseMoveGroup 400

#define ClusterSetupPhaseNodeUp 302

#define ClusterSetupPhaseOfflineGroup 403

#define ClusterSetupPhaseQueryClusterNameAccount 106

#define ClusterSetupPhaseReport 4

#define ClusterSetupPhaseStart 1

#define ClusterSetupPhaseStartingClusSvc 105

#define ClusterSetupPhaseValidateClusDisk 103

#define ClusterSetupPhaseValidateClusterNameAccount 107

#define ClusterSetupPhaseValidateNetft 102

#define ClusterSetupPhaseValidateNodeState 100

#define ClusterSetupPhaseWarning 2

#define ClusterSharedVolumeHWSnapshotCompleted 2

#define ClusterSharedVolumePrepareForFreeze 3

#define ClusterSharedVolumePrepareForHWSnapshot 1

#define ClusterSharedVolumeRenameInputTypeNone 0

#define ClusterSharedVolumeRenameInputTypeVolumeGuid 4

#define ClusterSharedVolumeRenameInputTypeVolumeId 2

#define ClusterSharedVolumeRenameInputTypeVolumeName 3

#define ClusterSharedVolumeRenameInputTypeVolumeOffset 1

#define ClusterSharedVolumeSnapshotStateUnknown 0

#define ClusterStateNotConfigured 1

#define ClusterStateNotInstalled 0

#define ClusterStateNotRunning 3

#define ClusterStateRunning 19

#define ClusterStorageNodeDown 2

#define ClusterStorageNodePaused 3

#define ClusterStorageNodeStarting 4

#define ClusterStorageNodeStateUnknown 0

#define ClusterStorageNodeStopping 5

#define ClusterStorageNodeUp 1

#define ClusterUpgradePhaseInitialize 1

#define ClusterUpgradePhaseInstallingNewComponents 4

#define ClusterUpgradePhaseUpgradeComplete 5

#define ClusterUpgradePhaseUpgradingComponents 3

#define ClusterUpgradePhaseValidatingUpgrade 2

#define DACL_SECURITY_INFORMATION 4u

#define DoNotFailbackGroups 0

#define ERROR_ACCESS_DENIED 5u

#define ERROR_ALL_NODES_NOT_AVAILABLE 5037u

#define ERROR_ALREADY_EXISTS 183u

#define ERROR_ASSERTION_FAILURE 668u

#define ERROR_BAD_ARGUMENTS 160u

#define ERROR_BAD_LENGTH 24u

#define ERROR_CALL_NOT_IMPLEMENTED 120u

#define ERROR_CANT_EVICT_ACTIVE_NODE 5009u

#define ERROR_CIRCULAR_DEPENDENCY 1059u

#define ERROR_CLUSCFG_ALREADY_COMMITTED 5901u

#define ERROR_CLUSCFG_ROLLBACK_FAILED 5902u

#define ERROR_CLUSCFG_SYSTEM_DISK_DRIVE_LETTER_CONFLICT 5903u

#define ERROR_CLUSTERLOG_CHKPOINT_NOT_FOUND 5032u

#define ERROR_CLUSTERLOG_CORRUPT 5029u

#define ERROR_CLUSTERLOG_EXCEEDS_MAXSIZE 5031u

#define ERROR_CLUSTERLOG_NOT_ENOUGH_SPACE 5033u

#define ERROR_CLUSTERLOG_RECORD_EXCEEDS_MAXSIZE 5030u

#define ERROR_CLUSTERSET_MANAGEMENT_CLUSTER_UNREACHABLE 5999u

#define ERROR_CLUSTER_AFFINITY_CONFLICT 5971u

#define ERROR_CLUSTER_BACKUP_IN_PROGRESS 5949u

#define ERROR_CLUSTER_CANNOT_RETURN_PROPERTIES 5968u

#define ERROR_CLUSTER_CANT_CREATE_DUP_CLUSTER_NAME 5900u

#define ERROR_CLUSTER_CANT_DESERIALIZE_DATA 5923u

#define ERROR_CLUSTER_CSV_INVALID_HANDLE 5989u

#define ERROR_CLUSTER_CSV_IO_PAUSE_TIMEOUT 5979u

#define ERROR_CLUSTER_CSV_SUPPORTED_ONLY_ON_COORDINATOR 5990u

#define ERROR_CLUSTER_DATABASE_SEQMISMATCH 5083u

#define ERROR_CLUSTER_DATABASE_TRANSACTION_IN_PROGRESS 5918u

#define ERROR_CLUSTER_DATABASE_TRANSACTION_NOT_IN_PROGRESS 5919u

#define ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED 5986u

#define ERROR_CLUSTER_DISK_NOT_CONNECTED 5963u

#define ERROR_CLUSTER_EVICT_INVALID_REQUEST 5939u

#define ERROR_CLUSTER_EVICT_WITHOUT_CLEANUP 5896u

#define ERROR_CLUSTER_FAULT_DOMAIN_FAILED_S2D_VALIDATION 5996u

#define ERROR_CLUSTER_FAULT_DOMAIN_INVALID_HIERARCHY 5995u

#define ERROR_CLUSTER_FAULT_DOMAIN_PARENT_NOT_FOUND 5994u

#define ERROR_CLUSTER_FAULT_DOMAIN_S2D_CONNECTIVITY_LOSS 5997u

#define ERROR_CLUSTER_GROUP_BUSY 5944u

#define ERROR_CLUSTER_GROUP_MOVING 5908u

#define ERROR_CLUSTER_GROUP_QUEUED 5959u

#define ERROR_CLUSTER_GROUP_SINGLETON_RESOURCE 5941u

#define ERROR_CLUSTER_GUM_NOT_LOCKER 5085u

#define ERROR_CLUSTER_INCOMPATIBLE_VERSIONS 5075u

#define ERROR_CLUSTER_INSTANCE_ID_MISMATCH 5893u

#define ERROR_CLUSTER_INTERNAL_INVALID_FUNCTION 5912u

#define ERROR_CLUSTER_INVALID_INFRASTRUCTURE_FILESERVER_NAME 5998u

#define ERROR_CLUSTER_INVALID_IPV6_NETWORK 5926u

#define ERROR_CLUSTER_INVALID_IPV6_TUNNEL_NETWORK 5927u

#define ERROR_CLUSTER_INVALID_NETWORK 5054u

#define ERROR_CLUSTER_INVALID_NETWORK_PROVIDER 5049u

#define ERROR_CLUSTER_INVALID_NODE 5039u

#define ERROR_CLUSTER_INVALID_NODE_WEIGHT 5954u

#define ERROR_CLUSTER_INVALID_REQUEST 5048u

#define ERROR_CLUSTER_INVALID_SECURITY_DESCRIPTOR 5946u

#define ERROR_CLUSTER_INVALID_STRING_FORMAT 5917u

#define ERROR_CLUSTER_INVALID_STRING_TERMINATION 5916u

#define ERROR_CLUSTER_IPADDR_IN_USE 5057u

#define ERROR_CLUSTER_JOIN_ABORTED 5074u

#define ERROR_CLUSTER_JOIN_IN_PROGRESS 5041u

#define ERROR_CLUSTER_JOIN_NOT_IN_PROGRESS 5053u

#define ERROR_CLUSTER_LAST_INTERNAL_NETWORK 5066u

#define ERROR_CLUSTER_LOCAL_NODE_NOT_FOUND 5043u

#define ERROR_CLUSTER_MAXNUM_OF_RESOURCES_EXCEEDED 5076u

#define ERROR_CLUSTER_MAX_NODES_IN_CLUSTER 5934u

#define ERROR_CLUSTER_MEMBERSHIP_HALT 5892u

#define ERROR_CLUSTER_MEMBERSHIP_INVALID_STATE 5890u

#define ERROR_CLUSTER_MISMATCHED_COMPUTER_ACCT_NAME 5905u

#define ERROR_CLUSTER_NETINTERFACE_EXISTS 5046u

#define ERROR_CLUSTER_NETINTERFACE_NOT_FOUND 5047u

#define ERROR_CLUSTER_NETWORK_ALREADY_OFFLINE 5064u

#define ERROR_CLUSTER_NETWORK_ALREADY_ONLINE 5063u

#define ERROR_CLUSTER_NETWORK_EXISTS 5044u

#define ERROR_CLUSTER_NETWORK_HAS_DEPENDENTS 5067u

#define ERROR_CLUSTER_NETWORK_NOT_FOUND 5045u

#define ERROR_CLUSTER_NETWORK_NOT_FOUND_FOR_IP 5894u

#define ERROR_CLUSTER_NETWORK_NOT_INTERNAL 5060u

#define ERROR_CLUSTER_NODE_ALREADY_DOWN 5062u

#define ERROR_CLUSTER_NODE_ALREADY_HAS_DFS_ROOT 5088u

#define ERROR_CLUSTER_NODE_ALREADY_MEMBER 5065u

#define ERROR_CLUSTER_NODE_ALREADY_UP 5061u

#define ERROR_CLUSTER_NODE_DOWN 5050u

#define ERROR_CLUSTER_NODE_DRAIN_IN_PROGRESS 5962u

#define ERROR_CLUSTER_NODE_EXISTS 5040u

#define ERROR_CLUSTER_NODE_IN_GRACE_PERIOD 5978u

#define ERROR_CLUSTER_NODE_ISOLATED 5984u

#define ERROR_CLUSTER_NODE_NOT_FOUND 5042u

#define ERROR_CLUSTER_NODE_NOT_MEMBER 5052u

#define ERROR_CLUSTER_NODE_NOT_PAUSED 5058u

#define ERROR_CLUSTER_NODE_NOT_READY 5072u

#define ERROR_CLUSTER_NODE_PAUSED 5070u

#define ERROR_CLUSTER_NODE_QUARANTINED 5985u

#define ERROR_CLUSTER_NODE_SHUTTING_DOWN 5073u

#define ERROR_CLUSTER_NODE_UNREACHABLE 5051u

#define ERROR_CLUSTER_NODE_UP 5056u

#define ERROR_CLUSTER_NOT_INSTALLED 5932u

#define ERROR_CLUSTER_NOT_SHARED_VOLUME 5945u

#define ERROR_CLUSTER_NO_NET_ADAPTERS 5906u

#define ERROR_CLUSTER_NO_QUORUM 5925u

#define ERROR_CLUSTER_NO_RPC_PACKAGES_REGISTERED 5081u

#define ERROR_CLUSTER_NO_SECURITY_CONTEXT 5059u

#define ERROR_CLUSTER_NULL_DATA 5920u

#define ERROR_CLUSTER_OBJECT_ALREADY_USED 5936u

#define ERROR_CLUSTER_OLD_VERSION 5904u

#define ERROR_CLUSTER_OWNER_NOT_IN_PREFLIST 5082u

#define ERROR_CLUSTER_PARAMETER_MISMATCH 5897u

#define ERROR_CLUSTER_PARAMETER_OUT_OF_BOUNDS 5913u

#define ERROR_CLUSTER_PARTIAL_READ 5921u

#define ERROR_CLUSTER_PARTIAL_SEND 5914u

#define ERROR_CLUSTER_PARTIAL_WRITE 5922u

#define ERROR_CLUSTER_POISONED 5907u

#define ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH 5895u

#define ERROR_CLUSTER_QUORUMLOG_NOT_FOUND 5891u

#define ERROR_CLUSTER_REGISTRY_INVALID_FUNCTION 5915u

#define ERROR_CLUSTER_RESNAME_NOT_FOUND 5080u

#define ERROR_CLUSTER_RESOURCES_MUST_BE_ONLINE_ON_THE_SAME_NODE 5933u

#define ERROR_CLUSTER_RESOURCE_CONFIGURATION_ERROR 5943u

#define ERROR_CLUSTER_RESOURCE_CONTAINS_UNSUPPORTED_DIFF_AREA_FOR_SHARED_VOLUMES 5969u

#define ERROR_CLUSTER_RESOURCE_DOES_NOT_SUPPORT_UNMONITORED 5982u

#define ERROR_CLUSTER_RESOURCE_IS_IN_MAINTENANCE_MODE 5970u

#define ERROR_CLUSTER_RESOURCE_IS_REPLICATED 5983u

#define ERROR_CLUSTER_RESOURCE_IS_REPLICA_VIRTUAL_MACHINE 5972u

#define ERROR_CLUSTER_RESOURCE_LOCKED_STATUS 5960u

#define ERROR_CLUSTER_RESOURCE_NOT_MONITORED 5981u

#define ERROR_CLUSTER_RESOURCE_PROVIDER_FAILED 5942u

#define ERROR_CLUSTER_RESOURCE_TYPE_BUSY 5909u

#define ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND 5078u

#define ERROR_CLUSTER_RESOURCE_VETOED_CALL 5955u

#define ERROR_CLUSTER_RESOURCE_VETOED_MOVE_INCOMPATIBLE_NODES 5953u

#define ERROR_CLUSTER_RESOURCE_VETOED_MOVE_NOT_ENOUGH_RESOURCES_ON_DESTINATION 5957u

#define ERROR_CLUSTER_RESOURCE_VETOED_MOVE_NOT_ENOUGH_RESOURCES_ON_SOURCE 5958u

#define ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED 5079u

#define ERROR_CLUSTER_RHS_FAILED_INITIALIZATION 5931u

#define ERROR_CLUSTER_SHARED_VOLUMES_IN_USE 5947u

#define ERROR_CLUSTER_SHARED_VOLUME_FAILOVER_NOT_ALLOWED 5961u

#define ERROR_CLUSTER_SHARED_VOLUME_NOT_REDIRECTED 5967u

#define ERROR_CLUSTER_SHARED_VOLUME_REDIRECTED 5966u

#define ERROR_CLUSTER_SHUTTING_DOWN 5022u

#define ERROR_CLUSTER_SINGLETON_RESOURCE 5940u

#define ERROR_CLUSTER_SPACE_DEGRADED 5987u

#define ERROR_CLUSTER_SYSTEM_CONFIG_CHANGED 5077u

#define ERROR_CLUSTER_TOKEN_DELEGATION_NOT_SUPPORTED 5988u

#define ERROR_CLUSTER_TOO_MANY_NODES 5935u

#define ERROR_CLUSTER_UPGRADE_FIX_QUORUM_NOT_SUPPORTED 5974u

#define ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS 5973u

#define ERROR_CLUSTER_UPGRADE_INCOMPLETE 5977u

#define ERROR_CLUSTER_UPGRADE_IN_PROGRESS 5976u

#define ERROR_CLUSTER_UPGRADE_RESTART_REQUIRED 5975u

#define ERROR_CLUSTER_USE_SHARED_VOLUMES_API 5948u

#define ERROR_CLUSTER_WATCHDOG_TERMINATING 5952u

#define ERROR_CLUSTER_WRONG_OS_VERSION 5899u

#define ERROR_CORE_RESOURCE 5026u

#define ERROR_CSV_VOLUME_NOT_LOCAL 5951u

#define ERROR_DATABASE_BACKUP_CORRUPT 5087u

#define ERROR_DEPENDENCY_ALREADY_EXISTS 5003u

#define ERROR_DEPENDENCY_NOT_ALLOWED 5069u

#define ERROR_DEPENDENCY_NOT_FOUND 5002u

#define ERROR_DEPENDENCY_TREE_TOO_COMPLEX 5929u

#define ERROR_DEPENDENT_RESOURCE_EXISTS 5001u

#define ERROR_DEPENDENT_RESOURCE_PROPERTY_CONFLICT 5924u

#define ERROR_DIRECTORY 267u

#define ERROR_DIR_NOT_EMPTY 145u

#define ERROR_DISK_NOT_CSV_CAPABLE 5964u

#define ERROR_EXCEPTION_IN_RESOURCE_CALL 5930u

#define ERROR_EXCEPTION_IN_SERVICE 1064u

#define ERROR_FILENAME_EXCED_RANGE 206u

#define ERROR_FILE_NOT_FOUND 2u

#define ERROR_FILE_SHARE_RESOURCE_CONFLICT 5938u

#define ERROR_GROUPSET_CANT_PROVIDE 5993u

#define ERROR_GROUPSET_NOT_AVAILABLE 5991u

#define ERROR_GROUPSET_NOT_FOUND 5992u

#define ERROR_GROUP_NOT_AVAILABLE 5012u

#define ERROR_GROUP_NOT_FOUND 5013u

#define ERROR_GROUP_NOT_ONLINE 5014u

#define ERROR_HOST_NODE_NOT_AVAILABLE 5005u

#define ERROR_HOST_NODE_NOT_GROUP_OWNER 5016u

#define ERROR_HOST_NODE_NOT_RESOURCE_OWNER 5015u

#define ERROR_INSUFFICIENT_BUFFER 122u

#define ERROR_INVALID_CLUSTER_IPV6_ADDRESS 5911u

#define ERROR_INVALID_DATA 13u

#define ERROR_INVALID_FUNCTION 1u

#define ERROR_INVALID_HANDLE 6u

#define ERROR_INVALID_NAME 123u

#define ERROR_INVALID_OPERATION_ON_QUORUM 5068u

#define ERROR_INVALID_PARAMETER 87u

#define ERROR_INVALID_SECURITY_DESCR 1338u

#define ERROR_INVALID_STATE 5023u

#define ERROR_INVALID_TARGET_HANDLE 114u

#define ERROR_IO_PENDING 997u

#define ERROR_KEY_DELETED 1018u

#define ERROR_MORE_DATA 234u

#define ERROR_NETWORK_NOT_AVAILABLE 5035u

#define ERROR_NODE_CANNOT_BE_CLUSTERED 5898u

#define ERROR_NODE_CANT_HOST_RESOURCE 5071u

#define ERROR_NODE_NOT_ACTIVE_CLUSTER_MEMBER 5980u

#define ERROR_NODE_NOT_AVAILABLE 5036u

#define ERROR_NONCORE_GROUPS_FOUND 5937u

#define ERROR_NONE_MAPPED 1332u

#define ERROR_NON_CSV_PATH 5950u

#define ERROR_NOT_ENOUGH_MEMORY 8u

#define ERROR_NOT_QUORUM_CAPABLE 5021u

#define ERROR_NOT_QUORUM_CLASS 5025u

#define ERROR_NOT_READY 21u

#define ERROR_NOT_SUPPORTED 50u

#define ERROR_NO_ADMIN_ACCESS_POINT 5090u

#define ERROR_NO_MORE_ITEMS 259u

#define ERROR_OBJECT_ALREADY_EXISTS 5010u

#define ERROR_OBJECT_IN_LIST 5011u

#define ERROR_OBJECT_NAME_EXISTS 698u

#define ERROR_PATH_NOT_FOUND 3u

#define ERROR_PRIVILEGE_NOT_HELD 1314u

#define ERROR_QUORUMLOG_OPEN_FAILED 5028u

#define ERROR_QUORUM_DISK_NOT_FOUND 5086u

#define ERROR_QUORUM_NOT_ALLOWED_IN_THIS_GROUP 5928u

#define ERROR_QUORUM_OWNER_ALIVE 5034u

#define ERROR_QUORUM_RESOURCE 5020u

#define ERROR_QUORUM_RESOURCE_ONLINE_FAILED 5027u

#define ERROR_RESMON_CREATE_FAILED 5017u

#define ERROR_RESMON_INVALID_STATE 5084u

#define ERROR_RESMON_ONLINE_FAILED 5018u

#define ERROR_RESMON_SYSTEM_RESOURCES_LACKING 5956u

#define ERROR_RESOURCE_CALL_TIMED_OUT 5910u

#define ERROR_RESOURCE_FAILED 5038u

#define ERROR_RESOURCE_NOT_AVAILABLE 5006u

#define ERROR_RESOURCE_NOT_FOUND 5007u

#define ERROR_RESOURCE_NOT_IN_AVAILABLE_STORAGE 5965u

#define ERROR_RESOURCE_NOT_ONLINE 5004u

#define ERROR_RESOURCE_NOT_PRESENT 4316u

#define ERROR_RESOURCE_ONLINE 5019u

#define ERROR_RESOURCE_PROPERTIES_STORED 5024u

#define ERROR_RESOURCE_PROPERTY_UNCHANGEABLE 5089u

#define ERROR_REVISION_MISMATCH 1306u

#define ERROR_SERVICE_DISABLED 1058u

#define ERROR_SERVICE_DOES_NOT_EXIST 1060u

#define ERROR_SERVICE_NEVER_STARTED 1077u

#define ERROR_SERVICE_NOT_ACTIVE 1062u

#define ERROR_SERVICE_REQUEST_TIMEOUT 1053u

#define ERROR_SHARING_PAUSED 70u

#define ERROR_SHUTDOWN_CLUSTER 5008u

#define ERROR_SPECIAL_GROUP 1372u

#define ERROR_SUCCESS 0u

#define ERROR_TIMEOUT 1460u

#define FAILURE_TYPE_EMBEDDED 1

#define FAILURE_TYPE_GENERAL 0

#define FAILURE_TYPE_NETWORK_LOSS 2

#define FALSE 0

#define FILESHARE_CHANGE_ADD 1

#define FILESHARE_CHANGE_DEL 2

#define FILESHARE_CHANGE_MODIFY 3

#define FILESHARE_CHANGE_NONE 0

#define FailbackGroupsImmediately 1

#define FailbackGroupsPerPolicy 2

#define GENERIC_ALL 268435456u

#define GENERIC_READ 2147483648u

#define GENERIC_WRITE 1073741824u

#define GROUP_SECURITY_INFORMATION 2u

#define GRP_PLACEMENT_OPTIONS_ALL 1

#define GRP_PLACEMENT_OPTIONS_DEFAULT 0

#define GRP_PLACEMENT_OPTIONS_DISABLE_AUTOBALANCING 1

#define GRP_PLACEMENT_OPTIONS_MIN_VALUE 0

#define KEY_ALL_ACCESS 983103u

#define KEY_CREATE_SUB_KEY 4u

#define KEY_ENUMERATE_SUB_KEYS 8u

#define KEY_NOTIFY 16u

#define KEY_QUERY_VALUE 1u

#define KEY_READ 131097u

#define KEY_SET_VALUE 2u

#define KEY_WRITE 131078u

#define LMEM_FIXED 0u

#define LMEM_ZEROINIT 64u

#define LOG_ERROR 2

#define LOG_INFORMATION 0

#define LOG_SEVERE 3

#define LOG_WARNING 1

#define LPTR 64u

#define MaintenanceModeTypeDisableIsAliveCheck 1

#define MaintenanceModeTypeOfflineResource 2

#define MaintenanceModeTypeUnclusterResource 3

#define ModifyQuorum 1

#define NodeDrainStatusCompleted 2

#define NodeDrainStatusFailed 3

#define NodeDrainStatusInProgress 1

#define NodeDrainStatusNotInitiated 0

#define NodeStatusAvoidPlacement 32

#define NodeStatusDrainCompleted 8

#define NodeStatusDrainFailed 16

#define NodeStatusDrainInProgress 4

#define NodeStatusIsolated 1

#define NodeStatusMax 51

#define NodeStatusNormal 0

#define NodeStatusQuarantined 2

#define OWNER_SECURITY_INFORMATION 1u

#define OperationalQuorum 0

#define PLACEMENT_OPTIONS_ALL 1023

#define PLACEMENT_OPTIONS_AVAILABILITY_SET_DOMAIN_AFFINITY 512

#define PLACEMENT_OPTIONS_CONSIDER_OFFLINE_VMS 2

#define PLACEMENT_OPTIONS_DEFAULT_PLACEMENT_OPTIONS 0

#define PLACEMENT_OPTIONS_DISABLE_CSV_VM_DEPENDENCY 1

#define PLACEMENT_OPTIONS_DONT_RESUME_AVAILABILTY_SET_VMS_WITH_EXISTING_TEMP_DISK 128

#define PLACEMENT_OPTIONS_DONT_RESUME_VMS_WITH_EXISTING_TEMP_DISK 32

#define PLACEMENT_OPTIONS_DONT_USE_CPU 8

#define PLACEMENT_OPTIONS_DONT_USE_LOCAL_TEMP_DISK 16

#define PLACEMENT_OPTIONS_DONT_USE_MEMORY 4

#define PLACEMENT_OPTIONS_MIN_VALUE 0

#define PLACEMENT_OPTIONS_SAVE_AVAILABILTY_SET_VMS_WITH_LOCAL_DISK_ON_DRAIN_OVERWRITE 256

#define PLACEMENT_OPTIONS_SAVE_VMS_WITH_LOCAL_DISK_ON_DRAIN_OVERWRITE 64

#define PriorityDisabled 0

#define PriorityHigh 3000

#define PriorityLow 1000

#define PriorityMedium 2000

#define REG_BINARY 3u

#define REG_CREATED_NEW_KEY 1u

#define REG_DWORD 4u

#define REG_DWORD_BIG_ENDIAN 5u

#define REG_EXPAND_SZ 2u

#define REG_MULTI_SZ 7u

#define REG_NONE 0u

#define REG_OPENED_EXISTING_KEY 2u

#define REG_QWORD 11u

#define REG_SZ 1u

#define RPC_S_SERVER_UNAVAILABLE 1722

#define ResdllContextOperationTypeDrain 1

#define ResdllContextOperationTypeDrainFailure 2

#define ResdllContextOperationTypeEmbeddedFailure 3

#define ResdllContextOperationTypeFailback 0

#define ResdllContextOperationTypeNetworkDisconnect 5

#define ResdllContextOperationTypeNetworkDisconnectMoveRetry 6

#define ResdllContextOperationTypePreemption 4

#define ResourceExitStateContinue 0

#define ResourceExitStateMax 2

#define ResourceExitStateTerminate 1

#define RmonArbitrateResource 10

#define RmonDeadlocked 15

#define RmonDeletingResource 7

#define RmonIdle 1

#define RmonInitializing 0

#define RmonInitializingResource 3

#define RmonIsAlivePoll 8

#define RmonLooksAlivePoll 9

#define RmonOfflineResource 5

#define RmonOnlineResource 4

#define RmonReleaseResource 11

#define RmonResourceControl 12

#define RmonResourceTypeControl 13

#define RmonShutdownResource 6

#define RmonStartingResource 2

#define RmonTerminateResource 14

#define SACL_SECURITY_INFORMATION 8u

#define SharedVolumeStateActive 2

#define SharedVolumeStateActiveRedirected 3

#define SharedVolumeStateActiveVolumeRedirected 4

#define SharedVolumeStatePaused 1

#define SharedVolumeStateUnavailable 0

#define SrDiskReplicationEligibleAlreadyInReplication 9

#define SrDiskReplicationEligibleFileSystemNotSupported 8

#define SrDiskReplicationEligibleInSameSite 7

#define SrDiskReplicationEligibleInsufficientFreeSpace 5

#define SrDiskReplicationEligibleNone 0

#define SrDiskReplicationEligibleNotGpt 3

#define SrDiskReplicationEligibleNotInSameSite 6

#define SrDiskReplicationEligibleOffline 2

#define SrDiskReplicationEligibleOther 9999

#define SrDiskReplicationEligiblePartitionLayoutMismatch 4

#define SrDiskReplicationEligibleSameAsSpecifiedDisk 10

#define SrDiskReplicationEligibleYes 1

#define SrReplicatedDiskTypeDestination 3

#define SrReplicatedDiskTypeLogDestination 4

#define SrReplicatedDiskTypeLogNotInParthership 6

#define SrReplicatedDiskTypeLogSource 2

#define SrReplicatedDiskTypeNone 0

#define SrReplicatedDiskTypeNotInParthership 5

#define SrReplicatedDiskTypeOther 7

#define SrReplicatedDiskTypeSource 1

#define TRUE 1

#define VmResdllContextLiveMigration 4

#define VmResdllContextSave 1

#define VmResdllContextShutdown 2

#define VmResdllContextShutdownForce 3

#define VmResdllContextTurnOff 0

#define VolumeBackupInProgress 1

#define VolumeBackupNone 0

#define VolumeStateDismounted 8

#define VolumeStateInMaintenance 4

#define VolumeStateNoAccess 2

#define VolumeStateNoDirectIO 1

#define VolumeStateNoFaults 0

#define WAIT_FAILED 4294967295u

#define WAIT_OBJECT_0 0u

#define WAIT_TIMEOUT 258u

#define eResourceStateChangeReasonFailedMove 3

#define eResourceStateChangeReasonFailover 2

#define eResourceStateChangeReasonMove 1

#define eResourceStateChangeReasonRundown 5

#define eResourceStateChangeReasonShutdown 4

#define eResourceStateChangeReasonUnknown 0

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

uint32_t AddClusterGroupDependency(HGROUP hdependentgroup, HGROUP hprovidergroup);

uint32_t AddClusterGroupDependencyEx(HGROUP hdependentgroup, HGROUP hprovidergroup, PCWSTR lpszreason);

uint32_t AddClusterGroupSetDependency(HGROUPSET hdependentgroupset, HGROUPSET hprovidergroupset);

uint32_t AddClusterGroupSetDependencyEx(HGROUPSET hdependentgroupset, HGROUPSET hprovidergroupset, PCWSTR lpszreason);

uint32_t AddClusterGroupToGroupSetDependency(HGROUP hdependentgroup, HGROUPSET hprovidergroupset);

uint32_t AddClusterGroupToGroupSetDependencyEx(HGROUP hdependentgroup, HGROUPSET hprovidergroupset, PCWSTR lpszreason);

HNODE AddClusterNode(HCLUSTER hcluster,
                     PCWSTR lpsznodename,
                     PCLUSTER_SETUP_PROGRESS_CALLBACK pfnprogresscallback,
                     const void *pvcallbackarg);

HNODE AddClusterNodeEx(HCLUSTER hcluster,
                       PCWSTR lpsznodename,
                       uint32_t dwflags,
                       PCLUSTER_SETUP_PROGRESS_CALLBACK pfnprogresscallback,
                       const void *pvcallbackarg);

uint32_t AddClusterResourceDependency(HRESOURCE hresource, HRESOURCE hdependson);

uint32_t AddClusterResourceDependencyEx(HRESOURCE hresource, HRESOURCE hdependson, PCWSTR lpszreason);

uint32_t AddClusterResourceNode(HRESOURCE hresource, HNODE hnode);

uint32_t AddClusterResourceNodeEx(HRESOURCE hresource, HNODE hnode, PCWSTR lpszreason);

uint32_t AddClusterStorageNode(HCLUSTER hcluster,
                               PCWSTR lpsznodename,
                               PCLUSTER_SETUP_PROGRESS_CALLBACK pfnprogresscallback,
                               const void *pvcallbackarg,
                               PCWSTR lpszclusterstoragenodedescription,
                               PCWSTR lpszclusterstoragenodelocation);

uint32_t AddCrossClusterGroupSetDependency(HGROUPSET hdependentgroupset, PCWSTR lpremoteclustername, PCWSTR lpremotegroupsetname);

uint32_t AddResourceToClusterSharedVolumes(HRESOURCE hresource);

uint32_t BackupClusterDatabase(HCLUSTER hcluster, PCWSTR lpszpathname);

BOOL CanResourceBeDependent(HRESOURCE hresource, HRESOURCE hresourcedependent);

uint32_t CancelClusterGroupOperation(HGROUP hgroup, uint32_t dwcancelflags_reserved);

uint32_t ChangeClusterResourceGroup(HRESOURCE hresource, HGROUP hgroup);

uint32_t ChangeClusterResourceGroupEx(HRESOURCE hresource, HGROUP hgroup, uint64_t flags);

uint32_t ChangeClusterResourceGroupEx2(HRESOURCE hresource, HGROUP hgroup, uint64_t flags, PCWSTR lpszreason);

BOOL CloseCluster(HCLUSTER hcluster);

uint32_t CloseClusterCryptProvider(HCLUSCRYPTPROVIDER hcluscryptprovider);

BOOL CloseClusterGroup(HGROUP hgroup);

BOOL CloseClusterGroupSet(HGROUPSET hgroupset);

BOOL CloseClusterNetInterface(HNETINTERFACE hnetinterface);

BOOL CloseClusterNetwork(HNETWORK hnetwork);

BOOL CloseClusterNode(HNODE hnode);

BOOL CloseClusterNotifyPort(HCHANGE hchange);

BOOL CloseClusterResource(HRESOURCE hresource);

BOOL quorate_CloseHandle(HANDLE hobject);

uint32_t ClusAddClusterHealthFault(HCLUSTER hcluster, const struct CLUSTER_HEALTH_FAULT *failure, uint32_t param2);

uint32_t ClusGetClusterHealthFaults(HCLUSTER hcluster, struct CLUSTER_HEALTH_FAULT_ARRAY *objects, uint32_t flags);

uint32_t ClusRemoveClusterHealthFault(HCLUSTER hcluster, PCWSTR id, uint32_t flags);

BOOL ClusWorkerCheckTerminate(struct CLUS_WORKER *lpworker);

uint32_t ClusWorkerCreate(struct CLUS_WORKER *lpworker, PWORKER_START_ROUTINE lpstartaddress, void *lpparameter);

void ClusWorkerTerminate(const struct CLUS_WORKER *lpworker);

uint32_t ClusWorkerTerminateEx(struct CLUS_WORKER *clusworker, uint32_t timeoutinmilliseconds, BOOL waitonly);

uint32_t ClusWorkersTerminate(struct CLUS_WORKER **clusworkers,
                              size_t clusworkerscount,
                              uint32_t timeoutinmilliseconds,
                              BOOL waitonly);

struct CLUSAPI_REASON_HANDLER *ClusapiSetReasonHandler(const struct CLUSAPI_REASON_HANDLER *lphandler);

uint32_t ClusterAddGroupToAffinityRule(HCLUSTER hcluster, PCWSTR rulename, HGROUP hgroup);

uint32_t ClusterAddGroupToGroupSet(HGROUPSET hgroupset, HGROUP hgroup);

uint32_t ClusterAddGroupToGroupSetWithDomains(HGROUPSET hgroupset, HGROUP hgroup, uint32_t faultdomain, uint32_t updatedomain);

uint32_t ClusterAddGroupToGroupSetWithDomainsEx(HGROUPSET hgroupset,
                                                HGROUP hgroup,
                                                uint32_t faultdomain,
                                                uint32_t updatedomain,
                                                PCWSTR lpszreason);

uint32_t ClusterAffinityRuleControl(HCLUSTER hcluster,
                                    PCWSTR affinityrulename,
                                    HNODE hhostnode,
                                    uint32_t dwcontrolcode,
                                    const void *lpinbuffer,
                                    uint32_t cbinbuffersize,
                                    void *lpoutbuffer,
                                    uint32_t cboutbuffersize,
                                    uint32_t *lpbytesreturned);

uint32_t ClusterClearBackupStateForSharedVolume(PCWSTR lpszvolumepathname);

uint32_t ClusterCloseEnum(HCLUSENUM henum);

uint32_t ClusterCloseEnumEx(HCLUSENUMEX hclusterenum);

uint32_t ClusterControl(HCLUSTER hcluster,
                        HNODE hhostnode,
                        uint32_t dwcontrolcode,
                        const void *lpinbuffer,
                        uint32_t ninbuffersize,
                        void *lpoutbuffer,
                        uint32_t noutbuffersize,
                        uint32_t *lpbytesreturned);

uint32_t ClusterControlEx(HCLUSTER hcluster,
                          HNODE hhostnode,
                          uint32_t dwcontrolcode,
                          const void *lpinbuffer,
                          uint32_t ninbuffersize,
                          void *lpoutbuffer,
                          uint32_t noutbuffersize,
                          uint32_t *lpbytesreturned,
                          PCWSTR lpszreason);

uint32_t ClusterCreateAffinityRule(HCLUSTER hcluster, PCWSTR rulename, CLUS_AFFINITY_RULE_TYPE ruletype);

uint32_t ClusterDecrypt(HCLUSCRYPTPROVIDER hcluscryptprovider,
                        const uint8_t *pcryptinput,
                        uint32_t cbcryptinput,
                        uint8_t **ppcryptoutput,
                        uint32_t *pcbcryptoutput);

uint32_t ClusterEncrypt(HCLUSCRYPTPROVIDER hcluscryptprovider,
                        const uint8_t *pdata,
                        uint32_t cbdata,
                        uint8_t **ppdata,
                        uint32_t *pcbdata);

uint32_t ClusterEnum(HCLUSENUM henum, uint32_t dwindex, uint32_t *lpdwtype, PWSTR lpszname, uint32_t *lpcchname);

uint32_t ClusterEnumEx(HCLUSENUMEX hclusterenum, uint32_t dwindex, struct CLUSTER_ENUM_ITEM *pitem, uint32_t *cbitem);

uint32_t ClusterGetEnumCount(HCLUSENUM henum);

uint32_t ClusterGetEnumCountEx(HCLUSENUMEX hclusterenum);

BOOL ClusterGetVolumeNameForVolumeMountPoint(PCWSTR lpszvolumemountpoint, PWSTR lpszvolumename, uint32_t cchbufferlength);

BOOL ClusterGetVolumePathName(PCWSTR lpszfilename, PWSTR lpszvolumepathname, uint32_t cchbufferlength);

uint32_t ClusterGroupCloseEnum(HGROUPENUM hgroupenum);

uint32_t ClusterGroupCloseEnumEx(HGROUPENUMEX hgroupenumex);

uint32_t ClusterGroupControl(HGROUP hgroup,
                             HNODE hhostnode,
                             uint32_t dwcontrolcode,
                             const void *lpinbuffer,
                             uint32_t ninbuffersize,
                             void *lpoutbuffer,
                             uint32_t noutbuffersize,
                             uint32_t *lpbytesreturned);

uint32_t ClusterGroupControlEx(HGROUP hgroup,
                               HNODE hhostnode,
                               uint32_t dwcontrolcode,
                               const void *lpinbuffer,
                               uint32_t ninbuffersize,
                               void *lpoutbuffer,
                               uint32_t noutbuffersize,
                               uint32_t *lpbytesreturned,
                               PCWSTR lpszreason);

uint32_t ClusterGroupEnum(HGROUPENUM hgroupenum,
                          uint32_t dwindex,
                          uint32_t *lpdwtype,
                          PWSTR lpszresourcename,
                          uint32_t *lpcchname);

uint32_t ClusterGroupEnumEx(HGROUPENUMEX hgroupenumex, uint32_t dwindex, struct CLUSTER_GROUP_ENUM_ITEM *pitem, uint32_t *cbitem);

uint32_t ClusterGroupGetEnumCount(HGROUPENUM hgroupenum);

uint32_t ClusterGroupGetEnumCountEx(HGROUPENUMEX hgroupenumex);

HGROUPENUM ClusterGroupOpenEnum(HGROUP hgroup, uint32_t dwtype);

HGROUPENUMEX ClusterGroupOpenEnumEx(HCLUSTER hcluster,
                                    PCWSTR lpszproperties,
                                    uint32_t cbproperties,
                                    PCWSTR lpszroproperties,
                                    uint32_t cbroproperties,
                                    uint32_t dwflags);

uint32_t ClusterGroupSetCloseEnum(HGROUPSETENUM hgroupsetenum);

uint32_t ClusterGroupSetControl(HGROUPSET hgroupset,
                                HNODE hhostnode,
                                uint32_t dwcontrolcode,
                                const void *lpinbuffer,
                                uint32_t cbinbuffersize,
                                void *lpoutbuffer,
                                uint32_t cboutbuffersize,
                                uint32_t *lpbytesreturned);

uint32_t ClusterGroupSetControlEx(HGROUPSET hgroupset,
                                  HNODE hhostnode,
                                  uint32_t dwcontrolcode,
                                  const void *lpinbuffer,
                                  uint32_t cbinbuffersize,
                                  void *lpoutbuffer,
                                  uint32_t cboutbuffersize,
                                  uint32_t *lpbytesreturned,
                                  PCWSTR lpszreason);

uint32_t ClusterGroupSetEnum(HGROUPSETENUM hgroupsetenum, uint32_t dwindex, PWSTR lpszname, uint32_t *lpcchname);

uint32_t ClusterGroupSetGetEnumCount(HGROUPSETENUM hgroupsetenum);

HGROUPSETENUM ClusterGroupSetOpenEnum(HCLUSTER hcluster);

BOOL ClusterIsPathOnSharedVolume(PCWSTR lpszpathname);

uint32_t ClusterNetInterfaceCloseEnum(HNETINTERFACEENUM hnetinterfaceenum);

uint32_t ClusterNetInterfaceControl(HNETINTERFACE hnetinterface,
                                    HNODE hhostnode,
                                    uint32_t dwcontrolcode,
                                    const void *lpinbuffer,
                                    uint32_t ninbuffersize,
                                    void *lpoutbuffer,
                                    uint32_t noutbuffersize,
                                    uint32_t *lpbytesreturned);

uint32_t ClusterNetInterfaceControlEx(HNETINTERFACE hnetinterface,
                                      HNODE hhostnode,
                                      uint32_t dwcontrolcode,
                                      const void *lpinbuffer,
                                      uint32_t ninbuffersize,
                                      void *lpoutbuffer,
                                      uint32_t noutbuffersize,
                                      uint32_t *lpbytesreturned,
                                      PCWSTR lpszreason);

uint32_t ClusterNetInterfaceEnum(HNETINTERFACEENUM hnetinterfaceenum, uint32_t dwindex, PWSTR lpszname, uint32_t *lpcchname);

HNETINTERFACEENUM ClusterNetInterfaceOpenEnum(HCLUSTER hcluster, PCWSTR lpsznodename, PCWSTR lpsznetworkname);

uint32_t ClusterNetworkCloseEnum(HNETWORKENUM hnetworkenum);

uint32_t ClusterNetworkControl(HNETWORK hnetwork,
                               HNODE hhostnode,
                               uint32_t dwcontrolcode,
                               const void *lpinbuffer,
                               uint32_t ninbuffersize,
                               void *lpoutbuffer,
                               uint32_t noutbuffersize,
                               uint32_t *lpbytesreturned);

uint32_t ClusterNetworkControlEx(HNETWORK hnetwork,
                                 HNODE hhostnode,
                                 uint32_t dwcontrolcode,
                                 const void *lpinbuffer,
                                 uint32_t ninbuffersize,
                                 void *lpoutbuffer,
                                 uint32_t noutbuffersize,
                                 uint32_t *lpbytesreturned,
                                 PCWSTR lpszreason);

uint32_t ClusterNetworkEnum(HNETWORKENUM hnetworkenum, uint32_t dwindex, uint32_t *lpdwtype, PWSTR lpszname, uint32_t *lpcchname);

uint32_t ClusterNetworkGetEnumCount(HNETWORKENUM hnetworkenum);

HNETWORKENUM ClusterNetworkOpenEnum(HNETWORK hnetwork, uint32_t dwtype);

uint32_t ClusterNodeCloseEnum(HNODEENUM hnodeenum);

uint32_t ClusterNodeCloseEnumEx(HNODEENUMEX hnodeenum);

uint32_t ClusterNodeControl(HNODE hnode,
                            HNODE hhostnode,
                            uint32_t dwcontrolcode,
                            const void *lpinbuffer,
                            uint32_t ninbuffersize,
                            void *lpoutbuffer,
                            uint32_t noutbuffersize,
                            uint32_t *lpbytesreturned);

uint32_t ClusterNodeControlEx(HNODE hnode,
                              HNODE hhostnode,
                              uint32_t dwcontrolcode,
                              const void *lpinbuffer,
                              uint32_t ninbuffersize,
                              void *lpoutbuffer,
                              uint32_t noutbuffersize,
                              uint32_t *lpbytesreturned,
                              PCWSTR lpszreason);

uint32_t ClusterNodeEnum(HNODEENUM hnodeenum, uint32_t dwindex, uint32_t *lpdwtype, PWSTR lpszname, uint32_t *lpcchname);

uint32_t ClusterNodeEnumEx(HNODEENUMEX hnodeenum, uint32_t dwindex, struct CLUSTER_ENUM_ITEM *pitem, uint32_t *cbitem);

uint32_t ClusterNodeGetEnumCount(HNODEENUM hnodeenum);

uint32_t ClusterNodeGetEnumCountEx(HNODEENUMEX hnodeenum);

HNODEENUM ClusterNodeOpenEnum(HNODE hnode, uint32_t dwtype);

HNODEENUMEX ClusterNodeOpenEnumEx(HNODE hnode, uint32_t dwtype, const void *poptions);

uint32_t ClusterNodeReplacement(HCLUSTER hcluster, PCWSTR lpsznodenamecurrent, PCWSTR lpsznodenamenew);

HCLUSENUM ClusterOpenEnum(HCLUSTER hcluster, uint32_t dwtype);

HCLUSENUMEX ClusterOpenEnumEx(HCLUSTER hcluster, uint32_t dwtype, const void *poptions);

uint32_t ClusterPrepareSharedVolumeForBackup(PCWSTR lpszfilename,
                                             PWSTR lpszvolumepathname,
                                             uint32_t *lpcchvolumepathname,
                                             PWSTR lpszvolumename,
                                             uint32_t *lpcchvolumename);

int32_t ClusterRegBatchAddCommand(HREGBATCH hregbatch,
                                  CLUSTER_REG_COMMAND dwcommand,
                                  PCWSTR wzname,
                                  uint32_t dwoptions,
                                  const void *lpdata,
                                  uint32_t cbdata);

int32_t ClusterRegBatchCloseNotification(HREGBATCHNOTIFICATION hbatchnotification);

int32_t ClusterRegBatchReadCommand(HREGBATCHNOTIFICATION hbatchnotification, struct CLUSTER_BATCH_COMMAND *pbatchcommand);

int32_t ClusterRegCloseBatch(HREGBATCH hregbatch, BOOL bcommit, int32_t *failedcommandnumber);

int32_t ClusterRegCloseBatchEx(HREGBATCH hregbatch, uint32_t flags, int32_t *failedcommandnumber);

int32_t ClusterRegCloseBatchNotifyPort(HREGBATCHPORT hbatchnotifyport);

int32_t ClusterRegCloseKey(HKEY hkey);

int32_t ClusterRegCloseReadBatch(HREGREADBATCH hregreadbatch, HREGREADBATCHREPLY *phregreadbatchreply);

int32_t ClusterRegCloseReadBatchEx(HREGREADBATCH hregreadbatch, uint32_t flags, HREGREADBATCHREPLY *phregreadbatchreply);

int32_t ClusterRegCloseReadBatchReply(HREGREADBATCHREPLY hregreadbatchreply);

int32_t ClusterRegCreateBatch(HKEY hkey, HREGBATCH *phregbatch);

int32_t ClusterRegCreateBatchNotifyPort(HKEY hkey, HREGBATCHPORT *phbatchnotifyport);

int32_t ClusterRegCreateKey(HKEY hkey,
                            PCWSTR lpszsubkey,
                            uint32_t dwoptions,
                            uint32_t samdesired,
                            const struct SECURITY_ATTRIBUTES *lpsecurityattributes,
                            HKEY *phkresult,
                            uint32_t *lpdwdisposition);

int32_t ClusterRegCreateKeyEx(HKEY hkey,
                              PCWSTR lpsubkey,
                              uint32_t dwoptions,
                              uint32_t samdesired,
                              const struct SECURITY_ATTRIBUTES *lpsecurityattributes,
                              HKEY *phkresult,
                              uint32_t *lpdwdisposition,
                              PCWSTR lpszreason);

int32_t ClusterRegCreateReadBatch(HKEY hkey, HREGREADBATCH *phregreadbatch);

int32_t ClusterRegDeleteKey(HKEY hkey, PCWSTR lpszsubkey);

int32_t ClusterRegDeleteKeyEx(HKEY hkey, PCWSTR lpsubkey, PCWSTR lpszreason);

uint32_t ClusterRegDeleteValue(HKEY hkey, PCWSTR lpszvaluename);

uint32_t ClusterRegDeleteValueEx(HKEY hkey, PCWSTR lpszvaluename, PCWSTR lpszreason);

int32_t ClusterRegEnumKey(HKEY hkey, uint32_t dwindex, PWSTR lpszname, uint32_t *lpcchname, struct FILETIME *lpftlastwritetime);

uint32_t ClusterRegEnumValue(HKEY hkey,
                             uint32_t dwindex,
                             PWSTR lpszvaluename,
                             uint32_t *lpcchvaluename,
                             uint32_t *lpdwtype,
                             uint8_t *lpdata,
                             uint32_t *lpcbdata);

int32_t ClusterRegGetBatchNotification(HREGBATCHPORT hbatchnotify, HREGBATCHNOTIFICATION *phbatchnotification);

int32_t ClusterRegGetKeySecurity(HKEY hkey,
                                 uint32_t requestedinformation,
                                 PSECURITY_DESCRIPTOR psecuritydescriptor,
                                 uint32_t *lpcbsecuritydescriptor);

int32_t ClusterRegOpenKey(HKEY hkey, PCWSTR lpszsubkey, uint32_t samdesired, HKEY *phkresult);

int32_t ClusterRegQueryInfoKey(HKEY hkey,
                               const uint32_t *lpcsubkeys,
                               const uint32_t *lpcchmaxsubkeylen,
                               const uint32_t *lpcvalues,
                               const uint32_t *lpcchmaxvaluenamelen,
                               const uint32_t *lpcbmaxvaluelen,
                               const uint32_t *lpcbsecuritydescriptor,
                               const struct FILETIME *lpftlastwritetime);

int32_t ClusterRegQueryValue(HKEY hkey, PCWSTR lpszvaluename, uint32_t *lpdwvaluetype, uint8_t *lpdata, uint32_t *lpcbdata);

int32_t ClusterRegReadBatchAddCommand(HREGREADBATCH hregreadbatch, PCWSTR wzsubkeyname, PCWSTR wzvaluename);

int32_t ClusterRegReadBatchReplyNextCommand(HREGREADBATCHREPLY hregreadbatchreply,
                                            struct CLUSTER_READ_BATCH_COMMAND *pbatchcommand);

int32_t ClusterRegSetKeySecurity(HKEY hkey, uint32_t securityinformation, PSECURITY_DESCRIPTOR psecuritydescriptor);

int32_t ClusterRegSetKeySecurityEx(HKEY hkey,
                                   OBJECT_SECURITY_INFORMATION securityinformation,
                                   PSECURITY_DESCRIPTOR psecuritydescriptor,
                                   PCWSTR lpszreason);

uint32_t ClusterRegSetValue(HKEY hkey, PCWSTR lpszvaluename, uint32_t dwtype, const uint8_t *lpdata, uint32_t cbdata);

uint32_t ClusterRegSetValueEx(HKEY hkey,
                              PCWSTR lpszvaluename,
                              uint32_t dwtype,
                              const uint8_t *lpdata,
                              uint32_t cbdata,
                              PCWSTR lpszreason);

int32_t ClusterRegSyncDatabase(HCLUSTER hcluster, uint32_t flags);

uint32_t ClusterRemoveAffinityRule(HCLUSTER hcluster, PCWSTR rulename);

uint32_t ClusterRemoveGroupFromAffinityRule(HCLUSTER hcluster, PCWSTR rulename, HGROUP hgroup);

uint32_t ClusterRemoveGroupFromGroupSet(HGROUP hgroup);

uint32_t ClusterRemoveGroupFromGroupSetEx(HGROUP hgroup, PCWSTR lpszreason);

uint32_t ClusterResourceCloseEnum(HRESENUM hresenum);

uint32_t ClusterResourceCloseEnumEx(HRESENUMEX hresourceenumex);

uint32_t ClusterResourceControl(HRESOURCE hresource,
                                HNODE hhostnode,
                                uint32_t dwcontrolcode,
                                const void *lpinbuffer,
                                uint32_t cbinbuffersize,
                                void *lpoutbuffer,
                                uint32_t cboutbuffersize,
                                uint32_t *lpbytesreturned);

uint32_t ClusterResourceControlAsUser(HRESOURCE hresource,
                                      HNODE hhostnode,
                                      uint32_t dwcontrolcode,
                                      const void *lpinbuffer,
                                      uint32_t cbinbuffersize,
                                      void *lpoutbuffer,
                                      uint32_t cboutbuffersize,
                                      uint32_t *lpbytesreturned);

uint32_t ClusterResourceControlAsUserEx(HRESOURCE hresource,
                                        HNODE hhostnode,
                                        uint32_t dwcontrolcode,
                                        const void *lpinbuffer,
                                        uint32_t cbinbuffersize,
                                        void *lpoutbuffer,
                                        uint32_t cboutbuffersize,
                                        uint32_t *lpbytesreturned,
                                        PCWSTR lpszreason);

uint32_t ClusterResourceControlEx(HRESOURCE hresource,
                                  HNODE hhostnode,
                                  uint32_t dwcontrolcode,
                                  const void *lpinbuffer,
                                  uint32_t cbinbuffersize,
                                  void *lpoutbuffer,
                                  uint32_t cboutbuffersize,
                                  uint32_t *lpbytesreturned,
                                  PCWSTR lpszreason);

uint32_t ClusterResourceEnum(HRESENUM hresenum, uint32_t dwindex, uint32_t *lpdwtype, PWSTR lpszname, uint32_t *lpcchname);

uint32_t ClusterResourceEnumEx(HRESENUMEX hresourceenumex,
                               uint32_t dwindex,
                               struct CLUSTER_RESOURCE_ENUM_ITEM *pitem,
                               uint32_t *cbitem);

uint32_t ClusterResourceGetEnumCount(HRESENUM hresenum);

uint32_t ClusterResourceGetEnumCountEx(HRESENUMEX hresourceenumex);

HRESENUM ClusterResourceOpenEnum(HRESOURCE hresource, uint32_t dwtype);

HRESENUMEX ClusterResourceOpenEnumEx(HCLUSTER hcluster,
                                     PCWSTR lpszproperties,
                                     uint32_t cbproperties,
                                     PCWSTR lpszroproperties,
                                     uint32_t cbroproperties,
                                     uint32_t dwflags);

uint32_t ClusterResourceTypeCloseEnum(HRESTYPEENUM hrestypeenum);

uint32_t ClusterResourceTypeControl(HCLUSTER hcluster,
                                    PCWSTR lpszresourcetypename,
                                    HNODE hhostnode,
                                    uint32_t dwcontrolcode,
                                    const void *lpinbuffer,
                                    uint32_t ninbuffersize,
                                    void *lpoutbuffer,
                                    uint32_t noutbuffersize,
                                    uint32_t *lpbytesreturned);

uint32_t ClusterResourceTypeControlAsUser(HCLUSTER hcluster,
                                          PCWSTR lpszresourcetypename,
                                          HNODE hhostnode,
                                          uint32_t dwcontrolcode,
                                          const void *lpinbuffer,
                                          uint32_t ninbuffersize,
                                          void *lpoutbuffer,
                                          uint32_t noutbuffersize,
                                          uint32_t *lpbytesreturned);

uint32_t ClusterResourceTypeControlAsUserEx(HCLUSTER hcluster,
                                            PCWSTR lpszresourcetypename,
                                            HNODE hhostnode,
                                            uint32_t dwcontrolcode,
                                            const void *lpinbuffer,
                                            uint32_t ninbuffersize,
                                            void *lpoutbuffer,
                                            uint32_t noutbuffersize,
                                            uint32_t *lpbytesreturned,
                                            PCWSTR lpszreason);

uint32_t ClusterResourceTypeControlEx(HCLUSTER hcluster,
                                      PCWSTR lpszresourcetypename,
                                      HNODE hhostnode,
                                      uint32_t dwcontrolcode,
                                      const void *lpinbuffer,
                                      uint32_t ninbuffersize,
                                      void *lpoutbuffer,
                                      uint32_t noutbuffersize,
                                      uint32_t *lpbytesreturned,
                                      PCWSTR lpszreason);

uint32_t ClusterResourceTypeEnum(HRESTYPEENUM hrestypeenum,
                                 uint32_t dwindex,
                                 uint32_t *lpdwtype,
                                 PWSTR lpszname,
                                 uint32_t *lpcchname);

uint32_t ClusterResourceTypeGetEnumCount(HRESTYPEENUM hrestypeenum);

HRESTYPEENUM ClusterResourceTypeOpenEnum(HCLUSTER hcluster, PCWSTR lpszresourcetypename, uint32_t dwtype);

uint32_t ClusterSetAccountAccess(HCLUSTER hcluster, PCWSTR szaccountsid, uint32_t dwaccess, uint32_t dwcontroltype);

uint32_t ClusterSharedVolumeSetSnapshotState(struct GUID guidsnapshotset,
                                             PCWSTR lpszvolumename,
                                             CLUSTER_SHARED_VOLUME_SNAPSHOT_STATE state);

uint32_t ClusterUpgradeFunctionalLevel(HCLUSTER hcluster,
                                       BOOL perform,
                                       PCLUSTER_UPGRADE_PROGRESS_CALLBACK pfnprogresscallback,
                                       const void *pvcallbackarg);

HCLUSTER CreateCluster(const struct CREATE_CLUSTER_CONFIG *pconfig,
                       PCLUSTER_SETUP_PROGRESS_CALLBACK pfnprogresscallback,
                       const void *pvcallbackarg);

HGROUPSET CreateClusterAvailabilitySet(HCLUSTER hcluster,
                                       PCWSTR lpavailabilitysetname,
                                       const struct CLUSTER_AVAILABILITY_SET_CONFIG *pavailabilitysetconfig);

HGROUP CreateClusterGroup(HCLUSTER hcluster, PCWSTR lpszgroupname);

HGROUP CreateClusterGroupEx(HCLUSTER hcluster, PCWSTR lpszgroupname, const struct CLUSTER_CREATE_GROUP_INFO *pgroupinfo);

HGROUPSET CreateClusterGroupSet(HCLUSTER hcluster, PCWSTR groupsetname);

uint32_t CreateClusterNameAccount(HCLUSTER hcluster,
                                  const struct CREATE_CLUSTER_NAME_ACCOUNT *pconfig,
                                  PCLUSTER_SETUP_PROGRESS_CALLBACK pfnprogresscallback,
                                  const void *pvcallbackarg);

HCHANGE CreateClusterNotifyPort(HCHANGE hchange, HCLUSTER hcluster, uint32_t dwfilter, size_t dwnotifykey);

HCHANGE CreateClusterNotifyPortV2(HCHANGE hchange,
                                  HCLUSTER hcluster,
                                  const struct NOTIFY_FILTER_AND_TYPE *filters,
                                  uint32_t dwfiltercount,
                                  size_t dwnotifykey);

HRESOURCE CreateClusterResource(HGROUP hgroup, PCWSTR lpszresourcename, PCWSTR lpszresourcetype, uint32_t dwflags);

HRESOURCE CreateClusterResourceEx(HGROUP hgroup,
                                  PCWSTR lpszresourcename,
                                  PCWSTR lpszresourcetype,
                                  uint32_t dwflags,
                                  PCWSTR lpszreason);

uint32_t CreateClusterResourceType(HCLUSTER hcluster,
                                   PCWSTR lpszresourcetypename,
                                   PCWSTR lpszdisplayname,
                                   PCWSTR lpszresourcetypedll,
                                   uint32_t dwlooksalivepollinterval,
                                   uint32_t dwisalivepollinterval);

uint32_t CreateClusterResourceTypeEx(HCLUSTER hcluster,
                                     PCWSTR lpszresourcetypename,
                                     PCWSTR lpszdisplayname,
                                     PCWSTR lpszresourcetypedll,
                                     uint32_t dwlooksalivepollinterval,
                                     uint32_t dwisalivepollinterval,
                                     PCWSTR lpszreason);

uint32_t DeleteClusterGroup(HGROUP hgroup);

uint32_t DeleteClusterGroupEx(HGROUP hgroup, PCWSTR lpszreason);

uint32_t DeleteClusterGroupSet(HGROUPSET hgroupset);

uint32_t DeleteClusterGroupSetEx(HGROUPSET hgroupset, PCWSTR lpszreason);

uint32_t DeleteClusterResource(HRESOURCE hresource);

uint32_t DeleteClusterResourceEx(HRESOURCE hresource, PCWSTR lpszreason);

uint32_t DeleteClusterResourceType(HCLUSTER hcluster, PCWSTR lpszresourcetypename);

uint32_t DeleteClusterResourceTypeEx(HCLUSTER hcluster, PCWSTR lpsztypename, PCWSTR lpszreason);

uint32_t DestroyCluster(HCLUSTER hcluster,
                        PCLUSTER_SETUP_PROGRESS_CALLBACK pfnprogresscallback,
                        const void *pvcallbackarg,
                        BOOL fdeletevirtualcomputerobjects);

uint32_t DestroyClusterGroup(HGROUP hgroup);

uint32_t DestroyClusterGroupEx(HGROUP hgroup, PCWSTR lpszreason);

uint32_t DetermineCNOResTypeFromCluster(HCLUSTER hcluster, CLUSTER_MGMT_POINT_RESTYPE *pcnorestype);

uint32_t DetermineCNOResTypeFromNodelist(uint32_t cnodes, const PCWSTR *ppsznodenames, CLUSTER_MGMT_POINT_RESTYPE *pcnorestype);

uint32_t DetermineClusterCloudTypeFromCluster(HCLUSTER hcluster, CLUSTER_CLOUD_TYPE *pcloudtype);

uint32_t DetermineClusterCloudTypeFromNodelist(uint32_t cnodes, const PCWSTR *ppsznodenames, CLUSTER_CLOUD_TYPE *pcloudtype);

uint32_t EvictClusterNode(HNODE hnode);

uint32_t EvictClusterNodeEx(HNODE hnode, uint32_t dwtimeout, HRESULT *phrcleanupstatus);

uint32_t EvictClusterNodeEx2(HNODE hnode, uint32_t dwtimeout, HRESULT *phrcleanupstatus, PCWSTR lpszreason);

uint32_t FailClusterResource(HRESOURCE hresource);

uint32_t FailClusterResourceEx(HRESOURCE hresource, PCWSTR lpszreason);

uint32_t FreeClusterCrypt(const void *pcryptinfo);

uint32_t FreeClusterHealthFault(struct CLUSTER_HEALTH_FAULT *clusterhealthfault);

uint32_t FreeClusterHealthFaultArray(struct CLUSTER_HEALTH_FAULT_ARRAY *clusterhealthfaultarray);

HCLUSTER GetClusterFromGroup(HGROUP hgroup);

HCLUSTER GetClusterFromNetInterface(HNETINTERFACE hnetinterface);

HCLUSTER GetClusterFromNetwork(HNETWORK hnetwork);

HCLUSTER GetClusterFromNode(HNODE hnode);

HCLUSTER GetClusterFromResource(HRESOURCE hresource);

HKEY GetClusterGroupKey(HGROUP hgroup, uint32_t samdesired);

CLUSTER_GROUP_STATE GetClusterGroupState(HGROUP hgroup, PWSTR lpsznodename, uint32_t *lpcchnodename);

uint32_t GetClusterInformation(HCLUSTER hcluster,
                               PWSTR lpszclustername,
                               uint32_t *lpcchclustername,
                               struct CLUSTERVERSIONINFO *lpclusterinfo);

HKEY GetClusterKey(HCLUSTER hcluster, uint32_t samdesired);

uint32_t GetClusterNetInterface(HCLUSTER hcluster,
                                PCWSTR lpsznodename,
                                PCWSTR lpsznetworkname,
                                PWSTR lpszinterfacename,
                                uint32_t *lpcchinterfacename);

HKEY GetClusterNetInterfaceKey(HNETINTERFACE hnetinterface, uint32_t samdesired);

CLUSTER_NETINTERFACE_STATE GetClusterNetInterfaceState(HNETINTERFACE hnetinterface);

uint32_t GetClusterNetworkId(HNETWORK hnetwork, PWSTR lpsznetworkid, uint32_t *lpcchname);

HKEY GetClusterNetworkKey(HNETWORK hnetwork, uint32_t samdesired);

CLUSTER_NETWORK_STATE GetClusterNetworkState(HNETWORK hnetwork);

uint32_t GetClusterNodeId(HNODE hnode, PWSTR lpsznodeid, uint32_t *lpcchname);

HKEY GetClusterNodeKey(HNODE hnode, uint32_t samdesired);

CLUSTER_NODE_STATE GetClusterNodeState(HNODE hnode);

uint32_t GetClusterNotify(HCHANGE hchange,
                          size_t *lpdwnotifykey,
                          uint32_t *lpdwfiltertype,
                          PWSTR lpszname,
                          uint32_t *lpcchname,
                          uint32_t dwmilliseconds);

uint32_t GetClusterNotifyV2(HCHANGE hchange,
                            size_t *lpdwnotifykey,
                            struct NOTIFY_FILTER_AND_TYPE *pfilterandtype,
                            uint8_t *buffer,
                            uint32_t *lpbbuffersize,
                            PWSTR lpszobjectid,
                            uint32_t *lpcchobjectid,
                            PWSTR lpszparentid,
                            uint32_t *lpcchparentid,
                            PWSTR lpszname,
                            uint32_t *lpcchname,
                            PWSTR lpsztype,
                            uint32_t *lpcchtype,
                            uint32_t dwmilliseconds);

uint32_t GetClusterQuorumResource(HCLUSTER hcluster,
                                  PWSTR lpszresourcename,
                                  uint32_t *lpcchresourcename,
                                  PWSTR lpszdevicename,
                                  uint32_t *lpcchdevicename,
                                  uint32_t *lpdwmaxquorumlogsize);

uint32_t GetClusterResourceDependencyExpression(HRESOURCE hresource,
                                                PWSTR lpszdependencyexpression,
                                                uint32_t *lpcchdependencyexpression);

HKEY GetClusterResourceKey(HRESOURCE hresource, uint32_t samdesired);

BOOL GetClusterResourceNetworkName(HRESOURCE hresource, PWSTR lpbuffer, uint32_t *nsize);

CLUSTER_RESOURCE_STATE GetClusterResourceState(HRESOURCE hresource,
                                               PWSTR lpsznodename,
                                               uint32_t *lpcchnodename,
                                               PWSTR lpszgroupname,
                                               uint32_t *lpcchgroupname);

HKEY GetClusterResourceTypeKey(HCLUSTER hcluster, PCWSTR lpsztypename, uint32_t samdesired);

WIN32_ERROR quorate_GetLastError(void);

uint32_t GetNodeCloudTypeDW(PCWSTR ppsznodename, uint32_t *nodecloudtype);

uint32_t GetNodeClusterState(PCWSTR lpsznodename, uint32_t *pdwclusterstate);

uint32_t GetNotifyEventHandle(HCHANGE hchange, HANDLE *lphtargetevent);

uint32_t InitializeClusterHealthFault(struct CLUSTER_HEALTH_FAULT *clusterhealthfault);

uint32_t InitializeClusterHealthFaultArray(struct CLUSTER_HEALTH_FAULT_ARRAY *clusterhealthfaultarray);

uint32_t IsFileOnClusterSharedVolume(PCWSTR lpszpathname, BOOL *pbfileisonsharedvolume);

HLOCAL quorate_LocalAlloc(LOCAL_ALLOC_FLAGS uflags, size_t ubytes);

HLOCAL quorate_LocalFree(HLOCAL hmem);

uint32_t MoveClusterGroup(HGROUP hgroup, HNODE hdestinationnode);

uint32_t MoveClusterGroupEx(HGROUP hgroup,
                            HNODE hdestinationnode,
                            uint32_t dwmoveflags,
                            const uint8_t *lpinbuffer,
                            uint32_t cbinbuffersize);

uint32_t MoveClusterGroupEx2(HGROUP hgroup,
                             HNODE hdestinationnode,
                             uint32_t dwmoveflags,
                             const uint8_t *lpinbuffer,
                             uint32_t cbinbuffersize,
                             PCWSTR lpszreason);

uint32_t OfflineClusterGroup(HGROUP hgroup);

uint32_t OfflineClusterGroupEx(HGROUP hgroup, uint32_t dwofflineflags, const uint8_t *lpinbuffer, uint32_t cbinbuffersize);

uint32_t OfflineClusterGroupEx2(HGROUP hgroup,
                                uint32_t dwofflineflags,
                                const uint8_t *lpinbuffer,
                                uint32_t cbinbuffersize,
                                PCWSTR lpszreason);

uint32_t OfflineClusterResource(HRESOURCE hresource);

uint32_t OfflineClusterResourceEx(HRESOURCE hresource,
                                  uint32_t dwofflineflags,
                                  const uint8_t *lpinbuffer,
                                  uint32_t cbinbuffersize);

uint32_t OfflineClusterResourceEx2(HRESOURCE hresource,
                                   uint32_t dwofflineflags,
                                   const uint8_t *lpinbuffer,
                                   uint32_t cbinbuffersize,
                                   PCWSTR lpszreason);

uint32_t OnlineClusterGroup(HGROUP hgroup, HNODE hdestinationnode);

uint32_t OnlineClusterGroupEx(HGROUP hgroup,
                              HNODE hdestinationnode,
                              uint32_t dwonlineflags,
                              const uint8_t *lpinbuffer,
                              uint32_t cbinbuffersize);

uint32_t OnlineClusterGroupEx2(HGROUP hgroup,
                               HNODE hdestinationnode,
                               uint32_t dwonlineflags,
                               const uint8_t *lpinbuffer,
                               uint32_t cbinbuffersize,
                               PCWSTR lpszreason);

uint32_t OnlineClusterResource(HRESOURCE hresource);

uint32_t OnlineClusterResourceEx(HRESOURCE hresource, uint32_t dwonlineflags, const uint8_t *lpinbuffer, uint32_t cbinbuffersize);

uint32_t OnlineClusterResourceEx2(HRESOURCE hresource,
                                  uint32_t dwonlineflags,
                                  const uint8_t *lpinbuffer,
                                  uint32_t cbinbuffersize,
                                  PCWSTR lpszreason);

HCLUSTER OpenCluster(PCWSTR lpszclustername);

HCLUSCRYPTPROVIDER OpenClusterCryptProvider(PCWSTR lpszresource, const int8_t *lpszprovider, uint32_t dwtype, uint32_t dwflags);

HCLUSCRYPTPROVIDER OpenClusterCryptProviderEx(PCWSTR lpszresource,
                                              PCWSTR lpszkeyname,
                                              const int8_t *lpszprovider,
                                              uint32_t dwtype,
                                              uint32_t dwflags);

HCLUSTER OpenClusterEx(PCWSTR lpszclustername, uint32_t desiredaccess, uint32_t *grantedaccess);

HGROUP OpenClusterGroup(HCLUSTER hcluster, PCWSTR lpszgroupname);

HGROUP OpenClusterGroupEx(HCLUSTER hcluster, PCWSTR lpszgroupname, uint32_t dwdesiredaccess, uint32_t *lpdwgrantedaccess);

HGROUPSET OpenClusterGroupSet(HCLUSTER hcluster, PCWSTR lpszgroupsetname);

HNETINTERFACE OpenClusterNetInterface(HCLUSTER hcluster, PCWSTR lpszinterfacename);

HNETINTERFACE OpenClusterNetInterfaceEx(HCLUSTER hcluster,
                                        PCWSTR lpszinterfacename,
                                        uint32_t dwdesiredaccess,
                                        uint32_t *lpdwgrantedaccess);

HNETWORK OpenClusterNetwork(HCLUSTER hcluster, PCWSTR lpsznetworkname);

HNETWORK OpenClusterNetworkEx(HCLUSTER hcluster, PCWSTR lpsznetworkname, uint32_t dwdesiredaccess, uint32_t *lpdwgrantedaccess);

HNODE OpenClusterNode(HCLUSTER hcluster, PCWSTR lpsznodename);

HNODE OpenClusterNodeById(HCLUSTER hcluster, uint32_t nodeid);

HNODE OpenClusterNodeEx(HCLUSTER hcluster, PCWSTR lpsznodename, uint32_t dwdesiredaccess, uint32_t *lpdwgrantedaccess);

HRESOURCE OpenClusterResource(HCLUSTER hcluster, PCWSTR lpszresourcename);

HRESOURCE OpenClusterResourceEx(HCLUSTER hcluster,
                                PCWSTR lpszresourcename,
                                uint32_t dwdesiredaccess,
                                uint32_t *lpdwgrantedaccess);

uint32_t PauseClusterNode(HNODE hnode);

uint32_t PauseClusterNodeEx(HNODE hnode, BOOL bdrainnode, uint32_t dwpauseflags, HNODE hnodedraintarget);

uint32_t PauseClusterNodeEx2(HNODE hnode, BOOL bdrainnode, uint32_t dwpauseflags, HNODE hnodedraintarget, PCWSTR lpszreason);

uint32_t QueryAppInstanceVersion(const struct GUID *appinstanceid,
                                 uint64_t *instanceversionhigh,
                                 uint64_t *instanceversionlow,
                                 NTSTATUS *versionstatus);

uint32_t RegisterAppInstance(HANDLE processhandle, const struct GUID *appinstanceid, BOOL childreninheritappinstance);

uint32_t RegisterAppInstanceVersion(const struct GUID *appinstanceid, uint64_t instanceversionhigh, uint64_t instanceversionlow);

uint32_t RegisterClusterNotify(HCHANGE hchange, uint32_t dwfiltertype, HANDLE hobject, size_t dwnotifykey);

uint32_t RegisterClusterNotifyV2(HCHANGE hchange, struct NOTIFY_FILTER_AND_TYPE filter, HANDLE hobject, size_t dwnotifykey);

uint32_t RegisterClusterResourceTypeNotifyV2(HCHANGE hchange,
                                             HCLUSTER hcluster,
                                             int64_t flags,
                                             PCWSTR restypename,
                                             size_t dwnotifykey);

uint32_t RemoveClusterGroupDependency(HGROUP hgroup, HGROUP hdependson);

uint32_t RemoveClusterGroupDependencyEx(HGROUP hgroup, HGROUP hdependson, PCWSTR lpszreason);

uint32_t RemoveClusterGroupSetDependency(HGROUPSET hgroupset, HGROUPSET hdependson);

uint32_t RemoveClusterGroupSetDependencyEx(HGROUPSET hgroupset, HGROUPSET hdependson, PCWSTR lpszreason);

uint32_t RemoveClusterGroupToGroupSetDependency(HGROUP hgroup, HGROUPSET hdependson);

uint32_t RemoveClusterGroupToGroupSetDependencyEx(HGROUP hgroup, HGROUPSET hdependson, PCWSTR lpszreason);

uint32_t RemoveClusterNameAccount(HCLUSTER hcluster, BOOL bdeletecomputerobjects);

uint32_t RemoveClusterResourceDependency(HRESOURCE hresource, HRESOURCE hdependson);

uint32_t RemoveClusterResourceDependencyEx(HRESOURCE hresource, HRESOURCE hdependson, PCWSTR lpszreason);

uint32_t RemoveClusterResourceNode(HRESOURCE hresource, HNODE hnode);

uint32_t RemoveClusterResourceNodeEx(HRESOURCE hresource, HNODE hnode, PCWSTR lpszreason);

uint32_t RemoveClusterStorageNode(HCLUSTER hcluster,
                                  PCWSTR lpszclusterstorageenclosurename,
                                  uint32_t dwtimeout,
                                  uint32_t dwflags);

uint32_t RemoveCrossClusterGroupSetDependency(HGROUPSET hdependentgroupset,
                                              PCWSTR lpremoteclustername,
                                              PCWSTR lpremotegroupsetname);

uint32_t RemoveResourceFromClusterSharedVolumes(HRESOURCE hresource);

uint32_t ResUtilAddUnknownProperties(HKEY hkeyclusterkey,
                                     const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                     void *poutpropertylist,
                                     uint32_t pcboutpropertylistsize,
                                     uint32_t *pcbbytesreturned,
                                     uint32_t *pcbrequired);

uint32_t ResUtilCreateDirectoryTree(PCWSTR pszpath);

uint32_t ResUtilDupGroup(HGROUP group, HGROUP *copy);

uint32_t ResUtilDupParameterBlock(uint8_t *poutparams,
                                  const uint8_t *pinparams,
                                  const struct RESUTIL_PROPERTY_ITEM *ppropertytable);

uint32_t ResUtilDupResource(HRESOURCE group, HRESOURCE *copy);

PWSTR ResUtilDupString(PCWSTR pszinstring);

uint32_t ResUtilEnumGroups(HCLUSTER hcluster, HGROUP hself, LPGROUP_CALLBACK_EX prescallback, void *pparameter);

uint32_t ResUtilEnumGroupsEx(HCLUSTER hcluster,
                             HGROUP hself,
                             CLUSGROUP_TYPE grouptype,
                             LPGROUP_CALLBACK_EX prescallback,
                             void *pparameter);

uint32_t ResUtilEnumPrivateProperties(HKEY hkeyclusterkey,
                                      PWSTR pszoutproperties,
                                      uint32_t cboutpropertiessize,
                                      uint32_t *pcbbytesreturned,
                                      uint32_t *pcbrequired);

uint32_t ResUtilEnumProperties(const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                               PWSTR pszoutproperties,
                               uint32_t cboutpropertiessize,
                               uint32_t *pcbbytesreturned,
                               uint32_t *pcbrequired);

uint32_t ResUtilEnumResources(HRESOURCE hself, PCWSTR lpszrestypename, LPRESOURCE_CALLBACK prescallback, void *pparameter);

uint32_t ResUtilEnumResourcesEx(HCLUSTER hcluster,
                                HRESOURCE hself,
                                PCWSTR lpszrestypename,
                                LPRESOURCE_CALLBACK_EX prescallback,
                                void *pparameter);

uint32_t ResUtilEnumResourcesEx2(HCLUSTER hcluster,
                                 HRESOURCE hself,
                                 PCWSTR lpszrestypename,
                                 LPRESOURCE_CALLBACK_EX prescallback,
                                 void *pparameter,
                                 uint32_t dwdesiredaccess);

PWSTR ResUtilExpandEnvironmentStrings(PCWSTR pszsrc);

uint32_t ResUtilFindBinaryProperty(const void *ppropertylist,
                                   uint32_t cbpropertylistsize,
                                   PCWSTR pszpropertyname,
                                   uint8_t **pbpropertyvalue,
                                   uint32_t *pcbpropertyvaluesize);

uint32_t ResUtilFindDependentDiskResourceDriveLetter(HCLUSTER hcluster,
                                                     HRESOURCE hresource,
                                                     PWSTR pszdriveletter,
                                                     uint32_t *pcchdriveletter);

uint32_t ResUtilFindDwordProperty(const void *ppropertylist,
                                  uint32_t cbpropertylistsize,
                                  PCWSTR pszpropertyname,
                                  uint32_t *pdwpropertyvalue);

uint32_t ResUtilFindExpandSzProperty(const void *ppropertylist,
                                     uint32_t cbpropertylistsize,
                                     PCWSTR pszpropertyname,
                                     PWSTR *pszpropertyvalue);

uint32_t ResUtilFindExpandedSzProperty(const void *ppropertylist,
                                       uint32_t cbpropertylistsize,
                                       PCWSTR pszpropertyname,
                                       PWSTR *pszpropertyvalue);

uint32_t ResUtilFindFileTimeProperty(const void *ppropertylist,
                                     uint32_t cbpropertylistsize,
                                     PCWSTR pszpropertyname,
                                     struct FILETIME *pftpropertyvalue);

uint32_t ResUtilFindLongProperty(const void *ppropertylist,
                                 uint32_t cbpropertylistsize,
                                 PCWSTR pszpropertyname,
                                 int32_t *plpropertyvalue);

uint32_t ResUtilFindMultiSzProperty(const void *ppropertylist,
                                    uint32_t cbpropertylistsize,
                                    PCWSTR pszpropertyname,
                                    PWSTR *pszpropertyvalue,
                                    uint32_t *pcbpropertyvaluesize);

uint32_t ResUtilFindSzProperty(const void *ppropertylist,
                               uint32_t cbpropertylistsize,
                               PCWSTR pszpropertyname,
                               PWSTR *pszpropertyvalue);

uint32_t ResUtilFindULargeIntegerProperty(const void *ppropertylist,
                                          uint32_t cbpropertylistsize,
                                          PCWSTR pszpropertyname,
                                          uint64_t *plpropertyvalue);

uint32_t ResUtilFreeEnvironment(void *lpenvironment);

void ResUtilFreeParameterBlock(uint8_t *poutparams, const uint8_t *pinparams, const struct RESUTIL_PROPERTY_ITEM *ppropertytable);

uint32_t ResUtilGetAllProperties(HKEY hkeyclusterkey,
                                 const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                 void *poutpropertylist,
                                 uint32_t cboutpropertylistsize,
                                 uint32_t *pcbbytesreturned,
                                 uint32_t *pcbrequired);

uint32_t ResUtilGetBinaryProperty(uint8_t **ppboutvalue,
                                  uint32_t *pcboutvaluesize,
                                  const struct CLUSPROP_BINARY *pvaluestruct,
                                  const uint8_t *pboldvalue,
                                  uint32_t cboldvaluesize,
                                  uint8_t **pppropertylist,
                                  uint32_t *pcbpropertylistsize);

uint32_t ResUtilGetBinaryValue(HKEY hkeyclusterkey, PCWSTR pszvaluename, uint8_t **ppboutvalue, uint32_t *pcboutvaluesize);

uint32_t ResUtilGetClusterGroupType(HGROUP hgroup, CLUSGROUP_TYPE *grouptype);

uint32_t ResUtilGetClusterId(HCLUSTER hcluster, struct GUID *guid);

CLUSTER_ROLE_STATE ResUtilGetClusterRoleState(HCLUSTER hcluster, CLUSTER_ROLE eclusterrole);

uint32_t ResUtilGetCoreClusterResources(HCLUSTER hcluster,
                                        HRESOURCE *phclusternameresource,
                                        HRESOURCE *phclusteripaddressresource,
                                        HRESOURCE *phclusterquorumresource);

uint32_t ResUtilGetCoreClusterResourcesEx(HCLUSTER hclusterin,
                                          HRESOURCE *phclusternameresourceout,
                                          HRESOURCE *phclusterquorumresourceout,
                                          uint32_t dwdesiredaccess);

HGROUP ResUtilGetCoreGroup(HCLUSTER hcluster);

uint32_t ResUtilGetDwordProperty(uint32_t *pdwoutvalue,
                                 const struct CLUSPROP_DWORD *pvaluestruct,
                                 uint32_t dwoldvalue,
                                 uint32_t dwminimum,
                                 uint32_t dwmaximum,
                                 uint8_t **pppropertylist,
                                 uint32_t *pcbpropertylistsize);

uint32_t ResUtilGetDwordValue(HKEY hkeyclusterkey, PCWSTR pszvaluename, uint32_t *pdwoutvalue, uint32_t dwdefaultvalue);

void *ResUtilGetEnvironmentWithNetName(HRESOURCE hresource);

uint32_t ResUtilGetFileTimeProperty(struct FILETIME *pftoutvalue,
                                    const struct CLUSPROP_FILETIME *pvaluestruct,
                                    struct FILETIME ftoldvalue,
                                    struct FILETIME ftminimum,
                                    struct FILETIME ftmaximum,
                                    uint8_t **pppropertylist,
                                    uint32_t *pcbpropertylistsize);

uint32_t ResUtilGetLongProperty(int32_t *ploutvalue,
                                const struct CLUSPROP_LONG *pvaluestruct,
                                int32_t loldvalue,
                                int32_t lminimum,
                                int32_t lmaximum,
                                uint8_t **pppropertylist,
                                uint32_t *pcbpropertylistsize);

uint32_t ResUtilGetMultiSzProperty(PWSTR *ppszoutvalue,
                                   uint32_t *pcboutvaluesize,
                                   const struct CLUSPROP_SZ *pvaluestruct,
                                   PCWSTR pszoldvalue,
                                   uint32_t cboldvaluesize,
                                   uint8_t **pppropertylist,
                                   uint32_t *pcbpropertylistsize);

uint32_t ResUtilGetPrivateProperties(HKEY hkeyclusterkey,
                                     void *poutpropertylist,
                                     uint32_t cboutpropertylistsize,
                                     uint32_t *pcbbytesreturned,
                                     uint32_t *pcbrequired);

uint32_t ResUtilGetProperties(HKEY hkeyclusterkey,
                              const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                              void *poutpropertylist,
                              uint32_t cboutpropertylistsize,
                              uint32_t *pcbbytesreturned,
                              uint32_t *pcbrequired);

uint32_t ResUtilGetPropertiesToParameterBlock(HKEY hkeyclusterkey,
                                              const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                              uint8_t *poutparams,
                                              BOOL bcheckforrequiredproperties,
                                              PWSTR *psznameofpropinerror);

uint32_t ResUtilGetProperty(HKEY hkeyclusterkey,
                            const struct RESUTIL_PROPERTY_ITEM *ppropertytableitem,
                            void **poutpropertyitem,
                            uint32_t *pcboutpropertyitemsize);

uint32_t ResUtilGetPropertyFormats(const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                   void *poutpropertyformatlist,
                                   uint32_t cbpropertyformatlistsize,
                                   uint32_t *pcbbytesreturned,
                                   uint32_t *pcbrequired);

uint32_t ResUtilGetPropertySize(HKEY hkeyclusterkey,
                                const struct RESUTIL_PROPERTY_ITEM *ppropertytableitem,
                                uint32_t *pcboutpropertylistsize,
                                uint32_t *pnpropertycount);

uint32_t ResUtilGetQwordValue(HKEY hkeyclusterkey, PCWSTR pszvaluename, uint64_t *pqwoutvalue, uint64_t qwdefaultvalue);

HRESOURCE ResUtilGetResourceDependency(HANDLE hself, PCWSTR lpszresourcetype);

HRESOURCE ResUtilGetResourceDependencyByClass(HCLUSTER hcluster,
                                              HANDLE hself,
                                              struct CLUS_RESOURCE_CLASS_INFO *prci,
                                              BOOL brecurse);

HRESOURCE ResUtilGetResourceDependencyByClassEx(HCLUSTER hcluster,
                                                HANDLE hself,
                                                struct CLUS_RESOURCE_CLASS_INFO *prci,
                                                BOOL brecurse,
                                                uint32_t dwdesiredaccess);

HRESOURCE ResUtilGetResourceDependencyByName(HCLUSTER hcluster, HANDLE hself, PCWSTR lpszresourcetype, BOOL brecurse);

HRESOURCE ResUtilGetResourceDependencyByNameEx(HCLUSTER hcluster,
                                               HANDLE hself,
                                               PCWSTR lpszresourcetype,
                                               BOOL brecurse,
                                               uint32_t dwdesiredaccess);

HRESOURCE ResUtilGetResourceDependencyEx(HANDLE hself, PCWSTR lpszresourcetype, uint32_t dwdesiredaccess);

uint32_t ResUtilGetResourceDependentIPAddressProps(HRESOURCE hresource,
                                                   PWSTR pszaddress,
                                                   uint32_t *pcchaddress,
                                                   PWSTR pszsubnetmask,
                                                   uint32_t *pcchsubnetmask,
                                                   PWSTR psznetwork,
                                                   uint32_t *pcchnetwork);

uint32_t ResUtilGetResourceName(HRESOURCE hresource, PWSTR pszresourcename, uint32_t *pcchresourcenameinout);

HRESOURCE ResUtilGetResourceNameDependency(PCWSTR lpszresourcename, PCWSTR lpszresourcetype);

HRESOURCE ResUtilGetResourceNameDependencyEx(PCWSTR lpszresourcename, PCWSTR lpszresourcetype, uint32_t dwdesiredaccess);

uint32_t ResUtilGetSzProperty(PWSTR *ppszoutvalue,
                              const struct CLUSPROP_SZ *pvaluestruct,
                              PCWSTR pszoldvalue,
                              uint8_t **pppropertylist,
                              uint32_t *pcbpropertylistsize);

PWSTR ResUtilGetSzValue(HKEY hkeyclusterkey, PCWSTR pszvaluename);

uint32_t ResUtilGroupsEqual(HGROUP hself, HGROUP hgroup, BOOL *pequal);

BOOL ResUtilIsPathValid(PCWSTR pszpath);

BOOL ResUtilIsResourceClassEqual(struct CLUS_RESOURCE_CLASS_INFO *prci, HRESOURCE hresource);

BOOL ResUtilLeftPaxosIsLessThanRight(const struct PaxosTagCStruct *left, const struct PaxosTagCStruct *right);

uint32_t ResUtilNodeEnum(HCLUSTER hcluster, LPNODE_CALLBACK pnodecallback, void *pparameter);

BOOL ResUtilPaxosComparer(const struct PaxosTagCStruct *left, const struct PaxosTagCStruct *right);

uint32_t ResUtilPropertyListFromParameterBlock(const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                               void *poutpropertylist,
                                               uint32_t *pcboutpropertylistsize,
                                               const uint8_t *pinparams,
                                               uint32_t *pcbbytesreturned,
                                               uint32_t *pcbrequired);

uint32_t ResUtilRemoveResourceServiceEnvironment(PCWSTR pszservicename,
                                                 PLOG_EVENT_ROUTINE pfnlogevent,
                                                 ptrdiff_t hresourcehandle);

uint32_t ResUtilResourceDepEnum(HRESOURCE hself, uint32_t enumtype, LPRESOURCE_CALLBACK_EX prescallback, void *pparameter);

BOOL ResUtilResourceTypesEqual(PCWSTR lpszresourcetypename, HRESOURCE hresource);

BOOL ResUtilResourcesEqual(HRESOURCE hself, HRESOURCE hresource);

uint32_t ResUtilSetBinaryValue(HKEY hkeyclusterkey,
                               PCWSTR pszvaluename,
                               const uint8_t *pbnewvalue,
                               uint32_t cbnewvaluesize,
                               uint8_t **ppboutvalue,
                               uint32_t *pcboutvaluesize);

uint32_t ResUtilSetDwordValue(HKEY hkeyclusterkey, PCWSTR pszvaluename, uint32_t dwnewvalue, uint32_t *pdwoutvalue);

uint32_t ResUtilSetExpandSzValue(HKEY hkeyclusterkey, PCWSTR pszvaluename, PCWSTR psznewvalue, PWSTR *ppszoutstring);

uint32_t ResUtilSetMultiSzValue(HKEY hkeyclusterkey,
                                PCWSTR pszvaluename,
                                PCWSTR psznewvalue,
                                uint32_t cbnewvaluesize,
                                PWSTR *ppszoutvalue,
                                uint32_t *pcboutvaluesize);

uint32_t ResUtilSetPrivatePropertyList(HKEY hkeyclusterkey, const void *pinpropertylist, uint32_t cbinpropertylistsize);

uint32_t ResUtilSetPropertyParameterBlock(HKEY hkeyclusterkey,
                                          const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                          void *reserved,
                                          const uint8_t *pinparams,
                                          const void *pinpropertylist,
                                          uint32_t cbinpropertylistsize,
                                          uint8_t *poutparams);

uint32_t ResUtilSetPropertyParameterBlockEx(HKEY hkeyclusterkey,
                                            const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                            void *reserved,
                                            const uint8_t *pinparams,
                                            const void *pinpropertylist,
                                            uint32_t cbinpropertylistsize,
                                            BOOL bforcewrite,
                                            uint8_t *poutparams);

uint32_t ResUtilSetPropertyTable(HKEY hkeyclusterkey,
                                 const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                 const void *reserved,
                                 BOOL ballowunknownproperties,
                                 const void *pinpropertylist,
                                 uint32_t cbinpropertylistsize,
                                 uint8_t *poutparams);

uint32_t ResUtilSetPropertyTableEx(HKEY hkeyclusterkey,
                                   const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                   void *reserved,
                                   BOOL ballowunknownproperties,
                                   const void *pinpropertylist,
                                   uint32_t cbinpropertylistsize,
                                   BOOL bforcewrite,
                                   uint8_t *poutparams);

uint32_t ResUtilSetQwordValue(HKEY hkeyclusterkey, PCWSTR pszvaluename, uint64_t qwnewvalue, uint64_t *pqwoutvalue);

uint32_t ResUtilSetResourceServiceEnvironment(PCWSTR pszservicename,
                                              HRESOURCE hresource,
                                              PLOG_EVENT_ROUTINE pfnlogevent,
                                              ptrdiff_t hresourcehandle);

uint32_t ResUtilSetResourceServiceStartParameters(PCWSTR pszservicename,
                                                  SC_HANDLE schscmhandle,
                                                  SC_HANDLE *phservice,
                                                  PLOG_EVENT_ROUTINE pfnlogevent,
                                                  ptrdiff_t hresourcehandle);

uint32_t ResUtilSetResourceServiceStartParametersEx(PCWSTR pszservicename,
                                                    SC_HANDLE schscmhandle,
                                                    SC_HANDLE *phservice,
                                                    uint32_t dwdesiredaccess,
                                                    PLOG_EVENT_ROUTINE pfnlogevent,
                                                    ptrdiff_t hresourcehandle);

uint32_t ResUtilSetSzValue(HKEY hkeyclusterkey, PCWSTR pszvaluename, PCWSTR psznewvalue, PWSTR *ppszoutstring);

uint32_t ResUtilSetUnknownProperties(HKEY hkeyclusterkey,
                                     const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                     const void *pinpropertylist,
                                     uint32_t cbinpropertylistsize);

uint32_t ResUtilSetValueEx(HKEY hkeyclusterkey,
                           PCWSTR valuename,
                           uint32_t valuetype,
                           const uint8_t *valuedata,
                           uint32_t valuesize,
                           uint32_t flags);

uint32_t ResUtilStartResourceService(PCWSTR pszservicename, SC_HANDLE *phservicehandle);

uint32_t ResUtilStopResourceService(PCWSTR pszservicename);

uint32_t ResUtilStopService(SC_HANDLE hservicehandle);

uint32_t ResUtilTerminateServiceProcessFromResDll(uint32_t dwservicepid,
                                                  BOOL boffline,
                                                  uint32_t *pdwresourcestate,
                                                  PLOG_EVENT_ROUTINE pfnlogevent,
                                                  ptrdiff_t hresourcehandle);

uint32_t ResUtilVerifyPrivatePropertyList(const void *pinpropertylist, uint32_t cbinpropertylistsize);

uint32_t ResUtilVerifyPropertyTable(const struct RESUTIL_PROPERTY_ITEM *ppropertytable,
                                    const void *reserved,
                                    BOOL ballowunknownproperties,
                                    const void *pinpropertylist,
                                    uint32_t cbinpropertylistsize,
                                    uint8_t *poutparams);

uint32_t ResUtilVerifyResourceService(PCWSTR pszservicename);

uint32_t ResUtilVerifyService(SC_HANDLE hservicehandle);

uint32_t ResUtilVerifyShutdownSafe(uint32_t flags, uint32_t reason, uint32_t *presult);

uint32_t ResUtilsDeleteKeyTree(HKEY key, PCWSTR keyname, BOOL treatnokeyaserror);

uint32_t ResetAllAppInstanceVersions(void);

uint32_t RestartClusterResource(HRESOURCE hresource, uint32_t dwflags);

uint32_t RestartClusterResourceEx(HRESOURCE hresource, uint32_t dwflags, PCWSTR lpszreason);

uint32_t RestoreClusterDatabase(PCWSTR lpszpathname, BOOL bforce, PCWSTR lpszquorumdriveletter);

uint32_t ResumeClusterNode(HNODE hnode);

uint32_t ResumeClusterNodeEx(HNODE hnode, CLUSTER_NODE_RESUME_FAILBACK_TYPE eresumefailbacktype, uint32_t dwresumeflagsreserved);

uint32_t ResumeClusterNodeEx2(HNODE hnode,
                              CLUSTER_NODE_RESUME_FAILBACK_TYPE eresumefailbacktype,
                              uint32_t dwresumeflagsreserved,
                              PCWSTR lpszreason);

uint32_t SetAppInstanceCsvFlags(HANDLE processhandle, uint32_t mask, uint32_t flags);

uint32_t SetClusterGroupName(HGROUP hgroup, PCWSTR lpszgroupname);

uint32_t SetClusterGroupNameEx(HGROUP hgroup, PCWSTR lpszgroupname, PCWSTR lpszreason);

uint32_t SetClusterGroupNodeList(HGROUP hgroup, uint32_t nodecount, const HNODE *nodelist);

uint32_t SetClusterGroupNodeListEx(HGROUP hgroup, uint32_t nodecount, const HNODE *nodelist, PCWSTR lpszreason);

uint32_t SetClusterGroupSetDependencyExpression(HGROUPSET hgroupset, PCWSTR lpszdependencyexprssion);

uint32_t SetClusterGroupSetDependencyExpressionEx(HGROUPSET hgroupset, PCWSTR lpszdependencyexpression, PCWSTR lpszreason);

uint32_t SetClusterName(HCLUSTER hcluster, PCWSTR lpsznewclustername);

uint32_t SetClusterNameEx(HCLUSTER hcluster, PCWSTR lpsznewclustername, PCWSTR lpszreason);

uint32_t SetClusterNetworkName(HNETWORK hnetwork, PCWSTR lpszname);

uint32_t SetClusterNetworkNameEx(HNETWORK hnetwork, PCWSTR lpszname, PCWSTR lpszreason);

uint32_t SetClusterNetworkPriorityOrder(HCLUSTER hcluster, uint32_t networkcount, const HNETWORK *networklist);

uint32_t SetClusterQuorumResource(HRESOURCE hresource, PCWSTR lpszdevicename, uint32_t dwmaxquologsize);

uint32_t SetClusterQuorumResourceEx(HRESOURCE hresource, PCWSTR lpszdevicename, uint32_t dwmaxquorumlogsize, PCWSTR lpszreason);

uint32_t SetClusterResourceDependencyExpression(HRESOURCE hresource, PCWSTR lpszdependencyexpression);

uint32_t SetClusterResourceName(HRESOURCE hresource, PCWSTR lpszresourcename);

uint32_t SetClusterResourceNameEx(HRESOURCE hresource, PCWSTR lpszresourcename, PCWSTR lpszreason);

uint32_t SetClusterServiceAccountPassword(PCWSTR lpszclustername,
                                          PCWSTR lpsznewpassword,
                                          uint32_t dwflags,
                                          struct CLUSTER_SET_PASSWORD_STATUS *lpreturnstatusbuffer,
                                          uint32_t *lpcbreturnstatusbuffersize);

uint32_t SetGroupDependencyExpression(HGROUP hgroup, PCWSTR lpszdependencyexpression);

uint32_t SetGroupDependencyExpressionEx(HGROUP hgroup, PCWSTR lpszdependencyexpression, PCWSTR lpszreason);

void quorate_SetLastError(WIN32_ERROR dwerrcode);

WAIT_EVENT quorate_WaitForSingleObject(HANDLE hhandle, uint32_t dwmilliseconds);

const char *quorate_ErrorName(uint32_t code);

int32_t quorate_EventDescriptor(HANDLE object);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CLUSAPI_H */

#define CLOUD_WITNESS_CONTAINER_NAME u"msft-cloud-witness"
#define CLUSREG_KEYNAME_OBJECTGUIDS u"ObjectGUIDs"
#define CLUSREG_NAME_AFFINITYRULE_ENABLED u"Enabled"
#define CLUSREG_NAME_AFFINITYRULE_GROUPS u"Groups"
#define CLUSREG_NAME_AFFINITYRULE_NAME u"Name"
#define CLUSREG_NAME_AFFINITYRULE_TYPE u"RuleType"
#define CLUSREG_NAME_CLOUDWITNESS_ACCOUNT_NAME u"AccountName"
#define CLUSREG_NAME_CLOUDWITNESS_CONTAINER_NAME u"ContainerName"
#define CLUSREG_NAME_CLOUDWITNESS_ENDPOINT_INFO u"EndpointInfo"
#define CLUSREG_NAME_CLOUDWITNESS_PRIMARY_KEY u"PrimaryKey"
#define CLUSREG_NAME_CLOUDWITNESS_PRIMARY_TOKEN u"PrimaryToken"
#define CLUSREG_NAME_CLUS_DEFAULT_NETWORK_ROLE u"DefaultNetworkRole"
#define CLUSREG_NAME_CLUS_DESC u"Description"
#define CLUSREG_NAME_CLUS_SD u"Security Descriptor"
#define CLUSREG_NAME_CROSS_SITE_DELAY u"CrossSiteDelay"
#define CLUSREG_NAME_CROSS_SITE_THRESHOLD u"CrossSiteThreshold"
#define CLUSREG_NAME_CROSS_SUBNET_DELAY u"CrossSubnetDelay"
#define CLUSREG_NAME_CROSS_SUBNET_THRESHOLD u"CrossSubnetThreshold"
#define CLUSREG_NAME_CSV_BLOCK_CACHE u"BlockCacheSize"
#define CLUSREG_NAME_CSV_MDS_SD u"SharedVolumeSecurityDescriptor"
#define CLUSREG_NAME_DATABASE_READ_WRITE_MODE u"DatabaseReadWriteMode"
#define CLUSREG_NAME_DDA_DEVICE_ALLOCATIONS u"DdaDeviceAllocations"
#define CLUSREG_NAME_DHCP_BACKUP_PATH u"BackupPath"
#define CLUSREG_NAME_DHCP_DATABASE_PATH u"DatabasePath"
#define CLUSREG_NAME_DRAIN_ON_SHUTDOWN u"DrainOnShutdown"
#define CLUSREG_NAME_ENABLED_EVENT_LOGS u"EnabledEventLogs"
#define CLUSREG_NAME_FAILOVER_MOVE_MIGRATION_TYPE u"FailoverMoveMigrationType"
#define CLUSREG_NAME_FILESHR_CA_TIMEOUT u"CATimeout"
#define CLUSREG_NAME_FILESHR_HIDE_SUBDIR_SHARES u"HideSubDirShares"
#define CLUSREG_NAME_FILESHR_IS_DFS_ROOT u"IsDfsRoot"
#define CLUSREG_NAME_FILESHR_MAX_USERS u"MaxUsers"
#define CLUSREG_NAME_FILESHR_PATH u"Path"
#define CLUSREG_NAME_FILESHR_QOS_FLOWSCOPE u"QosFlowScope"
#define CLUSREG_NAME_FILESHR_QOS_POLICYID u"QosPolicyId"
#define CLUSREG_NAME_FILESHR_REMARK u"Remark"
#define CLUSREG_NAME_FILESHR_SD u"Security Descriptor"
#define CLUSREG_NAME_FILESHR_SERVER_NAME u"ServerName"
#define CLUSREG_NAME_FILESHR_SHARE_FLAGS u"ShareFlags"
#define CLUSREG_NAME_FILESHR_SHARE_NAME u"ShareName"
#define CLUSREG_NAME_FILESHR_SHARE_SUBDIRS u"ShareSubDirs"
#define CLUSREG_NAME_FIXQUORUM u"FixQuorum"
#define CLUSREG_NAME_FSWITNESS_ARB_DELAY u"ArbitrationDelay"
#define CLUSREG_NAME_FSWITNESS_IMPERSONATE_CNO u"ImpersonateCNO"
#define CLUSREG_NAME_FSWITNESS_SHARE_PATH u"SharePath"
#define CLUSREG_NAME_FUNCTIONAL_LEVEL u"ClusterFunctionalLevel"
#define CLUSREG_NAME_GENAPP_COMMAND_LINE u"CommandLine"
#define CLUSREG_NAME_GENAPP_CURRENT_DIRECTORY u"CurrentDirectory"
#define CLUSREG_NAME_GENAPP_USE_NETWORK_NAME u"UseNetworkName"
#define CLUSREG_NAME_GENSCRIPT_SCRIPT_FILEPATH u"ScriptFilepath"
#define CLUSREG_NAME_GENSVC_SERVICE_NAME u"ServiceName"
#define CLUSREG_NAME_GENSVC_STARTUP_PARAMS u"StartupParameters"
#define CLUSREG_NAME_GENSVC_USE_NETWORK_NAME u"UseNetworkName"
#define CLUSREG_NAME_GPUP_DEVICE_ALLOCATIONS u"GpupDeviceAllocations"
#define CLUSREG_NAME_GROUPSET_AVAILABILITY_SET_INDEX_TO_NODE_MAPPING u"NodeDomainInfo"
#define CLUSREG_NAME_GROUPSET_FAULT_DOMAINS u"FaultDomains"
#define CLUSREG_NAME_GROUPSET_IS_AVAILABILITY_SET u"IsAvailabilitySet"
#define CLUSREG_NAME_GROUPSET_IS_GLOBAL u"IsGlobal"
#define CLUSREG_NAME_GROUPSET_NAME u"Name"
#define CLUSREG_NAME_GROUPSET_RESERVE_NODE u"ReserveSpareNode"
#define CLUSREG_NAME_GROUPSET_STARTUP_COUNT u"StartupCount"
#define CLUSREG_NAME_GROUPSET_STARTUP_DELAY u"StartupDelay"
#define CLUSREG_NAME_GROUPSET_STARTUP_SETTING u"StartupSetting"
#define CLUSREG_NAME_GROUPSET_STATUS_INFORMATION u"StatusInformation"
#define CLUSREG_NAME_GROUPSET_UPDATE_DOMAINS u"UpdateDomains"
#define CLUSREG_NAME_GROUP_DEPENDENCY_TIMEOUT u"GroupDependencyTimeout"
#define CLUSREG_NAME_GRP_ANTI_AFFINITY_CLASS_NAME u"AntiAffinityClassNames"
#define CLUSREG_NAME_GRP_CCF_EPOCH u"CCFEpoch"
#define CLUSREG_NAME_GRP_CCF_EPOCH_HIGH u"CCFEpochHigh"
#define CLUSREG_NAME_GRP_COLD_START_SETTING u"ColdStartSetting"
#define CLUSREG_NAME_GRP_DEFAULT_OWNER u"DefaultOwner"
#define CLUSREG_NAME_GRP_DESC u"Description"
#define CLUSREG_NAME_GRP_FAILBACK_TYPE u"AutoFailbackType"
#define CLUSREG_NAME_GRP_FAILBACK_WIN_END u"FailbackWindowEnd"
#define CLUSREG_NAME_GRP_FAILBACK_WIN_START u"FailbackWindowStart"
#define CLUSREG_NAME_GRP_FAILOVER_PERIOD u"FailoverPeriod"
#define CLUSREG_NAME_GRP_FAILOVER_THRESHOLD u"FailoverThreshold"
#define CLUSREG_NAME_GRP_FAULT_DOMAIN u"FaultDomain"
#define CLUSREG_NAME_GRP_LOCK_MOVE u"LockedFromMoving"
#define CLUSREG_NAME_GRP_NAME u"Name"
#define CLUSREG_NAME_GRP_PERSISTENT_STATE u"PersistentState"
#define CLUSREG_NAME_GRP_PLACEMENT_OPTIONS u"PlacementOptions"
#define CLUSREG_NAME_GRP_PREFERRED_SITE u"PreferredSite"
#define CLUSREG_NAME_GRP_PRIORITY u"Priority"
#define CLUSREG_NAME_GRP_RESILIENCY_PERIOD u"ResiliencyPeriod"
#define CLUSREG_NAME_GRP_START_DELAY u"GroupStartDelay"
#define CLUSREG_NAME_GRP_STATUS_INFORMATION u"StatusInformation"
#define CLUSREG_NAME_GRP_TYPE u"GroupType"
#define CLUSREG_NAME_GRP_UPDATE_DOMAIN u"UpdateDomain"
#define CLUSREG_NAME_IGNORE_PERSISTENT_STATE u"IgnorePersistentStateOnStartup"
#define CLUSREG_NAME_IPADDR_ADDRESS u"Address"
#define CLUSREG_NAME_IPADDR_DHCP_ADDRESS u"DhcpAddress"
#define CLUSREG_NAME_IPADDR_DHCP_SERVER u"DhcpServer"
#define CLUSREG_NAME_IPADDR_DHCP_SUBNET_MASK u"DhcpSubnetMask"
#define CLUSREG_NAME_IPADDR_ENABLE_DHCP u"EnableDhcp"
#define CLUSREG_NAME_IPADDR_ENABLE_NETBIOS u"EnableNetBIOS"
#define CLUSREG_NAME_IPADDR_LEASE_OBTAINED_TIME u"LeaseObtainedTime"
#define CLUSREG_NAME_IPADDR_LEASE_TERMINATES_TIME u"LeaseExpiresTime"
#define CLUSREG_NAME_IPADDR_NETWORK u"Network"
#define CLUSREG_NAME_IPADDR_OVERRIDE_ADDRMATCH u"OverrideAddressMatch"
#define CLUSREG_NAME_IPADDR_PROBE_FAILURE_THRESHOLD u"ProbeFailureThreshold"
#define CLUSREG_NAME_IPADDR_PROBE_PORT u"ProbePort"
#define CLUSREG_NAME_IPADDR_SHARED_NETNAME u"SharedNetname"
#define CLUSREG_NAME_IPADDR_SUBNET_MASK u"SubnetMask"
#define CLUSREG_NAME_IPADDR_T1 u"T1"
#define CLUSREG_NAME_IPADDR_T2 u"T2"
#define CLUSREG_NAME_IPV6_NATIVE_ADDRESS u"Address"
#define CLUSREG_NAME_IPV6_NATIVE_NETWORK u"Network"
#define CLUSREG_NAME_IPV6_NATIVE_PREFIX_LENGTH u"PrefixLength"
#define CLUSREG_NAME_IPV6_TUNNEL_ADDRESS u"Address"
#define CLUSREG_NAME_IPV6_TUNNEL_TUNNELTYPE u"TunnelType"
#define CLUSREG_NAME_LAST_RECENT_EVENTS_RESET_TIME u"RecentEventsResetTime"
#define CLUSREG_NAME_LOG_FILE_PATH u"LogFilePath"
#define CLUSREG_NAME_MESSAGE_BUFFER_LENGTH u"MessageBufferLength"
#define CLUSREG_NAME_MIXED_MODE u"MixedMode"
#define CLUSREG_NAME_NETFT_IPSEC_ENABLED u"NetftIPSecEnabled"
#define CLUSREG_NAME_NETIFACE_ADAPTER_ID u"AdapterId"
#define CLUSREG_NAME_NETIFACE_ADAPTER_NAME u"Adapter"
#define CLUSREG_NAME_NETIFACE_ADDRESS u"Address"
#define CLUSREG_NAME_NETIFACE_DESC u"Description"
#define CLUSREG_NAME_NETIFACE_DHCP_ENABLED u"DhcpEnabled"
#define CLUSREG_NAME_NETIFACE_IPV4_ADDRESSES u"IPv4Addresses"
#define CLUSREG_NAME_NETIFACE_IPV6_ADDRESSES u"IPv6Addresses"
#define CLUSREG_NAME_NETIFACE_NAME u"Name"
#define CLUSREG_NAME_NETIFACE_NETWORK u"Network"
#define CLUSREG_NAME_NETIFACE_NODE u"Node"
#define CLUSREG_NAME_NETNAME_AD_AWARE u"ADAware"
#define CLUSREG_NAME_NETNAME_ALIASES u"Aliases"
#define CLUSREG_NAME_NETNAME_CONTAINERGUID u"CryptoContainerGUID"
#define CLUSREG_NAME_NETNAME_CREATING_DC u"CreatingDC"
#define CLUSREG_NAME_NETNAME_DNN_DISABLE_CLONES u"DisableClones"
#define CLUSREG_NAME_NETNAME_DNS_NAME u"DnsName"
#define CLUSREG_NAME_NETNAME_DNS_SUFFIX u"DnsSuffix"
#define CLUSREG_NAME_NETNAME_EXCLUDE_NETWORKS u"ExcludeNetworks"
#define CLUSREG_NAME_NETNAME_HOST_TTL u"HostRecordTTL"
#define CLUSREG_NAME_NETNAME_IN_USE_NETWORKS u"InUseNetworks"
#define CLUSREG_NAME_NETNAME_LAST_DNS_UPDATE u"LastDNSUpdateTime"
#define CLUSREG_NAME_NETNAME_NAME u"Name"
#define CLUSREG_NAME_NETNAME_OBJECT_ID u"ObjectGUID"
#define CLUSREG_NAME_NETNAME_PUBLISH_PTR u"PublishPTRRecords"
#define CLUSREG_NAME_NETNAME_REGISTER_ALL_IP u"RegisterAllProvidersIP"
#define CLUSREG_NAME_NETNAME_REMAP_PIPE_NAMES u"RemapPipeNames"
#define CLUSREG_NAME_NETNAME_REMOVEVCO_ONDELETE u"DeleteVcoOnResCleanup"
#define CLUSREG_NAME_NETNAME_RESOURCE_DATA u"ResourceData"
#define CLUSREG_NAME_NETNAME_STATUS_DNS u"StatusDNS"
#define CLUSREG_NAME_NETNAME_STATUS_KERBEROS u"StatusKerberos"
#define CLUSREG_NAME_NETNAME_STATUS_NETBIOS u"StatusNetBIOS"
#define CLUSREG_NAME_NETNAME_VCO_CONTAINER u"VcoContainer"
#define CLUSREG_NAME_NET_ADDRESS u"Address"
#define CLUSREG_NAME_NET_ADDRESS_MASK u"AddressMask"
#define CLUSREG_NAME_NET_AUTOMETRIC u"AutoMetric"
#define CLUSREG_NAME_NET_DESC u"Description"
#define CLUSREG_NAME_NET_IPV4_ADDRESSES u"IPv4Addresses"
#define CLUSREG_NAME_NET_IPV4_PREFIXLENGTHS u"IPv4PrefixLengths"
#define CLUSREG_NAME_NET_IPV6_ADDRESSES u"IPv6Addresses"
#define CLUSREG_NAME_NET_IPV6_PREFIXLENGTHS u"IPv6PrefixLengths"
#define CLUSREG_NAME_NET_METRIC u"Metric"
#define CLUSREG_NAME_NET_NAME u"Name"
#define CLUSREG_NAME_NET_RDMA_CAPABLE u"RdmaCapable"
#define CLUSREG_NAME_NET_ROLE u"Role"
#define CLUSREG_NAME_NET_RSS_CAPABLE u"RssCapable"
#define CLUSREG_NAME_NET_SPEED u"LinkSpeed"
#define CLUSREG_NAME_NODE_BUILD_NUMBER u"BuildNumber"
#define CLUSREG_NAME_NODE_CSDVERSION u"CSDVersion"
#define CLUSREG_NAME_NODE_DESC u"Description"
#define CLUSREG_NAME_NODE_DRAIN_STATUS u"NodeDrainStatus"
#define CLUSREG_NAME_NODE_DRAIN_TARGET u"NodeDrainTarget"
#define CLUSREG_NAME_NODE_DYNAMIC_WEIGHT u"DynamicWeight"
#define CLUSREG_NAME_NODE_FAULT_DOMAIN u"FaultDomain"
#define CLUSREG_NAME_NODE_FDID u"FaultDomainId"
#define CLUSREG_NAME_NODE_HIGHEST_VERSION u"NodeHighestVersion"
#define CLUSREG_NAME_NODE_IS_PRIMARY u"IsPrimary"
#define CLUSREG_NAME_NODE_LOWEST_VERSION u"NodeLowestVersion"
#define CLUSREG_NAME_NODE_MAJOR_VERSION u"MajorVersion"
#define CLUSREG_NAME_NODE_MANUFACTURER u"Manufacturer"
#define CLUSREG_NAME_NODE_MINOR_VERSION u"MinorVersion"
#define CLUSREG_NAME_NODE_MODEL u"Model"
#define CLUSREG_NAME_NODE_NAME u"NodeName"
#define CLUSREG_NAME_NODE_NEEDS_PQ u"NeedsPreventQuorum"
#define CLUSREG_NAME_NODE_SERIALNUMBER u"SerialNumber"
#define CLUSREG_NAME_NODE_STATUS_INFO u"StatusInformation"
#define CLUSREG_NAME_NODE_UNIQUEID u"UniqueID"
#define CLUSREG_NAME_NODE_WEIGHT u"NodeWeight"
#define CLUSREG_NAME_PHYSDISK_CSVBLOCKCACHE u"EnableBlockCache"
#define CLUSREG_NAME_PHYSDISK_CSVSNAPSHOTAGELIMIT u"SnapshotAgeLimit"
#define CLUSREG_NAME_PHYSDISK_CSVSNAPSHOTDIFFAREASIZE u"SnapshotDiffSize"
#define CLUSREG_NAME_PHYSDISK_CSVWRITETHROUGH u"CsvEnforceWriteThrough"
#define CLUSREG_NAME_PHYSDISK_DISKARBINTERVAL u"DiskArbInterval"
#define CLUSREG_NAME_PHYSDISK_DISKARBTYPE u"DiskArbType"
#define CLUSREG_NAME_PHYSDISK_DISKGUID u"DiskGuid"
#define CLUSREG_NAME_PHYSDISK_DISKIDGUID u"DiskIdGuid"
#define CLUSREG_NAME_PHYSDISK_DISKIDTYPE u"DiskIdType"
#define CLUSREG_NAME_PHYSDISK_DISKIODELAY u"MaxIoLatency"
#define CLUSREG_NAME_PHYSDISK_DISKPATH u"DiskPath"
#define CLUSREG_NAME_PHYSDISK_DISKRECOVERYACTION u"DiskRecoveryAction"
#define CLUSREG_NAME_PHYSDISK_DISKRELOAD u"DiskReload"
#define CLUSREG_NAME_PHYSDISK_DISKRUNCHKDSK u"DiskRunChkDsk"
#define CLUSREG_NAME_PHYSDISK_DISKSIGNATURE u"DiskSignature"
#define CLUSREG_NAME_PHYSDISK_DISKUNIQUEIDS u"DiskUniqueIds"
#define CLUSREG_NAME_PHYSDISK_DISKVOLUMEINFO u"DiskVolumeInfo"
#define CLUSREG_NAME_PHYSDISK_FASTONLINEARBITRATE u"FastOnlineArbitrate"
#define CLUSREG_NAME_PHYSDISK_MAINTMODE u"MaintenanceMode"
#define CLUSREG_NAME_PHYSDISK_MIGRATEFIXUP u"MigrateDriveLetters"
#define CLUSREG_NAME_PHYSDISK_SPACEIDGUID u"VirtualDiskId"
#define CLUSREG_NAME_PHYSDISK_VOLSNAPACTIVATETIMEOUT u"VolsnapActivateTimeout"
#define CLUSREG_NAME_PLACEMENT_OPTIONS u"PlacementOptions"
#define CLUSREG_NAME_PLUMB_ALL_CROSS_SUBNET_ROUTES u"PlumbAllCrossSubnetRoutes"
#define CLUSREG_NAME_PREVENTQUORUM u"PreventQuorum"
#define CLUSREG_NAME_PRTSPOOL_DEFAULT_SPOOL_DIR u"DefaultSpoolDirectory"
#define CLUSREG_NAME_PRTSPOOL_TIMEOUT u"JobCompletionTimeout"
#define CLUSREG_NAME_QUARANTINE_DURATION u"QuarantineDuration"
#define CLUSREG_NAME_QUARANTINE_THRESHOLD u"QuarantineThreshold"
#define CLUSREG_NAME_QUORUM_ARBITRATION_TIMEOUT u"QuorumArbitrationTimeMax"
#define CLUSREG_NAME_RESILIENCY_DEFAULT_SECONDS u"ResiliencyDefaultPeriod"
#define CLUSREG_NAME_RESILIENCY_LEVEL u"ResiliencyLevel"
#define CLUSREG_NAME_RESTYPE_ADMIN_EXTENSIONS u"AdminExtensions"
#define CLUSREG_NAME_RESTYPE_DEADLOCK_TIMEOUT u"DeadlockTimeout"
#define CLUSREG_NAME_RESTYPE_DESC u"Description"
#define CLUSREG_NAME_RESTYPE_DLL_NAME u"DllName"
#define CLUSREG_NAME_RESTYPE_DUMP_LOG_QUERY u"DumpLogQuery"
#define CLUSREG_NAME_RESTYPE_DUMP_POLICY u"DumpPolicy"
#define CLUSREG_NAME_RESTYPE_DUMP_SERVICES u"DumpServices"
#define CLUSREG_NAME_RESTYPE_ENABLED_EVENT_LOGS u"EnabledEventLogs"
#define CLUSREG_NAME_RESTYPE_IS_ALIVE u"IsAlivePollInterval"
#define CLUSREG_NAME_RESTYPE_LOOKS_ALIVE u"LooksAlivePollInterval"
#define CLUSREG_NAME_RESTYPE_MAX_MONITORS u"MaximumMonitors"
#define CLUSREG_NAME_RESTYPE_NAME u"Name"
#define CLUSREG_NAME_RESTYPE_PENDING_TIMEOUT u"PendingTimeout"
#define CLUSREG_NAME_RESTYPE_WPR_PROFILES u"WprProfiles"
#define CLUSREG_NAME_RESTYPE_WPR_START_AFTER u"WprStartAfter"
#define CLUSREG_NAME_RES_DATA1 u"ResourceSpecificData1"
#define CLUSREG_NAME_RES_DATA2 u"ResourceSpecificData2"
#define CLUSREG_NAME_RES_DEADLOCK_TIMEOUT u"DeadlockTimeout"
#define CLUSREG_NAME_RES_DESC u"Description"
#define CLUSREG_NAME_RES_EMBEDDED_FAILURE_ACTION u"EmbeddedFailureAction"
#define CLUSREG_NAME_RES_IS_ALIVE u"IsAlivePollInterval"
#define CLUSREG_NAME_RES_LAST_OPERATION_STATUS_CODE u"LastOperationStatusCode"
#define CLUSREG_NAME_RES_LOOKS_ALIVE u"LooksAlivePollInterval"
#define CLUSREG_NAME_RES_MONITOR_PID u"MonitorProcessId"
#define CLUSREG_NAME_RES_NAME u"Name"
#define CLUSREG_NAME_RES_PENDING_TIMEOUT u"PendingTimeout"
#define CLUSREG_NAME_RES_PERSISTENT_STATE u"PersistentState"
#define CLUSREG_NAME_RES_RESTART_ACTION u"RestartAction"
#define CLUSREG_NAME_RES_RESTART_DELAY u"RestartDelay"
#define CLUSREG_NAME_RES_RESTART_PERIOD u"RestartPeriod"
#define CLUSREG_NAME_RES_RESTART_THRESHOLD u"RestartThreshold"
#define CLUSREG_NAME_RES_RETRY_PERIOD_ON_FAILURE u"RetryPeriodOnFailure"
#define CLUSREG_NAME_RES_SEPARATE_MONITOR u"SeparateMonitor"
#define CLUSREG_NAME_RES_STATUS u"ResourceSpecificStatus"
#define CLUSREG_NAME_RES_STATUS_INFORMATION u"StatusInformation"
#define CLUSREG_NAME_RES_TYPE u"Type"
#define CLUSREG_NAME_ROUTE_HISTORY_LENGTH u"RouteHistoryLength"
#define CLUSREG_NAME_SAME_SUBNET_DELAY u"SameSubnetDelay"
#define CLUSREG_NAME_SAME_SUBNET_THRESHOLD u"SameSubnetThreshold"
#define CLUSREG_NAME_SHUTDOWN_TIMEOUT_MINUTES u"ShutdownTimeoutInMinutes"
#define CLUSREG_NAME_SOFS_SMBASYMMETRYMODE u"SmbAsymmetryMode"
#define CLUSREG_NAME_START_MEMORY u"StartMemory"
#define CLUSREG_NAME_STORAGESPACE_DESCRIPTION u"VirtualDiskDescription"
#define CLUSREG_NAME_STORAGESPACE_HEALTH u"VirtualDiskHealth"
#define CLUSREG_NAME_STORAGESPACE_NAME u"VirtualDiskName"
#define CLUSREG_NAME_STORAGESPACE_POOLARBITRATE u"Arbitrate"
#define CLUSREG_NAME_STORAGESPACE_POOLCONSUMEDCAPACITY u"ConsumedCapacity"
#define CLUSREG_NAME_STORAGESPACE_POOLDESC u"Description"
#define CLUSREG_NAME_STORAGESPACE_POOLDRIVEIDS u"DriveIds"
#define CLUSREG_NAME_STORAGESPACE_POOLHEALTH u"Health"
#define CLUSREG_NAME_STORAGESPACE_POOLIDGUID u"PoolId"
#define CLUSREG_NAME_STORAGESPACE_POOLNAME u"Name"
#define CLUSREG_NAME_STORAGESPACE_POOLQUORUMSHARE u"PoolQuorumShare"
#define CLUSREG_NAME_STORAGESPACE_POOLQUORUMUSERACCOUNT u"PoolQuorumUserAccount"
#define CLUSREG_NAME_STORAGESPACE_POOLREEVALTIMEOUT u"ReEvaluatePlacementTimeout"
#define CLUSREG_NAME_STORAGESPACE_POOLSTATE u"State"
#define CLUSREG_NAME_STORAGESPACE_POOLTOTALCAPACITY u"TotalCapacity"
#define CLUSREG_NAME_STORAGESPACE_PROVISIONING u"VirtualDiskProvisioning"
#define CLUSREG_NAME_STORAGESPACE_RESILIENCYCOLUMNS u"VirtualDiskResiliencyColumns"
#define CLUSREG_NAME_STORAGESPACE_RESILIENCYINTERLEAVE u"VirtualDiskResiliencyInterleave"
#define CLUSREG_NAME_STORAGESPACE_RESILIENCYTYPE u"VirtualDiskResiliencyType"
#define CLUSREG_NAME_STORAGESPACE_STATE u"VirtualDiskState"
#define CLUSREG_NAME_UPGRADE_VERSION u"ClusterUpgradeVersion"
#define CLUSREG_NAME_VIP_ADAPTER_NAME u"AdapterName"
#define CLUSREG_NAME_VIP_ADDRESS u"Address"
#define CLUSREG_NAME_VIP_PREFIX_LENGTH u"PrefixLength"
#define CLUSREG_NAME_VIP_RDID u"RDID"
#define CLUSREG_NAME_VIP_VSID u"VSID"
#define CLUSREG_NAME_VIRTUAL_NUMA_COUNT u"VirtualNumaCount"
#define CLUSREG_NAME_VSSTASK_APPNAME u"ApplicationName"
#define CLUSREG_NAME_VSSTASK_APPPARAMS u"ApplicationParams"
#define CLUSREG_NAME_VSSTASK_CURRENTDIRECTORY u"CurrentDirectory"
#define CLUSREG_NAME_VSSTASK_TRIGGERARRAY u"TriggerArray"
#define CLUSREG_NAME_WINS_BACKUP_PATH u"BackupPath"
#define CLUSREG_NAME_WINS_DATABASE_PATH u"DatabasePath"
#define CLUSREG_NAME_WITNESS_DYNAMIC_WEIGHT u"WitnessDynamicWeight"
#define CLUSRES_NAME_GET_OPERATION_CONTEXT_FLAGS u"Flags"
#define CLUSTER_ADD_EVICT_DELAY u"AddEvictDelay"
#define CLUSTER_CSA_VSS_STATE u"BackupInProgress"
#define CLUSTER_CSV_COMPATIBLE_FILTERS u"SharedVolumeCompatibleFilters"
#define CLUSTER_CSV_INCOMPATIBLE_FILTERS u"SharedVolumeIncompatibleFilters"
#define CLUSTER_ENFORCED_ANTIAFFINITY u"ClusterEnforcedAntiaffinity"
#define CLUSTER_GROUP_WAIT_DELAY u"ClusterGroupWaitDelay"
#define CLUSTER_HANG_RECOVERY_ACTION_KEYNAME u"HangRecoveryAction"
#define CLUSTER_HANG_TIMEOUT_KEYNAME u"ClusSvcHangTimeout"
#define CLUSTER_HEALTH_FAULT_DESCRIPTION_LABEL u"Description"
#define CLUSTER_HEALTH_FAULT_ERRORCODE_LABEL u"ErrorCode"
#define CLUSTER_HEALTH_FAULT_ERRORTYPE_LABEL u"ErrorType"
#define CLUSTER_HEALTH_FAULT_FLAGS_LABEL u"Flags"
#define CLUSTER_HEALTH_FAULT_ID_LABEL u"Id"
#define CLUSTER_HEALTH_FAULT_PROPERTY_NAME u"ClusterHealth"
#define CLUSTER_HEALTH_FAULT_PROVIDER_LABEL u"Provider"
#define CLUSTER_HEALTH_FAULT_RESERVED_LABEL u"Reserved"
#define CLUSTER_NAME_AUTO_BALANCER_LEVEL u"AutoBalancerLevel"
#define CLUSTER_NAME_AUTO_BALANCER_MODE u"AutoBalancerMode"
#define CLUSTER_NAME_PREFERRED_SITE u"PreferredSite"
#define CLUSTER_REQUEST_REPLY_TIMEOUT u"RequestReplyTimeout"
#define CLUSTER_S2D_BUS_TYPES u"S2DBusTypes"
#define CLUSTER_S2D_CACHE_BEHAVIOR_FLAGS u"S2DCacheBehavior"
#define CLUSTER_S2D_CACHE_DESIRED_STATE u"S2DCacheDesiredState"
#define CLUSTER_S2D_CACHE_FLASH_RESERVE_PERCENT u"S2DCacheFlashReservePercent"
#define CLUSTER_S2D_CACHE_METADATA_RESERVE u"S2DCacheMetadataReserveBytes"
#define CLUSTER_S2D_CACHE_PAGE_SIZE_KBYTES u"S2DCachePageSizeKBytes"
#define CLUSTER_S2D_ENABLED u"S2DEnabled"
#define CLUSTER_S2D_IO_LATENCY_THRESHOLD u"S2DIOLatencyThreshold"
#define CLUSTER_S2D_OPTIMIZATIONS u"S2DOptimizations"
#define CLUSTER_SHARED_VOLUMES_ROOT u"SharedVolumesRoot"
#define CLUSTER_SHARED_VOLUME_VSS_WRITER_OPERATION_TIMEOUT u"SharedVolumeVssWriterOperationTimeout"
#define CLUSTER_WITNESS_DATABASE_WRITE_TIMEOUT u"WitnessDatabaseWriteTimeout"
#define CLUSTER_WITNESS_FAILED_RESTART_INTERVAL u"WitnessRestartInterval"
#define CLUS_NAME_RES_TYPE_CLUSTER_GROUPID u"ClusterGroupId"
#define CLUS_NAME_RES_TYPE_DATA_RESID u"DataResourceId"
#define CLUS_NAME_RES_TYPE_LOG_MULTIPLE u"LogSizeMultiple"
#define CLUS_NAME_RES_TYPE_LOG_RESID u"LogResourceId"
#define CLUS_NAME_RES_TYPE_LOG_VOLUME u"LogVolume"
#define CLUS_NAME_RES_TYPE_MINIMUM_LOG_SIZE u"MinimumLogSizeInBytes"
#define CLUS_NAME_RES_TYPE_REPLICATION_GROUPID u"ReplicationGroupId"
#define CLUS_NAME_RES_TYPE_REPLICATION_GROUP_TYPE u"ReplicationClusterGroupType"
#define CLUS_NAME_RES_TYPE_SOURCE_RESID u"SourceResourceId"
#define CLUS_NAME_RES_TYPE_SOURCE_VOLUMES u"SourceVolumes"
#define CLUS_NAME_RES_TYPE_TARGET_RESID u"TargetResourceId"
#define CLUS_NAME_RES_TYPE_TARGET_VOLUMES u"TargetVolumes"
#define CLUS_NAME_RES_TYPE_UNIT_LOG_SIZE_CHANGE u"UnitOfLogSizeChangeInBytes"
#define CLUS_RESTYPE_NAME_CAU u"ClusterAwareUpdatingResource"
#define CLUS_RESTYPE_NAME_CLOUD_WITNESS u"Cloud Witness"
#define CLUS_RESTYPE_NAME_CONTAINER u"Container"
#define CLUS_RESTYPE_NAME_CROSS_CLUSTER u"Cross Cluster Dependency Orchestrator"
#define CLUS_RESTYPE_NAME_DFS u"Distributed File System"
#define CLUS_RESTYPE_NAME_DFSR u"DFS Replicated Folder"
#define CLUS_RESTYPE_NAME_DHCP u"DHCP Service"
#define CLUS_RESTYPE_NAME_DNN u"Distributed Network Name"
#define CLUS_RESTYPE_NAME_FILESERVER u"File Server"
#define CLUS_RESTYPE_NAME_FILESHR u"File Share"
#define CLUS_RESTYPE_NAME_FSWITNESS u"File Share Witness"
#define CLUS_RESTYPE_NAME_GENAPP u"Generic Application"
#define CLUS_RESTYPE_NAME_GENSCRIPT u"Generic Script"
#define CLUS_RESTYPE_NAME_GENSVC u"Generic Service"
#define CLUS_RESTYPE_NAME_HARDDISK u"Physical Disk"
#define CLUS_RESTYPE_NAME_HCSVM u"HCS Virtual Machine"
#define CLUS_RESTYPE_NAME_HEALTH_SERVICE u"Health Service"
#define CLUS_RESTYPE_NAME_IPADDR u"IP Address"
#define CLUS_RESTYPE_NAME_IPV6_NATIVE u"IPv6 Address"
#define CLUS_RESTYPE_NAME_IPV6_TUNNEL u"IPv6 Tunnel Address"
#define CLUS_RESTYPE_NAME_ISCSITARGET u"iSCSI Target Server"
#define CLUS_RESTYPE_NAME_ISNS u"Microsoft iSNS"
#define CLUS_RESTYPE_NAME_MSDTC u"Distributed Transaction Coordinator"
#define CLUS_RESTYPE_NAME_MSMQ u"Microsoft Message Queue Server"
#define CLUS_RESTYPE_NAME_MSMQ_TRIGGER u"MSMQTriggers"
#define CLUS_RESTYPE_NAME_NAT u"Nat"
#define CLUS_RESTYPE_NAME_NETNAME u"Network Name"
#define CLUS_RESTYPE_NAME_NETWORK_FILE_SYSTEM u"Network File System"
#define CLUS_RESTYPE_NAME_NEW_MSMQ u"MSMQ"
#define CLUS_RESTYPE_NAME_NFS u"NFS Share"
#define CLUS_RESTYPE_NAME_NFS_MSNS u"NFS Multi Server Namespace"
#define CLUS_RESTYPE_NAME_NFS_V2 u"Network File System"
#define CLUS_RESTYPE_NAME_NV_PROVIDER_ADDRESS u"Provider Address"
#define CLUS_RESTYPE_NAME_PHYS_DISK u"Physical Disk"
#define CLUS_RESTYPE_NAME_PRTSPLR u"Print Spooler"
#define CLUS_RESTYPE_NAME_SCALEOUT_MASTER u"Scaleout Master"
#define CLUS_RESTYPE_NAME_SCALEOUT_WORKER u"Scaleout Worker"
#define CLUS_RESTYPE_NAME_SDDC_MANAGEMENT u"SDDC Management"
#define CLUS_RESTYPE_NAME_SODAFILESERVER u"Scale Out File Server"
#define CLUS_RESTYPE_NAME_STORAGE_POLICIES u"Storage Policies"
#define CLUS_RESTYPE_NAME_STORAGE_POOL u"Storage Pool"
#define CLUS_RESTYPE_NAME_STORAGE_REPLICA u"Storage Replica"
#define CLUS_RESTYPE_NAME_STORQOS u"Storage QoS Policy Manager"
#define CLUS_RESTYPE_NAME_TASKSCHEDULER u"Task Scheduler"
#define CLUS_RESTYPE_NAME_VIRTUAL_IPV4 u"Disjoint IPv4 Address"
#define CLUS_RESTYPE_NAME_VIRTUAL_IPV6 u"Disjoint IPv6 Address"
#define CLUS_RESTYPE_NAME_VM u"Virtual Machine"
#define CLUS_RESTYPE_NAME_VMREPLICA_BROKER u"Virtual Machine Replication Broker"
#define CLUS_RESTYPE_NAME_VMREPLICA_COORDINATOR u"Virtual Machine Replication Coordinator"
#define CLUS_RESTYPE_NAME_VM_CONFIG u"Virtual Machine Configuration"
#define CLUS_RESTYPE_NAME_VM_WMI u"Virtual Machine Cluster WMI"
#define CLUS_RESTYPE_NAME_VSSTASK u"Volume Shadow Copy Service Task"
#define CLUS_RESTYPE_NAME_WINS u"WINS Service"
#define CLUS_RES_NAME_SCALEOUT_MASTER u"Scaleout Master"
#define CLUS_RES_NAME_SCALEOUT_WORKER u"Scaleout Worker"
#define ENABLE_CLUSTER_SHARED_VOLUMES u"EnableSharedVolumes"
#define MINIMUM_NEVER_PREEMPT_PRIORITY u"MinimumNeverPreemptPriority"
#define MINIMUM_PREEMPTOR_PRIORITY u"MinimumPreemptorPriority"
#define STARTUP_EX_ROUTINE "StartupEx"
#define STARTUP_ROUTINE "Startup"
#define USE_CLIENT_ACCESS_NETWORKS_FOR_CSV u"UseClientAccessNetworksForSharedVolumes"

/* The system's own functions have a prefix, so that they collide with nothing. */
#define CloseHandle quorate_CloseHandle
#define GetLastError quorate_GetLastError
#define LocalAlloc quorate_LocalAlloc
#define LocalFree quorate_LocalFree
#define SetLastError quorate_SetLastError
#define WaitForSingleObject quorate_WaitForSingleObject

#if UINTPTR_MAX == UINT64_MAX
#ifdef __cplusplus
#define CLUSAPI_ASSERT static_assert
#define CLUSAPI_ALIGNOF alignof
#else
#define CLUSAPI_ASSERT _Static_assert
#define CLUSAPI_ALIGNOF _Alignof
#endif
CLUSAPI_ASSERT(sizeof(CLRES_CALLBACK_FUNCTION_TABLE) == 136 && CLUSAPI_ALIGNOF(CLRES_CALLBACK_FUNCTION_TABLE) == 8, "CLRES_CALLBACK_FUNCTION_TABLE");
CLUSAPI_ASSERT(sizeof(CLRES_FUNCTION_TABLE) == 120 && CLUSAPI_ALIGNOF(CLRES_FUNCTION_TABLE) == 8, "CLRES_FUNCTION_TABLE");
CLUSAPI_ASSERT(sizeof(CLRES_FUNCTION_TABLE_0) == 112 && CLUSAPI_ALIGNOF(CLRES_FUNCTION_TABLE_0) == 8, "CLRES_FUNCTION_TABLE_0");
CLUSAPI_ASSERT(sizeof(CLRES_V1_FUNCTIONS) == 88 && CLUSAPI_ALIGNOF(CLRES_V1_FUNCTIONS) == 8, "CLRES_V1_FUNCTIONS");
CLUSAPI_ASSERT(sizeof(CLRES_V2_FUNCTIONS) == 96 && CLUSAPI_ALIGNOF(CLRES_V2_FUNCTIONS) == 8, "CLRES_V2_FUNCTIONS");
CLUSAPI_ASSERT(sizeof(CLRES_V3_FUNCTIONS) == 96 && CLUSAPI_ALIGNOF(CLRES_V3_FUNCTIONS) == 8, "CLRES_V3_FUNCTIONS");
CLUSAPI_ASSERT(sizeof(CLRES_V4_FUNCTIONS) == 112 && CLUSAPI_ALIGNOF(CLRES_V4_FUNCTIONS) == 8, "CLRES_V4_FUNCTIONS");
CLUSAPI_ASSERT(sizeof(CLUSAPI_REASON_HANDLER) == 16 && CLUSAPI_ALIGNOF(CLUSAPI_REASON_HANDLER) == 8, "CLUSAPI_REASON_HANDLER");
CLUSAPI_ASSERT(sizeof(CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT) == 32 && CLUSAPI_ALIGNOF(CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT) == 8, "CLUSCTL_GROUP_GET_LAST_MOVE_TIME_OUTPUT");
CLUSAPI_ASSERT(sizeof(CLUSCTL_RESOURCE_STATE_CHANGE_REASON_STRUCT) == 12 && CLUSAPI_ALIGNOF(CLUSCTL_RESOURCE_STATE_CHANGE_REASON_STRUCT) == 4, "CLUSCTL_RESOURCE_STATE_CHANGE_REASON_STRUCT");
CLUSAPI_ASSERT(sizeof(CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_INPUT) == 20 && CLUSAPI_ALIGNOF(CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_INPUT) == 4, "CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_INPUT");
CLUSAPI_ASSERT(sizeof(CLUSPROP_BINARY) == 12 && CLUSAPI_ALIGNOF(CLUSPROP_BINARY) == 4, "CLUSPROP_BINARY");
CLUSAPI_ASSERT(sizeof(CLUSPROP_BUFFER_HELPER) == 8 && CLUSAPI_ALIGNOF(CLUSPROP_BUFFER_HELPER) == 8, "CLUSPROP_BUFFER_HELPER");
CLUSAPI_ASSERT(sizeof(CLUSPROP_DWORD) == 12 && CLUSAPI_ALIGNOF(CLUSPROP_DWORD) == 4, "CLUSPROP_DWORD");
CLUSAPI_ASSERT(sizeof(CLUSPROP_FILETIME) == 16 && CLUSAPI_ALIGNOF(CLUSPROP_FILETIME) == 4, "CLUSPROP_FILETIME");
CLUSAPI_ASSERT(sizeof(CLUSPROP_FTSET_INFO) == 16 && CLUSAPI_ALIGNOF(CLUSPROP_FTSET_INFO) == 4, "CLUSPROP_FTSET_INFO");
CLUSAPI_ASSERT(sizeof(CLUSPROP_LARGE_INTEGER) == 16 && CLUSAPI_ALIGNOF(CLUSPROP_LARGE_INTEGER) == 8, "CLUSPROP_LARGE_INTEGER");
CLUSAPI_ASSERT(sizeof(CLUSPROP_LIST) == 16 && CLUSAPI_ALIGNOF(CLUSPROP_LIST) == 4, "CLUSPROP_LIST");
CLUSAPI_ASSERT(sizeof(CLUSPROP_LONG) == 12 && CLUSAPI_ALIGNOF(CLUSPROP_LONG) == 4, "CLUSPROP_LONG");
CLUSAPI_ASSERT(sizeof(CLUSPROP_PARTITION_INFO) == 1128 && CLUSAPI_ALIGNOF(CLUSPROP_PARTITION_INFO) == 4, "CLUSPROP_PARTITION_INFO");
CLUSAPI_ASSERT(sizeof(CLUSPROP_PARTITION_INFO_EX) == 1168 && CLUSAPI_ALIGNOF(CLUSPROP_PARTITION_INFO_EX) == 8, "CLUSPROP_PARTITION_INFO_EX");
CLUSAPI_ASSERT(sizeof(CLUSPROP_PARTITION_INFO_EX2) == 1712 && CLUSAPI_ALIGNOF(CLUSPROP_PARTITION_INFO_EX2) == 8, "CLUSPROP_PARTITION_INFO_EX2");
CLUSAPI_ASSERT(sizeof(CLUSPROP_REQUIRED_DEPENDENCY) == 12 && CLUSAPI_ALIGNOF(CLUSPROP_REQUIRED_DEPENDENCY) == 4, "CLUSPROP_REQUIRED_DEPENDENCY");
CLUSAPI_ASSERT(sizeof(CLUSPROP_RESOURCE_CLASS) == 12 && CLUSAPI_ALIGNOF(CLUSPROP_RESOURCE_CLASS) == 4, "CLUSPROP_RESOURCE_CLASS");
CLUSAPI_ASSERT(sizeof(CLUSPROP_RESOURCE_CLASS_INFO) == 16 && CLUSAPI_ALIGNOF(CLUSPROP_RESOURCE_CLASS_INFO) == 8, "CLUSPROP_RESOURCE_CLASS_INFO");
CLUSAPI_ASSERT(sizeof(CLUSPROP_SCSI_ADDRESS) == 12 && CLUSAPI_ALIGNOF(CLUSPROP_SCSI_ADDRESS) == 4, "CLUSPROP_SCSI_ADDRESS");
CLUSAPI_ASSERT(sizeof(CLUSPROP_SECURITY_DESCRIPTOR) == 28 && CLUSAPI_ALIGNOF(CLUSPROP_SECURITY_DESCRIPTOR) == 4, "CLUSPROP_SECURITY_DESCRIPTOR");
CLUSAPI_ASSERT(sizeof(CLUSPROP_SECURITY_DESCRIPTOR_0) == 20 && CLUSAPI_ALIGNOF(CLUSPROP_SECURITY_DESCRIPTOR_0) == 4, "CLUSPROP_SECURITY_DESCRIPTOR_0");
CLUSAPI_ASSERT(sizeof(CLUSPROP_SYNTAX) == 4 && CLUSAPI_ALIGNOF(CLUSPROP_SYNTAX) == 4, "CLUSPROP_SYNTAX");
CLUSAPI_ASSERT(sizeof(CLUSPROP_SYNTAX_0) == 4 && CLUSAPI_ALIGNOF(CLUSPROP_SYNTAX_0) == 2, "CLUSPROP_SYNTAX_0");
CLUSAPI_ASSERT(sizeof(CLUSPROP_SZ) == 12 && CLUSAPI_ALIGNOF(CLUSPROP_SZ) == 4, "CLUSPROP_SZ");
CLUSAPI_ASSERT(sizeof(CLUSPROP_ULARGE_INTEGER) == 16 && CLUSAPI_ALIGNOF(CLUSPROP_ULARGE_INTEGER) == 8, "CLUSPROP_ULARGE_INTEGER");
CLUSAPI_ASSERT(sizeof(CLUSPROP_VALUE) == 8 && CLUSAPI_ALIGNOF(CLUSPROP_VALUE) == 4, "CLUSPROP_VALUE");
CLUSAPI_ASSERT(sizeof(CLUSPROP_WORD) == 12 && CLUSAPI_ALIGNOF(CLUSPROP_WORD) == 4, "CLUSPROP_WORD");
CLUSAPI_ASSERT(sizeof(CLUSTERVERSIONINFO) == 284 && CLUSAPI_ALIGNOF(CLUSTERVERSIONINFO) == 4, "CLUSTERVERSIONINFO");
CLUSAPI_ASSERT(sizeof(CLUSTERVERSIONINFO_NT4) == 268 && CLUSAPI_ALIGNOF(CLUSTERVERSIONINFO_NT4) == 4, "CLUSTERVERSIONINFO_NT4");
CLUSAPI_ASSERT(sizeof(CLUSTER_AVAILABILITY_SET_CONFIG) == 16 && CLUSAPI_ALIGNOF(CLUSTER_AVAILABILITY_SET_CONFIG) == 4, "CLUSTER_AVAILABILITY_SET_CONFIG");
CLUSAPI_ASSERT(sizeof(CLUSTER_BATCH_COMMAND) == 32 && CLUSAPI_ALIGNOF(CLUSTER_BATCH_COMMAND) == 8, "CLUSTER_BATCH_COMMAND");
CLUSAPI_ASSERT(sizeof(CLUSTER_CREATE_GROUP_INFO) == 8 && CLUSAPI_ALIGNOF(CLUSTER_CREATE_GROUP_INFO) == 4, "CLUSTER_CREATE_GROUP_INFO");
CLUSAPI_ASSERT(sizeof(CLUSTER_ENUM_ITEM) == 40 && CLUSAPI_ALIGNOF(CLUSTER_ENUM_ITEM) == 8, "CLUSTER_ENUM_ITEM");
CLUSAPI_ASSERT(sizeof(CLUSTER_GROUP_ENUM_ITEM) == 80 && CLUSAPI_ALIGNOF(CLUSTER_GROUP_ENUM_ITEM) == 8, "CLUSTER_GROUP_ENUM_ITEM");
CLUSAPI_ASSERT(sizeof(CLUSTER_HEALTH_FAULT) == 40 && CLUSAPI_ALIGNOF(CLUSTER_HEALTH_FAULT) == 8, "CLUSTER_HEALTH_FAULT");
CLUSAPI_ASSERT(sizeof(CLUSTER_HEALTH_FAULT_ARRAY) == 16 && CLUSAPI_ALIGNOF(CLUSTER_HEALTH_FAULT_ARRAY) == 8, "CLUSTER_HEALTH_FAULT_ARRAY");
CLUSAPI_ASSERT(sizeof(CLUSTER_IP_ENTRY) == 16 && CLUSAPI_ALIGNOF(CLUSTER_IP_ENTRY) == 8, "CLUSTER_IP_ENTRY");
CLUSAPI_ASSERT(sizeof(CLUSTER_MEMBERSHIP_INFO) == 12 && CLUSAPI_ALIGNOF(CLUSTER_MEMBERSHIP_INFO) == 4, "CLUSTER_MEMBERSHIP_INFO");
CLUSAPI_ASSERT(sizeof(CLUSTER_READ_BATCH_COMMAND) == 40 && CLUSAPI_ALIGNOF(CLUSTER_READ_BATCH_COMMAND) == 8, "CLUSTER_READ_BATCH_COMMAND");
CLUSAPI_ASSERT(sizeof(CLUSTER_RESOURCE_ENUM_ITEM) == 96 && CLUSAPI_ALIGNOF(CLUSTER_RESOURCE_ENUM_ITEM) == 8, "CLUSTER_RESOURCE_ENUM_ITEM");
CLUSAPI_ASSERT(sizeof(CLUSTER_SET_PASSWORD_STATUS) == 12 && CLUSAPI_ALIGNOF(CLUSTER_SET_PASSWORD_STATUS) == 4, "CLUSTER_SET_PASSWORD_STATUS");
CLUSAPI_ASSERT(sizeof(CLUSTER_SHARED_VOLUME_RENAME_GUID_INPUT) == 1152 && CLUSAPI_ALIGNOF(CLUSTER_SHARED_VOLUME_RENAME_GUID_INPUT) == 8, "CLUSTER_SHARED_VOLUME_RENAME_GUID_INPUT");
CLUSAPI_ASSERT(sizeof(CLUSTER_SHARED_VOLUME_RENAME_INPUT) == 1048 && CLUSAPI_ALIGNOF(CLUSTER_SHARED_VOLUME_RENAME_INPUT) == 8, "CLUSTER_SHARED_VOLUME_RENAME_INPUT");
CLUSAPI_ASSERT(sizeof(CLUSTER_SHARED_VOLUME_RENAME_INPUT_GUID_NAME) == 620 && CLUSAPI_ALIGNOF(CLUSTER_SHARED_VOLUME_RENAME_INPUT_GUID_NAME) == 2, "CLUSTER_SHARED_VOLUME_RENAME_INPUT_GUID_NAME");
CLUSAPI_ASSERT(sizeof(CLUSTER_SHARED_VOLUME_RENAME_INPUT_NAME) == 520 && CLUSAPI_ALIGNOF(CLUSTER_SHARED_VOLUME_RENAME_INPUT_NAME) == 2, "CLUSTER_SHARED_VOLUME_RENAME_INPUT_NAME");
CLUSAPI_ASSERT(sizeof(CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME) == 528 && CLUSAPI_ALIGNOF(CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME) == 8, "CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME");
CLUSAPI_ASSERT(sizeof(CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME_0) == 520 && CLUSAPI_ALIGNOF(CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME_0) == 8, "CLUSTER_SHARED_VOLUME_RENAME_INPUT_VOLUME_0");
CLUSAPI_ASSERT(sizeof(CLUSTER_SHARED_VOLUME_STATE_INFO) == 1044 && CLUSAPI_ALIGNOF(CLUSTER_SHARED_VOLUME_STATE_INFO) == 4, "CLUSTER_SHARED_VOLUME_STATE_INFO");
CLUSAPI_ASSERT(sizeof(CLUSTER_SHARED_VOLUME_STATE_INFO_EX) == 1584 && CLUSAPI_ALIGNOF(CLUSTER_SHARED_VOLUME_STATE_INFO_EX) == 8, "CLUSTER_SHARED_VOLUME_STATE_INFO_EX");
CLUSAPI_ASSERT(sizeof(CLUSTER_VALIDATE_CSV_FILENAME) == 2 && CLUSAPI_ALIGNOF(CLUSTER_VALIDATE_CSV_FILENAME) == 2, "CLUSTER_VALIDATE_CSV_FILENAME");
CLUSAPI_ASSERT(sizeof(CLUSTER_VALIDATE_DIRECTORY) == 2 && CLUSAPI_ALIGNOF(CLUSTER_VALIDATE_DIRECTORY) == 2, "CLUSTER_VALIDATE_DIRECTORY");
CLUSAPI_ASSERT(sizeof(CLUSTER_VALIDATE_NETNAME) == 2 && CLUSAPI_ALIGNOF(CLUSTER_VALIDATE_NETNAME) == 2, "CLUSTER_VALIDATE_NETNAME");
CLUSAPI_ASSERT(sizeof(CLUSTER_VALIDATE_PATH) == 2 && CLUSAPI_ALIGNOF(CLUSTER_VALIDATE_PATH) == 2, "CLUSTER_VALIDATE_PATH");
CLUSAPI_ASSERT(sizeof(CLUS_CHKDSK_INFO) == 24 && CLUSAPI_ALIGNOF(CLUS_CHKDSK_INFO) == 8, "CLUS_CHKDSK_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_CREATE_INFRASTRUCTURE_FILESERVER_INPUT) == 32 && CLUSAPI_ALIGNOF(CLUS_CREATE_INFRASTRUCTURE_FILESERVER_INPUT) == 2, "CLUS_CREATE_INFRASTRUCTURE_FILESERVER_INPUT");
CLUSAPI_ASSERT(sizeof(CLUS_CREATE_INFRASTRUCTURE_FILESERVER_OUTPUT) == 520 && CLUSAPI_ALIGNOF(CLUS_CREATE_INFRASTRUCTURE_FILESERVER_OUTPUT) == 2, "CLUS_CREATE_INFRASTRUCTURE_FILESERVER_OUTPUT");
CLUSAPI_ASSERT(sizeof(CLUS_CSV_MAINTENANCE_MODE_INFO) == 524 && CLUSAPI_ALIGNOF(CLUS_CSV_MAINTENANCE_MODE_INFO) == 4, "CLUS_CSV_MAINTENANCE_MODE_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_CSV_VOLUME_INFO) == 640 && CLUSAPI_ALIGNOF(CLUS_CSV_VOLUME_INFO) == 8, "CLUS_CSV_VOLUME_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_CSV_VOLUME_NAME) == 1056 && CLUSAPI_ALIGNOF(CLUS_CSV_VOLUME_NAME) == 8, "CLUS_CSV_VOLUME_NAME");
CLUSAPI_ASSERT(sizeof(CLUS_DISK_NUMBER_INFO) == 8 && CLUSAPI_ALIGNOF(CLUS_DISK_NUMBER_INFO) == 4, "CLUS_DISK_NUMBER_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_DNN_LEADER_STATUS) == 8 && CLUSAPI_ALIGNOF(CLUS_DNN_LEADER_STATUS) == 4, "CLUS_DNN_LEADER_STATUS");
CLUSAPI_ASSERT(sizeof(CLUS_DNN_SODAFS_CLONE_STATUS) == 8 && CLUSAPI_ALIGNOF(CLUS_DNN_SODAFS_CLONE_STATUS) == 4, "CLUS_DNN_SODAFS_CLONE_STATUS");
CLUSAPI_ASSERT(sizeof(CLUS_FORCE_QUORUM_INFO) == 16 && CLUSAPI_ALIGNOF(CLUS_FORCE_QUORUM_INFO) == 4, "CLUS_FORCE_QUORUM_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_FTSET_INFO) == 8 && CLUSAPI_ALIGNOF(CLUS_FTSET_INFO) == 4, "CLUS_FTSET_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_MAINTENANCE_MODE_INFO) == 4 && CLUSAPI_ALIGNOF(CLUS_MAINTENANCE_MODE_INFO) == 4, "CLUS_MAINTENANCE_MODE_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_MAINTENANCE_MODE_INFOEX) == 16 && CLUSAPI_ALIGNOF(CLUS_MAINTENANCE_MODE_INFOEX) == 4, "CLUS_MAINTENANCE_MODE_INFOEX");
CLUSAPI_ASSERT(sizeof(CLUS_NETNAME_IP_INFO_ENTRY) == 12 && CLUSAPI_ALIGNOF(CLUS_NETNAME_IP_INFO_ENTRY) == 4, "CLUS_NETNAME_IP_INFO_ENTRY");
CLUSAPI_ASSERT(sizeof(CLUS_NETNAME_IP_INFO_FOR_MULTICHANNEL) == 144 && CLUSAPI_ALIGNOF(CLUS_NETNAME_IP_INFO_FOR_MULTICHANNEL) == 4, "CLUS_NETNAME_IP_INFO_FOR_MULTICHANNEL");
CLUSAPI_ASSERT(sizeof(CLUS_NETNAME_PWD_INFO) == 680 && CLUSAPI_ALIGNOF(CLUS_NETNAME_PWD_INFO) == 4, "CLUS_NETNAME_PWD_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_NETNAME_PWD_INFOEX) == 904 && CLUSAPI_ALIGNOF(CLUS_NETNAME_PWD_INFOEX) == 4, "CLUS_NETNAME_PWD_INFOEX");
CLUSAPI_ASSERT(sizeof(CLUS_NETNAME_VS_TOKEN_INFO) == 12 && CLUSAPI_ALIGNOF(CLUS_NETNAME_VS_TOKEN_INFO) == 4, "CLUS_NETNAME_VS_TOKEN_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_PARTITION_INFO) == 1120 && CLUSAPI_ALIGNOF(CLUS_PARTITION_INFO) == 4, "CLUS_PARTITION_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_PARTITION_INFO_EX) == 1160 && CLUSAPI_ALIGNOF(CLUS_PARTITION_INFO_EX) == 8, "CLUS_PARTITION_INFO_EX");
CLUSAPI_ASSERT(sizeof(CLUS_PARTITION_INFO_EX2) == 540 && CLUSAPI_ALIGNOF(CLUS_PARTITION_INFO_EX2) == 4, "CLUS_PARTITION_INFO_EX2");
CLUSAPI_ASSERT(sizeof(CLUS_PROVIDER_STATE_CHANGE_INFO) == 12 && CLUSAPI_ALIGNOF(CLUS_PROVIDER_STATE_CHANGE_INFO) == 4, "CLUS_PROVIDER_STATE_CHANGE_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_RESOURCE_CLASS_INFO) == 8 && CLUSAPI_ALIGNOF(CLUS_RESOURCE_CLASS_INFO) == 8, "CLUS_RESOURCE_CLASS_INFO");
CLUSAPI_ASSERT(sizeof(CLUS_RESOURCE_CLASS_INFO_0) == 8 && CLUSAPI_ALIGNOF(CLUS_RESOURCE_CLASS_INFO_0) == 8, "CLUS_RESOURCE_CLASS_INFO_0");
CLUSAPI_ASSERT(sizeof(CLUS_RESOURCE_CLASS_INFO_0_0) == 8 && CLUSAPI_ALIGNOF(CLUS_RESOURCE_CLASS_INFO_0_0) == 4, "CLUS_RESOURCE_CLASS_INFO_0_0");
CLUSAPI_ASSERT(sizeof(CLUS_RESOURCE_CLASS_INFO_0_0_0) == 4 && CLUSAPI_ALIGNOF(CLUS_RESOURCE_CLASS_INFO_0_0_0) == 4, "CLUS_RESOURCE_CLASS_INFO_0_0_0");
CLUSAPI_ASSERT(sizeof(CLUS_SCSI_ADDRESS) == 4 && CLUSAPI_ALIGNOF(CLUS_SCSI_ADDRESS) == 4, "CLUS_SCSI_ADDRESS");
CLUSAPI_ASSERT(sizeof(CLUS_SCSI_ADDRESS_0) == 4 && CLUSAPI_ALIGNOF(CLUS_SCSI_ADDRESS_0) == 4, "CLUS_SCSI_ADDRESS_0");
CLUSAPI_ASSERT(sizeof(CLUS_SCSI_ADDRESS_0_0) == 4 && CLUSAPI_ALIGNOF(CLUS_SCSI_ADDRESS_0_0) == 1, "CLUS_SCSI_ADDRESS_0_0");
CLUSAPI_ASSERT(sizeof(CLUS_SET_MAINTENANCE_MODE_INPUT) == 12 && CLUSAPI_ALIGNOF(CLUS_SET_MAINTENANCE_MODE_INPUT) == 4, "CLUS_SET_MAINTENANCE_MODE_INPUT");
CLUSAPI_ASSERT(sizeof(CLUS_SHARED_VOLUME_BACKUP_MODE) == 528 && CLUSAPI_ALIGNOF(CLUS_SHARED_VOLUME_BACKUP_MODE) == 4, "CLUS_SHARED_VOLUME_BACKUP_MODE");
CLUSAPI_ASSERT(sizeof(CLUS_STARTING_PARAMS) == 12 && CLUSAPI_ALIGNOF(CLUS_STARTING_PARAMS) == 4, "CLUS_STARTING_PARAMS");
CLUSAPI_ASSERT(sizeof(CLUS_STORAGE_GET_AVAILABLE_DRIVELETTERS) == 4 && CLUSAPI_ALIGNOF(CLUS_STORAGE_GET_AVAILABLE_DRIVELETTERS) == 4, "CLUS_STORAGE_GET_AVAILABLE_DRIVELETTERS");
CLUSAPI_ASSERT(sizeof(CLUS_STORAGE_REMAP_DRIVELETTER) == 8 && CLUSAPI_ALIGNOF(CLUS_STORAGE_REMAP_DRIVELETTER) == 4, "CLUS_STORAGE_REMAP_DRIVELETTER");
CLUSAPI_ASSERT(sizeof(CLUS_STORAGE_SET_DRIVELETTER) == 8 && CLUSAPI_ALIGNOF(CLUS_STORAGE_SET_DRIVELETTER) == 4, "CLUS_STORAGE_SET_DRIVELETTER");
CLUSAPI_ASSERT(sizeof(CLUS_WORKER) == 16 && CLUSAPI_ALIGNOF(CLUS_WORKER) == 8, "CLUS_WORKER");
CLUSAPI_ASSERT(sizeof(CREATE_CLUSTER_CONFIG) == 64 && CLUSAPI_ALIGNOF(CREATE_CLUSTER_CONFIG) == 8, "CREATE_CLUSTER_CONFIG");
CLUSAPI_ASSERT(sizeof(CREATE_CLUSTER_NAME_ACCOUNT) == 64 && CLUSAPI_ALIGNOF(CREATE_CLUSTER_NAME_ACCOUNT) == 8, "CREATE_CLUSTER_NAME_ACCOUNT");
CLUSAPI_ASSERT(sizeof(FILESHARE_CHANGE) == 172 && CLUSAPI_ALIGNOF(FILESHARE_CHANGE) == 4, "FILESHARE_CHANGE");
CLUSAPI_ASSERT(sizeof(FILESHARE_CHANGE_LIST) == 176 && CLUSAPI_ALIGNOF(FILESHARE_CHANGE_LIST) == 4, "FILESHARE_CHANGE_LIST");
CLUSAPI_ASSERT(sizeof(FILETIME) == 8 && CLUSAPI_ALIGNOF(FILETIME) == 4, "FILETIME");
CLUSAPI_ASSERT(sizeof(GET_OPERATION_CONTEXT_PARAMS) == 16 && CLUSAPI_ALIGNOF(GET_OPERATION_CONTEXT_PARAMS) == 4, "GET_OPERATION_CONTEXT_PARAMS");
CLUSAPI_ASSERT(sizeof(GROUP_FAILURE_INFO) == 8 && CLUSAPI_ALIGNOF(GROUP_FAILURE_INFO) == 4, "GROUP_FAILURE_INFO");
CLUSAPI_ASSERT(sizeof(GROUP_FAILURE_INFO_BUFFER) == 12 && CLUSAPI_ALIGNOF(GROUP_FAILURE_INFO_BUFFER) == 4, "GROUP_FAILURE_INFO_BUFFER");
CLUSAPI_ASSERT(sizeof(GUID) == 16 && CLUSAPI_ALIGNOF(GUID) == 4, "GUID");
CLUSAPI_ASSERT(sizeof(MONITOR_STATE) == 32 && CLUSAPI_ALIGNOF(MONITOR_STATE) == 8, "MONITOR_STATE");
CLUSAPI_ASSERT(sizeof(NOTIFY_FILTER_AND_TYPE) == 16 && CLUSAPI_ALIGNOF(NOTIFY_FILTER_AND_TYPE) == 8, "NOTIFY_FILTER_AND_TYPE");
CLUSAPI_ASSERT(sizeof(NodeUtilizationInfoElement) == 24 && CLUSAPI_ALIGNOF(NodeUtilizationInfoElement) == 8, "NodeUtilizationInfoElement");
CLUSAPI_ASSERT(sizeof(POST_UPGRADE_VERSION_INFO) == 20 && CLUSAPI_ALIGNOF(POST_UPGRADE_VERSION_INFO) == 4, "POST_UPGRADE_VERSION_INFO");
CLUSAPI_ASSERT(sizeof(PaxosTagCStruct) == 80 && CLUSAPI_ALIGNOF(PaxosTagCStruct) == 8, "PaxosTagCStruct");
CLUSAPI_ASSERT(sizeof(RESOURCE_FAILURE_INFO) == 8 && CLUSAPI_ALIGNOF(RESOURCE_FAILURE_INFO) == 4, "RESOURCE_FAILURE_INFO");
CLUSAPI_ASSERT(sizeof(RESOURCE_FAILURE_INFO_BUFFER) == 12 && CLUSAPI_ALIGNOF(RESOURCE_FAILURE_INFO_BUFFER) == 4, "RESOURCE_FAILURE_INFO_BUFFER");
CLUSAPI_ASSERT(sizeof(RESOURCE_STATUS) == 24 && CLUSAPI_ALIGNOF(RESOURCE_STATUS) == 8, "RESOURCE_STATUS");
CLUSAPI_ASSERT(sizeof(RESOURCE_STATUS_EX) == 32 && CLUSAPI_ALIGNOF(RESOURCE_STATUS_EX) == 8, "RESOURCE_STATUS_EX");
CLUSAPI_ASSERT(sizeof(RESOURCE_TERMINAL_FAILURE_INFO_BUFFER) == 8 && CLUSAPI_ALIGNOF(RESOURCE_TERMINAL_FAILURE_INFO_BUFFER) == 4, "RESOURCE_TERMINAL_FAILURE_INFO_BUFFER");
CLUSAPI_ASSERT(sizeof(RESUTIL_FILETIME_DATA) == 24 && CLUSAPI_ALIGNOF(RESUTIL_FILETIME_DATA) == 4, "RESUTIL_FILETIME_DATA");
CLUSAPI_ASSERT(sizeof(RESUTIL_LARGEINT_DATA) == 24 && CLUSAPI_ALIGNOF(RESUTIL_LARGEINT_DATA) == 8, "RESUTIL_LARGEINT_DATA");
CLUSAPI_ASSERT(sizeof(RESUTIL_PROPERTY_ITEM) == 48 && CLUSAPI_ALIGNOF(RESUTIL_PROPERTY_ITEM) == 8, "RESUTIL_PROPERTY_ITEM");
CLUSAPI_ASSERT(sizeof(RESUTIL_PROPERTY_ITEM_0) == 8 && CLUSAPI_ALIGNOF(RESUTIL_PROPERTY_ITEM_0) == 8, "RESUTIL_PROPERTY_ITEM_0");
CLUSAPI_ASSERT(sizeof(RESUTIL_ULARGEINT_DATA) == 24 && CLUSAPI_ALIGNOF(RESUTIL_ULARGEINT_DATA) == 8, "RESUTIL_ULARGEINT_DATA");
CLUSAPI_ASSERT(sizeof(ResourceUtilizationInfoElement) == 16 && CLUSAPI_ALIGNOF(ResourceUtilizationInfoElement) == 8, "ResourceUtilizationInfoElement");
CLUSAPI_ASSERT(sizeof(SECURITY_ATTRIBUTES) == 24 && CLUSAPI_ALIGNOF(SECURITY_ATTRIBUTES) == 8, "SECURITY_ATTRIBUTES");
CLUSAPI_ASSERT(sizeof(SECURITY_DESCRIPTOR_RELATIVE) == 20 && CLUSAPI_ALIGNOF(SECURITY_DESCRIPTOR_RELATIVE) == 4, "SECURITY_DESCRIPTOR_RELATIVE");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP) == 2632 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP) == 8, "SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP_RESULT) == 524 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP_RESULT) == 4, "SR_RESOURCE_TYPE_ADD_REPLICATION_GROUP_RESULT");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_DISK_INFO) == 20 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_DISK_INFO) == 4, "SR_RESOURCE_TYPE_DISK_INFO");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_ELIGIBLE_DISKS_RESULT) == 24 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_ELIGIBLE_DISKS_RESULT) == 4, "SR_RESOURCE_TYPE_ELIGIBLE_DISKS_RESULT");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_QUERY_ELIGIBLE_LOGDISKS) == 20 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_QUERY_ELIGIBLE_LOGDISKS) == 4, "SR_RESOURCE_TYPE_QUERY_ELIGIBLE_LOGDISKS");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_QUERY_ELIGIBLE_SOURCE_DATADISKS) == 20 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_QUERY_ELIGIBLE_SOURCE_DATADISKS) == 4, "SR_RESOURCE_TYPE_QUERY_ELIGIBLE_SOURCE_DATADISKS");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_QUERY_ELIGIBLE_TARGET_DATADISKS) == 36 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_QUERY_ELIGIBLE_TARGET_DATADISKS) == 4, "SR_RESOURCE_TYPE_QUERY_ELIGIBLE_TARGET_DATADISKS");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_REPLICATED_DISK) == 556 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_REPLICATED_DISK) == 4, "SR_RESOURCE_TYPE_REPLICATED_DISK");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_REPLICATED_DISKS_RESULT) == 560 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_REPLICATED_DISKS_RESULT) == 4, "SR_RESOURCE_TYPE_REPLICATED_DISKS_RESULT");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_REPLICATED_PARTITION_ARRAY) == 24 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_REPLICATED_PARTITION_ARRAY) == 8, "SR_RESOURCE_TYPE_REPLICATED_PARTITION_ARRAY");
CLUSAPI_ASSERT(sizeof(SR_RESOURCE_TYPE_REPLICATED_PARTITION_INFO) == 16 && CLUSAPI_ALIGNOF(SR_RESOURCE_TYPE_REPLICATED_PARTITION_INFO) == 8, "SR_RESOURCE_TYPE_REPLICATED_PARTITION_INFO");
CLUSAPI_ASSERT(sizeof(SYSTEMTIME) == 16 && CLUSAPI_ALIGNOF(SYSTEMTIME) == 2, "SYSTEMTIME");
CLUSAPI_ASSERT(sizeof(WitnessTagHelper) == 88 && CLUSAPI_ALIGNOF(WitnessTagHelper) == 8, "WitnessTagHelper");
CLUSAPI_ASSERT(sizeof(WitnessTagUpdateHelper) == 168 && CLUSAPI_ALIGNOF(WitnessTagUpdateHelper) == 8, "WitnessTagUpdateHelper");
#endif
