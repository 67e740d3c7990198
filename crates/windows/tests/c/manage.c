/* An ordinary program for failover clustering, in the words that C and C++ share: makes a group with a resource, brings it online, lists all
 * groups, and takes it away again. Its arguments are the cluster and the group's name, in ASCII. */
#include "words.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int fail(const char *what)
{
    fprintf(stderr, "%s: %u\n", what, (unsigned)GetLastError());
    return 1;
}

int main(int argc, char **argv)
{
    WCHAR cluster_name[1024], group_name[64], name[64], owner[64];
    uint8_t list[256] = {0};
    uint32_t kind, length, index, code, size;
    HCLUSTER cluster;
    HGROUP group;
    HRESOURCE resource;
    HCLUSENUM groups;
    if (argc != 3)
        return 2;
    wide(argv[1], cluster_name);
    wide(argv[2], group_name);
    cluster = OpenCluster(cluster_name);
    if (!cluster)
        return fail("OpenCluster");
    group = CreateClusterGroup(cluster, group_name);
    if (!group)
        return fail("CreateClusterGroup");
    resource = CreateClusterResource(group, group_name, u"Generic Application", 0);
    if (!resource)
        return fail("CreateClusterResource");
    size = one_text(list, u"CommandLine", u"sleep 1000");
    code = ClusterResourceControl(resource, 0, CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES, list, size, NULL, 0, NULL);
    if (code)
        return fail("ClusterResourceControl");
    code = OnlineClusterGroup(group, 0);
    if (code && code != ERROR_IO_PENDING)
        return fail("OnlineClusterGroup");
    while (GetClusterGroupState(group, NULL, NULL) == ClusterGroupPending)
        usleep(10000);
    groups = ClusterOpenEnum(cluster, CLUSTER_ENUM_GROUP);
    for (index = 0; index < ClusterGetEnumCount(groups); index++) {
        HGROUP each;
        length = 64;
        if (ClusterEnum(groups, index, &kind, name, &length))
            return fail("ClusterEnum");
        each = OpenClusterGroup(cluster, name);
        length = 64;
        printf("%d ", GetClusterGroupState(each, owner, &length));
        for (length = 0; name[length]; length++)
            putchar(name[length]);
        putchar('\n');
        CloseClusterGroup(each);
    }
    ClusterCloseEnum(groups);
    code = DestroyClusterGroup(group);
    if (code && code != ERROR_IO_PENDING)
        return fail("DestroyClusterGroup");
    if (OnlineClusterGroup(0, 0) != ERROR_INVALID_HANDLE || GetLastError() != ERROR_INVALID_HANDLE)
        return fail("a null handle");
    return CloseClusterResource(resource) && CloseClusterGroup(group) && CloseCluster(cluster) ? 0 : 3;
}
