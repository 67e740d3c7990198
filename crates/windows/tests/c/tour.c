/* What programs for failover clustering do, from beginning to end, in the words that C and C++ share. `examples/roles/src/bin/tour.rs` is the
 * same in Rust, and prints the same. Its arguments are the cluster and a folder for the backup, in ASCII. */
#include "words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void narrow(const WCHAR *text, char *out)
{
    while ((*out++ = (char)*text++))
        ;
}

static void need(int done, const char *what)
{
    if (done)
        return;
    fprintf(stderr, "%s: %u\n", what, (unsigned)GetLastError());
    exit(1);
}

static int pending_or_done(uint32_t code)
{
    return code == 0 || code == ERROR_IO_PENDING;
}

static void say(const char *before, const WCHAR *text, const char *after)
{
    char out[1024];
    narrow(text, out);
    printf("%s%s%s\n", before, out, after);
    fflush(stdout);
}

static void inspect(HCLUSTER cluster)
{
    WCHAR name[128];
    uint32_t length = 128, kind, index;
    CLUSTERVERSIONINFO version;
    HCLUSENUM nodes;
    memset(&version, 0, sizeof version);
    version.dwVersionInfoSize = sizeof version;
    need(GetClusterInformation(cluster, name, &length, &version) == 0, "GetClusterInformation");
    say("cluster ", name, "");
    nodes = ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE);
    for (index = 0; index < ClusterGetEnumCount(nodes); index++) {
        length = 128;
        need(ClusterEnum(nodes, index, &kind, name, &length) == 0, "ClusterEnum");
        say("node ", name, "");
    }
    need(ClusterCloseEnum(nodes) == 0, "ClusterCloseEnum");
}

/* `Tour Server` needs `Tour Store`. */
static HGROUP make_group(HCLUSTER cluster)
{
    const PCWSTR names[2] = {u"Tour Store", u"Tour Server"};
    HRESOURCE resources[2];
    HGROUP group = CreateClusterGroup(cluster, u"Tour");
    int i;
    need(group != 0, "CreateClusterGroup");
    for (i = 0; i < 2; i++) {
        uint8_t list[256] = {0};
        uint32_t size = one_text(list, u"CommandLine", u"sleep 1000");
        resources[i] = CreateClusterResource(group, names[i], u"Generic Application", 0);
        need(resources[i] != 0, "CreateClusterResource");
        need(ClusterResourceControl(resources[i], 0, CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES, list, size, NULL, 0, NULL) == 0,
             "ClusterResourceControl");
    }
    need(AddClusterResourceDependency(resources[1], resources[0]) == 0, "AddClusterResourceDependency");
    for (i = 0; i < 2; i++)
        need(CloseClusterResource(resources[i]), "CloseClusterResource");
    return group;
}

static void wait_until_online(HGROUP group, WCHAR *owner)
{
    uint32_t length;
    for (;;) {
        length = 64;
        if (GetClusterGroupState(group, owner, &length) == ClusterGroupOnline)
            return;
        usleep(10000);
    }
}

static void bring_online_and_move(HCLUSTER cluster, HGROUP group)
{
    WCHAR owner[64];
    HNODE target = OpenClusterNode(cluster, u"n2");
    need(pending_or_done(OnlineClusterGroup(group, 0)), "OnlineClusterGroup");
    wait_until_online(group, owner);
    say("online on ", owner, "");
    need(pending_or_done(MoveClusterGroup(group, target)), "MoveClusterGroup");
    do {
        wait_until_online(group, owner);
    } while (owner[1] != u'2');
    say("online on ", owner, "");
    need(CloseClusterNode(target), "CloseClusterNode");
}

/* Sets the version, if it is `expected`. */
static int32_t batch(HKEY key, const uint32_t *expected, const uint32_t *version, int32_t *failed)
{
    HREGBATCH opened;
    int32_t code = ClusterRegCreateBatch(key, &opened);
    if (code == 0)
        code = ClusterRegBatchAddCommand(opened, CLUSREG_CONDITION_IS_EQUAL, u"Version", REG_DWORD, expected, 4);
    if (code == 0)
        code = ClusterRegBatchAddCommand(opened, CLUSREG_SET_VALUE, u"Version", REG_DWORD, version, 4);
    return code ? code : ClusterRegCloseBatch(opened, 1, failed);
}

/* A batch is done as a whole or not at all. */
static void change_database(HGROUP group)
{
    const uint32_t one = 1, two = 2;
    uint32_t value = 0, bytes = 4;
    int32_t code, failed = -1;
    HKEY key = GetClusterGroupKey(group, KEY_ALL_ACCESS);
    need(key != NULL, "GetClusterGroupKey");
    need(ClusterRegSetValue(key, u"Version", REG_DWORD, (const uint8_t *)&one, 4) == 0, "ClusterRegSetValue");
    /* Only if the version is 2 already, which it is not. */
    code = batch(key, &two, &two, &failed);
    printf("the batch ended with %d at command %d\n", (int)code, (int)failed);
    code = batch(key, &one, &two, &failed);
    printf("the batch ended with %d\n", (int)code);
    need(ClusterRegQueryValue(key, u"Version", NULL, (uint8_t *)&value, &bytes) == 0, "ClusterRegQueryValue");
    printf("version %u\n", (unsigned)value);
    need(ClusterRegCloseKey(key) == 0, "ClusterRegCloseKey");
}

static void watch_for_a_node(HCLUSTER cluster)
{
    HCHANGE port = CreateClusterNotifyPort(-1, cluster, CLUSTER_CHANGE_NODE_STATE, 7);
    need(port != 0, "CreateClusterNotifyPort");
    printf("watching\n");
    fflush(stdout);
    for (;;) {
        WCHAR name[64];
        uint32_t kind, length = 64;
        uintptr_t key;
        HNODE node;
        CLUSTER_NODE_STATE state;
        need(GetClusterNotify(port, &key, &kind, name, &length, 30000) == 0, "GetClusterNotify");
        node = OpenClusterNode(cluster, name);
        state = GetClusterNodeState(node);
        need(CloseClusterNode(node), "CloseClusterNode");
        if (state == ClusterNodeDown) {
            say("", name, " is down");
            need(CloseClusterNotifyPort(port), "CloseClusterNotifyPort");
            return;
        }
    }
}

int main(int argc, char **argv)
{
    WCHAR cluster_name[1024], folder[1024];
    HCLUSTER cluster;
    HGROUP group;
    if (argc != 3)
        return 2;
    wide(argv[1], cluster_name);
    wide(argv[2], folder);
    cluster = OpenCluster(cluster_name);
    need(cluster != 0, "OpenCluster");
    inspect(cluster);
    group = make_group(cluster);
    bring_online_and_move(cluster, group);
    change_database(group);
    need(BackupClusterDatabase(cluster, folder) == 0, "BackupClusterDatabase");
    printf("backed up\n");
    watch_for_a_node(cluster);
    need(pending_or_done(DestroyClusterGroup(group)), "DestroyClusterGroup");
    need(CloseClusterGroup(group) && CloseCluster(cluster), "Close");
    return 0;
}
