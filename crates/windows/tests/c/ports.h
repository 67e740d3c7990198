/* Notification ports and what comes from them: a part of every_kind.h. */

/* A port that hears of a batch, and the batch. */
static void of_batch_port(const struct place *place, unsigned who, unsigned round)
{
    HREGBATCHPORT port = 0;
    HREGBATCHNOTIFICATION batch = 0;
    CLUSTER_BATCH_COMMAND command;
    int32_t failed;
    (void)round;
    need(ClusterRegCreateBatchNotifyPort(place->key, &port) == 0, "ClusterRegCreateBatchNotifyPort");
    need(ClusterRegCloseBatch(begin_batch(place->key, who), 1, &failed) == 0, "ClusterRegCloseBatch");
    need(ClusterRegGetBatchNotification(port, &batch) == 0, "ClusterRegGetBatchNotification");
    do {
        need(ClusterRegBatchReadCommand(batch, &command) == 0, "ClusterRegBatchReadCommand");
    } while (command.Command != CLUSREG_SET_VALUE);
    CLOSED_WITH(ClusterRegBatchCloseNotification, batch);
    CLOSED_WITH(ClusterRegCloseBatchNotifyPort, port);
}

static HCHANGE second_port(const struct place *place)
{
    const NOTIFY_FILTER_AND_TYPE filter = {CLUSTER_OBJECT_TYPE_GROUP, CLUSTER_CHANGE_GROUP_ALL_V2};
    HCHANGE port = CreateClusterNotifyPortV2(-1, place->cluster, &filter, 1, 1);
    need(port != 0, "CreateClusterNotifyPortV2");
    need(RegisterClusterNotifyV2(port, filter, (HANDLE)place->group, 2) == 0, "RegisterClusterNotifyV2");
    need(RegisterClusterResourceTypeNotifyV2(port, place->cluster, CLUSTER_CHANGE_RESOURCE_TYPE_ALL_V2, TYPE, 3) == 0,
         "RegisterClusterResourceTypeNotifyV2");
    return port;
}

/* Of each kind; a handle that is closed is told to both. */
static void of_port(const struct place *place, unsigned who, unsigned round)
{
    int second = round % 2;
    HGROUP group = OpenClusterGroup(place->cluster, u"Kinds");
    HCHANGE port;
    uint32_t kind, code;
    size_t key;
    (void)who;
    need(group != 0, "OpenClusterGroup");
    if (second) {
        port = second_port(place);
        need(CloseClusterGroup(group), "CloseClusterGroup");
    } else {
        port = CreateClusterNotifyPort(-1, place->cluster, CLUSTER_CHANGE_ALL, 1);
        need(port != 0, "CreateClusterNotifyPort");
        need(RegisterClusterNotify(port, CLUSTER_CHANGE_HANDLE_CLOSE, (HANDLE)group, 2) == 0, "RegisterClusterNotify");
        need(CloseClusterGroup(group), "CloseClusterGroup");
        do {
            code = GetClusterNotify(port, &key, &kind, NULL, NULL, 30000);
            need(code == 0, "GetClusterNotify");
        } while (kind != (uint32_t)CLUSTER_CHANGE_HANDLE_CLOSE);
    }
    CLOSED(CloseClusterNotifyPort, port);
}

/* The event of a port that is closed by itself, and one that ends with its port. */
static void of_event(const struct place *place, unsigned who, unsigned round)
{
    HANDLE event = NULL;
    HCHANGE port = round % 2 ? CreateClusterNotifyPort(-1, -1, 0, 0) : CreateClusterNotifyPortV2(-1, -1, NULL, 0, 0);
    (void)place;
    (void)who;
    need(port != 0, "CreateClusterNotifyPort without a cluster");
    need(GetNotifyEventHandle(port, &event) == 0, "GetNotifyEventHandle");
    need(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "WaitForSingleObject");
    CLOSED(CloseHandle, event);
    need(GetNotifyEventHandle(port, &event) == 0, "GetNotifyEventHandle");
    CLOSED(CloseClusterNotifyPort, port);
    need(!CloseHandle(event) && GetLastError() == ERROR_INVALID_HANDLE, "the event of a closed port");
}
