/* So many threads at once on one connection: each opens and closes handles of every kind, and all of them use, close and replace handles
 * that they share. Whether two of them meet in memory is looked for by `crates/windows/test-memory`. Arguments: a cluster, threads, and how
 * often each does all of it. */
#include "every_kind.h"
#include <pthread.h>

#define SHARED 8

static struct place place;
static unsigned rounds;
#ifdef CANARY
/* What a tool has to find. */
static unsigned met;
#endif

/* Handles that any thread may close while others use them. */
static ptrdiff_t groups[SHARED], ports[SHARED], batches[SHARED], lists[SHARED], keys[SHARED];
/* A port for which all threads wait. */
static HCHANGE port;

static BOOL say_why(const void *parameter, HCLUSTER cluster, PWSTR reason, uint32_t *size)
{
    (void)parameter;
    (void)cluster;
    need(*size > 3, "room for a reason");
    memcpy(reason, u"why", 8);
    *size = 3;
    return 1;
}

static CLUSAPI_REASON_HANDLER handler = {NULL, say_why};

/* What is there, or was a moment ago. */
static ptrdiff_t shared(ptrdiff_t *place)
{
    return __atomic_load_n(place, __ATOMIC_RELAXED);
}

/* Puts a new one in its place, and closes the old one, which is nobody else's to close. */
#define REPLACE(place, new_one, close)                                                                             \
    do {                                                                                                           \
        ptrdiff_t old = __atomic_exchange_n(place, new_one, __ATOMIC_RELAXED);                                     \
        if (old)                                                                                                   \
            close;                                                                                                 \
    } while (0)

/* Done, or the handle was closed meanwhile; `also` is another answer that is right. */
static void done_or_closed(uint32_t code, uint32_t also, const char *what)
{
    SetLastError(code);
    need(code == 0 || code == ERROR_INVALID_HANDLE || code == also, what);
}

static void replace(unsigned at)
{
    HREGBATCH batch = 0;
    HKEY key = NULL;
    int32_t failed;
    REPLACE(&groups[at], OpenClusterGroup(place.cluster, u"Kinds"), need(CloseClusterGroup(old), "CloseClusterGroup"));
    REPLACE(&ports[at], CreateClusterNotifyPort(-1, place.cluster, CLUSTER_CHANGE_ALL, at),
            need(CloseClusterNotifyPort(old), "CloseClusterNotifyPort"));
    REPLACE(&lists[at], ClusterOpenEnum(place.cluster, CLUSTER_ENUM_NODE), need(ClusterCloseEnum(old) == 0, "ClusterCloseEnum"));
    need(ClusterRegCreateBatch(place.key, &batch) == 0, "ClusterRegCreateBatch");
    REPLACE(&batches[at], batch, need(ClusterRegCloseBatch(old, 1, &failed) == 0, "ClusterRegCloseBatch"));
    need(ClusterRegOpenKey(place.key, u"", KEY_ALL_ACCESS, &key) == 0, "ClusterRegOpenKey");
    REPLACE(&keys[at], (ptrdiff_t)key, need(ClusterRegCloseKey((HKEY)old) == 0, "ClusterRegCloseKey"));
}

static void use(unsigned at, unsigned who)
{
    WCHAR name[64];
    uint32_t kind, length = 64, bytes = 4, value = 0, size = 0;
    size_t key;
    HGROUP group = shared(&groups[at]);
    CLUSTER_GROUP_STATE state = GetClusterGroupState(group, name, &length);
    done_or_closed(state >= 0 ? 0 : GetLastError(), 0, "GetClusterGroupState");
    done_or_closed(ClusterGroupControl(group, 0, CLUSCTL_GROUP_GET_COMMON_PROPERTIES, NULL, 0, NULL, 0, &size),
                   ERROR_MORE_DATA, "ClusterGroupControl");
    done_or_closed(RegisterClusterNotify(shared(&ports[at]), CLUSTER_CHANGE_GROUP_STATE, (HANDLE)group, who), 0,
                   "RegisterClusterNotify");
    done_or_closed(GetClusterNotify(shared(&ports[at]), &key, &kind, NULL, NULL, 1), WAIT_TIMEOUT, "GetClusterNotify");
    length = 64;
    done_or_closed(ClusterEnum(shared(&lists[at]), who % 3, &kind, name, &length), 0, "ClusterEnum");
    done_or_closed((uint32_t)ClusterRegBatchAddCommand(shared(&batches[at]), CLUSREG_SET_VALUE, u"Shared", REG_DWORD, &who, 4),
                   0, "ClusterRegBatchAddCommand");
    done_or_closed((uint32_t)ClusterRegQueryValue((HKEY)shared(&keys[at]), u"Value", NULL, (uint8_t *)&value, &bytes), 0,
                   "ClusterRegQueryValue");
}

