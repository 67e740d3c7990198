/* Goes on calling while a service dies. SIGPIPE would end it, as any program that has not heard of that signal; and so does whatever may raise
 * it, also when nobody has died. Its argument is the cluster. For each line of input it prints how often it did all its calls since, and it ends
 * with its input. */
#include "words.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define THREADS 8

static HCLUSTER cluster;
static HGROUP group;
static unsigned done, ended;

/* The library's calls of these functions arrive here. */
static void must_raise_nothing(int file, int flags, const char *function)
{
    struct stat about;
    if (flags & MSG_NOSIGNAL || fstat(file, &about) || !S_ISSOCK(about.st_mode))
        return;
    fprintf(stderr, "%s to a socket may raise SIGPIPE\n", function);
    abort();
}

ssize_t write(int file, const void *bytes, size_t count)
{
    must_raise_nothing(file, 0, "write");
    return syscall(SYS_write, file, bytes, count);
}

ssize_t writev(int file, const struct iovec *slices, int count)
{
    must_raise_nothing(file, 0, "writev");
    return syscall(SYS_writev, file, slices, count);
}

ssize_t send(int file, const void *bytes, size_t count, int flags)
{
    must_raise_nothing(file, flags, "send");
    return syscall(SYS_sendto, file, bytes, count, flags, NULL, 0);
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags)
{
    must_raise_nothing(file, flags, "sendmsg");
    return syscall(SYS_sendmsg, file, message, flags);
}

static void *call(void *argument)
{
    uint32_t kind, length;
    size_t key, round = 0;
    HCHANGE port = CreateClusterNotifyPort(-1, cluster, CLUSTER_CHANGE_ALL, 1);
    HKEY database = GetClusterGroupKey(group, KEY_ALL_ACCESS);
    (void)argument;
    while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
        uint8_t value[4] = {(uint8_t)round++, 0, 0, 0};
        int said = GetClusterGroupState(group, NULL, NULL) >= 0;
        HCLUSENUM nodes = ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE);
        int changed = ClusterRegSetValue(database, u"Value", REG_DWORD, value, 4) == 0;
        length = 0;
        GetClusterNotify(port, &key, &kind, NULL, &length, 0);
        if (said && changed && ClusterCloseEnum(nodes) == 0)
            __atomic_add_fetch(&done, 1, __ATOMIC_RELAXED);
    }
    CloseClusterNotifyPort(port);
    ClusterRegCloseKey(database);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    WCHAR name[1024];
    int i, line;
    if (argc != 2)
        return 2;
    /* Whatever it was started with. */
    signal(SIGPIPE, SIG_DFL);
    wide(argv[1], name);
    cluster = OpenCluster(name);
    group = OpenClusterGroup(cluster, u"Cluster Group");
    if (!group)
        return 3;
    for (i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, call, NULL))
            return 4;
    while ((line = getchar()) != EOF) {
        if (line != '\n')
            continue;
        printf("%u\n", __atomic_exchange_n(&done, 0, __ATOMIC_RELAXED));
        fflush(stdout);
    }
    __atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
    for (i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return CloseClusterGroup(group) && CloseCluster(cluster) ? 0 : 5;
}
