/* Opens, uses and closes handles of every kind that the library has, by all functions that open one, in turn. */
#ifndef EVERY_KIND_H
#define EVERY_KIND_H

#include "words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TYPE u"Generic Application"

/* What handles are opened from. Threads share it, and none changes it. */
struct place {
    WCHAR name[1024], network_name[128], interface_name[128];
    HCLUSTER cluster;
    HNODE node;
    HGROUP group;
    HGROUPSET set;
    HRESOURCE resource;
    HNETWORK network;
    HNETINTERFACE interface;
    HKEY key;
};

static void need(int done, const char *what)
{
    if (done)
        return;
    fprintf(stderr, "%s: %u\n", what, (unsigned)GetLastError());
    exit(1);
}

/* A handle is closed once. */
#define CLOSED(close, handle)                                                                                      \
    do {                                                                                                           \
        need(close(handle), #close);                                                                               \
        need(!close(handle) && GetLastError() == ERROR_INVALID_HANDLE, #close " of a closed handle");              \
    } while (0)

/* The same for functions whose answer is the code. */
#define CLOSED_WITH(close, handle)                                                                                 \
    do {                                                                                                           \
        need(close(handle) == 0, #close);                                                                          \
        need(close(handle) == ERROR_INVALID_HANDLE, #close " of a closed handle");                                 \
    } while (0)

/* A name that no other thread uses. */
static void own_name(unsigned who, WCHAR *name)
{
    char text[32];
    snprintf(text, sizeof text, "Made by %u", who);
    wide(text, name);
}

static void of_cluster(const struct place *place, unsigned who, unsigned round)
{
    uint32_t granted;
    HCLUSTER opened = round % 2 ? OpenCluster(place->name) : OpenClusterEx(place->name, GENERIC_ALL, &granted);
    (void)who;
    need(opened != 0, "OpenCluster");
    need(GetClusterGroupState(place->group, NULL, NULL) >= 0, "GetClusterGroupState");
    CLOSED(CloseCluster, opened);
}

static HCLUSTER cluster_of_an_object(const struct place *place, unsigned round)
{
    switch (round % 5) {
    case 0:
        return GetClusterFromNode(place->node);
    case 1:
        return GetClusterFromGroup(place->group);
    case 2:
        return GetClusterFromResource(place->resource);
    case 3:
        return GetClusterFromNetwork(place->network);
    default:
        return GetClusterFromNetInterface(place->interface);
    }
}

static void of_cluster_of_an_object(const struct place *place, unsigned who, unsigned round)
{
    HCLUSTER opened = cluster_of_an_object(place, round);
    (void)who;
    need(opened != 0, "GetClusterFrom...");
    CLOSED(CloseCluster, opened);
}

static void of_node(const struct place *place, unsigned who, unsigned round)
{
    uint32_t granted;
    HNODE opened = round % 3 == 0   ? OpenClusterNode(place->cluster, u"n1")
                   : round % 3 == 1 ? OpenClusterNodeEx(place->cluster, u"n2", GENERIC_ALL, &granted)
                                    : OpenClusterNodeById(place->cluster, 1);
    (void)who;
    need(opened != 0, "OpenClusterNode");
    need(GetClusterNodeState(opened) >= 0, "GetClusterNodeState");
    CLOSED(CloseClusterNode, opened);
}

static void of_group(const struct place *place, unsigned who, unsigned round)
{
    uint32_t granted;
    HGROUP opened;
    WCHAR name[32];
    own_name(who, name);
    if (round % 10 == 0)
        opened = CreateClusterGroup(place->cluster, name);
    else if (round % 10 == 1)
        opened = CreateClusterGroupEx(place->cluster, name, NULL);
    else if (round % 2)
        opened = OpenClusterGroup(place->cluster, u"Kinds");
    else
        opened = OpenClusterGroupEx(place->cluster, u"Kinds", GENERIC_ALL, &granted);
    need(opened != 0, "OpenClusterGroup");
    need(GetClusterGroupState(opened, NULL, NULL) >= 0, "GetClusterGroupState");
    if (round % 10 < 2)
        need(DeleteClusterGroup(opened) == 0, "DeleteClusterGroup");
    CLOSED(CloseClusterGroup, opened);
}

static void of_group_set(const struct place *place, unsigned who, unsigned round)
{
    CLUSTER_AVAILABILITY_SET_CONFIG config = {CLUSTER_AVAILABILITY_SET_CONFIG_V1, 2, 2, 0};
    HGROUPSET opened;
    WCHAR name[32];
    own_name(who, name);
    if (round % 10 == 0)
        opened = CreateClusterGroupSet(place->cluster, name);
    else if (round % 10 == 1)
        opened = CreateClusterAvailabilitySet(place->cluster, name, &config);
    else
        opened = OpenClusterGroupSet(place->cluster, u"Kinds");
    need(opened != 0, "OpenClusterGroupSet");
    if (round % 10 < 2)
        need(DeleteClusterGroupSet(opened) == 0, "DeleteClusterGroupSet");
    CLOSED(CloseClusterGroupSet, opened);
}

static void of_resource(const struct place *place, unsigned who, unsigned round)
{
    uint32_t granted;
    HRESOURCE opened;
    WCHAR name[32];
    own_name(who, name);
    if (round % 10 == 0)
        opened = CreateClusterResource(place->group, name, TYPE, 0);
    else if (round % 2)
        opened = OpenClusterResource(place->cluster, u"Kinds");
    else
        opened = OpenClusterResourceEx(place->cluster, u"Kinds", GENERIC_ALL, &granted);
    need(opened != 0, "OpenClusterResource");
    need(GetClusterResourceState(opened, NULL, NULL, NULL, NULL) >= 0, "GetClusterResourceState");
    if (round % 10 == 0)
        need(DeleteClusterResource(opened) == 0, "DeleteClusterResource");
    CLOSED(CloseClusterResource, opened);
}

static void of_network(const struct place *place, unsigned who, unsigned round)
{
    uint32_t granted;
    HNETWORK opened = round % 2 ? OpenClusterNetwork(place->cluster, place->network_name)
                                : OpenClusterNetworkEx(place->cluster, place->network_name, GENERIC_ALL, &granted);
    (void)who;
    need(opened != 0, "OpenClusterNetwork");
    CLOSED(CloseClusterNetwork, opened);
}

static void of_interface(const struct place *place, unsigned who, unsigned round)
{
    uint32_t granted;
    HNETINTERFACE opened =
        round % 2 ? OpenClusterNetInterface(place->cluster, place->interface_name)
                  : OpenClusterNetInterfaceEx(place->cluster, place->interface_name, GENERIC_ALL, &granted);
    (void)who;
    need(opened != 0, "OpenClusterNetInterface");
    CLOSED(CloseClusterNetInterface, opened);
}

#include "enumerations.h"
#include "registry_handles.h"
#include "ports.h"

/* What the library allocates for its caller, and no handle leads to. */
static void memory(const struct place *place, unsigned who, unsigned round)
{
    CLUSTER_HEALTH_FAULT_ARRAY faults;
    CLUSTER_HEALTH_FAULT fault;
    (void)who;
    (void)round;
    need(InitializeClusterHealthFaultArray(&faults) == 0, "InitializeClusterHealthFaultArray");
    need(ClusGetClusterHealthFaults(place->cluster, &faults, 0) == 0, "ClusGetClusterHealthFaults");
    need(faults.numFaults > 0, "the fault that was added");
    need(FreeClusterHealthFaultArray(&faults) == 0, "FreeClusterHealthFaultArray");
    need(InitializeClusterHealthFault(&fault) == 0, "InitializeClusterHealthFault");
    fault.Id = (PWSTR)LocalAlloc(LMEM_ZEROINIT, 8);
    need(FreeClusterHealthFault(&fault) == 0, "FreeClusterHealthFault");
    need(LocalFree(LocalAlloc(0, 100)) == NULL, "LocalFree");
}

/* What is refused leaves nothing behind either. */
static void refused(const struct place *place, unsigned who, unsigned round)
{
    HKEY key = NULL;
    uint32_t length = 1;
    WCHAR owner[1];
    (void)who;
    need(!OpenClusterGroup(place->cluster, u"No Such Group"), "OpenClusterGroup");
    need(!OpenClusterGroup(place->group, u"Kinds"), "OpenClusterGroup with a group");
    need(round % 10 || !CreateClusterGroup(place->cluster, u"Kinds"), "CreateClusterGroup");
    need(round % 10 || !OpenClusterCryptProvider(u"No Such Resource", NULL, 24, 1), "OpenClusterCryptProvider");
    need(ClusterRegOpenKey(place->key, u"No Such Key", KEY_ALL_ACCESS, &key) != 0, "ClusterRegOpenKey");
    need(GetClusterGroupState(place->group, owner, &length) == -1, "GetClusterGroupState");
    need(!CreateClusterNotifyPort(-1, place->group, CLUSTER_CHANGE_ALL, 1), "CreateClusterNotifyPort");
}

/* Each with the names of the types in the header whose handles it opens. */
static const struct kind {
    const char *names;
    void (*one)(const struct place *place, unsigned who, unsigned round);
} kinds[] = {
    {"HCLUSTER", of_cluster},
    {"HCLUSTER-of-an-object", of_cluster_of_an_object},
    {"HNODE", of_node},
    {"HGROUP", of_group},
    {"HGROUPSET", of_group_set},
    {"HRESOURCE", of_resource},
    {"HNETWORK", of_network},
    {"HNETINTERFACE", of_interface},
    {"HCLUSENUM", of_cluster_enum},
    {"HCLUSENUMEX", of_cluster_enum_ex},
    {"HNODEENUM", of_node_enum},
    {"HNODEENUMEX", of_node_enum_ex},
    {"HGROUPENUM", of_group_enum},
    {"HGROUPENUMEX", of_group_enum_ex},
    {"HGROUPSETENUM", of_group_set_enum},
    {"HRESENUM", of_resource_enum},
    {"HRESENUMEX", of_resource_enum_ex},
    {"HRESTYPEENUM", of_resource_type_enum},
    {"HNETWORKENUM", of_network_enum},
    {"HNETINTERFACEENUM", of_interface_enum},
    {"HKEY", of_key},
    {"HREGBATCH", of_batch},
    {"HREGREADBATCH HREGREADBATCHREPLY", of_read_batch},
    {"HREGBATCHPORT HREGBATCHNOTIFICATION", of_batch_port},
    {"HCHANGE", of_port},
    {"HANDLE", of_event},
    {"HCLUSCRYPTPROVIDER", of_crypt_provider},
    {"memory", memory},
    {"refused", refused},
};

#define KINDS (sizeof kinds / sizeof *kinds)

/* The first network interface that the cluster knows, and its network. */
static void find_network(struct place *place)
{
    const uint32_t of[2] = {CLUSTER_ENUM_NETWORK, CLUSTER_ENUM_NETINTERFACE};
    WCHAR *const names[2] = {place->network_name, place->interface_name};
    int i;
    for (i = 0; i < 2; i++) {
        uint32_t kind, length = 128, code;
        do {
            HCLUSENUM found = ClusterOpenEnum(place->cluster, of[i]);
            need(found != 0, "ClusterOpenEnum");
            code = ClusterEnum(found, 0, &kind, names[i], &length);
            need(ClusterCloseEnum(found) == 0, "ClusterCloseEnum");
            if (code)
                usleep(10000);
        } while (code == ERROR_NO_MORE_ITEMS);
        need(code == 0, "ClusterEnum");
    }
    place->network = OpenClusterNetwork(place->cluster, place->network_name);
    place->interface = OpenClusterNetInterface(place->cluster, place->interface_name);
    need(place->network && place->interface, "OpenClusterNetwork and OpenClusterNetInterface");
}

/* Connects, and makes what handles are opened to. The cluster is also the one of functions that name none. */
static void open_place(struct place *place, const char *cluster)
{
    WCHAR id[] = u"Of a program", text[] = u"memory";
    CLUSTER_HEALTH_FAULT fault = {id, 1, 2, text, text, 0, 0};
    uint8_t list[256] = {0};
    uint32_t value = 1, size;
    memset(place, 0, sizeof *place);
    setenv("QUORATE_CLUSTER", cluster, 1);
    wide(cluster, place->name);
    place->cluster = OpenCluster(place->name);
    need(place->cluster != 0, "OpenCluster");
    place->node = OpenClusterNode(place->cluster, u"n1");
    place->group = CreateClusterGroup(place->cluster, u"Kinds");
    need(place->node && place->group, "CreateClusterGroup");
    place->resource = CreateClusterResource(place->group, u"Kinds", TYPE, 0);
    place->set = CreateClusterGroupSet(place->cluster, u"Kinds");
    need(place->resource && place->set, "CreateClusterResource and CreateClusterGroupSet");
    size = one_text(list, u"CommandLine", u"sleep 1000");
    need(ClusterResourceControl(place->resource, 0, CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES, list, size, NULL, 0, NULL) == 0,
         "ClusterResourceControl");
    find_network(place);
    place->key = GetClusterGroupKey(place->group, KEY_ALL_ACCESS);
    need(place->key != NULL, "GetClusterGroupKey");
    need(ClusterRegSetValue(place->key, u"Value", REG_DWORD, (const uint8_t *)&value, 4) == 0, "ClusterRegSetValue");
    need(ClusAddClusterHealthFault(place->cluster, &fault, 0) == 0, "ClusAddClusterHealthFault");
}

static void close_place(struct place *place)
{
    need(ClusRemoveClusterHealthFault(place->cluster, u"Of a program", 0) == 0, "ClusRemoveClusterHealthFault");
    need(ClusterRegCloseKey(place->key) == 0, "ClusterRegCloseKey");
    need(CloseClusterNetInterface(place->interface) && CloseClusterNetwork(place->network), "CloseClusterNetwork");
    need(DeleteClusterGroupSet(place->set) == 0 && CloseClusterGroupSet(place->set), "DeleteClusterGroupSet");
    need(DeleteClusterResource(place->resource) == 0, "DeleteClusterResource");
    need(CloseClusterResource(place->resource), "CloseClusterResource");
    need(DeleteClusterGroup(place->group) == 0 && CloseClusterGroup(place->group), "DeleteClusterGroup");
    need(CloseClusterNode(place->node) && CloseCluster(place->cluster), "CloseCluster");
}

#endif