/* On what all have in common, and nobody closes. */
static void together(unsigned who, unsigned round)
{
    WCHAR name[32], owner[1024];
    uint32_t kind, length = 1024;
    size_t key;
    own_name(who, name);
    need(GetClusterGroupState(place.group, owner, &length) >= 0, "GetClusterGroupState");
    need(GetClusterResourceState(place.resource, NULL, NULL, NULL, NULL) >= 0, "GetClusterResourceState");
    need(GetClusterNodeState(place.node) >= 0, "GetClusterNodeState");
    need(ClusterRegSetValue(place.key, name, REG_DWORD, (const uint8_t *)&round, 4) == 0, "ClusterRegSetValue");
    length = 1024;
    done_or_closed(GetClusterNotify(port, &key, &kind, owner, &length, 100), WAIT_TIMEOUT, "GetClusterNotify");
    if (round % 4 == who % 4)
        ClusapiSetReasonHandler(who % 2 ? &handler : NULL);
}

static void *work(void *argument)
{
    unsigned who = (unsigned)(size_t)argument, round, seed = who * 2654435761u + 1;
    size_t i;
    for (round = 0; round < rounds; round++) {
#ifdef CANARY
        met++;
#endif
        for (i = 0; i < KINDS; i++) {
            kinds[(i + who) % KINDS].one(&place, who, round + who);
            seed = seed * 1664525u + 1013904223u;
            if ((seed >> 16) % 4 == 0)
                replace((seed >> 24) % SHARED);
            else
                use((seed >> 24) % SHARED, who);
            together(who, round);
        }
    }
    return NULL;
}

static void close_shared(void)
{
    unsigned at;
    int32_t failed;
    for (at = 0; at < SHARED; at++) {
        REPLACE(&groups[at], 0, CloseClusterGroup(old));
        REPLACE(&ports[at], 0, CloseClusterNotifyPort(old));
        REPLACE(&lists[at], 0, ClusterCloseEnum(old));
        REPLACE(&batches[at], 0, ClusterRegCloseBatch(old, 0, &failed));
        REPLACE(&keys[at], 0, ClusterRegCloseKey((HKEY)old));
    }
}

int main(int argc, char **argv)
{
    pthread_t threads[256];
    size_t count, i;
    if (argc != 4)
        return 2;
    count = strtoul(argv[2], NULL, 10);
    rounds = (unsigned)strtoul(argv[3], NULL, 10);
    if (count > sizeof threads / sizeof *threads)
        return 2;
    open_place(&place, argv[1]);
    port = CreateClusterNotifyPort(-1, place.cluster, CLUSTER_CHANGE_ALL, 1);
    need(port != 0, "CreateClusterNotifyPort");
    for (i = 0; i < count; i++)
        need(pthread_create(&threads[i], NULL, work, (void *)i) == 0, "pthread_create");
    for (i = 0; i < count; i++)
        need(pthread_join(threads[i], NULL) == 0, "pthread_join");
    ClusapiSetReasonHandler(NULL);
    close_shared();
    need(CloseClusterNotifyPort(port), "CloseClusterNotifyPort");
    close_place(&place);
    printf("%zu threads\n", count);
    return 0;
}
